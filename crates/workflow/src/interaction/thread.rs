//! The messages of a conversation, and the outbox of those that this client is sending.
//!
//! A message leaves once. When its answer is lost the outbox *settles* it by looking for it among the
//! conversation's messages:
//!
//! ```text
//!            ┌──────────────▶ Accepted(id)  shown with its delivery status from then on
//!   Sending ─┼─▶ Settling ──▶     (found)
//!            │       └──────▶ Unconfirmed ──▶ Send again | Leave it     (not found)
//!            └──────────────▶ Refused, Held ▶ Send again
//! ```
//!
//! What is [`Unsettled`] is also kept where it outlives the browser ([`crate::outbox`]).

use std::cmp::Ordering;

use genesys::{
    id::MessageId,
    model::{self, Attachment, DeliveryFailure, Direction, MessageRef, MessageStatus},
    time::Timestamp,
};
use phone::Country;
use protocol::{Delivery, Listing, Message, MessageKey, SendId, Trouble};
use serde::{Deserialize, Serialize};

use super::files::Enclosed;
use crate::{
    compliance::{OPTED_OUT, Path, Recipient, Record, Wish, wish},
    order,
    todo::Todo,
};

/// The API returns the texts of at most so many messages at once.
const BULK_LIMIT: usize = 100;
/// A thread is shown from its end: so many messages at first, and so many more each time the agent asks.
const PAGE: usize = 200;
/// After this many unsuccessful looks a lost message is shown as unconfirmed.
const SETTLE_LOOKS: u32 = 2;
/// Milliseconds between two looks for a lost message.
const SETTLE_PAUSE_MS: i64 = 2_000;

/// A conversation's messages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Thread {
    known: Vec<Known>,
    outbox: Vec<Outgoing>,
    /// Which messages the conversation has is known.
    listed: bool,
    trouble: Option<Trouble>,
    /// Something came that may tell of the customer.
    #[serde(default)]
    news: bool,
    /// How many pages further back than the last the agent has gone.
    #[serde(default)]
    earlier: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Known {
    id: MessageId,
    status: MessageStatus,
    time: Option<Timestamp>,
    content: Option<Content>,
    unread: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Content {
    direction: Direction,
    text: String,
    attachments: Vec<Attachment>,
    failure: Option<DeliveryFailure>,
}

/// How many messages there were.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) sent: u32,
    /// Of those that were sent.
    pub(crate) failed: u32,
    pub(crate) received: u32,
}

/// The part of an outbox that is not known to have been sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unsettled(Vec<Outgoing>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Outgoing {
    id: SendId,
    text: String,
    at: Timestamp,
    stage: Stage,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<Enclosed>,
    /// The messages that were there when it left: none of them can be it.
    before: Vec<MessageId>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Stage {
    Sending,
    /// Looked for so many times in vain; next at `look_at`, or the reading is under way.
    Settling {
        looks: u32,
        look_at: Option<Timestamp>,
    },
    Unconfirmed,
    Refused(Trouble),
    /// Something came up that speaks against it before it could leave.
    Held,
    Accepted(MessageId),
    /// The agent left it as it was.
    Left,
}

impl Thread {
    /// Puts a message into the outbox.
    pub(crate) fn send(&mut self, now: Timestamp, id: SendId, text: String, files: Vec<Enclosed>) {
        let before = self.known.iter().map(|known| known.id.clone()).collect();
        self.outbox.push(Outgoing { id, text, at: now, stage: Stage::Sending, files, before });
    }

    /// What can be sent again, and by which way that goes.
    pub(crate) fn resendable(&self, id: SendId) -> Option<(Path, &str)> {
        let outgoing = self.outbox.iter().find(|outgoing| outgoing.id == id)?;
        let path = match &outgoing.stage {
            Stage::Refused(_) => Path::Refused,
            Stage::Held => Path::Held,
            Stage::Unconfirmed => Path::Unconfirmed,
            // What the carrier failed to deliver stays in the conversation; it is sent as another message, once.
            Stage::Accepted(message) => {
                let failed =
                    self.known.iter().any(|known| known.id == *message && known.status == MessageStatus::Failed);
                failed.then_some(Path::Failed)?
            }
            Stage::Sending | Stage::Settling { .. } | Stage::Left => return None,
        };
        Some((path, &outgoing.text))
    }

    /// Takes a message out of the thread, to be sent anew.
    pub(crate) fn take_for_resend(&mut self, id: SendId) -> Option<(String, Vec<Enclosed>)> {
        self.resendable(id)?;
        let position = self.outbox.iter().position(|outgoing| outgoing.id == id)?;
        let outgoing = self.outbox.remove(position);
        Some((outgoing.text, outgoing.files))
    }

    /// A message was not let through: it was not sent.
    pub(crate) fn held(&mut self, id: SendId) {
        if let Some(outgoing) = self.outgoing(id) {
            outgoing.stage = Stage::Held;
            outgoing.before.clear();
        }
    }

    /// The agent leaves a message that cannot be confirmed.
    pub(crate) fn leave(&mut self, id: SendId) {
        if let Some(outgoing) = self.outgoing(id)
            && outgoing.stage == Stage::Unconfirmed
        {
            outgoing.stage = Stage::Left;
        }
    }

    /// A message's call was answered.
    pub(crate) fn accepted(&mut self, id: SendId, message: model::Message) {
        if let Some(outgoing) = self.outgoing(id) {
            outgoing.stage = Stage::Accepted(message.id.clone());
            outgoing.before.clear();
        }
        self.merge(&MessageRef { id: message.id.clone(), status: message.status.clone(), time: Some(message.time) });
        self.fill(message);
    }

    /// A message's call was refused: it was not sent.
    pub(crate) fn refused(&mut self, id: SendId, trouble: Trouble) {
        if let Some(outgoing) = self.outgoing(id) {
            outgoing.stage = Stage::Refused(trouble);
            outgoing.before.clear();
        }
    }

    /// A message's answer is lost: it may have been sent. The conversation is to be read.
    pub(crate) fn lost(&mut self, id: SendId) {
        if let Some(outgoing) = self.outgoing(id) {
            outgoing.stage = Stage::Settling { looks: 0, look_at: None };
        }
    }

    /// Whether a lost message is to be looked for by now; the reading is then under way.
    pub(crate) fn look_due(&mut self, todo: &Todo) -> bool {
        let mut due = false;
        for outgoing in &mut self.outbox {
            if let Stage::Settling { look_at, .. } = &mut outgoing.stage
                && look_at.is_some_and(|at| todo.is_due(at))
            {
                *look_at = None;
                due = true;
            }
        }
        due
    }

    /// The conversation could not be read: lost messages are looked for later.
    pub(crate) fn look_failed(&mut self, now: Timestamp) {
        for outgoing in &mut self.outbox {
            if let Stage::Settling { look_at: look_at @ None, .. } = &mut outgoing.stage {
                *look_at = Some(now.plus_millis(SETTLE_PAUSE_MS));
            }
        }
    }

    /// When the conversation is to be read to look for a lost message.
    pub(crate) fn next_look(&self) -> Option<Timestamp> {
        self.outbox
            .iter()
            .filter_map(|outgoing| match outgoing.stage {
                Stage::Settling { look_at, .. } => look_at,
                _ => None,
            })
            .min()
    }

    /// Whether the latest message says the same and is still on its way.
    pub(crate) fn is_on_its_way(&self, text: &str) -> bool {
        self.outbox.last().is_some_and(|latest| latest.stage == Stage::Sending && latest.text == text)
    }

    /// What is not known to have been sent, and was not left as it is.
    pub(crate) fn unsettled(&self) -> Unsettled {
        let unsettled = |outgoing: &&Outgoing| !matches!(outgoing.stage, Stage::Accepted(_) | Stage::Left);
        Unsettled(self.outbox.iter().filter(unsettled).cloned().collect())
    }

    /// Takes up what was left behind; whoever waited for an answer is gone. The conversation is to be read.
    pub(crate) fn take_up(&mut self, Unsettled(left): Unsettled, mut next_id: impl FnMut() -> SendId) {
        for mut outgoing in left {
            outgoing.id = next_id();
            if let Stage::Sending | Stage::Settling { .. } = outgoing.stage {
                outgoing.stage = Stage::Settling { looks: 0, look_at: None };
            }
            self.outbox.push(outgoing);
        }
    }

    /// Whether this client sent, or may have sent, anything.
    pub(crate) fn anything_sent(&self) -> bool {
        self.outbox.iter().any(|outgoing| !matches!(outgoing.stage, Stage::Refused(_) | Stage::Held))
    }

    /// Whether a message other than `but` is on its way, or may have been sent.
    pub(crate) fn may_have_sent(&self, but: Option<SendId>) -> bool {
        let may =
            |stage: &Stage| matches!(stage, Stage::Sending | Stage::Settling { .. } | Stage::Unconfirmed | Stage::Left);
        let on_its_way = |known: &Known| known.is_outbound_at_all() && known.status != MessageStatus::Failed;
        self.outbox.iter().any(|outgoing| Some(outgoing.id) != but && may(&outgoing.stage))
            || self.known.iter().any(on_its_way)
    }

    /// Whether something came since this was asked last.
    pub(crate) fn take_news(&mut self) -> bool {
        std::mem::take(&mut self.news)
    }

    /// What the messages tell of the customer, whose number is one of `country`.
    pub(crate) fn tells(&self, customer: Recipient, country: Option<Country>) -> Record {
        let mut record = Record::of(customer);
        for known in &self.known {
            let (Some(content), Some(time)) = (&known.content, known.time) else { continue };
            match (content.direction, &known.status) {
                (Direction::Inbound, _) => match wish(&content.text, country) {
                    Some(Wish::Stop) => record.stopped(time, &content.text),
                    Some(Wish::Start) => record.started(time),
                    None => {}
                },
                (Direction::Outbound, MessageStatus::Failed) => {
                    if content.failure.as_ref().is_some_and(|failure| failure.code == OPTED_OUT) {
                        record.refused(time);
                    }
                }
                (Direction::Outbound, MessageStatus::Delivered) => record.delivered(time),
                (Direction::Outbound, _) => {}
            }
        }
        record
    }

    /// A snapshot lists the conversation's messages.
    pub(crate) fn list(&mut self, refs: &[MessageRef], visible: bool) {
        let first = !self.listed;
        self.listed = true;
        for message in refs {
            if self.merge(message) && !first && !visible {
                self.mark_unread(&message.id);
            }
        }
        order::sort(&mut self.known, Known::in_order);
    }

    /// The messages whose text, or whose reason for failing, is still to be fetched, the newest first. All are wanted,
    /// whether they are shown or not: customers have opted out by them, and what was lost is looked for among them.
    pub(crate) fn wanted(&self) -> Vec<MessageId> {
        let wanted = |known: &&Known| match &known.content {
            None => true,
            Some(content) => {
                known.status == MessageStatus::Failed
                    && content.direction == Direction::Outbound
                    && content.failure.is_none()
            }
        };
        self.known.iter().rev().filter(wanted).map(|known| known.id.clone()).take(BULK_LIMIT).collect()
    }

    /// The agent goes further back.
    pub(crate) fn show_earlier(&mut self) {
        if self.has_earlier() {
            self.earlier += 1;
        }
    }

    /// The agent is at the end again.
    pub(crate) fn show_latest(&mut self) {
        self.earlier = 0;
    }

    /// Whether there are messages further back.
    pub(crate) fn has_earlier(&self) -> bool {
        self.page().len() < self.known.len()
    }

    /// The messages that are shown, from some place to the end.
    fn page(&self) -> &[Known] {
        let shown = PAGE.saturating_mul(self.earlier.saturating_add(1));
        &self.known[self.known.len().saturating_sub(shown)..]
    }

    /// Texts that were fetched.
    pub(crate) fn fetched(&mut self, messages: Vec<model::Message>) {
        self.trouble = None;
        for message in messages {
            self.merge(&MessageRef {
                id: message.id.clone(),
                status: message.status.clone(),
                time: Some(message.time),
            });
            self.fill(message);
        }
        order::sort(&mut self.known, Known::in_order);
    }

    /// Texts that did not come.
    pub(crate) fn unfetched(&mut self, now: Timestamp, trouble: Trouble) {
        self.trouble = Some(trouble);
        self.look_failed(now);
    }

    /// The conversation was read: what became of the lost messages? Not before all texts are here. One that was given
    /// up may have arrived all the same, later than anybody waited for it.
    pub(crate) fn settle(&mut self, now: Timestamp) {
        if !self.wanted().is_empty() {
            return;
        }
        let mut taken: Vec<MessageId> = self.accepted_ids().cloned().collect();
        for outgoing in &mut self.outbox {
            if !matches!(outgoing.stage, Stage::Settling { .. } | Stage::Unconfirmed | Stage::Left) {
                continue;
            }
            let is_it = |known: &&Known| {
                !outgoing.before.contains(&known.id) && !taken.contains(&known.id) && known.says(outgoing)
            };
            if let Some(found) = self.known.iter().find(is_it) {
                taken.push(found.id.clone());
                outgoing.stage = Stage::Accepted(found.id.clone());
                outgoing.before.clear();
            } else if let Stage::Settling { looks, look_at: None } = outgoing.stage {
                outgoing.stage = match looks + 1 {
                    SETTLE_LOOKS.. => Stage::Unconfirmed,
                    looks => Stage::Settling { looks, look_at: Some(now.plus_millis(SETTLE_PAUSE_MS)) },
                };
            }
        }
    }

    /// The agent has seen the thread.
    pub(crate) fn read(&mut self) {
        for known in &mut self.known {
            known.unread = false;
        }
    }

    /// How many inbound messages the agent has not seen.
    pub(crate) fn unread(&self) -> u32 {
        let unread = |known: &&Known| known.unread && !known.is_outbound_at_all();
        u32::try_from(self.known.iter().filter(unread).count()).unwrap_or(u32::MAX)
    }

    /// How many messages the service has from `since` on. What the customer wrote before, and nobody had answered, is what
    /// the agent was there for: it counts, too.
    pub(crate) fn tally(&self, since: Timestamp) -> Tally {
        let mut tally = Tally::default();
        for known in self.known.iter().rev() {
            let Some(content) = &known.content else { continue };
            let before = known.time.is_some_and(|time| time < since);
            match content.direction {
                Direction::Inbound => tally.received += 1,
                Direction::Outbound if before => break,
                Direction::Outbound => {
                    tally.sent += 1;
                    tally.failed += u32::from(known.status == MessageStatus::Failed);
                }
            }
        }
        tally
    }

    /// As the view shows it that the thread is open in.
    pub(crate) fn listing(&self) -> Listing<Message> {
        self.once_ready(|| self.messages())
    }

    /// Of a thread that is not open: the latest message, if there is any.
    pub(crate) fn latest(&self) -> Listing<Message> {
        self.once_ready(|| {
            let known = || self.known.iter().rev().find_map(|known| self.message(known));
            self.outbox.iter().rev().find_map(Outgoing::message).or_else(known).into_iter().collect()
        })
    }

    fn once_ready(&self, messages: impl FnOnce() -> Vec<Message>) -> Listing<Message> {
        let waiting_for_texts = self.page().iter().all(|known| known.content.is_none()) && !self.known.is_empty();
        match &self.trouble {
            Some(trouble) if waiting_for_texts => Listing::Failed(trouble.clone()),
            _ if !self.listed || (waiting_for_texts && self.outbox.is_empty()) => Listing::Loading,
            _ => Listing::Loaded(messages()),
        }
    }

    fn messages(&self) -> Vec<Message> {
        let mut unsettled: Vec<&Outgoing> = self.outbox.iter().filter(|outgoing| outgoing.may_be_listed()).collect();
        let mut messages = Vec::with_capacity(self.page().len() + self.outbox.len());
        for known in self.page() {
            let Some(message) = self.message(known) else {
                continue;
            };
            if let MessageKey::Listed(_) = message.key {
                // The event about a message may come before the answer to its call: that is one message, not two.
                let twin = |outgoing: &&Outgoing| !outgoing.before.contains(&known.id) && known.says(outgoing);
                if let Some(position) = unsettled.iter().position(twin) {
                    unsettled.remove(position);
                    continue;
                }
            }
            messages.push(message);
        }
        messages.extend(self.outbox.iter().filter_map(Outgoing::message));
        messages
    }

    /// A message that the service lists, once its text is here.
    fn message(&self, known: &Known) -> Option<Message> {
        let content = known.content.as_ref()?;
        let own = self.outbox.iter().find(|outgoing| outgoing.stage == Stage::Accepted(known.id.clone()));
        Some(Message {
            key: own.map_or_else(|| MessageKey::Listed(known.id.clone()), |own| MessageKey::Own(own.id)),
            direction: content.direction,
            text: content.text.clone(),
            attachments: content.attachments.clone(),
            time: known.time.unwrap_or(Timestamp::from_millis(0)),
            delivery: known.delivery(content),
            findings: Vec::new(),
        })
    }

    fn outgoing(&mut self, id: SendId) -> Option<&mut Outgoing> {
        self.outbox.iter_mut().find(|outgoing| outgoing.id == id)
    }

    fn accepted_ids(&self) -> impl Iterator<Item = &MessageId> {
        self.outbox.iter().filter_map(|outgoing| match &outgoing.stage {
            Stage::Accepted(id) => Some(id),
            _ => None,
        })
    }

    /// Returns whether the message was new.
    fn merge(&mut self, message: &MessageRef) -> bool {
        self.news = true;
        let Some(known) = self.known.iter_mut().find(|known| known.id == message.id) else {
            self.known.push(Known {
                id: message.id.clone(),
                status: message.status.clone(),
                time: message.time,
                content: None,
                unread: false,
            });
            return true;
        };
        if progress(&message.status) >= progress(&known.status) {
            known.status = message.status.clone();
        }
        known.time = known.time.or(message.time);
        false
    }

    fn fill(&mut self, message: model::Message) {
        self.news = true;
        let Some(known) = self.known.iter_mut().find(|known| known.id == message.id) else {
            return;
        };
        // The reason for a failure may come later than the failure itself, or never: ask once.
        let failure = message.failure.or_else(|| {
            let unexplained = known.content.is_some() && known.status == MessageStatus::Failed;
            unexplained.then(|| DeliveryFailure { code: String::new(), message: None })
        });
        known.content = Some(Content {
            direction: message.direction,
            text: message.text,
            attachments: message.attachments,
            failure,
        });
    }

    fn mark_unread(&mut self, id: &MessageId) {
        if let Some(known) = self.known.iter_mut().find(|known| known.id == *id) {
            known.unread = true;
        }
    }
}

impl Unsettled {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What each says; of one without a text, what its files are called.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> {
        let names =
            |outgoing: &Outgoing| outgoing.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
        self.0.iter().map(move |outgoing| match outgoing.text.as_str() {
            "" => names(outgoing),
            text => text.to_owned(),
        })
    }
}

impl Known {
    fn in_order(&self, other: &Self) -> Ordering {
        self.time.cmp(&other.time).then_with(|| self.id.cmp(&other.id))
    }

    /// Whether it says what a message of the outbox does, with as many files.
    fn says(&self, outgoing: &Outgoing) -> bool {
        self.content.as_ref().is_some_and(|content| {
            content.direction == Direction::Outbound
                && content.text == outgoing.text
                && content.attachments.len() == outgoing.files.len()
        })
    }

    fn is_outbound_at_all(&self) -> bool {
        match &self.content {
            Some(content) => content.direction == Direction::Outbound,
            None => self.status != MessageStatus::Received,
        }
    }

    fn delivery(&self, content: &Content) -> Delivery {
        if content.direction == Direction::Inbound {
            return Delivery::Received;
        }
        match &self.status {
            MessageStatus::Queued => Delivery::Queued,
            MessageStatus::Sent | MessageStatus::Received => Delivery::Sent,
            MessageStatus::Delivered => Delivery::Delivered,
            MessageStatus::Failed => {
                Delivery::Failed(content.failure.clone().filter(|failure| !failure.code.is_empty()))
            }
            MessageStatus::Other(other) => Delivery::Other(other.clone()),
        }
    }
}

impl Outgoing {
    /// As it is shown while the service does not list it.
    fn message(&self) -> Option<Message> {
        Some(Message {
            key: MessageKey::Own(self.id),
            direction: Direction::Outbound,
            text: self.text.clone(),
            attachments: self.files.iter().map(Enclosed::show).collect(),
            time: self.at,
            delivery: self.delivery()?,
            findings: Vec::new(),
        })
    }

    /// Whether a message that the service lists, and that nobody claims, may be this one.
    fn may_be_listed(&self) -> bool {
        matches!(self.stage, Stage::Sending | Stage::Settling { .. } | Stage::Unconfirmed)
    }

    fn delivery(&self) -> Option<Delivery> {
        match &self.stage {
            Stage::Sending => Some(Delivery::Sending),
            Stage::Settling { .. } => Some(Delivery::Settling),
            Stage::Unconfirmed => Some(Delivery::Unconfirmed),
            Stage::Refused(trouble) => Some(Delivery::Refused(trouble.clone())),
            Stage::Held => Some(Delivery::Held),
            Stage::Left => Some(Delivery::Left),
            Stage::Accepted(_) => None,
        }
    }
}

/// How far delivery has come: snapshots may arrive out of order, delivery does not go back.
fn progress(status: &MessageStatus) -> u8 {
    match status {
        MessageStatus::Other(_) => 0,
        MessageStatus::Queued => 1,
        MessageStatus::Sent => 2,
        MessageStatus::Received | MessageStatus::Delivered | MessageStatus::Failed => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A listed thread of `count` messages, one each second.
    fn listed(count: i64) -> Thread {
        let message = |number: i64| MessageRef {
            id: MessageId::new(format!("{number:05}")),
            status: MessageStatus::Received,
            time: Some(Timestamp::from_millis(number * 1_000)),
        };
        let mut thread = Thread::default();
        thread.list(&(0..count).map(message).collect::<Vec<_>>(), true);
        thread
    }

    /// The next texts come; what they are of.
    fn fetch(thread: &mut Thread) -> Vec<MessageId> {
        let wanted = thread.wanted();
        let message = |id: &MessageId| model::Message {
            id: id.clone(),
            conversation: None,
            direction: Direction::Inbound,
            status: MessageStatus::Received,
            time: Timestamp::from_millis(id.as_str().parse::<i64>().unwrap() * 1_000),
            text: id.to_string(),
            attachments: Vec::new(),
            failure: None,
        };
        thread.fetched(wanted.iter().map(message).collect());
        wanted
    }

    /// The first text that is shown, and how many there are.
    fn shown(thread: &Thread) -> (String, usize) {
        let Listing::Loaded(messages) = thread.listing() else { panic!("{:?}", thread.listing()) };
        (messages[0].text.clone(), messages.len())
    }

    #[test]
    fn a_long_thread_is_shown_from_its_end_page_by_page() {
        let mut thread = listed(450);
        assert_eq!(thread.listing(), Listing::Loading);
        while !fetch(&mut thread).is_empty() {}
        assert_eq!((shown(&thread), thread.has_earlier()), (("00250".to_owned(), 200), true));
        thread.show_earlier();
        assert_eq!((shown(&thread), thread.has_earlier()), (("00050".to_owned(), 400), true));
        thread.show_earlier();
        assert_eq!((shown(&thread), thread.has_earlier()), (("00000".to_owned(), 450), false));
        // There is nothing before the first.
        thread.show_earlier();
        thread.show_latest();
        assert_eq!(shown(&thread).1, 200);
    }

    #[test]
    fn the_newest_texts_come_first_and_all_of_them_do() {
        let mut thread = listed(250);
        assert_eq!(fetch(&mut thread)[0], MessageId::new("00249"));
        assert_eq!(shown(&thread), ("00150".to_owned(), 100));
        assert_eq!([fetch(&mut thread).len(), fetch(&mut thread).len(), fetch(&mut thread).len()], [100, 50, 0]);
    }
}
