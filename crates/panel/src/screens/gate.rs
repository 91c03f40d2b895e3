//! Before the agent is in: signing in, and what it needs.

use leptos::prelude::*;
use protocol::{Command, EnvironmentChoice, Session, SignInProblem};

use super::{offered, settings};
use crate::{
    app::App,
    icons, text,
    ui::{parts, refusal, refusal::Availability},
    words,
};

/// Nobody is signed in.
pub(crate) fn sign_in(app: App) -> impl IntoView {
    let problem = move || {
        app.model.session.with(|session| match session {
            Session::SignedOut { problem: Some(problem) } => Some(said(problem)),
            _ => None,
        })
    };
    let environment = settings::Environment::new(app, settings::Commit::AsTyped);
    let missing = move || {
        app.model.settings.with(|settings| {
            if environment.unfinished() {
                Some(text::sign_in_needs_address())
            } else if settings.client_id.value.is_empty() || settings.client_id.problem.is_some() {
                Some(text::sign_in_needs_client_id())
            } else {
                None
            }
        })
    };
    let availability =
        move || if missing().is_some() { Availability::Refused("sign-in-missing") } else { Availability::Available };
    let locked = move || app.model.settings.with(|settings| settings.environment.locked && settings.client_id.locked);
    view! {
        <main class="gate">
            <div class="gate-brand">
                {icons::mark()}
                <h1>{text::sign_in_title()}</h1>
                <p>{text::sign_in_lead()}</p>
            </div>
            {move || problem().map(parts::alert)}
            {offered::offered(app)}
            <form class="form" on:submit=move |event| event.prevent_default()>
                {environment.field()}
                {settings::client_id(app, settings::Commit::AsTyped)}
                {refusal::button(app, "button primary wide", "sign-in", availability, text::sign_in(), move || { app.send(Command::SignIn); })}
                <p id="sign-in-missing" class="missing" role="status">{missing}</p>
            </form>
            <Show when=move || !locked()>{settings::redirect_uri(app, false)}</Show>
        </main>
    }
}

/// The login page is open.
pub(crate) fn signing_in(app: App) -> impl IntoView {
    view! {
        <main class="centred">
            {icons::mark()}
            <h1>{text::signing_in_title()}</h1>
            <p class="lead">{text::signing_in_lead()}</p>
            {parts::waiting(text::signing_in_waiting())}
            <button type="button" class="button" data-testid="cancel-sign-in" on:click=app.on_click(Command::CancelSignIn)>
                {text::cancel()}
            </button>
        </main>
    }
}

/// Signed in; the agent's data is on its way.
pub(crate) fn starting(app: App) -> impl IntoView {
    let problem = move || {
        app.model.session.with(|session| match session {
            Session::Starting { problem } => problem.as_ref().map(words::trouble),
            _ => None,
        })
    };
    view! {
        <main class="centred">
            {icons::mark()}
            {move || match problem() {
                None => view! { <h1 class="unseen">{text::signing_in_title()}</h1> {parts::waiting(text::starting())} }.into_any(),
                Some(problem) => view! {
                    <h1>{text::starting_failed()}</h1>
                    {parts::alert(problem)}
                    <div class="actions">
                        <button type="button" class="button primary" data-testid="retry" on:click=app.on_click(Command::Retry)>
                            {text::try_again()}
                        </button>
                        <button type="button" class="button" data-testid="sign-out" on:click=app.on_click(Command::SignOut)>
                            {text::sign_out()}
                        </button>
                    </div>
                }.into_any(),
            }}
        </main>
    }
}

/// The session expired: what was there stays, and one button brings it back.
pub(crate) fn expired(app: App) -> impl IntoView {
    let expired = Memo::new(move |_| {
        app.model.session.with(|session| match session {
            Session::Expired { signing_in, problem, .. } => Some((*signing_in, problem.as_ref().map(said))),
            _ => None,
        })
    });
    move || {
        expired.get().map(|(signing_in, problem)| {
        let button = if signing_in {
            view! {
                <button type="button" class="button small" data-testid="cancel-sign-in" on:click=app.on_click(Command::CancelSignIn)>
                    {text::cancel()}
                </button>
            }.into_any()
        } else {
            view! {
                <button type="button" class="button primary small" data-testid="sign-in" on:click=app.on_click(Command::SignIn)>
                    {text::sign_in()}
                </button>
            }.into_any()
        };
        view! {
            <div class="bar expired" role="alert" data-testid="expired">
                <p>
                    {if signing_in { text::signing_in_lead() } else { text::expired() }}
                    {problem.map(|problem| view! { <span class="bar-problem">{problem}</span> })}
                </p>
                {button}
            </div>
        }
    })
    }
}

fn said(problem: &SignInProblem) -> String {
    words::sign_in_problem(problem)
}

/// Whether the address of a sandbox is in force.
pub(crate) fn is_sandbox(choice: &EnvironmentChoice) -> bool {
    matches!(choice, EnvironmentChoice::Sandbox(_))
}
