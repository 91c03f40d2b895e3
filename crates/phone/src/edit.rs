//! One change to a field that holds a phone number.

use crate::{
    as_you_type::AsYouType,
    country::Country,
    number::Number,
    parse::{MAX_DIGITS, Problem, abroad_prefix_len, parse, read_by},
    plan::Plan,
    text::{Written, uniform},
};

/// A field after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// What the field should show.
    pub text: String,
    /// Where in it the caret should be, in UTF-16 code units; never beyond the end, never within a character.
    pub caret: usize,
    /// The country of the number: the given one, or another's if the number is written with another calling code.
    pub country: Country,
    /// The number, or what is still wrong with it.
    pub number: Result<Number, Problem>,
}

/// Takes what a field holds after a key, a paste or a backspace and says what it should show: the digits grouped as
/// [`AsYouType`] does, the caret after the same digit as before. `caret` is counted in UTF-16 code units, as
/// `selectionStart` is.
///
/// Digits are never lost and never change their order, but a prefix for abroad (011) becomes the plus that it stands for.
/// The rest of the text gives way where it is separators, or words around a number that is complete; text in which no
/// number is certain is left as it is. A second call with the result changes nothing.
///
/// ```
/// # use phone::{Country, edit};
/// let us = Country::new("US").expect("supported");
/// // A 5 was typed after the area code of "(317) 55-0142".
/// let edited = edit("(317) 555-0142", 7, us);
/// assert_eq!((edited.text.as_str(), edited.caret), ("(317) 555-0142", 7));
/// // A number from abroad brings its country along.
/// assert_eq!(edit("+49 170 12", 10, us).country.code(), "DE");
/// ```
#[must_use]
pub fn edit(text: &str, caret: usize, default: Country) -> Edited {
    edit_leaning(text, caret, default, Lean::Back)
}

/// As [`edit`], after the Delete key (`inputType` is `deleteContentForward`): the caret goes before the same digit as
/// before. So a Delete at a separator, which comes back, has moved over it.
#[must_use]
pub fn edit_deleting_forward(text: &str, caret: usize, default: Country) -> Edited {
    edit_leaning(text, caret, default, Lean::Forward)
}

/// Beside which digit the caret stays when separators come and go around it.
#[derive(Clone, Copy)]
enum Lean {
    Back,
    Forward,
}

fn edit_leaning(text: &str, caret: usize, default: Country, lean: Lean) -> Edited {
    let number = parse(text, default);
    let written = Written::read(text).ok();
    let Some(keys) = written.as_ref().and_then(|written| replacement(written, &number, default)) else {
        let country = written.map_or(default, |written| country(written.number(), &number, default));
        return Edited { text: text.to_owned(), caret: floor_utf16(text, caret), country, number };
    };
    let shown = grouped(&keys.shown, default);
    let before = keys.shown_before(typed_before(text, caret));
    let caret = match lean {
        Lean::Back => after_key(&shown, before),
        Lean::Forward => before_key(&shown, before),
    };
    let country = country(&keys.shown, &number, default);
    Edited { text: shown, caret, country, number }
}

/// The plus and the digits that take the place of a text.
struct Keys {
    shown: String,
    /// How many digits of the text the plus stands for: those of a prefix for abroad.
    behind_plus: usize,
}

impl Keys {
    /// How many of the keys are before a place that has this plus and these digits of the text before it.
    fn shown_before(&self, (plus, digits): (bool, usize)) -> usize {
        match digits.checked_sub(self.behind_plus) {
            Some(digits) => digits + usize::from(self.shown.starts_with('+') && (plus || self.behind_plus > 0)),
            None => 0,
        }
    }
}

/// What takes the place of the text, if anything may. A prefix for abroad is a plus once a calling code follows: it means
/// the same wherever it is dialled from, also in the country that the field changes to.
fn replacement(written: &Written, number: &Result<Number, Problem>, default: Country) -> Option<Keys> {
    let keys = match number {
        Ok(number) if written.is_uri() => {
            return Some(Keys { shown: number.e164().to_owned(), behind_plus: 0 });
        }
        Ok(_) if written.is_clean() => written.keys(),
        _ if written.is_bare() => written.keys(),
        _ => return None,
    };
    if keys.len() > MAX_DIGITS {
        return None;
    }
    let digits = keys.strip_prefix('+').unwrap_or(&keys);
    let abroad = match Plan::starting(digits) {
        // A plus with a prefix for abroad after it means it once; what is not finished may still mean something else.
        None if keys.starts_with('+') && number.is_ok() => abroad_prefix_len(digits, default),
        _ => abroad_prefix_len(&keys, default),
    };
    match digits.get(abroad..) {
        Some(rest) if abroad > 0 && Plan::starting(rest).is_some() => {
            Some(Keys { shown: format!("+{rest}"), behind_plus: abroad })
        }
        _ => Some(Keys { shown: keys, behind_plus: 0 }),
    }
}

fn grouped(keys: &str, default: Country) -> String {
    let mut typing = AsYouType::new(default);
    let mut shown = "";
    for key in keys.chars() {
        shown = typing.push(key);
    }
    shown.trim_end().to_owned()
}

/// A number with a plus brings its country along. One without is dialled from here, whoever it belongs to.
fn country(written: &str, number: &Result<Number, Problem>, default: Country) -> Country {
    if !written.starts_with('+') {
        return default;
    }
    match number {
        Ok(number) => number.country(),
        Err(_) => read_by(written, default),
    }
}

/// Whether there is a plus, and how many digits, before the caret.
fn typed_before(text: &str, caret: usize) -> (bool, usize) {
    let (mut position, mut plus, mut digits) = (0, false, 0);
    for c in text.chars() {
        position += c.len_utf16();
        if position > caret {
            break;
        }
        match uniform(c) {
            Some('0'..='9') => digits += 1,
            Some('+') => plus = true,
            _ => {}
        }
    }
    (plus, digits)
}

fn is_key(c: char) -> bool {
    c == '+' || c.is_ascii_digit()
}

/// The place after the first `keys` keys of what is shown, which is ASCII.
fn after_key(shown: &str, keys: usize) -> usize {
    let Some(last) = keys.checked_sub(1) else {
        return 0;
    };
    shown.match_indices(is_key).nth(last).map_or(shown.len(), |(at, _)| at + 1)
}

/// The place before the key that follows the first `keys` keys of what is shown.
fn before_key(shown: &str, keys: usize) -> usize {
    shown.match_indices(is_key).nth(keys).map_or(shown.len(), |(at, _)| at)
}

/// `caret`, or the nearest place before it that is within the text and between two characters.
fn floor_utf16(text: &str, caret: usize) -> usize {
    let ends = text.chars().scan(0, |position, c| {
        *position += c.len_utf16();
        Some(*position)
    });
    ends.take_while(|end| *end <= caret).last().unwrap_or(0)
}
