//! What happened that the agent should know, until it is dismissed.

use leptos::prelude::*;
use protocol::Command;

use crate::{app::App, icons, icons::icon, text, words};

/// The notices, newest first.
pub(crate) fn notices(app: App) -> impl IntoView {
    let entries = move || app.model.notices.get().into_iter().rev().collect::<Vec<_>>();
    view! {
        <div class="notices" role="status" aria-live="polite">
            <For each=entries key=|notice| notice.id let:notice>
                <div class="notice" class:bad=words::notice_is_bad(&notice.what) data-testid="notice">
                    {icon(if words::notice_is_bad(&notice.what) { icons::ALERT } else { icons::INFO })}
                    <p>{words::notice(&notice.what)}</p>
                    <button
                        type="button"
                        class="icon-button small"
                        title=text::dismiss()
                        aria-label=text::dismiss()
                        data-testid="dismiss"
                        on:click=app.on_click(Command::Dismiss(notice.id))
                    >
                        {icon(icons::CLOSE)}
                    </button>
                </div>
            </For>
        </div>
    }
}
