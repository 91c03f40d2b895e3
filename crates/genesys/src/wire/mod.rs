//! The API's JSON, as it is on the wire, and what it means.
//!
//! Unknown fields are ignored. `null` is as good as absent. What nothing can be done without (mostly identifiers)
//! has to be there and of its type, or the entity is unreadable. A listing keeps the entities that can be read; one
//! unreadable queue does not hide the others. A conversation's participants are no such listing: leaving one out
//! would tell of a different conversation.
//!
//! Everything is read from a [`Value`], so that each struct's decoder is compiled once.

mod conversation;
mod error;
mod message;
mod notify;
mod organization;
mod routing;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

pub(crate) use conversation::{Conversation, Shape};
pub(crate) use error::ErrorBody;
pub(crate) use message::Message;
pub(crate) use notify::frame;
pub(crate) use organization::{Me, PresenceDefinition, User, Users};
pub(crate) use routing::{Contact, Contacts, Queue, WrapUpCode};

/// Reads `T`; why it cannot be read is not told, since serde would quote the reply.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Reads the entities that can be read.
pub(crate) fn read_each<T: DeserializeOwned>(values: &[Value]) -> Vec<T> {
    values.iter().filter_map(read).collect()
}

/// The same for a field; `null` is an empty list.
fn each<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let values = Option::<Vec<Value>>::deserialize(deserializer)?;
    Ok(read_each(&values.unwrap_or_default()))
}

/// A paged listing (`…EntityListing`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Listing {
    pub(crate) entities: Vec<Value>,
    #[serde(default)]
    pub(crate) page_number: Option<u32>,
    #[serde(default)]
    pub(crate) page_count: Option<u32>,
}

/// A reference to another entity (`DomainEntityRef`, `UriReference`).
#[derive(Deserialize)]
struct Reference<Id = String> {
    id: Id,
    name: Option<String>,
}

/// An E.164 number out of an address as the API spells it: with `tel:` before it, or without `+`.
fn e164(address: &str) -> Option<String> {
    let address = address.trim();
    let digits = address.strip_prefix("tel:").unwrap_or(address);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    ((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("+{digits}"))
}
