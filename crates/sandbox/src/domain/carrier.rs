//! The carrier: what becomes of a text message after it was handed over, decided by the last digits of its number, and by
//! whether its owner has opted out.

use std::time::Duration;

/// How far a message is, in the API's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are Genesys Cloud's names")]
pub enum Status {
    Queued,
    Sent,
    Delivered,
    DeliveryFailed(Failure),
    Failed(Failure),
    Received,
}

/// Why a message did not arrive (`ConversationReason.code`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are Genesys Cloud's names")]
pub enum Failure {
    RecipientOptedOut,
    InvalidDestination,
    ServerError,
}

/// How long the carrier takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// From handing over to sent, or to failing at once.
    pub sent: Duration,
    /// From sent to delivered or failed.
    pub delivered: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { sent: Duration::from_millis(500), delivered: Duration::from_millis(1_500) }
    }
}

/// Whether the owner of a phone wants no more messages from a number, by what was written to that number, in order.
///
/// A carrier knows the words of its country, and takes them where they are the whole message. Here are those of English,
/// French and German, whatever the country.
#[must_use]
pub fn opted_out<'a>(received: impl DoubleEndedIterator<Item = &'a str>) -> bool {
    const STOP: [&str; 9] = ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret", "arrêt", "stopp"];
    const START: [&str; 3] = ["start", "unstop", "yes"];
    let said = |text: &str| {
        let word = text.trim().trim_end_matches(['.', '!']).to_lowercase();
        if STOP.contains(&word.as_str()) { Some(true) } else { START.contains(&word.as_str()).then_some(false) }
    };
    received.rev().find_map(said).unwrap_or(false)
}

/// The step after `status` for a message to `number`, and how long it takes; none when nothing more will come.
#[must_use]
pub fn next(number: &str, opted_out: bool, status: Status, pace: Pace) -> Option<(Status, Duration)> {
    let fate = if opted_out { Fate::Fails(Failure::RecipientOptedOut) } else { Fate::of(number) };
    match status {
        Status::Queued => match fate {
            Fate::Stuck => None,
            Fate::FailsAtOnce => Some((Status::Failed(Failure::ServerError), pace.sent)),
            Fate::Arrives | Fate::Fails(_) => Some((Status::Sent, pace.sent)),
        },
        Status::Sent => match fate {
            Fate::Fails(failure) => Some((Status::DeliveryFailed(failure), pace.delivered)),
            Fate::Arrives | Fate::Stuck | Fate::FailsAtOnce => Some((Status::Delivered, pace.delivered)),
        },
        Status::Delivered | Status::DeliveryFailed(_) | Status::Failed(_) | Status::Received => None,
    }
}

enum Fate {
    Arrives,
    Fails(Failure),
    FailsAtOnce,
    Stuck,
}

impl Fate {
    fn of(number: &str) -> Self {
        match number.get(number.len().saturating_sub(4)..) {
            Some("9001") => Self::Fails(Failure::RecipientOptedOut),
            Some("9002") => Self::Fails(Failure::InvalidDestination),
            Some("9003") => Self::Stuck,
            Some("9004") => Self::FailsAtOnce,
            _ => Self::Arrives,
        }
    }
}

impl Status {
    /// The API's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivery-success",
            Self::DeliveryFailed(_) => "delivery-failed",
            Self::Failed(_) => "failed",
            Self::Received => "received",
        }
    }

    /// Why it failed, if it did.
    #[must_use]
    pub fn failure(self) -> Option<Failure> {
        match self {
            Self::DeliveryFailed(failure) | Self::Failed(failure) => Some(failure),
            Self::Queued | Self::Sent | Self::Delivered | Self::Received => None,
        }
    }

    /// From the API's word and reason.
    #[must_use]
    pub fn from_words(word: &str, failure: Option<&str>) -> Option<Self> {
        let failure = || match failure? {
            "RecipientOptedOut" => Some(Failure::RecipientOptedOut),
            "InvalidDestination" => Some(Failure::InvalidDestination),
            "ServerError" => Some(Failure::ServerError),
            _ => None,
        };
        match word {
            "queued" => Some(Self::Queued),
            "sent" => Some(Self::Sent),
            "delivery-success" => Some(Self::Delivered),
            "delivery-failed" => failure().map(Self::DeliveryFailed),
            "failed" => failure().map(Self::Failed),
            "received" => Some(Self::Received),
            _ => None,
        }
    }
}

impl Failure {
    /// The API's code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::RecipientOptedOut => "RecipientOptedOut",
            Self::InvalidDestination => "InvalidDestination",
            Self::ServerError => "ServerError",
        }
    }

    /// A sentence.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::RecipientOptedOut => "The recipient has opted out of messages from this number.",
            Self::InvalidDestination => "The number cannot receive text messages.",
            Self::ServerError => "The carrier did not accept the message.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(number: &str) -> Vec<&'static str> {
        life_of(number, false)
    }

    fn life_of(number: &str, opted_out: bool) -> Vec<&'static str> {
        let mut status = Status::Queued;
        let mut words = vec![status.word()];
        while let Some((after, _)) = next(number, opted_out, status, Pace::default()) {
            status = after;
            words.push(status.word());
        }
        words
    }

    #[test]
    fn the_last_digits_decide() {
        assert_eq!(life("+13175550142"), ["queued", "sent", "delivery-success"]);
        assert_eq!(life("+13175559001"), ["queued", "sent", "delivery-failed"]);
        assert_eq!(life("+13175559002"), ["queued", "sent", "delivery-failed"]);
        assert_eq!(life("+13175559003"), ["queued"]);
        assert_eq!(life("+13175559004"), ["queued", "failed"]);
    }

    #[test]
    fn nothing_reaches_who_has_opted_out() {
        assert_eq!(life_of("+13175550142", true), ["queued", "sent", "delivery-failed"]);
        for (received, expected) in [
            (&[][..], false),
            (&["Hello"], false),
            (&["Hello", "STOP", "Where is it?"], true),
            (&["Arrêt !", "Stopp."], true),
            (&["stop", "Start"], false),
            (&["stop", "unstop", "QUIT"], true),
            (&["Please stop by"], false),
        ] {
            assert_eq!(opted_out(received.iter().copied()), expected, "{received:?}");
        }
    }

    #[test]
    fn words_read_back() {
        for status in [
            Status::Queued,
            Status::Sent,
            Status::Delivered,
            Status::Received,
            Status::Failed(Failure::ServerError),
            Status::DeliveryFailed(Failure::InvalidDestination),
        ] {
            assert_eq!(Status::from_words(status.word(), status.failure().map(Failure::code)), Some(status));
        }
        assert_eq!(Status::from_words("delivery-failed", None), None);
    }
}
