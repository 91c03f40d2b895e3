//! Agreement with google-libphonenumber on 10,000 numbers of all regions; `reference/generate.mjs` says what is in them.
//!
//! Where this crate means to differ, [`expected`] says so. Beyond that, [`OTHER_PLANS`] are the exceptions.

use std::collections::BTreeMap;

use phone::{AsYouType, Country, LineType, Problem, edit, parse};

const REFERENCE: &str = include_str!("reference/google-libphonenumber.tsv");

/// Calling codes whose plan is not the same in the two libraries' metadata, as one can see in the patterns of their
/// regions, and how many numbers come out differently: parsed and typed. Everything else has to agree.
const OTHER_PLANS: [(u16, usize, usize); 3] = [
    // Denmark: 37 is mobile in Google's.
    (45, 1, 0),
    // China: the formats are grouped by other leading digits.
    (86, 0, 18),
    // Botswana: 79 1 is partly VoIP in Google's.
    (267, 10, 0),
];

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
    REFERENCE.lines().map(|line| {
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

/// Which differences there are by calling code, apart from those that are known.
fn assert_known(mismatches: &[(u16, String)], known: impl Fn(&(u16, usize, usize)) -> usize) {
    let mut counts = BTreeMap::<u16, usize>::new();
    for (code, _) in mismatches {
        *counts.entry(*code).or_default() += 1;
    }
    let known: BTreeMap<_, _> = OTHER_PLANS.iter().map(|plan| (plan.0, known(plan))).filter(|(_, n)| *n > 0).collect();
    let all: String = mismatches.iter().map(|(code, text)| format!("+{code} {text}\n")).collect();
    assert_eq!(counts, known, "{all}");
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
fn parses_as_google_does() {
    let differ: Vec<_> = cases()
        .filter(|case| found(case) != expected(case))
        .map(|case| {
            let text = format!("{} {:?}: {}, Google says {}", case.country, case.input, found(&case), expected(&case));
            (calling_code(&case), text)
        })
        .collect();
    println!("parse: {} differ", differ.len());
    assert_known(&differ, |plan| plan.1);
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
            let text = format!("{} {keys}: {shown:?} in the end, Google shows {:?}", case.country, case.typed);
            differ.push((calling_code(&case), text));
        }
    }
    println!("as you type: {} differ", differ.len());
    assert_known(&differ, |plan| plan.2);
}

/// Whose plan the number is read by.
fn calling_code(case: &Case<'_>) -> u16 {
    edit(&keys(case.input), 0, case.country).country.calling_code()
}
