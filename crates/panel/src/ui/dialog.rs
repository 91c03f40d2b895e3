//! A dialog over the page: the browser keeps the focus inside, and Escape cancels.

use leptos::{html, prelude::*};

/// A modal dialog, open for as long as it is rendered. `title` is the id of the element that names it.
pub(crate) fn modal(
    testid: &'static str,
    title: &'static str,
    on_cancel: impl Fn() + Copy + 'static,
    content: impl IntoView + 'static,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            // It refuses only when it is open already.
            let _ = dialog.show_modal();
        }
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
