//! A dialog over the page: the browser keeps the focus inside, and Escape cancels.

use leptos::{html, prelude::*};

use crate::app::App;

/// A modal dialog, open for as long as it is rendered. `title` is the id of the element that names it. While the session
/// is over it makes way for the sign-in above the page, and is there again afterwards.
pub(crate) fn modal(
    app: App,
    testid: &'static str,
    title: &'static str,
    on_cancel: impl Fn() + Copy + 'static,
    content: impl IntoView + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let expired = app.expired();
    Effect::new(move |_| match node.get() {
        Some(dialog) if expired.get() => dialog.close(),
        Some(dialog) => {
            // It refuses only when it is open already.
            let _ = dialog.show_modal();
        }
        None => {}
    });
    view! {
        <dialog
            node_ref=node
            class="dialog"
            data-testid=testid
            aria-labelledby=title
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                on_cancel();
            }
            on:keydown=move |event: web_sys::KeyboardEvent| {
                if event.key() == "Escape" {
                    // A popup would close on it as a whole.
                    event.prevent_default();
                    event.stop_propagation();
                    on_cancel();
                }
            }
        >
            {content}
        </dialog>
    }
}
