//! The private calendar link of one's own turns.

use deskgram::domain::access_policy::{AccessPolicy, SignInMethod};
use deskgram::web::HttpServer;
use tokio_util::sync::CancellationToken;

use super::{duty, with_rota};
use crate::support::*;

/// A world with an address for the outside world.
async fn with_address() -> World {
    let mut world = with_rota("en").await;
    let front = HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
    let public = format!("http://{}/", front.local_address().unwrap());
    world.settings.access_policy = AccessPolicy::default().with_sign_in(SignInMethod::Both { public });
    world.restart_process().await;
    tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    world
}

/// The link that stands in somebody's message.
fn link(world: &World, who: i64, message: i32) -> String {
    let text = world.telegram.message(who, message).unwrap().text;
    let link = text.split_whitespace().find(|word| word.starts_with("http://"));
    link.unwrap_or_else(|| panic!("no link in {text}")).to_owned()
}

async fn fetch(link: &str) -> (u16, String, String) {
    let response = reqwest::Client::builder().no_proxy().build().unwrap().get(link).send().await.unwrap();
    let cache = response.headers().get("cache-control").map(|value| value.to_str().unwrap().to_owned());
    (response.status().as_u16(), cache.unwrap_or_default(), response.text().await.unwrap())
}

#[tokio::test]
async fn each_person_gets_a_private_link_that_another_one_or_a_sign_out_ends() {
    let world = with_address().await;
    let screen = duty(&world, TARAS).await.id;
    world.presses_first(TARAS, screen, "📅").await;
    world.presses_first(TARAS, screen, "📅").await;
    let first = link(&world, TARAS, screen);
    let (status, cache, calendar) = fetch(&first).await;
    assert_eq!((status, cache.as_str()), (200, "private, max-age=300"));
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR") && calendar.contains("DTSTART:20261130T070000Z"),
        "{calendar}"
    );
    assert!(calendar.contains("SUMMARY:On duty: Сервіс-деск"), "{calendar}");
    for other in ["Коваленко", "Бойко", "taras", "DTSTART:20261207"] {
        assert!(!calendar.contains(other), "{other}: {calendar}");
    }
    // Any other link leads nowhere.
    let forged = first.replace(".ics", "").split_at(first.len() - 6).0.to_owned();
    for wrong in [format!("{forged}00.ics"), format!("{forged}.ics"), first.replace(".ics", "")] {
        assert_eq!(fetch(&wrong).await.0, 404, "{wrong}");
    }
    world.presses_first(TARAS, screen, "🔄").await;
    let second = link(&world, TARAS, screen);
    assert_eq!((fetch(&first).await.0, fetch(&second).await.0), (404, 200));
    world.sends_text(TARAS, "/logout").await;
    assert_eq!(fetch(&second).await.0, 404);
}

#[tokio::test]
async fn a_link_is_ended_by_its_owner() {
    let world = with_address().await;
    let screen = duty(&world, OLENA).await.id;
    world.presses_first(OLENA, screen, "📅").await;
    world.presses_first(OLENA, screen, "📅").await;
    let link = link(&world, OLENA, screen);
    assert_eq!(fetch(&link).await.0, 200);
    world.presses_first(OLENA, screen, "🗑").await;
    assert_eq!(fetch(&link).await.0, 404);
}
