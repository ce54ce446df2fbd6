//! Where Telegram brings updates. Whoever does not know the secret is turned away before a byte of the body is read; 200 is
//! said only of what is on disk, and anything else makes Telegram bring it again.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use crate::accounts::sign_in_links::constant_time_eq;
use crate::telegram::webhook::{WEBHOOK_PATH, WebhookSender};

/// What Telegram puts our secret into.
const SECRET_HEADER: &str = "x-telegram-bot-api-secret-token";

/// The largest update that is read. Telegram's own limits keep one far below.
const MAX_UPDATE_BYTES: usize = 1 << 20;

/// The one address.
pub(super) fn webhook_route<S>(sender: WebhookSender) -> Router<S> {
    Router::new().route(&format!("/{WEBHOOK_PATH}"), post(receive_delivery)).with_state(sender)
}

async fn receive_delivery(State(sender): State<WebhookSender>, request: Request) -> StatusCode {
    if !is_telegram(request.headers(), sender.secret_token()) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(body) = to_bytes(request.into_body(), MAX_UPDATE_BYTES).await else {
        log::warn!("Telegram has brought an update without end, or cut one short; not taken");
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    match sender.deliver_body(String::from_utf8_lossy(&body).into_owned()).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Compares in a time that tells nothing of the secret.
fn is_telegram(headers: &HeaderMap, secret: &str) -> bool {
    headers
        .get(SECRET_HEADER)
        .and_then(|said| said.to_str().ok())
        .is_some_and(|said| constant_time_eq(said, secret))
}
