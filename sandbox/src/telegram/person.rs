//! What people do: press, edit, react, forward, ask. Each makes the updates that the real server would send; writing
//! itself is in `say`.
//! What is impossible in Telegram is impossible here: the short verbs panic, the `try_` ones say why.

use serde_json::{Value, json};

use super::compose::MessageDraft;
use super::entities::Formatted;
use super::ephemeral::Pressed;
use super::inspect::Press;
use super::message::{Author, Body, Reaction, Stored};
use super::methods::reactions;
use super::profile::CallbackMode;
use super::queries::{Asked, Query};
use super::script_error::{ScriptError, expect_possible, script_error};
use super::state::{ChatKind, Standing, State};
use super::{Message, Telegram};

impl Telegram {
    /// A person writes a text. In the private chat (whose number is theirs) this starts the bot.
    ///
    /// # Panics
    /// If they can't write there.
    #[track_caller]
    pub fn says(&self, user: i64, chat: i64, text: &str) -> i32 {
        self.say(user, chat).text(text).send()
    }

    /// Begins a message of a person.
    pub fn say(&self, user: i64, chat: i64) -> MessageDraft<'_> {
        MessageDraft::new(self, user, chat)
    }

    /// A person opens the bot by a link: `/start`, with the link's payload unless it is empty.
    ///
    /// # Panics
    /// If they can't.
    #[track_caller]
    pub fn starts(&self, user: i64, payload: &str) -> i32 {
        self.says(user, user, format!("/start {payload}").trim_end())
    }

    /// A person presses the button with this label under a message. Gives the query's id.
    ///
    /// # Panics
    /// If there is no such message or button, or it sends nothing.
    #[track_caller]
    pub fn presses(&self, user: i64, chat: i64, message: i32, label: &str) -> String {
        expect_possible(self.try_presses(user, chat, message, label))
    }

    /// The same; says why not.
    ///
    /// # Errors
    /// If there is no such message or button, or it sends nothing.
    pub fn try_presses(
        &self,
        user: i64,
        chat: i64,
        message: i32,
        label: &str,
    ) -> Result<String, ScriptError> {
        if !self.is_member(user, chat) {
            return script_error(format!("{user} is not in the chat {chat}"));
        }
        let seen = self.message(chat, message).filter(|message| !message.deleted);
        let Some(seen) = seen else { return script_error(format!("no message {message} in chat {chat}")) };
        let button = seen.buttons.iter().flatten().find(|button| button.label == label);
        match button.map(|button| &button.press) {
            Some(Press::Data(data)) => Ok(self.presses_data(user, chat, message, data)),
            Some(_) => script_error(format!("the button {label:?} sends nothing to the bot")),
            None => script_error(format!("no button {label:?} among {:?}", seen.labels())),
        }
    }

    /// A press with any data on any message, as a forged client makes it.
    pub fn presses_data(&self, user: i64, chat: i64, message: i32, data: &str) -> String {
        self.shared.act(|state| {
            let shown = match state.standing(chat, message) {
                Some(message) => state.message_json(message),
                None => state.inaccessible_json(chat, message),
            };
            let mut payload = state.press(user, Pressed { chat, message }, data);
            let id = payload["id"].as_str().unwrap_or_default().to_owned();
            match state.profile.callback_mode {
                CallbackMode::Default => payload["message"] = shown,
                // Neither the chat nor the message is named.
                CallbackMode::Auto | CallbackMode::Inline => {
                    payload["inline_message_id"] = json!(format!("inline-{chat}-{message}"));
                }
            }
            state.update("callback_query", payload);
            id
        })
    }

    /// A person presses the button with this label under an ephemeral message that their client shows. Gives the query's id.
    ///
    /// # Errors
    /// If they see no such message or button, or it sends nothing.
    pub fn try_presses_ephemeral(
        &self,
        user: i64,
        chat: i64,
        number: i64,
        label: &str,
    ) -> Result<String, ScriptError> {
        let seen = self.shown_to(user, chat).into_iter().find(|seen| seen.ephemeral == Some(number));
        let Some(seen) = seen else {
            return script_error(format!("{user} sees no ephemeral message {number} in chat {chat}"));
        };
        let button = seen.buttons.iter().flatten().find(|button| button.label == label);
        match button.map(|button| &button.press) {
            Some(Press::Data(data)) => Ok(self.presses_ephemeral_data(user, chat, number, data)),
            Some(_) => script_error(format!("the button {label:?} sends nothing to the bot")),
            None => script_error(format!("no button {label:?} among {:?}", seen.labels())),
        }
    }

    /// A person answers an ephemeral message that they see. Nobody but the bot sees the answer.
    ///
    /// # Panics
    /// If they see none of this number.
    #[track_caller]
    pub fn replies_ephemeral(&self, user: i64, chat: i64, number: i64, text: &str) {
        let seen = self.shown_to(user, chat).into_iter().any(|seen| seen.ephemeral == Some(number));
        assert!(seen, "{user} sees no ephemeral message {number} in chat {chat}");
        self.shared.act(|state| {
            let content = Formatted { text: text.to_owned(), ..Formatted::default() };
            let message = Stored { content, ..Stored::new(0, chat, Author::Person(user), state.now()) };
            state.announce_alone(user, message, Some(number));
        });
    }

    /// A press with any data on an ephemeral message of theirs, as a forged client makes it.
    pub fn presses_ephemeral_data(&self, user: i64, chat: i64, number: i64, data: &str) -> String {
        self.shared.act(|state| {
            let shown = state.standing_ephemeral(chat, user, number).map(|found| state.ephemeral_json(found));
            let mut payload = state.press(user, Pressed { chat, message: 0 }, data);
            payload["message"] = shown.unwrap_or_else(|| {
                let mut gone = state.inaccessible_json(chat, 0);
                gone["ephemeral_message_id"] = json!(number);
                gone
            });
            let id = payload["id"].as_str().unwrap_or_default().to_owned();
            state.update("callback_query", payload);
            id
        })
    }

    /// A person edits a message of theirs.
    ///
    /// # Panics
    /// If it is not theirs or is gone.
    #[track_caller]
    pub fn edits(&self, user: i64, chat: i64, message: i32, text: &str) {
        expect_possible(self.try_edits(user, chat, message, text));
    }

    /// The same; says why not.
    ///
    /// # Errors
    /// If it is not theirs or is gone.
    pub fn try_edits(&self, user: i64, chat: i64, message: i32, text: &str) -> Result<(), ScriptError> {
        self.shared.act(|state| {
            let now = state.now();
            let own = state.standing_mut(chat, message).filter(|own| own.author == Author::Person(user));
            let Some(own) = own else {
                return script_error(format!("{user} has no message {message} to edit"));
            };
            own.content = Formatted::plain(text);
            own.edits += 1;
            own.edited = Some(now);
            state.announce(chat, message);
            Ok(())
        })
    }

    /// A person deletes a message. A bot never hears of it.
    ///
    /// # Panics
    /// If it is gone already.
    #[track_caller]
    pub fn deletes(&self, chat: i64, message: i32) {
        expect_possible(self.shared.act(|state| match state.standing_mut(chat, message) {
            Some(message) => {
                message.deleted = true;
                Ok(())
            }
            None => script_error(format!("no message {message} in chat {chat}")),
        }));
    }

    /// A person deletes a message that they may delete: their own, or any in their chat with the bot.
    ///
    /// # Errors
    /// If it is somebody else's or gone already.
    pub fn try_deletes(&self, user: i64, chat: i64, message: i32) -> Result<(), ScriptError> {
        self.shared.act(|state| {
            let found = state.standing_mut(chat, message);
            let own = found.filter(|found| chat == user || found.author == Author::Person(user));
            let Some(own) = own else { return script_error(format!("{user} can't delete {message}")) };
            own.deleted = true;
            Ok(())
        })
    }

    /// A person forwards a message to a chat.
    ///
    /// # Panics
    /// If it is gone, or they can't write there.
    #[track_caller]
    pub fn forwards(&self, user: i64, from: i64, message: i32, to: i64) -> i32 {
        let found = self.shared.look(|state| state.standing(from, message).cloned());
        let Some(found) = found else { panic!("no message {message} in chat {from}") };
        let origin = self.shared.look(|state| match found.author.user() {
            Some(author) => json!({
                "type": "user",
                "date": found.date.as_second(),
                "sender_user": state.user_json(author),
            }),
            None => json!({
                "type": "channel",
                "date": found.date.as_second(),
                "chat": state.chat_json(from),
                "message_id": message,
            }),
        });
        let copy = self.say(user, to).formatted(found.content).forwarded(origin);
        match found.body {
            Body::Media(fields) => copy.carrying(fields, Vec::new()).send(),
            Body::Text | Body::Service(_) => copy.send(),
        }
    }

    /// A person reacts to a message, or takes the reaction back.
    ///
    /// # Panics
    /// If the message is gone.
    #[track_caller]
    pub fn reacts(&self, user: i64, chat: i64, message: i32, emoji: Option<&str>) {
        expect_possible(self.try_reacts(user, chat, message, emoji));
    }

    /// The same; says why not.
    ///
    /// # Errors
    /// If the message is gone, or Telegram has no such reaction there.
    pub fn try_reacts(
        &self,
        user: i64,
        chat: i64,
        message: i32,
        emoji: Option<&str>,
    ) -> Result<(), ScriptError> {
        self.shared.act(|state| {
            let allowed = state.chats.get(&chat).and_then(|chat| chat.allowed_reactions.clone());
            if let Some(emoji) = emoji.filter(|emoji| !reactions::is_possible(emoji, allowed.as_deref())) {
                return script_error(format!("{emoji} is no reaction in chat {chat}"));
            }
            let Some(found) = state.standing_mut(chat, message) else {
                return script_error(format!("no message {message} in chat {chat}"));
            };
            let list = |reactions: &[Reaction]| {
                let mine = reactions.iter().filter(|reaction| reaction.by == user);
                mine.map(|mine| json!({ "type": "emoji", "emoji": mine.emoji })).collect::<Value>()
            };
            let before = list(&found.reactions);
            found.reactions.retain(|reaction| reaction.by != user);
            found.reactions.extend(emoji.map(|emoji| Reaction { by: user, emoji: emoji.to_owned() }));
            let after = list(&found.reactions);
            let reactor = ("user", state.user_json(user));
            state.announce_reaction(reactor, chat, message, before, after);
            Ok(())
        })
    }

    /// An anonymous administrator reacts in the name of the chat, so that nobody knows who it was.
    pub fn reacts_anonymously(&self, chat: i64, message: i32, emoji: &str) {
        self.shared.act(|state| {
            let reactor = ("actor_chat", state.chat_json(chat));
            let after = json!([{ "type": "emoji", "emoji": emoji }]);
            state.announce_reaction(reactor, chat, message, json!([]), after);
        });
    }

    /// A person types the bot's name and a query into any chat. Gives the query's id.
    pub fn asks_inline(&self, user: i64, query: &str) -> String {
        self.shared.act(|state| {
            let id = format!("{}", 5_000_000_000_000_000_000 + state.fresh());
            let asked = Asked::Inline { results: None };
            let waiting = Query { id: id.clone(), user, at: state.now(), asked, pressed: None };
            state.queries.0.push(waiting);
            let from = state.user_json(user);
            let payload =
                json!({ "id": id, "from": from, "query": query, "offset": "", "chat_type": "sender" });
            state.update("inline_query", payload);
            id
        })
    }

    /// A person sends several photos at once, each with a caption: one message each, with an album in common.
    ///
    /// # Panics
    /// If they can't write there.
    #[track_caller]
    pub fn sends_album(&self, user: i64, chat: i64, captions: &[&str]) -> Vec<i32> {
        self.album(captions, || self.say(user, chat))
    }

    /// The same, in reply to a message.
    ///
    /// # Panics
    /// If they can't write there.
    #[track_caller]
    pub fn replies_with_album(&self, user: i64, chat: i64, to: i32, captions: &[&str]) -> Vec<i32> {
        self.album(captions, || self.say(user, chat).reply_to(to))
    }

    /// The number of an album that nobody has begun.
    pub fn new_album(&self) -> String {
        self.shared.act(State::fresh).to_string()
    }

    fn album<'a>(&'a self, captions: &[&str], say: impl Fn() -> MessageDraft<'a>) -> Vec<i32> {
        let album = self.new_album();
        captions.iter().map(|caption| say().text(caption).photo().in_album(&album).send()).collect()
    }

    /// A channel's post.
    ///
    /// # Panics
    /// If there is no such channel.
    #[track_caller]
    pub fn posts(&self, channel: i64, text: &str) -> i32 {
        self.say(0, channel).text(text).of_channel().send()
    }

    /// The message that a person looks at, as they see it.
    ///
    /// # Panics
    /// If there is none.
    #[track_caller]
    pub fn seen(&self, chat: i64, id: i32) -> Message {
        expect_possible(
            self.message(chat, id).ok_or_else(|| ScriptError(format!("no message {id} in chat {chat}"))),
        )
    }
}

impl State {
    /// Asks for the answer to a press. Gives what the update says of it, without the message.
    fn press(&mut self, user: i64, pressed: Pressed, data: &str) -> Value {
        let id = format!("{}", 4_000_000_000_000_000_000 + self.fresh());
        let asked = Asked::Press { answer: None };
        let query = Query { id: id.clone(), user, at: self.now(), asked, pressed: Some(pressed) };
        self.queries.0.push(query);
        json!({
            "id": id,
            "from": self.user_json(user),
            "chat_instance": self.chats.get(&pressed.chat).map(|chat| chat.instance()).unwrap_or_default(),
            "data": data,
        })
    }

    /// Tells the bot of a reaction: in a group only as an administrator.
    fn announce_reaction(
        &mut self,
        (role, reactor): (&str, Value),
        chat: i64,
        message: i32,
        before: Value,
        after: Value,
    ) {
        let hears = self
            .chats
            .get(&chat)
            .is_some_and(|chat| chat.kind == ChatKind::Private || chat.bot == Standing::Administrator);
        if !hears {
            return;
        }
        let payload = json!({
            "chat": self.chat_json(chat),
            "message_id": message,
            role: reactor,
            "date": self.now().as_second(),
            "old_reaction": before,
            "new_reaction": after,
        });
        self.update("message_reaction", payload);
    }
}
