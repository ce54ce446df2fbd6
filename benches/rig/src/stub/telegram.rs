//! The Bot API's answers: updates by long poll, and for every call what Telegram would say to it.

use std::time::Duration;

use super::Shared;
use super::fields::{field, number, says};
use crate::names;

/// The bot as Telegram knows it.
const BOT: &str = r#"{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot","can_join_groups":true,"can_read_all_group_messages":false,"supports_inline_queries":false,"can_connect_to_business":false,"has_main_web_app":false}"#;

/// The same, as the author of messages.
pub const AUTHOR: &str = r#"{"id":1,"is_bot":true,"first_name":"Bench","username":"bench_bot"}"#;

const TRUE: &str = r#"{"ok":true,"result":true}"#;

/// One call, as far as the stub reads it.
pub enum Call {
    Me,
    Updates { offset: i64, limit: usize, wait: Duration },
    Answer { query: String },
    Send { chat: i64 },
    Edit { chat: i64, message: i64 },
    React { chat: i64, message: i64, thumb: bool },
    Other(String),
}

impl Call {
    pub fn read(method: &str, body: &str) -> Self {
        let chat = || number(body, "chat_id").unwrap_or_default();
        let message = || number(body, "message_id").unwrap_or_default();
        match method.to_ascii_lowercase().as_str() {
            "getme" => Self::Me,
            "getupdates" => Self::Updates {
                offset: number(body, "offset").unwrap_or_default(),
                limit: number(body, "limit").and_then(|limit| limit.try_into().ok()).unwrap_or(100),
                wait: Duration::from_secs(
                    number(body, "timeout").and_then(|s| s.try_into().ok()).unwrap_or(0),
                ),
            },
            "answercallbackquery" => {
                Self::Answer { query: field(body, "callback_query_id").unwrap_or_default().into_owned() }
            }
            "sendmessage" => Self::Send { chat: chat() },
            "editmessagetext" => Self::Edit { chat: chat(), message: message() },
            "setmessagereaction" => {
                Self::React { chat: chat(), message: message(), thumb: says(body, "👍") }
            }
            other => Self::Other(other.to_owned()),
        }
    }
}

/// What is answered, and which deeds are in it.
#[derive(Default)]
pub struct Reply {
    pub json: String,
    pub updates: Vec<usize>,
}

/// Carries a call out.
pub async fn answer(world: &Shared, call: Call) -> Reply {
    let json = match call {
        Call::Updates { offset, limit, wait } => return updates(world, offset, limit, wait).await,
        Call::Me => format!(r#"{{"ok":true,"result":{BOT}}}"#),
        Call::Answer { query } => {
            world.borrow_mut().answered(&query);
            TRUE.into()
        }
        Call::Send { chat } => {
            let number = world.borrow_mut().sent(chat);
            message(chat, number)
        }
        Call::Edit { chat, message: number } => {
            world.borrow_mut().edited(chat, number);
            message(chat, number)
        }
        Call::React { chat, message, thumb } => {
            world.borrow_mut().reacted(chat, message, thumb);
            TRUE.into()
        }
        Call::Other(method) => {
            world.borrow_mut().count(&method);
            TRUE.into()
        }
    };
    Reply { json, updates: Vec::new() }
}

async fn updates(world: &Shared, offset: i64, limit: usize, wait: Duration) -> Reply {
    let (rung, first) = {
        let mut world = world.borrow_mut();
        world.polled();
        (world.bell(), world.confirm(offset))
    };
    if first.is_none() {
        // Whichever comes first: an update, or the end of the poll.
        let _ = tokio::time::timeout(wait, rung.notified()).await;
    }
    let (updates, bodies) = world.borrow_mut().take(limit);
    Reply { json: format!(r#"{{"ok":true,"result":[{}]}}"#, bodies.join(",")), updates }
}

/// A message of the bot's, as a call gives it back.
fn message(chat: i64, number: i64) -> String {
    let chat = self::chat(chat);
    format!(
        r#"{{"ok":true,"result":{{"message_id":{number},"from":{AUTHOR},"chat":{chat},"date":1764000000,"text":"ok"}}}}"#
    )
}

/// A chat, as messages name it.
pub fn chat(id: i64) -> String {
    if id == names::GROUP {
        return format!(r#"{{"id":{id},"type":"supergroup","title":"Helpdesk"}}"#);
    }
    format!(r#"{{"id":{id},"type":"private","first_name":"Olena"}}"#)
}
