//! The end of a sign-in: what is left in the chat, and what still comes there.

use deskgram::accounts::verify::revoke_session;
use deskgram::domain::audit::AuditAction;
use deskgram::domain::ids::TelegramUser;
use deskgram_sandbox::zenlix::WebAction;

use super::{arrives, newest};
use crate::support::*;

/// Olena with a card, and Taras beside her.
async fn team() -> (World, i64, i32) {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let id = arrives(&world, SERVICE_DESK, "Pineapple");
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    (world, id, card)
}

#[tokio::test]
async fn after_signing_out_a_card_says_so_once_and_follows_the_ticket_no_more() {
    let (world, id, card) = team().await;
    world.sends_text(OLENA, "/logout").await;
    let closed = world.telegram.seen(OLENA, card);
    assert!(closed.text.contains("sign-in that has ended"), "{}", closed.text);
    assert!(!closed.text.contains("Pineapple") && closed.labels().is_empty());
    let edits = world.telegram.message(OLENA, card).unwrap();
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.zenlix.web_comment("taras", id, "Cucumber");
    world.poll_once().await;
    world.presses(TARAS, TARAS, world.ticket_card(TARAS, id).id, "🔄 Refresh").await;
    assert_eq!(world.telegram.message(OLENA, card).unwrap().text, edits.text);
    let said = world.sends_reply(OLENA, OLENA, card, "On my way").await;
    assert!(world.bot_reactions(OLENA, said).is_empty());
    assert!(world.zenlix.comments(id).iter().all(|(who, _)| who == "taras"));
}

#[tokio::test]
async fn what_waited_for_the_chat_is_dropped() {
    let (world, _, _) = team().await;
    let id = arrives(&world, SERVICE_DESK, "Cucumber");
    world.advance_time(jiff::SignedDuration::from_mins(6));
    // The alert is in the outbox, and not sent yet.
    world.app.poll_lists().await.unwrap();
    let ctx = &world.app.bot.ctx;
    let session = ctx.sessions.find_session(TelegramUser(OLENA)).unwrap();
    revoke_session(ctx, &session, AuditAction::KeyRefused).await.unwrap();
    world.run_until_idle().await;
    assert!(world.find_ticket_card(OLENA, id).is_none(), "{}", world.all_bot_texts(OLENA));
    assert!(newest(&world, OLENA).contains("/login"));
}

#[tokio::test]
async fn another_account_in_the_same_chat_ends_the_cards_of_the_first() {
    let (world, id, card) = team().await;
    world.sends_text(OLENA, "/login roman roman").await;
    assert!(world.telegram.seen(OLENA, card).text.contains("sign-in that has ended"));
    let said = world.sends_reply(OLENA, OLENA, card, "Let me in").await;
    assert!(world.bot_reactions(OLENA, said).is_empty());
    for verb in ["w", "c", "o", "q", "t"] {
        world.presses_data(OLENA, OLENA, card, &format!("1:{verb}:{id}")).await;
    }
    world.sends_text(OLENA, "Let me in all the same").await;
    assert!(world.zenlix.comments(id).is_empty());
    assert!(!world.all_bot_texts(OLENA).contains("Pineapple"), "{}", world.all_bot_texts(OLENA));
}

#[tokio::test]
async fn the_same_account_again_keeps_its_cards() {
    let (world, id, card) = team().await;
    world.sends_text(OLENA, "/login olena olena").await;
    world.sends_reply(OLENA, OLENA, card, "On my way").await;
    assert_eq!(world.zenlix.comments(id).len(), 1);
}

#[tokio::test]
async fn a_group_whose_subscriber_has_signed_out_is_shown_nothing_new() {
    let (world, _, _) = team().await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = arrives(&world, SERVICE_DESK, "Zebra");
    world.poll_once().await;
    let card = world.ticket_card(group, id);
    world.sends_text(OLENA, "/logout").await;
    world.zenlix.edit(|desk| desk.ticket_mut(id).unwrap().text = "Cucumber".into());
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    assert_eq!(world.telegram.seen(group, card.id).text, card.text);
}
