//! Arguments of the browser's calls.

use js_sys::Array;
use wasm_bindgen::JsValue;

/// An object of these properties.
pub(crate) fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in properties {
        // A property of a plain object that was just made can always be set.
        let _ = js_sys::Reflect::set(&object, &name.into(), &value);
    }
    object.into()
}

/// A list of texts.
pub(crate) fn list(texts: &[impl AsRef<str>]) -> Array {
    texts.iter().map(|text| JsValue::from_str(text.as_ref())).collect()
}

/// The texts in a list.
pub(crate) fn strings(list: &Array) -> Vec<String> {
    list.iter().filter_map(|text| text.as_string()).collect()
}
