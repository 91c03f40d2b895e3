//! The manifest of each browser, from the one that is written for both.
//!
//! `manifest/manifest.json5` holds every key, with the reason for each permission beside it. A key that starts with
//! `__chrome__` or `__firefox__` is for that browser alone: there it takes the place of the plain key of the same
//! name, or is left out together with it when its value is `null`. This holds at every depth. The version comes
//! from Cargo.toml.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value};

use crate::workspace::{Browser, root};

/// Who will load the manifest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A browser, from a directory.
    Unpacked,
    /// A store, which gives the extension its identity itself: Chrome's refuses a manifest with a `key`.
    Store,
}

/// The manifest as this browser, or its store, takes it.
///
/// # Errors
/// When the source cannot be read.
pub(crate) fn manifest(browser: Browser, audience: Audience) -> Result<Value> {
    let path = root().join("manifest/manifest.json5");
    let text = fs::read_to_string(&path).context("cannot read manifest/manifest.json5")?;
    let mut manifest: Map<String, Value> = json5::from_str(&text).context("manifest/manifest.json5 is wrong")?;
    manifest.insert("version".into(), env!("CARGO_PKG_VERSION").into());
    if audience == Audience::Store {
        manifest.retain(|key, _| !key.ends_with("__key"));
    }
    let mut manifest = Value::Object(select(manifest, browser));
    // It is written over many lines.
    if let Some(Value::String(policy)) = manifest.pointer_mut("/content_security_policy/extension_pages") {
        *policy = policy.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(manifest)
}

fn select(keys: Map<String, Value>, browser: Browser) -> Map<String, Value> {
    let mut selected = Map::new();
    let mut own = Vec::new();
    for (key, value) in keys {
        match Browser::ALL.iter().find_map(|&of| Some((of, key.strip_prefix(&prefix(of))?))) {
            Some((of, plain)) if of == browser => own.push((plain.to_owned(), value)),
            Some(_) => {}
            None => {
                selected.insert(key, descend(value, browser));
            }
        }
    }
    for (key, value) in own {
        if value.is_null() {
            selected.shift_remove(&key);
        } else {
            selected.insert(key, descend(value, browser));
        }
    }
    selected
}

fn descend(value: Value, browser: Browser) -> Value {
    match value {
        Value::Object(keys) => Value::Object(select(keys, browser)),
        other => other,
    }
}

fn prefix(browser: Browser) -> String {
    format!("__{}__", browser.product())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn selected(manifest: Value, browser: Browser) -> Value {
        descend(manifest, browser)
    }

    #[test]
    fn a_browsers_own_key_takes_the_place_of_the_plain_one() {
        let both = json!({ "background": { "type": "module", "__firefox__scripts": ["a.js"], "__chrome__service_worker": "a.js" } });
        assert_eq!(
            selected(both.clone(), Browser::Firefox),
            json!({ "background": { "type": "module", "scripts": ["a.js"] } })
        );
        assert_eq!(
            selected(both, Browser::Chromium),
            json!({ "background": { "type": "module", "service_worker": "a.js" } })
        );
    }

    #[test]
    fn null_leaves_a_key_out() {
        let both = json!({ "storage": { "managed_schema": "m.json" }, "__firefox__storage": null });
        assert_eq!(selected(both.clone(), Browser::Firefox), json!({}));
        assert_eq!(selected(both, Browser::Chromium), json!({ "storage": { "managed_schema": "m.json" } }));
    }

    #[test]
    fn only_the_unpacked_extension_brings_its_identity() {
        let manifest = |audience| manifest(Browser::Chromium, audience).unwrap();
        assert!(manifest(Audience::Unpacked)["key"].is_string());
        assert!(manifest(Audience::Store).get("key").is_none());
        assert_eq!(manifest(Audience::Store)["version"], env!("CARGO_PKG_VERSION"));
    }

    #[test]
    fn nothing_of_the_other_browser_is_left() {
        for browser in Browser::ALL {
            let text = manifest(browser, Audience::Store).unwrap().to_string();
            assert!(!text.contains("__chrome__") && !text.contains("__firefox__"), "{text}");
        }
    }

    #[test]
    fn every_region_can_be_reached() {
        for browser in Browser::ALL {
            let manifest = manifest(browser, Audience::Store).unwrap();
            let policy = manifest["content_security_policy"]["extension_pages"].as_str().unwrap();
            let sources = |directive: &str| -> Vec<_> {
                let found = policy.split(';').find_map(|one| one.trim().strip_prefix(directive));
                found.unwrap_or_default().split(' ').collect()
            };
            for region in genesys::region::Region::ALL {
                for (directive, scheme) in [("connect-src", "https"), ("connect-src", "wss"), ("img-src", "https")] {
                    let source = format!("{scheme}://*.{}", region.domain());
                    assert!(sources(directive).contains(&source.as_str()), "{directive} lacks {source}");
                }
            }
        }
    }
}
