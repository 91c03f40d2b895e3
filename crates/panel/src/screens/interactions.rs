//! The Interactions window: the interactions, and the messages of the one that is shown.

use leptos::prelude::*;
use protocol::{Command, Listing};

use super::{
    alerts, card, composer, gate, header,
    held::{Held, Stand},
    log, no_interactions, notices, past, status, thread, transfer, wrap_up,
};
use crate::{app::App, icons, text, ui::parts, words};

/// The page.
pub(crate) fn page(app: App) -> impl IntoView {
    // In a narrow window one thing shows at a time: the thread, until the agent goes back to the list.
    let list_wanted = RwSignal::new(false);
    let shown = Memo::new(move |_| {
        let selected = app.model.selected.get();
        app.model.interactions.with(|rows| selected.filter(|selected| rows.iter().any(|row| row.key == *selected)))
    });
    let pane = move || {
        let held = shown.get().and_then(|conversation| {
            app.model.interactions.with_untracked(|rows| rows.iter().find(|row| row.key == conversation).cloned())
        });
        match held {
            Some(row) => conversation(Held::new(app, row), list_wanted).into_any(),
            None => view! { <div class="pane-empty">{nothing_shown(app)}</div> }.into_any(),
        }
    };
    view! {
        {gate::expired(app)}
        {header::connection(app)}
        {status::not_responding(app)}
        {alerts::sound_blocked(app)}
        {notices::notices(app)}
        <div class="desk" class:thread-shown=move || shown.read().is_some() && !list_wanted.get()>
            <nav class="desk-list" aria-label=text::interactions()>
                <div class="desk-head">
                    <p class="desk-title" aria-hidden="true">{text::interactions()}</p>
                    {header::wrap_up_icon(app)}
                </div>
                {list(app, list_wanted)}
            </nav>
            <main class="desk-pane">
                // In a narrow window the list, and its title, is not always there.
                <h1 class="unseen">{text::interactions()}</h1>
                {pane}
            </main>
        </div>
        {transfer::dialog(app)}
    }
}

fn nothing_shown(app: App) -> impl IntoView {
    move || {
        if app.model.interactions.read().is_empty() {
            no_interactions(text::no_interactions_window_lead()).into_any()
        } else {
            parts::nothing(icons::SMS, text::none_selected(), text::none_selected_lead()).into_any()
        }
    }
}

fn list(app: App, list_wanted: RwSignal<bool>) -> impl IntoView {
    let rows = app.model.interactions;
    let row = move |held: Held| {
        let conversation = held.conversation();
        let current = {
            let conversation = conversation.clone();
            move || app.model.selected.read().as_ref() == Some(&conversation)
        };
        let unread = Memo::new(move |_| held.item.read().unread);
        let stand = held.stand();
        view! {
            <button
                type="button"
                class="desk-row"
                data-testid="interaction"
                data-conversation=conversation.to_string()
                aria-current=move || current().then_some("true")
                on:click=move |_| {
                    list_wanted.set(false);
                    app.send(Command::Select(conversation.clone()));
                }
            >
                <span class="desk-row-who">{held.who()}</span>
                <span class="desk-row-side">{held.timer()}</span>
                <span class="desk-row-last">{move || preview(held, stand.get())}</span>
                {move || (unread.get() > 0).then(|| view! {
                    <span class="desk-row-side"><span class="unread"><span aria-hidden="true">{unread.get()}</span><span class="unseen">{text::unread(unread.get())}</span></span></span>
                })}
            </button>
        }
    };
    view! {
        <ul class="desk-rows">
            <For each=move || rows.get() key=|row| row.key.clone() let:entry>
                <li>{row(Held::new(app, entry))}</li>
            </For>
        </ul>
    }
}

fn preview(held: Held, stand: Stand) -> String {
    match stand {
        Stand::Alerting => text::alerting(),
        Stand::Connecting => text::connecting_interaction(),
        Stand::WrapUp => text::wrap_up(),
        Stand::Connected => held.item.with(|item| match &item.messages {
            Listing::Loaded(messages) => messages.last().map_or_else(text::no_messages, words::in_short),
            Listing::Loading | Listing::Failed(_) => item.queue.clone().unwrap_or_default(),
        }),
    }
}

fn conversation(held: Held, list_wanted: RwSignal<bool>) -> impl IntoView {
    let stand = held.stand();
    let foot = move || match stand.get() {
        Stand::Alerting => {
            view! { <div class="pane-foot"><p class="card-say">{text::alerting()}</p>{held.answer()}</div> }.into_any()
        }
        Stand::Connecting => {
            view! { <div class="pane-foot">{parts::waiting(text::connecting_interaction())}</div> }.into_any()
        }
        Stand::Connected => composer::composer(held).into_any(),
        Stand::WrapUp => view! { <div class="pane-foot">{wrap_up::form(held)}</div> }.into_any(),
    };
    view! {
        <div class="pane" data-testid="conversation" data-conversation=held.conversation().to_string()>
            <div class="pane-head">
                <span class="pane-back">{parts::icon_button(icons::BACK, text::back_to_list(), "back-to-list", move || list_wanted.set(true))}</span>
                <div class="pane-who">
                    <h2 data-testid="customer">{held.who()}</h2>
                    <p>{held.line()}</p>
                </div>
                {held.timer()}
                {move || (stand.get() == Stand::Connected).then(|| view! {
                    <div class="pane-actions">
                        {card::transfer(held)}
                        {held.disconnect("button")}
                    </div>
                })}
            </div>
            {log::log(held)}
            {past::past(held)}
            {card::after_call_work(held)}
            {thread::thread(held)}
            {foot}
        </div>
    }
}
