//! What deskgram answers over HTTP: the page on which people sign in, files, what Telegram brings, and its state for whoever
//! watches the process. Speaks plain HTTP to the machine itself or to a proxy in front that has the certificate.

mod calendar;
mod connection;
mod files;
mod health;
mod http_server;
mod page;
mod security_headers;
mod sign_in;
mod webhook;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::get;

pub use self::connection::Limits;
pub use self::http_server::HttpServer;

use self::http_server::ServedPaths;
use crate::accounts::calendar_links::CALENDAR_PATH;
use crate::bot::Bot;
use crate::telegram::webhook::WebhookSender;

/// The most that a request may carry: a login and a password are short.
const MAX_BODY_BYTES: usize = 8 * 1024;

/// What the pages work with.
type Site = Arc<Bot>;

/// Everything that there is to ask for; what Telegram brings goes into the webhook queue, where there is one.
fn build_router(bot: Arc<Bot>, sender: Option<WebhookSender>, limits: Limits, paths: ServedPaths) -> Router {
    let mut router = match paths {
        ServedPaths::Metrics => Router::new(),
        ServedPaths::All | ServedPaths::AllButMetrics => page_routes(&bot, sender),
    };
    if paths != ServedPaths::AllButMetrics {
        router = router.route("/metrics", get(health::metrics_page));
    }
    router
        .fallback(page::not_found)
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(middleware::from_fn_with_state(limits, security_headers::in_time))
        .layer(middleware::from_fn_with_state(Arc::clone(&bot), security_headers::apply_headers))
        .with_state(bot)
}

/// All but the numbers.
fn page_routes(bot: &Arc<Bot>, sender: Option<WebhookSender>) -> Router<Site> {
    let mut router =
        Router::new().route("/healthz", get(health::healthz)).route("/readyz", get(health::readyz));
    // Without an address for the outside world there is nothing for people here.
    if bot.ctx.config.current().access_policy.sign_in_method().public_url().is_some() {
        router = router
            .route(&format!("/{CALENDAR_PATH}/{{file}}"), get(calendar::show_calendar))
            .route("/sign-in/style.css", get(page::stylesheet))
            .route("/sign-in/{token}", get(sign_in::show_form).post(sign_in::submit_form));
    }
    if bot.ctx.config.current().access_policy.serves_files().is_some() {
        router = router.merge(files::file_routes(Arc::clone(bot)));
    }
    if let Some(sender) = sender {
        router = router.merge(webhook::webhook_route(sender));
    }
    router
}
