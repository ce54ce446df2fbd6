//! Updates that Telegram brings: whole conversations, and what must not get in, get lost or count twice on this way.

use std::cell::Cell;

use deskgram::web::HttpServer;
use deskgram_sandbox::telegram::{Call, Fault, Spoil};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::support::*;

const SECRET: &str = "x-telegram-bot-api-secret-token";

fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// The bot's calls of this method.
fn calls(world: &World, method: &str) -> Vec<Call> {
    world.telegram.calls().into_iter().filter(|call| call.method == method).collect()
}

/// A call of the Bot API by another program that has the token.
async fn somebody_else_calls(world: &World, method: &str, params: Value) {
    let url = format!("{}/bot{}/{method}", world.telegram.api_url(), world.telegram.token());
    let request = http().post(url).header("content-type", "application/json").body(params.to_string());
    assert_eq!(request.send().await.unwrap().status(), 200);
}

/// Brings something to the webhook, and takes it in; gives the status and the body of the answer.
async fn brings(world: &World, secret: Option<&str>, body: impl Into<reqwest::Body>) -> (u16, String) {
    let mut request = http().post(world.webhook_url()).body(body);
    if let Some(secret) = secret {
        request = request.header(SECRET, secret);
    }
    let over = Cell::new(false);
    let answered = async {
        let answer = request.send().await.unwrap();
        let answer = (answer.status().as_u16(), answer.text().await.unwrap());
        over.set(true);
        answer
    };
    // What has been taken is handed out before anything else is looked at.
    let taking = async {
        while !over.get() {
            world.app.take_updates(DELIVERY_TIMEOUT).await.unwrap();
        }
    };
    tokio::join!(answered, taking).0
}

/// What stands under a ticket at the helpdesk, without who wrote it.
fn comments(world: &World, ticket: i64) -> Vec<String> {
    world.zenlix.comments(ticket).into_iter().map(|(_, text)| text).collect()
}

fn secret(world: &World) -> String {
    world.telegram.webhook().and_then(|webhook| webhook.secret).expect("it has a secret")
}

#[tokio::test]
async fn a_day_goes_as_it_does_by_asking() {
    let world = World::with_webhook().await;
    world.zenlix.change_password("olena", "Tr0ub4dor&3");
    world.sends_text(OLENA, "/login olena").await;
    let password = world.sends_text(OLENA, "Tr0ub4dor&3").await;
    assert!(world.is_signed_in(OLENA));
    assert!(world.telegram.message(OLENA, password).unwrap().deleted);
    assert_eq!(world.file_containing("Tr0ub4dor&3"), None);
    world.app.poll_lists().await.unwrap();
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    let reply = world.sends_reply(OLENA, OLENA, card, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, reply), ["👍"]);
    world.presses(OLENA, OLENA, card, "✅ Done").await;
    assert!(world.ticket_card(OLENA, id).text.contains("✅"), "{}", world.ticket_card(OLENA, id).text);
    assert!(calls(&world, "getUpdates").is_empty());
}

#[tokio::test]
async fn telegram_is_told_how_to_bring_them() {
    let world = World::with_webhook().await;
    let set = calls(&world, "setWebhook");
    let [Call { params, .. }] = &set[..] else { panic!("set once: {set:#?}") };
    let kinds = [
        "message",
        "edited_message",
        "channel_post",
        "callback_query",
        "inline_query",
        "my_chat_member",
        "message_reaction",
    ];
    assert_eq!(params["url"], json!(world.webhook_url().as_str()));
    assert_eq!(params["max_connections"], 1, "else one person's updates could overtake each other");
    assert_eq!(params["allowed_updates"], json!(kinds));
    assert_eq!(params["drop_pending_updates"], json!(false));
    let secret = params["secret_token"].as_str().unwrap();
    assert!(secret.len() == 64 && secret.chars().all(|c| c.is_ascii_hexdigit()), "{secret}");
    assert!(!world.webhook_url().path().contains(secret));
}

#[tokio::test]
async fn who_does_not_know_the_secret_is_turned_away_unread() {
    let world = World::with_webhook().await;
    world.telegram.started(OLENA);
    let secret = secret(&world);
    let update = r#"{"update_id":1,"message":{"message_id":1,"date":0,"text":"/start",
        "chat":{"id":101,"type":"private"},"from":{"id":101,"is_bot":false,"first_name":"Olena"}}}"#;
    let wrong = ["", "x", &secret[1..], &format!("{secret}0"), &secret.to_uppercase(), &"0".repeat(64)];
    for wrong in wrong.into_iter().map(Some).chain([None]) {
        assert_eq!(brings(&world, wrong, update).await, (401, String::new()), "{wrong:?}");
    }
    // A body that never ends is not waited for.
    let endless = futures_util::stream::pending::<Result<String, std::io::Error>>();
    let endless = reqwest::Body::wrap_stream(endless);
    assert_eq!(brings(&world, Some("wrong"), endless).await.0, 401);
    let asked = http().get(world.webhook_url()).header(SECRET, &secret).send().await.unwrap();
    assert_eq!(asked.status(), 405);
    world.run_until_idle().await;
    assert!(world.telegram.messages(OLENA).is_empty());
    assert_eq!(brings(&world, Some(&secret), update).await, (200, String::new()));
    world.run_until_idle().await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"));
}

#[tokio::test]
async fn more_than_an_update_can_be_is_not_read() {
    let world = World::with_webhook().await;
    let text = "x".repeat(1 << 20);
    let update = format!(r#"{{"update_id":1,"message":{{"text":"{text}"}}}}"#);
    assert_eq!(brings(&world, Some(&secret(&world)), update).await.0, 413);
    let open = world.app.bot.ctx.store.read(|db| db.open_journal_entries()).await.unwrap();
    assert!(open.is_empty());
}

#[tokio::test]
async fn what_is_no_update_holds_up_nothing() {
    let world = World::with_webhook().await;
    let secret = secret(&world);
    for strange in [&b"<html>"[..], b"{}", b"", b"\xff\xfe", b"[1]"] {
        assert_eq!(brings(&world, Some(&secret), strange).await.0, 200, "or it would come for ever");
    }
    world.telegram.inject(json!({ "from_the_future": {} }));
    world.sends_text(OLENA, "/start").await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"));
}

#[tokio::test]
async fn an_update_is_taken_only_once_it_is_on_disk() {
    let world = World::with_webhook().await;
    world.open_database().execute_batch("ALTER TABLE updates RENAME TO elsewhere").unwrap();
    world.telegram.says(OLENA, OLENA, "/start");
    for _ in 0..2 {
        world.app.take_updates(std::time::Duration::from_secs(60)).await.unwrap_err();
    }
    let trouble = |telegram: &deskgram_sandbox::telegram::Telegram| telegram.webhook()?.last_error;
    let (_, trouble) = world.telegram.until(trouble).await;
    assert!(trouble.contains("503"), "{trouble}");
    assert!(world.telegram.messages(OLENA).iter().all(|message| !message.from_bot()));
    world.open_database().execute_batch("ALTER TABLE elsewhere RENAME TO updates").unwrap();
    world.run_until_idle().await;
    let answers = world.visible_bot_messages(OLENA);
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[tokio::test]
async fn an_update_that_comes_twice_counts_once() {
    let world = World::with_webhook().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.sends_reply(OLENA, OLENA, card, "Once").await;
    for _ in 0..3 {
        world.telegram.redeliver();
        world.run_until_idle().await;
    }
    assert_eq!(comments(&world, id), ["Once"]);
}

#[tokio::test]
async fn a_kill_before_the_answer_loses_nothing_and_does_nothing_twice() {
    let mut world = World::with_webhook().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    let before = secret(&world);
    world.telegram.say(OLENA, OLENA).text("Still here").reply_to(card).send();
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert_eq!(comments(&world, id), ["Still here"]);
    assert_eq!(secret(&world), before, "what is on its way at a start is not turned away");
}

#[tokio::test]
async fn a_kill_with_the_password_in_hand_leaves_no_trace() {
    let mut world = World::with_webhook().await;
    world.zenlix.change_password("olena", "Tr0ub4dor&3");
    world.sends_text(OLENA, "/login olena").await;
    let message = world.telegram.says(OLENA, OLENA, "Tr0ub4dor&3");
    world.crash_before_handling().await;
    assert_eq!(world.file_containing("Tr0ub4dor&3"), None);
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(world.telegram.message(OLENA, message).unwrap().deleted);
    assert_eq!(world.file_containing("Tr0ub4dor&3"), None);
}

#[tokio::test]
async fn what_somebody_writes_in_a_rush_stays_in_its_order() {
    let world = World::with_webhook().await;
    world.telegram.says(OLENA, OLENA, "/login olena");
    world.telegram.says(OLENA, OLENA, "olena");
    world.run_until_idle().await;
    assert!(world.is_signed_in(OLENA));
    world.app.poll_lists().await.unwrap();
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    for number in 0..20 {
        world.telegram.say(OLENA, OLENA).text(&format!("Line {number}")).reply_to(card).send();
    }
    world.run_until_idle().await;
    let written: Vec<_> = (0..20).map(|number| format!("Line {number}")).collect();
    assert_eq!(comments(&world, id), written);
}

#[tokio::test]
async fn a_webhook_that_somebody_else_sets_or_removes_is_put_right() {
    let world = World::with_webhook().await;
    let ours = world.webhook_url();
    world.app.ensure_webhook().await.unwrap();
    assert_eq!(calls(&world, "setWebhook").len(), 1, "what stands is left alone");
    somebody_else_calls(&world, "deleteWebhook", json!({})).await;
    world.telegram.says(OLENA, OLENA, "/start");
    world.app.ensure_webhook().await.unwrap();
    assert_eq!(world.webhook_url(), ours);
    world.run_until_idle().await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"), "nothing that waited is lost");
    somebody_else_calls(&world, "setWebhook", json!({ "url": "https://elsewhere.example/hook" })).await;
    world.app.ensure_webhook().await.unwrap();
    assert_eq!(world.webhook_url(), ours);
}

#[tokio::test]
async fn while_telegram_does_not_answer_it_is_set_later() {
    let world = World::with_webhook().await;
    somebody_else_calls(&world, "deleteWebhook", json!({})).await;
    world.telegram.fault(Fault::once("setWebhook", Spoil::Status(502, String::new())));
    world.app.ensure_webhook().await.unwrap_err();
    assert!(world.telegram.webhook().is_none());
    world.app.ensure_webhook().await.unwrap();
    assert!(world.telegram.webhook().is_some());
}

#[tokio::test]
async fn asking_for_updates_removes_a_webhook_that_stands_in_the_way() {
    let world = World::new().await;
    somebody_else_calls(&world, "setWebhook", json!({ "url": "https://elsewhere.example/hook" })).await;
    world.sends_text(OLENA, "/start").await;
    world.run_until_idle().await;
    assert!(world.last_bot_message(OLENA).text.contains("/login"));
    let removed = calls(&world, "deleteWebhook");
    assert_eq!(removed.len(), 1);
    assert_eq!(removed[0].params["drop_pending_updates"], json!(false));
}

#[tokio::test]
async fn from_one_way_to_the_other_nothing_is_lost() {
    let mut world = World::with_webhook().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.telegram.say(OLENA, OLENA).text("One").reply_to(card).send();
    world.switch_to_polling();
    world.restart_process().await;
    world.run_until_idle().await;
    world.telegram.say(OLENA, OLENA).text("Two").reply_to(card).send();
    world.run_until_idle().await;
    assert_eq!(comments(&world, id), ["One", "Two"]);
}

#[tokio::test]
async fn it_is_ready_while_telegram_says_that_the_webhook_stands() {
    let world = World::with_webhook().await;
    let ready = world.webhook_url().join("/readyz").unwrap();
    let asked = async || {
        let answer = http().get(ready.clone()).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    world.app.poll_lists().await.unwrap();
    assert_eq!(asked().await.0, 200, "{:?}", asked().await);
    world.advance_time(SignedDuration::from_mins(4));
    world.app.poll_lists().await.unwrap();
    let (status, text) = asked().await;
    assert_eq!((status, text.contains("telegram does not work")), (503, true), "{text}");
    world.app.ensure_webhook().await.unwrap();
    assert_eq!(asked().await.0, 200);
}

#[tokio::test]
async fn who_stands_by_says_so_and_takes_nothing() {
    let front = HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
    let base = format!("http://{}", front.local_address().unwrap());
    let (begin, begun) = oneshot::channel::<()>();
    let standing = {
        let front = front.clone();
        tokio::spawn(async move { front.serve_standby(None, begun).await })
    };
    // One client, which keeps its connection open.
    let http = http();
    let ask = async |path: &str| {
        let answer = http.get(format!("{base}{path}")).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    };
    assert_eq!(ask("/healthz").await, (200, "alive\n".into()));
    assert_eq!(ask("/readyz").await, (503, "serving stands by\n".into()));
    let (status, numbers) = ask("/metrics").await;
    let idle = |role: &str| numbers.contains(&format!("\ndeskgram_role_held{{role=\"{role}\"}} 0\n"));
    assert_eq!((status, ["updates", "outbox", "lists"].map(idle)), (200, [true; 3]), "{numbers}");
    for path in ["/sign-in/x", "/"] {
        assert_eq!(ask(path).await, (503, String::new()), "{path}");
    }
    let brought = http.post(format!("{base}/telegram/updates")).body("{}").send().await.unwrap();
    assert_eq!(brought.status(), 503, "Telegram brings it again, to the one that serves");
    begin.send(()).unwrap();
    standing.await.unwrap().unwrap();
    let world = World::new().await;
    tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    assert!(ask("/readyz").await.1.contains("database works"));
}
