//! What is remembered of recipients across conversations: whether they have opted out, and whether they were written to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use genesys::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};

/// At most so many recipients are remembered; those of whom nothing was heard for the longest go first, those who have
/// opted out last. All are written at each change of a draft.
const KEPT: usize = 300;

/// Recipients. A list, for a map of its own takes some twenty kilobytes of code, and reading three hundred no time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Records(Vec<Record>);

/// A recipient: the latest of each kind that was heard of. Whatever order it is learned in, and however often, it comes
/// to the same.
///
/// Who opts out does so of all of the organisation's numbers, and in again to all.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    recipient: Recipient,
    /// When a message was sent that the carrier did not deliver since its recipient had opted out.
    carrier: Option<Timestamp>,
    /// When the recipient wrote STOP or its like, and what exactly.
    word: Option<(Timestamp, String)>,
    /// When the recipient wrote START, or what it is in another language.
    lifted: Option<Timestamp>,
    /// When the latest message was sent that was delivered.
    written: Option<Timestamp>,
}

/// Who it is, by a digest of the number: nobody who comes upon what is on the disk reads a list of customers. Whoever sets
/// out to try all numbers there are can still tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Recipient(String);

impl Recipient {
    /// Of a number in E.164.
    pub(crate) fn of(number: &str) -> Self {
        /// So many bytes make it unlikely that two of a few hundred are one.
        const BYTES: usize = 12;
        Self(URL_SAFE_NO_PAD.encode(&Sha256::digest(number)[..BYTES]))
    }
}

impl<'de> Deserialize<'de> for Recipient {
    /// Earlier builds wrote the number itself.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(if text.starts_with('+') { Self::of(&text) } else { Self(text) })
    }
}

impl Records {
    pub(crate) fn of(&self, recipient: &Recipient) -> Option<&Record> {
        self.0.iter().find(|record| record.recipient == *recipient)
    }

    /// Adds what was learned of a recipient.
    pub(crate) fn learn(&mut self, learned: Record) {
        if let Some(known) = self.0.iter_mut().find(|record| record.recipient == learned.recipient) {
            known.add(learned);
        } else if learned.latest().is_some() {
            self.0.push(learned);
        }
        if self.0.len() > KEPT {
            let least = self.0.iter().enumerate().min_by_key(|(_, record)| (record.is_out(), record.latest()));
            if let Some((position, _)) = least {
                self.0.remove(position);
            }
        }
    }
}

impl Record {
    pub(crate) fn of(recipient: Recipient) -> Self {
        Self { recipient, ..Self::default() }
    }

    /// The carrier did not deliver what was sent at `at`.
    pub(crate) fn refused(&mut self, at: Timestamp) {
        self.carrier = self.carrier.max(Some(at));
    }

    /// STOP, or its like.
    pub(crate) fn stopped(&mut self, at: Timestamp, text: &str) {
        if self.word.as_ref().is_none_or(|(known, _)| *known < at) {
            self.word = Some((at, text.trim().to_owned()));
        }
    }

    /// START, or its like.
    pub(crate) fn started(&mut self, at: Timestamp) {
        self.lifted = self.lifted.max(Some(at));
    }

    /// What was sent at `at` was delivered.
    pub(crate) fn delivered(&mut self, at: Timestamp) {
        self.written = self.written.max(Some(at));
    }

    /// Since when the carrier reports that the recipient has opted out, unless that was lifted.
    pub(crate) fn out_at_carrier(&self) -> Option<Timestamp> {
        self.carrier.filter(|at| self.holds(*at))
    }

    /// By what word the recipient has opted out, and when, unless that was lifted.
    pub(crate) fn out_by_word(&self) -> Option<&(Timestamp, String)> {
        self.word.as_ref().filter(|(at, _)| self.holds(*at))
    }

    /// Whether a message was delivered.
    pub(crate) fn was_written_to(&self) -> bool {
        self.written.is_some()
    }

    fn add(&mut self, learned: Self) {
        self.carrier = self.carrier.max(learned.carrier);
        self.lifted = self.lifted.max(learned.lifted);
        self.written = self.written.max(learned.written);
        if let Some((at, text)) = learned.word {
            self.stopped(at, &text);
        }
    }

    fn holds(&self, at: Timestamp) -> bool {
        self.lifted.is_none_or(|lifted| lifted < at)
    }

    fn is_out(&self) -> bool {
        self.out_at_carrier().is_some() || self.out_by_word().is_some()
    }

    fn latest(&self) -> Option<Timestamp> {
        self.written.max(self.carrier).max(self.lifted).max(self.word.as_ref().map(|(at, _)| *at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_millis(minute * 60_000)
    }

    fn stopped(text: &str, minute: i64) -> Record {
        let mut record = Record::of(Recipient::of("+1"));
        record.stopped(at(minute), text);
        record
    }

    fn started(minute: i64) -> Record {
        let mut record = Record::of(Recipient::of("+1"));
        record.started(at(minute));
        record
    }

    fn refused(minute: i64) -> Record {
        let mut record = Record::of(Recipient::of("+1"));
        record.refused(at(minute));
        record
    }

    fn all(parts: &[Record]) -> Record {
        let mut whole = Record::of(Recipient::of("+1"));
        parts.iter().for_each(|part| whole.add(part.clone()));
        whole
    }

    #[test]
    fn the_latest_word_holds() {
        let (stop, start, again) = (stopped("Stop ", 1), started(2), stopped("ARRÊT", 3));
        assert_eq!(all(std::slice::from_ref(&stop)).out_by_word(), Some(&(at(1), "Stop".to_owned())));
        assert_eq!(all(&[stop.clone(), start.clone()]).out_by_word(), None);
        assert_eq!(all(&[stop, start.clone(), again]).out_by_word(), Some(&(at(3), "ARRÊT".to_owned())));
        assert_eq!(all(&[refused(4), start]).out_at_carrier(), Some(at(4)));
        assert_eq!(all(&[refused(4), started(5)]).out_at_carrier(), None);
    }

    #[test]
    fn the_order_in_which_it_is_learned_does_not_matter() {
        let parts = [stopped("stop", 1), started(2), stopped("quit", 3), refused(2)];
        let mut backwards = parts.clone();
        backwards.reverse();
        let whole = all(&parts);
        assert_eq!(whole, all(&backwards));
        assert_eq!(whole, all(&[whole.clone(), parts[2].clone(), whole.clone()]));
    }

    #[test]
    fn those_who_have_opted_out_are_remembered_longest() {
        let mut records = Records::default();
        let mut out = Record::of(Recipient::of("out"));
        out.stopped(at(0), "stop");
        records.learn(out);
        records.learn(Record::of(Recipient::of("nothing")));
        for number in 0..KEPT {
            let mut written = Record::of(Recipient::of(&format!("+{number}")));
            written.delivered(at(1 + i64::try_from(number).unwrap_or_default()));
            records.learn(written);
        }
        assert_eq!(records.0.len(), KEPT);
        let knows = |number: &str| records.of(&Recipient::of(number)).is_some();
        assert!(knows("out") && !knows("+0") && !knows("nothing"));
    }

    #[test]
    fn a_number_is_neither_written_nor_forgotten_where_an_earlier_build_wrote_it() {
        let mut records = Records::default();
        records.learn(stopped("STOP", 1));
        let written = serde_json::to_string(&records).unwrap();
        assert!(!written.contains("+1"), "{written}");

        let mut earlier: serde_json::Value = serde_json::from_str(&written).unwrap();
        earlier[0]["recipient"] = "+1".into();
        assert_eq!(serde_json::from_value::<Records>(earlier).unwrap(), records);
    }
}
