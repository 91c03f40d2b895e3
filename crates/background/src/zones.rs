//! What time it is where: the browser knows the world's time zones.

use workflow::Zones;

/// By the browser.
#[cfg(target_arch = "wasm32")]
pub const ZONES: Zones = browser::local;
/// By the time zone database: for tests and simulations.
#[cfg(not(target_arch = "wasm32"))]
pub const ZONES: Zones = workflow::LocalTime::by_database;

#[cfg(target_arch = "wasm32")]
mod browser {
    use std::cell::RefCell;

    use genesys::time::Timestamp;
    use js_sys::{Array, Function, Intl::DateTimeFormat, Object, Reflect};
    use wasm_bindgen::prelude::*;
    use workflow::{HERE, LocalTime};

    /// Month, day, year, hour and minute, in this order.
    const LOCALE: &str = "en-US-u-ca-gregory-nu-latn";

    thread_local! {
        /// Made once for each zone: that takes a hundred times as long as using one. `None`: the browser has no such zone.
        static CLOCKS: RefCell<Vec<(String, Option<DateTimeFormat>)>> = RefCell::default();
    }

    /// What time it is in `zone` (its IANA name, or [`HERE`]) at a moment, by `Intl.DateTimeFormat`.
    pub(super) fn local(zone: &str, at: Timestamp) -> Option<LocalTime> {
        let clock = CLOCKS.with_borrow_mut(|clocks| {
            if let Some((_, known)) = clocks.iter().find(|(name, _)| name == zone) {
                return known.clone();
            }
            let made = clock(zone);
            clocks.push((zone.to_owned(), made.clone()));
            made
        })?;
        #[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 are far below 2^53")]
        let moment = JsValue::from_f64(at.as_millis() as f64);
        let text = clock.format().call1(&JsValue::UNDEFINED, &moment).ok()?.as_string()?;
        let mut numbers = text.split(|one: char| !one.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let mut next = || numbers.next()?.parse::<u32>().ok();
        let (month, day, year) = (small(next()?)?, small(next()?)?, next()?.try_into().ok()?);
        Some(LocalTime { year, month, day, hour: small(next()?)?, minute: small(next()?)? })
    }

    fn small(number: u32) -> Option<u8> {
        number.try_into().ok()
    }

    /// A zone's clock; the constructor throws where there is no such zone.
    fn clock(zone: &str) -> Option<DateTimeFormat> {
        let options = Object::new();
        if zone != HERE {
            Reflect::set(&options, &"timeZone".into(), &zone.into()).ok()?;
        }
        for (name, value) in [
            ("hourCycle", "h23"),
            ("year", "numeric"),
            ("month", "numeric"),
            ("day", "numeric"),
            ("hour", "numeric"),
            ("minute", "numeric"),
        ] {
            Reflect::set(&options, &name.into(), &value.into()).ok()?;
        }
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let constructor: Function = Reflect::get(&intl, &"DateTimeFormat".into()).ok()?.dyn_into().ok()?;
        let made = Reflect::construct(&constructor, &Array::of2(&LOCALE.into(), &options)).ok()?;
        Some(made.unchecked_into())
    }

    #[cfg(test)]
    mod tests {
        use wasm_bindgen_test::wasm_bindgen_test;

        use super::*;

        fn at(zone: &str, moment: &str) -> Option<(i32, u8, u8, u8, u8)> {
            let time = local(zone, Timestamp::from_iso8601(moment)?)?;
            Some((time.year, time.month, time.day, time.hour, time.minute))
        }

        #[wasm_bindgen_test]
        fn the_browser_tells_what_time_it_is() {
            for (zone, moment, time) in [
                ("America/New_York", "2026-03-08T06:59:59Z", (2026, 3, 8, 1, 59)),
                ("America/New_York", "2026-03-08T07:00:00Z", (2026, 3, 8, 3, 0)),
                ("Europe/Berlin", "2026-10-25T00:59:00Z", (2026, 10, 25, 2, 59)),
                ("Europe/Berlin", "2026-10-25T01:00:00Z", (2026, 10, 25, 2, 0)),
                ("Asia/Kolkata", "2026-12-31T18:30:00Z", (2027, 1, 1, 0, 0)),
                ("Pacific/Honolulu", "2026-01-01T00:00:00Z", (2025, 12, 31, 14, 0)),
            ] {
                assert_eq!(at(zone, moment), Some(time), "{zone} {moment}");
            }
            assert_eq!(at("Mars/Olympus", "2026-01-01T00:00:00Z"), None);
        }

        #[wasm_bindgen_test]
        fn here_is_where_the_browser_is() {
            let moment = "2026-07-01T12:34:00Z";
            let date = js_sys::Date::new(&moment.into());
            let here = local(HERE, Timestamp::from_iso8601(moment).expect("a moment")).expect("a zone");
            assert_eq!((u32::from(here.day), u32::from(here.hour)), (date.get_date(), date.get_hours()));
        }
    }
}
