use serde_json::Value;

use super::Object;
use crate::{
    id::{OrganizationId, PresenceId, UserId},
    model::{Me, Organization, Permissions, Presence, PresenceDefinition, RoutingStatus, User},
};

/// `UserMe`.
pub(crate) fn me(me: Object<'_>) -> Option<Me> {
    let id = me.text("id")?;
    let permissions = me.object("authorization").and_then(|it| it.list("permissions")).unwrap_or_default();
    Some(Me {
        id: UserId::new(id),
        name: me.string("name").or_else(|| me.string("email")).unwrap_or_else(|| id.to_owned()),
        email: me.string("email"),
        permissions: Permissions::new(permissions.iter().filter_map(Value::as_str).map(str::to_owned)),
        organization: me.object("organization").and_then(organization),
        presence: me.object("presence").and_then(presence),
        routing_status: me.object("routingStatus").and_then(routing_status),
        auto_answer: auto_answer(me),
    })
}

/// Media are named in small letters or in capitals.
fn auto_answer(me: Object<'_>) -> bool {
    let settings = me.object("autoAnswerSettings").and_then(|it| it.object("settings"));
    let message = settings.and_then(|it| it.object("message").or_else(|| it.object("MESSAGE")));
    message.map_or_else(|| me.is("acdAutoAnswer"), |it| it.is("enabled"))
}

fn organization(organization: Object<'_>) -> Option<Organization> {
    Some(Organization {
        id: OrganizationId::new(organization.text("id")?),
        name: organization.string("name").unwrap_or_default(),
        default_country: organization.string("defaultCountryCode"),
    })
}

/// `User`.
pub(crate) fn user(user: Object<'_>) -> Option<User> {
    Some(User {
        id: UserId::new(user.text("id")?),
        name: user.string("name")?,
        presence: user.object("presence").and_then(presence),
        routing_status: user.object("routingStatus").and_then(routing_status),
    })
}

/// `UserPresence`, also as an event.
pub(super) fn presence(presence: Object<'_>) -> Option<Presence> {
    let definition = presence.object("presenceDefinition")?;
    Some(Presence {
        definition: PresenceId::new(definition.text("id")?),
        system: definition.text("systemPresence").map(system_presence).unwrap_or_default(),
        since: presence.time("modifiedDate"),
    })
}

/// `RoutingStatus`, also as a part of an event.
pub(super) fn routing_status(status: Object<'_>) -> Option<RoutingStatus> {
    Some(RoutingStatus { status: status.string("status")?, since: status.time("startTime") })
}

/// `OrganizationPresence`; `None` also for one that can no longer be chosen.
pub(crate) fn presence_definition(definition: Object<'_>) -> Option<PresenceDefinition> {
    if definition.is("deactivated") {
        return None;
    }
    let system = system_presence(definition.text("systemPresence")?);
    let label = || definition.object("languageLabels")?.string("en_US");
    Some(PresenceDefinition {
        id: PresenceId::new(definition.text("id")?),
        name: definition.string("name").or_else(label).unwrap_or_else(|| system.clone()),
        system,
        primary: definition.is("primary"),
    })
}

/// Replies say `OnQueue`, events `ON_QUEUE`; what is neither stays as it is.
fn system_presence(name: &str) -> String {
    const KNOWN: [&str; 10] =
        ["Available", "Away", "Busy", "Offline", "Idle", "OnQueue", "Meal", "Training", "Meeting", "Break"];
    let plain = name.replace(['_', ' '], "");
    KNOWN.into_iter().find(|known| known.eq_ignore_ascii_case(&plain)).unwrap_or(name).to_owned()
}
