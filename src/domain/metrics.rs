//! What happens, in numbers that only grow, when it last did, and which roles a process has: for whoever watches the process from outside. Costs an
//! atomic each; nothing of anybody is in it.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

use jiff::{SignedDuration, Timestamp};

use super::process_role::ProcessRole;

/// The upper ends of a [`Histogram`]'s steps, in milliseconds.
pub const BUCKETS_MS: [i64; 7] = [50, 100, 250, 500, 1_000, 2_500, 10_000];

/// How often something happened.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    pub fn increment(&self) {
        self.0.fetch_add(1, Relaxed);
    }

    pub fn value(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// When something last happened.
#[derive(Debug)]
pub struct LastSeen(AtomicI64);

impl Default for LastSeen {
    fn default() -> Self {
        Self(AtomicI64::new(i64::MIN))
    }
}

impl LastSeen {
    pub fn record_time(&self, now: Timestamp) {
        self.0.store(now.as_millisecond(), Relaxed);
    }

    /// When it was; `None` before the first time.
    pub fn last_time(&self) -> Option<Timestamp> {
        Timestamp::from_millisecond(self.0.load(Relaxed)).ok()
    }

    /// How long ago it was; `None` before the first time.
    pub fn time_since(&self, now: Timestamp) -> Option<SignedDuration> {
        Some(now.duration_since(self.last_time()?).max(SignedDuration::ZERO))
    }
}

/// How long something takes.
#[derive(Debug, Default)]
pub struct Histogram {
    bucket_counts: [Counter; BUCKETS_MS.len()],
    total_count: Counter,
    /// In milliseconds.
    sum: AtomicU64,
}

impl Histogram {
    pub fn observe(&self, time: SignedDuration) {
        let time = i64::try_from(time.as_millis()).unwrap_or(i64::MAX).max(0);
        let within = BUCKETS_MS.iter().zip(&self.bucket_counts).filter(|(step, _)| time <= **step);
        within.for_each(|(_, count)| count.increment());
        self.total_count.increment();
        self.sum.fetch_add(time.unsigned_abs(), Relaxed);
    }

    /// How many took no longer than each of [`BUCKETS_MS`].
    pub fn bucket_counts(&self) -> impl Iterator<Item = (i64, u64)> {
        BUCKETS_MS.into_iter().zip(self.bucket_counts.iter().map(Counter::value))
    }

    pub fn total_count(&self) -> u64 {
        self.total_count.value()
    }

    pub fn total_seconds(&self) -> f64 {
        self.sum.load(Relaxed) as f64 / 1_000.0
    }
}

/// The roles that this process has now.
#[derive(Debug, Default)]
pub struct RolesHeld([AtomicBool; ProcessRole::ALL.len()]);

impl RolesHeld {
    pub fn set_held(&self, role: ProcessRole, held: bool) {
        self.0[role as usize].store(held, Relaxed);
    }

    pub fn is_held(&self, role: ProcessRole) -> bool {
        self.0[role as usize].load(Relaxed)
    }
}

/// What is counted.
#[derive(Debug, Default)]
pub struct Metrics {
    pub roles_held: RolesHeld,
    /// Presses, from their taking to their end.
    pub presses: Histogram,
    /// Lists that were read, by what they cost the helpdesk.
    pub polls: Histogram,
    /// Lists that were read before their share of the helpdesk's time allowed it: the newest look would have got too old.
    pub hurried: Counter,
    pub polled: LastSeen,
    /// Telegram has answered the request for updates.
    pub telegram: LastSeen,
    /// Telegram has asked for a pause.
    pub waits: Counter,
    /// Messages, edits and reactions that Telegram has taken.
    pub sent: Counter,
}
