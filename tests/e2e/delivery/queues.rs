//! Who goes first when much waits, and what is not sent at all.

use deskgram_sandbox::telegram::{Fault, Spoil};
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::{SignedDuration, Timestamp};

use super::subscribed;
use crate::support::*;

/// When the bot wrote these words in a chat, for the first time.
fn written(world: &World, chat: i64, words: &str) -> Timestamp {
    let all = world.visible_bot_messages(chat);
    all.iter().find(|one| one.text.contains(words)).unwrap_or_else(|| panic!("no {words}")).date
}

/// How many calls Telegram refused with these words.
fn refused(world: &World, words: &str) -> usize {
    let calls = world.telegram.calls().into_iter();
    calls.filter(|call| call.refusal.as_deref().is_some_and(|refusal| refusal.contains(words))).count()
}

#[tokio::test]
async fn what_is_asked_now_is_answered_before_what_strangers_wrote_yesterday() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    for stranger in 1_000..1_040 {
        world.telegram.person(stranger, "Stranger", None, "en");
    }
    for round in 0..40 {
        for stranger in 1_000..1_040 {
            world.telegram.says(stranger, stranger, &format!("hello {round}"));
        }
    }
    let old = world.telegram.says(OLENA, OLENA, "/units");
    world.advance_time(SignedDuration::from_hours(20));
    let asked = world.clock.now();
    world.telegram.says(OLENA, OLENA, "/in");
    world.telegram.forget_calls();
    world.run_until_idle().await;
    let late = written(&world, OLENA, "incoming tickets").duration_since(asked);
    assert!(late <= SignedDuration::from_secs(2), "answered after {late}");
    let answers = world.visible_bot_messages(OLENA);
    assert!(answers.iter().filter(|one| one.id > old).count() >= 2, "the old question is answered too");
    for stranger in 1_000..1_040 {
        assert_eq!(world.visible_bot_messages(stranger).len(), 1, "{}", world.all_bot_texts(stranger));
    }
    assert_eq!(refused(&world, "Too Many Requests"), 0);
}

#[tokio::test]
async fn somebody_without_an_account_cannot_silence_a_group() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.telegram.joins(STRANGER, group);
    world.run_until_idle().await;
    let before = world.visible_bot_messages(group).len();
    for _ in 0..40 {
        world.advance_time(SignedDuration::from_secs(3));
        world.sends_text_in(STRANGER, group, "/help").await;
    }
    assert_eq!(world.visible_bot_messages(group).len() - before, 1, "answered once an hour");
    world.advance_time(SignedDuration::from_hours(1));
    world.sends_text_in(STRANGER, group, "/help").await;
    assert_eq!(world.visible_bot_messages(group).len() - before, 2);
}

#[tokio::test]
async fn a_group_that_talks_a_lot_hears_of_an_urgent_ticket_at_once() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.advance_time(SignedDuration::from_mins(2));
    for _ in 0..60 {
        world.telegram.says(OLENA, group, "/help");
    }
    let urgent = NewTicket::to_unit(1, "Printers", "Smoke").with_priority(Priority::High);
    let urgent = world.zenlix.web_create("roman", urgent);
    let made = world.clock.now();
    world.take_updates().await;
    world.app.dispatcher.wait_idle().await;
    world.app.poll_lists().await.unwrap();
    world.run_until_idle().await;
    let late = world.ticket_card(group, urgent).date.duration_since(made);
    assert!(late <= SignedDuration::from_secs(20), "told after {late}");
    assert_eq!(refused(&world, "Too Many Requests"), 0);
}

#[tokio::test]
async fn nothing_is_changed_to_what_it_shows_already() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.sign_in(TARAS).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "🔄 Refresh").await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "🔄 Refresh").await;
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    world.poll_once().await;
    world.presses(OLENA, group, world.ticket_card(group, id).id, "✅ Done").await;
    world.presses_data(TARAS, TARAS, world.ticket_card(TARAS, id).id, "nonsense").await;
    world.poll_once().await;
    assert_eq!(refused(&world, "message is not modified"), 0);
    assert!(world.ticket_card(TARAS, id).text.starts_with('✅'), "{}", world.ticket_card(TARAS, id).text);
}

#[tokio::test]
async fn a_panel_under_many_presses_is_drawn_now_and_then_and_an_alert_passes() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    let panel = world.last_bot_message(group).id;
    world.advance_time(SignedDuration::from_mins(2));
    let edits = world.telegram.message(group, panel).unwrap().edits;
    let begun = world.clock.now();
    for press in 0..12 {
        let which = if press % 2 == 0 { "Only for the whole unit" } else { "Show those for people too" };
        let label = world.telegram.message(group, panel).unwrap().labels().contains(&which);
        if label {
            let said = world.presses(OLENA, group, panel, which).await;
            assert_eq!(said, "✓ Saved");
        }
    }
    let drawn = i64::from(world.telegram.message(group, panel).unwrap().edits - edits);
    let seconds = world.clock.now().duration_since(begun).as_secs();
    assert!(drawn <= seconds / 3 + 2, "{drawn} times in {seconds} s");
    let urgent = world
        .zenlix
        .web_create("roman", NewTicket::to_unit(1, "Printers", "Smoke").with_priority(Priority::High));
    let made = world.clock.now();
    world.app.poll_lists().await.unwrap();
    world.run_until_idle().await;
    let late = world.ticket_card(group, urgent).date.duration_since(made);
    assert!(late <= SignedDuration::from_secs(20), "told after {late}");
}

#[tokio::test]
async fn one_message_that_fails_by_itself_holds_up_its_chat_only_a_moment() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    world.sign_in(TARAS).await;
    // Whatever the group gets next, the first of it fails for hours.
    world.telegram.fault(Fault::once("sendMessage", Spoil::Status(500, "{}".into())).within(group).times(4));
    let first = world.create_ticket();
    let second = world.create_ticket_with("second");
    let made = world.clock.now();
    world.poll_once().await;
    let told = world.ticket_card(group, second).date.duration_since(made);
    assert!(told < SignedDuration::from_mins(7), "{told}");
    world.ticket_card(group, first);
}

#[tokio::test]
async fn while_telegram_is_away_the_order_of_a_chat_is_kept() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_mins(1));
    let ids = [world.create_ticket(), world.create_ticket_with("second"), world.create_ticket_with("third")];
    world.network.telegram.set_state(LinkState::Refused);
    world.app.poll_lists().await.unwrap();
    for _ in 0..30 {
        world.advance_time(SignedDuration::from_secs(40));
        world.app.outbox.send_due().await.unwrap();
    }
    world.network.telegram.set_state(LinkState::Open);
    world.advance_time(SignedDuration::from_mins(10));
    world.run_until_idle().await;
    let places: Vec<_> = ids.iter().map(|id| world.ticket_card(OLENA, *id).id).collect();
    assert!(places.is_sorted(), "{places:?}");
}
