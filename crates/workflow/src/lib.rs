//! Behalf's workflow: what an agent does with SMS on behalf of a queue, as a state machine without I/O.
//!
//! [`Workflow::handle`] takes what happened ([`Input`]) and the time, changes the state, and returns what is to be
//! done outside ([`Effect`]). It reads no clock, rolls no dice and waits for nothing, so that a day of an agent runs in
//! milliseconds and any order of events can be tried (`tests/walks.rs`).
//!
//! | part | its states |
//! |---|---|
//! | `session` | signed out, on the login page, signed in, expired |
//! | `directory` | the agent, permissions, queues |
//! | `status` | presence and routing status, and what was asked for |
//! | `live` | channel, socket, topics, resync after every gap |
//! | `compose` | New Interaction: editing, checking, a recent conversation exists |
//! | `picked` | a number that was chosen on a web page: kept, offered, used |
//! | `pages` | where numbers are looked for, and how |
//! | `interaction` | alerting, connecting, connected, wrap-up; its thread with the outbox, its log |
//! | `files` | what may be attached, and each file on its way to the next message |
//! | `compliance` | what speaks against a message before it leaves |
//! | `responses` | canned responses, and the search for one |
//! | `transfer` | the search for a transfer's target |
//! | `history` | the day's interactions, and how each ended |
//! | `past` | earlier conversations with a customer, while they are looked at |
//! | `alerts` | system notifications and the sound, for what is offered |
//! | `settings`, `account`, `policy` | what is chosen, remembered, fixed |
//! | `update` | a new version of the extension, and when it may take over |
//! | `calls` | every call under way; retries, sign-in in the middle, what a stopped background loses |
//! | `view` | what all views show, made from the above |
//!
//! # Invariants
//!
//! * **Persist, then act.** The driver stores [`Workflow::durable`] and [`Workflow::volatile`] before it carries out
//!   the effects. [`Input::Woke`] finds every call that was under way: reads are repeated, the effects of the others
//!   are found out by reading.
//! * **One command, one effect.** Commands are numbered by their view and carried out once; a call that may have taken
//!   effect is never repeated unasked.
//! * **Snapshots.** Replies and events show a conversation whole; the agent's standing in it never goes back, and an
//!   answer that came too late finds another stamp.
//! * **The service is right.** What is shown after a gap is what `GET /api/v2/conversations/messages` says.

mod account;
mod alerts;
mod answers;
mod calls;
mod carried_out;
mod commands;
mod compliance;
mod compose;
mod directory;
mod draft;
mod fetched;
mod files;
mod history;
mod interaction;
mod io;
mod live;
mod notices;
mod number;
mod order;
mod outbox;
mod pages;
mod past;
mod picked;
mod policy;
mod responses;
mod session;
mod settings;
mod status;
mod text;
mod todo;
mod transfer;
mod trouble;
mod update;
mod view;

use genesys::{
    call::Call,
    id::{ConversationId, ParticipantId, QueueId, UserId},
    model::{Conversation, Failure},
    notify::Frame,
    permission,
    region::Environment,
    time::Timestamp,
};
use phone::Country;
use protocol::{CountryEntry, Ending, NoticeKind, Page, SignInProblem, Site, Typed, View, ViewId, Window};
use serde::{Deserialize, Serialize};
use vecmap::{VecMap, VecSet};

pub use carried_out::CarriedOut;
pub use compliance::Path;
pub use io::{
    About, AccessToken, Alert, AlertAct, AlertId, Authorization, AuthorizeFailure, CallId, Effect, HERE, Input,
    LocalTime, Nothing, Pick, Play, Zones,
};
pub use pages::Pages;
pub use policy::Policy;

use crate::{
    account::Account,
    alerts::Alerts,
    calls::{Access, Calls, Gate, Purpose},
    compliance::Place,
    compose::Compose,
    directory::Directory,
    fetched::Fetched,
    history::History,
    interaction::{Change, Interaction},
    live::Live,
    notices::Notices,
    outbox::Outbox,
    past::Past,
    picked::Picked,
    responses::Responses,
    session::Session,
    settings::Settings,
    status::Status,
    todo::{Ask, Todo},
    transfer::Transfer,
};

/// So many finished interactions are remembered, lest a late event brings one back, and for what is still being typed.
const FINISHED: usize = 100;

/// Everything Behalf knows. No I/O, no clock, no randomness: [`Workflow::handle`] is a function of its arguments.
#[derive(Debug, Clone)]
pub struct Workflow {
    durable: Durable,
    state: Volatile,
    carried_out: CarriedOut,
    /// The views that are open; their ports die with the background.
    attached: VecMap<ViewId, Page>,
    policy: Policy,
    /// Canned responses; they are fetched anew.
    responses: Responses,
    /// Earlier conversations, while they are looked at.
    past: Option<Past>,
    /// What of the web the browser lets us look at.
    granted: Vec<Site>,
    redirect_uri: String,
    online: bool,
    /// When the last input came.
    now: Timestamp,
    zones: Zones,
    /// Whom there is to write to, by number.
    places: Vec<Place>,
}

/// What outlives the browser (`storage.local`): settings, the remembered queue, drafts, what may not have been sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Durable {
    settings: Settings,
    accounts: VecMap<String, Account>,
    /// The agent signed out: the next sign-in asks for the password, also when the browser, or the extension in a new
    /// version, was started since.
    #[serde(default)]
    signed_out: bool,
}

/// What outlives the background, not the browser (`storage.session`): the token, interactions, calls under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Volatile {
    session: Session,
    /// Where the agent signed in, or is about to, whatever the settings have become: a token goes nowhere else.
    environment: Option<Environment>,
    directory: Option<Directory>,
    status: Option<Status>,
    calls: Calls,
    live: Live,
    compose: Option<Compose>,
    /// A number that was chosen on a page and is not used yet.
    #[serde(default)]
    picked: Option<Picked>,
    interactions: Vec<Interaction>,
    /// Of the outbox, what belongs to none of them.
    left_behind: Outbox,
    selected: Option<ConversationId>,
    transfer: Option<Transfer>,
    /// The search for a canned response.
    #[serde(default)]
    response_search: Option<responses::Search>,
    /// What may be attached to a message, as media types.
    #[serde(default)]
    supported_content: Fetched<String>,
    #[serde(default)]
    history: History,
    notices: Notices,
    alerts: Alerts,
    windows: VecSet<Window>,
    /// A new version of the extension waits.
    update_waits: bool,
    /// The latest last.
    finished: Vec<Finished>,
    stamp: u64,
}

/// What is remembered of an interaction that is gone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Finished {
    conversation: ConversationId,
    participant: Option<ParticipantId>,
    /// The customer, as displayed, and in E.164.
    called: String,
    customer: String,
    queue: Option<QueueId>,
}

impl Workflow {
    /// Takes up what was stored; the defaults where nothing was, or it could not be read. `zones` tells what time it is
    /// where.
    pub fn restore(durable: Durable, volatile: Volatile, carried_out: CarriedOut, zones: Zones) -> Self {
        Self {
            durable,
            state: volatile,
            carried_out,
            attached: VecMap::new(),
            policy: Policy::default(),
            responses: Responses::default(),
            past: None,
            granted: Vec::new(),
            redirect_uri: String::new(),
            online: true,
            now: Timestamp::from_millis(0),
            zones,
            places: Vec::new(),
        }
    }

    /// Takes in what happened at `now`; returns what is to be done, after the state has been stored.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let woke = input == Input::Woke;
        self.now = now;
        let mut effects = self.take_in(now, input);
        self.keep_records();
        self.begin_day();
        effects.extend(self.look_up());
        self.keep_outbox();
        effects.extend(self.announce(woke));
        // Views that were open find their way back only now.
        if !woke {
            effects.extend(self.make_way());
        }
        effects
    }

    /// Looks up whom there is to write to.
    fn look_up(&mut self) -> Vec<Effect> {
        let mut todo = Todo::new(self.now);
        self.consult_list(&mut todo);
        self.carry_out(todo)
    }

    fn take_in(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let mut todo = Todo::new(now);
        match input {
            Input::Woke => return self.woke(todo),
            Input::Attached { view, page } => self.attach(view, page, &mut todo),
            Input::Detached { view } => {
                self.attached.remove(&view);
            }
            Input::Command { view, command } => self.command(&view, command, &mut todo),
            Input::Authorized(result) => self.authorized(result, &mut todo),
            Input::Answered { id, result } => self.answered(id, *result, &mut todo),
            Input::SocketOpened => {
                if let Some(directory) = &self.state.directory {
                    self.state.live.socket_opened(&directory.me.id, &mut todo);
                }
            }
            Input::SocketClosed => self.state.live.socket_closed(now),
            Input::Frame(frame) => self.frame(frame, &mut todo),
            Input::WindowOpened(window) => {
                self.state.windows.insert(window);
                self.mark_read();
            }
            Input::WindowClosed(window) => {
                self.state.windows.remove(&window);
            }
            Input::Alert { alert, act } => self.alert(alert, act, &mut todo),
            Input::Picked { pick, opened } => self.picked(*pick, opened, &mut todo),
            Input::NothingToPick(Nothing::NoNumber) => self.state.notices.say(NoticeKind::NoNumber),
            Input::NothingToPick(Nothing::PageClosedToUs) => self.state.notices.say(NoticeKind::PageClosedToUs),
            Input::Granted { granted, added } => self.granted(granted, &added),
            Input::Sounded(sound) => self.state.alerts.sounded(sound),
            Input::Policy(policy) => self.policy = policy,
            Input::RedirectUri(uri) => self.redirect_uri = uri,
            Input::Online(online) => self.online(online, &mut todo),
            Input::StorageReset => self.state.notices.say(NoticeKind::StorageReset),
            Input::StorageFull => self.state.notices.say(NoticeKind::StorageFull),
            Input::UpdateAvailable => self.update_available(),
            Input::Tick => return self.tick(todo),
        }
        self.carry_out(todo)
    }

    /// What every view shows.
    pub fn view(&self) -> View {
        view::view(self)
    }

    /// When [`Input::Tick`] is wanted next, if nothing else happens before.
    pub fn next_wake(&self) -> Option<Timestamp> {
        let repeat = self.state.calls.next_repeat();
        if self.state.session.token_of_known().is_none() {
            return repeat;
        }
        let interactions = self.state.interactions.iter().filter_map(Interaction::next_wake);
        interactions.chain(repeat).chain(self.state.live.next_wake()).chain(self.next_quiet_change()).min()
    }

    /// What is to be stored so that it outlives the browser.
    pub fn durable(&self) -> &Durable {
        &self.durable
    }

    /// What is to be stored so that it outlives the background.
    pub fn volatile(&self) -> &Volatile {
        &self.state
    }

    /// What is to be stored in one write with [`Workflow::volatile`], so that no command is carried out twice.
    pub fn carried_out(&self) -> &CarriedOut {
        &self.carried_out
    }

    /// The countries of the picker.
    pub fn countries() -> Vec<CountryEntry> {
        let entry =
            |country: &Country| CountryEntry { code: country.code().to_owned(), calling_code: country.calling_code() };
        Country::all().iter().map(entry).collect()
    }

    fn woke(&mut self, mut todo: Todo) -> Vec<Effect> {
        let access = self.access();
        let (mut effects, lost) = self.with_calls(|_, calls, gate| calls.woke(access.as_ref(), gate));
        for purpose in lost {
            self.lost(purpose, &mut todo);
        }
        if self.state.session == Session::Authorizing {
            // Whoever waited for the login page is gone; what it brings reaches nobody.
            self.state.session.end(Some(SignInProblem::Cancelled));
        }
        if access.is_some() {
            self.state.live.connect(&mut todo);
            self.resync(&mut todo);
            self.fetch_responses(&mut todo);
        } else if self.state.session.token().is_some() {
            todo.call(Purpose::Me, Call::Me);
        }
        effects.extend(self.carry_out(todo));
        effects
    }

    /// The answer to a call that changes something will never come.
    fn lost(&mut self, purpose: Purpose, todo: &mut Todo) {
        match purpose {
            Purpose::Create(..) | Purpose::SignIn => {
                self.result(purpose, Err(Failure::Unreachable), todo);
            }
            Purpose::Send(ref id, ..)
            | Purpose::Answer(ref id)
            | Purpose::Decline(ref id)
            | Purpose::Disconnect(ref id)
            | Purpose::AfterCallWork(ref id)
            | Purpose::Transfer(ref id)
            | Purpose::WrapUpNotes(ref id)
            | Purpose::WrapUp(ref id)
            | Purpose::SaveLog(ref id)
            | Purpose::CreateContact(ref id)
            | Purpose::LinkContact(ref id) => {
                let id = id.clone();
                if let Some(interaction) = self.interaction(&id) {
                    interaction.lost(&purpose, todo);
                }
            }
            Purpose::SetStatus(_) => self.result(purpose, Err(Failure::Unreachable), todo),
            // Reads are repeated; a token that was being revoked is nobody's any more.
            _ => {}
        }
    }

    fn tick(&mut self, mut todo: Todo) -> Vec<Effect> {
        let (mut effects, held) = self
            .with_calls(|workflow, calls, gate| calls.repeat_due(&todo, |purpose| workflow.access_for(purpose), gate));
        self.hold(held);
        if self.access().is_some() {
            self.state.live.reconnect(false, &mut todo);
            if self.state.live.resync_due(&todo) {
                self.resync(&mut todo);
            }
            for interaction in &mut self.state.interactions {
                interaction.tick(&mut todo);
            }
        }
        effects.extend(self.carry_out(todo));
        effects
    }

    fn attach(&mut self, view: ViewId, page: Page, todo: &mut Todo) {
        self.attached.insert(view, page);
        self.mark_read();
        // Somebody is looking: what was waiting for its time need not wait.
        if self.access().is_some() {
            self.state.live.reconnect(true, todo);
        }
    }

    fn online(&mut self, online: bool, todo: &mut Todo) {
        let back = online && !self.online;
        self.online = online;
        if back && self.access().is_some() {
            self.state.live.reconnect(true, todo);
            self.resync(todo);
        }
    }

    fn frame(&mut self, frame: Frame, todo: &mut Todo) {
        if self.access().is_none() {
            return;
        }
        match frame {
            Frame::SocketClosing => self.state.live.socket_closing(todo),
            Frame::NoLongerSubscribed(channel) => self.state.live.channel_dropped(&channel, todo),
            Frame::TokenRevoked => self.expire(),
            Frame::Conversation(conversation) => self.snapshot(&conversation, todo),
            Frame::Presence { user, presence } => {
                if let Some(status) = self.status_of(&user) {
                    status.take_presence(presence);
                }
            }
            Frame::RoutingStatus { user, status } => {
                if let Some(known) = self.status_of(&user) {
                    known.take_routing(status);
                }
            }
            Frame::Heartbeat | Frame::Pong | Frame::Typing { .. } | Frame::Response { .. } | Frame::Other { .. } => {}
        }
    }

    /// The agent's status, if `user` is the agent.
    fn status_of(&mut self, user: &UserId) -> Option<&mut Status> {
        let me = &self.state.directory.as_ref()?.me.id;
        self.state.status.as_mut().filter(|_| me == user)
    }

    /// Takes in a conversation as the service shows it.
    fn snapshot(&mut self, conversation: &Conversation, todo: &mut Todo) {
        let Some(me) = self.state.directory.as_ref().map(|directory| directory.me.id.clone()) else {
            return;
        };
        let visible = self.shows_thread(&conversation.id);
        let Some(position) = self.position(&conversation.id) else {
            let finished = |part: &ParticipantId| {
                let mut finished = self.state.finished.iter();
                finished.any(|one| one.conversation == conversation.id && one.participant.as_ref() == Some(part))
            };
            if let Some(interaction) = Interaction::of(conversation, &me, todo)
                && !interaction.seat.as_ref().is_some_and(|seat| finished(&seat.participant))
            {
                self.state.interactions.push(interaction);
                self.state.compose.take_if(|compose| compose.gives_way());
                self.take_up_outbox(&conversation.id, todo);
                self.answer_by_itself(&conversation.id, todo);
            }
            return;
        };
        match self.state.interactions[position].update(conversation, &me, visible, todo) {
            Change::None => {}
            Change::WrapUpBegan { transferred } => {
                self.state.selected = Some(conversation.id.clone());
                if let Some(to) = transferred {
                    self.state.notices.say(NoticeKind::Transferred { to });
                }
                self.close_transfer(&conversation.id);
                todo.open_window(Window::WrapUp);
            }
            Change::Gone(departure) => self.gone(position, departure),
        }
        self.answer_by_itself(&conversation.id, todo);
    }

    /// Answers what is offered, once, where the agent's settings in Genesys Cloud have it so.
    fn answer_by_itself(&mut self, id: &ConversationId, todo: &mut Todo) {
        let wanted = self.state.directory.as_ref().is_some_and(|directory| directory.me.auto_answer);
        if wanted && self.interaction(id).is_some_and(|interaction| interaction.answer_by_itself(todo)) {
            self.chime(todo);
        }
    }

    /// Takes an interaction off the list.
    fn gone(&mut self, position: usize, ending: Ending) {
        self.keep_in_history(position, ending.clone());
        let interaction = self.state.interactions.remove(position);
        let customer = interaction.called().to_owned();
        self.state.finished.push(Finished {
            conversation: interaction.id.clone(),
            participant: interaction.seat.map(|seat| seat.participant),
            called: customer.clone(),
            customer: interaction.customer,
            queue: interaction.queue,
        });
        let surplus = self.state.finished.len().saturating_sub(FINISHED);
        self.state.finished.drain(..surplus);
        self.close_transfer(&interaction.id);
        self.close_responses_for(&interaction.id);
        self.close_past_of(&interaction.id);
        if self.state.selected.as_ref() == Some(&interaction.id) {
            self.state.selected = self.state.interactions.last().map(|interaction| interaction.id.clone());
        }
        self.say_unsettled(&customer, &interaction.thread.unsettled());
        match ending {
            Ending::Finished | Ending::Declined => {}
            Ending::Transferred(to) => self.state.notices.say(NoticeKind::Transferred { to }),
            Ending::NotAnswered => self.state.notices.say(NoticeKind::NotAnswered { customer }),
            Ending::EndedElsewhere => self.state.notices.say(NoticeKind::EndedElsewhere { customer }),
        }
    }

    fn close_transfer(&mut self, id: &ConversationId) {
        if self.state.transfer.as_ref().is_some_and(|transfer| transfer.conversation == *id) {
            self.state.transfer = None;
        }
    }

    /// The session is over; everything else is kept until the agent signs in again.
    fn expire(&mut self) {
        self.state.session.end(None);
    }

    /// Forgets what belongs to the agent, but not what is remembered across sessions.
    fn put_away(&mut self, todo: &mut Todo) {
        self.state.live.disconnect(todo);
        self.state.calls.clear();
        self.state.directory = None;
        self.state.status = None;
        self.state.compose = None;
        self.state.picked = None;
        self.state.interactions.clear();
        self.state.left_behind.clear();
        self.places.clear();
        self.state.selected = None;
        self.state.transfer = None;
        self.put_responses_away();
        self.close_past();
        self.state.supported_content = Fetched::Unasked;
        self.state.alerts.put_away();
        self.state.finished.clear();
        self.state.history = History::default();
        for window in [Window::Interactions, Window::WrapUp] {
            if self.state.windows.contains(&window) {
                todo.effect(Effect::CloseWindow(window));
            }
        }
    }

    fn resync(&mut self, todo: &mut Todo) {
        todo.call(Purpose::Resync, Call::MyConversations);
        self.consult_list_again();
        self.read_status(todo);
    }

    fn read_status(&mut self, todo: &mut Todo) {
        let stamp = self.next_stamp();
        if let Some(status) = &mut self.state.status {
            status.fetch_presences(todo);
            status.read(stamp, todo);
        }
    }

    fn carry_out(&mut self, todo: Todo) -> Vec<Effect> {
        let mut effects = Vec::new();
        for ask in todo.into_asks() {
            match ask {
                Ask::Call(purpose, call) if self.state.calls.is_under_way(&purpose, &call) => {}
                Ask::Call(purpose, call) => {
                    let access = self.access_for(&purpose);
                    effects.extend(self.start(access.as_ref(), purpose, call));
                }
                Ask::Effect(effect) => effects.push(effect),
                Ask::Window(window) => {
                    self.state.windows.insert(window);
                    effects.push(Effect::OpenWindow(window));
                }
            }
        }
        effects
    }

    /// Makes a call, or keeps it until somebody is signed in.
    fn start(&mut self, access: Option<&Access>, purpose: Purpose, call: Call) -> Option<Effect> {
        let (effect, held) = self.with_calls(|_, calls, gate| calls.start(access, purpose, call, gate));
        self.hold(held);
        effect
    }

    /// What `calls` do with the gate at hand.
    fn with_calls<T>(&mut self, act: impl FnOnce(&Self, &mut Calls, Gate<'_>) -> T) -> T {
        let mut calls = std::mem::take(&mut self.state.calls);
        let done = act(self, &mut calls, &|purpose, call| self.may_depart(purpose, call));
        self.state.calls = calls;
        done
    }

    /// The gate did not let these depart: they are shown with what speaks against them.
    fn hold(&mut self, held: impl IntoIterator<Item = Purpose>) {
        for purpose in held {
            match purpose {
                // Where it has gone, what was not known to have been sent was said.
                Purpose::Send(id, send, _) => {
                    if let Some(interaction) = self.interaction(&id) {
                        interaction.thread.held(send);
                    }
                }
                Purpose::Create(stamp, _) => {
                    if let Some(compose) = self.state.compose.as_mut().filter(|compose| compose.waits_for(stamp)) {
                        compose.held();
                    }
                }
                _ => {}
            }
        }
    }

    /// How a call is made: for a token without one, to learn who it is with any, and else for an agent who is known.
    fn access_for(&self, purpose: &Purpose) -> Option<Access> {
        match purpose {
            Purpose::SignIn => Some(self.access_as(None)),
            Purpose::Me => self.state.session.token().cloned().map(|token| self.access_as(Some(token))),
            _ => self.access(),
        }
    }

    /// How calls are made for the agent; `None` while it is not certain who is signed in.
    fn access(&self) -> Option<Access> {
        self.state.session.token_of_known().cloned().map(|token| self.access_as(Some(token)))
    }

    fn access_as(&self, token: Option<AccessToken>) -> Access {
        let chosen = || self.durable.settings.environment(&self.policy);
        Access { environment: self.state.environment.clone().unwrap_or_else(chosen), token }
    }

    fn position(&self, id: &ConversationId) -> Option<usize> {
        self.state.interactions.iter().position(|interaction| interaction.id == *id)
    }

    fn interaction(&mut self, id: &ConversationId) -> Option<&mut Interaction> {
        self.state.interactions.iter_mut().find(|interaction| interaction.id == *id)
    }

    fn account(&self) -> Option<&Account> {
        let directory = self.state.directory.as_ref()?;
        self.durable.accounts.get(&Account::key(&directory.me))
    }

    fn account_mut(&mut self) -> Option<&mut Account> {
        let directory = self.state.directory.as_ref()?;
        Some(self.durable.accounts.entry(Account::key(&directory.me)).or_default())
    }

    fn draft(&self, interaction: &Interaction) -> Typed {
        let draft = self.account().map(|account| account.draft(&interaction.customer, interaction.queue.as_ref()));
        draft.unwrap_or_default()
    }

    /// The name of the queue on behalf of which it is held.
    fn queue_name(&self, interaction: &Interaction) -> Option<String> {
        let listed = || {
            let directory = self.state.directory.as_ref()?;
            Some(directory.queue(interaction.queue.as_ref()?)?.name.clone())
        };
        interaction.queue_name.clone().or_else(listed)
    }

    fn country(&self) -> Country {
        let organization = self.state.directory.as_ref().and_then(|directory| directory.me.organization.as_ref());
        let code = organization.and_then(|organization| organization.default_country.as_deref());
        self.durable.settings.country(&self.policy, code)
    }

    fn may(&self, permission: &str) -> bool {
        self.state.directory.as_ref().is_some_and(|directory| directory.may(permission))
    }

    /// The Interaction Log's fields, for an agent with call-log access.
    fn log_fields(&self) -> Option<interaction::LogFields> {
        self.policy.log_fields().filter(|_| self.may(permission::CALL_LOG))
    }

    /// Whether a window is open, or a page of its kind is in a tab.
    fn window_open(&self, window: Window) -> bool {
        let page = match window {
            Window::Client => Page::Window,
            Window::Interactions => Page::Interactions,
            Window::WrapUp => Page::WrapUp,
            Window::Options => Page::Options,
        };
        self.state.windows.contains(&window) || self.attached.values().any(|one| *one == page)
    }

    fn shows_thread(&self, id: &ConversationId) -> bool {
        self.state.selected.as_ref() == Some(id) && self.window_open(Window::Interactions)
    }

    /// The agent sees the thread that the Interactions window shows.
    fn mark_read(&mut self) {
        let Some(id) = self.state.selected.clone() else {
            return;
        };
        if self.window_open(Window::Interactions)
            && let Some(interaction) = self.interaction(&id)
        {
            interaction.thread.read();
            interaction.seen();
        }
    }

    /// Brings the Interactions window up, with an interaction in it if one is named.
    pub(crate) fn bring_up(&mut self, id: Option<&ConversationId>, todo: &mut Todo) {
        if let Some(id) = id {
            self.select(id);
        }
        todo.open_window(Window::Interactions);
        self.state.windows.insert(Window::Interactions);
        self.mark_read();
    }

    fn next_stamp(&mut self) -> u64 {
        self.state.stamp += 1;
        self.state.stamp
    }
}
