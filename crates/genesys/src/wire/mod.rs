//! The API's JSON, as it is on the wire, and what it means.
//!
//! One function for each schema reads an [`Object`] into the model. Unknown fields are ignored; `null`, and a value of
//! another type than expected, are as good as absent. What nothing can be done without (mostly identifiers) has to be
//! there, or the entity is unreadable: `None`. A listing keeps the entities that can be read; one unreadable queue
//! does not hide the others. A conversation's participants are no such listing: leaving one out would tell of a
//! different conversation.
//!
//! These are functions rather than derived structs because the model is the struct already, and because deriving a
//! decoder for each schema makes the wasm half as large again.

mod conversation;
mod error;
mod html;
mod message;
mod notify;
mod organization;
mod past;
mod response;
mod routing;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(crate) use conversation::{conversation, is_sms};
pub(crate) use error::ErrorBody;
pub(crate) use message::{file_address, media_status, message};
pub(crate) use notify::frame;
pub(crate) use organization::{me, presence_definition, user};
pub(crate) use past::past_conversation;
pub(crate) use response::{canned_response, library};
pub(crate) use routing::{contact, queue, wrap_up_code};

use crate::time::Timestamp;

/// An object of a reply or an event.
#[derive(Clone, Copy)]
pub(crate) struct Object<'a>(&'a Map<String, Value>);

impl<'a> Object<'a> {
    pub(crate) fn new(value: &'a Value) -> Option<Self> {
        value.as_object().map(Self)
    }

    pub(crate) fn text(self, field: &str) -> Option<&'a str> {
        self.0.get(field)?.as_str()
    }

    pub(crate) fn string(self, field: &str) -> Option<String> {
        self.text(field).map(str::to_owned)
    }

    pub(crate) fn number(self, field: &str) -> Option<u32> {
        self.0.get(field)?.as_u64()?.try_into().ok()
    }

    pub(crate) fn time(self, field: &str) -> Option<Timestamp> {
        Timestamp::from_iso8601(self.text(field)?)
    }

    /// Whether it is there and true.
    pub(crate) fn is(self, field: &str) -> bool {
        self.0.get(field) == Some(&Value::Bool(true))
    }

    /// The names of its fields that are true.
    pub(crate) fn flags(self) -> Vec<String> {
        self.0.iter().filter(|(_, value)| **value == Value::Bool(true)).map(|(field, _)| field.clone()).collect()
    }

    pub(crate) fn object(self, field: &str) -> Option<Self> {
        self.0.get(field).and_then(Self::new)
    }

    pub(crate) fn list(self, field: &str) -> Option<&'a [Value]> {
        self.0.get(field)?.as_array().map(Vec::as_slice)
    }

    /// Its fields that are texts.
    pub(crate) fn texts(self) -> BTreeMap<String, String> {
        let mut texts = BTreeMap::new();
        for (field, value) in self.0 {
            if let Some(text) = value.as_str() {
                texts.insert(field.clone(), text.to_owned());
            }
        }
        texts
    }

    /// The objects of a list; none where there is no list.
    pub(crate) fn objects(self, field: &str) -> impl DoubleEndedIterator<Item = Self> {
        objects(self.list(field).unwrap_or_default())
    }
}

/// The objects among `values`.
pub(crate) fn objects(values: &[Value]) -> impl DoubleEndedIterator<Item = Object<'_>> {
    values.iter().filter_map(Object::new)
}

/// An E.164 number out of an address as the API spells it: with `tel:` before it, or without `+`.
fn e164(address: &str) -> Option<String> {
    let address = address.trim();
    let digits = address.strip_prefix("tel:").unwrap_or(address);
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    ((7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| format!("+{digits}"))
}
