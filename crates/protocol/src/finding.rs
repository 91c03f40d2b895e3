//! What speaks against a message before it leaves.

use genesys::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is looked at before a message leaves. A policy decides of each what comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rule {
    /// The carrier reported that the recipient has opted out.
    CarrierOptOut,
    /// The recipient wrote STOP, or what it is in the languages of the number's country, and nothing that lifts it since.
    CustomerOptOut,
    /// The organisation's list, a field of the external contact, says that the recipient has opted out.
    ListedOptOut,
    /// It is the recipient's night, or a day off.
    QuietHours,
    /// The first message to a number lacks the text that says who writes.
    Identification,
    /// A link hides where it leads behind a public shortener.
    ShortenedLink,
}

impl Rule {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::CarrierOptOut,
        Self::CustomerOptOut,
        Self::ListedOptOut,
        Self::QuietHours,
        Self::Identification,
        Self::ShortenedLink,
    ];
}

/// What comes of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Verdict {
    /// The agent may go on, by saying so with [`crate::Command::Anyway`].
    Warn,
    /// The message does not leave.
    Block,
}

/// Something that speaks against a message, or against beginning a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What comes of it.
    pub verdict: Verdict,
    /// What it is.
    pub reason: Reason,
}

/// What speaks against a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The carrier reported that the recipient has opted out.
    OptedOutAtCarrier {
        /// When the message was sent that it did not deliver.
        at: Timestamp,
    },
    /// The recipient wrote that no more is wanted.
    OptedOutByWord {
        /// What was written.
        word: String,
        /// When.
        at: Timestamp,
    },
    /// The organisation's list has the number.
    Listed {
        /// The contact's name.
        contact: String,
    },
    /// The organisation's list could not be read, or has not been yet.
    ListUnread,
    /// Quiet hours, or a day off, where the recipient is, or may be.
    QuietHours(Quiet),
    /// They may hold: what time it is at the recipient's is not known.
    TimeUnknown,
    /// It is the first message to this number, and does not say who writes.
    Unidentified {
        /// What it has to say.
        text: String,
    },
    /// A link of a public shortener.
    Shortened {
        /// The shortener's host.
        host: String,
    },
}

impl Reason {
    /// The rule that it is a case of.
    pub fn rule(&self) -> Rule {
        match self {
            Self::OptedOutAtCarrier { .. } => Rule::CarrierOptOut,
            Self::OptedOutByWord { .. } => Rule::CustomerOptOut,
            Self::Listed { .. } | Self::ListUnread => Rule::ListedOptOut,
            Self::QuietHours(_) | Self::TimeUnknown => Rule::QuietHours,
            Self::Unidentified { .. } => Rule::Identification,
            Self::Shortened { .. } => Rule::ShortenedLink,
        }
    }
}

/// Quiet hours that hold. Minutes are those since midnight, by the zone's own clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// The zone, by its IANA name; of several, the one in which they hold the longest.
    pub zone: String,
    /// In how many zones the number may be, that one included.
    pub zones: u32,
    /// Why.
    pub why: Why,
    /// When they end.
    pub until: Until,
}

/// Why it is quiet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    /// The time of day.
    Hours,
    /// The day is off.
    DayOff,
}

/// When quiet hours end, by the zone's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Until {
    /// At this minute of a day, so many days from the zone's today (0: today).
    At {
        /// Days from today.
        days: u16,
        /// The day of the week, 0 for Monday.
        weekday: u8,
        /// The minute.
        minute: u16,
    },
    /// Not within two weeks.
    NotSoon,
}

/// What is checked before a message leaves, as the organisation has it. Agents choose none of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compliance {
    /// Each rule, and what comes of what it finds.
    pub checks: Vec<Check>,
    /// The field of external contacts that is the organisation's list.
    pub list: Option<String>,
    /// When it is quiet.
    pub quiet: Option<QuietTimes>,
    /// What the first message to a number has to say.
    pub identification: Option<String>,
}

/// A rule, and what comes of what it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Which.
    pub rule: Rule,
    /// What comes of it.
    pub ruling: Ruling,
}

/// What comes of what a rule finds, and who decided that. `None`: it is not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ruling {
    /// There is nothing to look at: the administrator has set no list, no hours or no text.
    Idle,
    /// The administrator has set nothing: what Behalf does by itself.
    Default(Option<Verdict>),
    /// What the administrator has set.
    Set(Option<Verdict>),
}

/// When it is quiet, by the recipient's clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuietTimes {
    /// From one minute of the day to another, which may be that of the next day.
    pub hours: Option<(u16, u16)>,
    /// Days of the week, 0 for Monday, that are off.
    pub weekdays: Vec<u8>,
    /// Days that are off, counted from 1 January 1970.
    pub dates: Vec<i64>,
}
