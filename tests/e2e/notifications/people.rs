//! What a person is told in their own chat, and what not.

use deskgram_sandbox::telegram::{Message, Sound};
use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{NewTicket, WebAction};

use crate::support::*;

/// What the bot has said about a ticket as a reply to its card, oldest first.
fn pings(world: &World, who: i64, ticket: i64) -> Vec<Message> {
    let number = format!("#{ticket}");
    let messages = world.telegram.messages(who).into_iter();
    messages.filter(|m| m.from_bot() && m.reply_to.is_some() && m.text.contains(&number)).collect()
}

fn texts(world: &World, who: i64, ticket: i64) -> Vec<String> {
    pings(world, who, ticket).into_iter().map(|message| message.text).collect()
}

fn for_people(world: &World, logins: &[&str]) -> i64 {
    world.zenlix.web_create("roman", NewTicket::to_unit(1, "Printer", "It is on fire").for_people(logins))
}

#[tokio::test]
async fn a_colleague_who_takes_a_ticket_is_told_to_the_others_it_was_for() {
    let world = World::new().await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    let id = for_people(&world, &["olena", "taras"]);
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    world.poll_once().await;
    assert_eq!(texts(&world, TARAS, id), [format!("✋ #{id}: taken by Коваленко О.С.")]);
    assert!(texts(&world, OLENA, id).is_empty(), "who did it is not told");
    assert!(texts(&world, IRYNA, id).is_empty(), "the head only sees the card change");
    assert!(world.ticket_card(IRYNA, id).text.contains("taken by Коваленко О.С."));
    let ping = &pings(&world, TARAS, id)[0];
    assert_eq!(ping.reply_to, Some(world.ticket_card(TARAS, id).id));
    assert_eq!(ping.sound, Sound::Silent, "that somebody took it wakes nobody");
}

#[tokio::test]
async fn what_happens_in_the_web_page_is_told_once() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = for_people(&world, &["olena"]);
    world.poll_once().await;
    assert!(world.find_ticket_card(TARAS, id).is_none(), "it is not his");
    world.zenlix.web_refer(id, 1, &["taras"]);
    world.poll_once().await;
    world.poll_once().await;
    let card = world.ticket_card(TARAS, id);
    assert!(card.text.starts_with(&format!("👉 #{id} is now assigned to you")), "{}", card.text);
    assert!(texts(&world, TARAS, id).is_empty(), "the card itself said it");
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.zenlix.web_act("taras", id, WebAction::Finish);
    world.poll_once().await;
    world.zenlix.web_act("boss", id, WebAction::Reopen);
    world.poll_once().await;
    world.poll_once().await;
    assert_eq!(texts(&world, TARAS, id), [format!("↩ #{id} was opened again and is yours")]);
    world.zenlix.set_priority(id, Priority::High);
    world.poll_once().await;
    world.poll_once().await;
    assert_eq!(texts(&world, TARAS, id).last().unwrap(), &format!("🔴 #{id} is urgent now"));
    assert_eq!(texts(&world, TARAS, id).len(), 2);
}

#[tokio::test]
async fn a_reply_to_what_was_told_is_a_comment() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = for_people(&world, &["olena", "taras"]);
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.poll_once().await;
    let ping = pings(&world, TARAS, id).pop().unwrap();
    let said = world.sends_reply(TARAS, TARAS, ping.id, "Shall I help?").await;
    assert_eq!(world.bot_reactions(TARAS, said), ["👍"]);
    world.poll_once().await;
    assert_eq!(texts(&world, OLENA, id), [format!("💬 #{id} Бойко Тарас Андрійович: Shall I help?")]);
    assert!(!texts(&world, TARAS, id).iter().any(|text| text.contains("Shall I help?")));
    assert!(world.telegram.message(TARAS, ping.id).unwrap().edits == 0, "it is no card and stays as it is");
}
