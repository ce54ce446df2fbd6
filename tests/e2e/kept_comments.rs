//! What somebody writes while the helpdesk refuses their key is kept, and goes out once they sign in to the same account again.

use jiff::SignedDuration;

use crate::support::*;

/// Olena's card of a ticket, whose key the helpdesk has changed since. The account is read anew after minutes, the ticket at once.
async fn refused(after: SignedDuration) -> (World, i64, i32) {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, ticket).id;
    world.zenlix.regenerate_key("olena");
    world.advance_time(after);
    (world, ticket, card)
}

const WAYS: [SignedDuration; 2] = [SignedDuration::from_mins(6), SignedDuration::ZERO];

fn written(world: &World, ticket: i64) -> Vec<(String, String)> {
    world.zenlix.comments(ticket)
}

#[tokio::test]
async fn a_reply_whose_key_is_refused_waits_for_the_next_sign_in() {
    for after in WAYS {
        let (mut world, ticket, card) = refused(after).await;
        let reply = world.sends_reply(OLENA, OLENA, card, "The toner is empty").await;
        assert!(!world.is_signed_in(OLENA));
        assert_eq!(world.bot_reactions(OLENA, reply), ["👀"], "{}", world.all_bot_texts(OLENA));
        assert!(world.last_bot_message(OLENA).text.contains("waits"), "{}", world.all_bot_texts(OLENA));
        world.advance_time(SignedDuration::from_mins(30));
        world.restart_process().await;
        world.run_until_idle().await;
        assert_eq!(written(&world, ticket), []);
        world.sign_in(OLENA).await;
        assert_eq!(written(&world, ticket), [("olena".into(), "The toner is empty".into())]);
        assert_eq!(world.bot_reactions(OLENA, reply), ["👍"]);
    }
}

#[tokio::test]
async fn what_was_asked_for_by_a_button_is_kept_too() {
    let (world, ticket, card) = refused(SignedDuration::ZERO).await;
    world.zenlix.regenerate_key("olena");
    world.sends_reply(OLENA, OLENA, card, "First").await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, &format!("/ticket {ticket}")).await;
    let card = world.ticket_card(OLENA, ticket).id;
    world.sends_reply(OLENA, OLENA, card, "Second").await;
    let texts: Vec<_> = written(&world, ticket).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["First", "Second"]);
}

#[tokio::test]
async fn another_account_never_sends_it() {
    for after in WAYS {
        let (world, ticket, card) = refused(after).await;
        world.sends_reply(OLENA, OLENA, card, "The toner is empty").await;
        let waits = world.last_bot_message(OLENA).id;
        world.sends_text(OLENA, "/login taras").await;
        world.sends_text(OLENA, "taras").await;
        assert!(world.is_signed_in(OLENA));
        for data in ["1:cr:1", "1:cr:2"] {
            world.presses_data(OLENA, OLENA, waits, data).await;
        }
        world.advance_time(SignedDuration::from_mins(30));
        world.run_until_idle().await;
        assert_eq!(written(&world, ticket), []);
        // Her own does.
        world.sends_text(OLENA, "/logout").await;
        world.sign_in(OLENA).await;
        assert_eq!(written(&world, ticket), [("olena".into(), "The toner is empty".into())]);
    }
}
