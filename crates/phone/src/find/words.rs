//! Words as they stand in a text.

use std::ops::Range;

use super::{
    text::Text,
    vocabulary::{Meaning, meaning},
};

/// Longer words say nothing.
const LONGEST: usize = 64;

/// Whether `c` makes one word with a letter or digit beside it, as in scripts with spaces between words.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_east_asian(c)
}

pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether `c` is part of a word of any script.
pub(super) fn of_a_word(c: char) -> bool {
    is_letter(c) || is_east_asian(c)
}

/// Signs that count things, or days, in East Asia.
pub(super) fn is_counter(c: char) -> bool {
    "円年月日時分秒個件号回人名点万億枚台冊元원歳".contains(c)
}

/// Where the last part of a name like `phoneNumber` starts in `word`, counted in signs; nothing for a plain word.
fn last_part(text: &Text, word: Range<usize>) -> Option<usize> {
    word.skip(1).rev().find(|at| text.at(*at).is_uppercase() && text.before(*at).is_lowercase())
}

fn folded(c: char) -> impl Iterator<Item = char> {
    // Full-width Latin letters.
    let c = match c {
        '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    c.to_lowercase()
}

/// Whether two signs belong to one word.
fn same_word(a: char, b: char) -> bool {
    (is_letter(a) && is_letter(b)) || (is_east_asian(a) && (is_east_asian(b)))
}

/// The word that ends at `end`, in lower case, and where it starts.
pub(super) fn ending_at(text: &Text, end: usize) -> (String, usize) {
    let least = end.saturating_sub(LONGEST);
    let mut start = end;
    while start > least
        && of_a_word(text.before(start))
        && (start == end || same_word(text.before(start), text.at(start)))
    {
        start -= 1;
    }
    let lower = |range: Range<usize>| text.signs(range).flat_map(|sign| folded(sign.c)).collect::<String>();
    let word = lower(start..end);
    match last_part(text, start..end) {
        Some(part) if meaning(&word) == Meaning::Other => (lower(part..end), part),
        _ => (word, start),
    }
}

/// The word that ends before `end` or before one space that stands there.
pub(super) fn before_space(text: &Text, end: usize) -> (String, usize) {
    let end = if text.before(end) == ' ' { end - 1 } else { end };
    ending_at(text, end)
}

/// The word that starts at `start`, in lower case.
pub(super) fn starting_at(text: &Text, start: usize) -> String {
    let most = (start + LONGEST).min(text.len());
    let mut end = start;
    while end < most && of_a_word(text.at(end)) && (end == start || same_word(text.at(end), text.before(end))) {
        end += 1;
    }
    text.signs(start..end).flat_map(|sign| folded(sign.c)).collect()
}

/// The word before a space and the sign of a number.
pub(super) fn before_mark(text: &Text, end: usize) -> (String, usize) {
    let mut end = end;
    while end > 0 && matches!(text.before(end), ' ' | '\u{b0}' | '.') {
        end -= 1;
    }
    ending_at(text, end)
}
