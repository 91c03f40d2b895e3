//! Earlier conversations with a customer.

use genesys::{id::ConversationId, model::Direction, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::{Listing, Message, Trouble};

/// Earlier conversations with the customer of the interaction that is shown, while they are looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Past {
    /// Those that were found so far, the latest first.
    pub entries: Vec<PastEntry>,
    /// So many days were looked through.
    pub days: u32,
    /// What is before those.
    pub further: Further,
    /// The one whose messages are read.
    pub reading: Option<Reading>,
}

/// A conversation that was held. What was said in it is not part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PastEntry {
    /// The conversation.
    pub conversation: ConversationId,
    /// When it began.
    pub began: Timestamp,
    /// When it ended, unless it goes on.
    pub ended: Option<Timestamp>,
    /// Who began it: outbound, the organisation.
    pub direction: Option<Direction>,
    /// On behalf of which queue.
    pub queue: Option<String>,
    /// The name of the agent who held it last.
    pub agent: Option<String>,
    /// The name of its wrap-up code, where that is known.
    pub wrap_up: Option<String>,
}

/// What is before the conversations that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Further {
    /// It is being asked for.
    Loading,
    /// It can be asked for ([`crate::Command::OlderPast`]).
    Older,
    /// Nothing, as far back as Behalf looks.
    Nothing,
    /// It did not come.
    Failed(Trouble),
}

/// The messages of a conversation that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its newest messages, oldest first.
    pub messages: Listing<Message>,
    /// Whether there are messages before these ([`crate::Command::ShowEarlier`]).
    pub earlier: bool,
}
