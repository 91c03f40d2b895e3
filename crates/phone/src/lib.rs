//! # Phone numbers
//!
//! The one place in Behalf that knows phone numbers. It is pure: no I/O, no clock, the same on wasm and natively. The
//! numbering plans are those of Google's libphonenumber, by way of `rlibphonenumber`.
//!
//! * [`parse`] reads one number from what people write, or says what is wrong with it ([`Problem`]), finely enough for a
//!   sentence that helps.
//! * [`Number`] is a number that exists. It has an E.164 form, a [`Country`], a [`LineType`] and with it a
//!   [`Capability`]: whether a text may arrive there. A landline is a number like any other and carries a warning.
//! * [`edit`] is one change to a field with a number in it: the text regrouped, the caret kept beside its digit, the
//!   country followed. [`AsYouType`] does the grouping.
//! * [`find`](find::find) finds the numbers in a text, and leaves alone what only looks like one.
//! * [`Number::zones`] are the time zones in which a number may be.
//! * [`Country`] is a country with a numbering plan. Names of countries are the browser's business.
//!
//! Agreement with Google's library is a test: `tests/google.rs` against `tests/reference/`, which scripts there write.
//! Where this crate means to differ (an extension is a problem; a number of no country is none) is listed in that test.

mod as_you_type;
mod country;
mod edit;
pub mod find;
mod number;
mod parse;
mod plan;
mod text;
mod zones;

pub use as_you_type::AsYouType;
pub use country::{Country, UnknownCountry};
pub use edit::{Edited, edit, edit_deleting_forward};
pub use number::{Capability, LineType, NotE164, Number};
pub use parse::{Problem, parse};
