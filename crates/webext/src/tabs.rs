//! `chrome.tabs`.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = create)]
    fn create_raw(properties: &JsValue) -> Result<js_sys::Promise, JsValue>;
}

/// Opens `url` in a tab of its own. Needs no permission.
///
/// # Errors
///
/// The browser refused.
pub async fn create(url: &str) -> Result<(), Error> {
    let call = "tabs.create";
    let promise = create_raw(&object([("url", url.into())])).map_err(Error::of(call))?;
    JsFuture::from(promise).await.map_err(Error::of(call))?;
    Ok(())
}
