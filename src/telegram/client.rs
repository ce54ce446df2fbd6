//! What deskgram says to Telegram, each as one call: send, edit, delete, react, answer. Decides nothing.

use std::time::Duration;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use teloxide::payloads::{
    AnswerCallbackQuery, AnswerCallbackQuerySetters, AnswerInlineQuery, AnswerInlineQuerySetters,
    DeleteMessage, EditMessageText, EditMessageTextSetters, GetChatMember, GetMe, LeaveChat, PinChatMessage,
    PinChatMessageSetters, SendChatAction, SendMessage, SendMessageSetters, SetMessageReaction,
    SetMessageReactionSetters,
};
use teloxide::requests::Payload;
use teloxide::types::{
    CallbackQueryId, ChatAction, InlineQueryId, InlineQueryResult, InlineQueryResultArticle,
    InlineQueryResultsButton, InlineQueryResultsButtonKind, InputMessageContent, InputMessageContentText,
    LinkPreviewOptions, ParseMode, ReactionType, ReplyParameters, ThreadId as TeloxideThread, UserId,
};

use super::api::{ApiFailure, BotApi};
use super::ephemeral_support::EphemeralSupport;
use super::keyboard::{WithKeyboard, keyboard};
use super::local_times::LocalTimes;
use crate::clock::lease_guard::LeaseGuard;
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, TelegramUser};
use crate::view::MessageView;

/// How long Telegram may take.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// For a call that somebody waits for.
    pub answer: Duration,
    /// For any other.
    pub usual: Duration,
    /// For updates, beyond the time that Telegram was asked to wait for them.
    pub updates: Duration,
    /// For a whole file, at the pace of whoever reads it.
    pub file: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let [answer, usual, updates, file] = [8, 25, 10, 600].map(Duration::from_secs);
        Self { answer, usual, updates, file }
    }
}

/// Whether the reader's phone makes a sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize)]
pub enum Sound {
    Ring,
    Silent,
}

/// The bot itself, as Telegram knows it.
#[derive(Clone, Debug, Deserialize)]
pub struct BotIdentity {
    pub id: i64,
    /// Without the `@`.
    pub username: String,
    /// Whether the bot reads everything that is said in groups.
    #[serde(default)]
    pub can_read_all_group_messages: bool,
    #[serde(default)]
    pub supports_inline_queries: bool,
    /// Whether it may be added to groups.
    #[serde(default)]
    pub can_join_groups: bool,
    /// What stands in the field of an inline query before anything is typed; servers before Bot API 10.5 don't say.
    #[serde(default)]
    pub inline_query_placeholder: Option<String>,
}

/// Somebody's place in a chat.
#[derive(Deserialize)]
struct ChatMemberInfo {
    status: String,
    is_member: Option<bool>,
}

/// Telegram, ready to be spoken to.
#[derive(Clone, Debug)]
pub struct TelegramClient {
    pub(super) api: BotApi,
    pub(super) deadlines: Deadlines,
    local_times: LocalTimes,
    pub(super) ephemeral: EphemeralSupport,
}

impl TelegramClient {
    pub fn new(api: BotApi) -> Self {
        Self::with_deadlines(api, Deadlines::default())
    }

    /// One that waits as long as it is told.
    pub fn with_deadlines(api: BotApi, deadlines: Deadlines) -> Self {
        Self { api, deadlines, local_times: LocalTimes::default(), ephemeral: EphemeralSupport::default() }
    }

    /// The same for what may be asked at any time, whether this process may act or not.
    pub fn without_lease(&self) -> Self {
        Self { api: self.api.clone().with_guard(LeaseGuard::without_lease()), ..self.clone() }
    }

    pub async fn get_me(&self) -> Result<BotIdentity, ApiFailure> {
        self.api.call_method(&GetMe::new(), self.deadlines.answer).await
    }

    /// Sends a message and gives its number; `None` when Telegram says that it was sent and not what it is, in a form that
    /// is newer than this program: sent it is all the same.
    pub async fn send_view(
        &self,
        target: Target,
        view: &MessageView,
        reply_to: Option<MessageId>,
        sound: Sound,
    ) -> Result<Option<MessageId>, ApiFailure> {
        let reply_markup = (!view.buttons.is_empty()).then(|| keyboard(view));
        let payload = |html: &str| {
            let mut payload = SendMessage::new(chat_id(target.chat.0), html)
                .parse_mode(ParseMode::Html)
                .link_preview_options(no_preview())
                .disable_notification(sound == Sound::Silent);
            if let Some(thread) = target.thread {
                payload = payload.message_thread_id(TeloxideThread(teloxide::types::MessageId(thread.0)));
            }
            if let Some(message) = reply_to {
                let reply = ReplyParameters::new(teloxide::types::MessageId(message.0));
                payload = payload.reply_parameters(reply.allow_sending_without_reply());
            }
            WithKeyboard { payload, reply_markup: reply_markup.clone() }
        };
        let sent: serde_json::Value = self.call_with_html(&view.html, payload).await?;
        Ok(message_number(&sent))
    }

    /// Changes a message; its buttons become the screen's.
    pub async fn edit_view(&self, at: CardRef, view: &MessageView) -> Result<(), ApiFailure> {
        let reply_markup = Some(keyboard(view));
        let payload = |html: &str| {
            let payload = EditMessageText::new(chat_id(at.chat.0), message_id(at.message), html)
                .parse_mode(ParseMode::Html)
                .link_preview_options(no_preview());
            WithKeyboard { payload, reply_markup: reply_markup.clone() }
        };
        self.call_with_html::<_, IgnoredAny>(&view.html, payload).await.map(drop)
    }

    /// Makes a call whose text may hold times. A server from before Bot API 9.5 refuses the tag; it gets the words alone, now
    /// and from then on.
    pub(super) async fn call_with_html<P, R>(
        &self,
        html: &str,
        payload: impl Fn(&str) -> P,
    ) -> Result<R, ApiFailure>
    where
        P: Payload + Serialize,
        R: DeserializeOwned,
    {
        let words = self.local_times.for_server(html);
        let called = self.api.call_method(&payload(&words), self.deadlines.usual).await;
        match called {
            Err(failure) if self.local_times.is_refused(&words, &failure) => {
                let words = self.local_times.for_server(html);
                self.api.call_method(&payload(&words), self.deadlines.usual).await
            }
            called => called,
        }
    }

    pub async fn delete_message(&self, at: CardRef) -> Result<(), ApiFailure> {
        self.api
            .send_only(&DeleteMessage::new(chat_id(at.chat.0), message_id(at.message)), self.deadlines.answer)
            .await
    }

    /// Puts one emoji on a message, or takes ours away.
    pub async fn set_reaction(&self, at: CardRef, emoji: Option<&str>) -> Result<(), ApiFailure> {
        let reaction = emoji.map(|emoji| ReactionType::Emoji { emoji: emoji.to_owned() });
        let payload = SetMessageReaction::new(chat_id(at.chat.0), message_id(at.message)).reaction(reaction);
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    /// Shows for five seconds that something is being done, which no message says.
    pub async fn send_typing(&self, chat: ChatId) -> Result<(), ApiFailure> {
        let payload = SendChatAction::new(chat_id(chat.0), ChatAction::Typing);
        self.api.send_only(&payload, self.deadlines.answer).await
    }

    /// Answers a press: a toast, a window if `alert`, or nothing but the end of the spinner.
    pub async fn answer_callback(&self, query: &str, toast: Option<&Toast>) -> Result<(), ApiFailure> {
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned()));
        if let Some(toast) = toast {
            payload = payload.text(&toast.text).show_alert(toast.kind == ToastKind::Window);
            if let Some(url) = &toast.url {
                payload = AnswerCallbackQuery::new(CallbackQueryId(query.to_owned())).url(url.clone());
            }
        }
        self.api.send_only(&payload, self.deadlines.answer).await
    }

    /// Answers an inline question with what is the asker's own; `button` leads to the bot instead.
    pub async fn answer_inline(
        &self,
        query: &str,
        offers: Vec<InlineOffer>,
        button: Option<String>,
    ) -> Result<(), ApiFailure> {
        let results = offers.into_iter().map(|offer| {
            let content = InputMessageContentText::new(offer.html)
                .parse_mode(ParseMode::Html)
                .link_preview_options(no_preview());
            let article =
                InlineQueryResultArticle::new(offer.id, offer.title, InputMessageContent::Text(content));
            InlineQueryResult::Article(article.description(offer.about))
        });
        let query = InlineQueryId(query.to_owned());
        let mut payload = AnswerInlineQuery::new(query, results).is_personal(true).cache_time(0);
        payload.button = button.map(|text| InlineQueryResultsButton {
            text,
            kind: InlineQueryResultsButtonKind::StartParameter("login".into()),
        });
        self.api.send_only(&payload, self.deadlines.answer).await
    }

    /// Pins a message without a sound.
    pub async fn pin_message(&self, at: CardRef) -> Result<(), ApiFailure> {
        let payload =
            PinChatMessage::new(chat_id(at.chat.0), message_id(at.message)).disable_notification(true);
        self.api.send_only(&payload, self.deadlines.usual).await
    }

    pub async fn leave_chat(&self, target: Target) -> Result<(), ApiFailure> {
        self.api.send_only(&LeaveChat::new(chat_id(target.chat.0)), self.deadlines.usual).await
    }

    /// Whether a person runs this group.
    pub async fn is_admin(&self, target: Target, who: TelegramUser) -> Result<bool, ApiFailure> {
        let user = UserId(who.0.unsigned_abs());
        let member: ChatMemberInfo = self
            .api
            .call_method(&GetChatMember::new(chat_id(target.chat.0), user), self.deadlines.answer)
            .await?;
        Ok(matches!(member.status.as_str(), "creator" | "administrator"))
    }

    /// Whether somebody is in a group, the bot itself for one.
    pub async fn is_in(&self, target: Target, who: TelegramUser) -> Result<bool, ApiFailure> {
        let user = UserId(who.0.unsigned_abs());
        let member: ChatMemberInfo = self
            .api
            .call_method(&GetChatMember::new(chat_id(target.chat.0), user), self.deadlines.answer)
            .await?;
        Ok(match member.status.as_str() {
            "left" | "kicked" => false,
            "restricted" => member.is_member != Some(false),
            _ => true,
        })
    }
}

/// What a press is answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// At most 200 characters.
    pub text: String,
    pub kind: ToastKind,
    /// Opens the bot's private chat instead (`t.me/<bot>?start=…`).
    pub url: Option<reqwest::Url>,
}

/// Something to choose in an inline question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlineOffer {
    pub id: String,
    pub title: String,
    pub about: String,
    /// What is sent when it is chosen.
    pub html: String,
}

/// How much a toast wants to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// Goes by itself.
    Passing,
    /// Has to be closed.
    Window,
}

/// The number of a message that was sent; none where the answer has a form that is newer than this program.
pub(super) fn message_number(sent: &serde_json::Value) -> Option<MessageId> {
    let number = sent.get("message_id").and_then(serde_json::Value::as_i64)?;
    number.try_into().ok().map(MessageId)
}

fn chat_id(id: i64) -> teloxide::types::ChatId {
    teloxide::types::ChatId(id)
}

fn message_id(id: MessageId) -> teloxide::types::MessageId {
    teloxide::types::MessageId(id.0)
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
