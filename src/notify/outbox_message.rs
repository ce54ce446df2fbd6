//! What waits in the outbox: things to show, not calls to make. A card is rendered when it is sent, from what is known
//! then, so that what arrives late is still true.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::event::Event;
use crate::domain::ids::{CardRef, ChatId, MessageId, QuestionId, Target, TicketId};
use crate::domain::stats::StatsRequest;
use crate::store::{
    CardMessage, Db, DedupKey, FollowedPage, HELD_PREFIX, LiveMessageId, OutboxEntry, StoreError,
};
use crate::telegram::client::Sound;
use crate::view::{MessageView, SendPriority};

/// The reaction to a comment that is written down.
const SEEN_REACTION: &str = "👀";
/// The reaction to a comment that the helpdesk has.
pub const ARRIVED_REACTION: &str = "👍";

/// So long a storm's summary follows its tickets.
const STORM_FOLLOWED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// So long a page of somebody's follows its tickets.
const PAGE_FOLLOWED_FOR: SignedDuration = SignedDuration::from_hours(12);

/// Something to be sent to a chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum OutboxMessage {
    /// A message as it is.
    Send { view: MessageView, reply_to: Option<MessageId>, sound: Sound },
    /// The question of a dialogue, as a new message.
    Question { question: QuestionId, view: MessageView },
    /// The card of a ticket, as a new message.
    Card { ticket: TicketId, reply_to: Option<MessageId>, sound: Sound },
    /// What has happened to a ticket: a short reply to the place's card of it, or the card itself where there is none.
    Alert { event: Event, sound: Sound },
    /// A ticket that its reader has put aside: its card, with a sound and why it comes back; perhaps for this comment.
    Reminder { ticket: TicketId, comment: Option<Event> },
    /// What has happened while its reader was away; whatever is still true of it, as one message.
    AwaySummary { events: Vec<Event> },
    /// Makes an old card true again.
    RefreshCard { message: MessageId, ticket: TicketId },
    /// The same, with the rest of its buttons, until it is made true again.
    CardMenu { message: MessageId, ticket: TicketId },
    /// Puts another screen in place of one.
    Edit { message: MessageId, view: MessageView },
    /// What ends soon, by a job, and the way back; the job learns which message that is.
    Ending { job: i64, view: MessageView },
    /// A page that is followed from then on.
    Page { view: MessageView, page: FollowedPage },
    /// Makes a list that stands there true again.
    RefreshList { message: MessageId },
    /// One emoji on somebody's message.
    React { message: MessageId, emoji: String },
    /// A message that shows several tickets: sent, or made true again.
    LiveMessage { live_message: LiveMessageId, sound: Sound },
    /// How the work goes, as a picture: a new message, or in the place of another picture.
    Stats { request: StatsRequest, message: Option<MessageId> },
    /// Takes a message away.
    Delete { message: MessageId },
    /// A last word, and then the bot leaves the group.
    LeaveChat { view: MessageView },
}

impl OutboxMessage {
    /// Shows the author of a message that it is written down.
    pub fn seen_reaction(message: MessageId) -> Self {
        Self::React { message, emoji: SEEN_REACTION.into() }
    }

    /// Shows the author of a message that the helpdesk has it.
    pub fn arrived_reaction(message: MessageId) -> Self {
        Self::React { message, emoji: ARRIVED_REACTION.into() }
    }

    /// A message with the sound that its reader expects of an answer: none.
    pub fn send_view(view: MessageView) -> Self {
        Self::Send { view, reply_to: None, sound: Sound::Silent }
    }

    /// Whether it is a message that a chat has to take, new or changed; the rest is done to other people's messages.
    pub fn is_message(&self) -> bool {
        !matches!(self, Self::React { .. } | Self::Delete { .. } | Self::LeaveChat { .. })
    }

    /// Whether it changes a message that stands there.
    pub fn is_edit(&self) -> bool {
        matches!(
            self,
            Self::RefreshCard { .. }
                | Self::CardMenu { .. }
                | Self::RefreshList { .. }
                | Self::Edit { .. }
                | Self::Stats { message: Some(_), .. }
        )
    }

    /// The name under which only the newest waits, for what replaces itself.
    fn dedup_key(&self, target: Target) -> DedupKey {
        match self {
            Self::RefreshCard { message, .. }
            | Self::CardMenu { message, .. }
            | Self::RefreshList { message }
            | Self::Stats { message: Some(message), .. }
            | Self::Edit { message, .. } => DedupKey::Newest(format!("message:{}:{message}", target.chat)),
            Self::LiveMessage { live_message, .. } => DedupKey::Newest(format!("sheet:{}", live_message.0)),
            Self::React { message, .. } => DedupKey::Newest(format!("reaction:{}:{message}", target.chat)),
            Self::LeaveChat { .. } => DedupKey::Newest(format!("farewell:{}", target.chat)),
            Self::Page { page: FollowedPage::List(_), .. } => {
                DedupKey::Newest(format!("list:{}", target.chat))
            }
            Self::Send { .. }
            | Self::Page { .. }
            | Self::Question { .. }
            | Self::Ending { .. }
            | Self::Card { .. }
            | Self::Alert { .. }
            | Self::Reminder { .. }
            | Self::AwaySummary { .. }
            | Self::Stats { message: None, .. }
            | Self::Delete { .. } => DedupKey::None,
        }
    }
}

/// Puts an outbox message into the outbox.
pub fn enqueue(
    db: &mut Db<'_>,
    target: Target,
    class: SendPriority,
    outbox_message: &OutboxMessage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mail = OutboxEntry {
        target,
        class,
        dedup: outbox_message.dedup_key(target),
        body: encode_body(outbox_message)?,
        due: now,
    };
    db.enqueue(&mail, now).map(drop)
}

/// Puts a notice into the outbox unless one of this name ever was; says whether it did.
pub fn enqueue_once(
    db: &mut Db<'_>,
    target: Target,
    name: String,
    outbox_message: &OutboxMessage,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mail = OutboxEntry {
        target,
        class: SendPriority::Notice,
        dedup: DedupKey::Once(name),
        body: encode_body(outbox_message)?,
        due: now,
    };
    db.enqueue(&mail, now)
}

/// Keeps a notice until its reader is back, unless one of this name ever was; says whether it did. What is kept for the
/// same moment waits together.
pub fn hold_once(
    db: &mut Db<'_>,
    target: Target,
    name: &str,
    event: &Event,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !db.record_notification(name, now)? {
        return Ok(false);
    }
    let kept = format!("{HELD_PREFIX}{}:{}", target.chat, until.as_millisecond());
    let mut events = match db.outbox_body(&kept)?.map(|body| serde_json::from_str(&body)) {
        Some(Ok(OutboxMessage::AwaySummary { events })) => events,
        _ => Vec::new(),
    };
    events.push(event.clone());
    let body = encode_body(&OutboxMessage::AwaySummary { events })?;
    let mail =
        OutboxEntry { target, class: SendPriority::Notice, dedup: DedupKey::Newest(kept), body, due: until };
    db.enqueue(&mail, now)
}

/// Makes every card of a ticket true again, wherever it stands; the one that somebody looks at goes first.
pub fn refresh_cards(
    db: &mut Db<'_>,
    ticket: TicketId,
    pressed_card: Option<CardRef>,
    now: Timestamp,
) -> Result<(), StoreError> {
    for card in card_copies(db, ticket)? {
        let class = if Some(card.at) == pressed_card { SendPriority::Answer } else { SendPriority::Refresh };
        enqueue(
            db,
            card.target,
            class,
            &OutboxMessage::RefreshCard { message: card.at.message, ticket },
            now,
        )?;
    }
    refresh_storms(db, ticket, now)?;
    for (at, page) in followed_pages(db, ticket, now)? {
        if let FollowedPage::List(_) = page {
            let refresh = OutboxMessage::RefreshList { message: at.message };
            enqueue(db, Target::whole_chat(at.chat), SendPriority::Refresh, &refresh, now)?;
        }
    }
    Ok(())
}

/// The pages that show a ticket and are still followed.
pub fn followed_pages(
    db: &mut Db<'_>,
    ticket: TicketId,
    now: Timestamp,
) -> Result<Vec<(CardRef, FollowedPage)>, StoreError> {
    db.followed_pages_with(ticket, now - PAGE_FOLLOWED_FOR)
}

/// Makes the storms true again that a ticket is part of.
fn refresh_storms(db: &mut Db<'_>, ticket: TicketId, now: Timestamp) -> Result<(), StoreError> {
    for storm in db.live_messages_with(ticket, now - STORM_FOLLOWED_FOR)? {
        let live_message = OutboxMessage::LiveMessage { live_message: storm.id, sound: Sound::Silent };
        enqueue(db, storm.target, SendPriority::Refresh, &live_message, now)?;
    }
    Ok(())
}

/// The cards of a ticket that are kept true. Older ones have scrolled far away; they are made true when they are pressed.
pub fn card_copies(db: &mut Db<'_>, ticket: TicketId) -> Result<Vec<CardMessage>, StoreError> {
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
    for card in card_copies(db, ticket)?.into_iter().filter(|card| card.at.chat == chat) {
        enqueue(
            db,
            card.target,
            SendPriority::Answer,
            &OutboxMessage::RefreshCard { message: card.at.message, ticket },
            now,
        )?;
    }
    Ok(())
}

fn encode_body(outbox_message: &OutboxMessage) -> Result<String, StoreError> {
    serde_json::to_string(outbox_message).map_err(|error| StoreError::Unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A line for each form that was ever stored. Lines are added and none is taken away.
    #[test]
    fn every_form_that_was_ever_stored_is_read() {
        for line in include_str!("../../tests/fixtures/stored/outbox.jsonl").lines() {
            let read: OutboxMessage =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
            let stored = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<OutboxMessage>(&stored).unwrap(), read, "{line}");
        }
    }
}
