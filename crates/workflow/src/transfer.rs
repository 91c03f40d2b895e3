//! The search for a transfer's target: queues and agents together.

use genesys::{
    call::{Call, TransferTarget},
    id::{ConversationId, UserId},
    model::{Failure, Queue, User},
    permission,
};
use protocol::{Listing, TargetEntry, Transfer as TransferView, Typed};
use serde::{Deserialize, Serialize};

use crate::{calls::Purpose, directory::Directory, fetched::Fetched, todo::Todo, trouble::trouble};

/// The open search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Transfer {
    pub(crate) conversation: ConversationId,
    search: Typed,
    /// Tells the latest search's answers from an earlier one's.
    stamp: u64,
    queues: Fetched<TargetEntry>,
    users: Fetched<TargetEntry>,
}

impl Transfer {
    pub(crate) fn new(conversation: ConversationId) -> Self {
        Self { conversation, search: Typed::default(), stamp: 0, queues: Fetched::Unasked, users: Fetched::Unasked }
    }

    /// Searches for `typed`; with nothing typed, offers the agent's own queues.
    pub(crate) fn search(&mut self, stamp: u64, typed: Typed, directory: &Directory, todo: &mut Todo) {
        self.search = typed;
        self.stamp = stamp;
        let text = self.search.text.trim().to_owned();
        if text.is_empty() {
            self.queues = own_queues(directory, "");
            self.users = Fetched::Here(Vec::new());
            return;
        }
        if directory.may(permission::QUEUE_VIEW) {
            self.queues = Fetched::Loading;
            todo.call(Purpose::TransferQueues(stamp), Call::SearchQueues { text: text.clone() });
        } else {
            self.queues = own_queues(directory, &text);
        }
        if directory.may(permission::USER_VIEW) {
            self.users = Fetched::Loading;
            todo.call(Purpose::TransferUsers(stamp), Call::SearchUsers { text });
        } else {
            self.users = Fetched::Here(Vec::new());
        }
    }

    /// Queues were found, or not.
    pub(crate) fn queues_found(&mut self, stamp: u64, result: Result<Vec<Queue>, Failure>) {
        if stamp == self.stamp {
            self.queues = match result {
                Ok(queues) => Fetched::Here(queues.iter().map(queue_entry).collect()),
                Err(failure) => Fetched::Failed(trouble(failure)),
            };
        }
    }

    /// Agents were found, or not.
    pub(crate) fn users_found(&mut self, stamp: u64, me: &UserId, result: Result<Vec<User>, Failure>) {
        if stamp == self.stamp {
            self.users = match result {
                Ok(users) => Fetched::Here(users.iter().filter(|user| user.id != *me).map(user_entry).collect()),
                Err(failure) => Fetched::Failed(trouble(failure)),
            };
        }
    }

    /// The name of a target that was offered.
    pub(crate) fn name_of(&self, target: &TransferTarget) -> Option<String> {
        let mut offered = self.queues.items().iter().chain(self.users.items());
        offered.find(|entry| entry.target == *target).map(|entry| entry.name.clone())
    }

    pub(crate) fn show(&self, transferring: bool) -> TransferView {
        let targets = match (&self.queues, &self.users) {
            (Fetched::Failed(trouble), Fetched::Failed(_)) => Listing::Failed(trouble.clone()),
            (Fetched::Loading, _) | (_, Fetched::Loading) => Listing::Loading,
            (queues, users) => Listing::Loaded(queues.items().iter().chain(users.items()).cloned().collect()),
        };
        TransferView { conversation: self.conversation.clone(), search: self.search.clone(), targets, transferring }
    }
}

fn own_queues(directory: &Directory, text: &str) -> Fetched<TargetEntry> {
    Fetched::Here(directory.matches(text).into_iter().map(queue_entry).collect())
}

fn queue_entry(queue: &Queue) -> TargetEntry {
    TargetEntry {
        target: TransferTarget::Queue(queue.id.clone()),
        name: queue.name.clone(),
        presence: None,
        routing_status: None,
    }
}

fn user_entry(user: &User) -> TargetEntry {
    TargetEntry {
        target: TransferTarget::User(user.id.clone()),
        name: user.name.clone(),
        presence: user.presence.as_ref().map(|presence| presence.system.clone()),
        routing_status: user.routing_status.as_ref().map(|routing| routing.status.clone()),
    }
}
