//! Messages with a picture: sent, or put in the place of one that stands there.

use std::sync::Arc;

use serde::Serialize;
use serde::de::IgnoredAny;
use teloxide::requests::Payload;
use teloxide::types::True;

use super::api::ApiFailure;
use super::client::{Sound, TelegramClient, message_number};
use super::keyboard::{WithKeyboard, keyboard};
use crate::domain::ids::{CardRef, MessageId, Target};
use crate::view::MessageView;

/// How parameters name the picture that comes with them. teloxide writes files in a way of its own that only its transport reads.
const PICTURE: &str = "attach://picture";

/// `sendPhoto`.
#[derive(Clone, Debug, Serialize)]
struct SendPicture<'a> {
    chat_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_thread_id: Option<i32>,
    photo: &'static str,
    caption: &'a str,
    parse_mode: &'static str,
    disable_notification: bool,
}

impl Payload for SendPicture<'_> {
    type Output = True;

    const NAME: &'static str = "sendPhoto";
}

/// `editMessageMedia`, for a picture.
#[derive(Clone, Debug, Serialize)]
struct EditPicture<'a> {
    chat_id: i64,
    message_id: i32,
    media: InputPicture<'a>,
}

#[derive(Clone, Debug, Serialize)]
struct InputPicture<'a> {
    r#type: &'static str,
    media: &'static str,
    caption: &'a str,
    parse_mode: &'static str,
}

impl Payload for EditPicture<'_> {
    type Output = True;

    const NAME: &'static str = "editMessageMedia";
}

impl TelegramClient {
    /// Sends a picture with a message as its caption, of 1024 UTF-16 units at most, and gives its number as `send_view` does.
    pub async fn send_picture(
        &self,
        target: Target,
        picture: &Arc<[u8]>,
        view: &MessageView,
        sound: Sound,
    ) -> Result<Option<MessageId>, ApiFailure> {
        let payload = SendPicture {
            chat_id: target.chat.0,
            message_thread_id: target.thread.map(|thread| thread.0),
            photo: PICTURE,
            caption: &view.html,
            parse_mode: "HTML",
            disable_notification: sound == Sound::Silent,
        };
        let reply_markup = (!view.buttons.is_empty()).then(|| keyboard(view));
        let payload = WithKeyboard { payload, reply_markup };
        let sent = self.api.call_with_picture(&payload, picture, self.deadlines.usual).await?;
        Ok(message_number(&sent))
    }

    /// Puts a picture, its caption and its buttons in the place of what a message with a picture shows.
    pub async fn edit_picture(
        &self,
        at: CardRef,
        picture: &Arc<[u8]>,
        view: &MessageView,
    ) -> Result<(), ApiFailure> {
        let media = InputPicture { r#type: "photo", media: PICTURE, caption: &view.html, parse_mode: "HTML" };
        let payload = EditPicture { chat_id: at.chat.0, message_id: at.message.0, media };
        let payload = WithKeyboard { payload, reply_markup: Some(keyboard(view)) };
        self.api.call_with_picture::<_, IgnoredAny>(&payload, picture, self.deadlines.usual).await.map(drop)
    }
}
