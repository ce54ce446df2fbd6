//! A thumb that taps twice on a slow network: the second tap changes nothing, whatever stands under it by then.

use deskgram_sandbox::telegram::Message;
use jiff::SignedDuration;

use crate::support::*;

const TAKE: &str = "✋ Take";
const DONE: &str = "✅ Done";
const UNDO: &str = "↩ Undo";

/// The place of a button: its row, and where it stands there.
fn place_of(card: &Message, label: &str) -> Option<(usize, usize)> {
    let rows = card.buttons.iter().enumerate();
    rows.flat_map(|(row, buttons)| buttons.iter().enumerate().map(move |(at, button)| (row, at, button)))
        .find(|(_, _, button)| button.label.starts_with(label))
        .map(|(row, at, _)| (row, at))
}

/// How many buttons stand in each row.
fn row_lengths(card: &Message) -> Vec<usize> {
    card.buttons.iter().map(Vec::len).collect()
}

/// Taps without a second thought; gives the answer that pops up.
async fn taps(world: &World, chat: i64, label: &str) -> String {
    let card = world.last_bot_message(chat).id;
    let query = world.telegram.presses(OLENA, chat, card, label);
    world.run_until_idle().await;
    world.telegram.toast(&query).unwrap().text
}

/// A ticket on a card at the bottom of Olena's chat and of a group.
async fn two_cards() -> (World, i64, [i64; 2]) {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    for chat in [OLENA, group] {
        assert_eq!(world.ticket_card(chat, id).id, world.last_bot_message(chat).id);
    }
    (world, id, [OLENA, group])
}

/// Taps what carries the first and at once what carries the second; gives the answers that pop up.
async fn taps_twice(world: &World, chat: i64, ticket: i64, verbs: [&str; 2]) -> [String; 2] {
    let card = world.ticket_card(chat, ticket).id;
    let press = |verb| world.telegram.presses_data(OLENA, chat, card, &format!("1:{verb}:{ticket}"));
    let queries = verbs.map(press);
    world.run_until_idle().await;
    queries.map(|query| world.telegram.toast(&query).unwrap().text)
}

/// Who holds the ticket and who has finished it.
fn people_of(world: &World, ticket: i64) -> (Option<String>, Option<String>) {
    let ticket = world.zenlix.ticket(ticket).unwrap();
    (ticket.locked_by, ticket.ok_by)
}

#[tokio::test]
async fn a_second_tap_on_take_neither_finishes_nor_takes_back() {
    let olena = || Some("olena".to_owned());
    for (second, hint, meant) in [
        ("f", "Press again to finish it.", (olena(), olena())),
        ("z", "Press again to undo that.", (None, None)),
    ] {
        for place in 0..2 {
            let (world, id, chats) = two_cards().await;
            let chat = chats[place];
            let said = taps_twice(&world, chat, id, ["t", second]).await;
            assert_eq!(said, [format!("#{id} is yours"), format!("Taken. {hint}")]);
            assert_eq!(people_of(&world, id), (olena(), None));
            // Meant, it counts.
            world.advance_time(SignedDuration::from_secs(2));
            let card = world.ticket_card(chat, id).id;
            world.presses_data(OLENA, chat, card, &format!("1:{second}:{id}")).await;
            assert_eq!(people_of(&world, id), meant);
        }
    }
}

#[tokio::test]
async fn a_second_tap_on_undo_or_release_takes_and_finishes_nothing() {
    let (world, id, [chat, _]) = two_cards().await;
    taps(&world, chat, TAKE).await;
    world.advance_time(SignedDuration::from_secs(2));
    let said = taps_twice(&world, chat, id, ["z", "t"]).await;
    assert_eq!(said[1], "Undone. Press again to take it.");
    assert_eq!(people_of(&world, id), (None, None));

    world.advance_time(SignedDuration::from_secs(2));
    taps(&world, chat, TAKE).await;
    world.wait_out_undo().await;
    let said = taps_twice(&world, chat, id, ["r", "f"]).await;
    assert_eq!(said[1], "Released. Press again to finish it.");
    assert_eq!(people_of(&world, id), (None, None));
}

#[tokio::test]
async fn no_button_moves_while_an_action_can_be_taken_back() {
    for place in 0..2 {
        let (world, _, chats) = two_cards().await;
        let chat = chats[place];
        for (pressed, standing) in [(TAKE, DONE), (DONE, COMMENTS)] {
            let before = world.last_bot_message(chat);
            taps(&world, chat, pressed).await;
            let after = world.last_bot_message(chat);
            assert_eq!(after.id, before.id);
            assert_eq!(row_lengths(&after), row_lengths(&before), "after {pressed}: {:?}", after.labels());
            assert_eq!(place_of(&after, UNDO), place_of(&before, pressed));
            assert_eq!(place_of(&after, standing), place_of(&before, standing));
            assert_eq!(after.text.lines().count(), before.text.lines().count());
            world.advance_time(SignedDuration::from_secs(11));
            world.run_until_idle().await;
            assert_eq!(place_of(&world.last_bot_message(chat), UNDO), None, "ten seconds are over");
        }
        assert!(place_of(&world.last_bot_message(chat), "🔓 Open again").is_some());
    }
}

#[tokio::test]
async fn a_colleague_is_not_taken_for_the_same_thumb() {
    let (world, id, [chat, group]) = two_cards().await;
    world.sign_in(IRYNA).await;
    world.telegram.joins(IRYNA, group);
    taps(&world, chat, TAKE).await;
    let card = world.ticket_card(group, id).id;
    let toast = world.presses_data(IRYNA, group, card, &format!("1:r:{id}")).await;
    assert_eq!(toast, format!("#{id} is free again"));
}
