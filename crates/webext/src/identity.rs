//! `chrome.identity`: the OAuth window.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["chrome", "identity"], js_name = getRedirectURL)]
    fn get_redirect_url() -> String;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "identity"], js_name = launchWebAuthFlow)]
    fn launch_web_auth_flow_raw(details: &JsValue) -> Result<js_sys::Promise, JsValue>;
}

/// This installation's redirect URI.
pub fn redirect_url() -> String {
    get_redirect_url()
}

/// Opens `url` in a window of its own until it leads to the redirect URI; the address it led to.
///
/// # Errors
///
/// The person closed the window, or the page could not be loaded. Which, only prose tells.
pub async fn launch_web_auth_flow(url: &str) -> Result<String, Error> {
    let call = "identity.launchWebAuthFlow";
    let details = object([("url", url.into()), ("interactive", true.into())]);
    let promise = launch_web_auth_flow_raw(&details).map_err(Error::of(call))?;
    let answer = JsFuture::from(promise).await.map_err(Error::of(call))?;
    // Chrome gives `undefined` where it saw no redirect.
    answer.as_string().ok_or_else(|| Error { call, reason: "no redirect".to_owned() })
}
