//! The way to the background and back, whatever carries it.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
    time::Duration,
};

use leptos::prelude::set_timeout;
use protocol::{Command, Page, ToBackground, ToView, ViewId};

use crate::outbox::Outbox;

/// An open way to the background.
pub trait Link {
    /// Says `message`. A link that broke swallows it: whoever holds the link hears [`Events::broken`] and repeats.
    fn send(&self, message: &ToBackground);
}

/// Opens links.
pub trait Connector {
    /// Opens a link; it reports to `events`, never from within a call of its own.
    ///
    /// # Errors
    ///
    /// [`Gone`]: there is nothing to connect to, now and later.
    fn connect(&self, events: Events) -> Result<Box<dyn Link>, Gone>;
}

/// The extension was updated or removed behind this page: it has to be opened again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// What a link reports.
#[derive(Clone)]
pub struct Events {
    /// A message came.
    pub message: Rc<dyn Fn(ToView)>,
    /// A message came that cannot be read: the other end is of another version.
    pub unreadable: Rc<dyn Fn()>,
    /// The link broke; nothing comes any more.
    pub broken: Rc<dyn Fn()>,
}

/// What the client of a view hears.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// The background said this.
    Said(ToView),
    /// There is no link and there will be none.
    Gone,
}

/// How long to wait before the n-th attempt in a row that brought no answer. The first is at once: the background was
/// stopped for idleness, and connecting is what wakes it.
const PAUSES_MS: [u64; 5] = [0, 50, 200, 1000, 3000];

/// How long a link may say nothing after it was spoken to.
const SILENCE_MS: u64 = 4_000;

/// A view's end: says who it is, repeats what was not acknowledged when a link broke.
pub struct Client {
    me: Weak<Self>,
    view: ViewId,
    page: Page,
    connector: Box<dyn Connector>,
    heard: Box<dyn Fn(News)>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    outbox: Outbox,
    link: Option<Box<dyn Link>>,
    fruitless: usize,
    countries_wanted: bool,
    /// Counts links and what was heard, so that a late event or a timer knows whether it still matters.
    links: u64,
    heard: u64,
}

impl Client {
    /// Connects; `heard` is told what comes.
    pub fn open(view: ViewId, page: Page, connector: Box<dyn Connector>, heard: impl Fn(News) + 'static) -> Rc<Self> {
        let client = Rc::new_cyclic(|me| Self {
            me: me.clone(),
            view,
            page,
            connector,
            heard: Box::new(heard),
            state: RefCell::default(),
        });
        client.connect();
        client
    }

    /// The view's identifier.
    pub fn view(&self) -> &ViewId {
        &self.view
    }

    /// Sends a command, now or as soon as there is a link; gives its number.
    pub fn command(&self, command: Command) -> u64 {
        let mut state = self.state.borrow_mut();
        let numbered = state.outbox.push(command);
        let number = numbered.number;
        if let Some(link) = &state.link {
            link.send(&ToBackground::Command(numbered));
        }
        drop(state);
        self.expect_an_answer();
        number
    }

    /// Asks for the countries; the answer is heard as [`ToView::Countries`].
    pub fn countries(&self) {
        let mut state = self.state.borrow_mut();
        state.countries_wanted = true;
        if let Some(link) = &state.link {
            link.send(&ToBackground::Countries);
        }
    }

    /// Asks for the log; the answer is heard as [`ToView::Log`]. Where the link breaks meanwhile, who asked asks again.
    pub fn log(&self) {
        if let Some(link) = &self.state.borrow().link {
            link.send(&ToBackground::Log);
        }
        self.expect_an_answer();
    }

    fn connect(&self) {
        let (here, there, gone) = (self.me.clone(), self.me.clone(), self.me.clone());
        let number = {
            let mut state = self.state.borrow_mut();
            state.links += 1;
            state.links
        };
        let events = Events {
            message: Rc::new(move |message| {
                if let Some(client) = here.upgrade() {
                    client.receive(message);
                }
            }),
            unreadable: Rc::new(move || {
                if let Some(client) = gone.upgrade() {
                    (client.heard)(News::Gone);
                }
            }),
            broken: Rc::new(move || {
                if let Some(client) = there.upgrade().filter(|client| client.state.borrow().links == number) {
                    client.reconnect();
                }
            }),
        };
        let Ok(link) = self.connector.connect(events) else {
            (self.heard)(News::Gone);
            return;
        };
        let mut state = self.state.borrow_mut();
        link.send(&ToBackground::Hello { view: self.view.clone(), page: self.page });
        for numbered in state.outbox.pending() {
            link.send(&ToBackground::Command(numbered.clone()));
        }
        if state.countries_wanted {
            link.send(&ToBackground::Countries);
        }
        state.link = Some(link);
        drop(state);
        self.expect_an_answer();
    }

    /// A background that dies while it starts does not always break its ports: a link that stays silent after it was
    /// spoken to is given up like one that broke.
    fn expect_an_answer(&self) {
        let now = |client: &Self| {
            let state = client.state.borrow();
            (state.links, state.heard, state.link.is_some())
        };
        let (me, then) = (self.me.clone(), now(self));
        let look = move || {
            if let Some(client) = me.upgrade().filter(|client| then.2 && now(client) == then) {
                client.reconnect();
            }
        };
        set_timeout(look, Duration::from_millis(SILENCE_MS));
    }

    fn reconnect(&self) {
        let pause = {
            let mut state = self.state.borrow_mut();
            state.link = None;
            state.fruitless += 1;
            PAUSES_MS[(state.fruitless - 1).min(PAUSES_MS.len() - 1)]
        };
        let client = self.me.clone();
        let again = move || {
            if let Some(client) = client.upgrade() {
                client.connect();
            }
        };
        set_timeout(again, Duration::from_millis(pause));
    }

    fn receive(&self, message: ToView) {
        {
            let mut state = self.state.borrow_mut();
            state.fruitless = 0;
            state.heard += 1;
            match &message {
                ToView::State { acknowledged, .. } => state.outbox.acknowledge(*acknowledged),
                ToView::Countries(_) => state.countries_wanted = false,
                ToView::Log(_) => {}
            }
        }
        (self.heard)(News::Said(message));
    }
}
