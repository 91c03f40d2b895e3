//! What was played, and where it came to.

use std::collections::BTreeMap;

use crate::computer::Moment;

/// What went wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    Slow,
    RateLimited,
    Broken,
    BrokenAfterEffect,
    Unauthorized,
    RequestLost,
    ReplyLost,
    Malformed,
    Hung,
    HungAfterEffect,
    NotWritten,
    SocketCut,
    SocketSilent,
    SocketClosing,
    ChannelEvicted,
    FrameDoubled,
    FrameLate,
    FrameWithheld,
    FrameUnreadable,
    TokensRevoked,
    Offline,
    Asleep,
    ClockJumped,
    BrowserCrashed,
    UpdateAvailable,
}

/// Where a day can come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Situation {
    Stopped(Moment),
    EffectWithoutReply,
    NotStored,
    Expired,
    StartFailed,
    ConnectionLost,
    Prompt,
    HeldElsewhere,
    ComposeUnconfirmed,
    ComposeCancelled,
    Alerting,
    NotAnswered,
    Connecting,
    Leaving,
    Transferred,
    WrapUp,
    ForcedTimeBox,
    Settling,
    SettledAsSent,
    Unconfirmed,
    OverUnsettled,
    Refused,
    SentAgain,
    LeftAlone,
    Delivered,
    NotDelivered,
    Received,
    TwoWindows,
    WithFile,
    Updated,
    CameTrue,
    EverythingLeft,
}

impl Situation {
    /// Those that every thousand days have to come to, or they are not worth their time.
    pub(crate) const WORTH: [Self; 37] = [
        Self::Stopped(Moment::AnyTime),
        Self::Stopped(Moment::BeforeWriting),
        Self::Stopped(Moment::AfterWriting),
        Self::Stopped(Moment::BeforeRequest),
        Self::Stopped(Moment::AfterEffect),
        Self::Stopped(Moment::BeforeReply),
        Self::EffectWithoutReply,
        Self::NotStored,
        Self::Expired,
        Self::StartFailed,
        Self::ConnectionLost,
        Self::Prompt,
        Self::HeldElsewhere,
        Self::ComposeUnconfirmed,
        Self::ComposeCancelled,
        Self::Alerting,
        Self::NotAnswered,
        Self::Connecting,
        Self::Leaving,
        Self::Transferred,
        Self::WrapUp,
        Self::ForcedTimeBox,
        Self::Settling,
        Self::SettledAsSent,
        Self::Unconfirmed,
        Self::OverUnsettled,
        Self::Refused,
        Self::SentAgain,
        Self::LeftAlone,
        Self::Delivered,
        Self::NotDelivered,
        Self::Received,
        Self::TwoWindows,
        Self::WithFile,
        Self::Updated,
        Self::CameTrue,
        Self::EverythingLeft,
    ];
}

/// The figures of one day, or of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) steps: u64,
    pub(crate) requests: u64,
    pub(crate) views: u64,
    pub(crate) starts: u64,
    pub(crate) stops: u64,
    pub(crate) checks: u64,
    pub(crate) simulated_ms: u64,
    faults: BTreeMap<Fault, u64>,
    situations: BTreeMap<Situation, u64>,
}

impl Tally {
    pub(crate) fn strike(&mut self, fault: Fault) {
        *self.faults.entry(fault).or_default() += 1;
    }

    pub(crate) fn reach(&mut self, situation: Situation) {
        *self.situations.entry(situation).or_default() += 1;
    }

    pub(crate) fn faults(&self) -> &BTreeMap<Fault, u64> {
        &self.faults
    }

    pub(crate) fn situations(&self) -> &BTreeMap<Situation, u64> {
        &self.situations
    }

    /// Adds another day.
    pub(crate) fn add(&mut self, other: &Self) {
        self.steps += other.steps;
        self.requests += other.requests;
        self.views += other.views;
        self.starts += other.starts;
        self.stops += other.stops;
        self.checks += other.checks;
        self.simulated_ms += other.simulated_ms;
        for (fault, count) in &other.faults {
            *self.faults.entry(*fault).or_default() += count;
        }
        // On how many days, not how many times.
        for situation in other.situations.keys() {
            *self.situations.entry(*situation).or_default() += 1;
        }
    }
}
