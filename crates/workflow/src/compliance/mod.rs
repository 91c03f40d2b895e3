//! What is checked before a message leaves, on every way by which one can.
//!
//! ```text
//!                        ┌─ nothing speaks against it ──────────────────────────────┐
//!   Compose, Send, ... ──┼─ a warning ─▶ shown ─▶ Anyway, naming what was read ─────┼─▶ Cleared ─▶ gate ─▶ leaves
//!                        └─ blocked ───▶ shown, and stays where it is               │           └─▶ Held: shown
//! ```
//!
//! A call that carries a message, or begins a conversation, needs a [`Cleared`], which nothing but [`Workflow::clear`]
//! makes. What waited meanwhile (for a sign-in, for its time to be repeated) is checked anew when it departs: every call
//! leaves through `calls::OpenCall::depart`, and that asks the gate, [`Workflow::may_depart`].

mod links;
mod list;
mod quiet;
mod record;
mod shown;
mod words;

use std::sync::OnceLock;

use genesys::{call::Call, time::Timestamp};
use phone::{Country, Number};
use protocol::{Finding, Reason, Rule, SendId, Verdict};
use serde::{Deserialize, Serialize};

use self::{list::Lookup, quiet::QuietHours};
pub(crate) use self::{
    record::{Recipient, Record, Records},
    words::{Wish, wish},
};
use crate::{Workflow, calls::Purpose, policy::Policy};

/// The code with which a carrier reports that a recipient has opted out (`ConversationReason.code`).
pub(crate) const OPTED_OUT: &str = "RecipientOptedOut";

/// The ways by which a message leaves, or a conversation begins. `tests/compliance.rs` goes all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// *Compose*, also for a number of a web page.
    Compose,
    /// *Continue* at the prompt that there is a recent conversation.
    Continue,
    /// What was written in the composer.
    Reply,
    /// The text of a link, as it came.
    Link,
    /// *Send again* of what Genesys Cloud refused.
    Refused,
    /// *Send again* of what the carrier did not deliver.
    Failed,
    /// *Send again* of what may have been sent.
    Unconfirmed,
    /// *Send again* of what was held.
    Held,
}

impl Path {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Compose,
        Self::Continue,
        Self::Reply,
        Self::Link,
        Self::Refused,
        Self::Failed,
        Self::Unconfirmed,
        Self::Held,
    ];

    /// Whether it takes a text outside.
    fn carries_text(self) -> bool {
        match self {
            Self::Compose | Self::Continue => false,
            Self::Reply | Self::Link | Self::Refused | Self::Failed | Self::Unconfirmed | Self::Held => true,
        }
    }
}

/// Leave to go, for one message or conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cleared {
    /// The recipient, E.164.
    to: String,
    /// What the agent has read and goes on in spite of.
    despite: Vec<Rule>,
}

/// What is known of a recipient by the number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// E.164.
    number: String,
    /// As which it is remembered.
    recipient: OnceLock<Recipient>,
    /// Read when it is first asked for, and once: that takes milliseconds, which a background that wakes has not.
    read: OnceLock<Option<Number>>,
    zones: OnceLock<Vec<&'static str>>,
    lookup: Lookup,
}

/// What a call takes outside.
enum Cargo<'a> {
    Message(&'a str),
    Conversation,
    Nothing,
}

impl Workflow {
    /// What speaks against writing to `to`, and against `text`, if it is there; `own`: the message's number, where it is
    /// in the outbox already.
    pub(crate) fn findings(&self, to: &str, text: Option<&str>, own: Option<SendId>) -> Vec<Finding> {
        let policy = &self.policy;
        let record = self.account().and_then(|account| match self.place(to) {
            Some(place) => account.records.of(place.recipient()),
            None => account.records.of(&Recipient::of(to)),
        });
        let carrier = || Some(Reason::OptedOutAtCarrier { at: record?.out_at_carrier()? });
        let word = || {
            let (at, word) = record?.out_by_word()?;
            Some(Reason::OptedOutByWord { word: word.clone(), at: *at })
        };
        let quiet = || {
            let hours = QuietHours::of(policy)?;
            hours.finding(self.place(to).map(Place::zones).unwrap_or_default(), self.now, self.zones)
        };
        let unidentified = || {
            let (wanted, text) = (policy.identification()?, text?);
            let first = !record.is_some_and(Record::was_written_to) && !self.may_have_written(to, own);
            (first && !says(text, wanted)).then(|| Reason::Unidentified { text: wanted.to_owned() })
        };
        let shortened = || Some(Reason::Shortened { host: links::shortener(text?)?.to_owned() });
        let reason = |rule| match rule {
            Rule::CarrierOptOut => carrier(),
            Rule::CustomerOptOut => word(),
            Rule::ListedOptOut => self.listed(to),
            Rule::QuietHours => quiet(),
            Rule::Identification => unidentified(),
            Rule::ShortenedLink => shortened(),
        };
        let finding = |rule| Some(Finding { verdict: policy.verdict(rule)?, reason: reason(rule)? });
        Rule::ALL.into_iter().filter_map(finding).collect()
    }

    /// Lets a message to `to`, or without `text` a conversation, go its way, if nothing speaks against it but what the
    /// agent goes on in spite of.
    pub(crate) fn clear(
        &self,
        path: Path,
        to: &str,
        text: Option<&str>,
        own: Option<SendId>,
        despite: &[Rule],
    ) -> Option<Cleared> {
        let cleared = Cleared { to: to.to_owned(), despite: despite.to_vec() };
        // A text that is not shown cannot be judged.
        let shown = text.is_some() || !path.carries_text();
        (shown && cleared.covers(&self.findings(to, text, own))).then_some(cleared)
    }

    /// The gate: whether a call may depart now, whatever was so when it was made.
    pub(crate) fn may_depart(&self, purpose: &Purpose, call: &Call) -> bool {
        match (cargo(call), purpose) {
            (Cargo::Nothing, _) => true,
            (Cargo::Message(text), Purpose::Send(_, id, cleared)) => {
                cleared.covers(&self.findings(&cleared.to, Some(text), Some(*id)))
            }
            (Cargo::Conversation, Purpose::Create(_, cleared)) => {
                cleared.covers(&self.findings(&cleared.to, None, None))
            }
            // Nobody cleared it.
            (Cargo::Message(_) | Cargo::Conversation, _) => false,
        }
    }

    /// When quiet hours begin or end for somebody who is, or may soon be, written to.
    pub(crate) fn next_quiet_change(&self) -> Option<Timestamp> {
        let hours = QuietHours::of(&self.policy)?;
        self.policy.verdict(Rule::QuietHours)?;
        self.places.iter().filter_map(|place| hours.next_change(place.zones(), self.now, self.zones)).min()
    }

    /// Takes note of what the threads tell of their customers, and looks up whom there is to write to.
    pub(crate) fn keep_records(&mut self) {
        self.locate();
        let Self { state, places, durable, .. } = self;
        let Some(directory) = &state.directory else { return };
        let Some(account) = durable.accounts.get_mut(&crate::account::Account::key(&directory.me)) else { return };
        for interaction in state.interactions.iter_mut().filter(|one| !one.customer.is_empty()) {
            if interaction.thread.take_news() {
                let Some(place) = places.iter().find(|place| place.number == interaction.customer) else { continue };
                account.records.learn(interaction.thread.tells(place.recipient().clone(), place.country()));
            }
        }
    }

    /// Looks up whom there is to write to.
    fn locate(&mut self) {
        let interactions = self.state.interactions.iter().map(|one| one.customer.as_str());
        let composing = self.state.compose.as_ref().and_then(crate::Compose::recipient);
        let wanted: Vec<_> = interactions.chain(composing).filter(|number| !number.is_empty()).collect();
        self.places.retain(|place| wanted.contains(&place.number.as_str()));
        for number in wanted {
            if !self.places.iter().any(|place| place.number == number) {
                self.places.push(Place::of(number));
            }
        }
    }

    fn place(&self, number: &str) -> Option<&Place> {
        self.places.iter().find(|place| place.number == number)
    }

    /// Whether a message to the number is on its way, or may have been sent.
    fn may_have_written(&self, to: &str, but: Option<SendId>) -> bool {
        self.state.interactions.iter().any(|one| one.customer == to && one.thread.may_have_sent(but))
    }
}

impl Cleared {
    /// Whether it holds with these findings.
    fn covers(&self, findings: &[Finding]) -> bool {
        findings.iter().all(|one| one.verdict == Verdict::Warn && self.despite.contains(&one.reason.rule()))
    }
}

impl Place {
    fn of(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            recipient: OnceLock::new(),
            read: OnceLock::new(),
            zones: OnceLock::new(),
            lookup: Lookup::Unasked,
        }
    }

    fn recipient(&self) -> &Recipient {
        self.recipient.get_or_init(|| Recipient::of(&self.number))
    }

    fn country(&self) -> Option<Country> {
        self.read().map(Number::country)
    }

    fn zones(&self) -> &[&'static str] {
        self.zones.get_or_init(|| self.read().map(Number::zones).unwrap_or_default())
    }

    fn read(&self) -> Option<&Number> {
        self.read.get_or_init(|| self.number.parse().ok()).as_ref()
    }
}

impl Policy {
    /// What comes of a rule's finding; `None`: it is not looked at.
    ///
    /// Where nothing is set: what the carrier reported blocks, since it would not deliver the next message either; a
    /// word like *cancel* may have been about a booking, and so may be the agent's to judge, as a link is; the others
    /// need more than a verdict to be set, and who sets that means it.
    pub(crate) fn verdict(&self, rule: Rule) -> Option<Verdict> {
        let Some(word) = self.word(rule) else {
            return Some(match rule {
                Rule::CarrierOptOut | Rule::ListedOptOut | Rule::QuietHours | Rule::Identification => Verdict::Block,
                Rule::CustomerOptOut | Rule::ShortenedLink => Verdict::Warn,
            });
        };
        match word.trim().to_lowercase().as_str() {
            "off" => None,
            "warn" => Some(Verdict::Warn),
            // What cannot be read is no leave to send.
            _ => Some(Verdict::Block),
        }
    }

    /// What is set of a rule.
    fn word(&self, rule: Rule) -> Option<&str> {
        let word = match rule {
            Rule::CarrierOptOut => &self.carrier_opt_out,
            Rule::CustomerOptOut => &self.customer_opt_out,
            Rule::ListedOptOut => &self.listed_opt_out,
            Rule::QuietHours => &self.quiet_hours,
            Rule::Identification => &self.first_message,
            Rule::ShortenedLink => &self.shortened_links,
        };
        word.as_deref()
    }

    /// The text that the first message to a number has to hold.
    pub(crate) fn identification(&self) -> Option<&str> {
        self.first_message_text.as_deref().map(str::trim).filter(|text| !text.is_empty())
    }
}

/// What a call takes outside. Each that there is has its line, so that a new one has to be thought about.
fn cargo(call: &Call) -> Cargo<'_> {
    match call {
        Call::Send { text, .. } => Cargo::Message(text),
        Call::CreateConversation { .. } => Cargo::Conversation,
        Call::Token(_)
        | Call::RevokeToken
        | Call::Me
        | Call::MyStatus
        | Call::MyQueues { .. }
        | Call::SupportedContent
        | Call::CreateContact { .. }
        | Call::CreateUpload { .. }
        | Call::Media { .. }
        | Call::Queue(_)
        | Call::SearchQueues { .. }
        | Call::SearchUsers { .. }
        | Call::PresenceDefinitions
        | Call::SetPresence { .. }
        | Call::ReturnToQueue(_)
        | Call::MyConversations
        | Call::Conversation(_)
        | Call::PastConversations { .. }
        | Call::Messages { .. }
        | Call::Answer { .. }
        | Call::Disconnect { .. }
        | Call::WrapUpCodes { .. }
        | Call::WrapUp { .. }
        | Call::SkipWrapUp { .. }
        | Call::RequestAfterCallWork { .. }
        | Call::Transfer { .. }
        | Call::FindContacts { .. }
        | Call::LinkContact { .. }
        | Call::SetAttributes { .. }
        | Call::CreateChannel
        | Call::Subscribe { .. }
        | Call::Libraries { .. }
        | Call::Responses { .. } => Cargo::Nothing,
    }
}

/// Whether `text` holds what it has to say, however it is spaced and whether in capitals.
fn says(text: &str, wanted: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    plain(text).contains(&plain(wanted))
}

/// `text` with what it has to say at its end.
pub(crate) fn with_identification(text: &str, wanted: &str) -> String {
    match text.trim_end() {
        "" => wanted.to_owned(),
        text => format!("{text}\n{wanted}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_decides_block_warn_or_off() {
        for rule in Rule::ALL {
            for (word, verdict) in [
                ("off", None),
                ("warn", Some(Verdict::Warn)),
                ("block", Some(Verdict::Block)),
                (" Warn ", Some(Verdict::Warn)),
                ("never mind", Some(Verdict::Block)),
            ] {
                let word = Some(word.to_owned());
                let mut policy = Policy::default();
                match rule {
                    Rule::CarrierOptOut => policy.carrier_opt_out = word,
                    Rule::CustomerOptOut => policy.customer_opt_out = word,
                    Rule::ListedOptOut => policy.listed_opt_out = word,
                    Rule::QuietHours => policy.quiet_hours = word,
                    Rule::Identification => policy.first_message = word,
                    Rule::ShortenedLink => policy.shortened_links = word,
                }
                assert_eq!(policy.verdict(rule), verdict);
            }
        }
        assert_eq!(Policy::default().verdict(Rule::CarrierOptOut), Some(Verdict::Block));
        assert_eq!(Policy::default().verdict(Rule::CustomerOptOut), Some(Verdict::Warn));
        assert_eq!(Policy::default().verdict(Rule::ShortenedLink), Some(Verdict::Warn));
    }

    #[test]
    fn a_message_says_who_writes_however_it_is_spaced() {
        let wanted = "Lumen Travel. Reply STOP to end.";
        assert!(says("Hello!\nLUMEN Travel.  Reply stop to end.", wanted));
        assert!(!says("Hello from Lumen", wanted));
        for text in ["", "Hello", "Hello\n"] {
            assert!(says(&with_identification(text, wanted), wanted));
        }
        assert_eq!(with_identification("Hello ", wanted), format!("Hello\n{wanted}"));
    }
}
