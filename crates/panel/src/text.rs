//! Every string that people read, one function each, made from `static/_locales/en/messages.json` by `build.rs`.

use crate::format;

include!(concat!(env!("OUT_DIR"), "/text.rs"));

/// The string `key` in the agent's language, with its arguments filled in.
#[cfg(not(feature = "catalogue"))]
fn say(key: &str, arguments: &[&str]) -> String {
    webext::i18n::message(key, arguments)
}

/// The string `key` of the catalogue that is compiled in, with its arguments filled in.
#[cfg(feature = "catalogue")]
fn say(key: &str, arguments: &[&str]) -> String {
    const STRINGS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/compiled_in.rs"));
    let Ok(index) = STRINGS.binary_search_by_key(&key, |(key, _)| key) else { return String::new() };
    let mut text = String::new();
    #[cfg(feature = "gallery")]
    let spoken = crate::pseudo::spoken(key, STRINGS[index].1);
    #[cfg(not(feature = "gallery"))]
    let spoken = STRINGS[index].1;
    let mut rest: &str = &spoken;
    while let Some(dollar) = rest.find('$') {
        text.push_str(&rest[..dollar]);
        let position = rest.as_bytes().get(dollar + 1).map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
        text.push_str(arguments.get(position.wrapping_sub(1)).copied().unwrap_or_default());
        rest = rest.get(dollar + 2..).unwrap_or_default();
    }
    text + rest
}

/// The form of a string that `count` takes in the agent's language; the count is its first argument.
fn plural(one: &str, other: &str, count: u32, others: &[&str]) -> String {
    let count_in_words = format::number(count);
    let arguments: Vec<&str> = [count_in_words.as_str()].into_iter().chain(others.iter().copied()).collect();
    say(if format::is_one(count) { one } else { other }, &arguments)
}
