//! What is remembered for an agent of an organisation, across sessions.

use genesys::{id::QueueId, model::Me};
use protocol::Typed;
use serde::{Deserialize, Serialize};

use crate::{compliance::Records, outbox::Outbox, settings::RememberedQueue};
use vecmap::VecMap;

/// At most so many drafts are kept for an agent.
const DRAFTS: usize = 200;

/// What is remembered for an agent of an organisation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(crate) remembered_queue: Option<RememberedQueue>,
    /// By recipient and queue: a draft never moves to another.
    drafts: VecMap<String, Typed>,
    #[serde(default)]
    pub(crate) outbox: Outbox,
    #[serde(default)]
    pub(crate) records: Records,
}

impl Account {
    /// Under what an agent's account is kept.
    pub(crate) fn key(me: &Me) -> String {
        let organization = me.organization.as_ref().map_or("", |organization| organization.id.as_str());
        format!("{organization}/{}", me.id)
    }

    pub(crate) fn draft(&self, customer: &str, queue: Option<&QueueId>) -> Typed {
        self.drafts.get(&draft_key(customer, queue)).cloned().unwrap_or_default()
    }

    pub(crate) fn set_draft(&mut self, customer: &str, queue: Option<&QueueId>, typed: Typed) {
        let key = draft_key(customer, queue);
        // An emptied draft stays while views know it, so that each can tell who emptied it.
        if typed.text.is_empty() && typed.author.is_none() {
            self.drafts.remove(&key);
            return;
        }
        if self.drafts.len() >= DRAFTS && !self.drafts.contains_key(&key) {
            self.drafts.retain(|_, draft| !draft.text.is_empty());
            while self.drafts.len() >= DRAFTS {
                self.drafts.remove_index(0);
            }
        }
        self.drafts.insert(key, typed);
    }
}

fn draft_key(customer: &str, queue: Option<&QueueId>) -> String {
    format!("{customer} {}", queue.map_or("", QueueId::as_str))
}
