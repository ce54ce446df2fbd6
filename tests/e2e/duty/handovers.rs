//! What is said when somebody else takes over.

use jiff::SignedDuration;

use super::{wait_days, with_rota};
use crate::support::*;

/// How often somebody was told that they are on, or that somebody has taken over from them.
fn told(world: &World, who: i64) -> (usize, usize) {
    let texts = world.all_bot_texts(who);
    (texts.matches("You are on now").count(), texts.matches("takes over from").count())
}

#[tokio::test]
async fn both_are_told_who_takes_over_and_how_the_queue_stands() {
    for language in LANGUAGES {
        let world = with_rota(language).await;
        wait_days(&world, 7).await;
        let screens = [OLENA, TARAS].map(|who| seen(&world.last_bot_message(who)));
        hold("duty_handover", language, &screens);
    }
}

#[tokio::test]
async fn a_handover_is_told_once_whatever_happens_meanwhile() {
    let mut world = with_rota("en").await;
    assert_eq!(told(&world, OLENA), (1, 0), "she was told when the rota was set up");
    // The process is gone while they hand over, and another one stands by.
    world.advance_time(SignedDuration::from_hours(24 * 6));
    let other = world.second_process().await;
    other.bot.jobs.run_due().await.unwrap();
    world.restart_process().await;
    world.run_until_idle().await;
    other.bot.jobs.run_due().await.unwrap();
    world.run_until_idle().await;
    assert_eq!((told(&world, OLENA), told(&world, TARAS)), ((1, 1), (1, 0)));
}

#[tokio::test]
async fn of_handovers_that_were_slept_through_the_last_is_told() {
    let world = with_rota("en").await;
    // Three weeks later it is Olena's turn again, and nobody took over in between.
    wait_days(&world, 21).await;
    assert_eq!((told(&world, OLENA), told(&world, TARAS)), ((1, 0), (0, 0)));
    wait_days(&world, 7).await;
    assert_eq!((told(&world, OLENA), told(&world, TARAS)), ((1, 1), (1, 0)));
}
