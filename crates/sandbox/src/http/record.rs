//! The record of API calls: what the demo prints and tests look at. It never holds a query, a body or a token.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

/// As many as are kept.
const CAPACITY: usize = 10_000;

/// One call.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Counts up from 1; never repeats until a reset.
    pub(crate) seq: u64,
    pub(crate) time: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: u16,
    /// The e-mail address of who called, once that is known.
    pub(crate) user: Option<String>,
    pub(crate) correlation_id: String,
    pub(crate) duration_ms: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Record {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    seq: u64,
    entries: VecDeque<Entry>,
}

impl Record {
    pub(crate) fn add(&self, mut entry: Entry) {
        let mut kept = self.kept();
        kept.seq += 1;
        entry.seq = kept.seq;
        if kept.entries.len() == CAPACITY {
            kept.entries.pop_front();
        }
        kept.entries.push_back(entry);
    }

    /// What came after the entry with this number.
    pub(crate) fn after(&self, seq: u64) -> Vec<Entry> {
        self.kept().entries.iter().filter(|entry| entry.seq > seq).cloned().collect()
    }

    pub(crate) fn clear(&self) {
        self.kept().entries.clear();
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
