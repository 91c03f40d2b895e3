//! Notes on external contacts.

use jiff::Timestamp;
use rusqlite::{Connection, params};
use uuid::Uuid;

use super::time;

/// A note.
pub(crate) struct Note {
    pub(crate) id: Uuid,
    pub(crate) author: Uuid,
    pub(crate) text: String,
    pub(crate) created: Timestamp,
}

pub(crate) fn add(db: &Connection, contact: Uuid, note: &Note) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO note VALUES (?, ?, ?, ?, ?)")?.execute(params![
        note.id,
        contact,
        note.author,
        note.text,
        note.created.as_millisecond()
    ])?;
    Ok(())
}

/// The notes on a contact, the newest first.
pub(crate) fn on(db: &Connection, contact: Uuid) -> rusqlite::Result<Vec<Note>> {
    db.prepare_cached("SELECT id, author, text, created FROM note WHERE contact = ? ORDER BY created DESC, rowid DESC")?
        .query_map([contact], |row| {
            Ok(Note { id: row.get(0)?, author: row.get(1)?, text: row.get(2)?, created: time(row.get(3)?)? })
        })?
        .collect()
}
