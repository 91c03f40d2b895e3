//! What time it is.

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

/// When every simulation begins: Friday, 15 January 2027, 08:00 UTC.
const SIMULATED_BEGINNING: i64 = 1_800_000_000_000;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Clock {
    /// This machine.
    System,
    /// tokio's clock, which may stand still or jump, from the same beginning each time.
    Simulated {
        /// The beginning.
        began: Instant,
    },
}

impl Clock {
    /// A simulated clock that shows the beginning.
    pub(crate) fn simulated() -> Self {
        Self::Simulated { began: Instant::now() }
    }

    /// The time, in milliseconds since 1970 as the API writes it.
    pub(crate) fn now(self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Simulated { began } => {
                let passed = SignedDuration::try_from(began.elapsed()).unwrap_or(SignedDuration::MAX);
                let beginning = Timestamp::from_millisecond(SIMULATED_BEGINNING).unwrap_or(Timestamp::UNIX_EPOCH);
                beginning.saturating_add(passed).unwrap_or(Timestamp::MAX)
            }
        }
    }
}
