//! Ephemeral messages: one person's alone, in the place of a message, for fifteen seconds after a press; and what a server from
//! before them makes of them.

use deskgram_sandbox::telegram::Message;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ANNA, BORIS, Bench};

/// A group of both with a message of the bot.
async fn with_card(bench: &Bench) -> (i64, i32) {
    let group = bench.telegram.supergroup("Shift", &[BORIS, ANNA]);
    bench.telegram.add_bot(group);
    let markup = json!({ "inline_keyboard": [[{ "text": "Comments", "callback_data": "c" }]] });
    let sent =
        bench.ok("sendMessage", json!({ "chat_id": group, "text": "Card", "reply_markup": markup })).await;
    (group, i32::try_from(sent["message_id"].as_i64().unwrap()).unwrap())
}

/// A message for who has pressed alone.
fn answer(query: &str, replaces: bool) -> Value {
    let parameters = json!({ "callback_query_id": query, "replace_callback_query_message": replaces });
    let markup = json!({ "inline_keyboard": [[{ "text": "Back", "callback_data": "b" }]] });
    json!({ "text": "For you", "reply_markup": markup, "ephemeral_message_parameters": parameters })
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.text.as_str()).filter(|text| !text.is_empty()).collect()
}

#[tokio::test]
async fn one_stands_in_the_place_of_the_message_for_one_person() {
    let bench = Bench::start().await;
    let (group, card) = with_card(&bench).await;
    let query = bench.telegram.presses(ANNA, group, card, "Comments");
    let sent = bench.ok("sendMessage", answer(&query, true)).await;
    assert_eq!((&sent["message_id"], &sent["receiver_user"]["id"]), (&json!(0), &json!(ANNA)));
    let number = sent["ephemeral_message_id"].as_i64().unwrap();
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["For you"]);
    assert_eq!(texts(&bench.telegram.shown_to(BORIS, group)), ["Card"]);
    let id = json!({ "chat_id": group, "message_id": 0 });
    assert!(bench.refused("deleteMessage", id).await.contains("not found"));

    let pressed = bench.telegram.try_presses_ephemeral(ANNA, group, number, "Back").unwrap();
    assert!(bench.telegram.try_presses_ephemeral(BORIS, group, number, "Back").is_err());
    let update = bench.updates().await.pop().unwrap();
    let message = &update["callback_query"]["message"];
    assert_eq!((&message["message_id"], &message["ephemeral_message_id"]), (&json!(0), &json!(number)));
    let refusal = bench.refused("sendMessage", answer(&pressed, true)).await;
    assert!(refusal.contains("can't be replaced"), "{refusal}");

    let named = json!({ "chat_id": group, "receiver_user_id": ANNA, "ephemeral_message_id": number });
    let edit = |text: &str| {
        let mut edit = named.clone();
        edit["text"] = json!(text);
        edit
    };
    bench.ok("editEphemeralMessageText", edit("Otherwise")).await;
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["Otherwise"]);
    assert!(bench.telegram.shown_to(ANNA, group)[0].labels().is_empty());
    let refusal = bench.refused("editEphemeralMessageText", edit("Otherwise")).await;
    assert!(refusal.contains("not modified"), "{refusal}");
    let refusal = bench.refused("editEphemeralMessageText", edit(&"x".repeat(1025))).await;
    assert!(refusal.contains("TOO_LONG"), "{refusal}");
    let mut another = named.clone();
    another["receiver_user_id"] = json!(BORIS);
    assert!(bench.refused("deleteEphemeralMessage", another).await.contains("not found"));
    bench.ok("deleteEphemeralMessage", named).await;
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["Card"]);
}

#[tokio::test]
async fn one_is_taken_for_fifteen_seconds_after_the_press() {
    let bench = Bench::start().await;
    let (group, card) = with_card(&bench).await;
    let query = bench.telegram.presses(ANNA, group, card, "Comments");
    bench.ok("answerCallbackQuery", json!({ "callback_query_id": query })).await;
    bench.clock.advance_by(SignedDuration::from_secs(14));
    bench.ok("sendMessage", answer(&query, true)).await;
    bench.clock.advance_by(SignedDuration::from_secs(1));
    assert!(bench.refused("sendMessage", answer(&query, true)).await.contains("too old"));
    let mut others = answer(&query, true);
    others["ephemeral_message_parameters"]["receiver_user_id"] = json!(BORIS);
    bench.refused("sendMessage", others).await;
}

#[tokio::test]
async fn one_that_nobody_asked_for_is_refused_and_one_for_an_absent_client_is_lost() {
    let bench = Bench::start().await;
    let (group, card) = with_card(&bench).await;
    let unasked = json!({
        "chat_id": group, "text": "Psst", "ephemeral_message_parameters": { "receiver_user_id": ANNA },
    });
    assert!(bench.refused("sendMessage", unasked).await.contains("not enough rights"));
    let query = bench.telegram.presses(ANNA, group, card, "Comments");
    bench.telegram.go_offline(ANNA);
    bench.ok("sendMessage", answer(&query, true)).await;
    bench.telegram.go_online(ANNA);
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["Card"]);
    bench.telegram.refuse_ephemeral_messages(group);
    let query = bench.telegram.presses(ANNA, group, card, "Comments");
    assert!(bench.refused("sendMessage", answer(&query, true)).await.contains("can't be sent to the chat"));
}

/// The trap: whoever names the chat has an older server tell everybody.
#[tokio::test]
async fn an_older_server_leaves_out_the_parameter_without_a_word() {
    let bench = Bench::start().await;
    let (group, card) = with_card(&bench).await;
    bench.telegram.lack_ephemeral_messages();
    let query = bench.telegram.presses(ANNA, group, card, "Comments");
    let refusal = bench.refused("sendMessage", answer(&query, true)).await;
    assert_eq!(refusal, "Bad Request: chat_id is empty");
    assert_eq!(texts(&bench.telegram.shown_to(BORIS, group)), ["Card"]);
    let mut named = answer(&query, true);
    named["chat_id"] = json!(group);
    bench.ok("sendMessage", named).await;
    assert_eq!(texts(&bench.telegram.shown_to(BORIS, group)), ["Card", "For you"]);
    let edit = json!({ "chat_id": group, "receiver_user_id": ANNA, "ephemeral_message_id": 1, "text": "x" });
    assert_eq!(bench.refused("editEphemeralMessageText", edit).await, "Not Found");
}

#[tokio::test]
async fn a_command_of_the_menu_can_be_seen_by_its_sender_alone() {
    let bench = Bench::start().await;
    let (group, _) = with_card(&bench).await;
    let commands = json!([{ "command": "in", "description": "My tickets", "is_ephemeral": true }]);
    let scope = json!({ "type": "all_group_chats" });
    bench.ok("setMyCommands", json!({ "commands": commands, "scope": scope })).await;
    assert_eq!(bench.telegram.says(ANNA, group, "/in"), 0);
    assert_eq!(texts(&bench.telegram.shown_to(BORIS, group)), ["Card"]);
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["Card", "/in"]);
    let update = bench.updates().await.pop().unwrap();
    let message = &update["message"];
    assert_eq!((&message["message_id"], &message["from"]["id"]), (&json!(0), &json!(ANNA)));
    let reply = json!({
        "chat_id": group, "text": "Two tickets",
        "ephemeral_message_parameters": { "receiver_user_id": ANNA },
        "reply_parameters": { "ephemeral_message_id": message["ephemeral_message_id"] },
    });
    bench.ok("sendMessage", reply.clone()).await;
    assert_eq!(texts(&bench.telegram.shown_to(ANNA, group)), ["Card", "/in", "Two tickets"]);
    bench.telegram.lack_ephemeral_messages();
    assert!(bench.refused("sendMessage", reply).await.contains("can't parse reply_parameters"));
    assert_ne!(bench.telegram.says(ANNA, group, "/out"), 0);
}
