//! The simulated Telegram against Telegram's own rules, over real HTTP: what it accepts, what it refuses and in which
//! words, and that the bot's library understands all of it.

mod entities;
mod ephemeral;
mod faults;
mod flood;
mod library;
mod methods;
mod mischief;
mod people;
mod polling;
mod schema;

use deskgram::clock::Clock;
use deskgram_sandbox::telegram::{Limits, Telegram};
use jiff::Timestamp;
use serde_json::{Value, json};

const ANNA: i64 = 501;
const BORIS: i64 = 502;

/// A simulator with two people, one of whom has started the bot, and a hand-driven clock.
struct Bench {
    telegram: Telegram,
    clock: Clock,
    http: reqwest::Client,
}

impl Bench {
    async fn start() -> Self {
        let clock = Clock::manual(Timestamp::from_second(1_800_000_000).unwrap());
        let telegram = Telegram::start(clock.clone()).await.unwrap();
        telegram.person(ANNA, "Anna", Some("anna_k"), "uk");
        telegram.person(BORIS, "Boris", None, "");
        telegram.started(ANNA);
        telegram.limits(Limits::Off);
        Self { telegram, clock, http: reqwest::Client::builder().no_proxy().build().unwrap() }
    }

    /// One call: the status and the body.
    async fn ask(&self, method: &str, params: Value) -> (u16, Value) {
        let url = format!("{}/bot{}/{method}", self.telegram.api_url(), self.telegram.token());
        let request = self.http.post(url).header("content-type", "application/json").body(params.to_string());
        let answer = request.send().await.unwrap();
        let status = answer.status().as_u16();
        (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
    }

    /// A call that must succeed: its result.
    async fn ok(&self, method: &str, params: Value) -> Value {
        let (status, mut body) = self.ask(method, params).await;
        assert_eq!((status, &body["ok"]), (200, &json!(true)), "{method}: {body}");
        body["result"].take()
    }

    /// A call that must be refused: the reason, after checking that the status is the body's.
    async fn refused(&self, method: &str, params: Value) -> String {
        let (status, body) = self.ask(method, params).await;
        assert_eq!((&body["ok"], &body["error_code"]), (&json!(false), &json!(status)), "{method}: {body}");
        body["description"].as_str().unwrap().to_owned()
    }

    /// A text of the bot to Anna; its number.
    async fn send(&self, text: &str) -> i32 {
        let sent = self.ok("sendMessage", json!({ "chat_id": ANNA, "text": text })).await;
        i32::try_from(sent["message_id"].as_i64().unwrap()).unwrap()
    }

    /// The updates that wait, which this confirms.
    async fn updates(&self) -> Vec<Value> {
        let batch = self.ok("getUpdates", json!({})).await;
        let batch = batch.as_array().unwrap().clone();
        if let Some(last) = batch.last() {
            self.ok("getUpdates", json!({ "offset": last["update_id"].as_i64().unwrap() + 1, "limit": 1 }))
                .await;
        }
        batch
    }
}

fn keyboard(data: &str) -> Value {
    json!({ "inline_keyboard": [[{ "text": "Take", "callback_data": data }]] })
}
