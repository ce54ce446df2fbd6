//! Three real processes on one PostgreSQL: killed, cut off from the database, and paused for longer than the server waits
//! for them. One of them serves at any time; the verdict is the same as for one alone.

use std::time::Duration;

use tokio::time::{Instant, sleep, timeout};

use crate::chance::Chance;
use crate::play::{Play, WithGroup};
use crate::postgres::Postgres;
use crate::process::Process;
use crate::{number, verdict};

/// How often the short form disturbs them.
const DISTURBANCES: u64 = 6;
/// Longer than the server keeps the lock for one who is silent.
const PAUSE: Duration = Duration::from_secs(13);
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn three_processes_serve_as_one() {
    let Some(postgres) = Postgres::fresh() else { return };
    let disturbances = number("DESKGRAM_CRASH_KILLS").unwrap_or(DISTURBANCES);
    let seed = number("DESKGRAM_CRASH_SEED").unwrap_or(1);
    let mut chance = Chance::new(seed);
    let play = Play::begin(WithGroup::No).await.on_postgres(postgres);
    let start = |at: usize| Process::start(&play.settings_of(&format!("replica{at}")));
    let mut processes: Vec<_> = (0..3).map(start).collect();
    play.sign_everybody_in().await;

    let acting = tokio::spawn(play.clone().act(Chance::new(seed ^ 0xAC7)));
    for round in 0..disturbances {
        sleep(Duration::from_millis(chance.between(300, 2500))).await;
        look_after(&mut processes, start);
        match round % 6 {
            // The one that serves is paused, another takes over, and the first wakes up in the middle of what it did.
            2 => {
                let at = serving(&play).await;
                processes[at].signal("STOP");
                sleep(PAUSE).await;
                let successor = serving(&play).await;
                assert_ne!(successor, at, "{}", play.log());
                processes[at].signal("CONT");
                // It finds out by itself, and ends; who looks after it starts it again.
                let woken = std::mem::replace(&mut processes[at], start(at));
                assert_eq!(woken.ended().await, Some(1), "{}", play.log());
            }
            4 => play.postgres().cut(),
            // Any of them, the one that serves more often than not.
            _ => {
                let any = chance.between(0, 3) as usize;
                let at = if chance.between(0, 3) > 0 { serving(&play).await } else { any };
                processes[at].kill();
                processes[at] = start(at);
            }
        }
    }
    acting.abort();
    // An aborted task reports just that.
    let _ = acting.await;

    // Whoever was cut off may still find out that another one serves.
    sleep(Duration::from_secs(3)).await;
    look_after(&mut processes, start);
    play.come_to_rest().await;
    for process in processes {
        assert_eq!(process.end_in_order().await, Some(0), "{}", play.log());
    }
    let found = verdict::judge(&play, disturbances);
    println!("seed {seed}: {disturbances} disturbances of three, {found}");
    assert!(found.faults.is_empty(), "seed {seed}: {:#?}\n{}", found.faults, play.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_ends_in_order_hands_over_at_once() {
    let Some(postgres) = Postgres::fresh() else { return };
    let play = Play::begin(WithGroup::No).await.on_postgres(postgres);
    let mut first = Process::start(&play.settings_of("replica0"));
    assert_eq!(serving(&play).await, 0);
    let second = Process::start(&play.settings_of("replica1"));
    play.sign_everybody_in().await;
    let since = Instant::now();
    first.kill();
    assert_eq!(serving(&play).await, 1);
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    first = Process::start(&play.settings_of("replica0"));
    assert_eq!(second.end_in_order().await, Some(0), "{}", play.log());
    assert_eq!(serving(&play).await, 0);
    assert_eq!(first.end_in_order().await, Some(0), "{}", play.log());
}

/// What a supervisor does: who has ended, because another one serves, starts again.
fn look_after(processes: &mut [Process], start: impl Fn(usize) -> Process) {
    for (at, process) in processes.iter_mut().enumerate() {
        if process.has_ended() {
            *process = start(at);
        }
    }
}

/// Which process serves, once one does.
async fn serving(play: &Play) -> usize {
    let holder = "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
                  WHERE locktype = 'advisory' AND objid = 2 AND granted
                      AND pg_stat_activity.datname = current_database()
                      AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let found = async {
        loop {
            let holder = play.postgres().ask(holder);
            if let Some(at) = holder.strip_prefix("replica").and_then(|at| at.parse().ok()) {
                return at;
            }
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("one of them serves: {}", play.log()))
}
