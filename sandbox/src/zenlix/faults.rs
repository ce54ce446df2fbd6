//! Troubles on demand: which calls are to go wrong, how, and how many times; and the gate at which calls can be held
//! until a test lets them on. Knows nothing of what the calls are about.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{oneshot, watch};

/// The calls that a fault is for. An empty one is for every call.
#[derive(Clone, Debug, Default)]
pub struct Match {
    pub mode: Option<String>,
    /// The login of the key's owner, or of who signs in.
    pub login: Option<String>,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// This HTTP status and body, and nothing done.
    Status(u16, String),
    /// The API is elsewhere: this status, that address, and nothing done.
    Redirect(u16, String),
    /// No answer and nothing done: the call waits at the gate, and when it is let on its connection is reset.
    Stall,
    /// Everything as usual, but so much later.
    Slow(Duration),
    /// The call is done; half of the answer comes, and then nothing more.
    Drip,
    /// The call is done; its answer comes sign by sign and never ends.
    Trickle,
    /// The connection is reset and nothing done.
    ResetBefore,
    /// The call is done, then the connection is reset.
    AppliedThenReset,
    /// The call is done, and answered with no JSON at all.
    Garbage,
    /// The call is done, and its answer ends in the middle.
    CutJson,
    /// The call is done, and answered with white space.
    EmptyBody,
    /// The call is done and answered as usual, but as `text/html`.
    WrongContentType,
    /// The call is done and answered as usual, but PHP's notices stand before the JSON.
    PhpNotices,
    /// The call waits at the gate before anything of it is done.
    Hold,
    /// The call reads what it needs, then waits at the gate before it writes: two such calls race as they do in the
    /// real server.
    HoldBeforeWriting,
    /// The call is done, and its answer waits at the gate while others go on.
    HoldAnswer,
}

/// A fault to arm.
#[derive(Clone, Debug)]
pub struct Fault {
    pub on: Match,
    pub kind: FaultKind,
    /// How many calls it spoils; every one until cleared when `None`.
    pub times: Option<u32>,
}

impl Match {
    /// Every call.
    pub fn any() -> Self {
        Self::default()
    }

    /// Calls of one mode.
    pub fn mode(mode: &str) -> Self {
        Self { mode: Some(mode.to_owned()), login: None }
    }

    /// Calls of one person.
    pub fn login(login: &str) -> Self {
        Self { mode: None, login: Some(login.to_owned()) }
    }

    /// Calls of this mode by one person.
    #[must_use]
    pub fn by(self, login: &str) -> Self {
        Self { login: Some(login.to_owned()), ..self }
    }

    fn fits(&self, mode: &str, login: Option<&str>) -> bool {
        self.mode.as_deref().is_none_or(|wanted| wanted == mode)
            && self.login.as_deref().is_none_or(|wanted| Some(wanted) == login)
    }
}

/// The armed faults, oldest first.
#[derive(Debug, Default)]
pub struct Faults {
    armed: Vec<Fault>,
}

impl Faults {
    pub fn arm(&mut self, fault: Fault) {
        self.armed.push(fault);
    }

    pub fn clear(&mut self) {
        self.armed.clear();
    }

    /// What is to happen to this call: the oldest fault that fits, which is used up by it.
    pub fn take(&mut self, mode: &str, login: Option<&str>) -> Option<FaultKind> {
        self.armed.retain(|fault| fault.times != Some(0));
        let fault = self.armed.iter_mut().find(|fault| fault.on.fits(mode, login))?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.kind.clone())
    }
}

/// Where calls wait to be let on, first come first served. Clones are the same gate.
#[derive(Clone, Debug)]
pub struct Gate {
    waiting: Arc<Mutex<VecDeque<oneshot::Sender<()>>>>,
    arrivals: Arc<watch::Sender<()>>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { waiting: Arc::default(), arrivals: Arc::new(watch::Sender::new(())) }
    }
}

impl Gate {
    /// Waits to be let on.
    pub async fn wait(&self) {
        let (let_on, let_me_on) = oneshot::channel();
        self.waiting.lock().push_back(let_on);
        self.arrivals.send_replace(());
        // The sender is only dropped together with the gate; then there is nothing left to wait for.
        let _ = let_me_on.await;
    }

    /// Lets the longest waiting call on. Calls whose caller has gone don't count.
    pub fn release_one(&self) {
        let mut queue = self.waiting.lock();
        while let Some(waiting) = queue.pop_front() {
            if waiting.send(()).is_ok() {
                return;
            }
        }
    }

    /// Lets all waiting calls on.
    pub fn release(&self) {
        for waiting in self.waiting.lock().drain(..) {
            // A caller who has gone doesn't need it.
            let _ = waiting.send(());
        }
    }

    /// Returns once at least `count` calls wait.
    pub async fn until_waiting(&self, count: usize) {
        let mut arrivals = self.arrivals.subscribe();
        loop {
            if self.waiting.lock().iter().filter(|waiting| !waiting.is_closed()).count() >= count {
                return;
            }
            // The gate itself holds the sender, so this can't fail while we are here.
            let _ = arrivals.changed().await;
        }
    }

    /// Whether any call waits here.
    pub fn holds_any(&self) -> bool {
        self.waiting.lock().iter().any(|waiting| !waiting.is_closed())
    }
}
