//! What is remembered of recipients across conversations: whether they have opted out, and whether they were written to.

use std::collections::BTreeMap;

use genesys::time::Timestamp;
use serde::{Deserialize, Serialize};

/// At most so many recipients are remembered; those of whom nothing was heard for the longest go first, those who have
/// opted out last. All are written at each change of a draft.
const KEPT: usize = 300;

/// Recipients, by number (E.164).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Records(BTreeMap<String, Record>);

/// A recipient.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    #[serde(default)]
    pub(crate) consent: Consent,
    /// When the latest message was sent that was delivered.
    #[serde(default)]
    pub(crate) written: Option<Timestamp>,
}

/// Whether a recipient wants to be written to: the latest of each kind that was heard of. Whatever order it is learned
/// in, and however often, it comes to the same.
///
/// A recipient opts out of all of the organisation's numbers, and in again to all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {
    /// When a message was sent that the carrier did not deliver for that reason.
    #[serde(default)]
    carrier: Option<Timestamp>,
    #[serde(default)]
    word: Option<Word>,
    /// When the recipient wrote START, or what it is in another language.
    #[serde(default)]
    lifted: Option<Timestamp>,
}

/// STOP, or its like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) at: Timestamp,
}

impl Records {
    pub(crate) fn of(&self, number: &str) -> Option<&Record> {
        self.0.get(number)
    }

    /// Adds what was learned of a recipient.
    pub(crate) fn learn(&mut self, number: &str, learned: Record) {
        if learned == Record::default() {
            return;
        }
        self.0.entry(number.to_owned()).or_default().add(learned);
        while self.0.len() > KEPT {
            let least = self.0.iter().min_by_key(|(_, record)| (record.consent.is_out(), record.heard_of()));
            let Some(number) = least.map(|(number, _)| number.clone()) else { return };
            self.0.remove(&number);
        }
    }
}

impl Record {
    fn add(&mut self, learned: Self) {
        self.consent.add(learned.consent);
        self.written = self.written.max(learned.written);
    }

    fn heard_of(&self) -> Option<Timestamp> {
        let Consent { carrier, word, lifted } = &self.consent;
        self.written.max(*carrier).max(*lifted).max(word.as_ref().map(|word| word.at))
    }
}

impl Consent {
    pub(crate) fn refused_by_carrier(at: Timestamp) -> Self {
        Self { carrier: Some(at), ..Self::default() }
    }

    pub(crate) fn stopped(text: &str, at: Timestamp) -> Self {
        Self { word: Some(Word { text: text.trim().to_owned(), at }), ..Self::default() }
    }

    pub(crate) fn started(at: Timestamp) -> Self {
        Self { lifted: Some(at), ..Self::default() }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.carrier = self.carrier.max(other.carrier);
        self.lifted = self.lifted.max(other.lifted);
        let time = |word: &Option<Word>| word.as_ref().map(|word| word.at);
        if time(&other.word) > time(&self.word) {
            self.word = other.word;
        }
    }

    /// Since when the carrier reports that the recipient has opted out, unless that was lifted.
    pub(crate) fn at_carrier(&self) -> Option<Timestamp> {
        self.carrier.filter(|at| self.lifted.is_none_or(|lifted| lifted < *at))
    }

    /// By what word the recipient has opted out, unless that was lifted.
    pub(crate) fn by_word(&self) -> Option<&Word> {
        self.word.as_ref().filter(|word| self.lifted.is_none_or(|lifted| lifted < word.at))
    }

    fn is_out(&self) -> bool {
        self.at_carrier().is_some() || self.by_word().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(minute * 60_000)
    }

    fn consent(parts: &[Consent]) -> Consent {
        let mut whole = Consent::default();
        parts.iter().for_each(|part| whole.add(part.clone()));
        whole
    }

    #[test]
    fn the_latest_word_holds() {
        let (stop, start) = (Consent::stopped("Stop", at(1)), Consent::started(at(2)));
        let (again, refused) = (Consent::stopped("ARRÊT", at(3)), Consent::refused_by_carrier(at(4)));
        assert_eq!(consent(&[stop.clone()]).by_word().map(|word| word.text.as_str()), Some("Stop"));
        assert_eq!(consent(&[stop.clone(), start.clone()]).by_word(), None);
        assert_eq!(consent(&[stop.clone(), start.clone(), again.clone()]).by_word().map(|word| word.at), Some(at(3)));
        assert_eq!(consent(&[refused.clone(), start.clone()]).at_carrier(), Some(at(4)));
        assert_eq!(consent(&[refused, Consent::started(at(5))]).at_carrier(), None);
    }

    #[test]
    fn the_order_in_which_it_is_learned_does_not_matter() {
        let parts = [
            Consent::stopped("stop", at(1)),
            Consent::started(at(2)),
            Consent::stopped("quit", at(3)),
            Consent::refused_by_carrier(at(2)),
        ];
        let mut backwards = parts.clone();
        backwards.reverse();
        let whole = consent(&parts);
        assert_eq!(whole, consent(&backwards));
        assert_eq!(whole, consent(&[whole.clone(), parts[2].clone(), whole.clone()]));
    }

    #[test]
    fn those_who_have_opted_out_are_remembered_longest() {
        let mut records = Records::default();
        let written = |minute| Record { written: Some(at(minute)), ..Record::default() };
        records.learn("out", Record { consent: Consent::stopped("stop", at(0)), ..Record::default() });
        records.learn("nothing", Record::default());
        for number in 0..KEPT {
            records.learn(&format!("+{number}"), written(1 + i64::try_from(number).unwrap_or_default()));
        }
        assert_eq!(records.0.len(), KEPT);
        assert!(records.of("out").is_some() && records.of("+0").is_none() && records.of("nothing").is_none());
    }
}
