//! `chrome.contextMenus`: entries in the menu of a page.

use js_sys::{Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{
    Error,
    object::{list, object},
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "contextMenus"], js_name = create)]
    fn create_raw(item: &JsValue, done: &js_sys::Function) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "contextMenus"], js_name = removeAll)]
    fn remove_all_raw() -> Result<Promise, JsValue>;
}

/// An entry.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Its name, by which `onClicked` knows it.
    pub id: &'a str,
    /// What it says; `%s` stands for what is selected.
    pub title: &'a str,
    /// What it is for.
    pub on: On<'a>,
}

/// What an entry is for.
#[derive(Debug, Clone, Copy)]
pub enum On<'a> {
    /// Text that is selected, editable or not.
    Selection,
    /// Links to these addresses: match patterns, which may have any scheme.
    Links(&'a [&'a str]),
    /// Pages, and frames, of these sites: match patterns.
    Pages(&'a [String]),
}

/// Adds an entry. Entries outlive the background, and in part the browser's end.
///
/// # Errors
///
/// There is one of that name, or the browser refused.
pub async fn create(item: &Item<'_>) -> Result<(), Error> {
    let call = "contextMenus.create";
    let contexts = |contexts: &[&str]| JsValue::from(list(contexts));
    let described = object([("id", item.id.into()), ("title", item.title.into())]);
    let set = |name: &str, value: &JsValue| {
        // A property of a plain object that was just made can always be set.
        let _ = Reflect::set(&described, &name.into(), value);
    };
    match item.on {
        On::Selection => set("contexts", &contexts(&["selection"])),
        On::Links(patterns) => {
            set("contexts", &contexts(&["link"]));
            set("targetUrlPatterns", &list(patterns));
        }
        On::Pages(patterns) => {
            set("contexts", &contexts(&["page", "frame"]));
            set("documentUrlPatterns", &list(patterns));
        }
    }
    // Neither browser has a promise for this one.
    let done = Promise::new(&mut |resolve, _| {
        let failed = resolve.clone();
        let told = Closure::once_into_js(move || {
            let error = last_error();
            // Whoever waits is there: it is the promise.
            let _ = resolve.call1(&JsValue::UNDEFINED, &error);
        });
        if let Err(error) = create_raw(&described, told.unchecked_ref()) {
            let _ = failed.call1(&JsValue::UNDEFINED, &error);
        }
    });
    let error = JsFuture::from(done).await.map_err(Error::of(call))?;
    if error.is_undefined() { Ok(()) } else { Err(Error::of(call)(error)) }
}

/// Takes all entries away.
///
/// # Errors
///
/// The browser refused.
pub async fn remove_all() -> Result<(), Error> {
    let call = "contextMenus.removeAll";
    JsFuture::from(remove_all_raw().map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(())
}

/// What went wrong in the call whose callback runs; `undefined` where nothing did. It has another value each time.
fn last_error() -> JsValue {
    let runtime = Reflect::get(&js_sys::global(), &"chrome".into())
        .and_then(|chrome| Reflect::get(&chrome, &"runtime".into()))
        .and_then(|runtime| Reflect::get(&runtime, &"lastError".into()))
        .unwrap_or(JsValue::UNDEFINED);
    match Reflect::get(&runtime, &"message".into()) {
        Ok(message) if message.is_string() => message,
        _ => JsValue::UNDEFINED,
    }
}
