//! Replies to a card that stands in another chat: Telegram lets people reply there from their own chat with the bot.

use crate::authorization::OTHER_UNIT;
use crate::support::*;

/// A forum or supergroup with Olena's tickets, and a card there that she can see.
async fn card_in_group(world: &World) -> (i64, i64, i32) {
    world.sign_in(OLENA).await;
    let group = world.telegram.supergroup("Support", &[OLENA, TARAS]);
    world.telegram.add_bot(group);
    world.telegram.promote(OLENA, group);
    world.run_until_idle().await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let ticket = world.create_ticket();
    world.poll_once().await;
    (group, ticket, world.ticket_card(group, ticket).id)
}

#[tokio::test]
async fn a_reply_from_ones_own_chat_to_a_card_in_a_group_is_a_comment() {
    let world = World::new().await;
    let (group, ticket, card) = card_in_group(&world).await;
    let said = world.telegram.say(OLENA, OLENA).text("On my way").reply_elsewhere(group, card).send();
    world.run_until_idle().await;
    let comments = world.zenlix.comments(ticket);
    assert_eq!(comments.len(), 1, "{}", world.all_bot_texts(OLENA));
    assert!(comments[0].1.contains("On my way"));
    assert_eq!(world.bot_reactions(OLENA, said), ["👍"]);
}

#[tokio::test]
async fn whoever_may_not_see_the_ticket_may_not_comment_on_it_from_elsewhere_either() {
    let world = World::new().await;
    let (group, ticket, card) = card_in_group(&world).await;
    let tries = |world: &World| {
        world.telegram.say(TARAS, TARAS).text("Let me in").reply_elsewhere(group, card).send();
    };
    tries(&world);
    world.run_until_idle().await;
    assert!(world.last_bot_message(TARAS).text.contains("/login"), "{}", world.all_bot_texts(TARAS));
    world.zenlix.set_user_units("taras", &OTHER_UNIT.to_string());
    world.sign_in(TARAS).await;
    tries(&world);
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(ticket), [], "{}", world.all_bot_texts(TARAS));
    let last = world.last_bot_message(TARAS).text;
    assert!(last.contains(&format!("#{ticket}")), "{last}");
}

#[tokio::test]
async fn where_telegram_does_not_say_which_message_it_was_the_bot_says_how_to_reply() {
    for (language, word) in [("en", "/ticket 17"), ("ru", "/ticket 17"), ("uk", "/ticket 17")] {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        let group = world.create_group(&[OLENA, TARAS]).await;
        let theirs = world.sends_text_in(TARAS, group, "/help").await;
        let ours = world.last_bot_message(group).id;
        world.telegram.say(OLENA, OLENA).text("On my way").reply_elsewhere(group, ours).send();
        world.run_until_idle().await;
        let last = world.last_bot_message(OLENA).text;
        assert!(last.contains(word), "{last}");
        // What somebody else has written there is nothing of ours.
        world.telegram.say(OLENA, OLENA).text("I see").reply_elsewhere(group, theirs).send();
        world.run_until_idle().await;
        assert_ne!(world.last_bot_message(OLENA).text, last);
    }
}
