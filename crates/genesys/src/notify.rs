//! Frames of the notification socket.

use serde::{Deserialize, Serialize};

use crate::{
    id::{ChannelId, UserId},
    model::{Conversation, Presence},
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
    /// `v2.system.token_revoked.{channel}`, or the user's `tokens` topic.
    TokenRevoked,
    /// `v2.users.{id}.conversations.messages` or `v2.users.{id}.conversations`: a conversation, whole, without text.
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
        /// `IDLE`, `NOT_RESPONDING`, ….
        status: String,
    },
    /// `v2.users.{id}.conversations.inbound.typing.event`: the customer is typing.
    Typing {
        /// The conversation, where it tells.
        conversation: Option<crate::id::ConversationId>,
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
