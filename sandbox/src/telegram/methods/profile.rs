//! The calls by which the bot says something of itself, and asks for what it has said.

use serde_json::{Value, json};

use crate::telegram::error::{Answer, ApiError};
use crate::telegram::params::Params;
use crate::telegram::profile::{BotCommand, Scope, Text};
use crate::telegram::state::{Ability, ChatKind, Privacy, State};

const MAX_COMMANDS: usize = 100;
const MAX_PLACEHOLDER: usize = 64;

impl State {
    /// The commands that a person sees in a chat: the narrowest scope that has any, in their language before any.
    pub fn visible_commands(&self, user: i64, chat: i64) -> Vec<BotCommand> {
        let language = self.people.get(&user).map_or("", |person| person.language.as_str());
        let mut scopes = Vec::new();
        match self.chats.get(&chat) {
            Some(found) if found.kind != ChatKind::Private => {
                scopes.push(Scope::ChatMember { chat_id: chat, user_id: user });
                if found.is_admin(user) {
                    scopes.push(Scope::ChatAdministrators { chat_id: chat });
                }
                scopes.push(Scope::Chat { chat_id: chat });
                if found.is_admin(user) {
                    scopes.push(Scope::AllChatAdministrators);
                }
                scopes.push(Scope::AllGroupChats);
            }
            _ => scopes.extend([Scope::Chat { chat_id: chat }, Scope::AllPrivateChats]),
        }
        scopes.push(Scope::Default);
        let lists =
            scopes.iter().flat_map(|scope| [language, ""].map(|lang| self.profile.commands(scope, lang)));
        lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default()
    }
}

/// `getMe`.
pub(super) fn me(state: &State) -> Value {
    let mut me = State::bot_json();
    me["can_join_groups"] = json!(!state.denied.contains(&Ability::JoinGroups));
    me["can_read_all_group_messages"] = json!(state.privacy == Privacy::Off);
    me["supports_inline_queries"] = json!(!state.denied.contains(&Ability::InlineMode));
    me["can_connect_to_business"] = json!(false);
    me["has_main_web_app"] = json!(false);
    if !state.lacking.contains("setMySettings") {
        me["inline_query_placeholder"] = json!(state.profile.inline_placeholder);
    }
    me
}

/// `setMySettings`: what is not named stays as it is.
pub(super) fn set_settings(state: &mut State, params: &Params) -> Answer {
    let mode = params.read("callback_query_mode").map_err(|_| ApiError::bad("wrong callback query mode"))?;
    let placeholder = params.get("inline_query_placeholder").and_then(Value::as_str);
    if placeholder.is_some_and(|text| text.chars().count() > MAX_PLACEHOLDER) {
        return Err(ApiError::bad("inline query placeholder is too long"));
    }
    let flag = |name: &str| params.get(name).and_then(Value::as_bool);
    let abilities = [
        (Ability::InlineMode, flag("supports_inline_queries")),
        (Ability::JoinGroups, flag("can_join_groups")),
    ];
    for (ability, allowed) in abilities {
        match allowed {
            Some(true) => drop(state.denied.remove(&ability)),
            Some(false) => drop(state.denied.insert(ability)),
            None => {}
        }
    }
    if let Some(reads_all) = flag("can_read_all_group_messages") {
        state.privacy = if reads_all { Privacy::Off } else { Privacy::On };
    }
    if let Some(placeholder) = placeholder {
        state.profile.inline_placeholder = placeholder.to_owned();
    }
    if let Some(mode) = mode {
        state.profile.callback_mode = mode;
    }
    Ok(json!(true))
}

/// `setMyCommands`.
pub(super) fn set_commands(state: &mut State, params: &Params) -> Answer {
    let mut commands: Vec<BotCommand> = params.read("commands")?.unwrap_or_default();
    if commands.len() > MAX_COMMANDS {
        return Err(ApiError::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    for entry in &commands {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !(1..=32).contains(&entry.command.len()) || !entry.command.chars().all(legal) {
            return Err(ApiError::bad("BOT_COMMAND_INVALID"));
        }
        if !(1..=256).contains(&entry.description.trim().chars().count()) {
            return Err(ApiError::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
        }
    }
    let knows = !state.lacking.contains("is_ephemeral");
    commands.iter_mut().for_each(|command| command.is_ephemeral &= knows);
    let key = (scope(state, params)?, language(params)?.to_owned());
    state.profile.commands.insert(key, commands);
    Ok(json!(true))
}

/// `getMyCommands`.
pub(super) fn get_commands(state: &State, params: &Params) -> Answer {
    let commands = state.profile.commands(&scope(state, params)?, language(params)?);
    Ok(json!(commands))
}

/// `deleteMyCommands`.
pub(super) fn delete_commands(state: &mut State, params: &Params) -> Answer {
    let key = (scope(state, params)?, language(params)?.to_owned());
    state.profile.commands.remove(&key);
    Ok(json!(true))
}

/// `setMyName` and its like.
pub(super) fn set_text(state: &mut State, params: &Params, text: Text) -> Answer {
    let value = params.text(text.field());
    if value.chars().count() > text.limit() {
        return Err(ApiError::bad(format!("{} is too long", text.field())));
    }
    let key = (text, language(params)?.to_owned());
    state.profile.texts.insert(key, value.to_owned());
    Ok(json!(true))
}

/// `getMyName` and its like.
pub(super) fn get_text(state: &State, params: &Params, text: Text) -> Value {
    let find = |language: &str| state.profile.texts.get(&(text, language.to_owned()));
    let value = find(params.text("language_code")).or_else(|| find("")).cloned().unwrap_or_default();
    json!({ text.field(): value })
}

/// `setChatMenuButton`.
pub(super) fn set_menu_button(state: &mut State, params: &Params) -> Answer {
    let button = params.get("menu_button").cloned().unwrap_or_else(|| json!({ "type": "default" }));
    state.profile.menu_buttons.insert(params.int("chat_id").unwrap_or_default(), button);
    Ok(json!(true))
}

/// `getChatMenuButton`.
pub(super) fn get_menu_button(state: &State, params: &Params) -> Value {
    let buttons = &state.profile.menu_buttons;
    let found = buttons.get(&params.int("chat_id").unwrap_or_default()).or_else(|| buttons.get(&0));
    found.cloned().unwrap_or_else(|| json!({ "type": "commands" }))
}

fn scope(state: &State, params: &Params) -> Result<Scope, ApiError> {
    let scope = params.read("scope")?.unwrap_or(Scope::Default);
    let (Scope::Chat { chat_id } | Scope::ChatAdministrators { chat_id } | Scope::ChatMember { chat_id, .. }) =
        &scope
    else {
        return Ok(scope);
    };
    if state.chats.contains_key(chat_id) { Ok(scope) } else { Err(ApiError::bad("chat not found")) }
}

fn language(params: &Params) -> Result<&str, ApiError> {
    let language = params.text("language_code");
    let is_code = language.len() == 2 && language.chars().all(|c| c.is_ascii_lowercase());
    if language.is_empty() || is_code {
        Ok(language)
    } else {
        Err(ApiError::bad("invalid language code specified"))
    }
}
