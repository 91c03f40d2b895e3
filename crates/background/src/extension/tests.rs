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
      granted: globalThis.granted ?? [],
      permissions: { getAll: async () => ({ origins: chrome.granted, permissions: [] }) },
      scripts: [],
      injected: [],
      scripting: {
        getRegisteredContentScripts: async () => chrome.scripts,
        registerContentScripts: async (scripts) => { chrome.scripts = scripts; },
        updateContentScripts: async (scripts) => { chrome.scripts = scripts; },
        unregisterContentScripts: async () => { chrome.scripts = []; },
        executeScript: async ({ target, files }) => {
          if (target.tabId === 9) throw new Error("Cannot access contents of the page");
          chrome.injected.push([target.tabId, target.frameIds ?? null, files.length]);
          if (!target.frameIds && files.length > 1) chrome.listening.push(target.tabId);
        },
        insertCSS: async () => {},
      },
      told: [],
      listening: [1],
      found: true,
      tabs: {
        query: async () => [
          { id: 1, url: "https://crm.example/a" },
          { id: 2, url: "https://crm.example/b" },
          { id: 3 },
        ],
        sendMessage: async (id, message) => {
          if (!chrome.listening.includes(id)) throw new Error("Receiving end does not exist.");
          chrome.told.push([id, message]);
          return chrome.found;
        },
      },
      menus: [],
      contextMenus: {
        create: (item, done) => { chrome.menus.push(item.id); queueMicrotask(done); },
        removeAll: async () => { chrome.menus = []; },
      },
      i18n: { getMessage: (name) => name },
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
      postMessage(message) { this.said.push(JSON.parse(message)); },
      disconnect() { this.open = false; },
    });
"##;

fn browser() {
    js_sys::eval(NAMESPACE).unwrap();
}

fn js(expression: &str) -> JsValue {
    js_sys::eval(expression).unwrap()
}

/// As pages say it: as text.
fn said(expression: &str) -> JsValue {
    text(&js(expression)).into()
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
        found("chrome.storage.session.get(['volatile', 'carriedOut', 'windows', 'menu'])"),
        found("chrome.storage.managed.get()"),
        found("chrome.permissions.getAll()"),
    );
    greet(&background, name, file, page, number);
    background
}

fn greet(background: &Background, name: &str, file: &str, page: &str, number: u32) {
    let port = js(&format!("globalThis.{name} = portOf(chrome.runtime.getURL('{file}'))"));
    background.connected(number, port.unchecked_into());
    background.heard(number, said(&format!("({{ Hello: {{ view: '{name}', page: '{page}' }} }})")));
}

#[wasm_bindgen_test]
async fn a_view_is_told_the_state_and_the_policy_is_in_it() {
    let _background = with_popup();
    eventually("popup.said[0]?.State.view.settings.environment.value", r#"{"Region":"eu_central_1"}"#).await;
    eventually("popup.said[0].State.view.settings.redirect_uri", r#""https://ours.chromiumapp.org/""#).await;
    eventually("JSON.parse(chrome.storage.session.items.view ?? null)?.session", r#"{"SignedOut":{"problem":null}}"#)
        .await;
}

#[wasm_bindgen_test]
async fn all_views_are_told_what_one_of_them_did() {
    let background = with_popup();
    greet(&background, "options", "options.html", "Options", 2);
    background.heard(2, said("({ Command: { number: 1, command: { SetTheme: 'Dark' } } })"));
    for view in ["popup", "options"] {
        eventually(&format!("{view}.said.at(-1)?.State.view.settings.theme.value"), r#""Dark""#).await;
    }
    eventually("options.said.at(-1).State.acknowledged", "1").await;
    eventually("JSON.parse(chrome.storage.local.items.durable ?? null)?.version", "2").await;
}

#[wasm_bindgen_test]
async fn the_countries_are_for_whoever_asks() {
    let background = with_popup();
    background.heard(1, said("'Countries'"));
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
        background.heard(number, said("({ Hello: { view: 'stranger', page: 'Popup' } })"));
        background.heard(number, said("({ Command: { number: 1, command: { SetTheme: 'Dark' } } })"));
    }
    // The same from one who may, so that what the others said has had its turn.
    background.heard(1, said("({ Command: { number: 1, command: { SetTheme: 'Light' } } })"));
    eventually("popup.said.at(-1)?.State.view.settings.theme.value", r#""Light""#).await;
    assert_eq!(text(&js("popup.said.some(({ State }) => State.view.settings.theme.value === 'Dark')")), "false");
}

#[wasm_bindgen_test]
async fn one_window_of_each_opened_focused_closed() {
    let background = with_popup();
    let open = |number: u32| {
        background
            .heard(1, said(&format!("({{ Command: {{ number: {number}, command: {{ OpenInteractions: null }} }} }})")));
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
    background.heard(1, said("({ Command: { number: 1, command: { OpenInteractions: null } } })"));
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", r#"{"Interactions":1}"#).await;
    eventually("JSON.parse(chrome.storage.session.items.view ?? null)?.interactions_window", "true").await;

    let _again = attach("second", "popup.html", "Popup", 1);
    eventually("second.said.at(-1)?.State.view.interactions_window", "true").await;

    js("chrome.gone.push(1)");
    let _once_more = attach("third", "popup.html", "Popup", 1);
    eventually("third.said.at(-1)?.State.view.interactions_window", "false").await;
    eventually("JSON.parse(chrome.storage.session.items.windows ?? null)", "{}").await;
}

/// A frame of the CRM, as the browser describes it to the loader.
const FRAME: &str =
    "{ id: 'ours', url: 'https://crm.example/a', origin: 'https://crm.example', frameId: 4, tab: { id: 1 } }";

/// What a content script in such a frame is answered.
async fn asked(background: &Background, message: &str, from: &str, opened: bool) -> String {
    let sender = js(&format!("({from})"));
    let opened = js(&format!("Promise.resolve({opened})")).unchecked_into();
    let answer = background.asked(js(&format!("({message})")), sender.unchecked_ref(), opened);
    text(&JsFuture::from(answer).await.unwrap())
}

/// A background in a browser that lets it look at the CRM, where the agent wants numbers to be found.
async fn with_numbers() -> Background {
    js("globalThis.granted = ['*://crm.example/*']");
    let background = with_popup();
    js("delete globalThis.granted");
    background
        .heard(1, said("({ Command: { number: 1, command: { FindNumbers: { on: 'crm.example', wanted: true } } } })"));
    eventually("chrome.scripts[0]?.matches", r#"["*://crm.example/*"]"#).await;
    background
}

#[wasm_bindgen_test]
async fn the_script_follows_what_is_granted_and_wanted_in_open_tabs_too() {
    let background = with_numbers().await;
    eventually("chrome.scripts[0].js", r#"["content/scout.js"]"#).await;
    eventually("chrome.told.map(([id, word]) => [id, Object.keys(word)[0]])", r#"[[1,"Rules"]]"#).await;
    eventually("chrome.injected", "[[2,null,1]]").await;
    eventually("chrome.menus", r#"["selection:SidePanel","link:SidePanel","page:SidePanel"]"#).await;

    js("chrome.told = []");
    background.heard(1, said("({ Command: { number: 2, command: { SetHighlight: false } } })"));
    eventually("chrome.told.map(([id, { Rules }]) => [id, Rules.paint])", "[[1,false]]").await;

    js("chrome.told = []; chrome.granted = []");
    background.permissions_changed(js("({})"), js("chrome.permissions.getAll()").unchecked_into());
    eventually("chrome.told", r#"[[1,"Off"]]"#).await;
    eventually("chrome.scripts", "[]").await;
    eventually("chrome.menus", r#"["selection:SidePanel","link:SidePanel"]"#).await;
}

#[wasm_bindgen_test]
async fn a_background_that_starts_again_leaves_script_menu_and_tabs_alone() {
    let _first = with_numbers().await;
    eventually("chrome.menus.length", "3").await;
    eventually("chrome.storage.session.items.menu", r#""true SidePanel *://crm.example/*""#).await;
    js("chrome.told = []; chrome.menus = ['kept']");
    let _again = attach("second", "popup.html", "Popup", 1);
    eventually("second.said.at(-1)?.State.view.settings.pages.granted", r#"["crm.example"]"#).await;
    TimeoutFuture::new(50).await;
    assert_eq!(text(&js("[chrome.told, chrome.menus]")), r#"[[],["kept"]]"#);
}

#[wasm_bindgen_test]
async fn a_script_is_told_what_holds_in_its_frame() {
    let background = with_numbers().await;
    let rules = r#"{"Rules":{"paint":true,"telLinks":false,"code":false,"opens":"Window"}}"#;
    assert_eq!(asked(&background, "'Rules'", FRAME, false).await, rules, "this browser has no side panel");
    let elsewhere = FRAME.replace("crm.example", "erp.example");
    assert_eq!(asked(&background, "'Rules'", &elsewhere, false).await, r#""Off""#);
    js("chrome.injected = []");
    assert_eq!(asked(&background, "'More'", FRAME, false).await, rules);
    assert_eq!(asked(&background, "'More'", &elsewhere, false).await, r#""Off""#);
    assert_eq!(text(&js("chrome.injected")), "[[1,[4],1]]");
    js("chrome.injected = []");
    assert_eq!(asked(&background, "'Hand'", FRAME, false).await, rules);
    assert_eq!(text(&js("chrome.injected")), "[[1,[4],1]]");
}

#[wasm_bindgen_test]
async fn numbers_are_judged_by_the_settings_also_before_the_background_has_read_them() {
    browser();
    js("chrome.storage.local.items.durable = undefined");
    let background = attach("popup", "popup.html", "Popup", 1);
    let judge = |text: &str| {
        format!(
            "{{ Judge: {{ language: '', candidates: [{{ text: '{text}', before: '', after: '', kind: 'Text' }}] }} }}"
        )
    };
    let indiana =
        r#"{"Judged":[[{"start":0,"end":14,"number":"+13175550142","shown":"+1 317-555-0142","texts":"Likely"}]]}"#;
    assert_eq!(asked(&background, &judge("(317) 555-0142"), FRAME, false).await, indiana);
    background.heard(1, said("({ Command: { number: 1, command: { SetDefaultCountry: 'DE' } } })"));
    eventually("popup.said.at(-1)?.State.acknowledged", "1").await;
    assert!(asked(&background, &judge("0170 1234567"), FRAME, false).await.contains("+491701234567"));
}

#[wasm_bindgen_test]
async fn a_number_that_is_chosen_is_kept_and_new_interaction_shown() {
    let background = with_popup();
    let choose = "{ Choose: { number: '+13175550142', name: 'Ellen Park', link: null, more: [], opens: 'Window' } }";
    assert_eq!(asked(&background, choose, FRAME, false).await, r#""Taken""#);
    eventually("popup.said.at(-1)?.State.view.offered.origin.site", r#""crm.example""#).await;
    eventually("chrome.opened", r#"["chrome-extension://ours/window.html"]"#).await;
    let none = "{ Choose: { number: '+1317', name: null, link: null, more: [], opens: 'Window' } }";
    assert_eq!(asked(&background, none, FRAME, false).await, r#"{"Refused":"NotANumber"}"#);
}

#[wasm_bindgen_test]
async fn where_the_side_panel_was_opened_no_window_is() {
    let background = with_popup();
    let choose = "{ Choose: { number: '+13175550142', name: null, link: null, more: [], opens: 'SidePanel' } }";
    assert_eq!(asked(&background, choose, FRAME, true).await, r#""Taken""#);
    eventually("popup.said.at(-1)?.State.view.offered.recipient.number", r#""+13175550142""#).await;
    assert_eq!(text(&js("chrome.opened")), "[]");
}

#[wasm_bindgen_test]
async fn nobody_but_a_script_in_a_web_page_is_answered() {
    let background = with_popup();
    let choose = "{ Choose: { number: '+13175550142', name: null, link: null, more: [], opens: 'Window' } }";
    for from in [
        "{ id: 'another', url: 'https://crm.example/', origin: 'https://crm.example', frameId: 0, tab: { id: 1 } }",
        "{ id: 'ours', url: 'chrome-extension://ours/popup.html', frameId: 0, tab: { id: 1 } }",
        "{ id: 'ours', url: 'https://crm.example/' }",
        "{}",
    ] {
        assert_eq!(asked(&background, choose, from, false).await, r#"{"Refused":"NotOurs"}"#, "{from}");
    }
    for message in ["null", "undefined", "{ Command: { number: 1, command: 'SignOut' } }", "'Off'", "[1]"] {
        assert_eq!(asked(&background, message, FRAME, false).await, r#"{"Refused":"NotOurs"}"#, "{message}");
    }
    eventually("popup.said.at(-1)?.State.view.offered", "null").await;
}

#[wasm_bindgen_test]
async fn what_is_turned_off_is_refused_and_has_no_menu() {
    let background = with_popup();
    eventually("chrome.menus.length", "2").await;
    background.heard(1, said("({ Command: { number: 1, command: { SetClickToSms: false } } })"));
    eventually("chrome.menus", "[]").await;
    let choose = "{ Choose: { number: '+13175550142', name: null, link: null, more: [], opens: 'Window' } }";
    assert_eq!(asked(&background, choose, FRAME, false).await, r#"{"Refused":"NotAllowed"}"#);
}

/// The notices that the popup shows.
const NOTICES: &str = "popup.said.at(-1)?.State.view.notices.map(({ what }) => what)";

#[wasm_bindgen_test]
async fn a_command_brings_the_script_to_the_page_and_says_where_there_is_nothing() {
    let background = with_popup();
    let command = |name: &str, tab: u32| {
        let opened = js("Promise.resolve(false)").unchecked_into();
        background.commanded(name.to_owned(), js(&format!("({{ id: {tab}, windowId: 1 }})")), opened);
    };
    command("send-to-number", 2);
    eventually("chrome.told", r#"[[2,"SendNearest"]]"#).await;
    assert_eq!(text(&js("chrome.injected")), "[[2,null,2]]", "with activeTab alone");
    command("next-number", 2);
    eventually("chrome.told.at(-1)", r#"[2,"Walk"]"#).await;
    assert_eq!(text(&js(NOTICES)), "[]");

    js("chrome.found = false");
    command("send-to-number", 1);
    eventually(NOTICES, r#"["NoNumber"]"#).await;
    command("send-to-number", 9);
    eventually(NOTICES, r#"["NoNumber","PageClosedToUs"]"#).await;
}

#[wasm_bindgen_test]
async fn the_number_that_a_command_finds_opens_no_window_beside_the_panel_that_it_opened() {
    let background = with_popup();
    let opened = js("Promise.resolve(true)").unchecked_into();
    background.commanded("send-to-number".to_owned(), js("({ id: 1, windowId: 1 })"), opened);
    eventually("chrome.told.length", "1").await;
    let choose = "{ Choose: { number: '+13175550142', name: null, link: null, more: [], opens: 'SidePanel' } }";
    asked(&background, choose, FRAME, false).await;
    eventually("popup.said.at(-1)?.State.view.offered.recipient.number", r#""+13175550142""#).await;
    assert_eq!(text(&js("chrome.opened")), "[]");
}

#[wasm_bindgen_test]
async fn the_menu_writes_to_what_is_selected_and_to_what_a_link_names() {
    let background = with_popup();
    let click = |info: &str| {
        let opened = js("Promise.resolve(true)").unchecked_into();
        background.menu_clicked(js(&format!("({info})")), js("({ id: 1, windowId: 1 })"), opened);
    };
    let offered = "popup.said.at(-1)?.State.view.offered";
    click(
        "{ menuItemId: 'selection:SidePanel', selectionText: 'Tel. (317) 555-0142', pageUrl: 'https://crm.example/' }",
    );
    eventually(&format!("{offered}?.recipient.number"), r#""+13175550142""#).await;
    click("{ menuItemId: 'link:SidePanel', linkUrl: 'sms:+491701234567?body=Hallo', pageUrl: 'https://crm.example/' }");
    eventually(&format!("{offered}?.origin"), r#"{"site":"crm.example","name":null,"body":"Hallo","more":[]}"#).await;
    click("{ menuItemId: 'page:SidePanel', pageUrl: 'https://crm.example/' }");
    eventually("chrome.told", r#"[[1,"SendNearest"]]"#).await;
    click("{ menuItemId: 'selection:SidePanel', selectionText: 'nobody' }");
    eventually(&format!("{NOTICES}.includes('NoNumber')"), "true").await;
    assert_eq!(text(&js("chrome.opened")), "[]", "the side panel is there");
}
