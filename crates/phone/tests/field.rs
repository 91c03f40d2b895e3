//! The number field under the hands of an agent: every key and what is seen after it, and then any Unicode at all.

use phone::{Country, Edited, Number, Problem, edit, edit_deleting_forward, parse};
use proptest::prelude::*;

fn country(code: &str) -> Country {
    Country::new(code).expect("a country with numbers")
}

/// A field with its caret shown as `|`.
struct Field {
    text: String,
    caret: usize,
    country: Country,
}

impl Field {
    fn new(shown: &str, country: Country) -> Self {
        let caret = shown.find('|').expect("a caret");
        Self { text: shown.replace('|', ""), caret, country }
    }

    fn insert(&mut self, text: &str) -> String {
        self.text.insert_str(self.caret, text);
        self.take(edit(&self.text, self.caret + text.encode_utf16().count(), self.country))
    }

    fn backspace(&mut self) -> String {
        self.text.remove(self.caret - 1);
        self.take(edit(&self.text, self.caret - 1, self.country))
    }

    fn delete(&mut self) -> String {
        self.text.remove(self.caret);
        self.take(edit_deleting_forward(&self.text, self.caret, self.country))
    }

    fn take(&mut self, edited: Edited) -> String {
        let Edited { text, caret, country, .. } = edited;
        let mut shown = text.clone();
        shown.insert(caret, '|');
        *self = Self { text, caret, country };
        shown
    }
}

fn typed(keys: &str, country: Country) -> Field {
    let mut field = Field::new("|", country);
    for key in keys.chars() {
        field.insert(key.encode_utf8(&mut [0; 4]));
    }
    field
}

#[test]
fn a_number_is_grouped_while_it_is_typed() {
    let mut field = Field::new("|", country("US"));
    let shown: Vec<_> = "3175550142".chars().map(|key| field.insert(&key.to_string())).collect();
    assert_eq!(
        shown,
        [
            "3|",
            "31|",
            "317|",
            "317-5|",
            "317-55|",
            "317-555|",
            "317-5550|",
            "(317) 555-01|",
            "(317) 555-014|",
            "(317) 555-0142|"
        ]
    );
}

#[test]
fn a_number_from_abroad_brings_its_country() {
    for (keys, text, of) in [
        ("+33142685300", "+33 1 42 68 53 00", "FR"),
        ("+491701234567", "+49 170 1234567", "DE"),
        ("+911123456789", "+91 11 2345 6789", "IN"),
        ("011491701234567", "+49 170 1234567", "DE"),
        ("+14165550123", "+1 416-555-0123", "CA"),
    ] {
        let field = typed(keys, country("US"));
        assert_eq!((field.text.as_str(), field.country), (text, country(of)));
        assert_eq!(parse(&field.text, field.country), parse(keys, country("US")));
    }
    assert_eq!(typed("+49", country("US")).country, country("DE"));
    // Several countries share +1; the one at hand stays until the number is another's.
    assert_eq!(typed("+1416", country("CA")).country, country("CA"));
    // A number without a calling code is dialled from here, whoever it belongs to.
    assert_eq!(typed("4165550123", country("US")).country, country("US"));
}

#[test]
fn a_paste_is_cleaned_up_if_a_number_is_in_it() {
    let paste = |text: &str| Field::new("|", country("US")).insert(text);
    assert_eq!(paste("call me at (317) 555-0142 please"), "(317) 555-0142|");
    assert_eq!(paste("+49\u{a0}170\u{2011}1234567"), "+49 170 1234567|");
    assert_eq!(paste("\u{ff13}\u{ff11}\u{ff17}5550142"), "(317) 555-0142|");
    assert_eq!(paste("\u{663}\u{661}\u{667}5550142"), "(317) 555-0142|");
    assert_eq!(paste("+011491701234567"), "+49 170 1234567|");
    assert_eq!(paste("tel:317-555-0142;phone-context=+1"), "+1 317-555-0142|");
    // Otherwise it stays as it is, to be seen.
    assert_eq!(paste("Maya Ortiz"), "Maya Ortiz|");
    assert_eq!(paste("317 555 0142 ext. 5"), "317 555 0142 ext. 5|");
    assert_eq!(paste("3 of 5"), "3 of 5|");
}

#[test]
fn the_caret_stays_beside_its_digit() {
    let us = country("US");
    assert_eq!(Field::new("(317) 5|5-0142", us).insert("5"), "(317) 55|5-0142");
    assert_eq!(Field::new("|(317) 555-0142", us).insert("+1"), "+1| 317-555-0142");
    assert_eq!(Field::new("(31|7) 555-0142", us).backspace(), "(3|75) 550-142");
}

#[test]
fn a_separator_does_not_hold_up_the_backspace() {
    let mut field = typed("3175550142", country("US"));
    for left in (0..10).rev() {
        field.backspace();
        assert_eq!(field.text.chars().filter(char::is_ascii_digit).count(), left);
    }
    assert_eq!(field.text, "");
    // In the middle a backspace over a separator moves, and the next one deletes.
    let mut field = Field::new("(317) |555-0142", country("US"));
    assert_eq!(field.backspace(), "(317|) 555-0142");
    assert_eq!(field.backspace(), "(31|5) 550-142");
    let mut field = typed("+33", country("US"));
    assert_eq!(field.backspace(), "+3|");
}

#[test]
fn a_separator_does_not_hold_up_the_delete_key() {
    let mut field = Field::new("(317|) 555-0142", country("US"));
    assert_eq!(field.delete(), "(317) |555-0142");
    assert_eq!(field.delete(), "(317) |550-142");
    let mut field = Field::new("|(317) 555-0142", country("US"));
    for _ in 0..20 {
        if field.text.is_empty() {
            return;
        }
        field.delete();
    }
    panic!("left: {}", field.text);
}

/// The national prefix of Argentina grows twice here, from 0 to 01115 and on.
#[test]
fn a_prefix_that_grows_keeps_its_digits() {
    let keys = "01115111523456789";
    let field = typed(keys, country("AR"));
    assert_eq!(digits(&field.text), keys, "{}", field.text);
}

#[test]
fn an_endless_paste_is_left_alone() {
    let text = "1 ".repeat(1_000_000);
    let edited = edit(&text, text.len(), country("US"));
    assert_eq!(edited.text, text);
    assert_eq!(edited.number, Err(Problem::TooLong { country: country("US") }));
}

fn digits(text: &str) -> String {
    let digit = |c: char| {
        let zero =
            [0x30, 0x660, 0x6f0, 0x966, 0xff10].into_iter().find(|zero| (*zero..*zero + 10).contains(&u32::from(c)))?;
        char::from_digit(u32::from(c) - zero, 10)
    };
    text.chars().filter_map(digit).collect()
}

/// Whether `all` are these digits, but for a prefix for abroad, which is at most some nine digits.
fn are_digits(of: &str, all: &str) -> bool {
    let kept = digits(of);
    let prefix = all.strip_suffix(&kept);
    prefix == Some("") || of.starts_with('+') && prefix.is_some_and(|prefix| prefix.len() < 10)
}

fn is_boundary(text: &str, caret: usize) -> bool {
    let mut position = 0;
    caret == 0
        || text.chars().any(|c| {
            position += c.len_utf16();
            position == caret
        })
}

fn any_country() -> impl Strategy<Value = Country> {
    prop::sample::select(Country::all())
}

/// Texts as they occur: digits of several scripts among all that surrounds them.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[0-9]{1,6}",
        1 => "[\u{660}-\u{669}\u{6f0}-\u{6f9}\u{966}-\u{96f}\u{ff10}-\u{ff19}]{1,4}",
        4 => "[-+ ().,/#*~;x\u{a0}\u{2011}\u{202f}\u{ff0b}]{1,2}",
        1 => "(ext|tel|sms|call|;ext=|;phone-context=|\u{1f4de})",
    ];
    prop_oneof![prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat()), any::<String>()]
}

/// Any number of any plan, near enough: an example with its last digits changed, if it is still one.
fn any_number() -> impl Strategy<Value = Number> {
    (any_country(), "[0-9]{0,6}").prop_filter_map("not a number", |(country, tail)| {
        let e164 = country.example_mobile()?.e164().to_owned();
        let head = e164.len().checked_sub(tail.len())?;
        format!("{}{tail}", &e164[..head]).parse().ok()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, max_global_rejects: 16_384, ..ProptestConfig::default() })]

    #[test]
    fn an_edit_keeps_the_digits_and_places_the_caret(text in any_text(), caret in 0_usize..80, from in any_country()) {
        prop_assume!(text.chars().filter(|c| c.is_numeric()).count() == digits(&text).len());
        for edited in [edit(&text, caret, from), edit_deleting_forward(&text, caret, from), edit(&text, usize::MAX, from)] {
            prop_assert!(is_boundary(&edited.text, edited.caret), "{edited:?}");
            // A URI may hold the area code after the number.
            if !text.contains(':') {
                prop_assert!(are_digits(&edited.text, &digits(&text)), "{edited:?}");
            }
        }
    }

    #[test]
    fn an_edit_is_done_in_one(text in any_text(), caret in 0_usize..80, from in any_country()) {
        let once = edit(&text, caret, from);
        prop_assert_eq!(&edit(&once.text, once.caret, from), &once);
        let there = edit(&once.text, once.caret, once.country);
        prop_assert_eq!(there.country, once.country);
        if let Ok(number) = &once.number {
            prop_assert_eq!(there.number.as_ref(), Ok(number));
        }
    }

    #[test]
    fn the_digit_before_the_caret_stays(number in any_number(), at in 0_usize..30, from in any_country()) {
        let shown = edit(number.e164(), 0, from).text;
        let before = digits(shown.get(..at).unwrap_or(&shown));
        let edited = edit(&shown, at, from);
        prop_assert_eq!(digits(&edited.text[..edited.caret]), before);
    }

    #[test]
    fn what_is_written_is_read_again(number in any_number(), from in any_country()) {
        prop_assert_eq!(parse(number.e164(), from), Ok(number.clone()));
        prop_assert_eq!(parse(&number.international(), from), Ok(number.clone()));
        prop_assert_eq!(parse(&number.national(), number.country()), Ok(number.clone()));
        prop_assert_eq!(parse(&format!("at {} or so", number.international()), from), Ok(number.clone()));
        let typed = edit(number.e164(), 0, from);
        prop_assert_eq!((typed.number.as_ref(), typed.country), (Ok(&number), number.country()));
        prop_assert_eq!(parse(&typed.text, from), Ok(number.clone()));
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), from in any_country()) {
        if let Err(Problem::HasExtension { number, .. }) = parse(&text, from) {
            prop_assert_eq!(parse(number.e164(), from), Ok(*number));
        }
    }
}
