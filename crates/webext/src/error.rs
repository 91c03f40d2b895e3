use wasm_bindgen::{JsCast, JsValue};

/// A call that the browser refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {reason}")]
pub struct Error {
    /// The call, as `namespace.method`.
    pub call: &'static str,
    /// The browser's own words, for the console.
    pub reason: String,
}

impl Error {
    pub(crate) fn of(call: &'static str) -> impl Fn(JsValue) -> Self {
        move |thrown| Self {
            call,
            reason: thrown
                .dyn_ref::<js_sys::Error>()
                .map(|error| String::from(error.message()))
                .or_else(|| thrown.as_string())
                .unwrap_or_default(),
        }
    }
}
