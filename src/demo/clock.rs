//! deskgram's clock as the clock of the simulated world.

use deskgram_sandbox::clock::Clock as WorldClock;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;

impl WorldClock for Clock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }

    fn advance_by(&self, by: SignedDuration) {
        Self::advance_by(self, by);
    }
}
