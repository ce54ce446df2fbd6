//! How several processes on one PostgreSQL share the work by roles (docs/ARCHITECTURE.md has the state diagram). A process owns
//! a role while it holds the role's advisory lock, on a dedicated connection. PostgreSQL drops the lock when the process dies,
//! and after ten seconds of silence; then another process takes the role over. A process with more than a fair share of the
//! roles releases one that another could take.
//!
//! A process that has lost a lock may not know it yet. Each process has a unique fencing token, and every transaction checks
//! that its token still owns a role (`FencingToken`). A process that takes over a role without a clean release revokes the old
//! owner's token. A lease guard stops the old owner's calls before the server can have dropped its lock.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use super::fencing_token::FencingToken;
use super::postgres_link::PostgresLink;
use super::sql::{SqlExecutor, StoreError, sql_values};
use crate::clock::lease_guard::LeaseGuard;
use crate::domain::process_role::ProcessRole;

/// After so long a silence the server takes the locks back.
const SESSION_TIMEOUTS: &str =
    "SET idle_session_timeout = '10s'; SET idle_in_transaction_session_timeout = '10s'";
/// For so long after a heartbeat an owner may act: less than the time-out, because clocks don't run alike.
const LEASE_DURATION: Duration = Duration::from_secs(8);
/// How often a process with its share sends a heartbeat, and how often one that could own more.
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(2);
const CONTENDED_INTERVAL: Duration = Duration::from_millis(500);
/// How often one that has lost its connection asks before it takes another's role: they may have lost theirs in the same
/// moment, and come back for it.
const TAKEOVER_GRACE_ROUNDS: u32 = 4;

/// What all processes that are at work hold together. An older deskgram, which shares no work, holds it for itself alone.
const JOIN_SQL: &str = "SELECT pg_try_advisory_lock_shared(2)";
const PROCESS_COUNT_SQL: &str =
    "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 2 AND objsubid = 1 AND granted
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/// The number of a role's lock.
fn lock_number(role: ProcessRole) -> u32 {
    match role {
        ProcessRole::Updates => 11,
        ProcessRole::Outbox => 12,
        ProcessRole::Lists => 13,
    }
}

/// Where a process stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct LeaseState {
    /// Roles this process owns, except one that it is releasing.
    roles: Vec<ProcessRole>,
    /// The token was revoked, or the keeper has ended.
    over: bool,
}

/// The roles that this process has or asks for, until the last clone is dropped.
#[derive(Clone, Debug)]
pub struct Leases(Option<LeaseHandle>);

#[derive(Clone, Debug)]
struct LeaseHandle {
    state: watch::Receiver<LeaseState>,
    given_back: mpsc::Sender<ProcessRole>,
}

impl Leases {
    /// All roles, for a database that only one process can have.
    pub(super) fn sole_process() -> Self {
        Self(None)
    }

    /// Asks for roles on a connection and a thread of its own.
    pub(super) fn start_keeper(
        link: PostgresLink,
        fence: FencingToken,
        lease_guard: LeaseGuard,
    ) -> Result<Self, StoreError> {
        let (state, seen) = watch::channel(LeaseState::default());
        let (given_back, returns) = mpsc::channel();
        let holder = LeaseKeeper {
            link,
            fence,
            lease_guard,
            state,
            returns,
            held: Vec::new(),
            releasing: None,
            grace_rounds: 0,
        };
        thread::Builder::new()
            .name("store-lease".to_owned())
            .spawn(move || holder.run_keeper())
            .map_err(|error| StoreError::Database(error.to_string()))?;
        Ok(Self(Some(LeaseHandle { state: seen, given_back })))
    }

    /// Ready when the role is this process's to do.
    pub async fn acquired(&self, role: ProcessRole) {
        self.wait_for(|state| state.roles.contains(&role)).await;
    }

    /// Ready when the role is to be given back. Never, where nobody else could do it.
    pub async fn release_requested(&self, role: ProcessRole) {
        if self.0.is_none() {
            return std::future::pending().await;
        }
        self.wait_for(|state| !state.roles.contains(&role)).await;
    }

    /// Gives a role back that was wanted back: nothing of it is in hand any more.
    pub fn release_role(&self, role: ProcessRole) {
        if let Self(Some(shared)) = self {
            // Where the thread has ended there is nothing left to give back.
            let _ = shared.given_back.send(role);
        }
    }

    /// Ready when others do this process's work. Never, where there are none.
    pub async fn revoked(&self) {
        if self.0.is_none() {
            return std::future::pending().await;
        }
        self.wait_for(|state| state.over).await;
    }

    async fn wait_for(&self, wanted: impl FnMut(&LeaseState) -> bool) {
        let Self(Some(shared)) = self else { return };
        if shared.state.clone().wait_for(wanted).await.is_err() {
            // The thread has ended: nothing changes any more.
            std::future::pending::<()>().await;
        }
    }
}

/// The thread's part.
struct LeaseKeeper {
    link: PostgresLink,
    fence: FencingToken,
    lease_guard: LeaseGuard,
    state: watch::Sender<LeaseState>,
    returns: mpsc::Receiver<ProcessRole>,
    /// The roles that this process owns, as far as it knows.
    held: Vec<ProcessRole>,
    /// The role that it is releasing; its lock is kept until nothing of it is in hand.
    releasing: Option<ProcessRole>,
    /// How many heartbeats it still waits before it takes a role that its owner may come back for.
    grace_rounds: u32,
}

/// What came of joining the processes at work.
enum JoinOutcome {
    Yes,
    /// An older deskgram is at work.
    NotYet,
    /// Another process has taken its roles over.
    TokenRevoked,
}

impl LeaseKeeper {
    fn run_keeper(mut self) {
        loop {
            let pause = match self.keep_step() {
                Ok(Some(pause)) => pause,
                Ok(None) => break,
                Err(error) => self.handle_error(&error),
            };
            match self.returns.recv_timeout(pause) {
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Ok(role) => {
                    if let Err(error) = self.release_role(role) {
                        self.handle_error(&error);
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => {
                    // Whoever is told nothing finds out when the connection ends.
                    let _ = self.leave_group();
                    break;
                }
            }
        }
        self.lease_guard.revoke();
        self.state.send_replace(LeaseState { roles: Vec::new(), over: true });
    }

    fn handle_error(&mut self, error: &StoreError) -> Duration {
        log::warn!("role locks: {error}");
        self.link.drop_connection();
        CONTENDED_INTERVAL
    }

    /// One heartbeat: takes or gives up roles, and returns the pause until the next; `None` once the token is revoked.
    fn keep_step(&mut self) -> Result<Option<Duration>, StoreError> {
        let permit = self.lease_guard.permit_for(LEASE_DURATION);
        if !self.link.is_live() {
            match self.join_group()? {
                JoinOutcome::Yes => {}
                JoinOutcome::NotYet => return Ok(Some(CONTENDED_INTERVAL)),
                JoinOutcome::TokenRevoked => return Ok(None),
            }
        }
        let processes: usize =
            self.link.run_plain(PROCESS_COUNT_SQL)?.and_then(|count| count.parse().ok()).unwrap_or(1);
        let share = ProcessRole::ALL.len().div_ceil(processes.max(1));
        for role in ProcessRole::ALL {
            if self.held.len() < share && self.releasing != Some(role) && !self.held.contains(&role) {
                self.take_role(role)?;
            }
        }
        if self.held.len() > share && self.releasing.is_none() {
            let last = ProcessRole::ALL.into_iter().rfind(|role| self.held.contains(role));
            self.held.retain(|role| Some(*role) != last);
            self.releasing = last;
        }
        if !self.held.is_empty() {
            self.lease_guard.extend(permit);
        }
        self.grace_rounds = self.grace_rounds.saturating_sub(1);
        let state = LeaseState { roles: self.held.clone(), over: false };
        self.state.send_if_modified(|present| std::mem::replace(present, state.clone()) != state);
        Ok(Some(if self.held.len() < share { CONTENDED_INTERVAL } else { HEARTBEAT_INTERVAL }))
    }

    /// Joins the processes at work, with the roles that this process had when it lost the connection.
    fn join_group(&mut self) -> Result<JoinOutcome, StoreError> {
        let mine: Vec<_> = self.held.iter().copied().chain(self.releasing).collect();
        self.link.run_plain(SESSION_TIMEOUTS)?;
        if self.link.run_plain(JOIN_SQL)?.as_deref() != Some("t") {
            self.link.drop_connection();
            return Ok(if mine.is_empty() { JoinOutcome::NotYet } else { JoinOutcome::TokenRevoked });
        }
        let number = self.fence.token_number().unwrap_or(0);
        let names: Vec<String> = self.link.run_transaction(|sql| {
            let ours = "SELECT name FROM leases WHERE token = $1 AND name <> 'serving'";
            sql.query_rows(ours, sql_values![number])?.iter().map(|row| row.get(0)).collect()
        })?;
        let is_mine = |role: &ProcessRole| names.iter().any(|name| name == role.name());
        if !self.held.iter().all(is_mine) {
            return Ok(JoinOutcome::TokenRevoked);
        }
        // It may have been given back just when the connection was lost.
        self.releasing = self.releasing.filter(is_mine);
        for role in mine.into_iter().filter(is_mine) {
            if !self.try_lock(role)? {
                return Err(StoreError::Database("the server still keeps them for a lost connection".into()));
            }
        }
        self.grace_rounds = if number == 0 { 0 } else { TAKEOVER_GRACE_ROUNDS };
        Ok(JoinOutcome::Yes)
    }

    /// Takes a role, if nobody does it.
    fn take_role(&mut self, role: ProcessRole) -> Result<(), StoreError> {
        if !self.try_lock(role)? {
            return Ok(());
        }
        let (me, may_take_over) = (self.fence.token_number().unwrap_or(0), self.grace_rounds == 0);
        // Under the writers' lock: a transaction that has checked the old number is over by then.
        let number = self.link.run_transaction(|sql| {
            let before = role_holder(sql, role)?;
            if before != 0 && before != me {
                if !may_take_over {
                    return Ok(None);
                }
                revoke_token(sql, before)?;
            }
            let number = if me == 0 { new_token(sql)? } else { me };
            sql.execute(
                "INSERT INTO leases (name, token) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET token = excluded.token",
                sql_values![role.name(), number],
            )?;
            Ok(Some(number))
        })?;
        match number {
            Some(number) => {
                log::info!("role acquired: {}", role.name());
                self.fence.set_token(number);
                self.held.push(role);
            }
            None => self.release_lock(role)?,
        }
        Ok(())
    }

    /// Gives back what was wanted back.
    fn release_role(&mut self, role: ProcessRole) -> Result<(), StoreError> {
        if self.releasing != Some(role) {
            return Ok(());
        }
        let me = self.fence.token_number().unwrap_or(0);
        self.link.run_transaction(|sql| {
            let free = "UPDATE leases SET token = 0 WHERE name = $1 AND token = $2";
            sql.execute(free, sql_values![role.name(), me])
        })?;
        self.release_lock(role)?;
        log::info!("role released: {}", role.name());
        self.releasing = None;
        Ok(())
    }

    /// Takes the role's lock; `false` when another connection has it.
    fn try_lock(&mut self, role: ProcessRole) -> Result<bool, StoreError> {
        let answer = self.link.run_plain(&format!("SELECT pg_try_advisory_lock({})", lock_number(role)))?;
        Ok(answer.as_deref() == Some("t"))
    }

    fn release_lock(&mut self, role: ProcessRole) -> Result<(), StoreError> {
        self.link.run_plain(&format!("SELECT pg_advisory_unlock({})", lock_number(role))).map(drop)
    }

    /// Releases everything at once, so that others need not wait until the server has noticed.
    fn leave_group(&mut self) -> Result<(), StoreError> {
        match self.fence.token_number() {
            Some(me) => self.link.run_transaction(|sql| revoke_token(sql, me)),
            None => Ok(()),
        }
    }
}

/// The token of a role's owner, or of its last one; 0 when it was released.
fn role_holder(sql: &mut dyn SqlExecutor, role: ProcessRole) -> Result<i64, StoreError> {
    let rows = sql.query_rows("SELECT token FROM leases WHERE name = $1", sql_values![role.name()])?;
    rows.first().map_or(Ok(0), |row| row.get(0))
}

fn revoke_token(sql: &mut dyn SqlExecutor, number: i64) -> Result<(), StoreError> {
    sql.execute("UPDATE leases SET token = 0 WHERE token = $1 AND name <> 'serving'", sql_values![number])?;
    Ok(())
}

/// A token that no process has had.
fn new_token(sql: &mut dyn SqlExecutor) -> Result<i64, StoreError> {
    let rows = sql.query_rows(
        "INSERT INTO leases (name, token) VALUES ('serving', 1)
         ON CONFLICT (name) DO UPDATE SET token = leases.token + 1 RETURNING token",
        &[],
    )?;
    rows.first().map_or(Err(StoreError::Closed), |row| row.get(0))
}
