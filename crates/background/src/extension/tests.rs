//! The extension's background against a `chrome` namespace of our own making.

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::*;

/// The binding keeps hold of the storage areas it met first, so those stay and are emptied.
const NAMESPACE: &str = r##"
    const area = (items) => ({
      items,
      get: async (keys) => Object.fromEntries(keys.filter((key) => key in items).map((key) => [key, items[key]])),
      set: async (more) => { Object.assign(items, more); },
    });
    globalThis.chrome = {
      badge: [],
      opened: [],
      gone: [],
      runtime: { id: "ours", getURL: (path) => `chrome-extension://ours/${path}`, openOptionsPage: async () => {} },
      storage: {
        local: globalThis.chrome?.storage.local ?? area({}),
        session: globalThis.chrome?.storage.session ?? area({}),
        managed: { get: async () => ({ region: "eu_central_1", somebodyElses: 1 }) },
      },
      identity: { getRedirectURL: () => "https://ours.chromiumapp.org/" },
      alarms: { create: () => {}, clear: () => {} },
      action: {
        setBadgeText: ({ text }) => { chrome.badge.push(text); },
        setBadgeBackgroundColor: () => {},
      },
      windows: {
        create: async ({ url }) => ({ id: chrome.opened.push(url) }),
        get: async (id) => { if (chrome.gone.includes(id)) throw new Error("No window"); },
        update: async (id) => { if (chrome.gone.includes(id)) throw new Error("No window"); },
        remove: async (id) => { chrome.gone.push(id); },
      },
    };
    for (const { items } of [chrome.storage.local, chrome.storage.session]) {
      Object.keys(items).forEach((key) => delete items[key]);
    }
    globalThis.portOf = (url, id = "ours", frameId = 0) => ({
      name: "view",
      sender: { id, url, frameId },
      said: [],
      open: true,
      postMessage(message) { this.said.push(message); },
      disconnect() { this.open = false; },
    });
"##;

fn browser() {
    js_sys::eval(NAMESPACE).unwrap();
}

fn js(expression: &str) -> JsValue {
    js_sys::eval(expression).unwrap()
}

fn text(value: &JsValue) -> String {
    json::text(value).unwrap_or_default()
}

/// What became of `expression`, once it is `wanted`; it has two seconds.
async fn eventually(expression: &str, wanted: &str) {
    for _ in 0..200 {
        if text(&js(expression)) == wanted {
            return;
        }
        TimeoutFuture::new(10).await;
    }
    panic!("{expression} is {} and never became {wanted}", text(&js(expression)));
}

/// A background with the popup attached, whose port is `globalThis.popup`.
fn with_popup() -> Background {
    browser();
    attach("popup", "popup.html", "Popup", 1)
}

fn attach(name: &str, file: &str, page: &str, number: u32) -> Background {
    let found = |read: &str| js(read).unchecked_into();
    let background = Background::new(
        true,
        found("chrome.storage.local.get(['durable'])"),
        found("chrome.storage.session.get(['volatile', 'windows'])"),
        found("chrome.storage.managed.get()"),
    );
    greet(&background, name, file, page, number);
    background
}

fn greet(background: &Background, name: &str, file: &str, page: &str, number: u32) {
    let port = js(&format!("globalThis.{name} = portOf(chrome.runtime.getURL('{file}'))"));
    background.connected(number, port.unchecked_into());
    background.heard(number, js(&format!("({{ Hello: {{ view: '{name}', page: '{page}' }} }})")));
}

#[wasm_bindgen_test]
async fn a_view_is_told_the_state_and_the_policy_is_in_it() {
    let _background = with_popup();
    eventually("popup.said[0]?.State.view.settings.environment.value", r#"{"Region":"eu_central_1"}"#).await;
    eventually("popup.said[0].State.view.settings.redirect_uri", r#""https://ours.chromiumapp.org/""#).await;
    eventually("chrome.storage.session.items.view.session", r#"{"SignedOut":{"problem":null}}"#).await;
}

#[wasm_bindgen_test]
async fn all_views_are_told_what_one_of_them_did() {
    let background = with_popup();
    greet(&background, "options", "options.html", "Options", 2);
    background.heard(2, js("({ Command: { number: 1, command: { SetTheme: 'Dark' } } })"));
    for view in ["popup", "options"] {
        eventually(&format!("{view}.said.at(-1)?.State.view.settings.theme.value"), r#""Dark""#).await;
    }
    eventually("options.said.at(-1).State.acknowledged", "1").await;
    eventually("JSON.parse(chrome.storage.local.items.durable ?? null)?.version", "1").await;
}

#[wasm_bindgen_test]
async fn the_countries_are_for_whoever_asks() {
    let background = with_popup();
    background.heard(1, js("'Countries'"));
    eventually("popup.said.some((message) => message.Countries?.length > 200)", "true").await;
}

#[wasm_bindgen_test]
async fn strangers_are_shown_the_door() {
    let background = with_popup();
    for (number, stranger) in [
        (2, "portOf('https://crm.example/popup.html')"),
        (3, "portOf(chrome.runtime.getURL('popup.html'), 'another')"),
        (4, "portOf(chrome.runtime.getURL('popup.html'), 'ours', 7)"),
        (5, "portOf(chrome.runtime.getURL('manifest.json'))"),
        (6, "({ name: 'view', disconnect() { this.open = false; } })"),
    ] {
        let port = js(&format!("globalThis.stranger = {stranger}"));
        background.connected(number, port.unchecked_into());
        assert_eq!(text(&js("stranger.open")), "false", "{stranger}");
        background.heard(number, js("({ Hello: { view: 'stranger', page: 'Popup' } })"));
        background.heard(number, js("({ Command: { number: 1, command: { SetTheme: 'Dark' } } })"));
    }
    // The same from one who may, so that what the others said has had its turn.
    background.heard(1, js("({ Command: { number: 1, command: { SetTheme: 'Light' } } })"));
    eventually("popup.said.at(-1)?.State.view.settings.theme.value", r#""Light""#).await;
    assert_eq!(text(&js("popup.said.some(({ State }) => State.view.settings.theme.value === 'Dark')")), "false");
}

#[wasm_bindgen_test]
async fn one_window_of_each_opened_focused_closed() {
    let background = with_popup();
    let open = |number: u32| {
        background
            .heard(1, js(&format!("({{ Command: {{ number: {number}, command: {{ OpenInteractions: null }} }} }})")));
    };
    open(1);
    open(2);
    eventually("popup.said.at(-1)?.State.view.interactions_window", "true").await;
    open(3);
    eventually("popup.said.at(-1).State.acknowledged", "3").await;
    assert_eq!(text(&js("chrome.opened")), r#"["chrome-extension://ours/interactions.html"]"#);
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", r#"{"Interactions":1}"#).await;
    background.window_removed(7);
    background.window_removed(1);
    eventually("popup.said.at(-1).State.view.interactions_window", "false").await;
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", "{}").await;
}

#[wasm_bindgen_test]
async fn windows_are_found_again_after_the_background_was_stopped() {
    let background = with_popup();
    background.heard(1, js("({ Command: { number: 1, command: { OpenInteractions: null } } })"));
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", r#"{"Interactions":1}"#).await;
    eventually("chrome.storage.session.items.view.interactions_window", "true").await;

    let _again = attach("second", "popup.html", "Popup", 1);
    eventually("second.said.at(-1)?.State.view.interactions_window", "true").await;

    js("chrome.gone.push(1)");
    let _once_more = attach("third", "popup.html", "Popup", 1);
    eventually("third.said.at(-1)?.State.view.interactions_window", "false").await;
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", "{}").await;
}
