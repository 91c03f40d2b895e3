//! A platform without a browser.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use futures_channel::{mpsc, oneshot};
use futures_util::StreamExt;
use genesys::time::Timestamp;
use protocol::{Badge, Command, Numbered, Page, Site, Sound, ToView, View, ViewId, Window};
use tokio::time::{Duration, Instant, sleep};
use workflow::{Alert, Input, Pages, Play, Policy};

use crate::{Documents, Driver, Inbox, NoRedirect, NotSaved, Platform, Socket, Stored, Unreachable, inbox, log::Entry};

pub(super) const REDIRECT_URI: &str = "https://behalf.example/redirect";

/// Something that the driver did.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Did {
    Told(ViewId, u64),
    Saved(Documents),
    Kept(Documents),
    Fetched(String),
    Authorized(String),
    Connected(String),
    Waking(bool),
    Alerted(Vec<Alert>),
    Played(Play),
    Reloaded,
    Ruled(Pages),
    Opened(Window),
}

/// What the tests hold of the platform.
#[derive(Clone)]
pub(super) struct Fake(Rc<State>);

struct State {
    began: Instant,
    did: RefCell<Vec<Did>>,
    seen: RefCell<Option<View>>,
    stored: RefCell<Stored>,
    /// What `save` says from now on.
    saving: Cell<Result<(), NotSaved>>,
    /// `save` waits for this one.
    gate: RefCell<Option<oneshot::Receiver<()>>>,
    /// What `fetch` says, once each; when they are used up it never answers.
    answers: RefCell<VecDeque<Result<http::Response<Vec<u8>>, Unreachable>>>,
    /// Where the OAuth pages that were opened lead to.
    redirects: RefCell<VecDeque<oneshot::Sender<Result<String, NoRedirect>>>>,
    sockets: RefCell<VecDeque<Wire>>,
    reachable: Cell<bool>,
    granted: RefCell<Vec<Site>>,
}

/// The service's end of a socket; dropping it closes the socket.
pub(super) struct Wire {
    pub(super) say: mpsc::UnboundedSender<String>,
    pub(super) heard: mpsc::UnboundedReceiver<String>,
}

pub(super) struct FakeSocket {
    frames: mpsc::UnboundedReceiver<String>,
    sent: mpsc::UnboundedSender<String>,
}

impl Fake {
    pub(super) fn new() -> Self {
        Self(Rc::new(State {
            began: Instant::now(),
            did: RefCell::default(),
            seen: RefCell::default(),
            stored: RefCell::default(),
            saving: Cell::new(Ok(())),
            gate: RefCell::default(),
            answers: RefCell::default(),
            redirects: RefCell::default(),
            sockets: RefCell::default(),
            reachable: Cell::new(true),
            granted: RefCell::default(),
        }))
    }

    pub(super) fn storing(self, stored: Stored) -> Self {
        self.0.stored.replace(stored);
        self
    }

    /// Starts a driver on it, for a view.
    pub(super) fn start(&self) -> Agent {
        let agent = self.wake();
        agent.comes();
        agent
    }

    /// Starts a driver on it, for nobody yet.
    pub(super) fn wake(&self) -> Agent {
        let (inbox, events) = inbox();
        tokio::task::spawn_local(Driver::run(self.clone(), inbox.clone(), events));
        Agent { inbox, view: ViewId("v1".to_owned()), number: 0 }
    }

    pub(super) fn did(&self) -> Vec<Did> {
        self.0.did.borrow().clone()
    }

    pub(super) fn forget(&self) {
        self.0.did.borrow_mut().clear();
    }

    /// The view as it was told last.
    pub(super) fn seen(&self) -> View {
        self.0.seen.borrow().clone().expect("a view was told")
    }

    pub(super) fn stored(&self) -> Stored {
        self.0.stored.borrow().clone()
    }

    pub(super) fn saving(&self, result: Result<(), NotSaved>) {
        self.0.saving.set(result);
    }

    /// Holds the next write up until the sender is used.
    pub(super) fn hold_writing(&self) -> oneshot::Sender<()> {
        let (sender, receiver) = oneshot::channel();
        self.0.gate.replace(Some(receiver));
        sender
    }

    pub(super) fn answer(&self, answer: Result<http::Response<Vec<u8>>, Unreachable>) {
        self.0.answers.borrow_mut().push_back(answer);
    }

    /// The oldest OAuth page that is still open.
    pub(super) fn oauth_page(&self) -> oneshot::Sender<Result<String, NoRedirect>> {
        self.0.redirects.borrow_mut().pop_front().expect("an OAuth page is open")
    }

    /// Nothing answers any more.
    pub(super) fn unplug(&self) {
        self.0.reachable.set(false);
    }

    /// The browser lets us look at these sites from the start.
    pub(super) fn granting(self, sites: &[Site]) -> Self {
        self.0.granted.replace(sites.to_vec());
        self
    }

    pub(super) fn wire(&self) -> Wire {
        self.0.sockets.borrow_mut().pop_front().expect("a socket is open")
    }

    /// Lets everything run that can, without time passing.
    pub(super) async fn settle(&self) {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
    }

    fn note(&self, did: Did) {
        self.0.did.borrow_mut().push(did);
    }
}

/// An agent at a view.
pub(super) struct Agent {
    pub(super) inbox: Inbox,
    pub(super) view: ViewId,
    number: u64,
}

impl Agent {
    pub(super) fn comes(&self) {
        self.inbox.send(Input::Attached { view: self.view.clone(), page: Page::Popup });
    }

    pub(super) fn says(&mut self, command: Command) {
        self.number += 1;
        let command = Numbered { number: self.number, command };
        self.inbox.send(Input::Command { view: self.view.clone(), command });
    }
}

impl Platform for Fake {
    type Socket = FakeSocket;

    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.0.began.elapsed().as_millis()).expect("a test is short");
        Timestamp::from_millis(1_800_000_000_000 + passed)
    }

    fn entropy(&self) -> [u8; 32] {
        [7; 32]
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        tokio::task::spawn_local(task);
    }

    async fn sleep(&self, millis: u32) {
        sleep(Duration::from_millis(millis.into())).await;
    }

    async fn load(&self) -> Stored {
        self.stored()
    }

    async fn save(&self, documents: Documents) -> Result<(), NotSaved> {
        let gate = self.0.gate.take();
        if let Some(gate) = gate {
            let _ = gate.await;
        }
        self.note(Did::Saved(documents.clone()));
        let result = self.0.saving.get();
        let trouble = result.err().unwrap_or_default();
        let mut stored = self.0.stored.borrow_mut();
        if let Some(durable) = documents.durable.filter(|_| !trouble.durable) {
            stored.durable = Some(durable);
        }
        if let Some(volatile) = documents.volatile.filter(|_| !trouble.volatile) {
            stored.volatile = Some(volatile);
        }
        if let Some(carried_out) = documents.carried_out.filter(|_| !trouble.volatile) {
            stored.carried_out = Some(carried_out);
        }
        result
    }

    async fn keep_unreadable(&self, documents: Documents) {
        self.note(Did::Kept(documents));
    }

    async fn policy(&self) -> Policy {
        Policy::default()
    }

    async fn granted(&self) -> Vec<Site> {
        self.0.granted.borrow().clone()
    }

    fn redirect_uri(&self) -> String {
        REDIRECT_URI.to_owned()
    }

    fn online(&self) -> bool {
        true
    }

    fn log(&self, _: Entry) {}

    async fn fetch(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        self.note(Did::Fetched(request.uri().path().to_owned()));
        let answer = self.0.answers.borrow_mut().pop_front();
        match answer {
            Some(answer) => answer,
            None => std::future::pending().await,
        }
    }

    async fn connect(&self, uri: &str) -> Result<FakeSocket, Unreachable> {
        self.note(Did::Connected(uri.to_owned()));
        let (say, frames) = mpsc::unbounded();
        let (sent, heard) = mpsc::unbounded();
        self.0.sockets.borrow_mut().push_back(Wire { say, heard });
        Ok(FakeSocket { frames, sent })
    }

    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        self.note(Did::Authorized(url.to_owned()));
        let (sender, receiver) = oneshot::channel();
        self.0.redirects.borrow_mut().push_back(sender);
        receiver.await.expect("the test says where the page leads to")
    }

    async fn reaches(&self, _: &str) -> bool {
        self.0.reachable.get()
    }

    fn open_window(&self, window: Window, inbox: &Inbox) {
        self.note(Did::Opened(window));
        inbox.send(Input::WindowOpened(window));
    }

    fn close_window(&self, _: Window) {}

    fn show_alerts(&self, alerts: Vec<Alert>) {
        self.note(Did::Alerted(alerts));
    }

    fn play_sound(&self, play: Play, inbox: &Inbox) {
        self.note(Did::Played(play));
        inbox.send(Input::Sounded(Sound::Fine));
    }

    fn keep_waking(&self, wanted: bool) {
        self.note(Did::Waking(wanted));
    }

    fn reload(&self) {
        self.note(Did::Reloaded);
    }

    fn tell(&self, view: &ViewId, message: &ToView) {
        if let ToView::State { view: seen, acknowledged } = message {
            self.note(Did::Told(view.clone(), *acknowledged));
            self.0.seen.replace(Some((**seen).clone()));
        }
    }

    fn rule_pages(&self, pages: &Pages) {
        self.note(Did::Ruled(pages.clone()));
    }

    fn show_badge(&self, _: Badge) {}
}

impl Socket for FakeSocket {
    async fn next(&mut self) -> Option<String> {
        self.frames.next().await
    }

    async fn send(&mut self, text: &str) {
        let _ = self.sent.unbounded_send(text.to_owned());
    }
}
