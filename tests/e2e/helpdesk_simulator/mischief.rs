//! What changes nothing and is done all the same.

use deskgram::clock::Clock;
use deskgram_sandbox::mischief::{Mischief, UNKNOWN_FIELD};
use deskgram_sandbox::zenlix::{Zenlix, seed};
use serde_json::{Value, json};

async fn list(helpdesk: &Zenlix) -> Value {
    let key = helpdesk.person("sidorov").unwrap().key.unwrap();
    let ask = json!({ "mode": "ticket_list", "uniq_id": key, "type": "in" });
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let answer = http.post(helpdesk.url()).body(ask.to_string()).send().await.expect("an answer");
    serde_json::from_str(answer.text().await.unwrap().trim()).unwrap()
}

/// Takes the field out of every object; fails where it is missing.
fn known(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(known).collect(),
        Value::Object(mut fields) => {
            assert!(fields.remove(UNKNOWN_FIELD).is_some(), "{fields:?}");
            fields.into_iter().map(|(name, value)| (name, known(value))).collect()
        }
        plain => plain,
    }
}

#[tokio::test]
async fn an_answer_has_fields_that_nobody_knows_and_is_the_same() {
    let clock = Clock::manual(seed::at("2026-11-24 00:30:00"));
    let helpdesk = Zenlix::start(seed::recorded(), clock).await.expect("a free port");
    let plain = list(&helpdesk).await;
    helpdesk.play_mischief(&[Mischief::UnknownFields], 1);
    assert_eq!(known(list(&helpdesk).await), plain);
    for seed in 0..10 {
        helpdesk.play_mischief(&[Mischief::SlowAnswers, Mischief::ChunkedAnswers], seed);
        assert_eq!(list(&helpdesk).await, plain);
    }
}
