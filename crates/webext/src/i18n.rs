//! `chrome.i18n`: messages of `_locales` in the person's language.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getMessage)]
    fn get_message(name: &str, substitutions: &js_sys::Array) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "i18n"], js_name = getUILanguage)]
    fn get_ui_language() -> String;
}

/// The message `name` with `$1`, `$2`, … (at most nine) filled in; `""` where there is none of that name.
pub fn message(name: &str, substitutions: &[&str]) -> String {
    get_message(name, &substitutions.iter().map(|text| JsValue::from_str(text)).collect())
}

/// The browser's language, as BCP 47 spells it.
pub fn ui_language() -> String {
    get_ui_language()
}
