use std::rc::Rc;

use futures_channel::oneshot;
use futures_util::{
    StreamExt,
    future::{AbortHandle, Either, abortable, join3, select},
};
use genesys::{
    call::{Call, Reply},
    model::Failure,
    time::Timestamp,
};
use protocol::{Badge, ToView, View, ViewId};
use vecmap::VecMap;
use workflow::{CarriedOut, Durable, Effect, Input, Pages, Volatile, Workflow};

use crate::{
    Documents, Inbox, NotSaved, Platform, Unreachable,
    documents::{self, Restored},
    inbox::{Event, Events, Source},
    log::Entry,
    sign_in, socket, zones,
};

/// How long to wait before writing again what could not be written.
const WRITE_AGAIN_MS: u32 = 2_000;
/// How long a view that woke the background may take to be heard, once the state is there.
const HEARD_WITHIN_MS: u32 = 5;
/// What is due later is looked at again on the way: the clock may have been set back meanwhile.
const LONGEST_SLEEP_MS: i64 = 60_000;

/// The loop between the queue, the workflow and the [`Platform`].
pub struct Driver<P: Platform> {
    platform: Rc<P>,
    inbox: Inbox,
    workflow: Workflow,
    /// What is in storage. Of `volatile` that is known once it was written: a copy when the background is woken would
    /// be for nothing, since waking changes it.
    durable: Durable,
    volatile: Option<Volatile>,
    carried_out: CarriedOut,
    /// What the views were shown, and whether that is in storage.
    shown: Option<Rc<View>>,
    shown_is_stored: bool,
    /// Counts what they were shown.
    edition: u64,
    badge: Option<Badge>,
    /// What holds on web pages, as the platform was told.
    pages: Option<Pages>,
    /// Who is attached, and what it was told last.
    views: VecMap<ViewId, Option<Told>>,
    /// What was decided and may not leave before the state is stored.
    undone: Vec<Effect>,
    /// Who waits for the state to be stored.
    waiting: Vec<oneshot::Sender<()>>,
    trouble: NotSaved,
    write_again: Task,
    sign_in: Task,
    socket: Task,
    alarm: Option<Alarm>,
    keep_waking: Option<bool>,
}

/// What a view was told.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Told {
    edition: u64,
    /// The number of its last command that is in storage.
    acknowledged: u64,
}

/// A task of which there is one at a time.
#[derive(Default)]
struct Task {
    /// Counts those that were begun or given up.
    number: u64,
    running: Option<AbortHandle>,
}

/// The timer for [`Workflow::next_wake`].
struct Alarm {
    at: Timestamp,
    sleep: AbortHandle,
}

impl<P: Platform> Driver<P> {
    /// Takes up what was stored and works off the queue until every [`Inbox`] but its own is gone, which in a
    /// browser is never.
    pub async fn run(platform: P, inbox: Inbox, mut events: Events) {
        let platform = Rc::new(platform);
        let (stored, policy, granted) = join3(platform.load(), platform.policy(), platform.granted()).await;
        let Restored { durable, volatile, carried_out, unreadable } = stored.read();
        let (durable, volatile) = (durable.unwrap_or_default(), volatile.unwrap_or_default());

        let mut first = vec![
            Input::RedirectUri(platform.redirect_uri()),
            Input::Policy(policy),
            Input::Granted { granted, added: Vec::new() },
            Input::Online(platform.online()),
            Input::Woke,
        ];
        if !unreadable.is_empty() {
            platform.keep_unreadable(unreadable).await;
            first.push(Input::StorageReset);
        }

        let mut driver = Self {
            platform,
            inbox,
            workflow: Workflow::restore(durable.clone(), volatile, carried_out.clone(), zones::ZONES),
            durable,
            volatile: None,
            carried_out,
            shown: None,
            shown_is_stored: false,
            edition: 0,
            badge: None,
            pages: None,
            views: VecMap::new(),
            undone: Vec::new(),
            waiting: Vec::new(),
            trouble: NotSaved::default(),
            write_again: Task::default(),
            sign_in: Task::default(),
            socket: Task::default(),
            alarm: None,
            keep_waking: None,
        };
        let first = first.into_iter().map(|input| Event { from: Source::World, input: Some(input), stored: None });
        let mut batch: Vec<_> = first.chain(events.here()).collect();
        if !batch.iter().any(Event::is_greeting) {
            // The view whose coming woke the background has come, but is heard only once the browser has its turn: it
            // would wait until the state is stored and what waking asks for is on its way.
            driver.take_in(driver.platform.now(), std::mem::take(&mut batch));
            let platform = driver.platform.clone();
            let mut patience = std::pin::pin!(platform.sleep(HEARD_WITHIN_MS));
            while !batch.iter().any(Event::is_greeting) {
                let Either::Left((Some(event), _)) = select(events.0.next(), &mut patience).await else { break };
                batch.push(event);
            }
        }
        loop {
            batch.extend(events.here());
            driver.turn(std::mem::take(&mut batch)).await;
            let Some(event) = events.0.next().await else { return };
            batch.push(event);
        }
    }

    /// Takes in a batch of events, in order: store, publish, act.
    async fn turn(&mut self, batch: Vec<Event>) {
        let now = self.platform.now();
        let is_typing = !batch.is_empty() && batch.iter().all(Event::is_typing);
        self.take_in(now, batch);
        // Whoever has just come waits for a first answer, which acknowledges no more than it was before.
        self.publish(|told| told.is_none());
        let stored = self.store(is_typing).await;
        self.publish(|_| true);
        self.show_badge();
        self.rule_pages();
        if stored {
            for waiting in self.waiting.drain(..) {
                // Whoever waited may have gone.
                let _ = waiting.send(());
            }
            for effect in std::mem::take(&mut self.undone) {
                self.act(effect);
            }
        }
        self.set_alarm(now);
    }

    /// What all of it makes of the state, and of the view.
    fn take_in(&mut self, now: Timestamp, batch: Vec<Event>) {
        for Event { from, input, stored } in batch {
            self.waiting.extend(stored);
            let current = match from {
                Source::World => true,
                Source::SignIn(number) => number == self.sign_in.number,
                Source::Socket(number) => number == self.socket.number,
            };
            let Some(input) = input.filter(|_| current) else { continue };
            self.note(&input);
            self.undone.extend(self.workflow.handle(now, input));
        }
        self.render();
    }

    /// What the driver itself needs to know of an input.
    fn note(&mut self, input: &Input) {
        if let Some(entry) = Entry::of(input) {
            self.platform.log(entry);
        }
        match input {
            Input::Attached { view, .. } => {
                self.views.insert(view.clone(), None);
            }
            Input::Detached { view } => {
                self.views.remove(view);
            }
            Input::Tick => self.alarm = None,
            _ => {}
        }
    }

    /// Makes the view anew.
    fn render(&mut self) {
        let view = self.workflow.view();
        if self.shown.as_deref() != Some(&view) {
            self.shown = Some(Rc::new(view));
            self.shown_is_stored = false;
            self.edition += 1;
        }
    }

    /// Tells each of these views what is new to it. A command is acknowledged once it is in storage, lest a view
    /// forgets what the background does not remember.
    fn publish(&mut self, these: impl Fn(Option<Told>) -> bool) {
        let Some(view) = &self.shown else { return };
        for (id, told) in &mut self.views {
            let news = Told { edition: self.edition, acknowledged: self.carried_out.last_of(id) };
            if these(*told) && *told != Some(news) {
                *told = Some(news);
                let acknowledged = news.acknowledged;
                self.platform.tell(id, &ToView::State { view: view.clone(), acknowledged });
            }
        }
    }

    fn show_badge(&mut self) {
        let badge = self.shown.as_ref().map(|view| view.badge);
        if let Some(badge) = badge.filter(|_| badge != self.badge) {
            self.badge = Some(badge);
            self.platform.show_badge(badge);
        }
    }

    fn rule_pages(&mut self) {
        let pages = self.workflow.pages();
        if self.pages.as_ref() != Some(&pages) {
            self.platform.rule_pages(&pages);
            self.pages = Some(pages);
        }
    }

    /// Stores what changed; whether effects may leave.
    ///
    /// They depend on `volatile` alone (the token, the outbox, calls under way). A disk that is full keeps nobody
    /// from working: settings and drafts that could not be written are only said to be.
    ///
    /// What a page paints first is not written anew for every key: whoever types has a page, and the next thing that
    /// happens is its closing at the latest.
    async fn store(&mut self, is_typing: bool) -> bool {
        let durable = self.workflow.durable();
        let volatile = self.workflow.volatile();
        let carried_out = self.workflow.carried_out();
        let paints_anew = !self.shown_is_stored && !is_typing;
        let documents = Documents {
            durable: (*durable != self.durable).then(|| documents::durable(durable)).flatten(),
            volatile: (self.volatile.as_ref() != Some(volatile)).then(|| documents::volatile(volatile)).flatten(),
            carried_out: (*carried_out != self.carried_out).then(|| documents::carried_out(carried_out)).flatten(),
            view: self.shown.as_deref().filter(|_| paints_anew).and_then(documents::view),
        };
        if documents.is_empty() {
            return true;
        }
        let trouble = self.platform.save(documents).await.err().unwrap_or_default();
        if !trouble.durable {
            self.durable.clone_from(durable);
        }
        if !trouble.volatile {
            self.volatile = Some(volatile.clone());
            self.carried_out.clone_from(carried_out);
            self.shown_is_stored |= paints_anew;
        }
        if trouble != NotSaved::default() {
            // Said once: saying so changes the state, which is then written, which may fail again.
            if self.trouble == NotSaved::default() {
                self.inbox.send(Input::StorageFull);
            }
            self.write_again.next();
            let (platform, inbox) = (self.platform.clone(), self.inbox.clone());
            self.write_again.running = Some(self.spawn(async move {
                platform.sleep(WRITE_AGAIN_MS).await;
                inbox.nudge();
            }));
        }
        self.trouble = trouble;
        !trouble.volatile
    }

    fn act(&mut self, effect: Effect) {
        match effect {
            Effect::Call { id, call, environment, token, timeout_ms } => {
                let request = call.request(&environment, token.as_ref().map(|token| token.0.as_str()));
                let (platform, inbox) = (self.platform.clone(), self.inbox.clone());
                self.platform.spawn(async move {
                    let result = Box::new(answer(&*platform, &call, request, timeout_ms).await);
                    inbox.send(Input::Answered { id, result });
                });
            }
            Effect::Authorize { environment, client_id, fresh } => {
                let number = self.sign_in.next();
                let (platform, inbox) = (self.platform.clone(), self.inbox.clone());
                self.sign_in.running = Some(self.spawn(async move {
                    let result = sign_in::authorize(&*platform, &environment, &client_id, fresh).await;
                    inbox.send_from(Source::SignIn(number), Input::Authorized(result));
                }));
            }
            Effect::CancelAuthorize => {
                self.sign_in.next();
            }
            Effect::OpenSocket { uri } => {
                let number = self.socket.next();
                let (platform, inbox) = (self.platform.clone(), self.inbox.clone());
                self.socket.running = Some(self.spawn(async move {
                    socket::run(&*platform, &uri, |input| inbox.send_from(Source::Socket(number), input)).await;
                }));
            }
            Effect::CloseSocket => {
                self.socket.next();
            }
            Effect::OpenWindow(window) => self.platform.open_window(window, &self.inbox),
            Effect::CloseWindow(window) => self.platform.close_window(window),
            Effect::ShowAlerts(alerts) => self.platform.show_alerts(alerts),
            Effect::PlaySound(play) => self.platform.play_sound(play, &self.inbox),
            // What is not on the disk would be lost; the browser's next start is soon enough.
            Effect::Reload if self.trouble.durable => {}
            Effect::Reload => self.platform.reload(),
        }
    }

    /// Sets the timer to when the workflow wants to be woken.
    fn set_alarm(&mut self, now: Timestamp) {
        let at = self.workflow.next_wake();
        if at != self.alarm.as_ref().map(|alarm| alarm.at) {
            if let Some(alarm) = self.alarm.take() {
                alarm.sleep.abort();
            }
            self.alarm = at.map(|at| {
                let millis = at.millis_since(now).clamp(0, LONGEST_SLEEP_MS);
                let (platform, inbox) = (self.platform.clone(), self.inbox.clone());
                let sleep = self.spawn(async move {
                    platform.sleep(u32::try_from(millis).unwrap_or_default()).await;
                    inbox.send(Input::Tick);
                });
                Alarm { at, sleep }
            });
        }
        let keep_waking = at.is_some() || self.socket.running.is_some();
        if self.keep_waking != Some(keep_waking) {
            self.keep_waking = Some(keep_waking);
            self.platform.keep_waking(keep_waking);
        }
    }

    /// Runs a task that can be given up.
    fn spawn(&self, task: impl Future<Output = ()> + 'static) -> AbortHandle {
        let (task, handle) = abortable(task);
        self.platform.spawn(async move {
            // Given up or done: there is nothing to do about either.
            let _ = task.await;
        });
        handle
    }
}

impl Task {
    /// Gives up the one that runs, if any; the number of the next.
    fn next(&mut self) -> u64 {
        if let Some(running) = self.running.take() {
            running.abort();
        }
        self.number += 1;
        self.number
    }
}

/// Makes the request and reads its answer; what does not come within the time-out is given up.
async fn answer<P: Platform>(
    platform: &P,
    call: &Call,
    request: http::Request<Vec<u8>>,
    timeout_ms: u32,
) -> Result<Reply, Failure> {
    let fetch = std::pin::pin!(platform.fetch(request));
    let timeout = std::pin::pin!(platform.sleep(timeout_ms));
    let asked = platform.now();
    let result = match select(fetch, timeout).await {
        Either::Left((Ok(response), _)) => call.decode(response.status().as_u16(), response.headers(), response.body()),
        Either::Left((Err(Unreachable), _)) => Err(Failure::Unreachable),
        Either::Right(((), _)) => Err(Failure::TimedOut),
    };
    platform.log(Entry::called(call, &result, platform.now().millis_since(asked)));
    result
}
