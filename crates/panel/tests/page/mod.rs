//! A page under test: in a document, with a background that does what the test says.

use std::{cell::RefCell, rc::Rc};

use genesys::time::Timestamp;
use js_sys::{Function, Promise};
use panel::{
    Mounted,
    link::{Connector, Events, Gone, Link},
    mount,
};
use protocol::{Command, Page, ToBackground, ToView, View, ViewId};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

/// The moment that fixtures are made for.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// What the background heard, a list for each time a view connected.
#[derive(Clone, Default)]
pub(crate) struct Background(Rc<RefCell<Vec<Connection>>>);

struct Connection {
    events: Events,
    heard: Rc<RefCell<Vec<ToBackground>>>,
}

impl Connector for Background {
    fn connect(&self, events: Events) -> Result<Box<dyn Link>, Gone> {
        let heard = Rc::default();
        self.0.borrow_mut().push(Connection { events, heard: Rc::clone(&heard) });
        Ok(Box::new(Ear(heard)))
    }
}

struct Ear(Rc<RefCell<Vec<ToBackground>>>);

impl Link for Ear {
    fn send(&self, message: &ToBackground) {
        self.0.borrow_mut().push(message.clone());
    }
}

impl Background {
    /// How often a view connected.
    pub(crate) fn connections(&self) -> usize {
        self.0.borrow().len()
    }

    /// What came on the n-th connection.
    pub(crate) fn heard(&self, connection: usize) -> Vec<ToBackground> {
        self.0.borrow()[connection].heard.borrow().clone()
    }

    /// The view's commands on the last connection, in order.
    pub(crate) fn commands(&self) -> Vec<Command> {
        let heard = self.heard(self.connections() - 1);
        heard
            .into_iter()
            .filter_map(|message| match message {
                ToBackground::Command(numbered) => Some(numbered.command),
                ToBackground::Hello { .. } | ToBackground::Countries | ToBackground::Log => None,
            })
            .collect()
    }

    /// Who the view says it is.
    pub(crate) fn view(&self) -> ViewId {
        match self.heard(0).into_iter().next() {
            Some(ToBackground::Hello { view, .. }) => view,
            other => panic!("the first message is {other:?}"),
        }
    }

    /// Publishes a view that has carried out the commands up to `acknowledged`, and lets the page show it.
    pub(crate) async fn publish(&self, view: &View, acknowledged: u64) {
        let events = self.0.borrow().last().expect("a view is connected").events.clone();
        (events.message)(ToView::State { view: view.clone().into(), acknowledged });
        settle().await;
    }

    /// Breaks the connection, as a background does that is stopped.
    pub(crate) fn stop(&self) {
        let events = self.0.borrow().last().expect("a view is connected").events.clone();
        (events.broken)();
    }
}

/// A page in the document.
pub(crate) struct Shown {
    /// Its background.
    pub(crate) background: Background,
    root: HtmlElement,
    mounted: Option<Mounted>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        drop(self.mounted.take());
        self.root.remove();
    }
}

/// Shows `view` on `page`, as the background published it.
pub(crate) async fn show(page: Page, view: &View) -> Shown {
    let shown = open(page, None).await;
    shown.background.publish(view, 0).await;
    shown
}

/// Opens `page` with the view that was stored last.
pub(crate) async fn open(page: Page, stored: Option<View>) -> Shown {
    let root: HtmlElement = document().create_element("div").unwrap().unchecked_into();
    document().body().unwrap().append_child(&root).unwrap();
    let background = Background::default();
    let connector = background.clone();
    let mounted = mount(root.clone(), page, stored, move || Box::new(connector));
    settle().await;
    Shown { background, root, mounted: Some(mounted) }
}

impl Shown {
    /// The element with a test id.
    pub(crate) fn get(&self, testid: &str) -> Element {
        self.find(testid).unwrap_or_else(|| panic!("no {testid} in {}", self.root.inner_html()))
    }

    /// The element with a test id, if there is one.
    pub(crate) fn find(&self, testid: &str) -> Option<Element> {
        self.select(&format!("[data-testid='{testid}']"))
    }

    /// The first element that a selector finds.
    pub(crate) fn select(&self, selector: &str) -> Option<Element> {
        self.root.query_selector(selector).unwrap()
    }

    /// All elements that a selector finds.
    pub(crate) fn all(&self, selector: &str) -> Vec<Element> {
        let list = self.root.query_selector_all(selector).unwrap();
        (0..list.length()).filter_map(|index| list.get(index)).map(JsCast::unchecked_into).collect()
    }

    /// The text of the element with a test id.
    pub(crate) fn text(&self, testid: &str) -> String {
        self.get(testid).text_content().unwrap_or_default()
    }

    /// What an attribute of the element with a test id says.
    pub(crate) fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        self.get(testid).get_attribute(name)
    }

    /// The text of the element that describes the one with a test id.
    pub(crate) fn description(&self, testid: &str) -> String {
        let id = self.attribute(testid, "aria-describedby").expect("it is described");
        let description = self.select(&format!("#{id}")).expect("what describes it is there");
        description.text_content().unwrap_or_default()
    }

    /// The text field with a test id.
    pub(crate) fn field(&self, testid: &str) -> HtmlInputElement {
        // A text area has the same methods; only the class differs.
        self.get(testid).unchecked_into()
    }

    /// Clicks.
    pub(crate) async fn click(&self, testid: &str) {
        self.get(testid).unchecked_into::<HtmlElement>().click();
        settle().await;
    }

    /// Sets a field's text with the caret behind the first `caret` units, as typing does.
    pub(crate) async fn type_at(&self, testid: &str, text: &str, caret: u32) {
        let field = self.field(testid);
        field.set_value(text);
        field.set_selection_range(caret, caret).unwrap();
        let init = EventInit::new();
        init.set_bubbles(true);
        field.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
        settle().await;
    }

    /// Sets a field's text, the caret at its end.
    pub(crate) async fn type_in(&self, testid: &str, text: &str) {
        self.type_at(testid, text, text.encode_utf16().count() as u32).await;
    }

    /// Presses a key; says whether the page left it to the browser.
    pub(crate) async fn press(&self, testid: &str, key: &str) -> bool {
        self.press_with(testid, key, |_| {}).await
    }

    /// Presses a key with what `how` adds to it.
    pub(crate) async fn press_with(&self, testid: &str, key: &str, how: impl FnOnce(&KeyboardEventInit)) -> bool {
        let init = KeyboardEventInit::new();
        init.set_bubbles(true);
        init.set_cancelable(true);
        init.set_key(key);
        how(&init);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        let left = self.get(testid).dispatch_event(&event).unwrap();
        settle().await;
        left
    }
}

/// Lets everything happen that is due: what microtasks, and what waits for a frame or a timer of 0 ms.
pub(crate) async fn settle() {
    for _ in 0..3 {
        JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await.unwrap();
    }
    next_task().await;
}

/// Waits until `condition` holds; fails after two seconds.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let begun = js_sys::Date::now();
    while !condition() {
        assert!(js_sys::Date::now() - begun < 2000.0, "{what}");
        next_task().await;
    }
}

async fn next_task() {
    let promise = Promise::new(&mut |resolve: Function, _| {
        web_sys::window().unwrap().set_timeout_with_callback(&resolve).unwrap();
    });
    JsFuture::from(promise).await.unwrap();
}

fn document() -> Document {
    web_sys::window().unwrap().document().unwrap()
}
