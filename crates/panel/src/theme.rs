//! Light or dark. The pages' loader applies what is remembered here before the first paint.

use leptos::prelude::*;
use protocol::Theme;

use crate::model::{Model, Origin};

/// Where the loader finds the theme, in `localStorage`.
const KEY: &str = "theme";

/// Shows the theme of the settings, and remembers it for the next page.
pub(crate) fn follow(model: Model) {
    Effect::new(move |_| {
        // Before the background has spoken, what the loader applied is as good.
        if model.origin.get() == Origin::Nothing {
            return;
        }
        let name = match model.settings.with(|settings| settings.theme.value) {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        if let Some(root) = document().document_element() {
            // Only an element that is gone refuses.
            let _ = root.set_attribute("data-theme", name);
        }
        if let Ok(Some(storage)) = window().local_storage() {
            // A full or forbidden storage costs a flash of the system's theme, nothing else.
            let _ = storage.set_item(KEY, name);
        }
    });
}
