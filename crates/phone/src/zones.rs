//! In which time zones a number may be: Google's table of prefixes (`zones.txt`, which `tests/reference/zones.py` makes).

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumber};

/// Each line: the names of zones, sorted, then the prefixes in a row, the letter before each saying how many digits it shares
/// with the one before (`A`: none).
const TABLE: &str = include_str!("zones.txt");

/// The zones of the IANA time zone database in which `number` may be, sorted: those of its longest prefix in the table;
/// those of the whole country for a number that belongs to no area, as mobile numbers in most of the world. Mostly one;
/// empty where the table has none.
pub(crate) fn zones(number: &PhoneNumber, e164: &str) -> Vec<&'static str> {
    let digits = e164.trim_start_matches('+');
    let of_an_area = PHONE_NUMBER_UTIL.is_number_geographical(number);
    let known = if of_an_area { digits.len() } else { number.country_code.to_string().len() };
    longest_prefix(digits.get(..known).unwrap_or(digits))
}

fn longest_prefix(digits: &str) -> Vec<&'static str> {
    let mut best = (0, "");
    for line in TABLE.lines() {
        let Some((names, row)) = line.rsplit_once(' ') else { continue };
        if let Some(len) = matching(row, digits).filter(|len| *len > best.0) {
            best = (len, names);
        }
    }
    best.1.split(' ').filter(|name| !name.is_empty()).collect()
}

/// How long the longest prefix of a row is that `digits` starts with.
fn matching(row: &str, digits: &str) -> Option<usize> {
    let mut prefix = String::new();
    let mut best = None;
    let mut rest = row;
    while let Some(letter) = rest.bytes().next() {
        let own = &rest[1..];
        let end = own.find(|one: char| !one.is_ascii_digit()).unwrap_or(own.len());
        prefix.truncate(usize::from(letter.saturating_sub(b'A')));
        prefix.push_str(&own[..end]);
        if digits.starts_with(&prefix) {
            best = best.max(Some(prefix.len()));
        }
        rest = &own[end..];
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_of_a_row_is_found() {
        // 1208, 131, 1315, 13160, 44.
        let row = "A1208B31D5D60A44";
        for (digits, len) in [
            ("12085550142", Some(4)),
            ("13145550142", Some(3)),
            ("13155550142", Some(4)),
            ("13160550142", Some(5)),
            ("13161550142", Some(3)),
            ("44", Some(2)),
            ("4", None),
            ("", None),
        ] {
            assert_eq!(matching(row, digits), len, "{digits}");
        }
    }
}
