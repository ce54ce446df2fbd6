//! Three real processes on one PostgreSQL share the work: killed, paused for longer than the server waits for them, cut off from
//! the database one by one and all together. Each part of the work is done by one of them at any time; the verdict is the
//! same as for one alone.

use std::time::Duration;

use deskgram::clock::monotonic_now;
use tokio::time::{sleep, timeout};

use crate::postgres::Postgres;
use crate::process::Process;
use crate::proxy::Proxy;
use crate::rng::Rng;
use crate::workload::{WithGroup, Workload};
use crate::{checks, number};

/// How often the short form disturbs them.
const DISTURBANCES: u64 = 6;
/// Longer than the server keeps the lock for one who is silent.
const SILENCE: Duration = Duration::from_secs(13);
const PATIENCE: Duration = Duration::from_secs(60);

/// The parts of the work, by the numbers of their locks.
const ROLES: [u32; 3] = [UPDATES, OUTBOX, LISTS];
const UPDATES: u32 = 11;
const OUTBOX: u32 = 12;
const LISTS: u32 = 13;

/// The processes, each with a way to the database of its own.
struct ProcessGroup<'a> {
    play: &'a Workload,
    ways: Vec<Proxy>,
    processes: Vec<Process>,
}

impl<'a> ProcessGroup<'a> {
    async fn of(play: &'a Workload, size: usize) -> Self {
        let mut crew = Self { play, ways: Vec::new(), processes: Vec::new() };
        for at in 0..size {
            crew.ways.push(Proxy::to(play.postgres().port()).await);
            crew.processes.push(crew.begin(at));
        }
        crew
    }

    fn begin(&self, at: usize) -> Process {
        Process::start(&self.play.settings_of(&format!("replica{at}"), self.ways[at].port))
    }

    fn kill(&mut self, at: usize) {
        self.processes[at].kill();
        self.processes[at] = self.begin(at);
    }

    /// What a supervisor does: who has ended, because others do its work, starts again.
    fn look_after(&mut self) {
        for at in 0..self.processes.len() {
            if self.processes[at].has_ended() {
                self.processes[at] = self.begin(at);
            }
        }
    }

    /// Who was silent for too long finds out by itself, and ends.
    async fn finds_out(&mut self, at: usize) {
        let again = self.begin(at);
        let woken = std::mem::replace(&mut self.processes[at], again);
        assert_eq!(woken.ended().await, Some(1), "{}", self.play.log());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_work_as_one() {
    let Some(postgres) = Postgres::fresh() else { return };
    let disturbances = number("DESKGRAM_CRASH_KILLS").unwrap_or(DISTURBANCES);
    let seed = number("DESKGRAM_CRASH_SEED").unwrap_or(1);
    let mut chance = Rng::new(seed);
    let group = if disturbances > DISTURBANCES { WithGroup::Yes } else { WithGroup::No };
    let play = Workload::start_workload(group).await.on_postgres(postgres);
    let mut crew = ProcessGroup::of(&play, 3).await;
    play.sign_everybody_in().await;

    let acting = tokio::spawn(play.clone().run_actions(Rng::new(seed ^ 0xAC7)));
    for round in 0..disturbances {
        sleep(Duration::from_millis(chance.between(300, 2500))).await;
        crew.look_after();
        let of = *chance.pick(&ROLES).unwrap();
        let at = role_holder(&play, of).await;
        match round % 6 {
            // Another takes over, and this one wakes up in the middle of what it did.
            2 => {
                crew.processes[at].signal("STOP");
                sleep(SILENCE).await;
                assert_ne!(role_holder(&play, of).await, at, "{}", play.log());
                crew.processes[at].signal("CONT");
                crew.finds_out(at).await;
            }
            // The same for one that goes on without a word from the database.
            5 => {
                crew.ways[at].close();
                sleep(SILENCE).await;
                assert_ne!(role_holder(&play, of).await, at, "{}", play.log());
                crew.ways[at].open();
                crew.finds_out(at).await;
            }
            4 => play.postgres().cut(),
            _ => crew.kill(at),
        }
    }
    acting.abort();
    // An aborted task reports just that.
    let _ = acting.await;

    // Whoever was cut off may still find out that others do its work.
    sleep(Duration::from_secs(3)).await;
    crew.look_after();
    play.come_to_rest().await;
    for process in crew.processes {
        // On a machine that is busy one may find only now that others do its work, and says that with 1.
        let end = process.end_in_order().await;
        assert!(matches!(end, Some(0 | 1)), "{end:?} {}", play.log());
    }
    let found = checks::check_all(&play, disturbances);
    println!("seed {seed}: {disturbances} disturbances of three, {found}");
    assert!(found.faults.is_empty(), "seed {seed}: {:#?}\n{}", found.faults, play.log());
    // What was on its way at a kill is counted by nobody.
    let waits = play.telegram.calls().iter().filter(|call| call.status == Some(429)).count() as u64;
    assert!(
        waits <= disturbances,
        "Telegram's limits hold for all of them together: {waits}, {}",
        play.log()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_gets_a_share_and_who_leaves_hands_it_over() {
    let Some(postgres) = Postgres::fresh() else { return };
    let play = Workload::start_workload(WithGroup::No).await.on_postgres(postgres);
    let mut crew = ProcessGroup::of(&play, 1).await;
    wait_for_roles(&play, |held| held == [0, 0, 0]).await;
    play.sign_everybody_in().await;

    // What people wait for stays where it is; the rest goes to those who come.
    for at in 1..3 {
        crew.ways.push(Proxy::to(play.postgres().port()).await);
        crew.processes.push(crew.begin(at));
        wait_for_roles(&play, |held| held[0] == 0 && (0..=at).all(|one| held.contains(&one))).await;
    }
    assert!(lists_in(&play, Duration::from_secs(4)).await <= 6 * 8, "every list is read by one of them");

    let since = monotonic_now();
    crew.processes[0].kill();
    wait_for_roles(&play, |held| !held.contains(&0)).await;
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    crew.processes[0] = crew.begin(0);
    wait_for_roles(&play, |held| (0..3).all(|one| held.contains(&one))).await;

    for left in (1..3).rev() {
        let leaving = crew.processes.pop().unwrap();
        assert_eq!(leaving.end_in_order().await, Some(0), "{}", play.log());
        wait_for_roles(&play, |held| held.iter().all(|one| *one < left)).await;
    }
    play.come_to_rest().await;
}

/// How often a list is asked for meanwhile.
async fn lists_in(play: &Workload, time: Duration) -> usize {
    let asked = || play.zenlix.calls().iter().filter(|call| call.mode == "ticket_list").count();
    let before = asked();
    sleep(time).await;
    asked() - before
}

/// Waits until the roles are held like this.
async fn wait_for_roles(play: &Workload, wanted: impl Fn([usize; 3]) -> bool) {
    let found = async {
        loop {
            let mut held = [0; 3];
            for (at, office) in ROLES.into_iter().enumerate() {
                held[at] = role_holder(play, office).await;
            }
            if wanted(held) {
                return;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("the work is shared otherwise: {}", play.log()));
}

/// Which process does a part of the work, once one does.
async fn role_holder(play: &Workload, office: u32) -> usize {
    let holder = format!(
        "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
         WHERE locktype = 'advisory' AND objid = {office} AND granted
             AND pg_stat_activity.datname = current_database()
             AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    );
    let found = async {
        loop {
            let holder = play.postgres().ask(&holder);
            if let Some(at) = holder.strip_prefix("replica").and_then(|at| at.parse().ok()) {
                return at;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("one of them does it: {}", play.log()))
}
