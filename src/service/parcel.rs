//! What waits in the outbox: things to show, not calls to make. A card is rendered when it is sent, from what is known
//! then, so that what arrives late is still true.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sheets;
use crate::domain::event::Event;
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, TicketId};
use crate::screen::{Class, Screen};
use crate::store::{Card, Db, Dedup, KEPT, Mail, SheetId, StoreError};
use crate::telegram::gateway::Sound;

/// The reaction to a comment that is written down.
pub const SEEN: &str = "👀";
/// The reaction to a comment that the helpdesk has.
pub const ARRIVED: &str = "👍";

/// Something to be sent to a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Parcel {
    /// A message as it is.
    Say { screen: Screen, reply_to: Option<MessageId>, sound: Sound },
    /// The card of a ticket, as a new message.
    Card { ticket: TicketId, reply_to: Option<MessageId>, sound: Sound },
    /// What has happened to a ticket: a short reply to the place's card of it, or the card itself where there is none.
    Alert { event: Event, sound: Sound },
    /// What has happened while its reader was away; whatever is still true of it, as one message.
    Meanwhile { events: Vec<Event> },
    /// Makes an old card true again.
    Recard { message: MessageId, ticket: TicketId },
    /// Puts another screen in place of one.
    Edit { message: MessageId, screen: Screen },
    /// One emoji on somebody's message.
    React { message: MessageId, emoji: String },
    /// A message that shows several tickets: sent, or made true again.
    Sheet { sheet: SheetId, sound: Sound },
    /// Takes a message away.
    Delete { message: MessageId },
    /// A last word, and then the bot leaves the group.
    Farewell { screen: Screen },
}

impl Parcel {
    /// A message with the sound that its reader expects of an answer: none.
    pub fn say(screen: Screen) -> Self {
        Self::Say { screen, reply_to: None, sound: Sound::Silent }
    }

    /// Whether it is a message that a chat has to take, new or changed; the rest is done to other people's messages.
    pub fn is_message(&self) -> bool {
        !matches!(self, Self::React { .. } | Self::Delete { .. } | Self::Farewell { .. })
    }

    /// Whether it changes a message that stands there.
    pub fn is_edit(&self) -> bool {
        matches!(self, Self::Recard { .. } | Self::Edit { .. })
    }

    /// The name under which only the newest waits, for what replaces itself.
    fn dedup(&self, target: Target) -> Dedup {
        match self {
            Self::Recard { message, .. } | Self::Edit { message, .. } => {
                Dedup::Newest(format!("message:{}:{message}", target.chat))
            }
            Self::Sheet { sheet, .. } => Dedup::Newest(format!("sheet:{}", sheet.0)),
            Self::React { message, .. } => Dedup::Newest(format!("reaction:{}:{message}", target.chat)),
            Self::Farewell { .. } => Dedup::Newest(format!("farewell:{}", target.chat)),
            Self::Say { .. }
            | Self::Card { .. }
            | Self::Alert { .. }
            | Self::Meanwhile { .. }
            | Self::Delete { .. } => Dedup::None,
        }
    }
}

/// Puts a parcel into the outbox.
pub fn post(
    db: &mut Db<'_>,
    target: Target,
    class: Class,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mail = Mail { target, class, dedup: parcel.dedup(target), body: body(parcel)?, due: now };
    db.post(&mail, now).map(drop)
}

/// Puts a notice into the outbox unless one of this name ever was; says whether it did.
pub fn post_once(
    db: &mut Db<'_>,
    target: Target,
    name: String,
    parcel: &Parcel,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mail = Mail { target, class: Class::Notice, dedup: Dedup::Once(name), body: body(parcel)?, due: now };
    db.post(&mail, now)
}

/// Keeps a notice until its reader is back, unless one of this name ever was; says whether it did. What is kept for the
/// same moment waits together.
pub fn keep_once(
    db: &mut Db<'_>,
    target: Target,
    name: &str,
    event: &Event,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !db.note_told(name, now)? {
        return Ok(false);
    }
    let kept = format!("{KEPT}{}:{}", target.chat, until.as_millisecond());
    let mut events = match db.outbox_body(&kept)?.map(|body| serde_json::from_str(&body)) {
        Some(Ok(Parcel::Meanwhile { events })) => events,
        _ => Vec::new(),
    };
    events.push(event.clone());
    let body = body(&Parcel::Meanwhile { events })?;
    let mail = Mail { target, class: Class::Notice, dedup: Dedup::Newest(kept), body, due: until };
    db.post(&mail, now)
}

/// Makes every card of a ticket true again, wherever it stands; the one that somebody looks at goes first.
pub fn refresh_cards(
    db: &mut Db<'_>,
    ticket: TicketId,
    watched: Option<CardRef>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for card in copies(db, ticket)? {
        let class = if Some(card.at) == watched { Class::Answer } else { Class::Refresh };
        post(db, card.target, class, &Parcel::Recard { message: card.at.message, ticket }, now)?;
    }
    sheets::refresh(db, ticket, now)
}

/// The cards of a ticket that are kept true. Older ones have scrolled far away; they are made true when they are pressed.
pub fn copies(db: &mut Db<'_>, ticket: TicketId) -> Result<Vec<Card>, StoreError> {
    const COPIES: i64 = 100;
    db.cards_of(ticket, COPIES)
}

/// Makes the cards of a ticket in one chat true again: something has changed for its reader alone.
pub fn refresh_cards_in(
    db: &mut Db<'_>,
    chat: ChatId,
    ticket: TicketId,
    now: Timestamp,
) -> Result<(), StoreError> {
    for card in copies(db, ticket)?.into_iter().filter(|card| card.at.chat == chat) {
        post(db, card.target, Class::Answer, &Parcel::Recard { message: card.at.message, ticket }, now)?;
    }
    Ok(())
}

fn body(parcel: &Parcel) -> Result<String, StoreError> {
    serde_json::to_string(parcel).map_err(|error| StoreError::Unreadable(error.to_string()))
}
