//! The agent's status: presence and routing status.
//!
//! What Genesys Cloud says is true. What the agent asked for is shown beside it until it is confirmed, refused, or
//! read anew; of several wishes the last counts.

use genesys::{
    call::Call,
    id::{PresenceId, UserId},
    model::{Failure, Me, Presence, PresenceDefinition, RoutingStatus, User},
    time::Timestamp,
};
use protocol::{Listing, PresenceEntry, Routing, Status as StatusView, Trouble};
use serde::{Deserialize, Serialize};

use crate::{calls::Purpose, fetched::Fetched, order, todo::Todo, trouble::trouble};

/// The system's presences that can be chosen, in the order of the menu. The others are set by the service.
const CHOICES: [&str; 8] = ["Available", "Busy", "Away", "Break", "Meal", "Meeting", "Training", "OnQueue"];

/// What is known of the agent's status, and what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Status {
    presence: Option<Presence>,
    routing: Option<RoutingStatus>,
    definitions: Fetched<PresenceDefinition>,
    wish: Option<Wish>,
    /// The last reading that was asked for: what an earlier one brings is older.
    reading: u64,
}

/// What the agent asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Wish {
    stamp: u64,
    what: Wanted,
    /// Its call came to an end: the next reading tells.
    called: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Wanted {
    Presence(PresenceId),
    Queue,
}

impl Status {
    /// The status with which somebody signs in.
    pub(crate) fn of(me: &Me) -> Self {
        Self {
            presence: me.presence.clone(),
            routing: me.routing_status.clone(),
            definitions: Fetched::Unasked,
            wish: None,
            reading: 0,
        }
    }

    /// Asks for the presences to choose from, unless they are here.
    pub(crate) fn fetch_presences(&mut self, todo: &mut Todo) {
        if matches!(self.definitions, Fetched::Unasked | Fetched::Failed(_)) {
            self.definitions = Fetched::Loading;
            todo.call(Purpose::Presences, Call::PresenceDefinitions);
        }
    }

    /// They came, or did not.
    pub(crate) fn presences_fetched(&mut self, result: Result<Vec<PresenceDefinition>, Failure>) {
        self.definitions = match result {
            Ok(definitions) => Fetched::Here(in_order(definitions)),
            Err(failure) => Fetched::Failed(trouble(failure)),
        };
    }

    /// Takes a presence, one of those to choose from.
    pub(crate) fn set_presence(&mut self, stamp: u64, user: &UserId, id: &PresenceId, todo: &mut Todo) {
        if !self.definitions.items().iter().any(|one| one.id == *id) {
            return;
        }
        let call = Call::SetPresence { user: user.clone(), presence: id.clone() };
        self.wish(stamp, Wanted::Presence(id.clone()), call, todo);
    }

    /// Goes back to the queue after an interaction was not answered.
    pub(crate) fn return_to_queue(&mut self, stamp: u64, user: &UserId, todo: &mut Todo) {
        if matches!(self.routing(), Routing::NotResponding { returning: false }) {
            self.wish(stamp, Wanted::Queue, Call::ReturnToQueue(user.clone()), todo);
        }
    }

    /// A wish was answered. Returns what to say.
    pub(crate) fn answered(&mut self, stamp: u64, result: Result<(), Failure>) -> Option<Trouble> {
        let wish = self.wish.as_mut().filter(|wish| wish.stamp == stamp)?;
        match result {
            Err(failure) if !failure.effect_unknown() => {
                self.wish = None;
                Some(trouble(failure))
            }
            Ok(()) | Err(_) => {
                wish.called = true;
                None
            }
        }
    }

    /// Reads the status anew: events may have been missed, or something was asked for.
    pub(crate) fn read(&mut self, stamp: u64, todo: &mut Todo) {
        self.reading = stamp;
        todo.call(Purpose::Status(stamp), Call::MyStatus);
    }

    /// It was read, or could not be.
    pub(crate) fn has_read(&mut self, stamp: u64, result: Result<User, Failure>) {
        if self.reading != stamp {
            return;
        }
        if let Ok(User { presence, routing_status, .. }) = result {
            presence.into_iter().for_each(|presence| self.take_presence(presence));
            routing_status.into_iter().for_each(|routing| self.take_routing(routing));
        }
        self.wish.take_if(|wish| wish.called);
    }

    /// The service tells of a presence; what comes late does not bring an earlier one back.
    pub(crate) fn take_presence(&mut self, presence: Presence) {
        if self.presence.as_ref().is_some_and(|known| is_earlier(presence.since, known.since)) {
            return;
        }
        self.wish.take_if(|wish| wish.what == Wanted::Presence(presence.definition.clone()));
        self.presence = Some(presence);
    }

    /// The service tells of a routing status.
    pub(crate) fn take_routing(&mut self, routing: RoutingStatus) {
        if self.routing.as_ref().is_some_and(|known| is_earlier(routing.since, known.since)) {
            return;
        }
        self.routing = Some(routing);
        if !matches!(self.routing(), Routing::NotResponding { .. }) {
            self.wish.take_if(|wish| wish.what == Wanted::Queue);
        }
    }

    pub(crate) fn show(&self) -> StatusView {
        StatusView {
            presence: self.presence.as_ref().map(|presence| self.entry(&presence.definition, &presence.system)),
            pending: self.wish.as_ref().and_then(|wish| match &wish.what {
                Wanted::Presence(id) => Some(self.entry(id, "")),
                Wanted::Queue => None,
            }),
            presences: match &self.definitions {
                Fetched::Unasked => Listing::Loading,
                definitions => definitions.listing(entry),
            },
            routing: self.routing(),
        }
    }

    fn wish(&mut self, stamp: u64, what: Wanted, call: Call, todo: &mut Todo) {
        self.wish = Some(Wish { stamp, what, called: false });
        todo.call(Purpose::SetStatus(stamp), call);
    }

    fn entry(&self, id: &PresenceId, system: &str) -> PresenceEntry {
        let unlisted = || PresenceEntry { id: id.clone(), name: None, system: system.to_owned() };
        self.definitions.items().iter().find(|one| one.id == *id).map_or_else(unlisted, entry)
    }

    fn routing(&self) -> Routing {
        match self.routing.as_ref().map(|routing| routing.status.as_str()) {
            Some("OFF_QUEUE") => Routing::OffQueue,
            Some("IDLE") => Routing::Idle,
            Some("INTERACTING") => Routing::Interacting,
            Some("COMMUNICATING") => Routing::Communicating,
            Some("NOT_RESPONDING") => {
                Routing::NotResponding { returning: self.wish.as_ref().is_some_and(|wish| wish.what == Wanted::Queue) }
            }
            Some(_) | None => Routing::Unknown,
        }
    }
}

fn is_earlier(told: Option<Timestamp>, known: Option<Timestamp>) -> bool {
    told.zip(known).is_some_and(|(told, known)| told < known)
}

fn entry(definition: &PresenceDefinition) -> PresenceEntry {
    PresenceEntry {
        id: definition.id.clone(),
        name: (!definition.primary).then(|| definition.name.clone()),
        system: definition.system.clone(),
    }
}

/// By kind, in the order of the menu, the system's own first.
fn in_order(mut definitions: Vec<PresenceDefinition>) -> Vec<PresenceDefinition> {
    let place = |one: &PresenceDefinition| CHOICES.iter().position(|system| *system == one.system);
    definitions.retain(|one| place(one).is_some());
    let key = |one: &PresenceDefinition| (place(one), !one.primary, one.name.to_lowercase());
    order::sort(&mut definitions, |one, other| key(one).cmp(&key(other)));
    definitions
}
