//! What a test or a page can see of the world: messages, answers to presses, menus, and what the bot asked for.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::entities::to_html;
use super::ephemeral::Ephemeral;
use super::journal::{Call, Violation};
use super::message::{Author, Body, Reaction, Sound, Stored};
use super::profile::{BotCommand, CallbackMode, Scope, Text};
use super::queries::{Asked, Toast};
use super::state::ChatKind;
use super::updates::Webhook;
use super::{State, Telegram};

/// What a button does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "does", content = "with", rename_all = "snake_case")]
pub enum Press {
    /// Sends this to the bot.
    Data(String),
    Url(String),
    Copy(String),
    /// Something that people do with their own Telegram: the field that asks for it (`web_app`,
    /// `switch_inline_query`), and the text that it gives, if any.
    Other {
        kind: String,
        text: String,
    },
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Button {
    pub label: String,
    /// Its colour: `primary`, `success` or `danger`, if it has one.
    pub style: Option<String>,
    pub press: Press,
}

/// A message as people see it, and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Message {
    /// Zero for one that a single person sees.
    pub id: i32,
    /// The number of one that a single person sees.
    pub ephemeral: Option<i64>,
    pub thread: Option<i32>,
    pub author: Author,
    pub date: Timestamp,
    /// Without markup; an attachment's caption. A space that doesn't break looks like any other.
    pub text: String,
    /// Telegram's HTML, from the entities that the bot's markup made.
    pub html: String,
    pub buttons: Vec<Vec<Button>>,
    pub reply_to: Option<i32>,
    /// The name of whoever wrote it elsewhere first.
    pub forwarded_from: Option<String>,
    pub reactions: Vec<Reaction>,
    pub sound: Sound,
    /// How often it was edited.
    pub edits: u32,
    pub deleted: bool,
    pub pinned: bool,
    /// What it carries or tells besides text: `photo`, `voice`, `pinned_message`, …
    pub carries: Option<String>,
    /// The keyboard that it puts in place of the person's own, or takes away.
    pub reply_keyboard: Option<Value>,
}

impl Message {
    /// Whether the bot wrote it.
    pub fn from_bot(&self) -> bool {
        self.author == Author::Bot
    }

    /// The labels of all buttons, row by row.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
    }
}

impl Stored {
    fn seen(&self) -> Message {
        let row = |row: &Vec<Value>| row.iter().map(button).collect();
        Message {
            id: self.id,
            ephemeral: None,
            thread: self.thread,
            author: self.author,
            date: self.date,
            text: self.content.text.replace('\u{a0}', " "),
            html: to_html(&self.content),
            buttons: self.rows().map(row).collect(),
            reply_to: self.reply_to,
            forwarded_from: self.origin.as_ref().map(origin_name),
            reactions: self.reactions.clone(),
            sound: self.sound,
            edits: self.edits,
            deleted: self.deleted,
            pinned: self.pinned,
            carries: match &self.body {
                Body::Text => None,
                Body::Media(fields) | Body::Service(fields) => fields.keys().next().cloned(),
            },
            reply_keyboard: self.reply_keyboard.clone(),
        }
    }
}

fn button(button: &Value) -> Button {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let press = if let Some(data) = button.get("callback_data") {
        Press::Data(text(data))
    } else if let Some(url) = button.get("url") {
        Press::Url(text(url))
    } else if let Some(copy) = button.get("copy_text") {
        Press::Copy(text(&copy["text"]))
    } else {
        other_press(button)
    };
    Button { label: text(&button["text"]), style: button["style"].as_str().map(str::to_owned), press }
}

/// What a button asks of people's own Telegram.
fn other_press(button: &Value) -> Press {
    let mut fields = button.as_object().into_iter().flatten();
    let asked = fields.find(|(name, _)| !matches!(name.as_str(), "text" | "style" | "icon_custom_emoji_id"));
    let Some((kind, value)) = asked else { return Press::Other { kind: String::new(), text: String::new() } };
    let text = value.as_str().or(value["query"].as_str()).unwrap_or_default();
    Press::Other { kind: kind.clone(), text: text.to_owned() }
}

/// The name in a `forward_origin` of any kind.
fn origin_name(origin: &Value) -> String {
    let names = [&origin["sender_user_name"], &origin["sender_user"]["first_name"], &origin["chat"]["title"]];
    names.into_iter().find_map(Value::as_str).unwrap_or_default().to_owned()
}

impl Telegram {
    /// All messages of a chat in their order, deleted ones too.
    pub fn messages(&self, chat: i64) -> Vec<Message> {
        let seen = |state: &State| {
            let chat = state.chats.get(&chat)?;
            Some(chat.messages.values().map(Stored::seen).collect())
        };
        self.shared.look(|state| seen(state)).unwrap_or_default()
    }

    /// What a person's client shows of a chat: its messages, those that stand in their place for this person alone, and those
    /// that stand below all others for this person alone. Nothing for who is not in the chat.
    pub fn shown_to(&self, user: i64, chat: i64) -> Vec<Message> {
        if !self.is_member(user, chat) {
            return Vec::new();
        }
        let messages = self.messages(chat).into_iter().filter(|message| !message.deleted);
        self.shared.look(|state| {
            let seen = |found: &Ephemeral| Message { ephemeral: Some(found.number), ..found.message.seen() };
            let own = || state.ephemerals.iter().filter(|found| found.is_shown(chat, user));
            let in_place = |message: Message| {
                own().find(|found| found.replaces == Some(message.id)).map_or(message, seen)
            };
            let below = own()
                .filter(|found| found.replaces.is_none_or(|place| state.standing(chat, place).is_none()));
            messages.map(in_place).chain(below.map(seen)).collect()
        })
    }

    /// One message, also if it was deleted.
    pub fn message(&self, chat: i64, id: i32) -> Option<Message> {
        self.shared.look(|state| state.chats.get(&chat)?.messages.get(&id).map(Stored::seen))
    }

    /// The file behind the photo that a message of the bot's shows.
    pub fn photo(&self, chat: i64, id: i32) -> Option<Vec<u8>> {
        self.shared.look(|state| {
            let Body::Media(fields) = &state.standing(chat, id)?.body else { return None };
            state.files.get(fields.get("photo")?[0]["file_id"].as_str()?).cloned()
        })
    }

    /// The newest message of the bot in a chat that still stands, service messages aside.
    pub fn last_from_bot(&self, chat: i64) -> Option<Message> {
        let is_said =
            |message: &&Stored| message.author == Author::Bot && !message.deleted && !message.is_service();
        self.shared
            .look(|state| state.chats.get(&chat)?.messages.values().rev().find(is_said).map(Stored::seen))
    }

    /// What a person saw after their presses, oldest first.
    pub fn toasts(&self, user: i64) -> Vec<Toast> {
        self.shared.look(|state| {
            let mine = state.queries.0.iter().filter(|query| query.user == user);
            let answers = mine.filter_map(|query| match &query.asked {
                Asked::Press { answer } => answer.clone(),
                Asked::Inline { .. } => None,
            });
            answers.collect()
        })
    }

    /// The answer to one press, once it is there.
    pub fn toast(&self, query: &str) -> Option<Toast> {
        self.shared.look(|state| {
            let found = state.queries.0.iter().find(|asked| asked.id == query)?;
            match &found.asked {
                Asked::Press { answer } => answer.clone(),
                Asked::Inline { .. } => None,
            }
        })
    }

    /// The results of an inline query, once they are there.
    pub fn inline_results(&self, query: &str) -> Option<Vec<Value>> {
        self.shared.look(|state| {
            let found = state.queries.0.iter().find(|asked| asked.id == query)?;
            match &found.asked {
                Asked::Inline { results } => results.clone(),
                Asked::Press { .. } => None,
            }
        })
    }

    /// The commands set for exactly this scope and language (empty for everybody else's).
    pub fn commands(&self, scope: &Scope, language: &str) -> Vec<BotCommand> {
        self.shared.look(|state| state.profile.commands(scope, language))
    }

    /// The commands that a person is shown in a chat.
    pub fn visible_commands(&self, user: i64, chat: i64) -> Vec<BotCommand> {
        self.shared.look(|state| state.visible_commands(user, chat))
    }

    /// A text of the bot's profile as people of a language see it: `description` or `short_description`.
    pub fn profile_text(&self, field: &str, language: &str) -> String {
        let texts = [Text::Name, Text::Description, Text::ShortDescription];
        self.shared
            .look(|state| {
                let text = texts.into_iter().find(|text| text.field() == field)?;
                let find = |language: &str| state.profile.texts.get(&(text, language.to_owned())).cloned();
                find(language).or_else(|| find(""))
            })
            .unwrap_or_default()
    }

    /// What stands in the field of an inline query before anything is typed.
    pub fn inline_placeholder(&self) -> String {
        self.shared.look(|state| state.profile.inline_placeholder.clone())
    }

    /// How presses come.
    pub fn callback_mode(&self) -> CallbackMode {
        self.shared.look(|state| state.profile.callback_mode)
    }

    /// The title of a group or channel.
    pub fn title(&self, chat: i64) -> Option<String> {
        let titled = |state: &mut State| {
            let chat = state.chats.get(&chat)?;
            (chat.kind != ChatKind::Private).then(|| chat.title.clone())
        };
        self.shared.look(titled)
    }

    /// Whether a person reads and writes in a chat.
    pub fn is_member(&self, user: i64, chat: i64) -> bool {
        let is_member = |state: &mut State| {
            state.chats.get(&chat).is_some_and(|chat| chat.id == user || chat.members.contains_key(&user))
        };
        self.shared.look(is_member)
    }

    /// The updates that the bot has not confirmed yet.
    pub fn pending_updates(&self) -> Vec<Value> {
        self.shared.look(|state| state.queue.pending())
    }

    /// Where updates are brought, and why the last one was not, if they are.
    pub fn webhook(&self) -> Option<Webhook> {
        self.shared.look(|state| state.queue.webhook.clone())
    }

    /// How many calls a fault holds now.
    pub fn held(&self) -> usize {
        self.shared.look(|state| state.faults.gate.receiver_count())
    }

    /// Every call of the bot, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.look(|state| state.journal.calls.clone())
    }

    /// Every call that Telegram's own description doesn't allow. A test of the bot asserts that there are none.
    pub fn violations(&self) -> Vec<Violation> {
        self.shared.look(|state| state.journal.violations.clone())
    }
}
