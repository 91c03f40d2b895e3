//! `chrome.sidePanel`: Chrome's side panel. Opening it is the loader's, which alone runs while the browser handles a click.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = chrome, js_name = sidePanel)]
    static SIDE_PANEL: JsValue;
}

/// Whether the browser has one, which can be opened by a click in a page. Firefox' sidebar cannot.
pub fn exists() -> bool {
    SIDE_PANEL.with(JsValue::is_object)
}
