//! Makes one Rust function of each string in the English catalogue: a missing string does not compile, one that is
//! not used is a warning.
//!
//! The feature `catalogue` compiles a catalogue in: the English one, or that of `BEHALF_LOCALE`, so that the gallery shows
//! how the words of another language fit (`BEHALF_LOCALE=de cargo xtask gallery`).

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;

mod keys;

const ENGLISH: &str = "en";
const LOCALE: &str = "BEHALF_LOCALE";

/// Texts by plural category have one function between them, which takes the count first.
const ONE: &str = "_one";
const OTHER: &str = "_other";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=keys.rs");
    println!("cargo::rerun-if-env-changed={LOCALE}");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let write = |name, source| fs::write(Path::new(&out).join(name), source).expect("OUT_DIR can be written");
    write("text.rs", functions(&read(ENGLISH)));
    write("compiled_in.rs", table(&read(&env::var(LOCALE).unwrap_or_else(|_| ENGLISH.to_owned()))));
}

/// The strings of a catalogue that are ours.
fn read(locale: &str) -> BTreeMap<String, Entry> {
    let path = format!("../../static/_locales/{locale}/messages.json");
    println!("cargo::rerun-if-changed={path}");
    let text = fs::read_to_string(&path).expect("the catalogue is there");
    let catalogue: BTreeMap<String, Value> = serde_json::from_str(&text).expect("the catalogue is JSON");
    let ours = catalogue.into_iter().filter(|(key, _)| keys::is_ours(key));
    ours.map(|(key, value)| (key.clone(), Entry::read(&key, &value))).collect()
}

/// A string of the catalogue.
struct Entry {
    /// With `$1`, `$2`, … where the arguments go.
    text: String,
    /// The arguments' names, in order.
    arguments: Vec<String>,
}

impl Entry {
    fn read(key: &str, value: &Value) -> Self {
        let mut text = value["message"].as_str().expect("every string has a message").to_owned();
        let mut arguments = BTreeMap::new();
        for (name, placeholder) in value["placeholders"].as_object().into_iter().flatten() {
            let position = placeholder["content"].as_str().unwrap_or_default().to_owned();
            assert!(position.starts_with('$'), "{key}: the placeholder {name} is no argument");
            let marker = format!("${}$", name.to_uppercase());
            assert!(text.contains(&marker), "{key}: the placeholder {name} is not used");
            text = text.replace(&marker, &position);
            arguments.insert(position, name.clone());
        }
        Self { text, arguments: arguments.into_values().collect() }
    }
}

/// The module's source: `pub(crate) fn key(argument: &str, …) -> String`.
fn functions(entries: &BTreeMap<String, Entry>) -> String {
    let mut source = String::new();
    let short = keys::short(entries.keys().map(String::as_str));
    // A catalogue that is compiled in has the keys that people know.
    let is_compiled_in = env::var_os("CARGO_FEATURE_CATALOGUE").is_some();
    let shipped = |key: &str| short.get(key).filter(|_| !is_compiled_in).map_or_else(|| key.to_owned(), String::clone);
    for (key, entry) in entries {
        if key.ends_with(ONE) {
            continue;
        }
        let base = key.strip_suffix(OTHER).filter(|base| entries.contains_key(format!("{base}{ONE}").as_str()));
        let name = base.unwrap_or(key);
        let count = base.map(|_| "count: u32".to_owned());
        // The first placeholder of a plural text is its count.
        let others = &entry.arguments[usize::from(base.is_some() && !entry.arguments.is_empty())..];
        let parameters: Vec<_> = count.into_iter().chain(others.iter().map(|name| format!("{name}: &str"))).collect();
        let body = match base {
            Some(base) => {
                let (one, other) = (shipped(&format!("{base}{ONE}")), shipped(key));
                format!("plural({one:?}, {other:?}, count, &[{}])", others.join(", "))
            }
            None => format!("say({:?}, &[{}])", shipped(key), others.join(", ")),
        };
        let _ = writeln!(
            source,
            "/// > {}\npub(crate) fn {name}({}) -> String {{\n    {body}\n}}",
            entry.text,
            parameters.join(", ")
        );
    }
    source
}

/// The catalogue as a sorted table.
fn table(entries: &BTreeMap<String, Entry>) -> String {
    let mut source = "&[\n".to_owned();
    for (key, entry) in entries {
        let _ = writeln!(source, "    ({key:?}, {:?}),", entry.text);
    }
    source.push(']');
    source
}
