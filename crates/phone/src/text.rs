//! The part of a text that is the phone number, with its signs made uniform.

use std::borrow::Cow;

use rlibphonenumber::PHONE_NUMBER_UTIL;

use crate::parse::Problem;

/// A text in which there is something like a phone number.
pub(crate) struct Written {
    /// Digits are ASCII, separators those that the library knows, invisible characters gone.
    text: String,
    /// Where in it the number is: from its plus or first digit to its last.
    start: usize,
    end: usize,
    /// A URI is read as such by the library.
    uri: bool,
}

impl Written {
    /// Finds the number in `text`.
    pub(crate) fn read(text: &str) -> Result<Self, Problem> {
        if let Some(uri) = read_uri(text) {
            let end = uri.len();
            let written = Self { text: uri, start: 0, end, uri: true };
            return if written.digits().next().is_some() { Ok(written) } else { Err(Problem::NotANumber) };
        }
        let text: String = text.chars().filter_map(uniform).collect();
        let Some(first) = text.find(|c: char| c.is_ascii_digit()) else {
            return Err(no_digits(&text));
        };
        let before = &text[..first];
        let start = before.trim_end_matches(is_separator).strip_suffix('+').map_or(first, str::len);
        let last = text.rfind(|c: char| c.is_ascii_digit()).map_or(first, |last| last + 1);
        // American extensions may be closed by a hash.
        let end = if text[last..].starts_with('#') { last + 1 } else { last };
        Ok(Self { text, start, end, uri: false })
    }

    /// The number, as the library takes it.
    pub(crate) fn number(&self) -> &str {
        &self.text[self.start..self.end]
    }

    /// The ASCII digits of the number, in their order.
    pub(crate) fn digits(&self) -> impl Iterator<Item = char> {
        self.number().chars().filter(char::is_ascii_digit)
    }

    /// The number's plus and digits.
    pub(crate) fn keys(&self) -> String {
        let plus = self.number().starts_with('+').then_some('+');
        plus.into_iter().chain(self.digits()).collect()
    }

    /// Whether the number holds nothing but a leading plus, digits and separators.
    pub(crate) fn is_clean(&self) -> bool {
        let number = self.number();
        let digits = number.strip_prefix('+').unwrap_or(number);
        !self.uri && digits.chars().all(|c| c.is_ascii_digit() || is_separator(c))
    }

    /// Whether the text is a `tel:` or `sms:` URI.
    pub(crate) fn is_uri(&self) -> bool {
        self.uri
    }

    /// Whether there is nothing but the number and separators in the text.
    pub(crate) fn is_bare(&self) -> bool {
        self.is_clean()
            && self.text[..self.start].chars().all(is_separator)
            && self.text[self.end..].chars().all(is_separator)
    }

    /// Whether the text holds letters, in or beside the number.
    pub(crate) fn has_letters(&self) -> bool {
        self.subscriber().chars().any(char::is_alphabetic)
    }

    /// What of the number comes before its first letter.
    pub(crate) fn before_letters(&self) -> Option<&str> {
        self.number().split(char::is_alphabetic).next()
    }

    /// The text without the scheme and the parameters of a URI, whose letters are no part of the number.
    fn subscriber(&self) -> &str {
        if !self.uri {
            return &self.text;
        }
        let text = self.text.strip_prefix("tel:").unwrap_or(&self.text);
        text.split(';').next().unwrap_or_default()
    }
}

fn no_digits(text: &str) -> Problem {
    let text = text.trim();
    if text.is_empty() {
        Problem::Empty
    } else if text == "+" {
        Problem::CallingCodeIncomplete
    } else if text.contains(char::is_alphabetic) {
        Problem::Letters
    } else {
        Problem::NotANumber
    }
}

/// A `tel:` or `sms:` URI as a `tel:` URI without escapes and without the query (the text to send).
fn read_uri(text: &str) -> Option<String> {
    let (scheme, rest) = text.trim().split_once(':')?;
    if !["tel", "sms", "smsto"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let subscriber = rest.split('?').next().unwrap_or_default();
    let subscriber: String = unescape(subscriber.trim()).chars().filter_map(uniform).collect();
    Some(format!("tel:{}", subscriber.trim_start_matches("//")))
}

/// Percent-escapes of ASCII characters, resolved.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut parts = text.split('%');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let escaped = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        match escaped {
            Some(byte) => {
                plain.push(char::from(byte));
                plain.push_str(&part[2..]);
            }
            None => {
                plain.push('%');
                plain.push_str(part);
            }
        }
    }
    Cow::Owned(plain)
}

/// A character as the library knows it: digits in ASCII, one space, one dash; none for what cannot be seen.
pub(crate) fn uniform(c: char) -> Option<char> {
    match c {
        '0'..='9' | ' ' => Some(c),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '\u{b7}' | '\u{2022}' | '\u{30fb}' | '\u{ff0e}' => Some('.'),
        '\u{fe62}' | '\u{ff0b}' => Some('+'),
        '\u{ff08}' => Some('('),
        '\u{ff09}' => Some(')'),
        '\u{ff0f}' => Some('/'),
        _ if c.is_whitespace() => Some(' '),
        _ if !c.is_ascii() && c.is_numeric() => {
            PHONE_NUMBER_UTIL.normalize_digits_only(c.encode_utf8(&mut [0; 4])).chars().next().or(Some(c))
        }
        _ => Some(c),
    }
}

/// What may stand between the digits of a number.
fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '.' | '(' | ')' | '[' | ']' | '/')
}
