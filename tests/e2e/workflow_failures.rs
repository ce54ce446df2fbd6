//! Bad input and bad luck in daily work: a clear answer, and the dialogue stays where it was.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::SignedDuration;

use crate::support::*;

/// Olena's new ticket, up to the preview; gives the message with it.
async fn preview(world: &World, text: &str) -> i32 {
    world.sends_text(OLENA, &format!("/new {text}")).await;
    world.last_bot_message(OLENA).id
}

fn made(world: &World, text: &str) -> usize {
    world.zenlix.tickets().iter().filter(|ticket| ticket.row.text.contains(text)).count()
}

#[tokio::test]
async fn a_ticket_whose_answer_got_lost_is_found_and_not_made_twice() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let preview = preview(&world, "No light in room 12").await;
    world.zenlix.fault(Fault {
        on: Match::mode("create_ticket"),
        kind: FaultKind::AppliedThenReset,
        times: Some(1),
    });
    world.presses(OLENA, OLENA, preview, "✅ Create").await;
    assert_eq!(made(&world, "No light in room 12"), 1);
    assert!(world.telegram.message(OLENA, preview).unwrap().text.contains("has been created"));
}

#[tokio::test]
async fn a_ticket_that_was_perhaps_not_made_is_looked_for_before_it_is_made() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let preview = preview(&world, "No light in room 12").await;
    world.zenlix.fault(Fault {
        on: Match::mode("create_ticket"),
        kind: FaultKind::ResetBefore,
        times: Some(1),
    });
    let said = world.presses(OLENA, OLENA, preview, "✅ Create").await;
    assert!(said.contains("may or may not"), "{said}");
    world.advance_time(SignedDuration::from_secs(2));
    world.presses(OLENA, OLENA, preview, "🔎 Look for it, and create it if it isn't there").await;
    assert_eq!(made(&world, "No light in room 12"), 1);
}

#[tokio::test]
async fn a_helpdesk_that_is_away_leaves_the_draft_as_it_is() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let preview = preview(&world, "No light in room 12").await;
    world.zenlix.stop().await;
    let said = world.presses(OLENA, OLENA, preview, "✅ Create").await;
    assert!(said.contains("isn't answering"), "{said}");
    world.zenlix.restart().await.unwrap();
    world.presses(OLENA, OLENA, preview, "✅ Create").await;
    assert_eq!(made(&world, "No light in room 12"), 1);
}

#[tokio::test]
async fn a_text_that_would_kill_every_list_is_made_safe() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let killer = "й".repeat(200);
    let preview = preview(&world, &killer).await;
    world.presses(OLENA, OLENA, preview, "✅ Create").await;
    world.sends_text(OLENA, "/out").await;
    assert!(
        world.last_bot_message(OLENA).text.starts_with("📤 1 outgoing"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn stickers_and_photos_leave_a_dialogue_where_it_was() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/new No light").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "✏️ Client").await;
    world.telegram.say(OLENA, OLENA).sticker("🙂").send();
    world.run_until_idle().await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Only text"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.telegram.say(OLENA, OLENA).text("look").photo().send();
    world.run_until_idle().await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Only text"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.sends_text(OLENA, "роман").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Which one?"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.sends_text(OLENA, "/cancel").await;
    assert_eq!(world.last_bot_message(OLENA).text, "Cancelled");
}

#[tokio::test]
async fn a_dialogue_that_has_run_out_says_so() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/new").await;
    let dialogue = world.last_bot_message(OLENA);
    world.advance_time(SignedDuration::from_mins(16));
    let first = dialogue.labels()[0].to_owned();
    let said = world.presses(OLENA, OLENA, dialogue.id, &first).await;
    assert!(said.contains("no longer open"), "{said}");
}

#[tokio::test]
async fn a_forwarded_message_becomes_a_ticket() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.telegram.group("Office", &[OLENA, STRANGER]);
    let asked = world.telegram.says(STRANGER, group, "The coffee machine is broken");
    world.telegram.forwards(OLENA, group, asked, OLENA);
    world.run_until_idle().await;
    let offer = world.last_bot_message(OLENA);
    assert_eq!(offer.text, "Shall I make a ticket of this?");
    world.presses(OLENA, OLENA, offer.id, "🆕 Make a ticket").await;
    assert!(world.telegram.message(OLENA, offer.id).unwrap().text.contains("The coffee machine is broken"));
    world.presses(OLENA, OLENA, offer.id, "✅ Create").await;
    assert_eq!(made(&world, "The coffee machine is broken"), 1);
}

#[tokio::test]
async fn a_client_writes_a_ticket_for_themselves() {
    let world = World::new().await;
    world.sign_in(ROMAN).await;
    world.sends_text(ROMAN, "/new").await;
    world.sends_text(ROMAN, "My chair squeaks").await;
    let dialogue = world.last_bot_message(ROMAN).id;
    // Which unit, nobody can know the first time.
    world.presses_first(ROMAN, dialogue, "").await;
    let labels = world.telegram.message(ROMAN, dialogue).unwrap().labels().join(" ");
    assert!(!labels.contains("Client") && !labels.contains("For"), "{labels}");
    world.presses(ROMAN, ROMAN, dialogue, "✅ Create").await;
    assert_eq!(made(&world, "My chair squeaks"), 1);
}

#[tokio::test]
async fn a_client_looks_nobody_up() {
    let world = World::new().await;
    world.sign_in(ROMAN).await;
    world.sends_text(ROMAN, "/find olena").await;
    assert!(
        !world.last_bot_message(ROMAN).text.contains("Коваленко"),
        "{}",
        world.last_bot_message(ROMAN).text
    );
}

#[tokio::test]
async fn a_referral_waits_for_a_helpdesk_that_is_away() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", "On fire"));
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    let first = world.last_bot_message(OLENA).labels()[0].to_owned();
    world.presses(OLENA, OLENA, dialogue, &first).await;
    let people = world.telegram.message(OLENA, dialogue).unwrap();
    let all = people.labels().into_iter().find(|label| label.starts_with("Whole unit")).unwrap().to_owned();
    world.presses(OLENA, OLENA, dialogue, &all).await;
    world.sends_text(OLENA, "Spare parts are there").await;
    world.zenlix.stop().await;
    world.advance_time(SignedDuration::from_secs(11));
    world.run_until_idle().await;
    let said = world.telegram.message(OLENA, dialogue).unwrap().text;
    assert!(said.contains("isn't answering"), "{said}");
    world.zenlix.restart().await.unwrap();
    world.advance_time(SignedDuration::from_secs(20));
    world.run_until_idle().await;
    assert!(world.zenlix.ticket(id).unwrap().row.text.contains("Spare parts are there"));
    let said = world.telegram.message(OLENA, dialogue).unwrap().text;
    assert!(said.contains("reassigned"), "{said}");
}

#[tokio::test]
async fn a_question_that_is_asked_once_more_can_be_cancelled() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "➡ Reassign").await;
    world.advance_time(SignedDuration::from_secs(5));
    world.sends_text(OLENA, "to whom?").await;
    assert_eq!(world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "✖ Cancel").await, "Cancelled");
}
