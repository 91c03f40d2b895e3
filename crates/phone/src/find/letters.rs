//! Numbers spelled as a word, 1-800-FLOWERS: only toll-free ones of North America, in capitals. Anywhere else letters and
//! digits are an id.

use std::ops::Range;

use super::{
    Found, Place,
    judge::{Budget, parsed},
    text::Text,
};

const TOLL_FREE: [&str; 7] = ["800", "833", "844", "855", "866", "877", "888"];
/// The digits after the area code. A word may be longer; a phone takes no notice.
const LOCAL: usize = 7;
const LONGEST: usize = 10;
const FEWEST_LETTERS: usize = 4;

pub(super) fn find(text: &Text, place: &Place, budget: &Budget) -> Vec<Found> {
    let Some(american) = place.countries().find(|country| country.calling_code() == 1) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at + 3 < text.len() {
        let area = at..at + 3;
        at += 1;
        if !text.at(area.start).is_ascii_digit() || !TOLL_FREE.contains(&text.written(area.clone()).as_str()) {
            continue;
        }
        let Some((word, digits)) = word(text, area.end) else {
            continue;
        };
        let span = start(text, area.start)..word.end;
        let alone = !text.before(span.start).is_alphanumeric() && !matches!(text.before(span.start), '-' | '/' | '_');
        if !alone || !text.owns(&span) {
            continue;
        }
        let number = parsed(&format!("+1{}{digits}", text.written(area)), american, budget);
        if let (Some(number), Some((start, end))) = (number, text.place(&span)) {
            found.push(Found { start, end, number });
            at = span.end;
        }
    }
    found
}

/// The word after an area code that ends at `at`, and its digits.
fn word(text: &Text, at: usize) -> Option<(Range<usize>, String)> {
    let at = if text.at(at) == ')' { at + 1 } else { at };
    let start = at + usize::from(matches!(text.at(at), '-' | '.' | ' '));
    let (mut digits, mut letters, mut end) = (String::new(), 0, start);
    while end < start + LONGEST + 2 {
        match text.at(end) {
            c @ 'A'..='Z' => {
                letters += 1;
                digits.push(key(c));
            }
            c @ '0'..='9' => digits.push(c),
            '-' if text.at(end + 1).is_ascii_alphanumeric() => {}
            _ => break,
        }
        end += 1;
    }
    let whole = !text.at(end).is_alphanumeric() && !matches!(text.at(end), '_' | '/' | '@');
    if !whole || letters < FEWEST_LETTERS || !(LOCAL..=LONGEST).contains(&digits.len()) {
        return None;
    }
    digits.truncate(LOCAL);
    Some((start..end, digits))
}

/// Where a number starts whose area code starts at `area`: at its bracket, its prefix, its plus.
fn start(text: &Text, area: usize) -> usize {
    let area = if text.before(area) == '(' { area - 1 } else { area };
    let parted = area.saturating_sub(usize::from(matches!(text.before(area), '-' | '.' | ' ')));
    if parted == 0 || text.before(parted) != '1' {
        return area;
    }
    let one = parted - 1;
    match text.before(one) {
        '+' => one - 1,
        c if c.is_alphanumeric() => area,
        _ => one,
    }
}

/// The key of a letter.
fn key(letter: char) -> char {
    match letter {
        'A'..='C' => '2',
        'D'..='F' => '3',
        'G'..='I' => '4',
        'J'..='L' => '5',
        'M'..='O' => '6',
        'P'..='S' => '7',
        'T'..='V' => '8',
        _ => '9',
    }
}
