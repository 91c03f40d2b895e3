use protocol::{View, json};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;
use workflow::{CarriedOut, Durable, Volatile};

/// What makes a state of one format into one of the next; `None` where it is not of that format.
type Step = fn(Value) -> Option<Value>;

/// The steps of `durable` from format 1 to the present one. A new format begins with a step, and with what the last one
/// wrote in `tests/fixtures`; a field that may be missing (`serde(default)`) needs none.
const DURABLE: &[Step] = &[name_recipients];
/// `volatile` never outlives an update of the extension.
const VOLATILE: &[Step] = &[];

/// What is stored, as JSON text: under which format, and the state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<T> {
    version: u32,
    state: T,
}

/// The documents of one write, as JSON text; `None` for those that did not change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Documents {
    /// What outlives the browser.
    pub durable: Option<String>,
    /// What outlives the background.
    pub volatile: Option<String>,
    /// Which commands were carried out; what they did is in `durable` and `volatile`.
    pub carried_out: Option<String>,
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
    /// Which commands were carried out.
    pub carried_out: Option<String>,
}

/// What was read of the documents.
#[derive(Debug, Default)]
pub struct Restored {
    /// What outlives the browser.
    pub durable: Option<Durable>,
    /// What outlives the background.
    pub volatile: Option<Volatile>,
    /// Which commands were carried out; none of them where that cannot be read.
    pub carried_out: CarriedOut,
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
        match self.durable.map(|text| decode(&text, DURABLE).ok_or(text)) {
            Some(Ok(state)) => restored.durable = Some(state),
            Some(Err(text)) => restored.unreadable.durable = Some(text),
            None => {}
        }
        match self.volatile.map(|text| decode(&text, VOLATILE).ok_or(text)) {
            Some(Ok(state)) => restored.volatile = Some(state),
            Some(Err(text)) => restored.unreadable.volatile = Some(text),
            None => {}
        }
        restored.carried_out = self.carried_out.and_then(|text| decode(&text, VOLATILE)).unwrap_or_default();
        restored
    }
}

pub(crate) fn durable(state: &Durable) -> Option<String> {
    encode(state, DURABLE)
}

pub(crate) fn volatile(state: &Volatile) -> Option<String> {
    encode(state, VOLATILE)
}

pub(crate) fn carried_out(commands: &CarriedOut) -> Option<String> {
    encode(commands, VOLATILE)
}

/// The view is what pages decode from their port, so it has no envelope here either.
pub(crate) fn view(view: &View) -> Option<String> {
    serde_json::to_string(view).ok()
}

/// `None` never happens with the workflow's types: their maps have text for keys, and nothing in them refuses.
fn encode<T: Serialize>(state: T, steps: &[Step]) -> Option<String> {
    serde_json::to_string(&Document { version: format(steps), state }).ok()
}

fn decode<T: DeserializeOwned>(text: &str, steps: &[Step]) -> Option<T> {
    let read = |text: &str| {
        let document: Document<T> = json::read(text).ok()?;
        (document.version == format(steps)).then_some(document.state)
    };
    read(text).or_else(|| read(&encode(step_by_step(text, steps)?, steps)?))
}

/// The state of an earlier document in the present format.
fn step_by_step(text: &str, steps: &[Step]) -> Option<Value> {
    let Document { version, state } = json::read::<Document<Value>>(text).ok()?;
    let done = usize::try_from(version).ok()?.checked_sub(1)?;
    let left = steps.get(done..).filter(|left| !left.is_empty())?;
    left.iter().try_fold(state, |state, step| step(state))
}

/// What a record is about was its `number` in format 1, at first.
fn name_recipients(mut state: Value) -> Option<Value> {
    for account in state.get_mut("accounts")?.as_object_mut()?.values_mut() {
        let records = account.get_mut("records").and_then(Value::as_array_mut);
        for record in records.into_iter().flatten().filter_map(Value::as_object_mut) {
            if let Some(number) = record.remove("number") {
                record.insert("recipient".to_owned(), number);
            }
        }
    }
    Some(state)
}

/// The format to which the steps lead.
const fn format(steps: &[Step]) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "a handful")]
    let format = steps.len() as u32 + 1;
    format
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What builds of format 1 wrote.
    const WRITTEN: [&str; 4] = [
        include_str!("../tests/fixtures/durable-1-fresh.json"),
        include_str!("../tests/fixtures/durable-1-in-use.json"),
        include_str!("../tests/fixtures/durable-1-with-pages.json"),
        include_str!("../tests/fixtures/durable-1-with-records.json"),
    ];

    fn read(durable: &str) -> Restored {
        Stored { durable: Some(durable.to_owned()), ..Stored::default() }.read()
    }

    fn value(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// Whether all of `part` is in `whole`, which may have newer fields.
    fn holds(whole: &Value, part: &Value) -> bool {
        match (whole, part) {
            (Value::Object(whole), Value::Object(part)) => {
                part.iter().all(|(name, field)| whole.get(name).is_some_and(|whole| holds(whole, field)))
            }
            _ => whole == part,
        }
    }

    /// Whom a record is about was the number once, and is a digest of it now.
    fn without_recipients(mut document: Value) -> Value {
        for account in document["state"]["accounts"].as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
            let records = account.get_mut("records").and_then(Value::as_array_mut).into_iter().flatten();
            for record in records.filter_map(Value::as_object_mut) {
                assert!(record.remove("recipient").or_else(|| record.remove("number")).is_some());
            }
        }
        document
    }

    #[test]
    fn what_format_1_wrote_is_read_whole() {
        for written in WRITTEN {
            let restored = read(written);
            assert!(restored.unreadable.is_empty(), "{written}");
            let again = durable(&restored.durable.unwrap()).unwrap();
            let (whole, part) = (without_recipients(value(&again)), without_recipients(value(written)));
            assert!(holds(&whole["state"], &part["state"]), "something is lost: {again}");
        }
    }

    /// As if settings had been called preferences, and then been spelled in capitals.
    #[test]
    fn earlier_formats_are_brought_up_step_by_step() {
        const STEPS: &[Step] = &[
            |mut state| {
                Some(json!({ "SETTINGS": state.get_mut("preferences")?.take(), "accounts": state["accounts"] }))
            },
            |mut state| Some(json!({ "settings": state.get_mut("SETTINGS")?.take(), "accounts": state["accounts"] })),
        ];
        let now = value(WRITTEN[1])["state"].clone();
        let document = |version: u32, name: &str| {
            let state = json!({ name: now["settings"], "accounts": now["accounts"] });
            json!({ "version": version, "state": state }).to_string()
        };
        let expected = read(WRITTEN[1]).durable;
        for (version, name) in [(1, "preferences"), (2, "SETTINGS"), (3, "settings")] {
            assert_eq!(decode::<Durable>(&document(version, name), STEPS), expected, "from format {version}");
        }
        for (version, name) in [(0, "preferences"), (1, "settings"), (2, "settings"), (4, "settings")] {
            assert_eq!(decode::<Durable>(&document(version, name), STEPS), None, "{name} in format {version}");
        }
    }

    /// What is not known would be gone with the next write. (That it is said, and the copy kept, is the driver's test.)
    #[test]
    fn what_is_newer_or_broken_is_kept() {
        let with = |place: &str, field: Value| {
            let mut document = value(WRITTEN[1]);
            *document.pointer_mut(place).unwrap() = field;
            document.to_string()
        };
        let mut more = value(WRITTEN[1]);
        more["state"]["settings"]["newSince"] = json!(true);
        let cut = &WRITTEN[1][..WRITTEN[1].len() / 2];
        for text in [
            with("/version", json!(format(DURABLE) + 1)),
            with("/version", json!(0)),
            with("/state/settings/theme", json!("Sepia")),
            with("/state/accounts", json!([])),
            more.to_string(),
            cut.to_owned(),
        ] {
            let restored = read(&text);
            assert_eq!((restored.durable, restored.unreadable.durable), (None, Some(text)));
        }
    }
}
