//! `chrome.scripting`: scripts in web pages.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{
    Error,
    object::{list, object, strings},
    tabs::TabId,
};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = registerContentScripts)]
    fn register_raw(scripts: &Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = updateContentScripts)]
    fn update_raw(scripts: &Array) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = unregisterContentScripts)]
    fn unregister_raw(filter: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = getRegisteredContentScripts)]
    fn registered_raw(filter: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = executeScript)]
    fn execute_raw(injection: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "scripting"], js_name = insertCSS)]
    fn insert_css_raw(injection: &JsValue) -> Result<Promise, JsValue>;
}

/// A script that runs in every page, and every frame, that its patterns match: also in frames that have no address of
/// their own but their opener's. It stays registered when the browser is started again.
#[derive(Debug, Clone, Copy)]
pub struct ContentScript<'a> {
    /// Its name.
    pub id: &'a str,
    /// Its files, in order.
    pub js: &'a [&'a str],
    /// Its style sheets.
    pub css: &'a [&'a str],
    /// Where it runs.
    pub place: &'a Place,
}

/// Where a script runs, as match patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Here.
    pub matches: Vec<String>,
    /// But not here.
    pub excludes: Vec<String>,
}

/// Where the script of this name is registered; `None`: nowhere.
///
/// # Errors
///
/// The browser could not tell.
pub async fn registered(id: &str) -> Result<Option<Place>, Error> {
    let call = "scripting.getRegisteredContentScripts";
    let found = settled(call, registered_raw(&filter(id))).await?;
    let script = Array::from(&found).get(0);
    let patterns = |name: &str| {
        let list = Reflect::get(&script, &name.into()).ok().and_then(|list| list.dyn_into::<Array>().ok());
        list.as_ref().map(strings).unwrap_or_default()
    };
    Ok(script.is_object().then(|| Place { matches: patterns("matches"), excludes: patterns("excludeMatches") }))
}

/// Registers a script that is not.
///
/// # Errors
///
/// One of that name is, or the browser refused.
pub async fn register(script: &ContentScript<'_>) -> Result<(), Error> {
    let call = "scripting.registerContentScripts";
    settled(call, register_raw(&Array::of1(&description(script)))).await.map(drop)
}

/// Registers a script anew that is.
///
/// # Errors
///
/// None of that name is, or the browser refused.
pub async fn update(script: &ContentScript<'_>) -> Result<(), Error> {
    let call = "scripting.updateContentScripts";
    settled(call, update_raw(&Array::of1(&description(script)))).await.map(drop)
}

/// Takes a script back. Where it runs it goes on running.
///
/// # Errors
///
/// None of that name is registered.
pub async fn unregister(id: &str) -> Result<(), Error> {
    settled("scripting.unregisterContentScripts", unregister_raw(&filter(id))).await.map(drop)
}

/// Where in a tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// In every frame that the extension may look at.
    All,
    /// In the frame of this number.
    One(i32),
}

/// Runs files, in order, in a tab.
///
/// # Errors
///
/// The extension may not look at it, or the frame has gone.
pub async fn execute(tab: TabId, frames: Frames, files: &[&str]) -> Result<(), Error> {
    let injection = object([("target", target(tab, frames)), ("files", list(files).into())]);
    settled("scripting.executeScript", execute_raw(&injection)).await.map(drop)
}

/// Adds style sheets in a tab.
///
/// # Errors
///
/// The extension may not look at it, or the frame has gone.
pub async fn insert_css(tab: TabId, frames: Frames, files: &[&str]) -> Result<(), Error> {
    let injection = object([("target", target(tab, frames)), ("files", list(files).into())]);
    settled("scripting.insertCSS", insert_css_raw(&injection)).await.map(drop)
}

fn target(tab: TabId, frames: Frames) -> JsValue {
    match frames {
        Frames::All => object([("tabId", tab.into()), ("allFrames", true.into())]),
        Frames::One(frame) => object([("tabId", tab.into()), ("frameIds", Array::of1(&frame.into()).into())]),
    }
}

fn filter(id: &str) -> JsValue {
    object([("ids", list(&[id]).into())])
}

fn description(script: &ContentScript<'_>) -> JsValue {
    let ContentScript { id, js, css, place: Place { matches, excludes } } = script;
    object([
        ("id", (*id).into()),
        ("js", list(js).into()),
        ("css", list(css).into()),
        ("matches", list(matches).into()),
        ("excludeMatches", list(excludes).into()),
        ("allFrames", true.into()),
        ("matchOriginAsFallback", true.into()),
        ("runAt", "document_idle".into()),
        ("persistAcrossSessions", true.into()),
    ])
}

async fn settled(call: &'static str, promise: Result<Promise, JsValue>) -> Result<JsValue, Error> {
    JsFuture::from(promise.map_err(Error::of(call))?).await.map_err(Error::of(call))
}
