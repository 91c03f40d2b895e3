//! The day's interactions, for looking up.

use genesys::{id::ConversationId, model::Direction, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Customer, Typed};

/// The day's interactions, while they are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The search as typed.
    pub search: Typed,
    /// Those that match, the latest first.
    pub entries: Vec<HistoryEntry>,
    /// How many there are in all.
    pub all: u32,
}

/// An interaction of the day. What was said in it is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// The conversation; it may have been taken up several times.
    pub conversation: ConversationId,
    /// When the agent's part in it began.
    pub began: Timestamp,
    /// With whom.
    pub customer: Customer,
    /// On behalf of which queue.
    pub queue: Option<String>,
    /// Who began it: outbound, the agent.
    pub direction: Direction,
    /// How many messages it had.
    pub messages: Tally,
    /// How it ended; `None` while it goes on.
    pub ended: Option<Ended>,
}

/// How many messages an interaction had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// From the agent's side.
    pub sent: u32,
    /// Of those, how many were not delivered.
    pub failed: u32,
    /// From the customer.
    pub received: u32,
}

/// How an interaction ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// In which way.
    pub how: Ending,
    /// What wrap-up says of it.
    pub code: EndingCode,
}

/// In which way an interaction ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// The agent ended it, or its wrap-up is done.
    Finished,
    /// It went to somebody else as asked; to whom.
    Transferred(String),
    /// The agent declined it.
    Declined,
    /// It was not answered in time.
    NotAnswered,
    /// Somebody else ended it.
    EndedElsewhere,
}

/// What wrap-up says of an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EndingCode {
    /// Nothing: there was none, or the code was left out.
    None,
    /// It is still to be done.
    Pending,
    /// The code's name.
    Chosen(String),
}
