//! Is the simulated helpdesk honest? Every call recorded from the real server is made again, and the answers must be
//! the recorded ones byte for byte. Then each kind of trouble is looked at from outside.

mod changes;
mod contract;
mod mischief;
mod raw;
mod staging;
mod troubles;

use std::collections::HashSet;

use deskgram::clock::Clock;
use deskgram_sandbox::zenlix::seed;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, WebAction, Zenlix};
use raw::{Answer, Ask};
use serde::Deserialize;
use serde_json::Value;

/// The cases whose answers hold something random; it is taken out of both sides.
const LOOSE: [(&str, &str); 10] = [
    ("auth.wrong_password", RANDOM_KEY),
    ("auth.wrong_password_again", RANDOM_KEY),
    ("auth.wrong_password_with_device_token", RANDOM_KEY),
    ("auth.unknown_login", RANDOM_KEY),
    ("auth.missing_pass", RANDOM_KEY),
    ("auth.inactive_user", RANDOM_KEY),
    ("auth.deleted_user", RANDOM_KEY),
    ("auth.ldap_user_no_ldap", RANDOM_KEY),
    ("debug.auth_wrong", RANDOM_KEY),
    ("auth.ok_first_time_no_key", "the key is made at this very sign-in, at random"),
];

const RANDOM_KEY: &str = "a refused sign-in answers with a random key";

/// A line of the recording.
#[derive(Deserialize)]
struct Case {
    case: String,
    request: Value,
    http_status: u16,
    content_type: String,
    response_raw: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    method: Option<String>,
    #[serde(default)]
    request_headers: Option<std::collections::HashMap<String, String>>,
}

/// What a recorded create was told.
struct Created {
    id: i64,
    hash: String,
}

impl Case {
    fn ask(&self) -> Ask {
        let body = match &self.request {
            Value::String(text) => text.clone().into_bytes(),
            other => other.to_string().into_bytes(),
        };
        let mut ask = Ask::post(body);
        ask.method = self.method.clone().unwrap_or(ask.method);
        if let Some(headers) = &self.request_headers {
            ask.headers.retain(|(name, _)| !headers.contains_key(name));
            ask.headers.extend(headers.clone());
        }
        match self.case.as_str() {
            "proto.get_query_string" => ask.query = "?mode=get_unit_list",
            // Recorded with replacement characters in place of the bytes of another encoding.
            "proto.invalid_utf8" => {
                let text = String::from_utf8_lossy(&ask.body).into_owned();
                let parts: Vec<_> = text.split('\u{fffd}').map(str::as_bytes).collect();
                ask.body = parts.join(&0xc4);
            }
            "debug.no_user_agent" => ask.headers.retain(|(name, _)| name != "User-Agent"),
            _ => {}
        }
        ask
    }

    fn expected(&self) -> Answer {
        Answer {
            status: self.http_status,
            content_type: self.content_type.clone(),
            body: self.response_raw.clone(),
        }
    }

    /// The ticket that a recorded create made.
    fn created(&self) -> Option<Created> {
        let answer: Value = serde_json::from_str(&self.response_raw).ok()?;
        let id = answer[0]["ticket_id"].as_i64()?;
        Some(Created { id, hash: answer[0]["ticket_hash"].as_str()?.to_owned() })
    }

    fn row_before(&self) -> Option<(i64, staging::Row)> {
        let (id, rest) = self.noted_row()?;
        let rest = rest.trim_start_matches("before: ").trim_start_matches("UNCHANGED ");
        Some((id, staging::columns(rest)))
    }

    fn row_after(&self) -> Option<(i64, staging::Row)> {
        let (id, rest) = self.noted_row()?;
        let after = rest.split_once("after: ").map(|(_, after)| after);
        Some((id, staging::columns(after.unwrap_or(rest.trim_start_matches("UNCHANGED ")))))
    }

    fn noted_row(&self) -> Option<(i64, &str)> {
        let (_, rest) = self.note.split_once("Row of ticket ")?;
        let (id, rest) = rest.split_once(' ')?;
        Some((id.parse().ok()?, rest))
    }
}

fn recording() -> Vec<Case> {
    include_str!("../fixtures/zenlix/transcripts.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of the recording"))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_every_recorded_call_as_the_real_helpdesk_did() {
    let clock = Clock::manual(seed::at("2026-11-24 00:30:00"));
    let helpdesk = Zenlix::start(seed::recorded(), clock).await.expect("a free port");
    let cases = recording();
    let loose: HashSet<_> = LOOSE.iter().map(|(name, _)| *name).collect();
    let mut wrong = Vec::new();
    for case in &cases {
        staging::before(&helpdesk, case);
        let tickets_before = helpdesk.tickets().len();
        let mut ours = replay(&helpdesk, case).await;
        let mut theirs = case.expected();
        if loose.contains(case.case.as_str()) {
            (ours.body, theirs.body) = (without_key(&ours.body), without_key(&theirs.body));
        }
        if ours != theirs {
            wrong.push(format!("{}:\n  ours     {ours:?}\n  recorded {theirs:?}", case.case));
        }
        wrong.extend(
            staging::after(&helpdesk, case, tickets_before).map(|why| format!("{}: {why}", case.case)),
        );
    }
    assert_eq!(cases.len(), 201);
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Makes the recorded call; two of them were made while another call was between its reading and its writing.
async fn replay(helpdesk: &Zenlix, case: &Case) -> Answer {
    let races = ["create.concurrent_duplicate_key", "lock.race_shevchenko"];
    if !races.contains(&case.case.as_str()) {
        return case.ask().send(helpdesk).await.expect("an answer");
    }
    helpdesk.fault(Fault { on: Match::any(), kind: FaultKind::HoldBeforeWriting, times: Some(1) });
    let call = tokio::spawn({
        let (helpdesk, ask) = (helpdesk.clone(), case.ask());
        async move { ask.send(&helpdesk).await }
    });
    helpdesk.until_held(1).await;
    match case.case.as_str() {
        "lock.race_shevchenko" => helpdesk.web_act("sidorov", 1, WebAction::Lock),
        _ => drop(Ask::post(case.request.to_string()).send(helpdesk).await),
    }
    helpdesk.release();
    call.await.expect("the call doesn't panic").expect("an answer")
}

/// The body with the first key in it blanked.
fn without_key(body: &str) -> String {
    const NAME: &str = "\"uniq_id\":\"";
    let Some(at) = body.find(NAME).map(|at| at + NAME.len()) else { return body.to_owned() };
    let key = &body[at..at + 32];
    assert!(key.bytes().all(|byte| byte.is_ascii_hexdigit()), "no key in {body}");
    body.replacen(key, "KEY", 1)
}
