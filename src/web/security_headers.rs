//! The rules that every answer carries: nothing runs, nothing is framed, kept or told to others.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::{StreamExt, stream};
use tokio::time::timeout_at;

use super::{Limits, Site};

use crate::clock::monotonic_now;

/// No scripts at all; a style of ours, and forms that come back to us.
const CONTENT_POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const SECURITY_HEADERS: [(HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Marks every answer with the rules that it has to obey.
pub(super) async fn apply_headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    for (name, value) in SECURITY_HEADERS {
        // An answer that says it of itself is stricter.
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    if is_encrypted(&site) {
        let year = HeaderValue::from_static("max-age=31536000");
        response.headers_mut().insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    response
}

/// Gives each request's body so much time and no more.
pub(super) async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let end = monotonic_now() + limits.body;
    let (head, body) = request.into_parts();
    let pieces = stream::try_unfold(body.into_data_stream(), move |mut body| async move {
        match timeout_at(end, body.next()).await {
            Ok(piece) => Ok(piece.transpose()?.map(|piece| (piece, body))),
            Err(_) => Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut))),
        }
    });
    next.run(Request::from_parts(head, Body::from_stream(pieces))).await
}

/// Whether people reach the pages by https.
pub(super) fn is_encrypted(site: &Site) -> bool {
    site.ctx
        .config
        .current()
        .access_policy
        .sign_in_method()
        .public_url()
        .is_some_and(|address| address.starts_with("https://"))
}

/// Whether a browser says that another site sent this.
pub(super) fn is_cross_site(headers: &HeaderMap) -> bool {
    let said = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    said.is_some_and(|said| said != "same-origin" && said != "none")
}
