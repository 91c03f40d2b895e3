//! New Interaction: from the empty form to a conversation.
//!
//! ```text
//!             Compose                 accepted
//!   Editing ───────────▶ Checking ───────────────▶ (an interaction)
//!      ▲                  │    │ refused: there is a conversation with this contact
//!      │   refused, lost  │    ▼
//!      ├──────────────────┘  Asking who holds it ──▶ held elsewhere ──▶ Editing
//!      │                       │ nobody: recent
//!      │       Cancel          ▼
//!      └──────────────────── Existing ── Continue ──▶ Checking (useExistingConversation)
//! ```
//!
//! Genesys publishes no code for "there is a conversation": any refusal of the request that names no field of it is
//! read so, and settled by what the agent chooses (the API's 4xx other than 401, 403, 404 and 429).

use genesys::{
    call::Call,
    id::{ConversationId, QueueId, UserId},
    model::{Conversation, Failure, ParticipantState, Purpose as Role, Queue, Rejection, SmsNumber},
    time::Timestamp,
};
use phone::{Country, Number};
use protocol::{Compose as ComposeView, ComposeProblem, Finding, Holder, Missing, Rule, Stage as StageView, Typed};
use serde::{Deserialize, Serialize};

use crate::{
    calls::Purpose,
    compliance::Cleared,
    directory::Directory,
    number::{NumberEntry, Progress},
    picked::Picked,
    text,
    todo::Todo,
    trouble::trouble,
};

/// A conversation that began so many milliseconds before Compose left may still be its doing: clocks differ.
const CLOCK_SKEW_MS: i64 = 120_000;

/// New Interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Compose {
    /// Tells this attempt's answers from an earlier one's.
    stamp: u64,
    queue_text: Typed,
    queue: Option<QueueId>,
    number: NumberEntry,
    /// The number that was chosen on a page, if the form began with one.
    #[serde(default)]
    picked: Option<Picked>,
    claim: Claim,
    /// What the agent went on in spite of.
    #[serde(default)]
    despite: Vec<Rule>,
    stage: Stage,
}

/// How much of the form is the agent's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Claim {
    /// It came by itself, to whoever signs in for the first time.
    None,
    /// The agent asked for it.
    Asked,
    /// The agent has done something in it.
    Edited,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Stage {
    Editing {
        problem: Option<ComposeProblem>,
    },
    /// The request is under way, or its effect is being found out.
    Checking {
        since: Timestamp,
        use_existing: bool,
    },
    Existing,
}

/// What comes of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The form is still open.
    Open,
    /// There is a conversation: begun, or found to be the agent's already.
    Connected {
        conversation: ConversationId,
        customer: String,
        queue: QueueId,
        /// Where its number was chosen.
        picked: Option<Box<Picked>>,
    },
}

impl Compose {
    /// An empty form, or one with the remembered queue filled in.
    pub(crate) fn new(stamp: u64, country: Country, remembered: Option<&Queue>) -> Self {
        Self {
            stamp,
            queue_text: text::set(remembered.map(|queue| queue.name.clone()).unwrap_or_default()),
            queue: remembered.map(|queue| queue.id.clone()),
            number: NumberEntry::new(country),
            picked: None,
            claim: Claim::Asked,
            despite: Vec::new(),
            stage: Stage::Editing { problem: None },
        }
    }

    /// It came by itself.
    pub(crate) fn came_by_itself(&mut self) {
        self.claim = Claim::None;
    }

    /// The agent asks for the form that is there.
    pub(crate) fn is_asked_for(&mut self) {
        if self.claim == Claim::None {
            self.claim = Claim::Asked;
        }
    }

    /// Whether it makes room for whatever comes: nobody asked for it, and nobody is at it.
    pub(crate) fn gives_way(&self) -> bool {
        self.claim == Claim::None && !self.is_under_way()
    }

    /// Takes a number that was chosen on a page; the one that the form had of a page, and that was not written to.
    pub(crate) fn fill(&mut self, picked: Picked) -> Option<Picked> {
        self.number.fill(&picked.recipient.number);
        self.stage = Stage::Editing { problem: None };
        self.picked.replace(picked)
    }

    /// Takes another recipient of the link that the form began with.
    pub(crate) fn choose_recipient(&mut self, number: &str) {
        if !self.editing() {
            return;
        }
        if let Some(picked) = self.chosen_on_page().cloned().and_then(|picked| picked.beginning_with(number)) {
            self.fill(picked);
        }
    }

    /// The remembered queue is known only now, or is another one now: an untouched form takes it.
    pub(crate) fn remember(&mut self, queue: &Queue) {
        if !self.is_under_way() {
            self.queue_text = text::set(queue.name.clone());
            self.queue = Some(queue.id.clone());
        }
    }

    /// Whether the agent is at it, so that nothing may take its place unasked.
    pub(crate) fn is_under_way(&self) -> bool {
        self.claim == Claim::Edited || !matches!(self.stage, Stage::Editing { .. })
    }

    /// Whether another number can be put in, if the agent says so.
    pub(crate) fn can_be_filled(&self) -> bool {
        !matches!(self.stage, Stage::Checking { .. })
    }

    /// The number that the form began with, whatever is in it now.
    pub(crate) fn picked(&self) -> Option<&Picked> {
        self.picked.as_ref()
    }

    /// The same, as long as it is the number: what a page says of one person is not told to another.
    fn chosen_on_page(&self) -> Option<&Picked> {
        let number = self.number.number()?;
        self.picked.as_ref().filter(|picked| picked.recipient.number == number.e164())
    }

    pub(crate) fn edit_queue(&mut self, typed: Typed, directory: &Directory, todo: &mut Todo) {
        if !self.editing() {
            return;
        }
        self.queue = exact_match(directory, &typed.text).map(|queue| queue.id.clone());
        self.queue_text = typed;
        directory.look_up_numbers(&self.queue_text.text, todo);
    }

    pub(crate) fn choose_queue(&mut self, id: &QueueId, directory: &Directory, todo: &mut Todo) {
        let Some(queue) = directory.queue(id).filter(|queue| queue.sms_number != SmsNumber::Missing) else {
            return;
        };
        if self.editing() {
            self.queue = Some(queue.id.clone());
            self.queue_text = text::set(queue.name.clone());
            directory.look_up_numbers(&queue.name, todo);
        }
    }

    pub(crate) fn edit_number(&mut self, typed: Typed, caret: u32, deleted_forward: bool) {
        if self.editing() {
            self.number.edit(typed, caret, deleted_forward);
        }
    }

    pub(crate) fn choose_country(&mut self, country: Country) {
        if self.editing() {
            self.number.choose(country);
        }
    }

    /// Whom the form is about to write to, E.164.
    pub(crate) fn recipient(&self) -> Option<&str> {
        self.number.number().map(Number::e164)
    }

    /// Whether *Compose* is available.
    pub(crate) fn is_ready(&self, directory: &Directory) -> bool {
        self.is_edited() && self.missing(directory).is_empty()
    }

    /// Whether it is being filled in.
    pub(crate) fn is_edited(&self) -> bool {
        matches!(self.stage, Stage::Editing { .. })
    }

    /// Whether *Continue* or *Cancel* is asked for; with what the agent has gone on in spite of.
    pub(crate) fn asks(&self) -> Option<&[Rule]> {
        (self.stage == Stage::Existing).then_some(self.despite.as_slice())
    }

    /// *Compose*: looks for a recent conversation, and begins one where there is none.
    pub(crate) fn compose(&mut self, stamp: u64, cleared: Cleared, despite: Vec<Rule>, todo: &mut Todo) {
        self.despite = despite;
        self.create(stamp, false, cleared, todo);
    }

    /// *Continue* at the prompt.
    pub(crate) fn go_on(&mut self, stamp: u64, cleared: Cleared, todo: &mut Todo) {
        self.create(stamp, true, cleared, todo);
    }

    /// Something speaks against it by now: the form shows what.
    pub(crate) fn held(&mut self) {
        self.stage = Stage::Editing { problem: None };
    }

    /// *Cancel* at the prompt, or while Compose is under way. What was under way is nobody's from now on: the answer
    /// finds another stamp.
    pub(crate) fn cancel(&mut self, stamp: u64) {
        self.stamp = stamp;
        self.stage = Stage::Editing { problem: None };
    }

    /// Whether an answer to a call with this stamp is still waited for.
    pub(crate) fn waits_for(&self, stamp: u64) -> bool {
        self.stamp == stamp && matches!(self.stage, Stage::Checking { .. })
    }

    /// The request was answered.
    pub(crate) fn created(&mut self, result: Result<ConversationId, Failure>, todo: &mut Todo) -> Outcome {
        let failure = match result {
            Ok(conversation) => return self.connected(conversation),
            Err(failure) => failure,
        };
        if failure.effect_unknown() {
            todo.call(Purpose::SettleCreate(self.stamp), Call::MyConversations);
            return Outcome::Open;
        }
        let Failure::Api(error) = &failure else {
            return self.give_up(ComposeProblem::Trouble(trouble(failure)));
        };
        match error.rejection {
            Rejection::NotFound => self.give_up(ComposeProblem::QueueGone),
            Rejection::Refused if error.fields.iter().any(|field| field == "queueId") => {
                self.give_up(ComposeProblem::QueueGone)
            }
            Rejection::Refused if error.fields.is_empty() => {
                match &error.conversation {
                    Some(id) => {
                        todo.call(Purpose::Holder(self.stamp), Call::Conversation(id.clone()));
                    }
                    None => self.existing_without_a_name(),
                }
                Outcome::Open
            }
            _ => self.give_up(ComposeProblem::Trouble(trouble(failure))),
        }
    }

    /// The conversation that is in the way came, or did not.
    pub(crate) fn holder(&mut self, result: Result<Conversation, Failure>, me: &UserId) -> Outcome {
        let Ok(conversation) = result else {
            self.existing_without_a_name();
            return Outcome::Open;
        };
        let on = |state: &ParticipantState| !matches!(state, ParticipantState::Disconnected);
        let mut holding = conversation.participants.iter().rev().filter(|one| on(&one.state));
        if holding.clone().any(|one| one.purpose == Role::Agent && one.user.as_ref() == Some(me)) {
            return self.connected(conversation.id.clone());
        }
        let holder = holding.find_map(|one| match one.purpose {
            Role::Agent => Some(one.name.clone().map(Holder::Agent)),
            Role::Acd => Some(one.queue_name.clone().or_else(|| one.name.clone()).map(Holder::Queue)),
            Role::Customer | Role::Other(_) => None,
        });
        match (holder, &self.stage) {
            (Some(holder), _) => self.give_up(ComposeProblem::HeldElsewhere { holder }),
            (None, Stage::Checking { use_existing: false, .. }) => {
                self.stage = Stage::Existing;
                Outcome::Open
            }
            (None, _) => self.give_up(ComposeProblem::HeldElsewhere { holder: None }),
        }
    }

    /// The agent's conversations came after the answer to Compose was lost: is one of them its doing?
    pub(crate) fn settled(&mut self, result: Result<&[Conversation], Failure>, me: &UserId) -> Outcome {
        let Stage::Checking { since, .. } = self.stage else {
            return Outcome::Open;
        };
        let (Some(number), Some(queue)) = (self.number.number(), &self.queue) else {
            return Outcome::Open;
        };
        let earliest = since.plus_millis(-CLOCK_SKEW_MS);
        let is_it = |conversation: &&Conversation| {
            let to_them = conversation
                .participants
                .iter()
                .any(|one| one.purpose == Role::Customer && one.address.as_deref() == Some(number.e164()));
            let by_me = conversation.participants.iter().any(|one| {
                one.purpose == Role::Agent
                    && one.user.as_ref() == Some(me)
                    && one.queue.as_ref().is_none_or(|at| at == queue)
                    && one.state != ParticipantState::Disconnected
                    && one.connected_at.is_none_or(|at| at >= earliest)
            });
            to_them && by_me
        };
        match result.ok().and_then(|conversations| conversations.iter().find(is_it)) {
            Some(found) => self.connected(found.id.clone()),
            None => self.give_up(ComposeProblem::Unconfirmed),
        }
    }

    /// The agent's queues changed: a chosen one may have gone.
    pub(crate) fn queues_changed(&mut self, directory: &Directory) {
        let gone = self.queue.as_ref().is_some_and(|id| directory.complete() && directory.queue(id).is_none());
        if gone && matches!(self.stage, Stage::Editing { .. }) {
            self.queue = None;
            self.stage = Stage::Editing { problem: Some(ComposeProblem::QueueGone) };
        }
    }

    /// Whether the service said that the queue has gone: the agent's queues are out of date.
    pub(crate) fn queue_is_gone(&self) -> bool {
        matches!(self.stage, Stage::Editing { problem: Some(ComposeProblem::QueueGone) })
    }

    pub(crate) fn show(&self, directory: &Directory, findings: Vec<Finding>) -> ComposeView {
        let chosen = self.queue.as_ref().and_then(|id| directory.entry(id));
        // Once a queue is chosen its name is no search: the list shows what else there is.
        let search = if chosen.is_some() { "" } else { &self.queue_text.text };
        ComposeView {
            queue_text: self.queue_text.clone(),
            queue: chosen,
            matches: directory.listing(search),
            number: self.number.show(),
            origin: self.chosen_on_page().map(|picked| picked.origin.clone()),
            missing: self.missing(directory),
            findings,
            stage: match &self.stage {
                Stage::Editing { problem } => StageView::Editing { problem: problem.clone() },
                Stage::Checking { .. } => StageView::Checking,
                Stage::Existing => StageView::Existing,
            },
        }
    }

    fn editing(&mut self) -> bool {
        let Stage::Editing { problem } = &mut self.stage else {
            return false;
        };
        *problem = None;
        self.claim = Claim::Edited;
        true
    }

    fn create(&mut self, stamp: u64, use_existing: bool, cleared: Cleared, todo: &mut Todo) {
        let (Some(number), Some(queue)) = (self.number.number(), &self.queue) else {
            return;
        };
        let to = number.e164().to_owned();
        todo.call(Purpose::Create(stamp, cleared), Call::CreateConversation { queue: queue.clone(), to, use_existing });
        self.stamp = stamp;
        self.claim = Claim::Edited;
        self.stage = Stage::Checking { since: todo.now, use_existing };
    }

    fn connected(&self, conversation: ConversationId) -> Outcome {
        match (self.number.number(), &self.queue) {
            (Some(number), Some(queue)) => Outcome::Connected {
                conversation,
                customer: number.e164().to_owned(),
                queue: queue.clone(),
                picked: self.chosen_on_page().cloned().map(Box::new),
            },
            _ => Outcome::Open,
        }
    }

    fn give_up(&mut self, problem: ComposeProblem) -> Outcome {
        self.stage = Stage::Editing { problem: Some(problem) };
        Outcome::Open
    }

    /// There is a conversation, of which nothing more is known: once it may be taken up, twice it is held.
    fn existing_without_a_name(&mut self) {
        self.stage = match self.stage {
            Stage::Checking { use_existing: false, .. } => Stage::Existing,
            _ => Stage::Editing { problem: Some(ComposeProblem::HeldElsewhere { holder: None }) },
        };
    }

    fn missing(&self, directory: &Directory) -> Vec<Missing> {
        let queue = match self.queue.as_ref().map(|id| directory.queue(id)) {
            Some(Some(queue)) if queue.sms_number == SmsNumber::Missing => Some(Missing::QueueWithoutNumber),
            Some(Some(_)) => None,
            Some(None) => Some(Missing::Queue),
            None if self.queue_text.text.trim().is_empty() || !directory.complete() => Some(Missing::Queue),
            None if directory.matches(&self.queue_text.text).is_empty() => Some(Missing::QueueMatchesNothing),
            None => Some(Missing::Queue),
        };
        let number = match self.number.progress() {
            Progress::Empty => Some(Missing::Number),
            Progress::Unfinished => Some(Missing::NumberUnfinished),
            Progress::Malformed => Some(Missing::NumberMalformed),
            Progress::Complete => None,
        };
        queue.into_iter().chain(number).collect()
    }
}

/// The queue whose whole name was typed, if it can be chosen and no other has the same name.
fn exact_match<'a>(directory: &'a Directory, typed: &str) -> Option<&'a Queue> {
    let wanted = typed.trim().to_lowercase();
    let named = |queue: &&&Queue| queue.name.to_lowercase() == wanted;
    let matches = directory.matches(typed);
    let mut exact = matches.iter().filter(named);
    let (Some(queue), None) = (exact.next(), exact.next()) else {
        return None;
    };
    (queue.sms_number != SmsNumber::Missing).then_some(*queue)
}
