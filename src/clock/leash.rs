//! For how long this process may act on the world, where several share one task: the others may take it over when it
//! has been silent for too long, so a process that was paused must not go on where it was.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::{Clock, monotonic_now};

/// How often one who waits looks again.
const LOOK: Duration = Duration::from_millis(50);

/// The leave to act; clones share it.
#[derive(Clone, Debug, Default)]
pub struct Leash(Option<Arc<Mutex<Option<End>>>>);

/// Counted on two clocks: one of them stands still while a machine sleeps, the other may be set back.
#[derive(Clone, Copy, Debug)]
struct End {
    steady: Instant,
    wall: Timestamp,
}

impl Leash {
    /// Leave for as long as the process lives.
    pub fn none() -> Self {
        Self(None)
    }

    /// No leave until it is given.
    pub fn short() -> Self {
        Self(Some(Arc::default()))
    }

    /// Gives leave for so long from now on. `give` it before asking others, so that the way there is not counted in.
    pub fn now_for(&self, time: Duration) -> Leave {
        let wall = Clock::System.now() + SignedDuration::try_from(time).unwrap_or(SignedDuration::ZERO);
        Leave(End { steady: monotonic_now() + time, wall })
    }

    /// Lets the process act until then.
    pub fn give(&self, leave: Leave) {
        self.set(Some(leave.0));
    }

    /// Takes the leave away.
    pub fn take(&self) {
        self.set(None);
    }

    fn set(&self, to: Option<End>) {
        if let Self(Some(end)) = self {
            *end.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = to;
        }
    }

    /// Whether the process may act at this moment.
    pub fn allows(&self) -> bool {
        let Self(Some(end)) = self else { return true };
        let end = *end.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        end.is_some_and(|end| monotonic_now() < end.steady && Clock::System.now() < end.wall)
    }

    /// Ready when the process may act.
    pub async fn allowed(&self) {
        while !self.allows() {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// A time until which the process may act.
#[derive(Clone, Copy, Debug)]
pub struct Leave(End);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leave_ends_by_itself() {
        let leash = Leash::short();
        assert!(!leash.allows());
        leash.give(leash.now_for(Duration::from_secs(60)));
        assert!(leash.allows() && Leash::clone(&leash).allows());
        leash.give(leash.now_for(Duration::ZERO));
        assert!(!leash.allows());
        leash.give(leash.now_for(Duration::from_secs(60)));
        leash.take();
        assert!(!leash.allows());
        assert!(Leash::none().allows());
    }
}
