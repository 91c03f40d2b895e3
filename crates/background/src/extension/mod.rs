//! The extension's [`Platform`], and what its loader calls.

mod latest;
mod network;
mod notifications;
mod pages;
mod sound;
#[cfg(test)]
mod tests;
mod windows;

use std::{cell::RefCell, rc::Rc};

use futures_util::future::join;
use genesys::time::Timestamp;
use js_sys::Promise;
use protocol::{
    Badge, Site, Sound, ToView, ViewId, Window,
    page::{Refusal, ToPage},
};
use serde_json::Value;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use webext::{
    action, alarms, identity, json, permissions,
    runtime::{self, MessageSender, Port},
    storage::{self, Area},
    tabs::Tab,
    windows::WindowId,
};
use workflow::{Alert, AlertAct, Input, Pages, Play, Policy, Workflow};

use self::{latest::Latest, network::WebSocket, pages::WebPages, windows::Windows};
use crate::{
    Documents, Driver, Inbox, NoRedirect, NotSaved, Platform, Stored, Unreachable, alerts, inbox,
    log::{Entry, Log},
    ports::{Heard, Ports},
    sender::{self, Sender},
};

const DURABLE: &str = "durable";
const VOLATILE: &str = "volatile";
const CARRIED_OUT: &str = "carriedOut";
const VIEW: &str = "view";
/// What pages keep of how they showed the view (`extension/picture.js`).
const PICTURES: &str = "pictures";
/// The alarm that keeps a background from being stopped, or starts it again.
const WAKE: &str = "wake";
/// Chrome's worker is kept by its socket; the alarm starts it again, as often as Chrome allows.
const WORKER_ALARM_MS: f64 = 30_000.0;
/// Firefox stops a page that has had no event for 30 s, and an alarm is one: this one keeps it from that.
const PAGE_ALARM_MS: f64 = 20_000.0;
/// The badge for what waits; the accent of the pages' style sheet.
const BADGE_WAITING: &str = "#2f5fd0";
/// The badge for wrap-up that is pending, and for nothing else.
const BADGE_WRAP_UP: &str = "#c62828";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);

    #[wasm_bindgen(js_namespace = console, js_name = warn)]
    fn warn(text: &str);
}

/// Says where the background broke, and not with what: the message of a panic may quote what an agent typed.
#[cfg(not(test))]
#[wasm_bindgen(start)]
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        warn(&format!("panicked at {}", panic.location().map(ToString::to_string).unwrap_or_default()));
    }));
}

/// What the loader hands events to, from its first turn on and in their order.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Background {
    inbox: Inbox,
    ports: Rc<RefCell<Ports<Port>>>,
    windows: Rc<Windows>,
    pages: Rc<WebPages>,
    log: Rc<RefCell<Log>>,
}

#[wasm_bindgen]
impl Background {
    /// Takes up what was stored and goes on from there. `online`: what the browser says of the network. The rest is
    /// what `storage.get` promised, of the three areas, and what `permissions.getAll` did.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(online: bool, local: Promise, session: Promise, managed: Promise, permissions: Promise) -> Self {
        let (inbox, events) = inbox();
        let background = Self {
            inbox: inbox.clone(),
            ports: Rc::default(),
            windows: Rc::default(),
            pages: Rc::default(),
            log: Rc::default(),
        };
        let extension = Extension {
            online,
            found: Found { local, session, managed, permissions },
            inbox: inbox.clone(),
            ports: background.ports.clone(),
            windows: background.windows.clone(),
            pages: background.pages.clone(),
            log: background.log.clone(),
            alerts: Rc::default(),
            sound: Rc::default(),
        };
        wasm_bindgen_futures::spawn_local(Driver::run(extension, inbox, events));
        background
    }

    /// `runtime.onConnect`; the loader numbers ports.
    pub fn connected(&self, number: u32, port: Port) {
        match sender::page(&sender(&port), &runtime::id(), &runtime::url("")) {
            Some(page) => self.ports.borrow_mut().connected(number, port, page),
            None => {
                warn("refused a port that is not of a page of ours");
                port.disconnect();
            }
        }
    }

    /// `port.onMessage`.
    #[expect(clippy::needless_pass_by_value, reason = "what JavaScript hands over is owned")]
    pub fn heard(&self, number: u32, message: JsValue) {
        // What is no text is no message either.
        let heard = self.ports.borrow_mut().heard(number, &message.as_string().unwrap_or_default());
        match heard {
            Ok(Heard::Input(input)) => self.inbox.send(input),
            Ok(Heard::Countries) => self.reply(number, &ToView::Countries(Workflow::countries())),
            Ok(Heard::Log) => self.reply(number, &ToView::Log(self.log.borrow().text(written))),
            Err(dropped) => warn(&format!("dropped {dropped}")),
        }
    }

    /// `port.onDisconnect`.
    pub fn disconnected(&self, number: u32) {
        if let Some(input) = self.ports.borrow_mut().disconnected(number) {
            self.inbox.send(input);
        }
    }

    /// `runtime.onMessage`, where a tab says it; the answer. `opened` promises whether the side panel was opened for it.
    #[wasm_bindgen(unchecked_return_type = "Promise<unknown>")]
    pub fn asked(&self, message: JsValue, from: &MessageSender, opened: Promise) -> Promise {
        let frame = sender::frame(&told_of(from), &runtime::id(), &runtime::url(""));
        let (pages, inbox) = (self.pages.clone(), self.inbox.clone());
        wasm_bindgen_futures::future_to_promise(async move {
            let answer = match frame {
                Some(frame) => pages.answer(frame, message, opened, &inbox).await,
                None => {
                    warn("refused a message that is not of a script of ours in a web page");
                    ToPage::Refused(Refusal::NotOurs)
                }
            };
            // The types of `protocol` always have a text form.
            json::parse(&serde_json::to_string(&answer).unwrap_or_default()).map_err(|error| error.to_string().into())
        })
    }

    /// `commands.onCommand`; `opened` as above.
    pub fn commanded(&self, command: String, tab: JsValue, opened: Promise) {
        let (pages, inbox) = (self.pages.clone(), self.inbox.clone());
        wasm_bindgen_futures::spawn_local(async move { pages.commanded(&command, &tab, opened, &inbox).await });
    }

    /// `contextMenus.onClicked`; `opened` as above.
    #[wasm_bindgen(js_name = menuClicked)]
    pub fn menu_clicked(&self, info: JsValue, tab: JsValue, opened: Promise) {
        let (pages, inbox) = (self.pages.clone(), self.inbox.clone());
        wasm_bindgen_futures::spawn_local(async move { pages.menu_clicked(&info, &tab, opened, &inbox).await });
    }

    /// Whether the side panel is to be opened for a number. The loader asks while the browser handles what the agent did.
    #[wasm_bindgen(js_name = opensPanel)]
    #[must_use]
    pub fn opens_panel(&self) -> bool {
        self.pages.opens_panel() && !self.windows.is_open(Window::Client)
    }

    /// `permissions.onAdded` and `permissions.onRemoved`: what was granted, if it was, and what there is now.
    #[wasm_bindgen(js_name = permissionsChanged)]
    #[expect(clippy::needless_pass_by_value, reason = "what JavaScript hands over is owned")]
    pub fn permissions_changed(&self, added: JsValue, all: Promise) {
        let (inbox, added) = (self.inbox.clone(), sites(&permissions::origins_of(&added)));
        wasm_bindgen_futures::spawn_local(async move {
            inbox.send(Input::Granted { granted: granted(all).await, added });
        });
    }

    /// `windows.onRemoved`.
    #[wasm_bindgen(js_name = windowRemoved)]
    pub fn window_removed(&self, id: WindowId) {
        self.windows.removed(id, &self.inbox);
    }

    /// `notifications.onClicked`.
    #[wasm_bindgen(js_name = notificationClicked)]
    pub fn notification_clicked(&self, name: &str) {
        self.alert(name, AlertAct::Open);
    }

    /// `notifications.onButtonClicked`.
    #[wasm_bindgen(js_name = notificationButtonClicked)]
    pub fn notification_button_clicked(&self, name: &str, button: u32) {
        if let Some(act) = alerts::pressed(button) {
            self.alert(name, act);
        }
    }

    /// `notifications.onClosed`, where it was not this background that closed it.
    #[wasm_bindgen(js_name = notificationClosed)]
    pub fn notification_closed(&self, name: &str) {
        self.alert(name, AlertAct::Close);
    }

    /// `storage.managed.onChanged`, with what is there now.
    #[wasm_bindgen(js_name = policyChanged)]
    pub fn policy_changed(&self, managed: Promise) {
        let inbox = self.inbox.clone();
        wasm_bindgen_futures::spawn_local(async move { inbox.send(Input::Policy(policy(managed).await)) });
    }

    /// `runtime.onUpdateAvailable`.
    #[wasm_bindgen(js_name = updateAvailable)]
    pub fn update_available(&self) {
        self.inbox.send(Input::UpdateAvailable);
    }

    /// `online` and `offline` of the global scope.
    pub fn online(&self, online: bool) {
        self.inbox.send(Input::Online(online));
    }
}

impl Background {
    fn reply(&self, number: u32, message: &ToView) {
        if let Some(port) = self.ports.borrow().port(number) {
            post(port, message);
        }
    }

    fn alert(&self, name: &str, act: AlertAct) {
        if let Some(input) = alerts::done(name, act) {
            self.inbox.send(input);
        }
    }
}

struct Extension {
    online: bool,
    found: Found,
    inbox: Inbox,
    ports: Rc<RefCell<Ports<Port>>>,
    windows: Rc<Windows>,
    pages: Rc<WebPages>,
    log: Rc<RefCell<Log>>,
    alerts: Rc<Latest<Vec<Alert>>>,
    sound: Rc<Latest<Play>>,
}

/// What `storage.get` promised when the background started.
struct Found {
    local: Promise,
    session: Promise,
    managed: Promise,
    permissions: Promise,
}

impl Platform for Extension {
    type Socket = WebSocket;

    fn now(&self) -> Timestamp {
        #[expect(clippy::cast_possible_truncation, reason = "Date.now() counts whole milliseconds, far below 2^53")]
        Timestamp::from_millis(js_sys::Date::now() as i64)
    }

    fn entropy(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        get_random_values(&mut bytes);
        bytes
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        wasm_bindgen_futures::spawn_local(task);
    }

    async fn sleep(&self, millis: u32) {
        gloo_timers::future::TimeoutFuture::new(millis).await;
    }

    async fn load(&self) -> Stored {
        let Found { local, session, .. } = &self.found;
        let [durable] = found(local, [DURABLE]).await;
        let [volatile, carried_out, windows, menu] =
            found(session, [VOLATILE, CARRIED_OUT, windows::KEY, pages::MENU]).await;
        self.windows.restore(windows, &self.inbox);
        self.pages.restore(menu);
        Stored { durable, volatile, carried_out }
    }

    async fn save(&self, Documents { durable, volatile, carried_out, view }: Documents) -> Result<(), NotSaved> {
        let local = durable.map(|text| (DURABLE, text.into()));
        // Pictures of an earlier view are void, also of one that an agent has left.
        let view = view.map(|text| [(VIEW, text.into()), (PICTURES, JsValue::NULL)]);
        let state = [(VOLATILE, volatile), (CARRIED_OUT, carried_out)];
        let state = state.into_iter().filter_map(|(key, text)| Some((key, text?.into())));
        let session = state.chain(view.into_iter().flatten());
        let (local, session) = join(write(Area::Local, local), write(Area::Session, session)).await;
        if local && session { Ok(()) } else { Err(NotSaved { durable: !local, volatile: !session }) }
    }

    async fn keep_unreadable(&self, Documents { durable, volatile, .. }: Documents) {
        for (area, key, text) in
            [(Area::Local, "durable-unreadable", durable), (Area::Session, "volatile-unreadable", volatile)]
        {
            if let Some(text) = text {
                warn(&format!("what was stored could not be read; it is kept as {key}"));
                write(area, [(key, text.into())]).await;
            }
        }
    }

    async fn policy(&self) -> Policy {
        policy(self.found.managed.clone()).await
    }

    async fn granted(&self) -> Vec<Site> {
        granted(self.found.permissions.clone()).await
    }

    fn redirect_uri(&self) -> String {
        identity::redirect_url()
    }

    fn online(&self) -> bool {
        self.online
    }

    fn log(&self, entry: Entry) {
        self.log.borrow_mut().add(self.now(), entry);
    }

    async fn fetch(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        network::fetch(request).await
    }

    async fn connect(&self, uri: &str) -> Result<WebSocket, Unreachable> {
        WebSocket::connect(uri).await
    }

    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        identity::launch_web_auth_flow(url).await.map_err(|error| NoRedirect { reason: error.reason })
    }

    async fn reaches(&self, url: &str) -> bool {
        network::reaches(url).await
    }

    fn open_window(&self, window: Window, inbox: &Inbox) {
        self.windows.open(window, inbox);
    }

    fn close_window(&self, window: Window) {
        self.windows.close(window);
    }

    fn show_alerts(&self, alerts: Vec<Alert>) {
        self.alerts.order(alerts, notifications::show);
    }

    fn play_sound(&self, play: Play, inbox: &Inbox) {
        let inbox = inbox.clone();
        self.sound.order(play, move |play| {
            let inbox = inbox.clone();
            async move {
                if let Some(heard) = sound::play(play).await {
                    inbox.send(Input::Sounded(if heard { Sound::Fine } else { Sound::Blocked }));
                }
            }
        });
    }

    fn keep_waking(&self, wanted: bool) {
        let set = if wanted {
            let every = if web_sys::window().is_some() { PAGE_ALARM_MS } else { WORKER_ALARM_MS };
            alarms::create(WAKE, js_sys::Date::now() + every, every / 60_000.0)
        } else {
            alarms::clear(WAKE)
        };
        note(set);
    }

    fn reload(&self) {
        runtime::reload();
    }

    fn tell(&self, view: &ViewId, message: &ToView) {
        if let Some(port) = self.ports.borrow().of(view) {
            post(port, message);
        }
    }

    fn rule_pages(&self, pages: &Pages) {
        self.pages.rule(pages);
    }

    fn show_badge(&self, badge: Badge) {
        let (text, color) = match badge {
            Badge::Clear => (String::new(), None),
            Badge::Waiting(count) => (short(count), Some(BADGE_WAITING)),
            Badge::WrapUpPending(count) => (short(count), Some(BADGE_WRAP_UP)),
        };
        note(action::set_badge_text(&text));
        if let Some(color) = color {
            note(action::set_badge_background_color(color));
        }
    }
}

/// Who is at the other end, as the browser says.
fn sender(port: &Port) -> Sender {
    port.sender().map_or_else(Sender::default, |sender| told_of(&sender))
}

/// Who it is, as the browser says.
fn told_of(sender: &MessageSender) -> Sender {
    Sender {
        extension: sender.id(),
        url: sender.url(),
        frame: sender.frame_id(),
        origin: sender.origin(),
        tab: sender.tab().and_then(|tab| Tab::of(&tab)).map(|tab| tab.id),
    }
}

/// What of the web we may look at; nothing where the browser does not say.
async fn granted(permissions: Promise) -> Vec<Site> {
    let origins = permissions::origins(permissions).await;
    sites(&origins.inspect_err(|error| warn(&error.to_string())).unwrap_or_default())
}

/// The sites of match patterns. What is of another kind (files) is none that numbers are looked for on.
fn sites(origins: &[String]) -> Vec<Site> {
    origins.iter().filter_map(|origin| origin.parse().ok()).collect()
}

fn post(port: &Port, message: &ToView) {
    // The types of `protocol` always have a text form.
    let Ok(text) = serde_json::to_string(message) else { return };
    // A port that has just closed will be reported.
    note(port.post_message(&text.into()));
}

/// What was read; nothing where the browser could not: it can write all the same, and says so where it cannot.
async fn found<const N: usize>(promise: &Promise, keys: [&str; N]) -> [Option<String>; N] {
    storage::found(promise.clone(), keys).await.unwrap_or_else(|error| {
        warn(&error.to_string());
        [const { None }; N]
    })
}

async fn write(area: Area, values: impl IntoIterator<Item = (&str, JsValue)>) -> bool {
    let mut values = values.into_iter().peekable();
    values.peek().is_none() || note(storage::set(area, values).await)
}

/// The administrator's policy.
async fn policy(managed: Promise) -> Policy {
    let policy = JsFuture::from(managed).await.ok().and_then(|policy| json::text(&policy)).unwrap_or_default();
    let Ok(Value::Object(policy)) = serde_json::from_str(&policy) else {
        warn("the policy cannot be read and is not applied");
        return Policy::default();
    };
    let (policy, spoiled) = Policy::read(&policy);
    if !spoiled.is_empty() {
        warn(&format!("of the policy these are of another kind than they should be: {}", spoiled.join(", ")));
    }
    policy
}

/// A time as ISO 8601.
fn written(at: Timestamp) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of this age are far below 2^53")]
    let date = js_sys::Date::new(&(at.as_millis() as f64).into());
    date.to_iso_string().into()
}

/// Says in the console what the browser refused; whether it did not.
fn note(done: Result<(), webext::Error>) -> bool {
    done.inspect_err(|error| warn(&error.to_string())).is_ok()
}

fn short(count: u32) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}
