//! The client: the popup, the side panel, or a window of its own.

use genesys::id::ConversationId;
use leptos::prelude::*;
use protocol::{Command, Interaction, Page, Phase, SmsEntry};

use super::{
    alerts, card, compose, gate, header, held::Held, history, no_interactions, notices, offered, pages, status,
    transfer,
};
use crate::{
    app::App,
    icons,
    icons::icon,
    rows::Row,
    text,
    ui::{refusal, refusal::Availability},
    words,
};

/// The client's page.
pub(crate) fn page(app: App) -> impl IntoView {
    let composing = Memo::new(move |_| app.model.compose.read().is_some());
    let looking_up = Memo::new(move |_| app.model.history.read().is_some());
    view! {
        {header::header(app)}
        {gate::expired(app)}
        {header::connection(app)}
        {status::not_responding(app)}
        {alerts::sound_blocked(app)}
        {notices::notices(app)}
        {offered::offered(app)}
        {move || (composing.get() || looking_up.get()).then(|| alerting(app))}
        {move || {
            let (composing, looking_up) = (composing.get(), looking_up.get());
            // A screen is made once; what it reads while it is made is no reason to make it anew.
            untrack(|| if looking_up {
                history::screen(app).into_any()
            } else if composing {
                compose::form(app).into_any()
            } else {
                interactions(app).into_any()
            })
        }}
        {transfer::dialog(app)}
    }
}

/// What alerts while another screen than the list is open: a form that is filled in is no reason to miss it.
fn alerting(app: App) -> impl IntoView {
    let alerts = |row: &Row<ConversationId, Interaction>| matches!(row.item.read().phase, Phase::Alerting { .. });
    let rows = move || app.model.interactions.get().into_iter().filter(alerts).collect::<Vec<_>>();
    view! {
        <section class="alerting" aria-label=text::interactions() hidden=move || rows().is_empty()>
            {cards(app, rows)}
        </section>
    }
}

fn interactions(app: App) -> impl IntoView {
    let rows = app.model.interactions;
    let empty = Memo::new(move |_| rows.read().is_empty());
    let refused = move || app.model.sms.with(words::sms_refused);
    let availability = move || {
        if app.model.sms.with(|sms| *sms == SmsEntry::Available) {
            Availability::Available
        } else {
            Availability::Refused("new-sms-refused")
        }
    };
    let new_sms = move || {
        refusal::button(
            app,
            "button primary",
            "new-sms",
            availability,
            view! { {icon(icons::PLUS)} <span>{text::new_sms()}</span> },
            move || {
                app.send(Command::NewInteraction);
            },
        )
    };
    view! {
        <main class="interactions" aria-label=text::interactions()>
            <h1 class="unseen">{text::interactions()}</h1>
            {move || if empty.get() {
                view! {
                    <div class="empty">
                        {no_interactions(text::no_interactions_lead())}
                        {new_sms()}
                        <p id="new-sms-refused" class="missing">{refused}</p>
                    </div>
                }.into_any()
            } else {
                view! {
                    {cards(app, move || rows.get())}
                    <div class="below-cards">
                        {new_sms()}
                        <p id="new-sms-refused" class="missing">{refused}</p>
                    </div>
                }.into_any()
            }}
        </main>
        // A window of its own is beside no page.
        {(app.page != Page::Window).then(|| pages::here(app))}
    }
}

fn cards(app: App, rows: impl Fn() -> Vec<Row<ConversationId, Interaction>> + Send + Sync + 'static) -> impl IntoView {
    view! {
        <ul class="cards">
            <For each=rows key=|row| row.key.clone() let:row>
                <li>{card::card(Held::new(app, row))}</li>
            </For>
        </ul>
    }
}
