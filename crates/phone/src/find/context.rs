//! What the words around a number say of it, all together.

use std::ops::Range;

use super::{
    text::Text,
    vocabulary::{Meaning, meaning},
    words::{before_mark, before_space, ending_at, is_east_asian, is_letter, of_a_word, starting_at},
};

/// How far back a word is looked for, and how far on.
const REACH: usize = 64;
const REACH_AFTER: usize = 40;
/// How many words that say nothing may stand between.
const PATIENCE: usize = 5;
/// How many words there may be in "is the best number to reach me".
const LONGEST_CLAUSE: usize = 6;
/// How much of a row of cells is looked at.
const LONGEST_ROW: usize = 120;

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

/// What the words before `at` say of a number there. The nearest word that says anything counts, within the sentence; of
/// the line above, only a label.
pub(super) fn before(text: &Text, at: usize) -> Context {
    let least = at.saturating_sub(REACH);
    let mut end = at;
    let mut walk = Walk::default();
    while end > least {
        let c = text.before(end);
        if of_a_word(c) {
            let (word, start) = ending_at(text, end);
            if let Some(context) = walk.word(text, &word, start) {
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
    let most = (at + REACH_AFTER).min(text.len());
    let mut at = at;
    let mut words = 0;
    let mut copula = false;
    while at < most {
        let c = text.at(at);
        if of_a_word(c) {
            let word = starting_at(text, at);
            let next = (at + 1..most).find(|at| !of_a_word(text.at(*at))).unwrap_or(most);
            // With a colon it is the label of what comes next.
            let labels_next = (next..next + 3).any(|at| matches!(text.at(at), ':' | '#' | '0'..='9' | '+'));
            match meaning(&word) {
                Meaning::For if !labels_next => return Context::For,
                Meaning::Against if copula && !labels_next => return Context::Against,
                Meaning::Filler => copula = true,
                Meaning::Possessive | Meaning::Number => {}
                _ if copula && words < LONGEST_CLAUSE => {}
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
    fn word(&mut self, text: &Text, word: &str, start: usize) -> Option<Context> {
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
            Meaning::Against if !self.reachable => match before_space(text, start).0.as_str() {
                "caller" => return Some(Context::For),
                // "to order", "just in case".
                "to" | "in" | "any" => {}
                _ => return Some(if self.direct { Context::Against } else { Context::None }),
            },
            Meaning::Thing | Meaning::Person if self.direct && (self.numbered || numbered_before(text, start)) => {
                return Some(Context::Against);
            }
            Meaning::Thing if self.direct => return Some(Context::None),
            Meaning::Number if self.direct => {
                self.numbered = true;
                return number_of_what(text, word, start);
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

/// What the word before "number" says of it, where that settles it.
fn number_of_what(text: &Text, word: &str, start: usize) -> Option<Context> {
    // "S/N", "P/N".
    if word == "n" && text.before(start) == '/' {
        return Some(Context::Against);
    }
    // "Kd.-Nr.": the number of something, and of phones alone it is ours.
    if text.before(start) == '-' && start > 1 {
        let (of, _) = before_mark(text, start - 1);
        return Some(if meaning(&of) == Meaning::For { Context::For } else { Context::Against });
    }
    let (of, _) = before_space(text, start);
    (meaning(&of) == Meaning::Possessive).then_some(Context::For)
}
