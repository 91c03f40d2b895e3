//! The prompt that there is a recent conversation with this contact.

use leptos::prelude::*;
use protocol::Command;

use super::compose::Form;
use crate::{app::App, icons, icons::icon, text, ui::dialog};

/// *Continue* or *Cancel*.
pub(crate) fn prompt(app: App, form: Form) -> impl IntoView {
    let cancel = move || {
        app.send(Command::CancelCompose);
    };
    let number = form.number(|number| match &number.typed.text {
        whole if whole.starts_with('+') => whole.clone(),
        national => format!("+{} {national}", number.calling_code),
    });
    dialog::modal(
        app,
        "existing",
        "existing-title",
        cancel,
        view! {
            <span class="dialog-picture">{icon(icons::SMS)}</span>
            <h2 id="existing-title">{text::existing_title()}</h2>
            <p>{text::existing_lead(&number)}</p>
            <div class="dialog-foot">
                <button type="button" class="button" data-testid="existing-cancel" on:click=move |_| cancel()>{text::cancel()}</button>
                <button
                    type="button"
                    class="button primary"
                    data-testid="existing-continue"
                    autofocus
                    on:click=app.on_click(Command::ContinueExisting)
                >
                    {text::existing_continue()}
                </button>
            </div>
        },
    )
}
