//! A text conversation between a customer and one number of the organisation, and what may be done with it.
//!
//! A conversation has one customer for its whole life. Beside the customer, queues ([`Role::Acd`]) and agents come
//! and go: each stay is a participant of its own, with one communication. At most one agent is connected.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    after_call_work::{self, AfterCallWork, Policy, Wrapup},
    carrier::{self, Pace, Status},
};
use crate::ids;

/// A conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    /// The identifier.
    pub id: Uuid,
    /// The customer's number, E.164.
    pub customer: String,
    /// The organisation's number, E.164.
    pub address: String,
    /// When it began.
    pub started: Timestamp,
    /// The external contact linked to it.
    pub contact: Option<Uuid>,
    /// That one's name, where it is known; of the organisation's contacts from the beginning it need not be.
    pub contact_name: Option<String>,
    /// Who took part, in order.
    pub participants: Vec<Participant>,
    /// What was written, oldest first.
    pub messages: Vec<Message>,
}

/// One stay in a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Participant {
    /// The identifier.
    pub id: Uuid,
    /// Its communication.
    pub communication: Uuid,
    /// Who it is.
    pub role: Role,
    /// Who began this stay: the agent (outbound) or the customer (inbound).
    pub direction: Direction,
    /// When the stay began.
    pub joined: Timestamp,
    /// When and for how long it was offered, if it was.
    pub alerting: Option<Alerting>,
    /// When it connected.
    pub connected: Option<Timestamp>,
    /// How it ended.
    pub ended: Option<Ended>,
    /// Messages from then on are part of this stay.
    pub messages_from: Timestamp,
    /// What clients noted here.
    pub attributes: BTreeMap<String, String>,
}

/// Who takes part.
#[derive(Debug, Clone, PartialEq)]
pub enum Role {
    /// The customer.
    Customer,
    /// A queue, in which the conversation waits.
    Acd {
        /// The queue.
        queue: Uuid,
    },
    /// An agent, on behalf of a queue.
    Agent {
        /// The agent.
        user: Uuid,
        /// The queue.
        queue: Uuid,
        /// What the agent owes afterwards.
        after_call_work: AfterCallWork,
    },
}

/// An offer that has to be answered in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alerting {
    /// Since when.
    pub since: Timestamp,
    /// For how long.
    pub timeout: SignedDuration,
}

/// How a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: DisconnectType,
}

/// Why a stay ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DisconnectType {
    /// The agent ended it.
    Client,
    /// The other side ended it.
    Peer,
    /// The system ended it.
    System,
    /// It went on to somebody else.
    Transfer,
    /// It was offered and not answered.
    NoAnswer,
}

impl DisconnectType {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Client, Self::Peer, Self::System, Self::Transfer, Self::NoAnswer];

    /// The API's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Peer => "peer",
            Self::System => "system",
            Self::Transfer => "transfer",
            Self::NoAnswer => "transfer.noanswer",
        }
    }
}

/// Which way a message or a stay goes, seen from the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Direction {
    Inbound,
    Outbound,
}

/// A participant's state, as the API tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are Genesys Cloud's names")]
pub enum State {
    Alerting,
    Connected,
    Disconnected,
}

/// A text message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The identifier.
    pub id: Uuid,
    /// When it was written.
    pub time: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// What it says.
    pub text: String,
    /// How far it is.
    pub status: Status,
    /// The agent who wrote it, unless the customer did.
    pub author: Option<Uuid>,
    /// How many parts the carrier made of it.
    pub segments: u32,
    /// What comes with it.
    pub media: Vec<Uuid>,
    /// When the carrier moves it on.
    pub due: Option<Timestamp>,
}

/// Where a conversation stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// In a queue, offered to nobody.
    Waiting {
        /// The queue.
        queue: Uuid,
    },
    /// Offered to an agent.
    Alerting,
    /// With an agent.
    Connected,
    /// Over.
    Disconnected {
        /// Since when.
        at: Timestamp,
    },
}

/// Who is to have the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The agent.
    pub user: Uuid,
    /// On behalf of which queue.
    pub queue: Uuid,
    /// The queue's rule for after-call work.
    pub policy: Policy,
}

/// Why something could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such participant, or no agent.
    #[error("not a participant of the conversation")]
    NotParticipant,
    /// The participant is not connected.
    #[error("the participant is not connected")]
    NotConnected,
    /// It would stay with whom it is.
    #[error("the transfer leads back to the same party")]
    SameParty,
    /// After-call work does not allow it.
    #[error(transparent)]
    AfterCallWork(#[from] after_call_work::Refusal),
}

/// What the clock brought about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticked {
    /// Something changed.
    pub changed: bool,
    /// Agents who did not answer.
    pub not_responding: Vec<Uuid>,
}

impl Conversation {
    /// An agent begins a conversation.
    #[must_use]
    pub fn outbound(customer: String, address: String, seat: Seat, now: Timestamp) -> Self {
        let mut agent = Participant::new(Role::agent(seat), Direction::Outbound, now);
        agent.connected = Some(now);
        let mut other = Participant::new(Role::Customer, Direction::Outbound, now);
        other.connected = Some(now);
        Self {
            id: ids::fresh(),
            customer,
            address,
            started: now,
            contact: None,
            contact_name: None,
            participants: vec![agent, other],
            messages: Vec::new(),
        }
    }

    /// Links an external contact, with its name, or takes the link away.
    pub fn link(&mut self, contact: Option<(Uuid, String)>) {
        (self.contact, self.contact_name) = contact.unzip();
    }

    /// A customer begins a conversation by writing to `queue`.
    #[must_use]
    pub fn inbound(
        customer: String,
        address: String,
        queue: Uuid,
        text: String,
        media: Vec<Uuid>,
        now: Timestamp,
    ) -> Self {
        let mut other = Participant::new(Role::Customer, Direction::Inbound, now);
        other.connected = Some(now);
        let mut conversation = Self {
            id: ids::fresh(),
            customer,
            address,
            started: now,
            contact: None,
            contact_name: None,
            participants: vec![other],
            messages: Vec::new(),
        };
        conversation.enter_queue(queue, now);
        conversation.messages.push(Message::received(text, media, now));
        conversation
    }

    /// An agent takes up a conversation that is over.
    pub fn rejoin(&mut self, seat: Seat, now: Timestamp) {
        let mut agent = Participant::new(Role::agent(seat), Direction::Outbound, now);
        agent.connected = Some(now);
        self.participants.push(agent);
        self.revive_customer(now);
    }

    /// The customer writes. A conversation that was over goes back into `queue`.
    pub fn receive(&mut self, text: String, media: Vec<Uuid>, queue: Uuid, now: Timestamp) {
        if matches!(self.standing(), Standing::Disconnected { .. }) {
            self.revive_customer(now);
            self.enter_queue(queue, now);
        }
        self.messages.push(Message::received(text, media, now));
    }

    /// Offers a waiting conversation to an agent.
    pub fn offer(&mut self, seat: Seat, timeout: SignedDuration, now: Timestamp) {
        let mut agent = Participant::new(Role::agent(seat), Direction::Inbound, now);
        agent.alerting = Some(Alerting { since: now, timeout });
        if let Some(waiting) = self.participants.iter().find(|participant| participant.is_waiting()) {
            agent.messages_from = waiting.messages_from;
            agent.direction = waiting.direction;
        }
        self.participants.push(agent);
    }

    /// The agent answers. Answering what is answered changes nothing.
    ///
    /// # Errors
    /// When the participant is no agent, or is gone.
    pub fn answer(&mut self, participant: Uuid, now: Timestamp) -> Result<(), Refusal> {
        let agent = self.agent_mut(participant)?;
        match agent.state() {
            State::Connected => return Ok(()),
            State::Disconnected => return Err(Refusal::NotConnected),
            State::Alerting => agent.connected = Some(now),
        }
        self.end_where(now, DisconnectType::Transfer, Participant::is_waiting);
        Ok(())
    }

    /// The agent leaves: ends the conversation, or declines the offer. Leaving twice changes nothing.
    ///
    /// # Errors
    /// When the participant is no agent.
    pub fn disconnect(&mut self, participant: Uuid, now: Timestamp) -> Result<(), Refusal> {
        let agent = self.agent_mut(participant)?;
        match agent.state() {
            State::Disconnected => {}
            State::Alerting => self.put_back(participant, DisconnectType::Client, now),
            State::Connected => {
                agent.end(DisconnectType::Client, now);
                self.end_where(now, DisconnectType::Peer, Participant::is_live);
            }
        }
        Ok(())
    }

    /// The system ends everything, after-call work included.
    pub fn tear_down(&mut self, now: Timestamp) {
        self.end_where(now, DisconnectType::System, Participant::is_live);
        for participant in &mut self.participants {
            if let Role::Agent { after_call_work, .. } = &mut participant.role
                && after_call_work.is_pending()
            {
                after_call_work.close(now);
            }
        }
    }

    /// The agent of this communication writes.
    ///
    /// # Errors
    /// When the agent is not connected.
    pub fn send(&mut self, communication: Uuid, draft: Draft, pace: Pace, now: Timestamp) -> Result<&Message, Refusal> {
        let agent = self
            .participants
            .iter()
            .find(|participant| participant.communication == communication)
            .ok_or(Refusal::NotParticipant)?;
        let Role::Agent { user, .. } = agent.role else { return Err(Refusal::NotParticipant) };
        if agent.state() != State::Connected {
            return Err(Refusal::NotConnected);
        }
        let mut message = Message {
            id: ids::fresh(),
            time: now,
            direction: Direction::Outbound,
            text: draft.text,
            status: Status::Queued,
            author: Some(user),
            segments: draft.segments,
            media: draft.media,
            due: None,
        };
        message.plan(&self.customer, self.opted_out(), pace, now);
        let at = self.messages.len();
        self.messages.push(message);
        Ok(&self.messages[at])
    }

    /// Hands the conversation to a queue, without asking.
    ///
    /// # Errors
    /// When the participant is not a connected agent.
    pub fn transfer_to_queue(&mut self, participant: Uuid, queue: Uuid, now: Timestamp) -> Result<(), Refusal> {
        self.hand_over(participant, now)?;
        self.enter_queue(queue, now);
        Ok(())
    }

    /// Hands the conversation to a colleague, without asking: it alerts there.
    ///
    /// # Errors
    /// When the participant is not a connected agent, or is the colleague.
    pub fn transfer_to_user(
        &mut self,
        participant: Uuid,
        user: Uuid,
        timeout: SignedDuration,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let agent = self.agent_mut(participant)?;
        let (messages_from, seat) = match &agent.role {
            Role::Agent { user: own, .. } if *own == user => return Err(Refusal::SameParty),
            Role::Agent { queue, after_call_work, .. } => {
                (agent.messages_from, Seat { user, queue: *queue, policy: after_call_work.policy })
            }
            Role::Customer | Role::Acd { .. } => return Err(Refusal::NotParticipant),
        };
        self.hand_over(participant, now)?;
        self.offer(seat, timeout, now);
        if let Some(colleague) = self.participants.last_mut() {
            colleague.messages_from = messages_from;
        }
        Ok(())
    }

    /// Asks for after-call work, or takes that back.
    ///
    /// # Errors
    /// See [`AfterCallWork::request`].
    pub fn request_after_call_work(&mut self, participant: Uuid, wanted: bool) -> Result<(), Refusal> {
        let over = self.agent_mut(participant)?.state() == State::Disconnected;
        Ok(self.after_call_work_mut(participant)?.request(wanted, over)?)
    }

    /// Notes a wrap-up.
    ///
    /// # Errors
    /// See [`AfterCallWork::wrap_up`].
    pub fn wrap_up(&mut self, participant: Uuid, wrapup: Wrapup, now: Timestamp) -> Result<(), Refusal> {
        Ok(self.after_call_work_mut(participant)?.wrap_up(wrapup, now)?)
    }

    /// Leaves wrap-up out.
    ///
    /// # Errors
    /// See [`AfterCallWork::skip`].
    pub fn skip_wrap_up(&mut self, participant: Uuid, now: Timestamp) -> Result<(), Refusal> {
        Ok(self.after_call_work_mut(participant)?.skip(now)?)
    }

    /// Lets the clock do its work: the carrier, offers, after-call work.
    pub fn tick(&mut self, pace: Pace, now: Timestamp) -> Ticked {
        let mut ticked = Ticked::default();
        let opted_out = self.opted_out();
        for message in &mut self.messages {
            while let Some(due) = message.due.filter(|due| *due <= now) {
                ticked.changed = true;
                match carrier::next(&self.customer, opted_out, message.status, pace) {
                    Some((status, _)) => {
                        message.status = status;
                        message.plan(&self.customer, opted_out, pace, due);
                    }
                    None => message.due = None,
                }
            }
        }
        let unanswered: Vec<_> = self
            .participants
            .iter()
            .filter(|participant| participant.alerting_deadline().is_some_and(|deadline| deadline <= now))
            .map(|participant| participant.id)
            .collect();
        for participant in unanswered {
            ticked.changed = true;
            ticked.not_responding.extend(self.participant(participant).and_then(Participant::user));
            self.put_back(participant, DisconnectType::NoAnswer, now);
        }
        for participant in &mut self.participants {
            if let Role::Agent { after_call_work, .. } = &mut participant.role {
                ticked.changed |= after_call_work.expire(now);
            }
        }
        ticked
    }

    /// Whether the customer has opted out of messages from this number, by what was written here.
    fn opted_out(&self) -> bool {
        let received = self.messages.iter().filter(|message| message.direction == Direction::Inbound);
        carrier::opted_out(received.map(|message| message.text.as_str()))
    }

    /// When [`Conversation::tick`] has something to do.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        let messages = self.messages.iter().filter_map(|message| message.due);
        let offers = self.participants.iter().filter_map(Participant::alerting_deadline);
        let work = self.participants.iter().filter_map(|participant| participant.after_call_work()?.deadline());
        messages.chain(offers).chain(work).min()
    }

    /// Where it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let agent = self.participants.iter().rfind(|participant| participant.user().is_some() && participant.is_live());
        if let Some(agent) = agent {
            return if agent.state() == State::Connected { Standing::Connected } else { Standing::Alerting };
        }
        for participant in &self.participants {
            if let (Role::Acd { queue }, None) = (&participant.role, participant.ended) {
                return Standing::Waiting { queue: *queue };
            }
        }
        let at = self.participants.iter().filter_map(|participant| participant.ended).map(|ended| ended.at).max();
        Standing::Disconnected { at: at.unwrap_or(self.started) }
    }

    /// Whether a new message would still belong to it: it is not over, or something was written and it ended less
    /// than `window` ago.
    #[must_use]
    pub fn is_in_window(&self, window: SignedDuration, now: Timestamp) -> bool {
        match self.standing() {
            Standing::Disconnected { at } => !self.messages.is_empty() && now < at + window,
            Standing::Waiting { .. } | Standing::Alerting | Standing::Connected => true,
        }
    }

    /// The participant with this id.
    #[must_use]
    pub fn participant(&self, id: Uuid) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.id == id)
    }

    /// The customer's part.
    #[must_use]
    pub fn customer_part(&self) -> Option<&Participant> {
        self.participants.iter().find(|participant| participant.role == Role::Customer)
    }

    /// Who has the conversation, or had it last: agent before queue.
    #[must_use]
    pub fn holder(&self) -> Option<&Participant> {
        let ours = || self.participants.iter().filter(|participant| participant.role != Role::Customer);
        ours()
            .rfind(|participant| participant.is_live() && participant.user().is_some())
            .or_else(|| ours().rfind(|participant| participant.is_live()))
            .or_else(|| ours().next_back())
    }

    /// Whether the user still has something to do here: takes part, or owes after-call work.
    #[must_use]
    pub fn is_active_for(&self, user: Uuid) -> bool {
        self.participants.iter().any(|participant| {
            participant.user() == Some(user)
                && (participant.is_live() || participant.after_call_work().is_some_and(AfterCallWork::is_pending))
        })
    }

    /// All agents who ever took part, each once.
    #[must_use]
    pub fn users(&self) -> Vec<Uuid> {
        let mut users: Vec<_> = self.participants.iter().filter_map(Participant::user).collect();
        users.sort_unstable();
        users.dedup();
        users
    }

    /// The messages of a participant's stay; the customer's stay is the whole conversation.
    pub fn messages_of<'a>(&'a self, participant: &'a Participant) -> impl Iterator<Item = &'a Message> {
        self.messages.iter().filter(move |message| {
            participant.role == Role::Customer
                || (message.time >= participant.messages_from
                    && participant.ended.is_none_or(|ended| message.time <= ended.at))
        })
    }

    fn agent_mut(&mut self, id: Uuid) -> Result<&mut Participant, Refusal> {
        self.participants
            .iter_mut()
            .find(|participant| participant.id == id && participant.user().is_some())
            .ok_or(Refusal::NotParticipant)
    }

    fn after_call_work_mut(&mut self, id: Uuid) -> Result<&mut AfterCallWork, Refusal> {
        match &mut self.agent_mut(id)?.role {
            Role::Agent { after_call_work, .. } => Ok(after_call_work),
            Role::Customer | Role::Acd { .. } => Err(Refusal::NotParticipant),
        }
    }

    fn enter_queue(&mut self, queue: Uuid, now: Timestamp) {
        let mut waiting = Participant::new(Role::Acd { queue }, Direction::Inbound, now);
        waiting.connected = Some(now);
        self.participants.push(waiting);
    }

    fn hand_over(&mut self, participant: Uuid, now: Timestamp) -> Result<(), Refusal> {
        let agent = self.agent_mut(participant)?;
        if agent.state() != State::Connected {
            return Err(Refusal::NotConnected);
        }
        agent.end(DisconnectType::Transfer, now);
        Ok(())
    }

    /// An offer was not taken: the conversation waits in its queue.
    fn put_back(&mut self, participant: Uuid, why: DisconnectType, now: Timestamp) {
        let Ok(agent) = self.agent_mut(participant) else { return };
        agent.end(why, now);
        let (queue, messages_from) = (agent.queue(), agent.messages_from);
        let waits = self.participants.iter().any(Participant::is_waiting);
        if let (Some(queue), false) = (queue, waits) {
            self.enter_queue(queue, now);
            if let Some(waiting) = self.participants.last_mut() {
                waiting.messages_from = messages_from;
            }
        }
    }

    fn revive_customer(&mut self, now: Timestamp) {
        if let Some(customer) = self.participants.iter_mut().find(|participant| participant.role == Role::Customer) {
            customer.ended = None;
            customer.connected = Some(now);
        }
    }

    fn end_where(&mut self, now: Timestamp, why: DisconnectType, applies: impl Fn(&Participant) -> bool) {
        for participant in self.participants.iter_mut().filter(|participant| applies(participant)) {
            participant.end(why, now);
        }
    }
}

/// What an agent hands over to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text.
    pub text: String,
    /// How many parts the carrier will make of it.
    pub segments: u32,
    /// What comes with it.
    pub media: Vec<Uuid>,
}

impl Message {
    fn received(text: String, media: Vec<Uuid>, now: Timestamp) -> Self {
        Self {
            id: ids::fresh(),
            time: now,
            direction: Direction::Inbound,
            text,
            status: Status::Received,
            author: None,
            segments: 1,
            media,
            due: None,
        }
    }

    /// Sets when the carrier moves the message on, `from` being the last time it did.
    fn plan(&mut self, number: &str, opted_out: bool, pace: Pace, from: Timestamp) {
        self.due = carrier::next(number, opted_out, self.status, pace)
            .and_then(|(_, after)| SignedDuration::try_from(after).ok())
            .map(|after| from + after);
    }
}

impl Role {
    fn agent(seat: Seat) -> Self {
        Self::Agent { user: seat.user, queue: seat.queue, after_call_work: AfterCallWork::new(seat.policy) }
    }
}

impl Participant {
    fn new(role: Role, direction: Direction, now: Timestamp) -> Self {
        Self {
            id: ids::fresh(),
            communication: ids::fresh(),
            role,
            direction,
            joined: now,
            alerting: None,
            connected: None,
            ended: None,
            messages_from: now,
            attributes: BTreeMap::new(),
        }
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> State {
        match (self.ended, self.connected) {
            (Some(_), _) => State::Disconnected,
            (None, Some(_)) => State::Connected,
            (None, None) => State::Alerting,
        }
    }

    /// The agent, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<Uuid> {
        match self.role {
            Role::Agent { user, .. } => Some(user),
            Role::Customer | Role::Acd { .. } => None,
        }
    }

    /// The queue it acts for or is.
    #[must_use]
    pub fn queue(&self) -> Option<Uuid> {
        match self.role {
            Role::Agent { queue, .. } | Role::Acd { queue } => Some(queue),
            Role::Customer => None,
        }
    }

    /// The after-call work, if it is an agent.
    #[must_use]
    pub fn after_call_work(&self) -> Option<&AfterCallWork> {
        match &self.role {
            Role::Agent { after_call_work, .. } => Some(after_call_work),
            Role::Customer | Role::Acd { .. } => None,
        }
    }

    /// Whether it has not ended.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    fn is_waiting(&self) -> bool {
        self.is_live() && matches!(self.role, Role::Acd { .. })
    }

    fn alerting_deadline(&self) -> Option<Timestamp> {
        let alerting = self.alerting.filter(|_| self.state() == State::Alerting)?;
        Some(alerting.since + alerting.timeout)
    }

    fn end(&mut self, why: DisconnectType, now: Timestamp) {
        let was_connected = self.state() == State::Connected;
        self.ended = Some(Ended { at: now, why });
        if let (Role::Agent { after_call_work, .. }, true) = (&mut self.role, was_connected) {
            after_call_work.begin(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: Uuid = Uuid::from_u128(1);
    const EVE: Uuid = Uuid::from_u128(2);
    const QUEUE: Uuid = Uuid::from_u128(3);
    const OTHER: Uuid = Uuid::from_u128(4);
    const ALERT: SignedDuration = SignedDuration::from_secs(30);
    const WINDOW: SignedDuration = SignedDuration::from_hours(72);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn seat(user: Uuid) -> Seat {
        Seat { user, queue: QUEUE, policy: Policy::Mandatory }
    }

    fn outbound() -> Conversation {
        Conversation::outbound("+13175550142".into(), "+13175550100".into(), seat(ADA), at(0))
    }

    fn inbound() -> Conversation {
        Conversation::inbound("+13175550142".into(), "+13175550100".into(), QUEUE, "Hello?".into(), vec![], at(0))
    }

    fn draft(text: &str) -> Draft {
        Draft { text: text.into(), segments: 1, media: vec![] }
    }

    fn last(conversation: &Conversation) -> Uuid {
        conversation.participants.last().unwrap().id
    }

    #[test]
    fn an_outbound_conversation_is_agent_then_customer_and_empty() {
        let conversation = outbound();
        assert_eq!(conversation.participants[0].user(), Some(ADA));
        assert_eq!(conversation.participants[1].role, Role::Customer);
        assert!(conversation.messages.is_empty());
        assert_eq!(conversation.standing(), Standing::Connected);
    }

    #[test]
    fn the_carrier_moves_messages_even_late() {
        let mut conversation = outbound();
        let communication = conversation.participants[0].communication;
        conversation.send(communication, draft("Hi"), Pace::default(), at(1)).unwrap();
        assert!(conversation.due().is_some());
        assert!(conversation.tick(Pace::default(), at(60)).changed);
        assert_eq!(conversation.messages[0].status, Status::Delivered);
        assert_eq!(conversation.due(), None);
        assert!(!conversation.tick(Pace::default(), at(61)).changed);
    }

    #[test]
    fn disconnecting_ends_both_sides_and_begins_after_call_work() {
        let mut conversation = outbound();
        let (agent, communication) = (conversation.participants[0].id, conversation.participants[0].communication);
        conversation.disconnect(agent, at(5)).unwrap();
        assert_eq!(conversation.standing(), Standing::Disconnected { at: at(5) });
        assert!(conversation.is_active_for(ADA));
        assert_eq!(conversation.send(communication, draft("late"), Pace::default(), at(6)), Err(Refusal::NotConnected));
        conversation
            .wrap_up(agent, Wrapup { code: Some(after_call_work::Code::Chosen(OTHER)), ..Wrapup::default() }, at(7))
            .unwrap();
        assert!(!conversation.is_active_for(ADA));
    }

    #[test]
    fn an_empty_conversation_leaves_no_window() {
        let mut empty = outbound();
        empty.disconnect(empty.participants[0].id, at(5)).unwrap();
        assert!(!empty.is_in_window(WINDOW, at(6)));

        let mut written = outbound();
        written.send(written.participants[0].communication, draft("Hi"), Pace::default(), at(1)).unwrap();
        written.disconnect(written.participants[0].id, at(5)).unwrap();
        assert!(written.is_in_window(WINDOW, at(6)));
        assert!(!written.is_in_window(WINDOW, at(5 + 72 * 3600)));
    }

    #[test]
    fn rejoining_adds_an_agent_and_keeps_the_customer() {
        let mut conversation = outbound();
        conversation.send(conversation.participants[0].communication, draft("Hi"), Pace::default(), at(1)).unwrap();
        conversation.disconnect(conversation.participants[0].id, at(5)).unwrap();
        conversation.rejoin(seat(EVE), at(9));
        assert_eq!(conversation.participants.len(), 3);
        assert_eq!(conversation.standing(), Standing::Connected);
        assert_eq!(conversation.holder().unwrap().user(), Some(EVE));
        assert_eq!(conversation.messages_of(conversation.holder().unwrap()).count(), 0);
        assert_eq!(conversation.messages_of(conversation.customer_part().unwrap()).count(), 1);
    }

    #[test]
    fn an_offer_is_answered_with_what_was_written_before() {
        let mut conversation = inbound();
        conversation.offer(seat(ADA), ALERT, at(3));
        assert_eq!(conversation.standing(), Standing::Alerting);
        conversation.answer(last(&conversation), at(4)).unwrap();
        assert_eq!(conversation.standing(), Standing::Connected);
        assert_eq!(conversation.messages_of(conversation.holder().unwrap()).count(), 1);
        assert_eq!(conversation.participants[1].ended.unwrap().why, DisconnectType::Transfer);
    }

    #[test]
    fn an_unanswered_offer_goes_back_and_owes_no_after_call_work() {
        let mut conversation = inbound();
        conversation.offer(seat(ADA), ALERT, at(3));
        assert_eq!(conversation.tick(Pace::default(), at(32)), Ticked::default());
        let ticked = conversation.tick(Pace::default(), at(33));
        assert_eq!(ticked.not_responding, vec![ADA]);
        assert_eq!(conversation.standing(), Standing::Waiting { queue: QUEUE });
        assert!(!conversation.is_active_for(ADA));
    }

    #[test]
    fn a_transfer_to_a_queue_waits_there() {
        let mut conversation = outbound();
        let agent = conversation.participants[0].id;
        conversation.transfer_to_queue(agent, OTHER, at(5)).unwrap();
        assert_eq!(conversation.standing(), Standing::Waiting { queue: OTHER });
        assert!(conversation.is_active_for(ADA), "after-call work is owed");
        assert_eq!(conversation.transfer_to_queue(agent, QUEUE, at(6)), Err(Refusal::NotConnected));
    }

    #[test]
    fn a_transfer_to_a_colleague_alerts_and_falls_back_to_the_queue() {
        let mut conversation = outbound();
        let agent = conversation.participants[0].id;
        assert_eq!(conversation.transfer_to_user(agent, ADA, ALERT, at(5)), Err(Refusal::SameParty));
        conversation.transfer_to_user(agent, EVE, ALERT, at(5)).unwrap();
        assert_eq!(conversation.standing(), Standing::Alerting);
        conversation.disconnect(last(&conversation), at(6)).unwrap();
        assert_eq!(conversation.standing(), Standing::Waiting { queue: QUEUE });
    }

    #[test]
    fn a_customer_who_answers_later_is_queued_again() {
        let mut conversation = outbound();
        conversation.send(conversation.participants[0].communication, draft("Hi"), Pace::default(), at(1)).unwrap();
        conversation.disconnect(conversation.participants[0].id, at(5)).unwrap();
        conversation.receive("Yes?".into(), vec![], QUEUE, at(90));
        assert_eq!(conversation.standing(), Standing::Waiting { queue: QUEUE });
        assert!(conversation.customer_part().unwrap().is_live());
    }

    #[test]
    fn tearing_down_leaves_nothing_to_do() {
        let mut conversation = outbound();
        conversation.tear_down(at(5));
        assert!(!conversation.is_active_for(ADA));
        assert_eq!(conversation.standing(), Standing::Disconnected { at: at(5) });
    }
}
