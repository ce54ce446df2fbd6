//! How soon a list is read again: often enough for those who wait for it, seldom enough for the helpdesk, which needs
//! seconds of real work for a long list.

use jiff::SignedDuration;
use jiff::civil::Time;

use super::hours::Span;

/// The longest that failures alone keep anybody waiting.
const MAX_PAUSE: SignedDuration = SignedDuration::from_mins(5);
/// The shortest pause, however much is going on.
const MIN_PAUSE: SignedDuration = SignedDuration::from_secs(1);
/// When most of a company sleeps, on the helpdesk's clock.
const NIGHT_HOURS: Span = Span::hours(22, 7);

/// How much is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PollActivity {
    /// Somebody has done something, or been told of something, just now.
    Busy,
    Calm,
    /// It is night, and nobody is at it.
    Asleep,
}

impl PollActivity {
    /// The mood at a time of the day, so long after anything has happened; `None` when nothing has yet.
    pub fn at_time(time: Time, idle: Option<SignedDuration>) -> Self {
        let within = |span| idle.is_some_and(|idle| idle < span);
        if within(SignedDuration::from_mins(2)) {
            Self::Busy
        } else if NIGHT_HOURS.contains_time(time) && !within(SignedDuration::from_mins(15)) {
            Self::Asleep
        } else {
            Self::Calm
        }
    }
}

/// The part of its time that the helpdesk may be kept at work by reading lists, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadLimit(u8);

impl LoadLimit {
    pub const TENTH: Self = Self(10);

    /// From 1 to 100 percent.
    pub fn from_percent(percent: u8) -> Option<Self> {
        (1..=100).contains(&percent).then_some(Self(percent))
    }

    /// How long to leave the helpdesk alone after it has worked for so long.
    pub fn rest_after(self, work: SignedDuration) -> SignedDuration {
        work * i32::from(100 - self.0) / i32::from(self.0)
    }
}

/// How often the lists are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollSchedule {
    pub interval: SignedDuration,
    pub load_limit: LoadLimit,
    /// How old the newest look at a list may be before the next one is taken in, whatever the share.
    pub max_age: SignedDuration,
}

impl PollSchedule {
    /// The same where the interval is longer than that: then it was meant.
    pub fn oldest(self) -> SignedDuration {
        self.max_age.max(self.interval)
    }
}

/// The pause before a list is read again. `failures` is how often in a row it could not be read; `jitter`, from 0 to 255,
/// keeps several installations from asking in step: it adds up to a tenth.
pub fn poll_pause(interval: SignedDuration, mood: PollActivity, failures: u32, jitter: u8) -> SignedDuration {
    let base = match (failures, mood) {
        (0, PollActivity::Busy) => (interval / 2).max(MIN_PAUSE.min(interval)),
        (0, PollActivity::Calm) => interval,
        (0, PollActivity::Asleep) => interval * 3,
        (failures, _) => (interval * (1 << failures.min(4))).min(MAX_PAUSE).max(interval),
    };
    base + base * i32::from(jitter) / (10 * 255)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: SignedDuration = SignedDuration::from_secs(20);

    #[test]
    fn activity_makes_it_quicker_and_night_slower() {
        let (noon, night) = (Time::constant(12, 0, 0, 0), Time::constant(3, 0, 0, 0));
        let mins = SignedDuration::from_mins;
        let seconds = |mood| poll_pause(INTERVAL, mood, 0, 0).as_secs();
        assert_eq!(seconds(PollActivity::at_time(noon, None)), 20);
        assert_eq!(seconds(PollActivity::at_time(noon, Some(mins(1)))), 10);
        assert_eq!(seconds(PollActivity::at_time(night, Some(mins(1)))), 10);
        assert_eq!(seconds(PollActivity::at_time(night, Some(mins(10)))), 20);
        assert_eq!(seconds(PollActivity::at_time(night, Some(mins(20)))), 60);
    }

    #[test]
    fn failures_back_off_to_five_minutes_and_no_further() {
        let seconds: Vec<_> =
            (0..7).map(|failures| poll_pause(INTERVAL, PollActivity::Busy, failures, 0).as_secs()).collect();
        assert_eq!(seconds, [10, 40, 80, 160, 300, 300, 300]);
        assert_eq!(
            poll_pause(SignedDuration::from_mins(10), PollActivity::Calm, 3, 0),
            SignedDuration::from_mins(10)
        );
    }

    #[test]
    fn jitter_adds_a_tenth_at_most() {
        assert_eq!(poll_pause(INTERVAL, PollActivity::Calm, 0, 255), SignedDuration::from_secs(22));
    }

    #[test]
    fn a_tenth_of_the_time_is_nine_times_the_work_in_rest() {
        assert_eq!(LoadLimit::TENTH.rest_after(SignedDuration::from_secs(2)), SignedDuration::from_secs(18));
        assert_eq!(LoadLimit::from_percent(100).unwrap().rest_after(INTERVAL), SignedDuration::ZERO);
        assert_eq!((LoadLimit::from_percent(0), LoadLimit::from_percent(101)), (None, None));
    }
}
