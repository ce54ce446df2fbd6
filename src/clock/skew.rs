//! How far a server's clock is off ours, by the `Date` of its answers.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Less than this may be the way of the answer, and the seconds in which a `Date` is counted.
const EXACT: i64 = 3;

/// As last heard; clones of what holds it share it.
#[derive(Debug)]
pub struct Skew(AtomicI64);

impl Default for Skew {
    fn default() -> Self {
        Self(AtomicI64::new(0))
    }
}

impl Skew {
    /// An answer with this `Date` has just come. One that can't be read says nothing.
    pub fn hear(&self, date: &str, now: Timestamp) {
        let Ok(theirs) = jiff::fmt::rfc2822::parse(date) else { return };
        self.0.store(theirs.timestamp().as_second() - now.as_second(), Ordering::Relaxed);
    }

    /// How far their clock is ahead of ours; behind it, where it is negative.
    pub fn get(&self) -> SignedDuration {
        let seconds = self.0.load(Ordering::Relaxed);
        SignedDuration::from_secs(if seconds.abs() < EXACT { 0 } else { seconds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_says_how_far_a_clock_is_off() {
        let (skew, now) = (Skew::default(), "2026-11-24T10:00:00Z".parse().unwrap());
        let heard = |date| {
            skew.hear(date, now);
            skew.get().as_secs()
        };
        assert_eq!(heard("Tue, 24 Nov 2026 09:40:00 GMT"), -1_200);
        assert_eq!(heard("some day"), -1_200, "nothing new was heard");
        assert_eq!(heard("Tue, 24 Nov 2026 10:00:02 GMT"), 0);
        assert_eq!(heard("Tue, 24 Nov 2026 10:20:00 GMT"), 1_200);
    }
}
