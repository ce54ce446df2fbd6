//! What people do, what the bot hears of it, and where it may write.

use deskgram_sandbox::telegram::{KINDS, Privacy};
use serde_json::{Value, json};

use super::{ANNA, BORIS, Bench, keyboard};

fn send(chat: i64) -> Value {
    json!({ "chat_id": chat, "text": "x" })
}

fn kinds(updates: &[Value]) -> Vec<&str> {
    let known =
        ["message", "edited_message", "channel_post", "my_chat_member", "chat_member", "callback_query"];
    updates.iter().map(|update| known.into_iter().find(|kind| update.get(kind).is_some()).unwrap()).collect()
}

#[tokio::test]
async fn a_stranger_and_a_blocker_cant_be_written_to() {
    let bench = Bench::start().await;
    let stranger = bench.refused("sendMessage", send(BORIS)).await;
    assert_eq!(stranger, "Forbidden: bot can't initiate conversation with a user");
    bench.telegram.starts(BORIS, "abc");
    assert_eq!(bench.updates().await[0]["message"]["text"], "/start abc");
    bench.ok("sendMessage", send(BORIS)).await;

    bench.telegram.block(BORIS);
    assert_eq!(bench.updates().await[0]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    assert_eq!(bench.refused("sendMessage", send(BORIS)).await, "Forbidden: bot was blocked by the user");
    bench.telegram.unblock(BORIS);
    bench.ok("sendMessage", send(BORIS)).await;
    bench.telegram.deactivate(BORIS);
    assert_eq!(bench.refused("sendMessage", send(BORIS)).await, "Forbidden: user is deactivated");
    assert_eq!(bench.refused("sendMessage", send(31_337)).await, "Bad Request: chat not found");
}

#[tokio::test]
async fn privacy_lets_through_commands_and_replies_to_the_bot() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA, BORIS]);
    bench.telegram.add_bot(group);
    assert_eq!(kinds(&bench.updates().await), ["my_chat_member", "message"]);
    let sent = bench.ok("sendMessage", json!({ "chat_id": group, "text": "card" })).await;
    let card = i32::try_from(sent["message_id"].as_i64().unwrap()).unwrap();

    let idle = bench.telegram.says(ANNA, group, "just talk");
    bench.telegram.says(ANNA, group, "/in");
    bench.telegram.says(ANNA, group, "/in@another_bot");
    bench.telegram.says(ANNA, group, "/in@Deskgram_Demo_bot now");
    bench.telegram.say(BORIS, group).text("to the bot").reply_to(card).send();
    bench.telegram.say(BORIS, group).text("to Anna").reply_to(idle).send();
    let heard = bench.updates().await;
    let texts: Vec<&str> = heard.iter().map(|update| update["message"]["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["/in", "/in@Deskgram_Demo_bot now", "to the bot"]);
    assert_eq!(heard[2]["message"]["reply_to_message"]["text"], "card");
    assert_eq!(heard[2]["message"]["message_thread_id"], json!(card));
    assert_eq!(heard[2]["message"].get("is_topic_message"), None);

    bench.telegram.privacy(Privacy::Off);
    bench.telegram.edits(ANNA, group, idle, "louder talk");
    assert_eq!(bench.updates().await[0]["edited_message"]["text"], "louder talk");
    bench.telegram.privacy(Privacy::On);
    bench.telegram.make_bot_admin(group);
    bench.telegram.says(ANNA, group, "heard by an administrator");
    assert_eq!(kinds(&bench.updates().await), ["my_chat_member", "message"]);
}

#[tokio::test]
async fn a_bot_that_was_thrown_out_is_told_so() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    bench.telegram.mute_bot(group);
    let muted = bench.refused("sendMessage", send(group)).await;
    assert_eq!(muted, "Bad Request: not enough rights to send text messages to the chat");
    bench.telegram.remove_bot(group);
    let kicked = bench.refused("sendMessage", send(group)).await;
    assert_eq!(kicked, "Forbidden: bot was kicked from the supergroup chat");
}

#[tokio::test]
async fn a_group_grows_into_a_supergroup() {
    let bench = Bench::start().await;
    let group = bench.telegram.group("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    bench.updates().await;
    let grown = bench.telegram.migrate(group);
    let heard = bench.updates().await;
    assert_eq!(heard[0]["message"]["migrate_to_chat_id"], json!(grown));
    assert_eq!(heard[1]["message"]["migrate_from_chat_id"], json!(group));
    let (code, body) = bench.ask("sendMessage", send(group)).await;
    assert_eq!((code, &body["parameters"]), (400, &json!({ "migrate_to_chat_id": grown })));
    assert_eq!(body["description"], "Bad Request: group chat was upgraded to a supergroup chat");
    bench.ok("sendMessage", send(grown)).await;
}

#[tokio::test]
async fn topics_exist_are_closed_and_are_deleted() {
    let bench = Bench::start().await;
    let forum = bench.telegram.forum("Office", &[ANNA]);
    bench.telegram.add_bot(forum);
    let thread = bench.telegram.topic(forum, "Printers");
    let post = |thread: i32| json!({ "chat_id": forum, "text": "x", "message_thread_id": thread });
    let sent = bench.ok("sendMessage", post(thread)).await;
    assert_eq!((&sent["message_thread_id"], &sent["is_topic_message"]), (&json!(thread), &json!(true)));
    assert!(sent["reply_to_message"]["forum_topic_created"].is_object());
    let missing = "Bad Request: message thread not found";
    assert_eq!(bench.refused("sendMessage", post(999)).await, missing);
    assert_eq!(bench.refused("sendMessage", post(1)).await, missing);
    bench.telegram.close_topic(forum, thread);
    assert_eq!(bench.refused("sendMessage", post(thread)).await, "Bad Request: TOPIC_CLOSED");
    bench.updates().await;
    bench.telegram.reopen_topic(forum, thread);
    let heard = bench.updates().await.remove(0);
    assert!(heard["message"]["forum_topic_reopened"].is_object(), "{heard}");
    bench.ok("sendMessage", post(thread)).await;
    bench.telegram.close_topic(forum, thread);
    bench.telegram.delete_topic(forum, thread);
    assert_eq!(bench.refused("sendMessage", post(thread)).await, missing);
    assert!(bench.telegram.messages(forum).iter().any(|message| message.text == "x" && message.deleted));

    let create = json!({ "chat_id": forum, "name": "Networks" });
    let said = bench.refused("createForumTopic", create.clone()).await;
    assert_eq!(said, "Bad Request: not enough rights to create a topic");
    bench.telegram.make_bot_admin(forum);
    let made = bench.ok("createForumTopic", create).await["message_thread_id"].clone();
    let topic = json!({ "chat_id": forum, "message_thread_id": made });
    bench.ok("closeForumTopic", topic.clone()).await;
    assert_eq!(bench.refused("closeForumTopic", topic.clone()).await, "Bad Request: TOPIC_NOT_MODIFIED");
    bench.ok("reopenForumTopic", topic.clone()).await;
    bench.ok("deleteForumTopic", topic.clone()).await;
    assert_eq!(bench.refused("reopenForumTopic", topic).await, missing);
}

#[tokio::test]
async fn a_private_chat_may_have_topics_of_its_own() {
    let bench = Bench::start().await;
    let thread = bench.telegram.topic(ANNA, "Work");
    bench.telegram.say(ANNA, ANNA).thread(thread).text("hello").send();
    let heard = bench.updates().await.pop().unwrap()["message"].take();
    assert_eq!((&heard["message_thread_id"], &heard["is_topic_message"]), (&json!(thread), &json!(true)));
    let post = json!({ "chat_id": ANNA, "text": "x", "message_thread_id": thread });
    assert_eq!(bench.ok("sendMessage", post.clone()).await["message_thread_id"], thread);
    bench.telegram.delete_topic(ANNA, thread);
    assert_eq!(bench.refused("sendMessage", post).await, "Bad Request: message thread not found");
}

#[tokio::test]
async fn a_press_on_a_lost_message_still_comes() {
    let bench = Bench::start().await;
    bench.telegram.presses_data(ANNA, ANNA, 999, "old");
    let query = bench.updates().await.remove(0)["callback_query"].take();
    assert_eq!((&query["message"]["date"], &query["data"]), (&json!(0), &json!("old")));
    assert!(!query["chat_instance"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_impossible_is_said() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    let card = bench
        .ok("sendMessage", json!({ "chat_id": group, "text": "x", "reply_markup": keyboard("d") }))
        .await["message_id"]
        .as_i64()
        .unwrap();
    let card = i32::try_from(card).unwrap();
    let telegram = &bench.telegram;
    assert!(telegram.try_presses(ANNA, group, card, "Take").is_ok());
    let refusals = [
        telegram.try_presses(ANNA, group, card, "Drop").unwrap_err(),
        telegram.try_presses(BORIS, group, card, "Take").unwrap_err(),
        telegram.try_presses(ANNA, group, 999, "Take").unwrap_err(),
        telegram.say(BORIS, group).text("x").try_send().unwrap_err(),
        telegram.say(BORIS, ANNA).text("x").try_send().unwrap_err(),
        telegram.say(ANNA, ANNA).text(" ").try_send().unwrap_err(),
    ];
    assert!(refusals.iter().all(|refusal| !refusal.to_string().is_empty()));
}

#[tokio::test]
async fn every_kind_of_message_comes_as_its_own_field() {
    let bench = Bench::start().await;
    for kind in KINDS.into_iter().chain(["hologram"]) {
        bench.telegram.say(ANNA, ANNA).kind(kind).text("look").send();
        let heard = bench.updates().await.remove(0)["message"].take();
        assert!(heard[kind].is_object() || heard[kind].is_array(), "{kind}: {heard}");
        assert_eq!(heard.get("text"), None);
    }
    bench.telegram.say(ANNA, ANNA).html("see <a href=\"https://a.example/\">here</a>").via_bot().send();
    let heard = bench.updates().await.remove(0)["message"].take();
    assert_eq!((&heard["text"], &heard["via_bot"]["is_bot"]), (&json!("see here"), &json!(true)));
    assert_eq!(heard["entities"][0]["url"], "https://a.example/");
}

#[tokio::test]
async fn what_is_no_edit_comes_as_one() {
    let bench = Bench::start().await;
    let text = bench.telegram.says(ANNA, ANNA, "hello");
    let place = bench.telegram.say(ANNA, ANNA).live_location().send();
    let before = bench.updates().await;
    bench.telegram.touches(ANNA, text);
    bench.telegram.moves(ANNA, place);
    let after = bench.updates().await;
    assert_eq!(kinds(&after), ["edited_message", "edited_message"]);
    assert_eq!(after[0]["edited_message"]["text"], before[0]["message"]["text"]);
    let [was, is] = [&before[1]["message"], &after[1]["edited_message"]].map(|place| &place["location"]);
    assert_ne!(was["latitude"], is["latitude"]);
}

#[tokio::test]
async fn what_is_forwarded_at_once_names_its_authors() {
    let bench = Bench::start().await;
    let group = bench.telegram.group("Shift", &[ANNA, BORIS]);
    for text in ["one", "two"] {
        let said = bench.telegram.says(BORIS, group, text);
        bench.telegram.forwards(ANNA, group, said, ANNA);
    }
    for (update, text) in bench.updates().await.iter().zip(["one", "two"]) {
        assert_eq!(update["message"]["text"], text);
        assert_eq!(update["message"]["forward_origin"]["sender_user"]["first_name"], "Boris");
    }
}
