//! When the chain begins anew, and when it is another.

use deskgram_sandbox::zenlix::WebAction;
use deskgram_sandbox::zenlix::world::Priority;

use super::*;

const CHAIN: &str = "high: unit 5m, head 10m; normal: unit 30m";

#[tokio::test]
async fn the_chain_begins_anew_when_a_ticket_comes_free_again() {
    let world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 5).await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    look_until(&world, written, 20).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [1, 1, 0], "while it is taken nobody is called");
    world.zenlix.web_act("taras", id, WebAction::Unlock);
    look_until(&world, written, 21).await;
    let freed = world.clock.now();
    look_until(&world, freed, 4).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [1, 1, 0]);
    look_until(&world, freed, 11).await;
    assert_eq!(counts(&world, [OLENA, TARAS, IRYNA], id), [2, 2, 1]);
}

#[tokio::test]
async fn the_chain_begins_anew_in_another_unit_and_when_a_ticket_has_become_more_urgent() {
    let world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::Medium);
    look_until(&world, written, 20).await;
    world.zenlix.set_priority(id, Priority::High);
    look_until(&world, written, 21).await;
    let urgent = world.clock.now();
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [0, 0], "nobody is called for the minutes before");
    look_until(&world, urgent, 6).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [1, 0]);
    // Taras is of the other unit too, Olena is not.
    world.zenlix.web_refer(id, 2, &[]);
    look_until(&world, urgent, 7).await;
    let moved = world.clock.now();
    let before = counts(&world, [OLENA, TARAS, IRYNA], id);
    look_until(&world, moved, 11).await;
    let after = counts(&world, [OLENA, TARAS, IRYNA], id);
    assert_eq!(
        after,
        [before[0], before[1] + 1, before[2]],
        "the head of the unit that it left is not called"
    );
}

#[tokio::test]
async fn a_reload_changes_the_steps_that_are_not_taken_yet() {
    let world = team("high: unit 5m, head 30m").await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 6).await;
    let change = |text: &str| {
        let escalation = escalation_chains(text);
        world.app.bot.ctx.config.update_with(|settings| settings.escalation = escalation);
    };
    change("high: unit 8m, head 12m");
    look_until(&world, written, 11).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [1, 0], "a step that was taken is not taken again");
    look_until(&world, written, 12).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [1, 1]);
}

#[tokio::test]
async fn a_start_with_other_chains_changes_the_steps_that_are_not_taken_yet() {
    let mut world = team("high: unit 2h").await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 6).await;
    world.settings.escalation = escalation_chains("high: unit 10m");
    world.restart_process().await;
    look_until(&world, written, 9).await;
    assert_eq!(counts(&world, [OLENA], id), [0]);
    look_until(&world, written, 10).await;
    assert_eq!(counts(&world, [OLENA], id), [1]);
}

#[tokio::test]
async fn a_new_chain_calls_nobody_about_what_should_have_been_done_long_ago() {
    let world = team("high: off").await;
    let (old, _) = write_ticket(&world, Priority::High);
    for _ in 0..20 {
        world.poll_once().await;
    }
    let (new, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 10).await;
    let escalation = escalation_chains("high: unit 5m, head 15m");
    world.app.bot.ctx.config.update_with(|settings| settings.escalation = escalation);
    look_until(&world, written, 11).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], new), [1, 0], "a few minutes late is better than never");
    look_until(&world, written, 20).await;
    assert_eq!(counts(&world, [OLENA, IRYNA], new), [1, 1]);
    assert_eq!(counts(&world, [OLENA, IRYNA], old), [0, 0], "two hours late is too late");
}
