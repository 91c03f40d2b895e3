//! Arguments of the browser's calls.

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
