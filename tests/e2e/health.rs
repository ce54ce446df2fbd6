//! What is told to whoever watches the process, and that nothing in `deploy/` asks for what is not told.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use deskgram::web::HttpServer;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;
use yaml_rust2::YamlLoader;

use crate::support::*;

/// A world that answers HTTP, without a public address.
struct Site {
    world: World,
    address: String,
}

impl Site {
    async fn open() -> Self {
        let world = World::new().await;
        let front = HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = format!("http://{}", front.local_address().unwrap());
        tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
        Self { world, address }
    }

    async fn get(&self, path: &str) -> (u16, String) {
        fetch(&format!("{}{path}", self.address)).await
    }

    /// The value of a number without labels.
    async fn value(&self, name: &str) -> f64 {
        let (_, page) = self.get("/metrics").await;
        let line = page.lines().find_map(|line| line.strip_prefix(&format!("deskgram_{name} ")));
        line.unwrap_or_else(|| panic!("no {name} in {page}")).parse().unwrap()
    }
}

async fn fetch(address: &str) -> (u16, String) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let response = http.get(address).send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

#[tokio::test]
async fn numbers_with_a_port_of_their_own_are_told_nowhere_else_and_nothing_else_there() {
    let world = World::new().await;
    let bind = async || HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
    let (front, numbers) = (bind().await, bind().await);
    let address = |port: &HttpServer| format!("http://{}", port.local_address().unwrap());
    let (front_address, numbers_address) = (address(&front), address(&numbers));
    let front = front.with_metrics_at(numbers);
    let look = async || {
        let mut found = Vec::new();
        for path in ["/healthz", "/metrics"] {
            for address in [&front_address, &numbers_address] {
                found.push(fetch(&format!("{address}{path}")).await.0);
            }
        }
        found
    };
    let standing_by = front.serve_standby(Some(world.app.bot.clone()), look()).await;
    assert_eq!(standing_by, [200, 404, 503, 200]);
    tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    assert_eq!(look().await, [200, 404, 404, 200]);

    let alone = bind().await.for_metrics();
    let numbers_address = address(&alone);
    tokio::spawn(alone.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    assert_eq!(fetch(&format!("{numbers_address}/metrics")).await.0, 200);
    assert_eq!(fetch(&format!("{numbers_address}/healthz")).await.0, 404);
}

#[tokio::test]
async fn it_is_ready_once_telegram_answers_and_not_when_it_no_longer_does() {
    let site = Site::open().await;
    assert_eq!(site.get("/healthz").await, (200, "alive\n".into()));
    assert_eq!(site.get("/readyz").await.0, 503, "Telegram was not asked yet");
    site.world.sign_in(OLENA).await;
    let (status, text) = site.get("/readyz").await;
    assert_eq!((status, text.matches("works").count()), (200, 3), "{text}");
    site.world.advance_time(SignedDuration::from_mins(4));
    let (status, text) = site.get("/readyz").await;
    assert_eq!(status, 503);
    assert!(text.contains("telegram does not work"), "{text}");
    site.world.advance_time(SignedDuration::from_mins(10));
    assert!(site.get("/readyz").await.1.contains("lists does not work"), "nobody reads the lists");
    site.world.poll_once().await;
    assert_eq!(site.get("/readyz").await.0, 200);
    assert_eq!(site.get("/healthz").await.0, 200);
}

#[tokio::test]
async fn the_numbers_follow_what_happens() {
    let site = Site::open().await;
    let world = &site.world;
    assert_eq!(site.value("sessions").await, 0.0);
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    assert_eq!(site.value("sessions").await, 1.0);
    assert_eq!(site.value("callback_duration_seconds_count").await, 1.0);
    assert!(site.value("helpdesk_list_duration_seconds_count").await >= 2.0);
    assert!(site.value("telegram_sent_total").await >= 3.0);
    assert_eq!(site.value("database_up").await, 1.0);
    let (calls, errors) =
        (site.value("helpdesk_calls_total").await, site.value("helpdesk_errors_total").await);
    assert!(calls > 5.0, "{calls}");
    let kind = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::mode("get_ticket_comments"), kind, times: None });
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    assert!(site.value("helpdesk_errors_total").await > errors);
    assert_eq!(site.value("comments_waiting").await, 1.0);
    let now = world.clock.now().as_second() as f64;
    world.advance_time(SignedDuration::from_secs(90));
    for part in ["helpdesk_list", "telegram"] {
        let last = site.value(&format!("{part}_last_success_timestamp_seconds")).await;
        assert!((now - 120.0..=now + 1.0).contains(&last), "{part}: {last} when it was {now}");
    }
    assert_eq!(site.value("outbox_depth").await, 0.0);
    world.telegram.says(OLENA, OLENA, "/help");
    world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
    world.app.dispatcher.wait_idle().await;
    world.advance_time(SignedDuration::from_secs(30));
    assert_eq!(site.value("outbox_depth").await, 1.0);
    assert_eq!(site.value("outbox_oldest_seconds").await, 30.0);
    world.run_until_idle().await;
}

#[tokio::test]
async fn no_name_number_of_a_person_or_word_is_in_them() {
    let site = Site::open().await;
    site.world.sign_in(OLENA).await;
    site.world.create_ticket();
    site.world.poll_once().await;
    let (_, page) = site.get("/metrics").await;
    for word in ["olena", "Olena", "101", "Printers", "fire", "Коваленко"] {
        assert!(!page.contains(word), "{word} in {page}");
    }
}

#[tokio::test]
async fn the_dashboard_and_the_alerts_ask_for_numbers_that_exist() {
    let site = Site::open().await;
    site.world.sign_in(OLENA).await;
    let (_, page) = site.get("/metrics").await;
    let told: BTreeSet<_> = names(&page).into_iter().collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy");
    let dashboard = fs::read_to_string(root.join("grafana/deskgram.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&dashboard).unwrap();
    assert!(json["panels"].as_array().unwrap().len() >= 8);
    let alerts = fs::read_to_string(root.join("grafana/alerts.yaml")).unwrap();
    let rules = &YamlLoader::load_from_str(&alerts).unwrap()[0]["groups"][0]["rules"];
    let reference = fs::read_to_string(root.join("../docs/REFERENCE.md")).unwrap();
    for rule in rules.as_vec().unwrap() {
        let name = rule["alert"].as_str().unwrap();
        assert!(rule["annotations"]["summary"].as_str().is_some_and(|text| text.len() > 20), "{name}");
        assert!(reference.contains(&format!("`{name}`")), "{name} is not explained");
    }
    for asked in names(&json.to_string()).into_iter().chain(names(&alerts)) {
        assert!(told.contains(&asked), "nothing is called {asked}: {told:?}");
    }
}

/// The names of deskgram's numbers in a text.
fn names(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| word.starts_with("deskgram_")).map(str::to_owned).collect()
}
