//! Replies of every kind that Telegram has: each is seen to have become a comment, or is refused in words.

use deskgram_sandbox::telegram::{KINDS, MessageDraft};
use jiff::SignedDuration;
use serde_json::json;

use crate::support::*;

/// What a reply becomes.
enum Becomes {
    Comment(&'static str),
    Refused(&'static str),
}
use Becomes::{Comment, Refused};

/// What a reply of this kind, without a caption, becomes.
fn becomes(kind: &str) -> Becomes {
    match kind {
        "photo" | "live_photo" => Comment("[photo sent in Telegram]"),
        "video" | "video_note" | "animation" => Comment("[video sent in Telegram]"),
        "audio" => Comment("[audio sent in Telegram]"),
        "voice" => Comment("[voice message sent in Telegram]"),
        "document" => Comment("[document sent in Telegram]"),
        "contact" => Comment("Ivan Kim, +380441234567"),
        "location" => Comment("46.482500,30.723300 https://maps.google.com/?q=46.482500,30.723300"),
        "venue" => Comment(
            "Office, Main street 1\n46.482500,30.723300 https://maps.google.com/?q=46.482500,30.723300",
        ),
        "checklist" => Comment("To bring\n☐ Toner\n☐ Paper"),
        "rich_message" => Comment("It smokes"),
        "sticker" => Refused("this is a sticker"),
        "dice" => Refused("this is a dice"),
        "poll" => Refused("this is a poll"),
        "game" => Refused("this is a game"),
        "story" => Refused("this is a story"),
        "paid_media" | "invoice" | "giveaway" | "giveaway_winners" | "hologram" => {
            Refused("can't read messages of this kind")
        }
        other => panic!("what becomes of {other}?"),
    }
}

/// A world in which Olena is signed in and has a card; the ticket and the card.
async fn with_a_card(world: &World) -> (i64, i32) {
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    (id, world.ticket_card(OLENA, id).id)
}

fn comments(world: &World, ticket: i64) -> Vec<String> {
    world.zenlix.comments(ticket).into_iter().map(|(_, text)| text).collect()
}

async fn replies_with<'a>(
    world: &'a World,
    chat: i64,
    card: i32,
    with: impl FnOnce(MessageDraft<'a>) -> MessageDraft<'a>,
) -> i32 {
    let message = with(world.telegram.say(OLENA, chat)).reply_to(card).send();
    world.run_until_idle().await;
    message
}

#[tokio::test]
async fn whoever_replies_to_a_card_sees_what_became_of_it_whatever_they_send() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    for chat in [OLENA, group] {
        let card = world.ticket_card(chat, id).id;
        for kind in KINDS.into_iter().chain(["hologram"]) {
            let (before, said) = (comments(&world, id).len(), world.visible_bot_messages(chat).len());
            let reply = replies_with(&world, chat, card, |say| say.kind(kind)).await;
            let new = comments(&world, id).split_off(before);
            match becomes(kind) {
                Comment(text) => {
                    assert_eq!(new, [text], "{kind}");
                    assert_eq!(world.bot_reactions(chat, reply), ["👍"], "{kind}");
                }
                Refused(words) => {
                    assert!(new.is_empty() && world.bot_reactions(chat, reply).is_empty(), "{kind}: {new:?}");
                    assert_eq!(world.visible_bot_messages(chat).len(), said + 1, "{kind}");
                    assert!(
                        world.last_bot_message(chat).text.contains(words),
                        "{kind}: {}",
                        world.last_bot_message(chat).text
                    );
                }
            }
        }
    }
    assert_eq!(world.all_bot_texts(OLENA).matches("takes no files").count(), 1, "once a day is enough");
    world.advance_time(SignedDuration::from_hours(24));
    replies_with(&world, OLENA, world.ticket_card(OLENA, id).id, MessageDraft::photo).await;
    assert_eq!(world.all_bot_texts(OLENA).matches("takes no files").count(), 2);
    let warning = world.find_bot_message(OLENA, "takes no files").text;
    assert!(warning.ends_with("Open in the helpdesk"), "where a file can be attached: {warning}");
}

#[tokio::test]
async fn the_words_of_a_caption_count_whatever_stands_above_them() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    replies_with(&world, OLENA, card, |say| say.kind("paid_media").text("See this")).await;
    assert_eq!(comments(&world, id), ["[attachment sent in Telegram] See this"]);
}

#[tokio::test]
async fn a_pasted_table_and_the_address_behind_a_word_are_kept() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    let blocks = json!([
        { "type": "heading", "size": 2, "text": "Printers" },
        { "type": "table", "cells": [[{ "text": "Room" }, { "text": "State" }], [{ "text": "12" }, { "text": "on fire" }]] },
    ]);
    replies_with(&world, OLENA, card, |say| say.rich(&blocks)).await;
    let link = r#"Install the driver from <a href="https://drivers.example/x">here</a>"#;
    replies_with(&world, OLENA, card, |say| say.html(link)).await;
    assert_eq!(
        comments(&world, id),
        ["Printers\nRoom | State\n12 | on fire", "Install the driver from here (https://drivers.example/x)"]
    );
}

#[tokio::test]
async fn in_a_reply_to_a_card_only_a_known_command_is_one() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let paths = ["/var is full again", "/etc/fstab is wrong", "/srv/me@host is gone"];
    for chat in [OLENA, group] {
        for path in paths {
            let reply = world.sends_reply(OLENA, chat, world.ticket_card(chat, id).id, path).await;
            assert_eq!(world.bot_reactions(chat, reply), ["👍"], "{path}: {}", world.all_bot_texts(chat));
        }
    }
    assert_eq!(comments(&world, id), paths.repeat(2));
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "/in").await;
    world.sends_reply(OLENA, group, world.ticket_card(group, id).id, "/status@other_bot").await;
    assert_eq!(comments(&world, id).len(), 6);
    assert!(
        world.last_bot_message(OLENA).text.contains("incoming"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn a_refused_message_leaves_the_question_open() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "✏️ Write").await;
    world.telegram.say(OLENA, OLENA).kind("dice").send();
    world.run_until_idle().await;
    assert!(
        world.last_bot_message(OLENA).text.contains("this is a dice"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.sends_text(OLENA, "On my way").await;
    assert_eq!(comments(&world, id), ["On my way"]);
}

#[tokio::test]
async fn what_was_chosen_from_our_own_offer_is_not_answered() {
    let world = World::new().await;
    let (id, card) = with_a_card(&world).await;
    let said = world.visible_bot_messages(OLENA).len();
    world.telegram.say(OLENA, OLENA).text("🟡 #7 Printers").via_bot().send();
    world.run_until_idle().await;
    assert_eq!(world.visible_bot_messages(OLENA).len(), said, "{}", world.all_bot_texts(OLENA));
    // In a reply it says something about the ticket.
    replies_with(&world, OLENA, card, |say| say.text("🟡 #7 Printers").via_bot()).await;
    assert_eq!(comments(&world, id).len(), 1);
}

#[tokio::test]
async fn words_under_any_picture_of_an_album_make_one_comment() {
    for captions in [["Look", "", ""], ["", "Look", ""], ["", "", "Look"]] {
        let world = World::new().await;
        let (id, card) = with_a_card(&world).await;
        let sent = world.telegram.replies_with_album(OLENA, OLENA, card, &captions);
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_secs(2));
        world.run_until_idle().await;
        assert_eq!(comments(&world, id), ["[photo sent in Telegram] Look"], "{captions:?}");
        assert_eq!(world.bot_reactions(OLENA, sent[0]), ["👍"]);
    }
}
