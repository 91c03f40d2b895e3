//! How long a message is, and whether it can be sent.

use protocol::{DraftLength, Fit};
use sms::Encoding;

/// So many characters of UCS-2 make five parts.
const UCS2_LIMIT: u32 = 335;

/// Measures a message.
pub(crate) fn measure(text: &str) -> DraftLength {
    let measure = sms::measure(text);
    DraftLength {
        characters: u32::try_from(measure.chars).unwrap_or(u32::MAX),
        limit: match measure.encoding {
            Encoding::Gsm7 => u32::try_from(sms::MAX_CHARS).unwrap_or(u32::MAX),
            Encoding::Ucs2 => UCS2_LIMIT,
        },
        segments: u32::try_from(measure.segments).unwrap_or(u32::MAX),
        fit: match sms::check(text) {
            Ok(_) => Fit::Fits,
            Err(sms::Unsendable::Empty) => Fit::Empty,
            Err(sms::Unsendable::TooManyChars { .. } | sms::Unsendable::TooManySegments { .. }) => Fit::TooLong,
        },
    }
}
