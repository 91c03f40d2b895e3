//! What is typed behind a `/` at the beginning of a word, and what is put in its place. Places are in UTF-16 units, as
//! text controls count them.

use std::ops::Range;

use genesys::substitution;

/// A search is no longer than this: whoever writes more writes a text.
const QUERY_AT_MOST: usize = 40;

/// A search that is being typed into a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Slash {
    /// The slash.
    pub(crate) start: u32,
    /// What is behind it, up to the caret.
    pub(crate) query: String,
}

/// A text into which something was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inserted {
    /// The whole text.
    pub(crate) text: String,
    /// What is to be selected: the first thing to be filled in of what was put in, else its end.
    pub(crate) select: Range<u32>,
}

/// The search at the caret: from the last slash that begins a word, in this line.
pub(crate) fn at(text: &str, caret: u32) -> Option<Slash> {
    let before = &text[..byte(text, caret)];
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    let begins_word = |at: &usize| before[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let at = before[line..].match_indices('/').map(|(at, _)| line + at).rfind(begins_word)?;
    let query = &before[at + 1..];
    let is_search = !query.starts_with(char::is_whitespace) && query.chars().count() <= QUERY_AT_MOST;
    is_search.then(|| Slash { start: units(&text[..at]), query: query.to_owned() })
}

/// Puts `new` in the place of a part of `text`.
pub(crate) fn insert(text: &str, place: Range<u32>, new: &str) -> Inserted {
    let start = byte(text, place.start);
    let end = byte(text, place.end).max(start);
    let begin = units(&text[..start]);
    let select = match substitution::open(new).next() {
        Some(open) => begin + units(&new[..open.range.start])..begin + units(&new[..open.range.end]),
        None => begin + units(new)..begin + units(new),
    };
    Inserted { text: [&text[..start], new, &text[end..]].concat(), select }
}

/// The next thing to be filled in behind `caret`, or before it.
pub(crate) fn open_beside(text: &str, caret: u32, before: bool) -> Option<Range<u32>> {
    let caret = byte(text, caret);
    let mut open = substitution::open(text).map(|open| open.range);
    let found =
        if before { open.filter(|range| range.end <= caret).last() } else { open.find(|range| range.start >= caret) }?;
    Some(units(&text[..found.start])..units(&text[..found.end]))
}

/// Where what `id` names is to be filled in first.
pub(crate) fn open_field(text: &str, id: &str) -> Option<Range<u32>> {
    let found = substitution::open(text).find(|open| open.id == id)?.range;
    Some(units(&text[..found.start])..units(&text[..found.end]))
}

pub(crate) fn units(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// The byte at which the `place`th unit begins; the end, where there are fewer.
fn byte(text: &str, place: u32) -> usize {
    let mut units = 0;
    let place = place as usize;
    let reached = |one: &(usize, char)| {
        let here = units;
        units += one.1.len_utf16();
        here >= place
    };
    text.char_indices().find(reached).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The caret is at `|`.
    fn search(marked: &str) -> Option<(u32, String)> {
        let caret = units(&marked[..marked.find('|').unwrap()]);
        at(&marked.replace('|', ""), caret).map(|slash| (slash.start, slash.query))
    }

    #[test]
    fn a_slash_that_begins_a_word_begins_a_search() {
        for (marked, expected) in [
            ("/|", Some((0, ""))),
            ("/he|llo", Some((0, "he"))),
            ("Hi /th|", Some((3, "th"))),
            ("Grüße 👋 /th|", Some((9, "th"))),
            ("one\n/new time|", Some((4, "new time"))),
            ("/a /b|", Some((3, "b"))),
            ("/and/or|", Some((0, "and/or"))),
            ("\u{a0}/|", Some((1, ""))),
            ("|/", None),
            ("24/7|", None),
            ("and / or|", None),
            ("https://lumen.example/|", None),
            ("/one\ntwo|", None),
            ("", None),
        ] {
            let marked = if marked.is_empty() { "|" } else { marked };
            assert_eq!(search(marked), expected.map(|(start, query)| (start, query.to_owned())), "{marked}");
        }
        let long = "x".repeat(QUERY_AT_MOST);
        assert!(search(&format!("/{long}|")).is_some());
        assert_eq!(search(&format!("/{long}x|")), None);
    }

    #[test]
    fn what_is_put_in_takes_the_place_of_the_search() {
        let put = |text: &str, place: Range<u32>, new: &str| {
            let Inserted { text, select } = insert(text, place, new);
            (text, select)
        };
        assert_eq!(put("Hi /th!", 3..6, "thanks"), ("Hi thanks!".to_owned(), 9..9));
        assert_eq!(put("👋 /th", 3..6, "for {{a}} and {{b}}"), ("👋 for {{a}} and {{b}}".to_owned(), 7..12));
        assert_eq!(put("{{old}} /", 8..9, "new"), ("{{old}} new".to_owned(), 11..11));
        // Half a character, and beyond the end: what was typed stays whole.
        assert_eq!(put("👋", 1..9, "!"), ("👋!".to_owned(), 3..3));
        assert_eq!(put("ab", Range { start: 2, end: 0 }, "!"), ("ab!".to_owned(), 3..3));
    }

    #[test]
    fn what_is_to_be_filled_in_is_gone_to_in_order() {
        let text = "é {{a}} 👋 {{b}}, {{a}}";
        for (caret, before, expected) in [
            (0, false, Some(2..7)),
            (2, false, Some(2..7)),
            (3, false, Some(11..16)),
            (7, false, Some(11..16)),
            (16, false, Some(18..23)),
            (23, false, None),
            (18, true, Some(11..16)),
            (11, true, Some(2..7)),
            (2, true, None),
        ] {
            assert_eq!(open_beside(text, caret, before), expected, "{caret} {before}");
        }
        assert_eq!(open_field(text, "b"), Some(11..16));
        assert_eq!(open_field(text, "a"), Some(2..7));
        assert_eq!(open_field(text, "c"), None);
    }

    #[cfg(not(target_family = "wasm"))]
    mod always {
        use proptest::prelude::*;

        use super::super::*;

        /// Words, slashes, characters of two units, lines, things to be filled in.
        const TEXT: &str = "([a-zß/ 👋\n{}]|/he|[{]{2}a[}]{2}){0,16}";

        proptest! {
            #[test]
            fn what_was_typed_around_the_caret_stays(text in TEXT, caret in 0_u32..40, new in TEXT) {
                let Some(slash) = at(&text, caret) else { return Ok(()) };
                let caret = caret.min(units(&text));
                let Inserted { text: after, select } = insert(&text, slash.start..caret, &new);
                let start = byte(&text, slash.start);
                let end = byte(&text, caret);
                // All that goes is the slash and what was searched for.
                prop_assert_eq!(&text[start..end], format!("/{}", slash.query));
                prop_assert_eq!(&after, &format!("{}{new}{}", &text[..start], &text[end..]));
                // And what is selected is of what was put in.
                let selected = byte(&after, select.start)..byte(&after, select.end);
                prop_assert!(selected.start >= start && selected.end <= start + new.len());
                if !selected.is_empty() {
                    prop_assert_eq!(substitution::open(&after[selected]).count(), 1);
                }
            }

            #[test]
            fn whatever_place_is_named_nothing_else_goes(text in TEXT, a in 0_u32..40, b in 0_u32..40, new in TEXT) {
                let Inserted { text: after, .. } = insert(&text, a..b, &new);
                let start = byte(&text, a);
                prop_assert!(after.starts_with(&text[..start]));
                prop_assert!(after[start..].starts_with(&new));
                prop_assert!(text.ends_with(&after[start + new.len()..]));
            }

            #[test]
            fn going_on_comes_to_everything_that_is_open_once(text in TEXT) {
                let mut caret = 0;
                let mut seen = 0;
                while let Some(range) = open_beside(&text, caret, false) {
                    prop_assert!(range.end > caret);
                    caret = range.end;
                    seen += 1;
                }
                prop_assert_eq!(seen, substitution::open(&text).count());
            }
        }
    }
}
