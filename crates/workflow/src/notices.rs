//! What happened that the agent should know.

use protocol::{Notice, NoticeKind};
use serde::{Deserialize, Serialize};

/// At most so many are kept; the oldest go first.
const KEPT: usize = 8;

/// What happened and was not dismissed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notices {
    last: u64,
    shown: Vec<Notice>,
}

impl Notices {
    /// Says something, in place of an earlier notice that said the same.
    pub(crate) fn say(&mut self, what: NoticeKind) {
        self.shown.retain(|notice| notice.what != what);
        self.last += 1;
        self.shown.push(Notice { id: self.last, what });
        let surplus = self.shown.len().saturating_sub(KEPT);
        self.shown.drain(..surplus);
    }

    /// A message of a conversation that is over was sent after all.
    pub(crate) fn settle(&mut self, sent: &str) {
        self.shown.retain(|notice| !matches!(&notice.what, NoticeKind::Unsettled { text, .. } if text == sent));
    }

    pub(crate) fn dismiss(&mut self, id: u64) {
        self.shown.retain(|notice| notice.id != id);
    }

    pub(crate) fn clear(&mut self) {
        self.shown.clear();
    }

    pub(crate) fn shown(&self) -> &[Notice] {
        &self.shown
    }
}
