//! `chrome.sidePanel`. Chrome only: Firefox has a sidebar, which its own button opens.

use wasm_bindgen::prelude::*;

use crate::{Error, object::object, windows::WindowId};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "sidePanel"], js_name = open)]
    fn open_raw(options: &JsValue) -> Result<JsValue, JsValue>;
}

/// Opens the side panel of a browser window. To be called from a click, without waiting for anything before.
///
/// # Errors
///
/// There is no side panel (Firefox).
pub fn open(window: WindowId) -> Result<(), Error> {
    open_raw(&object([("windowId", window.into())])).map_err(Error::of("sidePanel.open"))?;
    Ok(())
}
