//! Time and randomness, the only place that asks the system for them. Everywhere else both are parameters, so that a
//! test can hold the clock in its hand.

pub mod lease_guard;
pub mod skew;

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::Instant;

/// What time it is: the system's, or a hand-driven one in tests.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<watch::Sender<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance_by`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(Arc::new(watch::Sender::new(start)))
    }

    /// The present moment, to the millisecond, as it is stored: what was read from the database equals what was written.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> Timestamp {
        let now = match self {
            Self::System => Timestamp::now(),
            Self::Manual(at) => *at.borrow(),
        };
        // Every time of the present is one that milliseconds can say.
        Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }

    /// Moves a manual clock, forward as time does or back as administrators do. The system's clock moves by itself: there
    /// this does nothing.
    pub fn advance_by(&self, by: SignedDuration) {
        if let Self::Manual(at) = self {
            at.send_modify(|at| *at += by);
        }
    }

    /// Returns when so much time has passed; a manual clock has to be moved for that.
    pub async fn sleep(&self, pause: Duration) {
        match self {
            Self::System => tokio::time::sleep(pause).await,
            Self::Manual(at) => {
                let until = self.now() + SignedDuration::try_from(pause).unwrap_or(SignedDuration::MAX);
                // The clock itself holds the sender, so this can't fail while we are here.
                let _ = at.subscribe().wait_for(|now| *now >= until).await;
            }
        }
    }
}

/// The present moment of a clock that nobody can set, for measuring a while.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
pub fn monotonic_now() -> Instant {
    Instant::now()
}

/// Whether a clock that has shown `earlier` and shows `now` was set back, by more than its keeper puts it right.
pub fn was_set_back(earlier: Timestamp, now: Timestamp) -> bool {
    earlier.duration_since(now) > SignedDuration::from_secs(30)
}

/// Fills an array with randomness fit for keys and nonces.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without the system's randomness there is no safe key to go on with.
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}
