//! A broken line: what never left is told from what may have been carried out, nothing is concluded from half an answer,
//! and nothing is sent twice.

use std::error::Error as _;
use std::time::Duration;

use deskgram::clock::monotonic_now;
use deskgram::domain::ids::{SubjectId, TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::ticket::{PersonRef, Priority};
use deskgram::helpdesk::{ApiKey, HelpdeskClient, HelpdeskError, ListKind, NewTicket, ProbeResult};
use tokio::net::TcpListener;

use super::meaning::failure;
use super::server::{Reply, settings, with_server, with_settings};

const UNITS: &str = r#"[{"list":[{"id":1,"name":"A"}],"status":"ok","error_description":null}]"#;
const BAD_KEY: &str = r#"[{"status":"error","error_description":"system auth error"}]    "#;

fn key() -> ApiKey {
    ApiKey::new("secret-key".to_owned())
}

async fn failing(reply: Reply) -> String {
    let (result, seen) =
        with_server(&reply, async |client: HelpdeskClient| client.list_units(&key()).await).await;
    assert_eq!(seen.len(), 1, "asked once");
    failure(&result.unwrap_err())
}

/// An address at which nobody listens.
async fn dead_end() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().to_string()
}

#[tokio::test]
async fn what_never_left_is_safe_to_repeat() {
    let refused = HelpdeskClient::new(settings(&dead_end().await)).unwrap();
    assert_eq!(failure(&refused.list_units(&key()).await.unwrap_err()), "not sent");
}

#[tokio::test]
async fn nothing_leaves_before_tls_stands() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut settings = settings(&listener.local_addr().unwrap().to_string());
    settings.url.set_scheme("https").unwrap();
    let client = HelpdeskClient::new(settings).unwrap();
    let hang_up = async { drop(listener.accept().await.unwrap()) };
    let key = key();
    let (units, ()) = tokio::join!(client.list_units(&key), hang_up);
    assert_eq!(failure(&units.unwrap_err()), "not sent");
}

#[tokio::test]
async fn what_may_have_arrived_is_unclear() {
    let cut = UNITS[..30].to_owned();
    assert_eq!(failing(Reply::Short { body: cut.clone() }).await, "unclear: broken, perhaps applied");
    assert_eq!(failing(Reply::ok(&cut)).await, "unclear: cut, perhaps applied");
    assert_eq!(failing(Reply::Reset).await, "unclear: broken, perhaps applied");
    let page = "<html><h1>502 Bad Gateway</h1></html>".to_owned();
    let gateway = Reply::Whole { status: 502, body: page.clone() };
    assert_eq!(failing(gateway).await, "unclear: status 502, perhaps applied");
    assert_eq!(failing(Reply::ok(&page)).await, "unclear: no JSON of this API, perhaps applied");
    let crash = Reply::Whole { status: 500, body: String::new() };
    assert_eq!(failing(crash).await, "no data, perhaps applied");
}

#[tokio::test]
async fn what_was_turned_away_was_not_applied() {
    let turned_away = |status| Reply::Whole { status, body: "<html>".to_owned() };
    assert_eq!(failing(turned_away(301)).await, "unclear: status 301", "and not followed");
    assert_eq!(failing(turned_away(307)).await, "unclear: status 307", "and not repeated elsewhere");
    assert_eq!(failing(turned_away(404)).await, "unclear: status 404");
    assert_eq!(failing(turned_away(429)).await, "unclear: status 429");
}

#[tokio::test]
async fn patience_and_appetite_have_ends() {
    let ask = async |client: HelpdeskClient| client.list_units(&key()).await.unwrap_err();
    let hasty = |settings: &mut deskgram::helpdesk::HelpdeskSettings| {
        settings.call_timeout = Duration::from_millis(50);
    };
    let (error, _) = with_settings(&Reply::Silence, hasty, ask).await;
    assert_eq!(failure(&error), "unclear: timed out, perhaps applied");
    let modest = |settings: &mut deskgram::helpdesk::HelpdeskSettings| settings.max_body = UNITS.len() - 1;
    let (error, _) = with_settings(&Reply::ok(UNITS), modest, ask).await;
    assert_eq!(failure(&error), "unclear: too long, perhaps applied");
    let exact = |settings: &mut deskgram::helpdesk::HelpdeskSettings| settings.max_body = UNITS.len();
    let (units, _) = with_settings(&Reply::ok(UNITS), exact, async |client: HelpdeskClient| {
        client.list_units(&key()).await
    })
    .await;
    assert_eq!(units.unwrap().len(), 1);
}

#[tokio::test]
async fn no_list_is_not_an_empty_list() {
    let me = PersonRef::default();
    let list = async |client: HelpdeskClient| {
        client.list_tickets(&key(), ListKind::Incoming, &me).await.unwrap_err()
    };
    let ok = r#"[{"status":"ok","error_description":null}]"#;
    let (error, _) = with_server(&Reply::ok(ok), list).await;
    assert_eq!(failure(&error), "unclear: a list without tickets, perhaps applied");
    let nameless =
        r#"[{"tickets":[{"id_ticket":null,"ticket_hash":"a"}],"status":"ok","error_description":null}]"#;
    let (error, _) = with_server(&Reply::ok(nameless), list).await;
    assert_eq!(failure(&error), "unclear: a ticket without a number, perhaps applied");
}

#[tokio::test]
async fn a_view_is_of_the_ticket_that_was_meant() {
    let two = r#"[{"ticket":[{"id_ticket":1,"ticket_hash":"h"},{"id_ticket":"2","ticket_hash":"h"}],"status":"ok",
        "error_description":null}]"#;
    let me = PersonRef::default();
    let view = async |client: HelpdeskClient, id: i64| {
        let at = TicketRef { id: TicketId(id), hash: TicketHash("h".to_owned()) };
        client.view_ticket(&key(), &at, &me).await
    };
    let (viewed, _) = with_server(&Reply::ok(two), async |client| view(client, 2).await).await;
    let viewed = viewed.unwrap();
    assert_eq!((viewed.ticket.at.id, viewed.details.twin.is_some()), (TicketId(2), true));
    let (missing, _) = with_server(&Reply::ok(two), async |client| view(client, 3).await).await;
    assert_eq!(failure(&missing.unwrap_err()), "not found");
}

#[tokio::test]
async fn errors_hold_no_secrets() {
    let address = dead_end().await;
    let mut settings = settings(&address);
    settings.url = format!("http://someone:hidden@{address}/api.php?token=hidden").parse().unwrap();
    let error = HelpdeskClient::new(settings).unwrap().list_units(&key()).await.unwrap_err();
    let mut told = format!("{error:?} {error}");
    let mut source = error.source();
    while let Some(inner) = source {
        told.push_str(&format!(" {inner} {inner:?}"));
        source = inner.source();
    }
    for secret in ["hidden", "secret-key", "api.php", "someone"] {
        assert!(!told.contains(secret), "{told}");
    }
    assert_eq!(format!("{:?}", key()), "ApiKey(…)");
}

#[tokio::test]
async fn new_tickets_are_made_one_after_another() {
    let made = r#"[{"ticket_hash":"h","ticket_id":5,"status":"ok","error_description":null}]"#;
    let ticket = NewTicket {
        unit: UnitId(1),
        people: Vec::new(),
        subject: SubjectId(2),
        client: UserHash("c".to_owned()),
        priority: Priority::High,
        text: format!(" 1{} ", "Ж".repeat(100)),
    };
    let pause = Duration::from_millis(40);
    let (took, seen) = with_settings(
        &Reply::ok(made),
        |settings| settings.create_interval = pause,
        async |client: HelpdeskClient| {
            let start = monotonic_now();
            let other = client.clone();
            let key = key();
            let (first, second) =
                tokio::join!(client.create_ticket(&key, &ticket), other.create_ticket(&key, &ticket));
            assert_eq!(first.unwrap(), second.unwrap());
            start.elapsed()
        },
    )
    .await;
    assert!(took >= pause, "{took:?}");
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0]["user_to_id"], "0");
    assert_eq!(seen[0]["prio"], "2");
    assert_eq!(seen[0]["msg"], format!("1{} {}", "Ж".repeat(74), "Ж".repeat(26)));
}

#[test]
fn calls_can_be_made_from_any_task() {
    fn sendable(_: impl Send) {}
    let client = HelpdeskClient::new(settings("127.0.0.1:9")).unwrap();
    let (key, me, hash) = (key(), PersonRef::default(), UserHash("c".to_owned()));
    sendable(client.each_ticket(&key, ListKind::Archive, &me, |_| {}));
    sendable(client.find_profile(&key, "login", "name"));
    sendable(client.refer_ticket(&key, &TicketHash("h".to_owned()), UnitId(1), &[hash], "reason"));
}

#[tokio::test]
async fn a_probe_tells_what_is_there() {
    let probe = async |client: HelpdeskClient| client.probe_api().await;
    let at = async |body: &str| with_server(&Reply::ok(body), probe).await.0;
    assert!(matches!(at(BAD_KEY).await, ProbeResult::Works));
    assert!(matches!(at("    ").await, ProbeResult::SwitchedOff));
    assert!(matches!(at("<html>It works!</html>").await, ProbeResult::Foreign(HelpdeskError::Unclear(_))));
    assert!(matches!(at(r#"{"ok":true}"#).await, ProbeResult::Foreign(HelpdeskError::Unclear(_))));
    let crash = Reply::Whole { status: 500, body: String::new() };
    assert!(matches!(with_server(&crash, probe).await.0, ProbeResult::BrokenDown));
    let nowhere = HelpdeskClient::new(settings(&dead_end().await)).unwrap();
    assert!(matches!(nowhere.probe_api().await, ProbeResult::Unreachable(HelpdeskError::NotSent(_))));
}
