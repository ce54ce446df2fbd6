//! For how long somebody puts a ticket aside, and when it comes back to them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::hours::{DEFAULT_MORNING, EARLIEST_MORNING, Hours, time_of_day};

/// Until when a ticket is put aside, as a button offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnoozeChoice {
    Hour,
    Afternoon,
    /// Tomorrow, when the person's work begins.
    Tomorrow,
    /// Until somebody else comments.
    Comment,
}

/// When it comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SnoozeEnd {
    At(Timestamp),
    Comment,
}

/// When the afternoon begins, in minutes after midnight.
const AFTERNOON: u16 = 14 * 60;

impl SnoozeChoice {
    pub const ALL: [Self; 4] = [Self::Hour, Self::Afternoon, Self::Tomorrow, Self::Comment];

    /// When a ticket comes back that is put aside now; `None` for an afternoon that has begun.
    pub fn find_end(self, now: Timestamp, zone: &TimeZone, hours: Option<Hours>) -> Option<SnoozeEnd> {
        let here = zone.to_datetime(now);
        let at = match self {
            Self::Hour => now + SignedDuration::from_hours(1),
            Self::Afternoon => moment_of(here.date(), AFTERNOON, zone).filter(|at| *at > now)?,
            Self::Tomorrow => {
                // Before dawn it is still the day before.
                let is_night = here.hour() < EARLIEST_MORNING;
                let day = if is_night { here.date() } else { here.date().tomorrow().ok()? };
                let eve = zone.to_ambiguous_timestamp(day.to_datetime(time_of_day(0))).compatible().ok()?;
                let just_before = eve.max(now) - SignedDuration::from_millis(1);
                match hours.and_then(|hours| hours.next_start(just_before, zone)) {
                    Some(start) => start,
                    None => moment_of(day, DEFAULT_MORNING, zone).filter(|at| *at > now)?,
                }
            }
            Self::Comment => return Some(SnoozeEnd::Comment),
        };
        Some(SnoozeEnd::At(at))
    }
}

fn moment_of(day: Date, minutes: u16, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(day.to_datetime(time_of_day(minutes))).compatible().ok()
}

#[cfg(test)]
mod tests {
    use super::super::hours::{Days, Span};
    use super::*;

    #[test]
    fn a_ticket_comes_back_when_people_mean_it() {
        use SnoozeChoice::{Afternoon, Comment, Hour, Tomorrow};
        let zone = TimeZone::get("Europe/Kyiv").unwrap();
        let office = Some(Hours { days: Days::WORKING, span: Span::hours(9, 18) });
        let night = Some(Hours { days: Days::WORKING, span: Span::hours(20, 8) });
        // In Kyiv two hours on: a Tuesday at noon and at three in the afternoon, and at two at night; a Friday at noon.
        let cases = [
            (Hour, "2026-11-24T10:00:00Z", None, Some("2026-11-24T11:00:00Z")),
            (Afternoon, "2026-11-24T10:00:00Z", None, Some("2026-11-24T12:00:00Z")),
            (Afternoon, "2026-11-24T13:00:00Z", None, None),
            (Tomorrow, "2026-11-24T10:00:00Z", None, Some("2026-11-25T06:00:00Z")),
            (Tomorrow, "2026-11-24T10:00:00Z", office, Some("2026-11-25T07:00:00Z")),
            (Tomorrow, "2026-11-24T00:00:00Z", office, Some("2026-11-24T07:00:00Z")),
            (Tomorrow, "2026-11-27T10:00:00Z", office, Some("2026-11-30T07:00:00Z")),
            (Tomorrow, "2026-11-24T10:00:00Z", night, Some("2026-11-25T18:00:00Z")),
        ];
        for (choice, now, hours, end) in cases {
            let end = end.map(|end| SnoozeEnd::At(end.parse().unwrap()));
            assert_eq!(choice.find_end(now.parse().unwrap(), &zone, hours), end, "{choice:?} at {now}");
        }
        assert_eq!(Comment.find_end(Timestamp::UNIX_EPOCH, &zone, None), Some(SnoozeEnd::Comment));
    }
}
