//! A number that was chosen on a web page: what it waits for, and what can be done about it.

use leptos::prelude::*;
use protocol::{Command, Offered, Origin, Waits};

use crate::{app::App, icons, icons::icon, text, words};

/// The number that is not used yet. The region is always there, so that what comes into it is read out.
pub(crate) fn offered(app: App) -> impl IntoView {
    let offered = app.model.offered;
    // While it is being found out whether Compose connects, nothing can take its place.
    let busy = Memo::new(move |_| {
        app.model.compose.with(|compose| compose.as_ref().is_some_and(|form| form.stage == protocol::Stage::Checking))
    });
    view! {
        <div role="status" aria-live="polite">
            {move || offered.get().map(|offered| banner(app, &offered, busy))}
        </div>
    }
}

fn banner(app: App, offered: &Offered, busy: Memo<bool>) -> impl IntoView + use<> {
    let number = &offered.recipient.display;
    let title = match &offered.origin.name {
        Some(name) => text::offered_named(name, number),
        None => text::offered(number),
    };
    let from = offered.origin.site.as_deref().map(text::offered_from);
    let uses = (offered.waits == Waits::Agent).then(|| {
        view! {
            <button
                type="button"
                class="button primary small"
                data-testid="use-picked"
                disabled=busy
                on:click=app.on_click(Command::UsePicked)
            >
                {text::offered_use()}
            </button>
        }
    });
    let waits = (offered.waits == Waits::SignIn).then(text::offered_waits);
    view! {
        <div class="bar offered" data-testid="offered">
            {icon(icons::SMS)}
            <p><strong>{title}</strong>" "{from}" "{waits}</p>
            {uses}
            <button
                type="button"
                class="icon-button small"
                title=text::dismiss()
                aria-label=text::dismiss()
                data-testid="dismiss-picked"
                on:click=app.on_click(Command::DismissPicked)
            >
                {icon(icons::CLOSE)}
            </button>
        </div>
    }
}

/// Where the number in New Interaction comes from, what is to be said, and who comes next.
pub(crate) fn origin(app: App, origin: Signal<Option<Origin>>) -> impl IntoView {
    let origin = Memo::new(move |_| origin.get());
    let recipients = move |origin: &Origin| {
        let chip = move |recipient: protocol::Recipient| {
            let number = recipient.number.clone();
            view! {
                <li>
                    <button
                        type="button"
                        class="chip"
                        data-testid="recipient"
                        data-number=recipient.number
                        title=text::origin_recipient(&recipient.display)
                        aria-label=text::origin_recipient(&recipient.display)
                        on:click=app.on_click(Command::ChooseRecipient(number.clone()))
                    >
                        {recipient.display.clone()}
                    </button>
                </li>
            }
        };
        (!origin.more.is_empty()).then(|| {
            view! {
                <p class="note" id="origin-more">{text::origin_more()}</p>
                <ul class="chips" aria-labelledby="origin-more">{origin.more.iter().cloned().map(chip).collect_view()}</ul>
            }
        })
    };
    view! {
        <div role="status">
            {move || origin.get().map(|origin| view! {
                <div class="origin" data-testid="origin">
                    <p class="origin-from">{icon(icons::INFO)}<span>{words::origin(&origin)}</span></p>
                    {origin.body.as_deref().map(|body| view! { <p class="note" data-testid="origin-body">{text::origin_body(body)}</p> })}
                    {recipients(&origin)}
                </div>
            })}
        </div>
    }
}

/// The text of a link, beside a draft that was there already.
pub(crate) fn suggested(held: super::held::Held) -> impl IntoView {
    let suggested = Memo::new(move |_| held.item.read().suggested.clone());
    move || {
        suggested.get().map(|suggested| {
            view! {
                <div class="suggested" role="status" data-testid="suggested">
                    <p><strong>{text::suggested()}</strong>" "<span>{suggested}</span></p>
                    <button type="button" class="button small" data-testid="use-suggested" on:click=move |_| held.send(Command::UseSuggested)>
                        {text::suggested_use()}
                    </button>
                    <button
                        type="button"
                        class="icon-button small"
                        title=text::dismiss()
                        aria-label=text::dismiss()
                        data-testid="dismiss-suggested"
                        on:click=move |_| held.send(Command::DismissSuggested)
                    >
                        {icon(icons::CLOSE)}
                    </button>
                </div>
            }
        })
    }
}
