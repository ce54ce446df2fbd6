//! The page's side of Telegram: what an actor sees in their chats, and what they do there.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Done, Refusal, Stage};
use deskgram_sandbox::telegram::{Message, MessageDraft};

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
    /// What the text is the caption of.
    carrying: Option<Carrying>,
    /// Who wrote it elsewhere first.
    forwarded_from: Option<String>,
}

/// What people send besides words.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Carrying {
    Photo,
    Album,
    Voice,
    File,
}

/// How many photos an album has.
const ALBUM: usize = 3;

/// A button as it was shown: by what it sends, wherever it stands by now.
#[derive(Deserialize)]
pub(super) struct Pressed {
    who: i64,
    chat: i64,
    message: i32,
    data: String,
}

/// A message of an actor, changed.
#[derive(Deserialize)]
pub(super) struct Correction {
    who: i64,
    chat: i64,
    message: i32,
    text: String,
}

/// A message that shows a picture.
#[derive(Deserialize)]
pub(super) struct PhotoAt {
    who: i64,
    chat: i64,
    message: i32,
}

/// A message that is to go.
#[derive(Deserialize)]
pub(super) struct Deletion {
    who: i64,
    chat: i64,
    message: i32,
}

/// A reaction; none takes it back.
#[derive(Deserialize)]
pub(super) struct Feeling {
    who: i64,
    chat: i64,
    message: i32,
    emoji: Option<String>,
}

/// `GET /api/chats`: the chats of an actor, their commands in each, the answers to their presses, and the switches.
pub(super) async fn view(State(stage): State<Arc<Stage>>, Query(Who { who }): Query<Who>) -> Done {
    stage.actor(who)?;
    let chat = |id: i64| {
        let shown = stage.telegram.shown_to(who, id).into_iter();
        let mut messages: Vec<Message> = shown.map(number_ephemeral).collect();
        let hidden = messages.len().saturating_sub(SHOWN);
        messages.drain(..hidden);
        let members = stage.cast.iter().map(|actor| actor.user);
        json!({
            "id": id,
            "messages": messages,
            "commands": stage.telegram.visible_commands(who, id),
            "members": members.filter(|user| stage.telegram.is_member(*user, id)).collect::<Vec<_>>(),
        })
    };
    let theirs = [who, stage.group].into_iter().filter(|chat| stage.telegram.is_member(who, *chat));
    Ok(Json(json!({
        "chats": theirs.map(chat).collect::<Vec<_>>(),
        "toasts": stage.telegram.toasts(who),
        "switches": stage.switches.positions(),
    })))
}

/// What one person alone sees has no number among the chat's messages: the page knows it by its own, below zero.
fn number_ephemeral(message: Message) -> Message {
    let number = message.ephemeral.and_then(|number| i32::try_from(number).ok());
    Message { id: number.map_or(message.id, |number| -number), ..message }
}

/// `POST /api/say`: a message of any kind. An album is as many messages as it has photos.
pub(super) async fn say(State(stage): State<Arc<Stage>>, Json(words): Json<Words>) -> Done {
    let chat = stage.chat_of(words.who, words.chat)?;
    let begin = |text: &str| {
        let message = stage.telegram.say(words.who, chat).text(text);
        let message = words.reply_to.into_iter().fold(message, MessageDraft::reply_to);
        words.forwarded_from.iter().fold(message, |message, name| message.forwarded_from(name))
    };
    let captioned = begin(&words.text);
    let messages = match words.carrying {
        None => vec![captioned],
        Some(Carrying::Photo) => vec![captioned.photo()],
        Some(Carrying::Voice) => vec![captioned.voice()],
        Some(Carrying::File) => vec![captioned.document("scan.pdf", &[0x25; 48_000])],
        Some(Carrying::Album) => {
            let album = stage.telegram.new_album();
            let captions = std::iter::once(words.text.as_str()).chain(std::iter::repeat(""));
            captions.take(ALBUM).map(|caption| begin(caption).photo().in_album(&album)).collect()
        }
    };
    for message in messages {
        message.try_send().map_err(|_| Refusal::Impossible)?;
    }
    Ok(Json(Value::Null))
}

/// `POST /api/edit`.
pub(super) async fn edit(State(stage): State<Arc<Stage>>, Json(edit): Json<Correction>) -> Done {
    let chat = stage.chat_of(edit.who, edit.chat)?;
    let edited = stage.telegram.try_edits(edit.who, chat, edit.message, &edit.text);
    edited.map_err(|_| Refusal::Impossible)?;
    Ok(Json(Value::Null))
}

/// `POST /api/delete`.
pub(super) async fn delete(State(stage): State<Arc<Stage>>, Json(gone): Json<Deletion>) -> Done {
    let chat = stage.chat_of(gone.who, gone.chat)?;
    stage.telegram.try_deletes(gone.who, chat, gone.message).map_err(|_| Refusal::Impossible)?;
    Ok(Json(Value::Null))
}

/// `POST /api/press`. Gives the query's id, by which the answer is found among the toasts.
pub(super) async fn press(State(stage): State<Arc<Stage>>, Json(pressed): Json<Pressed>) -> Done {
    let chat = stage.chat_of(pressed.who, pressed.chat)?;
    let Pressed { who, message, data, .. } = &pressed;
    let query = match u32::try_from(-i64::from(*message)) {
        Ok(number) if number > 0 => {
            stage.telegram.presses_ephemeral_data(*who, chat, i64::from(number), data)
        }
        _ => {
            // It may be gone by now, as on a phone that has not heard of it yet; but it was there.
            stage.telegram.message(chat, *message).ok_or(Refusal::Impossible)?;
            stage.telegram.presses_data(*who, chat, *message, data)
        }
    };
    Ok(Json(json!({ "query": query })))
}

/// `GET /api/photo`: the picture in a message of the bot's.
pub(super) async fn photo(
    State(stage): State<Arc<Stage>>,
    Query(shown): Query<PhotoAt>,
) -> Result<Response, Refusal> {
    let chat = stage.chat_of(shown.who, shown.chat)?;
    let photo = stage.telegram.photo(chat, shown.message).ok_or(Refusal::Unknown)?;
    Ok(([(CONTENT_TYPE, "image/png")], photo).into_response())
}

/// `POST /api/react`.
pub(super) async fn react(State(stage): State<Arc<Stage>>, Json(feeling): Json<Feeling>) -> Done {
    let chat = stage.chat_of(feeling.who, feeling.chat)?;
    let reacted = stage.telegram.try_reacts(feeling.who, chat, feeling.message, feeling.emoji.as_deref());
    reacted.map_err(|_| Refusal::Impossible)?;
    Ok(Json(Value::Null))
}
