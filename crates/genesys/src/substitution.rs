//! What a canned response leaves to be filled in: `{{id}}` in its text.
//!
//! An identifier is anything but braces and line breaks; blanks around it do not count.

use std::ops::Range;

/// A place of a text that is to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open<'a> {
    /// Where it is, braces and all, in bytes.
    pub range: Range<usize>,
    /// What is wanted there.
    pub id: &'a str,
}

/// The places of `text` that are to be filled in, in order.
pub fn open(text: &str) -> impl Iterator<Item = Open<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find("{{")?;
            let inside = &text[start + 2..];
            let end = inside.find(['{', '}', '\n', '\r'])?;
            let id = inside[..end].trim();
            if inside[end..].starts_with("}}") && !id.is_empty() {
                let range = start..start + 2 + end + 2;
                from = range.end;
                return Some(Open { range, id });
            }
            // The second brace may begin another.
            from = start + 1;
        }
    })
}

/// `text` with what `value` knows filled in; the rest stays open.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = 0;
    for Open { range, id } in open(text) {
        filled.push_str(&text[rest..range.start]);
        filled.push_str(value(id).unwrap_or(&text[range.clone()]));
        rest = range.end;
    }
    filled.push_str(&text[rest..]);
    filled
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fill, open};

    #[test]
    fn what_is_open_is_found() {
        for (text, ids) in [
            ("", &[][..]),
            ("Hello {{CUSTOMER_NAME}}, this is {{ agent name }}.", &["CUSTOMER_NAME", "agent name"]),
            ("{{a}}{{b}}", &["a", "b"]),
            ("{{{a}}}", &["a"]),
            ("{{a {{b}}", &["b"]),
            ("{{{{a}}", &["a"]),
            ("{{größe}} €", &["größe"]),
            ("{{}} {{ }} {a} {{a} {a}} {{a\nb}} {{", &[]),
            ("} }} {{ a }b}}", &[]),
            ("{{a}", &[]),
        ] {
            assert_eq!(open(text).map(|it| it.id).collect::<Vec<_>>(), ids, "{text}");
        }
    }

    #[test]
    fn what_is_known_is_filled_in_and_the_rest_stays() {
        let known = |id: &str| match id {
            "who" => Some("Maya"),
            "none" => Some(""),
            _ => None,
        };
        assert_eq!(fill("{{who}}: {{ what }}{{none}}, {{who}}!", known), "Maya: {{ what }}, Maya!");
    }

    proptest! {
        #[test]
        fn nothing_else_is_changed(text in "([{}]{0,3}[a-zé\n ]{0,3}){0,8}", value in "[a-z{}]{0,4}") {
            prop_assert_eq!(fill(&text, |_| None), text.clone());
            // What is filled in is not read again.
            let pieces: Vec<&str> = {
                let mut from = 0;
                let mut pieces: Vec<&str> = open(&text).map(|it| {
                    let piece = &text[from..it.range.start];
                    from = it.range.end;
                    piece
                }).collect();
                pieces.push(&text[from..]);
                pieces
            };
            prop_assert_eq!(fill(&text, |_| Some(&value)), pieces.join(&value));
        }
    }
}
