//! Every trouble meets every operation. What happens meanwhile is a word, and `docs/RELIABILITY.md` says which and what it
//! means: a row there is a test here. Whatever the word, in every cell nothing is lost and nothing is done twice, what is
//! said is true and in the reader's language, everything works again without a restart, and the log holds no secret.

mod operations;
mod scene;
mod trouble;

use std::fs;
use std::path::Path;

use deskgram::i18n::Lang;
use deskgram_sandbox::telegram::Spoil;
use deskgram_sandbox::zenlix::FaultKind;
use jiff::SignedDuration;
use operations::Operation;
use scene::Scene;
use trouble::Trouble;

use crate::support::*;

/// The operations that ask the helpdesk.
const HELPDESK: [Operation; 5] =
    [Operation::Press, Operation::Comment, Operation::Dialogue, Operation::Tick, Operation::SignIn];
/// Those that ask Telegram.
const TELEGRAM: [Operation; 6] = [
    Operation::Taking,
    Operation::Press,
    Operation::Comment,
    Operation::Dialogue,
    Operation::Delivery,
    Operation::SignIn,
];
/// Those that need the machine.
const MACHINE: [Operation; 6] = [
    Operation::Press,
    Operation::Comment,
    Operation::Dialogue,
    Operation::Tick,
    Operation::Delivery,
    Operation::SignIn,
];

/// Plays a row and holds it against the page.
async fn row(table: &str, place: usize, label: &str, operations: &[Operation], trouble: Trouble) {
    let mut words = Vec::new();
    for (column, &operation) in operations.iter().enumerate() {
        // Each language meets each trouble and each operation.
        let lang = Lang::ALL[(place + column) % Lang::ALL.len()];
        println!("{label}, {}, {}", operation.name(), lang.iso_code());
        let mut scene = Scene::set(&trouble, operation, lang).await;
        words.push(operation.play(&mut scene).await);
        scene.log_is_clean();
    }
    for word in &words {
        assert!(page().contains(&format!("\n| {word} | ")), "docs/RELIABILITY.md does not explain {word:?}");
    }
    let played = format!("| {label} | {} |", words.join(" | "));
    let rows = stands(table);
    let heads: Vec<_> = operations.iter().map(|operation| operation.name()).collect();
    assert!(rows.contains(&format!("| {} |", heads.join(" | "))), "the head of {table} is {heads:?}");
    assert!(rows.lines().any(|row| row == played), "docs/RELIABILITY.md, {table}, should say\n{played}");
}

/// One test for each row of a table.
macro_rules! rows {
    ($table:ident, $operations:expr; $($name:ident: $label:literal => $trouble:expr;)*) => {
        mod $table {
            use super::*;

            const LABELS: &[&str] = &[$($label),*];

            $(#[tokio::test]
            async fn $name() {
                let place = LABELS.iter().position(|label| *label == $label).unwrap();
                row(stringify!($table), place, $label, &$operations, $trouble).await;
            })*

            #[test]
            fn the_page_has_no_other_row() {
                let table = stands(stringify!($table));
                let rows = table.lines().filter(|line| line.starts_with('|')).skip(2);
                let labels: Vec<_> = rows.map(|row| row.split('|').nth(1).unwrap().trim()).collect();
                assert_eq!(labels, LABELS);
            }
        }
    };
}

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/RELIABILITY.md")).unwrap()
}

/// A table of the page.
fn stands(table: &str) -> String {
    let page = page();
    let (_, rest) = page.split_once(&format!("<!-- {table} -->")).unwrap();
    rest.split_once(&format!("<!-- /{table} -->")).unwrap().0.to_owned()
}

fn gateway() -> String {
    "<html><h1>Bad Gateway</h1></html>".to_owned()
}

fn status(code: u16) -> Trouble {
    Trouble::Helpdesk(FaultKind::Status(code, gateway()))
}

rows! { helpdesk, HELPDESK;
    empty_500: "HTTP 500, empty" => Trouble::Helpdesk(FaultKind::Status(500, String::new()));
    page_502: "HTTP 502, a page" => status(502);
    turned_away_401: "HTTP 401 from a proxy" => status(401);
    turned_away_403: "HTTP 403 from a proxy" => status(403);
    turned_away_409: "HTTP 409" => status(409);
    turned_away_429: "HTTP 429" => status(429);
    stall: "never answers" => Trouble::Helpdesk(FaultKind::Stall);
    drip: "half an answer, then nothing" => Trouble::Helpdesk(FaultKind::Drip);
    trickle: "an answer sign by sign, without end" => Trouble::Helpdesk(FaultKind::Trickle);
    reset_before: "reset before it was done" => Trouble::Helpdesk(FaultKind::ResetBefore);
    reset_after: "reset after it was done" => Trouble::Helpdesk(FaultKind::AppliedThenReset);
    garbage: "done, answer is garbage" => Trouble::Helpdesk(FaultKind::Garbage);
    cut_json: "done, JSON cut in half" => Trouble::Helpdesk(FaultKind::CutJson);
    empty_body: "done, answer is empty" => Trouble::Helpdesk(FaultKind::EmptyBody);
    wrong_type: "wrong content type" => Trouble::Helpdesk(FaultKind::WrongContentType);
    php_notices: "PHP notices before the JSON" => Trouble::Helpdesk(FaultKind::PhpNotices);
    refused: "connection refused" => Trouble::HelpdeskWay(LinkState::Refused);
    no_name: "name not found (DNS)" => Trouble::HelpdeskWay(LinkState::NoName);
    no_tls: "TLS fails" => Trouble::HelpdeskWay(LinkState::NoTls);
    key_refused: "key refused" => Trouble::Key;
}

fn telegram(code: u16, description: &str) -> Trouble {
    let body = serde_json::json!({ "ok": false, "error_code": code, "description": description });
    Trouble::Telegram(Spoil::Status(code, body.to_string()))
}

rows! { telegram, TELEGRAM;
    error_500: "HTTP 500" => telegram(500, "Internal Server Error");
    page_502: "HTTP 502, a page" => Trouble::Telegram(Spoil::Status(502, gateway()));
    other_poller: "HTTP 409" => Trouble::Telegram(Spoil::Conflict409);
    flood: "HTTP 429, an hour" => Trouble::Telegram(Spoil::RetryAfter(3600));
    stall: "never answers" => Trouble::Telegram(Spoil::Stall);
    drip: "half an answer, then nothing" => Trouble::Telegram(Spoil::Drip);
    trickle: "an answer sign by sign, without end" => Trouble::Telegram(Spoil::Trickle);
    reset_before: "reset before it was done" => Trouble::Telegram(Spoil::ResetBefore);
    reset_after: "reset after it was done" => Trouble::Telegram(Spoil::AppliedThenReset);
    garbage: "done, answer is garbage" => Trouble::Telegram(Spoil::Garbage);
    cut_json: "done, JSON cut in half" => Trouble::Telegram(Spoil::CutJson);
    empty_body: "done, answer is empty" => Trouble::Telegram(Spoil::EmptyBody);
    wrong_type: "wrong content type" => Trouble::Telegram(Spoil::WrongContentType);
    unknown_entity: "a kind of entity that nobody knows" => Trouble::Telegram(Spoil::UnknownEntity);
    refused: "connection refused" => Trouble::TelegramWay(LinkState::Refused);
    no_name: "name not found (DNS)" => Trouble::TelegramWay(LinkState::NoName);
    no_tls: "TLS fails" => Trouble::TelegramWay(LinkState::NoTls);
}

rows! { machine, MACHINE;
    clock_ahead: "clock jumps a day ahead" => Trouble::Clock(SignedDuration::from_hours(24));
    clock_back: "clock is set back a day" => Trouble::Clock(SignedDuration::from_hours(-24));
    disk_full: "disk full" => Trouble::DiskFull;
    disk_full_midway: "disk full once the update is taken" => Trouble::DiskFullMidway;
    locked: "database locked for a moment" => Trouble::Locked;
}
