//! `chrome.permissions`: what of the web the person lets the extension look at.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{
    Error,
    object::{list, object, strings},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = request)]
    fn request_raw(permissions: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "permissions"], js_name = remove)]
    fn remove_raw(permissions: &JsValue) -> Result<Promise, JsValue>;
}

/// Asks the person for these origins (match patterns); whether they are granted. The browser is asked before this
/// returns, for it listens only while it handles a click; the answer may take as long as the person does.
pub fn request(origins: &[String]) -> impl Future<Output = Result<bool, Error>> + use<> {
    let call = "permissions.request";
    let asked = request_raw(&object([("origins", list(origins).into())])).map_err(Error::of(call));
    async move { Ok(JsFuture::from(asked?).await.map_err(Error::of(call))?.is_truthy()) }
}

/// Gives origins back; whether they are gone.
///
/// # Errors
///
/// The browser refused: an origin is not among the optional ones.
pub async fn remove(origins: &[String]) -> Result<bool, Error> {
    let call = "permissions.remove";
    let promise = remove_raw(&object([("origins", list(origins).into())])).map_err(Error::of(call))?;
    Ok(JsFuture::from(promise).await.map_err(Error::of(call))?.is_truthy())
}

/// The origins that `permissions.getAll` promised, or that an event of `permissions` names.
///
/// Asking is begun by the loader, for no wasm is needed for that.
///
/// # Errors
///
/// The browser could not tell.
pub async fn origins(promise: Promise) -> Result<Vec<String>, Error> {
    let all = JsFuture::from(promise).await.map_err(Error::of("permissions.getAll"))?;
    Ok(origins_of(&all))
}

/// The origins of a set of permissions, as the browser describes it.
pub fn origins_of(permissions: &JsValue) -> Vec<String> {
    let origins =
        Reflect::get(permissions, &"origins".into()).ok().and_then(|origins| origins.dyn_into::<Array>().ok());
    origins.as_ref().map(strings).unwrap_or_default()
}
