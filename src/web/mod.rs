//! What deskgram answers over HTTP: the page on which people sign in, files, what Telegram brings, and its state for whoever
//! watches the process. Speaks plain HTTP to the machine itself or to a proxy in front that has the certificate.

mod connection;
mod files;
mod front;
mod health;
mod page;
mod shield;
mod sign_in;
mod webhook;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;

pub use self::connection::Limits;
pub use self::front::Front;

use crate::bot::Bot;
use crate::telegram::webhook::Letterbox;

/// The most that a request may carry: a login and a password are short.
const LONGEST_BODY: usize = 8 * 1024;

/// What the pages work with.
type Site = Arc<Bot>;

/// Everything that there is to ask for; what Telegram brings goes into the letterbox, where there is one.
fn router(bot: Arc<Bot>, letterbox: Option<Letterbox>, limits: Limits) -> Router {
    let mut router = Router::new()
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics));
    // Without an address for the outside world there is nothing for people here.
    if bot.desk.live.now().house.door().public().is_some() {
        router = router
            .route("/sign-in/style.css", get(page::style))
            .route("/sign-in/{token}", get(sign_in::show).post(sign_in::attempt));
    }
    if bot.desk.live.now().house.serves_files().is_some() {
        router = router.merge(files::route(Arc::clone(&bot)));
    }
    if let Some(letterbox) = letterbox {
        router = router.merge(webhook::route(letterbox));
    }
    router
        .fallback(page::nothing)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .layer(middleware::from_fn_with_state(limits, shield::in_time))
        .layer(middleware::from_fn_with_state(Arc::clone(&bot), shield::guard))
        .with_state(bot)
}
