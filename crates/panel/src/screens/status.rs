//! The agent's status: presence and routing status, the menu to change it, and the way back from *Not Responding*.

use leptos::prelude::*;
use protocol::{Command, Listing, PresenceEntry, Routing, Status};

use crate::{
    app::App,
    icons,
    icons::icon,
    text,
    ui::{menu::Menu, parts, refusal, refusal::Availability},
    words,
};

/// The status, and the menu that changes it.
pub(crate) fn status(app: App) -> impl IntoView {
    let known = Memo::new(move |_| app.model.status.read().is_some());
    move || known.get().then(|| untrack(|| menu(app)))
}

/// *Not Responding*, and the way back to the queue.
pub(crate) fn not_responding(app: App) -> impl IntoView {
    let returning = Memo::new(move |_| match app.model.status.read().as_ref().map(|status| status.routing) {
        Some(Routing::NotResponding { returning }) => Some(returning),
        _ => None,
    });
    let shown = Memo::new(move |_| returning.get().is_some());
    let availability = move || {
        if returning.get() == Some(true) { Availability::Busy } else { Availability::Available }
    };
    let bar = move || {
        view! {
            <div class="bar not-responding" role="alert" data-testid="not-responding">
                {icon(icons::ALERT)}
                <p><strong>{text::not_responding()}</strong>" "{text::not_responding_lead()}</p>
                {refusal::button(app, "button small", "return-to-queue", availability, text::return_to_queue(), move || {
                    app.send(Command::ReturnToQueue);
                })}
            </div>
        }
    };
    move || shown.get().then(bar)
}

fn menu(app: App) -> impl IntoView {
    let menu = Menu::new();
    let status = app.model.status;
    // What was asked for stands there at once, and turns until the service says so too.
    let pending = Memo::new(move |_| status.read().as_ref().is_some_and(|status| status.pending.is_some()));
    let kind = move || status.with(|status| status.as_ref().map(kind).unwrap_or_default().to_owned());
    let name = move || status.with(|status| status.as_ref().map(name).unwrap_or_default());
    let unconfirmed = move || pending.get().then(text::status_unconfirmed);
    let list = move || {
        let choices = Memo::new(move |_| match status.read().as_ref().map(|status| status.presences.clone()) {
            Some(choices) => choices,
            None => Listing::Loading,
        });
        view! {
            <div class="menu-list status-list" role="menu" node_ref=menu.list aria-label=text::status() data-testid="status-list" on:keydown=move |event| menu.list_key(&event)>
                {move || match choices.get() {
                    Listing::Loading => parts::waiting(text::loading()).into_any(),
                    Listing::Failed(trouble) => parts::failed(app, &trouble).into_any(),
                    Listing::Loaded(presences) => {
                        menu.filled();
                        presences.into_iter().map(|presence| choice(app, menu, presence)).collect_view().into_any()
                    }
                }}
            </div>
        }
    };
    view! {
        <div class="menu status-menu" on:focusout=move |event| menu.focus_left(&event)>
            <button
                node_ref=menu.button
                type="button"
                class="status"
                data-testid="status"
                data-kind=kind
                data-pending=move || if pending.get() { "yes" } else { "no" }
                title=text::status()
                aria-haspopup="menu"
                aria-expanded=move || menu.expanded()
                aria-busy=move || pending.get().then_some("true")
                on:click=move |_| menu.toggle()
                on:keydown=move |event| menu.button_key(&event)
            >
                {move || if pending.get() {
                    view! { <span class="spinner" aria-hidden="true"></span> }.into_any()
                } else {
                    view! { <span class="presence" aria-hidden="true" data-kind=kind></span> }.into_any()
                }}
                <span class="status-name">{name}</span>
                <span class="unseen">{unconfirmed}</span>
                <span class="menu-more">{icon(icons::DOWN)}</span>
            </button>
            {move || menu.open.get().then(list)}
        </div>
    }
}

fn choice(app: App, menu: Menu, presence: PresenceEntry) -> impl IntoView {
    let id = presence.id.clone();
    let chosen = Memo::new(move |_| {
        app.model.status.with(|status| {
            let shown = status.as_ref().and_then(|status| status.pending.as_ref().or(status.presence.as_ref()));
            shown.is_some_and(|shown| shown.id == id)
        })
    });
    let name = words::presence(&presence);
    let label = name.clone();
    let own = presence.name.is_some();
    let choose = move |_| {
        menu.close_and_return();
        app.send(Command::SetPresence(presence.id.clone()));
    };
    view! {
        <button
            type="button"
            role="menuitemradio"
            tabindex="-1"
            class="menu-item"
            class:nested=own
            data-testid="status-option"
            data-name=name
            aria-checked=move || if chosen.get() { "true" } else { "false" }
            on:click=choose
        >
            <span class="presence" aria-hidden="true" data-kind=presence.system.clone()></span>
            <span>{label}</span>
            {move || chosen.get().then(|| view! { <span class="menu-more">{icon(icons::CHECK)}</span> })}
        </button>
    }
}

/// What kind of status it is: the system's presence, or that nothing is offered any more.
fn kind(status: &Status) -> &str {
    match (status.routing, status.pending.as_ref().or(status.presence.as_ref())) {
        (Routing::NotResponding { .. }, _) => "NotResponding",
        (_, Some(presence)) => &presence.system,
        (_, None) => "",
    }
}

fn name(status: &Status) -> String {
    let Some(presence) = status.pending.as_ref().or(status.presence.as_ref()) else { return text::status() };
    let name = words::presence(presence);
    match (&status.pending, status.routing) {
        (None, Routing::NotResponding { .. }) => text::not_responding(),
        (None, Routing::Interacting | Routing::Communicating) => text::status_with(&name, &text::interacting()),
        (None, Routing::Unknown | Routing::OffQueue | Routing::Idle) | (Some(_), _) => name,
    }
}
