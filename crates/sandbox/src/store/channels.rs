//! Notification channels and what they subscribe to.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{identity::Hash, time};

/// A notification channel.
#[derive(Debug, Clone)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) user: Uuid,
    pub(crate) client: Uuid,
    pub(crate) token: Hash,
    pub(crate) expires: Timestamp,
}

pub(crate) fn add(db: &Connection, channel: &Channel, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO channel VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        channel.id,
        channel.user,
        channel.client,
        channel.token,
        channel.expires.as_millisecond(),
        now.as_millisecond()
    ])?;
    Ok(())
}

pub(crate) fn load(db: &Connection, id: &str, now: Timestamp) -> rusqlite::Result<Option<Channel>> {
    db.prepare_cached("SELECT user, client, token, expires FROM channel WHERE id = ? AND expires > ?")?
        .query_row(params![id, now.as_millisecond()], |row| {
            Ok(Channel {
                id: id.to_owned(),
                user: row.get(0)?,
                client: row.get(1)?,
                token: row.get(2)?,
                expires: time(row.get(3)?)?,
            })
        })
        .optional()
}

/// The channels of a user and client, the least used first.
pub(crate) fn of(db: &Connection, user: Uuid, client: Uuid, now: Timestamp) -> rusqlite::Result<Vec<Channel>> {
    let ids: Vec<String> = db
        .prepare_cached("SELECT id FROM channel WHERE user = ? AND client = ? AND expires > ? ORDER BY used, rowid")?
        .query_map(params![user, client, now.as_millisecond()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ids.iter().filter_map(|id| load(db, id, now).transpose()).collect()
}

/// The channels opened with a token.
pub(crate) fn of_token(db: &Connection, token: Hash) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT id FROM channel WHERE token = ?")?.query_map([token], |row| row.get(0))?.collect()
}

/// The channels of a user.
pub(crate) fn of_user(db: &Connection, user: Uuid) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT id FROM channel WHERE user = ?")?.query_map([user], |row| row.get(0))?.collect()
}

/// Marks a channel as used, for another life.
pub(crate) fn touch(db: &Connection, id: &str, expires: Timestamp, now: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("UPDATE channel SET expires = ?, used = ? WHERE id = ?")?.execute(params![
        expires.as_millisecond(),
        now.as_millisecond(),
        id
    ])?;
    Ok(())
}

pub(crate) fn remove(db: &Connection, id: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM channel WHERE id = ?")?.execute([id])?;
    Ok(())
}

pub(crate) fn topics(db: &Connection, channel: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT topic FROM subscription WHERE channel = ? ORDER BY topic")?
        .query_map([channel], |row| row.get(0))?
        .collect()
}

pub(crate) fn subscribe(db: &Connection, channel: &str, topic: &str) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO subscription VALUES (?, ?)")?.execute([channel, topic])?;
    Ok(())
}

pub(crate) fn unsubscribe(db: &Connection, channel: &str, topic: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM subscription WHERE channel = ? AND topic = ?")?.execute([channel, topic])?;
    Ok(())
}

pub(crate) fn unsubscribe_all(db: &Connection, channel: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM subscription WHERE channel = ?")?.execute([channel])?;
    Ok(())
}

/// The channels that listen to a topic.
pub(crate) fn listening(db: &Connection, topic: &str) -> rusqlite::Result<Vec<String>> {
    db.prepare_cached("SELECT channel FROM subscription WHERE topic = ?")?
        .query_map([topic], |row| row.get(0))?
        .collect()
}
