//! Connections that are opened and left: they end, and everybody else is answered meanwhile.

use std::time::Duration;

use deskgram::domain::access_policy::{AccessPolicy, SignInMethod};
use deskgram::web::{HttpServer, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use crate::support::*;

/// A world with a page, and where it is.
async fn with_a_page() -> (World, String) {
    let mut world = World::new().await;
    let short = Duration::from_millis(1_500);
    let limits = Limits { head: short, body: short, taking: short };
    let front = HttpServer::within(([127, 0, 0, 1], 0).into(), limits).await.unwrap();
    let address = front.local_address().unwrap().to_string();
    world.settings.access_policy =
        AccessPolicy::default().with_sign_in(SignInMethod::Page { public: format!("http://{address}/") });
    world.restart_process().await;
    tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    (world, address)
}

/// Sends the beginning of a request.
async fn begins(address: &str, what: &str) -> TcpStream {
    let mut line = TcpStream::connect(address).await.unwrap();
    line.write_all(what.as_bytes()).await.unwrap();
    line
}

/// All that comes until the other side hangs up.
async fn rest(mut line: TcpStream) -> String {
    let mut said = Vec::new();
    // Cut off rudely is an end too.
    let _ = line.read_to_end(&mut said).await;
    String::from_utf8_lossy(&said).into_owned()
}

async fn is_alive(address: &str) -> bool {
    let line = begins(address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    rest(line).await.starts_with("HTTP/1.1 200")
}

#[tokio::test]
async fn whoever_never_says_what_they_want_is_let_go() {
    let (_world, address) = with_a_page().await;
    let mut half = Vec::new();
    for _ in 0..300 {
        half.push(begins(&address, "POST /sign-in/x HTTP/1.1\r\nHost: x\r\n").await);
    }
    assert!(is_alive(&address).await, "meanwhile others are answered");
    for line in half {
        assert_eq!(rest(line).await, "", "it ends by itself");
    }
    assert!(is_alive(&address).await);
}

#[tokio::test]
async fn without_a_good_link_no_body_is_waited_for() {
    let (_world, address) = with_a_page().await;
    let head =
        format!("POST /sign-in/{} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n", "0".repeat(32));
    let said = rest(begins(&address, &head).await).await;
    assert!(said.starts_with("HTTP/1.1 410"), "{said}");
}

#[tokio::test]
async fn a_body_that_stops_is_given_up() {
    let (world, address) = with_a_page().await;
    world.sends_text(OLENA, "/login").await;
    let link = match &world.last_bot_message(OLENA).buttons[0][0].press {
        deskgram_sandbox::telegram::Press::Url(url) => url.rsplit_once("/sign-in/").unwrap().1.to_owned(),
        other => panic!("no link: {other:?}"),
    };
    let head = format!(
        "POST /sign-in/{link} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\nlogin="
    );
    let line = begins(&address, &head).await;
    let said = rest(line).await;
    assert!(said.starts_with("HTTP/1.1 4"), "{said}");
}
