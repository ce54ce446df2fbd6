//! Ephemeral messages: what one member of a chat alone sees, in the place of the message that they have pressed. Telegram may lose
//! them, so none is the only copy of anything.
//!
//! A server leaves out parameters that it does not know, without a word: one from before Bot API 10.2 would show everybody what
//! is meant for one person. So the answer to a press names no chat, which servers know since 10.4; an older one finds no chat to send
//! it to. The answer to an ephemeral command, which has to name the chat, can only be made from the command itself: a server
//! that has brought one knows what it is. It names the command as what it replies to, which an older server can't read either.

use serde::Serialize;
use serde::de::IgnoredAny;
use teloxide::requests::Payload;
use teloxide::types::{ParseMode, True};

use super::api::ApiFailure;
use super::client::TelegramClient;
use super::keyboard::{InlineKeyboard, keyboard};
use super::update::EphemeralRef;
use crate::view::MessageView;

/// `sendMessage` with `ephemeral_message_parameters` and no chat, Bot API 10.4: shown to who has pressed.
#[derive(Clone, Debug, Serialize)]
struct SendToPresser {
    text: String,
    parse_mode: ParseMode,
    link_preview_options: NoPreview,
    ephemeral_message_parameters: PressParameters,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<InlineKeyboard>,
}

#[derive(Clone, Debug, Serialize)]
struct PressParameters {
    callback_query_id: String,
    /// It stands in the place of the message that was pressed.
    replace_callback_query_message: bool,
}

/// `sendMessage` in answer to an ephemeral command, Bot API 10.2.
#[derive(Clone, Debug, Serialize)]
struct SendToTypist {
    chat_id: i64,
    text: String,
    parse_mode: ParseMode,
    link_preview_options: NoPreview,
    ephemeral_message_parameters: CommandParameters,
    reply_parameters: ReplyToCommand,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_markup: Option<InlineKeyboard>,
}

#[derive(Clone, Debug, Serialize)]
struct CommandParameters {
    receiver_user_id: i64,
}

#[derive(Clone, Debug, Serialize)]
struct ReplyToCommand {
    ephemeral_message_id: i64,
}

/// `editEphemeralMessageText`, Bot API 10.2.
#[derive(Clone, Debug, Serialize)]
struct EditEphemeralMessageText {
    #[serde(flatten)]
    at: EphemeralParameters,
    text: String,
    parse_mode: ParseMode,
    link_preview_options: NoPreview,
    reply_markup: InlineKeyboard,
}

/// `deleteEphemeralMessage`, Bot API 10.2: what it stood in the place of is seen again.
#[derive(Clone, Debug, Serialize)]
struct DeleteEphemeralMessage {
    #[serde(flatten)]
    at: EphemeralParameters,
}

/// What names an ephemeral message: it has no number among the messages of its chat.
#[derive(Clone, Copy, Debug, Serialize)]
struct EphemeralParameters {
    chat_id: i64,
    receiver_user_id: i64,
    ephemeral_message_id: i64,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct NoPreview {
    is_disabled: bool,
}

const NO_PREVIEW: NoPreview = NoPreview { is_disabled: true };

impl Payload for SendToPresser {
    type Output = IgnoredAny;

    const NAME: &'static str = "sendMessage";
}

impl Payload for SendToTypist {
    type Output = IgnoredAny;

    const NAME: &'static str = "sendMessage";
}

impl Payload for EditEphemeralMessageText {
    type Output = True;

    const NAME: &'static str = "editEphemeralMessageText";
}

impl Payload for DeleteEphemeralMessage {
    type Output = True;

    const NAME: &'static str = "deleteEphemeralMessage";
}

impl From<EphemeralRef> for EphemeralParameters {
    fn from(at: EphemeralRef) -> Self {
        Self { chat_id: at.chat.0, receiver_user_id: at.receiver.0, ephemeral_message_id: at.number }
    }
}

impl TelegramClient {
    /// Whether it is worth trying: the server has not shown that it knows no ephemeral messages.
    pub fn knows_ephemeral_messages(&self) -> bool {
        !self.ephemeral.is_missing()
    }

    /// Shows a screen to who has pressed, in the place of the message whose button it was. Telegram takes it for 15 seconds.
    pub async fn show_to_presser(&self, query: &str, view: &MessageView) -> Result<(), ApiFailure> {
        let parameters =
            PressParameters { callback_query_id: query.to_owned(), replace_callback_query_message: true };
        let payload = |html: &str| SendToPresser {
            text: html.to_owned(),
            parse_mode: ParseMode::Html,
            link_preview_options: NO_PREVIEW,
            ephemeral_message_parameters: parameters.clone(),
            reply_markup: keyboard_of(view),
        };
        self.learned(self.call_with_html::<_, IgnoredAny>(&view.html, payload).await)
    }

    /// Shows a screen to who has typed an ephemeral command.
    pub async fn show_to_typist(&self, command: EphemeralRef, view: &MessageView) -> Result<(), ApiFailure> {
        let payload = |html: &str| SendToTypist {
            chat_id: command.chat.0,
            text: html.to_owned(),
            parse_mode: ParseMode::Html,
            link_preview_options: NO_PREVIEW,
            ephemeral_message_parameters: CommandParameters { receiver_user_id: command.receiver.0 },
            reply_parameters: ReplyToCommand { ephemeral_message_id: command.number },
            reply_markup: keyboard_of(view),
        };
        self.learned(self.call_with_html::<_, IgnoredAny>(&view.html, payload).await)
    }

    /// Puts another screen in the place of one.
    pub async fn edit_ephemeral(&self, at: EphemeralRef, view: &MessageView) -> Result<(), ApiFailure> {
        let payload = |html: &str| EditEphemeralMessageText {
            at: at.into(),
            text: html.to_owned(),
            parse_mode: ParseMode::Html,
            link_preview_options: NO_PREVIEW,
            reply_markup: keyboard(view),
        };
        self.learned(self.call_with_html::<_, IgnoredAny>(&view.html, payload).await)
    }

    /// Takes one away.
    pub async fn delete_ephemeral(&self, at: EphemeralRef) -> Result<(), ApiFailure> {
        let payload = DeleteEphemeralMessage { at: at.into() };
        self.learned(self.api.send_only(&payload, self.deadlines.answer).await)
    }

    fn learned<T>(&self, called: Result<T, ApiFailure>) -> Result<(), ApiFailure> {
        called.map(drop).inspect_err(|failure| self.ephemeral.learn(failure))
    }
}

fn keyboard_of(view: &MessageView) -> Option<InlineKeyboard> {
    (!view.buttons.is_empty()).then(|| keyboard(view))
}
