//! `chrome.tabs`: the tabs, and words to what runs in them.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = query)]
    fn query_raw(query: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "tabs"], js_name = sendMessage)]
    fn send_message_raw(tab: i32, message: &JsValue) -> Result<Promise, JsValue>;
}

/// The browser's number for a tab.
pub type TabId = i32;

/// A tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    /// Its number.
    pub id: TabId,
    /// The address of its page, where the extension may look at it.
    pub url: Option<String>,
}

impl Tab {
    /// A tab as the browser describes it; `None`: it has no number (the developer tools').
    pub fn of(described: &JsValue) -> Option<Self> {
        let property = |name: &str| Reflect::get(described, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let id = property("id").as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "tab numbers are 32-bit integers in both browsers")]
        Some(Self { id: id as TabId, url: property("url").as_string() })
    }
}

/// All tabs.
///
/// # Errors
///
/// The browser could not tell.
pub async fn all() -> Result<Vec<Tab>, Error> {
    query(&object([])).await
}

/// The tab in front in the window that was used last; `None` where there is none.
///
/// # Errors
///
/// The browser could not tell.
pub async fn active() -> Result<Option<Tab>, Error> {
    Ok(query(&object([("active", true.into()), ("lastFocusedWindow", true.into())])).await?.into_iter().next())
}

/// Sends plain data to the content scripts in all frames of a tab; the first answer.
///
/// # Errors
///
/// Nobody listens.
pub async fn send_message(tab: TabId, message: &JsValue) -> Result<JsValue, Error> {
    let call = "tabs.sendMessage";
    JsFuture::from(send_message_raw(tab, message).map_err(Error::of(call))?).await.map_err(Error::of(call))
}

async fn query(query: &JsValue) -> Result<Vec<Tab>, Error> {
    let call = "tabs.query";
    let tabs = JsFuture::from(query_raw(query).map_err(Error::of(call))?).await.map_err(Error::of(call))?;
    Ok(Array::from(&tabs).iter().filter_map(|tab| Tab::of(&tab)).collect())
}
