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

/// The codes of all countries, in order. The library knows them, too, but only once it has read every numbering plan,
/// which takes longer than all the rest of what a background does when it is woken.
const CODES: &str = "\
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA \
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR \
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO \
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT \
    TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

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
        let code: [u8; 2] = code.to_ascii_uppercase().as_bytes().try_into().ok()?;
        Self::all().binary_search(&Self(code)).is_ok().then_some(Self(code))
    }

    /// Every country that has a numbering plan, in the order of their codes.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<Country>> = LazyLock::new(|| {
            let codes = CODES.split(' ').filter_map(|code| code.as_bytes().try_into().ok());
            codes.map(Country).collect()
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

    /// The country of a calling code, the main one where several share it (1: the United States). `None` for a code of
    /// nobody or of no country.
    #[must_use]
    pub fn of_calling_code(code: u16) -> Option<Self> {
        Self::from_region(Plan::of_calling_code(i32::from(code))?.region())
    }

    /// A mobile number of the plan's own examples, for a placeholder; never to be texted. `None` where the plan has none.
    #[must_use]
    pub fn example_mobile(self) -> Option<Number> {
        let number =
            PHONE_NUMBER_UTIL.get_example_number_for_type_and_region(self.region(), PhoneNumberType::Mobile).ok()?;
        Number::of_valid(number).ok()
    }

    pub(crate) fn from_region(region: Region) -> Option<Self> {
        Self::new(&region.as_region_str())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countries_are_those_of_the_plans() {
        let mut planned: Vec<_> =
            PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.as_region_str().to_string()).collect();
        planned.sort_unstable();
        let known: Vec<_> = Country::all().iter().map(|country| country.code().to_owned()).collect();
        assert_eq!(known, planned);
        assert!(Country::all().is_sorted(), "it is searched by halving");
        assert!(Country::all().iter().all(|country| country.calling_code() > 0));
    }

    #[test]
    fn a_calling_code_has_a_main_country() {
        for (code, country) in
            [(1, Some("US")), (44, Some("GB")), (49, Some("DE")), (7, Some("RU")), (999, None), (800, None)]
        {
            assert_eq!(Country::of_calling_code(code), country.and_then(Country::new), "+{code}");
        }
        assert!(Country::all().iter().all(|country| Country::of_calling_code(country.calling_code()).is_some()));
    }
}
