//! What is attached to messages.

use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

/// A file, or the place for one.
pub(crate) struct Media {
    pub(crate) id: Uuid,
    pub(crate) conversation: Uuid,
    pub(crate) communication: Uuid,
    pub(crate) name: String,
    pub(crate) upload: Upload,
}

/// How far the upload is.
pub(crate) enum Upload {
    Awaited,
    Valid { mime: String, bytes: Vec<u8> },
    Invalid,
}

pub(crate) fn load(db: &Connection, id: Uuid) -> rusqlite::Result<Option<Media>> {
    db.prepare_cached("SELECT conversation, communication, name, mime, bytes, rejected FROM media WHERE id = ?")?
        .query_row([id], |row| {
            let upload = match (row.get(3)?, row.get(4)?, row.get(5)?) {
                (Some(mime), Some(bytes), false) => Upload::Valid { mime, bytes },
                (_, _, true) => Upload::Invalid,
                _ => Upload::Awaited,
            };
            Ok(Media { id, conversation: row.get(0)?, communication: row.get(1)?, name: row.get(2)?, upload })
        })
        .optional()
}

pub(crate) fn save(db: &Connection, media: &Media) -> rusqlite::Result<()> {
    let (mime, bytes) = match &media.upload {
        Upload::Valid { mime, bytes } => (Some(mime), Some(bytes)),
        Upload::Awaited | Upload::Invalid => (None, None),
    };
    db.prepare_cached("INSERT OR REPLACE INTO media VALUES (?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        media.id,
        media.conversation,
        media.communication,
        media.name,
        mime,
        bytes,
        matches!(media.upload, Upload::Invalid)
    ])?;
    Ok(())
}

pub(crate) fn of_communication(db: &Connection, communication: Uuid) -> rusqlite::Result<Vec<Media>> {
    let ids: Vec<Uuid> = db
        .prepare_cached("SELECT id FROM media WHERE communication = ? ORDER BY rowid")?
        .query_map([communication], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    ids.into_iter().filter_map(|id| load(db, id).transpose()).collect()
}
