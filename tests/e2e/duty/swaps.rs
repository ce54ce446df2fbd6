//! Swapping turns: one proposes, the other agrees or not.

use jiff::SignedDuration;

use super::{duty, presses_newest, wait_days, with_rota};
use crate::support::*;

/// Taras offers his week for Iryna's; gives what he is left with.
async fn propose(world: &World) -> i32 {
    let screen = duty(world, TARAS).await.id;
    world.presses_first(TARAS, screen, "🔁").await;
    world.presses_first(TARAS, screen, "Mon").await;
    let taken = world.telegram.message(TARAS, screen).unwrap();
    let label = taken.labels().into_iter().find(|label| label.contains("Мельник")).unwrap().to_owned();
    world.presses_first(TARAS, screen, &label).await;
    screen
}

#[tokio::test]
async fn two_turns_change_hands_when_the_other_agrees() {
    let world = with_rota("en").await;
    let screen = propose(&world).await;
    assert!(world.telegram.message(TARAS, screen).unwrap().text.contains("was asked"));
    assert!(world.last_bot_message(IRYNA).text.contains("would like to swap turns"));
    presses_newest(&world, IRYNA, "👍").await;
    assert!(world.last_bot_message(TARAS).text.contains("you have swapped turns"));
    // Taras's week would be the next; it is Iryna's now, and the one after it his.
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Мельник"));
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Бойко"));
}

#[tokio::test]
async fn a_swap_that_is_proposed_twice_is_asked_once() {
    let world = with_rota("en").await;
    propose(&world).await;
    let asked = world.all_bot_texts(IRYNA).matches("would like to swap turns").count();
    propose(&world).await;
    assert_eq!(world.all_bot_texts(IRYNA).matches("would like to swap turns").count(), asked);
    presses_newest(&world, IRYNA, "👍").await;
    wait_days(&world, 2).await;
    assert!(!world.all_bot_texts(TARAS).contains("has not answered"), "{}", world.all_bot_texts(TARAS));
}

#[tokio::test]
async fn nothing_changes_when_the_other_declines() {
    let world = with_rota("en").await;
    propose(&world).await;
    let question = world.last_bot_message(IRYNA).id;
    world.presses_first(IRYNA, question, "👎").await;
    assert!(world.last_bot_message(TARAS).text.contains("can’t swap"));
    assert!(world.telegram.message(IRYNA, question).unwrap().text.contains("declined"));
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Бойко"));
}

#[tokio::test]
async fn a_proposal_runs_out_after_a_day() {
    let mut world = with_rota("en").await;
    propose(&world).await;
    let question = world.last_bot_message(IRYNA);
    let agree = world.button_data(IRYNA, question.id, "👍 Agree").unwrap();
    world.restart_process().await;
    world.advance_time(SignedDuration::from_hours(24));
    world.run_until_idle().await;
    assert!(world.all_bot_texts(TARAS).contains("has not answered about the swap"));
    world.presses_data(IRYNA, IRYNA, question.id, &agree).await;
    assert!(world.telegram.message(IRYNA, question.id).unwrap().text.contains("no longer possible"));
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Бойко"));
}

#[tokio::test]
async fn nobody_agrees_for_somebody_else() {
    let world = with_rota("en").await;
    propose(&world).await;
    let question = world.last_bot_message(IRYNA);
    let agree = world.button_data(IRYNA, question.id, "👍 Agree").unwrap();
    let own = duty(&world, TARAS).await.id;
    world.presses_data(TARAS, TARAS, own, &agree).await;
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Бойко"));
}
