//! Time zones of numbers, against Google's library: `reference/zones.py` says what is in the list.

use phone::Number;

const REFERENCE: &str = include_str!("reference/zones.tsv");

#[test]
fn zones_are_those_of_googles_library() {
    let mut wrong = Vec::new();
    for line in REFERENCE.lines() {
        let (e164, zones) = line.split_once('\t').expect("two fields");
        let number: Number = e164.parse().expect("a number that both know");
        let found = number.zones().join(" ");
        if found != zones {
            wrong.push(format!("{e164}: {found}, not {zones}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ, as {:#?}", wrong.len(), &wrong[..wrong.len().min(10)]);
    assert!(REFERENCE.lines().count() > 3_600);
}

#[test]
fn a_number_may_be_in_several_zones() {
    let zones = |e164: &str| e164.parse::<Number>().expect("a number").zones();
    assert_eq!(zones("+13175550142"), ["America/New_York"]);
    assert_eq!(zones("+491701234567"), ["Europe/Berlin"]);
    // An area code over two zones.
    assert_eq!(zones("+16055550142"), ["America/Denver", "America/North_Dakota/Center"]);
    // A mobile number of a country with many.
    assert!(zones("+61412345678").len() > 4, "{:?}", zones("+61412345678"));
}
