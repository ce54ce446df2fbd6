//! Time in words: how long something takes, how long ago it was, when it is. The present moment is a parameter.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Lang;
use crate::t;

const MINUTE_SECS: i64 = 60;
const HOUR_SECS: i64 = 60 * MINUTE_SECS;
const DAY_SECS: i64 = 24 * HOUR_SECS;

/// From here on hours no longer matter.
const LONG_SECS: i64 = 7 * DAY_SECS;

/// How much time a deadline leaves: `1 h 40 min left`, `due now`, and `overdue by 3 h` when it has passed.
pub fn format_left(lang: Lang, left: SignedDuration) -> String {
    match format_amount(lang, left) {
        None => t!(lang, "time-due-now"),
        Some(time) if left.is_negative() => t!(lang, "time-overdue", time = time),
        Some(time) => t!(lang, "time-left", time = time),
    }
}

/// How long ago something was: `5 min ago`, `just now`. What lies ahead, as clocks differ, is just now too.
pub fn format_age(lang: Lang, age: SignedDuration) -> String {
    match format_amount(lang, age) {
        Some(time) if age.is_positive() => t!(lang, "time-ago", time = time),
        _ => t!(lang, "time-just-now"),
    }
}

/// How long something has lasted: `1 h 40 min`; a minute at least.
pub fn format_span(lang: Lang, time: SignedDuration) -> String {
    format_amount(lang, time).unwrap_or_else(|| TimeUnit::Minute.format_count(lang, 1))
}

/// When something was or will be, on the clocks of a zone: `12:26` on the day of `now`, `24 Nov 12:26` in its year,
/// `24 Nov 2014 12:26` otherwise.
pub fn format_moment(lang: Lang, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned_datetime(zone.clone()), now.to_zoned_datetime(zone.clone()));
    let clock = at.strftime("%H:%M").to_string();
    if at.date() == now.date() {
        return t!(lang, "time-today", clock = clock);
    }
    let month = month_name(lang, at.month());
    let day = at.strftime("%d").to_string();
    if at.year() == now.year() {
        return t!(lang, "time-this-year", day = day, month = month, clock = clock);
    }
    let year = at.strftime("%Y").to_string();
    t!(lang, "time-any-year", day = day, month = month, year = year, clock = clock)
}

/// A day of the year: `24 Nov`.
pub fn format_day(lang: Lang, date: Date) -> String {
    let day = date.strftime("%d").to_string();
    t!(lang, "time-day", day = day, month = month_name(lang, date.month()))
}

/// What a month is called in a date.
fn month_name(lang: Lang, month: i8) -> String {
    let months = t!(lang, "time-months");
    months.split(' ').nth(usize::from(month.unsigned_abs()) - 1).unwrap_or_default().to_owned()
}

/// An amount of time without its sign, in at most two units, rounded to the smaller one; `None` for less than half a
/// minute.
fn format_amount(lang: Lang, time: SignedDuration) -> Option<String> {
    let seconds = time.abs().as_secs();
    let (days, hours, minutes) =
        (round_to(seconds, DAY_SECS), round_to(seconds, HOUR_SECS), round_to(seconds, MINUTE_SECS));
    let parts = if minutes == 0 {
        return None;
    } else if minutes * MINUTE_SECS < DAY_SECS {
        [(minutes / 60, TimeUnit::Hour), (minutes % 60, TimeUnit::Minute)]
    } else if hours * HOUR_SECS < LONG_SECS {
        [(hours / 24, TimeUnit::Day), (hours % 24, TimeUnit::Hour)]
    } else {
        [(days, TimeUnit::Day), (0, TimeUnit::Hour)]
    };
    let words =
        parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| unit.format_count(lang, count));
    Some(words.collect::<Vec<_>>().join("\u{a0}"))
}

fn round_to(seconds: i64, unit: i64) -> i64 {
    seconds.saturating_add(unit / 2) / unit
}

#[derive(Clone, Copy)]
enum TimeUnit {
    Day,
    Hour,
    Minute,
}

impl TimeUnit {
    fn format_count(self, lang: Lang, count: i64) -> String {
        match self {
            Self::Day => t!(lang, "time-days", count = count),
            Self::Hour => t!(lang, "time-hours", count = count),
            Self::Minute => t!(lang, "time-minutes", count = count),
        }
    }
}
