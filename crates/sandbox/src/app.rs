//! The one owner of state. Whatever changes does so in [`App::change`]: one transaction, after which the
//! notifications go out in the order of the commits.

use std::{
    cell::LazyCell,
    collections::BTreeSet,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Transaction};
use serde_json::Value;
use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::{
    clock::Clock,
    domain::{
        after_call_work::{AfterCallWork, Code, Wrapup},
        conversation::{Conversation, Draft, Participant, Seat, Standing},
    },
    faults::{Faults, FrameEffect},
    http::{
        error::{ApiError, ApiResult},
        limit::Limiter,
        record::Record,
    },
    hub::{Hub, envelope},
    ids,
    org::{Contact, Organisation, Past, PastState, Queue, SystemPresence},
    settings::Settings,
    store::{
        self,
        agents::{Agent, Routing},
    },
    wire,
};

const CLOCK_OFFSET: &str = "clock offset in milliseconds";
const SEEDED: &str = "seeded";

/// The running sandbox.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) org: Organisation,
    pub(crate) settings: Settings,
    /// `http://127.0.0.1:PORT`.
    pub(crate) url: String,
    pub(crate) hub: Hub,
    pub(crate) record: Record,
    pub(crate) limiter: Limiter,
    pub(crate) faults: Faults,
    /// Wakes the clock when there may be something earlier to do.
    pub(crate) wake: Notify,
    /// Tells the pages of the sandbox that something changed.
    pub(crate) changes: broadcast::Sender<()>,
    db: Mutex<Connection>,
    clock: Clock,
    clock_offset: AtomicI64,
}

/// A change in the making.
pub(crate) struct Work<'a> {
    pub(crate) app: &'a App,
    pub(crate) db: Transaction<'a>,
    pub(crate) now: Timestamp,
    events: Vec<Event>,
    touched: BTreeSet<Uuid>,
}

struct Event {
    topic: String,
    body: Value,
    listening: Vec<String>,
}

impl App {
    /// Opens the store and brings it to the organisation's beginning when it is new.
    pub(crate) fn new(
        org: Organisation,
        settings: Settings,
        url: String,
        database: Option<&Path>,
        clock: Clock,
    ) -> rusqlite::Result<Self> {
        let db = store::open(database)?;
        let offset = store::setting(&db, CLOCK_OFFSET)?.unwrap_or_default();
        let app = Self {
            limiter: Limiter::new(settings.rate_limit),
            faults: Faults::new(settings.faults.clone()),
            org,
            settings,
            url,
            hub: Hub::default(),
            record: Record::default(),
            wake: Notify::new(),
            changes: broadcast::channel(16).0,
            db: Mutex::new(db),
            clock,
            clock_offset: AtomicI64::new(offset),
        };
        app.seed()?;
        Ok(app)
    }

    /// The sandbox's clock, in whole milliseconds as the API writes it.
    pub(crate) fn now(&self) -> Timestamp {
        let millis = self.clock.now().as_millisecond() + self.clock_offset.load(Ordering::Relaxed);
        Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX)
    }

    /// Does something in one transaction; nothing of it stays when it fails.
    pub(crate) fn change<T>(&self, action: impl FnOnce(&mut Work<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut db = self.db();
        let mut work =
            Work { app: self, db: db.transaction()?, now: self.now(), events: Vec::new(), touched: BTreeSet::new() };
        let done = action(&mut work)?;
        work.offer_waiting()?;
        work.settle_routing()?;
        let Work { db: transaction, events, .. } = work;
        let correlation = ids::fresh().to_string();
        let mut frames = Vec::new();
        for Event { topic, body, listening } in events {
            let fault = self.faults.strike_frame(&topic);
            frames.push((listening, envelope(&topic, &body, &correlation), fault));
        }
        transaction.commit()?;
        // The lock is still held: notifications keep the order of the commits.
        for (channels, frame, fault) in frames {
            for channel in channels {
                match fault {
                    None => self.hub.send(&channel, &frame),
                    Some(FrameEffect::Withhold) => {}
                    Some(FrameEffect::Duplicate) => {
                        self.hub.send(&channel, &frame);
                        self.hub.send(&channel, &frame);
                    }
                    Some(FrameEffect::Reorder) => self.hub.send_after_next(&channel, frame.clone()),
                }
            }
        }
        self.wake.notify_one();
        // Nobody may be looking.
        let _ = self.changes.send(());
        Ok(done)
    }

    /// Looks something up, without the consequences that a change has.
    pub(crate) fn read<T>(&self, action: impl FnOnce(&Work<'_>) -> ApiResult<T>) -> ApiResult<T> {
        let mut db = self.db();
        action(&Work {
            app: self,
            db: db.transaction()?,
            now: self.now(),
            events: Vec::new(),
            touched: BTreeSet::new(),
        })
    }

    /// Lets the clock do what is due.
    pub(crate) fn tick(&self) -> ApiResult<()> {
        self.change(|work| {
            for mut conversation in store::conversations::due(&work.db, work.now)? {
                let ticked = conversation.tick(self.settings.pace, work.now);
                for user in ticked.not_responding {
                    work.not_responding(user)?;
                }
                if ticked.changed {
                    work.save(&conversation)?;
                }
            }
            Ok(())
        })
    }

    /// When the clock has to look again.
    pub(crate) fn next_due(&self) -> rusqlite::Result<Option<Timestamp>> {
        store::conversations::next_due(&self.db())
    }

    /// Moves the clock forward, for good.
    pub(crate) fn advance_clock(&self, by: SignedDuration) -> ApiResult<()> {
        let millis = i64::try_from(by.as_millis()).map_err(|_| ApiError::bad_request("That is too far."))?;
        let offset = self.clock_offset.fetch_add(millis, Ordering::Relaxed) + millis;
        store::set_setting(&self.db(), CLOCK_OFFSET, offset)?;
        self.wake.notify_one();
        Ok(())
    }

    /// Forgets everything and begins again.
    pub(crate) fn reset(&self) -> rusqlite::Result<()> {
        store::clear(&self.db())?;
        self.clock_offset.store(0, Ordering::Relaxed);
        self.record.clear();
        self.faults.clear();
        self.limiter.clear();
        self.seed()?;
        self.wake.notify_one();
        // Nobody may be looking.
        let _ = self.changes.send(());
        Ok(())
    }

    fn seed(&self) -> rusqlite::Result<()> {
        let now = self.now();
        let mut db = self.db();
        let transaction = db.transaction()?;
        if store::setting(&transaction, SEEDED)?.is_none() {
            for past in &self.org.past {
                if let Some(conversation) = self.relive(past, now) {
                    store::conversations::save(&transaction, &conversation)?;
                }
            }
            store::set_setting(&transaction, SEEDED, 1)?;
        }
        transaction.commit()
    }

    /// A conversation as if it had happened.
    fn relive(&self, past: &Past, now: Timestamp) -> Option<Conversation> {
        let queue = self.org.queue(past.queue)?;
        let address = queue.number.as_ref()?.e164.clone();
        let customer = past.customer.clone();
        let mut clock = now - SignedDuration::from_mins(i64::from(past.minutes_ago));
        let mut tick = || {
            clock += SignedDuration::from_secs(20);
            clock
        };
        let start = tick();
        let mut conversation = match past.state {
            PastState::Waiting => {
                let first = past.messages.first().map(|message| message.text.clone()).unwrap_or_default();
                Conversation::inbound(customer, address, queue.id, first, Vec::new(), start)
            }
            PastState::Connected { agent } | PastState::Disconnected { agent, .. } => {
                Conversation::outbound(customer, address, seat(agent, queue), start)
            }
        };
        let communication = conversation.participants.first()?.communication;
        let agent = conversation.participants.first()?.id;
        for message in past.messages.iter().skip(conversation.messages.len()) {
            let at = tick();
            if message.from_customer {
                conversation.receive(message.text.clone(), Vec::new(), queue.id, at);
            } else {
                // The agent is connected, so it is taken.
                let _ = conversation.send(communication, draft(&message.text, Vec::new()), self.settings.pace, at);
                conversation.tick(self.settings.pace, at + SignedDuration::from_mins(1));
            }
        }
        if let PastState::Disconnected { wrapup_code, .. } = past.state {
            // A connected agent can leave, and wrap up with a code.
            let _ = conversation.disconnect(agent, tick());
            let wrapup = Wrapup { code: Some(Code::Chosen(wrapup_code)), ..Wrapup::default() };
            let _ = conversation.wrap_up(agent, wrapup, tick());
        }
        conversation.contact = self.org.contact_by_number(&conversation.customer).map(|contact| contact.id);
        Some(conversation)
    }

    fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What an agent hands over, with its parts counted.
pub(crate) fn draft(text: &str, media: Vec<Uuid>) -> Draft {
    let segments = u32::try_from(sms::measure(text).segments).unwrap_or(u32::MAX);
    Draft { text: text.to_owned(), segments, media }
}

/// A seat in a conversation on behalf of a queue.
pub(crate) fn seat(user: Uuid, queue: &Queue) -> Seat {
    Seat { user, queue: queue.id, policy: queue.after_call_work }
}

impl Work<'_> {
    /// The conversation with this id.
    pub(crate) fn conversation(&self, id: Uuid) -> ApiResult<Conversation> {
        store::conversations::load(&self.db, id)?.ok_or_else(|| ApiError::no_conversation(id))
    }

    /// All external contacts: the organisation's from the beginning, and those that were created.
    pub(crate) fn contacts(&self) -> ApiResult<Vec<Contact>> {
        let created = store::contacts::all(&self.db)?;
        Ok(self.app.org.contacts.iter().cloned().chain(created).collect())
    }

    /// The contact with this id.
    pub(crate) fn contact(&self, id: Uuid) -> ApiResult<Contact> {
        let found = self.contacts()?.into_iter().find(|contact| contact.id == id);
        found.ok_or_else(|| ApiError::not_found().about(id))
    }

    /// The first contact with this mobile number.
    pub(crate) fn contact_by_number(&self, e164: &str) -> ApiResult<Option<Contact>> {
        Ok(self.contacts()?.into_iter().find(|contact| contact.mobile == e164))
    }

    /// Saves a conversation and tells everybody in it.
    pub(crate) fn save(&mut self, conversation: &Conversation) -> ApiResult<()> {
        store::conversations::save(&self.db, conversation)?;
        let org = &self.app.org;
        let flat = LazyCell::new(|| wire::event::message_conversation(conversation, org));
        let whole = LazyCell::new(|| wire::event::conversation(conversation, org));
        for user in conversation.users() {
            self.tell(format!("v2.users.{user}.conversations.messages"), || flat.clone())?;
            self.tell(format!("v2.users.{user}.conversations"), || whole.clone())?;
            self.touched.insert(user);
        }
        let queues: BTreeSet<_> = conversation.participants.iter().filter_map(Participant::queue).collect();
        for queue in queues {
            self.tell(format!("v2.routing.queues.{queue}.conversations.messages"), || flat.clone())?;
        }
        Ok(())
    }

    /// Sends a notification to whoever listens, once the change is committed.
    pub(crate) fn tell(&mut self, topic: String, body: impl FnOnce() -> Value) -> ApiResult<()> {
        let listening = store::channels::listening(&self.db, &topic)?;
        if !listening.is_empty() {
            self.events.push(Event { topic, body: body(), listening });
        }
        Ok(())
    }

    /// Presence and routing status of a user.
    pub(crate) fn agent(&self, user: Uuid) -> ApiResult<Agent> {
        if let Some(agent) = store::agents::load(&self.db, user)? {
            return Ok(agent);
        }
        let presence = self.app.org.system_presence(SystemPresence::Available).map(|presence| presence.id);
        Ok(Agent {
            user,
            presence: presence.unwrap_or_default(),
            presence_message: String::new(),
            presence_since: self.now,
            routing: Routing::OffQueue,
            routing_since: self.now,
        })
    }

    /// Saves presence and routing status; routing follows from presence before the change is committed.
    pub(crate) fn save_agent(&mut self, agent: &Agent) -> ApiResult<()> {
        store::agents::save(&self.db, agent)?;
        self.touched.insert(agent.user);
        Ok(())
    }

    /// Changes a user's presence.
    pub(crate) fn set_presence(
        &mut self,
        user: Uuid,
        presence: Option<Uuid>,
        message: Option<String>,
    ) -> ApiResult<Agent> {
        let mut agent = self.agent(user)?;
        agent.presence = presence.unwrap_or(agent.presence);
        agent.presence_message = message.unwrap_or(agent.presence_message);
        agent.presence_since = self.now;
        if presence.is_some() && agent.routing == Routing::NotResponding {
            agent.routing = Routing::OffQueue;
        }
        self.save_agent(&agent)?;
        let org = &self.app.org;
        self.tell(format!("v2.users.{user}.presence"), || wire::agent::presence_event(&agent, org))?;
        Ok(agent)
    }

    /// Sets a routing status and tells the user.
    pub(crate) fn set_routing(&mut self, user: Uuid, routing: Routing) -> ApiResult<()> {
        let mut agent = self.agent(user)?;
        if agent.routing != routing {
            agent.routing = routing;
            agent.routing_since = self.now;
            self.save_agent(&agent)?;
            self.tell(format!("v2.users.{user}.routingStatus"), || wire::agent::routing_event(&agent))?;
        }
        Ok(())
    }

    /// An agent on queue let an offer pass.
    pub(crate) fn not_responding(&mut self, user: Uuid) -> ApiResult<()> {
        match self.agent(user)?.routing {
            Routing::OffQueue => Ok(()),
            Routing::Idle | Routing::Interacting | Routing::NotResponding => {
                self.set_routing(user, Routing::NotResponding)
            }
        }
    }

    /// Offers what waits to whoever is on queue and has room, the least busy and longest idle first.
    fn offer_waiting(&mut self) -> ApiResult<()> {
        self.settle_routing()?;
        for mut conversation in store::conversations::waiting(&self.db)? {
            let Standing::Waiting { queue } = conversation.standing() else { continue };
            let Some(queue) = self.app.org.queue(queue) else { continue };
            let mut best: Option<(usize, Timestamp, Uuid)> = None;
            for &member in &queue.members {
                let agent = self.agent(member)?;
                if !matches!(agent.routing, Routing::Idle | Routing::Interacting) {
                    continue;
                }
                let busy = self.load_of(member)?;
                let candidate = (busy, agent.routing_since, member);
                if busy < self.app.org.message_capacity as usize && best.is_none_or(|best| candidate < best) {
                    best = Some(candidate);
                }
            }
            if let Some((_, _, member)) = best {
                let timeout = SignedDuration::from_secs(i64::from(queue.alerting_seconds));
                conversation.offer(seat(member, queue), timeout, self.now);
                self.save(&conversation)?;
            }
        }
        Ok(())
    }

    /// How many conversations a user is in.
    fn load_of(&self, user: Uuid) -> ApiResult<usize> {
        let conversations = store::conversations::of_user(&self.db, user)?;
        let live = conversations.iter().filter(|conversation| {
            conversation.participants.iter().any(|part| part.user() == Some(user) && part.is_live())
        });
        Ok(live.count())
    }

    /// Brings the routing status of everybody who was touched in line with presence and work.
    fn settle_routing(&mut self) -> ApiResult<()> {
        for user in std::mem::take(&mut self.touched) {
            let agent = self.agent(user)?;
            let on_queue = self
                .app
                .org
                .presence(agent.presence)
                .is_some_and(|presence| presence.system == SystemPresence::OnQueue);
            let routing = match (on_queue, agent.routing) {
                (false, _) => Routing::OffQueue,
                (true, Routing::NotResponding) => Routing::NotResponding,
                (true, _) if self.has_routed_work(user)? => Routing::Interacting,
                (true, _) => Routing::Idle,
            };
            self.set_routing(user, routing)?;
        }
        self.touched.clear();
        Ok(())
    }

    /// Whether the user is busy with something that routing brought.
    fn has_routed_work(&self, user: Uuid) -> ApiResult<bool> {
        let conversations = store::conversations::of_user(&self.db, user)?;
        Ok(conversations.iter().flat_map(|conversation| &conversation.participants).any(|part| {
            part.user() == Some(user)
                && part.alerting.is_some()
                && (part.is_live() || part.after_call_work().is_some_and(AfterCallWork::is_pending))
        }))
    }
}
