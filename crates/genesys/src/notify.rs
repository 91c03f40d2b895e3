//! Frames of the notification socket.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ChannelId, ConversationId, UserId},
    model::{Conversation, Presence, RoutingStatus},
    wire,
};

/// A frame of the notification socket, decoded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Frame {
    /// `channel.metadata` `WebSocket Heartbeat`, every 30 s.
    Heartbeat,
    /// The answer to a ping.
    Pong,
    /// `v2.system.socket_closing`: about a minute to reconnect.
    SocketClosing,
    /// `v2.system.no_longer_subscribed.{channel}`: another channel took the place of this one.
    NoLongerSubscribed(ChannelId),
    /// `v2.system.token_revoked.{channel}`. (The user's `tokens` topic tells of tokens issued, elsewhere too.)
    TokenRevoked,
    /// `v2.users.{id}.conversations.messages` or `v2.users.{id}.conversations`: an SMS conversation, whole, without
    /// text. Those of other media are [`Frame::Other`].
    Conversation(Box<Conversation>),
    /// `v2.users.{id}.presence`.
    Presence {
        /// Whose.
        user: UserId,
        /// Which.
        presence: Presence,
    },
    /// `v2.users.{id}.routingStatus`.
    RoutingStatus {
        /// Whose.
        user: UserId,
        /// Which.
        status: RoutingStatus,
    },
    /// `v2.users.{id}.conversations.inbound.typing.event`: the customer is typing.
    Typing {
        /// The conversation, where it tells.
        conversation: Option<ConversationId>,
    },
    /// The answer to something sent in the socket.
    Response {
        /// Its `result`, e.g. `200`.
        result: String,
    },
    /// A topic that Behalf has no use for.
    Other {
        /// The topic.
        topic: String,
    },
}

impl Frame {
    /// Reads a text frame.
    ///
    /// # Errors
    /// [`BadFrame`]. The socket itself is fine: what a bad event would have told, the next resync does.
    pub fn decode(text: &str) -> Result<Self, BadFrame> {
        let value = serde_json::from_str(text).map_err(|_| BadFrame::NotJson)?;
        wire::frame(&value)
    }
}

/// Why a frame cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadFrame {
    /// It is not JSON.
    #[error("not JSON")]
    NotJson,
    /// It has neither a topic nor a result.
    #[error("neither an event nor an answer")]
    NoFrame,
    /// Its body is not what its topic carries.
    #[error("not an event of {topic}")]
    Body {
        /// The topic.
        topic: String,
    },
}

/// What to send to see whether the socket lives; answered by [`Frame::Pong`].
pub const fn ping() -> &'static str {
    r#"{"message":"ping"}"#
}

/// The topics that Behalf follows for its agent.
pub fn topics_for(user: &UserId) -> Vec<String> {
    ["conversations", "conversations.messages", "presence", "routingStatus", "conversations.inbound.typing.event"]
        .iter()
        .map(|topic| format!("v2.users.{user}.{topic}"))
        .collect()
}
