//! *Menu*: New Interaction with its types, Behalf's windows, settings, sign-out.

use leptos::{html, prelude::*};
use protocol::{Command, Page, Window};
use wasm_bindgen::JsCast;

use crate::{
    app::App,
    icons::{self, Icon, icon},
    text, words,
};

/// The menu and its button.
pub(crate) fn menu(app: App) -> impl IntoView {
    let open = RwSignal::new(false);
    let types = RwSignal::new(false);
    let button = NodeRef::<html::Button>::new();
    let list = NodeRef::<html::Div>::new();

    let close = move || {
        open.set(false);
        types.set(false);
    };
    let close_and_return = move || {
        close();
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    };
    let open_at = move |place: Place| {
        open.set(true);
        // The entries are there once the list is rendered.
        request_animation_frame(move || focus(list, place));
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        let place = match event.key().as_str() {
            "ArrowDown" => Place::Next,
            "ArrowUp" => Place::Previous,
            "Home" => Place::First,
            "End" => Place::Last,
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                close_and_return();
                return;
            }
            "Tab" => {
                close();
                return;
            }
            _ => return,
        };
        event.prevent_default();
        focus(list, place);
    };
    let does = move |command: Command| {
        close_and_return();
        app.send(command);
    };
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
                    on:click=move |_| if refused().is_none() { does(Command::NewInteraction) }
                >
                    {icon(icons::SMS)}
                    <span>{text::sms()}</span>
                </button>
                <p id="sms-refused" class="menu-note" data-testid="sms-refused">{refused}</p>
            </div>
        }
    };
    let entries = move || {
        view! {
            <div class="menu-list" role="menu" node_ref=list aria-label=text::menu() data-testid="menu-list" on:keydown=on_keydown>
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
                {entry(icons::SMS, text::open_interactions(), "open-interactions", move || does(Command::OpenInteractions(None)))}
                {(app.page != Page::Window).then(|| entry(icons::WINDOW, text::open_client(), "open-client", move || does(Command::OpenWindow(Window::Client))))}
                {entry(icons::SETTINGS, text::settings(), "open-settings", move || does(Command::OpenWindow(Window::Options)))}
                <hr/>
                {entry(icons::SIGN_OUT, text::sign_out(), "sign-out", move || does(Command::SignOut))}
            </div>
        }
    };

    view! {
        <div
            class="menu"
            on:focusout=move |event| {
                let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
                // Chromium also says that focus left when the whole menu is being taken away, its signals first.
                let (Some(list), Some(button)) = (list.try_get_untracked(), button.try_get_untracked()) else { return };
                let inside = list.is_some_and(|list| next.as_ref().is_some_and(|next| list.contains(Some(next))));
                let on_button = button.is_some_and(|button| next.as_ref().is_some_and(|next| button.contains(Some(next))));
                if !inside && !on_button {
                    close();
                }
            }
        >
            <button
                node_ref=button
                type="button"
                class="icon-button"
                data-testid="menu"
                title=text::menu()
                aria-label=text::menu()
                aria-haspopup="menu"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| if open.get_untracked() { close() } else { open_at(Place::First) }
                on:keydown=move |event| match event.key().as_str() {
                    "ArrowDown" => { event.prevent_default(); open_at(Place::First); }
                    "ArrowUp" => { event.prevent_default(); open_at(Place::Last); }
                    "Escape" if open.get_untracked() => { event.prevent_default(); close(); }
                    _ => {}
                }
            >
                {icon(icons::MENU)}
            </button>
            {move || open.get().then(entries)}
        </div>
    }
}

fn entry(picture: Icon, label: String, testid: &'static str, on_click: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button type="button" role="menuitem" tabindex="-1" class="menu-item" data-testid=testid on:click=move |_| on_click()>
            {icon(picture)}
            <span>{label}</span>
        </button>
    }
}

/// Where the focus goes in the menu.
#[derive(Clone, Copy)]
enum Place {
    First,
    Last,
    Next,
    Previous,
}

fn focus(list: NodeRef<html::Div>, place: Place) {
    let Some(list) = list.get_untracked() else { return };
    let Ok(items) = list.query_selector_all("[role=menuitem]") else { return };
    let count = items.length();
    if count == 0 {
        return;
    }
    let focused = document().active_element();
    let at = (0..count).find(|index| {
        items.get(*index).is_some_and(|item| focused.as_ref().is_some_and(|focused| item.is_same_node(Some(focused))))
    });
    let next = match (place, at) {
        (Place::First, _) | (Place::Next, None) => 0,
        (Place::Last, _) | (Place::Previous, None) => count - 1,
        (Place::Next, Some(at)) => (at + 1) % count,
        (Place::Previous, Some(at)) => (at + count - 1) % count,
    };
    if let Some(item) = items.get(next).and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
