//! What is found in a text, case by case, and what holds for any text.

use std::fmt::Write as _;

use phone::{
    Country, Number, Problem,
    find::{Candidate, Found, Place, Source, find},
    parse,
};
use proptest::prelude::*;

fn place(of: &str) -> Place {
    let (default, page) = of.split_once('/').unwrap_or((of, ""));
    let default = Country::new(default).expect("a country");
    match page.strip_prefix('.') {
        Some(domain) => Place::of(default, None, Some(domain)),
        None => Place::of(default, Some(page).filter(|page| !page.is_empty()), None),
    }
}

fn in_text(text: &str, place: &Place) -> Vec<Found> {
    find(&Candidate { text, before: "", after: "", source: Source::Text }, place)
}

/// The text with what is found in it marked as in the list of cases.
fn marked(text: &str, found: &[Found]) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    let part = |start: usize, end: usize| String::from_utf16(&units[start..end]).expect("between characters");
    let mut marked = String::new();
    let mut end = 0;
    for hit in found {
        let _ = write!(marked, "{}⟨{}={}⟩", part(end, hit.start), part(hit.start, hit.end), hit.number.e164());
        end = hit.end;
    }
    marked + &part(end, units.len())
}

/// The text of a case without its marks.
fn plain(marked: &str) -> String {
    let mut parts = marked.split('⟨');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| {
        let (hit, rest) = part.split_once('⟩').expect("a mark that is closed");
        let (shown, _) = hit.rsplit_once('=').expect("a number");
        plain + shown + rest
    })
}

#[test]
fn numbers_are_found_and_nothing_else() {
    let cases = include_str!("find/cases.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut count = 0;
    let mut wrong = String::new();
    for line in cases {
        let (of, rest) = line.split_once(" | ").expect("where");
        let (expected, why) = rest.rsplit_once(" | ").expect("why");
        let expected = expected.replace('␤', "\n");
        let text = plain(&expected);
        let found = marked(&text, &in_text(&text, &place(of)));
        if found != expected {
            let _ = writeln!(wrong, "{of}: {found}\n  not {expected}: {why}");
        }
        count += 1;
    }
    println!("{count} cases");
    assert!(wrong.is_empty(), "{wrong}");
}

fn numbers(candidate: &Candidate<'_>, of: &str) -> Vec<String> {
    find(candidate, &place(of)).into_iter().map(|hit| hit.number.e164().to_owned()).collect()
}

#[test]
fn what_stands_around_counts_as_if_it_were_in_the_text() {
    let around = |before, after| Candidate { text: "3175550142", before, after, source: Source::Text };
    assert_eq!(numbers(&around("Phone: ", ""), "US"), ["+13175550142"]);
    assert_eq!(numbers(&around("Maya Ortiz\nPhone\n", ""), "US"), ["+13175550142"]);
    assert_eq!(numbers(&around("", " (cell)"), "US"), ["+13175550142"]);
    for (before, after) in
        [("", ""), ("Phone\nMaya\n", ""), ("Order ", ""), ("Phone: 4", ""), ("Phone: ", "9"), ("SKU-", "")]
    {
        assert_eq!(numbers(&around(before, after), "US"), [""; 0], "{before:?} {after:?}");
    }
    let grouped = Candidate { text: "317-555-0142", before: "Order no.\n", after: "", source: Source::Text };
    assert_eq!(numbers(&grouped, "US"), [""; 0]);
}

#[test]
fn what_the_page_marks_as_a_number_needs_no_word_for_it() {
    for (text, of, expected) in [
        ("3175550142", "US", "+13175550142"),
        ("Reach us: 317 5550 142", "US", "+13175550142"),
        ("170 1234567", "DE", "+491701234567"),
        ("20 12 3456", "DK", "+4520123456"),
    ] {
        let marked = Candidate { text, before: "", after: "", source: Source::Marked };
        assert_eq!(numbers(&marked, of), [expected], "{text}");
    }
}

#[test]
fn a_link_is_read_by_its_address() {
    for (text, expected) in [
        ("tel:+13175550142", &["+13175550142"][..]),
        ("tel:3175550142", &["+13175550142"]),
        ("TEL:(317)555-0142", &["+13175550142"]),
        ("tel://+1-317-555-0142", &["+13175550142"]),
        ("tel:+1-317-555-0142;ext=12", &["+13175550142"]),
        ("tel:317-555-0142;phone-context=+1", &["+13175550142"]),
        ("tel:7042;phone-context=+1-317-555", &["+13175557042"]),
        ("tel:%2B1%20317%20555%200142", &["+13175550142"]),
        ("sms:+13175550142?body=Hello", &["+13175550142"]),
        ("sms:+13175550142,+493012345678?body=Hi", &["+13175550142", "+493012345678"]),
        ("sms:+13175550142;+493012345678?&body=Hi", &["+13175550142", "+493012345678"]),
        ("smsto:3175550142", &["+13175550142"]),
        ("https://wa.me/13175550142", &["+13175550142"]),
        ("https://wa.me/491701234567?text=Hi", &["+491701234567"]),
        ("https://api.whatsapp.com/send?phone=491701234567&text=Hi", &["+491701234567"]),
        ("whatsapp://send?phone=%2B491701234567", &["+491701234567"]),
        ("tel:911", &[]),
        ("tel:*100#", &[]),
        ("sms:", &[]),
        ("mailto:3175550142@example.com", &[]),
        ("https://example.com/3175550142", &[]),
    ] {
        let link = Candidate { text, before: "", after: "", source: Source::Link };
        assert_eq!(numbers(&link, "US"), expected, "{text}");
    }
}

#[test]
fn the_page_goes_before_the_agent_where_both_fit() {
    // Mobiles of Spain and of Portugal have the same length and the same groups.
    let text = "912 345 678";
    let of = |default, page| {
        let place = Place { default: Country::new(default).expect("a country"), page: Country::new(page) };
        in_text(text, &place).into_iter().map(|hit| hit.number.country().code().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("PT", ""), ["PT"]);
    assert_eq!(of("PT", "ES"), ["ES"]);
    assert_eq!(of("ES", "PT"), ["PT"]);
    assert_eq!(of("ES", "DE"), ["ES"]);
}

/// Text as pages have it: digits, what stands between them, words for and against, and anything else.
fn page_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[0-9]{1,6}",
        3 => "[ ./()+#:,=@_\\-]",
        1 => prop::sample::select(vec![
            "(317) 555-0142", "+49 170 1234567", "030 12345678", "0612345678", "１２３", "٣١٧", "‑", "\u{a0}", "\n", "\t",
            "Phone", "Order no.", "tel:", ";phone-context=+1", "電話", "注文番号", "ext", "x12", "$", "€", "wa.me/", "1-800-FLOWERS",
            "\u{200b}", "😀",
        ])
        .prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(part, 0..16).prop_map(|parts| parts.concat())
}

fn a_place() -> impl Strategy<Value = Place> {
    let country = || prop::sample::select(Country::all());
    (country(), prop::option::of(country())).prop_map(|(default, page)| Place { default, page })
}

fn a_source() -> impl Strategy<Value = Source> {
    prop::sample::select(vec![Source::Text, Source::Link, Source::Marked])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_places_within_it(
        text in page_text(), before in page_text(), after in page_text(), place in a_place(), source in a_source(),
    ) {
        let found = find(&Candidate { text: &text, before: &before, after: &after, source }, &place);
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut end = 0;
        for hit in &found {
            prop_assert!(end <= hit.start && hit.start < hit.end && hit.end <= units.len());
            // Neither border is within a character.
            let shown = String::from_utf16(&units[hit.start..hit.end]);
            prop_assert!(shown.is_ok());
            prop_assert!(shown.is_ok_and(|shown| shown.chars().any(char::is_numeric)));
            end = hit.end;
        }
    }

    #[test]
    fn any_unicode_is_taken(text in any::<String>(), place in a_place(), source in a_source()) {
        let _ = find(&Candidate { text: &text, before: &text, after: &text, source }, &place);
    }

    #[test]
    fn what_is_found_is_the_number_it_shows(text in page_text(), place in a_place()) {
        let units: Vec<u16> = text.encode_utf16().collect();
        for hit in in_text(&text, &place) {
            let shown = String::from_utf16_lossy(&units[hit.start..hit.end]);
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            // It ends as the number does, unless letters or a context stand for a part of it.
            let same = |number: &Number| digits(number.e164()) == digits(hit.number.e164());
            let read = [Some(place.default), place.page].into_iter().flatten().any(|country| {
                match parse(&shown, country) {
                    Ok(number) => same(&number),
                    Err(Problem::HasExtension { number, .. }) => same(&number),
                    Err(_) => false,
                }
            });
            let written_out = ["00", "FLOWERS", "context"].iter().any(|part| shown.contains(part));
            // A messenger's number is understood without its plus.
            let addressed = parse(&format!("+{shown}"), place.default).is_ok_and(|number| same(&number));
            prop_assert!(read || written_out || addressed || !shown.is_ascii(), "{shown:?} is not {:?}", hit.number.e164());
            prop_assert_eq!(hit.number.e164().parse::<Number>().map(|number| number == hit.number), Ok(true));
        }
    }

    #[test]
    fn a_number_with_a_plus_is_found_between_any_words(
        before in "[a-z]{1,8} ", after in " [a-z]{4,8}", country in prop::sample::select(Country::all()),
    ) {
        let Some(number) = country.example_mobile() else {
            return Ok(());
        };
        let shown = number.international();
        let text = format!("{before}{shown}{after}");
        let found = in_text(&text, &place("US"));
        let start = before.len();
        // "kr 47" and "5 items" are amounts.
        prop_assume!(!found.is_empty() || !["kr", "rs"].contains(&before.trim()));
        prop_assert_eq!(found, vec![Found { start, end: start + shown.len(), number }]);
    }
}

#[test]
fn what_is_written_as_in_its_country_is_found_on_a_page_there() {
    for country in Country::all() {
        let Some(number) = country.example_mobile() else {
            continue;
        };
        let shown = number.national();
        // Six digits or fewer, or all in a row: nobody could tell.
        if shown.chars().filter(char::is_ascii_digit).count() <= 6 || !shown.contains([' ', '-']) {
            continue;
        }
        let place = Place { default: Country::US, page: Some(*country) };
        let found: Vec<_> = in_text(&shown, &place).into_iter().map(|hit| hit.number).collect();
        assert_eq!(found, [number], "{country}: {shown}");
    }
}

/// How numbers are written where they are dialled from, in every country: those of the agreement test with groups or a plus.
#[test]
fn numbers_are_found_as_their_countries_write_them() {
    let mut written = 0;
    let mut missed = Vec::new();
    for line in include_str!("reference/google-libphonenumber.tsv").lines() {
        let fields: Vec<_> = line.split('\t').collect();
        let [region, input, verdict, e164, of, ..] = fields[..] else {
            panic!("a line of the reference: {line}");
        };
        let digits = e164.chars().filter(char::is_ascii_digit).count();
        let grouped = input.contains(['+', ' ', '-', '\u{a0}']) && !input.starts_with("tel:");
        // Of six digits nobody could tell what they are.
        let national = digits.saturating_sub(Country::new(of).map_or(0, |of| of.calling_code().to_string().len()));
        if verdict != "valid" || of == "001" || !grouped || (national < 7 && !input.starts_with('+')) {
            continue;
        }
        written += 1;
        let found: Vec<_> =
            in_text(input, &place(region)).into_iter().map(|hit| hit.number.e164().to_owned()).collect();
        if found != [e164] {
            missed.push(format!("{region} {input}: {found:?}"));
        }
    }
    // Prefixes that nobody writes any more or with a tilde (8~10, 119, 151), lengths that their plans do not group, and a
    // number that only the reference's plan has.
    assert!(written > 6_500 && missed.len() <= 20, "{} of {written}: {missed:#?}", missed.len());
}
