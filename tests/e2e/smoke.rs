//! The main job, end to end: sign in, see, press, reply, be alerted.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn a_newcomer_signs_in_and_the_password_is_gone() {
    let world = World::new().await;
    world.sends_text(OLENA, "/start").await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"), "{}", world.last_bot_message(OLENA).text);
    world.sends_text(OLENA, "/login").await;
    world.sends_text(OLENA, "olena").await;
    let password = world.sends_text(OLENA, "olena").await;
    assert!(world.telegram.message(OLENA, password).unwrap().deleted);
    assert!(world.last_bot_message(OLENA).text.contains("Welcome"), "{}", world.last_bot_message(OLENA).text);
}

#[tokio::test]
async fn a_new_ticket_arrives_is_taken_commented_and_done() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = new_ticket(&world);
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    let toast = world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert_eq!(toast, format!("#{id} is yours"));
    let card = world.ticket_card(OLENA, id);
    let comment = world.sends_reply(OLENA, OLENA, card.id, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, comment), ["👍"]);
    assert_eq!(world.zenlix.comments(id).last().unwrap().1, "On my way");
    let toast = world.presses(OLENA, OLENA, card.id, "✅ Done").await;
    assert_eq!(toast, format!("#{id} is done"));
    assert!(world.ticket_card(OLENA, id).text.contains("done by you"));
}

#[tokio::test]
async fn whose_answer_got_lost_is_said_to_have_arrived_perhaps() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let lost = FaultKind::Status(502, "<html>Bad Gateway</html>".into());
    world.zenlix.fault(Fault { on: Match::mode("add_ticket_comment"), kind: lost, times: Some(1) });
    let reply = world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    world.advance_time(SignedDuration::from_secs(10));
    world.run_until_idle().await;
    let said = world.all_bot_texts(OLENA);
    assert!(said.contains("may have arrived") && !said.contains("isn't answering"), "{said}");
    world.advance_time(SignedDuration::from_mins(2));
    world.run_until_idle().await;
    assert_eq!(world.bot_reactions(OLENA, reply), ["👍"], "the helpdesk had not done it: it is sent again");
}

#[tokio::test]
async fn a_comment_survives_a_restart() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    let id = new_ticket(&world);
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    world.zenlix.stop().await;
    let comment = world.sends_reply(OLENA, OLENA, card.id, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, comment), ["👀"]);
    world.restart_process().await;
    world.zenlix.restart().await.unwrap();
    world.advance_time(SignedDuration::from_mins(3));
    world.run_until_idle().await;
    assert_eq!(world.bot_reactions(OLENA, comment), ["👍"]);
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

fn new_ticket(world: &World) -> i64 {
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", "The printer is on fire"))
}
