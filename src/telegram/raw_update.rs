//! Reads an update down to what deskgram acts on. Only the fields that are needed are read, so an entity, a button or a media
//! kind that is newer than this program can't make a comment unreadable.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::types::AllowedUpdate;

use super::command::parse_command;
use super::content::Content;
use super::own_message::{RawAuthor, RawOwnMessage};
use super::update::{
    ChatContext, ChatKind, EphemeralRef, ExternalReply, IncomingUpdate, Membership, MessageOrigin, Sender,
    SenderKind, UpdateKind,
};
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, TelegramUser, ThreadId, TicketId};
use crate::i18n::Lang;

/// The kinds of updates that concern deskgram.
pub(super) const ALLOWED_UPDATES: [AllowedUpdate; 7] = [
    AllowedUpdate::Message,
    AllowedUpdate::EditedMessage,
    AllowedUpdate::ChannelPost,
    AllowedUpdate::CallbackQuery,
    AllowedUpdate::InlineQuery,
    AllowedUpdate::MyChatMember,
    AllowedUpdate::MessageReaction,
];

impl IncomingUpdate {
    /// Reads an update; `bot` is our user name. `None` when it is not even an update.
    pub fn parse_update(raw: &str, bot: &str) -> Option<Self> {
        let update: RawUpdate<'_> = serde_json::from_str(raw).ok()?;
        let id = update.update_id;
        let nothing = || Self { update: id, from: Sender::NOBODY, place: NO_CHAT, what: UpdateKind::Other };
        Some(interpret_update(&update, bot).unwrap_or_else(nothing))
    }
}

fn interpret_update(update: &RawUpdate<'_>, bot: &str) -> Option<IncomingUpdate> {
    let id = update.update_id;
    if let Some(raw) = update.message {
        let message: RawMessage = serde_json::from_str(raw.get()).ok()?;
        let what = message.update_kind(raw.get(), bot);
        return Some(message.into_incoming(id, what, bot));
    }
    if let Some(raw) = update.channel_post {
        let message: RawMessage = serde_json::from_str(raw.get()).ok()?;
        // A channel's posts are for its readers. Whoever wants tickets there is told where they can be.
        let what = match message.update_kind(raw.get(), bot) {
            UpdateKind::Command { name, .. } if name == "subscribe" => UpdateKind::ChannelSubscribe,
            _ => UpdateKind::Other,
        };
        return Some(message.into_incoming(id, what, bot));
    }
    if let Some(raw) = update.edited_message {
        let message: RawMessage = serde_json::from_str(raw.get()).ok()?;
        let what = match message.withheld {
            true => UpdateKind::Withheld,
            false => {
                let text = Content::read(raw.get()).map(|content| content.words).unwrap_or_default();
                UpdateKind::Edited { text }
            }
        };
        return Some(message.into_incoming(id, what, bot));
    }
    if let Some(raw) = update.callback_query {
        let press: CallbackQuery<'_> = serde_json::from_str(raw.get()).ok()?;
        let what = UpdateKind::Press { query: press.id, data: press.data.unwrap_or_default() };
        let from = read_sender(&press.from);
        let place = press.message.and_then(pressed_message).map_or(NO_CHAT, |(message, standing)| {
            let shown = standing.own_message(bot);
            message.place_for(from.who, ChatContext { shown, written: None, ..message.chat_context() })
        });
        return Some(IncomingUpdate { update: id, from, place, what });
    }
    if let Some(raw) = update.inline_query {
        let inline: InlineQuery = serde_json::from_str(raw.get()).ok()?;
        let what = UpdateKind::Inline { query: inline.id, text: inline.query, offset: inline.offset };
        return Some(IncomingUpdate { update: id, from: read_sender(&inline.from), place: NO_CHAT, what });
    }
    if let Some(raw) = update.my_chat_member {
        let changed: MemberUpdated = serde_json::from_str(raw.get()).ok()?;
        let was_in = changed.old_chat_member.is_some_and(|member| member.is_in());
        let membership = match (was_in, changed.new_chat_member.is_in()) {
            (_, false) => Membership::Gone,
            (false, true) => Membership::Came,
            (true, true) => Membership::Stays,
        };
        let place = ChatContext {
            target: Target::whole_chat(ChatId(changed.chat.id)),
            kind: changed.chat.chat_kind(),
            title: changed.chat.title,
            ..NO_CHAT
        };
        return Some(IncomingUpdate {
            update: id,
            from: read_sender(&changed.from),
            place,
            what: UpdateKind::Standing(membership),
        });
    }
    if let Some(raw) = update.message_reaction {
        let changed: ReactionUpdated = serde_json::from_str(raw.get()).ok()?;
        // Whoever reacts as a chat has no name here.
        let from = changed.user.as_ref().map_or(Sender::NOBODY, read_sender);
        let place = ChatContext {
            target: Target::whole_chat(ChatId(changed.chat.id)),
            kind: changed.chat.chat_kind(),
            message: Some(MessageId(changed.message_id)),
            title: changed.chat.title,
            ..NO_CHAT
        };
        let [before, after] = [changed.old_reaction, changed.new_reaction].map(emoji_of);
        return Some(IncomingUpdate {
            update: id,
            from,
            place,
            what: UpdateKind::Reaction { before, after },
        });
    }
    None
}

const NO_CHAT: ChatContext = ChatContext {
    target: Target { chat: ChatId(0), thread: None },
    kind: ChatKind::Elsewhere,
    message: None,
    written: None,
    title: String::new(),
    shown: None,
    external_reply: None,
    ephemeral: None,
    panel_ticket: None,
};

/// The accounts that Telegram shows as the senders of what it forwards from a channel, of what administrators write as their
/// group, and of what people write as their channel.
const SENDERS_FOR_CHATS: [i64; 3] = [777_000, 1_087_968_824, 136_817_688];

fn read_sender(user: &RawUser) -> Sender {
    let kind = match user.is_bot {
        _ if SENDERS_FOR_CHATS.contains(&user.id) => SenderKind::Chat,
        true => SenderKind::Bot,
        false => SenderKind::Person,
    };
    Sender {
        who: TelegramUser(user.id),
        kind,
        first_name: user.first_name.clone(),
        lang: user.language_code.as_deref().and_then(Lang::from_code),
    }
}

#[derive(Deserialize)]
struct RawUpdate<'a> {
    update_id: i64,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    channel_post: Option<&'a RawValue>,
    edited_message: Option<&'a RawValue>,
    callback_query: Option<&'a RawValue>,
    inline_query: Option<&'a RawValue>,
    my_chat_member: Option<&'a RawValue>,
    message_reaction: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawUser {
    id: i64,
    #[serde(default)]
    is_bot: bool,
    #[serde(default)]
    first_name: String,
    language_code: Option<String>,
}

#[derive(Deserialize)]
struct RawChat {
    id: i64,
    #[serde(rename = "type", default)]
    type_: String,
    #[serde(default)]
    title: String,
}

impl RawChat {
    fn chat_kind(&self) -> ChatKind {
        match self.type_.as_str() {
            "private" => ChatKind::Private,
            "group" | "supergroup" => ChatKind::Group,
            _ => ChatKind::Elsewhere,
        }
    }
}

/// Any JSON value whose presence is all that counts.
type PresentField = Option<serde::de::IgnoredAny>;

#[derive(Deserialize)]
struct RawMessage {
    message_id: i32,
    ephemeral_message_id: Option<i64>,
    #[serde(default)]
    date: i64,
    message_thread_id: Option<i32>,
    #[serde(default)]
    is_topic_message: bool,
    from: Option<RawUser>,
    sender_chat: Option<RawChat>,
    chat: RawChat,
    media_group_id: Option<String>,
    reply_to_message: Option<Box<RawValue>>,
    external_reply: Option<RawExternalReply>,
    via_bot: Option<RawAuthor>,
    forward_origin: Option<serde_json::Value>,
    forward_date: PresentField,
    migrate_to_chat_id: Option<i64>,
    migrate_from_chat_id: Option<i64>,
    forum_topic_reopened: PresentField,
    general_forum_topic_unhidden: PresentField,
    /// Ours, in the journal only.
    #[serde(default)]
    withheld: bool,
}

impl RawMessage {
    /// What is replied to, with number zero if it is an ephemeral message.
    fn replied_any(&self) -> Option<RawOwnMessage> {
        self.reply_to_message.as_ref().and_then(|raw| serde_json::from_str(raw.get()).ok())
    }

    fn replied(&self) -> Option<RawOwnMessage> {
        self.replied_any().filter(|replied| replied.message_id != 0)
    }

    /// The ticket of the panel that is replied to.
    fn panel_ticket(&self, bot: &str) -> Option<TicketId> {
        self.replied_any().filter(|replied| replied.message_id == 0)?.only_ticket(bot)
    }

    fn reply_to(&self) -> Option<MessageId> {
        self.replied().map(|replied| MessageId(replied.message_id))
    }

    fn reply_text(&self) -> String {
        let replied = self.reply_to_message.as_ref().and_then(|raw| Content::read(raw.get()));
        replied.map(|content| content.text()).unwrap_or_default()
    }

    fn origin(&self, bot: &str) -> MessageOrigin {
        if self.forward_origin.is_some() || self.forward_date.is_some() {
            return MessageOrigin::Forwarded {
                author: self.forward_origin.as_ref().and_then(forwarded_author),
            };
        }
        match &self.via_bot {
            Some(author) if author.is(bot) => MessageOrigin::Offered,
            _ => MessageOrigin::Own,
        }
    }

    fn chat_context(&self) -> ChatContext {
        let thread = self.message_thread_id.filter(|_| self.is_topic_message).map(ThreadId);
        ChatContext {
            target: Target { chat: ChatId(self.chat.id), thread },
            kind: self.chat.chat_kind(),
            message: Some(MessageId(self.message_id)),
            written: Timestamp::from_second(self.date).ok().filter(|_| self.date > 0),
            title: self.chat.title.clone(),
            shown: None,
            external_reply: None,
            ephemeral: None,
            panel_ticket: None,
        }
    }

    /// Where something was done by this person: in their own chat, if nobody else can see it. An ephemeral message has no number
    /// of a message.
    fn place_for(&self, who: TelegramUser, place: ChatContext) -> ChatContext {
        if self.message_id != 0 {
            return place;
        }
        let number = self.ephemeral_message_id.unwrap_or_default();
        let Target { chat, thread } = place.target;
        ChatContext {
            target: Target::whole_chat(who.private_chat()),
            kind: ChatKind::Private,
            written: place.written,
            ephemeral: Some(EphemeralRef { chat, thread, receiver: who, number }),
            ..NO_CHAT
        }
    }

    fn into_incoming(self, update: i64, what: UpdateKind, bot: &str) -> IncomingUpdate {
        let shown = self.replied().and_then(|replied| replied.own_message(bot));
        let external_reply = self.external_reply.as_ref().and_then(|reply| reply.to_own_message(bot));
        let place = ChatContext { shown, external_reply, ..self.chat_context() };
        let mut from = self.from.as_ref().map_or(Sender::NOBODY, read_sender);
        let place = ChatContext { panel_ticket: self.panel_ticket(bot), ..self.place_for(from.who, place) };
        if self.sender_chat.is_some() {
            from.kind = SenderKind::Chat;
        }
        IncomingUpdate { update, from, place, what }
    }

    fn update_kind(&self, raw: &str, bot: &str) -> UpdateKind {
        if self.withheld {
            return UpdateKind::Withheld;
        }
        let here = self.chat.id;
        if let Some((from, to)) = self
            .migrate_to_chat_id
            .map(|to| (here, to))
            .or(self.migrate_from_chat_id.map(|from| (from, here)))
        {
            return UpdateKind::Migrated { from: ChatId(from), to: ChatId(to) };
        }
        if self.forum_topic_reopened.is_some() || self.general_forum_topic_unhidden.is_some() {
            return UpdateKind::Standing(Membership::Stays);
        }
        let Some(content) = Content::read(raw) else { return UpdateKind::Other };
        let (reply_to, origin, text) = (self.reply_to(), self.origin(bot), content.text());
        if let Some(kind) = content.kind {
            let album = self.media_group_id.clone();
            return UpdateKind::Media { kind, files: content.files, caption: text, reply_to, album, origin };
        }
        if origin == MessageOrigin::Own && text.starts_with('/') {
            match parse_command(&text, bot) {
                Some((name, rest)) => {
                    let reply_text = self.reply_text();
                    return UpdateKind::Command { name, rest, text, reply_to, reply_text };
                }
                // Nobody else is spoken to in our own chat.
                None if self.chat.chat_kind() != ChatKind::Private => return UpdateKind::Other,
                None => {}
            }
        }
        UpdateKind::Text { text, reply_to, origin }
    }
}

/// The message in another chat that is replied to, and who wrote it.
#[derive(Deserialize)]
struct RawExternalReply {
    origin: RawOrigin,
    chat: Option<RawChat>,
    message_id: Option<i32>,
}

#[derive(Deserialize)]
struct RawOrigin {
    sender_user: Option<RawAuthor>,
}

impl RawExternalReply {
    /// The reply, if the message is ours.
    fn to_own_message(&self, bot: &str) -> Option<ExternalReply> {
        self.origin.sender_user.as_ref().filter(|author| author.is(bot))?;
        let at = self.chat.as_ref().zip(self.message_id);
        let at = at.map(|(chat, id)| CardRef { chat: ChatId(chat.id), message: MessageId(id) });
        Some(ExternalReply { at })
    }
}

/// Who wrote what was forwarded, by the name that Telegram shows.
fn forwarded_author(origin: &serde_json::Value) -> Option<String> {
    let user = &origin["sender_user"];
    if user["is_bot"].as_bool() == Some(true) {
        return None;
    }
    let parts = [&user["first_name"], &user["last_name"], &origin["sender_user_name"]];
    let parts: Vec<_> = parts.into_iter().filter_map(|part| part.as_str()).collect();
    let name = parts.join(" ").trim().to_owned();
    (!name.is_empty()).then_some(name)
}

#[derive(Deserialize)]
struct CallbackQuery<'a> {
    id: String,
    from: RawUser,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    data: Option<String>,
}

/// The message whose button was pressed, read twice: as any message, and as one of ours.
fn pressed_message(raw: &RawValue) -> Option<(RawMessage, RawOwnMessage)> {
    Some((serde_json::from_str(raw.get()).ok()?, serde_json::from_str(raw.get()).ok()?))
}

#[derive(Deserialize)]
struct InlineQuery {
    id: String,
    from: RawUser,
    #[serde(default)]
    query: String,
    #[serde(default)]
    offset: String,
}

#[derive(Deserialize)]
struct MemberUpdated {
    chat: RawChat,
    from: RawUser,
    old_chat_member: Option<RawMember>,
    new_chat_member: RawMember,
}

#[derive(Deserialize)]
struct ReactionUpdated {
    chat: RawChat,
    message_id: i32,
    user: Option<RawUser>,
    old_reaction: Vec<RawReaction>,
    new_reaction: Vec<RawReaction>,
}

/// One that is no emoji, such as a paid one, has none.
#[derive(Deserialize)]
struct RawReaction {
    emoji: Option<String>,
}

fn emoji_of(reactions: Vec<RawReaction>) -> Vec<String> {
    reactions.into_iter().filter_map(|reaction| reaction.emoji).collect()
}

#[derive(Deserialize)]
struct RawMember {
    status: String,
    is_member: Option<bool>,
}

impl RawMember {
    fn is_in(&self) -> bool {
        match self.status.as_str() {
            "left" | "kicked" => false,
            "restricted" => self.is_member != Some(false),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_things_nobody_knows_is_still_text() {
        let raw = r#"{"update_id":7,"message":{"message_id":3,"date":0,"chat":{"id":5,"type":"private"},
            "from":{"id":5,"is_bot":false,"first_name":"A","language_code":"uk-UA","aura":9},
            "text":"hi","entities":[{"type":"hologram","offset":0,"length":2}],
            "reply_markup":{"inline_keyboard":[[{"text":"x","teleport":{}}]]}}}"#;
        let incoming_update = IncomingUpdate::parse_update(raw, "deskgram_bot").unwrap();
        assert_eq!(incoming_update.from.lang, Some(Lang::Uk));
        assert_eq!(
            incoming_update.what,
            UpdateKind::Text { text: "hi".into(), reply_to: None, origin: MessageOrigin::Own }
        );
    }

    #[test]
    fn nobody_is_signed_in_as_a_chat_a_bot_or_nobody() {
        let from = |sender: &str| {
            let raw = format!(
                r#"{{"update_id":7,"message":{{"message_id":3,"chat":{{"id":-5,"type":"group"}},{sender}"text":"x"}}}}"#
            );
            IncomingUpdate::parse_update(&raw, "deskgram_bot").unwrap().from
        };
        let user =
            |id: i64, is_bot: bool| format!(r#""from":{{"id":{id},"is_bot":{is_bot},"first_name":"A"}},"#);
        assert_eq!(from(&user(5, false)).kind, SenderKind::Person);
        assert_eq!(from(&user(6, true)).kind, SenderKind::Bot);
        for (id, is_bot) in [(777_000, false), (1_087_968_824, true), (136_817_688, true)] {
            assert_eq!(from(&user(id, is_bot)).kind, SenderKind::Chat, "{id}");
        }
        let channel = r#""sender_chat":{"id":-100,"type":"channel"},"#;
        assert_eq!(from(&format!("{}{channel}", user(5, false))).kind, SenderKind::Chat);
        assert_eq!(from(""), Sender::NOBODY);
    }

    #[test]
    fn an_update_of_a_new_kind_is_nothing_but_has_its_number() {
        let incoming_update = IncomingUpdate::parse_update(r#"{"update_id":9,"hologram":{}}"#, "b").unwrap();
        assert_eq!((incoming_update.update, incoming_update.what), (9, UpdateKind::Other));
        assert!(IncomingUpdate::parse_update("{}", "b").is_none());
    }
}
