//! Settings, on a page of their own.

use leptos::prelude::*;
use protocol::{Agent, Command};

use super::{
    alerts, check, gate, header, notices, pages,
    settings::{self, Commit},
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
    view! {
        {gate::expired(app)}
        {header::connection(app)}
        {alerts::sound_blocked(app)}
        {notices::notices(app)}
        <main class="settings">
            <div class="settings-head">{icons::mark()}<h1>{text::settings()}</h1></div>
            <section class="sheet" aria-labelledby="settings-writing">
                <h2 id="settings-writing">{text::settings_writing()}</h2>
                {move || if signed_in.get() { settings::remembered_queue(app).into_any() } else { settings::needs_sign_in().into_any() }}
                {settings::default_country(app)}
            </section>
            <section class="sheet" aria-labelledby="settings-alerts">
                <h2 id="settings-alerts">{text::settings_alerts()}</h2>
                {settings::notifications(app)}
                {settings::sound(app)}
                {settings::volume(app)}
                {settings::try_alert(app)}
            </section>
            {pages::section(app)}
            <section class="sheet" aria-labelledby="settings-look">
                <h2 id="settings-look">{text::settings_look()}</h2>
                {settings::theme(app)}
            </section>
            <section class="sheet" aria-labelledby="settings-cloud">
                <h2 id="settings-cloud">{text::settings_cloud()}</h2>
                {environment.field()}
                {settings::client_id(app, Commit::WhenLeft)}
                {settings::redirect_uri(app, true)}
            </section>
            <section class="sheet" aria-labelledby="settings-session">
                <h2 id="settings-session">{text::settings_session()}</h2>
                {move || match agent.get() {
                    Some(Agent { name, organization }) => view! {
                        <div class="row">
                            <p>{text::signed_in_as(&name, &organization)}</p>
                            <button type="button" class="button" data-testid="sign-out" on:click=move |_| { app.send(Command::SignOut); }>
                                {text::sign_out()}
                            </button>
                        </div>
                    }.into_any(),
                    None => view! {
                        <div class="row">
                            <p>{text::signed_out()}</p>
                            <button type="button" class="button primary" data-testid="sign-in" on:click=move |_| { app.send(Command::SignIn); }>
                                {text::sign_in()}
                            </button>
                        </div>
                    }.into_any(),
                }}
            </section>
            {check::section(app)}
            {keyboard()}
        </main>
    }
}

/// The keys, for who works without a mouse.
fn keyboard() -> impl IntoView {
    let keys = [
        (text::keys_tab(), text::keys_tab_does()),
        (text::keys_arrows(), text::keys_arrows_does()),
        (text::keys_enter(), text::keys_enter_does()),
        (text::keys_shift_enter(), text::keys_shift_enter_does()),
        (text::keys_emoji(), text::keys_emoji_does()),
        (text::keys_escape(), text::keys_escape_does()),
        (text::keys_digits(), text::keys_digits_does()),
        (text::keys_done(), text::keys_done_does()),
        (text::keys_send_number(), text::keys_send_number_does()),
        (text::keys_next_number(), text::keys_next_number_does()),
    ];
    view! {
        <section class="sheet" aria-labelledby="settings-keys">
            <h2 id="settings-keys">{text::settings_keys()}</h2>
            <dl class="keys">
                {keys.into_iter().map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> }).collect_view()}
            </dl>
        </section>
    }
}
