//! The words around a number: which they are, and what they say together.

use std::ops::Range;

use super::{
    text::Text,
    vocabulary::{Meaning, meaning},
};

/// How far back a word is looked for.
const REACH: usize = 64;
/// How much of a row of cells is looked at.
const LONGEST_ROW: usize = 120;
/// How many words that say nothing may stand between.
const PATIENCE: usize = 5;

/// What the words around say of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// It is a phone number.
    For,
    /// It is something else, and the word is its label.
    Against,
    None,
}

impl Context {
    pub(super) fn is_for(self) -> bool {
        self == Self::For
    }
}

/// Whether `c` makes one word with a letter or digit beside it, as in scripts with spaces between words.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_east_asian(c)
}

pub(super) fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
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
    let least = end.saturating_sub(REACH);
    let mut start = end;
    while start > least
        && (is_letter(text.before(start)) || is_east_asian(text.before(start)))
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
    let most = (start + REACH).min(text.len());
    let mut end = start;
    while end < most
        && (is_letter(text.at(end)) || is_east_asian(text.at(end)))
        && (end == start || same_word(text.at(end), text.before(end)))
    {
        end += 1;
    }
    text.signs(start..end).flat_map(|sign| folded(sign.c)).collect()
}

/// What the words before `at` say of a number there. The nearest word that says anything counts, within the sentence; of
/// the line above, only a label.
pub(super) fn before(text: &Text, at: usize) -> Context {
    let least = at.saturating_sub(REACH);
    let mut end = at;
    let mut walk = Walk::default();
    while end > least {
        let c = text.before(end);
        if is_letter(c) || is_east_asian(c) {
            let (word, start) = ending_at(text, end);
            if let Some(context) = walk.word(text, &word, start, end) {
                return context;
            }
            end = start;
        } else {
            if walk.sign(text, end - 1) == Step::Stop {
                return Context::None;
            }
            end -= 1;
        }
    }
    Context::None
}

/// Whether a number is a cell of a person's row: `48213377,Ana,Ruiz,3175550142,active`.
pub(super) fn in_a_persons_row(text: &Text, span: &Range<usize>) -> bool {
    let comma = text.at(span.end);
    if !matches!(comma, ',' | ';' | '\t' | '|') || text.before(span.start) != comma {
        return false;
    }
    let line = |at: &usize| text.at(*at) != '\n';
    let start =
        (span.start.saturating_sub(LONGEST_ROW)..span.start).rev().take_while(line).last().unwrap_or(span.start);
    let end = (span.end..(span.end + LONGEST_ROW).min(text.len())).take_while(line).last().unwrap_or(span.end);
    let row = text.written(start..end);
    let cells: Vec<_> = row.split(comma).collect();
    let is_name = |cell: &&str| {
        cell.starts_with(char::is_uppercase) && cell.chars().all(|c| is_letter(c) || matches!(c, ' ' | '-' | '\''))
    };
    cells.len() > 3 && cells.iter().any(is_name)
}

/// What the words after a number say of it: "(cell)", "is my mobile", "is your order number".
pub(super) fn after(text: &Text, at: usize) -> Context {
    let most = (at + 40).min(text.len());
    let mut at = at;
    let mut words = 0;
    let mut copula = false;
    while at < most {
        let c = text.at(at);
        if is_letter(c) || is_east_asian(c) {
            let word = starting_at(text, at);
            let length =
                (at..most).take_while(|at| is_letter(text.at(*at)) || is_east_asian(text.at(*at))).count().max(1);
            let next = at + length;
            // With a colon it is the label of what comes next.
            let labels_next = (next..next + 3).any(|at| matches!(text.at(at), ':' | '#' | '0'..='9' | '+'));
            match meaning(&word) {
                Meaning::For if !labels_next => return Context::For,
                Meaning::Against if copula && !labels_next => return Context::Against,
                Meaning::Filler => copula = true,
                Meaning::Possessive | Meaning::Number => {}
                _ if copula && words < 6 => {}
                _ => return Context::None,
            }
            words += 1;
            at = next;
        } else if matches!(c, ' ' | '(' | '-' | '[') {
            at += 1;
        } else {
            return Context::None;
        }
    }
    Context::None
}

/// Whether "no." or "número de" stands before `start`.
fn numbered_before(text: &Text, start: usize) -> bool {
    let (earlier, at) = before_mark(text, start);
    match meaning(&earlier) {
        Meaning::Number => true,
        Meaning::Filler => meaning(&before_mark(text, at).0) == Meaning::Number,
        _ => false,
    }
}

/// The word before a space and the sign of a number.
pub(super) fn before_mark(text: &Text, end: usize) -> (String, usize) {
    let mut end = end;
    while end > 0 && matches!(text.before(end), ' ' | '\u{b0}' | '.') {
        end -= 1;
    }
    ending_at(text, end)
}

#[derive(PartialEq, Eq)]
enum Step {
    On,
    Stop,
}

/// The state of a walk back over the words before a number.
struct Walk {
    /// Nothing stands between the number and the next word that would keep it from being the label.
    direct: bool,
    numbered: bool,
    reachable: bool,
    lines: usize,
    words: usize,
    /// Digits of something else.
    digits: usize,
    /// There is a colon, a dot or a line end directly before the number.
    labelled: bool,
    /// A sign that ends a sentence, unless the word before it is an abbreviation.
    stop_ahead: bool,
}

impl Default for Walk {
    fn default() -> Self {
        Self {
            direct: true,
            numbered: false,
            reachable: false,
            lines: 0,
            words: 0,
            digits: 0,
            labelled: false,
            stop_ahead: false,
        }
    }
}

impl Walk {
    fn word(&mut self, text: &Text, word: &str, start: usize, end: usize) -> Option<Context> {
        let says = meaning(word);
        let stop = std::mem::take(&mut self.stop_ahead);
        if stop && matches!(says, Meaning::Other | Meaning::Possessive | Meaning::Filler | Meaning::At | Meaning::Unit)
        {
            return Some(Context::None);
        }
        if self.lines > 0 && !self.direct {
            return Some(Context::None);
        }
        match says {
            Meaning::For => return Some(Context::For),
            Meaning::Extension if word.starts_with(is_east_asian) => return Some(Context::Against),
            // A single letter needs a colon or the like.
            Meaning::Label if self.direct && (self.labelled || word.chars().nth(1).is_some()) => {
                return Some(Context::For);
            }
            Meaning::Against if !self.reachable => {
                let (earlier, _) = before_space(text, start);
                // "to order", "just in case".
                let to_order = matches!(earlier.as_str(), "to" | "in" | "any");
                let caller = earlier == "caller";
                if caller {
                    return Some(Context::For);
                }
                if !to_order {
                    return Some(if self.direct { Context::Against } else { Context::None });
                }
            }
            Meaning::Thing | Meaning::Person if self.direct && (self.numbered || numbered_before(text, start)) => {
                return Some(Context::Against);
            }
            Meaning::Thing if self.direct => return Some(Context::None),

            Meaning::Number if self.direct => {
                // "S/N", "P/N".
                if word == "n" && text.before(start) == '/' {
                    return Some(Context::Against);
                }
                // "Kd.-Nr.": the number of something, and only a phone has one that is meant here.
                if text.before(start) == '-' && start > 1 {
                    let (of, _) = before_mark(text, start - 1);
                    return Some(if meaning(&of) == Meaning::For { Context::For } else { Context::Against });
                }
                self.numbered = true;
                let (earlier, _) = before_space(text, start);
                if meaning(&earlier) == Meaning::Possessive {
                    return Some(Context::For);
                }
            }
            // "Référence client": the noun before it decides.
            Meaning::Person if self.direct => {}
            Meaning::Filler => {}
            Meaning::At => {
                self.reachable = true;
                self.direct = false;
            }
            _ => {
                self.direct = false;
                self.words += 1;
                if self.words > PATIENCE {
                    return Some(Context::None);
                }
            }
        }
        let _ = end;
        None
    }

    fn sign(&mut self, text: &Text, at: usize) -> Step {
        match text.at(at) {
            '\n' | '\t' => {
                self.lines += 1;
                self.labelled = true;
                if self.lines > 1 {
                    return Step::Stop;
                }
            }
            ':' | '\u{ff1a}' | '=' => self.labelled |= self.words == 0,
            '.' if !text.at(at + 1).is_ascii_digit() => {
                self.labelled |= self.words == 0;
                self.stop_ahead = true;
            }
            '!' | '?' | ';' | '\u{3002}' | '\u{ff01}' | '\u{ff1f}' => return Step::Stop,
            '#' | '\u{2116}' => self.numbered |= self.direct,
            '0'..='9' => {
                self.direct = false;
                self.digits += 1;
                // Beyond another number no word is about this one.
                if self.digits > 5 {
                    return Step::Stop;
                }
            }
            _ => {}
        }
        Step::On
    }
}
