//! The page as an honest phone: what it shows of the bot's messages, and what people do there besides typing.

use deskgram_sandbox::telegram::{Message, Telegram};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::browser::Browser;
use super::{OLENA, Show, TARAS, card};

/// A page that is open at Taras' chat, which has begun.
async fn open_chat() -> Option<(Browser, Show)> {
    let browser = Browser::start("en-US").await?;
    let show = Show::start().await;
    show.stage.telegram.started(TARAS);
    show.bot("sendMessage", card("hello")).await;
    browser.open(&show.address).await;
    browser.sees(".theirs .text", "hello").await;
    Some((browser, show))
}

fn keyboard(key: Value) -> Value {
    json!({ "chat_id": TARAS, "text": "with a key", "reply_markup": { "inline_keyboard": [[key]] } })
}

/// The newest message that Taras wrote.
async fn newest(show: &Show, is_it: impl Fn(&Message) -> bool) -> Message {
    let find = |telegram: &Telegram| {
        telegram.messages(TARAS).into_iter().rev().find(|message| !message.from_bot() && is_it(message))
    };
    show.stage.telegram.until(find).await
}

#[tokio::test]
async fn what_does_not_fit_on_a_key_is_cut() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.is_screen(390, 844, "light").await;
    let label = "Pass it on to somebody in Networks and servers";
    let rows = json!([[{ "text": label, "callback_data": "a" }, { "text": label, "callback_data": "b" }]]);
    let markup = json!({ "inline_keyboard": rows });
    show.bot("sendMessage", json!({ "chat_id": TARAS, "text": "long", "reply_markup": markup })).await;
    browser.sees(".key", label).await;
    let cut = "const key = [...document.querySelectorAll('.key')].at(-1);
        const words = document.createRange();
        words.selectNodeContents(key);
        return [words.getBoundingClientRect().width > key.clientWidth, key.offsetHeight < 45]";
    assert_eq!(browser.runs(cut).await, json!([true, true]), "cut, and on one line");
}

#[tokio::test]
async fn a_press_sends_what_was_shown() {
    let Some((browser, show)) = open_chat().await else { return };
    // From here on this phone hears of no change.
    let deaf = "const real = window.fetch;
        window.fetch = (path, options) => (options ? real(path, options) : new Promise(() => {}))";
    browser.runs(deaf).await;
    let id = show.stage.telegram.last_from_bot(TARAS).unwrap().id;
    let undo = json!({ "inline_keyboard": [[{ "text": "Undo", "callback_data": "undo" }]] });
    show.bot("editMessageReplyMarkup", json!({ "chat_id": TARAS, "message_id": id, "reply_markup": undo }))
        .await;
    browser.press(".keyboard .key").await;
    assert_eq!(show.update("callback_query").await["data"], "take");
}

#[tokio::test]
async fn numbers_can_be_called_and_keys_of_other_kinds_say_what_they_would_do() {
    let Some((browser, show)) = open_chat().await else { return };
    show.bot("sendMessage", card("Call +380 50 123-45-67, room 214")).await;
    browser.sees("a[href='tel:+380501234567']", "+380 50 123-45-67").await;
    let form = json!({ "text": "Form", "web_app": { "url": "https://example.org/form" } });
    show.bot("sendMessage", keyboard(form)).await;
    browser.sees(".key", "Form").await;
    browser.press(".message:last-child .key").await;
    browser.sees("#toasts p", "web_app").await;
    let search = json!({ "text": "Search", "switch_inline_query_current_chat": "printer" });
    show.bot("sendMessage", keyboard(search)).await;
    browser.sees(".key", "Search").await;
    browser.press(".message:last-child .key").await;
    assert_eq!(show.update("inline_query").await["query"], "printer");
}

#[tokio::test]
async fn the_clip_sends_photos_voices_files_and_forwards() {
    let Some((browser, show)) = open_chat().await else { return };
    let cases = [
        ("attach-photo", "photo"),
        ("attach-album", "media_group_id"),
        ("attach-voice", "voice"),
        ("attach-file", "document"),
        ("attach-forward", "forward_origin"),
    ];
    for (thing, field) in cases {
        show.bot("getUpdates", json!({ "offset": -1 })).await;
        browser.types("#draft", "look").await;
        browser.press("#attach-on").await;
        browser.press(&format!("[data-thing='{thing}']")).await;
        let find = |telegram: &Telegram| {
            let updates = telegram.pending_updates().into_iter();
            updates.map(|update| update["message"].clone()).find(|message| !message[field].is_null())
        };
        let sent = show.stage.telegram.until(find).await;
        let said = sent["caption"].as_str().or(sent["text"].as_str()).unwrap();
        assert_eq!(said == "look", thing != "attach-forward", "the draft is the caption: {said}");
    }
    browser.sees(".origin", "Natalia Kim").await;
}

#[tokio::test]
async fn own_messages_are_edited_and_deleted() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.types("#draft", "done by fone\u{e007}").await;
    let said = newest(&show, |_| true).await;
    browser.sees(".mine .text", "done by fone").await;
    browser.press(".mine .bubble").await;
    browser.press(".mine .tools .edit").await;
    browser.types("#draft", "\u{e009}a\u{e000}done by phone\u{e007}").await;
    newest(&show, |message| message.id == said.id && message.text == "done by phone").await;
    browser.sees(".mine .text", "done by phone").await;
    browser.press(".mine .bubble").await;
    browser.press(".mine .tools .delete").await;
    newest(&show, |message| message.id == said.id && message.deleted).await;
    browser.lacks(".mine").await;
}

#[tokio::test]
async fn the_bot_is_asked_in_line_and_its_answer_sent() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.types("#draft", &format!("@{} prin", show.stage.telegram.username())).await;
    let query = show.update("inline_query").await;
    assert_eq!(query["query"], "prin");
    let content = json!({ "message_text": "<b>#7</b> Printers", "parse_mode": "HTML" });
    let results =
        json!([{ "type": "article", "id": "7", "title": "#7 Printers", "input_message_content": content }]);
    show.bot("answerInlineQuery", json!({ "inline_query_id": query["id"], "results": results })).await;
    browser.sees("#suggestions [aria-selected=true]", "#7 Printers").await;
    browser.keys("\u{e007}").await;
    browser.sees(".mine .text b", "#7").await;
}

#[tokio::test]
async fn a_locked_phone_shows_each_push_with_its_first_line_and_its_sound() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.press("#lock-on").await;
    let push = |text: &str, silent: bool| {
        show.bot("sendMessage", json!({ "chat_id": TARAS, "text": text, "disable_notification": silent }))
    };
    push("🔴 #49 Kim: no paper\nPrinters", false).await;
    push("✋ #12 taken", true).await;
    browser.sees(".pushes button:not(.silent) .first-line", "🔴 #49 Kim: no paper").await;
    browser.sees(".pushes .silent .first-line", "✋ #12 taken").await;
    browser.lacks(".pushes li:nth-child(3)").await;
    let first_line = "return document.querySelector('.pushes').textContent.includes('Printers')";
    assert_eq!(browser.runs(first_line).await, json!(false), "only the first line is shown");
    browser.press(".pushes button").await;
    browser.lacks("#lock:not([hidden])").await;
    browser.press("#lock-on").await;
    browser.lacks(".pushes li").await;
}

#[tokio::test]
async fn a_switch_takes_the_helpdesk_away_and_gives_it_back() {
    let Some((browser, show)) = open_chat().await else { return };
    let asks = || async { show.http.post(show.stage.zenlix.url()).body("{}").send().await.unwrap().status() };
    assert_ne!(asks().await, 503);
    browser.press("#helpdesk-off").await;
    browser.sees("#outage:not([hidden])", "no answer").await;
    assert_eq!(asks().await, 503);
    browser.press("#helpdesk-off").await;
    browser.lacks("#outage:not([hidden])").await;
    assert_ne!(asks().await, 503);
}

#[tokio::test]
async fn what_one_member_of_a_group_alone_sees_stands_in_the_place_of_the_card_and_nobody_else_sees_it() {
    let Some((browser, show)) = open_chat().await else { return };
    let group = show.stage.group;
    browser.press("#chats li:nth-child(2) button").await;
    let keys = json!({ "inline_keyboard": [[{ "text": "Comments", "callback_data": "c" }]] });
    let card = json!({ "chat_id": group, "text": "Everybody's card", "reply_markup": keys });
    show.bot("sendMessage", card).await;
    browser.sees(".theirs .text", "Everybody's card").await;
    browser.sees(".keyboard button", "Comments").await;
    // The log is drawn anew with each update: the key is found and pressed in one step.
    let press = "document.querySelector('.keyboard button').click()";
    browser.runs(press).await;
    let query = show.update("callback_query").await["id"].clone();
    let place = json!({ "callback_query_id": query, "replace_callback_query_message": true });
    let keys = json!({ "inline_keyboard": [[{ "text": "Back", "callback_data": "b" }]] });
    let panel = json!({ "text": "For Taras", "reply_markup": keys, "ephemeral_message_parameters": place });
    show.bot("sendMessage", panel).await;
    browser.sees(".theirs .text", "For Taras").await;
    browser.sees(".theirs .origin", "Only you see this").await;
    browser.lacks(".theirs .tools").await;
    // Its keys work.
    browser.sees(".keyboard button", "Back").await;
    browser.runs(press).await;
    let pressed = |telegram: &Telegram| {
        let all = telegram.pending_updates().into_iter();
        all.filter_map(|update| update["callback_query"]["data"].as_str().map(str::to_owned))
            .find(|data| data == "b")
    };
    show.stage.telegram.until(pressed).await;
    browser.runs("document.querySelector('#cast li:nth-child(2) button').click()").await;
    browser.runs("document.querySelector('#chats li:nth-child(2) button').click()").await;
    browser.sees(".theirs .text", "Everybody's card").await;
    browser.lacks(".theirs .origin").await;
}

#[tokio::test]
async fn another_person_has_their_own_chat_and_no_draft() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.is_screen(390, 844, "light").await;
    browser.types("#draft", "half a sen").await;
    show.stage.telegram.says(OLENA, show.stage.group, "/in");
    browser.sees("[data-pane-of=who] .badge:not([hidden])", "1").await;
    browser.press("[data-pane-of=who]").await;
    browser.press("#cast li:nth-child(2) button").await;
    let state = "return [document.body.dataset.pane, document.getElementById('draft').value]";
    assert_eq!(browser.runs(state).await, json!(["chat", ""]), "the person chosen leads to their chat");
    browser.press("[data-pane-of=who]").await;
    browser.press("#cast li:nth-child(1) button").await;
    assert_eq!(browser.runs(state).await, json!(["chat", "half a sen"]));
}

#[tokio::test]
async fn moments_are_told_as_the_readers_app_tells_them_and_keys_have_their_colour() {
    let Some((browser, show)) = open_chat().await else { return };
    let text = "due <tg-time unix=\"4102488000\" format=\"dt\">words for old apps</tg-time>";
    let key = json!({ "text": "Done", "callback_data": "done", "style": "success" });
    let mut message = keyboard(key);
    message["text"] = json!(text);
    message["parse_mode"] = json!("HTML");
    show.bot("sendMessage", message).await;
    browser.sees(".theirs .text", "due 01/01, 14:00").await;
    browser.sees(".key.success", "Done").await;
}

#[tokio::test]
async fn times_are_by_the_clock_of_the_office() {
    let Some((browser, show)) = open_chat().await else { return };
    browser.devtools("Emulation.setTimezoneOverride", json!({ "timezoneId": "Asia/Tokyo" })).await;
    browser.open(&show.address).await;
    let sent = show.stage.telegram.last_from_bot(TARAS).unwrap().date;
    let time = TimeZone::get("Europe/Kyiv").unwrap().to_datetime(sent).strftime("%H:%M").to_string();
    browser.sees(".theirs time", &time).await;
}
