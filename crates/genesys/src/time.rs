//! Moments and spans, in the unit that JavaScript and the API's `…Ms` fields share: milliseconds.

use ::time::{OffsetDateTime, format_description::well_known::Rfc3339};
use serde::{Deserialize, Serialize};

/// Milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment `millis` milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Reads `yyyy-MM-ddTHH:mm:ss[.mmm]Z`, the API's form of ISO 8601; an offset in place of `Z` is understood.
    pub fn from_iso8601(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        Some(Self(moment.unix_timestamp() * 1000 + i64::from(moment.millisecond())))
    }

    /// Writes `yyyy-MM-ddTHH:mm:ss.mmmZ`. A moment in no year that this form has is the epoch.
    pub fn to_iso8601(self) -> String {
        let moment = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).ok();
        let (moment, millis) = match moment.filter(|moment| (0..=9999).contains(&moment.year())) {
            Some(moment) => (moment, self.0.rem_euclid(1000)),
            None => (OffsetDateTime::UNIX_EPOCH, 0),
        };
        let (year, month, day) = moment.to_calendar_date();
        let (hour, minute, second) = moment.to_hms();
        format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z", u8::from(month))
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment `millis` milliseconds after this one.
    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this moment; negative when it is the later one.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
