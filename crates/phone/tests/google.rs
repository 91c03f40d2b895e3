//! Agreement with google-libphonenumber on 10,000 numbers of all regions; `reference/generate.mjs` says what is in them.
//!
//! Its latest release has older plans than this crate. The few numbers for which that makes a difference are taken from
//! another port of Google's library with the same plans, see `reference/newer-plans.py`. Where this crate means to differ,
//! [`expected`] says so; beyond that there is no exception.

use std::collections::BTreeMap;

use phone::{AsYouType, Country, LineType, Problem, parse};

const REFERENCE: &str = include_str!("reference/google-libphonenumber.tsv");
const NEWER_PLANS: &str = include_str!("reference/newer-plans.tsv");

struct Case<'a> {
    country: Country,
    input: &'a str,
    verdict: &'a str,
    e164: &'a str,
    of: &'a str,
    line_type: &'a str,
    extension: &'a str,
    typed: &'a str,
    steps: u32,
}

fn cases() -> impl Iterator<Item = Case<'static>> {
    let newer: BTreeMap<_, _> = NEWER_PLANS.lines().map(|line| (key(line), line)).collect();
    REFERENCE.lines().map(move |line| {
        let line = newer.get(&key(line)).copied().unwrap_or(line);
        let fields: Vec<_> = line.split('\t').collect();
        let [region, input, verdict, e164, of, line_type, extension, typed, steps] =
            fields[..].try_into().expect("nine fields");
        Case {
            country: Country::new(region).expect("a region that both know"),
            input,
            verdict,
            e164,
            of,
            line_type,
            extension,
            typed,
            steps: u32::from_str_radix(steps, 16).expect("hexadecimal"),
        }
    })
}

/// The region and the input of a line.
fn key(line: &str) -> Option<(&str, &str)> {
    let (region, rest) = line.split_once('\t')?;
    Some((region, rest.split_once('\t')?.0))
}

/// What the reference would have us say.
fn expected(case: &Case<'_>) -> String {
    let number = format!("{} {} {}", case.e164, case.of, case.line_type);
    match (case.verdict, case.of, case.extension) {
        // On purpose: queues send to countries, and a text reaches no extension.
        (_, "001", _) => "no country".to_owned(),
        ("valid", _, "-") => number,
        ("valid", _, extension) => format!("{number} extension {extension}"),
        (reason, ..) => reason.to_owned(),
    }
}

fn found(case: &Case<'_>) -> String {
    let describe =
        |number: &phone::Number| format!("{} {} {}", number.e164(), number.country(), google_type(number.line_type()));
    match parse(case.input, case.country) {
        Ok(number) => describe(&number),
        Err(Problem::HasExtension { number, extension }) => {
            format!("{} extension {extension}", describe(&number))
        }
        Err(Problem::NoCountry) => "no country".to_owned(),
        Err(Problem::TooShort { .. }) => "too-short".to_owned(),
        Err(Problem::TooLong { .. }) => "too-long".to_owned(),
        Err(Problem::WrongLength { .. }) => "invalid-length".to_owned(),
        Err(Problem::AreaCodeMissing { .. }) => "local-only".to_owned(),
        Err(Problem::UnknownCallingCode) => "calling-code".to_owned(),
        Err(Problem::NotInUse { .. }) => "invalid".to_owned(),
        // Google reads nothing below three digits, and the script cuts no number shorter than that.
        Err(Problem::CallingCodeIncomplete) => "unreadable".to_owned(),
        Err(Problem::NotANumber | Problem::Letters | Problem::Empty) => "unreadable".to_owned(),
    }
}

fn google_type(line_type: LineType) -> i8 {
    match line_type {
        LineType::FixedLine => 0,
        LineType::Mobile => 1,
        LineType::FixedLineOrMobile => 2,
        LineType::TollFree => 3,
        LineType::PremiumRate => 4,
        LineType::SharedCost => 5,
        LineType::Voip => 6,
        LineType::Personal => 7,
        LineType::Pager => 8,
        LineType::UniversalAccess => 9,
        LineType::Voicemail => 10,
        LineType::Unknown => -1,
    }
}

/// The keys that the reference typed: a plus before the first digit, and the digits.
fn keys(input: &str) -> String {
    let digit = |c: char| match c {
        '0'..='9' => Some(c),
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(c) - 0x6f0, 10),
        '\u{ff10}'..='\u{ff19}' => char::from_digit(u32::from(c) - 0xff10, 10),
        _ => None,
    };
    let first = input.find(|c| digit(c).is_some()).unwrap_or(input.len());
    let plus = input[..first].contains('+').then_some('+');
    plus.into_iter().chain(input.chars().filter_map(digit)).collect()
}

fn fnv1a(hash: u32, text: &str) -> u32 {
    text.bytes().fold(hash, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[test]
fn the_reference_is_of_all_regions() {
    let mut of_region = BTreeMap::<_, usize>::new();
    for case in cases() {
        *of_region.entry(case.country).or_default() += 1;
    }
    assert_eq!(of_region.values().sum::<usize>(), 10_000);
    assert!(of_region.keys().eq(Country::all()));
}

#[test]
fn newer_plans_make_a_difference_to_few() {
    let inputs: Vec<_> = REFERENCE.lines().map(key).collect();
    assert!(NEWER_PLANS.lines().all(|line| inputs.contains(&key(line))));
    assert_eq!(NEWER_PLANS.lines().count(), 29);
}

#[test]
fn parses_as_google_does() {
    let differ: Vec<_> = cases()
        .filter(|case| found(case) != expected(case))
        .map(|case| format!("{} {:?}: {}, Google says {}", case.country, case.input, found(&case), expected(&case)))
        .collect();
    println!("parse: {} differ", differ.len());
    assert!(differ.is_empty(), "{differ:#?}");
}

#[test]
fn formats_typing_as_google_does() {
    let mut differ = Vec::new();
    for case in cases() {
        let mut typing = AsYouType::new(case.country);
        let mut steps = 0x811c_9dc5;
        let mut shown = "";
        let keys = keys(case.input);
        for key in keys.chars() {
            shown = typing.push(key);
            steps = fnv1a(fnv1a(steps, shown), "\n");
        }
        if shown != case.typed || steps != case.steps {
            differ.push(format!("{} {keys}: {shown:?} in the end, Google shows {:?}", case.country, case.typed));
        }
    }
    println!("as you type: {} differ", differ.len());
    assert!(differ.is_empty(), "{differ:#?}");
}
