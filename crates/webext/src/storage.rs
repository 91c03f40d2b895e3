//! `chrome.storage`: values under keys.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, json};

#[wasm_bindgen]
extern "C" {
    type RawArea;

    #[wasm_bindgen(method, catch)]
    fn set(this: &RawArea, items: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn remove(this: &RawArea, key: &str) -> Result<Promise, JsValue>;
}

/// A storage area that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// On disk, until the extension is removed.
    Local,
    /// In memory, until the browser ends or the extension is updated; closed to content scripts.
    Session,
}

impl Area {
    /// Looked up each time, and with care: a page that outlives its extension has none.
    fn raw(self) -> Result<RawArea, JsValue> {
        let name = match self {
            Self::Local => "local",
            Self::Session => "session",
        };
        let chrome = Reflect::get(&js_sys::global(), &"chrome".into())?;
        let storage = Reflect::get(&chrome, &"storage".into())?;
        Ok(Reflect::get(&storage, &name.into())?.unchecked_into())
    }
}

/// The texts under `keys`, in their order, of what `storage.get` promised; `None` where there is nothing. What is no
/// text, because it is not from us, becomes its JSON.
///
/// Reading is begun by the loader, for no wasm is needed for that.
///
/// # Errors
///
/// The browser could not read its storage.
pub async fn found<const N: usize>(promise: Promise, keys: [&str; N]) -> Result<[Option<String>; N], Error> {
    let found = JsFuture::from(promise).await.map_err(Error::of("storage.get"))?;
    Ok(keys.map(|key| {
        let value = Reflect::get(&found, &key.into()).ok()?;
        value.as_string().or_else(|| json::text(&value))
    }))
}

/// Stores values under their keys, all or none. A long text is cheaper than the object that it describes: the browser
/// copies an object piece by piece.
///
/// # Errors
///
/// There is no room, or the browser could not write.
pub async fn set(area: Area, values: impl IntoIterator<Item = (&str, JsValue)>) -> Result<(), Error> {
    let call = "storage.set";
    let items = Object::new();
    for (key, value) in values {
        Reflect::set(&items, &key.into(), &value).map_err(Error::of(call))?;
    }
    let promise = area.raw().and_then(|area| area.set(&items)).map_err(Error::of(call))?;
    JsFuture::from(promise).await.map_err(Error::of(call))?;
    Ok(())
}

/// Removes a value.
///
/// # Errors
///
/// The browser could not write.
pub async fn remove(area: Area, key: &str) -> Result<(), Error> {
    let call = "storage.remove";
    let promise = area.raw().and_then(|area| area.remove(key)).map_err(Error::of(call))?;
    JsFuture::from(promise).await.map_err(Error::of(call))?;
    Ok(())
}
