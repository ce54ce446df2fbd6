//! Faults on order: each spoils as many calls as ordered, and says truly whether the call was done.

use std::time::Duration;

use deskgram_sandbox::telegram::{Fault, Spoil};
use serde_json::{Value, json};

use super::{ANNA, BORIS, Bench};

fn hello(chat: i64) -> Value {
    json!({ "chat_id": chat, "text": "hello" })
}

impl Bench {
    /// One call whose answer may be broken: the body as it came, or nothing if the connection broke.
    async fn broken(&self) -> Option<String> {
        let url = format!("{}/bot{}/sendMessage", self.telegram.api_url(), self.telegram.token());
        let request = self.http.post(url).header("content-type", "application/json");
        request.body(hello(ANNA).to_string()).send().await.ok()?.text().await.ok()
    }

    fn sent(&self) -> usize {
        self.telegram.messages(ANNA).len()
    }
}

#[tokio::test]
async fn refusals_on_order_are_counted_and_nothing_is_done() {
    let bench = Bench::start().await;
    bench.telegram.fault(Fault::once("sendMessage", Spoil::RetryAfter(7)).times(2));
    bench.telegram.fault(Fault::once("sendMessage", Spoil::Status(502, "Bad Gateway".to_owned())));
    bench.telegram.fault(Fault::any(Spoil::Unauthorized401, 1));
    for _ in 0..2 {
        let (code, body) = bench.ask("sendMessage", hello(ANNA)).await;
        assert_eq!((code, &body["parameters"]["retry_after"]), (429, &json!(7)));
    }
    assert_eq!(bench.broken().await.unwrap(), "Bad Gateway");
    assert_eq!(bench.refused("getMe", json!({})).await, "Unauthorized");
    assert_eq!(bench.sent(), 0);
    bench.ok("sendMessage", hello(ANNA)).await;
}

#[tokio::test]
async fn a_message_can_be_refused_in_any_words() {
    let bench = Bench::start().await;
    bench.telegram.fault(Fault::refusal("TOPIC_CLOSED"));
    assert_eq!(bench.refused("sendMessage", hello(ANNA)).await, "Bad Request: TOPIC_CLOSED");
    bench.telegram.fault(Fault::once("sendMessage", Spoil::Refuse(403, "Forbidden: something new".into())));
    let (code, body) = bench.ask("sendMessage", hello(ANNA)).await;
    assert_eq!((code, &body["description"]), (403, &json!("Forbidden: something new")));
    assert_eq!(bench.sent(), 0);
}

#[tokio::test]
async fn a_fault_can_be_for_one_chat() {
    let bench = Bench::start().await;
    bench.telegram.started(BORIS);
    bench.telegram.fault(Fault::any(Spoil::Conflict409, 1).within(BORIS));
    bench.ok("sendMessage", hello(ANNA)).await;
    assert!(bench.refused("sendMessage", hello(BORIS)).await.starts_with("Conflict: "));
}

#[tokio::test]
async fn a_connection_can_break_before_and_after() {
    let bench = Bench::start().await;
    bench.telegram.fault(Fault::once("sendMessage", Spoil::ResetBefore));
    assert_eq!((bench.broken().await, bench.sent()), (None, 0));
    bench.telegram.fault(Fault::once("sendMessage", Spoil::AppliedThenReset));
    assert_eq!((bench.broken().await, bench.sent()), (None, 1));
}

#[tokio::test]
async fn an_answer_can_be_no_json_half_json_or_strange() {
    let bench = Bench::start().await;
    for spoil in [Spoil::Garbage, Spoil::CutJson] {
        bench.telegram.fault(Fault::once("sendMessage", spoil));
        let answer = bench.broken().await.unwrap();
        assert!(serde_json::from_str::<Value>(&answer).is_err(), "{answer}");
    }
    bench.telegram.fault(Fault::once("sendMessage", Spoil::UnknownEntity));
    let strange = bench.ok("sendMessage", hello(ANNA)).await;
    assert_eq!(strange["entities"][0]["type"], "sandbox_future_kind");
    assert_eq!(bench.sent(), 3);
}

#[tokio::test]
async fn a_held_call_goes_on_when_it_is_released() {
    let bench = Bench::start().await;
    bench.telegram.fault(Fault::once("sendMessage", Spoil::Hold));
    let release = async {
        bench.telegram.until(|telegram| (!telegram.calls().is_empty()).then_some(())).await;
        assert_eq!((bench.sent(), bench.telegram.calls()[0].status), (0, None));
        bench.telegram.release();
    };
    tokio::join!(bench.ok("sendMessage", hello(ANNA)), release);
    assert_eq!((bench.sent(), bench.telegram.calls()[0].status), (1, Some(200)));
}

#[tokio::test]
async fn a_stalled_call_is_never_answered() {
    let bench = Bench::start().await;
    bench.telegram.fault(Fault::any(Spoil::Stall, 1));
    let waited = tokio::time::timeout(Duration::from_millis(50), bench.broken()).await;
    assert!(waited.is_err());
    assert_eq!((bench.sent(), bench.telegram.calls()[0].status), (0, None));
}
