//! Countries, as numbering plans know them.

use std::{fmt, str::FromStr, sync::LazyLock};

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType, Region};
use serde::{Deserialize, Serialize};

use crate::{number::Number, plan::Plan};

/// A country or territory with a numbering plan, by its ISO 3166-1 alpha-2 code. Its name in the reader's language is the
/// browser's business (`Intl.DisplayNames`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// A text that is not the code of a country with a numbering plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the ISO 3166-1 alpha-2 code of a country with phone numbers")]
pub struct UnknownCountry;

impl Country {
    /// The United States: what holds where neither agent nor organisation names a country.
    pub const US: Self = Self(*b"US");

    /// The country of an ISO 3166-1 alpha-2 code, in either case. `None` if it is no such code or the country has no
    /// phone numbers of its own (Antarctica).
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        Self::from_region(Region::from_code(code).ok()?)
    }

    /// Every country that has a numbering plan, in the order of their codes.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
            let mut all: Vec<_> = PHONE_NUMBER_UTIL.get_supported_regions().filter_map(Country::from_region).collect();
            all.sort_unstable();
            all
        });
        &ALL
    }

    /// The two upper-case letters.
    #[must_use]
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The calling code without a plus: 1, 33, 358.
    #[must_use]
    pub fn calling_code(self) -> u16 {
        PHONE_NUMBER_UTIL
            .get_country_code_for_region(self.region())
            .and_then(|code| u16::try_from(code).ok())
            .unwrap_or_default()
    }

    /// A mobile number of the plan's own examples, for a placeholder; never to be texted. `None` where the plan has none.
    #[must_use]
    pub fn example_mobile(self) -> Option<Number> {
        let number =
            PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(self.region(), PhoneNumberType::Mobile).ok()?;
        Number::of_valid(number).ok()
    }

    pub(crate) fn from_region(region: Region) -> Option<Self> {
        PHONE_NUMBER_UTIL.get_country_code_for_region(region)?;
        let code = region.as_region_str();
        Some(Self(code.as_bytes().try_into().ok()?))
    }

    pub(crate) fn region(self) -> Region {
        Region::from_code(self.code()).unwrap_or(Region::World)
    }

    pub(crate) fn plan(self) -> Plan {
        // A country only comes to be with a calling code, so the second choice is never taken.
        Plan::of_region(self.region()).unwrap_or(Plan::NOWHERE)
    }
}

impl FromStr for Country {
    type Err = UnknownCountry;

    fn from_str(code: &str) -> Result<Self, UnknownCountry> {
        Self::new(code).ok_or(UnknownCountry)
    }
}

impl TryFrom<String> for Country {
    type Error = UnknownCountry;

    fn try_from(code: String) -> Result<Self, UnknownCountry> {
        code.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
