//! The agent and the queues the agent is a member of.

use genesys::{
    call::Call,
    id::QueueId,
    model::{Failure, Me, Page, Queue, SmsNumber},
    permission,
};
use protocol::{Listing, QueueEntry, QueueSms, Trouble};
use serde::{Deserialize, Serialize};

use crate::{calls::Purpose, number, order, todo::Todo, trouble::trouble};

/// At most so many queues are looked up at once because a listing left their numbers out.
const LOOK_UPS: usize = 8;
/// At most so many pages of queues are fetched (100 queues each).
const PAGES: u32 = 50;

/// The signed-in agent, and the agent's queues as far as they have come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Directory {
    pub(crate) me: Me,
    queues: Vec<Membership>,
    stage: Stage,
}

/// A queue of the agent's, ready to be shown: grouping a number takes longer than all the rest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Membership {
    queue: Queue,
    number: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Stage {
    Loading,
    Loaded,
    Failed(Trouble),
}

impl Directory {
    pub(crate) fn new(me: Me) -> Self {
        Self { me, queues: Vec::new(), stage: Stage::Loading }
    }

    /// The same agent signed in again, perhaps with other permissions.
    pub(crate) fn of_same_agent(self, me: Me) -> Self {
        Self { me, ..self }
    }

    /// Asks for the agent's queues anew.
    pub(crate) fn fetch_queues(&mut self, todo: &mut Todo) {
        self.stage = Stage::Loading;
        todo.call(Purpose::Queues, Call::MyQueues { page: 1 });
    }

    /// A page of them came, or did not. Returns whether they are now complete.
    pub(crate) fn take_queues(&mut self, result: Result<Page<Queue>, Failure>, todo: &mut Todo) -> bool {
        let page = match result {
            Ok(page) => page,
            Err(failure) => {
                self.stage = Stage::Failed(trouble(failure));
                return false;
            }
        };
        if page.number <= 1 {
            self.queues.clear();
        }
        self.queues.extend(page.entities.into_iter().map(Membership::of));
        if page.number < page.count.min(PAGES) {
            todo.call(Purpose::Queues, Call::MyQueues { page: page.number + 1 });
            return false;
        }
        order::sort(&mut self.queues, |one, other| {
            let name = |it: &Membership| it.queue.name.to_lowercase();
            name(one).cmp(&name(other)).then_with(|| one.queue.id.cmp(&other.queue.id))
        });
        self.queues.dedup_by(|a, b| a.queue.id == b.queue.id);
        self.stage = Stage::Loaded;
        true
    }

    /// A queue was looked up for its number.
    pub(crate) fn take_queue(&mut self, id: &QueueId, result: Result<Queue, Failure>) {
        // Without a reply it stays unknown, and can be chosen: the service will say.
        let (Some(one), Ok(mut found)) = (self.queues.iter_mut().find(|one| one.queue.id == *id), result) else {
            return;
        };
        // A queue that even its own reply shows without addresses has none.
        if found.sms_number == SmsNumber::Unknown {
            found.sms_number = SmsNumber::Missing;
        }
        one.queue.sms_number = found.sms_number;
        *one = Membership::of(one.queue.clone());
    }

    pub(crate) fn queue(&self, id: &QueueId) -> Option<&Queue> {
        self.membership(id).map(|one| &one.queue)
    }

    /// A queue as the views show it.
    pub(crate) fn entry(&self, id: &QueueId) -> Option<QueueEntry> {
        self.membership(id).map(Membership::entry)
    }

    /// Whether all queues are here, so that one that is not among them is not the agent's.
    pub(crate) fn complete(&self) -> bool {
        self.stage == Stage::Loaded
    }

    pub(crate) fn trouble(&self) -> Option<&Trouble> {
        match &self.stage {
            Stage::Failed(trouble) => Some(trouble),
            Stage::Loading | Stage::Loaded => None,
        }
    }

    pub(crate) fn may(&self, permission: &str) -> bool {
        self.me.permissions.allow(permission)
    }

    /// The agent's queues whose names match `text`, best first; all, by name, where it is empty.
    pub(crate) fn matches(&self, text: &str) -> Vec<&Queue> {
        self.ranked(text).map(|one| &one.queue).collect()
    }

    /// Looks up those of the matches whose numbers the listing left out.
    pub(crate) fn look_up_numbers(&self, text: &str, todo: &mut Todo) {
        if !self.may(permission::QUEUE_VIEW) {
            return;
        }
        let unknown = |queue: &&&Queue| queue.sms_number == SmsNumber::Unknown;
        for queue in self.matches(text).iter().filter(unknown).take(LOOK_UPS) {
            todo.call(Purpose::QueueDetail(queue.id.clone()), Call::Queue(queue.id.clone()));
        }
    }

    pub(crate) fn listing(&self, text: &str) -> Listing<QueueEntry> {
        match &self.stage {
            Stage::Loading if self.queues.is_empty() => Listing::Loading,
            Stage::Failed(trouble) if self.queues.is_empty() => Listing::Failed(trouble.clone()),
            _ => Listing::Loaded(self.ranked(text).map(Membership::entry).collect()),
        }
    }

    fn membership(&self, id: &QueueId) -> Option<&Membership> {
        self.queues.iter().find(|one| one.queue.id == *id)
    }

    fn ranked(&self, text: &str) -> impl Iterator<Item = &Membership> {
        let wanted = text.trim().to_lowercase();
        let mut ranked: Vec<_> =
            self.queues.iter().filter_map(|one| Some((rank(&one.queue.name, &wanted)?, one))).collect();
        order::sort(&mut ranked, |(one, _), (other, _)| one.cmp(other));
        ranked.into_iter().map(|(_, one)| one)
    }
}

impl Membership {
    fn of(queue: Queue) -> Self {
        let number = match &queue.sms_number {
            SmsNumber::Present(Some(number)) => Some(number::international(number)),
            SmsNumber::Present(None) | SmsNumber::Missing | SmsNumber::Unknown => None,
        };
        Self { queue, number }
    }

    fn entry(&self) -> QueueEntry {
        QueueEntry {
            id: self.queue.id.clone(),
            name: self.queue.name.clone(),
            number: self.number.clone(),
            sms: match self.queue.sms_number {
                SmsNumber::Present(_) => QueueSms::Has,
                SmsNumber::Missing => QueueSms::HasNone,
                SmsNumber::Unknown => QueueSms::Unknown,
            },
        }
    }
}

/// How well a name matches: whole, at its beginning, at the beginning of a word, anywhere; `None`: not.
fn rank(name: &str, wanted: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let at_word = || name.split(|c: char| !c.is_alphanumeric()).any(|word| word.starts_with(wanted));
    if name == wanted {
        Some(0)
    } else if name.starts_with(wanted) {
        Some(1)
    } else if at_word() {
        Some(2)
    } else {
        name.contains(wanted).then_some(3)
    }
}
