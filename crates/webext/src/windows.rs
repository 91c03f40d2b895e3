//! `chrome.windows`: windows of the popup kind.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = create)]
    fn create_raw(data: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = get)]
    fn get_raw(id: i32) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = update)]
    fn update_raw(id: i32, info: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "windows"], js_name = remove)]
    fn remove_raw(id: i32) -> Result<Promise, JsValue>;
}

/// The browser's number for a window: unique until the browser ends.
pub type WindowId = i32;

/// Opens a window without tabs on `url`, of this many CSS pixels; its number.
///
/// # Errors
///
/// The browser refused.
pub async fn create_popup(url: &str, width: u32, height: u32) -> Result<WindowId, Error> {
    let call = "windows.create";
    let data =
        object([("type", "popup".into()), ("url", url.into()), ("width", width.into()), ("height", height.into())]);
    let window = JsFuture::from(create_raw(&data).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    id_of(&window).ok_or_else(|| Error { call, reason: "no window".to_owned() })
}

/// Whether a window is there.
pub async fn exists(id: WindowId) -> bool {
    let Ok(promise) = get_raw(id) else {
        return false;
    };
    JsFuture::from(promise).await.is_ok()
}

/// Brings a window to the front, restoring it where it was minimized.
///
/// # Errors
///
/// The window has gone.
pub async fn focus(id: WindowId) -> Result<(), Error> {
    let call = "windows.update";
    let info = object([("focused", true.into()), ("drawAttention", true.into())]);
    JsFuture::from(update_raw(id, &info).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

/// Closes a window.
///
/// # Errors
///
/// The window has gone.
pub async fn remove(id: WindowId) -> Result<(), Error> {
    let call = "windows.remove";
    JsFuture::from(remove_raw(id).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

fn id_of(window: &JsValue) -> Option<WindowId> {
    let id = Reflect::get(window, &"id".into()).ok()?.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "window numbers are 32-bit integers in both browsers")]
    Some(id as WindowId)
}
