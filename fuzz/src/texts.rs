use sms::{Encoding, MAX_CHARS, MAX_SEGMENTS, Measure, Unsendable, check, gsm7_units, measure, simplify, split};

/// A text to be sent, in UTF-8.
pub fn texts(input: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(input) else { return false };
    let measure = measure(text);
    is_told_truly(text, &measure);

    let parts = split(text);
    assert_eq!(parts.concat(), text, "the parts are the text");
    assert_eq!(parts.len(), measure.segments);
    for part in &parts {
        assert!(units(part, measure.encoding) <= 160, "{part}");
    }
    assert_eq!(parts.iter().map(|part| units(part, measure.encoding)).sum::<usize>(), measure.units);

    let simple = simplify(text);
    let mut replaced = text.to_owned();
    for replacement in simple.replacements.iter().rev() {
        assert_eq!(text[replacement.at.clone()], replacement.from, "what was replaced is told");
        replaced.replace_range(replacement.at.clone(), &replacement.to);
    }
    assert_eq!(replaced, simple.text, "what took its place is told");
    for replacement in &simple.replacements {
        assert!(replacement.to.chars().all(|c| gsm7_units(c).is_some()), "{replacement:?} helps nobody");
    }
    let again = simplify(&simple.text);
    assert_eq!(again.text, simple.text, "a second time changes nothing");

    match check(text) {
        Ok(sendable) => assert_eq!(sendable, measure),
        Err(Unsendable::Empty) => assert!(text.trim().is_empty()),
        Err(Unsendable::TooManyChars { chars }) => assert!(chars > MAX_CHARS && chars == measure.chars),
        Err(Unsendable::TooManySegments { segments }) => {
            assert!(segments > MAX_SEGMENTS && segments == measure.segments);
        }
    }
    true
}

fn is_told_truly(text: &str, measure: &Measure) {
    assert_eq!(measure.chars, text.encode_utf16().count());
    assert_eq!(measure.units, units(text, measure.encoding));
    assert_eq!(measure.segments == 0, text.is_empty());
    assert_eq!(measure.encoding == Encoding::Gsm7, measure.offenders.is_empty());
    let mut plain = text.to_owned();
    for offender in measure.offenders.iter().rev() {
        assert!(text[offender.clone()].chars().all(|c| gsm7_units(c).is_none()));
        plain.replace_range(offender.clone(), "");
    }
    assert!(plain.chars().all(|c| gsm7_units(c).is_some()), "an offender is not told");
}

fn units(text: &str, encoding: Encoding) -> usize {
    match encoding {
        Encoding::Gsm7 => text.chars().filter_map(gsm7_units).sum(),
        Encoding::Ucs2 => text.encode_utf16().count(),
    }
}
