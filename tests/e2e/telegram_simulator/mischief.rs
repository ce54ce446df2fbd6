//! What changes nothing and is done all the same: each mischief does what its name says, and nothing else.

use std::collections::BTreeMap;

use deskgram_sandbox::mischief::{Mischief, UNKNOWN_FIELD};
use serde_json::{Value, json};

use super::{ANNA, Bench};

fn numbers(batch: &[Value]) -> Vec<i64> {
    batch.iter().map(|update| update["update_id"].as_i64().unwrap()).collect()
}

/// Every object within, with the field or without.
fn count_objects(value: &Value) -> (usize, usize) {
    let inner: Vec<_> = match value {
        Value::Array(items) => items.iter().map(count_objects).collect(),
        Value::Object(fields) => {
            let known = fields.iter().filter(|(name, _)| *name != UNKNOWN_FIELD);
            let own = if fields.contains_key(UNKNOWN_FIELD) { (1, 0) } else { (0, 1) };
            known.map(|(_, value)| count_objects(value)).chain([own]).collect()
        }
        _ => vec![],
    };
    inner.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
}

#[tokio::test]
async fn every_update_comes_twice_and_no_more() {
    let bench = Bench::start().await;
    bench.telegram.play_mischief(&[Mischief::DoubledUpdates], 1);
    for text in ["one", "two", "three", "four"] {
        bench.telegram.says(ANNA, ANNA, text);
    }
    let (mut seen, mut offset) = (BTreeMap::<i64, usize>::new(), 0);
    for _ in 0..5 {
        let batch = bench.ok("getUpdates", json!({ "offset": offset })).await;
        for number in numbers(batch.as_array().unwrap()) {
            *seen.entry(number).or_default() += 1;
            offset = offset.max(number + 1);
        }
    }
    assert_eq!(seen.into_values().collect::<Vec<_>>(), [2, 2, 2, 2]);
    assert_eq!(bench.telegram.pending_updates(), Vec::<Value>::new());
}

#[tokio::test]
async fn every_object_has_a_field_that_nobody_knows() {
    let bench = Bench::start().await;
    bench.telegram.play_mischief(&[Mischief::UnknownFields], 1);
    let hello = bench.telegram.says(ANNA, ANNA, "hello /help");
    bench.telegram.say(ANNA, ANNA).photo().reply_to(hello).send();
    for (method, params) in [("getUpdates", json!({})), ("getMe", json!({})), ("getChat", json!({}))] {
        let (_, answer) = bench.ask(method, params).await;
        let (with, without) = count_objects(&answer);
        assert!(with > 0 && without == 0, "{answer}");
    }
}

#[tokio::test]
async fn after_every_message_comes_an_edit_that_says_the_same() {
    let bench = Bench::start().await;
    bench.telegram.play_mischief(&[Mischief::RepeatedEdits], 1);
    bench.telegram.says(ANNA, ANNA, "hello");
    bench.telegram.say(ANNA, ANNA).voice().text("listen").send();
    let updates = bench.updates().await;
    for pair in updates.chunks(2) {
        let (first, mut second) = (&pair[0]["message"], pair[1]["edited_message"].clone());
        assert!(second.as_object_mut().unwrap().remove("edit_date").is_some(), "{second}");
        assert_eq!(*first, second);
    }
    assert_eq!(updates.len(), 4);
}

#[tokio::test]
async fn slow_and_in_pieces_an_answer_is_the_same() {
    let bench = Bench::start().await;
    bench.telegram.says(ANNA, ANNA, &"a long story ".repeat(200));
    let plain = bench.ok("getUpdates", json!({})).await;
    for seed in 0..20 {
        bench.telegram.play_mischief(&[Mischief::SlowAnswers, Mischief::ChunkedAnswers], seed);
        assert_eq!(bench.ok("getUpdates", json!({})).await, plain);
    }
    let url = format!("{}/bot{}/getUpdates", bench.telegram.api_url(), bench.telegram.token());
    let mut answer = bench.http.get(url).send().await.unwrap();
    assert_eq!(answer.content_length(), None);
    let mut pieces = 0;
    while let Some(piece) = answer.chunk().await.unwrap() {
        assert!(!piece.is_empty());
        pieces += 1;
    }
    assert!(pieces > 1);
}
