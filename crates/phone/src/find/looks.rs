//! What only looks like a phone number: digits that are part of something else.

use std::ops::Range;

use super::{
    address, context,
    runs::{Gap, Group, Run, is_long_dash},
    text::Text,
    vocabulary::{Meaning, meaning},
    words,
};

/// Three French numbers in a row.
const LONGEST_SERIES: usize = 15;

/// Marks the groups of a run that are part of something else as dead.
pub(super) fn unmake(text: &Text, run: &mut Run) {
    let chunks = run.chunks();
    for chunk in &chunks {
        let behind_area = follows_area_code(text, run, chunk);
        if let Some(date) = date(text, run, chunk).filter(|_| !behind_area) {
            kill(run, date);
        }
        if (is_dotted_quad(text, run, chunk) && !behind_area)
            || is_decimal(text, run, chunk)
            || is_tax_number(run, chunk)
            || is_social_security(run, chunk)
            || is_book(text, run, chunk)
            || address::is_part_of_another(
                text,
                &(run.groups[chunk.start].span.start..run.groups[chunk.end - 1].span.end),
            )
        {
            kill(run, chunk.clone());
        }
    }
    let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else {
        return;
    };
    let span = run.span();
    if address::is_of_a_phone(text, &span) {
        return;
    }
    if address::is_context(text, span.start) {
        kill(run, 0..run.groups.len());
    }
    if glued_before(text, run, span.start) {
        kill(run, first.clone());
    }
    if glued_after(text, span.end) {
        kill(run, last.clone());
    }
    let all = 0..run.groups.len();
    if is_series(run) {
        kill(run, all.clone());
    }
    if joint(run, &all) == Some(Gap::Space) && date(text, run, &all).is_some() && span.len() == "31 12 2024".len() {
        kill(run, all.clone());
    }
    if is_account(text, run) || is_french_insurance(run) || is_reckoning(text, run) {
        kill(run, all.clone());
    }
    for amount in amounts(text, run) {
        kill(run, amount);
    }
    for cards in cards(text, run) {
        kill(run, cards);
    }
    for group in &mut run.groups {
        // No number has so many digits in a row, whatever is written before it.
        group.dead |= group.len() > 17;
    }
}

fn kill(run: &mut Run, groups: Range<usize>) {
    for group in &mut run.groups[groups] {
        group.dead = true;
    }
}

fn lens(run: &Run, groups: &Range<usize>) -> Vec<usize> {
    run.groups[groups.clone()].iter().map(Group::len).collect()
}

fn value(text: &Text, group: &Group) -> u64 {
    if group.len() > 18 {
        return u64::MAX;
    }
    text.signs(group.digits.clone()).fold(0, |value, sign| value * 10 + u64::from(sign.c as u32 & 0xf))
}

fn digits(text: &Text, groups: &[Group]) -> Vec<u32> {
    let signs = groups.iter().flat_map(|group| text.signs(group.digits.clone()));
    signs.filter_map(|sign| sign.c.to_digit(10)).collect()
}

/// The one sign that stands in all gaps within `groups`; none where they differ.
fn joint(run: &Run, groups: &Range<usize>) -> Option<Gap> {
    let gaps = run.gaps.get(groups.start..groups.end.saturating_sub(1))?;
    let (first, rest) = gaps.split_first()?;
    rest.iter().all(|gap| gap == first).then_some(*first)
}

fn unadorned(run: &Run, groups: &Range<usize>) -> bool {
    run.groups[groups.clone()].iter().all(|group| !group.plus && !group.bracketed)
}

/// 2024-01-31, 31.01.2024, 1/31/24.
fn date(text: &Text, run: &Run, chunk: &Range<usize>) -> Option<Range<usize>> {
    // A slash parts chunks, so a date with slashes is looked for from its first group on.
    let groups = match run.gaps.get(chunk.start..chunk.start + 2) {
        Some([Gap::Slash, Gap::Slash]) if run.gaps.get(chunk.start + 2) != Some(&Gap::Slash) => {
            chunk.start..chunk.start + 3
        }
        _ => chunk.clone(),
    };
    if groups.len() != 3 || !unadorned(run, &groups) || joint(run, &groups).is_none() {
        return None;
    }
    let [a, b, c] = [0, 1, 2].map(|at| &run.groups[groups.start + at]);
    let [x, y, z] = [a, b, c].map(|group| value(text, group));
    let year = |group: &Group, value: u64| (group.len() == 4 && (1800..2200).contains(&value)) || group.len() == 2;
    let (day, month) = (1..=31, 1..=12);
    let short = |group: &Group| group.len() <= 2;
    let by_year = a.len() == 4 && year(a, x) && short(b) && short(c) && month.contains(&y) && day.contains(&z);
    let by_day = short(a)
        && short(b)
        && year(c, z)
        && ((day.contains(&x) && month.contains(&y)) || (month.contains(&x) && day.contains(&y)));
    (by_year || by_day).then_some(groups)
}

/// An address of the internet, or a version: four numbers below 256 between dots.
fn is_dotted_quad(text: &Text, run: &Run, chunk: &Range<usize>) -> bool {
    chunk.len() == 4
        && joint(run, chunk) == Some(Gap::Tight('.'))
        && unadorned(run, chunk)
        && run.groups[chunk.clone()].iter().all(|group| group.len() <= 3 && value(text, group) < 256)
        // In pairs they are how some countries write eight digits; an address has rarely four of the same length.
        && !(lens(run, chunk) == [2; 4] && context::before(text, run.groups[chunk.start].span.start).is_for())
}

/// 39.768403; but 06.12345678 is a Dutch mobile, and a word may say so of others.
fn is_decimal(text: &Text, run: &Run, chunk: &Range<usize>) -> bool {
    let first = &run.groups[chunk.start];
    let dialled = first.len() >= 2 && text.at(first.digits.start) == '0';
    chunk.len() == 2
        && joint(run, chunk) == Some(Gap::Tight('.'))
        && unadorned(run, chunk)
        && !dialled
        && !context::before(text, run.span().start).is_for()
}

/// Behind a plus or an area code with its zero pairs and triples are no date: +687 20.12.34, 0470/12.10.24.
fn follows_area_code(text: &Text, run: &Run, chunk: &Range<usize>) -> bool {
    let before: usize = run.groups[..chunk.start].iter().map(Group::len).sum();
    let first = &run.groups[0];
    let dialled = first.len() >= 2 && text.at(first.digits.start) == '0' && chunk.start == 1;
    (1..7).contains(&before) && (first.plus || dialled)
}

/// Brazil's numbers of persons (123.456.789-09) and of companies (12.345.678/0001-90).
fn is_tax_number(run: &Run, chunk: &Range<usize>) -> bool {
    let dots_then_dash =
        run.gaps.get(chunk.start..chunk.end - 1) == Some(&[Gap::Tight('.'), Gap::Tight('.'), Gap::Tight('-')]);
    let person = lens(run, chunk) == [3, 3, 3, 2] && dots_then_dash;
    let company = lens(run, chunk) == [2, 3, 3] && joint(run, chunk) == Some(Gap::Tight('.'));
    person || company
}

/// An American's number: 123-45-6789.
fn is_social_security(run: &Run, chunk: &Range<usize>) -> bool {
    lens(run, chunk) == [3, 2, 4] && unadorned(run, chunk)
}

/// A French one: 2 69 05 49 588 157 80.
fn is_french_insurance(run: &Run) -> bool {
    let all = lens(run, &(0..run.groups.len()));
    all.starts_with(&[1, 2, 2, 2, 3, 3])
}

/// ISBN, and other numbers with a check digit behind the last dash.
fn is_book(text: &Text, run: &Run, chunk: &Range<usize>) -> bool {
    let groups = &run.groups[chunk.clone()];
    let digits = digits(text, groups);
    if digits.len() == 13 && (digits.starts_with(&[9, 7, 8]) || digits.starts_with(&[9, 7, 9])) {
        let sum: u32 = digits.iter().zip([1, 3].iter().cycle()).map(|(digit, weight)| digit * weight).sum();
        return sum.is_multiple_of(10);
    }
    chunk.len() == 4
        && digits.len() == 10
        && groups.last().is_some_and(|last| last.len() == 1)
        && joint(run, chunk) == Some(Gap::Tight('-'))
}

/// Whether what stands directly before a run makes it part of something else.
fn glued_before(text: &Text, run: &Run, start: usize) -> bool {
    let first = &run.groups[0];
    let before = text.before(start);
    let open = first.plus || first.bracketed;
    match before {
        c if words::is_letter(c) => {
            let (word, _) = words::ending_at(text, start);
            let bar = meaning(&word);
            !(open || bar == Meaning::For || bar == Meaning::Label)
        }
        '-' => {
            let dash = start - 1;
            let c = text.before(dash);
            let raw = text.sign(dash).map_or('-', |sign| sign.raw);
            let long = is_long_dash(raw);
            (words::is_letter(c) || c == '_' || c == '-')
                && !long
                && !open
                && !matches!(meaning(&words::ending_at(text, dash).0), Meaning::For | Meaning::Label)
        }
        '.' => {
            let c = text.before(start - 1);
            c.is_ascii_digit()
                || (words::is_letter(c)
                    && !matches!(
                        meaning(&words::ending_at(text, start - 1).0),
                        Meaning::For | Meaning::Label | Meaning::Number
                    ))
        }
        '/' => {
            let c = text.before(start - 1);
            let known = || meaning(&words::ending_at(text, start - 1).0) == Meaning::For;
            let scheme = c == '/' && text.before(start - 2) == ':';
            words::is_letter(c) && !known() || matches!(c, '-' | '_' | '=') || (c == '/' && !scheme)
        }
        '=' => {
            let c = text.before(start - 1);
            !open && c != ' ' && meaning(&words::ending_at(text, start - 1).0) != Meaning::For
        }
        ':' => {
            let c = text.before(start - 1);
            c.is_ascii_digit() || c == ':'
        }
        ',' => {
            // Thousands, or decimals where a comma parts them.
            text.before(start - 1).is_ascii_digit() && run.chunks()[0].len() == 1 && !open
        }
        '+' => true,
        // Emphasis of a plain text: _317-555-0142_.
        '_' if text.at(run.span().end) == '_' => !matches!(text.before(start - 1), ' ' | '\n' | '\t' | '('),
        '#' => meaning(&words::before_space(text, start - 1).0) != Meaning::For,
        '_' | '@' | '&' | '%' | '\\' | '^' | '$' | '\u{2116}' => true,
        c => is_currency(c),
    }
}

/// Whether what stands directly after a run makes it part of something else.
fn glued_after(text: &Text, end: usize) -> bool {
    let next = text.at(end + 1);
    match text.at(end) {
        c if words::is_letter(c) => !is_extension(text, end),
        '-' => {
            let raw = text.sign(end).map_or('-', |sign| sign.raw);
            (words::is_letter(next) || next == '-' || next.is_ascii_digit()) && !is_long_dash(raw)
        }
        '.' if text.sign(end).is_some_and(|sign| sign.raw != '.') => false,
        '.' => next.is_ascii_lowercase() || next.is_ascii_digit(),
        ',' => {
            let decimals = (end + 1..end + 4).take_while(|at| text.at(*at).is_ascii_digit()).count();
            decimals == 1 || decimals == 2
        }
        ':' => next.is_ascii_digit(),
        '/' => words::is_letter(next) && !matches!(meaning(&words::starting_at(text, end + 1)), Meaning::For),
        '#' => !next.is_ascii_digit(),
        '_' => words::is_letter(next) || next.is_ascii_digit() || next == '_',
        '@' | '=' | '\\' | '^' | '%' | '\u{b0}' | '\u{ba}' | '\u{2030}' | '\u{2032}' | '\u{2033}' => true,
        c => is_currency(c) || words::is_counter(c),
    }
}

/// Whether an extension is written here: x12, ext. 12.
pub(super) fn is_extension(text: &Text, at: usize) -> bool {
    let word = words::starting_at(text, at);
    let after = at + word.chars().count();
    let digit = (after..after + 4).find(|at| !matches!(text.at(*at), ' ' | '.' | ':' | '=' | '#'));
    meaning(&word) == Meaning::Extension && digit.is_some_and(|at| text.at(at).is_ascii_digit())
}

/// A bank account with its country before it: DE89 3704 0044 0532 0130 00, also where the bank has letters of its own.
fn is_account(text: &Text, run: &Run) -> bool {
    let start = run.span().start;
    let upper = |at: usize| text.at(at).is_ascii_uppercase();
    // The run begins with the check digits.
    if run.groups[0].len() == 2 && start >= 2 && upper(start - 1) && upper(start - 2) && run.groups.len() > 2 {
        return !words::is_letter(if start > 2 { text.at(start - 3) } else { ' ' });
    }
    // Or after groups of four.
    let mut at = start;
    while at >= 5 && text.before(at) == ' ' {
        let four = at - 5..at - 1;
        let fits = text.signs(four.clone()).all(|sign| sign.c.is_ascii_uppercase() || sign.c.is_ascii_digit());
        let alone = !text.before(four.start).is_alphanumeric();
        if !fits || !alone {
            return false;
        }
        let heads = upper(four.start) && upper(four.start + 1) && text.at(four.start + 2).is_ascii_digit();
        if heads && text.at(four.start + 3).is_ascii_digit() {
            return true;
        }
        at = four.start;
    }
    false
}

/// Money, or so many of something: the groups of it.
fn amounts(text: &Text, run: &Run) -> [Range<usize>; 2] {
    let span = run.span();
    let (first, last) = (&run.groups[0], run.groups.len() - 1);
    let none = 0..0;
    if first.plus {
        return [none.clone(), none];
    }
    let (word, start) = words::before_mark(text, span.start);
    let sign = word.is_empty() && is_currency(text.before(start));
    let before = if sign || meaning(&word) == Meaning::Currency { 0..thousands_from(run) } else { none.clone() };
    let spaced = text.at(span.end) == ' ';
    let at = if spaced { span.end + 1 } else { span.end };
    // A sign with digits after it is of another amount.
    let sign = is_currency(text.at(at)) && !(spaced && text.at(at + 1).is_ascii_digit());
    let word = words::starting_at(text, at);
    let bracketed = run.groups.iter().any(|group| group.bracketed);
    let amount = match meaning(&word) {
        Meaning::Currency => true,
        // "317-555-0142 m" may be anything; thousands and a row of digits before a unit are a measure.
        Meaning::Unit => {
            let spelled = word.chars().count() > 3 && !bracketed;
            let thousands = thousands_until(run) == 0 && first.len() <= 3 && run.groups[last].len() == 3;
            spelled || thousands || last == 0
        }
        _ => sign || matches!(text.at(at), '%' | '\u{2030}'),
    };
    [before, if amount { thousands_until(run)..last + 1 } else { none }]
}

/// So many groups of one length that nobody could tell where a number begins.
fn is_series(run: &Run) -> bool {
    let first = run.groups[0].len();
    run.groups.len() > LONGEST_SERIES
        && unadorned(run, &(0..run.groups.len()))
        && run.groups.iter().all(|group| group.len() == first)
}

/// Up to which group a run begins with one amount.
fn thousands_from(run: &Run) -> usize {
    let chunks = run.chunks();
    let thousands = chunks.iter().skip(1).take_while(|chunk| chunk.len() == 1 && run.groups[chunk.start].len() == 3);
    chunks.first().map_or(0, |first| first.end) + thousands.count()
}

/// From which group on a run ends with one amount.
fn thousands_until(run: &Run) -> usize {
    let mut start = run.chunks().last().map_or(0, |chunk| chunk.start);
    while start > 0
        && run.groups[start].len() == 3
        && run.gaps[start - 1] == Gap::Space
        && run.groups[start - 1].len() <= 3
    {
        start -= 1;
    }
    start
}

/// A sum, or one side of an equation.
fn is_reckoning(text: &Text, run: &Run) -> bool {
    let span = run.span();
    let operator = |c: char| matches!(c, '*' | '\u{d7}' | '\u{f7}' | '=' | '<' | '>' | '^' | '\u{b1}');
    let after = text.at(span.end) == ' ' && {
        let c = text.at(span.end + 1);
        let spaced = matches!(text.at(span.end + 2), ' ');
        (operator(c) && c != '<' && c != '>') || (c == '+' && spaced && !run.groups[0].plus)
    };
    let first = &run.groups[0];
    // A plus after digits is none of a number abroad: 100 + 200.
    let summed = first.plus && {
        let before = text.before(span.start);
        let spaced = text.at(span.start + 1) == ' ';
        before.is_ascii_digit()
            || (before == ' ' && spaced && span.start > 1 && text.at(span.start - 2).is_ascii_digit())
    };
    let equated = text.before(span.start) == ' ' && span.start > 1 && {
        let c = text.at(span.start - 2);
        matches!(c, '*' | '\u{d7}' | '\u{f7}' | '^' | '\u{b1}') && text.before(span.start - 2) == ' ' && {
            span.start > 3 && text.at(span.start - 4).is_ascii_digit()
        }
    };
    after || summed || equated
}

/// Numbers of payment cards: groups of four, or four, six and five; and any 13 to 19 digits in a row that pass the check
/// of such cards.
fn cards(text: &Text, run: &Run) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < run.groups.len() {
        let fours = run.groups[at..].iter().take_while(|group| group.len() == 4).count();
        let single = run.groups[at].len();
        let end = match single {
            13..=19 => at + 1,
            4 if lens(run, &(at..(at + 3).min(run.groups.len()))) == [4, 6, 5] => at + 3,
            4 if fours >= 4 => at + 4,
            _ => at,
        };
        let groups = &run.groups[at..end];
        if !groups.is_empty() && !groups[0].plus && luhn(&digits(text, groups)) {
            found.push(at..at + fours.max(end - at));
        }
        at = at.max(end.max(at + 1));
    }
    found
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let sum: u32 =
        digits.iter().rev().enumerate().map(|(at, digit)| if at % 2 == 1 { doubled(*digit) } else { *digit }).sum();
    sum.is_multiple_of(10)
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '\u{ff04}' | '\u{ffe0}' | '\u{ffe1}' | '\u{ffe5}')
}
