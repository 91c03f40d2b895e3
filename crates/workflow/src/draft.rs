//! How long a message is, and whether it can be sent.

use protocol::{DraftLength, Fit};

/// Measures a message.
pub(crate) fn measure(text: &str) -> DraftLength {
    let characters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let fit = if text.trim().is_empty() {
        Fit::Empty
    } else if characters > 765 {
        Fit::TooLong
    } else {
        Fit::Fits
    };
    DraftLength { characters, limit: 765, segments: 1, fit }
}
