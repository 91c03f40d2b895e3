//! The catalogues of strings, `static/_locales`, as they ship. What is there for translators and for the panel's build is
//! left out: the browsers read neither descriptions nor examples, and a placeholder's name is only another word for `$1`.
//! The pages' strings get the short keys that the panel is built with.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[path = "../../../panel/keys.rs"]
mod keys;
#[cfg(test)]
mod literals;
#[cfg(test)]
mod tests;

/// The one file of a catalogue.
const FILE: &str = "messages.json";

/// A string. What is not named here is for people, and goes.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct Entry {
    message: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    placeholders: BTreeMap<String, Placeholder>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct Placeholder {
    content: String,
}

/// Makes the catalogues below a directory small.
///
/// # Errors
/// When one cannot be read or written, or is no catalogue.
pub(crate) fn shrink(locales: &Path) -> Result<()> {
    for locale in fs::read_dir(locales).with_context(|| format!("no {}", locales.display()))? {
        let file = locale?.path().join(FILE);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let small = shrunk(&text).with_context(|| format!("{} is no catalogue", file.display()))?;
        fs::write(&file, small).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn shrunk(catalogue: &str) -> Result<String> {
    let entries: Map<String, Value> = serde_json::from_str(catalogue)?;
    let short = keys::short(entries.keys().map(String::as_str));
    let mut small = Map::new();
    for (key, entry) in &entries {
        let entry = Entry::deserialize(entry).with_context(|| key.clone())?;
        small.insert(short.get(key.as_str()).unwrap_or(key).clone(), serde_json::to_value(entry.filled())?);
    }
    Ok(Value::Object(small).to_string())
}

impl Entry {
    /// The same with `$1` for `$CUSTOMER$`, where that means the same.
    fn filled(self) -> Self {
        let mut message = self.message.clone();
        for (name, placeholder) in &self.placeholders {
            message = message.replace(&format!("${}$", name.to_uppercase()), &placeholder.content);
        }
        if names_something(&message) { self } else { Self { message, placeholders: BTreeMap::new() } }
    }
}

/// Whether a browser would find a placeholder in a message: it takes `$1$2` for one with the name of 1, and refuses the
/// whole extension for want of it.
fn names_something(message: &str) -> bool {
    let mut parts = message.split('$').map(|part| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'@'))
    });
    // A name stands between two dollars, so neither before the first nor after the last.
    parts.next();
    parts.next_back();
    parts.any(|part| part)
}
