//! `@bot words`: what the bot offers while an actor types, and sending what they choose of it.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{Done, Refusal, Stage};

/// How long the bot may look for something.
const PATIENCE: Duration = Duration::from_secs(15);

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Question {
    who: i64,
    query: String,
}

/// What is chosen of the answer.
#[derive(Deserialize)]
pub(super) struct Choice {
    who: i64,
    chat: i64,
    query: String,
    result: String,
}

/// `POST /api/inline`. Waits for what the bot offers.
pub(super) async fn ask(State(stage): State<Arc<Stage>>, Json(question): Json<Question>) -> Done {
    stage.actor(question.who)?;
    let query = stage.telegram.asks_inline(question.who, &question.query);
    let answered = stage.telegram.until(|telegram| telegram.inline_results(&query));
    let results = timeout(PATIENCE, answered).await.map_err(|_| Refusal::Impossible)?;
    Ok(Json(json!({ "query": query, "results": results })))
}

/// `POST /api/inline/send`.
pub(super) async fn send(State(stage): State<Arc<Stage>>, Json(choice): Json<Choice>) -> Done {
    let chat = stage.chat_of(choice.who, choice.chat)?;
    let results = stage.telegram.inline_results(&choice.query).unwrap_or_default();
    let result = results.iter().find(|result| result["id"] == choice.result).ok_or(Refusal::Unknown)?;
    let content = &result["input_message_content"];
    let text = content["message_text"].as_str().unwrap_or_default();
    let message = stage.telegram.say(choice.who, chat).via_bot();
    let message = match content["parse_mode"].as_str() {
        Some(_) => message.html(text),
        None => message.text(text),
    };
    message.try_send().map_err(|_| Refusal::Impossible)?;
    Ok(Json(Value::Null))
}
