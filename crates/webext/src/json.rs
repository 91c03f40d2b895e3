//! Plain data between JSON text and JavaScript objects.

use wasm_bindgen::JsValue;

use crate::Error;

/// The object that `text` describes.
///
/// # Errors
///
/// `text` is not JSON.
pub fn parse(text: &str) -> Result<JsValue, Error> {
    js_sys::JSON::parse(text).map_err(Error::of("JSON.parse"))
}

/// `value` as JSON text; `None` where it has none (`undefined`, a function, a cycle).
pub fn text(value: &JsValue) -> Option<String> {
    js_sys::JSON::stringify(value).ok()?.as_string()
}
