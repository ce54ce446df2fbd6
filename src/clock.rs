//! Time and randomness, the only place that asks the system for them. Everywhere else both are parameters, so that a
//! test can hold the clock in its hand.

pub mod leash;

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};

/// What time it is: the system's, or a hand-driven one in tests.
#[derive(Clone, Debug)]
pub enum Clock {
    System,
    Manual(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Timestamp) -> Self {
        Self::Manual(Arc::new(Mutex::new(start)))
    }

    /// The present moment.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Manual(at) => *at.lock().unwrap_or_else(|poisoned| poisoned.into_inner()),
        }
    }

    /// Moves a manual clock forward. The system's clock moves by itself: there this does nothing.
    pub fn advance(&self, by: SignedDuration) {
        if let Self::Manual(at) = self {
            let mut at = at.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            *at += by;
        }
    }
}

/// Fills an array with randomness fit for keys and nonces.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the system")]
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // Without the system's randomness there is no safe key to go on with.
    getrandom::fill(&mut bytes).expect("the system gives randomness");
    bytes
}
