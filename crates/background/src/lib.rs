//! The background: the one place that has state, and the only one that talks to Genesys Cloud.
//!
//! ```text
//!  views ─ port ─▶ ┌────────┐  Input   ┌──────────┐  Effect   calls · socket · sign-in
//!  answers ──────▶ │ Driver │ ───────▶ │ workflow │ ───────▶  windows · timers
//!  frames, ticks ▶ └────────┘          └──────────┘
//!                     │ 1. store the state   2. publish the view   3. act
//! ```
//!
//! [`Driver`] is thin: it takes what happened from one queue, strictly in order, lets the workflow decide, and
//! carries out what was decided. Anything worth deciding is decided in the workflow.
//!
//! **Store, publish, act.** After each batch of the queue the state is written, then the views get theirs, and then
//! its effects leave. A background that the browser stops in between wakes up with the decision in its state and not
//! yet acted upon; nothing leaves that is not remembered, and no view is told that its command was carried out (and
//! forgets it) before that is remembered. Only a view that has just come is answered before the write: with what is
//! there, and nothing is acknowledged. The write is to memory and takes a millisecond or two. Where it fails, views are
//! told so, and effects wait until it succeeds.
//!
//! **Two documents.** `durable` outlives the browser (`storage.local`), `volatile` the background
//! (`storage.session`, memory: the token never touches the disk). Each has a format; one of an earlier build is brought
//! up to date step by step, and what cannot be read is kept beside it under another key while the workflow starts
//! clean. With `volatile` goes the last `view`, from which a page paints before this background has woken.
//!
//! **Stale answers.** A sign-in that was given up and a socket that was replaced may still have something to say.
//! What they say carries the number under which they were begun; if that is no longer the current one, it is
//! dropped.
//!
//! **Staying awake, waking up.** Chrome keeps a worker whose WebSocket speaks: the socket pings every 20 s, which
//! also proves that it is alive (45 s of silence, and it counts as closed). To Firefox a socket counts for nothing: it
//! stops a page that has had no event for 30 s. An alarm every 20 s there, every 30 s in Chrome, for as long as there is
//! something to wait for, is such an event. It also starts a background that was stopped all the same, and
//! [`Input::Woke`](workflow::Input::Woke) has the workflow put everything in place.
//!
//! **Who may speak.** Only this extension's own pages, by what the browser says of the sender ([`sender`]), and
//! only in the words of [`protocol::ToBackground`], decoded strictly ([`ports`]). Anything else is dropped. Logs
//! name what happened, never its content.
//!
//! **Web pages.** A content script is somebody else's house: what it says counts only as one of the few things that
//! [`protocol::page`] has, within bounds, from a web page's frame ([`page`], [`sender::frame`]). What it asks is answered
//! past the queue, from the settings that the driver told the platform last. What the agent chose goes through the queue
//! and is confirmed once it is stored.
//!
//! **Alerts.** System notifications are told from each other by names ([`alerts`]) that outlive the background, so that a
//! click that starts it again still finds its conversation. The sound is played by this page where it is one
//! (Firefox), and where it is a worker (Chrome) by a document that the browser opens for that (`extension/sound.html`).
//!
//! **A log** of the last thousand things that happened ([`log`]) is in memory for whoever is asked for help. It knows them by
//! their names only: no text, number or token can get into it.
//!
//! **Time zones.** What time it is where ([`zones`]) the browser tells: its own table would be a third of the package.
//!
//! [`Platform`] is what differs between a browser and a test. The browser's is in `extension` (wasm only); its
//! events come from the loader, `extension/background.js`, which must listen before any wasm is there.

pub mod alerts;
mod documents;
mod driver;
#[cfg(target_arch = "wasm32")]
mod extension;
mod inbox;
mod link;
pub mod log;
pub mod page;
mod platform;
pub mod ports;
pub mod sender;
mod sign_in;
mod socket;
pub mod zones;

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

pub use documents::{Documents, Restored, Stored};
pub use driver::Driver;
pub use inbox::{Events, Inbox, inbox};
pub use platform::{NoRedirect, NotSaved, Platform, Socket, Unreachable};
