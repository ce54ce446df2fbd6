//! What Telegram says twice, late or in the other order: the second time nothing is left to do.

use deskgram::domain::ids::{ChatId, Target};
use deskgram_sandbox::telegram::{Fault, Spoil};
use serde_json::{Value, json};

use super::{subscribed, subscriptions};
use crate::support::*;

/// A service message of a group.
fn service(chat: i64, message: i32, field: &str, other: i64) -> Value {
    let mut body = json!({
        "message_id": message, "date": 1_790_000_000, "chat": { "id": chat, "type": "supergroup", "title": "Support" },
        "from": { "id": OLENA, "is_bot": false, "first_name": "Olena" },
    });
    body[field] = json!(other);
    json!({ "message": body })
}

/// The bot's own standing in a group, as Telegram tells it.
fn standing(chat: i64, from: &str, to: &str) -> Value {
    let bot = json!({ "id": 7_000_000_001_i64, "is_bot": true, "first_name": "Deskgram" });
    json!({ "my_chat_member": {
        "chat": { "id": chat, "type": "supergroup", "title": "Support" }, "date": 1_790_000_000,
        "from": { "id": OLENA, "is_bot": false, "first_name": "Olena" },
        "old_chat_member": { "status": from, "user": bot }, "new_chat_member": { "status": to, "user": bot },
    } })
}

#[tokio::test]
async fn a_group_becomes_a_supergroup_once_however_often_and_in_whatever_order_it_is_told() {
    // The refusal of a message, and the words in the old chat and in the new one; before these, that the group was deleted.
    for order in ["ron", "orn", "nor", "rrno", "oorn", "nnoorr", "r", "o", "n", "dr", "ddon", "dn"] {
        let world = World::new().await;
        world.sign_in(OLENA).await;
        let group = world.telegram.group("Support", &[OLENA, TARAS]);
        world.telegram.add_bot(group);
        world.run_until_idle().await;
        world.sends_text_in(OLENA, group, "/subscribe").await;
        let panel = world.last_bot_message(group).id;
        world.presses(OLENA, group, panel, "Only for the whole unit").await;
        let settings = |chat: i64| {
            let store = world.app.bot.ctx.store.clone();
            async move {
                let found = store
                    .read(move |db| db.find_subscription(Target::whole_chat(ChatId(chat))))
                    .await
                    .unwrap();
                found.map(|one| one.settings)
            }
        };
        let before = settings(group).await.unwrap();
        let moved = world.telegram.migrate_in_silence(group);
        for (place, step) in order.chars().enumerate() {
            world.telegram.clear_faults();
            match step {
                'r' => drop(world.create_ticket()),
                'd' => {
                    let gone = Spoil::Refuse(403, "Forbidden: the group chat was deleted".into());
                    world.telegram.fault(Fault::any(gone, 50).within(group));
                    world.create_ticket();
                }
                'o' => world.telegram.inject(service(group, 900 + place as i32, "migrate_to_chat_id", moved)),
                _ => world.telegram.inject(service(moved, 900 + place as i32, "migrate_from_chat_id", group)),
            }
            world.poll_once().await;
            let known = if step == 'd' { group } else { moved };
            assert_eq!(subscriptions(&world).await, [(known, None)], "{order}, step {place}");
        }
        assert_eq!(settings(moved).await.unwrap(), before, "{order}");
        let id = world.create_ticket();
        world.poll_once().await;
        world.ticket_card(moved, id);
    }
}

#[tokio::test]
async fn a_subscription_that_was_begun_in_the_supergroup_is_the_newer_one() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let group = world.telegram.group("Support", &[OLENA, TARAS]);
    world.telegram.add_bot(group);
    world.run_until_idle().await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let moved = world.telegram.migrate_in_silence(group);
    world.telegram.promote(TARAS, moved);
    world.sends_text_in(TARAS, moved, "/subscribe").await;
    world.telegram.inject(service(group, 900, "migrate_to_chat_id", moved));
    world.run_until_idle().await;
    let all = world.app.bot.ctx.store.read(|db| db.all_subscriptions()).await.unwrap();
    let owners: Vec<_> = all.iter().map(|one| (one.target.chat.0, one.owner.0)).collect();
    assert_eq!(owners, [(moved, TARAS)]);
}

#[tokio::test]
async fn an_old_word_that_the_bot_is_out_ends_nothing() {
    let world = World::new().await;
    let group = subscribed(&world).await;
    for (from, to) in [("member", "kicked"), ("member", "left"), ("administrator", "kicked")] {
        world.telegram.inject(standing(group, from, to));
        world.run_until_idle().await;
        assert_eq!(subscriptions(&world).await, [(group, None)], "{from} to {to}");
    }
    let id = world.create_ticket();
    world.poll_once().await;
    world.ticket_card(group, id);
    // A true one does, and an old one that it is in brings nothing back.
    world.telegram.remove_bot(group);
    world.run_until_idle().await;
    assert_eq!(subscriptions(&world).await, []);
    world.telegram.inject(standing(group, "left", "member"));
    world.run_until_idle().await;
    assert_eq!(subscriptions(&world).await, []);
}

#[tokio::test]
async fn an_old_word_that_somebody_has_blocked_the_bot_costs_no_message() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.telegram.fault(Fault::once("sendMessage", Spoil::RetryAfter(200)));
    world.poll_once().await;
    assert!(world.find_ticket_card(OLENA, id).is_none(), "it waits");
    let mut word = standing(OLENA, "member", "kicked");
    word["my_chat_member"]["chat"] = json!({ "id": OLENA, "type": "private", "first_name": "Olena" });
    world.telegram.inject(word);
    world.poll_once().await;
    world.ticket_card(OLENA, id);
    // Who has really blocked it gets nothing, and it is tried once.
    world.telegram.block(OLENA);
    world.create_ticket();
    world.telegram.forget_calls();
    world.poll_once().await;
    world.poll_once().await;
    let tried = world.telegram.calls().into_iter().filter(|call| call.method == "sendMessage").count();
    assert_eq!(tried, 1);
}

#[tokio::test]
async fn a_topic_that_is_opened_again_twice_is_open_once() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    let forum = world.telegram.forum("Support", &[TARAS]);
    world.telegram.add_bot(forum);
    let topic = world.telegram.topic(forum, "Desk");
    world.telegram.say(TARAS, forum).thread(topic).text("/subscribe").send();
    world.run_until_idle().await;
    world.telegram.close_topic(forum, topic);
    let id = world.create_ticket();
    world.poll_once().await;
    world.telegram.reopen_topic(forum, topic);
    world.telegram.reopen_topic(forum, topic);
    world.run_until_idle().await;
    let cards = world
        .visible_bot_messages(forum)
        .into_iter()
        .filter(|one| one.text.contains(&format!("#{id} ")))
        .count();
    assert_eq!(cards, 1);
}
