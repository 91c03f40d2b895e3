//! An interaction on a screen.

use genesys::id::ConversationId;
use leptos::prelude::*;
use protocol::{Command, Interaction, Phase};

use crate::{
    app::App,
    format,
    rows::Row,
    text,
    ui::{refusal, refusal::Availability},
};

/// An interaction that a screen shows.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    /// The page.
    pub(crate) app: App,
    /// How it stands.
    pub(crate) item: RwSignal<Interaction>,
    id: StoredValue<ConversationId>,
    // Memos: each key press changes an interaction, and hardly any its customer or queue.
    customer: Memo<String>,
    /// The number, where the customer is called by name.
    number: Memo<Option<String>>,
    /// `on behalf of …`.
    behalf: Memo<Option<String>>,
}

/// [`Phase`] without what is inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// [`Phase::Alerting`].
    Alerting,
    /// [`Phase::Connecting`].
    Connecting,
    /// [`Phase::Connected`].
    Connected,
    /// [`Phase::WrapUp`].
    WrapUp,
}

impl Held {
    /// The interaction of a row, for as long as the current owner lives.
    pub(crate) fn new(app: App, row: Row<ConversationId, Interaction>) -> Self {
        let item: RwSignal<Interaction> = row.item.into();
        Self {
            app,
            item,
            id: StoredValue::new(row.key),
            customer: Memo::new(move |_| {
                item.with(|item| item.customer.name.clone().unwrap_or_else(|| item.customer.display.clone()))
            }),
            number: Memo::new(move |_| {
                item.with(|item| item.customer.name.as_ref().map(|_| item.customer.display.clone()))
            }),
            behalf: Memo::new(move |_| item.with(|item| item.queue.as_deref().map(text::on_behalf_of))),
        }
    }

    /// Its conversation.
    pub(crate) fn conversation(&self) -> ConversationId {
        self.id.get_value()
    }

    /// Sends what `command` makes of its conversation.
    pub(crate) fn send(&self, command: impl FnOnce(ConversationId) -> Command) {
        self.app.send(command(self.conversation()));
    }

    /// Where it stands.
    pub(crate) fn stand(&self) -> Memo<Stand> {
        let item = self.item;
        Memo::new(move |_| match item.read().phase {
            Phase::Alerting { .. } => Stand::Alerting,
            Phase::Connecting => Stand::Connecting,
            Phase::Connected { .. } => Stand::Connected,
            Phase::WrapUp(_) => Stand::WrapUp,
        })
    }

    /// How the customer is called: by name, else by number.
    pub(crate) fn customer(&self) -> String {
        self.customer.get()
    }

    /// The customer as a title; a number is read from left to right in every language.
    pub(crate) fn who(self) -> impl IntoView {
        let direction = move || if self.number.read().is_some() { "auto" } else { "ltr" };
        view! { <bdi dir=direction>{move || self.customer()}</bdi> }
    }

    /// The number, where the customer is called by name, and the queue.
    pub(crate) fn line(self) -> impl IntoView {
        let number = move || self.number.get().map(|number| view! { <bdi dir="ltr">{number}</bdi> });
        view! { {number} " " <span>{move || self.behalf.get()}</span> }
    }

    /// How long it has been connected, counting.
    pub(crate) fn timer(self) -> impl IntoView {
        let connected = Memo::new(move |_| self.item.read().connected_at);
        move || {
            connected.get().map(|since| {
                view! {
                    <span class="timer" role="timer" aria-live="off" aria-label=text::time_connected()>
                        {move || format::elapsed(self.app.now.get().millis_since(since))}
                    </span>
                }
            })
        }
    }

    /// *Disconnect*, or *Cancel message* where nothing was sent.
    pub(crate) fn disconnect(self, class: &'static str) -> impl IntoView {
        let sent = Memo::new(move |_| !matches!(self.item.read().phase, Phase::Connected { anything_sent: false, .. }));
        let leaving = Memo::new(move |_| matches!(self.item.read().phase, Phase::Connected { leaving: true, .. }));
        let availability = move || if leaving.get() { Availability::Busy } else { Availability::Available };
        let label = move || match (leaving.get(), sent.get()) {
            (true, _) => text::disconnecting(),
            (false, true) => text::disconnect(),
            (false, false) => text::cancel_message(),
        };
        refusal::button(
            self.app,
            class,
            "disconnect",
            availability,
            view! { {crate::icons::icon(crate::icons::DISCONNECT)} <span>{label}</span> },
            move || self.send(Command::Disconnect),
        )
    }

    /// *Answer* and *Decline*.
    pub(crate) fn answer(self) -> impl IntoView {
        let answering = Memo::new(move |_| matches!(self.item.read().phase, Phase::Alerting { answering: true }));
        let availability = move || if answering.get() { Availability::Busy } else { Availability::Available };
        view! {
            <div class="actions">
                {refusal::button(self.app, "button primary", "answer", availability, text::answer(), move || self.send(Command::Answer))}
                {refusal::button(self.app, "button", "decline", availability, text::decline(), move || self.send(Command::Decline))}
            </div>
        }
    }
}
