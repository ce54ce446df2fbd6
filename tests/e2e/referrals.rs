//! A referral is made once, and never forgotten, whenever deskgram is killed: its reason would else stand in the ticket
//! twice, or nowhere.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

const REASON: &str = "Spare parts are there";

/// Olena has passed a ticket on, and deskgram dies while the helpdesk has the call: at the gate, before anything is done.
async fn killed_while_referring(kind: FaultKind) -> (World, i64, i32) {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    for beginning in ["", "Whole unit"] {
        let shown = world.telegram.message(OLENA, dialogue).unwrap();
        let label = shown.labels().into_iter().find(|label| label.starts_with(beginning)).unwrap().to_owned();
        world.presses(OLENA, OLENA, dialogue, &label).await;
    }
    world.sends_text(OLENA, REASON).await;
    world.advance_time(SignedDuration::from_secs(11));
    world.zenlix.fault(Fault { on: Match::mode("refer_ticket"), kind, times: Some(1) });
    let later = world.app.bot.jobs.clone();
    let doing = tokio::spawn(async move { later.run_due().await });
    world.zenlix.until_held(1).await;
    doing.abort();
    world.restart_process().await;
    (world, id, dialogue)
}

fn reasons(world: &World, ticket: i64) -> usize {
    world.zenlix.ticket(ticket).unwrap().row.text.matches(REASON).count()
}

fn says(world: &World, dialogue: i32) -> String {
    world.telegram.message(OLENA, dialogue).unwrap().text
}

#[tokio::test]
async fn one_that_never_arrived_is_offered_again() {
    let (world, id, dialogue) = killed_while_referring(FaultKind::Stall).await;
    world.run_until_idle().await;
    assert!(says(&world, dialogue).contains("Checking whether"), "{}", says(&world, dialogue));
    for _ in 0..5 {
        world.advance_time(SignedDuration::from_secs(20));
        world.run_until_idle().await;
    }
    assert!(says(&world, dialogue).contains("Send it again?"), "{}", says(&world, dialogue));
    assert_eq!(reasons(&world, id), 0);
    world.presses(OLENA, OLENA, dialogue, "Send again").await;
    assert_eq!(reasons(&world, id), 1);
    assert!(says(&world, dialogue).contains("reassigned"), "{}", says(&world, dialogue));
}

#[tokio::test]
async fn one_that_arrives_late_is_found() {
    let (world, id, dialogue) = killed_while_referring(FaultKind::Hold).await;
    world.run_until_idle().await;
    // The helpdesk was at work on it all the time.
    let calls = || world.zenlix.calls().iter().filter(|call| call.mode == "refer_ticket").count();
    world.zenlix.release();
    world.zenlix.until(|_| (calls() == 1).then_some(())).await;
    for _ in 0..5 {
        world.advance_time(SignedDuration::from_secs(20));
        world.run_until_idle().await;
    }
    assert_eq!((reasons(&world, id), calls()), (1, 1));
    assert!(says(&world, dialogue).contains("reassigned"), "{}", says(&world, dialogue));
}

#[tokio::test]
async fn one_that_is_given_up_is_not_sent() {
    let (world, id, dialogue) = killed_while_referring(FaultKind::Stall).await;
    for _ in 0..6 {
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_secs(20));
    }
    world.presses(OLENA, OLENA, dialogue, "Don't resend").await;
    for _ in 0..6 {
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_hours(48));
    }
    assert_eq!(reasons(&world, id), 0);
    assert_eq!(says(&world, dialogue), "Cancelled");
}

#[tokio::test]
async fn each_question_leads_back_to_the_one_before() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    let labels = || -> Vec<String> {
        let shown = world.telegram.message(OLENA, dialogue).unwrap();
        shown.labels().into_iter().map(str::to_owned).collect()
    };
    let units = labels();
    world.presses(OLENA, OLENA, dialogue, &units[0]).await;
    let people = labels();
    assert_ne!(people, units);
    world.presses(OLENA, OLENA, dialogue, "Whole unit").await;
    for before in [people, units] {
        assert_ne!(labels(), before);
        world.presses(OLENA, OLENA, dialogue, "◀ Back").await;
        assert_eq!(labels(), before);
    }
    world.advance_time(SignedDuration::from_mins(1));
    world.run_until_idle().await;
    assert!(world.zenlix.calls().iter().all(|call| call.mode != "refer_ticket"), "nothing was passed on");
}
