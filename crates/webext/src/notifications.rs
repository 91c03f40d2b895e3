//! `chrome.notifications`: notifications of the system.

use js_sys::{Array, Object, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = create)]
    fn create_raw(name: &str, options: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = clear)]
    fn clear_raw(name: &str) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "notifications"], js_name = getAll)]
    fn get_all_raw() -> Result<Promise, JsValue>;
}

/// What a notification says.
#[derive(Debug, Clone, Copy)]
pub struct Notification<'a> {
    /// The first line.
    pub title: &'a str,
    /// What stands below it.
    pub message: &'a str,
    /// The address of a picture.
    pub icon: &'a str,
    /// At most two. Firefox has none, and refuses a notification that names any.
    pub buttons: &'a [String],
    /// It stays until something is done about it. Firefox leaves that to the system, and refuses the wish.
    pub stays: bool,
}

/// Shows a notification, in place of another of that name.
///
/// # Errors
///
/// The browser refused.
pub async fn create(name: &str, notification: &Notification<'_>) -> Result<(), Error> {
    let Notification { title, message, icon, buttons, stays } = notification;
    let call = "notifications.create";
    let options = object([
        ("type", "basic".into()),
        ("title", (*title).into()),
        ("message", (*message).into()),
        ("iconUrl", (*icon).into()),
    ]);
    let set = |name: &str, value: &JsValue| {
        // A property of a plain object that was just made can always be set.
        let _ = js_sys::Reflect::set(&options, &name.into(), value);
    };
    if !buttons.is_empty() {
        let buttons: Array = buttons.iter().map(|button| object([("title", button.into())])).collect();
        set("buttons", &buttons);
    }
    if *stays {
        set("requireInteraction", &true.into());
    }
    JsFuture::from(create_raw(name, &options).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

/// Takes a notification away; nothing where there is none of that name.
///
/// # Errors
///
/// The browser refused.
pub async fn clear(name: &str) -> Result<(), Error> {
    let call = "notifications.clear";
    JsFuture::from(clear_raw(name).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

/// The names of our notifications that are shown.
///
/// # Errors
///
/// The browser refused.
pub async fn all() -> Result<Vec<String>, Error> {
    let call = "notifications.getAll";
    let all = JsFuture::from(get_all_raw().map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(Object::keys(all.unchecked_ref::<Object>()).iter().filter_map(|name| name.as_string()).collect())
}
