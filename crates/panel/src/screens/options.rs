//! Settings, on a page of their own.

use leptos::prelude::*;
use protocol::{Agent, Command};

use super::{
    alerts, check, compliance, gate, header, notices, pages,
    settings::{self, Commit},
    sheet::{Sheet, entry, searched},
};
use crate::{app::App, icons, model::Origin, text, ui::parts};

/// The page.
pub(crate) fn page(app: App) -> impl IntoView {
    let known = Memo::new(move |_| app.model.origin.get() != Origin::Nothing);
    move || {
        if known.get() {
            content(app).into_any()
        } else {
            view! { <main class="centred">{parts::waiting(text::connecting())}</main> }.into_any()
        }
    }
}

fn content(app: App) -> impl IntoView {
    let environment = settings::Environment::new(app, Commit::WhenLeft);
    let agent = Memo::new(move |_| app.model.session.with(|session| session.agent().cloned()));
    let signed_in = Memo::new(move |_| agent.read().is_some());
    let sheets = vec![
        Sheet {
            id: "settings-writing",
            title: text::settings_writing(),
            entries: vec![
                entry(&[text::remembered_queue(), text::remembered_queue_hint()], move || {
                    if signed_in.get() {
                        settings::remembered_queue(app).into_any()
                    } else {
                        settings::needs_sign_in().into_any()
                    }
                }),
                entry(&[text::default_country(), text::default_country_hint()], settings::default_country(app)),
            ],
        },
        Sheet {
            id: "settings-alerts",
            title: text::settings_alerts(),
            entries: vec![
                settings::notifications(app),
                settings::sound(app),
                entry(&[text::volume(), text::sound()], settings::volume(app)),
                entry(&[text::try_it()], settings::try_alert(app)),
            ],
        },
        compliance::sheet(app),
        pages::sheet(app),
        Sheet {
            id: "settings-look",
            title: text::settings_look(),
            entries: vec![entry(
                &[text::theme(), text::theme_system(), text::theme_light(), text::theme_dark()],
                settings::theme(app),
            )],
        },
        Sheet {
            id: "settings-cloud",
            title: text::settings_cloud(),
            entries: vec![
                entry(&[text::region(), text::region_sandbox(), text::sandbox_address()], environment.field()),
                entry(&[text::client_id(), text::client_id_hint()], settings::client_id(app, Commit::WhenLeft)),
                entry(&[text::for_administrators(), text::redirect_uri_lead()], settings::redirect_uri(app, true)),
            ],
        },
        Sheet {
            id: "settings-session",
            title: text::settings_session(),
            entries: vec![entry(&[text::sign_in(), text::sign_out()], account(app, agent))],
        },
        check::sheet(app),
        keyboard(),
    ];
    view! {
        {gate::expired(app)}
        {header::connection(app)}
        {alerts::sound_blocked(app)}
        {notices::notices(app)}
        <main class="settings">
            <div class="settings-head">{icons::mark()}<h1>{text::settings()}</h1></div>
            {searched(sheets)}
        </main>
    }
}

/// Who is signed in.
fn account(app: App, agent: Memo<Option<Agent>>) -> impl IntoView {
    move || {
        match agent.get() {
        Some(Agent { name, organization }) => view! {
            <div class="row">
                <p>{text::signed_in_as(&name, &organization)}</p>
                <button type="button" class="button" data-testid="sign-out" on:click=app.on_click(Command::SignOut)>
                    {text::sign_out()}
                </button>
            </div>
        }
        .into_any(),
        None => view! {
            <div class="row">
                <p>{text::signed_out()}</p>
                <button type="button" class="button primary" data-testid="sign-in" on:click=app.on_click(Command::SignIn)>
                    {text::sign_in()}
                </button>
            </div>
        }
        .into_any(),
    }
    }
}

/// The keys, for who works without a mouse.
fn keyboard() -> Sheet {
    let keys = [
        (text::keys_tab(), text::keys_tab_does()),
        (text::keys_arrows(), text::keys_arrows_does()),
        (text::keys_enter(), text::keys_enter_does()),
        (text::keys_shift_enter(), text::keys_shift_enter_does()),
        (text::keys_slash(), text::keys_slash_does()),
        (text::keys_emoji(), text::keys_emoji_does()),
        (text::keys_escape(), text::keys_escape_does()),
        (text::keys_digits(), text::keys_digits_does()),
        (text::keys_done(), text::keys_done_does()),
        (text::keys_send_number(), text::keys_send_number_does()),
        (text::keys_next_number(), text::keys_next_number_does()),
    ];
    let words = keys.each_ref().map(|(key, does)| format!("{key} {does}")).join(" ");
    let list = view! {
        <dl class="keys">
            {keys.into_iter().map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }).collect_view()}
        </dl>
    };
    Sheet { id: "settings-keys", title: text::settings_keys(), entries: vec![entry(&[words], list)] }
}
