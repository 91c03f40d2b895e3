//! The client's header: who is signed in and with which status, whether Genesys Cloud answers, the SMS and Wrap-up icons, the menu.

use leptos::prelude::*;
use protocol::{Command, Connection, Window};

use super::{menu, status};
use crate::{
    app::App,
    format, icons,
    icons::icon,
    model::{Origin, remaining_ms},
    text,
};

/// The header.
pub(crate) fn header(app: App) -> impl IntoView {
    let agent = Memo::new(move |_| app.model.session.with(|session| session.agent().cloned()));
    let initials = move || agent.with(|agent| agent.as_ref().map(|agent| initials(&agent.name)).unwrap_or_default());
    let name = move || agent.with(|agent| agent.as_ref().map(|agent| agent.name.clone()));
    let place = move || agent.with(|agent| agent.as_ref().map(|agent| agent.organization.clone()));
    view! {
        <header class="header">
            <span class="avatar" aria-hidden="true" data-live=move || live(app)>{initials}</span>
            <div class="who">
                <p class="who-name" data-testid="agent" title=place>{name}</p>
                {status::status(app)}
            </div>
            {sms_icon(app)}
            {wrap_up_icon(app)}
            {menu::menu(app)}
        </header>
    }
}

/// The SMS icon: orange for as long as the Interactions window is open or can be brought up.
pub(crate) fn sms_icon(app: App) -> impl IntoView {
    let open = app.model.interactions_window;
    let name = move || if open.get() { text::icon_sms_open() } else { text::icon_sms_closed() };
    view! {
        <button
            type="button"
            class="icon-button icon-sms"
            data-testid="icon-sms"
            data-state=move || if open.get() { "open" } else { "closed" }
            title=name
            aria-label=name
            on:click=app.on_click(Command::OpenInteractions(None))
        >
            {icon(icons::SMS)}
        </button>
    }
}

/// The Wrap-up icon: red while wrap-up work waits behind a closed window.
pub(crate) fn wrap_up_icon(app: App) -> impl IntoView {
    let pending = app.model.wrap_up_pending;
    let name = move || match pending.get() {
        0 => text::icon_wrap_up_clear(),
        count => text::icon_wrap_up_pending(u32::try_from(count).unwrap_or(u32::MAX)),
    };
    view! {
        <button
            type="button"
            class="icon-button icon-wrap-up"
            data-testid="icon-wrap-up"
            data-state=move || if pending.get() == 0 { "clear" } else { "pending" }
            title=name
            aria-label=name
            on:click=app.on_click(Command::OpenWindow(Window::WrapUp))
        >
            {icon(icons::WRAP_UP)}
            {move || (pending.get() > 0).then(|| view! { <span class="count" aria-hidden="true">{pending.get()}</span> })}
        </button>
    }
}

/// A word about the connection, where it is not as it should be.
pub(crate) fn connection(app: App) -> impl IntoView {
    #[derive(PartialEq, Clone)]
    enum State {
        Fine,
        Connecting,
        Offline,
        Lost(genesys::time::Timestamp),
    }
    let state = Memo::new(move |_| match (app.model.origin.get(), app.model.connection.get()) {
        (Origin::Stored, _) | (_, Connection::Connecting) => State::Connecting,
        (_, Connection::Offline) => State::Offline,
        (_, Connection::Lost { retry_at }) => State::Lost(retry_at),
        (_, Connection::Idle | Connection::Live) => State::Fine,
    });
    let retry = move || {
        view! {
            <button type="button" class="button small" data-testid="retry" on:click=app.on_click(Command::Retry)>
                {text::try_now()}
            </button>
        }
    };
    move || {
        match state.get() {
        State::Fine => None,
        State::Connecting => Some(view! {
            <div class="bar late" role="status" data-testid="connection">
                <span class="spinner" aria-hidden="true"></span>
                <p>{text::connecting()}</p>
            </div>
        }.into_any()),
        State::Offline => Some(view! {
            <div class="bar" role="status" data-testid="connection">{icon(icons::ALERT)}<p>{text::offline()}</p></div>
        }.into_any()),
        State::Lost(at) => Some(view! {
            <div class="bar" role="status" data-testid="connection">
                {icon(icons::ALERT)}
                <p>
                    {text::connection_lost()}" "
                    <span aria-live="off">{move || text::trying_again_in(&format::remaining(remaining_ms(app.now.get(), at)))}</span>
                </p>
                {retry()}
            </div>
        }.into_any()),
    }
    }
}

fn live(app: App) -> &'static str {
    match app.model.connection.get() {
        Connection::Live => "yes",
        Connection::Idle | Connection::Connecting | Connection::Offline | Connection::Lost { .. } => "no",
    }
}

/// The first letters of the first and the last name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next();
    let letters = [first, words.next_back()].into_iter().flatten().filter_map(|word| word.chars().next());
    letters.flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_are_of_the_first_and_the_last_name() {
        assert_eq!(initials("Ada Park"), "AP");
        assert_eq!(initials("Ana María de la Cruz"), "AC");
        assert_eq!(initials("ßen"), "SS");
        assert_eq!(initials(" "), "");
    }
}
