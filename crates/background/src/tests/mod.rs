//! The driver on a platform that records, in order, everything it is asked to do.

mod driver;
mod fake;
mod socket;
