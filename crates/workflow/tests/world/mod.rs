//! A Genesys Cloud in memory, and an agent's browser around the workflow: what tests need to play any order of events.
//!
//! The cloud carries calls out at once or not at all; what the browser hears of that, and when, is the test's choice.

#![allow(dead_code, unreachable_pub, reason = "each test uses its part of this module")]
#![allow(clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use genesys::{
    call::{Call, Channel, Reply, Token, UploadPlace},
    id::{
        ChannelId, CommunicationId, ContactId, ConversationId, LibraryId, MediaId, MessageId, OrganizationId,
        ParticipantId, PresenceId, QueueId, ResponseId, UserId, WrapUpCodeId,
    },
    model::{
        AfterCallWork, AfterCallWorkMode, ApiError, Attachment, AttachmentKind, CannedResponse, Contact, Conversation,
        DeliveryFailure, Direction, Failure, Library, Me, MediaStatus, Message, MessageRef, MessageStatus,
        Organization, Page, Participant, ParticipantState, PastConversation, Permissions, Presence, PresenceDefinition,
        Purpose, Queue, Rejection, ResponseAsset, ResponseLibraries, RoutingStatus, SmsNumber, Substitution, User,
        WrapUp, WrapUpCode,
    },
    notify::Frame,
    permission,
    region::Environment,
    time::Timestamp,
};
use protocol::{Command, Numbered, Session, Sound, View, ViewId, Window};
use workflow::{
    Alert, Authorization, CallId, CarriedOut, Durable, Effect, Input, LocalTime, Play, Policy, Volatile, Workflow,
};

pub const ADA: &str = "ada";
pub const CUSTOMERS: [&str; 3] = ["+13175550142", "+491701234567", "+33612345678"];
/// Of this customer's conversation a colleague holds the line.
pub const HELD: &str = "+13175550144";
pub const QUEUES: [(&str, AfterCallWorkMode, Option<u32>); 5] = [
    ("Reservations", AfterCallWorkMode::Optional, None),
    ("Support", AfterCallWorkMode::Mandatory, None),
    ("Billing", AfterCallWorkMode::TimeBoxed, Some(30_000)),
    ("Concierge", AfterCallWorkMode::ForcedTimeBox, Some(15_000)),
    ("Feedback", AfterCallWorkMode::AgentRequested, Some(60_000)),
];
/// These customers' conversations ended; the next message of each alerts.
pub const WAITING: [&str; 2] = ["+13175550199", "+13175550198"];
/// The presences: the system's by their names, and one of the organisation's own.
pub const PRESENCES: [(&str, &str); 4] =
    [("Available", "Available"), ("Break", "Break"), ("Coffee", "Break"), ("OnQueue", "OnQueue")];
/// Milliseconds in which an agent who is offered a conversation has to answer.
const ANSWER_MS: i64 = 30_000;
/// The contacts' field that is the organisation's list.
pub const LIST_FIELD: &str = "smsOptOut_checkbox";
/// Queues whose response libraries the listing leaves out.
const UNTOLD: [&str; 2] = ["Support", "Feedback"];
/// A queue without an outbound SMS number.
pub const MUTE_QUEUE: &str = "Back Office";

/// The cloud.
#[derive(Debug, Clone)]
pub struct Cloud {
    pub conversations: Vec<CloudConversation>,
    /// What the notification socket has not delivered.
    pub events: Vec<Frame>,
    /// Every SMS that was accepted: its text, and how often.
    pub sent: BTreeMap<String, u32>,
    /// Conversations begun or taken up.
    pub created: u32,
    pub token_valid: bool,
    /// The agent's presence, and since when.
    pub presence: Presence,
    pub routing: RoutingStatus,
    /// Whether the agent's messages are to be answered by themselves.
    pub auto_answer: bool,
    /// Permissions that the agent does not have.
    /// Contacts that were created, with their numbers.
    pub contacts: Vec<(String, Contact)>,
    pub withheld: Vec<&'static str>,
    /// Numbers of contacts who are on the organisation's list of those who have opted out.
    pub listed: Vec<String>,
    last_id: u32,
}

#[derive(Debug, Clone)]
pub struct CloudConversation {
    pub id: ConversationId,
    pub customer: String,
    pub queue: String,
    pub parts: Vec<Part>,
    pub messages: Vec<Message>,
}

#[derive(Debug, Clone)]
pub struct Part {
    pub id: ParticipantId,
    pub user: String,
    pub communication: CommunicationId,
    pub state: ParticipantState,
    pub offered_at: Timestamp,
    pub connected_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    pub wrap_up: WrapUp,
    wanted: bool,
}

impl Cloud {
    pub fn new() -> Self {
        let start = Timestamp::from_millis(0);
        let mut cloud = Self {
            conversations: Vec::new(),
            events: Vec::new(),
            sent: BTreeMap::new(),
            created: 0,
            token_valid: true,
            presence: presence("Available", start),
            routing: RoutingStatus { status: "OFF_QUEUE".into(), since: Some(start) },
            auto_answer: false,
            contacts: Vec::new(),
            withheld: Vec::new(),
            listed: Vec::new(),
            last_id: 0,
        };
        cloud.begin(start, HELD, "Support", "eve");
        for (position, customer) in WAITING.into_iter().enumerate() {
            cloud.begin(start, customer, "Support", "eve");
            cloud.conversations[1 + position].parts[0].end(start, "Support");
        }
        cloud.events.clear();
        cloud
    }

    /// Carries a call out.
    pub fn execute(&mut self, now: Timestamp, call: &Call) -> Result<Reply, Failure> {
        if let Call::Token(_) = call {
            self.token_valid = true;
            return Ok(Reply::Token(Token { access_token: "secret".into(), expires_in_s: 3600 }));
        }
        if !self.token_valid {
            return Err(error(401, Rejection::Unauthorized, None));
        }
        match call {
            Call::Token(_) => unreachable!("answered above"),
            Call::RevokeToken => {
                self.token_valid = false;
                Ok(Reply::Done)
            }
            Call::Me => {
                let (presence, routing_status) = (Some(self.presence.clone()), Some(self.routing.clone()));
                let me = me(&self.withheld);
                Ok(Reply::Me(Box::new(Me { presence, routing_status, auto_answer: self.auto_answer, ..me })))
            }
            Call::MyStatus => Ok(Reply::User(User {
                id: UserId::new(ADA),
                name: "Ada".into(),
                presence: Some(self.presence.clone()),
                routing_status: Some(self.routing.clone()),
            })),
            Call::MyQueues { .. } => {
                let mut entities = queues();
                // Like the number, the listing may leave it out.
                for queue in entities.iter_mut().filter(|queue| UNTOLD.contains(&queue.name.as_str())) {
                    queue.response_libraries = ResponseLibraries::Unknown;
                }
                Ok(Reply::Queues(Page { entities, number: 1, count: 1 }))
            }
            Call::Queue(id) => {
                queues().into_iter().find(|queue| queue.id == *id).map(Reply::Queue).ok_or_else(not_found)
            }
            Call::SearchQueues { .. } => Ok(Reply::Queues(Page { entities: queues(), number: 1, count: 1 })),
            Call::SearchUsers { .. } => Ok(Reply::Users(vec![User {
                id: UserId::new("eve"),
                name: "Eve".into(),
                presence: None,
                routing_status: None,
            }])),
            Call::PresenceDefinitions => Ok(Reply::PresenceDefinitions(
                PRESENCES
                    .into_iter()
                    .map(|(name, system)| PresenceDefinition {
                        id: PresenceId::new(name),
                        name: name.into(),
                        system: system.into(),
                        primary: name == system,
                    })
                    .collect(),
            )),
            Call::SetPresence { presence, .. } => {
                self.set_presence(now, presence.as_str());
                Ok(Reply::Done)
            }
            Call::ReturnToQueue(_) => {
                if self.presence.system != "OnQueue" {
                    return Err(refused());
                }
                self.set_routing(now, "IDLE");
                Ok(Reply::Done)
            }
            Call::MyConversations => {
                let mine = self.conversations.iter().filter(|one| one.concerns(ADA));
                Ok(Reply::Conversations(mine.map(CloudConversation::snapshot).collect()))
            }
            Call::Conversation(id) => {
                let found = self.conversations.iter().find(|one| one.id == *id);
                found.map(|one| Reply::Conversation(one.snapshot())).ok_or_else(not_found)
            }
            Call::PastConversations { number, from, until, page, .. } => {
                let held = |one: &&CloudConversation| {
                    one.customer == *number && (*from..*until).contains(&one.parts[0].offered_at)
                };
                let all: Vec<_> = self.conversations.iter().rev().filter(held).map(CloudConversation::past).collect();
                let count = pages(all.len());
                Ok(Reply::PastConversations(Page { entities: paged(all, *page), number: *page, count }))
            }
            Call::CreateConversation { queue, to, use_existing } => self.create(now, queue, to, *use_existing),
            Call::Messages { conversation, ids } => {
                let found = self.conversations.iter().find(|one| one.id == *conversation).ok_or_else(not_found)?;
                let wanted = |message: &&Message| ids.contains(&message.id);
                Ok(Reply::Messages(found.messages.iter().filter(wanted).cloned().collect()))
            }
            Call::Send { conversation, communication, text, media } => {
                self.send(now, conversation, communication, text, media)
            }
            Call::SupportedContent => Ok(Reply::SupportedContent(vec!["image/*".into()])),
            Call::CreateUpload { name, .. } => Ok(Reply::UploadPlace(UploadPlace {
                media: MediaId::new(name.as_str()),
                url: "https://upload.invalid".into(),
                headers: vec![],
            })),
            Call::Media { .. } => Ok(Reply::Media(MediaStatus::Valid)),
            Call::Answer { conversation, participant } => {
                let part = self.part(conversation, participant)?;
                if part.state != ParticipantState::Alerting {
                    return Err(refused());
                }
                part.state = ParticipantState::Connected;
                part.connected_at = Some(now);
                self.announce(conversation);
                Ok(Reply::Done)
            }
            Call::Disconnect { conversation, participant } => {
                let (queue, part) = self.queue_and_part(conversation, participant)?;
                if part.state == ParticipantState::Disconnected {
                    return Err(refused());
                }
                part.end(now, &queue);
                self.announce(conversation);
                Ok(Reply::Done)
            }
            Call::Transfer { conversation, participant, .. } => {
                let (queue, part) = self.queue_and_part(conversation, participant)?;
                if part.state != ParticipantState::Connected {
                    return Err(refused());
                }
                part.end(now, &queue);
                self.join(now, conversation, "eve", ParticipantState::Connected);
                self.announce(conversation);
                Ok(Reply::Done)
            }
            Call::WrapUp { conversation, participant, code, notes, provisional } => {
                let part = self.part(conversation, participant)?;
                part.wrap_up.notes = Some(notes.clone());
                part.wrap_up.provisional = *provisional;
                if !provisional {
                    part.wrap_up.code = code.clone();
                    if part.wrap_up.mode != Some(AfterCallWorkMode::ForcedTimeBox) {
                        part.wrap_up.ended_at = Some(now);
                        part.wrap_up.required = false;
                    }
                }
                self.announce(conversation);
                Ok(Reply::Done)
            }
            Call::SkipWrapUp { conversation, participant } => {
                let part = self.part(conversation, participant)?;
                part.wrap_up.skipped = true;
                part.wrap_up.required = false;
                self.announce(conversation);
                Ok(Reply::Done)
            }
            Call::RequestAfterCallWork { conversation, participant, wanted, .. } => {
                self.part(conversation, participant)?.wanted = *wanted;
                Ok(Reply::Done)
            }
            Call::WrapUpCodes { .. } => Ok(Reply::WrapUpCodes(vec![
                WrapUpCode { id: WrapUpCodeId::new("resolved"), name: "Resolved".into() },
                WrapUpCode { id: WrapUpCodeId::new("follow-up"), name: "Follow-up".into() },
            ])),
            Call::FindContacts { number } => {
                let contact = |number: &String| Contact {
                    id: ContactId::new(number.as_str()),
                    name: "Opal Reyes".into(),
                    flags: vec![LIST_FIELD.into()],
                };
                let listed = self.listed.iter().filter(|one| *one == number).map(contact);
                let created = self.contacts.iter().filter(|(of, _)| of == number).map(|(_, contact)| contact.clone());
                Ok(Reply::Contacts(listed.chain(created).collect()))
            }
            Call::CreateContact { name, number } => {
                let id = ContactId::new(self.next("contact"));
                let contact = Contact { id, name: name.clone(), flags: Vec::new() };
                self.contacts.push((number.clone(), contact.clone()));
                Ok(Reply::Contact(contact))
            }
            Call::Libraries { .. } => {
                let library = |id: &str| Library { id: LibraryId::new(id), name: id.to_uppercase() };
                Ok(Reply::Libraries(Page {
                    entities: vec![library("greetings"), library("bookings")],
                    number: 1,
                    count: 1,
                }))
            }
            Call::Responses { libraries, page } => {
                let wanted = |one: &CannedResponse| match libraries {
                    Some(libraries) => libraries.contains(&one.libraries[0]),
                    None => true,
                };
                let all: Vec<_> = responses().into_iter().filter(wanted).collect();
                let count = pages(all.len());
                Ok(Reply::Responses(Page { entities: paged(all, *page), number: *page, count }))
            }
            Call::SetAttributes { .. } | Call::LinkContact { .. } => Ok(Reply::Done),
            Call::CreateChannel => {
                let id = self.next("channel");
                let connect_uri = format!("wss://streaming.example/{id}");
                Ok(Reply::Channel(Channel { id: ChannelId::new(id), connect_uri, expires: None }))
            }
            Call::Subscribe { .. } => Ok(Reply::Subscribed { rejected: Vec::new() }),
        }
    }

    /// A conversation of `user` with `customer` begins.
    pub fn begin(&mut self, now: Timestamp, customer: &str, queue: &str, user: &str) -> ConversationId {
        let id = ConversationId::new(self.next("conversation"));
        self.conversations.push(CloudConversation {
            id: id.clone(),
            customer: customer.into(),
            queue: queue.into(),
            parts: Vec::new(),
            messages: Vec::new(),
        });
        self.join(now, &id, user, ParticipantState::Connected);
        self.announce(&id);
        id
    }

    /// The customer writes; a conversation that nobody holds alerts the agent.
    pub fn inbound(&mut self, now: Timestamp, position: usize) {
        self.inbound_text(now, position, None);
    }

    /// The same, with what is written.
    pub fn inbound_text(&mut self, now: Timestamp, position: usize, text: Option<&str>) {
        let Some(conversation) = self.conversations.get(position) else { return };
        let id = conversation.id.clone();
        let alerts = !conversation.held();
        let message = MessageId::new(self.next("message"));
        let text = text.map_or_else(|| format!("in {message}"), str::to_owned);
        self.conversations[position].messages.push(Message {
            id: message,
            conversation: Some(id.clone()),
            direction: Direction::Inbound,
            status: MessageStatus::Received,
            time: now,
            text,
            attachments: Vec::new(),
            failure: None,
        });
        if alerts && !self.conversations[position].concerns(ADA) {
            self.join(now, &id, ADA, ParticipantState::Alerting);
        }
        self.announce(&id);
    }

    /// The carrier moves every message a step on.
    pub fn carry(&mut self) {
        let mut changed = Vec::new();
        for conversation in &mut self.conversations {
            for message in &mut conversation.messages {
                let next = match message.status {
                    MessageStatus::Queued => MessageStatus::Sent,
                    MessageStatus::Sent => MessageStatus::Delivered,
                    _ => continue,
                };
                message.status = next;
                changed.push(conversation.id.clone());
            }
        }
        for id in changed {
            self.announce(&id);
        }
    }

    /// The carrier does not deliver what it has of a conversation's messages.
    pub fn fail(&mut self, position: usize, code: &str) {
        let Some(conversation) = self.conversations.get_mut(position) else { return };
        for message in &mut conversation.messages {
            if matches!(message.status, MessageStatus::Queued | MessageStatus::Sent) {
                message.status = MessageStatus::Failed;
                message.failure = Some(DeliveryFailure { code: code.into(), message: None });
            }
        }
        let id = conversation.id.clone();
        self.announce(&id);
    }

    /// Somebody else ends the agent's part of a conversation.
    pub fn end_elsewhere(&mut self, now: Timestamp, position: usize) {
        let Some(conversation) = self.conversations.get_mut(position) else { return };
        let queue = conversation.queue.clone();
        let Some(part) = conversation.parts.iter_mut().rev().find(|part| part.user == ADA) else { return };
        if part.state == ParticipantState::Disconnected {
            return;
        }
        part.end(now, &queue);
        let id = conversation.id.clone();
        self.announce(&id);
    }

    /// Somebody, or the service, changes the agent's presence.
    pub fn set_presence(&mut self, now: Timestamp, name: &str) {
        self.presence = presence(name, now);
        self.events.push(Frame::Presence { user: UserId::new(ADA), presence: self.presence.clone() });
        self.set_routing(now, if self.presence.system == "OnQueue" { "IDLE" } else { "OFF_QUEUE" });
    }

    fn set_routing(&mut self, now: Timestamp, status: &str) {
        self.routing = RoutingStatus { status: status.into(), since: Some(now) };
        self.events.push(Frame::RoutingStatus { user: UserId::new(ADA), status: self.routing.clone() });
    }

    /// Time passes: boxes of time run out, and so does the patience of a conversation that nobody answers.
    pub fn tick(&mut self, now: Timestamp) {
        let mut changed = Vec::new();
        let mut passed = false;
        for conversation in &mut self.conversations {
            let queue = conversation.queue.clone();
            for part in &mut conversation.parts {
                if part.state == ParticipantState::Alerting && part.offered_at.plus_millis(ANSWER_MS) <= now {
                    passed |= part.user == ADA;
                    part.end(now, &queue);
                    changed.push(conversation.id.clone());
                }
                if part.time_out(now) {
                    changed.push(conversation.id.clone());
                }
            }
        }
        for id in changed {
            self.announce(&id);
        }
        if passed && self.presence.system == "OnQueue" {
            self.set_routing(now, "NOT_RESPONDING");
        }
    }

    /// What the agent has on the list: conversations that go on, and open wrap-up.
    pub fn of_ada(&self) -> Vec<ConversationId> {
        self.conversations.iter().filter(|one| one.concerns(ADA)).map(|one| one.id.clone()).collect()
    }

    fn create(&mut self, now: Timestamp, queue: &QueueId, to: &str, use_existing: bool) -> Result<Reply, Failure> {
        let latest = self.conversations.iter().rposition(|one| one.customer == to);
        let id = match latest {
            Some(position) => {
                let conversation = &self.conversations[position];
                let id = conversation.id.clone();
                if conversation.held() || !use_existing {
                    return Err(error(400, Rejection::Refused, Some(id)));
                }
                self.conversations[position].queue = queue.as_str().to_owned();
                self.join(now, &id, ADA, ParticipantState::Connected);
                self.announce(&id);
                id
            }
            None => self.begin(now, to, queue.as_str(), ADA),
        };
        self.created += 1;
        Ok(Reply::Created(id))
    }

    fn send(
        &mut self,
        now: Timestamp,
        conversation: &ConversationId,
        communication: &CommunicationId,
        text: &str,
        media: &[MediaId],
    ) -> Result<Reply, Failure> {
        let id = MessageId::new(self.next("message"));
        let found = self.conversations.iter_mut().find(|one| one.id == *conversation).ok_or_else(not_found)?;
        let connected = |part: &Part| part.communication == *communication && part.state == ParticipantState::Connected;
        if !found.parts.iter().any(connected) {
            return Err(refused());
        }
        let message = Message {
            id,
            conversation: Some(conversation.clone()),
            direction: Direction::Outbound,
            status: MessageStatus::Queued,
            time: now,
            text: text.into(),
            attachments: media.iter().map(attachment).collect(),
            failure: None,
        };
        found.messages.push(message.clone());
        *self.sent.entry(text.into()).or_default() += 1;
        self.announce(conversation);
        Ok(Reply::Message(message))
    }

    fn join(&mut self, now: Timestamp, id: &ConversationId, user: &str, state: ParticipantState) {
        let participant = ParticipantId::new(self.next("participant"));
        let communication = CommunicationId::new(self.next("communication"));
        let Some(conversation) = self.conversations.iter_mut().find(|one| one.id == *id) else { return };
        let (_, mode, timeout_ms) = QUEUES.into_iter().find(|(name, ..)| *name == conversation.queue).expect("a queue");
        let connected = state == ParticipantState::Connected;
        conversation.parts.push(Part {
            id: participant,
            user: user.into(),
            communication,
            state,
            offered_at: now,
            connected_at: connected.then_some(now),
            ended_at: None,
            wrap_up: WrapUp { mode: Some(mode), timeout_ms, ..WrapUp::default() },
            wanted: false,
        });
    }

    fn part(&mut self, id: &ConversationId, participant: &ParticipantId) -> Result<&mut Part, Failure> {
        self.queue_and_part(id, participant).map(|(_, part)| part)
    }

    fn queue_and_part(&mut self, id: &ConversationId, part: &ParticipantId) -> Result<(String, &mut Part), Failure> {
        let conversation = self.conversations.iter_mut().find(|one| one.id == *id).ok_or_else(not_found)?;
        let queue = conversation.queue.clone();
        conversation.parts.iter_mut().find(|one| one.id == *part).map(|part| (queue, part)).ok_or_else(not_found)
    }

    fn announce(&mut self, id: &ConversationId) {
        if let Some(conversation) = self.conversations.iter().find(|one| one.id == *id) {
            self.events.push(Frame::Conversation(Box::new(conversation.snapshot())));
        }
    }

    fn next(&mut self, kind: &str) -> String {
        self.last_id += 1;
        format!("{kind}-{:05}", self.last_id)
    }
}

impl CloudConversation {
    pub fn snapshot(&self) -> Conversation {
        let refs = |direction: Direction| -> Vec<MessageRef> {
            let theirs = self.messages.iter().filter(|message| message.direction == direction);
            theirs
                .map(|message| MessageRef {
                    id: message.id.clone(),
                    status: message.status.clone(),
                    time: Some(message.time),
                })
                .collect()
        };
        let mut participants = Vec::new();
        for (position, part) in self.parts.iter().enumerate() {
            let mut agent = blank(part.id.clone(), Purpose::Agent, part.state.clone());
            agent.user = Some(UserId::new(part.user.clone()));
            agent.queue = Some(QueueId::new(self.queue.clone()));
            agent.communication = Some(part.communication.clone());
            agent.alerting_at = Some(part.offered_at);
            agent.alerting_timeout_ms = u32::try_from(ANSWER_MS).ok();
            agent.connected_at = part.connected_at;
            agent.ended_at = part.ended_at;
            agent.wrap_up = part.wrap_up.clone();
            if position + 1 == self.parts.len() {
                agent.messages = refs(Direction::Outbound);
            }
            participants.push(agent);
        }
        let mut customer = blank(
            ParticipantId::new(format!("{}-customer", self.id)),
            Purpose::Customer,
            if self.held() { ParticipantState::Connected } else { ParticipantState::Disconnected },
        );
        customer.address = Some(self.customer.clone());
        customer.messages = refs(Direction::Inbound);
        participants.push(customer);
        Conversation { id: self.id.clone(), participants }
    }

    /// As analytics tells of it.
    fn past(&self) -> PastConversation {
        let last = self.parts.last().expect("somebody held it");
        PastConversation {
            id: self.id.clone(),
            began: self.parts[0].offered_at,
            ended: last.ended_at,
            direction: Some(Direction::Outbound),
            queue: Some(QueueId::new(self.queue.clone())),
            queue_name: None,
            agent: Some(last.user.clone()),
            wrap_up: last.wrap_up.code.clone(),
        }
    }

    pub fn concerns(&self, user: &str) -> bool {
        let theirs = |part: &&Part| part.user == user;
        self.parts.iter().filter(theirs).any(|part| part.state != ParticipantState::Disconnected || part.work_open())
    }

    fn held(&self) -> bool {
        self.parts.iter().any(|part| part.state != ParticipantState::Disconnected)
    }
}

impl Part {
    pub fn end(&mut self, now: Timestamp, queue: &str) {
        let (_, mode, _) = QUEUES.into_iter().find(|(name, ..)| *name == queue).expect("a queue");
        let was_connected = self.connected_at.is_some();
        self.state = ParticipantState::Disconnected;
        self.ended_at = Some(now);
        let asked = match mode {
            AfterCallWorkMode::Optional | AfterCallWorkMode::AgentRequested => self.wanted,
            AfterCallWorkMode::Mandatory | AfterCallWorkMode::TimeBoxed | AfterCallWorkMode::ForcedTimeBox => true,
        };
        self.wrap_up.required = asked && was_connected;
        self.wrap_up.started_at = Some(now);
    }

    fn time_out(&mut self, now: Timestamp) -> bool {
        let (Some(started), Some(timeout)) = (self.wrap_up.started_at, self.wrap_up.timeout_ms) else { return false };
        let over =
            self.ended_at.is_some() && self.wrap_up.ended_at.is_none() && started.plus_millis(timeout.into()) <= now;
        if over {
            self.wrap_up.ended_at = Some(now);
            self.wrap_up.required = false;
        }
        over
    }

    fn work_open(&self) -> bool {
        let WrapUp { mode, required, skipped, code, ended_at, .. } = &self.wrap_up;
        // Nobody wraps up what was never answered.
        if self.connected_at.is_none() || *skipped || ended_at.is_some() || self.ended_at.is_none() {
            return false;
        }
        match mode {
            Some(AfterCallWorkMode::ForcedTimeBox) => true,
            Some(AfterCallWorkMode::AgentRequested) | None => *required,
            Some(_) => code.is_none(),
        }
    }
}

/// The browser: the workflow, what it stored, and the calls that are under way.
#[derive(Clone)]
pub struct Browser {
    pub workflow: Workflow,
    pub now: Timestamp,
    pub under_way: Vec<UnderWay>,
    pub authorizing: bool,
    pub socket: Socket,
    pub windows: Vec<Window>,
    /// The system notifications that are shown.
    pub alerts: Vec<Alert>,
    /// What is to be heard, and whether it can be.
    pub playing: Play,
    pub loudspeaker: Sound,
    pub view: ViewId,
    pub commands: u64,
    /// How often the extension made way for a new version.
    pub updates: u32,
    /// What left for good: conversations' messages, in order.
    pub left: Vec<(ConversationId, String)>,
    policy: Policy,
}

#[derive(Debug, Clone, PartialEq)]
pub struct UnderWay {
    pub id: CallId,
    pub call: Call,
    pub environment: Environment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Socket {
    None,
    Opening,
    Open,
}

impl Browser {
    pub fn new() -> Self {
        let mut browser = Self {
            workflow: Workflow::restore(
                Durable::default(),
                Volatile::default(),
                CarriedOut::default(),
                LocalTime::by_database,
            ),
            now: Timestamp::from_millis(1_000_000),
            under_way: Vec::new(),
            authorizing: false,
            socket: Socket::None,
            windows: Vec::new(),
            alerts: Vec::new(),
            playing: Play::Nothing,
            loudspeaker: Sound::Fine,
            view: ViewId("view-1".into()),
            commands: 0,
            updates: 0,
            left: Vec::new(),
            policy: Policy::default(),
        };
        browser.start();
        browser.command(Command::SetClientId("client".into()));
        browser
    }

    /// The browser stops the background and starts it again: only what was stored is left.
    pub fn restart(&mut self) {
        let durable = serde_json::to_string(self.workflow.durable()).expect("storable");
        let volatile = serde_json::to_string(self.workflow.volatile()).expect("storable");
        let durable: Durable = serde_json::from_str(&durable).expect("readable");
        let volatile: Volatile = serde_json::from_str(&volatile).expect("readable");
        assert_eq!(&volatile, self.workflow.volatile(), "a snapshot comes back as it was");
        let carried_out = self.workflow.carried_out().clone();
        self.begin_anew(durable, volatile, carried_out);
    }

    /// The browser crashes: only what was on disk is left, and nobody is signed in.
    pub fn crash(&mut self) {
        self.begin_anew(self.workflow.durable().clone(), Volatile::default(), CarriedOut::default());
    }

    pub fn begin_anew(&mut self, durable: Durable, volatile: Volatile, carried_out: CarriedOut) {
        self.workflow = Workflow::restore(durable, volatile, carried_out, LocalTime::by_database);
        self.under_way.clear();
        self.authorizing = false;
        self.socket = Socket::None;
        self.start();
    }

    /// The extension is updated: what is in memory is gone, and windows with it.
    fn update(&mut self) {
        let view = self.view();
        let nobody = matches!(view.session, Session::SignedOut { .. } | Session::Expired { signing_in: false, .. });
        assert!(nobody, "an update signs somebody out: {:?}", view.session);
        let waits = view.compose.is_some() || view.offered.is_some();
        assert!(view.interactions.is_empty() && !waits, "an update loses what waits: {view:?}");
        self.updates += 1;
        let durable = self.workflow.durable().clone();
        self.workflow = Workflow::restore(durable, Volatile::default(), CarriedOut::default(), LocalTime::by_database);
        self.under_way.clear();
        self.socket = Socket::None;
        self.windows.clear();
        self.start();
    }

    pub fn view(&self) -> View {
        self.workflow.view()
    }

    pub fn command(&mut self, command: Command) {
        self.commands += 1;
        let command = Numbered { number: self.commands, command };
        self.input(Input::Command { view: self.view.clone(), command });
    }

    pub fn input(&mut self, input: Input) {
        for effect in self.workflow.handle(self.now, input) {
            self.perform(effect);
        }
    }

    /// Answers the call at `position`.
    pub fn answer(&mut self, position: usize, result: Result<Reply, Failure>) {
        let UnderWay { id, .. } = self.under_way.remove(position);
        self.input(Input::Answered { id, result: Box::new(result) });
    }

    /// Lets everything that is under way come to a good end.
    pub fn settle(&mut self, cloud: &mut Cloud) {
        for _ in 0..400 {
            if !self.step(cloud) {
                return;
            }
        }
        panic!("it does not come to rest: {:?}", self.under_way);
    }

    /// Lets what is next of that come to a good end; `false`: nothing is under way.
    pub fn step(&mut self, cloud: &mut Cloud) -> bool {
        if self.authorizing {
            self.authorize();
        } else if self.socket == Socket::Opening {
            self.socket = Socket::Open;
            self.input(Input::SocketOpened);
        } else if let Some(first) = self.under_way.first() {
            let result = cloud.execute(self.now, &first.call.clone());
            self.answer(0, result);
        } else if !cloud.events.is_empty() {
            let event = cloud.events.remove(0);
            if self.socket == Socket::Open {
                self.input(Input::Frame(event));
            }
        } else {
            return false;
        }
        true
    }

    /// Lets time pass until nothing is waited for, at most two minutes.
    pub fn rest(&mut self, cloud: &mut Cloud) {
        let end = self.now.plus_millis(120_000);
        self.settle(cloud);
        for _ in 0..400 {
            let Some(wake) = self.workflow.next_wake().filter(|wake| *wake <= end) else { return };
            self.now = self.now.max(wake);
            cloud.tick(self.now);
            self.input(Input::Tick);
            self.settle(cloud);
        }
        panic!("it wakes and wakes: {:?} at {:?}", self.workflow.next_wake(), self.now);
    }

    pub fn authorize(&mut self) {
        self.authorizing = false;
        self.input(Input::Authorized(Ok(Authorization {
            code: "code".into(),
            verifier: "verifier".into(),
            redirect_uri: "https://redirect.example/".into(),
        })));
    }

    pub fn sign_in(&mut self, cloud: &mut Cloud) {
        self.command(Command::SignIn);
        self.settle(cloud);
    }

    /// Fills New Interaction in.
    pub fn fill_in(&mut self, queue: &str, number: &str) {
        self.command(Command::NewInteraction);
        self.command(Command::ChooseQueue(QueueId::new(queue)));
        let caret = u32::try_from(number.len()).expect("a short number");
        self.command(Command::EditNumber { text: number.into(), caret, deleted_forward: false, edit: 1 });
    }

    /// Composes to a customer with whom there is no recent conversation.
    pub fn connect(&mut self, cloud: &mut Cloud, queue: &str, number: &str) {
        self.fill_in(queue, number);
        self.command(Command::Compose);
        self.settle(cloud);
    }

    /// The administrator sets a policy.
    pub fn set_policy(&mut self, policy: Policy) {
        self.policy = policy.clone();
        self.input(Input::Policy(policy));
    }

    fn start(&mut self) {
        self.input(Input::RedirectUri("https://redirect.example/".into()));
        self.input(Input::Policy(self.policy.clone()));
        self.input(Input::Woke);
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Call { id, call, token, environment, .. } => {
                assert_eq!(
                    token.is_none(),
                    matches!(call, Call::Token(_)),
                    "only the token itself is asked for without one"
                );
                if let Call::Send { conversation, text, .. } = &call {
                    self.left.push((conversation.clone(), text.clone()));
                }
                self.under_way.push(UnderWay { id, call, environment });
            }
            Effect::Authorize { .. } => self.authorizing = true,
            Effect::CancelAuthorize => self.authorizing = false,
            Effect::OpenSocket { .. } => self.socket = Socket::Opening,
            Effect::CloseSocket => self.socket = Socket::None,
            Effect::OpenWindow(window) => {
                if !self.windows.contains(&window) {
                    self.windows.push(window);
                }
            }
            Effect::CloseWindow(window) => self.windows.retain(|one| *one != window),
            Effect::ShowAlerts(alerts) => self.alerts = alerts,
            Effect::PlaySound(Play::Once { .. }) => self.input(Input::Sounded(self.loudspeaker)),
            Effect::PlaySound(play) => {
                self.playing = play;
                if play != Play::Nothing {
                    self.input(Input::Sounded(self.loudspeaker));
                }
            }
            Effect::Reload => self.update(),
        }
    }
}

fn attachment(media: &MediaId) -> Attachment {
    Attachment { kind: AttachmentKind::Picture, name: Some(media.to_string()), address: None }
}

pub fn refused() -> Failure {
    error(400, Rejection::Refused, None)
}

pub fn error(status: u16, rejection: Rejection, conversation: Option<ConversationId>) -> Failure {
    Failure::Api(ApiError {
        status,
        rejection,
        code: "test".into(),
        message: "Test.".into(),
        correlation_id: None,
        conversation,
        fields: Vec::new(),
    })
}

fn not_found() -> Failure {
    error(404, Rejection::NotFound, None)
}

/// Two of a list make a page; so many pages there are.
fn pages(all: usize) -> u32 {
    u32::try_from(all.div_ceil(2).max(1)).expect("few")
}

fn paged<T>(all: Vec<T>, page: u32) -> Vec<T> {
    let before = usize::try_from(page.saturating_sub(1)).expect("few") * 2;
    all.into_iter().skip(before).take(2).collect()
}

fn me(withheld: &[&str]) -> Me {
    let granted = [
        permission::MESSAGE_CREATE,
        permission::BLIND_TRANSFER,
        permission::QUEUE_VIEW,
        permission::USER_VIEW,
        permission::CALL_LOG,
        permission::CONTACT_VIEW,
        permission::CONTACT_ADD,
        permission::PAST_VIEW,
        permission::LIBRARY_VIEW,
        permission::RESPONSE_VIEW,
        permission::SUPPORTED_CONTENT_VIEW,
    ];
    Me {
        id: UserId::new(ADA),
        name: "Ada".into(),
        email: None,
        permissions: Permissions::new(granted.into_iter().filter(|one| !withheld.contains(one)).map(str::to_owned)),
        organization: Some(Organization {
            id: OrganizationId::new("lumen"),
            name: "Lumen".into(),
            default_country: Some("US".into()),
        }),
        presence: None,
        routing_status: None,
        auto_answer: false,
    }
}

fn presence(name: &str, since: Timestamp) -> Presence {
    let (_, system) = PRESENCES.into_iter().find(|(one, _)| *one == name).expect("a presence");
    Presence { definition: PresenceId::new(name), system: system.into(), since: Some(since) }
}

fn queues() -> Vec<Queue> {
    let with_number = QUEUES.into_iter().map(|(name, mode, timeout_ms)| Queue {
        id: QueueId::new(name),
        name: name.into(),
        sms_number: SmsNumber::Present(Some("+13175550100".into())),
        after_call_work: Some(AfterCallWork { mode, timeout_ms }),
        response_libraries: match name {
            "Reservations" => {
                ResponseLibraries::Selected(vec![LibraryId::new("greetings"), LibraryId::new("bookings")])
            }
            "Support" => ResponseLibraries::Selected(vec![LibraryId::new("greetings")]),
            "Concierge" => ResponseLibraries::None,
            "Feedback" => ResponseLibraries::Unknown,
            _ => ResponseLibraries::All,
        },
    });
    let mute = Queue {
        id: QueueId::new(MUTE_QUEUE),
        name: MUTE_QUEUE.into(),
        sms_number: SmsNumber::Missing,
        after_call_work: None,
        response_libraries: ResponseLibraries::All,
    };
    with_number.chain([mute]).collect()
}

/// The canned responses.
fn responses() -> Vec<CannedResponse> {
    let response = |name: &str, library: &str, text: &str| CannedResponse {
        id: ResponseId::new(name),
        name: name.into(),
        libraries: vec![LibraryId::new(library)],
        text: text.into(),
        substitutions: Vec::new(),
        assets: Vec::new(),
    };
    let substitution = |id: &str, description: Option<&str>, default: Option<&str>| Substitution {
        id: id.into(),
        description: description.map(str::to_owned),
        default_value: default.map(str::to_owned),
    };
    let confirmed = response("Confirmed", "bookings", "Booking {{reference}} is confirmed for {{day}}.");
    vec![
        CannedResponse {
            assets: vec![ResponseAsset {
                name: "the way.png".into(),
                address: "https://api-cdn.invalid/the%20way.png".into(),
            }],
            ..response("Thanks", "greetings", "Thank you!")
        },
        response("Hello", "greetings", "Hello {{CUSTOMER_NAME}}, {{AGENT_NAME}} of {{queue}} here."),
        CannedResponse {
            substitutions: vec![
                substitution("reference", Some("Booking reference"), None),
                substitution("day", None, Some("today")),
            ],
            ..confirmed
        },
    ]
}

fn blank(id: ParticipantId, purpose: Purpose, state: ParticipantState) -> Participant {
    Participant {
        id,
        name: None,
        purpose,
        state,
        direction: None,
        user: None,
        queue: None,
        queue_name: None,
        address: None,
        communication: None,
        contact: None,
        disconnect_type: None,
        connected_at: None,
        ended_at: None,
        alerting_at: None,
        alerting_timeout_ms: None,
        wrap_up: WrapUp::default(),
        attributes: BTreeMap::new(),
        messages: Vec::new(),
    }
}
