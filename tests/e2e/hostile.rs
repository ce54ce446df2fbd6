//! Small treacheries of both servers, each met.

use deskgram::sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram::sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};

use crate::support::*;

fn new_ticket(world: &World, text: &str) -> i64 {
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", text))
}

#[tokio::test]
async fn a_second_press_does_not_spin_behind_a_slow_first_one() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    let first = new_ticket(&world, "One");
    // Two tickets of one second would share their hash.
    world.pass_time(jiff::SignedDuration::from_secs(2));
    let second = new_ticket(&world, "Two");
    world.tick().await;
    let cards = [world.card(OLENA, first).id, world.card(OLENA, second).id];
    world.zenlix.fault(Fault { on: Match::mode("ticket_view"), kind: FaultKind::Hold, times: None });
    let queries = cards.map(|card| world.telegram.presses(OLENA, OLENA, card, "✋ Take"));
    world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
    for query in &queries {
        let toast = world.telegram.until(|telegram| telegram.toast(query)).await;
        assert!(toast.text.contains("is slow"), "{}", toast.text);
    }
    world.zenlix.clear_faults();
    world.zenlix.release();
    world.settle().await;
    for id in [first, second] {
        assert!(world.card(OLENA, id).text.contains("taken by you"));
    }
}

#[tokio::test]
async fn a_message_whose_answer_is_of_an_unknown_form_is_not_sent_twice() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    world.telegram.fault(TelegramFault::once("sendMessage", Spoil::UnknownEntity));
    let id = new_ticket(&world, "Only once");
    world.tick().await;
    let cards =
        world.telegram.messages(OLENA).into_iter().filter(|message| message.text.contains("Only once"));
    assert_eq!(cards.count(), 1);
    assert!(world.card(OLENA, id).text.contains("Only once"));
}

#[tokio::test]
async fn a_client_comments_on_no_strangers_ticket() {
    let world = World::start().await;
    world.sign_in(OLENA).await;
    let group = world.telegram.group("Service desk", &[OLENA, ROMAN]);
    world.telegram.add_bot(group);
    world.telegram.promote(OLENA, group);
    world.settle().await;
    world.says_in(OLENA, group, "/subscribe").await;
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id = world.zenlix.web_create("olena", NewTicket::to_unit(unit, "Secrets", "Not for clients"));
    world.tick().await;
    world.sign_in(ROMAN).await;
    let card = world.card(group, id).id;
    world.replies(ROMAN, group, card, "Let me in").await;
    assert!(world.zenlix.comments(id).is_empty());
    world.replies(OLENA, group, card, "Colleagues may").await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}
