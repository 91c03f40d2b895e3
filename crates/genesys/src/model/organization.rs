//! The agent, colleagues and the organisation.

use serde::{Deserialize, Serialize};

use crate::{
    id::{OrganizationId, PresenceId, UserId},
    time::Timestamp,
};

/// The signed-in agent (`GET /api/v2/users/me` with what [`Call::Me`](crate::call::Call::Me) expands).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The agent's identifier.
    pub id: UserId,
    /// The agent's name.
    pub name: String,
    /// The agent's e-mail address.
    pub email: Option<String>,
    /// What the agent may do.
    pub permissions: Permissions,
    /// The agent's organisation.
    pub organization: Option<Organization>,
    /// The agent's presence.
    pub presence: Option<Presence>,
    /// The agent's routing status.
    pub routing_status: Option<RoutingStatus>,
    /// Messages are answered as soon as they alert: `autoAnswerSettings.settings.message`, or `acdAutoAnswer` where
    /// that says nothing of messages.
    pub auto_answer: bool,
}

/// The organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// `defaultCountryCode`, ISO 3166-1 alpha-2.
    pub default_country: Option<String>,
}

/// What an agent may do, as `domain:entity:action`; wildcards (`conversation:message:*`, `conversation:*`, `*`)
/// hold for what they cover.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(Vec<String>);

impl Permissions {
    /// Takes the permissions as the API listed them.
    pub fn new(granted: impl IntoIterator<Item = String>) -> Self {
        Self(granted.into_iter().collect())
    }

    /// Whether `permission` (`domain:entity:action`) is granted, outright or by a wildcard.
    pub fn allow(&self, permission: &str) -> bool {
        self.0.iter().any(|granted| covers(granted, permission))
    }
}

fn covers(granted: &str, permission: &str) -> bool {
    match granted.strip_suffix('*') {
        Some(prefix) => permission.starts_with(prefix),
        None => granted == permission,
    }
}

/// A colleague, as searches return them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The colleague's identifier.
    pub id: UserId,
    /// The colleague's name.
    pub name: String,
    /// The colleague's presence, where asked for.
    pub presence: Option<Presence>,
    /// The colleague's routing status, where asked for.
    pub routing_status: Option<RoutingStatus>,
}

/// A presence: one of the organisation's definitions over one of the system's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// The definition's identifier.
    pub definition: PresenceId,
    /// `Available`, `Away`, `Busy`, `Offline`, `Idle`, `OnQueue`, `Meal`, `Training`, `Meeting`, `Break`.
    pub system: String,
    /// Since when (`modifiedDate`), where it tells.
    pub since: Option<Timestamp>,
}

/// Whether interactions are offered to somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoutingStatus {
    /// `OFF_QUEUE`, `IDLE`, `INTERACTING`, `NOT_RESPONDING`, `COMMUNICATING`.
    pub status: String,
    /// Since when (`startTime`), where it tells.
    pub since: Option<Timestamp>,
}

/// A presence that can be chosen (`GET /api/v2/presencedefinitions`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceDefinition {
    /// Its identifier.
    pub id: PresenceId,
    /// Its name in the organisation's default language.
    pub name: String,
    /// The system presence it stands for.
    pub system: String,
    /// Whether it is the system presence itself, not a secondary status.
    pub primary: bool,
}
