//! A phone number that exists in its country's plan.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber, PhoneNumberFormat, PhoneNumberType};
use serde::{Deserialize, Serialize};

use crate::{
    country::Country,
    parse::{Problem, parse},
};

/// A phone number that is valid in the plan of its country, without an extension. It is equal to, sorted as and stored as
/// its E.164 form. Its `Debug` shows the last two digits only, for the sake of logs.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Number {
    e164: String,
    country: Country,
    line_type: LineType,
    number: PhoneNumber,
}

/// What a number is for, as far as the plan of its country tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineType {
    /// A landline.
    FixedLine,
    /// A mobile line.
    Mobile,
    /// Either: the plan gives both the same numbers, as in North America.
    FixedLineOrMobile,
    /// Free for the caller.
    TollFree,
    /// Dear for the caller.
    PremiumRate,
    /// Paid by both sides.
    SharedCost,
    /// A line over the internet.
    Voip,
    /// Follows a person from line to line.
    Personal,
    /// A pager.
    Pager,
    /// A company's number for the whole country.
    UniversalAccess,
    /// A mailbox.
    Voicemail,
    /// The plan does not tell.
    Unknown,
}

/// Whether a text may arrive, as far as the plan tells. A plan knows what a number was given out for, not what its owner
/// did with it (landlines can be text-enabled), so *unlikely* is a warning and not a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Capability {
    /// Nothing speaks against it.
    Likely,
    /// Such lines receive no texts, as a rule; the type says which they are.
    Unlikely(LineType),
}

/// A text that is not the E.164 form of a number that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid phone number in E.164 form")]
pub struct NotE164;

impl Number {
    /// The number in E.164 form, `+13175550142`: how the API takes it (`toAddress`).
    #[must_use]
    pub fn e164(&self) -> &str {
        &self.e164
    }

    /// The country that the number belongs to. Those that share a calling code are told apart by the digits after it.
    #[must_use]
    pub fn country(&self) -> Country {
        self.country
    }

    /// As it is written within its country: `(317) 555-0142`.
    #[must_use]
    pub fn national(&self) -> String {
        self.format(PhoneNumberFormat::National)
    }

    /// As it is written for the rest of the world: `+1 317-555-0142`.
    #[must_use]
    pub fn international(&self) -> String {
        self.format(PhoneNumberFormat::International)
    }

    /// What the number is for.
    #[must_use]
    pub fn line_type(&self) -> LineType {
        self.line_type
    }

    /// Whether a text may arrive.
    #[must_use]
    pub fn sms_capable(&self) -> Capability {
        match self.line_type {
            LineType::Mobile
            | LineType::FixedLineOrMobile
            | LineType::Voip
            | LineType::Personal
            | LineType::Unknown => Capability::Likely,
            line @ (LineType::FixedLine
            | LineType::TollFree
            | LineType::PremiumRate
            | LineType::SharedCost
            | LineType::Pager
            | LineType::UniversalAccess
            | LineType::Voicemail) => Capability::Unlikely(line),
        }
    }

    /// The time zones in which the number may be, by their IANA names, sorted: of its area, or of the whole country where
    /// it belongs to no area. Mostly one; none where the plan does not tell. A person may be elsewhere.
    #[must_use]
    pub fn zones(&self) -> Vec<&'static str> {
        crate::zones::zones(&self.number, &self.e164)
    }

    /// The digits after the calling code, with the zeros that belong to them.
    pub(crate) fn significant(&self) -> &str {
        let plus_and_code = 1 + self.number.country_code.to_string().len();
        self.e164.get(plus_and_code..).unwrap_or_default()
    }

    /// From what the library read and found valid. An extension is dropped. Fails for a number of no country.
    pub(crate) fn of_valid(mut number: PhoneNumber) -> Result<Self, Problem> {
        number.extension = None;
        let country = PHONE_NUMBER_UTIL.get_region_for_number(&number).and_then(Country::from_region);
        let Some(country) = country else {
            return Err(Problem::NoCountry);
        };
        Ok(Self {
            e164: PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned(),
            country,
            line_type: PHONE_NUMBER_UTIL.get_number_type(&number).into(),
            number,
        })
    }

    fn format(&self, format: PhoneNumberFormat) -> String {
        PHONE_NUMBER_UTIL.format(&self.number, format).into_owned()
    }
}

impl From<PhoneNumberType> for LineType {
    fn from(of: PhoneNumberType) -> Self {
        match of {
            PhoneNumberType::FixedLine => Self::FixedLine,
            PhoneNumberType::Mobile => Self::Mobile,
            PhoneNumberType::FixedLineOrMobile => Self::FixedLineOrMobile,
            PhoneNumberType::TollFree => Self::TollFree,
            PhoneNumberType::PremiumRate => Self::PremiumRate,
            PhoneNumberType::SharedCost => Self::SharedCost,
            PhoneNumberType::VoIP => Self::Voip,
            PhoneNumberType::PersonalNumber => Self::Personal,
            PhoneNumberType::Pager => Self::Pager,
            PhoneNumberType::UAN => Self::UniversalAccess,
            PhoneNumberType::VoiceMail => Self::Voicemail,
            PhoneNumberType::Unknown => Self::Unknown,
        }
    }
}

impl FromStr for Number {
    type Err = NotE164;

    /// Takes the E.164 form and nothing else.
    fn from_str(e164: &str) -> Result<Self, NotE164> {
        let digits = e164.strip_prefix('+').ok_or(NotE164)?;
        // With the plus no default country is asked for, so any does.
        let country = crate::plan::Plan::starting(digits).map(|(plan, _)| plan.region()).and_then(Country::from_region);
        let number = parse(e164, country.ok_or(NotE164)?).map_err(|_| NotE164)?;
        if number.e164 == e164 { Ok(number) } else { Err(NotE164) }
    }
}

impl TryFrom<String> for Number {
    type Error = NotE164;

    fn try_from(e164: String) -> Result<Self, NotE164> {
        e164.parse()
    }
}

impl From<Number> for String {
    fn from(number: Number) -> Self {
        number.e164
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.e164.len().saturating_sub(2);
        write!(f, "Number({} …{})", self.country, self.e164.get(last..).unwrap_or_default())
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.e164 == other.e164
    }
}

impl Eq for Number {}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.e164.hash(state);
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.e164.cmp(&other.e164)
    }
}
