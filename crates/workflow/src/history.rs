//! The day's interactions, for looking up: those that go on, and how the others ended.
//!
//! What goes on is asked of the interactions themselves; what is kept is what is left of one that has gone. It is kept in
//! memory, for it has customers' names and numbers, until the day is over where the agent is, or the agent signs out.

use protocol::{Ending, History as HistoryView, HistoryEntry, Outcome, Typed};
use serde::{Deserialize, Serialize};

use crate::{HERE, Workflow, text};

/// At most so many are kept; those that began first go first.
const KEPT: usize = 200;

/// What is left of the day's interactions, and whether it is looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct History {
    /// The day, where the agent is.
    day: Option<Day>,
    /// Those that have gone, the latest first.
    gone: Vec<HistoryEntry>,
    /// The search, while they are looked at.
    search: Option<Typed>,
}

/// As a number, 20261130: a tuple's way to the store and back would be half a kilobyte.
type Day = i32;

impl Workflow {
    /// Keeps what is left of an interaction that goes.
    pub(crate) fn keep_in_history(&mut self, position: usize, ending: Ending) {
        let interaction = &self.state.interactions[position];
        // Of one that was cancelled before anything was known of it there is nothing to tell.
        if interaction.customer.is_empty() {
            return;
        }
        let entry = interaction.history_entry(self.now, self.queue_name(interaction), Some(ending));
        self.state.history.day = self.today();
        insert(&mut self.state.history.gone, entry);
        self.state.history.gone.truncate(KEPT);
    }

    /// What is left of yesterday goes.
    pub(crate) fn begin_day(&mut self) {
        if !self.state.history.gone.is_empty() && self.state.history.day != self.today() {
            self.state.history.gone.clear();
        }
    }

    pub(crate) fn open_history(&mut self) {
        if self.state.directory.is_some() && self.state.history.search.is_none() {
            self.state.history.search = Some(text::set(""));
        }
    }

    pub(crate) fn search_history(&mut self, typed: Typed) {
        if let Some(search) = &mut self.state.history.search {
            *search = typed;
        }
    }

    pub(crate) fn close_history(&mut self) {
        self.state.history.search = None;
    }

    pub(crate) fn show_history(&self) -> Option<HistoryView> {
        let search = self.state.history.search.clone()?;
        let query = search.text.to_lowercase();
        let with_customer = self.state.interactions.iter().filter(|one| !one.customer.is_empty());
        let open = with_customer.map(|one| one.history_entry(self.now, self.queue_name(one), None));
        let mut entries = Vec::new();
        for entry in open.chain(self.state.history.gone.iter().cloned()) {
            if matches(&query, &entry) {
                insert(&mut entries, entry);
            }
        }
        Some(HistoryView { search, entries })
    }

    fn today(&self) -> Option<Day> {
        let time = (self.zones)(HERE, self.now)?;
        let month = time.year * 100 + i32::from(time.month);
        Some(month * 100 + i32::from(time.day))
    }
}

/// Puts an entry where it belongs by when it began.
fn insert(entries: &mut Vec<HistoryEntry>, entry: HistoryEntry) {
    let later = |one: &HistoryEntry| one.began > entry.began;
    let position = entries.iter().position(|one| !later(one)).unwrap_or(entries.len());
    entries.insert(position, entry);
}

/// Whether an entry is looked for with `query`, which is in small letters: its digits are in the number, however that is
/// written, or each of its words is in a name, the queue or the code.
fn matches(query: &str, entry: &HistoryEntry) -> bool {
    let number = query.trim();
    let is_number = number.chars().all(|one| one.is_ascii_digit() || " +-.()/\u{a0}".contains(one));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    // Zeros before the number itself are what is dialled at home, or for abroad; with nothing behind them all may follow.
    let significant = digits.trim_start_matches('0');
    if is_number && !digits.is_empty() && entry.number.contains(significant) {
        return true;
    }
    let to = match entry.outcome.ending() {
        Some(Ending::Transferred(to)) => Some(to),
        _ => None,
    };
    let code = match &entry.outcome {
        Outcome::Over(_, code) => code.as_ref(),
        Outcome::Open | Outcome::WrapUp(_) => None,
    };
    let mut text = String::new();
    for one in [entry.name.as_ref(), entry.queue.as_ref(), to, code].into_iter().flatten() {
        text.push_str(one);
        text.push('\n');
    }
    let text = text.to_lowercase();
    query.split_whitespace().all(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use genesys::{id::ConversationId, model::Direction, time::Timestamp};

    use super::*;

    fn entry(began: i64) -> HistoryEntry {
        HistoryEntry {
            conversation: ConversationId::new(began.to_string()),
            began: Timestamp::from_millis(began),
            name: Some("Maya Ortiz".to_owned()),
            number: "+13175550142".to_owned(),
            display: "+1 317-555-0142".to_owned(),
            queue: Some("Support Tier 2".to_owned()),
            direction: Direction::Outbound,
            sent: 1,
            failed: 0,
            received: 0,
            ended: Some(Timestamp::from_millis(began + 1)),
            outcome: Outcome::Over(Ending::Transferred("Büro Köln".to_owned()), Some("Follow-up".to_owned())),
        }
    }

    #[test]
    fn the_latest_comes_first() {
        let mut entries = Vec::new();
        for began in [3, 1, 4, 1, 5, 9, 2, 6] {
            insert(&mut entries, entry(began));
        }
        let order: Vec<_> = entries.iter().map(|entry| entry.began.as_millis()).collect();
        assert_eq!(order, [9, 6, 5, 4, 3, 2, 1, 1]);
    }

    #[test]
    fn it_is_found_by_number_name_queue_and_code() {
        for query in [
            "",
            " ",
            "maya",
            "ortiz m",
            "+1 317",
            "(317) 555-0142",
            "13175550142",
            "001 317 555",
            "5550142",
            "0142",
            "0",
            "support",
            "tier 2",
            "2",
            "follow",
            "maya follow support",
            "köln",
            "büro",
        ] {
            assert!(matches(query, &entry(0)), "{query}");
        }
        for query in ["jonas", "maya billing", "318", "+49", "0143", "maya 0142x", "--"] {
            assert!(!matches(query, &entry(0)), "{query}");
        }
    }

    #[test]
    fn one_that_goes_on_has_no_code() {
        let open = HistoryEntry { ended: None, outcome: Outcome::Open, queue: None, ..entry(0) };
        assert!(matches("maya", &open) && !matches("follow", &open) && !matches("support", &open));
    }
}
