//! What the tests that need a running system share.
//!
//! The tests themselves are under `tests/`, each a program of its own:
//!
//! - `contract`: the official SDKs of Genesys Cloud, unchanged, against the sandbox. The suites are written in
//!   the languages of the SDKs and live under `contract/`; the test starts a sandbox, prepares the packages
//!   under `target/contract/` and runs each suite to its end.
//!
//! [`sandbox`] starts the sandbox and stops it when the test ends.

pub mod sandbox;
