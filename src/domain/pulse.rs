//! What happens, in numbers that only grow, and when it last did: for whoever watches the process from outside. Costs an
//! atomic each; nothing of anybody is in it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering::Relaxed};

use jiff::{SignedDuration, Timestamp};

/// The upper ends of a [`Timing`]'s steps, in milliseconds.
pub const STEPS: [i64; 7] = [50, 100, 250, 500, 1_000, 2_500, 10_000];

/// How often something happened.
#[derive(Debug, Default)]
pub struct Count(AtomicU64);

impl Count {
    pub fn one_more(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// When something last happened.
#[derive(Debug)]
pub struct Moment(AtomicI64);

impl Default for Moment {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl Moment {
    pub fn is(&self, now: Timestamp) {
        self.0.store(now.as_millisecond(), Relaxed);
    }

    /// It counts for nothing any more.
    pub fn forget(&self) {
        self.0.store(i64::MIN, Relaxed);
    }

    /// How long ago it was; `None` before the first time.
    pub fn age(&self, now: Timestamp) -> Option<SignedDuration> {
        let at = Timestamp::from_millisecond(self.0.load(Relaxed)).ok()?;
        Some(now.duration_since(at).max(SignedDuration::ZERO))
    }
}

/// How long something takes.
#[derive(Debug, Default)]
pub struct Timing {
    steps: [Count; STEPS.len()],
    count: Count,
    /// In milliseconds.
    sum: AtomicU64,
}

impl Timing {
    pub fn took(&self, time: SignedDuration) {
        let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX).max(0);
        let within = STEPS.iter().zip(&self.steps).filter(|(step, _)| time <= **step);
        within.for_each(|(_, count)| count.one_more());
        self.count.one_more();
        self.sum.fetch_add(time.unsigned_abs(), Relaxed);
    }

    /// How many took no longer than each of [`STEPS`].
    pub fn steps(&self) -> impl Iterator<Item = (i64, u64)> {
        STEPS.into_iter().zip(self.steps.iter().map(Count::get))
    }

    pub fn count(&self) -> u64 {
        self.count.get()
    }

    pub fn seconds(&self) -> f64 {
        self.sum.load(Relaxed) as f64 / 1_000.0
    }
}

/// What is counted.
#[derive(Debug, Default)]
pub struct Pulse {
    /// Presses, from their taking to their end.
    pub presses: Timing,
    /// Lists that were read, by what they cost the helpdesk.
    pub polls: Timing,
    /// Lists that were read before their share of the helpdesk's time allowed it: the newest look would have got too old.
    pub hurried: Count,
    pub polled: Moment,
    /// Telegram has answered the request for updates.
    pub telegram: Moment,
    /// Telegram has asked for a pause.
    pub waits: Count,
    /// Messages, edits and reactions that Telegram has taken.
    pub sent: Count,
}
