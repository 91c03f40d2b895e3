//! Behalf's pages. They render the [`protocol::View`] that the background publishes and send it the agent's
//! [`protocol::Command`]s; the only state here is what is being typed.
//!
//! ```text
//!   page loader ── open(page, stored view) ──▶ App ──▶ screens ──▶ DOM
//!                                              │  ▲
//!                               Command, typed │  │ View, in parts: one signal each (model)
//!                                              ▼  │
//!                           link: Client ⇄ Link (an extension's port, or the same process)
//! ```
//!
//! One wasm serves all pages; `<html data-page="popup|sidepanel|window|interactions|wrapup|options">` chooses.
//!
//! - **First paint** comes from the view that the background stored last, before there is a connection
//!   (`model::Origin` tells which it is).
//! - **Delivery**: commands are numbered and kept until acknowledged, repeated when the port broke ([`link`], `outbox`).
//! - **Typing**: no field is set back by its own echo or by an answer older than the last key (`typing`).
//! - **Words**: every string is a function made from the catalogue; a missing one does not compile. Reasons come as
//!   enums and become sentences in one place.
//!
//! # Test ids
//!
//! Controls have a role and a name; journeys find them by `data-testid`, which stays the same in every language:
//!
//! | where | ids |
//! |---|---|
//! | sign-in | `region` `sandbox-address` `sandbox-address-problem` `client-id` `client-id-problem` `redirect-uri` `copy-redirect-uri` `sign-in` `cancel-sign-in` `retry` `sign-out` `expired` |
//! | header | `agent` `connection` `status` (`data-kind` the system presence, or NotResponding; `data-pending` yes, no) `status-list` `status-option` (`data-name`) `not-responding` `return-to-queue` `icon-sms` (`data-state` open, closed) `icon-wrap-up` (`data-state` clear, pending) `notice` `dismiss` |
//! | menu | `menu` `new-interaction` `new-interaction-sms` `sms-refused` `open-interactions` `open-client` `open-settings` `sign-out` |
//! | New Interaction | `new-sms` `compose-form` `queue-input` `queue-option` (`data-queue`, `data-key`) `country` (`data-country`) `country-search` `country-option` (`data-key`) `number-input` `number-problem` `number-doubt` `compose` `compose-missing` `compose-problem` `checking` `cancel-compose` `close-new-interaction` `existing` `existing-continue` `existing-cancel` `origin` `origin-body` `recipient` (`data-number`) |
//! | a number of a page | `offered` `use-picked` `dismiss-picked` `suggested` `use-suggested` `dismiss-suggested` `pages-here` (`data-looks` off, here, everywhere) `pages-here-site` `pages-refused` |
//! | interaction | `interaction` (`data-conversation`, `data-phase` alerting, connecting, connected, wrap-up) `customer` `unread` `open-sms` `transfer-open` `disconnect` `answer` `decline` `after-call-work` `log` `open-log` `log-subject` `log-contact` `contact-name` `create-contact` `log-relation` `log-notes` `log-saved` |
//! | today's interactions | `open-history` `history` `history-search` `history-entry` (`data-conversation`, `data-ending` open, wrap-up, finished, transferred, declined, not-answered, ended-elsewhere) `history-none` `save-csv` `csv-file` `close-history` |
//! | transfer | `transfer` `transfer-search` `transfer-target` (`data-name`, `data-key`) `transfer-cancel` |
//! | Interactions window | `conversation` (`data-conversation`) `thread` `message` (`data-direction` inbound, outbound; `data-delivery`) `delivery-reason` `send-again` `leave-it` `composer` `composer-count` `responses-button` `responses` `response` (`data-name`) `responses-note` `open-field` (`data-name`) `emoji-button` `emoji-picker` `emoji` `emoji-cost` `attach` `file-input` `file` (`data-stage` waiting, uploading, checking, ready, failed) `file-again` `remove-file` `picture` `attachment` `send` `back-to-list` `past` `open-past` `past-found` `past-entry` (`data-conversation`) `past-messages` `older-past` |
//! | wrap-up | `wrap-up` `wrap-up-code` (`data-code`) `wrap-up-search` `wrap-up-notes` `countdown` `done` |
//! | settings | `settings-search` `settings-none` `settings-show-all` `default-country` `remembered-queue` `remembered-queue-option` `forget-queue` `notifications` `sound` `volume` `try-alert` `theme` (`data-theme-choice`) `click-to-sms` `pages-all` `pages-on` (`data-site`, `data-granted` yes, no) `pages-off` (`data-site`) `pages-allow` `pages-remove` `highlight` `tel-links` `numbers-in-code` `pages-opens` (`data-opens` panel, window) `give-back` `policy` (`data-rule`, `data-verdict` block, warn, off, idle) |
//! | alerts | `sound-blocked` `play-sound` |

mod app;
mod csv;
mod emoji;
mod format;
mod icons;
pub mod link;
mod model;
mod outbox;
mod port;
mod rows;
mod screens;
mod search;
mod slash;
mod text;
mod theme;
mod typing;
mod ui;
mod uploads;
mod words;

#[cfg(feature = "gallery")]
pub mod fixtures;
#[cfg(feature = "gallery")]
pub mod gallery;
#[cfg(feature = "gallery")]
mod pseudo;

use leptos::{
    mount::{UnmountHandle, mount_to},
    prelude::{IntoAny, document},
    tachys::view::any_view::AnyViewState,
};
use protocol::{Page, View};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlElement;

use crate::{app::App, link::Connector, port::Ports};

/// Opens a page of the extension in this document. `page` is the root element's `data-page`; `stored` is what the
/// background keeps under `view`, or undefined.
#[wasm_bindgen]
pub fn open(page: &str, stored: Option<String>) {
    // A view of another version is as good as none: the background sends its own in a moment.
    let stored = stored.and_then(|text| protocol::json::read(&text).ok());
    let Some(body) = document().body() else { return };
    mount(body, page_of(page), stored, || Box::new(Ports)).forget();
}

/// A page in a document; it goes when this is dropped.
pub struct Mounted(UnmountHandle<AnyViewState>);

impl Mounted {
    /// Leaves the page where it is, for as long as its document lives.
    pub fn forget(self) {
        self.0.forget();
    }
}

/// Opens a page in `parent`; its background is reached through `connector`.
pub fn mount(
    parent: HtmlElement,
    page: Page,
    stored: Option<View>,
    connector: impl FnOnce() -> Box<dyn Connector> + 'static,
) -> Mounted {
    Mounted(mount_to(parent, move || screens::page(App::start(page, stored, connector())).into_any()))
}

/// The page that `data-page` names; the client where it names none.
fn page_of(name: &str) -> Page {
    match name {
        "sidepanel" => Page::SidePanel,
        "window" => Page::Window,
        "interactions" => Page::Interactions,
        "wrapup" => Page::WrapUp,
        "options" => Page::Options,
        _ => Page::Popup,
    }
}
