//! Which of several processes on one PostgreSQL serves: the one whose connection holds a lock. The server lets go of the lock
//! when the process dies, and when it has been silent for ten seconds; then another one serves.
//!
//! Who has lost the lock may not know it yet. So each new holder takes a number, every transaction of a holder checks that the
//! number is still its own (`Fence`), and its leash lets it act only for as long as the server can't have given up on it.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::postgres::Link;
use super::sql::{StoreError, Value};
use crate::clock::leash::Leash;

/// After so long a silence the server takes the lock back.
const SILENCE: &str = "SET idle_session_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'";
/// For so long after a word with the server the holder may act: less, because clocks don't run alike.
const LEAVE: Duration = Duration::from_secs(8);
/// How often the holder speaks to the server, and who waits asks.
const PULSE: Duration = Duration::from_secs(2);
const ASK: Duration = Duration::from_millis(500);

/// The number of the present holder, as far as this process was one; 0 while it checks nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Fence(Arc<AtomicI64>);

impl Fence {
    pub fn number(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Acquire)).filter(|&number| number != 0)
    }
}

/// Where a process stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Waiting,
    Serving,
    /// Another one has served meanwhile.
    Lost,
}

/// The right to serve, asked for or held until it is dropped.
#[derive(Debug)]
pub struct Lease {
    /// None where nobody else can serve.
    state: Option<watch::Receiver<State>>,
    _until_dropped: Option<mpsc::Sender<()>>,
}

impl Lease {
    /// For a database that only one process can have.
    pub(super) fn sole() -> Self {
        Self { state: None, _until_dropped: None }
    }

    /// Asks for the right on a connection and a thread of its own.
    pub(super) fn ask(link: Link, fence: Fence, leash: Leash) -> Result<Self, StoreError> {
        let (state, seen) = watch::channel(State::Waiting);
        let (until_dropped, dropped) = mpsc::channel();
        let holder = Holder { link, fence, leash, state, dropped };
        thread::Builder::new()
            .name("store-lease".to_owned())
            .spawn(move || holder.run())
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self { state: Some(seen), _until_dropped: Some(until_dropped) })
    }

    /// Whether this process serves now.
    pub fn serves(&self) -> bool {
        self.state.as_ref().is_none_or(|state| *state.borrow() == State::Serving)
    }

    /// Ready when this process is to serve.
    pub async fn granted(&self) {
        self.comes_to(State::Serving).await;
    }

    /// Ready when another process serves in place of this one. Never, where there is no other.
    pub async fn lost(&self) {
        if self.state.is_none() {
            return std::future::pending().await;
        }
        self.comes_to(State::Lost).await;
    }

    async fn comes_to(&self, wanted: State) {
        let Some(state) = &self.state else { return };
        // An error means that the thread has ended, which it does only after the right was lost.
        let _ = state.clone().wait_for(|state| *state == wanted).await;
    }
}

/// The thread's part.
struct Holder {
    link: Link,
    fence: Fence,
    leash: Leash,
    state: watch::Sender<State>,
    dropped: mpsc::Receiver<()>,
}

/// What came of asking for the lock.
enum Asked {
    Granted,
    Taken,
}

impl Holder {
    fn run(mut self) {
        let mut held = None;
        loop {
            let pause = match (self.step(held), held) {
                (Ok(Some(number)), _) => {
                    held = Some(number);
                    PULSE
                }
                (Ok(None), None) => ASK,
                // Somebody else has served, with another number.
                (Ok(None), Some(_)) => break,
                (Err(error), _) => {
                    log::warn!("the lock of who serves: {error}");
                    self.link.forget();
                    ASK
                }
            };
            match self.dropped.recv_timeout(pause) {
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        self.leash.take();
        self.state.send_replace(State::Lost);
    }

    /// One word with the server; gives the number under which this process serves, if it does.
    fn step(&mut self, held: Option<i64>) -> Result<Option<i64>, StoreError> {
        let leave = self.leash.now_for(LEAVE);
        if self.link.is_live() && held.is_some() {
            self.link.plain("SELECT 1")?;
            self.leash.give(leave);
            return Ok(held);
        }
        let (asked, present) = (self.try_lock()?, self.present()?);
        match (asked, held) {
            // The connection had broken, and nobody came between.
            (Asked::Granted, Some(number)) if present == number => {}
            (Asked::Taken, Some(number)) if present == number => {
                return Err(StoreError::Database("the server still keeps it for a lost connection".into()));
            }
            (_, Some(_)) | (Asked::Taken, None) => return Ok(None),
            (Asked::Granted, None) => {
                let number = self.take_number()?;
                self.fence.0.store(number, Ordering::Release);
                self.leash.give(leave);
                self.state.send_replace(State::Serving);
                return Ok(Some(number));
            }
        }
        self.leash.give(leave);
        Ok(held)
    }

    fn try_lock(&mut self) -> Result<Asked, StoreError> {
        if !self.link.is_live() {
            self.link.plain(SILENCE)?;
        }
        match self.link.plain("SELECT pg_try_advisory_lock(2)")?.as_deref() {
            Some("t") => Ok(Asked::Granted),
            _ => Ok(Asked::Taken),
        }
    }

    /// The number of who serves, or served last.
    fn present(&mut self) -> Result<i64, StoreError> {
        let number = self.link.plain("SELECT token FROM leases WHERE name = 'serving'")?;
        Ok(number.and_then(|number| number.parse().ok()).unwrap_or(0))
    }

    /// A number that nobody had. Under the writers' lock: a transaction that has checked the old one is over by then.
    fn take_number(&mut self) -> Result<i64, StoreError> {
        self.link.transaction(|sql| {
            let rows = sql.rows(
                "INSERT INTO leases (name, token) VALUES ('serving', 1)
                 ON CONFLICT (name) DO UPDATE SET token = leases.token + 1 RETURNING token",
                &[] as &[Value<'_>],
            )?;
            rows.first().map_or(Err(StoreError::Closed), |row| row.get(0))
        })
    }
}
