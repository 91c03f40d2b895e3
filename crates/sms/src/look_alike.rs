//! Characters that force UCS-2 although the GSM alphabet has something that looks the same.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A text without look-alikes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Simplified {
    /// The text after the replacements.
    pub text: String,
    /// What was replaced, in order; empty if the text had no look-alikes.
    pub replacements: Vec<Replacement>,
}

/// One look-alike and what took its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replacement {
    /// Where it was: a range of bytes in the text before.
    pub at: Range<usize>,
    /// What it was.
    pub from: String,
    /// What took its place; empty for a character that cannot be seen.
    pub to: String,
}

/// Replaces each look-alike in `text`: typographic quotes, dashes, dots and spaces, full-width letters, letters written as
/// a base and an accent. What has no like in the GSM alphabet (an emoji, Cyrillic) stays; [`crate::measure`] of the result
/// tells whether the text got cheaper.
///
/// ```
/// let simplified = sms::simplify("“Wait…”\u{a0}– 😀");
/// assert_eq!(simplified.text, "\"Wait...\" - 😀");
/// assert_eq!(simplified.replacements.len(), 5);
/// ```
#[must_use]
pub fn simplify(text: &str) -> Simplified {
    let mut simplified = Simplified { text: String::with_capacity(text.len()), replacements: Vec::new() };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let composed = chars.peek().and_then(|(_, mark)| compose(c, *mark));
        let (len, to) = match composed {
            Some(letter) => {
                let mark = chars.next().map_or(0, |(_, mark)| mark.len_utf8());
                (c.len_utf8() + mark, Some(letter.to_string()))
            }
            None => (c.len_utf8(), look_alike(c)),
        };
        let Some(to) = to else {
            simplified.text.push(c);
            continue;
        };
        simplified.text.push_str(&to);
        let at = at..at + len;
        simplified.replacements.push(Replacement { from: text[at.clone()].to_owned(), at, to });
    }
    simplified
}

fn look_alike(c: char) -> Option<String> {
    let to = match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | 'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | '`' | '´' => "'",
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | 'ʺ' | '〝' | '〞' => "\"",
        '‐'..='―' | '−' | '⁃' | '﹘' | '﹣' | '•' => "-",
        '…' => "...",
        '‥' => "..",
        '․' | '·' => ".",
        '⁄' | '∕' => "/",
        '∗' => "*",
        '×' => "x",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\t' => " ",
        '\u{85}' | '\u{2028}' | '\u{2029}' => "\n",
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => "",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        '\u{212a}' => "K",
        '\u{212b}' => "Å",
        '\u{2126}' => "Ω",
        '\u{2206}' => "Δ",
        '！'..='～' => return full_width(c),
        _ => return None,
    };
    Some(to.to_owned())
}

/// Full-width characters stand in the order of ASCII.
fn full_width(c: char) -> Option<String> {
    let plain = char::from_u32(u32::from(c) - u32::from('！') + u32::from('!'))?;
    Some(look_alike(plain).unwrap_or_else(|| plain.to_string()))
}

/// The letter of the GSM alphabet that a base and a combining mark make.
fn compose(base: char, mark: char) -> Option<char> {
    Some(match (base, mark) {
        ('a', '\u{300}') => 'à',
        ('e', '\u{300}') => 'è',
        ('i', '\u{300}') => 'ì',
        ('o', '\u{300}') => 'ò',
        ('u', '\u{300}') => 'ù',
        ('e', '\u{301}') => 'é',
        ('E', '\u{301}') => 'É',
        ('n', '\u{303}') => 'ñ',
        ('N', '\u{303}') => 'Ñ',
        ('a', '\u{308}') => 'ä',
        ('o', '\u{308}') => 'ö',
        ('u', '\u{308}') => 'ü',
        ('A', '\u{308}') => 'Ä',
        ('O', '\u{308}') => 'Ö',
        ('U', '\u{308}') => 'Ü',
        ('a', '\u{30a}') => 'å',
        ('A', '\u{30a}') => 'Å',
        ('C', '\u{327}') => 'Ç',
        _ => return None,
    })
}
