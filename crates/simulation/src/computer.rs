//! The agent's computer: its clock, what is stored, its windows, and the background that runs on it.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    panic::AssertUnwindSafe,
    rc::Rc,
};

use background::{Documents, Inbox, NoRedirect, NotSaved, Platform, Stored, Unreachable, log::Entry, ports::Ports};
use futures_util::FutureExt;
use genesys::time::Timestamp;
use protocol::{Badge, Site, Sound, ToView, ViewId, Window};
use tokio::task::AbortHandle;
use workflow::{Alert, Input, Pages, Play, Policy};

use crate::{
    network::{self, Wire},
    others,
    tally::{Fault, Situation},
    world::World,
};

/// Where the agent's clock begins, as the sandbox's does.
const BEGINNING_MS: i64 = 1_800_000_000_000;
/// Any loopback address is registered.
pub(crate) const REDIRECT_URI: &str = "http://127.0.0.1:49152/";
/// Who works here.
pub(crate) const AGENT: &str = "ada@lumen.example";

/// What is there while the background is stopped, too.
#[derive(Default)]
pub(crate) struct Computer {
    /// Milliseconds by which its clock is ahead of the time that passed.
    skew_ms: Cell<i64>,
    offline: Cell<bool>,
    stored: RefCell<Stored>,
    /// `durable` as it was before the last write.
    earlier: RefCell<Option<String>>,
    trouble: Cell<NotSaved>,
    /// What is stored of drafts is older than what was to be.
    drafts_are_old: Cell<bool>,
    windows: RefCell<BTreeSet<Window>>,
    badge: Cell<Option<Badge>>,
    keep_waking: Cell<bool>,
}

/// A background that runs, until the browser stops it.
pub(crate) struct Process {
    pub(crate) inbox: Inbox,
    pub(crate) ports: RefCell<Ports<()>>,
    ended: Cell<bool>,
    tasks: RefCell<Vec<AbortHandle>>,
    /// The moment at which it is stopped, after so many others of the kind.
    fuse: Cell<Option<(Moment, u32)>>,
}

/// Where the browser may stop a background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Moment {
    /// At no particular one.
    AnyTime,
    /// What it wants to store is lost.
    BeforeWriting,
    /// It is stored, and nothing has left.
    AfterWriting,
    /// A request is about to leave.
    BeforeRequest,
    /// The request took effect, the reply is on its way.
    AfterEffect,
    /// The reply is here, and nobody has looked at it.
    BeforeReply,
}

impl Moment {
    /// Those that a background comes to by itself, with how often it does, roughly.
    pub(crate) const ITS_OWN: [(Self, u32); 5] = [
        (Self::BeforeWriting, 30),
        (Self::AfterWriting, 30),
        (Self::BeforeRequest, 20),
        (Self::BeforeReply, 20),
        (Self::AfterEffect, 3),
    ];
}

impl Computer {
    pub(crate) fn now(&self, world: &World) -> Timestamp {
        Timestamp::from_millis(BEGINNING_MS + world.elapsed_ms() + self.skew_ms.get())
    }

    /// Sets the clock forward, or back.
    pub(crate) fn shift_clock(&self, millis: i64) {
        self.skew_ms.set(self.skew_ms.get() + millis);
    }

    pub(crate) fn is_offline(&self) -> bool {
        self.offline.get()
    }

    pub(crate) fn set_offline(&self, offline: bool) {
        self.offline.set(offline);
    }

    /// What cannot be written from now on.
    pub(crate) fn fail_writing(&self, trouble: NotSaved) {
        self.trouble.set(trouble);
    }

    pub(crate) fn is_to_be_woken(&self) -> bool {
        self.keep_waking.get()
    }

    pub(crate) fn badge(&self) -> Option<Badge> {
        self.badge.get()
    }

    pub(crate) fn durable(&self) -> String {
        self.stored.borrow().durable.clone().unwrap_or_default()
    }

    /// A window closes; whether it was open.
    pub(crate) fn close(&self, window: Window) -> bool {
        self.windows.borrow_mut().remove(&window)
    }

    /// The browser crashes: memory and windows are gone, and perhaps what was written to disk last.
    pub(crate) fn crash(&self, last_write_is_lost: bool) {
        let mut stored = self.stored.borrow_mut();
        stored.volatile = None;
        stored.carried_out = None;
        if last_write_is_lost {
            stored.durable = self.earlier.borrow().clone();
        }
        self.windows.borrow_mut().clear();
        self.keep_waking.set(false);
    }

    /// Whether drafts are lost when the background is stopped now; the agent is told that they cannot be stored.
    pub(crate) fn loses_drafts(&self) -> bool {
        self.drafts_are_old.get()
    }

    fn write(&self, documents: Documents, trouble: NotSaved) {
        let mut stored = self.stored.borrow_mut();
        if documents.durable.is_some() {
            self.drafts_are_old.set(trouble.durable);
        }
        if let Some(durable) = documents.durable.filter(|_| !trouble.durable) {
            self.earlier.replace(stored.durable.replace(durable));
        }
        if let Some(volatile) = documents.volatile.filter(|_| !trouble.volatile) {
            stored.volatile = Some(volatile);
        }
        if let Some(carried_out) = documents.carried_out.filter(|_| !trouble.volatile) {
            stored.carried_out = Some(carried_out);
        }
    }
}

impl Process {
    pub(crate) fn new(inbox: Inbox, fuse: Option<(Moment, u32)>) -> Self {
        Self {
            inbox,
            ports: RefCell::default(),
            ended: Cell::new(false),
            tasks: RefCell::default(),
            fuse: Cell::new(fuse),
        }
    }

    /// Runs a task for as long as the background runs.
    pub(crate) fn spawn(&self, world: &Rc<World>, task: impl Future<Output = ()> + 'static) {
        if self.ended.get() {
            return;
        }
        let world = world.clone();
        let task = tokio::task::spawn_local(async move {
            if AssertUnwindSafe(task).catch_unwind().await.is_err() {
                world.violate("the background panicked".to_owned());
            }
        });
        let mut tasks = self.tasks.borrow_mut();
        tasks.retain(|task| !task.is_finished());
        tasks.push(task.abort_handle());
    }

    /// Nothing of it runs any more; `false` where that was so already.
    pub(crate) fn end(&self) -> bool {
        if self.ended.replace(true) {
            return false;
        }
        for task in self.tasks.borrow_mut().drain(..) {
            task.abort();
        }
        true
    }

    /// No more stopping by itself.
    pub(crate) fn defuse(&self) {
        self.fuse.set(None);
    }

    /// Whether this is the moment.
    pub(crate) fn burns(&self, moment: Moment) -> bool {
        match self.fuse.get() {
            Some((wanted, 0)) if wanted == moment => !self.ended.get(),
            Some((wanted, left)) if wanted == moment => {
                self.fuse.set(Some((wanted, left - 1)));
                false
            }
            _ => false,
        }
    }
}

/// What a background has of the world.
pub(crate) struct Host {
    pub(crate) world: Rc<World>,
    pub(crate) process: Rc<Process>,
}

impl Platform for Host {
    type Socket = Wire;

    fn now(&self) -> Timestamp {
        self.world.turn();
        self.world.computer.now(&self.world)
    }

    fn entropy(&self) -> [u8; 32] {
        self.world.entropy()
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.process.spawn(&self.world, task);
    }

    async fn sleep(&self, millis: u32) {
        self.world.pass(millis).await;
    }

    async fn load(&self) -> Stored {
        let computer = &self.world.computer;
        // As the browsers do: which windows are left is reported after the start.
        for window in [Window::Client, Window::Interactions, Window::WrapUp, Window::Options] {
            let open = computer.windows.borrow().contains(&window);
            self.process.inbox.send(if open { Input::WindowOpened(window) } else { Input::WindowClosed(window) });
        }
        computer.stored.borrow().clone()
    }

    async fn save(&self, documents: Documents) -> Result<(), NotSaved> {
        self.world.moment(&self.process, Moment::BeforeWriting).await;
        if self.world.chance(100) {
            self.world.pass(self.world.dice(1..20)).await;
        }
        let computer = &self.world.computer;
        let trouble = computer.trouble.get();
        let trouble = NotSaved {
            durable: trouble.durable && documents.durable.is_some(),
            volatile: trouble.volatile
                && (documents.volatile.is_some() || documents.carried_out.is_some() || documents.view.is_some()),
        };
        computer.write(documents, trouble);
        self.world.moment(&self.process, Moment::AfterWriting).await;
        if trouble == NotSaved::default() {
            return Ok(());
        }
        self.world.tally.borrow_mut().strike(Fault::NotWritten);
        self.world.reach(Situation::NotStored);
        Err(trouble)
    }

    async fn keep_unreadable(&self, documents: Documents) {
        self.world.violate(format!("what was written cannot be read: {documents:?}"));
    }

    async fn policy(&self) -> Policy {
        Policy::default()
    }

    async fn granted(&self) -> Vec<Site> {
        Vec::new()
    }

    fn redirect_uri(&self) -> String {
        REDIRECT_URI.to_owned()
    }

    fn online(&self) -> bool {
        !self.world.computer.is_offline()
    }

    fn log(&self, _: Entry) {}

    async fn fetch(&self, request: http::Request<Vec<u8>>) -> Result<http::Response<Vec<u8>>, Unreachable> {
        self.world.moment(&self.process, Moment::BeforeRequest).await;
        let answer = network::fetch(&self.world, &self.process, request).await;
        self.world.moment(&self.process, Moment::BeforeReply).await;
        answer
    }

    async fn connect(&self, uri: &str) -> Result<Wire, Unreachable> {
        network::connect(&self.world, uri).await
    }

    /// The agent fills in the form, or closes the page.
    async fn authorize(&self, url: &str) -> Result<String, NoRedirect> {
        let closed = || NoRedirect { reason: "The user did not approve access.".to_owned() };
        let world = &self.world;
        world.pass(world.dice(500..8_000)).await;
        if world.computer.is_offline() || world.chance(world.roughness() / 2) {
            return Err(closed());
        }
        others::log_in(world, AGENT, url).await.ok_or_else(closed)
    }

    async fn reaches(&self, _: &str) -> bool {
        self.world.pass(self.world.dice(20..400)).await;
        !self.world.computer.is_offline()
    }

    fn open_window(&self, window: Window, inbox: &Inbox) {
        if self.process.ended.get() {
            return;
        }
        if self.world.computer.windows.borrow_mut().insert(window) {
            self.world.pages.borrow_mut().opened(&self.world, window);
        }
        inbox.send(Input::WindowOpened(window));
    }

    fn close_window(&self, window: Window) {
        if !self.process.ended.get() && self.world.computer.close(window) {
            self.world.pages.borrow_mut().closed(&self.world, window);
        }
    }

    /// What is alerted is in the view, too; nothing in a day depends on how it is noticed.
    fn show_alerts(&self, _: Vec<Alert>) {}

    fn play_sound(&self, _: Play, inbox: &Inbox) {
        inbox.send(Input::Sounded(Sound::Fine));
    }

    /// The browser closes every page, and what was in memory is gone.
    fn reload(&self) {
        self.world.reach(Situation::Updated);
        self.world.pages.borrow_mut().close_all(&self.world);
        self.world.computer.crash(false);
        self.world.stop(&self.process, Moment::AnyTime);
    }

    fn keep_waking(&self, wanted: bool) {
        if !self.process.ended.get() {
            self.world.computer.keep_waking.set(wanted);
        }
    }

    fn tell(&self, view: &ViewId, message: &ToView) {
        let ToView::State { view: state, acknowledged } = message else { return };
        if self.process.ended.get() {
            return;
        }
        self.world.pages.borrow_mut().told(&self.world, view, state, *acknowledged);
        self.world.seen(state);
    }

    /// No agent's day has web pages in it.
    fn rule_pages(&self, _: &Pages) {}

    fn show_badge(&self, badge: Badge) {
        if !self.process.ended.get() {
            self.world.computer.badge.set(Some(badge));
        }
    }
}
