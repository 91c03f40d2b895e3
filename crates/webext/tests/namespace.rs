//! The binding against a `chrome` namespace of our own making: what reaches the browser, and what its answers become.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "clippy does not know these tests for tests")]

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use webext::{
    Error, action, alarms,
    context_menus::{self, Item, On},
    i18n, identity, json,
    notifications::{self, Notification},
    offscreen, permissions, runtime,
    scripting::{self, ContentScript, Frames, Place},
    side_panel,
    storage::{self, Area},
    tabs::{self, Tab},
    windows,
};

/// Both browsers in one: whatever is called is kept in `chrome.calls`. The binding keeps hold of the storage areas it
/// met first, so the documents of one test are there in the next.
const NAMESPACE: &str = r#"
    const calls = [];
    const call = (name, answer) => (...args) => {
      calls.push([name, ...args]);
      return answer?.(...args);
    };
    const area = (items) => ({
      get: async (keys) => Object.fromEntries(keys.filter((key) => key in items).map((key) => [key, items[key]])),
      set: async (more) => {
        if ("huge" in more) throw new Error("QUOTA_BYTES quota exceeded");
        Object.assign(items, more);
      },
    });
    const event = () => {
      const listeners = [];
      return { addListener: (listener) => listeners.push(listener), fire: (...args) => listeners.forEach((it) => it(...args)) };
    };
    globalThis.chrome = {
      calls,
      runtime: {
        id: "our-id",
        getURL: (path) => `chrome-extension://our-id/${path}`,
        connect: ({ name }) => ({
          name,
          sender: { id: "our-id", url: "chrome-extension://our-id/popup.html", frameId: 0 },
          onMessage: event(),
          onDisconnect: event(),
          // An echo.
          postMessage(message) { this.onMessage.fire(message); },
          disconnect() {},
        }),
        sendMessage: call("sendMessage", async (message) => ({ heard: message })),
        openOptionsPage: async () => { throw new Error("no options page"); },
      },
      storage: {
        local: area({}),
        session: area({}),
      },
      identity: {
        getRedirectURL: () => "https://our-id.chromiumapp.org/",
        launchWebAuthFlow: call("launchWebAuthFlow", async ({ url }) => {
          if (url.includes("closed")) throw new Error("The user did not approve access.");
          return url.includes("nowhere") ? undefined : "https://our-id.chromiumapp.org/?code=c";
        }),
      },
      alarms: { create: call("alarms.create"), clear: call("alarms.clear") },
      action: { setBadgeText: call("setBadgeText"), setBadgeBackgroundColor: call("setColor") },
      notifications: {
        create: call("notifications.create", (name, { buttons }) => {
          if (name.startsWith("firefox") && buttons) throw new Error('Property "buttons" is unsupported by Firefox');
          return Promise.resolve(name);
        }),
        clear: call("notifications.clear", async () => true),
        getAll: async () => ({ "offered:1": true, "sample:2": true }),
      },
      offscreen: {
        createDocument: call("offscreen.create", async () => undefined),
        closeDocument: async () => { throw new Error("No current offscreen document."); },
      },
      permissions: {
        request: call("permissions.request", async ({ origins }) => !origins.includes("*://no.example/*")),
        remove: call("permissions.remove", async () => true),
      },
      scripting: {
        registered: [],
        registerContentScripts: call("scripting.register", async (scripts) => {
          if (chrome.scripting.registered.length) throw new Error("Duplicate script ID 'numbers'");
          chrome.scripting.registered = scripts;
        }),
        updateContentScripts: call("scripting.update", async (scripts) => { chrome.scripting.registered = scripts; }),
        unregisterContentScripts: call("scripting.unregister", async () => { chrome.scripting.registered = []; }),
        getRegisteredContentScripts: async () => chrome.scripting.registered,
        executeScript: call("scripting.execute", async ({ target }) => {
          if (target.tabId === 3) throw new Error("Cannot access a chrome:// URL");
          return [];
        }),
        insertCSS: call("scripting.insertCSS", async () => undefined),
      },
      tabs: {
        query: call("tabs.query", async () => [{ id: 7, url: "https://crm.example/" }, { id: 8 }, { index: 2 }]),
        sendMessage: call("tabs.sendMessage", async (id) => {
          if (id === 8) throw new Error("Could not establish connection. Receiving end does not exist.");
          return true;
        }),
      },
      contextMenus: {
        create: call("menus.create", (item, done) => {
          if (item.id === "again") chrome.runtime.lastError = { message: "Cannot create item with duplicate id again" };
          setTimeout(() => { done(); delete chrome.runtime.lastError; });
        }),
        removeAll: call("menus.removeAll", async () => undefined),
      },
      windows: {
        create: call("windows.create", async () => ({ id: 42 })),
        get: async (id) => { if (id !== 42) throw new Error("No window with id"); return { id }; },
        update: call("windows.update", async () => ({})),
        remove: call("windows.remove", async () => undefined),
      },
      i18n: { getMessage: (name, texts) => [name, ...texts].join("|"), getUILanguage: () => "en-GB" },
    };
"#;

fn browser() {
    js_sys::eval(NAMESPACE).expect("the namespace is well-formed");
}

/// What was called, as JSON.
fn calls() -> String {
    json::text(&js_sys::eval("chrome.calls").expect("the namespace is there")).expect("calls are plain data")
}

#[wasm_bindgen_test]
async fn texts_are_stored_and_read_by_area() {
    browser();
    let document = r#"{"version":1,"state":{"text":"“Grüße”","none":null,"number":1763900000000}}"#;
    storage::set(Area::Local, [("durable", document.into())]).await.unwrap();
    let read = |area: &str| js_sys::eval(&format!("chrome.storage.{area}.get(['durable'])")).unwrap().unchecked_into();
    let found = storage::found(read("local"), ["none", "durable"]).await;
    assert_eq!(found.unwrap(), [None, Some(document.to_owned())]);
    assert_eq!(storage::found(read("session"), ["durable"]).await.unwrap(), [None]);
    storage::set(Area::Session, [("durable", json::parse(document).unwrap())]).await.unwrap();
    let no_text = storage::found(read("session"), ["durable"]).await;
    assert_eq!(no_text.unwrap(), [Some(document.to_owned())]);
}

#[wasm_bindgen_test]
async fn a_refusal_names_the_call_and_keeps_the_reason() {
    browser();
    let full = storage::set(Area::Session, [("huge", "1".into())]).await;
    assert_eq!(full, Err(Error { call: "storage.set", reason: "QUOTA_BYTES quota exceeded".to_owned() }));
    let options = runtime::open_options_page().await;
    assert_eq!(options.unwrap_err().to_string(), "runtime.openOptionsPage: no options page");
}

#[wasm_bindgen_test]
async fn the_oauth_window_leads_back_or_says_why_not() {
    browser();
    assert_eq!(
        identity::launch_web_auth_flow("https://login.example/").await.unwrap(),
        "https://our-id.chromiumapp.org/?code=c"
    );
    let closed = identity::launch_web_auth_flow("https://login.example/closed").await.unwrap_err();
    assert_eq!(closed.reason, "The user did not approve access.");
    assert!(identity::launch_web_auth_flow("https://login.example/nowhere").await.is_err());
    assert!(calls().contains(r#"["launchWebAuthFlow",{"url":"https://login.example/","interactive":true}]"#));
}

#[wasm_bindgen_test]
async fn windows_are_opened_found_and_closed() {
    browser();
    let id = windows::create_popup("chrome-extension://our-id/wrapup.html", 440, 620).await.unwrap();
    assert_eq!(id, 42);
    assert!(windows::exists(id).await);
    assert!(!windows::exists(43).await);
    windows::focus(id).await.unwrap();
    windows::remove(id).await.unwrap();
    assert_eq!(
        calls(),
        concat!(
            r#"[["windows.create",{"type":"popup","url":"chrome-extension://our-id/wrapup.html","width":440,"height":620}],"#,
            r#"["windows.update",42,{"focused":true,"drawAttention":true}],["windows.remove",42]]"#,
        ),
    );
}

#[wasm_bindgen_test]
async fn notifications_are_shown_named_and_taken_away() {
    browser();
    let buttons = ["Answer".to_owned(), "Decline".to_owned()];
    let full = Notification { title: "Maya", message: "Support", icon: "i.png", buttons: &buttons, stays: true };
    notifications::create("offered:1", &full).await.unwrap();
    assert_eq!(notifications::create("firefox", &full).await.unwrap_err().call, "notifications.create");
    notifications::create("firefox", &Notification { buttons: &[], stays: false, ..full }).await.unwrap();
    assert_eq!(notifications::all().await.unwrap(), ["offered:1", "sample:2"]);
    notifications::clear("offered:1").await.unwrap();
    let (bare, more) = (
        r#""type":"basic","title":"Maya","message":"Support","iconUrl":"i.png""#,
        r#","buttons":[{"title":"Answer"},{"title":"Decline"}],"requireInteraction":true"#,
    );
    assert_eq!(
        calls(),
        format!(
            r#"[["notifications.create","offered:1",{{{bare}{more}}}],["notifications.create","firefox",{{{bare}{more}}}],["notifications.create","firefox",{{{bare}}}],["notifications.clear","offered:1"]]"#
        ),
    );
}

#[wasm_bindgen_test]
async fn a_document_for_a_worker_is_opened_and_spoken_to() {
    browser();
    offscreen::create("sound.html", offscreen::Reason::AudioPlayback, "A sound.").await.unwrap();
    assert_eq!(offscreen::close().await.unwrap_err().reason, "No current offscreen document.");
    let answer = runtime::send_message(&json::parse(r#"{"volume":0.5}"#).unwrap()).await.unwrap();
    assert_eq!(json::text(&answer).unwrap(), r#"{"heard":{"volume":0.5}}"#);
    assert_eq!(
        calls(),
        concat!(
            r#"[["offscreen.create",{"url":"sound.html","reasons":["AUDIO_PLAYBACK"],"justification":"A sound."}],"#,
            r#"["sendMessage",{"volume":0.5}]]"#,
        ),
    );
}

#[wasm_bindgen_test]
async fn access_to_sites_is_asked_for_in_the_same_turn_and_given_back() {
    browser();
    let asked = permissions::request(&["*://crm.example/*".to_owned()]);
    assert!(calls().contains(r#"["permissions.request",{"origins":["*://crm.example/*"]}]"#), "before it is awaited");
    assert!(asked.await.unwrap());
    assert!(!permissions::request(&["*://no.example/*".to_owned()]).await.unwrap());
    assert!(permissions::remove(&["*://crm.example/*".to_owned()]).await.unwrap());
    let all = js_sys::eval("Promise.resolve({ origins: ['*://crm.example/*'], permissions: ['storage'] })").unwrap();
    assert_eq!(permissions::origins(all.unchecked_into()).await.unwrap(), ["*://crm.example/*"]);
    assert_eq!(permissions::origins_of(&JsValue::UNDEFINED), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_script_is_registered_moved_and_taken_back() {
    browser();
    assert_eq!(scripting::registered("numbers").await.unwrap(), None);
    let list = |patterns: &[&str]| patterns.iter().map(ToString::to_string).collect::<Vec<_>>();
    let place = Place { matches: list(&["*://crm.example/*"]), excludes: vec![] };
    let elsewhere = Place { matches: list(&["*://*/*"]), excludes: list(&["*://bank.example/*"]) };
    let script = |place| ContentScript { id: "numbers", js: &["a.js", "b.js"], css: &["c.css"], place };
    scripting::register(&script(&place)).await.unwrap();
    assert_eq!(scripting::registered("numbers").await.unwrap().as_ref(), Some(&place));
    assert!(scripting::register(&script(&place)).await.is_err());
    scripting::update(&script(&elsewhere)).await.unwrap();
    assert_eq!(scripting::registered("numbers").await.unwrap().as_ref(), Some(&elsewhere));
    scripting::unregister("numbers").await.unwrap();
    assert_eq!(scripting::registered("numbers").await.unwrap(), None);
    assert!(calls().contains(concat!(
        r#"["scripting.register",[{"id":"numbers","js":["a.js","b.js"],"css":["c.css"],"matches":["*://crm.example/*"],"#,
        r#""excludeMatches":[],"allFrames":true,"matchOriginAsFallback":true,"runAt":"document_idle","persistAcrossSessions":true}]]"#,
    )));
    assert!(calls().contains(r#"["scripting.unregister",{"ids":["numbers"]}]"#));
}

#[wasm_bindgen_test]
async fn files_are_brought_to_a_tab_or_to_one_of_its_frames() {
    browser();
    scripting::execute(7, Frames::All, &["a.js", "b.js"]).await.unwrap();
    scripting::execute(7, Frames::One(5), &["b.js"]).await.unwrap();
    scripting::insert_css(7, Frames::All, &["c.css"]).await.unwrap();
    assert_eq!(
        calls(),
        concat!(
            r#"[["scripting.execute",{"target":{"tabId":7,"allFrames":true},"files":["a.js","b.js"]}],"#,
            r#"["scripting.execute",{"target":{"tabId":7,"frameIds":[5]},"files":["b.js"]}],"#,
            r#"["scripting.insertCSS",{"target":{"tabId":7,"allFrames":true},"files":["c.css"]}]]"#,
        ),
    );
    assert_eq!(scripting::execute(3, Frames::All, &[]).await.unwrap_err().call, "scripting.executeScript");
}

#[wasm_bindgen_test]
async fn tabs_are_found_and_spoken_to() {
    browser();
    let [first, second] = &tabs::all().await.unwrap()[..] else { panic!("a tab without a number is none") };
    assert_eq!(first, &Tab { id: 7, url: Some("https://crm.example/".to_owned()) });
    assert_eq!(second, &Tab { id: 8, url: None });
    assert_eq!(tabs::active().await.unwrap().unwrap().id, 7);
    let off = json::parse("\"Off\"").unwrap();
    assert_eq!(tabs::send_message(7, &off).await.unwrap().as_bool(), Some(true));
    assert!(tabs::send_message(8, &off).await.is_err());
    assert!(
        calls().contains(r#"["tabs.query",{"active":true,"lastFocusedWindow":true}],["tabs.sendMessage",7,"Off"]"#)
    );
}

#[wasm_bindgen_test]
async fn the_menu_gets_its_entries_and_says_which_it_cannot_have() {
    browser();
    let item = |id: &'static str, on| Item { id, title: "Send SMS", on };
    context_menus::remove_all().await.unwrap();
    context_menus::create(&item("selection", On::Selection)).await.unwrap();
    context_menus::create(&item("link", On::Links(&["tel:*"]))).await.unwrap();
    let sites = ["*://crm.example/*".to_owned()];
    context_menus::create(&item("page", On::Pages(&sites))).await.unwrap();
    let again = context_menus::create(&item("again", On::Selection)).await.unwrap_err();
    assert_eq!(again.reason, "Cannot create item with duplicate id again");
    let named = |id: &str, rest: &str| format!(r#"["menus.create",{{"id":"{id}","title":"Send SMS",{rest}}},null]"#);
    for made in [
        named("selection", r#""contexts":["selection"]"#),
        named("link", r#""contexts":["link"],"targetUrlPatterns":["tel:*"]"#),
        named("page", r#""contexts":["page","frame"],"documentUrlPatterns":["*://crm.example/*"]"#),
    ] {
        assert!(calls().contains(&made), "{made} in {}", calls());
    }
}

#[wasm_bindgen_test]
fn a_browser_without_a_side_panel_has_none() {
    browser();
    assert!(!side_panel::exists());
}

#[wasm_bindgen_test]
fn the_badge_and_the_alarm_get_what_they_are_told() {
    browser();
    action::set_badge_text("3").unwrap();
    action::set_badge_background_color("#c62828").unwrap();
    alarms::create("wake", 1000.0, 0.5).unwrap();
    alarms::clear("wake").unwrap();
    assert_eq!(
        calls(),
        concat!(
            r##"[["setBadgeText",{"text":"3"}],["setColor",{"color":"#c62828"}],"##,
            r#"["alarms.create","wake",{"when":1000,"periodInMinutes":0.5}],["alarms.clear","wake"]]"#,
        ),
    );
}

#[wasm_bindgen_test]
fn a_port_carries_plain_data_and_says_who_is_there() {
    browser();
    let port = runtime::connect("view").unwrap();
    let sender = port.sender().unwrap();
    assert_eq!((port.name(), sender.id(), sender.frame_id()), ("view".to_owned(), Some(runtime::id()), Some(0.0)));
    assert_eq!(sender.url(), Some(runtime::url("popup.html")));
    let heard = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
    let hearing = heard.clone();
    port.on_message(move |message| hearing.borrow_mut().push(json::text(&message)));
    port.post_message(&json::parse(r#"{"a":[1,null]}"#).unwrap()).unwrap();
    assert_eq!(*heard.borrow(), [Some(r#"{"a":[1,null]}"#.to_owned())]);
}

#[wasm_bindgen_test]
fn what_a_browser_lacks_is_an_error_not_a_trap() {
    browser();
    js_sys::eval("delete chrome.action").unwrap();
    assert!(action::set_badge_text("1").is_err());
}

#[wasm_bindgen_test]
fn messages_are_filled_in() {
    browser();
    assert_eq!(i18n::message("hello", &["Ada", "Ben"]), "hello|Ada|Ben");
    assert_eq!(i18n::ui_language(), "en-GB");
}

#[wasm_bindgen_test]
fn what_is_no_plain_data_has_no_text() {
    assert_eq!(json::text(&JsValue::UNDEFINED), None);
    let cycle = js_sys::eval("const cycle = {}; cycle.self = cycle; cycle").unwrap();
    assert_eq!(json::text(&cycle), None);
    assert!(json::parse("{").is_err());
}
