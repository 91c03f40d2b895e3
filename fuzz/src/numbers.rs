use phone::{AsYouType, Country, Number, Problem, edit, edit_deleting_forward, parse};

/// The first line is a country and a caret, the rest what is in the field: `US 5` and `(317) 555-0142`.
pub fn numbers(input: &[u8]) -> bool {
    let input = String::from_utf8_lossy(input);
    let (head, text) = input.split_once('\n').unwrap_or(("", &input));
    let (code, caret) = head.split_once(' ').unwrap_or_default();
    let home = Country::new(code).unwrap_or(Country::US);
    let caret = caret.parse().unwrap_or(text.encode_utf16().count() / 2);

    let number = parse(text, home);
    if let Ok(number) = &number {
        is_read_again(number, home);
    } else if let Err(Problem::HasExtension { number, .. }) = &number {
        is_read_again(number, home);
    }

    for edited in [edit(text, caret, home), edit_deleting_forward(text, caret, home)] {
        assert!(is_boundary(&edited.text, edited.caret), "the caret is within a character: {edited:?}");
        assert_eq!(edited.number, number, "the field and the number are of the same text");
        if digits_are_known(text) && !text.contains(':') {
            assert!(keeps_digits(&edited.text, &digits(text)), "digits are lost: {edited:?}");
        }
    }
    let once = edit(text, caret, home);
    assert_eq!(edit(&once.text, once.caret, home), once, "a second time changes nothing");
    if let Ok(number) = &once.number {
        assert_eq!(edit(&once.text, once.caret, once.country).number.as_ref(), Ok(number));
    }

    let mut typing = AsYouType::new(home);
    let mut typed = String::new();
    for key in text.chars().filter(|key| key.is_ascii_digit() || *key == '+').take(40) {
        typed.push(key);
        let shown = typing.push(key);
        let kept: String = shown.chars().filter(|shown| shown.is_ascii_digit() || *shown == '+').collect();
        assert_eq!(kept, typed, "{shown}");
    }
    number.is_ok()
}

/// What is written of a number is that number.
fn is_read_again(number: &Number, from: Country) {
    for text in [number.e164(), &number.international()] {
        assert_eq!(parse(text, from).as_ref(), Ok(number), "{text}");
    }
    assert_eq!(parse(&number.national(), number.country()).as_ref(), Ok(number), "{}", number.national());
    assert_eq!(Number::try_from(number.e164().to_owned()).as_ref(), Ok(number));
    assert_eq!(crate::again(number), *number);
    let edited = edit(number.e164(), 0, from);
    assert_eq!((edited.number.as_ref(), edited.country), (Ok(number), number.country()));
}

/// The digits in the scripts that people type numbers in.
fn digits(text: &str) -> String {
    let digit = |c: char| {
        let zeros = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
        let zero = zeros.into_iter().find(|zero| (*zero..*zero + 10).contains(&u32::from(c)))?;
        char::from_digit(u32::from(c) - zero, 10)
    };
    text.chars().filter_map(digit).collect()
}

fn digits_are_known(text: &str) -> bool {
    text.chars().filter(|c| c.is_numeric()).count() == digits(text).len()
}

/// Whether a field holds all the digits, but for a prefix for abroad, which is at most some nine.
fn keeps_digits(field: &str, all: &str) -> bool {
    let prefix = all.strip_suffix(&digits(field));
    prefix == Some("") || field.starts_with('+') && prefix.is_some_and(|prefix| prefix.len() < 10)
}

fn is_boundary(text: &str, caret: usize) -> bool {
    let ends = text.chars().scan(0, |end, c| {
        *end += c.len_utf16();
        Some(*end)
    });
    [0].into_iter().chain(ends).any(|end| end == caret)
}
