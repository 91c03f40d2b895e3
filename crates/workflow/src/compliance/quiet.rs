//! Quiet hours: when nobody is to be texted, by the clock where the recipient is.
//!
//! Hours are half-open: at their start it is quiet, at their end it no longer is. Those that end before they start go
//! over midnight. What time it is in a zone the platform tells ([`crate::Zones`]), daylight saving time included; what
//! is worked out here is on that zone's own clock.

use genesys::time::Timestamp;
use protocol::{Quiet, QuietTimes, Reason, Until, Why};

use crate::{
    io::{LocalTime, Zones},
    policy::Policy,
};

const DAY: u16 = 24 * 60;
const MINUTE_MS: i64 = 60_000;
/// Nobody looks further ahead, in days.
const HORIZON: u16 = 14;
/// In case a clock is changed on the way, it is looked at again after so many minutes.
const LOOK_AGAIN: u16 = 60;
const WEEK: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The organisation's quiet hours and days off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuietHours {
    /// Minutes since midnight, `from` and `to`; `to` may be less.
    hours: Option<(u16, u16)>,
    /// From Monday on.
    week: [bool; 7],
    /// Days off by date.
    dates: Vec<(i32, u8, u8)>,
}

impl QuietHours {
    /// What a policy sets; `None` where that is nothing.
    pub(crate) fn of(policy: &Policy) -> Option<Self> {
        let time = |text: &Option<String>| text.as_deref().and_then(minute);
        let hours = time(&policy.quiet_hours_start).zip(time(&policy.quiet_hours_end)).filter(|(from, to)| from != to);
        let named = |day: &str| {
            let listed = policy.quiet_days.iter().flatten();
            listed.map(|one| one.trim().to_lowercase()).any(|one| one.len() >= 3 && day.starts_with(&one))
        };
        let week = WEEK.map(named);
        let dates: Vec<_> = policy.quiet_dates.iter().flatten().filter_map(|text| date(text)).collect();
        let any = hours.is_some() || week.contains(&true) || !dates.is_empty();
        any.then_some(Self { hours, week, dates })
    }

    /// As agents see them.
    pub(crate) fn show(self) -> QuietTimes {
        let weekdays = (0..).zip(self.week).filter_map(|(day, off)| off.then_some(day)).collect();
        QuietTimes { hours: self.hours, weekdays, dates: self.dates.into_iter().map(days_of).collect() }
    }

    /// What speaks against texting a number at `now` that may be in any of `zones`.
    pub(crate) fn finding(&self, zones: &[&str], now: Timestamp, local: Zones) -> Option<Reason> {
        let times = zones.iter().map(|zone| (*zone, local(zone, now)));
        let quiet = times.clone().filter_map(|(zone, at)| {
            let at = at?;
            Some((zone, at, self.why(0, at.minute_of_day(), at)?, self.until(at)))
        });
        // The strictest holds: of those that are equal, the one that comes first.
        let longest = quiet.rev().max_by_key(|(_, at, _, until)| remaining(*at, *until));
        let unknown = zones.is_empty() || times.clone().any(|(_, at)| at.is_none());
        match longest {
            Some((zone, _, why, until)) => Some(Reason::QuietHours(Quiet {
                zone: zone.to_owned(),
                zones: u32::try_from(zones.len()).unwrap_or(u32::MAX),
                why,
                until,
            })),
            None if unknown => Some(Reason::TimeUnknown),
            None => None,
        }
    }

    /// When the finding may be another one.
    pub(crate) fn next_change(&self, zones: &[&str], now: Timestamp, local: Zones) -> Option<Timestamp> {
        let edges = [Some(0), self.hours.map(|(from, _)| from), self.hours.map(|(_, to)| to % DAY)];
        let minutes = zones.iter().filter_map(|zone| local(zone, now)).flat_map(|at| {
            edges.into_iter().flatten().map(move |edge| (edge + DAY - at.minute_of_day() - 1) % DAY + 1)
        });
        let soonest = minutes.min()?.min(LOOK_AGAIN);
        let minute_began = now.as_millis() - now.as_millis().rem_euclid(MINUTE_MS);
        Some(Timestamp::from_millis(minute_began).plus_millis(i64::from(soonest) * MINUTE_MS))
    }

    /// Why it is quiet `days` after `today`, at this minute.
    fn why(&self, days: u16, minute: u16, today: LocalTime) -> Option<Why> {
        let date = today.date_after(days);
        if self.week[usize::from(weekday(date))] || self.dates.contains(&date) {
            return Some(Why::DayOff);
        }
        let (from, to) = self.hours?;
        let quiet = if from < to { from <= minute && minute < to } else { from <= minute || minute < to };
        quiet.then_some(Why::Hours)
    }

    fn until(&self, now: LocalTime) -> Until {
        let (mut days, mut minute) = (0, now.minute_of_day());
        while let Some(why) = self.why(days, minute, now) {
            let ends = self.hours.filter(|_| why == Why::Hours).map_or(DAY, |(_, to)| to);
            if ends > minute && ends < DAY {
                minute = ends;
            } else {
                (days, minute) = (days + 1, 0);
            }
            if days > HORIZON {
                return Until::NotSoon;
            }
        }
        Until::At { days, weekday: weekday(now.date_after(days)), minute }
    }
}

fn remaining(now: LocalTime, until: Until) -> u32 {
    match until {
        Until::At { days, minute, .. } => {
            (u32::from(days) * u32::from(DAY) + u32::from(minute)).saturating_sub(u32::from(now.minute_of_day()))
        }
        Until::NotSoon => u32::MAX,
    }
}

impl LocalTime {
    fn minute_of_day(self) -> u16 {
        (u16::from(self.hour) * 60 + u16::from(self.minute)).min(DAY - 1)
    }

    fn date_after(self, days: u16) -> (i32, u8, u8) {
        let date = (self.year, self.month, self.day);
        if days == 0 { date } else { civil(days_of(date) + i64::from(days)) }
    }
}

/// From Monday, 0.
fn weekday(date: (i32, u8, u8)) -> u8 {
    // 1 January 1970 was a Thursday.
    u8::try_from((days_of(date) + 3).rem_euclid(7)).unwrap_or_default()
}

/// Days from 1 January 1970, by Howard Hinnant's `days_from_civil`.
fn days_of((year, month, day): (i32, u8, u8)) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date so many days from 1 January 1970, by his `civil_from_days`.
fn civil(days: i64) -> (i32, u8, u8) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    // Within what was put in, which was of these types.
    (year.try_into().unwrap_or_default(), month.try_into().unwrap_or_default(), day.try_into().unwrap_or_default())
}

/// `HH:MM`, to 24:00.
fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = u16::try_from(hours.checked_mul(60)?.checked_add(minutes)?).ok()?;
    (minutes < 60 && minute <= DAY).then_some(minute)
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<(i32, u8, u8)> {
    let mut parts = text.trim().split('-');
    let mut number = || parts.next()?.parse::<u32>().ok();
    let (year, month, day) = (number()?, number()?, number()?);
    let date = (year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?);
    let exists = civil(days_of(date)) == date && parts.next().is_none();
    exists.then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(start: &str, end: &str, days: &[&str], dates: &[&str]) -> Policy {
        let list = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
        Policy {
            quiet_hours_start: Some(start.to_owned()),
            quiet_hours_end: Some(end.to_owned()),
            quiet_days: list(days),
            quiet_dates: list(dates),
            ..Policy::default()
        }
    }

    fn nights() -> QuietHours {
        QuietHours::of(&policy("21:00", "08:00", &[], &[])).expect("hours")
    }

    fn at(text: &str) -> Timestamp {
        Timestamp::from_iso8601(text).expect("a moment")
    }

    fn quiet(hours: &QuietHours, zones: &[&str], now: &str) -> Option<Quiet> {
        match hours.finding(zones, at(now), LocalTime::by_database) {
            Some(Reason::QuietHours(quiet)) => Some(quiet),
            None => None,
            other => panic!("{other:?}"),
        }
    }

    fn is_quiet(hours: &QuietHours, zone: &str, now: &str) -> bool {
        quiet(hours, &[zone], now).is_some()
    }

    #[test]
    fn hours_are_half_open_and_go_over_midnight() {
        let night = nights();
        let day = QuietHours::of(&policy("12:00", "14:00", &[], &[])).expect("hours");
        for (hours, time, expected) in [
            (&night, "20:59:59", false),
            (&night, "21:00:00", true),
            (&night, "23:59:59", true),
            (&night, "00:00:00", true),
            (&night, "07:59:59", true),
            (&night, "08:00:00", false),
            (&day, "11:59:59", false),
            (&day, "12:00:00", true),
            (&day, "13:59:59", true),
            (&day, "14:00:00", false),
        ] {
            assert_eq!(is_quiet(hours, "UTC", &format!("2026-03-02T{time}Z")), expected, "{time}");
        }
        assert_eq!(QuietHours::of(&policy("08:00", "08:00", &[], &[])), None, "no time lies in them");
        let all_day = QuietHours::of(&policy("00:00", "24:00", &[], &[])).expect("hours");
        assert!(is_quiet(&all_day, "UTC", "2026-03-02T23:59:59Z") && is_quiet(&all_day, "UTC", "2026-03-02T00:00:00Z"));
    }

    #[test]
    fn what_cannot_be_read_sets_nothing() {
        for (start, end) in [("", ""), ("21", "8"), ("25:00", "08:00"), ("21:60", "08:00"), ("nine", "08:00")] {
            assert_eq!(
                QuietHours::of(&policy(start, end, &["", "x", "feast"], &["2026-02-30", "26"])),
                None,
                "{start}"
            );
        }
    }

    #[test]
    fn in_spring_the_hour_that_is_missing_changes_nothing_for_the_end() {
        // New York, 8 March 2026: after 01:59 EST comes 03:00 EDT. 08:00 is at 12:00 UTC, the day before at 13:00.
        let hours = nights();
        assert!(is_quiet(&hours, "America/New_York", "2026-03-07T12:59:59Z"));
        assert!(!is_quiet(&hours, "America/New_York", "2026-03-07T13:00:00Z"));
        assert!(is_quiet(&hours, "America/New_York", "2026-03-08T11:59:59Z"));
        assert!(!is_quiet(&hours, "America/New_York", "2026-03-08T12:00:00Z"));
        // Hours whose end is among the missing minutes are over at 03:00.
        let short = QuietHours::of(&policy("21:00", "02:30", &[], &[])).expect("hours");
        assert!(is_quiet(&short, "America/New_York", "2026-03-08T06:59:59Z"));
        assert!(!is_quiet(&short, "America/New_York", "2026-03-08T07:00:00Z"));
    }

    #[test]
    fn in_autumn_the_hour_that_comes_twice_is_quiet_twice() {
        // Berlin, 25 October 2026: after 02:59 CEST comes 02:00 CET.
        let short = QuietHours::of(&policy("21:00", "02:30", &[], &[])).expect("hours");
        for (now, expected) in [
            ("2026-10-25T00:29:59Z", true),
            ("2026-10-25T00:30:00Z", false),
            ("2026-10-25T01:00:00Z", true),
            ("2026-10-25T01:29:59Z", true),
            ("2026-10-25T01:30:00Z", false),
        ] {
            assert_eq!(is_quiet(&short, "Europe/Berlin", now), expected, "{now}");
        }
        // 21:00 is an hour later by UTC from that day on.
        let hours = nights();
        assert!(is_quiet(&hours, "Europe/Berlin", "2026-10-24T19:00:00Z"));
        assert!(!is_quiet(&hours, "Europe/Berlin", "2026-10-25T19:59:59Z"));
        assert!(is_quiet(&hours, "Europe/Berlin", "2026-10-25T20:00:00Z"));
    }

    #[test]
    fn days_off_are_whole_days_of_the_zone() {
        let hours = QuietHours::of(&policy("", "", &["Saturday", "sun"], &["2026-12-25"])).expect("days");
        // Saturday begins in Tokyo at 15:00 UTC on Friday.
        for (zone, now, expected) in [
            ("Asia/Tokyo", "2026-11-27T14:59:59Z", false),
            ("Asia/Tokyo", "2026-11-27T15:00:00Z", true),
            ("Asia/Tokyo", "2026-11-29T14:59:59Z", true),
            ("Asia/Tokyo", "2026-11-29T15:00:00Z", false),
            ("America/New_York", "2026-12-25T04:59:59Z", false),
            ("America/New_York", "2026-12-25T05:00:00Z", true),
        ] {
            assert_eq!(is_quiet(&hours, zone, now), expected, "{zone} {now}");
        }
    }

    #[test]
    fn it_says_until_when() {
        let hours = QuietHours::of(&policy("21:00", "08:00", &["saturday", "sunday"], &[])).expect("hours");
        let until = |now: &str| quiet(&hours, &["UTC"], now).map(|quiet| (quiet.why, quiet.until));
        let morning = |days, weekday| Until::At { days, weekday, minute: 480 };
        assert_eq!(until("2026-11-24T22:10:00Z"), Some((Why::Hours, morning(1, 2))));
        assert_eq!(until("2026-11-25T03:00:00Z"), Some((Why::Hours, morning(0, 2))));
        // Friday night leads over the weekend to Monday.
        assert_eq!(until("2026-11-27T22:10:00Z"), Some((Why::Hours, morning(3, 0))));
        assert_eq!(until("2026-11-28T12:00:00Z"), Some((Why::DayOff, morning(2, 0))));
        let always = QuietHours::of(&policy("00:00", "24:00", &[], &[])).expect("hours");
        assert_eq!(quiet(&always, &["UTC"], "2026-11-28T12:00:00Z").expect("quiet").until, Until::NotSoon);
    }

    #[test]
    fn of_several_zones_the_strictest_holds() {
        let hours = nights();
        let zones = ["America/Denver", "America/North_Dakota/Center"];
        // 20:30 in Denver, 21:30 in North Dakota; then 07:30 and 08:30; then 06:30 and 07:30.
        let found = |now: &str| quiet(&hours, &zones, now).map(|quiet| (quiet.zone, quiet.zones));
        assert_eq!(found("2026-01-15T03:30:00Z"), Some(("America/North_Dakota/Center".to_owned(), 2)));
        assert_eq!(found("2026-01-15T14:30:00Z"), Some(("America/Denver".to_owned(), 2)));
        assert_eq!(found("2026-01-15T13:30:00Z"), Some(("America/Denver".to_owned(), 2)));
        assert_eq!(found("2026-01-15T18:00:00Z"), None);
    }

    #[test]
    fn what_time_it_is_has_to_be_known() {
        let hours = nights();
        let noon = at("2026-11-24T12:00:00Z");
        assert_eq!(hours.finding(&[], noon, LocalTime::by_database), Some(Reason::TimeUnknown));
        assert_eq!(hours.finding(&["Mars/Olympus"], noon, LocalTime::by_database), Some(Reason::TimeUnknown));
        assert_eq!(hours.finding(&["UTC", "Mars/Olympus"], noon, LocalTime::by_database), Some(Reason::TimeUnknown));
        let found = hours.finding(&["Asia/Tokyo", "Mars/Olympus"], at("2026-11-24T13:00:00Z"), LocalTime::by_database);
        assert!(matches!(found, Some(Reason::QuietHours(_))));
    }

    #[test]
    fn a_change_is_looked_for_in_time() {
        let hours = nights();
        let next = |now: &str| hours.next_change(&["America/New_York"], at(now), LocalTime::by_database);
        // 20:58:30 there; 21:00; 15:20, with nothing before the hour is over.
        assert_eq!(next("2026-01-15T01:58:30Z"), Some(at("2026-01-15T02:00:00Z")));
        assert_eq!(next("2026-01-15T02:00:00Z"), Some(at("2026-01-15T03:00:00Z")));
        assert_eq!(next("2026-01-15T20:20:10Z"), Some(at("2026-01-15T21:20:00Z")));
        assert_eq!(hours.next_change(&[], at("2026-01-15T20:20:10Z"), LocalTime::by_database), None);
        // Over a year, in steps: what is found never changes between now and the next look.
        let zones = ["America/Denver", "Europe/Berlin", "Australia/Lord_Howe"];
        let mut now = at("2026-01-01T00:00:00Z");
        while now < at("2027-01-01T00:00:00Z") {
            let next = hours.next_change(&zones, now, LocalTime::by_database).expect("known zones");
            assert!(next > now);
            for zone in zones {
                let at = |moment: Timestamp| hours.finding(&[zone], moment, LocalTime::by_database).is_some();
                assert_eq!(at(now), at(next.plus_millis(-1)), "{zone} from {now:?} to {next:?}");
            }
            now = next;
        }
    }

    #[test]
    fn days_are_counted_as_the_calendar_does() {
        for (date, days, day) in [((1970, 1, 1), 0, 3), ((2000, 2, 29), 11_016, 1), ((2026, 11, 29), 20_786, 6)] {
            assert_eq!((days_of(date), civil(days), weekday(date)), (days, date, day));
        }
        for days in -800_000..800_000 {
            assert_eq!(days_of(civil(days)), days);
        }
    }
}
