//! When a place gets its digest: on working mornings, and in the evening if wanted.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::hours::{Days, Hours, Span};

/// How often a digest is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Digest {
    Never,
    Morning,
    /// In the morning and in the evening.
    Twice,
}

impl Digest {
    pub const ALL: [Self; 3] = [Self::Never, Self::Morning, Self::Twice];
}

/// Which of a day's digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Edition {
    Morning,
    Evening,
}

impl Edition {
    pub fn name(self) -> &'static str {
        match self {
            Self::Morning => "morning",
            Self::Evening => "evening",
        }
    }
}

/// The hours of those who have set none.
const DEFAULT_HOURS: Hours = Hours { days: Days::WORKING, span: Span::hours(9, 18) };
/// So many minutes after its time a digest still makes sense.
const DIGEST_WINDOW_MINUTES: u16 = 120;

/// The digest that it is time for, if any: at the beginning of work, and at its end. `hours` are those of whoever reads
/// it.
pub fn digest_due(
    wanted: Digest,
    hours: Option<Hours>,
    now: Timestamp,
    zone: &TimeZone,
) -> Option<(Date, Edition)> {
    let Hours { days, span } = hours.unwrap_or(DEFAULT_HOURS);
    let now = zone.to_datetime(now);
    let since = |minute: u16| {
        Span { from: minute, to: (minute + DIGEST_WINDOW_MINUTES) % (24 * 60) }.contains_time(now.time())
    };
    let edition = match wanted {
        Digest::Never => return None,
        _ if since(span.from) => Edition::Morning,
        Digest::Twice if since(span.to) => Edition::Evening,
        _ => return None,
    };
    days.contains_day(now.date().weekday()).then_some((now.date(), edition))
}

/// The Monday on whose morning the picture of the week before is due, if it is.
pub fn weekly_picture_due(now: Timestamp, zone: &TimeZone) -> Option<Date> {
    let (date, edition) = digest_due(Digest::Morning, None, now, zone)?;
    (edition == Edition::Morning && date.weekday() == Weekday::Monday).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wanted: Digest, time: &str) -> Option<Edition> {
        digest_due(wanted, None, time.parse().unwrap(), &TimeZone::UTC).map(|(_, edition)| edition)
    }

    #[test]
    fn it_comes_when_work_begins_and_when_it_ends() {
        // A Tuesday.
        assert_eq!(at(Digest::Morning, "2026-11-24T08:59:00Z"), None);
        assert_eq!(at(Digest::Morning, "2026-11-24T09:00:00Z"), Some(Edition::Morning));
        assert_eq!(at(Digest::Morning, "2026-11-24T11:00:00Z"), None, "too late to be of use");
        assert_eq!(at(Digest::Morning, "2026-11-24T18:05:00Z"), None);
        assert_eq!(at(Digest::Twice, "2026-11-24T18:05:00Z"), Some(Edition::Evening));
        assert_eq!(at(Digest::Never, "2026-11-24T09:05:00Z"), None);
    }

    #[test]
    fn the_picture_of_the_week_comes_on_monday_morning() {
        let at = |time: &str| weekly_picture_due(time.parse().unwrap(), &TimeZone::UTC).is_some();
        assert!(at("2026-11-23T09:05:00Z"));
        assert!(!at("2026-11-23T18:05:00Z") && !at("2026-11-24T09:05:00Z"));
    }

    #[test]
    fn nobody_is_told_on_a_day_off() {
        assert_eq!(at(Digest::Twice, "2026-11-28T09:05:00Z"), None, "a Saturday");
    }
}
