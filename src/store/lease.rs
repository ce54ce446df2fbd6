//! How several processes on one PostgreSQL share the work. It has parts, the offices; each is done by one process at a time: the
//! one whose connection holds the office's lock. The server lets go of the locks when a process dies, and when it has been
//! silent for ten seconds; then others take its offices. Who has more than a fair share gives back what another could do.
//!
//! Who has lost a lock may not know it yet. So a process has a number that nobody had before it, every transaction checks that
//! the number still stands beside an office (`Fence`), and a leash lets the process act only for as long as the server can't
//! have given up on it. Who takes an office from somebody who has not given it back strikes their number out everywhere.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::postgres::Link;
use super::sql::{Sql, StoreError, values};
use crate::clock::leash::Leash;

/// After so long a silence the server takes the locks back.
const SILENCE: &str = "SET idle_session_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'";
/// For so long after a word with the server a holder may act: less, because clocks don't run alike.
const LEAVE: Duration = Duration::from_secs(8);
/// How often a process speaks to the server that has its share, and how often one that could do more.
const PULSE: Duration = Duration::from_secs(2);
const ASK: Duration = Duration::from_millis(500);
/// How often one that has lost its connection asks before it takes another's office: they may have lost theirs in the same
/// moment, and come back for it.
const COURTESY: u32 = 4;

/// What all processes that are at work hold together. An older deskgram, which shares no work, holds it for itself alone.
const JOIN: &str = "SELECT pg_try_advisory_lock_shared(2)";
const CREW: &str =
    "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND objsubid = 1 AND granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// A part of the work that one process does at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Taking updates from Telegram, and all that people ask for.
    Updates,
    /// Sending what waits in the outbox.
    Outbox,
    /// Reading the lists, and what has to be done from time to time.
    Lists,
}

impl Office {
    /// In the order in which a process would rather keep them.
    pub const ALL: [Self; 3] = [Self::Updates, Self::Outbox, Self::Lists];

    fn name(self) -> &'static str {
        match self {
            Self::Updates => "updates",
            Self::Outbox => "outbox",
            Self::Lists => "lists",
        }
    }

    /// The number of its lock.
    fn number(self) -> u32 {
        match self {
            Self::Updates => 11,
            Self::Outbox => 12,
            Self::Lists => 13,
        }
    }
}

/// The number of this process, as far as it has one; 0 while it checks nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Fence(Arc<AtomicI64>);

impl Fence {
    pub fn number(&self) -> Option<i64> {
        Some(self.0.load(Ordering::Acquire)).filter(|&number| number != 0)
    }
}

/// Where a process stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Standing {
    /// What is its to do. An office that it is to give back is not among these any more.
    offices: Vec<Office>,
    /// Others do its work now, or nobody asks any more.
    over: bool,
}

/// The offices that this process has or asks for, until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Leases(Option<Shared>);

#[derive(Clone, Debug)]
struct Shared {
    standing: watch::Receiver<Standing>,
    given_back: mpsc::Sender<Office>,
}

impl Leases {
    /// All offices, for a database that only one process can have.
    pub(super) fn sole() -> Self {
        Self(None)
    }

    /// Asks for offices on a connection and a thread of its own.
    pub(super) fn ask(link: Link, fence: Fence, leash: Leash) -> Result<Self, StoreError> {
        let (standing, seen) = watch::channel(Standing::default());
        let (given_back, returns) = mpsc::channel();
        let holder =
            Holder { link, fence, leash, standing, returns, held: Vec::new(), going: None, courtesy: 0 };
        thread::Builder::new()
            .name("store-lease".to_owned())
            .spawn(move || holder.run())
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self(Some(Shared { standing: seen, given_back })))
    }

    /// Ready when the office is this process's to do.
    pub async fn given(&self, office: Office) {
        self.comes_to(|standing| standing.offices.contains(&office)).await;
    }

    /// Ready when the office is to be given back. Never, where nobody else could do it.
    pub async fn wanted_back(&self, office: Office) {
        if self.0.is_none() {
            return std::future::pending().await;
        }
        self.comes_to(|standing| !standing.offices.contains(&office)).await;
    }

    /// Gives an office back that was wanted back: nothing of it is in hand any more.
    pub fn give_back(&self, office: Office) {
        if let Self(Some(shared)) = self {
            // Where the thread has ended there is nothing left to give back.
            let _ = shared.given_back.send(office);
        }
    }

    /// Ready when others do this process's work. Never, where there are none.
    pub async fn lost(&self) {
        if self.0.is_none() {
            return std::future::pending().await;
        }
        self.comes_to(|standing| standing.over).await;
    }

    async fn comes_to(&self, wanted: impl FnMut(&Standing) -> bool) {
        let Self(Some(shared)) = self else { return };
        if shared.standing.clone().wait_for(wanted).await.is_err() {
            // The thread has ended: nothing changes any more.
            std::future::pending::<()>().await;
        }
    }
}

/// The thread's part.
struct Holder {
    link: Link,
    fence: Fence,
    leash: Leash,
    standing: watch::Sender<Standing>,
    returns: mpsc::Receiver<Office>,
    /// What this process does, as far as is known.
    held: Vec<Office>,
    /// What it is to give back. Its lock is kept until then.
    going: Option<Office>,
    /// How often it still asks before it takes what others may come back for.
    courtesy: u32,
}

/// What came of joining those who are at work.
enum Joined {
    Yes,
    /// An older deskgram is at work.
    NotYet,
    /// Others have taken the offices of this process.
    Struck,
}

impl Holder {
    fn run(mut self) {
        loop {
            let pause = match self.step() {
                Ok(Some(pause)) => pause,
                Ok(None) => break,
                Err(error) => self.trouble(&error),
            };
            match self.returns.recv_timeout(pause) {
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Ok(office) => {
                    if let Err(error) = self.give_back(office) {
                        self.trouble(&error);
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    // Whoever is told nothing finds out when the connection ends.
                    let _ = self.leave();
                    break;
                }
            }
        }
        self.leash.take();
        self.standing.send_replace(Standing { offices: Vec::new(), over: true });
    }

    fn trouble(&mut self, error: &StoreError) -> Duration {
        log::warn!("the locks of who does what: {error}");
        self.link.forget();
        ASK
    }

    /// A word with the server, and what follows from it; gives the time until the next one, unless all is lost.
    fn step(&mut self) -> Result<Option<Duration>, StoreError> {
        let leave = self.leash.now_for(LEAVE);
        if !self.link.is_live() {
            match self.join()? {
                Joined::Yes => {}
                Joined::NotYet => return Ok(Some(ASK)),
                Joined::Struck => return Ok(None),
            }
        }
        let crew: usize = self.link.plain(CREW)?.and_then(|count| count.parse().ok()).unwrap_or(1);
        let share = Office::ALL.len().div_ceil(crew.max(1));
        for office in Office::ALL {
            if self.held.len() < share && self.going != Some(office) && !self.held.contains(&office) {
                self.take(office)?;
            }
        }
        if self.held.len() > share && self.going.is_none() {
            let last = Office::ALL.into_iter().rfind(|office| self.held.contains(office));
            self.held.retain(|office| Some(*office) != last);
            self.going = last;
        }
        if !self.held.is_empty() {
            self.leash.give(leave);
        }
        self.courtesy = self.courtesy.saturating_sub(1);
        let standing = Standing { offices: self.held.clone(), over: false };
        self.standing.send_if_modified(|present| std::mem::replace(present, standing.clone()) != standing);
        Ok(Some(if self.held.len() < share { ASK } else { PULSE }))
    }

    /// Joins those who are at work, with the offices that this process had when it lost the connection.
    fn join(&mut self) -> Result<Joined, StoreError> {
        let mine: Vec<_> = self.held.iter().copied().chain(self.going).collect();
        self.link.plain(SILENCE)?;
        if self.link.plain(JOIN)?.as_deref() != Some("t") {
            self.link.forget();
            return Ok(if mine.is_empty() { Joined::NotYet } else { Joined::Struck });
        }
        let number = self.fence.number().unwrap_or(0);
        let names: Vec<String> = self.link.transaction(|sql| {
            let ours = "SELECT name FROM leases WHERE token = $1 AND name <> 'serving'";
            sql.rows(ours, values![number])?.iter().map(|row| row.get(0)).collect()
        })?;
        let is_mine = |office: &Office| names.iter().any(|name| name == office.name());
        if !self.held.iter().all(is_mine) {
            return Ok(Joined::Struck);
        }
        // It may have been given back just when the connection was lost.
        self.going = self.going.filter(is_mine);
        for office in mine.into_iter().filter(is_mine) {
            if !self.lock(office)? {
                return Err(StoreError::Database("the server still keeps them for a lost connection".into()));
            }
        }
        self.courtesy = if number == 0 { 0 } else { COURTESY };
        Ok(Joined::Yes)
    }

    /// Takes an office, if nobody does it.
    fn take(&mut self, office: Office) -> Result<(), StoreError> {
        if !self.lock(office)? {
            return Ok(());
        }
        let (me, may_take_over) = (self.fence.number().unwrap_or(0), self.courtesy == 0);
        // Under the writers' lock: a transaction that has checked the old number is over by then.
        let number = self.link.transaction(|sql| {
            let before = holder(sql, office)?;
            if before != 0 && before != me {
                if !may_take_over {
                    return Ok(None);
                }
                strike_out(sql, before)?;
            }
            let number = if me == 0 { new_number(sql)? } else { me };
            sql.run(
                "INSERT INTO leases (name, token) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET token = excluded.token",
                values![office.name(), number],
            )?;
            Ok(Some(number))
        })?;
        match number {
            Some(number) => {
                log::info!("this process does the {} now", office.name());
                self.fence.0.store(number, Ordering::Release);
                self.held.push(office);
            }
            None => self.unlock(office)?,
        }
        Ok(())
    }

    /// Gives back what was wanted back.
    fn give_back(&mut self, office: Office) -> Result<(), StoreError> {
        if self.going != Some(office) {
            return Ok(());
        }
        let me = self.fence.number().unwrap_or(0);
        self.link.transaction(|sql| {
            let free = "UPDATE leases SET token = 0 WHERE name = $1 AND token = $2";
            sql.run(free, values![office.name(), me])
        })?;
        self.unlock(office)?;
        log::info!("this process gives the {} back", office.name());
        self.going = None;
        Ok(())
    }

    /// Takes the office's lock; `false` when another connection has it.
    fn lock(&mut self, office: Office) -> Result<bool, StoreError> {
        let answer = self.link.plain(&format!("SELECT pg_try_advisory_lock({})", office.number()))?;
        Ok(answer.as_deref() == Some("t"))
    }

    fn unlock(&mut self, office: Office) -> Result<(), StoreError> {
        self.link.plain(&format!("SELECT pg_advisory_unlock({})", office.number())).map(drop)
    }

    /// Gives everything back: others need not wait until the server has noticed.
    fn leave(&mut self) -> Result<(), StoreError> {
        match self.fence.number() {
            Some(me) => self.link.transaction(|sql| strike_out(sql, me)),
            None => Ok(()),
        }
    }
}

/// The number of who does an office, or did it last; 0 when it was given back.
fn holder(sql: &mut dyn Sql, office: Office) -> Result<i64, StoreError> {
    let rows = sql.rows("SELECT token FROM leases WHERE name = $1", values![office.name()])?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

fn strike_out(sql: &mut dyn Sql, number: i64) -> Result<(), StoreError> {
    sql.run("UPDATE leases SET token = 0 WHERE token = $1 AND name <> 'serving'", values![number])?;
    Ok(())
}

/// A number that nobody had.
fn new_number(sql: &mut dyn Sql) -> Result<i64, StoreError> {
    let rows = sql.rows(
        "INSERT INTO leases (name, token) VALUES ('serving', 1)
         ON CONFLICT (name) DO UPDATE SET token = leases.token + 1 RETURNING token",
        &[],
    )?;
    rows.first().map_or(Err(StoreError::Closed), |row| row.get(0))
}
