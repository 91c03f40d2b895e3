//! The number of New Interaction: typing, country, and what is said about it.

use phone::{Capability, Country, LineType, Number, Problem};
use protocol::{NumberDoubt, NumberField, NumberProblem, Typed};
use serde::{Deserialize, Serialize};

use crate::text;

/// *Number* while it is being typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NumberEntry {
    typed: Typed,
    caret: u32,
    /// The country to which the emptied field returns.
    home: Country,
    country: Country,
    number: Result<Number, Problem>,
    example: String,
}

/// Whether there is a number to send to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Empty,
    Unfinished,
    Malformed,
    Complete,
}

impl NumberEntry {
    pub(crate) fn new(country: Country) -> Self {
        Self {
            typed: Typed::default(),
            caret: 0,
            home: country,
            country,
            number: Err(Problem::Empty),
            example: example(country),
        }
    }

    /// Takes what was typed or pasted: groups the digits, keeps the caret beside its digit, follows the country.
    pub(crate) fn edit(&mut self, typed: Typed, caret: u32, deleted_forward: bool) {
        let country = if typed.text.is_empty() { self.home } else { self.country };
        let edit = if deleted_forward { phone::edit_deleting_forward } else { phone::edit };
        let edited = edit(&typed.text, caret as usize, country);
        self.set_country(edited.country);
        self.caret = u32::try_from(edited.caret).unwrap_or(u32::MAX);
        self.typed = Typed { text: edited.text, ..typed };
        self.number = edited.number;
    }

    /// Takes a whole number, of whatever country.
    pub(crate) fn fill(&mut self, e164: &str) {
        let end = u32::try_from(e164.len()).unwrap_or(u32::MAX);
        self.edit(text::set(e164), end, false);
    }

    /// Takes the agent's choice of a country; a number written for another keeps its national digits.
    pub(crate) fn choose(&mut self, country: Country) {
        let text = match &self.number {
            Ok(number) if number.country() != country => number.national(),
            _ => self.typed.text.trim_start_matches('+').to_owned(),
        };
        self.home = country;
        self.set_country(country);
        let end = u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX);
        self.edit(text::set(text), end, false);
    }

    pub(crate) fn number(&self) -> Option<&Number> {
        self.number.as_ref().ok()
    }

    pub(crate) fn progress(&self) -> Progress {
        match &self.number {
            Ok(_) => Progress::Complete,
            Err(Problem::Empty) => Progress::Empty,
            Err(Problem::CallingCodeIncomplete | Problem::TooShort { .. } | Problem::AreaCodeMissing { .. }) => {
                Progress::Unfinished
            }
            Err(_) => Progress::Malformed,
        }
    }

    pub(crate) fn show(&self) -> NumberField {
        NumberField {
            typed: self.typed.clone(),
            caret: self.caret,
            country: self.country.code().to_owned(),
            calling_code: self.country.calling_code(),
            problem: self.number.as_ref().err().and_then(problem),
            doubt: self.number().and_then(doubt),
            example: self.example.clone(),
        }
    }

    fn set_country(&mut self, country: Country) {
        if country != self.country {
            self.country = country;
            self.example = example(country);
        }
    }
}

/// A number for reading; as it is where it is none.
pub(crate) fn international(e164: &str) -> String {
    Number::try_from(e164.to_owned()).map_or_else(|_| e164.to_owned(), |number| number.international())
}

fn example(country: Country) -> String {
    country.example_mobile().map(|number| number.national()).unwrap_or_default()
}

fn problem(problem: &Problem) -> Option<NumberProblem> {
    match problem {
        Problem::Empty
        | Problem::CallingCodeIncomplete
        | Problem::TooShort { .. }
        | Problem::AreaCodeMissing { .. } => None,
        Problem::Letters | Problem::NotANumber => Some(NumberProblem::NotANumber),
        Problem::UnknownCallingCode => Some(NumberProblem::UnknownCallingCode),
        Problem::TooLong { .. } => Some(NumberProblem::TooLong),
        Problem::WrongLength { .. } | Problem::NotInUse { .. } => Some(NumberProblem::InvalidForCountry),
        Problem::NoCountry => Some(NumberProblem::NoCountry),
        Problem::HasExtension { extension, .. } => Some(NumberProblem::Extension { extension: extension.clone() }),
    }
}

fn doubt(number: &Number) -> Option<NumberDoubt> {
    let Capability::Unlikely(line) = number.sms_capable() else {
        return None;
    };
    Some(match line {
        LineType::FixedLine => NumberDoubt::Landline,
        LineType::TollFree | LineType::PremiumRate | LineType::SharedCost => NumberDoubt::SpecialRate,
        LineType::Mobile
        | LineType::FixedLineOrMobile
        | LineType::Voip
        | LineType::Personal
        | LineType::Pager
        | LineType::UniversalAccess
        | LineType::Voicemail
        | LineType::Unknown => NumberDoubt::OtherKind,
    })
}
