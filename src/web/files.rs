//! Files that people have attached to a reply, fetched from Telegram for whoever has the link. They are handed on to be
//! saved and never to be shown: nothing in them can run here, whatever it is.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::stream;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Site, page};
use crate::domain::hidden::is_visible;
use crate::store::LinkedFile;
use crate::telegram::api::ApiFailure;
use crate::telegram::download::Download;
use crate::tickets::file_links::{FILES_PATH, linked_file};

/// How many files are on their way at once: each holds a connection here and one to Telegram.
const MAX_DOWNLOADS: usize = 8;

/// How many of those by one link: who has it can't keep all others waiting.
const AT_ONCE_BY_ONE: usize = 2;

/// Nothing at all, even where a browser shows it in spite of everything.
const FILE_POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// What a file's answer says of itself; its length and its name come from the file.
const FIXED_HEADERS: [(HeaderName, &str); 2] =
    [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_SECURITY_POLICY, FILE_POLICY)];

/// What the address works with.
#[derive(Clone)]
struct DownloadState {
    site: Site,
    room: Arc<Semaphore>,
    /// How often each link is being followed.
    followed: Arc<Mutex<HashMap<String, usize>>>,
}

/// A place for one download; given back when it is dropped.
struct DownloadSlot {
    counter: DownloadState,
    token: String,
    _room: OwnedSemaphorePermit,
}

impl DownloadState {
    /// A place for this link, unless all are taken, or too many by this very link.
    fn admit(&self, token: &str) -> Option<DownloadSlot> {
        let room = Arc::clone(&self.room).try_acquire_owned().ok()?;
        let mut followed = self.followed.lock();
        let count = followed.entry(token.to_owned()).or_insert(0);
        if *count >= AT_ONCE_BY_ONE {
            return None;
        }
        *count += 1;
        Some(DownloadSlot { counter: self.clone(), token: token.to_owned(), _room: room })
    }
}

impl Drop for DownloadSlot {
    fn drop(&mut self) {
        let mut followed = self.counter.followed.lock();
        if let Some(count) = followed.get_mut(&self.token) {
            *count -= 1;
            if *count == 0 {
                followed.remove(&self.token);
            }
        }
    }
}

/// The addresses of all files.
pub(super) fn file_routes<S>(site: Site) -> Router<S> {
    let counter =
        DownloadState { site, room: Arc::new(Semaphore::new(MAX_DOWNLOADS)), followed: Arc::default() };
    Router::new()
        .route(&format!("/{FILES_PATH}/{{token}}"), get(serve_file).head(describe_file))
        .with_state(counter)
}

/// What would be fetched. Telegram is not asked.
async fn describe_file(State(counter): State<DownloadState>, Path(token): Path<String>) -> Response {
    match find_file(&counter.site, &token).await {
        Ok(file) => file_response(&file, file.size, Body::empty()),
        Err(response) => response,
    }
}

async fn serve_file(State(counter): State<DownloadState>, Path(token): Path<String>) -> Response {
    let file = match find_file(&counter.site, &token).await {
        Ok(file) => file,
        Err(response) => return response,
    };
    let Some(place) = counter.admit(&token) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response();
    };
    match counter.site.telegram.download_file(&file.telegram).await {
        Ok(download) => {
            let size = download.expected_size();
            file_response(&file, size, Body::from_stream(body_stream(download, place)))
        }
        Err(failure) => {
            log::warn!("a file can't be fetched from Telegram: {failure}");
            match failure {
                // It is too old, or was taken away.
                ApiFailure::Refused { code: 400 | 404, .. } => page::missing_file_page(),
                _ => (StatusCode::BAD_GATEWAY, [(header::RETRY_AFTER, "30")]).into_response(),
            }
        }
    }
}

async fn find_file(site: &Site, token: &str) -> Result<LinkedFile, Response> {
    match linked_file(&site.ctx, token).await {
        Ok(file) => file.ok_or_else(page::missing_file_page),
        Err(error) => {
            log::error!("a page waits for the database: {error}");
            Err(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
    }
}

/// A file as it comes. What breaks off on the way breaks off here too, and is not taken for the whole.
fn body_stream(
    download: Download,
    place: DownloadSlot,
) -> impl futures_util::Stream<Item = Result<Vec<u8>, ApiFailure>> {
    stream::try_unfold((download, place), async |(mut download, place)| {
        let piece =
            download.next_chunk().await.inspect_err(|failure| log::warn!("a file breaks off: {failure}"))?;
        Ok(piece.map(|piece| (piece.into(), (download, place))))
    })
}

fn file_response(file: &LinkedFile, size: Option<u64>, body: Body) -> Response {
    let mut response = body.into_response();
    let headers = response.headers_mut();
    for (name, value) in FIXED_HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(size) = size {
        headers.insert(header::CONTENT_LENGTH, size.into());
    }
    // Nothing but letters, digits and signs that a header may hold is left of a name.
    if let Ok(name) = HeaderValue::from_str(&saved_as(&file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// That it is to be saved, and under which name: a plain one for old programs, and the one that it has.
fn saved_as(name: &str) -> String {
    let name: String =
        name.chars().filter(|&c| is_visible(c) && !matches!(c, '/' | '\\')).take(120).collect();
    let name = name.trim_start_matches('.').trim();
    let name = if name.is_empty() { "file" } else { name };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_a_name() {
        for (name, plain, whole) in [
            ("report.pdf", "report.pdf", "report.pdf"),
            ("звіт 1.pdf", "____ 1.pdf", "%D0%B7%D0%B2%D1%96%D1%82%201.pdf"),
            (
                "a\"; x=\"b\r\nSet-Cookie: c.exe",
                "a__ x__bSet-Cookie_ c.exe",
                "a%22%3B%20x%3D%22bSet-Cookie%3A%20c.exe",
            ),
            ("../../.bashrc", "bashrc", "bashrc"),
            ("gpj.\u{202e}exe\u{200f}\u{3164}", "gpj.exe", "gpj.exe"),
            ("", "file", "file"),
        ] {
            assert_eq!(saved_as(name), format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}"));
        }
    }
}
