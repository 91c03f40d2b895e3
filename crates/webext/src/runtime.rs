//! `chrome.runtime`: who we are, where our pages are, and ports between them.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::{Error, object::object};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["chrome", "runtime"], js_name = id)]
    static ID: String;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = reload)]
    fn reload_raw();

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = connect)]
    fn connect_raw(info: &JsValue) -> Result<Port, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = openOptionsPage)]
    fn open_options_page_raw() -> Result<js_sys::Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["chrome", "runtime"], js_name = sendMessage)]
    fn send_message_raw(message: &JsValue) -> Result<js_sys::Promise, JsValue>;

    /// A port: an ordered channel between a page and the background.
    #[derive(Debug, Clone)]
    pub type Port;

    /// The name that the page gave it.
    #[wasm_bindgen(method, getter)]
    pub fn name(this: &Port) -> String;

    /// The other end; absent in the page that connected.
    #[wasm_bindgen(method, getter)]
    pub fn sender(this: &Port) -> Option<MessageSender>;

    /// Closes the port; the other end hears `onDisconnect`, this one does not.
    #[wasm_bindgen(method)]
    pub fn disconnect(this: &Port);

    #[wasm_bindgen(method, catch, js_name = postMessage)]
    fn post_message_raw(this: &Port, message: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, js_name = onMessage)]
    fn on_message_event(this: &Port) -> Event;

    #[wasm_bindgen(method, getter, js_name = onDisconnect)]
    fn on_disconnect_event(this: &Port) -> Event;

    /// Who connected, as the browser (not the sender) says.
    #[derive(Debug)]
    pub type MessageSender;

    /// The extension's id.
    #[wasm_bindgen(method, getter)]
    pub fn id(this: &MessageSender) -> Option<String>;

    /// The address of the page or frame.
    #[wasm_bindgen(method, getter)]
    pub fn url(this: &MessageSender) -> Option<String>;

    /// The frame in its tab, 0 for the top one; absent where there is no tab.
    #[wasm_bindgen(method, getter, js_name = frameId)]
    pub fn frame_id(this: &MessageSender) -> Option<f64>;

    /// The origin of what runs there; absent in some browsers, and `"null"` where it has none.
    #[wasm_bindgen(method, getter)]
    pub fn origin(this: &MessageSender) -> Option<String>;

    /// The tab; absent where there is none.
    #[wasm_bindgen(method, getter)]
    pub fn tab(this: &MessageSender) -> Option<js_sys::Object>;

    type Event;

    #[wasm_bindgen(method, js_name = addListener)]
    fn add_listener(this: &Event, listener: &js_sys::Function);
}

/// The extension's id.
pub fn id() -> String {
    ID.with(Clone::clone)
}

/// The address of a file of the extension; of the extension itself (with a slash at the end) for `""`.
pub fn url(path: &str) -> String {
    get_url(path)
}

/// Closes every page, ends the background and starts both anew: in the new version, if the browser has one. What is in
/// [`crate::storage::Area::Session`] is gone then.
pub fn reload() {
    reload_raw();
}

/// Opens a port to the background, waking it if need be.
///
/// # Errors
///
/// The extension was updated or removed behind this page.
pub fn connect(name: &str) -> Result<Port, Error> {
    connect_raw(&object([("name", name.into())])).map_err(Error::of("runtime.connect"))
}

/// Opens the settings page, or focuses it.
///
/// # Errors
///
/// The browser refused.
pub async fn open_options_page() -> Result<(), Error> {
    let call = "runtime.openOptionsPage";
    let promise = open_options_page_raw().map_err(Error::of(call))?;
    JsFuture::from(promise).await.map_err(Error::of(call))?;
    Ok(())
}

/// Sends plain data to whichever other page of ours listens; its answer.
///
/// # Errors
///
/// Nobody listens.
pub async fn send_message(message: &JsValue) -> Result<JsValue, Error> {
    let call = "runtime.sendMessage";
    JsFuture::from(send_message_raw(message).map_err(Error::of(call))?).await.map_err(Error::of(call))
}

impl Port {
    /// Sends plain data.
    ///
    /// # Errors
    ///
    /// The port is closed.
    pub fn post_message(&self, message: &JsValue) -> Result<(), Error> {
        self.post_message_raw(message).map_err(Error::of("port.postMessage"))
    }

    /// Calls `listener` with each message. It is never removed: a port is used for as long as it is open.
    pub fn on_message(&self, listener: impl FnMut(JsValue) + 'static) {
        self.on_message_event().add_listener(&listener_of(listener));
    }

    /// Calls `listener` when the other end closed the port or is gone.
    pub fn on_disconnect(&self, mut listener: impl FnMut() + 'static) {
        self.on_disconnect_event().add_listener(&listener_of(move |_port| listener()));
    }
}

fn listener_of(listener: impl FnMut(JsValue) + 'static) -> js_sys::Function {
    Closure::<dyn FnMut(JsValue)>::new(listener).into_js_value().unchecked_into()
}
