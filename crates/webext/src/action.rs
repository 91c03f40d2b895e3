//! `chrome.action`: the toolbar icon.

use wasm_bindgen::prelude::*;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeText)]
    fn set_badge_text_raw(details: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "action"], js_name = setBadgeBackgroundColor)]
    fn set_badge_background_color_raw(details: &JsValue) -> Result<JsValue, JsValue>;
}

/// The badge's text; `""` for none. About four characters are to be seen.
///
/// # Errors
///
/// The browser refused.
pub fn set_badge_text(text: &str) -> Result<(), Error> {
    set_badge_text_raw(&object([("text", text.into())])).map_err(Error::of("action.setBadgeText"))?;
    Ok(())
}

/// The badge's colour, as CSS spells it.
///
/// # Errors
///
/// The browser refused.
pub fn set_badge_background_color(color: &str) -> Result<(), Error> {
    let details = object([("color", color.into())]);
    set_badge_background_color_raw(&details).map_err(Error::of("action.setBadgeBackgroundColor"))?;
    Ok(())
}
