//! What the library knows of a country's numbering plan, as far as reading and typing need it.

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region, interfaces::AsOriginal};

/// The digits of the longest number that a format's pattern can be tried on (E.164 allows 15).
const LONGEST: &str = "999999999999999";

/// Stands in a template for a digit still to come.
pub(crate) const PLACEHOLDER: char = '\u{2008}';

/// A calling code and the region whose plan stands for it: for codes that several regions share, the main one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    calling_code: i32,
    region: Region,
}

/// The library's metadata of a plan. Its type has no public path, so it can be used in place but not be named; hence a
/// macro and not a function.
macro_rules! metadata {
    ($plan:expr) => {
        PHONE_NUMBER_UTIL.as_original().get_metadata_for_region_or_calling_code($plan.calling_code, $plan.region)
    };
}

impl Plan {
    /// No plan at all.
    pub(crate) const NOWHERE: Self = Self { calling_code: 0, region: Region::World };

    /// The plan of `region`'s calling code.
    pub(crate) fn of_region(region: Region) -> Option<Self> {
        Self::of_calling_code(PHONE_NUMBER_UTIL.get_country_code_for_region(region)?)
    }

    /// The plan of `calling_code`, or nothing if nobody has that code.
    pub(crate) fn of_calling_code(calling_code: i32) -> Option<Self> {
        let region = PHONE_NUMBER_UTIL.get_region_for_country_code(calling_code)?;
        Some(Self { calling_code, region })
    }

    /// The plan whose calling code starts `digits`, and the digits after the code. No code is the start of another.
    pub(crate) fn starting(digits: &str) -> Option<(Self, &str)> {
        (1..=3).find_map(|len| {
            let (code, rest) = digits.split_at_checked(len)?;
            if code.starts_with('0') {
                return None;
            }
            Some((Self::of_calling_code(code.parse().ok()?)?, rest))
        })
    }

    /// The calling code without a plus.
    pub(crate) fn calling_code(self) -> i32 {
        self.calling_code
    }

    /// The main region of the code; `World` for a code of no country.
    pub(crate) fn region(self) -> Region {
        self.region
    }

    /// How many of the first `digits` are the prefix for a call abroad (00, 011, …); 0 when they are not.
    pub(crate) fn abroad_prefix_len(self, digits: &str) -> usize {
        let Some(metadata) = metadata!(self) else {
            return 0;
        };
        let Ok(Some(regex)) = metadata.international_prefix().anchor_start() else {
            return 0;
        };
        regex.find(digits).map_or(0, |found| found.end())
    }

    /// How many of the first `digits` are the prefix for a call within the country (0, 8, …); 0 when they are not.
    pub(crate) fn national_prefix_len(self, digits: &str) -> usize {
        let Some(metadata) = metadata!(self) else {
            return 0;
        };
        let Ok(Some(regex)) = metadata.national_prefix_for_parsing().anchor_start() else {
            return 0;
        };
        regex.find(digits).map_or(0, |found| found.end())
    }

    /// The plan's formats, most specific first: those for numbers written with the calling code where it has any of its
    /// own and they are asked for, else those for use within the country.
    pub(crate) fn formats(self, international: bool) -> impl Iterator<Item = Format> {
        let (national, abroad) = metadata!(self)
            .map_or((0, 0), |metadata| (metadata.number_format.len(), metadata.intl_number_format.len()));
        let international = international && abroad > 0;
        (0..if international { abroad } else { national }).map(move |index| Format { plan: self, international, index })
    }
}

/// One way in which a plan groups the digits of a national number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    plan: Plan,
    international: bool,
    index: usize,
}

/// The library's record of a format, by the same reason a macro.
macro_rules! record {
    ($format:expr) => {
        metadata!($format.plan).and_then(|metadata| {
            let list = if $format.international { &metadata.intl_number_format } else { &metadata.number_format };
            list.get($format.index)
        })
    };
}

impl Format {
    /// Whether it may be used while digits are still missing: it keeps every group in order and adds no digit.
    pub(crate) fn suits_typing(self) -> bool {
        record!(self).is_some_and(|record| {
            PHONE_NUMBER_UTIL.as_original().is_format_eligible_for_as_you_type_formatter(&record.original.format)
        })
    }

    /// Whether the number is to be written with the national prefix in this format.
    pub(crate) fn wants_national_prefix(self) -> bool {
        record!(self).is_some_and(|record| {
            !PHONE_NUMBER_UTIL
                .as_original()
                .formatting_rule_has_first_group_only(record.original.national_prefix_formatting_rule())
        })
    }

    /// Whether the national prefix may be there or not.
    pub(crate) fn national_prefix_is_optional(self) -> bool {
        record!(self).is_some_and(|record| record.original.national_prefix_optional_when_formatting())
    }

    /// Whether it has a form with a carrier's code.
    pub(crate) fn has_carrier_rule(self) -> bool {
        record!(self).is_some_and(|record| record.original.domestic_carrier_code_formatting_rule.is_some())
    }

    /// Whether a space or a dash stands between the national prefix and the number.
    pub(crate) fn parts_national_prefix(self) -> bool {
        record!(self).is_some_and(|record| record.original.national_prefix_formatting_rule().contains([' ', '-']))
    }

    /// Whether a national number that begins with `digits` (three at least) may still come out in this format.
    pub(crate) fn admits(self, digits: &str) -> bool {
        let Some(record) = record!(self) else {
            return false;
        };
        let leading = record.leading_digits_pattern();
        let Some(last) = leading.len().checked_sub(1) else {
            return true;
        };
        let narrowest = last.min(digits.len().saturating_sub(3));
        let Some(pattern) = leading.get(narrowest) else {
            return false;
        };
        let Ok(Some(regex)) = pattern.anchor_start() else {
            return false;
        };
        regex.is_match(digits)
    }

    /// Tells formats apart that group digits differently.
    pub(crate) fn pattern(self) -> &'static str {
        record!(self).map_or("", |record| record.pattern().original_base())
    }

    /// `national` in this format, if it is complete for it.
    pub(crate) fn apply(self, national: &str) -> Option<String> {
        let record = record!(self)?;
        let regex = record.pattern().anchor_full().ok()??;
        regex.is_match(national).then(|| regex.replace(national, &record.original.format).into_owned())
    }

    /// The longest number of this format with a placeholder for each digit; nothing if it has no room for `digits`.
    pub(crate) fn template(self, digits: usize) -> Option<Vec<char>> {
        let record = record!(self)?;
        let longest = record.pattern().original().ok()??.find(LONGEST)?.as_str();
        if longest.len() < digits {
            return None;
        }
        let grouped = self.apply(longest)?;
        Some(grouped.chars().map(|c| if c.is_ascii_digit() { PLACEHOLDER } else { c }).collect())
    }
}
