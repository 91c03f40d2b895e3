//! Conversations and who takes part in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{AfterCallWorkMode, MessageStatus};
use crate::{
    id::{CommunicationId, ContactId, ConversationId, MessageId, ParticipantId, QueueId, UserId, WrapUpCodeId},
    time::Timestamp,
};

/// A message conversation as one reply or event showed it: always the whole of it, never a change to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its identifier.
    pub id: ConversationId,
    /// All who took part, in the API's order (a reconnect adds a participant, it does not change one).
    pub participants: Vec<Participant>,
}

/// One participant's part in a [`Conversation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Its identifier.
    pub id: ParticipantId,
    /// What the API displays them as.
    pub name: Option<String>,
    /// Why they take part.
    pub purpose: Purpose,
    /// Where they stand.
    pub state: ParticipantState,
    /// Seen from the participant; an agent's is `Outbound` when the agent began the conversation.
    pub direction: Option<Direction>,
    /// The agent, for [`Purpose::Agent`].
    pub user: Option<UserId>,
    /// The queue on behalf of which, or through which, they take part.
    pub queue: Option<QueueId>,
    /// The queue's name, where the reply carries it (events do not).
    pub queue_name: Option<String>,
    /// The customer's address in E.164, for [`Purpose::Customer`]; for agents, the queue's number.
    pub address: Option<String>,
    /// What messages are sent on. The flat model names an agent's only as the customer's `peer`; the decoder has
    /// put it here.
    pub communication: Option<CommunicationId>,
    /// The external contact the API linked.
    pub contact: Option<ContactId>,
    /// The API's word for why they were disconnected (`client`, `peer`, `transfer`, `timeout`, …).
    pub disconnect_type: Option<String>,
    /// When they connected.
    pub connected_at: Option<Timestamp>,
    /// When they were disconnected.
    pub ended_at: Option<Timestamp>,
    /// When they began to alert.
    pub alerting_at: Option<Timestamp>,
    /// Milliseconds an agent has to answer.
    pub alerting_timeout_ms: Option<u32>,
    /// After-call work.
    pub wrap_up: WrapUp,
    /// The participant's attributes.
    pub attributes: BTreeMap<String, String>,
    /// The messages on their communication, oldest first; their text is fetched by id.
    pub messages: Vec<MessageRef>,
}

/// A conversation that was held, as analytics tells of it: nothing of what was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastConversation {
    /// Its identifier.
    pub id: ConversationId,
    /// When it began.
    pub began: Timestamp,
    /// When it ended, unless it goes on.
    pub ended: Option<Timestamp>,
    /// Who began it: outbound, the organisation.
    pub direction: Option<Direction>,
    /// The queue on behalf of which, or through which, it was held.
    pub queue: Option<QueueId>,
    /// That one's name, where the conversation came through it.
    pub queue_name: Option<String>,
    /// The name of the agent who held it last.
    pub agent: Option<String>,
    /// The wrap-up code that was given last.
    pub wrap_up: Option<WrapUpCodeId>,
}

/// A participant's after-call work.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrapUp {
    /// Whether the API waits for wrap-up (or its time-out) before the participant is free.
    pub required: bool,
    /// The queue's after-call-work mode.
    pub mode: Option<AfterCallWorkMode>,
    /// Milliseconds the agent may take.
    pub timeout_ms: Option<u32>,
    /// The agent skipped it.
    pub skipped: bool,
    /// The code chosen; absent while wrap-up is provisional or open.
    pub code: Option<WrapUpCodeId>,
    /// The agent's notes.
    pub notes: Option<String>,
    /// Saved without being finished.
    pub provisional: bool,
    /// When after-call work began.
    pub started_at: Option<Timestamp>,
    /// When it ended: it is done.
    pub ended_at: Option<Timestamp>,
}

/// Why someone takes part in a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// An agent (also `user`).
    Agent,
    /// The customer (also `external`).
    Customer,
    /// A queue.
    Acd,
    /// Anything else, as the API spelled it.
    Other(String),
}

/// Where a participant stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParticipantState {
    /// Offered, not answered.
    Alerting,
    /// On its way to being connected (`dialing`, `contacting`, `offering`, `transmitting`, …).
    Connecting,
    /// Taking part.
    Connected,
    /// Parked by the agent.
    Parked,
    /// No longer taking part (also `terminated`).
    Disconnected,
    /// Anything else, as the API spelled it.
    Other(String),
}

/// Which way a message or a communication went, seen from the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// From the customer.
    Inbound,
    /// To the customer.
    Outbound,
}

/// A message by its identifier, as conversations list them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRef {
    /// The message's identifier.
    pub id: MessageId,
    /// Its delivery status at that moment.
    pub status: MessageStatus,
    /// When it was sent or received.
    pub time: Option<Timestamp>,
}
