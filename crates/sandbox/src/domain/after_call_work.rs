//! After-call work: what an agent owes once a conversation is over.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

/// The code that the system sets when time is up.
pub const TIMEOUT_CODE: &str = "ININ-WRAP-UP-TIMEOUT";
/// The code that the system sets when it ends a conversation by itself.
pub const SYSTEM_CODE: &str = "ININ-WRAP-UP-SKIPPED";

/// What a queue asks of its agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// A code may be chosen, or not.
    Optional,
    /// A code has to be chosen.
    Mandatory,
    /// A code has to be chosen before the time is up.
    MandatoryTimeout(SignedDuration),
    /// The agent stays in after-call work until the time is up.
    MandatoryForcedTimeout(SignedDuration),
    /// Like [`Policy::MandatoryTimeout`], but only when the agent asks for it while the conversation lasts.
    AgentRequested(SignedDuration),
}

impl Policy {
    /// The time limit, if there is one.
    #[must_use]
    pub fn timeout(self) -> Option<SignedDuration> {
        match self {
            Self::Optional | Self::Mandatory => None,
            Self::MandatoryTimeout(timeout) | Self::MandatoryForcedTimeout(timeout) | Self::AgentRequested(timeout) => {
                Some(timeout)
            }
        }
    }
}

/// How a conversation was wrapped up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wrapup {
    /// A wrap-up code's id or one of the system's codes; none while provisional.
    pub code: Option<Code>,
    /// Free text.
    pub notes: Option<String>,
    /// Free tags.
    pub tags: Vec<String>,
    /// Seconds it took.
    pub duration_seconds: Option<u32>,
    /// When it was finished.
    pub end_time: Option<Timestamp>,
    /// Saved, but not finished.
    pub provisional: bool,
}

/// A wrap-up code as it is assigned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// One of the organisation's.
    Chosen(Uuid),
    /// [`TIMEOUT_CODE`] or [`SYSTEM_CODE`].
    System(&'static str),
}

/// Where after-call work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not begun, or never asked for.
    NotApplicable,
    /// The agent has not finished.
    Pending {
        /// When it began.
        since: Timestamp,
    },
    /// The agent left it out.
    Skipped {
        /// When it began.
        since: Timestamp,
        /// When it was left.
        at: Timestamp,
    },
    /// Finished, by the agent or by the clock.
    Complete {
        /// When it began.
        since: Timestamp,
        /// When it ended.
        at: Timestamp,
    },
}

/// An agent's after-call work on one conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AfterCallWork {
    /// The queue's rule when the agent joined.
    pub policy: Policy,
    /// Whether the agent asked for it ([`Policy::AgentRequested`]).
    pub requested: bool,
    /// Where it stands.
    pub state: State,
    /// What was noted.
    pub wrapup: Option<Wrapup>,
}

/// Why after-call work did not take what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A wrap-up that is not provisional has to have a code.
    #[error("a wrap-up code is required")]
    CodeRequired,
    /// It is over.
    #[error("after-call work is over")]
    Over,
    /// Only queues with [`Policy::AgentRequested`] let the agent ask.
    #[error("the queue does not let agents request after-call work")]
    NotOnRequest,
}

impl AfterCallWork {
    /// For an agent who joins under `policy`.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, requested: false, state: State::NotApplicable, wrapup: None }
    }

    /// The conversation is over for the agent: the work begins, unless none is asked for or it is done already.
    pub fn begin(&mut self, now: Timestamp) {
        if matches!(self.policy, Policy::AgentRequested(_)) && !self.requested {
            return;
        }
        self.state = State::Pending { since: now };
        if self.is_coded() && !matches!(self.policy, Policy::MandatoryForcedTimeout(_)) {
            self.state = State::Complete { since: now, at: now };
        }
    }

    /// Asks for after-call work, or takes the request back.
    ///
    /// # Errors
    /// When the policy is another, or the conversation is over.
    pub fn request(&mut self, wanted: bool, conversation_over: bool) -> Result<(), Refusal> {
        if !matches!(self.policy, Policy::AgentRequested(_)) {
            return Err(Refusal::NotOnRequest);
        }
        if conversation_over {
            return Err(Refusal::Over);
        }
        self.requested = wanted;
        Ok(())
    }

    /// Notes a wrap-up; one with a code finishes the work where the policy lets the agent leave early.
    ///
    /// # Errors
    /// Without a code it has to be provisional; after the end it is too late.
    pub fn wrap_up(&mut self, mut wrapup: Wrapup, now: Timestamp) -> Result<(), Refusal> {
        if wrapup.code.is_none() && !wrapup.provisional {
            return Err(Refusal::CodeRequired);
        }
        if matches!(self.state, State::Skipped { .. }) && wrapup.provisional {
            return Err(Refusal::Over);
        }
        if !wrapup.provisional {
            wrapup.end_time = wrapup.end_time.or(Some(now));
        }
        let finished = !wrapup.provisional;
        self.wrapup = Some(wrapup);
        let forced = matches!(self.policy, Policy::MandatoryForcedTimeout(_));
        if let (State::Pending { since }, true, false) = (self.state, finished, forced) {
            self.state = State::Complete { since, at: now };
        }
        Ok(())
    }

    /// Leaves the work out.
    ///
    /// # Errors
    /// When the policy insists on a code.
    pub fn skip(&mut self, now: Timestamp) -> Result<(), Refusal> {
        match (self.policy, self.state) {
            (_, State::Skipped { .. }) => Ok(()),
            (Policy::Optional | Policy::AgentRequested(_), State::Pending { since }) => {
                self.state = State::Skipped { since, at: now };
                Ok(())
            }
            (Policy::Optional | Policy::AgentRequested(_), _) => Err(Refusal::Over),
            (Policy::Mandatory | Policy::MandatoryTimeout(_) | Policy::MandatoryForcedTimeout(_), _) => {
                Err(Refusal::CodeRequired)
            }
        }
    }

    /// When time is up, if it runs.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        match self.state {
            State::Pending { since } => self.policy.timeout().map(|timeout| since + timeout),
            State::NotApplicable | State::Skipped { .. } | State::Complete { .. } => None,
        }
    }

    /// Lets the clock end the work when its time is up.
    pub fn expire(&mut self, now: Timestamp) -> bool {
        let (State::Pending { since }, Some(deadline)) = (self.state, self.deadline()) else { return false };
        if now < deadline {
            return false;
        }
        if !self.is_coded() {
            self.close_with(TIMEOUT_CODE, deadline);
        }
        self.state = State::Complete { since, at: deadline };
        true
    }

    /// The system ends the work, whatever the policy.
    pub fn close(&mut self, now: Timestamp) {
        let since = match self.state {
            State::Pending { since } => since,
            State::NotApplicable => now,
            State::Skipped { .. } | State::Complete { .. } => return,
        };
        if !self.is_coded() {
            self.close_with(SYSTEM_CODE, now);
        }
        self.state = State::Complete { since, at: now };
    }

    /// Whether the agent still owes it.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending { .. })
    }

    fn is_coded(&self) -> bool {
        self.wrapup.as_ref().is_some_and(|wrapup| wrapup.code.is_some() && !wrapup.provisional)
    }

    fn close_with(&mut self, code: &'static str, at: Timestamp) {
        let notes = self.wrapup.take();
        self.wrapup = Some(Wrapup {
            code: Some(Code::System(code)),
            end_time: Some(at),
            provisional: false,
            ..notes.unwrap_or_default()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: Uuid = Uuid::from_u128(7);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn coded() -> Wrapup {
        Wrapup { code: Some(Code::Chosen(CODE)), ..Wrapup::default() }
    }

    fn begun(policy: Policy) -> AfterCallWork {
        let mut work = AfterCallWork::new(policy);
        work.begin(at(100));
        work
    }

    #[test]
    fn optional_may_be_skipped_mandatory_may_not() {
        assert_eq!(begun(Policy::Optional).skip(at(101)), Ok(()));
        assert_eq!(begun(Policy::Mandatory).skip(at(101)), Err(Refusal::CodeRequired));
    }

    #[test]
    fn a_code_finishes_and_a_provisional_note_does_not() {
        let mut work = begun(Policy::Mandatory);
        work.wrap_up(Wrapup { notes: Some("rang twice".into()), provisional: true, ..Wrapup::default() }, at(101))
            .unwrap();
        assert!(work.is_pending());
        assert_eq!(work.wrap_up(Wrapup::default(), at(102)), Err(Refusal::CodeRequired));
        work.wrap_up(coded(), at(103)).unwrap();
        assert_eq!(work.state, State::Complete { since: at(100), at: at(103) });
    }

    #[test]
    fn time_is_up_by_itself_and_notes_stay() {
        let mut work = begun(Policy::MandatoryTimeout(SignedDuration::from_secs(30)));
        work.wrap_up(Wrapup { notes: Some("call back".into()), provisional: true, ..Wrapup::default() }, at(110))
            .unwrap();
        assert!(!work.expire(at(129)));
        assert!(work.expire(at(131)));
        let wrapup = work.wrapup.unwrap();
        assert_eq!(wrapup.code, Some(Code::System(TIMEOUT_CODE)));
        assert_eq!(wrapup.notes.as_deref(), Some("call back"));
        assert!(!wrapup.provisional);
        assert_eq!(work.state, State::Complete { since: at(100), at: at(130) });
    }

    #[test]
    fn a_forced_time_box_keeps_the_agent_but_also_the_code() {
        let mut work = begun(Policy::MandatoryForcedTimeout(SignedDuration::from_secs(15)));
        work.wrap_up(coded(), at(101)).unwrap();
        assert!(work.is_pending());
        assert!(work.expire(at(115)));
        assert_eq!(work.wrapup.unwrap().code, Some(Code::Chosen(CODE)));
    }

    #[test]
    fn on_request_only_when_requested_in_time() {
        let timeout = SignedDuration::from_secs(60);
        let unasked = begun(Policy::AgentRequested(timeout));
        assert_eq!(unasked.state, State::NotApplicable);
        let mut asked = AfterCallWork::new(Policy::AgentRequested(timeout));
        asked.request(true, false).unwrap();
        asked.begin(at(100));
        assert!(asked.is_pending());
        assert_eq!(asked.deadline(), Some(at(160)));
        assert_eq!(asked.request(false, true), Err(Refusal::Over));
        assert_eq!(AfterCallWork::new(Policy::Optional).request(true, false), Err(Refusal::NotOnRequest));
    }

    #[test]
    fn a_code_chosen_during_the_conversation_leaves_nothing_to_do() {
        let mut work = AfterCallWork::new(Policy::Mandatory);
        work.wrap_up(coded(), at(90)).unwrap();
        work.begin(at(100));
        assert_eq!(work.state, State::Complete { since: at(100), at: at(100) });
    }
}
