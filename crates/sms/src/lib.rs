//! # Texts as SMS
//!
//! What a text costs as an SMS, and whether it can be sent at all. It is pure: no I/O, no clock.
//!
//! A text goes over the air in parts. If each of its characters is in the alphabet of GSM 03.38, a part holds 160 units of
//! seven bits, and 153 where there is more than one; a few characters ([`gsm7_units`]) take two. One character beyond that
//! alphabet turns the whole text into UCS-2 ([`Encoding::Ucs2`]): 70 units of sixteen bits, or 67. What takes two units is
//! never split over two parts, so a part may end one short.
//!
//! * [`measure`] counts, and names the characters that make a text dear ([`Measure::offenders`]).
//! * [`check`] says whether it can be sent: not empty, and within what the API ([`MAX_CHARS`]) and the carriers
//!   ([`MAX_SEGMENTS`]) take.
//! * [`simplify`] replaces the look-alikes that a word processor or a web page leaves in a text by what they look like.
//! * [`split`] gives the parts.

mod alphabet;
mod look_alike;
mod measure;

pub use alphabet::gsm7_units;
pub use look_alike::{Replacement, Simplified, simplify};
pub use measure::{Encoding, MAX_CHARS, MAX_SEGMENTS, Measure, Unsendable, check, measure, split};
