//! Conversations of more than one message, and everything that is said without a command. A conversation lives on disk:
//! it survives a restart, runs out after a while, and can be cancelled at every step.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::effects::Effects;
use super::{Bot, SharedBot, code, comments, create, draft, forward, login, personal, quick_replies, refer};
use crate::callback::Callback;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::render::reader::Reader;
use crate::service::outbox_message::OutboxMessage;
use crate::store::{FollowedBy, StoreError};
use crate::t;
use crate::telegram::media_kind::MediaKind;
use crate::telegram::password_redaction::REDACTION_DURATION;
use crate::telegram::update::{ChatKind, IncomingUpdate, MessageOrigin, UpdateKind};
use crate::view::{Button, MessageView};

/// What somebody is in the middle of. Always in their private chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Dialogue {
    /// The next message is the name at the helpdesk.
    LoginName,
    /// The next message is the password.
    LoginPassword {
        /// May be a password in the wrong place.
        #[serde(with = "crate::domain::secret")]
        login: String,
    },
    /// The next message is the code that the page shows.
    LoginCode(Box<code::Pending>),
    /// Nobody asks for a password any more, and one may still come.
    LoginOver,
    /// The next message is a comment.
    Comment { ticket: TicketId },
    /// The next message is a comment, after which the ticket is done.
    Answer { ticket: TicketId },
    /// Passing tickets on.
    Refer(refer::ReferralDraft),
    /// Making a ticket.
    Create(Box<draft::Draft>),
    /// The next message is a new quick reply.
    NewReply { shared: bool },
    /// The next message is another text for a quick reply.
    ChangeReply { template: i64 },
    /// The next message names a time zone.
    Zone,
}

impl Dialogue {
    /// Whether what is written now may be a password.
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::LoginName | Self::LoginPassword { .. } | Self::LoginCode(_))
    }
}

/// After this long without a word a conversation is over.
const DIALOGUE_TIMEOUT: SignedDuration = SignedDuration::from_mins(15);

/// So long a conversation that is over is still known: a password that comes late is deleted all the same.
pub const DRAFT_TIMEOUT: SignedDuration = SignedDuration::from_hours(24);

impl Bot {
    pub async fn active_dialogue(&self, who: TelegramUser) -> Result<Option<Dialogue>, StoreError> {
        let now = self.ctx.clock.now();
        let found =
            self.ctx.store.read_inline(move |db| db.find_dialogue(who, who.private_chat(), now)).await?;
        Ok(found.filter(|dialogue| *dialogue != Dialogue::LoginOver))
    }
}

impl Effects {
    /// Goes on to the next step of a conversation.
    pub fn set_dialogue(&mut self, who: TelegramUser, dialogue: Dialogue, now: Timestamp) {
        self.add_write(move |db| db.put_dialogue(who, who.private_chat(), &dialogue, now + DIALOGUE_TIMEOUT));
    }

    /// Ends a conversation in which a password was asked for.
    pub fn end_sign_in(&mut self, who: TelegramUser, now: Timestamp) {
        self.add_write(move |db| {
            db.put_dialogue(who, who.private_chat(), &Dialogue::LoginOver, now + REDACTION_DURATION)
        });
    }

    /// Ends a conversation.
    pub fn clear_dialogue(&mut self, who: TelegramUser) {
        self.add_write(move |db| db.drop_dialogue(who, who.private_chat()).map(drop));
    }
}

impl Effects {
    /// Ends whatever conversation it was.
    pub fn end_dialogue(&mut self, who: TelegramUser, dialogue: Option<&Dialogue>, now: Timestamp) {
        match dialogue {
            Some(dialogue) if dialogue.is_secret() => self.end_sign_in(who, now),
            _ => self.clear_dialogue(who),
        }
    }
}

/// The button that every question carries. It names the moment of the question, which is when `next` opens it, so that one
/// below an older question cancels nothing.
pub fn cancel_button(reader: &Reader) -> Button {
    let asked = Some(reader.now.as_millisecond());
    Button::with_callback(t!(reader.lang, "button-cancel"), &Callback::Cancel { asked })
}

/// A question's button was pressed. Below one that is answered or replaced it ends nothing, and the question says so.
pub async fn cancel_pressed(
    bot: &Bot,
    update: &IncomingUpdate,
    asked: Option<i64>,
) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::default());
    }
    let (who, now) = (update.from.who, reader.now);
    let ends = bot.ctx.store.read_inline(move |db| db.dialogue_ends(who, who.private_chat(), now)).await?;
    let is_open = asked.is_some() && asked == ends.map(|ends| (ends - DIALOGUE_TIMEOUT).as_millisecond());
    let (mut effects, text) = if is_open {
        bot.stop_asking(update);
        let dialogue = bot.active_dialogue(who).await?;
        let text = t!(reader.lang, "dialogue-cancelled");
        let mut effects = Effects::with_toast(text.clone());
        effects.end_dialogue(who, dialogue.as_ref(), now);
        (effects, text)
    } else {
        let text = t!(reader.lang, "dialogue-over");
        (Effects::alert(text.clone()), text)
    };
    if let Some(message) = update.place.message {
        let view = MessageView::from_html(text);
        effects.post_message(update.place.target, OutboxMessage::Edit { message, view }, now);
    }
    Ok(effects)
}

/// `/cancel`.
pub async fn handle_cancel(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(&update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::default());
    }
    let who = update.from.who;
    bot.stop_asking(&update);
    let dialogue = bot.active_dialogue(who).await?;
    let text = match dialogue {
        Some(_) => t!(reader.lang, "dialogue-cancelled"),
        None => t!(reader.lang, "dialogue-nothing"),
    };
    let mut effects = Effects::with_message(update.place.target, MessageView::from_html(text), reader.now);
    effects.end_dialogue(who, dialogue.as_ref(), reader.now);
    Ok(effects)
}

/// Text, or anything else, without a command.
pub async fn handle_text(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    if update.place.kind != ChatKind::Private {
        return match comments::handle_reply(&bot, &update).await? {
            Some(effects) => Ok(effects),
            None => comments::handle_album_rest(&bot, &update).await.map(Option::unwrap_or_default),
        };
    }
    let who = update.from.who;
    let dialogue = bot.active_dialogue(who).await?;
    let covered = bot.redaction.covers_update(&update, bot.ctx.clock.now());
    if covered && dialogue.is_none() && bot.ctx.sessions.find_session(who).is_none() {
        return login::reject_late(&bot, &update).await;
    }
    // A reply to a card is a comment on it, whatever else is going on.
    if let Some(effects) = comments::handle_reply(&bot, &update).await? {
        return Ok(effects);
    }
    // What was chosen from our own offer says nothing to us.
    if matches!(update.what, UpdateKind::Text { origin: MessageOrigin::Offered, .. }) {
        return Ok(Effects::default());
    }
    match &dialogue {
        Some(dialogue) if dialogue.is_secret() => {}
        None if covered => return login::reject_late(&bot, &update).await,
        _ => bot.stop_asking(&update),
    }
    let is_secret = dialogue.as_ref().is_some_and(Dialogue::is_secret);
    if forward::is_handed(&update) && !is_secret {
        return forward::offer_ticket(&bot, &update).await;
    }
    match dialogue {
        Some(Dialogue::LoginName) => login::handle_name(&bot, &update).await,
        Some(Dialogue::LoginPassword { login }) => login::handle_password(&bot, &update, &login).await,
        Some(Dialogue::Comment { ticket }) => {
            comments::handle_written(&bot, &update, ticket, FollowedBy::Nothing).await
        }
        Some(Dialogue::Answer { ticket }) => {
            comments::handle_written(&bot, &update, ticket, FollowedBy::Finish).await
        }
        Some(Dialogue::Create(draft)) => create::handle_text(&bot, &update, *draft).await,
        Some(dialogue @ (Dialogue::NewReply { .. } | Dialogue::ChangeReply { .. })) => {
            quick_replies::handle_written(&bot, &update, dialogue).await
        }
        Some(Dialogue::LoginCode(pending)) => code::typed(&bot, &update, *pending).await,
        Some(Dialogue::LoginOver) => Ok(Effects::default()),
        Some(Dialogue::Zone) => personal::handle_zone(&bot, &update).await,
        Some(Dialogue::Refer(referral)) => refer::handle_text(&bot, &update, referral).await,
        None => {
            if let Some(effects) = comments::handle_album_rest(&bot, &update).await? {
                return Ok(effects);
            }
            let reader = bot.reader_for_update(&update).await?;
            // A picture says what is wrong, as a forwarded message does.
            if let (UpdateKind::Media { .. }, Some(_)) = (&update.what, bot.ctx.sessions.find_session(who)) {
                return forward::offer_ticket(&bot, &update).await;
            }
            let text = match bot.ctx.sessions.find_session(who) {
                Some(_) => t!(reader.lang, "said-nothing-known"),
                None => t!(reader.lang, "gate-sign-in"),
            };
            Ok(Effects::with_message(update.place.target, MessageView::from_html(text), reader.now))
        }
    }
}

/// The text of a message, where it has any: its own, or its caption. What else it holds comes with it.
pub fn message_text(update: &IncomingUpdate) -> Option<(&str, Option<MediaKind>)> {
    match &update.what {
        UpdateKind::Text { text, .. }
        | UpdateKind::Command { text, .. }
        | UpdateKind::Edited { text, .. } => Some((text, None)),
        UpdateKind::Media { caption, kind, .. } => Some((caption, Some(*kind))),
        _ => None,
    }
}
