//! Times of the day and days of the week, as people mean them: on the clocks of their own zone.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

/// The minutes of a day.
pub const MINUTES_PER_DAY: u16 = 24 * 60;

/// Part of a day, in minutes after midnight: from the first, up to but without the second. It may run over midnight; with
/// equal ends it is the whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: u16,
    pub to: u16,
}

impl Span {
    /// From one full hour to another.
    pub const fn hours(from: u16, to: u16) -> Self {
        Self { from: from * 60, to: to * 60 }
    }

    /// Whether this time of the day lies within.
    pub fn contains_time(self, time: Time) -> bool {
        let minute = time.hour() as u16 * 60 + time.minute() as u16;
        if self.from < self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }

    /// Whether it is that time in this zone.
    pub fn contains_moment(self, now: Timestamp, zone: &TimeZone) -> bool {
        self.contains_time(zone.to_datetime(now).time())
    }
}

/// Days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Days(u8);

impl Days {
    pub const EVERY: Self = Self(0b111_1111);
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);

    pub fn contains_day(self, day: Weekday) -> bool {
        self.0 & day_bit(day) != 0
    }

    /// The same with this day put in or taken out.
    pub fn toggle_day(self, day: Weekday) -> Self {
        Self(self.0 ^ day_bit(day))
    }
}

/// Monday first, as the week is written.
pub const WEEK: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

fn day_bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// When somebody works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Hours {
    pub days: Days,
    pub span: Span,
}

impl Hours {
    /// Whether it is work time now. A shift that runs over midnight belongs to the day on which it began.
    pub fn are_working(self, now: Timestamp, zone: &TimeZone) -> bool {
        let now = zone.to_datetime(now);
        let time = now.time();
        let began_yesterday = self.span.from > self.span.to && minute_of_day(time) < self.span.to;
        let day = if began_yesterday { now.date().yesterday().unwrap_or(now.date()) } else { now.date() };
        self.span.contains_time(time) && self.days.contains_day(day.weekday())
    }

    /// The next moment at which work begins, after `now`; `None` for somebody who never works.
    pub fn next_start(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        let today = zone.to_datetime(now).date();
        let days = (0..=7).filter_map(|ahead| today.checked_add(i64::from(ahead).days()).ok());
        let starts = days.filter(|day: &Date| self.days.contains_day(day.weekday())).filter_map(|day| {
            zone.to_ambiguous_timestamp(day.to_datetime(time_of_day(self.span.from))).compatible().ok()
        });
        starts.into_iter().find(|start| *start > now)
    }
}

/// Before this hour it is still the night of the day before.
pub const EARLIEST_MORNING: i8 = 5;

/// When the morning begins for those whose work does not, in minutes after midnight.
pub const DEFAULT_MORNING: u16 = 8 * 60;

/// The coming morning at this time of the day: tomorrow's, or today's for whoever is up before dawn.
pub fn next_morning(now: Timestamp, zone: &TimeZone, minutes: u16) -> Option<Timestamp> {
    let here = zone.to_datetime(now);
    let day = if here.hour() < EARLIEST_MORNING { here.date() } else { here.date().tomorrow().ok()? };
    let morning =
        |day: Date| zone.to_ambiguous_timestamp(day.to_datetime(time_of_day(minutes))).compatible().ok();
    morning(day).filter(|morning| *morning > now).or_else(|| morning(day.tomorrow().ok()?))
}

/// A time of the day, from its minutes after midnight.
pub fn time_of_day(minutes: u16) -> Time {
    // Both parts are in range after the remainders.
    Time::constant((minutes / 60 % 24) as i8, (minutes % 60) as i8, 0, 0)
}

fn minute_of_day(time: Time) -> u16 {
    time.hour() as u16 * 60 + time.minute() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_may_run_over_midnight() {
        let night = Span::hours(22, 7);
        assert!(night.contains_time(time_of_day(23 * 60)) && night.contains_time(time_of_day(6 * 60 + 59)));
        assert!(!night.contains_time(time_of_day(7 * 60)) && !night.contains_time(time_of_day(21 * 60 + 59)));
    }

    #[test]
    fn work_begins_on_the_next_working_day() {
        let hours = Hours { days: Days::WORKING, span: Span::hours(9, 18) };
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        // A Friday evening: 19:00 in Kyiv.
        assert!(!hours.are_working(at("2026-11-27T17:00:00Z"), &zone));
        assert_eq!(hours.next_start(at("2026-11-27T17:00:00Z"), &zone), Some(at("2026-11-30T07:00:00Z")));
        // A Monday at eight.
        assert_eq!(hours.next_start(at("2026-11-30T06:00:00Z"), &zone), Some(at("2026-11-30T07:00:00Z")));
        let never = Hours { days: Days::EVERY.toggle_day(Weekday::Monday), ..hours };
        assert!(!never.are_working(at("2026-11-30T10:00:00Z"), &zone));
    }

    #[test]
    fn the_next_morning_is_tomorrows_but_for_the_sleepless() {
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let cases = [
            // Noon, an hour before work, and three at night: in Kyiv two hours on.
            ("2026-11-24T10:00:00Z", 8 * 60, "2026-11-25T06:00:00Z"),
            ("2026-11-24T05:00:00Z", 8 * 60, "2026-11-25T06:00:00Z"),
            ("2026-11-24T01:00:00Z", 8 * 60, "2026-11-24T06:00:00Z"),
            ("2026-11-24T02:00:00Z", 3 * 60, "2026-11-25T01:00:00Z"),
        ];
        for (now, minutes, morning) in cases {
            assert_eq!(next_morning(at(now), &zone, minutes), Some(at(morning)), "{now}");
        }
    }

    #[test]
    fn a_night_shift_belongs_to_its_evening() {
        let hours = Hours { days: Days::WORKING, span: Span::hours(20, 8) };
        let zone = TimeZone::UTC;
        assert!(hours.are_working(at("2026-11-28T03:00:00Z"), &zone), "Friday's shift, early on Saturday");
        assert!(
            !hours.are_working(at("2026-11-30T03:00:00Z"), &zone),
            "Sunday's would be, but nobody works on Sunday"
        );
    }
}
