//! Shows a fixture in an ordinary page.

use genesys::time::Timestamp;
use protocol::{CountryEntry, Theme, ToBackground, ToView};
use wasm_bindgen::{
    JsCast,
    prelude::{JsValue, wasm_bindgen},
};

use crate::{
    fixtures::{self, Done},
    format,
    link::{Connector, Events, Gone, Link},
    mount, pseudo,
    ui::field::TextControl,
};

/// The fixtures, one a line: name, page (as in `data-page`), width, height.
#[wasm_bindgen]
pub fn fixtures_listed() -> String {
    let line = |fixture: &fixtures::Fixture| {
        let (width, height) = fixture.size;
        format!("{} {} {width} {height}", fixture.name, page_name(fixture.page))
    };
    fixtures::all(Timestamp::from_millis(0)).iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Shows the fixture `name` in this document, light or `dark`, in English or in a `pseudo` language. Tells the
/// view; undefined where there is no such fixture.
#[wasm_bindgen]
pub fn show_fixture(name: &str, dark: bool, pseudo: bool) -> JsValue {
    show(name, dark, pseudo).unwrap_or_default()
}

fn show(name: &str, dark: bool, pseudo: bool) -> Option<JsValue> {
    let now = format::now();
    let mut fixture = fixtures::all(now).into_iter().find(|fixture| fixture.name == name)?;
    fixture.view.settings.theme.value = if dark { Theme::Dark } else { Theme::Light };
    pseudo::speak(pseudo);
    let view = fixture.view.clone();
    let told = webext::json::parse(&serde_json::to_string(&view).ok()?).ok()?;
    let body = leptos::prelude::document().body()?;
    mount(body, fixture.page, Some(fixture.view), move || Box::new(Still(view))).forget();
    do_it(fixture.done);
    Some(told)
}

/// Does what the agent did, once the page stands.
fn do_it(done: Done) {
    leptos::prelude::request_animation_frame(move || match done {
        Done::Nothing => {}
        Done::Click(id) => {
            if let Some(element) = found(id) {
                element.click();
            }
        }
        Done::Type(id, text) => {
            if let (Some(element), Ok(input)) = (found(id), web_sys::Event::new("input")) {
                element.unchecked_ref::<TextControl>().set_value(text);
                let _ = element.dispatch_event(&input);
            }
        }
    });
}

fn found(id: &str) -> Option<web_sys::HtmlElement> {
    let found = leptos::prelude::document().query_selector(&format!("[data-testid='{id}']")).ok()?;
    found.and_then(|element| element.dyn_into().ok())
}

/// A background that always shows the same.
struct Still(protocol::View);

impl Connector for Still {
    fn connect(&self, events: Events) -> Result<Box<dyn Link>, Gone> {
        Ok(Box::new(StillLink { view: self.0.clone(), events }))
    }
}

struct StillLink {
    view: protocol::View,
    events: Events,
}

impl Link for StillLink {
    fn send(&self, message: &ToBackground) {
        let answer = match message {
            ToBackground::Hello { .. } => ToView::State { view: self.view.clone().into(), acknowledged: 0 },
            ToBackground::Command(command) => {
                ToView::State { view: self.view.clone().into(), acknowledged: command.number }
            }
            ToBackground::Log => ToView::Log(String::new()),
            ToBackground::Countries => {
                let country = |(code, calling_code): (&str, u16)| CountryEntry { code: code.to_owned(), calling_code };
                ToView::Countries(
                    [("US", 1), ("DE", 49), ("FR", 33), ("GB", 44), ("IN", 91), ("JP", 81)].map(country).to_vec(),
                )
            }
        };
        let heard = self.events.message.clone();
        leptos::prelude::queue_microtask(move || heard(answer));
    }
}

fn page_name(page: protocol::Page) -> &'static str {
    match page {
        protocol::Page::Popup => "popup",
        protocol::Page::SidePanel => "sidepanel",
        protocol::Page::Window => "window",
        protocol::Page::Interactions => "interactions",
        protocol::Page::WrapUp => "wrapup",
        protocol::Page::Options => "options",
    }
}
