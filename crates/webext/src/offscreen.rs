//! `chrome.offscreen`: a document for what a service worker cannot do. Chrome has one at a time, Firefox none: its
//! background is a document itself.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "offscreen"], js_name = createDocument)]
    fn create_raw(parameters: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "offscreen"], js_name = closeDocument)]
    fn close_raw() -> Result<Promise, JsValue>;
}

/// What the document is for; Chrome closes it when that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Playing a sound; over after 30 s of silence.
    AudioPlayback,
}

/// Opens the document; ready once it has been loaded. `why` is in words, for whoever reviews the extension.
///
/// # Errors
///
/// There is one already, or the browser refused.
pub async fn create(file: &str, reason: Reason, why: &str) -> Result<(), Error> {
    let call = "offscreen.createDocument";
    let reason = match reason {
        Reason::AudioPlayback => "AUDIO_PLAYBACK",
    };
    let parameters =
        object([("url", file.into()), ("reasons", Array::of1(&reason.into()).into()), ("justification", why.into())]);
    JsFuture::from(create_raw(&parameters).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

/// Closes the document.
///
/// # Errors
///
/// There is none.
pub async fn close() -> Result<(), Error> {
    let call = "offscreen.closeDocument";
    JsFuture::from(close_raw().map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}
