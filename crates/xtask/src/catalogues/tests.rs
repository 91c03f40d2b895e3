use std::collections::BTreeMap;

use super::*;
use crate::manifest::{Audience, manifest};
use crate::workspace::{Browser, root};

type Catalogue = BTreeMap<String, Entry>;

const ENGLISH: &str = "en";

/// The languages of Behalf: the directory, which the browser chooses, and the tag, which `<html lang>` and `Intl` get.
const LOCALES: [(&str, &str); 6] =
    [(ENGLISH, "en"), ("de", "de"), ("es", "es"), ("fr", "fr"), ("ja", "ja"), ("pt_BR", "pt-BR")];

const EVERYWHERE: &[&str] = &["de", "es", "fr", "ja", "pt_BR"];

/// Strings that are the same as in English, in which languages, and why.
const SAME: &[(&[&str], &[&str], &str)] = &[
    (&["extName", "settings_cloud"], EVERYWHERE, "names"),
    (&["sms"], EVERYWHERE, "an abbreviation that all of them have"),
    (&["status_with", "pages_here_named", "origin_name"], EVERYWHERE, "there is no word in it"),
    (&["keys_arrows", "keys_digits"], EVERYWHERE, "what is printed on the keys"),
    (&["keys_tab"], EVERYWHERE, "printed on the key in English, or not at all"),
    (&["keys_escape"], &["de", "es", "ja", "pt_BR"], "printed on the key in English"),
    (&["keys_enter"], &["de", "es", "ja", "pt_BR"], "printed on the key in English, on most keyboards"),
    (&["keys_done"], &["es", "ja", "pt_BR"], "printed on the keys in English, on most keyboards"),
    (&["keys_shift_enter", "keys_send_number", "keys_next_number"], &["ja", "pt_BR"], "printed on the keys in English"),
    (&["keys_emoji"], &["es", "fr", "ja", "pt_BR"], "printed on the keys in English, on most keyboards"),
    (&["keys_slash"], EVERYWHERE, "what is printed on the keys"),
    (&["emoji"], &["de"], "taken over"),
    (&["percent"], &["ja", "pt_BR"], "written as in English"),
    (&["quiet_end_day"], &["de", "es", "fr", "pt_BR"], "there is no word in it"),
    (&["status", "presence_offline"], &["de", "pt_BR"], "taken over"),
    (&["region", "theme_system", "attachment_video"], &["de"], "the same word"),
    (&["target_agent"], &["de", "fr"], "the same word"),
    (&["menu", "volume"], &["fr", "pt_BR"], "the same word"),
    (&["interactions", "messages", "log_contact", "log_relation", "log_notes"], &["fr"], "the same word"),
    (&["history_found_one", "history_found_other"], &["fr"], "the same word"),
    (&["region_eu_central_2"], &["fr"], "the same names"),
];

fn path(locale: &str) -> std::path::PathBuf {
    root().join("static/_locales").join(locale).join(FILE)
}

fn source(locale: &str) -> String {
    fs::read_to_string(path(locale)).unwrap()
}

fn catalogue(locale: &str) -> Catalogue {
    serde_json::from_str(&source(locale)).unwrap()
}

/// Every catalogue but the English one, by its directory.
fn translations() -> impl Iterator<Item = (&'static str, Catalogue)> {
    LOCALES
        .into_iter()
        .map(|(locale, _)| locale)
        .filter(|locale| *locale != ENGLISH)
        .map(|locale| (locale, catalogue(locale)))
}

fn assert_none(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn there_are_the_languages_that_are_named() {
    let mut there: Vec<_> = fs::read_dir(root().join("static/_locales"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut named: Vec<_> = LOCALES.iter().map(|(locale, _)| (*locale).to_owned()).collect();
    there.sort_unstable();
    named.sort_unstable();
    assert_eq!(there, named);
}

/// What is missing is listed with its English, ready to be translated.
#[test]
fn every_language_has_each_string_and_no_other() {
    let english = catalogue(ENGLISH);
    let mut found = Vec::new();
    for (locale, strings) in translations() {
        let missing = english.iter().filter(|(key, _)| !strings.contains_key(*key));
        found.extend(missing.map(|(key, entry)| format!("{locale} lacks {key}: {}", entry.message)));
        let extra = strings.keys().filter(|key| !english.contains_key(*key));
        found.extend(extra.map(|key| format!("{locale} has {key}, which English has not")));
    }
    assert_none(&found);
}

#[test]
fn placeholders_are_those_of_english_and_all_in_use() {
    let english = catalogue(ENGLISH);
    let mut found = Vec::new();
    for (locale, strings) in [(ENGLISH, english.clone())].into_iter().chain(translations()) {
        for (key, entry) in &strings {
            if english.get(key).is_some_and(|english| english.placeholders != entry.placeholders) {
                found.push(format!("{locale}, {key}: the placeholders are not those of English"));
            }
            let names = entry.placeholders.keys().map(|name| format!("${}$", name.to_uppercase()));
            let mut rest = entry.message.clone();
            for name in names {
                if rest.matches(&name).count() != 1 {
                    found.push(format!("{locale}, {key}: {name} is not there once"));
                }
                rest = rest.replace(&name, "");
            }
            if rest.contains('$') {
                found.push(format!("{locale}, {key}: a dollar too many in {}", entry.message));
            }
        }
    }
    assert_none(&found);
}

#[test]
fn translations_have_what_a_browser_reads_and_nothing_else() {
    for (locale, _) in translations() {
        let entries: Map<String, Value> = serde_json::from_str(&source(locale)).unwrap();
        for (key, entry) in entries {
            let read: Entry = serde_json::from_value(entry.clone()).unwrap();
            assert_eq!(serde_json::to_value(read).unwrap(), entry, "{locale}, {key}: descriptions are in English only");
        }
    }
}

#[test]
fn nothing_is_left_in_english() {
    let english = catalogue(ENGLISH);
    let is_listed =
        |key: &str, locale| SAME.iter().any(|(keys, locales, _)| keys.contains(&key) && locales.contains(&locale));
    let mut found = Vec::new();
    for (locale, strings) in translations() {
        for (key, entry) in &strings {
            let same = english.get(key).is_some_and(|english| english.message == entry.message);
            match (same, is_listed(key, locale)) {
                (true, false) => found.push(format!("{locale}, {key}: {}", entry.message)),
                (false, true) => found.push(format!("{locale}, {key} is not the same as in English, but listed")),
                _ => {}
            }
        }
    }
    assert_none(&found);
}

#[test]
fn each_catalogue_says_its_language() {
    for (locale, tag) in LOCALES {
        assert_eq!(catalogue(locale)["language"].message, tag);
    }
}

#[test]
fn a_language_without_a_singular_says_both_forms_alike() {
    let japanese = catalogue("ja");
    for (key, one) in japanese.iter().filter(|(key, _)| key.ends_with("_one")) {
        assert_eq!(one.message, japanese[&key.replace("_one", "_other")].message, "{key}");
    }
}

/// What the browsers and their stores take, in characters.
#[test]
fn nothing_is_longer_than_a_browser_shows_it() {
    for (locale, _) in LOCALES {
        let strings = catalogue(locale);
        let limits = [
            ("extName", 45),
            ("extDescription", 132),
            ("actionTitle", 75),
            ("commandOpen", 75),
            ("commandSidePanel", 75),
            ("commandSend", 75),
            ("commandNext", 75),
            // On one line, or it is cut off: an entry of a menu, a title and the buttons of a notification.
            ("menuSelection", 50),
            ("menuLink", 50),
            ("menuPage", 50),
            ("alertSample", 50),
            ("alertAnswer", 15),
            ("alertDecline", 15),
        ];
        for (key, limit) in limits {
            let length = strings[key].message.chars().count();
            assert!(length <= limit, "{locale}, {key}: {length} characters, {limit} are shown");
        }
    }
}

#[test]
fn the_menu_has_a_place_for_the_selection() {
    for (locale, _) in LOCALES {
        let message = &catalogue(locale)["menuSelection"].message;
        assert_eq!(message.matches("%s").count(), 1, "{locale}: {message}");
    }
}

#[test]
fn the_manifest_names_strings_that_are_there() {
    let english = catalogue(ENGLISH);
    for browser in Browser::ALL {
        let manifest = manifest(browser, Audience::Store).unwrap().to_string();
        let named: Vec<_> = manifest.split("__MSG_").skip(1).filter_map(|rest| rest.split("__").next()).collect();
        assert!(!named.is_empty());
        for name in named {
            assert!(english.contains_key(name), "{name}");
        }
    }
}

/// The quotation marks of a language.
fn quotes(locale: &str) -> [char; 2] {
    match locale {
        "de" => ['„', '“'],
        "fr" => ['«', '»'],
        "ja" => ['「', '」'],
        _ => ['“', '”'],
    }
}

#[test]
fn marks_are_those_that_a_printer_sets() {
    const NO_BREAK: char = '\u{a0}';
    const NARROW_NO_BREAK: char = '\u{202f}';
    let mut found = Vec::new();
    for (locale, strings) in LOCALES.map(|(locale, _)| (locale, catalogue(locale))) {
        let [open, close] = quotes(locale);
        for (key, Entry { message, .. }) in &strings {
            let mut complain = |what: &str| found.push(format!("{locale}, {key}: {what} in {message}"));
            if message.contains(['"', '\'', '`', '´']) {
                complain("a typewriter's quotation mark");
            }
            let others = ['„', '“', '”', '«', '»', '「', '」', '‹', '›', '‚', '‘'];
            if message.chars().any(|mark| others.contains(&mark) && mark != open && mark != close) {
                complain("another language's quotation mark");
            }
            if message.matches(open).count() != message.matches(close).count() {
                complain("a quotation mark without its other half");
            }
            if locale == "es" && message.matches('¿').count() != message.matches('?').count() {
                complain("a question mark without its other half");
            }
            if message.contains("...") {
                complain("three full stops");
            }
            if message.contains("  ") || message.trim() != message {
                complain("a space too many");
            }
            if message.contains("--") {
                complain("a typewriter's dash");
            }
            let mut before = ' ';
            for (mark, after) in message.chars().zip(message.chars().skip(1).chain([' '])) {
                let is_set = match (locale, mark) {
                    ("fr", '?' | '!' | ';') => before == NARROW_NO_BREAK,
                    // Not those of an address.
                    ("fr", ':') => before == NO_BREAK || after.is_alphanumeric() || after == '/',
                    ("fr", '«') => after == NO_BREAK,
                    ("fr", '»') => before == NO_BREAK,
                    ("de", '…') | ("de" | "es" | "fr", '%') if after != 's' => before == NO_BREAK,
                    // Wide marks in a wide script.
                    ("ja", ',' | '?' | '!' | '(' | ')') => false,
                    // But no wide letters or digits.
                    ("ja", _) => !matches!(mark, '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ'),
                    (_, '…' | ',' | '.' | '?' | '!' | ';' | ':') => !before.is_whitespace(),
                    _ => true,
                };
                if !is_set {
                    complain(&format!("{mark}, which is not set so,"));
                }
                before = mark;
            }
        }
    }
    assert_none(&found);
}

/// A sentence stays a sentence, a label a label.
#[test]
fn strings_end_as_in_english() {
    let ending = |message: &str| match message.chars().last() {
        Some('.' | '。') => '.',
        Some('?' | '？') => '?',
        Some('…') => '…',
        _ => ' ',
    };
    let english = catalogue(ENGLISH);
    let mut found = Vec::new();
    for (locale, strings) in translations() {
        for (key, entry) in strings.iter().filter(|(key, _)| english.contains_key(*key)) {
            if ending(&english[key].message) != ending(&entry.message) {
                found.push(format!("{locale}, {key}: {}", entry.message));
            }
        }
    }
    assert_none(&found);
}

/// Fills in as the browsers do: names first, then numbers.
fn said(entry: &Entry) -> String {
    let named = entry.placeholders.iter().fold(entry.message.clone(), |message, (name, placeholder)| {
        message.replace(&format!("${}$", name.to_uppercase()), &placeholder.content)
    });
    (1..=9).fold(named, |message, number| message.replace(&format!("${number}"), &format!("<{number}>")))
}

#[test]
fn what_ships_says_the_same_in_fewer_bytes() {
    for (locale, _) in LOCALES {
        let source = source(locale);
        let small = shrunk(&source).unwrap();
        assert!(small.len() * 4 < source.len() * 3, "{locale}: {} of {} bytes", small.len(), source.len());
        assert!(!small.contains("\"description\"") && !small.contains("\"example\""), "{locale}");
        let (whole, small): (Catalogue, Catalogue) =
            (serde_json::from_str(&source).unwrap(), serde_json::from_str(&small).unwrap());
        assert_eq!(whole.len(), small.len(), "{locale}");
        let short = keys::short(whole.keys().map(String::as_str));
        for (key, entry) in &whole {
            assert_eq!(said(&small[short.get(key.as_str()).unwrap_or(key)]), said(entry), "{locale}, {key}");
        }
    }
}

#[test]
fn placeholders_that_touch_keep_their_names() {
    let entry = |message: &str| {
        let placeholders = ["a", "b"].iter().zip(["$1", "$2"]);
        let placeholders =
            placeholders.map(|(name, content)| ((*name).to_owned(), Placeholder { content: content.to_owned() }));
        Entry { message: message.to_owned(), placeholders: placeholders.collect() }
    };
    assert_eq!(entry("$A$ of $B$").filled().message, "$1 of $2");
    assert_eq!(entry("$B$, $A$").filled().message, "$2, $1");
    let touching = entry("$A$$B$").filled();
    assert_eq!((touching.message.as_str(), touching.placeholders.len()), ("$A$$B$", 2));
}
