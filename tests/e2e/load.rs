//! Ten thousand updates of strangers at once: all are dealt with, everybody has a few answers, and nothing of them stays behind.

use std::time::Duration;

use jiff::SignedDuration;

use crate::support::*;

const PEOPLE: i64 = 200;
const EACH: usize = 50;
/// So many answers wait for somebody who is not signed in.
const FEW: usize = 3;

#[tokio::test]
async fn ten_thousand_updates_of_strangers_are_dealt_with_and_answered_a_few_times_each() {
    let world = World::in_file().await;
    let people = 2_001..2_001 + PEOPLE;
    for who in people.clone() {
        world.telegram.person(who, "Somebody", None, "en");
    }
    for _ in 0..EACH {
        for who in people.clone() {
            world.telegram.says(who, who, "/help");
        }
    }
    let mut taken = 0;
    loop {
        match world.app.take_updates(Duration::ZERO).await.unwrap() {
            0 if world.telegram.pending_updates().is_empty() => break,
            some => taken += some,
        }
    }
    assert_eq!(taken, PEOPLE as usize * EACH);
    world.app.dispatcher.wait_idle().await;
    while let Some(next) = world.app.outbox.send_due().await.unwrap().next {
        let wait = next.duration_since(world.clock.now());
        world.advance_time(wait.max(SignedDuration::ZERO));
    }
    for who in people {
        assert_eq!(world.visible_bot_messages(who).len(), FEW, "{who}");
    }
    let left = "SELECT (SELECT COUNT(*) FROM outbox) + (SELECT COALESCE(SUM(LENGTH(body)), 0) FROM updates)";
    let left: i64 = world.open_database().query_row(left, [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "bodies of updates and messages are forgotten");
}
