//! Messages that are not known to have been sent when the browser ends, crashes or is updated, or the agent signs out.
//!
//! ```text
//!   interactions' outboxes ──after each input──▶ account (durable) ──sign-in──▶ left behind (volatile)
//!            ▲                                                                     │      │
//!            └───────────────── their conversation is there, and is read ◀─────────┘      └─▶ it is not: said
//! ```

use genesys::id::ConversationId;
use protocol::{NoticeKind, SendId};
use serde::{Deserialize, Serialize};

use crate::{Workflow, account::Account, interaction::Unsettled, todo::Todo};
use vecmap::VecMap;

/// By conversation.
pub(crate) type Outbox = VecMap<ConversationId, Unsent>;

/// Messages of a conversation that are not known to have been sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Unsent {
    /// What the customer is called.
    customer: String,
    messages: Unsettled,
}

impl Workflow {
    /// Keeps what is not known to have been sent.
    pub(crate) fn keep_outbox(&mut self) {
        let Some(directory) = &self.state.directory else { return };
        let unsent = self.state.interactions.iter().map(|interaction| {
            let customer = interaction.called().to_owned();
            (interaction.id.clone(), Unsent { customer, messages: interaction.thread.unsettled() })
        });
        let mut outbox: Outbox = unsent.filter(|(_, unsent)| !unsent.messages.is_empty()).collect();
        outbox.extend(self.state.left_behind.clone());
        if let Some(account) = self.durable.accounts.get_mut(&Account::key(&directory.me)) {
            account.outbox = outbox;
        }
    }

    /// An agent has signed in: what of the agent's outbox belongs to no interaction was left behind.
    pub(crate) fn find_outbox(&mut self) {
        let mut left = self.account().map(|account| account.outbox.clone()).unwrap_or_default();
        left.retain(|id, _| self.position(id).is_none());
        self.state.left_behind = left;
    }

    /// An interaction takes up what was left behind in its conversation.
    pub(crate) fn take_up_outbox(&mut self, id: &ConversationId, todo: &mut Todo) {
        let Some(unsent) = self.state.left_behind.remove(id) else { return };
        let mut stamp = self.state.stamp;
        let Some(interaction) = self.interaction(id) else { return };
        interaction.thread.take_up(unsent.messages, || {
            stamp += 1;
            SendId(stamp)
        });
        interaction.refresh(todo);
        self.state.stamp = stamp;
    }

    /// The agent's conversations are all here: what was left behind in others can only be said.
    pub(crate) fn give_up_outbox(&mut self) {
        for unsent in std::mem::take(&mut self.state.left_behind).into_values() {
            self.say_unsettled(&unsent.customer, &unsent.messages);
        }
    }

    /// Says what was not known to have been sent when its conversation was over.
    pub(crate) fn say_unsettled(&mut self, customer: &str, messages: &Unsettled) {
        for text in messages.texts() {
            self.state.notices.say(NoticeKind::Unsettled { customer: customer.to_owned(), text });
        }
    }
}
