//! Makes one Rust function of each string in the English catalogue: a missing string does not compile, one that is
//! not used is a warning.

use std::{collections::BTreeMap, env, fmt::Write as _, fs, path::Path};

use serde_json::Value;

const CATALOGUE: &str = "../../static/_locales/en/messages.json";

/// The pages' strings are in `snake_case`; those of the manifest, the loaders and the background are not.
fn is_ours(key: &str) -> bool {
    !key.contains(|letter: char| letter.is_uppercase())
}

/// Texts by plural category have one function between them, which takes the count first.
const ONE: &str = "_one";
const OTHER: &str = "_other";

fn main() {
    println!("cargo::rerun-if-changed={CATALOGUE}");
    println!("cargo::rerun-if-changed=build.rs");
    let text = fs::read_to_string(CATALOGUE).expect("the English catalogue is there");
    let catalogue: BTreeMap<String, Value> = serde_json::from_str(&text).expect("the English catalogue is JSON");
    let ours: BTreeMap<&str, Entry> = catalogue
        .iter()
        .filter(|(key, _)| is_ours(key))
        .map(|(key, value)| (key.as_str(), Entry::read(key, value)))
        .collect();
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("text.rs"), functions(&ours)).expect("OUT_DIR can be written");
    fs::write(Path::new(&out).join("english.rs"), table(&ours)).expect("OUT_DIR can be written");
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
fn functions(entries: &BTreeMap<&str, Entry>) -> String {
    let mut source = String::new();
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
            Some(base) => format!("plural(\"{base}{ONE}\", \"{key}\", count, &[{}])", others.join(", ")),
            None => format!("say(\"{key}\", &[{}])", others.join(", ")),
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
fn table(entries: &BTreeMap<&str, Entry>) -> String {
    let mut source = "&[\n".to_owned();
    for (key, entry) in entries {
        let _ = writeln!(source, "    ({key:?}, {:?}),", entry.text);
    }
    source.push(']');
    source
}
