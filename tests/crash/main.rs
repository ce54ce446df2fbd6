//! The crash test: the real program is killed again and again, at moments that chance picks, while people comment, press
//! and write tickets. The two servers outlive it; at the end they are asked whether anything was lost or done twice.
//!
//! `cargo test --test crash` runs the short form. The long form: `DESKGRAM_CRASH_KILLS=300 cargo test --test crash`.
//! `DESKGRAM_CRASH_SEED` repeats the choices of an earlier run (not its timing).
//!
//! Chance and real time are the matter here, so this is the one place in the tests that waits by the clock.

mod checks;
#[path = "../support/postgres.rs"]
#[allow(dead_code, reason = "the end-to-end tests use the rest of it")]
mod postgres;
mod process;
mod proxy;
mod replicas;
mod rng;
mod workload;

use std::time::Duration;

use process::Process;
use rng::Rng;
use tokio::time::sleep;
use workload::{WithGroup, Workload};

/// How often the short form kills.
const KILLS: u64 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_is_done_twice() {
    let kills = number("DESKGRAM_CRASH_KILLS").unwrap_or(KILLS);
    let seed = number("DESKGRAM_CRASH_SEED").unwrap_or(1);
    let mut chance = Rng::new(seed);
    // A group takes twenty messages a minute, so that with one the short form would be a long one.
    let group = if kills > KILLS { WithGroup::Yes } else { WithGroup::No };
    let play = Workload::start_workload(group).await;
    let mut process = Process::start(&play.settings());
    play.sign_everybody_in().await;

    let acting = tokio::spawn(play.clone().run_actions(Rng::new(seed ^ 0xAC7)));
    for _ in 0..kills {
        sleep(Duration::from_millis(chance.between(20, 600))).await;
        process.kill();
        process = Process::start(&play.settings());
    }
    acting.abort();
    // An aborted task reports just that.
    let _ = acting.await;

    play.come_to_rest().await;
    assert_eq!(process.end_in_order().await, Some(0), "{}", play.log());
    let found = checks::check_all(&play, kills);
    println!("seed {seed}: {kills} kills, {found}");
    assert!(found.faults.is_empty(), "seed {seed}: {:#?}\n{}", found.faults, play.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_polite_end_takes_seconds_and_a_second_signal_none() {
    let play = Workload::start_workload(WithGroup::No).await;
    let process = Process::start(&play.settings());
    play.sign_everybody_in().await;
    assert_eq!(process.end_in_order().await, Some(0), "{}", play.log());

    // The helpdesk holds a call: the end waits for it, a while.
    let process = Process::start(&play.settings());
    play.hold_the_helpdesk().await;
    process.terminate();
    // The first process has said so too: a signal that comes before the second one listens again would be lost.
    play.until_logged("stopping", 2).await;
    process.terminate();
    assert_eq!(process.ended().await, Some(130), "{}", play.log());
}

#[expect(
    clippy::disallowed_methods,
    reason = "the knobs of this test; the program's settings are read by `config`"
)]
fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
