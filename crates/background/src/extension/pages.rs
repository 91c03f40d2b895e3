//! Web pages: the script in them, the entries in their menu, and what is said to both.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use futures_channel::oneshot;
use futures_util::future::{Either, join_all, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Promise, Reflect};
use protocol::{
    Site,
    page::{FromPage, Opens, Refusal, ToPage},
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use webext::{
    context_menus::{self, Item, On},
    i18n, json,
    scripting::{self, ContentScript, Frames, Place},
    side_panel,
    storage::{self, Area},
    tabs::{self, Tab, TabId},
};
use workflow::{Input, Nothing, Pages};

use super::{latest::Latest, note};
use crate::{
    Inbox, page,
    sender::{self, Frame},
};

/// Where it is stored which menu there is: for as long as the browser runs.
pub(super) const MENU: &str = "menu";
/// The content script's name, the file that runs everywhere, the one that it asks for where there may be something to read,
/// the one that that asks for when the agent does something with a number, and the style sheet. `xtask` says what the files
/// are made of.
const SCRIPT: &str = "numbers";
const FIRST: &[&str] = &["content/scout.js"];
const REST: &[&str] = &["content/reader.js"];
const HAND: &[&str] = &["content/hand.js"];
const STYLES: &[&str] = &["content.css"];
/// Links for telephones, whatever follows.
const LINKS: &[&str] = &["tel:*", "sms:*", "smsto:*", "*://wa.me/*", "*://*.whatsapp.com/send*"];
/// The side panel that was opened for a command waits so long for the number, in milliseconds.
const GESTURE_MS: f64 = 5_000.0;
/// How long the browser may take to open it, in milliseconds.
const OPENING_MS: u32 = 2_000;

/// What holds on web pages, and what was done about it.
#[derive(Debug, Default)]
pub(super) struct WebPages {
    /// What holds, once the driver has said so, and who waits for that.
    pages: RefCell<Option<Pages>>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    /// What was done last.
    done: RefCell<Option<Pages>>,
    work: Rc<Latest<Pages>>,
    /// The menu there is, as it was described.
    menu: RefCell<Option<String>>,
    /// When the side panel was opened for a command.
    opened_at: Cell<Option<f64>>,
}

/// What the agent chose from the menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Selection,
    Link,
    Page,
}

const ENTRIES: [(Entry, &str); 3] = [(Entry::Selection, "selection"), (Entry::Link, "link"), (Entry::Page, "page")];

impl WebPages {
    /// Takes up which menu there is.
    pub(super) fn restore(&self, menu: Option<String>) {
        self.menu.replace(menu);
    }

    /// This holds from now on.
    pub(super) fn rule(self: &Rc<Self>, pages: &Pages) {
        self.pages.replace(Some(pages.clone()));
        for waiting in self.waiting.take() {
            // Whoever waited may have gone.
            let _ = waiting.send(());
        }
        let this = self.clone();
        self.work.order(pages.clone(), move |pages| {
            let this = this.clone();
            async move { this.put_in_place(pages).await }
        });
    }

    /// Whether a number that is chosen now is to be seen in the side panel, as far as is known already.
    pub(super) fn opens_panel(&self) -> bool {
        self.pages.borrow().as_ref().is_none_or(|pages| pages.enabled && pages.rules.opens == Opens::SidePanel)
    }

    /// What a content script is answered.
    pub(super) async fn answer(&self, frame: Frame, message: JsValue, opened: Promise, inbox: &Inbox) -> ToPage {
        let message = match page::read(&json::text(&message).unwrap_or_default()) {
            Ok(message) => message,
            Err(refusal) => return ToPage::Refused(refusal),
        };
        let pages = self.holds().await;
        match message {
            FromPage::Rules => said_to(&pages, frame.site.as_ref()),
            FromPage::More => match said_to(&pages, frame.site.as_ref()) {
                ToPage::Rules(rules) if bring(&frame, REST).await => ToPage::Rules(rules),
                _ => ToPage::Off,
            },
            _ if !pages.enabled => ToPage::Refused(Refusal::NotAllowed),
            FromPage::Hand => {
                bring(&frame, HAND).await;
                said_to(&pages, frame.site.as_ref())
            }
            FromPage::Judge { language, candidates } => {
                ToPage::Judged(page::judge(&language, frame.site.as_ref(), &candidates, pages.country))
            }
            FromPage::Choose(choice) => match page::pick(choice, frame.site.as_ref()) {
                Ok(pick) => {
                    let opened = has_opened(opened).await || self.was_just_opened();
                    inbox.deliver(Input::Picked { pick: Box::new(pick), opened }).await;
                    ToPage::Taken
                }
                Err(refusal) => ToPage::Refused(refusal),
            },
        }
    }

    /// A command of the keyboard; `tab` as the browser describes it.
    pub(super) async fn commanded(&self, command: &str, tab: &JsValue, opened: Promise, inbox: &Inbox) {
        let word = match command {
            "send-to-number" => ToPage::SendNearest,
            "next-number" => ToPage::Walk,
            _ => return,
        };
        if self.holds().await.enabled
            && let Some(tab) = Tab::of(tab)
        {
            self.ask(tab.id, &word, opened, inbox).await;
        }
    }

    /// An entry of the menu was chosen; `info` and `tab` as the browser describes them.
    pub(super) async fn menu_clicked(&self, info: &JsValue, tab: &JsValue, opened: Promise, inbox: &Inbox) {
        let pages = self.holds().await;
        let said = |name: &str| Reflect::get(info, &name.into()).ok().and_then(|value| value.as_string());
        let entry = said("menuItemId").and_then(|id| entry(&id));
        let (Some(entry), true) = (entry, pages.enabled) else { return };
        let site = said("frameUrl").or_else(|| said("pageUrl")).and_then(|url| Site::host(sender::host(&url)?).ok());
        let pick = match entry {
            Entry::Selection => {
                page::selected(&said("selectionText").unwrap_or_default(), pages.country, site.as_ref())
            }
            Entry::Link => page::linked(&said("linkUrl").unwrap_or_default(), pages.country, site.as_ref()),
            Entry::Page => {
                if let Some(tab) = Tab::of(tab) {
                    self.ask(tab.id, &ToPage::SendNearest, opened, inbox).await;
                }
                return;
            }
        };
        let input = match pick {
            Some(pick) => Input::Picked { pick: Box::new(pick), opened: has_opened(opened).await },
            None => Input::NothingToPick(Nothing::NoNumber),
        };
        inbox.send(input);
    }

    /// Has the script in a tab do something, bringing it there if need be: the agent's key or click lets us.
    async fn ask(&self, tab: TabId, word: &ToPage, opened: Promise, inbox: &Inbox) {
        if has_opened(opened).await {
            self.opened_at.set(Some(js_sys::Date::now()));
        }
        let answer = match say(tab, word).await {
            Ok(answer) => Ok(answer),
            Err(_) => match inject(tab, &[FIRST, REST].concat()).await {
                Ok(()) => say(tab, word).await,
                Err(error) => Err(error),
            },
        };
        let nothing = match answer {
            Ok(found) if found.is_truthy() => return,
            Ok(_) => Nothing::NoNumber,
            Err(_) => Nothing::PageClosedToUs,
        };
        self.opened_at.set(None);
        if *word == ToPage::SendNearest {
            inbox.send(Input::NothingToPick(nothing));
        }
    }

    /// What holds; waits for the driver to say so, which it does as soon as it has read what is stored.
    async fn holds(&self) -> Pages {
        loop {
            if let Some(pages) = self.pages.borrow().as_ref() {
                return pages.clone();
            }
            let (sender, told) = oneshot::channel();
            self.waiting.borrow_mut().push(sender);
            // It is kept until it is used.
            let _ = told.await;
        }
    }

    /// Whether the side panel was opened a moment ago, for the command that this number is the answer to. Once.
    fn was_just_opened(&self) -> bool {
        self.opened_at.take().is_some_and(|at| (js_sys::Date::now() - at).abs() < GESTURE_MS)
    }

    async fn put_in_place(&self, pages: Pages) {
        let before = self.done.replace(Some(pages.clone()));
        let moved = match register(&pages).await {
            Ok(moved) => moved,
            Err(error) => {
                note(Err(error));
                false
            }
        };
        let changed = before.is_some_and(|before| before.rules != pages.rules || before.enabled != pages.enabled);
        if moved || changed {
            tell_tabs(&pages).await;
        }
        self.make_menu(&pages).await;
    }

    /// Makes the menu anew where it is another one, or the browser has forgotten it.
    async fn make_menu(&self, pages: &Pages) {
        let patterns = patterns(&pages.on);
        let wanted = format!("{} {} {}", pages.enabled, opens_name(pages.rules.opens), patterns.join(" "));
        if self.menu.borrow().as_deref() == Some(&wanted) {
            return;
        }
        note(context_menus::remove_all().await);
        for (entry, name) in ENTRIES.iter().filter(|_| pages.enabled) {
            let (title, on) = match entry {
                Entry::Selection => ("menuSelection", On::Selection),
                Entry::Link => ("menuLink", On::Links(LINKS)),
                Entry::Page if patterns.is_empty() => continue,
                Entry::Page => ("menuPage", On::Pages(&patterns)),
            };
            // The name tells the loader whether to open the side panel: it cannot wait for anybody who knows.
            let id = format!("{name}:{}", opens_name(pages.rules.opens));
            note(context_menus::create(&Item { id: &id, title: &i18n::message(title, &[]), on }).await);
        }
        note(storage::set(Area::Session, [(MENU, wanted.as_str().into())]).await);
        self.menu.replace(Some(wanted));
    }
}

/// What a content script in a frame of this site is told.
fn said_to(pages: &Pages, site: Option<&Site>) -> ToPage {
    if !site.is_some_and(|site| pages.look_at(site)) {
        return ToPage::Off;
    }
    let mut rules = pages.rules.clone();
    if !side_panel::exists() {
        // Firefox opens its sidebar for its own buttons and keys only.
        rules.opens = Opens::Window;
    }
    ToPage::Rules(rules)
}

/// Registers the script where it has to run from now on; whether that is somewhere else than before.
async fn register(pages: &Pages) -> Result<bool, webext::Error> {
    let place = Place { matches: patterns(&pages.on), excludes: patterns(&pages.off) };
    let script = ContentScript { id: SCRIPT, js: FIRST, css: STYLES, place: &place };
    let nowhere = place.matches.is_empty();
    match scripting::registered(SCRIPT).await? {
        None if nowhere => return Ok(false),
        None => scripting::register(&script).await?,
        Some(there) if same(&there, &place) => return Ok(false),
        Some(_) if nowhere => scripting::unregister(SCRIPT).await?,
        Some(_) => scripting::update(&script).await?,
    }
    Ok(true)
}

/// Whether two places are one: the browsers keep no order.
fn same(one: &Place, other: &Place) -> bool {
    let sorted = |list: &[String]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    sorted(&one.matches) == sorted(&other.matches) && sorted(&one.excludes) == sorted(&other.excludes)
}

/// Says to all tabs what holds from now on. Where a script is wanted and there is none, it is brought.
async fn tell_tabs(pages: &Pages) {
    let tabs = match tabs::all().await {
        Ok(tabs) => tabs,
        Err(error) => {
            note(Err(error));
            return;
        }
    };
    join_all(tabs.iter().map(|tab| async move {
        let site = tab.url.as_deref().and_then(sender::host).and_then(|host| Site::host(host).ok());
        let word = said_to(pages, site.as_ref());
        let heard = say(tab.id, &word).await.is_ok();
        if !heard && word != ToPage::Off {
            note(inject(tab.id, FIRST).await);
        }
    }))
    .await;
}

async fn say(tab: TabId, word: &ToPage) -> Result<JsValue, webext::Error> {
    // The types of `protocol` always have a text form.
    let text = serde_json::to_string(word).unwrap_or_default();
    tabs::send_message(tab, &json::parse(&text)?).await
}

async fn inject(tab: TabId, files: &[&str]) -> Result<(), webext::Error> {
    scripting::execute(tab, Frames::All, files).await?;
    scripting::insert_css(tab, Frames::All, STYLES).await
}

/// Brings more of the script to a frame; whether it is still there.
async fn bring(frame: &Frame, files: &[&str]) -> bool {
    let (tab, number) = frame.place;
    note(scripting::execute(tab, Frames::One(number), files).await)
}

fn patterns(sites: &[Site]) -> Vec<String> {
    sites.iter().map(Site::pattern).collect()
}

fn entry(id: &str) -> Option<Entry> {
    let (name, _) = id.split_once(':')?;
    ENTRIES.iter().find(|(_, one)| *one == name).map(|(entry, _)| *entry)
}

fn opens_name(opens: Opens) -> &'static str {
    match opens {
        Opens::SidePanel => "SidePanel",
        Opens::Window => "Window",
    }
}

/// Whether the browser has opened the side panel. What the agent chose does not wait for it for long.
async fn has_opened(opened: Promise) -> bool {
    match select(JsFuture::from(opened), TimeoutFuture::new(OPENING_MS)).await {
        Either::Left((opened, _)) => opened.is_ok_and(|opened| opened.is_truthy()),
        Either::Right(((), _)) => false,
    }
}
