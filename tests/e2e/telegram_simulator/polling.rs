//! Updates: order, confirmation, the kinds asked for, one poller at a time, and the webhook.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use deskgram_sandbox::telegram::Privacy;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::sync::Notify;

use super::{ANNA, Bench};

fn texts(batch: &Value) -> Vec<&str> {
    batch.as_array().unwrap().iter().map(|update| update["message"]["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn updates_stay_until_an_offset_confirms_them() {
    let bench = Bench::start().await;
    for text in ["one", "two", "three"] {
        bench.telegram.says(ANNA, ANNA, text);
    }
    let batch = bench.ok("getUpdates", json!({ "limit": 2 })).await;
    assert_eq!(texts(&batch), ["one", "two"]);
    assert_eq!(texts(&bench.ok("getUpdates", json!({})).await), ["one", "two", "three"]);
    let second = batch[1]["update_id"].as_i64().unwrap();
    assert_eq!(texts(&bench.ok("getUpdates", json!({ "offset": second })).await), ["two", "three"]);
    assert_eq!(texts(&bench.ok("getUpdates", json!({ "offset": -1 })).await), ["three"]);
    assert_eq!(texts(&bench.ok("getUpdates", json!({})).await), ["three"]);
    bench.ok("getUpdates", json!({ "offset": second + 2 })).await;
    assert_eq!(bench.telegram.pending_updates(), Vec::<Value>::new());
}

#[tokio::test]
async fn a_poll_waits_for_what_comes() {
    let bench = Bench::start().await;
    let poll = bench.ok("getUpdates", json!({ "timeout": 50 }));
    let says = async {
        bench.telegram.until(|telegram| (!telegram.calls().is_empty()).then_some(())).await;
        bench.telegram.says(ANNA, ANNA, "at last");
    };
    let (batch, ()) = tokio::join!(poll, says);
    assert_eq!(texts(&batch), ["at last"]);
}

#[tokio::test]
async fn the_older_of_two_pollers_gives_way() {
    let bench = Bench::start().await;
    let older = bench.refused("getUpdates", json!({ "timeout": 50 }));
    let newer = async {
        bench.telegram.until(|telegram| (!telegram.calls().is_empty()).then_some(())).await;
        bench.ok("getUpdates", json!({})).await
    };
    let (refusal, batch) = tokio::join!(older, newer);
    assert_eq!(
        refusal,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    );
    assert_eq!(batch, json!([]));
}

#[tokio::test]
async fn a_newest_update_can_come_twice_under_one_number() {
    let bench = Bench::start().await;
    bench.telegram.says(ANNA, ANNA, "once");
    let first = bench.updates().await;
    bench.telegram.redeliver();
    assert_eq!(bench.updates().await, first);
    assert_eq!(bench.updates().await, Vec::<Value>::new());
}

#[tokio::test]
async fn anything_can_be_injected() {
    let bench = Bench::start().await;
    bench.telegram.inject(json!({ "update_id": 7, "from_the_future": { "x": 1 } }));
    bench.telegram.inject(json!({ "from_the_future": {} }));
    let batch = bench.updates().await;
    assert_eq!(batch[0], json!({ "update_id": 7, "from_the_future": { "x": 1 } }));
    assert!(batch[1]["update_id"].as_i64().unwrap() > 7);
}

#[tokio::test]
async fn rare_kinds_come_only_on_request_and_the_request_is_remembered() {
    let bench = Bench::start().await;
    let message = bench.telegram.says(ANNA, ANNA, "hello");
    bench.telegram.reacts(ANNA, ANNA, message, Some("👍"));
    assert_eq!(bench.updates().await.len(), 1);

    bench.ok("getUpdates", json!({ "allowed_updates": ["message_reaction"] })).await;
    bench.telegram.reacts(ANNA, ANNA, message, None);
    bench.telegram.says(ANNA, ANNA, "unheard");
    let batch = bench.updates().await;
    assert_eq!(batch.len(), 1);
    assert_eq!(batch[0]["message_reaction"]["old_reaction"], json!([{ "type": "emoji", "emoji": "👍" }]));

    bench.ok("getUpdates", json!({ "allowed_updates": [] })).await;
    bench.telegram.says(ANNA, ANNA, "heard");
    assert_eq!(bench.updates().await.len(), 1);
}

#[tokio::test]
async fn updates_are_kept_for_a_day() {
    let bench = Bench::start().await;
    bench.telegram.says(ANNA, ANNA, "yesterday");
    bench.clock.advance_by(SignedDuration::from_hours(24));
    bench.telegram.says(ANNA, ANNA, "today");
    assert_eq!(texts(&bench.ok("getUpdates", json!({})).await), ["today"]);
}

#[tokio::test]
async fn a_webhook_takes_the_place_of_polling() {
    let bench = Bench::start().await;
    bench.telegram.privacy(Privacy::Off);
    let taken: Arc<Mutex<Vec<(String, Value)>>> = Arc::default();
    let arrived = Arc::new(Notify::new());
    let (keep, tell) = (Arc::clone(&taken), Arc::clone(&arrived));
    let hook = Router::new().route(
        "/hook",
        post(async move |headers: HeaderMap, body: String| {
            let secret = headers["x-telegram-bot-api-secret-token"].to_str().unwrap().to_owned();
            keep.lock().unwrap().push((secret, serde_json::from_str(&body).unwrap()));
            tell.notify_one();
        }),
    );
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let served = tokio::spawn(async { axum::serve(listener, hook).await });

    bench.ok("setWebhook", json!({ "url": url, "secret_token": "s-1" })).await;
    assert_eq!(
        bench.refused("getUpdates", json!({})).await,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    );
    bench.telegram.says(ANNA, ANNA, "by itself");
    arrived.notified().await;
    let (secret, update) = taken.lock().unwrap()[0].clone();
    assert_eq!((secret.as_str(), &update["message"]["text"]), ("s-1", &json!("by itself")));
    assert_eq!(bench.ok("getWebhookInfo", json!({})).await["url"], json!(url));
    bench.ok("deleteWebhook", json!({})).await;
    bench.ok("getUpdates", json!({})).await;
    let long = "s".repeat(257);
    for secret in ["", "s 1", &long] {
        let refused = json!({ "url": url, "secret_token": secret });
        assert!(bench.refused("setWebhook", refused).await.contains("secret token"), "{secret:?}");
    }
    assert!(bench.refused("setWebhook", json!({ "url": "http://example.org/" })).await.contains("HTTPS url"));
    served.abort();
}

#[tokio::test]
async fn a_delivery_that_is_not_taken_comes_again_and_nothing_before_it() {
    let bench = Bench::start().await;
    let taken: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&taken);
    let hook = Router::new().route(
        "/hook",
        post(async move |body: String| {
            let update: Value = serde_json::from_str(&body).unwrap();
            let mut taken = keep.lock().unwrap();
            taken.push(update["message"]["text"].as_str().unwrap().to_owned());
            if taken.len() < 3 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK }
        }),
    );
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, hook).await });
    for text in ["one", "two"] {
        bench.telegram.says(ANNA, ANNA, text);
    }
    bench.ok("setWebhook", json!({ "url": url })).await;
    bench.telegram.until(|telegram| telegram.pending_updates().is_empty().then_some(())).await;
    assert_eq!(*taken.lock().unwrap(), ["one", "one", "one", "two"]);
    let info = bench.ok("getWebhookInfo", json!({})).await;
    assert!(info["last_error_message"].as_str().unwrap().contains("503"), "{info}");
}
