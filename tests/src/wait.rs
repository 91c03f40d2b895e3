//! Waiting for a condition, never for a time.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// How long anything on a screen may take. Far more than it needs, since two browsers share a small machine.
pub const SOON: Duration = Duration::from_secs(10);

/// How often a condition is looked at.
const INTERVAL: Duration = Duration::from_millis(25);

/// What a look at a condition found.
#[derive(Debug)]
pub enum Look<T> {
    /// It holds.
    There(T),
    /// It does not hold yet; what is there instead, for the message.
    NotYet(String),
}

/// Looks until the condition holds.
///
/// # Errors
/// [`Failure::NotSeen`] with the last look when the deadline passes; whatever the look itself fails with.
pub fn wait_for<T>(what: impl Display, deadline: Duration, mut look: impl FnMut() -> Outcome<Look<T>>) -> Outcome<T> {
    let start = Instant::now();
    loop {
        match look()? {
            Look::There(found) => return Ok(found),
            Look::NotYet(last) if start.elapsed() > deadline => {
                return Err(Failure::NotSeen {
                    what: what.to_string(),
                    milliseconds: deadline.as_millis(),
                    last: if last.is_empty() { last } else { format!("; instead: {last}") },
                });
            }
            Look::NotYet(_) => thread::sleep(INTERVAL),
        }
    }
}
