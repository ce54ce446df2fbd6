//! Time in words: how long something takes, how long ago it was, when it is. The present moment is a parameter.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Lang;
use crate::t;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// From here on hours no longer matter.
const LONG: i64 = 7 * DAY;

/// How much time a deadline leaves: `1 h 40 min left`, `due now`, and `overdue by 3 h` when it has passed.
pub fn time_left(lang: Lang, left: SignedDuration) -> String {
    match amount(lang, left) {
        None => t!(lang, "time-due-now"),
        Some(time) if left.is_negative() => t!(lang, "time-overdue", time = time),
        Some(time) => t!(lang, "time-left", time = time),
    }
}

/// How long ago something was: `5 min ago`, `just now`. What lies ahead, as clocks differ, is just now too.
pub fn age(lang: Lang, age: SignedDuration) -> String {
    match amount(lang, age) {
        Some(time) if age.is_positive() => t!(lang, "time-ago", time = time),
        _ => t!(lang, "time-just-now"),
    }
}

/// How long something has lasted: `1 h 40 min`; a minute at least.
pub fn span(lang: Lang, time: SignedDuration) -> String {
    amount(lang, time).unwrap_or_else(|| Unit::Minute.say(lang, 1))
}

/// When something was or will be, on the clocks of a zone: `12:26` on the day of `now`, `24.11 12:26` in its year,
/// `24.11.2014 12:26` otherwise.
pub fn moment(lang: Lang, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned_datetime(zone.clone()), now.to_zoned_datetime(zone.clone()));
    let clock = at.strftime("%H:%M").to_string();
    if at.date() == now.date() {
        return t!(lang, "time-today", clock = clock);
    }
    let (day, month) = (at.strftime("%d").to_string(), at.strftime("%m").to_string());
    if at.year() == now.year() {
        return t!(lang, "time-this-year", day = day, month = month, clock = clock);
    }
    let year = at.strftime("%Y").to_string();
    t!(lang, "time-any-year", day = day, month = month, year = year, clock = clock)
}

/// An amount of time without its sign, in at most two units, rounded to the smaller one; `None` for less than half a
/// minute.
fn amount(lang: Lang, time: SignedDuration) -> Option<String> {
    let seconds = time.abs().as_secs();
    let (days, hours, minutes) = (rounded(seconds, DAY), rounded(seconds, HOUR), rounded(seconds, MINUTE));
    let parts = if minutes == 0 {
        return None;
    } else if minutes * MINUTE < DAY {
        [(minutes / 60, Unit::Hour), (minutes % 60, Unit::Minute)]
    } else if hours * HOUR < LONG {
        [(hours / 24, Unit::Day), (hours % 24, Unit::Hour)]
    } else {
        [(days, Unit::Day), (0, Unit::Hour)]
    };
    let words = parts.into_iter().filter(|(count, _)| *count > 0).map(|(count, unit)| unit.say(lang, count));
    Some(words.collect::<Vec<_>>().join(" "))
}

fn rounded(seconds: i64, unit: i64) -> i64 {
    seconds.saturating_add(unit / 2) / unit
}

#[derive(Clone, Copy)]
enum Unit {
    Day,
    Hour,
    Minute,
}

impl Unit {
    fn say(self, lang: Lang, count: i64) -> String {
        match self {
            Self::Day => t!(lang, "time-days", count = count),
            Self::Hour => t!(lang, "time-hours", count = count),
            Self::Minute => t!(lang, "time-minutes", count = count),
        }
    }
}
