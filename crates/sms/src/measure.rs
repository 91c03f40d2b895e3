//! Counting characters, units and parts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::alphabet::gsm7_units;

/// The longest text that the API takes for an SMS (`textBody` of `postConversationsMessageCommunicationMessages`). It says
/// characters; they are counted here as its JSON and JavaScript count, in UTF-16 code units, which is never too few.
pub const MAX_CHARS: usize = 765;

/// The most parts of one text.
pub const MAX_SEGMENTS: usize = 5;

/// How the characters of a text are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Encoding {
    /// In seven bits, by the alphabet of GSM 03.38.
    Gsm7,
    /// In sixteen bits, as UTF-16.
    Ucs2,
}

/// What a text costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Measure {
    /// How it is coded.
    pub encoding: Encoding,
    /// Its length as the API counts it: UTF-16 code units.
    pub chars: usize,
    /// Its length as the carrier counts it, in units of its encoding.
    pub units: usize,
    /// How many parts it takes; none for an empty text.
    pub segments: usize,
    /// How many units the last part still holds.
    pub units_left_in_segment: usize,
    /// Where the characters are that force UCS-2: ranges of bytes in the text, neighbours in one.
    pub offenders: Vec<Range<usize>>,
}

/// Why a text cannot be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Unsendable {
    /// There is nothing to read in it.
    #[error("the message is empty")]
    Empty,
    /// It is longer than the API takes.
    #[error("the message has {chars} characters, the limit is {MAX_CHARS}")]
    TooManyChars {
        /// Its length as the API counts it.
        chars: usize,
    },
    /// It takes more parts than a message may have.
    #[error("the message takes {segments} parts, the limit is {MAX_SEGMENTS}")]
    TooManySegments {
        /// How many it takes.
        segments: usize,
    },
}

/// Measures a text and says whether it can be sent.
///
/// # Errors
/// Why it cannot, see [`Unsendable`].
pub fn check(text: &str) -> Result<Measure, Unsendable> {
    if text.trim().is_empty() {
        return Err(Unsendable::Empty);
    }
    let measure = measure(text);
    if measure.chars > MAX_CHARS {
        return Err(Unsendable::TooManyChars { chars: measure.chars });
    }
    if measure.segments > MAX_SEGMENTS {
        return Err(Unsendable::TooManySegments { segments: measure.segments });
    }
    Ok(measure)
}

/// Measures a text.
///
/// ```
/// let measure = sms::measure("It’s €5");
/// assert_eq!((measure.encoding, measure.units, measure.segments), (sms::Encoding::Ucs2, 7, 1));
/// assert_eq!(&"It’s €5"[measure.offenders[0].clone()], "’");
/// ```
#[must_use]
pub fn measure(text: &str) -> Measure {
    let offenders = offenders(text);
    let encoding = if offenders.is_empty() { Encoding::Gsm7 } else { Encoding::Ucs2 };
    let units = text.chars().map(|c| encoding.units(c)).sum();
    let mut segments = 0;
    let mut used = 0;
    let capacity = encoding.capacity(units);
    for cost in text.chars().map(|c| encoding.units(c)) {
        if segments == 0 || used + cost > capacity {
            segments += 1;
            used = 0;
        }
        used += cost;
    }
    Measure {
        encoding,
        chars: text.encode_utf16().count(),
        units,
        segments,
        units_left_in_segment: capacity - used,
        offenders,
    }
}

/// The parts of a text, in order. What takes two units is in one part.
#[must_use]
pub fn split(text: &str) -> Vec<&str> {
    let Measure { encoding, units, .. } = measure(text);
    let capacity = encoding.capacity(units);
    let mut parts = Vec::new();
    let (mut start, mut used) = (0, 0);
    for (at, c) in text.char_indices() {
        let cost = encoding.units(c);
        if used + cost > capacity {
            parts.push(&text[start..at]);
            (start, used) = (at, 0);
        }
        used += cost;
    }
    if start < text.len() {
        parts.push(&text[start..]);
    }
    parts
}

impl Measure {
    /// How many units each part holds.
    #[must_use]
    pub fn part_holds(&self) -> usize {
        self.encoding.capacity(self.units)
    }
}

impl Encoding {
    /// How many units `c` takes.
    fn units(self, c: char) -> usize {
        match self {
            Self::Gsm7 => gsm7_units(c).unwrap_or_default(),
            Self::Ucs2 => c.len_utf16(),
        }
    }

    /// How many units each part of a text holds that has `units` in all. Parts of several carry a header.
    fn capacity(self, units: usize) -> usize {
        match self {
            Self::Gsm7 if units <= 160 => 160,
            Self::Gsm7 => 153,
            Self::Ucs2 if units <= 70 => 70,
            Self::Ucs2 => 67,
        }
    }
}

fn offenders(text: &str) -> Vec<Range<usize>> {
    let mut offenders: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices() {
        if gsm7_units(c).is_some() {
            continue;
        }
        let end = at + c.len_utf8();
        match offenders.last_mut() {
            Some(last) if last.end == at => last.end = end,
            _ => offenders.push(at..end),
        }
    }
    offenders
}
