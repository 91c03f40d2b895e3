//! Stretches of digits and of what may stand between the digits of one number.

use std::ops::Range;

use super::text::Text;

/// So many digits are a number and what may follow it: a slash after them parts two numbers, before them an area code.
const ENOUGH_DIGITS: usize = 7;

/// More digits than a Japanese number has before its last group.
const MOST_BEFORE_AN_ENDING: usize = 9;

/// Digits without anything between them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The digits.
    pub(super) digits: Range<usize>,
    /// The digits with their plus and their brackets.
    pub(super) span: Range<usize>,
    pub(super) plus: bool,
    pub(super) bracketed: bool,
    /// Part of something that is no phone number.
    pub(super) dead: bool,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }
}

/// What stands between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// A dash, a dot or nothing but brackets, without a space.
    Tight(char),
    Space,
    /// A dash with a space on either side.
    SpacedDash,
    Slash,
}

/// Groups that may belong together.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) groups: Vec<Group>,
    /// One less than groups.
    pub(super) gaps: Vec<Gap>,
}

impl Run {
    pub(super) fn span(&self) -> Range<usize> {
        let start = self.groups.first().map_or(0, |group| group.span.start);
        start..self.groups.last().map_or(start, |group| group.span.end)
    }

    /// Groups that hang together without a space, as ranges of group numbers.
    pub(super) fn chunks(&self) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let mut start = 0;
        for (index, gap) in self.gaps.iter().enumerate() {
            if !matches!(gap, Gap::Tight(_)) {
                chunks.push(start..index + 1);
                start = index + 1;
            }
        }
        chunks.push(start..self.groups.len());
        chunks
    }
}

/// All runs of a text, in order.
pub(super) fn runs(text: &Text) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut run = Run::default();
    let mut digits = 0;
    let mut at = 0;
    while let Some(group) = next_group(text, at) {
        at = group.span.end;
        let gap = run.groups.last().and_then(|last| gap(text, last, group.span.start));
        match gap {
            Some(gap) if !group.plus && (digits < ENOUGH_DIGITS || !parts(text, gap, &group, digits)) => {
                run.gaps.push(gap);
            }
            _ => {
                if !run.groups.is_empty() {
                    runs.push(std::mem::take(&mut run));
                }
                digits = 0;
            }
        }
        digits += group.len();
        run.groups.push(group);
    }
    if !run.groups.is_empty() {
        runs.push(run);
    }
    runs
}

fn next_group(text: &Text, from: usize) -> Option<Group> {
    let start = (from..text.len()).find(|at| text.at(*at).is_ascii_digit())?;
    let end = (start..text.len()).find(|at| !text.at(*at).is_ascii_digit()).unwrap_or(text.len());
    let mut span = start..end;
    let plus = plus_before(text, from..start);
    if let Some(plus) = plus {
        span.start = plus;
    }
    let bracketed = brackets(text, from, &span).or_else(|| wide_bracket(text, from, &span));
    if let Some(brackets) = &bracketed {
        span = brackets.clone();
        // The plus may stand before the bracket, too: +(1) 317.
        if plus.is_none() && span.start > from && text.before(span.start) == '+' {
            span.start -= 1;
            return Some(Group { digits: start..end, span, plus: true, bracketed: true, dead: false });
        }
    }
    Some(Group { digits: start..end, span, plus: plus.is_some(), bracketed: bracketed.is_some(), dead: false })
}

/// The plus of a number that starts after `before`, with at most one space between.
fn plus_before(text: &Text, before: Range<usize>) -> Option<usize> {
    let mut at = before.end;
    if at > before.start && text.before(at) == ' ' {
        at -= 1;
    }
    (at > before.start && text.before(at) == '+').then(|| at - 1)
}

/// `span` with brackets around it, where both are there.
fn brackets(text: &Text, from: usize, span: &Range<usize>) -> Option<Range<usize>> {
    let skip_space = |at: usize, back: bool| match back {
        true if at > from && text.before(at) == ' ' => at - 1,
        false if text.at(at) == ' ' => at + 1,
        _ => at,
    };
    let open = skip_space(span.start, true);
    let close = skip_space(span.end, false);
    let open = (open > from).then(|| open - 1)?;
    matches!((text.at(open), text.at(close)), ('(', ')') | ('[', ']')).then(|| open..close + 1)
}

/// Whether a gap before `next` parts two numbers, once there are digits enough for one: a slash before more than another
/// ending, a dash longer than a hyphen or a middle dot before digits enough for one more.
fn parts(text: &Text, gap: Gap, next: &Group, digits: usize) -> bool {
    let raw = next.span.start.checked_sub(1).and_then(|at| text.sign(at)).map_or(' ', |sign| sign.raw);
    let wide = is_long_dash(raw) || matches!(raw, '\u{b7}' | '\u{2022}' | '\u{30fb}');
    match gap {
        Gap::Slash => next.len() > 2,
        // Between another ending, too, in Japan.
        Gap::Tight(_) if raw == '\u{30fb}' && digits >= MOST_BEFORE_AN_ENDING => true,
        Gap::Tight(_) if wide => {
            let after = text.signs(next.digits.start..(next.digits.start + 20).min(text.len()));
            let stretch = after.take_while(|sign| matches!(sign.c, '0'..='9' | '-' | '.'));
            stretch.filter(|sign| sign.c.is_ascii_digit()).count() >= ENOUGH_DIGITS
        }
        _ => false,
    }
}

/// A dash that stands between words rather than within one.
pub(super) fn is_long_dash(raw: char) -> bool {
    matches!(raw, '\u{2013}' | '\u{2014}' | '\u{2015}')
}

/// `span` with a bracket before it that is closed after the next group: (0-612) 34567.
fn wide_bracket(text: &Text, from: usize, span: &Range<usize>) -> Option<Range<usize>> {
    let open = span.start.checked_sub(1).filter(|open| *open >= from && text.at(*open) == '(')?;
    let next = (span.end + 1..text.len()).find(|at| !text.at(*at).is_ascii_digit())?;
    let closed = matches!(text.at(span.end), '-' | ' ') && next > span.end + 1 && text.at(next) == ')';
    (closed && span.len() < 4).then_some(open..span.end)
}

/// Whether the bracket that is closed at `close` was opened before two groups.
fn closes_wide_bracket(text: &Text, close: usize) -> bool {
    let within = |at: &usize| matches!(text.at(*at), '0'..='9' | '-' | ' ');
    let before = (close.saturating_sub(10)..close).rev().take_while(within).count();
    text.at(close) == ')' && text.before(close - before) == '('
}

/// What stands between two groups, if they may belong together.
fn gap(text: &Text, last: &Group, next: usize) -> Option<Gap> {
    let between = last.span.end..next;
    let between = if closes_wide_bracket(text, between.start) { between.start + 1..between.end } else { between };
    let mut signs = ['\0'; 3];
    if between.len() > signs.len() {
        return None;
    }
    for (slot, sign) in signs.iter_mut().zip(text.signs(between.clone())) {
        *slot = sign.c;
    }
    match &signs[..between.len()] {
        [] => Some(Gap::Tight('\0')),
        // A line may break behind the area code.
        ['\n' | '\t'] if last.bracketed && last.len() > 1 => Some(Gap::Space),
        [' '] | [' ', ' '] | ['-', ' '] | [' ', '-'] => Some(Gap::Space),
        [tight @ ('-' | '.')] => Some(Gap::Tight(*tight)),
        [' ', '-', ' '] => Some(Gap::SpacedDash),
        ['/'] | [' ', '/'] | ['/', ' '] | [' ', '/', ' '] => Some(Gap::Slash),
        _ => None,
    }
}
