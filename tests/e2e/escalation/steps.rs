//! Each step comes in its minute, once, and not for a ticket that somebody has.

use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, WebAction};

use super::*;
use crate::support::postgres::Postgres;

const CHAIN: &str = "high: unit 5m, head 10m, group 15m";

/// A world with a group that gets the unit's tickets.
async fn team_with_group(text: &str) -> (World, i64) {
    let world = team(text).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    (world, group)
}

#[tokio::test]
async fn whoever_does_not_answer_costs_nothing_because_the_next_step_comes_by_itself() {
    let (world, group) = team_with_group(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    let everybody = [OLENA, TARAS, IRYNA, group];
    look_until(&world, written, 4).await;
    assert_eq!(counts(&world, everybody, id), [0, 0, 0, 0]);
    look_until(&world, written, 5).await;
    assert_eq!(counts(&world, everybody, id), [1, 1, 0, 0], "{}", world.all_bot_texts(OLENA));
    look_until(&world, written, 9).await;
    assert_eq!(counts(&world, everybody, id), [1, 1, 0, 0], "nobody is rung twice for one step");
    look_until(&world, written, 10).await;
    assert_eq!(counts(&world, everybody, id), [1, 1, 1, 0]);
    look_until(&world, written, 15).await;
    assert_eq!(counts(&world, everybody, id), [1, 1, 1, 1]);
    look_until(&world, written, 60).await;
    assert_eq!(counts(&world, everybody, id), [1, 1, 1, 1], "and that is all");
}

#[tokio::test]
async fn a_priority_without_a_chain_calls_nobody() {
    let world = team("high: unit 5m; low: off").await;
    let (id, written) = write_ticket(&world, Priority::Low);
    look_until(&world, written, 20).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [0, 0, 0]);
}

#[tokio::test]
async fn a_ticket_that_was_taken_one_second_before_a_step_calls_nobody() {
    let world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 4).await;
    look_at(&world, written, 4 * 60 + 58).await;
    world.advance_time(SignedDuration::from_secs(1));
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.zenlix.take_calls();
    look_at(&world, written, 5 * 60).await;
    let read: Vec<_> = world.zenlix.take_calls().into_iter().map(|call| call.mode).collect();
    assert!(read.contains(&"ticket_view".to_owned()), "it is read before anybody is called: {read:?}");
    assert!(!read.contains(&"ticket_list".to_owned()), "no list would have told of it yet: {read:?}");
    look_until(&world, written, 20).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [0, 0, 0]);
}

#[tokio::test]
async fn a_step_whose_ticket_can_not_be_read_comes_a_little_later() {
    let world = team(CHAIN).await;
    let [(id, written), (other, _)] = [write_ticket(&world, Priority::High), {
        world.advance_time(SignedDuration::from_secs(2));
        write_ticket(&world, Priority::High)
    }];
    look_until(&world, written, 4).await;
    let times = None;
    world.zenlix.fault(Fault {
        on: Match::mode("ticket_view"),
        kind: FaultKind::Status(502, String::new()),
        times,
    });
    look_until(&world, written, 6).await;
    assert_eq!(counts(&world, [OLENA, TARAS], id), [0, 0], "nobody is called on hearsay");
    world.zenlix.web_act("taras", other, WebAction::Lock);
    world.zenlix.clear_faults();
    look_until(&world, written, 8).await;
    assert_eq!(counts(&world, [OLENA, TARAS], id), [1, 1], "delayed, not skipped");
    assert_eq!(counts(&world, [OLENA, TARAS], other), [0, 0], "it was taken meanwhile");
}

#[tokio::test]
async fn a_step_that_was_to_be_read_with_a_key_that_is_refused_comes_a_little_later() {
    let world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 4).await;
    look_at(&world, written, 4 * 60 + 55).await;
    world.zenlix.regenerate_key("boss");
    look_at(&world, written, 5 * 60).await;
    assert_eq!(counts(&world, [OLENA, TARAS], id), [0, 0], "it was not read");
    look_until(&world, written, 8).await;
    assert_eq!(counts(&world, [OLENA, TARAS], id), [1, 1]);
}

#[tokio::test]
async fn a_process_that_is_killed_between_two_steps_goes_on_with_the_next() {
    let mut world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 5).await;
    world.restart_process().await;
    look_until(&world, written, 7).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [1, 1, 0], "the step is not taken again");
    world.restart_process().await;
    // Down when the head was to be called.
    world.advance_time(SignedDuration::from_mins(5));
    world.restart_process().await;
    look_until(&world, written, 13).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [1, 1, 1]);
}

#[tokio::test]
async fn another_process_goes_on_with_the_next_step() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::with_postgres(postgres).await;
    world.settings.escalation = escalation_chains(CHAIN);
    world.restart_process().await;
    for who in [OLENA, IRYNA] {
        world.sign_in(who).await;
    }
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 5).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [1, 0]);
    let other = world.second_process().await;
    for minute in 6..=12 {
        world.advance_time(written + SignedDuration::from_mins(minute) - world.clock.now());
        other.poll_lists().await.unwrap();
        world.run_until_idle().await;
    }
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [1, 1], "{}", world.all_bot_texts(OLENA));
}
