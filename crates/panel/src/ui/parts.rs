//! Small pieces: what to say when there is nothing, when it takes long, and when it went wrong.

use leptos::prelude::*;
use protocol::{Command, Trouble};

use crate::{
    app::App,
    icons::{self, Icon, icon},
    text, words,
};

/// Something that takes time. It shows after 300 ms: what is quicker needs no word.
pub(crate) fn waiting(words: String) -> impl IntoView {
    view! {
        <p class="waiting" role="status">
            <span class="spinner" aria-hidden="true"></span>
            <span>{words}</span>
        </p>
    }
}

/// There is nothing here, and what to do about it.
pub(crate) fn nothing(picture: Icon, title: String, words: String) -> impl IntoView {
    view! {
        <div class="nothing">
            <span class="nothing-picture">{icon(picture)}</span>
            <h2>{title}</h2>
            <p>{words}</p>
        </div>
    }
}

/// Something went wrong, in a sentence.
pub(crate) fn alert(words: String) -> impl IntoView {
    view! {
        <div class="alert" role="alert">
            {icon(icons::ALERT)}
            <p>{words}</p>
        </div>
    }
}

/// A list that did not come, with *Try again*.
pub(crate) fn failed(app: App, trouble: &Trouble) -> impl IntoView + use<> {
    let words = words::trouble(trouble);
    view! {
        <div class="alert" role="alert">
            {icon(icons::ALERT)}
            <div>
                <p>{words}</p>
                <button type="button" class="link" data-testid="retry" on:click=app.on_click(Command::Retry)>
                    {text::try_again()}
                </button>
            </div>
        </div>
    }
}

/// A word about something, which is no error.
pub(crate) fn remark(words: String) -> impl IntoView {
    view! {
        <p class="remark">{icon(icons::INFO)}<span>{words}</span></p>
    }
}

/// A round or square button that shows an icon only.
pub(crate) fn icon_button(picture: Icon, name: String, testid: &'static str, on_click: impl Fn() + 'static) -> AnyView {
    let on_click: Box<dyn Fn()> = Box::new(on_click);
    icon_button_of(picture, name, testid, on_click)
}

fn icon_button_of(picture: Icon, name: String, testid: &'static str, on_click: Box<dyn Fn()>) -> AnyView {
    view! {
        <button type="button" class="icon-button" title=name.clone() aria-label=name data-testid=testid on:click=move |_| on_click()>
            {icon(picture)}
        </button>
    }
    .into_any()
}
