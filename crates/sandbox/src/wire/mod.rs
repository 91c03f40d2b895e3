//! The shapes of the API: from the domain to JSON. Requests are decoded where they are handled.

pub(crate) mod agent;
pub(crate) mod analytics;
pub(crate) mod conversation;
pub(crate) mod directory;
pub(crate) mod event;
pub(crate) mod message;

use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

/// A time as the API writes it.
pub(crate) fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The same for a time that may not be there.
pub(crate) fn times(at: Option<Timestamp>) -> Option<String> {
    at.map(time)
}

/// Leaves out the fields that have no value, as the API does.
pub(crate) fn compact(value: Value) -> Value {
    match value {
        Value::Object(fields) => Value::Object(
            fields
                .into_iter()
                .filter(|(_, field)| !field.is_null())
                .map(|(name, field)| (name, compact(field)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(compact).collect()),
        other => other,
    }
}

/// A reference to something with an address of its own.
pub(crate) fn reference(kind: &str, id: Uuid, name: Option<&str>) -> Value {
    compact(json!({ "id": id, "name": name, "selfUri": format!("/api/v2/{kind}/{id}") }))
}
