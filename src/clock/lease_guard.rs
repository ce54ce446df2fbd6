//! For how long this process may act on the world, where several share one task: the others may take it over when it
//! has been silent for too long, so a process that was paused must not go on where it was.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::time::Instant;

use super::{Clock, monotonic_now};

/// How often one who waits looks again.
const CHECK_INTERVAL: Duration = Duration::from_millis(50);

/// The leave to act; clones share it.
#[derive(Clone, Debug, Default)]
pub struct LeaseGuard(Option<Arc<Mutex<Option<LeaseDeadline>>>>);

/// Counted on two clocks: one of them stands still while a machine sleeps, the other may be set back.
#[derive(Clone, Copy, Debug)]
struct LeaseDeadline {
    steady: Instant,
    wall: Timestamp,
}

impl LeaseGuard {
    /// Leave for as long as the process lives.
    pub fn without_lease() -> Self {
        Self(None)
    }

    /// No permit yet.
    pub fn expired() -> Self {
        Self(Some(Arc::default()))
    }

    /// A permit for so long from now on. Taken before the server is asked, and passed to [`LeaseGuard::extend`] afterwards, so
    /// that the time on the way counts.
    pub fn permit_for(&self, time: Duration) -> Permit {
        let wall = Clock::System.now() + SignedDuration::try_from(time).unwrap_or(SignedDuration::ZERO);
        Permit(LeaseDeadline { steady: monotonic_now() + time, wall })
    }

    /// Lets the process act until then.
    pub fn extend(&self, permit: Permit) {
        self.set_deadline(Some(permit.0));
    }

    /// Ends it at once.
    pub fn revoke(&self) {
        self.set_deadline(None);
    }

    fn set_deadline(&self, to: Option<LeaseDeadline>) {
        if let Self(Some(end)) = self {
            *end.lock() = to;
        }
    }

    /// Whether the process may act at this moment.
    pub fn is_permitted(&self) -> bool {
        let Self(Some(end)) = self else { return true };
        let end = *end.lock();
        end.is_some_and(|end| monotonic_now() < end.steady && Clock::System.now() < end.wall)
    }

    /// Ready when the process may act.
    pub async fn wait_permitted(&self) {
        while !self.is_permitted() {
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    }
}

/// A time until which the process may act.
#[derive(Clone, Copy, Debug)]
pub struct Permit(LeaseDeadline);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leave_ends_by_itself() {
        let lease_guard = LeaseGuard::expired();
        assert!(!lease_guard.is_permitted());
        lease_guard.extend(lease_guard.permit_for(Duration::from_secs(60)));
        assert!(lease_guard.is_permitted() && LeaseGuard::clone(&lease_guard).is_permitted());
        lease_guard.extend(lease_guard.permit_for(Duration::ZERO));
        assert!(!lease_guard.is_permitted());
        lease_guard.extend(lease_guard.permit_for(Duration::from_secs(60)));
        lease_guard.revoke();
        assert!(!lease_guard.is_permitted());
        assert!(LeaseGuard::without_lease().is_permitted());
    }
}
