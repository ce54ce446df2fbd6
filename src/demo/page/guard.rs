//! Who may use the page: a browser on this machine that opened it here. What another site's page sends is refused, and
//! nothing foreign can run in ours.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Everything from here, nothing inline, nothing framed.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Refuses what doesn't come from the page itself, and marks every answer with the rules that it has to obey.
pub(super) async fn check(request: Request, next: Next) -> Response {
    let mut response = match is_ours(request.method(), request.headers()) {
        true => next.run(request).await,
        false => StatusCode::FORBIDDEN.into_response(),
    };
    let rules = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in rules {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// A name that leads elsewhere (a rebound domain) is not ours; what changes things must say that our page sent it.
fn is_ours(method: &Method, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let Some(host) = text(header::HOST).filter(|host| is_loopback(host)) else { return false };
    match *method {
        Method::GET | Method::HEAD => true,
        _ => {
            let is_json = text(header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("application/json"));
            is_json && text(header::ORIGIN).is_some_and(|origin| origin == format!("http://{host}"))
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if !port.is_empty() && port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}
