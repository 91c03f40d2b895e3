//! The day's interactions, for looking up.

use genesys::{id::ConversationId, model::Direction, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::Typed;

/// The day's interactions, while they are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The search as typed.
    pub search: Typed,
    /// Those that match, the latest first.
    pub entries: Vec<HistoryEntry>,
}

/// An interaction of the day. What was said in it is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HistoryEntry {
    /// The conversation; it may have been taken up several times.
    pub conversation: ConversationId,
    /// When the agent's part in it began.
    pub began: Timestamp,
    /// The customer's name, where a contact is linked.
    pub name: Option<String>,
    /// The customer's number, E.164.
    pub number: String,
    /// The number, formatted for reading.
    pub display: String,
    /// On behalf of which queue.
    pub queue: Option<String>,
    /// Who began it: outbound, the agent.
    pub direction: Direction,
    /// How many messages there were from the agent's side.
    pub sent: u32,
    /// Of those, how many were not delivered.
    pub failed: u32,
    /// How many there were from the customer.
    pub received: u32,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// What has become of it.
    pub outcome: Outcome,
}

/// What has become of an interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It goes on.
    Open,
    /// It ended in this way, and its wrap-up is to be done.
    WrapUp(Ending),
    /// It is over; with the name of the wrap-up code, where there was one.
    Over(Ending, Option<String>),
}

impl Outcome {
    /// In which way it ended.
    pub const fn ending(&self) -> Option<&Ending> {
        match self {
            Self::Open => None,
            Self::WrapUp(ending) | Self::Over(ending, _) => Some(ending),
        }
    }
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
