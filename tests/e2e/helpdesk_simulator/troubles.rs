//! Each kind of trouble that the simulated helpdesk can make, seen from the other end of the wire.

use std::io::{ErrorKind, Result};
use std::time::Duration;

use deskgram::clock::{Clock, monotonic_now};
use deskgram_sandbox::zenlix::world::AccountStatus;
use deskgram_sandbox::zenlix::world::{Answers, ApiSwitch, Numbers};
use deskgram_sandbox::zenlix::{Call, CallStatus, Fault, FaultKind, Match, NewTicket, Zenlix, seed};
use tokio::task::JoinHandle;

use super::raw::{Answer, Ask};

const SIDOROV: &str = "7021dba9be360b01e1b03e759f543c62";
const SHEVCHENKO: &str = "7954ceb424ae0f2660c4816d95490103";
const HEAD: &str = "3dac4468280caf497165abcf7549bf50";
/// Ticket 1, free and for everybody of unit 1.
const FIRST: &str = "3346a976e5f0512b3967a5591de4334e";

async fn helpdesk() -> Zenlix {
    let clock = Clock::manual(seed::at("2026-11-24 12:00:00"));
    Zenlix::start(seed::recorded(), clock).await.expect("a free port")
}

async fn spoiled(kind: FaultKind) -> (Zenlix, Result<Answer>) {
    let helpdesk = helpdesk().await;
    helpdesk.fault(Fault { on: Match::any(), kind, times: Some(1) });
    let answer = lock(SIDOROV).send(&helpdesk).await;
    (helpdesk, answer)
}

fn lock(key: &str) -> Ask {
    ask("ticket_lock", key)
}

fn ask(mode: &str, key: &str) -> Ask {
    Ask::post(format!(r#"{{"mode":"{mode}","uniq_id":"{key}","ticket_hash":"{FIRST}","type":"in"}}"#))
}

fn in_background(ask: Ask, helpdesk: &Zenlix) -> JoinHandle<Result<Answer>> {
    let helpdesk = helpdesk.clone();
    tokio::spawn(async move { ask.send(&helpdesk).await })
}

fn holder(helpdesk: &Zenlix) -> Option<String> {
    helpdesk.ticket(1).expect("a seeded ticket").locked_by
}

const LOCKED: &str = "[{\"status\":\"ok\",\"error_description\":null,\"status_ticket\":\"free\",\"lock_by_fio\":null,\
                      \"ok_by_fio\":null,\"access_priv\":\"unlock,ok\"}]    ";

#[tokio::test(flavor = "multi_thread")]
async fn a_status_is_answered_and_nothing_done() {
    let (helpdesk, answer) = spoiled(FaultKind::Status(502, "<h1>Bad Gateway</h1>".to_owned())).await;
    let answer = answer.expect("an answer");
    assert_eq!((answer.status, answer.body.as_str()), (502, "<h1>Bad Gateway</h1>"));
    assert_eq!(holder(&helpdesk), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_spoiled_after_the_call_is_done() {
    let html = "text/html; charset=UTF-8";
    let json = "application/json";
    for (kind, content_type, expected) in [
        (FaultKind::Garbage, json, "<html><body>Bad gateway".to_owned()),
        (FaultKind::CutJson, json, LOCKED[..LOCKED.len() / 2].to_owned()),
        (FaultKind::EmptyBody, json, "    ".to_owned()),
        (FaultKind::WrongContentType, html, LOCKED.to_owned()),
    ] {
        let (helpdesk, answer) = spoiled(kind.clone()).await;
        let answer = answer.expect("an answer");
        assert_eq!((answer.content_type.as_str(), answer.body), (content_type, expected), "{kind:?}");
        assert_eq!(holder(&helpdesk).as_deref(), Some("sidorov"), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn notices_stand_before_the_json() {
    let (_, answer) = spoiled(FaultKind::PhpNotices).await;
    let body = answer.expect("an answer").body;
    assert!(body.starts_with("<br />\n<b>Deprecated</b>:  ") && body.ends_with(LOCKED), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reset_comes_before_the_work_or_after_it() {
    for (kind, holds) in [(FaultKind::ResetBefore, None), (FaultKind::AppliedThenReset, Some("sidorov"))] {
        let (helpdesk, answer) = spoiled(kind.clone()).await;
        assert_eq!(answer.expect_err("no answer").kind(), ErrorKind::ConnectionReset, "{kind:?}");
        assert_eq!(holder(&helpdesk).as_deref(), holds, "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_answer_comes_late_but_whole() {
    let delay = Duration::from_millis(30);
    let start = monotonic_now();
    let (_, answer) = spoiled(FaultKind::Slow(delay)).await;
    assert_eq!(answer.expect("an answer").body, LOCKED);
    assert!(start.elapsed() >= delay);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stalled_call_is_never_answered() {
    let helpdesk = helpdesk().await;
    helpdesk.fault(Fault { on: Match::any(), kind: FaultKind::Stall, times: None });
    let call = in_background(lock(SIDOROV), &helpdesk);
    helpdesk.until_held(1).await;
    helpdesk.clear_faults();
    let answer = call.await.expect("the call doesn't panic");
    assert_eq!(answer.expect_err("no answer").kind(), ErrorKind::ConnectionReset);
    assert_eq!(holder(&helpdesk), None);
    assert_eq!(lock(SIDOROV).send(&helpdesk).await.expect("an answer").body, LOCKED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_call_is_done_when_it_is_released() {
    let helpdesk = helpdesk().await;
    helpdesk.fault(Fault { on: Match::any(), kind: FaultKind::Hold, times: Some(1) });
    let call = in_background(lock(SIDOROV), &helpdesk);
    helpdesk.until_held(1).await;
    assert_eq!(holder(&helpdesk), None);
    helpdesk.release();
    assert_eq!(call.await.expect("the call doesn't panic").expect("an answer").body, LOCKED);
    assert_eq!(holder(&helpdesk).as_deref(), Some("sidorov"));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_lock_at_once_both_hear_ok_and_the_last_holds() {
    let helpdesk = helpdesk().await;
    helpdesk.fault(Fault {
        on: Match::mode("ticket_lock"),
        kind: FaultKind::HoldBeforeWriting,
        times: Some(2),
    });
    let one = in_background(lock(SIDOROV), &helpdesk);
    helpdesk.until_held(1).await;
    let other = in_background(lock(SHEVCHENKO), &helpdesk);
    helpdesk.until_held(2).await;
    for (call, login) in [(one, "sidorov"), (other, "shevchenko")] {
        helpdesk.release_one();
        assert_eq!(call.await.expect("the call doesn't panic").expect("an answer").body, LOCKED);
        assert_eq!(holder(&helpdesk).as_deref(), Some(login));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_strikes_the_calls_it_is_for_and_as_often_as_it_says() {
    let helpdesk = helpdesk().await;
    let kind = FaultKind::Status(503, String::new());
    helpdesk.fault(Fault { on: Match::mode("ticket_view").by("sidorov"), kind, times: Some(2) });
    let mut statuses = Vec::new();
    for (mode, key) in [
        ("ticket_view", SHEVCHENKO),
        ("get_unit_list", SIDOROV),
        ("ticket_view", SIDOROV),
        ("ticket_view", SIDOROV),
        ("ticket_view", SIDOROV),
    ] {
        statuses.push(ask(mode, key).send(&helpdesk).await.expect("an answer").status);
    }
    assert_eq!(statuses, [200, 200, 503, 503, 200]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_helpdesk_refuses_connections_and_comes_back_as_it_was() {
    let helpdesk = helpdesk().await;
    helpdesk.fault(Fault { on: Match::any(), kind: FaultKind::Hold, times: Some(1) });
    let cut_off = in_background(lock(SIDOROV), &helpdesk);
    helpdesk.until_held(1).await;
    helpdesk.stop().await;
    assert_eq!(cut_off.await.expect("no panic").expect_err("no answer").kind(), ErrorKind::ConnectionReset);
    let refused = lock(SIDOROV).send(&helpdesk).await;
    assert_eq!(refused.expect_err("nobody listens").kind(), ErrorKind::ConnectionRefused);
    helpdesk.restart().await.expect("the port is still free");
    assert_eq!(lock(SIDOROV).send(&helpdesk).await.expect("an answer").body, LOCKED);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_are_logged_with_their_callers_and_outcomes() {
    let helpdesk = helpdesk().await;
    for body in [
        r#"{"mode":"auth","login":"sidorov","pass":"no"}"#.to_owned(),
        format!(r#"{{"mode":"get_unit_list","uniq_id":"{SIDOROV}"}}"#),
        format!(r#"{{"mode":"ticket_list","uniq_id":"{HEAD}","type":"out"}}"#),
        "nothing".to_owned(),
    ] {
        Ask::post(body).send(&helpdesk).await.expect("an answer");
    }
    let at = helpdesk.clock().now();
    let call = |mode: &str, login: Option<&str>, status| Call {
        mode: mode.to_owned(),
        login: login.map(str::to_owned),
        ticket: None,
        status,
        at,
    };
    let expected = [
        call("auth", Some("sidorov"), CallStatus::Refused("system auth error".to_owned())),
        call("get_unit_list", Some("sidorov"), CallStatus::Ok),
        call("ticket_list", Some("ivanova"), CallStatus::NoData),
        call("", None, CallStatus::NoData),
    ];
    assert_eq!(helpdesk.take_calls(), expected);
    assert_eq!(helpdesk.calls(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_switches_change_what_is_answered() {
    let helpdesk = helpdesk().await;
    let units = || Ask::post(format!(r#"{{"mode":"get_unit_info","uniq_id":"{SIDOROV}","unit_code":1}}"#));
    helpdesk.set_numbers(Numbers::AsStrings);
    let body = units().send(&helpdesk).await.expect("an answer").body;
    assert!(body.starts_with(r#"[{"info":[{"id":"1","#), "{body}");
    helpdesk.set_api(ApiSwitch::Off);
    assert_eq!(units().send(&helpdesk).await.expect("an answer").body, "    ");
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_document_there_is_nothing_but_its_fields() {
    let helpdesk = helpdesk().await;
    helpdesk.set_answers(Answers::ByTheDocument);
    let fields = |answer: Answer, list: &str| {
        let body: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
        let first = body[0][list][0].as_object().expect("an object").clone();
        first.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    let listed = ask("ticket_list", HEAD).send(&helpdesk).await.expect("an answer");
    assert_eq!(
        fields(listed, "tickets"),
        [
            "client_hash",
            "date_created",
            "id_ticket",
            "prio",
            "status",
            "subj",
            "text",
            "ticket_hash",
            "to_unit_id",
            "to_user_hash",
            "user_init_hash"
        ]
    );
    let comments = ask("get_ticket_comments ", SIDOROV).send(&helpdesk).await.expect("an answer");
    assert_eq!(fields(comments, "comments"), ["author", "dt", "text"]);
    let locked = lock(SIDOROV).send(&helpdesk).await.expect("an answer").body;
    assert_eq!(locked, "[{\"status\":\"ok\",\"error_description\":null}]    ");
    let out = Ask::post(format!(r#"{{"mode":"ticket_list","uniq_id":"{HEAD}","type":"out"}}"#));
    let own = out.send(&helpdesk).await.expect("an answer").body;
    assert!(own.contains(r#""id_ticket":21,"#), "{own}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_is_sent_brings_it_down() {
    let helpdesk = helpdesk().await;
    let deep = "[".repeat(100_000);
    for body in [
        "null".to_owned(),
        "\0\0\0".to_owned(),
        r#"{"mode":["auth"]}"#.to_owned(),
        r#"{"mode":"auth","login":{},"pass":{}}"#.to_owned(),
        format!(r#"{{"mode":"get_users_list","uniq_id":"{SIDOROV}","find_param":"{}"}}"#, "%_".repeat(5000)),
        format!(r#"{{"mode":"get_unit_info","uniq_id":"{SIDOROV}","unit_code":"-99999999999999999999"}}"#),
        format!(
            r#"{{"mode":"refer_ticket","uniq_id":"{SIDOROV}","ticket_hash":"{FIRST}","user_to_id":",,<","unit_id":"x","msg":"<<<>'\""}}"#
        ),
        format!(r#"{{"mode":"auth","login":{deep}"#),
    ] {
        let answer = Ask::post(body).send(&helpdesk).await.expect("an answer");
        assert!(answer.status == 200 || answer.body.is_empty());
    }
    assert_eq!(ask("ticket_view", SIDOROV).send(&helpdesk).await.expect("an answer").status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_of_ones_own_is_a_second_after_the_newest_ticket() {
    let helpdesk = helpdesk().await;
    assert_eq!(helpdesk.time_to_free_second(), Duration::ZERO);
    helpdesk.web_create("romanov", NewTicket::to_unit(1, "Принтеры и сканеры", "Не печатает"));
    helpdesk.clock().advance_by(jiff::SignedDuration::from_millis(400));
    assert_eq!(helpdesk.time_to_free_second(), Duration::from_millis(600));
    helpdesk.clock().advance_by(jiff::SignedDuration::from_millis(600));
    assert_eq!(helpdesk.time_to_free_second(), Duration::ZERO);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_the_web_page_shows_in_the_api() {
    let helpdesk = helpdesk().await;
    let id = helpdesk.web_create("romanov", NewTicket::to_unit(1, "Принтеры и сканеры", "Не печатает"));
    helpdesk.web_comment("romanov", id, "Очень ждём");
    let list = ask("ticket_list", SIDOROV).send(&helpdesk).await.expect("an answer").body;
    assert!(list.contains(&format!(r#""id_ticket":{id},"#)), "{list}");
    assert_eq!(helpdesk.comments(id), [("romanov".to_owned(), "Очень ждём".to_owned())]);
    helpdesk.change_password("sidorov", "new");
    let refused = ask("ticket_list", SIDOROV).send(&helpdesk).await.expect("an answer").body;
    assert!(refused.contains("system auth error"), "{refused}");
    helpdesk.set_user_status("shevchenko", AccountStatus::Deleted);
    let refused = ask("ticket_list", SHEVCHENKO).send(&helpdesk).await.expect("an answer").body;
    assert!(refused.contains("system auth error"), "{refused}");
}
