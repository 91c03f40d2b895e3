use protocol::View;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use workflow::{Durable, Volatile};

/// The format of `durable`. Raise it when one that is stored would be read wrongly.
const DURABLE_VERSION: u32 = 1;
/// The format of `volatile`; it never outlives an update of the extension.
const VOLATILE_VERSION: u32 = 1;

/// What is stored, as JSON text: under which format, and the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document<T> {
    /// The format.
    pub version: u32,
    /// The state.
    pub state: T,
}

/// The documents of one write, as JSON text; `None` for those that did not change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    /// What outlives the browser.
    pub durable: Option<String>,
    /// What outlives the background.
    pub volatile: Option<String>,
    /// What to paint first: a [`protocol::View`], bare.
    pub view: Option<String>,
}

/// The documents of the last write, as they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// What outlives the browser.
    pub durable: Option<String>,
    /// What outlives the background.
    pub volatile: Option<String>,
}

/// What was read of the documents.
#[derive(Debug, Default)]
pub struct Restored {
    /// What outlives the browser.
    pub durable: Option<Durable>,
    /// What outlives the background.
    pub volatile: Option<Volatile>,
    /// Those that could not be read.
    pub unreadable: Documents,
}

impl Documents {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Stored {
    /// Reads what can be read.
    pub fn read(self) -> Restored {
        let mut restored = Restored::default();
        match self.durable.map(|text| decode(&text, DURABLE_VERSION).ok_or(text)) {
            Some(Ok(state)) => restored.durable = Some(state),
            Some(Err(text)) => restored.unreadable.durable = Some(text),
            None => {}
        }
        match self.volatile.map(|text| decode(&text, VOLATILE_VERSION).ok_or(text)) {
            Some(Ok(state)) => restored.volatile = Some(state),
            Some(Err(text)) => restored.unreadable.volatile = Some(text),
            None => {}
        }
        restored
    }
}

pub(crate) fn durable(state: &Durable) -> Option<String> {
    encode(state, DURABLE_VERSION)
}

pub(crate) fn volatile(state: &Volatile) -> Option<String> {
    encode(state, VOLATILE_VERSION)
}

/// The view is what pages decode from their port, so it has no envelope here either.
pub(crate) fn view(view: &View) -> Option<String> {
    serde_json::to_string(view).ok()
}

/// `None` never happens with the workflow's types: their maps have text for keys, and nothing in them refuses.
fn encode<T: Serialize>(state: T, version: u32) -> Option<String> {
    serde_json::to_string(&Document { version, state }).ok()
}

fn decode<T: DeserializeOwned>(text: &str, version: u32) -> Option<T> {
    let document: Document<T> = serde_json::from_str(text).ok()?;
    (document.version == version).then_some(document.state)
}
