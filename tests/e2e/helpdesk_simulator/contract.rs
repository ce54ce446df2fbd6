//! What is known of the real helpdesk beyond the recorded answers.

use deskgram::clock::Clock;
use deskgram_sandbox::zenlix::world::{Progress, SqlMode};
use deskgram_sandbox::zenlix::{NewTicket, WebAction, Zenlix, seed};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::raw::{Answer, Ask};

const SIDOROV: &str = "7021dba9be360b01e1b03e759f543c62";
const SIDOROV_HASH: &str = "76a384de3be2aaa8fc8fb1fff4cf5a04";
const CHIEF: &str = "083d19cf57fc232bbc87b2afe13ddda1";
const CLIENT_HASH: &str = "3f3479c9f076984f935cbb9e5266a6b8";

async fn helpdesk() -> Zenlix {
    let clock = Clock::manual(seed::at("2026-11-24 12:00:00"));
    Zenlix::start(seed::recorded(), clock).await.expect("a free port")
}

async fn call(helpdesk: &Zenlix, request: Value) -> Answer {
    Ask::post(request.to_string()).send(helpdesk).await.expect("an answer")
}

fn parsed(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).expect("JSON")
}

fn create(text: &str) -> Value {
    json!({"mode": "create_ticket", "uniq_id": SIDOROV, "user_to_id": "0", "subj": "1", "msg": text,
        "client_id": CLIENT_HASH, "unit_id": "1", "prio": "1"})
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nightly_job_archives_old_work_even_if_it_was_reopened() {
    let helpdesk = helpdesk().await;
    helpdesk.web_act("sidorov", 1, WebAction::Finish);
    helpdesk.web_act("ivanova", 1, WebAction::Reopen);
    helpdesk.clock().advance_by(SignedDuration::from_hours(72));
    helpdesk.archive_job();
    let progress = |id| helpdesk.ticket(id).expect("a ticket").row.progress;
    assert_eq!(progress(1), Progress::Open);
    helpdesk.clock().advance_by(SignedDuration::from_secs(1));
    helpdesk.archive_job();
    assert_eq!((progress(1), progress(2)), (Progress::Archived, Progress::Open));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_referred_to_a_unit_is_in_no_technicians_list() {
    let helpdesk = helpdesk().await;
    let hash = helpdesk.ticket(1).expect("a ticket").row.hash;
    let refer = json!({"mode": "refer_ticket", "uniq_id": SIDOROV, "ticket_hash": hash, "user_to_id": "0",
        "unit_id": "1", "msg": ""});
    assert_eq!(parsed(&call(&helpdesk, refer).await)[0]["status"], "ok");
    for (key, sees) in [(SIDOROV, false), (CHIEF, true)] {
        let list = call(&helpdesk, json!({"mode": "ticket_list", "uniq_id": key, "type": "in"})).await;
        let list = parsed(&list);
        let ids: Vec<_> =
            list[0]["tickets"].as_array().expect("a list").iter().map(|it| &it["id_ticket"]).collect();
        assert_eq!(ids.contains(&&json!(1)), sees);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tickets_with_one_hash_only_the_first_is_referred() {
    let helpdesk = helpdesk().await;
    let first = helpdesk.web_create("romanov", NewTicket::to_unit(1, "", "раз"));
    let second = helpdesk.web_create("romanov", NewTicket::to_unit(1, "", "два"));
    let hash = helpdesk.ticket(first).expect("a ticket").row.hash;
    let refer = json!({"mode": "refer_ticket", "uniq_id": SIDOROV, "ticket_hash": hash,
        "user_to_id": SIDOROV_HASH, "unit_id": "2", "msg": ""});
    call(&helpdesk, refer).await;
    let unit = |id| helpdesk.ticket(id).expect("a ticket").row.unit;
    assert_eq!((unit(first), unit(second)), (2, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_comment_is_cut_and_a_wide_character_lost_where_the_database_is_lax() {
    let helpdesk = helpdesk().await;
    let hash = helpdesk.ticket(1).expect("a ticket").row.hash;
    let text = "я".repeat(2050);
    call(
        &helpdesk,
        json!({"mode": "add_ticket_comment", "uniq_id": SIDOROV, "ticket_hash": hash, "msg": text}),
    )
    .await;
    let (_, stored) = helpdesk.comments(1).pop().expect("a comment");
    assert_eq!(stored.chars().count(), 2048);
    call(&helpdesk, create("до 😀 после")).await;
    let made = helpdesk.tickets().pop().expect("a ticket");
    assert_eq!(made.row.text, "до ???? после");
    helpdesk.set_sql(SqlMode::Strict);
    let before = helpdesk.tickets().len();
    let died = call(&helpdesk, create("до 😀 после")).await;
    assert_eq!((died.status, died.body.as_str()), (500, ""));
    assert_eq!(helpdesk.tickets().len(), before);
}

/// The exact condition: longer than 150 bytes, no space at bytes 1 to 150, no line break before byte 150, and byte 150
/// in the middle of a letter.
#[tokio::test(flavor = "multi_thread")]
async fn only_some_long_texts_kill_the_list() {
    let odd = format!("1{}", "Ж".repeat(80));
    let even = "Ж".repeat(80);
    for (text, kills) in [
        (odd.clone(), true),
        (even, false),
        (format!(" {}", "Ж".repeat(80)), true),
        (format!("1{} {}", "Ж".repeat(74), "Ж".repeat(9)), false),
        (format!("12{} {}", "Ж".repeat(74), "Ж".repeat(9)), false),
        (format!("1{}\n{}", "Ж".repeat(20), "Ж".repeat(65)), false),
        (format!("1\n2{}", "Ж".repeat(80)), true),
        (format!("1<br>{}", "Ж".repeat(80)), false),
        (format!("1{}", "Ж".repeat(74)), false),
    ] {
        let helpdesk = helpdesk().await;
        call(&helpdesk, create(&text)).await;
        let list = call(&helpdesk, json!({"mode": "ticket_list", "uniq_id": SIDOROV, "type": "in"})).await;
        assert_eq!(list.body == "    ", kills, "{text:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_are_loose_as_the_database_is() {
    let helpdesk = helpdesk().await;
    for (wanted, found) in
        [("петр ив", 1), ("ПЁТР ИВ", 1), ("с_доров", 1), ("%101-2%", 2), ("\\_", 0), ("deleted", 0)]
    {
        let users =
            call(&helpdesk, json!({"mode": "get_users_list", "uniq_id": SIDOROV, "find_param": wanted}))
                .await;
        assert_eq!(parsed(&users)[0]["users"].as_array().expect("a list").len(), found, "{wanted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_field_is_told_before_a_bad_key() {
    let helpdesk = helpdesk().await;
    let why = |answer: &Answer| parsed(answer)[0]["error_description"].clone();
    let no_hash = call(&helpdesk, json!({"mode": "ticket_view", "uniq_id": "nobody"})).await;
    assert_eq!(why(&no_hash), "not all params");
    let lock =
        call(&helpdesk, json!({"mode": "ticket_lock", "uniq_id": "nobody", "ticket_hash": "any"})).await;
    assert_eq!(why(&lock), "system auth error");
    assert_eq!(parsed(&lock)[0]["access_priv"], "lock");
    let hash = helpdesk.ticket(1).expect("a ticket").row.hash;
    let leak = call(&helpdesk, json!({"mode": "get_ticket_comments", "ticket_hash": hash})).await;
    assert_eq!(parsed(&leak)[0]["ticket_code"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_takes_the_phone_from_its_owner() {
    let helpdesk = helpdesk().await;
    let sign_in =
        |password| json!({"mode": "auth", "login": "sidorov", "pass": password, "device_token": "T"});
    for (password, owner) in [("pass5", Some(5)), ("wrong", None)] {
        call(&helpdesk, sign_in(password)).await;
        let devices = helpdesk.read(|world| world.devices.iter().map(|it| it.owner).collect::<Vec<_>>());
        assert_eq!(devices, [owner]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_line_break_tag_breaks_the_line_of_a_view() {
    let helpdesk = helpdesk().await;
    let id = helpdesk
        .web_create("romanov", NewTicket::to_unit(1, "", "1<br>2<BR>3<br/>4<br />5 <i>&amp;</i> < 6 <7"));
    let hash = helpdesk.ticket(id).expect("a ticket").row.hash;
    let view = call(&helpdesk, json!({"mode": "ticket_view", "uniq_id": SIDOROV, "ticket_hash": hash})).await;
    assert_eq!(parsed(&view)[0]["ticket"][0]["text"], "1\r\n2\r\n3\r\n4\r\n5 &amp; < 6 ");
}
