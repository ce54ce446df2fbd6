//! Small treacheries of both servers, each met.

use deskgram_sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};

use crate::support::*;

fn new_ticket(world: &World, text: &str) -> i64 {
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", text))
}

#[tokio::test]
async fn a_second_press_does_not_spin_behind_a_slow_first_one() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let first = new_ticket(&world, "One");
    // Two tickets of one second would share their hash.
    world.advance_time(jiff::SignedDuration::from_secs(2));
    let second = new_ticket(&world, "Two");
    world.poll_once().await;
    let cards = [world.ticket_card(OLENA, first).id, world.ticket_card(OLENA, second).id];
    world.zenlix.fault(Fault { on: Match::mode("ticket_view"), kind: FaultKind::Hold, times: None });
    let queries = cards.map(|card| world.telegram.presses(OLENA, OLENA, card, "✋ Take"));
    world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
    for query in &queries {
        let toast = world.telegram.until(|telegram| telegram.toast(query)).await;
        assert!(toast.text.contains("is slow"), "{}", toast.text);
    }
    world.zenlix.clear_faults();
    world.zenlix.release();
    world.run_until_idle().await;
    for id in [first, second] {
        assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
    }
}

#[tokio::test]
async fn a_message_whose_answer_is_of_an_unknown_form_is_not_sent_twice() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.telegram.fault(TelegramFault::once("sendMessage", Spoil::UnknownEntity));
    let id = new_ticket(&world, "Only once");
    world.poll_once().await;
    let cards =
        world.telegram.messages(OLENA).into_iter().filter(|message| message.text.contains("Only once"));
    assert_eq!(cards.count(), 1);
    assert!(world.ticket_card(OLENA, id).text.contains("Only once"));
}

#[tokio::test]
async fn a_client_comments_on_no_strangers_ticket() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.telegram.group("Service desk", &[OLENA, ROMAN]);
    world.telegram.add_bot(group);
    world.telegram.promote(OLENA, group);
    world.run_until_idle().await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id = world.zenlix.web_create("olena", NewTicket::to_unit(unit, "Secrets", "Not for clients"));
    world.poll_once().await;
    world.sign_in(ROMAN).await;
    let card = world.ticket_card(group, id).id;
    world.sends_reply(ROMAN, group, card, "Let me in").await;
    assert!(world.zenlix.comments(id).is_empty());
    world.sends_reply(OLENA, group, card, "Colleagues may").await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

#[tokio::test]
async fn an_album_is_one_comment() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = new_ticket(&world, "Look at it");
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    let page = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, page, "✏️ Write").await;
    world.telegram.sends_album(OLENA, OLENA, &["The left one smokes", "", ""]);
    world.run_until_idle().await;
    world.advance_time(jiff::SignedDuration::from_secs(2));
    world.run_until_idle().await;
    let comments = world.zenlix.comments(id);
    assert_eq!(comments.len(), 1, "{comments:#?}");
    assert!(comments[0].1.contains("The left one smokes"));
    assert!(
        !world.last_bot_message(OLENA).text.contains("/help"),
        "nobody asks what the rest of the album is"
    );
}

#[tokio::test]
async fn a_waiting_comment_goes_out_under_no_other_account() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = new_ticket(&world, "Slow");
    world.poll_once().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    let card = world.ticket_card(OLENA, id).id;
    world.sends_reply(OLENA, OLENA, card, "Written as Olena").await;
    world.sends_text(OLENA, "/login taras").await;
    world.zenlix.clear_faults();
    world.sends_text(OLENA, "taras").await;
    world.advance_time(jiff::SignedDuration::from_mins(3));
    world.run_until_idle().await;
    assert!(world.zenlix.comments(id).is_empty());
    let told = world.find_bot_message(OLENA, "another account").id;
    // Sent by Taras only once he says so.
    world.presses(OLENA, OLENA, told, "Send again").await;
    let comments = world.zenlix.comments(id);
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0].1, "Written as Olena");
}

#[tokio::test]
async fn a_comment_never_lands_on_a_twin() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (first, second) = (new_ticket(&world, "One"), new_ticket(&world, "Two"));
    world.poll_once().await;
    let card = world.ticket_card(OLENA, second).id;
    world.sends_reply(OLENA, OLENA, card, "For the second one").await;
    assert!(world.zenlix.comments(first).is_empty() && world.zenlix.comments(second).is_empty());
    world.find_bot_message(OLENA, "in the same second");
}

#[tokio::test]
async fn a_deleted_ticket_says_so_on_every_card() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let id = new_ticket(&world, "Deleted soon");
    world.poll_once().await;
    let cards = [(OLENA, world.ticket_card(OLENA, id).id), (TARAS, world.ticket_card(TARAS, id).id)];
    world.zenlix.delete_ticket(id);
    world.poll_once().await;
    for (chat, card) in cards {
        let card = world.telegram.message(chat, card).unwrap();
        assert!(card.text.contains("no longer has"), "{}", card.text);
        assert!(card.labels().is_empty());
    }
}
