//! Groups that the administrator has named, and all others: the bot leaves those, with a word, and does nothing there.

use std::collections::BTreeSet;

use deskgram::domain::access_policy::AccessPolicy;
use deskgram::domain::ids::ChatId;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::*;

/// After which it is sure that no word of a move is still to come.
const LONG_ENOUGH_TO_LEAVE: SignedDuration = SignedDuration::from_secs(20);

fn only(groups: &[i64]) -> AccessPolicy {
    AccessPolicy::new(Some(groups.iter().copied().map(ChatId).collect::<BTreeSet<_>>()))
}

fn is_there(world: &World, group: i64) -> bool {
    !world.telegram.calls().iter().any(|call| {
        call.method == "leaveChat"
            && call.params["chat_id"].to_string().trim_matches('"') == group.to_string()
    })
}

/// A group that its technician has subscribed.
async fn subscribed(world: &World) -> i64 {
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    group
}

#[tokio::test]
async fn it_leaves_a_group_that_is_not_named_with_a_word_and_its_number() {
    for (language, word) in [("en", "leaving"), ("ru", "ухожу"), ("uk", "йду")] {
        let mut world = World::in_language(language).await;
        world.settings.access_policy = only(&[-1]);
        world.restart_process().await;
        let group = world.create_group(&[OLENA]).await;
        world.advance_time(LONG_ENOUGH_TO_LEAVE);
        world.run_until_idle().await;
        let last = world.last_bot_message(group).text;
        assert!(last.contains(word) && last.contains(&group.to_string()), "{last}");
        assert!(!is_there(&world, group));
        assert_eq!(world.visible_bot_messages(group).len(), 1, "nothing else is said");
    }
}

#[tokio::test]
async fn a_named_group_and_private_chats_are_as_ever() {
    let mut world = World::new().await;
    let group = subscribed(&world).await;
    world.settings.access_policy = only(&[group]);
    world.restart_process().await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.ticket_card(OLENA, id);
    world.presses(OLENA, group, world.ticket_card(group, id).id, "✋ Take").await;
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, Some("olena".into()));
    assert!(is_there(&world, group));
}

#[tokio::test]
async fn a_group_that_is_named_no_more_hears_of_no_ticket_and_its_presses_do_nothing() {
    for wakes in ["press", "reply", "tick"] {
        let mut world = World::new().await;
        let group = subscribed(&world).await;
        let id = world.create_ticket();
        world.poll_once().await;
        let card = world.ticket_card(group, id).id;
        world.settings.access_policy = only(&[]);
        world.restart_process().await;
        match wakes {
            "press" => drop(world.presses(OLENA, group, card, "✋ Take").await),
            "reply" => drop(world.sends_reply(OLENA, group, card, "A comment").await),
            _ => world.poll_once().await,
        }
        world.advance_time(LONG_ENOUGH_TO_LEAVE);
        world.run_until_idle().await;
        assert!(!is_there(&world, group), "{wakes}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None, "{wakes}");
        assert_eq!(world.zenlix.comments(id), [], "{wakes}");
        let subscriptions = world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap();
        assert_eq!(subscriptions, [], "{wakes}");
        let id = world.create_ticket();
        world.poll_once().await;
        assert!(world.find_ticket_card(group, id).is_none(), "{wakes}");
    }
}

/// What Telegram says of a group that has become a supergroup: in the old chat, in the new one, and of the bot's own place.
fn news_of_move(step: char, message: i32, from: i64, to: i64) -> Value {
    let olena = json!({ "id": OLENA, "is_bot": false, "first_name": "Olena" });
    let bot = json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Deskgram" });
    let chat = |id: i64| json!({ "id": id, "type": "supergroup", "title": "Support" });
    let service =
        |id: i64| json!({ "message_id": message, "date": 1_790_000_000, "chat": chat(id), "from": olena });
    let mut update = match step {
        'o' => json!({ "message": service(from) }),
        'n' => json!({ "message": service(to) }),
        _ => json!({ "my_chat_member": {
            "chat": chat(to), "date": 1_790_000_000, "from": olena,
            "old_chat_member": { "status": "left", "user": bot },
            "new_chat_member": { "status": "member", "user": bot },
        } }),
    };
    match step {
        'o' => update["message"]["migrate_to_chat_id"] = json!(to),
        'n' => update["message"]["migrate_from_chat_id"] = json!(from),
        _ => {}
    }
    update
}

#[tokio::test]
async fn a_named_group_that_becomes_a_supergroup_stays_welcome_in_whatever_order_it_is_told() {
    // The word in the old chat, the word in the new one, and that the bot is a member there; or that alone.
    for order in ["omn", "onm", "mon", "mno", "nmo", "nom", "m"] {
        let mut world = World::new().await;
        world.sign_in(OLENA).await;
        let group = world.telegram.group("Support", &[OLENA, TARAS]);
        world.settings.access_policy = only(&[group]);
        world.restart_process().await;
        world.telegram.add_bot(group);
        world.run_until_idle().await;
        world.sends_text_in(OLENA, group, "/subscribe").await;
        let moved = world.telegram.migrate_in_silence(group);
        for (place, step) in order.chars().enumerate() {
            for again in 0..2 {
                world.telegram.inject(news_of_move(step, 900 + 2 * place as i32 + again, group, moved));
                world.run_until_idle().await;
            }
            world.advance_time(LONG_ENOUGH_TO_LEAVE);
            world.poll_once().await;
            assert!(is_there(&world, moved), "{order}, step {place}");
        }
        // The settings go on naming the old number.
        world.restart_process().await;
        let id = world.create_ticket();
        world.poll_once().await;
        world.ticket_card(moved, id);
        assert!(is_there(&world, moved), "{order}");
    }
}

#[tokio::test]
async fn a_group_that_is_not_named_is_left_a_moment_later_once_and_also_by_the_next_process() {
    for restarts in [false, true] {
        let mut world = World::new().await;
        world.settings.access_policy = only(&[-1]);
        world.restart_process().await;
        let group = world.create_group(&[OLENA]).await;
        world.sends_text_in(OLENA, group, "/help").await;
        assert!(is_there(&world, group), "it may have been a named one a moment ago");
        assert_eq!(world.visible_bot_messages(group).len(), 0, "until then it says nothing");
        if restarts {
            world.restart_process().await;
        }
        world.advance_time(LONG_ENOUGH_TO_LEAVE);
        world.run_until_idle().await;
        assert!(!is_there(&world, group));
        assert_eq!(world.visible_bot_messages(group).len(), 1);
    }
}
