//! Where Telegram brings updates. Whoever does not know the secret is turned away before a byte of the body is read; 200 is
//! said only of what is on disk, and anything else makes Telegram bring it again.

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;

use crate::service::links::same;
use crate::telegram::webhook::{Letterbox, PATH};

/// What Telegram puts our secret into.
const SECRET: &str = "x-telegram-bot-api-secret-token";

/// The largest update that is read. Telegram's own limits keep one far below.
const LARGEST: usize = 1 << 20;

/// The one address.
pub(super) fn route<S>(letterbox: Letterbox) -> Router<S> {
    Router::new().route(&format!("/{PATH}"), post(delivered)).with_state(letterbox)
}

async fn delivered(State(letterbox): State<Letterbox>, request: Request) -> StatusCode {
    if !is_telegram(request.headers(), letterbox.secret()) {
        return StatusCode::UNAUTHORIZED;
    }
    let Ok(body) = to_bytes(request.into_body(), LARGEST).await else {
        log::warn!("Telegram has brought an update without end, or cut one short; not taken");
        return StatusCode::PAYLOAD_TOO_LARGE;
    };
    match letterbox.put(String::from_utf8_lossy(&body).into_owned()).await {
        Ok(()) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Compares in a time that tells nothing of the secret.
fn is_telegram(headers: &HeaderMap, secret: &str) -> bool {
    headers.get(SECRET).and_then(|said| said.to_str().ok()).is_some_and(|said| same(said, secret))
}
