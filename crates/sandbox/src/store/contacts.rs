//! The external contacts that were created; the others are the organisation's from the beginning.

use rusqlite::{Connection, params};

use crate::org::Contact;

pub(crate) fn add(db: &Connection, contact: &Contact) -> rusqlite::Result<()> {
    let Contact { id, first_name, last_name, mobile, .. } = contact;
    db.prepare_cached("INSERT INTO contact VALUES (?, ?, ?, ?)")?
        .execute(params![id, first_name, last_name, mobile])?;
    Ok(())
}

/// All of them, the oldest first.
pub(crate) fn all(db: &Connection) -> rusqlite::Result<Vec<Contact>> {
    db.prepare_cached("SELECT id, first_name, last_name, mobile FROM contact ORDER BY rowid")?
        .query_map([], |row| Ok(Contact::created(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect()
}
