//! What the bot can learn of a chat and of the people in it.

use serde_json::{Value, json};

use crate::telegram::bots::BOT_ID;
use crate::telegram::error::{Answer, ApiError};
use crate::telegram::params::Params;
use crate::telegram::state::{Chat, ChatKind, Contact, Rank, Standing, State};

/// `getChat`. A private chat can be looked at once the person has started the bot.
pub(super) fn get(state: &State, params: &Params) -> Answer {
    let chat = state.named_chat(params, "chat_id")?;
    if chat.kind == ChatKind::Private && !known(state, chat.id) {
        return Err(ApiError::bad("chat not found"));
    }
    if chat.kind != ChatKind::Private {
        state.entered_chat(params)?;
    }
    let mut json = state.chat_json(chat.id);
    json["accent_color_id"] = json!(0);
    json["max_reaction_count"] = json!(11);
    json["accepted_gift_types"] = json!({
        "unlimited_gifts": false,
        "limited_gifts": false,
        "unique_gifts": false,
        "premium_subscription": false,
        "gifts_from_channels": false,
    });
    if matches!(chat.kind, ChatKind::Group | ChatKind::Supergroup | ChatKind::Forum) {
        json["permissions"] = member_permissions();
    }
    if let Some(allowed) = &chat.allowed_reactions {
        let reactions = allowed.iter().map(|emoji| json!({ "type": "emoji", "emoji": emoji }));
        json["available_reactions"] = reactions.collect();
    }
    let pinned = chat.messages.values().rev().find(|message| message.pinned && !message.deleted);
    if let Some(pinned) = pinned {
        json["pinned_message"] = state.message_json(pinned);
    }
    Ok(json)
}

fn known(state: &State, user: i64) -> bool {
    state.people.get(&user).is_some_and(|person| person.contact != Contact::Stranger)
}

/// `getChatMember`.
pub(super) fn member(state: &State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?;
    let user = params.int("user_id").unwrap_or_default();
    if user != BOT_ID && !state.people.contains_key(&user) {
        return Err(ApiError::bad("user not found"));
    }
    Ok(state.member_json(chat, user))
}

/// `getChatMemberCount`.
pub(super) fn member_count(state: &State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?;
    Ok(json!(chat.members.len() + 1))
}

/// `getChatAdministrators`.
pub(super) fn administrators(state: &State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?;
    if chat.kind == ChatKind::Private {
        return Err(ApiError::bad("there are no administrators in the private chat"));
    }
    let mut users: Vec<i64> = chat.members.keys().copied().filter(|user| chat.is_admin(*user)).collect();
    if chat.bot == Standing::Administrator {
        users.push(BOT_ID);
    }
    Ok(users.into_iter().map(|user| state.member_json(chat, user)).collect())
}

/// `leaveChat`.
pub(super) fn leave(state: &mut State, params: &Params) -> Answer {
    let chat = state.entered_chat(params)?;
    if chat.kind == ChatKind::Private {
        return Err(ApiError::bad("chat member status can't be changed in private chats"));
    }
    let id = chat.id;
    if let Some(chat) = state.chats.get_mut(&id) {
        chat.bot = Standing::Left;
    }
    Ok(json!(true))
}

impl State {
    /// Somebody's membership of a chat, as the Bot API shows it. One who never was there shows as one who left.
    pub fn member_json(&self, chat: &Chat, user: i64) -> Value {
        let mut json = if user == BOT_ID {
            standing_json(chat)
        } else if chat.kind == ChatKind::Private {
            json!({ "status": if user == chat.id { "member" } else { "left" } })
        } else {
            match chat.members.get(&user) {
                Some(Rank::Creator) => json!({ "status": "creator", "is_anonymous": false }),
                Some(Rank::Administrator) => administrator(chat),
                Some(Rank::Member) => json!({ "status": "member" }),
                None => json!({ "status": "left" }),
            }
        };
        json["user"] = self.user_json(user);
        json
    }
}

fn standing_json(chat: &Chat) -> Value {
    match chat.bot {
        Standing::Administrator => administrator(chat),
        Standing::Member => json!({ "status": "member" }),
        Standing::Kicked => json!({ "status": "kicked", "until_date": 0 }),
        Standing::Left | Standing::Absent => json!({ "status": "left" }),
        Standing::Muted => {
            let mut json = member_permissions();
            json["can_send_messages"] = json!(false);
            json["status"] = json!("restricted");
            json["is_member"] = json!(true);
            json["until_date"] = json!(0);
            json
        }
    }
}

fn administrator(chat: &Chat) -> Value {
    let mut json = json!({
        "status": "administrator",
        "can_be_edited": false,
        "is_anonymous": false,
        "can_manage_chat": true,
        "can_delete_messages": true,
        "can_manage_video_chats": true,
        "can_restrict_members": true,
        "can_promote_members": false,
        "can_change_info": true,
        "can_invite_users": true,
        "can_post_stories": false,
        "can_edit_stories": false,
        "can_delete_stories": false,
    });
    match chat.kind {
        ChatKind::Channel => {
            json["can_post_messages"] = json!(true);
            json["can_edit_messages"] = json!(true);
        }
        _ => {
            json["can_pin_messages"] = json!(true);
            json["can_manage_topics"] = json!(chat.kind == ChatKind::Forum);
        }
    }
    json
}

fn member_permissions() -> Value {
    json!({
        "can_send_messages": true,
        "can_send_audios": true,
        "can_send_documents": true,
        "can_send_photos": true,
        "can_send_videos": true,
        "can_send_video_notes": true,
        "can_send_voice_notes": true,
        "can_send_polls": true,
        "can_send_other_messages": true,
        "can_add_web_page_previews": true,
        "can_change_info": false,
        "can_invite_users": true,
        "can_pin_messages": false,
        "can_manage_topics": false,
    })
}
