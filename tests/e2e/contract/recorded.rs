//! Every recorded exchange with the real server, and what it must mean to the client. The meanings stand in
//! `meanings.txt`, one line a case; a case without a line fails, and so does a line without a case.

use std::collections::BTreeMap;

use deskgram::helpdesk::parse_response;
use serde_json::Value;

use super::meaning::{self, Request};
use super::server::{Reply, with_server};

const RECORDED: &str = include_str!("../../fixtures/zenlix/transcripts.jsonl");
const MEANINGS: &str = include_str!("../../fixtures/zenlix/meanings.txt");

#[tokio::test]
async fn every_recorded_answer_means_what_it_must() {
    let mut expected: BTreeMap<&str, &str> =
        MEANINGS.lines().map(|line| line.split_once(": ").expect("case: meaning")).collect();
    let mut wrong = Vec::new();
    for line in RECORDED.lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let case = exchange["case"].as_str().unwrap();
        let means = what_it_means(&exchange).await;
        let must = expected.remove(case);
        if must != Some(means.as_str()) {
            wrong.push(format!("{case}: {means}\n    must be: {must:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(expected.is_empty(), "meanings of no case: {expected:?}");
}

/// In whatever pieces an answer arrives it means the same, and of one that is cut nothing is believed.
#[test]
fn every_recorded_answer_may_come_in_pieces() {
    for line in RECORDED.lines() {
        let exchange: Value = serde_json::from_str(line).unwrap();
        let (case, body) = (&exchange["case"], exchange["response_raw"].as_str().unwrap().as_bytes());
        let whole = parse_response(body, body.len().max(1));
        for piece in [1, 2, 3, 5, 16, 64, 1000] {
            assert_eq!(parse_response(body, piece), whole, "{case} in pieces of {piece}");
        }
        let end = body.trim_ascii_end().len().saturating_sub(1);
        for cut in (0..end).step_by(1 + end / 200) {
            assert_eq!(parse_response(&body[..cut], 1000), None, "{case} cut at {cut}");
        }
    }
}

async fn what_it_means(exchange: &Value) -> String {
    let request = Request(exchange["request"].as_object().cloned().unwrap_or_default());
    let reply = Reply::Whole {
        status: exchange["http_status"].as_u64().unwrap().try_into().unwrap(),
        body: exchange["response_raw"].as_str().unwrap().to_owned(),
    };
    let (means, seen) = with_server(&reply, async |client| meaning::of_call(&client, &request).await).await;
    match seen.len() {
        0 => format!("kept back, {means}"),
        1 => means,
        more => format!("asked {more} times, {means}"),
    }
}
