//! Updates that Telegram brings to the built program: over a stop and a start, and with another process that stands by behind a
//! balancer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};

use super::program::{Program, soon};
use super::{OLENA, Site, borrowed, called};
use crate::support::postgres::Postgres;

/// Has Telegram bring updates to this address of ours, which is `public` to it.
fn by_webhook<'a>(listen: &'a str, public: &'a str) -> [(&'a str, &'a str); 3] {
    [("DESKGRAM_PUBLIC_URL", public), ("DESKGRAM_LISTEN", listen), ("DESKGRAM_UPDATE_MODE", "webhook")]
}

/// A port that nobody has now.
pub(super) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn ready(client: &reqwest::Client, port: u16) -> Option<(u16, String)> {
    let answer = client.get(format!("http://127.0.0.1:{port}/readyz")).send().await.ok()?;
    Some((answer.status().as_u16(), answer.text().await.ok()?))
}

/// Whether a process says in its metrics that it has a role.
pub(super) async fn holds_role(client: &reqwest::Client, address: &str, role: &str) -> bool {
    let answer = client.get(format!("http://{address}/metrics")).send().await.unwrap();
    let page = answer.text().await.unwrap();
    let [held, not] =
        [1, 0].map(|held| page.contains(&format!("\ndeskgram_role_held{{role=\"{role}\"}} {held}\n")));
    assert!(held != not, "{page}");
    held
}

/// The same of a process that is changing from standing by to something else, which cuts the connection: it is asked again.
async fn ready_soon(client: &reqwest::Client, port: u16) -> (u16, String) {
    for _ in 0..100 {
        if let Some(answer) = ready(client, port).await {
            return answer;
        }
        tokio::task::yield_now().await;
    }
    panic!("nobody answers at {port}");
}

#[tokio::test]
async fn it_takes_what_is_brought_and_leaves_the_webhook_for_the_next_start() {
    let site = Site::open().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let public = format!("http://{listen}");
    let settings = by_webhook(&listen, &public);
    let program = site.run(&settings);
    let secret = soon(site.telegram.until(|telegram| telegram.webhook()?.secret)).await;
    site.asks(OLENA, "/start", "/login").await;
    program.signal("TERM");
    let ended = program.ends().await;
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    assert!(ended.said.contains(&format!("Telegram brings updates to {public}/telegram/updates")));
    assert!(!ended.said.contains(&secret) && !ended.said.contains(site.telegram.token()), "{}", ended.said);
    assert!(!ended.said.contains("still in hand"), "{}", ended.said);

    assert_eq!(site.telegram.webhook().and_then(|webhook| webhook.secret), Some(secret));
    let asked = site.telegram.says(OLENA, OLENA, "/cancel");
    let _again = site.run(&settings);
    site.answered(OLENA, asked, "nothing").await;
    assert!(!called(&site.telegram, "getUpdates"));
    assert!(site.telegram.violations().is_empty(), "{:?}", site.telegram.violations());
}

#[tokio::test]
async fn check_says_where_telegram_brings_updates_and_what_keeps_it_from_that() {
    let site = Site::open().await;
    let listen = format!("127.0.0.1:{}", free_port());
    let public = format!("http://{listen}");
    let settings = by_webhook(&listen, &public);
    let checked = async |code: i32, words: &str| {
        let settings = site.settings(&settings);
        let ended = Program::run(site.folder(), &["check"], &borrowed(&settings)).await;
        assert_eq!(ended.code, Some(code), "{}", ended.said);
        assert!(ended.said.contains(words), "{}", ended.said);
    };
    checked(0, &format!("✔ updates: Telegram will bring them to {public}/telegram/updates")).await;
    let program = site.run(&settings);
    soon(site.telegram.until(|telegram| telegram.webhook()?.secret)).await;
    checked(0, &format!("✔ updates: Telegram brings them to {public}/telegram/updates, and 0 wait")).await;
    program.signal("TERM");
    program.ends().await;
    site.telegram.says(OLENA, OLENA, "/start");
    soon(site.telegram.until(|telegram| telegram.webhook()?.last_error)).await;
    checked(1, "✘ updates: Telegram could not bring one: ").await;
}

/// Two processes, of which a balancer asks the one that is ready.
struct Balancer {
    client: reqwest::Client,
    ports: [u16; 2],
}

impl Balancer {
    /// Starts to balance; gives its address.
    async fn start(ports: [u16; 2]) -> (Arc<Self>, String) {
        let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap();
        let balancer = Arc::new(Self { client, ports });
        let router = Router::new().fallback(Self::pass).with_state(Arc::clone(&balancer));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await });
        (balancer, address)
    }

    async fn pass(State(balancer): State<Arc<Self>>, headers: HeaderMap, request: Request) -> StatusCode {
        let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
        for port in balancer.ports {
            if !matches!(ready(&balancer.client, port).await, Some((200, _))) {
                continue;
            }
            let to = format!("http://127.0.0.1:{port}/telegram/updates");
            let passed = balancer.client.post(to).headers(headers).body(body).send().await;
            return passed.map_or(StatusCode::BAD_GATEWAY, |answer| answer.status());
        }
        StatusCode::SERVICE_UNAVAILABLE
    }
}

#[tokio::test]
async fn behind_a_balancer_telegram_reaches_the_one_that_serves() {
    let Some(postgres) = Postgres::fresh() else { return };
    let site = Site::open().await;
    let ports = [free_port(), free_port()];
    let (balancer, public) = Balancer::start(ports).await;
    let (key, database) = ("07".repeat(32), postgres.url());
    let start = |port: u16| {
        let listen = format!("127.0.0.1:{port}");
        site.run(&[
            ("DESKGRAM_PUBLIC_URL", &public),
            ("DESKGRAM_LISTEN", &listen),
            ("DESKGRAM_UPDATE_MODE", "webhook"),
            ("DESKGRAM_SECRET_KEY", &key),
            ("DATABASE_URL", &database),
        ])
    };
    let mut first = start(ports[0]);
    first.says("serving as @").await;
    let mut second: Program = start(ports[1]);
    second.says("answering HTTP").await;
    let standing = ready_soon(&balancer.client, ports[1]).await;
    assert_eq!(standing, (503, "serving stands by\n".to_owned()));
    let [one, other] = ports.map(|port| format!("127.0.0.1:{port}"));
    assert!(holds_role(&balancer.client, &one, "updates").await);
    assert!(!holds_role(&balancer.client, &other, "updates").await);
    site.asks(OLENA, "/start", "/login").await;
    first.signal("KILL");
    first.ends().await;
    site.asks(OLENA, "/cancel", "nothing").await;
    assert_eq!(ready_soon(&balancer.client, ports[1]).await.0, 200);
    assert!(holds_role(&balancer.client, &other, "updates").await);
    assert!(!called(&site.telegram, "getUpdates"));
}
