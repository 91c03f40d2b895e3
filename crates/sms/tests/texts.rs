//! Texts measured by hand, and any text at all.

use proptest::prelude::*;
use sms::{Encoding, MAX_CHARS, MAX_SEGMENTS, Unsendable, check, gsm7_units, measure, simplify, split};

use Encoding::{Gsm7, Ucs2};

/// The default table of GSM 03.38, a column of the standard (sixteen codes) a row. 0x1B is the escape to the extension.
const DEFAULT_TABLE: [[char; 16]; 8] = [
    ['@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å'],
    ['Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1b}', 'Æ', 'æ', 'ß', 'É'],
    [' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/'],
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?'],
    ['¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O'],
    ['P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§'],
    ['¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o'],
    ['p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à'],
];

/// The characters of the extension, at 0x0A, 0x14, 0x28, 0x29, 0x2F, 0x3C, 0x3D, 0x3E, 0x40 and 0x65.
const EXTENSION: [char; 10] = ['\u{c}', '^', '{', '}', '\\', '[', '~', ']', '|', '€'];

#[test]
fn the_alphabet_is_that_of_the_standard() {
    for c in '\0'..=char::MAX {
        let expected = if EXTENSION.contains(&c) {
            Some(2)
        } else if c != '\u{1b}' && DEFAULT_TABLE.as_flattened().contains(&c) {
            Some(1)
        } else {
            None
        };
        assert_eq!(gsm7_units(c), expected, "{c:?}");
    }
}

#[test]
fn texts_cost_what_the_standard_says() {
    // text, encoding, characters, units, parts, left in the last part
    let table: [(String, Encoding, usize, usize, usize, usize); 32] = [
        (String::new(), Gsm7, 0, 0, 0, 160),
        ("a".into(), Gsm7, 1, 1, 1, 159),
        ("Hello, Maya!\r\nYour room is ready.".into(), Gsm7, 33, 33, 1, 127),
        ("@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ".into(), Gsm7, 29, 29, 1, 131),
        ("¤¡ÄÖÑÜ§¿äöñüà".into(), Gsm7, 13, 13, 1, 147),
        ("€".into(), Gsm7, 1, 2, 1, 158),
        ("\u{c}^{}\\[~]|€".into(), Gsm7, 10, 20, 1, 140),
        ("a".repeat(159), Gsm7, 159, 159, 1, 1),
        ("a".repeat(160), Gsm7, 160, 160, 1, 0),
        ("a".repeat(161), Gsm7, 161, 161, 2, 145),
        ("a".repeat(306), Gsm7, 306, 306, 2, 0),
        ("a".repeat(307), Gsm7, 307, 307, 3, 152),
        ("a".repeat(765), Gsm7, 765, 765, 5, 0),
        ("a".repeat(766), Gsm7, 766, 766, 6, 152),
        ("€".repeat(80), Gsm7, 80, 160, 1, 0),
        // 159 and a pair do not fit into 160.
        (format!("{}€", "a".repeat(159)), Gsm7, 160, 161, 2, 145),
        // The pair would straddle 152|153: the first part ends one short.
        (format!("{}€{}", "a".repeat(152), "a".repeat(20)), Gsm7, 173, 174, 2, 131),
        // 76 pairs and one unit lost a part: 380 pairs are five parts, and one more is a sixth.
        ("€".repeat(380), Gsm7, 380, 760, 5, 1),
        ("€".repeat(381), Gsm7, 381, 762, 6, 151),
        ("ç".into(), Ucs2, 1, 1, 1, 69),
        ("\t".into(), Ucs2, 1, 1, 1, 69),
        ("\u{1b}".into(), Ucs2, 1, 1, 1, 69),
        ("It’s".into(), Ucs2, 4, 4, 1, 66),
        // In UCS-2 the characters of the extension take one unit.
        ("[€]’".into(), Ucs2, 4, 4, 1, 66),
        ("😀".into(), Ucs2, 2, 2, 1, 68),
        ("👩\u{200d}💻".into(), Ucs2, 5, 5, 1, 65),
        ("я".repeat(70), Ucs2, 70, 70, 1, 0),
        ("я".repeat(71), Ucs2, 71, 71, 2, 63),
        ("я".repeat(335), Ucs2, 335, 335, 5, 0),
        ("😀".repeat(35), Ucs2, 70, 70, 1, 0),
        // 33 pairs a part of 67, one unit lost in each full part.
        ("😀".repeat(36), Ucs2, 72, 72, 2, 61),
        // The pair would straddle 66|67.
        (format!("{}😀{}", "я".repeat(66), "я".repeat(10)), Ucs2, 78, 78, 2, 55),
    ];
    for (text, encoding, chars, units, segments, left) in table {
        let measure = measure(&text);
        let found = (measure.encoding, measure.chars, measure.units, measure.segments, measure.units_left_in_segment);
        assert_eq!(found, (encoding, chars, units, segments, left), "{text:?}");
    }
}

#[test]
fn the_dear_characters_are_named() {
    let text = "“Hi” 😀👍 ok";
    let named: Vec<_> = measure(text).offenders.into_iter().map(|at| &text[at]).collect();
    assert_eq!(named, ["“", "”", "😀👍"]);
    assert!(measure("Hi [€]").offenders.is_empty());
}

#[test]
fn what_cannot_be_sent_is_refused() {
    for empty in ["", " ", "\n\t", "\u{a0}\u{2003}"] {
        assert_eq!(check(empty), Err(Unsendable::Empty), "{empty:?}");
    }
    assert!(check(&"a".repeat(765)).is_ok());
    assert_eq!(check(&"a".repeat(766)), Err(Unsendable::TooManyChars { chars: 766 }));
    assert!(check(&"я".repeat(335)).is_ok());
    assert_eq!(check(&"я".repeat(336)), Err(Unsendable::TooManySegments { segments: 6 }));
    assert_eq!(check(&"€".repeat(381)), Err(Unsendable::TooManySegments { segments: 6 }));
    assert_eq!(check(&"😀".repeat(383)), Err(Unsendable::TooManyChars { chars: 766 }));
}

#[test]
fn look_alikes_are_replaced() {
    for (text, expected) in [
        ("Hi [€]", "Hi [€]"),
        ("‘a’ “b” „c‟ «d» ‹e› f′ g″ `h´", "'a' 'b' 'c' 'd' 'e' f' g' 'h'"),
        ("a‐b‑c‒d–e—f―g−h", "a-b-c-d-e-f-g-h"),
        ("Wait… a\u{a0}b\u{202f}c\u{2009}d\te", "Wait... a b c d e"),
        ("soft\u{ad}hy\u{200b}phen\u{feff}", "softhyphen"),
        ("ＡＢＣ（１２３）＇～", "ABC(123)'~"),
        ("Cafe\u{301} Mu\u{308}nchen man\u{303}ana", "Café München mañana"),
        ("ﬁne 5 × 3 ⁄ 2 • \u{2126}\u{212b}", "fine 5 x 3 / 2 - ΩÅ"),
        ("ç Привет 😀", "ç Привет 😀"),
        ("e\u{302}", "e\u{302}"),
    ] {
        let plain = simplify(text).text.replace('"', "'");
        assert_eq!(plain, expected, "{text:?}");
    }
    assert_eq!(simplify("“a”").text, "\"a\"");
}

fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[ -~\n]{0,80}",
        2 => "[€\\[\\]^{}~|]{0,40}",
        1 => "[“”‘’–—…\u{a0}ç]{0,3}",
        1 => "[\u{1f300}-\u{1f5ff}]{0,40}",
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

fn units(encoding: Encoding, text: &str) -> usize {
    match encoding {
        Gsm7 => text.chars().map(|c| gsm7_units(c).expect("of the alphabet")).sum(),
        Ucs2 => text.encode_utf16().count(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_are_the_text(text in any_text()) {
        let measure = measure(&text);
        let parts = split(&text);
        prop_assert_eq!(&parts.concat(), &text);
        prop_assert_eq!(parts.len(), measure.segments);
        prop_assert_eq!(parts.iter().map(|part| units(measure.encoding, part)).sum::<usize>(), measure.units);
        let capacity = match (measure.encoding, parts.len()) {
            (Gsm7, 0 | 1) => 160,
            (Gsm7, _) => 153,
            (Ucs2, 0 | 1) => 70,
            (Ucs2, _) => 67,
        };
        for (at, part) in parts.iter().enumerate() {
            let used = units(measure.encoding, part);
            // Full but for a pair that did not fit; a part is never cut within a character, or it were no text.
            prop_assert!(used <= capacity);
            prop_assert!(at + 1 == parts.len() || used + 1 >= capacity);
        }
        let last = parts.last().map_or(0, |part| units(measure.encoding, part));
        prop_assert_eq!(measure.units_left_in_segment, capacity - last);
    }

    #[test]
    fn offenders_are_all_that_is_beyond_the_alphabet(text in any_text()) {
        let measure = measure(&text);
        let mut rest = text.clone();
        for at in measure.offenders.iter().rev() {
            prop_assert!(text[at.clone()].chars().all(|c| gsm7_units(c).is_none()));
            rest.replace_range(at.clone(), "");
        }
        prop_assert!(rest.chars().all(|c| gsm7_units(c).is_some()));
        prop_assert_eq!(measure.encoding == Ucs2, !measure.offenders.is_empty());
    }

    #[test]
    fn what_is_sent_is_within_both_limits(text in any_text()) {
        match check(&text) {
            Ok(found) => {
                prop_assert_eq!(&found, &measure(&text));
                prop_assert!((1..=MAX_SEGMENTS).contains(&found.segments) && found.chars <= MAX_CHARS);
            }
            Err(Unsendable::Empty) => prop_assert!(text.trim().is_empty()),
            Err(Unsendable::TooManyChars { chars }) => prop_assert!(chars > MAX_CHARS),
            Err(Unsendable::TooManySegments { segments }) => prop_assert!(segments > MAX_SEGMENTS),
        }
    }

    #[test]
    fn a_replacement_can_be_undone_and_leaves_none_behind(text in any_text()) {
        let simplified = simplify(&text);
        let mut again = text.clone();
        for replacement in simplified.replacements.iter().rev() {
            prop_assert_eq!(&text[replacement.at.clone()], &replacement.from);
            prop_assert!(replacement.to.chars().all(|c| gsm7_units(c).is_some()));
            again.replace_range(replacement.at.clone(), &replacement.to);
        }
        prop_assert_eq!(&again, &simplified.text);
        prop_assert!(simplify(&simplified.text).replacements.is_empty());
    }
}
