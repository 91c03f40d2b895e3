//! What agents type, paste and drop into the number field.

use phone::{Capability, Country, LineType, Number, Problem, parse};

fn country(code: &str) -> Country {
    Country::new(code).expect("a country with numbers")
}

fn e164(text: &str, default: &str) -> String {
    parse(text, country(default)).expect(text).e164().to_owned()
}

fn problem(text: &str, default: &str) -> Problem {
    parse(text, country(default)).expect_err(text)
}

#[test]
fn foreign_numbers_come_out_right_with_default_us() {
    for (text, expected, of) in [
        ("+33 1 42 68 53 00", "+33142685300", "FR"),
        ("+49 170 1234567", "+491701234567", "DE"),
        ("+91 11 2345 6789", "+911123456789", "IN"),
        ("+44 (0)20 7031 3000", "+442070313000", "GB"),
        ("+1 416 555 0123", "+14165550123", "CA"),
        ("011 49 170 1234567", "+491701234567", "DE"),
    ] {
        let number = parse(text, country("US")).expect(text);
        assert_eq!((number.e164(), number.country()), (expected, country(of)), "{text}");
    }
}

#[test]
fn the_prefix_for_abroad_is_the_countrys_own() {
    assert_eq!(e164("0049 170 1234567", "FR"), "+491701234567");
    assert_eq!(e164("00 1 317 555 0142", "DE"), "+13175550142");
    assert_eq!(e164("010 49 170 1234567", "JP"), "+491701234567");
    assert_eq!(e164("0011 49 170 1234567", "AU"), "+491701234567");
}

#[test]
fn any_way_to_write_a_number_is_taken() {
    for text in [
        "3175550142",
        "1 317 555 0142",
        "(317) 555-0142",
        "317.555.0142",
        "317/555/0142",
        "  +1 317 555 0142\n",
        "+1\u{a0}317\u{a0}555\u{a0}0142",
        "+1\u{202f}317\u{2009}555\u{2011}0142",
        "+1 317\u{2013}555\u{2212}0142",
        "\u{202a}+1 (317) 555-0142\u{202c}",
        "+1\u{200b}3175550142",
        "\u{ff0b}\u{ff11} \u{ff13}\u{ff11}\u{ff17} \u{ff15}\u{ff15}\u{ff15} \u{ff10}\u{ff11}\u{ff14}\u{ff12}",
        "\u{663}\u{661}\u{667}\u{665}\u{665}\u{665}\u{660}\u{661}\u{664}\u{662}",
        "\u{6f3}\u{6f1}\u{6f7} \u{6f5}\u{6f5}\u{6f5} \u{6f0}\u{6f1}\u{6f4}\u{6f2}",
        "\u{969}\u{967}\u{96d} \u{96b}\u{96b}\u{96b} \u{966}\u{967}\u{96a}\u{968}",
        "call me at (317) 555-0142 please",
        "Maya Ortiz <+13175550142>",
        "Tel.: +1 (317) 555-0142",
        "317-555-0142 (home)",
        "tel:+1-317-555-0142",
        "TEL:(317)555-0142",
        "tel:317-555-0142;phone-context=+1",
        "tel:555-0142;phone-context=+1-317",
        "tel:317-555-0142;phone-context=example.com",
        "tel:%2B1%20317%20555%200142",
        "sms:+13175550142?body=Hello%202%20you",
        "smsto:3175550142",
    ] {
        assert_eq!(e164(text, "US"), "+13175550142", "{text:?}");
    }
}

#[test]
fn what_is_wrong_is_told() {
    let us = country("US");
    for (text, expected) in [
        ("", Problem::Empty),
        (" \u{a0}\t\u{200b}", Problem::Empty),
        ("+", Problem::CallingCodeIncomplete),
        (" \u{ff0b} ", Problem::CallingCodeIncomplete),
        ("+3", Problem::CallingCodeIncomplete),
        ("+35", Problem::CallingCodeIncomplete),
        ("011 35", Problem::CallingCodeIncomplete),
        ("+999 123 4567", Problem::UnknownCallingCode),
        ("+0170 1234567", Problem::UnknownCallingCode),
        ("Maya Ortiz", Problem::Letters),
        ("\u{41c}\u{430}\u{439}\u{44f}", Problem::Letters),
        ("1-800-FLOWERS", Problem::Letters),
        ("317555 work", Problem::Letters),
        ("317 555 0142 or 317 555 0143", Problem::Letters),
        ("tel:1-800-FLOWERS", Problem::Letters),
        ("()--", Problem::NotANumber),
        ("317+5550142", Problem::NotANumber),
        ("3", Problem::TooShort { country: us }),
        ("31", Problem::TooShort { country: us }),
        ("317 555", Problem::TooShort { country: us }),
        ("+33", Problem::TooShort { country: country("FR") }),
        ("+33 1", Problem::TooShort { country: country("FR") }),
        ("+1 317", Problem::TooShort { country: us }),
        ("555-0142", Problem::AreaCodeMissing { country: us }),
        ("317 555 01423", Problem::TooLong { country: us }),
        ("317 555 0142 317 555 0143", Problem::TooLong { country: us }),
        ("+49 170 12345678901234", Problem::TooLong { country: country("DE") }),
        ("+47 123 456 7", Problem::WrongLength { country: country("NO") }),
        ("117 555 0142", Problem::NotInUse { country: us }),
        ("+800 1234 5678", Problem::NoCountry),
    ] {
        assert_eq!(problem(text, "US"), expected, "{text:?}");
    }
    assert_eq!(problem(&"1 ".repeat(5_000_000), "US"), Problem::TooLong { country: us });
}

#[test]
fn an_extension_is_split_off() {
    for text in [
        "317-555-0142 ext. 22",
        "317-555-0142 x22",
        "(317) 555-0142 extension 22 please",
        "317-555-0142 - 22#",
        "317-555-0142,,22",
        "317-555-0142;22",
        "317-555-0142 \u{434}\u{43e}\u{431}. 22",
        "tel:+1-317-555-0142;ext=22",
        "+1 317 555 0142 Ext \u{ff12}\u{ff12}",
    ] {
        let Problem::HasExtension { number, extension } = problem(text, "US") else { panic!("{text:?}") };
        assert_eq!((number.e164(), extension.as_str()), ("+13175550142", "22"), "{text:?}");
    }
    // What is wrong with the number comes first.
    assert_eq!(problem("317-555 ext. 22", "US"), Problem::TooShort { country: country("US") });
}

#[test]
fn the_plan_tells_who_can_be_texted() {
    for (text, default, line_type, capability) in [
        ("+1 317 555 0142", "US", LineType::FixedLineOrMobile, Capability::Likely),
        ("0170 1234567", "DE", LineType::Mobile, Capability::Likely),
        ("030 123456", "DE", LineType::FixedLine, Capability::Unlikely(LineType::FixedLine)),
        ("+33 1 42 68 53 00", "US", LineType::FixedLine, Capability::Unlikely(LineType::FixedLine)),
        ("800 234 5678", "US", LineType::TollFree, Capability::Unlikely(LineType::TollFree)),
        ("900 234 5678", "US", LineType::PremiumRate, Capability::Unlikely(LineType::PremiumRate)),
    ] {
        let number = parse(text, country(default)).expect(text);
        assert_eq!((number.line_type(), number.sms_capable()), (line_type, capability), "{text}");
    }
}

#[test]
fn a_number_is_written_for_its_readers() {
    let number = parse("+13175550142", country("DE")).expect("a number");
    assert_eq!(number.e164(), "+13175550142");
    assert_eq!(number.national(), "(317) 555-0142");
    assert_eq!(number.international(), "+1 317-555-0142");
    assert_eq!(format!("{number:?}"), "Number(US …42)");
}

#[test]
fn a_number_is_stored_as_e164_and_read_strictly() {
    for text in ["+13175550142", "+390612345678", "+5491123456789"] {
        let number: Number = serde_json::from_value(text.into()).expect(text);
        assert_eq!(serde_json::to_value(&number).expect("a string"), text);
    }
    for text in
        ["", "+", "13175550142", "+1 3175550142", "+1317555014", "+131755501420", "+13175550142;ext=2", "+80012345678"]
    {
        assert!(serde_json::from_value::<Number>(text.into()).is_err(), "{text:?}");
    }
}

#[test]
fn countries() {
    assert_eq!(Country::all().len(), 245);
    assert!(Country::all().is_sorted());
    assert_eq!(country("us"), Country::US);
    assert_eq!((country("FR").calling_code(), country("KZ").calling_code()), (33, 7));
    for code in ["", "U", "USA", "001", "AQ", "ZZ", "\u{df}"] {
        assert_eq!(Country::new(code), None, "{code:?}");
    }
    assert_eq!(serde_json::to_string(&country("FR")).expect("a string"), "\"FR\"");
    assert!(serde_json::from_str::<Country>("\"XX\"").is_err());
    let mut without_example = Vec::new();
    for country in Country::all() {
        assert!(country.calling_code() > 0, "{country}");
        let Some(example) = country.example_mobile() else {
            without_example.push(country.code());
            continue;
        };
        // The example of a part of a country (Åland) may as well be one of the whole (Finland).
        assert_eq!(example.country().calling_code(), country.calling_code(), "{country}");
        assert_eq!(example.sms_capable(), Capability::Likely, "{country}");
    }
    // Tristan da Cunha has no mobile network.
    assert_eq!(without_example, ["TA"]);
}
