//! An interaction: a conversation as its agent sees it, from alerting or connecting to the end of wrap-up.
//!
//! ```text
//!   Alerting ──answer──▶ Connecting ──▶ Connected ──▶ Ended ──done──▶ (gone)
//!       └──decline, time-out──▶ (gone)      └──transfer without wrap-up──▶ (gone)
//! ```
//!
//! Every step is taken by a [`Conversation`] of the service (a REST reply or an event, always the whole of it);
//! commands only ask for one. A participant's standing never goes back, so a late snapshot does no harm.

mod files;
mod log;
mod thread;
mod wrap_up;

use std::collections::BTreeMap;

use genesys::{
    call::{Call, TransferTarget},
    id::{CommunicationId, ContactId, ConversationId, ParticipantId, QueueId, UserId},
    model::{
        AfterCallWorkMode, Conversation, Direction, Failure, MessageRef, Participant, ParticipantState,
        Purpose as Role, WrapUp as AfterCallWork,
    },
    time::Timestamp,
};
use protocol::{Ending, HistoryEntry, Outcome, SendId};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    files::{Enclosed, Files},
    log::{Log, LogFields},
    thread::{Tally, Thread, Unsettled},
    wrap_up::{Completion, WrapUp},
};
use crate::{calls::Purpose, compliance::Cleared, todo::Todo, trouble::trouble};

/// So much is kept of what was noted of a customer, each of so many bytes at most.
const CUSTOMER_DATA: usize = 50;
const CUSTOMER_DATUM_BYTES: usize = 300;
/// Milliseconds in which an offer is answered, where the service does not say.
const OFFERED_MS: u32 = 60_000;
/// Milliseconds that the end of an offer may take to arrive.
const OFFERED_LEEWAY_MS: i64 = 2_000;
/// Milliseconds between two looks at a conversation that is to change; they grow with each.
const LOOK_AGAIN_MS: i64 = 1_000;
/// The most they grow to.
const LOOK_AGAIN_AT_MOST_MS: i64 = 15_000;
/// A change that the service was asked for and that did not show after this many looks is given up.
const LOOKS: u32 = 3;

/// A conversation as its agent sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Interaction {
    pub(crate) id: ConversationId,
    /// E.164; empty until a snapshot tells.
    pub(crate) customer: String,
    /// The customer's number, for reading.
    pub(crate) customer_display: String,
    /// What the service calls the customer, where that is a name.
    customer_name: Option<String>,
    /// The external contact that the service linked.
    #[serde(default)]
    customer_contact: Option<ContactId>,
    /// What flows and integrations noted of the customer: what canned responses are filled with.
    #[serde(default)]
    pub(crate) customer_data: BTreeMap<String, String>,
    pub(crate) queue: Option<QueueId>,
    pub(crate) queue_name: Option<String>,
    pub(crate) seat: Option<Seat>,
    pub(crate) standing: Standing,
    /// When the agent's part in it was first heard of.
    began: Timestamp,
    /// Who began it: outbound, the agent.
    direction: Direction,
    pub(crate) connected_at: Option<Timestamp>,
    /// How the conversation ended, while its wrap-up waits.
    ending: Option<Ending>,
    pub(crate) thread: Thread,
    /// What goes with the next message.
    #[serde(default)]
    pub(crate) files: Files,
    pub(crate) leaving: Option<Leaving>,
    /// The service's view of after-call work.
    pub(crate) after_call_work: AfterCallWork,
    pub(crate) wrap_up: WrapUp,
    pub(crate) log: Log,
    /// The text of the link that it began with, where there was a draft already.
    #[serde(default)]
    pub(crate) suggested: Option<String>,
    /// Asked for by the agent, where the mode leaves it to the agent.
    pub(crate) after_call_work_wanted: bool,
    /// When what is offered is no longer, by the service's own word: then it is to be looked at.
    offered_until: Option<Timestamp>,
    answered: AnsweredByItself,
    look: Option<Look>,
}

/// Whether an interaction was answered for the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum AnsweredByItself {
    No,
    /// That was asked for, and the agent has not looked since.
    Unseen,
    /// The agent knows.
    Seen,
}

/// The agent's part in the conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seat {
    pub(crate) participant: ParticipantId,
    pub(crate) communication: Option<CommunicationId>,
}

/// Where the agent stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Standing {
    /// Offered; `answering`: *Answer* or *Decline* is under way.
    Alerting { answering: bool },
    /// On its way to being connected.
    Connecting,
    /// Connected.
    Connected,
    /// Disconnected.
    Ended { seen_at: Timestamp },
}

/// The agent is on the way out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Leaving {
    /// *Disconnect* was called for.
    Disconnecting { stage: LeavingStage },
    /// A blind transfer was called for.
    Transferring { to: TransferTarget, name: String, stage: LeavingStage },
    /// Compose was cancelled after it had left: ended as soon as there is something to end.
    Cancelling,
}

/// How far a call to leave has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum LeavingStage {
    /// Its answer is awaited.
    Asked,
    /// It was accepted, or its answer is lost: the next snapshots tell.
    Watching,
}

/// The conversation is to be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Look {
    at: Timestamp,
    looks: u32,
}

/// What a snapshot changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing that concerns others.
    None,
    /// It ended, and after-call work begins; to whom it was transferred, if it was.
    WrapUpBegan { transferred: Option<String> },
    /// It is over for this agent.
    Gone(Ending),
}

impl Interaction {
    /// An interaction of which nothing is known but its conversation (Compose just began it).
    pub(crate) fn begun(
        now: Timestamp,
        id: ConversationId,
        customer: String,
        queue: QueueId,
        queue_name: Option<String>,
    ) -> Self {
        Self {
            customer_display: display(&customer),
            customer,
            queue: Some(queue),
            queue_name,
            ..Self::unknown(now, id)
        }
    }

    /// An interaction that was cancelled before it was known to have begun.
    pub(crate) fn cancelled(now: Timestamp, id: ConversationId) -> Self {
        Self { leaving: Some(Leaving::Cancelling), ..Self::unknown(now, id) }
    }

    /// The interaction of a conversation in which `me` takes part; `None` where `me` does not, or no longer.
    pub(crate) fn of(conversation: &Conversation, me: &UserId, todo: &mut Todo) -> Option<Self> {
        let seat = seat_of(conversation, me)?;
        let mut interaction = Self::unknown(todo.now, conversation.id.clone());
        if seat.state == ParticipantState::Alerting {
            interaction.standing = Standing::Alerting { answering: false };
        }
        match interaction.update(conversation, me, false, todo) {
            Change::Gone(_) => None,
            Change::None | Change::WrapUpBegan { .. } => Some(interaction),
        }
    }

    fn unknown(now: Timestamp, id: ConversationId) -> Self {
        Self {
            id,
            customer: String::new(),
            customer_display: String::new(),
            customer_name: None,
            customer_contact: None,
            customer_data: BTreeMap::new(),
            queue: None,
            queue_name: None,
            seat: None,
            standing: Standing::Connecting,
            began: now,
            direction: Direction::Outbound,
            connected_at: None,
            ending: None,
            thread: Thread::default(),
            files: Files::default(),
            leaving: None,
            after_call_work: AfterCallWork::default(),
            wrap_up: WrapUp::new(),
            log: Log::new(&BTreeMap::new()),
            suggested: None,
            after_call_work_wanted: false,
            offered_until: None,
            answered: AnsweredByItself::No,
            look: None,
        }
    }

    /// Takes in the conversation as the service shows it. `visible`: the agent is looking at the thread.
    pub(crate) fn update(
        &mut self,
        conversation: &Conversation,
        me: &UserId,
        visible: bool,
        todo: &mut Todo,
    ) -> Change {
        self.take_customer(conversation);
        self.thread.list(&Self::messages_of(conversation), visible);
        self.fetch_texts(todo);
        let change = match seat_of(conversation, me) {
            Some(participant) => self.take_seat(participant, todo),
            None => Change::None,
        };
        self.pursue(todo);
        change
    }

    /// The messages of all who took part.
    pub(crate) fn messages_of(conversation: &Conversation) -> Vec<MessageRef> {
        conversation.participants.iter().flat_map(|participant| participant.messages.clone()).collect()
    }

    /// Asks the service for the conversation.
    pub(crate) fn refresh(&mut self, todo: &mut Todo) {
        todo.call(Purpose::Refresh(self.id.clone()), Call::Conversation(self.id.clone()));
    }

    /// The conversation was asked for and did not come. Returns whether it is no longer there for this agent.
    pub(crate) fn unrefreshed(&mut self, failure: &Failure, todo: &mut Todo) -> bool {
        let gone = matches!(
            failure,
            Failure::Api(error) if matches!(error.rejection, genesys::model::Rejection::NotFound)
        );
        if !gone {
            self.thread.look_failed(todo.now);
            self.look_again(todo.now);
        }
        gone
    }

    /// The texts that the thread lacks.
    pub(crate) fn fetch_texts(&mut self, todo: &mut Todo) {
        let ids = self.thread.wanted();
        if !ids.is_empty() {
            todo.call(Purpose::Messages(self.id.clone()), Call::Messages { conversation: self.id.clone(), ids });
        }
    }

    /// Texts came.
    pub(crate) fn texts_fetched(&mut self, messages: Vec<genesys::model::Message>, todo: &mut Todo) {
        let before = self.thread.wanted();
        self.thread.fetched(messages);
        if self.thread.wanted() != before {
            self.fetch_texts(todo);
        }
        self.thread.settle(todo.now);
    }

    /// Sends an SMS that nothing speaks against, or no longer.
    pub(crate) fn send(&mut self, id: SendId, text: String, files: Vec<Enclosed>, cleared: Cleared, todo: &mut Todo) {
        let Some(communication) = self.communication().cloned() else { return };
        let media = files.iter().map(|file| file.media.clone()).collect();
        todo.call(
            Purpose::Send(self.id.clone(), id, cleared),
            Call::Send { conversation: self.id.clone(), communication, text: text.clone(), media },
        );
        self.thread.send(todo.now, id, text, files);
    }

    /// Whether an SMS can be sent now.
    pub(crate) fn can_send(&self) -> bool {
        self.standing == Standing::Connected && self.leaving.is_none() && self.communication().is_some()
    }

    /// What the agent's messages are sent on.
    fn communication(&self) -> Option<&CommunicationId> {
        self.seat.as_ref()?.communication.as_ref()
    }

    /// Answers or declines.
    pub(crate) fn answer(&mut self, accept: bool, todo: &mut Todo) {
        let (Standing::Alerting { answering: false }, Some(seat)) = (self.standing, &self.seat) else {
            return;
        };
        let (conversation, participant) = (self.id.clone(), seat.participant.clone());
        self.standing = Standing::Alerting { answering: true };
        if accept {
            todo.call(Purpose::Answer(self.id.clone()), Call::Answer { conversation, participant });
        } else {
            self.leaving = Some(Leaving::Disconnecting { stage: LeavingStage::Asked });
            todo.call(Purpose::Decline(self.id.clone()), Call::Disconnect { conversation, participant });
        }
    }

    /// Answers an interaction that a queue offers, the first time. Returns whether it does.
    pub(crate) fn answer_by_itself(&mut self, todo: &mut Todo) -> bool {
        let answers = self.is_offered() && self.queue.is_some() && self.answered == AnsweredByItself::No;
        if answers {
            self.answered = AnsweredByItself::Unseen;
            self.answer(true, todo);
        }
        answers
    }

    /// Whether it waits for *Answer* or *Decline*.
    pub(crate) fn is_offered(&self) -> bool {
        self.standing == Standing::Alerting { answering: false }
    }

    /// Whether it was answered for the agent, who has not looked at it.
    pub(crate) fn was_answered_unseen(&self) -> bool {
        self.standing == Standing::Connected && self.answered == AnsweredByItself::Unseen
    }

    /// The agent knows of it.
    pub(crate) fn seen(&mut self) {
        if self.standing == Standing::Connected && self.answered == AnsweredByItself::Unseen {
            self.answered = AnsweredByItself::Seen;
        }
    }

    /// Who it was begun with, where the service has not told yet.
    pub(crate) fn was_begun_with(&mut self, customer: &str) {
        if self.customer.is_empty() {
            self.customer_display = display(customer);
            customer.clone_into(&mut self.customer);
        }
    }

    /// How the customer is called: by name, else by number.
    pub(crate) fn called(&self) -> &str {
        self.customer_name().unwrap_or(&self.customer_display)
    }

    /// The external contact, where one is linked.
    pub(crate) fn contact(&self) -> Option<&ContactId> {
        self.log.contact_id().or(self.customer_contact.as_ref())
    }

    /// The customer's name, where there is one.
    pub(crate) fn customer_name(&self) -> Option<&str> {
        self.log.contact_name().or(self.customer_name.as_deref())
    }

    /// *Answer* or *Decline* was answered. Returns what to say.
    pub(crate) fn answered(&mut self, result: Result<(), Failure>, todo: &mut Todo) -> Option<protocol::Trouble> {
        if result.is_err() {
            self.answer_again();
        }
        self.left(result, todo)
    }

    /// Ends the conversation.
    pub(crate) fn disconnect(&mut self, todo: &mut Todo) {
        let (Standing::Connected, None, Some(seat)) = (self.standing, &self.leaving, &self.seat) else {
            return;
        };
        let (conversation, participant) = (self.id.clone(), seat.participant.clone());
        todo.call(Purpose::Disconnect(self.id.clone()), Call::Disconnect { conversation, participant });
        self.leaving = Some(Leaving::Disconnecting { stage: LeavingStage::Asked });
        self.save_log(todo);
    }

    /// Ends the conversation as soon as it can be: Compose was cancelled after it had left.
    pub(crate) fn cancel(&mut self, todo: &mut Todo) {
        self.leaving = Some(Leaving::Cancelling);
        self.pursue(todo);
    }

    /// Hands the conversation to a queue or an agent.
    pub(crate) fn transfer(&mut self, to: TransferTarget, name: String, todo: &mut Todo) {
        let (Standing::Connected, None, Some(seat)) = (self.standing, &self.leaving, &self.seat) else {
            return;
        };
        let (conversation, participant) = (self.id.clone(), seat.participant.clone());
        todo.call(Purpose::Transfer(self.id.clone()), Call::Transfer { conversation, participant, to: to.clone() });
        self.leaving = Some(Leaving::Transferring { to, name, stage: LeavingStage::Asked });
        self.save_log(todo);
    }

    /// *Disconnect* or a transfer was answered. Returns what to say.
    pub(crate) fn left(&mut self, result: Result<(), Failure>, todo: &mut Todo) -> Option<protocol::Trouble> {
        let refused = match result {
            Err(failure) if !failure.effect_unknown() => Some(trouble(failure)),
            Ok(()) | Err(_) => None,
        };
        if refused.is_some() {
            self.leaving = None;
        }
        self.watch();
        self.refresh(todo);
        refused
    }

    /// Asks for after-call work, or takes that back.
    pub(crate) fn request_after_call_work(&mut self, wanted: bool, todo: &mut Todo) {
        let Some(Seat { participant, communication: Some(communication) }) = &self.seat else {
            return;
        };
        if self.standing != Standing::Connected || self.after_call_work_choice().is_none() {
            return;
        }
        self.after_call_work_wanted = wanted;
        todo.call(
            Purpose::AfterCallWork(self.id.clone()),
            Call::RequestAfterCallWork {
                conversation: self.id.clone(),
                participant: participant.clone(),
                communication: communication.clone(),
                wanted,
            },
        );
    }

    /// The request for after-call work did not go through.
    pub(crate) fn after_call_work_refused(&mut self) {
        self.after_call_work_wanted = !self.after_call_work_wanted;
    }

    /// What the agent chose about after-call work, where the mode leaves it to the agent.
    pub(crate) fn after_call_work_choice(&self) -> Option<bool> {
        (self.after_call_work.mode == Some(AfterCallWorkMode::AgentRequested)).then_some(self.after_call_work_wanted)
    }

    /// Whether *Disconnect* ends a conversation, or cancels a message of which nothing was sent.
    pub(crate) fn anything_sent(&self) -> bool {
        self.thread.anything_sent()
    }

    /// As the day's history shows it. `gone`: it leaves now, in this way.
    pub(crate) fn history_entry(&self, now: Timestamp, queue: Option<String>, gone: Option<Ending>) -> HistoryEntry {
        let began = self.connected_at.unwrap_or(self.began);
        let ended = match self.standing {
            Standing::Ended { seen_at } => Some(seen_at),
            Standing::Alerting { .. } | Standing::Connecting | Standing::Connected => gone.is_some().then_some(now),
        };
        let outcome = match (self.ending.clone(), gone) {
            (None, None) => Outcome::Open,
            (Some(ending), None) => Outcome::WrapUp(ending),
            // It goes when its wrap-up is done; how it ended was known before.
            (Some(ending), Some(_)) | (None, Some(ending)) => Outcome::Over(ending, self.saved_code()),
        };
        let Tally { sent, failed, received } = self.thread.tally(began);
        HistoryEntry {
            conversation: self.id.clone(),
            began,
            name: self.customer_name().map(str::to_owned),
            number: self.customer.clone(),
            display: self.customer_display.clone(),
            queue,
            direction: self.direction,
            sent,
            failed,
            received,
            ended,
            outcome,
        }
    }

    /// When this interaction has something to do by itself.
    pub(crate) fn next_wake(&self) -> Option<Timestamp> {
        let time_over = self.time_over_at().filter(|_| self.look.is_none());
        // Before there is a seat the log has nowhere to be saved.
        let log = self.log.due().filter(|_| self.seat.is_some());
        let looks = [self.look.map(|look| look.at), self.thread.next_look(), self.files.next_look()];
        looks.into_iter().chain([time_over, log]).flatten().min()
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, todo: &mut Todo) {
        let now = todo.now;
        self.save_due_log(todo);
        self.look_at_due_files(todo);
        let look_due = self.look.is_some_and(|look| todo.is_due(look.at));
        let time_over = self.look.is_none() && self.time_over_at().is_some_and(|at| at <= now);
        let settle_due = self.thread.look_due(todo);
        if look_due || time_over {
            self.look_again(now);
        }
        if look_due || time_over || settle_due {
            self.refresh(todo);
        }
    }

    /// When the time is over that the service gave for what is to be done: to answer, or to wrap up.
    fn time_over_at(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Alerting { .. } => self.offered_until,
            Standing::Ended { .. } if self.wraps_up() => self.deadline(),
            Standing::Connecting | Standing::Connected | Standing::Ended { .. } => None,
        }
    }

    /// The background was stopped with a call under way whose effect is unknown: the next snapshots tell.
    pub(crate) fn lost(&mut self, purpose: &Purpose, todo: &mut Todo) {
        match purpose {
            Purpose::Send(_, id, _) => self.thread.lost(*id),
            Purpose::WrapUp(_) | Purpose::WrapUpNotes(_) => self.wrap_up_lost(),
            Purpose::SaveLog(_) => {
                self.log_saved(todo.now, false);
            }
            Purpose::CreateContact(_) => self.look_for_created_contact(todo),
            Purpose::Answer(_) => self.answer_again(),
            Purpose::Decline(_) | Purpose::Disconnect(_) | Purpose::Transfer(_) => {
                self.answer_again();
                self.watch();
            }
            _ => {}
        }
        self.refresh(todo);
    }

    /// *Answer* and *Decline* are available again.
    fn answer_again(&mut self) {
        if let Standing::Alerting { answering } = &mut self.standing {
            *answering = false;
        }
    }

    /// The way out was asked for: the next snapshots tell.
    fn watch(&mut self) {
        if let Some(Leaving::Disconnecting { stage } | Leaving::Transferring { stage, .. }) = &mut self.leaving {
            *stage = LeavingStage::Watching;
        }
    }

    fn take_customer(&mut self, conversation: &Conversation) {
        let Some(customer) = conversation.participants.iter().rev().find(|one| one.purpose == Role::Customer) else {
            return;
        };
        if let Some(address) = customer.address.as_ref().filter(|address| **address != self.customer) {
            self.customer_display = display(address);
            self.customer.clone_from(address);
        }
        self.customer_contact = customer.contact.clone().or_else(|| self.customer_contact.take());
        // Where no contact is linked, the service puts the number in the name's place.
        let is_name = |name: &&String| !name.is_empty() && !name.starts_with('+') && customer.contact.is_some();
        if let Some(name) = customer.name.as_ref().filter(is_name) {
            self.customer_name = Some(name.clone());
        }
        // An event may leave it out. Longer than an SMS is nothing that could go into one.
        if !customer.attributes.is_empty() {
            let short = |(_, value): &(&String, &String)| value.len() <= CUSTOMER_DATUM_BYTES;
            let data = customer.attributes.iter().filter(short).take(CUSTOMER_DATA);
            self.customer_data = data.map(|(name, value)| (name.clone(), value.clone())).collect();
        }
    }

    fn take_seat(&mut self, participant: &Participant, todo: &mut Todo) -> Change {
        let moved = self.seat.as_ref().is_none_or(|seat| seat.participant != participant.id);
        if moved {
            let known = self.seat.is_some();
            self.seat = Some(Seat { participant: participant.id.clone(), communication: None });
            // What was typed before there was a seat to save it at is kept.
            if known || self.log.is_untouched() {
                self.log = Log::new(&participant.attributes);
            }
            // Another part in the same conversation: what was under way for the earlier one is no longer awaited.
            self.wrap_up = WrapUp::new();
            self.after_call_work = AfterCallWork::default();
            if known {
                self.began = todo.now;
                self.files.unplace();
            }
            // Who is offered a conversation has not begun it, also where the service does not say so.
            let offered = participant.state == ParticipantState::Alerting;
            let fallback = if offered { Direction::Inbound } else { Direction::Outbound };
            self.direction = participant.direction.unwrap_or(fallback);
            self.connected_at = None;
            self.ending = None;
            self.offered_until = None;
            self.answered = AnsweredByItself::No;
            self.leaving.take_if(|leaving| *leaving != Leaving::Cancelling);
        }
        self.log.compare(todo.now, &participant.attributes);
        if let (Some(seat), Some(communication)) = (&mut self.seat, &participant.communication) {
            seat.communication = Some(communication.clone());
        }
        if participant.queue.is_some() && participant.queue != self.queue {
            self.queue.clone_from(&participant.queue);
            self.queue_name = None;
        }
        self.queue_name = participant.queue_name.clone().or_else(|| self.queue_name.take());
        let connected = matches!(participant.state, ParticipantState::Connected | ParticipantState::Parked);
        self.connected_at = participant.connected_at.or(self.connected_at).or(connected.then_some(todo.now));
        self.take_after_call_work(&participant.wrap_up);

        let reached = standing_of(participant, todo.now);
        if !moved && rank(reached) < rank(self.standing) {
            return Change::None;
        }
        let before = self.standing;
        if rank(reached) > rank(before) || moved {
            self.standing = reached;
        }
        match self.standing {
            Standing::Ended { .. } => self.ended(before, participant, todo),
            Standing::Connected => {
                self.find_contacts(todo);
                Change::None
            }
            Standing::Alerting { .. } => {
                // By this computer's clock, from now on: those of the service may differ.
                let time = i64::from(participant.alerting_timeout_ms.unwrap_or(OFFERED_MS)) + OFFERED_LEEWAY_MS;
                self.offered_until.get_or_insert(todo.now.plus_millis(time));
                Change::None
            }
            Standing::Connecting => Change::None,
        }
    }

    fn take_after_call_work(&mut self, snapshot: &AfterCallWork) {
        let known = std::mem::take(&mut self.after_call_work);
        // A late snapshot does not reopen what is done; an event may leave out what a reply told.
        self.after_call_work = AfterCallWork {
            required: snapshot.required,
            mode: snapshot.mode.or(known.mode),
            timeout_ms: snapshot.timeout_ms.or(known.timeout_ms),
            skipped: snapshot.skipped || known.skipped,
            provisional: snapshot.provisional,
            code: snapshot.code.clone().or(known.code.filter(|_| snapshot.code.is_none())),
            notes: snapshot.notes.clone().or(known.notes),
            started_at: snapshot.started_at.or(known.started_at),
            ended_at: snapshot.ended_at.or(known.ended_at),
        };
    }

    fn ended(&mut self, before: Standing, participant: &Participant, todo: &mut Todo) -> Change {
        let leaving = self.leaving.take();
        // Nobody wraps up what was never answered, whatever the queue's mode.
        let answered = self.connected_at.is_some() || matches!(before, Standing::Connected | Standing::Ended { .. });
        let ending = ending(before, &leaving, participant);
        if !answered || !self.wraps_up() {
            return Change::Gone(ending);
        }
        if matches!(before, Standing::Ended { .. }) {
            return Change::None;
        }
        self.ending = Some(ending);
        self.fetch_codes(todo);
        let transferred = match leaving {
            Some(Leaving::Transferring { name, .. }) => Some(name),
            Some(Leaving::Disconnecting { .. } | Leaving::Cancelling) | None => None,
        };
        Change::WrapUpBegan { transferred }
    }

    /// Does what is still to be done for the standing reached.
    fn pursue(&mut self, todo: &mut Todo) {
        let waiting = match (&self.leaving, self.standing) {
            (Some(Leaving::Cancelling), Standing::Connected) => {
                self.leaving = None;
                self.disconnect(todo);
                true
            }
            (Some(Leaving::Disconnecting { stage } | Leaving::Transferring { stage, .. }), _) => {
                *stage == LeavingStage::Watching
            }
            (_, Standing::Connecting) => true,
            (_, Standing::Connected) => self.seat.as_ref().is_none_or(|seat| seat.communication.is_none()),
            (_, Standing::Ended { .. }) => {
                self.fetch_codes(todo);
                self.time_over_at().is_some_and(|at| at <= todo.now)
            }
            (_, Standing::Alerting { answering }) => answering || self.time_over_at().is_some_and(|at| at <= todo.now),
        };
        match self.look {
            _ if !waiting => self.look = None,
            None => self.look_again(todo.now),
            // What was asked for did not show: the agent may ask again.
            Some(look) if look.looks > LOOKS && !matches!(self.leaving, Some(Leaving::Cancelling)) => {
                self.leaving = None;
                self.answer_again();
            }
            Some(_) => {}
        }
    }

    fn look_again(&mut self, now: Timestamp) {
        let looks = self.look.map_or(0, |look| look.looks) + 1;
        let pause = (LOOK_AGAIN_MS << looks.min(5).saturating_sub(1)).min(LOOK_AGAIN_AT_MOST_MS);
        self.look = Some(Look { at: now.plus_millis(pause), looks });
    }
}

/// The agent's latest part in a conversation: the one that still goes on, else one with after-call work to be done.
fn seat_of<'a>(conversation: &'a Conversation, me: &UserId) -> Option<&'a Participant> {
    let mine = |one: &&Participant| one.purpose == Role::Agent && one.user.as_ref() == Some(me);
    let on = |one: &&Participant| one.state != ParticipantState::Disconnected;
    let owes = |one: &&Participant| wrap_up::is_open(&one.wrap_up, one.connected_at.is_some());
    let participants = || conversation.participants.iter().rev().filter(mine);
    participants().find(on).or_else(|| participants().find(owes)).or_else(|| participants().next())
}

fn standing_of(participant: &Participant, now: Timestamp) -> Standing {
    match &participant.state {
        ParticipantState::Alerting => Standing::Alerting { answering: false },
        ParticipantState::Connected | ParticipantState::Parked => Standing::Connected,
        ParticipantState::Disconnected => Standing::Ended { seen_at: now },
        ParticipantState::Connecting | ParticipantState::Other(_) => Standing::Connecting,
    }
}

fn rank(standing: Standing) -> u8 {
    match standing {
        Standing::Alerting { .. } => 0,
        Standing::Connecting => 1,
        Standing::Connected => 2,
        Standing::Ended { .. } => 3,
    }
}

fn ending(before: Standing, leaving: &Option<Leaving>, participant: &Participant) -> Ending {
    match (leaving, before) {
        (Some(Leaving::Transferring { name, .. }), _) => Ending::Transferred(name.clone()),
        (Some(Leaving::Disconnecting { .. }), Standing::Alerting { .. }) => Ending::Declined,
        (None, Standing::Alerting { .. }) if participant.connected_at.is_none() => Ending::NotAnswered,
        (Some(_), _) | (None, Standing::Ended { .. }) => Ending::Finished,
        (None, _) => Ending::EndedElsewhere,
    }
}

fn display(number: &str) -> String {
    crate::number::international(number)
}
