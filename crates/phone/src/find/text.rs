//! A text as the finder sees it: every sign made uniform, with its place in the original.

use std::ops::Range;

use super::Candidate;
use crate::text::uniform;

/// How much of what stands around is looked at: enough for a label and an IBAN.
const BEFORE: usize = 80;
const AFTER: usize = 40;

/// One character that can be seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sign {
    /// As the library knows it; line ends and tabs are kept apart from spaces.
    pub(super) c: char,
    /// As it is written.
    pub(super) raw: char,
    /// In UTF-16 units of the candidate's text; nothing outside of it.
    place: Option<(usize, usize)>,
}

/// What stands before a candidate, the candidate and what stands after it, in one row.
pub(super) struct Text {
    signs: Vec<Sign>,
    /// Which of the signs are the candidate's own.
    own: Range<usize>,
}

impl Text {
    pub(super) fn of(candidate: &Candidate<'_>) -> Self {
        let mut signs = Vec::with_capacity(candidate.text.len() + BEFORE + AFTER);
        let skipped = candidate.before.chars().count().saturating_sub(BEFORE);
        append(&mut signs, candidate.before.chars().skip(skipped), false);
        let start = signs.len();
        append(&mut signs, candidate.text.chars(), true);
        let own = start..signs.len();
        append(&mut signs, candidate.after.chars().take(AFTER), false);
        Self { signs, own }
    }

    /// How many signs there are, with those around the candidate.
    pub(super) fn len(&self) -> usize {
        self.signs.len()
    }

    /// Whether all of `range` is the candidate's own.
    pub(super) fn owns(&self, range: &Range<usize>) -> bool {
        self.own.start <= range.start && range.end <= self.own.end
    }

    pub(super) fn sign(&self, at: usize) -> Option<Sign> {
        self.signs.get(at).copied()
    }

    /// The uniform character, or a line end beyond either border.
    pub(super) fn at(&self, at: usize) -> char {
        self.signs.get(at).map_or('\n', |sign| sign.c)
    }

    /// The uniform character before `at`.
    pub(super) fn before(&self, at: usize) -> char {
        at.checked_sub(1).map_or('\n', |before| self.at(before))
    }

    pub(super) fn signs(&self, range: Range<usize>) -> impl DoubleEndedIterator<Item = Sign> {
        self.signs.get(range).unwrap_or_default().iter().copied()
    }

    pub(super) fn written(&self, range: Range<usize>) -> String {
        self.signs(range).map(|sign| sign.c).collect()
    }

    /// Where in the candidate's text the signs are, in UTF-16 units, up to its end: a context may stand behind it.
    pub(super) fn place(&self, range: &Range<usize>) -> Option<(usize, usize)> {
        let (start, _) = self.signs.get(range.start)?.place?;
        let (_, end) = self.signs.get(range.end.min(self.own.end).checked_sub(1)?)?.place?;
        Some((start, end))
    }
}

fn append(signs: &mut Vec<Sign>, text: impl Iterator<Item = char>, own: bool) {
    let mut position = 0;
    for raw in text {
        let start = position;
        position += raw.len_utf16();
        if let Some(c) = seen(raw, signs.last().map(|sign| sign.c)) {
            signs.push(Sign { c, raw, place: own.then_some((start, position)) });
        }
    }
}

/// The uniform character. The Japanese long vowel and the middle dot are a dash and a dot among digits only.
fn seen(raw: char, before: Option<char>) -> Option<char> {
    match raw {
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some('\t'),
        '\u{30fc}' | '\u{30fb}' | '\u{b7}' | '\u{2022}'
            if !before.is_some_and(|c| c.is_ascii_digit() || matches!(c, ')' | ']')) =>
        {
            Some(raw)
        }
        // What makes a key of a digit.
        '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' => None,
        _ => uniform(raw),
    }
}
