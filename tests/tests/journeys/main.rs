//! An agent's ways through Behalf, each named after the requirement it proves, each in Chromium and in Firefox.
//!
//! A journey has a sandbox and a browser of its own. None is tried twice, and none waits for a time.

mod bad_input;
mod compose;
mod emoji;
mod everywhere;
mod files;
mod first_message;
mod history;
mod inbound;
mod interaction;
mod messages;
mod numbers;
mod opt_out;
mod people;
mod privacy;
mod quiet_hours;
mod responses;
mod settings;
mod sign_in;
mod sites;
mod status;
mod stopped;
mod trouble;
mod update;
mod wrap_up;
