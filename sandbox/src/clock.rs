//! What time it is in the simulated world. Whoever starts a server says so, and so can hold the time in their hand.

use std::fmt::Debug;

use jiff::{SignedDuration, Timestamp};

/// A clock of the simulated world.
pub trait Clock: Debug + Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;

    /// Lets so much time pass, where the clock doesn't go by itself.
    fn advance_by(&self, by: SignedDuration);
}
