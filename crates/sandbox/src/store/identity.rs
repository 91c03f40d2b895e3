//! Who is signed in: browser sessions, authorization codes, access tokens. Only digests of secrets are stored.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::time;

/// What is stored of a secret.
pub(crate) type Hash = [u8; 32];

pub(crate) fn hash(secret: &str) -> Hash {
    Sha256::digest(secret.as_bytes()).into()
}

/// What an authorization code stands for.
pub(crate) struct Grant {
    pub(crate) client: Uuid,
    pub(crate) user: Uuid,
    pub(crate) redirect: String,
    pub(crate) challenge: String,
}

/// Who a token speaks for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) hash: Hash,
    pub(crate) client: Uuid,
    pub(crate) user: Uuid,
    pub(crate) expires: Timestamp,
}

pub(crate) fn add_session(db: &Connection, secret: &str, user: Uuid, expires: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO session VALUES (?, ?, ?)")?.execute(params![
        hash(secret),
        user,
        expires.as_millisecond()
    ])?;
    Ok(())
}

pub(crate) fn session(db: &Connection, secret: &str, now: Timestamp) -> rusqlite::Result<Option<Uuid>> {
    db.prepare_cached("SELECT user FROM session WHERE secret = ? AND expires > ?")?
        .query_row(params![hash(secret), now.as_millisecond()], |row| row.get(0))
        .optional()
}

pub(crate) fn end_session(db: &Connection, secret: &str) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM session WHERE secret = ?")?.execute([hash(secret)])?;
    Ok(())
}

pub(crate) fn add_code(db: &Connection, secret: &str, grant: &Grant, expires: Timestamp) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO code VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        hash(secret),
        grant.client,
        grant.user,
        grant.redirect,
        grant.challenge,
        expires.as_millisecond()
    ])?;
    Ok(())
}

/// Takes a code: it is gone afterwards, whatever comes of it.
pub(crate) fn take_code(db: &Connection, secret: &str, now: Timestamp) -> rusqlite::Result<Option<Grant>> {
    let taken = db
        .prepare_cached("DELETE FROM code WHERE secret = ? RETURNING client, user, redirect, challenge, expires")?
        .query_row([hash(secret)], |row| {
            let grant = Grant { client: row.get(0)?, user: row.get(1)?, redirect: row.get(2)?, challenge: row.get(3)? };
            Ok((grant, time(row.get(4)?)?))
        })
        .optional()?;
    Ok(taken.and_then(|(grant, expires)| (now < expires).then_some(grant)))
}

pub(crate) fn add_token(db: &Connection, token: &Token) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT INTO token VALUES (?, ?, ?, ?)")?.execute(params![
        token.hash,
        token.client,
        token.user,
        token.expires.as_millisecond()
    ])?;
    Ok(())
}

pub(crate) fn token(db: &Connection, secret: &str, now: Timestamp) -> rusqlite::Result<Option<Token>> {
    let hash = hash(secret);
    db.prepare_cached("SELECT client, user, expires FROM token WHERE secret = ? AND expires > ?")?
        .query_row(params![hash, now.as_millisecond()], |row| {
            Ok(Token { hash, client: row.get(0)?, user: row.get(1)?, expires: time(row.get(2)?)? })
        })
        .optional()
}

pub(crate) fn end_token(db: &Connection, hash: Hash) -> rusqlite::Result<()> {
    db.prepare_cached("DELETE FROM token WHERE secret = ?")?.execute([hash])?;
    Ok(())
}

/// Ends all tokens of a user; how many there were.
pub(crate) fn end_tokens_of(db: &Connection, user: Uuid) -> rusqlite::Result<usize> {
    db.prepare_cached("DELETE FROM token WHERE user = ?")?.execute([user])
}
