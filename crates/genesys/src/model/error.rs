//! Everything that can go wrong with a call, typed where it enters.

use serde::{Deserialize, Serialize};

use crate::id::ConversationId;

/// Why a call has no result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure {
    /// No reply: the network is down, or the host cannot be reached. Whether the request took effect is unknown.
    #[error("no connection")]
    Unreachable,
    /// No reply in time. Whether the request took effect is unknown.
    #[error("no answer in time")]
    TimedOut,
    /// A reply that cannot be read: not JSON, or without what it must hold. The request may have taken effect.
    #[error("unreadable reply (status {status}): {what}")]
    Unreadable {
        /// The HTTP status.
        status: u16,
        /// What could not be read, without any of the reply's content.
        what: String,
        /// The reply's `inin-correlation-id`.
        correlation_id: Option<String>,
    },
    /// The service said no.
    #[error(transparent)]
    Api(ApiError),
}

/// An error reply of the service (`ErrorBody`), or its status alone where the body was none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{status} {code}: {message}")]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// What it means to us.
    pub rejection: Rejection,
    /// The service's code (`bad.request`, …); empty where it gave none. For the agent to quote, not to branch on.
    pub code: String,
    /// The service's own words. For the agent to read, never to branch on.
    pub message: String,
    /// The reply's `inin-correlation-id` (or the body's `contextId`), for the agent to quote.
    pub correlation_id: Option<String>,
    /// The conversation that the error is about, where it tells (`entityId`, `messageParams.conversationId`).
    pub conversation: Option<ConversationId>,
    /// The request's fields that it complains of (`details[].fieldName`).
    pub fields: Vec<String>,
}

/// What an error reply means to us, by status and code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// 401: the token is missing, expired or revoked.
    Unauthorized,
    /// 403; `permissions` are those it names (`messageParams.permissions`).
    Forbidden {
        /// The missing permissions, as `domain:entity:action`.
        permissions: Vec<String>,
    },
    /// 404.
    NotFound,
    /// 429, with `Retry-After` in milliseconds (the service counts in seconds).
    RateLimited {
        /// Milliseconds to wait; 0 where the reply does not tell.
        retry_after_ms: u32,
    },
    /// Any other 4xx: the request itself was refused.
    Refused,
    /// 5xx: the service failed. Whether the request took effect is unknown.
    Broken,
}

impl Failure {
    /// Whether the request may have taken effect although there is no result.
    pub fn effect_unknown(&self) -> bool {
        match self {
            Self::Unreachable | Self::TimedOut | Self::Unreadable { .. } => true,
            Self::Api(error) => error.rejection == Rejection::Broken,
        }
    }

    /// Whether the session is over.
    pub fn is_unauthorized(&self) -> bool {
        matches!(self, Self::Api(ApiError { rejection: Rejection::Unauthorized, .. }))
    }
}
