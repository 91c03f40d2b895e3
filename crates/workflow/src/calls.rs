//! Calls under way: numbering, retries, waiting for a sign-in, and what becomes of them when the background stops.
//!
//! ```text
//!              ┌────────── Retry(at) ◀── 429; no result, where repeating does no harm, up to MAX_ATTEMPTS
//!   start ──▶ Reply ──▶ answered, handed to the part that asked
//!              └────────── SignIn ◀───── 401, or asked while nobody is signed in
//! ```
//!
//! A call that may be made twice is repeated when its answer is lost: a read, or saving the log's texts. Any other call
//! whose answer is lost may have taken effect: it is never repeated here, the part that asked finds out what is true.
//!
//! Whenever a call departs the gate is asked. What it does not let through is no call any more; its purpose is returned,
//! for the part that asked to say why.

use genesys::{
    call::{Call, Reply},
    id::{ChannelId, ConversationId, ParticipantId, QueueId},
    model::{ApiError, Failure, Rejection},
    region::Environment,
    time::Timestamp,
};
use protocol::{FileId, SendId};
use serde::{Deserialize, Serialize};

use crate::{
    compliance::Cleared,
    io::{AccessToken, CallId, Effect},
    todo::{PUT_OFF_AT_MOST_MS, Todo},
};

/// A call is made at most so often.
const MAX_ATTEMPTS: u32 = 4;
/// Milliseconds before the first repetition; it doubles with each.
const BACKOFF_MS: i64 = 1_000;
/// Milliseconds a call may take.
const TIMEOUT_MS: u32 = 15_000;

/// Which part asked, and what for. Stamps and numbers let it drop an answer that came too late.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// The code for a token.
    SignIn,
    /// Revoke the token.
    SignOut,
    /// The agent.
    Me,
    /// A page of the agent's queues.
    Queues,
    /// A queue whose number is unknown.
    QueueDetail(QueueId),
    /// The presences to choose from.
    Presences,
    /// The agent's status.
    Status(u64),
    /// A presence, or the way back to the queue.
    SetStatus(u64),
    /// The agent's conversations, to bring every view up to date.
    Resync,
    /// A notification channel.
    Channel,
    /// Its topics.
    Subscribe(ChannelId),
    /// Compose.
    Create(u64, Cleared),
    /// Compose got no answer: is there such a conversation?
    SettleCreate(u64),
    /// Compose was refused: who holds that conversation?
    Holder(u64),
    /// A conversation, to bring its interaction up to date.
    Refresh(ConversationId),
    /// Texts of messages.
    Messages(ConversationId),
    /// A page of earlier conversations.
    Past(u64),
    /// An earlier conversation that is read.
    PastConversation(ConversationId),
    /// Its texts.
    PastMessages(ConversationId),
    /// One SMS.
    Send(ConversationId, SendId, Cleared),
    /// What may be attached.
    SupportedContent,
    /// A place for a file.
    PlaceFile(ConversationId, FileId),
    /// How far a file has come.
    CheckFile(ConversationId, FileId),
    /// Answer.
    Answer(ConversationId),
    /// Decline.
    Decline(ConversationId),
    /// Disconnect.
    Disconnect(ConversationId),
    /// After-call work, where the agent asks for it.
    AfterCallWork(ConversationId),
    /// Blind transfer.
    Transfer(ConversationId),
    /// Queues to transfer to.
    TransferQueues(u64),
    /// Agents to transfer to.
    TransferUsers(u64),
    /// Which response libraries a queue has.
    ResponseQueue(QueueId),
    /// A page of the names of response libraries.
    Libraries,
    /// A page of canned responses.
    Responses(u64),
    /// The codes to choose from.
    WrapUpCodes(ConversationId, ParticipantId),
    /// Notes before wrap-up is left out.
    WrapUpNotes(ConversationId),
    /// Wrap-up.
    WrapUp(ConversationId),
    /// The Interaction Log's texts.
    SaveLog(ConversationId),
    /// The contacts with the customer's number.
    Contacts(ConversationId),
    /// A contact with the customer's number.
    CreateContact(ConversationId),
    /// The Interaction Log's contact.
    LinkContact(ConversationId),
    /// The contacts with a number, for the list of those who have opted out.
    OptOutList(String),
}

impl Purpose {
    /// Whether it is work of an agent who is known, and so waits for the next sign-in where there is none.
    fn is_the_agents(&self) -> bool {
        !matches!(self, Self::SignIn | Self::SignOut | Self::Me)
    }

    /// Whether nobody waits for it once the background was stopped.
    fn ends_with_background(&self) -> bool {
        matches!(self, Self::Status(_) | Self::Past(_) | Self::PastConversation(_) | Self::PastMessages(_))
    }

    /// Whether that was asked for earlier in its stead: of these only the last one's answer counts.
    fn replaces(&self, earlier: &Self) -> bool {
        matches!(
            (self, earlier),
            (Self::Status(_), Self::Status(_))
                | (Self::TransferQueues(_), Self::TransferQueues(_))
                | (Self::TransferUsers(_), Self::TransferUsers(_))
                | (Self::Past(_), Self::Past(_))
        )
    }
}

/// Whether a call may depart: [`crate::Workflow::may_depart`].
pub(crate) type Gate<'a> = &'a dyn Fn(&Purpose, &Call) -> bool;

/// Where calls go, and as whom.
#[derive(Debug, Clone)]
pub(crate) struct Access {
    pub(crate) environment: Environment,
    pub(crate) token: Option<AccessToken>,
}

/// Calls under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Calls {
    last: u64,
    open: Vec<OpenCall>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct OpenCall {
    id: CallId,
    call: Call,
    purpose: Purpose,
    attempts: u32,
    waits_for: WaitsFor,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum WaitsFor {
    Reply,
    Retry(Timestamp),
    SignIn,
}

/// What an answer means for the call.
#[derive(Debug)]
#[cfg_attr(
    not(target_family = "wasm"),
    expect(clippy::large_enum_variant, reason = "there is one at a time, and it is taken apart at once")
)]
pub(crate) enum Answer {
    /// Nobody waits for it.
    Stale,
    /// The call will be made again.
    Repeated,
    /// The session is over; the call is made after the next sign-in.
    Unauthorized,
    /// For the part that asked.
    Result(Purpose, Result<Reply, Failure>),
}

impl Calls {
    /// Makes a call, or keeps it until somebody is signed in.
    pub(crate) fn start(
        &mut self,
        access: Option<&Access>,
        purpose: Purpose,
        call: Call,
        gate: Gate<'_>,
    ) -> (Option<Effect>, Option<Purpose>) {
        self.open.retain(|open| !purpose.replaces(&open.purpose));
        let mut open = OpenCall { id: self.next_id(), call, purpose, attempts: 0, waits_for: WaitsFor::SignIn };
        match access.map(|access| open.depart(access, gate)) {
            Some(None) => (None, Some(open.purpose)),
            departed => {
                self.open.push(open);
                (departed.flatten(), None)
            }
        }
    }

    /// Takes in the answer to a call.
    pub(crate) fn answered(&mut self, now: Timestamp, id: CallId, result: Result<Reply, Failure>) -> Answer {
        let departed = |open: &OpenCall| open.id == id && open.waits_for == WaitsFor::Reply;
        let Some(position) = self.open.iter().position(departed) else {
            return Answer::Stale;
        };
        let open = &mut self.open[position];
        if let Err(failure) = &result {
            if failure.is_unauthorized() && open.purpose.is_the_agents() {
                open.waits_for = WaitsFor::SignIn;
                return Answer::Unauthorized;
            }
            if let Some(wait_ms) = repeat_after_ms(&open.call, failure, open.attempts) {
                open.waits_for = WaitsFor::Retry(now.plus_millis(wait_ms));
                return Answer::Repeated;
            }
        }
        let open = self.open.swap_remove(position);
        match result {
            Err(failure) if failure.is_unauthorized() && open.purpose == Purpose::Me => Answer::Unauthorized,
            result => Answer::Result(open.purpose, result),
        }
    }

    /// Makes the calls whose time to be repeated has come.
    pub(crate) fn repeat_due(
        &mut self,
        todo: &Todo,
        access: impl Fn(&Purpose) -> Option<Access>,
        gate: Gate<'_>,
    ) -> (Vec<Effect>, Vec<Purpose>) {
        let due = |open: &OpenCall| matches!(open.waits_for, WaitsFor::Retry(at) if todo.is_due(at));
        // Nobody is signed in, or signing in, any more: only what the agent asked for waits for that.
        self.open.retain(|open| !due(open) || open.purpose.is_the_agents() || access(&open.purpose).is_some());
        self.depart_where(due, |purpose| access(purpose), gate)
    }

    /// Makes the calls that waited for a sign-in.
    pub(crate) fn signed_in(&mut self, access: &Access, gate: Gate<'_>) -> (Vec<Effect>, Vec<Purpose>) {
        self.depart_where(|open| open.waits_for == WaitsFor::SignIn, |_| Some(access.clone()), gate)
    }

    /// Makes those calls, and returns the purposes of those that the gate did not let through. One without access waits
    /// for a sign-in.
    fn depart_where(
        &mut self,
        which: impl Fn(&OpenCall) -> bool,
        access: impl Fn(&Purpose) -> Option<Access>,
        gate: Gate<'_>,
    ) -> (Vec<Effect>, Vec<Purpose>) {
        let (mut effects, mut held) = (Vec::new(), Vec::new());
        self.open.retain_mut(|open| {
            if !which(open) {
                return true;
            }
            let Some(access) = access(&open.purpose) else {
                open.waits_for = WaitsFor::SignIn;
                return true;
            };
            let effect = open.depart(&access, gate);
            if effect.is_none() {
                held.push(open.purpose.clone());
            }
            let departed = effect.is_some();
            effects.extend(effect);
            departed
        });
        (effects, held)
    }

    /// The background was stopped: repeats what may be repeated of the calls whose answers are lost, and returns the
    /// purposes of the other calls, whose effects are unknown. The status is read anew at each waking, so its earlier reading
    /// is not: one would be added whenever the background is stopped before the answer. Nor are earlier conversations, which
    /// nobody looks at any more.
    pub(crate) fn woke(&mut self, access: Option<&Access>, gate: Gate<'_>) -> (Vec<Effect>, Vec<Purpose>) {
        let (departed, kept) =
            std::mem::take(&mut self.open).into_iter().partition::<Vec<_>, _>(|open| open.waits_for == WaitsFor::Reply);
        self.open = kept;
        let mut effects = Vec::new();
        let mut lost = Vec::new();
        for mut open in departed.into_iter().filter(|open| !open.purpose.ends_with_background()) {
            match access {
                Some(access) if is_repeatable(&open.call) => {
                    // A number of its own, so that an answer to the earlier one counts for nothing.
                    open.id = self.next_id();
                    if let Some(effect) = open.depart(access, gate) {
                        effects.push(effect);
                        self.open.push(open);
                    }
                }
                None if is_repeatable(&open.call) && open.purpose.is_the_agents() => {
                    open.waits_for = WaitsFor::SignIn;
                    self.open.push(open);
                }
                _ => lost.push(open.purpose),
            }
        }
        (effects, lost)
    }

    /// Whether none of them changes anything.
    pub(crate) fn are_repeatable(&self) -> bool {
        self.open.iter().all(|open| is_repeatable(&open.call))
    }

    /// Forgets every call.
    pub(crate) fn clear(&mut self) {
        self.open.clear();
    }

    /// Whether this very call is under way or waiting, and repeating it does no harm: it need not be made again.
    pub(crate) fn is_under_way(&self, purpose: &Purpose, call: &Call) -> bool {
        is_repeatable(call) && self.open.iter().any(|open| open.purpose == *purpose && open.call == *call)
    }

    /// When [`Calls::repeat_due`] has something to do.
    pub(crate) fn next_repeat(&self) -> Option<Timestamp> {
        self.open
            .iter()
            .filter_map(|open| match open.waits_for {
                WaitsFor::Retry(at) => Some(at),
                WaitsFor::Reply | WaitsFor::SignIn => None,
            })
            .min()
    }

    fn next_id(&mut self) -> CallId {
        self.last += 1;
        CallId(self.last)
    }
}

impl OpenCall {
    /// The one way outside; `None`: the gate is closed to it.
    fn depart(&mut self, access: &Access, gate: Gate<'_>) -> Option<Effect> {
        if !gate(&self.purpose, &self.call) {
            return None;
        }
        self.attempts += 1;
        self.waits_for = WaitsFor::Reply;
        Some(Effect::Call {
            id: self.id,
            call: self.call.clone(),
            environment: access.environment.clone(),
            token: access.token.clone(),
            timeout_ms: TIMEOUT_MS,
        })
    }
}

fn repeat_after_ms(call: &Call, failure: &Failure, attempts: u32) -> Option<i64> {
    if attempts >= MAX_ATTEMPTS {
        return None;
    }
    let backoff = BACKOFF_MS << (attempts.saturating_sub(1));
    match failure {
        // Whoever is to wait for longer than anything is put off is told so.
        Failure::Api(ApiError { rejection: Rejection::RateLimited { retry_after_ms }, .. }) => {
            Some(backoff.max(i64::from(*retry_after_ms))).filter(|wait| *wait < PUT_OFF_AT_MOST_MS)
        }
        _ if failure.effect_unknown() && is_repeatable(call) => Some(backoff),
        _ => None,
    }
}

/// Whether a call may be made twice: it changes nothing at the service (a channel, or a place for a
/// file, too many is dropped there by itself),
/// or sets the same texts again, of which one save at a time is under way.
fn is_repeatable(call: &Call) -> bool {
    match call {
        Call::Me
        | Call::MyStatus
        | Call::MyQueues { .. }
        | Call::Queue(_)
        | Call::SearchQueues { .. }
        | Call::SearchUsers { .. }
        | Call::PresenceDefinitions
        | Call::MyConversations
        | Call::Conversation(_)
        | Call::PastConversations { .. }
        | Call::Messages { .. }
        | Call::SupportedContent
        | Call::CreateUpload { .. }
        | Call::Media { .. }
        | Call::WrapUpCodes { .. }
        | Call::FindContacts { .. }
        | Call::Libraries { .. }
        | Call::Responses { .. }
        | Call::CreateChannel
        | Call::Subscribe { .. }
        | Call::SetAttributes { .. } => true,
        Call::Token(_)
        | Call::RevokeToken
        | Call::SetPresence { .. }
        | Call::ReturnToQueue(_)
        | Call::CreateConversation { .. }
        | Call::Send { .. }
        | Call::Answer { .. }
        | Call::Disconnect { .. }
        | Call::WrapUp { .. }
        | Call::SkipWrapUp { .. }
        | Call::RequestAfterCallWork { .. }
        | Call::Transfer { .. }
        | Call::CreateContact { .. }
        | Call::LinkContact { .. } => false,
    }
}
