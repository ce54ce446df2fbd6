//! The limits on speed, by the simulator's clock.

use deskgram_sandbox::telegram::Limits;
use jiff::SignedDuration;
use serde_json::json;

use super::{ANNA, Bench};

async fn status(bench: &Bench, chat: i64) -> u16 {
    bench.ask("sendMessage", json!({ "chat_id": chat, "text": "x" })).await.0
}

#[tokio::test]
async fn a_private_chat_takes_about_one_a_second() {
    let bench = Bench::start().await;
    let message = bench.send("first").await;
    bench.telegram.limits(Limits::On);
    for text in ["a", "b", "c"] {
        bench.ok("editMessageText", json!({ "chat_id": ANNA, "message_id": message, "text": text })).await;
    }
    let (code, body) = bench.ask("sendMessage", json!({ "chat_id": ANNA, "text": "x" })).await;
    assert_eq!((code, &body["parameters"]), (429, &json!({ "retry_after": 3 })));
    assert_eq!(body["description"], "Too Many Requests: retry after 3");
    bench.clock.advance_by(SignedDuration::from_millis(2_999));
    assert_eq!(status(&bench, ANNA).await, 429);
    bench.clock.advance_by(SignedDuration::from_millis(1));
    assert_eq!(status(&bench, ANNA).await, 200);
}

#[tokio::test]
async fn a_group_takes_twenty_a_minute() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    bench.telegram.limits(Limits::On);
    for _ in 0..20 {
        assert_eq!(status(&bench, group).await, 200);
        bench.clock.advance_by(SignedDuration::from_secs(1));
    }
    let (code, body) = bench.ask("sendMessage", json!({ "chat_id": group, "text": "x" })).await;
    assert_eq!((code, &body["parameters"]["retry_after"]), (429, &json!(40)));
    assert_eq!(status(&bench, ANNA).await, 200);
    bench.clock.advance_by(SignedDuration::from_secs(40));
    assert_eq!(status(&bench, group).await, 200);
}

#[tokio::test]
async fn a_group_takes_one_a_second() {
    let bench = Bench::start().await;
    let group = bench.telegram.supergroup("Shift", &[ANNA]);
    bench.telegram.add_bot(group);
    bench.telegram.limits(Limits::On);
    assert_eq!((status(&bench, group).await, status(&bench, group).await), (200, 429));
    bench.clock.advance_by(SignedDuration::from_millis(999));
    assert_eq!(status(&bench, group).await, 429);
    bench.clock.advance_by(SignedDuration::from_millis(1));
    assert_eq!(status(&bench, group).await, 200);
}

#[tokio::test]
async fn all_chats_together_take_thirty_a_second() {
    let bench = Bench::start().await;
    bench.telegram.limits(Limits::On);
    for user in 1..=31 {
        bench.telegram.person(user, "One of many", None, "en");
        bench.telegram.started(user);
    }
    for user in 1..=30 {
        assert_eq!(status(&bench, user).await, 200);
    }
    assert_eq!(status(&bench, 31).await, 429);
    bench.clock.advance_by(SignedDuration::from_secs(1));
    assert_eq!(status(&bench, 31).await, 200);
}
