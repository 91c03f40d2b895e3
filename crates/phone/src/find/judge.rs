//! Whether some groups of digits are a phone number: what the plan says, how they are written, and what stands around.

use std::{cell::Cell, ops::Range};

use super::{
    Place, Source, address,
    context::{self, Context},
    runs::{Gap, Group, Run},
    text::Text,
};
use crate::{
    country::Country,
    number::{Capability, LineType, Number},
    parse::{Problem, parse},
    plan::Plan,
};

/// A number has no more groups: +33 (0) 1 42 68 53 00.
const MOST_GROUPS: usize = 8;
/// The longest number with the prefix for abroad and a zero in brackets.
const MOST_DIGITS: usize = 18;
/// Shorter numbers exist, but without a plus or a word for them nobody could tell.
const FEWEST_DIGITS: usize = 7;
/// Where a plus or a word says that it is a number.
const FEWEST_DIGITS_AT_ALL: usize = 5;

/// How often the plans may still be asked. A text has more stretches of digits than it has numbers, and each is worth
/// only so much.
pub(super) struct Budget(Cell<usize>);

impl Budget {
    /// For a text of so many bytes. Numbers side by side have twelve signs each, and may be read by two countries.
    pub(super) fn of(signs: usize) -> Self {
        Self(Cell::new(8 + signs / 6))
    }

    /// Takes one question, if there is one left.
    fn take(&self) -> bool {
        let left = self.0.get().checked_sub(1);
        self.0.set(left.unwrap_or(0));
        left.is_some()
    }

    #[cfg(test)]
    pub(super) fn left(&self) -> usize {
        self.0.get()
    }
}

/// How a number is written, the surest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// The plan has such a number, but nobody would write it so: the national prefix is missing, or the groups are odd.
    Odd,
    /// All digits in a row.
    Bare,
    /// As a mobile number of the country is dialled, all digits in a row.
    BareMobile,
    /// In groups, as it is usual.
    Usual,
    /// With the area code in brackets, or with a plus.
    Sure,
}

/// Neighbouring groups of a run.
pub(super) struct Window<'a> {
    pub(super) text: &'a Text,
    pub(super) run: &'a Run,
    pub(super) groups: Range<usize>,
}

impl Window<'_> {
    pub(super) fn span(&self) -> Range<usize> {
        let groups = self.all();
        let start = groups.first().map_or(0, |group| group.span.start);
        start..groups.last().map_or(start, |group| group.span.end)
    }

    /// What of the text stands for the number: its groups, and the context of a `tel:` address.
    pub(super) fn extent(&self) -> Range<usize> {
        let span = self.span();
        match address::phone_context(self.text, &span) {
            Some((_, end)) => span.start..end,
            None => span,
        }
    }

    fn all(&self) -> &[Group] {
        &self.run.groups[self.groups.clone()]
    }

    fn gaps(&self) -> &[Gap] {
        &self.run.gaps[self.groups.start..self.groups.end.saturating_sub(1)]
    }

    fn digits(&self) -> String {
        let digits = self.all().iter().flat_map(|group| self.text.signs(group.digits.clone()));
        digits.map(|sign| sign.c).collect()
    }

    fn count(&self) -> usize {
        self.all().iter().map(Group::len).sum()
    }

    fn is_international(&self) -> bool {
        self.all()[0].plus
    }

    /// Whether the area code is in brackets.
    fn is_bracketed(&self) -> bool {
        self.all().iter().any(|group| group.bracketed && group.len() > 1)
    }

    /// Whether there is no space in it.
    fn is_tight(&self) -> bool {
        self.gaps().iter().all(|gap| matches!(gap, Gap::Tight(_)))
    }

    /// Whether its groups belong together more than it and its neighbours.
    pub(super) fn stands_alone(&self) -> bool {
        self.is_international() || self.is_bracketed() || (self.is_tight() && self.groups.len() > 2)
    }

    /// Whether it is written in a way that any number is; needs no plan.
    fn could_be(&self) -> bool {
        let groups = self.all();
        let (gaps, count) = (self.gaps(), self.count());
        let head = if self.is_international() { 3 } else { 2 };
        let slashes = gaps.iter().filter(|gap| **gap == Gap::Slash).count();
        let last = groups.last().map_or(0, Group::len);
        !groups.iter().any(|group| group.dead)
            && groups.len() <= MOST_GROUPS
            && count <= MOST_DIGITS
            && count + 2 >= 2 * groups.len()
            && (last > 1 || self.is_dialled() || (groups.len() < 5 && gaps.last() == Some(&Gap::Tight('-'))))
            && groups.iter().skip(head).all(|group| !group.bracketed)
            && !groups.iter().skip(1).any(|group| group.plus)
            && (self.is_international() || slashes <= self.most_slashes())
            && !(gaps.first() == Some(&Gap::SpacedDash) && groups[0].len() < 2 && !groups[0].plus)
            && (self.is_international() || self.is_dialled() || self.chunks_with_joints() < 2)
    }

    /// Whether it begins with the zero that is dialled within a country.
    fn is_dialled(&self) -> bool {
        self.text.at(self.all()[0].digits.start) == '0'
    }

    /// 030/123 45 67, 06/20/123-4567, 06/12/34/56/78.
    fn most_slashes(&self) -> usize {
        let paired = self.all().iter().skip(1).all(|group| group.len() == 2);
        match self.gaps().iter().rposition(|gap| *gap == Gap::Slash) {
            Some(0) => 1,
            Some(1) if self.is_dialled() => 2,
            Some(last) if self.is_dialled() && paired => last + 1,
            _ => 0,
        }
    }

    /// How many parts between spaces have dashes or dots within.
    fn chunks_with_joints(&self) -> usize {
        let parts = self.gaps().split(|gap| !matches!(gap, Gap::Tight(_)));
        parts.filter(|part| part.iter().any(|gap| *gap != Gap::Tight('\0'))).count()
    }

    /// 1990-2010, 2000 - 2500: from one to another.
    fn is_range(&self) -> bool {
        let [a, b] = self.all() else {
            return false;
        };
        let value = |group: &Group| self.text.written(group.digits.clone()).parse::<u64>().unwrap_or_default();
        let (from, to) = (value(a), value(b));
        let years = [from, to].iter().all(|year| (1800..2200).contains(year));
        let round = from % 100 == 0 && to % 100 == 0;
        a.len() == b.len()
            && a.len() <= 4
            && matches!(self.gaps(), [Gap::Tight('-') | Gap::SpacedDash | Gap::Space])
            && (years || round)
    }

    /// The number, if it is one.
    pub(super) fn number(&self, source: Source, place: &Place, inherited: Context, budget: &Budget) -> Option<Number> {
        let in_context = address::phone_context(self.text, &self.span()).is_some();
        if !self.could_be() || (self.count() < FEWEST_DIGITS_AT_ALL && !in_context) {
            return None;
        }
        let context = match source {
            Source::Marked | Source::Link => Context::For,
            Source::Text => self.context(inherited),
        };
        if !context.is_for() && (self.is_range() || (self.count() < FEWEST_DIGITS && !self.is_international())) {
            return None;
        }
        let (number, form) = self.read(place, context, budget)?;
        let taken = match context {
            Context::For => true,
            Context::None => form >= Form::BareMobile,
            Context::Against => form >= Form::Sure,
        };
        taken.then_some(number)
    }

    fn context(&self, inherited: Context) -> Context {
        let span = self.span();
        let context = match context::after(self.text, span.end) {
            Context::None => context::before(self.text, span.start),
            context => context,
        };
        // What the whole row is labelled as, its parts are.
        let run = self.run.span().start;
        if context == Context::None && run < span.start && context::before(self.text, run) == Context::Against {
            return Context::Against;
        }
        match context {
            Context::None if context::in_a_persons_row(self.text, &span) => Context::For,
            Context::None => inherited,
            context => context,
        }
    }

    fn read(&self, place: &Place, context: Context, budget: &Budget) -> Option<(Number, Form)> {
        if let Some(number) = self.addressed(place, budget) {
            return Some((number, Form::Sure));
        }
        if self.is_international() {
            // Any country will do: the plus names another.
            let number = parsed(&self.written(), place.default, budget)?;
            return Some((number, Form::Sure));
        }
        let mut best: Option<(Number, Form)> = None;
        for country in place.countries() {
            let Some(number) = parsed(&self.written(), country, budget) else {
                continue;
            };
            let form = self.form(&number, country);
            if form >= Form::Usual {
                return Some((number, form));
            }
            if best.as_ref().is_none_or(|(_, known)| form > *known) {
                best = Some((number, form));
            }
        }
        if best.is_some() {
            return best;
        }
        // Messengers show numbers without their plus.
        if context.is_for() && self.count() > 10 && !self.digits().starts_with('0') {
            let number = parsed(&format!("+{}", self.digits()), place.default, budget)?;
            return Some((number, Form::Bare)).filter(|(number, _)| number.sms_capable() == Capability::Likely);
        }
        // 00 is the prefix for abroad of most countries, and understood in all.
        let abroad = self.digits().strip_prefix("00").map(|digits| format!("+{digits}"))?;
        let number = parsed(&abroad, place.default, budget)?;
        let grouped = self.groups.len() > 1 || context.is_for() || number.line_type() == LineType::Mobile;
        Some((number, if grouped { Form::Usual } else { Form::Bare }))
    }

    /// The number of an address that has its calling code, but not as a plus.
    fn addressed(&self, place: &Place, budget: &Budget) -> Option<Number> {
        let span = self.span();
        if let Some((context, _)) = address::phone_context(self.text, &span) {
            return parsed(&format!("tel:{};phone-context={context}", self.written()), place.default, budget);
        }
        let whatsapp = address::is_whatsapp(self.text, &span);
        whatsapp.then(|| parsed(&format!("+{}", self.digits()), place.default, budget)).flatten()
    }

    /// What of the text is to be parsed.
    fn written(&self) -> String {
        self.text.written(self.span())
    }

    fn form(&self, number: &Number, country: Country) -> Form {
        let digits = self.digits();
        let national = number.significant();
        let shown = number.national();
        let usual: String = shown.chars().filter(char::is_ascii_digit).collect();
        if number.country().calling_code() != country.calling_code() {
            // With the country's own prefix for abroad.
            return match () {
                () if digits.starts_with('0') && self.groups.len() > 1 => Form::Usual,
                () if digits.starts_with('0') && number.line_type() == LineType::Mobile => Form::BareMobile,
                () => Form::Bare,
            };
        }
        let code = country.calling_code().to_string();
        let prefix = digits.strip_suffix(national).unwrap_or_default();
        // The calling code without a plus, as a group of its own: 55 (11) 96123-4567.
        let coded = prefix == code && self.groups.len() > 2 && self.all()[0].len() == code.len();
        let prefixed = digits == usual || (!prefix.is_empty() && (prefix != code || code == "1")) || coded;
        let wants_prefix = usual.len() > national.len() && usual.ends_with(national) && !prefix_is_optional(number);
        let whole = digits == national;
        if !prefixed && (!whole || (wants_prefix && !self.is_bracketed())) {
            return Form::Odd;
        }
        // Only a zero is a sign that a number is dialled.
        let dialled = prefixed && digits.starts_with('0');
        if self.groups.len() == 1 {
            return match number.line_type() {
                LineType::Mobile if dialled => Form::BareMobile,
                _ => Form::Bare,
            };
        }
        let bounds = self.bounds();
        let known = known_bounds(number, &shown);
        let canonical = known.iter().any(|known| {
            // The end of the area code is marked, and no group is broken that is always whole.
            known.first().is_some_and(|area| bounds.contains(area))
                && bounds.iter().all(|bound| known.contains(bound) || *bound >= national.len())
        });
        match () {
            () if canonical && self.is_bracketed() => Form::Sure,
            () if canonical => Form::Usual,
            () if self.is_bracketed() && country.calling_code() != 1 && !self.begins_with_a_year() => Form::Sure,
            () if dialled && self.is_regular() => Form::Usual,
            () if self.is_paired() && country.calling_code() != 1 => Form::Usual,
            () => Form::Odd,
        }
    }

    /// Where groups end, in digits before the end of the number; the last group ends with it.
    fn bounds(&self) -> Vec<usize> {
        let mut left = self.count();
        let ends = self.all().iter().map(|group| {
            left -= group.len();
            left
        });
        ends.filter(|left| *left > 0).collect()
    }

    /// An area code, and groups that are neither short nor many.
    fn is_regular(&self) -> bool {
        let groups = self.all();
        let lens: Vec<_> = groups.iter().map(Group::len).collect();
        let (first, rest) = (lens[0], &lens[1..]);
        ((2..=6).contains(&first) || (first == 1 && rest.len() > 2))
            && rest.len() <= 5
            && rest.iter().filter(|len| **len < 2).count() <= usize::from(rest.len() > 1)
    }

    /// Groups of two after the area code, as much of Europe writes them.
    fn is_paired(&self) -> bool {
        let lens: Vec<_> = self.all().iter().map(Group::len).collect();
        let pairs = lens.iter().rev().take_while(|len| **len == 2).count();
        pairs >= 2
            && lens.len() >= 3
            && lens[..lens.len() - pairs].iter().all(|len| (2..=3).contains(len))
            && lens.len() - pairs <= 2
    }

    fn begins_with_a_year(&self) -> bool {
        let first = &self.all()[0];
        first.len() == 4 && matches!(self.text.at(first.digits.start), '1' | '2')
    }
}

/// The number that `text` is, whatever extension follows it.
pub(super) fn parsed(text: &str, country: Country, budget: &Budget) -> Option<Number> {
    if !budget.take() {
        return None;
    }
    match parse(text, country) {
        Ok(number) => Some(number),
        Err(Problem::HasExtension { number, .. }) => Some(*number),
        Err(_) => None,
    }
}

/// Whether the plan leaves the national prefix to the writer.
fn prefix_is_optional(number: &Number) -> bool {
    let national = number.significant();
    let plan = Plan::of_calling_code(i32::from(number.country().calling_code()));
    let mut formats = plan.into_iter().flat_map(|plan| plan.formats(false));
    let used = formats.find(|format| format.admits(national) && format.apply(national).is_some());
    used.is_some_and(crate::plan::Format::national_prefix_is_optional)
}

/// The bounds of each way in which the number's plan groups its digits.
fn known_bounds(number: &Number, shown: &str) -> Vec<Vec<usize>> {
    let bounds = |grouped: &str| {
        let lens: Vec<_> = grouped.split(|c: char| !c.is_ascii_digit()).map(str::len).filter(|len| *len > 0).collect();
        let mut left: usize = lens.iter().sum();
        let mut bounds = Vec::with_capacity(lens.len());
        for len in lens {
            left -= len;
            bounds.push(left);
        }
        bounds.retain(|left| *left > 0);
        bounds
    };
    let national = number.significant();
    let plan = Plan::of_calling_code(i32::from(number.country().calling_code()));
    let formats = plan.into_iter().flat_map(|plan| plan.formats(false).chain(plan.formats(true)));
    let mut known = vec![bounds(shown)];
    known.extend(formats.filter_map(|format| Some(bounds(&format.apply(national)?))));
    known.retain(|bounds| !bounds.is_empty());
    known
}
