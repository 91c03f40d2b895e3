//! Presence and routing status of the users.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params, types::Type};
use uuid::Uuid;

use super::{time, unreadable};

/// How a user is to be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) user: Uuid,
    pub(crate) presence: Uuid,
    pub(crate) presence_message: String,
    pub(crate) presence_since: Timestamp,
    pub(crate) routing: Routing,
    pub(crate) routing_since: Timestamp,
}

/// The routing statuses that the sandbox knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Routing {
    OffQueue,
    Idle,
    Interacting,
    NotResponding,
}

impl Routing {
    const ALL: [Self; 4] = [Self::OffQueue, Self::Idle, Self::Interacting, Self::NotResponding];

    /// The API's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::OffQueue => "OFF_QUEUE",
            Self::Idle => "IDLE",
            Self::Interacting => "INTERACTING",
            Self::NotResponding => "NOT_RESPONDING",
        }
    }
}

pub(crate) fn load(db: &Connection, user: Uuid) -> rusqlite::Result<Option<Agent>> {
    db.prepare_cached(
        "SELECT presence, presence_message, presence_since, routing, routing_since FROM agent WHERE user = ?",
    )?
    .query_row([user], |row| {
        let word: String = row.get(3)?;
        let routing = Routing::ALL.into_iter().find(|routing| routing.word() == word);
        Ok(Agent {
            user,
            presence: row.get(0)?,
            presence_message: row.get(1)?,
            presence_since: time(row.get(2)?)?,
            routing: routing.ok_or_else(|| unreadable(Type::Text, word))?,
            routing_since: time(row.get(4)?)?,
        })
    })
    .optional()
}

pub(crate) fn save(db: &Connection, agent: &Agent) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR REPLACE INTO agent VALUES (?, ?, ?, ?, ?, ?)")?.execute(params![
        agent.user,
        agent.presence,
        agent.presence_message,
        agent.presence_since.as_millisecond(),
        agent.routing.word(),
        agent.routing_since.as_millisecond()
    ])?;
    Ok(())
}
