//! `chrome.alarms`: what wakes a stopped background.

use wasm_bindgen::prelude::*;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = create)]
    fn create_raw(name: &str, info: &JsValue) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "alarms"], js_name = clear)]
    fn clear_raw(name: &str) -> Result<JsValue, JsValue>;
}

/// Sets the alarm `name`, in place of another of that name: first at `when` (milliseconds since the Unix epoch),
/// then every `period_minutes`. Chrome keeps both to 30 s at least, Firefox to nothing.
///
/// # Errors
///
/// The browser refused.
pub fn create(name: &str, when: f64, period_minutes: f64) -> Result<(), Error> {
    let info = object([("when", when.into()), ("periodInMinutes", period_minutes.into())]);
    create_raw(name, &info).map_err(Error::of("alarms.create"))?;
    Ok(())
}

/// Takes the alarm `name` back.
///
/// # Errors
///
/// The browser refused.
pub fn clear(name: &str) -> Result<(), Error> {
    clear_raw(name).map_err(Error::of("alarms.clear"))?;
    Ok(())
}
