//! The database. Each function here is one statement or one aggregate; callers hold the transaction.

pub(crate) mod agents;
pub(crate) mod channels;
pub(crate) mod contacts;
pub(crate) mod conversations;
pub(crate) mod identity;
pub(crate) mod media;
pub(crate) mod notes;

use std::path::Path;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, config::DbConfig, params, types::Type};

/// More than there are here.
const STATEMENTS: usize = 100;

/// Opens the database in a file, or in memory, and makes its tables.
pub(crate) fn open(file: Option<&Path>) -> rusqlite::Result<Connection> {
    let connection = match file {
        Some(file) => Connection::open(file)?,
        None => Connection::open_in_memory()?,
    };
    // With a write-ahead log what is committed outlives the process, and readers of the file do not stop it.
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Statements are prepared once and for all, whatever is bound to them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(include_str!("schema.sql"))?;
    Ok(connection)
}

pub(crate) fn setting(db: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    db.prepare_cached("SELECT value FROM setting WHERE name = ?")?.query_row([name], |row| row.get(0)).optional()
}

pub(crate) fn set_setting(db: &Connection, name: &str, value: i64) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)")?.execute(params![name, value])?;
    Ok(())
}

/// Empties every table.
pub(crate) fn clear(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(
        "DELETE FROM conversation; DELETE FROM agent; DELETE FROM media; DELETE FROM note; DELETE FROM contact;
         DELETE FROM session; DELETE FROM code; DELETE FROM token; DELETE FROM channel; DELETE FROM setting;",
    )
}

fn time(millis: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millis).map_err(|error| unreadable(Type::Integer, error))
}

fn times(millis: Option<i64>) -> rusqlite::Result<Option<Timestamp>> {
    millis.map(time).transpose()
}

fn millis(time: Option<Timestamp>) -> Option<i64> {
    time.map(Timestamp::as_millisecond)
}

fn unreadable(kind: Type, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(0, kind, error.into())
}
