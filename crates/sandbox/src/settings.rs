//! What can be set when the sandbox starts.

use std::time::Duration;

use crate::{domain::carrier::Pace, faults::Fault};

/// How the sandbox behaves where Genesys Cloud's behaviour is slow, limited or not published.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How long an access token lives.
    pub token_lifetime: Duration,
    /// The HTTP status of a create request that meets an existing conversation; Genesys publishes none.
    pub existing_status: u16,
    /// The error code of that reply.
    pub existing_code: String,
    /// Whether that reply names the conversation (`entityId`, `messageParams.conversationId`).
    pub existing_tells: bool,
    /// How long the carrier takes.
    pub pace: Pace,
    /// How often a notification socket says that it is alive.
    pub heartbeat: Duration,
    /// Requests a minute per user and OAuth client.
    pub rate_limit: u32,
    /// What goes wrong from the beginning.
    pub faults: Vec<Fault>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_lifetime: Duration::from_hours(24),
            existing_status: 400,
            existing_code: "conversation.error.existing.conversation".into(),
            existing_tells: true,
            pace: Pace::default(),
            heartbeat: Duration::from_secs(30),
            rate_limit: 300,
            faults: Vec::new(),
        }
    }
}
