//! Whether this process gets on with its work, for a service manager that kills what is stuck. Stuck is a database thread that
//! answers nothing, not even with an error, and a pass over updates or messages that doesn't end. What waits for a server
//! that is away is not stuck: every call to one has its own end.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::sd_notify::{Notifier, NotifyState};
use crate::store::{Store, StoreError};

/// Longer than any pass can take whose calls all wait for their own end.
const STUCK_AFTER: Duration = Duration::from_secs(180);

/// The passes of one loop, begun and ended. An odd number: one is under way.
#[derive(Debug, Default)]
pub struct LoopProgress(AtomicU64);

impl LoopProgress {
    /// One pass; it counts as ended however it ends.
    pub async fn track_pass<T>(&self, pass: impl Future<Output = T>) -> T {
        let _under_way = PassGuard::begin_pass(self);
        pass.await
    }

    fn pass_number(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

struct PassGuard<'a>(&'a LoopProgress);

impl<'a> PassGuard<'a> {
    fn begin_pass(passes: &'a LoopProgress) -> Self {
        passes.0.fetch_add(1, Ordering::Relaxed);
        Self(passes)
    }
}

impl Drop for PassGuard<'_> {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// The loops that are watched; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Watchdog {
    pub updates: Arc<LoopProgress>,
    pub messages: Arc<LoopProgress>,
}

/// Tells the manager that this process is alive, for as long as it is.
pub async fn run_watchdog(watchdog: &Watchdog, store: &Store, notifier: &Notifier) -> Infallible {
    let Some(every) = notifier.watchdog_interval() else { return std::future::pending().await };
    let mut loops = [
        WatchedLoop::watch_loop("updates", &watchdog.updates),
        WatchedLoop::watch_loop("messages", &watchdog.messages),
    ];
    loop {
        let database = tokio::time::timeout(every, probe_database(store)).await;
        // Without leave to act, calls wait for as long as the database is away.
        let elapsed = if store.lease_guard().is_permitted() { every } else { Duration::ZERO };
        let stuck = loops.iter_mut().find_map(|watched| watched.stuck_after(elapsed));
        match (database, stuck) {
            (Ok(()), None) => notifier.send_state(&NotifyState::Alive),
            (Err(_), _) => log::error!("the watchdog gets no ping: the database gives no answer at all"),
            (_, Some(what)) => log::error!("the watchdog gets no ping: a pass over {what} does not end"),
        }
        tokio::time::sleep(every).await;
    }
}

/// Ready when both of the database's threads have said something, be it an error.
async fn probe_database(store: &Store) {
    let _: [Result<(), StoreError>; 2] =
        futures_util::future::join(store.write(|_| Ok(())), store.read(|_| Ok(()))).await.into();
}

/// One loop as it was when it was last looked at.
struct WatchedLoop<'a> {
    what: &'static str,
    passes: &'a LoopProgress,
    number: u64,
    /// How long the pass with this number has been under way, as far as was seen.
    under_way: Duration,
}

impl<'a> WatchedLoop<'a> {
    fn watch_loop(what: &'static str, passes: &'a LoopProgress) -> Self {
        Self { what, passes, number: 0, under_way: Duration::ZERO }
    }

    /// What the loop does, if it has not ended a pass for too long. `elapsed` has passed since this was last asked.
    fn stuck_after(&mut self, elapsed: Duration) -> Option<&'static str> {
        let number = self.passes.pass_number();
        let same_pass = number == self.number && number % 2 == 1;
        self.under_way = if same_pass { self.under_way + elapsed } else { Duration::ZERO };
        self.number = number;
        (self.under_way >= STUCK_AFTER).then_some(self.what)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn a_pass_that_does_not_end_is_stuck_and_a_loop_that_waits_is_not() {
        let passes = LoopProgress::default();
        let mut watched = WatchedLoop::watch_loop("messages", &passes);
        assert!((0..9).all(|_| watched.stuck_after(MINUTE).is_none()), "it waits");
        let pass = PassGuard::begin_pass(&passes);
        assert!((0..3).all(|_| watched.stuck_after(MINUTE).is_none()), "as long as calls may take");
        assert_eq!(watched.stuck_after(MINUTE), Some("messages"));
        drop(pass);
        assert_eq!(watched.stuck_after(MINUTE), None, "it has ended after all");
        for _ in 0..9 {
            let _another = PassGuard::begin_pass(&passes);
            assert_eq!(watched.stuck_after(MINUTE), None, "each is another pass");
        }
    }

    #[test]
    fn what_waits_for_leave_to_act_is_not_stuck() {
        let passes = LoopProgress::default();
        let mut watched = WatchedLoop::watch_loop("updates", &passes);
        let _pass = PassGuard::begin_pass(&passes);
        assert!((0..9).all(|_| watched.stuck_after(Duration::ZERO).is_none()));
    }

    #[tokio::test]
    async fn a_pass_counts_as_ended_however_it_ends() {
        let passes = Arc::new(LoopProgress::default());
        let panics = Arc::clone(&passes);
        let ended =
            tokio::spawn(async move { panics.track_pass(async { panic!("on purpose") }).await }).await;
        assert!(ended.is_err());
        assert_eq!(passes.pass_number() % 2, 0);
    }
}
