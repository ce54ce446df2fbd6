//! The page's side of Telegram: what an actor sees in their chats, and what they do there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, Refusal, Stage};
use deskgram_sandbox::telegram::{Message, Press};

/// How far back a chat is shown.
const SHOWN: usize = 200;

/// Whose chats are asked for.
#[derive(Deserialize)]
pub(super) struct Who {
    who: i64,
}

/// A message of an actor.
#[derive(Deserialize)]
pub(super) struct Words {
    who: i64,
    chat: i64,
    text: String,
    reply_to: Option<i32>,
}

/// A button, by its place.
#[derive(Deserialize)]
pub(super) struct Place {
    who: i64,
    chat: i64,
    message: i32,
    row: usize,
    column: usize,
}

/// A reaction; none takes it back.
#[derive(Deserialize)]
pub(super) struct Feeling {
    who: i64,
    chat: i64,
    message: i32,
    emoji: Option<String>,
}

/// `GET /api/chats`: both chats of an actor, their commands in each, and the answers to their presses.
pub(super) async fn view(State(stage): State<Arc<Stage>>, Query(Who { who }): Query<Who>) -> Done {
    stage.actor(who)?;
    let chat = |id: i64| {
        let standing = stage.telegram.messages(id).into_iter().filter(|message| !message.deleted);
        let mut messages: Vec<Message> = standing.collect();
        let hidden = messages.len().saturating_sub(SHOWN);
        messages.drain(..hidden);
        json!({ "id": id, "messages": messages, "commands": stage.telegram.visible_commands(who, id) })
    };
    let chats = [who, stage.group].map(chat);
    Ok(Json(json!({ "chats": chats, "toasts": stage.telegram.toasts(who) })))
}

/// `POST /api/say`.
pub(super) async fn say(State(stage): State<Arc<Stage>>, Json(words): Json<Words>) -> Done {
    let chat = stage.chat_of(words.who, words.chat)?;
    let mut message = stage.telegram.say(words.who, chat).text(&words.text);
    if let Some(replied) = words.reply_to {
        message = message.reply_to(replied);
    }
    let sent = message.try_send().map_err(|_| Refusal::Impossible)?;
    Ok(Json(json!({ "message": sent })))
}

/// `POST /api/press`. Gives the query's id, by which the answer is found among the toasts.
pub(super) async fn press(State(stage): State<Arc<Stage>>, Json(place): Json<Place>) -> Done {
    let chat = stage.chat_of(place.who, place.chat)?;
    let message = stage.telegram.message(chat, place.message).filter(|message| !message.deleted);
    let message = message.ok_or(Refusal::Impossible)?;
    let button = message.buttons.get(place.row).and_then(|row| row.get(place.column));
    let Some(Press::Data(data)) = button.map(|button| &button.press) else {
        return Err(Refusal::Impossible);
    };
    let query = stage.telegram.presses_data(place.who, chat, place.message, data);
    Ok(Json(json!({ "query": query })))
}

/// `POST /api/react`.
pub(super) async fn react(State(stage): State<Arc<Stage>>, Json(feeling): Json<Feeling>) -> Done {
    let chat = stage.chat_of(feeling.who, feeling.chat)?;
    let reacted = stage.telegram.try_reacts(feeling.who, chat, feeling.message, feeling.emoji.as_deref());
    reacted.map_err(|_| Refusal::Impossible)?;
    Ok(Json(Value::Null))
}
