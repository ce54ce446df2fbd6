//! The topics of a forum, which a bot may manage as an administrator.

use serde_json::{Value, json};

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::message::Author;
use crate::telegram::params::Params;
use crate::telegram::state::{ChatKind, Door, Standing, State, Topic};

/// The icon's colour of a topic for which none is chosen (Bot API, createForumTopic).
const BLUE: i64 = 0x6FB9F0;

const MAX_NAME: usize = 128;

/// `createForumTopic`.
pub(super) fn create(state: &mut State, params: &Params) -> Answer {
    let chat = managed(state, params)?;
    let name = name(params)?;
    let icon_color = params.int("icon_color").unwrap_or(BLUE);
    let thread = state.open_topic(chat, name, icon_color, Author::Bot);
    Ok(json!({ "message_thread_id": thread, "name": name, "icon_color": icon_color }))
}

/// `editForumTopic`.
pub(super) fn rename(state: &mut State, params: &Params) -> Answer {
    let chat = managed(state, params)?;
    let name = name(params)?.to_owned();
    let topic = topic(state, chat, params)?;
    if topic.name == name {
        return Err(ApiError::bad("TOPIC_NOT_MODIFIED"));
    }
    topic.name = name;
    Ok(json!(true))
}

/// `closeForumTopic`.
pub(super) fn close(state: &mut State, params: &Params) -> Answer {
    turn(state, params, Door::Closed)
}

/// `reopenForumTopic`.
pub(super) fn reopen(state: &mut State, params: &Params) -> Answer {
    turn(state, params, Door::Open)
}

/// `deleteForumTopic`, with its messages.
pub(super) fn delete(state: &mut State, params: &Params) -> Answer {
    let chat = managed(state, params)?;
    topic(state, chat, params)?;
    state.drop_topic(chat, params.small("message_thread_id").unwrap_or(-1));
    Ok(json!(true))
}

fn turn(state: &mut State, params: &Params, door: Door) -> Answer {
    let chat = managed(state, params)?;
    let topic = topic(state, chat, params)?;
    if topic.door == door {
        return Err(ApiError::bad("TOPIC_NOT_MODIFIED"));
    }
    topic.door = door;
    Ok(json!(true))
}

fn topic<'a>(state: &'a mut State, chat: i64, params: &Params) -> Result<&'a mut Topic, ApiError> {
    let thread = params.small("message_thread_id").unwrap_or(-1);
    let topics = state.chats.get_mut(&chat).map(|chat| &mut chat.topics);
    topics.and_then(|topics| topics.get_mut(&thread)).ok_or_else(|| ApiError::bad("message thread not found"))
}

fn name(params: &Params) -> Result<&str, ApiError> {
    let name = params.text("name").trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME {
        return Err(ApiError::bad("TOPIC_TITLE_EMPTY"));
    }
    Ok(name)
}

fn managed(state: &State, params: &Params) -> Result<i64, ApiError> {
    let chat = state.entered_chat(params)?;
    match (chat.kind, chat.bot) {
        (ChatKind::Forum, Standing::Administrator) => Ok(chat.id),
        (ChatKind::Forum, _) => Err(ApiError::bad("not enough rights to create a topic")),
        _ => Err(ApiError::bad("the chat is not a forum")),
    }
}

impl State {
    /// Opens a topic: its number is that of the service message that says so.
    pub fn open_topic(&mut self, chat: i64, name: &str, icon_color: i64, by: Author) -> i32 {
        let fields: Value = json!({ "forum_topic_created": { "name": name, "icon_color": icon_color } });
        let thread = self.post_service(chat, by, None, fields);
        if let Some(message) = self.standing_mut(chat, thread) {
            message.thread = Some(thread);
        }
        if let Some(chat) = self.chats.get_mut(&chat) {
            chat.topics.insert(thread, Topic { name: name.to_owned(), door: Door::Open });
        }
        thread
    }

    /// Deletes a topic and everything in it.
    pub fn drop_topic(&mut self, chat: i64, thread: i32) {
        let Some(chat) = self.chats.get_mut(&chat) else { return };
        chat.topics.remove(&thread);
        for message in chat.messages.values_mut().filter(|message| message.thread == Some(thread)) {
            message.deleted = true;
            message.pinned = false;
        }
    }
}
