//! What the tests that need a running system share.
//!
//! The tests themselves are under `tests/`, each a program of its own:
//!
//! - `contract`: the official SDKs of Genesys Cloud, unchanged, against the sandbox. The suites are written in
//!   the languages of the SDKs and live under `contract/`; the test starts a sandbox, prepares the packages
//!   under `target/contract/` and runs each suite to its end.
//! - `journeys`: an agent's ways through Behalf, each named after the requirement it proves
//!   (`r07_existing_conversation_prompts`), in Chromium and in Firefox.
//!
//! A journey has a [`sandbox`] and a [`browser`] of its own: a real extension in a real browser with a fresh
//! profile, a real sign-in. It looks at a [`tab`] for what an agent would look at, names what it means by its
//! `data-testid`, and waits for conditions ([`wait`]), never for a time. What went wrong is a [`failure`] that says
//! what was to be seen instead.

pub mod article;
pub mod browser;
pub mod colleague;
pub mod control;
pub mod copy;
pub mod corpus;
mod driver;
pub mod extension;
pub mod failure;
pub mod faults;
pub mod files;
pub mod journey;
#[cfg(test)]
mod mistakes;
pub mod numbers;
pub mod pages;
mod policy;
pub mod recording;
pub mod report;
pub mod sandbox;
pub mod tab;
pub mod wait;
pub mod world;
