//! A text that the browser saves as a file.

use leptos::{html, prelude::*};

/// A file called `name`, offered as soon as there is something in `content`, and each time it is set.
pub(crate) fn offered(
    content: RwSignal<Option<String>>,
    media: &'static str,
    name: String,
    testid: &'static str,
) -> AnyView {
    let file = NodeRef::<html::A>::new();
    let address = move || {
        content.get().map(|content| format!("data:{media};charset=utf-8,{}", js_sys::encode_uri_component(&content)))
    };
    Effect::new(move |_| {
        if content.read().is_some()
            && let Some(file) = file.get()
        {
            file.click();
        }
    });
    let label = name.clone();
    // Nobody sees it; whoever clicks on it is this page.
    view! { <a node_ref=file hidden download=name data-testid=testid href=address>{label}</a> }.into_any()
}
