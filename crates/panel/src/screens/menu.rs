//! *Menu*: New Interaction with its types, Behalf's windows, settings, sign-out.

use leptos::prelude::*;
use protocol::{Command, Page, Window};

use crate::{
    app::App,
    icons::{self, Icon, icon},
    text,
    ui::menu::Menu,
    words,
};

/// The menu and its button.
pub(crate) fn menu(app: App) -> impl IntoView {
    let menu = Menu::new();
    let entry = move |picture, label, testid, command| entry(app, menu, picture, label, testid, command);
    let refused = move || app.model.sms.with(words::sms_refused);
    let new_sms = move || {
        view! {
            <div role="group" aria-label=text::new_interaction()>
                <button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    class="menu-item nested"
                    data-testid="new-interaction-sms"
                    aria-disabled=move || refused().is_some().then_some("true")
                    aria-describedby="sms-refused"
                    on:click=move |_| if refused().is_none() {
                        menu.close_and_return();
                        app.send(Command::NewInteraction);
                    }
                >
                    {icon(icons::SMS)}
                    <span>{text::sms()}</span>
                </button>
                <p id="sms-refused" class="menu-note" data-testid="sms-refused">{refused}</p>
            </div>
        }
    };
    let entries = move || {
        let types = RwSignal::new(false);
        view! {
            <div class="menu-list" role="menu" node_ref=menu.list aria-label=text::menu() data-testid="menu-list" on:keydown=move |event| menu.list_key(&event)>
                <button
                    type="button"
                    role="menuitem"
                    tabindex="-1"
                    class="menu-item"
                    data-testid="new-interaction"
                    aria-haspopup="true"
                    aria-expanded=move || if types.get() { "true" } else { "false" }
                    on:click=move |_| types.update(|types| *types = !*types)
                >
                    {icon(icons::PLUS)}
                    <span>{text::new_interaction()}</span>
                    <span class="menu-more">{icon(icons::DOWN)}</span>
                </button>
                {move || types.get().then(new_sms)}
                <hr/>
                {entry(icons::SMS, text::open_interactions(), "open-interactions", Command::OpenInteractions(None))}
                {entry(icons::CLOCK, text::history(), "open-history", Command::OpenHistory)}
                {(app.page != Page::Window).then(|| entry(icons::WINDOW, text::open_client(), "open-client", Command::OpenWindow(Window::Client)))}
                {entry(icons::SETTINGS, text::settings(), "open-settings", Command::OpenWindow(Window::Options))}
                <hr/>
                {entry(icons::SIGN_OUT, text::sign_out(), "sign-out", Command::SignOut)}
            </div>
        }
    };

    view! {
        <div class="menu" on:focusout=move |event| menu.focus_left(&event)>
            <button
                node_ref=menu.button
                type="button"
                class="icon-button"
                data-testid="menu"
                title=text::menu()
                aria-label=text::menu()
                aria-haspopup="menu"
                aria-expanded=move || menu.expanded()
                on:click=move |_| menu.toggle()
                on:keydown=move |event| menu.button_key(&event)
            >
                {icon(icons::MENU)}
            </button>
            {move || menu.open.get().then(entries)}
        </div>
    }
}

fn entry(app: App, menu: Menu, picture: Icon, label: String, testid: &'static str, command: Command) -> impl IntoView {
    let does = move |_| {
        menu.close_and_return();
        app.send(command.clone());
    };
    view! {
        <button type="button" role="menuitem" tabindex="-1" class="menu-item" data-testid=testid on:click=does>
            {icon(picture)}
            <span>{label}</span>
        </button>
    }
}
