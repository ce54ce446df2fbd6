//! The demo's page: a chat with the bot beside the helpdesk's own view, in a browser on the same machine. This file owns
//! the router; it shows and drives the two simulators and decides nothing of its own.

mod assets;
mod chat;
mod desk;
mod guard;
mod inline;
mod live;
mod switches;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use deskgram_sandbox::telegram::{REACTIONS, Telegram};
use deskgram_sandbox::zenlix::Zenlix;
pub use switches::Switches;

/// Somebody whom the visitor can be.
#[derive(Clone, Debug, Serialize)]
pub struct Actor {
    /// Their number in Telegram.
    pub user: i64,
    /// Their name by the languages of the page.
    pub names: BTreeMap<&'static str, String>,
    /// What they are, as a key of the page's words: `role-technician`.
    pub role: String,
    /// What they sign in with, shown to the visitor.
    pub login: String,
    pub password: String,
}

/// What the page plays on.
#[derive(Clone)]
pub struct Stage {
    pub telegram: Telegram,
    pub zenlix: Zenlix,
    pub cast: Vec<Actor>,
    /// The group chat where the cast meets the bot.
    pub group: i64,
    /// The zone by whose clock the bot's messages go.
    pub zone: String,
    /// The language that the demo was asked for, if it was.
    pub language: Option<&'static str>,
    pub director: Arc<dyn Director + Send + Sync>,
    pub switches: Switches,
}

/// Who knows what is played.
pub trait Director {
    /// The visitor reads this language.
    fn speak(&self, language: &str);

    /// The next of an endless supply of tickets comes in; gives its number.
    fn send_ticket(&self) -> i64;
}

/// Why a request of the page was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// It names somebody or something that is not on the stage.
    Unknown,
    /// It can't be done now: the message is gone, the ticket stands otherwise.
    Impossible,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND.into_response(),
            Self::Impossible => StatusCode::CONFLICT.into_response(),
        }
    }
}

type Done = Result<Json<Value>, Refusal>;

/// The page and all that it asks for. It answers only to this machine and changes things only for itself.
pub fn router(stage: Stage) -> Router {
    Router::new()
        .route("/api/stage", get(describe))
        .route("/api/events", get(live::events))
        .route("/api/chats", get(chat::view))
        .route("/api/language", post(speak))
        .route("/api/switch", post(switches::turn))
        .route("/api/say", post(chat::say))
        .route("/api/edit", post(chat::edit))
        .route("/api/delete", post(chat::delete))
        .route("/api/inline", post(inline::ask))
        .route("/api/inline/send", post(inline::send))
        .route("/api/press", post(chat::press))
        .route("/api/photo", get(chat::photo))
        .route("/api/react", post(chat::react))
        .route("/api/desk", get(desk::view))
        .route("/api/desk/act", post(desk::act))
        .route("/api/desk/comment", post(desk::comment))
        .route("/api/desk/create", post(desk::create))
        .route("/api/desk/arrive", post(desk::arrive))
        .fallback(assets::serve)
        .layer(middleware::from_fn(guard::check))
        .with_state(Arc::new(stage))
}

/// Who and what there is; it doesn't change while the page is open.
async fn describe(State(stage): State<Arc<Stage>>) -> Json<Value> {
    Json(json!({
        "cast": stage.cast,
        "group": { "id": stage.group, "title": stage.telegram.title(stage.group) },
        "bot": stage.telegram.username(),
        "reactions": REACTIONS.split_whitespace().take(OFFERED_REACTIONS).collect::<Vec<_>>(),
        "languages": assets::LANGUAGES,
        "language": stage.language,
        "zone": stage.zone,
    }))
}

/// The language of the page.
#[derive(Deserialize)]
struct Spoken {
    language: String,
}

/// `POST /api/language`.
async fn speak(State(stage): State<Arc<Stage>>, Json(spoken): Json<Spoken>) -> Done {
    if !assets::LANGUAGES.contains(&spoken.language.as_str()) {
        return Err(Refusal::Unknown);
    }
    stage.director.speak(&spoken.language);
    Ok(Json(Value::Null))
}

/// How many of Telegram's reactions the page offers.
const OFFERED_REACTIONS: usize = 6;

impl Stage {
    /// The member of the cast with this number.
    fn actor(&self, user: i64) -> Result<&Actor, Refusal> {
        self.cast.iter().find(|actor| actor.user == user).ok_or(Refusal::Unknown)
    }

    /// One of the two chats that an actor has.
    fn chat_of(&self, user: i64, chat: i64) -> Result<i64, Refusal> {
        self.actor(user)?;
        let is_theirs = chat == user || chat == self.group && self.telegram.is_member(user, chat);
        if is_theirs { Ok(chat) } else { Err(Refusal::Unknown) }
    }
}
