//! The screens, and which of them a page shows.

mod alerts;
mod card;
mod check;
mod client;
mod compliance;
mod compose;
mod composer;
mod costly;
mod country;
mod emoji;
mod existing;
mod files;
mod findings;
mod gate;
mod header;
mod held;
mod history;
mod interactions;
mod log;
mod menu;
mod notices;
mod offered;
mod options;
mod pages;
mod past;
mod responses;
mod settings;
mod sheet;
mod status;
mod thread;
mod transfer;
mod wrap_up;

use leptos::prelude::*;
use protocol::{Page, Session};

use crate::{app::App, icons, model::Origin, text, ui::parts};

/// The page as it stands.
pub(crate) fn page(app: App) -> impl IntoView {
    let content = move || match app.page {
        Page::Options => options::page(app).into_any(),
        Page::Popup | Page::SidePanel | Page::Window | Page::Interactions | Page::WrapUp => guarded(app).into_any(),
    };
    let gone = move || {
        (app.model.origin.get() == Origin::Gone)
            .then(|| view! { <div class="gone">{parts::alert(text::updated())}</div> })
    };
    view! {
        <div class="page">{gone} {content}</div>
    }
}

/// What a page shows depends on who is signed in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Unknown,
    SignedOut,
    SigningIn,
    Starting,
    /// Signed in, or expired: what was there stays in view.
    In,
}

fn guarded(app: App) -> impl IntoView {
    let stage = Memo::new(move |_| match (app.model.origin.get(), app.model.session.read().clone()) {
        (Origin::Nothing, _) => Stage::Unknown,
        (_, Session::SignedOut { .. }) => Stage::SignedOut,
        (_, Session::SigningIn) => Stage::SigningIn,
        (_, Session::Starting { .. }) => Stage::Starting,
        (_, Session::SignedIn(_) | Session::Expired { .. }) => Stage::In,
    });
    // A screen is made once; what it reads while it is made is no reason to make it anew.
    let screen = move |stage| match stage {
        Stage::Unknown => view! { <main class="centred">{parts::waiting(text::connecting())}</main> }.into_any(),
        Stage::SignedOut => gate::sign_in(app).into_any(),
        Stage::SigningIn => gate::signing_in(app).into_any(),
        Stage::Starting => gate::starting(app).into_any(),
        Stage::In => match app.page {
            Page::Interactions => interactions::page(app).into_any(),
            Page::WrapUp => wrap_up::page(app).into_any(),
            Page::Popup | Page::SidePanel | Page::Window | Page::Options => client::page(app).into_any(),
        },
    };
    move || {
        let stage = stage.get();
        untrack(|| screen(stage))
    }
}

/// Nothing is going on: what an empty list of interactions says.
fn no_interactions(words: String) -> impl IntoView {
    parts::nothing(icons::SMS, text::no_interactions(), words)
}
