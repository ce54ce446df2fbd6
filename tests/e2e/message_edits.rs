//! Messages that change after they have become comments, and events that Telegram tells as changes.

use jiff::SignedDuration;

use crate::support::*;

async fn with_a_card(world: &World) -> (i64, i32) {
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    (id, world.ticket_card(OLENA, id).id)
}

fn comments(world: &World, ticket: i64) -> Vec<String> {
    world.zenlix.comments(ticket).into_iter().map(|(_, text)| text).collect()
}

async fn edits(world: &World, message: i32, text: &str) {
    world.telegram.edits(OLENA, OLENA, message, text);
    world.run_until_idle().await;
}

/// Corrections wait for those that come a moment later.
async fn a_moment_passes(world: &World) {
    world.advance_time(SignedDuration::from_secs(2));
    world.run_until_idle().await;
}

#[tokio::test]
async fn an_event_is_no_change() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    let text = world.sends_reply(OLENA, OLENA, card, "On my way").await;
    let photo = world.telegram.say(OLENA, OLENA).photo().text("Look").reply_to(card).send();
    let place = world.telegram.say(OLENA, OLENA).live_location().reply_to(card).send();
    world.run_until_idle().await;
    let before = comments(&world, id);
    assert_eq!(before.len(), 3);
    for _ in 0..3 {
        for message in [text, photo, place] {
            world.telegram.touches(OLENA, message);
        }
        world.telegram.moves(OLENA, place);
        world.run_until_idle().await;
        a_moment_passes(&world).await;
    }
    assert_eq!(comments(&world, id), before);
    // Long after it can be edited no more, somebody still reacts to it.
    world.advance_time(SignedDuration::from_hours(24 * 5));
    world.app.apply_retention().await.unwrap();
    world.telegram.touches(OLENA, text);
    world.run_until_idle().await;
    a_moment_passes(&world).await;
    assert_eq!(comments(&world, id), before);
}

#[tokio::test]
async fn of_several_edits_the_last_counts() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    let message = world.sends_reply(OLENA, OLENA, card, "Rom 12").await;
    for text in ["Room 12", "Room 21", "Room 22"] {
        world.telegram.edits(OLENA, OLENA, message, text);
    }
    world.run_until_idle().await;
    a_moment_passes(&world).await;
    assert_eq!(comments(&world, id), ["Rom 12", "Correction: Room 22"]);
    world.telegram.touches(OLENA, message);
    world.run_until_idle().await;
    edits(&world, message, "Room 23").await;
    a_moment_passes(&world).await;
    assert_eq!(comments(&world, id), ["Rom 12", "Correction: Room 22", "Correction: Room 23"]);
    assert_eq!(world.bot_reactions(OLENA, message), ["👍"]);
}

#[tokio::test]
async fn what_waits_here_is_put_right_and_needs_no_correction() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    world.zenlix.stop().await;
    let message = world.sends_reply(OLENA, OLENA, card, "Rom 12").await;
    edits(&world, message, "Room 12").await;
    edits(&world, message, "Room 13").await;
    world.zenlix.restart().await.unwrap();
    world.advance_time(SignedDuration::from_mins(3));
    world.run_until_idle().await;
    assert_eq!(comments(&world, id), ["Room 13"]);
}

#[tokio::test]
async fn a_comment_that_was_asked_for_is_corrected_too() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "✏️ Write").await;
    let message = world.sends_text(OLENA, "Rom 12").await;
    edits(&world, message, "Room 12").await;
    a_moment_passes(&world).await;
    assert_eq!(comments(&world, id), ["Rom 12", "Correction: Room 12"]);
}

#[tokio::test]
async fn what_was_not_taken_is_not_taken_by_an_edit() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    world.sends_text(OLENA, "/logout").await;
    let message = world.sends_reply(OLENA, OLENA, card, "On my way").await;
    world.sign_in(OLENA).await;
    let said = world.visible_bot_messages(OLENA).len();
    world.telegram.touches(OLENA, message);
    world.run_until_idle().await;
    a_moment_passes(&world).await;
    assert!(comments(&world, id).is_empty());
    assert_eq!(world.visible_bot_messages(OLENA).len(), said);
}

#[tokio::test]
async fn a_path_that_became_a_comment_is_corrected_like_any_words() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    let message = world.sends_reply(OLENA, OLENA, card, "/var is ful").await;
    edits(&world, message, "/var is full").await;
    a_moment_passes(&world).await;
    assert_eq!(comments(&world, id), ["/var is ful", "Correction: /var is full"]);
}
