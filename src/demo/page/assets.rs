//! The page's files, part of the program. The words in them come from `locales/`.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

/// The languages that the page speaks; the first is for browsers that ask for none of them.
pub(super) const LANGUAGES: [&str; 3] = ["en", "ru", "uk"];

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const JSON: &str = "application/json";
const SVG: &str = "image/svg+xml";

/// Path, type, contents.
const FILES: [(&str, &str, &str); 22] = [
    ("/", HTML, include_str!("static/index.html")),
    ("/page.css", CSS, include_str!("static/page.css")),
    ("/chat.css", CSS, include_str!("static/chat.css")),
    ("/desk.css", CSS, include_str!("static/desk.css")),
    ("/main.js", JS, include_str!("static/main.js")),
    ("/chat.js", JS, include_str!("static/chat.js")),
    ("/message.js", JS, include_str!("static/message.js")),
    ("/keyboard.js", JS, include_str!("static/keyboard.js")),
    ("/links.js", JS, include_str!("static/links.js")),
    ("/composer.js", JS, include_str!("static/composer.js")),
    ("/suggest.js", JS, include_str!("static/suggest.js")),
    ("/attach.js", JS, include_str!("static/attach.js")),
    ("/say.js", JS, include_str!("static/say.js")),
    ("/lock.js", JS, include_str!("static/lock.js")),
    ("/notice.js", JS, include_str!("static/notice.js")),
    ("/desk.js", JS, include_str!("static/desk.js")),
    ("/dom.js", JS, include_str!("static/dom.js")),
    ("/world.js", JS, include_str!("static/world.js")),
    ("/icon.svg", SVG, include_str!("static/icon.svg")),
    ("/words/en", JSON, include_str!("../../../locales/en/page.json")),
    ("/words/ru", JSON, include_str!("../../../locales/ru/page.json")),
    ("/words/uk", JSON, include_str!("../../../locales/uk/page.json")),
];

/// Gives a file of the page.
pub(super) async fn serve(uri: Uri) -> Response {
    match FILES.iter().find(|(path, ..)| *path == uri.path()) {
        Some((_, kind, contents)) => ([(header::CONTENT_TYPE, *kind)], *contents).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
