//! Presence and routing status.

use serde_json::{Value, json};

use super::{compact, time};
use crate::{
    org::{Organisation, Presence},
    store::agents::Agent,
};

/// `UserPresence`.
pub(crate) fn presence(agent: &Agent, org: &Organisation) -> Value {
    let user = agent.user;
    json!({
        "id": user,
        "source": "PURECLOUD",
        "sourceId": "PURECLOUD",
        "primary": true,
        "presenceDefinition": definition_reference(agent, org),
        "message": agent.presence_message,
        "modifiedDate": time(agent.presence_since),
        "selfUri": format!("/api/v2/users/{user}/presences/PURECLOUD"),
    })
}

/// `PresenceEventUserPresence`.
pub(crate) fn presence_event(agent: &Agent, org: &Organisation) -> Value {
    let system = org.presence(agent.presence).map(|presence| presence.system.to_string());
    json!({
        "source": "PURECLOUD",
        "presenceDefinition": { "id": agent.presence, "systemPresence": system.map(|system| shout(&system)) },
        "primary": true,
        "message": agent.presence_message,
        "modifiedDate": time(agent.presence_since),
    })
}

/// `RoutingStatus`.
pub(crate) fn routing(agent: &Agent) -> Value {
    json!({ "userId": agent.user, "status": agent.routing.word(), "startTime": time(agent.routing_since) })
}

/// `UserRoutingStatusUserRoutingStatus`.
pub(crate) fn routing_event(agent: &Agent) -> Value {
    json!({
        "id": agent.user,
        "routingStatus": { "status": agent.routing.word(), "startTime": time(agent.routing_since) },
    })
}

/// `OrganizationPresence`.
pub(crate) fn definition(presence: &Presence) -> Value {
    let id = presence.id;
    json!({
        "id": id,
        "name": presence.name,
        "languageLabels": { "en": presence.name, "en_US": presence.name },
        "systemPresence": presence.system.to_string(),
        "deactivated": false,
        "primary": presence.primary,
        "selfUri": format!("/api/v2/presencedefinitions/{id}"),
    })
}

/// `OrganizationPresenceDefinition`.
pub(crate) fn divisioned_definition(presence: &Presence) -> Value {
    let id = presence.id;
    json!({
        "id": id,
        "name": presence.name,
        "type": if presence.primary { "System" } else { "User" },
        "languageLabels": { "en": presence.name, "en_US": presence.name },
        "systemPresence": presence.system.to_string(),
        "divisionId": "*",
        "deactivated": false,
        "selfUri": format!("/api/v2/presence/definitions/{id}"),
    })
}

fn definition_reference(agent: &Agent, org: &Organisation) -> Value {
    let id = agent.presence;
    let system = org.presence(id).map(|presence| presence.system.to_string());
    compact(json!({ "id": id, "systemPresence": system, "selfUri": format!("/api/v2/presencedefinitions/{id}") }))
}

/// Events write `ON_QUEUE` where REST writes `OnQueue`.
fn shout(word: &str) -> String {
    let mut shouted = String::new();
    for (at, letter) in word.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            shouted.push('_');
        }
        shouted.push(letter.to_ascii_uppercase());
    }
    shouted
}
