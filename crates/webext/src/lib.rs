//! The thinnest typed binding to the extension APIs that Behalf uses.
//!
//! One module for each namespace of `chrome.*`, one function for each method, nothing decided here. Both browsers
//! have the namespace: in Manifest V3 Firefox answers `chrome.*` with promises as Chrome does, so there is no
//! polyfill and no branch on the browser. Where they differ all the same, the function's doc says how, and gives
//! the caller one type for both.
//!
//! ```text
//!   runtime   id, URLs, ports, settings page     action    the badge
//!   storage   local, session                     windows   popup windows
//!   identity  the OAuth window                   i18n      messages of _locales
//!   alarms    wake a stopped background          notifications   of the system
//!   offscreen a document for a worker (Chrome)      sidePanel       of Chrome
//!   permissions, scripting, tabs, contextMenus      web pages
//! ```
//!
//! **Errors.** The browsers reject with prose and nothing else. [`Error`] keeps it for the console together with
//! the name of the call; nobody branches on it.
//!
//! **Values.** What is stored or sent is plain data. It crosses as JSON text ([`json`]): the engine's own parser
//! is faster than walking an object property by property from wasm, and no second serializer has to be shipped.
//!
//! **Listeners.** A background worker has to add its listeners in its first turn, before any wasm can be there:
//! its loader does that. The `on_…` functions here are for pages.
//!
//! The crate compiles natively, for the tests of its dependants; calling a function there panics.

pub mod action;
pub mod alarms;
pub mod context_menus;
mod error;
pub mod i18n;
pub mod identity;
pub mod json;
pub mod notifications;
mod object;
pub mod offscreen;
pub mod permissions;
pub mod runtime;
pub mod scripting;
pub mod side_panel;
pub mod storage;
pub mod tabs;
pub mod windows;

pub use error::Error;
