//! Conversations of more than one message, and everything that is said without a command. A conversation lives on disk:
//! it survives a restart, runs out after a while, and can be cancelled at every step.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::turn::Turn;
use super::{Bot, Shared, code, comment, create, draft, forward, login, personal, quick, refer};
use crate::callback::Callback;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::render::words::Reader;
use crate::screen::{Button, Screen};
use crate::service::parcel::Parcel;
use crate::store::{FollowedBy, StoreError};
use crate::t;
use crate::telegram::content::MediaKind;
use crate::telegram::hush::WATCHED;
use crate::telegram::incoming::{ChatKind, Incoming, Origin, What};

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
    Refer(refer::Referral),
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
const LIFETIME: SignedDuration = SignedDuration::from_mins(15);

/// So long a conversation that is over is still known: a password that comes late is deleted all the same.
pub const KEPT: SignedDuration = SignedDuration::from_hours(24);

impl Bot {
    pub async fn dialogue(&self, who: TelegramUser) -> Result<Option<Dialogue>, StoreError> {
        let now = self.desk.clock.now();
        let found = self.desk.store.glance(move |db| db.dialogue(who, who.chat(), now)).await?;
        Ok(found.filter(|dialogue| *dialogue != Dialogue::LoginOver))
    }
}

impl Turn {
    /// Goes on to the next step of a conversation.
    pub fn next(&mut self, who: TelegramUser, dialogue: Dialogue, now: Timestamp) {
        self.write(move |db| db.put_dialogue(who, who.chat(), &dialogue, now + LIFETIME));
    }

    /// Ends a conversation in which a password was asked for.
    pub fn end_sign_in(&mut self, who: TelegramUser, now: Timestamp) {
        self.write(move |db| db.put_dialogue(who, who.chat(), &Dialogue::LoginOver, now + WATCHED));
    }

    /// Ends a conversation.
    pub fn end(&mut self, who: TelegramUser) {
        self.write(move |db| db.drop_dialogue(who, who.chat()).map(drop));
    }
}

impl Turn {
    /// Ends whatever conversation it was.
    pub fn end_dialogue(&mut self, who: TelegramUser, dialogue: Option<&Dialogue>, now: Timestamp) {
        match dialogue {
            Some(dialogue) if dialogue.is_secret() => self.end_sign_in(who, now),
            _ => self.end(who),
        }
    }
}

/// The button that every question carries. It names the moment of the question, which is when `next` opens it, so that one
/// below an older question cancels nothing.
pub fn cancel_button(reader: &Reader) -> Button {
    let asked = Some(reader.now.as_millisecond());
    Button::call(t!(reader.lang, "button-cancel"), &Callback::Cancel { asked })
}

/// A question's button was pressed. Below one that is answered or replaced it ends nothing, and the question says so.
pub async fn cancel_pressed(bot: &Bot, incoming: &Incoming, asked: Option<i64>) -> Result<Turn, StoreError> {
    let reader = bot.reader(incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        return Ok(Turn::default());
    }
    let (who, now) = (incoming.from.who, reader.now);
    let ends = bot.desk.store.glance(move |db| db.dialogue_ends(who, who.chat(), now)).await?;
    let is_open = asked.is_some() && asked == ends.map(|ends| (ends - LIFETIME).as_millisecond());
    let (mut turn, text) = if is_open {
        bot.stop_asking(incoming);
        let dialogue = bot.dialogue(who).await?;
        let text = t!(reader.lang, "dialogue-cancelled");
        let mut turn = Turn::toast(text.clone());
        turn.end_dialogue(who, dialogue.as_ref(), now);
        (turn, text)
    } else {
        let text = t!(reader.lang, "dialogue-over");
        (Turn::window(text.clone()), text)
    };
    if let Some(message) = incoming.place.message {
        let screen = Screen::text(text);
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, now);
    }
    Ok(turn)
}

/// `/cancel`.
pub async fn cancel(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        return Ok(Turn::default());
    }
    let who = incoming.from.who;
    bot.stop_asking(&incoming);
    let dialogue = bot.dialogue(who).await?;
    let text = match dialogue {
        Some(_) => t!(reader.lang, "dialogue-cancelled"),
        None => t!(reader.lang, "dialogue-nothing"),
    };
    let mut turn = Turn::saying(incoming.place.target, Screen::text(text), reader.now);
    turn.end_dialogue(who, dialogue.as_ref(), reader.now);
    Ok(turn)
}

/// Text, or anything else, without a command.
pub async fn said(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    if incoming.place.kind != ChatKind::Private {
        return match comment::reply(&bot, &incoming).await? {
            Some(turn) => Ok(turn),
            None => comment::rest(&bot, &incoming).await.map(Option::unwrap_or_default),
        };
    }
    let who = incoming.from.who;
    let dialogue = bot.dialogue(who).await?;
    let covered = bot.hush.covers(&incoming, bot.desk.clock.now());
    if covered && dialogue.is_none() && bot.desk.sessions.get(who).is_none() {
        return login::late(&bot, &incoming).await;
    }
    // A reply to a card is a comment on it, whatever else is going on.
    if let Some(turn) = comment::reply(&bot, &incoming).await? {
        return Ok(turn);
    }
    // What was chosen from our own offer says nothing to us.
    if matches!(incoming.what, What::Text { origin: Origin::Offered, .. }) {
        return Ok(Turn::default());
    }
    match &dialogue {
        Some(dialogue) if dialogue.is_secret() => {}
        None if covered => return login::late(&bot, &incoming).await,
        _ => bot.stop_asking(&incoming),
    }
    let is_secret = dialogue.as_ref().is_some_and(Dialogue::is_secret);
    if forward::is_handed(&incoming) && !is_secret {
        return forward::offer(&bot, &incoming).await;
    }
    match dialogue {
        Some(Dialogue::LoginName) => login::name(&bot, &incoming).await,
        Some(Dialogue::LoginPassword { login }) => login::password(&bot, &incoming, &login).await,
        Some(Dialogue::Comment { ticket }) => {
            comment::written(&bot, &incoming, ticket, FollowedBy::Nothing).await
        }
        Some(Dialogue::Answer { ticket }) => {
            comment::written(&bot, &incoming, ticket, FollowedBy::Finish).await
        }
        Some(Dialogue::Create(draft)) => create::said(&bot, &incoming, *draft).await,
        Some(dialogue @ (Dialogue::NewReply { .. } | Dialogue::ChangeReply { .. })) => {
            quick::written(&bot, &incoming, dialogue).await
        }
        Some(Dialogue::LoginCode(pending)) => code::typed(&bot, &incoming, *pending).await,
        Some(Dialogue::LoginOver) => Ok(Turn::default()),
        Some(Dialogue::Zone) => personal::zone_typed(&bot, &incoming).await,
        Some(Dialogue::Refer(referral)) => refer::said(&bot, &incoming, referral).await,
        None => {
            if let Some(turn) = comment::rest(&bot, &incoming).await? {
                return Ok(turn);
            }
            let reader = bot.reader(&incoming).await?;
            // A picture says what is wrong, as a forwarded message does.
            if let (What::Media { .. }, Some(_)) = (&incoming.what, bot.desk.sessions.get(who)) {
                return forward::offer(&bot, &incoming).await;
            }
            let text = match bot.desk.sessions.get(who) {
                Some(_) => t!(reader.lang, "said-nothing-known"),
                None => t!(reader.lang, "gate-sign-in"),
            };
            Ok(Turn::saying(incoming.place.target, Screen::text(text), reader.now))
        }
    }
}

/// The text of a message, where it has any: its own, or its caption. What else it holds comes with it.
pub fn words(incoming: &Incoming) -> Option<(&str, Option<MediaKind>)> {
    match &incoming.what {
        What::Text { text, .. } | What::Command { text, .. } | What::Edited { text, .. } => {
            Some((text, None))
        }
        What::Media { caption, kind, .. } => Some((caption, Some(*kind))),
        _ => None,
    }
}
