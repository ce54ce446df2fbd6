//! The bot's library reads every update and every answer that the simulator gives.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teloxide::types::{
    BotCommand, ChatFullInfo, ChatMember, File, ForumTopic, Me, Message, Update, UpdateKind, WebhookInfo,
};

use super::{ANNA, BORIS, Bench, keyboard};

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

#[tokio::test]
async fn every_update_is_read() {
    let bench = Bench::start().await;
    let telegram = &bench.telegram;
    let all =
        ["message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member"];
    let all: Vec<&str> = all.into_iter().chain(["chat_member", "message_reaction"]).collect();
    bench.ok("getUpdates", json!({ "allowed_updates": all })).await;

    telegram.starts(BORIS, "payload");
    let hello = telegram.says(ANNA, ANNA, "hello @anna_k, see https://a.example and /help");
    telegram.edits(ANNA, ANNA, hello, "hello again");
    telegram.reacts(ANNA, ANNA, hello, Some("👍"));
    telegram.say(ANNA, ANNA).photo().text("look").send();
    telegram.say(ANNA, ANNA).voice().send();
    telegram.say(ANNA, ANNA).sticker("👍").send();
    telegram.say(ANNA, ANNA).document("log.txt", b"x").reply_to(hello).send();
    telegram.sends_album(ANNA, ANNA, &["one", "two"]);
    telegram.forwards(ANNA, ANNA, hello, ANNA);
    telegram.asks_inline(ANNA, "printer");
    telegram.block(BORIS);
    telegram.unblock(BORIS);

    let group = telegram.group("Shift", &[ANNA]);
    telegram.add_bot(group);
    telegram.make_bot_admin(group);
    telegram.joins(BORIS, group);
    telegram.promote(BORIS, group);
    telegram.leaves(BORIS, group);
    telegram.say(ANNA, group).text("as the group").anonymously().send();
    telegram.mute_bot(group);
    telegram.remove_bot(group);
    telegram.add_bot(group);
    telegram.migrate(group);
    let forum = telegram.forum("Office", &[ANNA]);
    telegram.add_bot(forum);
    let thread = telegram.topic(forum, "Printers");
    telegram.say(ANNA, forum).thread(thread).text("/in").send();
    let channel = telegram.channel("News", &[ANNA]);
    telegram.make_bot_admin(channel);
    telegram.posts(channel, "news");
    bench.ok("sendMessage", json!({ "chat_id": ANNA, "text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": keyboard("d") })).await;
    let card = telegram.last_from_bot(ANNA).unwrap().id;
    telegram.presses(ANNA, ANNA, card, "Take");
    telegram.presses_data(ANNA, ANNA, 999, "gone");

    let updates = bench.updates().await;
    assert!(updates.len() > 35, "{}", updates.len());
    for update in updates {
        let text = update.to_string();
        let read: Update = read(update);
        assert!(!matches!(read.kind, UpdateKind::Error(_)), "{text}");
    }
}

#[tokio::test]
async fn every_answer_is_read() {
    let bench = Bench::start().await;
    let forum = bench.telegram.forum("Office", &[ANNA, BORIS]);
    bench.telegram.add_bot(forum);
    bench.telegram.make_bot_admin(forum);
    bench.telegram.promote(BORIS, forum);
    read::<Me>(bench.ok("GetMe", json!({})).await);
    read::<WebhookInfo>(bench.ok("GetWebhookInfo", json!({})).await);
    let text = "<b>b</b> <code>c</code> <pre><code class=\"language-rust\">p</code></pre> <a href=\"https://a.example\">l</a> \
                <blockquote expandable>q</blockquote> <tg-spoiler>s</tg-spoiler> #tag a@b.example";
    let params =
        json!({ "chat_id": ANNA, "text": text, "parse_mode": "HTML", "reply_markup": keyboard("d") });
    let sent: Message = read(bench.ok("SendMessage", params).await);
    assert_eq!(sent.entities().unwrap().len(), 8);
    let edit = json!({ "chat_id": ANNA, "message_id": sent.id.0, "text": "edited" });
    read::<Message>(bench.ok("EditMessageText", edit).await);
    for chat in [ANNA, forum] {
        read::<ChatFullInfo>(bench.ok("GetChat", json!({ "chat_id": chat })).await);
    }
    for user in [ANNA, BORIS, 7_000_000_001] {
        read::<ChatMember>(bench.ok("GetChatMember", json!({ "chat_id": forum, "user_id": user })).await);
    }
    read::<Vec<ChatMember>>(bench.ok("GetChatAdministrators", json!({ "chat_id": forum })).await);
    read::<ForumTopic>(bench.ok("CreateForumTopic", json!({ "chat_id": forum, "name": "Printers" })).await);
    let commands = json!([{ "command": "in", "description": "tickets" }]);
    bench.ok("SetMyCommands", json!({ "commands": commands })).await;
    read::<Vec<BotCommand>>(bench.ok("GetMyCommands", json!({})).await);
    bench.telegram.say(ANNA, ANNA).document("log.txt", b"x").send();
    let document = bench.updates().await.pop().unwrap()["message"]["document"]["file_id"].take();
    read::<File>(bench.ok("GetFile", json!({ "file_id": document })).await);
}

#[tokio::test]
async fn the_library_itself_can_talk_to_it() {
    use teloxide::prelude::*;
    use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, ParseMode, ReplyParameters};
    use teloxide::{ApiError, RequestError};

    let bench = Bench::start().await;
    let bot = Bot::new(bench.telegram.token()).set_api_url(bench.telegram.api_url().parse().unwrap());
    bot.get_me().await.unwrap();
    let theirs = bench.telegram.says(ANNA, ANNA, "hello");
    let buttons = InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Take", "t")]]);
    let sent = bot
        .send_message(ChatId(ANNA), "<b>hi</b>")
        .parse_mode(ParseMode::Html)
        .reply_parameters(ReplyParameters::new(teloxide::types::MessageId(theirs)))
        .reply_markup(buttons)
        .await
        .unwrap();
    let same = bot.edit_message_reply_markup(ChatId(ANNA), sent.id).await.unwrap();
    assert!(same.reply_markup().is_none());
    let error = bot.edit_message_reply_markup(ChatId(ANNA), sent.id).await.unwrap_err();
    assert!(matches!(error, RequestError::Api(ApiError::MessageNotModified)), "{error}");
    let error = bot.send_message(ChatId(ANNA), "<b>x").parse_mode(ParseMode::Html).await.unwrap_err();
    assert!(matches!(error, RequestError::Api(ApiError::CantParseEntities(_))), "{error}");
    let error = bot.answer_callback_query(teloxide::types::CallbackQueryId("1".into())).await.unwrap_err();
    assert!(matches!(error, RequestError::Api(_)), "{error}");
    let updates =
        bot.get_updates().timeout(0).allowed_updates([teloxide::types::AllowedUpdate::Message]).await;
    assert_eq!(updates.unwrap().len(), 1);
    assert_eq!(bench.telegram.violations(), []);
}
