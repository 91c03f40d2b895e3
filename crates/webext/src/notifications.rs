//! `chrome.notifications`: the system's notifications.

use wasm_bindgen::prelude::*;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    fn create_raw(id: &str, options: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = clear)]
    fn clear_raw(id: &str) -> Result<JsValue, JsValue>;
}

/// Shows a notification in place of another of the same `id`. `icon` is the address of a PNG of the extension.
///
/// # Errors
///
/// The browser refused.
pub fn show(id: &str, icon: &str, title: &str, message: &str) -> Result<(), Error> {
    let options = object([
        ("type", "basic".into()),
        ("iconUrl", icon.into()),
        ("title", title.into()),
        ("message", message.into()),
    ]);
    create_raw(id, &options).map_err(Error::of("notifications.create"))?;
    Ok(())
}

/// Takes a notification back.
///
/// # Errors
///
/// The browser refused.
pub fn clear(id: &str) -> Result<(), Error> {
    clear_raw(id).map_err(Error::of("notifications.clear"))?;
    Ok(())
}
