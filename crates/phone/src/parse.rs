//! From what people write to a number, or to what is wrong with it.

use rlibphonenumber::{NumberLengthType, PHONE_NUMBER_UTIL, ParseError, PhoneNumber, ValidationError};
use serde::{Deserialize, Serialize};

use crate::{country::Country, number::Number, plan::Plan, text::Written};

/// More digits than any number, prefix and extension have together; no need to look closer at such a text.
pub(crate) const MAX_DIGITS: usize = 40;

/// What is wrong with a text that should be a phone number, told so that a sentence for the agent can be made of it. The
/// country is the one whose plan the text was read by; it is the main one where several share a calling code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Problem {
    /// There is no text.
    #[error("no number")]
    Empty,
    /// There are letters where digits belong, or words and digits between which no number is certain.
    #[error("letters are not part of a phone number")]
    Letters,
    /// The signs make no phone number.
    #[error("not a phone number")]
    NotANumber,
    /// A plus (or the prefix for abroad), and no complete calling code after it yet.
    #[error("the calling code after the plus is not complete")]
    CallingCodeIncomplete,
    /// Nobody has the calling code after the plus (or the prefix for abroad).
    #[error("no country has this calling code")]
    UnknownCallingCode,
    /// Digits are missing.
    #[error("too short for {country}")]
    TooShort {
        /// Whose plan it was read by.
        country: Country,
    },
    /// A local number: the area code is missing.
    #[error("the area code is missing")]
    AreaCodeMissing {
        /// Whose plan it was read by.
        country: Country,
    },
    /// There are too many digits.
    #[error("too long for {country}")]
    TooLong {
        /// Whose plan it was read by.
        country: Country,
    },
    /// Neither the shortest nor the longest, but no number of the plan has this length.
    #[error("no number of {country} has this length")]
    WrongLength {
        /// Whose plan it was read by.
        country: Country,
    },
    /// The length is right, but the plan has given no such number to anybody.
    #[error("no such number in {country}")]
    NotInUse {
        /// Whose plan it was read by.
        country: Country,
    },
    /// A number of no country: satellite, international toll-free and the like. Queues send to countries.
    #[error("a number of no country")]
    NoCountry,
    /// A line behind a switchboard: a text reaches the number, never the extension.
    #[error("a text cannot reach an extension")]
    HasExtension {
        /// The number without it: what a text could go to.
        number: Box<Number>,
        /// Its digits.
        extension: String,
    },
}

/// Reads one phone number. `default` is where a number without a calling code is dialled from, and whose prefix for
/// abroad counts.
///
/// The text may be what is typed, pasted or linked to: any digits of Unicode, any separators, words around it, a `tel:` or
/// `sms:` URI. A number is only taken from it if no digit is left over; letters never stand for digits.
///
/// ```
/// # use phone::{Country, Problem, parse};
/// let us = Country::new("US").expect("supported");
/// assert_eq!(parse("call me at (317) 555-0142 please", us)?.e164(), "+13175550142");
/// assert_eq!(parse("+33 1 42 68 53 00", us)?.country().code(), "FR");
/// assert_eq!(parse("555-0142", us), Err(Problem::AreaCodeMissing { country: us }));
/// # Ok::<(), Problem>(())
/// ```
///
/// # Errors
/// What is wrong with the text, see [`Problem`].
pub fn parse(text: &str, default: Country) -> Result<Number, Problem> {
    let written = Written::read(text)?;
    if written.digits().count() > MAX_DIGITS {
        return Err(Problem::TooLong { country: default });
    }
    let parsed = read(written.number(), default);
    match parsed {
        _ if !written.has_letters() || labels_an_extension(&written, default) => parsed,
        // Words beside a number are no harm.
        Ok(number) if written.is_clean() => Ok(number),
        _ => Err(Problem::Letters),
    }
}

/// Whether the letters within the number are the label of an extension, and what is before them is the number.
fn labels_an_extension(written: &Written, default: Country) -> bool {
    let parse = |text| PHONE_NUMBER_UTIL.parse(text, Some(default.region())).ok();
    let (Some(whole), Some(head)) = (parse(written.number()), written.before_letters().and_then(parse)) else {
        return false;
    };
    whole.extension.is_some() && whole == PhoneNumber { extension: whole.extension.clone(), ..head }
}

fn read(text: &str, default: Country) -> Result<Number, Problem> {
    let parsed = PHONE_NUMBER_UTIL.parse(text, Some(default.region()));
    let number = parsed.map_err(|error| unreadable(&error, text, default))?;
    if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
        return Err(invalid(&number, default));
    }
    let extension = number.extension.clone().filter(|extension| !extension.is_empty());
    let number = Number::of_valid(number)?;
    match extension {
        Some(extension) => Err(Problem::HasExtension { number: Box::new(number), extension }),
        None => Ok(number),
    }
}

fn unreadable(error: &ParseError, text: &str, default: Country) -> Problem {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match error {
        ParseError::InvalidCountryCode => match international(text, default) {
            Some(International::Incomplete) => Problem::CallingCodeIncomplete,
            _ => Problem::UnknownCallingCode,
        },
        ParseError::TooLongNsn => Problem::TooLong { country: read_by(text, default) },
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => too_short(text, default),
        ParseError::NotANumber(_) if digits < 3 => too_short(text, default),
        ParseError::NotANumber(_) => Problem::NotANumber,
    }
}

fn too_short(text: &str, default: Country) -> Problem {
    match international(text, default) {
        Some(International::Incomplete) => Problem::CallingCodeIncomplete,
        Some(International::Unknown) => Problem::UnknownCallingCode,
        Some(International::Code(_)) | None => Problem::TooShort { country: read_by(text, default) },
    }
}

/// Why a number that could be read does not exist.
fn invalid(number: &PhoneNumber, default: Country) -> Problem {
    let Some(country) = main_country(number.country_code, default) else {
        return Problem::NoCountry;
    };
    match PHONE_NUMBER_UTIL.is_possible_number_with_reason(number) {
        Ok(NumberLengthType::IsPossible) => Problem::NotInUse { country },
        Ok(NumberLengthType::IsPossibleLocalOnly) => Problem::AreaCodeMissing { country },
        Err(ValidationError::TooShort) => Problem::TooShort { country },
        Err(ValidationError::TooLong) => Problem::TooLong { country },
        Err(ValidationError::InvalidLength) => Problem::WrongLength { country },
        Err(ValidationError::InvalidCountryCode) => Problem::UnknownCallingCode,
    }
}

/// How a number with a plus or a prefix for abroad goes on.
enum International {
    /// With this calling code.
    Code(i32),
    /// With the start of some.
    Incomplete,
    /// With none that exists.
    Unknown,
}

/// Whether `text` (a number with ASCII digits) is written for dialling abroad, and with which calling code.
fn international(text: &str, default: Country) -> Option<International> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let prefix = abroad_prefix_len(&digits, default);
    let after = if text.starts_with('+') { &digits[..] } else { digits.get(prefix..).filter(|_| prefix > 0)? };
    Some(match Plan::starting(after) {
        Some((plan, _)) => International::Code(plan.calling_code()),
        None if after.len() < 3 && starts_a_calling_code(after) => International::Incomplete,
        None => International::Unknown,
    })
}

/// How many of the first digits are the prefix for a call abroad from `default`.
pub(crate) fn abroad_prefix_len(digits: &str, default: Country) -> usize {
    match default.plan().abroad_prefix_len(digits) {
        // A zero after it makes it a number of the country after all.
        len if digits[len..].starts_with('0') => 0,
        len => len,
    }
}

fn starts_a_calling_code(digits: &str) -> bool {
    PHONE_NUMBER_UTIL.get_supported_calling_codes().any(|code| code.to_string().starts_with(digits))
}

/// The country whose plan a text is read by.
pub(crate) fn read_by(text: &str, default: Country) -> Country {
    match international(text, default) {
        Some(International::Code(code)) => main_country(code, default).unwrap_or(default),
        _ => default,
    }
}

/// The country to name for a calling code: `default` if the code is its own, else the main one. None for a code of no
/// country.
fn main_country(calling_code: i32, default: Country) -> Option<Country> {
    if i32::from(default.calling_code()) == calling_code {
        return Some(default);
    }
    Country::from_region(Plan::of_calling_code(calling_code)?.region())
}
