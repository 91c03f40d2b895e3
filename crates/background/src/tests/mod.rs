//! The driver on a platform that records, in order, everything it is asked to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod driver;
mod fake;
mod socket;
