//! The methods' rules and the words of their refusals.

use deskgram_sandbox::telegram::{BotCommand, Privacy, Scope, Shown, Sound};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{ANNA, BORIS, Bench, keyboard};

#[tokio::test]
async fn a_text_has_limits_after_parsing() {
    let bench = Bench::start().await;
    let send = |text: String| json!({ "chat_id": ANNA, "text": text, "parse_mode": "HTML" });
    bench.ok("sendMessage", send(format!("<b>{}</b>", "ж".repeat(4096)))).await;
    assert_eq!(
        bench.refused("sendMessage", send("🔴".repeat(2049))).await,
        "Bad Request: message is too long"
    );
    assert_eq!(bench.refused("sendMessage", send(String::new())).await, "Bad Request: message text is empty");
    assert_eq!(
        bench.refused("sendMessage", send("<b> </b>".into())).await,
        "Bad Request: text must be non-empty"
    );
    let message = bench.send("x").await;
    let edit = json!({ "chat_id": ANNA, "message_id": message, "text": "y".repeat(4097) });
    assert_eq!(bench.refused("editMessageText", edit).await, "Bad Request: MESSAGE_TOO_LONG");
}

#[tokio::test]
async fn buttons_have_limits() {
    let bench = Bench::start().await;
    let send = |keyboard: Value| json!({ "chat_id": ANNA, "text": "x", "reply_markup": keyboard });
    bench.ok("sendMessage", send(keyboard(&"ж".repeat(32)))).await;
    let refused = async |keyboard| bench.refused("sendMessage", send(keyboard)).await;
    assert_eq!(refused(keyboard(&"d".repeat(65))).await, "Bad Request: BUTTON_DATA_INVALID");
    assert_eq!(refused(keyboard("")).await, "Bad Request: BUTTON_DATA_INVALID");
    let coloured = |style: &str| json!([[{ "text": "x", "callback_data": "y", "style": style }]]);
    assert!(refused(json!({ "inline_keyboard": coloured("pink") })).await.contains("invalid button style"));
    let many = vec![json!({ "text": "x", "callback_data": "y" }); 8];
    assert_eq!(
        refused(json!({ "inline_keyboard": vec![many; 13] })).await,
        "Bad Request: reply markup is too long"
    );
    let idle = json!({ "inline_keyboard": [[{ "text": "x" }]] });
    assert!(
        refused(idle).await.starts_with("Bad Request: can't parse inline keyboard button: Text buttons are")
    );
    let local = json!({ "inline_keyboard": [[{ "text": "x", "url": "http://localhost/x" }]] });
    assert!(refused(local).await.ends_with("is invalid: Wrong HTTP URL"));
}

#[tokio::test]
async fn editing_replaces_the_text_and_takes_the_keyboard_away() {
    let bench = Bench::start().await;
    let sent = bench
        .ok(
            "sendMessage",
            json!({ "chat_id": ANNA, "text": "one", "reply_markup": keyboard("a"), "disable_notification": true }),
        )
        .await;
    let id = sent["message_id"].clone();
    let edit = |text: &str| json!({ "chat_id": ANNA, "message_id": id, "text": text });
    let edited = bench.ok("editMessageText", edit("two")).await;
    assert_eq!((&edited["text"], edited.get("reply_markup")), (&json!("two"), None));
    let said = bench.refused("editMessageText", edit("two")).await;
    assert!(
        said.starts_with("Bad Request: message is not modified: specified new message content"),
        "{said}"
    );
    let markup = json!({ "chat_id": ANNA, "message_id": id, "reply_markup": keyboard("b") });
    bench.ok("editMessageReplyMarkup", markup.clone()).await;
    assert!(bench.refused("editMessageReplyMarkup", markup).await.contains("is not modified"));
    let seen = bench.telegram.messages(ANNA).remove(0);
    assert_eq!(
        (seen.text.as_str(), seen.edits, seen.sound, seen.labels()),
        ("two", 2, Sound::Silent, vec!["Take"])
    );
}

#[tokio::test]
async fn only_its_own_standing_messages_can_be_edited() {
    let bench = Bench::start().await;
    let theirs = bench.telegram.says(ANNA, ANNA, "mine");
    let edit = |id: i32| json!({ "chat_id": ANNA, "message_id": id, "text": "x" });
    assert_eq!(bench.refused("editMessageText", edit(theirs)).await, "Bad Request: message can't be edited");
    assert_eq!(bench.refused("editMessageText", edit(999)).await, "Bad Request: message to edit not found");
    let gone = bench.send("x").await;
    bench.telegram.deletes(ANNA, gone);
    assert_eq!(bench.refused("editMessageText", edit(gone)).await, "Bad Request: message to edit not found");
}

#[tokio::test]
async fn messages_can_be_deleted_for_two_days() {
    let bench = Bench::start().await;
    let (young, old) = (bench.telegram.says(ANNA, ANNA, "theirs"), bench.send("old").await);
    let delete = |id: i32| json!({ "chat_id": ANNA, "message_id": id });
    bench.ok("deleteMessage", delete(young)).await;
    assert_eq!(
        bench.refused("deleteMessage", delete(young)).await,
        "Bad Request: message to delete not found"
    );
    bench.clock.advance_by(SignedDuration::from_hours(48));
    assert_eq!(bench.refused("deleteMessage", delete(old)).await, "Bad Request: message can't be deleted");
    let fresh = bench.send("fresh").await;
    bench.ok("deleteMessages", json!({ "chat_id": ANNA, "message_ids": [fresh, old, 999] })).await;
    let deleted: Vec<bool> = bench.telegram.messages(ANNA).iter().map(|message| message.deleted).collect();
    assert_eq!(deleted, [true, false, true]);
}

#[tokio::test]
async fn in_a_group_only_an_administrator_deletes_what_others_wrote() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    let id = bench.telegram.says(ANNA, group, "theirs");
    let delete = json!({ "chat_id": group, "message_id": id });
    assert_eq!(bench.refused("deleteMessage", delete.clone()).await, "Bad Request: message can't be deleted");
    bench.telegram.make_bot_admin(group);
    bench.ok("deleteMessage", delete).await;
}

#[tokio::test]
async fn a_reply_needs_its_message() {
    let bench = Bench::start().await;
    let theirs = bench.telegram.says(ANNA, ANNA, "question");
    let reply =
        |to: i32| json!({ "chat_id": ANNA, "text": "answer", "reply_parameters": { "message_id": to } });
    let sent = bench.ok("sendMessage", reply(theirs)).await;
    assert_eq!(sent["reply_to_message"]["text"], "question");
    assert_eq!(
        bench.refused("sendMessage", reply(999)).await,
        "Bad Request: message to be replied not found"
    );
    let mut lenient = reply(999);
    lenient["reply_parameters"]["allow_sending_without_reply"] = json!(true);
    assert_eq!(bench.ok("sendMessage", lenient).await.get("reply_to_message"), None);
}

#[tokio::test]
async fn a_press_is_answered_once_and_in_time() {
    let bench = Bench::start().await;
    bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": "x", "reply_markup": keyboard("d") })).await;
    let message = bench.telegram.messages(ANNA)[0].id;
    let query = bench.telegram.presses(ANNA, ANNA, message, "Take");
    let update = bench.updates().await.remove(0);
    assert_eq!(
        (&update["callback_query"]["data"], &update["callback_query"]["id"]),
        (&json!("d"), &json!(query))
    );

    let answer = |text: String| json!({ "callback_query_id": query, "text": text, "show_alert": true });
    let too_long = bench.refused("answerCallbackQuery", answer("x".repeat(201))).await;
    assert_eq!(too_long, "Bad Request: MESSAGE_TOO_LONG");
    bench.ok("answerCallbackQuery", answer("Done".to_owned())).await;
    let toast = bench.telegram.toasts(ANNA).remove(0);
    assert_eq!((toast.text.as_str(), toast.shown), ("Done", Shown::Alert));
    let too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid";
    assert_eq!(bench.refused("answerCallbackQuery", answer("again".to_owned())).await, too_old);

    let late = bench.telegram.presses_data(ANNA, ANNA, message, "forged");
    bench.clock.advance_by(SignedDuration::from_secs(15));
    assert_eq!(bench.refused("answerCallbackQuery", json!({ "callback_query_id": late })).await, too_old);
}

#[tokio::test]
async fn an_inline_query_is_answered() {
    let bench = Bench::start().await;
    let query = bench.telegram.asks_inline(ANNA, "printer");
    assert_eq!(bench.updates().await[0]["inline_query"]["query"], "printer");
    let result = json!({ "type": "article", "id": "1", "title": "#49", "input_message_content": { "message_text": "x" } });
    let answer = |results: Value| json!({ "inline_query_id": query, "results": results });
    let twice = bench.refused("answerInlineQuery", answer(json!([result, result]))).await;
    assert_eq!(twice, "Bad Request: RESULT_ID_DUPLICATE");
    bench.ok("answerInlineQuery", answer(json!([result]))).await;
    assert_eq!(bench.telegram.inline_results(&query).unwrap().len(), 1);
}

#[tokio::test]
async fn a_reaction_is_one_of_those_allowed() {
    let bench = Bench::start().await;
    let theirs = bench.telegram.says(ANNA, ANNA, "x");
    let react = |emoji: &[&str]| {
        let reaction: Vec<Value> =
            emoji.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji })).collect();
        json!({ "chat_id": ANNA, "message_id": theirs, "reaction": reaction })
    };
    bench.ok("setMessageReaction", react(&["👀"])).await;
    bench.ok("setMessageReaction", react(&["👍"])).await;
    let reactions = bench.telegram.seen(ANNA, theirs).reactions;
    assert_eq!(reactions.iter().map(|reaction| reaction.emoji.as_str()).collect::<Vec<_>>(), ["👍"]);
    assert_eq!(bench.refused("setMessageReaction", react(&["✅"])).await, "Bad Request: REACTION_INVALID");
    assert_eq!(
        bench.refused("setMessageReaction", react(&["👍", "👀"])).await,
        "Bad Request: REACTIONS_TOO_MANY"
    );
    bench.ok("setMessageReaction", react(&[])).await;
    assert_eq!(bench.telegram.seen(ANNA, theirs).reactions, []);
    bench.telegram.allow_reactions(ANNA, &["🔥"]);
    assert_eq!(bench.refused("setMessageReaction", react(&["👍"])).await, "Bad Request: REACTION_INVALID");
}

#[tokio::test]
async fn commands_are_kept_by_scope_and_language() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[BORIS]);
    let set = async |command: &str, scope: Value, language: &str| {
        let commands = json!([{ "command": command, "description": "does it" }]);
        let params = json!({ "commands": commands, "scope": scope, "language_code": language });
        bench.ok("setMyCommands", params).await;
    };
    set("all", json!({ "type": "default" }), "").await;
    set("private", json!({ "type": "all_private_chats" }), "").await;
    set("pryvatno", json!({ "type": "all_private_chats" }), "uk").await;
    set("admin", json!({ "type": "all_chat_administrators" }), "").await;
    let shown = |user: i64, chat: i64| bench.telegram.visible_commands(user, chat).remove(0).command;
    assert_eq!(
        (shown(ANNA, ANNA), shown(BORIS, BORIS), shown(BORIS, group)),
        ("pryvatno".into(), "private".into(), "admin".into())
    );
    bench.telegram.joins(ANNA, group);
    assert_eq!(shown(ANNA, group), "all");
    let scope = Scope::Default;
    let (command, description) = ("all".to_owned(), "does it".to_owned());
    let kept = BotCommand { command, description, is_ephemeral: false };
    assert_eq!(bench.telegram.commands(&scope, ""), [kept]);
    bench.ok("deleteMyCommands", json!({ "scope": { "type": "default" } })).await;
    assert_eq!(bench.ok("getMyCommands", json!({})).await, json!([]));
    let bad = json!({ "commands": [{ "command": "Bad", "description": "x" }] });
    assert_eq!(bench.refused("setMyCommands", bad).await, "Bad Request: BOT_COMMAND_INVALID");
    let entry = json!({ "command": "x", "description": "x" });
    for (params, refusal) in [
        (json!({ "commands": vec![entry.clone(); 101] }), "BOT_COMMANDS_TOO_MUCH"),
        (json!({ "commands": [entry], "language_code": "english" }), "invalid language code specified"),
        (json!({ "commands": [entry], "scope": { "type": "chat", "chat_id": 404 } }), "chat not found"),
    ] {
        assert_eq!(bench.refused("setMyCommands", params).await, format!("Bad Request: {refusal}"));
    }
}

#[tokio::test]
async fn a_bot_changes_its_own_settings_where_the_server_is_new_enough() {
    let bench = Bench::start().await;
    bench.telegram.privacy(Privacy::Off);
    let settings = json!({ "supports_inline_queries": false, "inline_query_placeholder": "number" });
    bench.ok("setMySettings", settings).await;
    let me = bench.ok("getMe", json!({})).await;
    assert_eq!(
        (&me["supports_inline_queries"], &me["inline_query_placeholder"]),
        (&json!(false), &json!("number"))
    );
    assert_eq!(me["can_read_all_group_messages"], true, "what is not named stays");
    bench.ok("setMySettings", json!({ "callback_query_mode": "inline" })).await;
    let sent = bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": "x" })).await;
    bench.telegram.presses_data(ANNA, ANNA, sent["message_id"].as_i64().unwrap() as i32, "go");
    let press = bench.updates().await.remove(0)["callback_query"].take();
    assert!(press.get("message").is_none() && press["inline_message_id"].is_string(), "{press}");
    let wrong = bench.refused("setMySettings", json!({ "callback_query_mode": "loud" })).await;
    assert_eq!(wrong, "Bad Request: wrong callback query mode");
    bench.telegram.lack_method("setMySettings");
    assert_eq!(bench.refused("setMySettings", json!({})).await, "Not Found");
}

#[tokio::test]
async fn a_chat_and_its_people_can_be_looked_at() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[BORIS, ANNA]);
    assert_eq!(bench.refused("getChat", json!({ "chat_id": group })).await, "Bad Request: chat not found");
    bench.telegram.add_bot(group);
    assert_eq!(bench.ok("getChat", json!({ "chat_id": group })).await["title"], "Shift");
    let status = async |user: i64| {
        bench.ok("getChatMember", json!({ "chat_id": group, "user_id": user })).await["status"].clone()
    };
    assert_eq!((status(BORIS).await, status(ANNA).await), (json!("creator"), json!("member")));
    bench.telegram.promote(ANNA, group);
    let admins = bench.ok("getChatAdministrators", json!({ "chat_id": group })).await;
    assert_eq!(admins.as_array().unwrap().len(), 2);
    let pin = json!({ "chat_id": group, "message_id": bench.telegram.says(ANNA, group, "/x") });
    let said = bench.refused("pinChatMessage", pin.clone()).await;
    assert_eq!(said, "Bad Request: not enough rights to manage pinned messages in the chat");
    bench.telegram.make_bot_admin(group);
    bench.ok("pinChatMessage", pin).await;
    assert_eq!(bench.ok("getChat", json!({ "chat_id": group })).await["pinned_message"]["text"], "/x");
    bench.ok("unpinChatMessage", json!({ "chat_id": group })).await;
    assert_eq!(bench.ok("getChat", json!({ "chat_id": group })).await.get("pinned_message"), None);
    bench.ok("leaveChat", json!({ "chat_id": group })).await;
    let said = bench.refused("sendChatAction", json!({ "chat_id": group, "action": "typing" })).await;
    assert_eq!(said, "Forbidden: bot is not a member of the supergroup chat");
}

#[tokio::test]
async fn a_file_can_be_fetched() {
    let bench = Bench::start().await;
    bench.telegram.say(ANNA, ANNA).document("log.txt", b"it broke").text("see").send();
    let document = bench.updates().await.remove(0)["message"]["document"].take();
    let file = bench.ok("getFile", json!({ "file_id": document["file_id"] })).await;
    let path = file["file_path"].as_str().unwrap();
    let url = format!("{}/file/bot{}/{path}", bench.telegram.api_url(), bench.telegram.token());
    assert_eq!(bench.http.get(&url).send().await.unwrap().text().await.unwrap(), "it broke");
    bench.clock.advance_by(SignedDuration::from_hours(1));
    assert_eq!(bench.http.get(&url).send().await.unwrap().status(), 404, "a path is good for an hour");
    let said = bench.refused("getFile", json!({ "file_id": "none" })).await;
    assert_eq!(said, "Bad Request: wrong file_id or the file is temporarily unavailable");
}
