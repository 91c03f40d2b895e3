//! # Finding numbers in a text
//!
//! [`find`] says which digits of a text are phone numbers. It leans towards silence: a number that is missed costs a copy
//! and a paste, an order number that is offered as a phone number costs the trust in all the rest.
//!
//! ## What makes a number
//! 1. The numbering plan has it ([`parse`](crate::parse()) takes it), with the calling code after a plus or a prefix for
//!    abroad, or else by a country of the [`Place`]: the page's own where it is known and the number is written as one is
//!    there, else the agent's. The page goes first because whoever wrote it wrote for readers there; the agent's country
//!    says only where most customers are. "As one is there" is what keeps the two apart: `(317) 555-0142` is a possible
//!    German number, but without the zero that Germans write it is read by the agent's plan.
//! 2. Something says that it is meant as one. The surest comes first:
//!    * it comes from a link or from markup ([`Source`]);
//!    * it has a plus, or the area code in brackets;
//!    * a word says so: phone, call, móvil, 電話 (`vocabulary`), before it within the sentence, as the label on the line
//!      above, or right after it (`context`); then the calling code may lack its plus, too;
//!    * it is grouped as its plan groups it, with the national prefix where that is written; or with a leading zero in
//!      regular groups;
//!    * it is a mobile number with its leading zero, all in a row;
//!    * it is a cell of a row with somebody's name;
//!    * it is a toll-free number of North America spelled as a word: 1-800-FLOWERS (`letters`).
//!
//!    A row of digits without any of these is none. Nor is a number without its area code, or an emergency number.
//!
//! ## What unmakes one
//! * A word says that it is something else and is its label (order no., IBAN, Rechnungsnr., 注文番号): only a plus or
//!   brackets are stronger. The nearer word counts.
//! * Its look (`looks`): dates, times, addresses of the internet, e-mail and page addresses, versions, decimals, amounts,
//!   sums and ranges, payment cards, bank accounts, ISBN, tax and insurance numbers.
//! * Digits or letters that hang on it: SKU-317-555-0142, 317-555-0142.pdf, the middle of a row of groups.
//!
//! ## What it costs
//! One pass over the text to cut it into runs, and a bounded number of questions to the plans (`judge::Budget`), however
//! hostile the text. The library's own finder was measured beside it: it compiles large expressions and knows neither
//! words nor pages.

mod address;
mod context;
mod judge;
mod letters;
mod link;
mod looks;
mod place;
mod runs;
mod text;
mod vocabulary;
mod words;

use std::ops::Range;

pub use place::Place;

use self::{
    context::Context,
    judge::{Budget, Window},
    runs::{Group, Run},
    text::Text,
};
use crate::number::Number;

/// A text with what stands around it.
#[derive(Clone, Copy)]
pub struct Candidate<'a> {
    /// What numbers are looked for in: some digits, a line, a paragraph, a link.
    pub text: &'a str,
    /// What stands before it in the same block, for context; a line end where a cell or a block ends.
    pub before: &'a str,
    /// What stands after it.
    pub after: &'a str,
    /// Where it comes from.
    pub source: Source,
}

/// Where a candidate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Plain text: it has to show that it is a number.
    Text,
    /// The address of a link (`tel:`, `sms:`, `wa.me`).
    Link,
    /// Text that the page has marked as a telephone number (schema.org, vCard).
    Marked,
}

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it starts, in UTF-16 units of the candidate's text.
    pub start: usize,
    /// Where it ends; an extension is not part of it.
    pub end: usize,
    /// The number.
    pub number: Number,
}

/// The phone numbers in a candidate, in order.
///
/// ```
/// # use phone::{Country, find::{Candidate, Place, Source, find}};
/// let place = Place::of(Country::US, Some("de"), Some("de"));
/// let text = "Ticket 4711-0815: Rückruf unter 030 12345678 oder +1 317 555 0142";
/// let found = find(&Candidate { text, before: "", after: "", source: Source::Text }, &place);
/// let numbers: Vec<_> = found.iter().map(|found| found.number.e164()).collect();
/// assert_eq!(numbers, ["+493012345678", "+13175550142"]);
/// ```
#[must_use]
pub fn find(candidate: &Candidate<'_>, place: &Place) -> Vec<Found> {
    let budget = Budget::of(candidate.text.len());
    find_within(candidate, place, &budget)
}

fn find_within(candidate: &Candidate<'_>, place: &Place, budget: &Budget) -> Vec<Found> {
    if candidate.source == Source::Link {
        return link::find(candidate.text, place);
    }
    let text = Text::of(candidate);
    let mut found = letters::find(&text, place, budget);
    let mut last = Known { end: 0, context: Context::None };
    for mut run in runs::runs(&text) {
        looks::unmake(&text, &mut run);
        let taken = numbers_of(&text, &run, candidate.source, place, last, budget);
        for (groups, number) in taken {
            let span = Window { text: &text, run: &run, groups }.extent();
            last = Known { end: span.end, context: context::before(&text, span.start) };
            if let Some((start, end)) = text.place(&span) {
                found.push(Found { start, end, number });
            }
        }
    }
    found.sort_unstable_by_key(|hit| hit.start);
    found
}

/// The number found last.
#[derive(Clone, Copy)]
struct Known {
    end: usize,
    context: Context,
}

type Taken = (Range<usize>, Number);

/// The numbers of one run, as ranges of its groups. Groups are taken together as far as they go, and never apart where
/// there is no space between them.
fn numbers_of(text: &Text, run: &Run, source: Source, place: &Place, last: Known, budget: &Budget) -> Vec<Taken> {
    let chunks = run.chunks();
    let mut taken: Vec<Taken> = Vec::new();
    let mut at = 0;
    while at < chunks.len() {
        let longest = (at + 8).min(chunks.len());
        let hit = (at + 1..=longest).rev().find_map(|end| {
            let groups = chunks[at].start..chunks[end - 1].end;
            let window = Window { text, run, groups: groups.clone() };
            if !text.owns(&window.span()) {
                return None;
            }
            let known = taken.last().map_or(last, |(groups, _)| {
                let span = Window { text, run, groups: groups.clone() }.span();
                Known { end: span.end, context: context::before(text, span.start) }
            });
            let inherited = inherited(text, known, window.span().start);
            let number = window.number(source, place, inherited, budget)?;
            Some((end, (groups, number)))
        });
        match hit {
            Some((end, number)) => {
                taken.push(number);
                at = end;
            }
            None => at += 1,
        }
    }
    if source == Source::Text {
        drop_those_among_others(text, run, &mut taken);
    }
    taken
}

/// "317-555-0142 or 317-555-0143": what is said of the one is said of the other.
fn inherited(text: &Text, last: Known, start: usize) -> Context {
    if last.end == 0 || last.context == Context::None || start < last.end || start - last.end > 12 {
        return Context::None;
    }
    let between = text.written(last.end..start);
    let listed = between
        .split(|c: char| !c.is_alphabetic())
        .all(|word| matches!(word, "" | "or" | "and" | "oder" | "und" | "o" | "y" | "ou" | "e" | "et"));
    if listed && !between.contains('\n') { last.context } else { Context::None }
}

/// Groups with nothing but spaces between them and more such groups beside them are the middle of something longer.
fn drop_those_among_others(text: &Text, run: &Run, taken: &mut Vec<Taken>) {
    let year = |group: &Group| {
        group.len() == 4 && matches!(text.written(group.digits.clone()).as_bytes(), [b'1', b'9', ..] | [b'2', b'0', ..])
    };
    let stray = |group: usize| run.groups.get(group).filter(|group| !group.dead && !year(group)).map(Group::len);
    let all: Vec<_> = taken.iter().map(|(groups, _)| groups.clone()).collect();
    let free = |group: usize| !all.iter().any(|groups| groups.contains(&group));
    taken.retain(|(groups, _)| {
        let window = Window { text, run, groups: groups.clone() };
        if window.stands_alone() {
            return true;
        }
        let zero = text.at(run.groups[groups.start].digits.start) == '0';
        let before = groups.start.checked_sub(1).filter(|group| free(*group)).and_then(stray);
        let after = Some(groups.end).filter(|group| free(*group)).and_then(stray);
        let (first, last) = (run.groups[groups.start].len(), run.groups[groups.end - 1].len());
        let goes_on =
            |stray: Option<usize>, beside: usize| stray.is_some_and(|len| len > 2 || (len == 2 && beside == 2));
        let amid = before.is_some() && after.is_some();
        !amid && !goes_on(after, last) && (zero || !goes_on(before, first))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::Country;

    /// How often the plans were asked about a text.
    fn questions(text: &str) -> usize {
        let place = Place { default: Country::US, page: Country::new("DE") };
        let budget = Budget::of(text.len());
        let all = budget.left();
        let _ = find_within(&Candidate { text, before: "", after: "", source: Source::Text }, &place, &budget);
        all - budget.left()
    }

    #[test]
    fn a_usual_number_is_one_or_two_questions() {
        for text in ["(317) 555-0142", "+1 317 555 0142", "317 555 0142", "030 12345678", "Tel. 0170 1234567"] {
            assert!((1..=2).contains(&questions(text)), "{text}: {}", questions(text));
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_no_question() {
        let long = "7".repeat(200);
        for text in [
            "",
            "no digits",
            "2024-01-02 10:30",
            "192.168.100.200",
            "4111 1111 1111 1111",
            "INV-2024-0142",
            "$1,234,567.89",
            "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
            &"1 ".repeat(100),
            &long,
        ] {
            assert_eq!(questions(text), 0, "{text}");
        }
    }

    #[test]
    fn a_text_full_of_numbers_is_read_to_its_end() {
        let place = Place { default: Country::US, page: Country::new("DE") };
        for count in [15, 200] {
            let text = "317-555-0142 ".repeat(count);
            let found = find(&Candidate { text: &text, before: "", after: "", source: Source::Text }, &place);
            assert_eq!(found.len(), count);
        }
    }

    #[test]
    fn hostile_text_has_a_bound() {
        for part in
            ["1 1 ", "12 34 ", "317 ", "0170 ", "31-75 ", "(317) ", "+1 ", "+49 170 ", "00 49 ", "1.2.3.4 ", "5550142/"]
        {
            for length in [200, 20_000] {
                let text: String = part.chars().cycle().take(length).collect();
                assert!(questions(&text) <= 8 + length / 6, "{part}: {}", questions(&text));
            }
        }
    }
}
