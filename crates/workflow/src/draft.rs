//! How long a message is, and whether it can be sent.

use genesys::substitution;
use protocol::{DraftLength, FileEntry, FileStage, Fit};
use sms::Encoding;

/// So many characters of UCS-2 make five parts.
const UCS2_LIMIT: u32 = 335;

/// The first thing in a message that is still to be filled in: a text with one does not leave.
pub(crate) fn open_field(text: &str) -> Option<&str> {
    substitution::open(text).next().map(|open| open.id)
}

/// What keeps a message from being sent whose text is `text`, with these files.
pub(crate) fn fit(text: Fit, files: &[FileEntry]) -> Fit {
    let failed = |file: &FileEntry| matches!(file.stage, FileStage::Failed(_));
    match text {
        Fit::Empty | Fit::Fits if files.is_empty() => text,
        Fit::Empty | Fit::Fits if files.iter().any(failed) => Fit::FileFailed,
        Fit::Empty | Fit::Fits if files.iter().any(|file| file.stage != FileStage::Ready) => Fit::FilesOnTheWay,
        Fit::Empty => Fit::Fits,
        other => other,
    }
}

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
            // Whatever is filled in changes the length: this comes first.
            _ if open_field(text).is_some() => Fit::FieldsOpen,
            Ok(_) => Fit::Fits,
            Err(sms::Unsendable::Empty) => Fit::Empty,
            Err(sms::Unsendable::TooManyChars { .. } | sms::Unsendable::TooManySegments { .. }) => Fit::TooLong,
        },
    }
}
