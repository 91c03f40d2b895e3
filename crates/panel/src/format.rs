//! Numbers, times and countries as people write them, by the browser's own `Intl`.

use std::{cell::RefCell, cmp::Ordering};

use genesys::time::Timestamp;
use js_sys::{Date, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::{search, text};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type DisplayNames;
    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new(locales: &JsValue, options: &JsValue) -> Result<DisplayNames, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn of(this: &DisplayNames, code: &str) -> Result<Option<String>, JsValue>;

    #[wasm_bindgen(js_namespace = Intl)]
    type PluralRules;
    #[wasm_bindgen(constructor, js_namespace = Intl)]
    fn new(locales: &JsValue) -> PluralRules;
    #[wasm_bindgen(method)]
    fn select(this: &PluralRules, count: u32) -> String;
}

thread_local! {
    // Making one takes milliseconds, using one microseconds.
    static COUNTRIES: RefCell<Option<DisplayNames>> = const { RefCell::new(None) };
    static PLURALS: RefCell<Option<PluralRules>> = const { RefCell::new(None) };
    static CLOCK: RefCell<Option<Function>> = const { RefCell::new(None) };
    static CALENDAR: RefCell<Option<Function>> = const { RefCell::new(None) };
    static ALPHABET: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// This moment.
pub(crate) fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are far below 2^53")]
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// A count.
pub(crate) fn number(count: u32) -> String {
    if count < 1000 {
        return count.to_string();
    }
    js_sys::Number::from(count).to_locale_string(&language()).into()
}

/// A length in bytes, as one reads it.
pub(crate) fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "nobody reads the last digits of a petabyte")]
    let (count, unit) = match bytes {
        0..1_000 => (bytes as f64, "byte"),
        1_000..1_000_000 => (bytes as f64 / 1e3, "kilobyte"),
        _ => (bytes as f64 / 1e6, "megabyte"),
    };
    let options = options(&[("style", "unit"), ("unit", unit)]);
    let _ = Reflect::set(&options, &"maximumFractionDigits".into(), &if count < 10.0 { 1 } else { 0 }.into());
    let format = js_sys::Intl::NumberFormat::new(&locales(), options.unchecked_ref()).format();
    format.call1(&JsValue::NULL, &count.into()).ok().and_then(|size| size.as_string()).unwrap_or_default()
}

/// Whether a count takes the singular.
pub(crate) fn is_one(count: u32) -> bool {
    PLURALS.with_borrow_mut(|rules| {
        rules.get_or_insert_with(|| PluralRules::new(&JsValue::from_str(&language()))).select(count) == "one"
    })
}

/// A country's name.
pub(crate) fn country(code: &str) -> String {
    COUNTRIES.with_borrow_mut(|names| {
        if names.is_none() {
            *names = DisplayNames::new(&JsValue::from_str(&language()), &options(&[("type", "region")])).ok();
        }
        names.as_ref().and_then(|names| names.of(code).ok().flatten()).unwrap_or_else(|| code.to_owned())
    })
}

/// Which of two names comes first in a list: `Österreich` stands beside `Oman`, not behind `Zypern`.
pub(crate) fn alphabetical(one: &str, other: &str) -> Ordering {
    let order = ALPHABET.with_borrow_mut(|alphabet| {
        let compare =
            alphabet.get_or_insert_with(|| js_sys::Intl::Collator::new(&locales(), &js_sys::Object::new()).compare());
        compare.call2(&JsValue::NULL, &one.into(), &other.into()).ok()?.as_f64()?.partial_cmp(&0.0)
    });
    order.unwrap_or_else(|| one.cmp(other))
}

/// A text as it is compared where settings are searched.
pub(crate) fn plain(text: &str) -> String {
    search::plain(&String::from(js_sys::JsString::from(text).normalize("NFD")))
}

/// The time of day: `14:05`, `2:05 PM`.
pub(crate) fn time_of_day(moment: Timestamp) -> String {
    CLOCK.with_borrow_mut(|clock| {
        apply(clock.get_or_insert_with(|| date_format(&[("hour", "numeric"), ("minute", "2-digit")])), moment)
    })
}

/// A minute of a day anywhere, written as the time of day.
pub(crate) fn minute_of_day(minute: u16) -> String {
    let parts = [("hour", "numeric"), ("minute", "2-digit"), ("timeZone", "UTC")];
    apply(&date_format(&parts), Timestamp::from_millis(i64::from(minute) * 60_000))
}

/// A day of the week, from Monday, 0.
pub(crate) fn weekday(day: u8) -> String {
    // 5 January 1970 was a Monday.
    let moment = Timestamp::from_millis((4 + i64::from(day)) * 24 * 3_600_000);
    apply(&date_format(&[("weekday", "long"), ("timeZone", "UTC")]), moment)
}

/// A date, as days from 1 January 1970.
pub(crate) fn date_of(day: i64) -> String {
    let parts = [("year", "numeric"), ("month", "long"), ("day", "numeric"), ("timeZone", "UTC")];
    apply(&date_format(&parts), Timestamp::from_millis(day.saturating_mul(24 * 3_600_000)))
}

/// A day: today, yesterday, or its date.
pub(crate) fn day(moment: Timestamp, now: Timestamp) -> String {
    match day_number(now) - day_number(moment) {
        0 => text::today(),
        1 => text::yesterday(),
        _ => CALENDAR.with_borrow_mut(|calendar| {
            let format = calendar
                .get_or_insert_with(|| date_format(&[("weekday", "long"), ("month", "long"), ("day", "numeric")]));
            apply(format, moment)
        }),
    }
}

/// The day a moment falls on where the agent is, counted from 1970.
pub(crate) fn day_number(moment: Timestamp) -> i64 {
    let date = date(moment);
    let minutes_behind_utc = date.get_timezone_offset();
    #[expect(clippy::cast_possible_truncation, reason = "days since 1970 are few")]
    let day = ((date.get_time() / 60_000.0 - minutes_behind_utc) / 1440.0).floor() as i64;
    day
}

/// A moment as spreadsheets read it in every language, and as it sorts: `2026-11-30 14:05`, where the agent is.
pub(crate) fn sortable(moment: Timestamp) -> String {
    let date = date(moment);
    // What is `Z` in it is then the agent's own zone.
    date.set_time(date.get_time() - date.get_timezone_offset() * 60_000.0);
    let text = String::from(date.to_iso_string());
    text.chars().take(16).map(|sign| if sign == 'T' { ' ' } else { sign }).collect()
}

/// A span as on a stopwatch: `4:07`, `1:04:07`. What began is counted: 900 ms are `0:00`.
pub(crate) fn elapsed(millis: i64) -> String {
    stopwatch(millis.max(0) / 1000)
}

/// What is left of a span: it shows `0:00` only when it is over.
pub(crate) fn remaining(millis: i64) -> String {
    stopwatch((millis.max(0) + 999) / 1000)
}

fn stopwatch(seconds: i64) -> String {
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// The language in which dates and names are written: that of the words around them, as it is written where the agent is.
fn language() -> String {
    let agents = leptos::prelude::window().navigator().language();
    written_as(text::language(), agents.as_deref().unwrap_or_default())
}

/// `en` as in `en-GB`, where the agent's language is that. Of another language than the catalogue's nothing is taken:
/// whoever reads English for want of Danish reads English dates in it.
fn written_as(catalogue: String, agents: &str) -> String {
    let is_of_it = agents.strip_prefix(&catalogue).is_some_and(|rest| rest.starts_with('-'));
    if is_of_it { agents.to_owned() } else { catalogue }
}

fn locales() -> js_sys::Array {
    js_sys::Array::of1(&JsValue::from_str(&language()))
}

fn date_format(parts: &[(&str, &str)]) -> Function {
    js_sys::Intl::DateTimeFormat::new(&locales(), options(parts).unchecked_ref()).format()
}

fn apply(format: &Function, moment: Timestamp) -> String {
    format.call1(&JsValue::NULL, &date(moment)).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn date(moment: Timestamp) -> Date {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
    Date::new(&JsValue::from_f64(moment.as_millis() as f64))
}

fn options(pairs: &[(&str, &str)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in pairs {
        // A plain object takes any property.
        let _ = Reflect::set(&object, &JsValue::from_str(key), &JsValue::from_str(value));
    }
    object.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopwatch_has_hours_only_when_there_are_some() {
        assert_eq!(elapsed(0), "0:00");
        assert_eq!(elapsed(-5000), "0:00");
        assert_eq!(elapsed(247_900), "4:07");
        assert_eq!(elapsed(3_847_000), "1:04:07");
    }

    #[test]
    fn what_surrounds_a_date_says_how_it_is_written() {
        for (catalogue, agents, expected) in [
            ("en", "en-GB", "en-GB"),
            ("en", "en", "en"),
            ("es", "es-419", "es-419"),
            ("pt-BR", "pt-BR", "pt-BR"),
            ("pt-BR", "pt-PT", "pt-BR"),
            ("en", "da", "en"),
            ("fr", "frr", "fr"),
            ("de", "", "de"),
        ] {
            assert_eq!(written_as(catalogue.to_owned(), agents), expected, "{catalogue}, {agents}");
        }
    }

    #[test]
    fn a_countdown_reaches_zero_only_at_the_end() {
        assert_eq!(remaining(1), "0:01");
        assert_eq!(remaining(1000), "0:01");
        assert_eq!(remaining(1001), "0:02");
        assert_eq!(remaining(0), "0:00");
    }
}
