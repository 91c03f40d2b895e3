//! Every decoder of what comes from outside, under whatever can come in.
//!
//! A target is a function of some bytes: it hands them to a decoder of Behalf, and where they can be read, on to what
//! stands behind it. It panics where something does not hold that has to, and says whether the bytes could be read.
//!
//! | target | what comes in | what has to hold |
//! |---|---|---|
//! | [`replies`] | an answer of the API to any call | the workflow stays whole, and finds back to what is true |
//! | [`frames`] | frames of the notification socket | the same |
//! | [`redirect`] | the address that sign-in leads back to | no code without our state |
//! | [`messages`] | what views say | strictly in our words; the workflow stays whole |
//! | [`pages`] | what content scripts say | strictly in our words and bounds; nothing is sent, no form replaced |
//! | [`stored`] | `durable`, `volatile` and `view` | what was read is written as it was read; the agent can work |
//! | [`policy`] | what the administrator fixed | what is fixed holds, and no address leads off this machine |
//! | [`numbers`] | phone numbers, typed and pasted | no digit lost, the caret beside its digit |
//! | [`texts`] | texts to be sent | what is split is the text, what is replaced is told |
//! | [`organisation`] | the sandbox's organisation file | every name leads somewhere, every mistake has its place |
//!
//! Behind replies, frames, messages and pages is a whole day of an agent (`day`), in the world of the workflow's own tests. An
//! answer comes to a workflow that has asked for it.
//!
//! # How it is run
//!
//! `tests/corpus.rs` runs everything in `corpus/` and some thousand mutations of it in every test run, on stable Rust
//! and without an engine. `cargo xtask fuzz` runs cargo-fuzz, which looks for inputs that reach new code. It writes
//! what it finds beside the seeds, under names without an extension, which git ignores, and what makes a target panic to
//! `artifacts/`: that, named and with an extension, is the next seed.
//!
//! The decoders are safe Rust, so what is looked for are panics and broken promises; there is no need for a sanitizer,
//! and so none for a nightly compiler: `cargo fuzz run --sanitizer none TARGET`.

#![expect(clippy::panic, reason = "a target fails by panicking")]

mod day;
mod frames;
mod messages;
mod mutation;
mod numbers;
mod organisation;
mod pages;
mod policy;
mod redirect;
mod replies;
mod stored;
mod texts;

#[path = "../../crates/genesys/tests/kinds/mod.rs"]
mod kinds;
#[path = "../../crates/workflow/tests/world/mod.rs"]
mod world;

pub use frames::frames;
pub use messages::messages;
pub use mutation::mutate;
pub use numbers::numbers;
pub use organisation::organisation;
pub use pages::pages;
pub use policy::policy;
pub use redirect::redirect;
pub use replies::replies;
pub use stored::stored;
pub use texts::texts;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Says whether the bytes could be read.
pub type Target = fn(&[u8]) -> bool;

/// All of them, by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("replies", replies),
    ("frames", frames),
    ("redirect", redirect),
    ("messages", messages),
    ("pages", pages),
    ("stored", stored),
    ("policy", policy),
    ("numbers", numbers),
    ("texts", texts),
    ("organisation", organisation),
];

/// The program that cargo-fuzz runs for a target. Half of the mutations are the engine's, half are [`mutate`]'s.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            $crate::$name(data);
        });
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            if seed.is_multiple_of(2) {
                return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
            }
            let mutated = $crate::mutate(&data[..size], seed.into());
            let size = mutated.len().min(max_size);
            data[..size].copy_from_slice(&mutated[..size]);
            size
        });
        #[cfg(not(fuzzing))]
        fn main() {}
    };
}

/// What is read again of what was written.
fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    let text = serde_json::to_string(value).expect("it can be written");
    protocol::json::read(&text).unwrap_or_else(|error| panic!("what was written cannot be read: {error}\n{text}"))
}

/// The same with an unknown field in every object.
fn with_news(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(with_news).collect(),
        Value::Object(fields) => {
            let news = ("newSince".to_owned(), json!({ "any": ["thing", 1, null] }));
            fields.iter().map(|(name, field)| (name.clone(), with_news(field))).chain([news]).collect()
        }
        plain => plain.clone(),
    }
}

/// The same without the fields that are `null`.
fn without_nulls(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(without_nulls).collect(),
        Value::Object(fields) => {
            let there = fields.iter().filter(|(_, field)| !field.is_null());
            there.map(|(name, field)| (name.clone(), without_nulls(field))).collect()
        }
        plain => plain.clone(),
    }
}
