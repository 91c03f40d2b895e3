//! Queues, wrap-up codes and contacts.

use serde::{Deserialize, Serialize};

use super::ResponseLibraries;
use crate::id::{ContactId, QueueId, WrapUpCodeId};

/// One page of a paged listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// What this page holds.
    pub entities: Vec<T>,
    /// Its number, from 1.
    pub number: u32,
    /// How many pages there are; at least 1.
    pub count: u32,
}

/// A queue the agent is a member of (`UserQueue`) or a queue (`Queue`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Its identifier.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its outbound SMS number.
    pub sms_number: SmsNumber,
    /// How after-call work is done there.
    pub after_call_work: Option<AfterCallWork>,
    /// The response libraries its agents choose from.
    #[serde(default)]
    pub response_libraries: ResponseLibraries,
}

/// A queue's outbound SMS number (`outboundMessagingAddresses.smsAddress`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SmsNumber {
    /// The reply did not carry `outboundMessagingAddresses`: ask for the queue itself.
    Unknown,
    /// It has none.
    Missing,
    /// It has one, in E.164 where the reply tells more than its identifier.
    Present(Option<String>),
}

/// A queue's after-call work (`acwSettings`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterCallWork {
    /// The mode.
    pub mode: AfterCallWorkMode,
    /// Milliseconds the agent may take, in the modes with a limit.
    pub timeout_ms: Option<u32>,
}

/// How after-call work is asked for. An unknown mode is read as [`AfterCallWorkMode::Mandatory`]: it can always
/// be finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterCallWorkMode {
    /// Wrap-up may be left out.
    Optional,
    /// A code has to be chosen, in the agent's own time.
    Mandatory,
    /// A code has to be chosen before the time is over; the agent may finish early.
    TimeBoxed,
    /// As [`AfterCallWorkMode::TimeBoxed`], but the time runs to its end.
    ForcedTimeBox,
    /// Only when the agent asked for it during the conversation.
    AgentRequested,
}

/// A wrap-up code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrapUpCode {
    /// Its identifier.
    pub id: WrapUpCodeId,
    /// Its name.
    pub name: String,
}

/// An external contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its identifier.
    pub id: ContactId,
    /// First and last name.
    pub name: String,
    /// The names of its fields that say yes, the organisation's own (`customFields`) among them.
    #[serde(default)]
    pub flags: Vec<String>,
}
