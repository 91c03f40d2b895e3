//! A language that nobody speaks: English with marks on its letters, longer by a third, in brackets. What is not in it does
//! not come from the catalogue, and what has no room for it has none for German either.

use std::{borrow::Cow, cell::Cell};

/// Around every string, so that the end of each can be seen.
const BRACKETS: [char; 2] = ['⟦', '⟧'];

thread_local! {
    static ON: Cell<bool> = const { Cell::new(false) };
}

/// From now on strings are in it, or no longer.
pub(crate) fn speak(on: bool) {
    ON.set(on);
}

/// The string `key` of the catalogue in it, if it is spoken; what stands for arguments stays, and the language's own tag.
pub(crate) fn spoken<'t>(key: &str, text: &'t str) -> Cow<'t, str> {
    if !ON.get() || text.is_empty() || key == "language" {
        return Cow::Borrowed(text);
    }
    let marked: String = text.chars().map(marked).collect();
    // In words of six, where a line may break.
    let longer: String = "~~~~~ ".chars().cycle().take(text.chars().count().div_ceil(3)).collect();
    let [open, close] = BRACKETS;
    Cow::Owned(format!("{open}{marked}{longer}{close}"))
}

fn marked(letter: char) -> char {
    match letter {
        'A' => 'Å',
        'C' => 'Ç',
        'E' => 'É',
        'I' => 'Î',
        'N' => 'Ñ',
        'O' => 'Ö',
        'S' => 'Š',
        'U' => 'Û',
        'Y' => 'Ý',
        'a' => 'á',
        'c' => 'ç',
        'e' => 'é',
        'i' => 'î',
        'n' => 'ñ',
        'o' => 'ö',
        's' => 'š',
        'u' => 'û',
        'y' => 'ý',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_left_alone() {
        assert_eq!(spoken("transfer", "Transfer $1"), "Transfer $1");
        speak(true);
        assert_eq!(spoken("transfer", "Transfer $1"), "⟦Tráñšfér $1~~~~⟧");
        assert_eq!(spoken("language", "en"), "en");
        speak(false);
    }
}
