use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::each;
use crate::{
    id::{OrganizationId, PresenceId, UserId},
    model,
};

/// `UserMe`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    id: UserId,
    name: Option<String>,
    email: Option<String>,
    authorization: Option<Authorization>,
    organization: Option<Organization>,
    presence: Option<UserPresence>,
    routing_status: Option<RoutingStatus>,
}

#[derive(Deserialize)]
struct Authorization {
    #[serde(default, deserialize_with = "each")]
    permissions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organization {
    id: OrganizationId,
    name: Option<String>,
    default_country_code: Option<String>,
}

/// `UsersSearchResponse`.
#[derive(Deserialize)]
pub(crate) struct Users {
    #[serde(default)]
    pub(crate) results: Option<Vec<Value>>,
}

/// `User`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    id: UserId,
    name: String,
    presence: Option<UserPresence>,
    routing_status: Option<RoutingStatus>,
}

/// `UserPresence`, also as an event.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserPresence {
    pub(super) source: Option<String>,
    presence_definition: Option<Definition>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    id: PresenceId,
    system_presence: Option<String>,
}

/// `RoutingStatus`, also within an event.
#[derive(Deserialize)]
pub(super) struct RoutingStatus {
    pub(super) status: Option<String>,
}

/// `OrganizationPresence`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PresenceDefinition {
    id: PresenceId,
    name: Option<String>,
    language_labels: Option<BTreeMap<String, Value>>,
    system_presence: String,
    #[serde(default)]
    deactivated: Option<bool>,
    #[serde(default)]
    primary: Option<bool>,
}

impl From<Me> for model::Me {
    fn from(me: Me) -> Self {
        let name = me.name.or_else(|| me.email.clone()).unwrap_or_else(|| me.id.to_string());
        Self {
            id: me.id,
            name,
            email: me.email,
            permissions: model::Permissions::new(me.authorization.map(|it| it.permissions).unwrap_or_default()),
            organization: me.organization.map(Into::into),
            presence: me.presence.and_then(UserPresence::into_model),
            routing_status: me.routing_status.and_then(|it| it.status),
        }
    }
}

impl From<Organization> for model::Organization {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id,
            name: organization.name.unwrap_or_default(),
            default_country: organization.default_country_code,
        }
    }
}

impl From<User> for model::User {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            name: user.name,
            presence: user.presence.and_then(UserPresence::into_model),
            routing_status: user.routing_status.and_then(|it| it.status),
        }
    }
}

impl UserPresence {
    pub(super) fn into_model(self) -> Option<model::Presence> {
        let definition = self.presence_definition?;
        Some(model::Presence {
            definition: definition.id,
            system: definition.system_presence.map(|name| system_presence(&name)).unwrap_or_default(),
        })
    }
}

impl PresenceDefinition {
    /// `None` for one that can no longer be chosen.
    pub(crate) fn into_model(self) -> Option<model::PresenceDefinition> {
        let mut labels = self.language_labels.unwrap_or_default();
        let label = labels.remove("en_US").or_else(|| labels.into_values().next());
        let label = label.and_then(|label| label.as_str().map(str::to_owned));
        let system = system_presence(&self.system_presence);
        (!self.deactivated.unwrap_or(false)).then(|| model::PresenceDefinition {
            id: self.id,
            name: self.name.or(label).unwrap_or_else(|| system.clone()),
            system,
            primary: self.primary.unwrap_or(false),
        })
    }
}

/// Replies say `OnQueue`, events `ON_QUEUE`; what is neither stays as it is.
fn system_presence(name: &str) -> String {
    const KNOWN: [&str; 10] =
        ["Available", "Away", "Busy", "Offline", "Idle", "OnQueue", "Meal", "Training", "Meeting", "Break"];
    let plain = name.replace(['_', ' '], "");
    KNOWN
        .iter()
        .find(|known| known.eq_ignore_ascii_case(&plain))
        .map_or_else(|| name.to_owned(), |&known| known.to_owned())
}
