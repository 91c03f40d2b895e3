//! The types that cross a boundary of the extension, one enum for each direction.
//!
//! ```text
//!   view (panel)  ── ToBackground ──▶  background        over a Port, one for each open view
//!                 ◀──── ToView ──────
//!   content script ── FromPage ───▶ background  one message, one answer ([`page`])
//!                 ◀──── ToPage ──────
//! ```
//!
//! A view has no state of its own but what is being typed. It sends [`Command`]s and renders the [`View`] it is
//! given: all views get the same one. What is typed is sent as it is typed, so that it outlives the view; the
//! answer names its [`Author`], so that no view's caret is moved by its own echo. As long as a view has commands that
//! are not acknowledged it leaves its fields alone: what it shows is newer than what it is told.
//!
//! **Delivery.** A view numbers its commands from 1 and keeps each until it is acknowledged; when the port breaks
//! (the background was stopped), it connects again and repeats what was not. The background carries out each
//! number once, in order. That is what makes a double click, a held key or a stopped worker one command.
//!
//! **Words.** Nothing here is a sentence for people: reasons are enums, which the panel says in the agent's
//! language. Only names and what Genesys Cloud itself said travel as text.
//!
//! Everything is plain data and is decoded strictly: an unknown field or variant is an error.

mod command;
mod files;
mod finding;
mod history;
pub mod json;
pub mod page;
mod past;
mod responses;
mod site;
mod view;

pub use command::{Anyway, Command, LogField, Numbered, ToBackground, ViewId};
pub use files::{FileAct, FileEntry, FileId, FileProblem, FileStage, NewFile};
pub use finding::{Check, Compliance, Finding, Quiet, QuietTimes, Reason, Rule, Ruling, Until, Verdict, Why};
pub use history::{Ending, History, HistoryEntry, Outcome};
pub use past::{Further, Past, PastEntry, Reading};
pub use responses::{OpenField, ResponseEntry, ResponseOffer, ResponseSearch};
pub use site::{NotASite, Site};
pub use view::*;
