//! The card ledger: which message in which chat shows which ticket, for ever.

use jiff::Timestamp;

use super::sql::values;
use super::{Bell, Db, Result};
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, ThreadId, TicketId};

/// A message that shows a ticket, or tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Card {
    pub at: CardRef,
    pub target: Target,
    pub ticket: TicketId,
    pub kind: CardKind,
}

/// What a message of the ledger is. A reply to either becomes a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// The whole ticket, redrawn whenever it changes.
    Card,
    /// A word about the ticket; it stays as it was said.
    Ping,
    /// Of a sign-in that has ended: it is never drawn again, and nothing can be done with it.
    Closed,
}

impl Db<'_> {
    pub fn put_card(&mut self, card: Card, now: Timestamp) -> Result<()> {
        self.sql.run(
            "INSERT INTO cards (chat, message, thread, ticket, made, kind) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (chat, message) DO UPDATE SET ticket = excluded.ticket",
            values![
                card.at.chat.0,
                card.at.message.0,
                card.target.thread.map(|thread| thread.0),
                card.ticket.0,
                now.as_millisecond(),
                card.kind as i64,
            ],
        )?;
        Ok(())
    }

    /// The ticket that a message shows or tells of, unless it is closed.
    pub fn card(&mut self, at: CardRef) -> Result<Option<TicketId>> {
        let rows = self.sql.rows(
            "SELECT ticket FROM cards WHERE chat = $1 AND message = $2 AND kind <> 2",
            values![at.chat.0, at.message.0],
        )?;
        rows.first().map(|row| Ok(TicketId(row.get(0)?))).transpose()
    }

    /// The ticket of a card whose sign-in has ended.
    pub fn closed_card(&mut self, at: CardRef) -> Result<Option<TicketId>> {
        let rows = self.sql.rows(
            "SELECT ticket FROM cards WHERE chat = $1 AND message = $2 AND kind = 2",
            values![at.chat.0, at.message.0],
        )?;
        rows.first().map(|row| Ok(TicketId(row.get(0)?))).transpose()
    }

    /// The newest cards of a chat, at most `limit` of them.
    pub fn cards_in(&mut self, chat: ChatId, limit: i64) -> Result<Vec<Card>> {
        let rows = self.sql.rows(
            "SELECT message, thread, ticket FROM cards WHERE chat = $1 AND kind = 0
             ORDER BY message DESC LIMIT $2",
            values![chat.0, limit],
        )?;
        rows.iter()
            .map(|row| {
                let at = CardRef { chat, message: MessageId(row.get(0)?) };
                let thread = row.get::<Option<i32>>(1)?.map(ThreadId);
                let (target, ticket) = (Target { chat, thread }, TicketId(row.get(2)?));
                Ok(Card { at, target, ticket, kind: CardKind::Card })
            })
            .collect()
    }

    /// Closes all cards of a chat.
    pub fn close_cards(&mut self, chat: ChatId) -> Result<()> {
        self.sql.run("UPDATE cards SET kind = 2 WHERE chat = $1", values![chat.0])?;
        Ok(())
    }

    /// The newest cards of a ticket, at most `limit` of them, wherever they stand.
    pub fn cards_of(&mut self, ticket: TicketId, limit: i64) -> Result<Vec<Card>> {
        let rows = self.sql.rows(
            "SELECT chat, message, thread FROM cards WHERE ticket = $1 AND kind = 0
             ORDER BY made DESC, message DESC LIMIT $2",
            values![ticket.0, limit],
        )?;
        rows.iter()
            .map(|row| {
                let at = CardRef { chat: ChatId(row.get(0)?), message: MessageId(row.get(1)?) };
                let thread = row.get::<Option<i32>>(2)?.map(ThreadId);
                Ok(Card { at, target: Target { chat: at.chat, thread }, ticket, kind: CardKind::Card })
            })
            .collect()
    }

    /// The newest card of a ticket in one place.
    pub fn card_in(&mut self, target: Target, ticket: TicketId) -> Result<Option<MessageId>> {
        let rows = self.sql.rows(
            "SELECT message FROM cards WHERE ticket = $1 AND chat = $2 AND COALESCE(thread, 0) = $3 AND kind = 0
             ORDER BY message DESC LIMIT 1",
            values![ticket.0, target.chat.0, target.thread.map_or(0, |thread| thread.0)],
        )?;
        rows.first().map(|row| Ok(MessageId(row.get(0)?))).transpose()
    }

    /// Takes a message that is gone out of the ledger.
    pub fn drop_card(&mut self, at: CardRef) -> Result<()> {
        self.sql
            .run("DELETE FROM cards WHERE chat = $1 AND message = $2", values![at.chat.0, at.message.0])?;
        Ok(())
    }

    /// Carries all that belongs to a group over to the number it has as a supergroup. Telegram tells of the move several times,
    /// in any order: whatever stands under the new number already is newer, and the second time nothing is left to carry.
    /// Messages of the old group can't be edited any more: its cards stay as they are, and its sheets begin anew.
    pub fn move_chat(&mut self, from: ChatId, to: ChatId) -> Result<()> {
        self.sql.run(
            "UPDATE subscriptions SET chat = $1 WHERE chat = $2 AND NOT EXISTS (
                 SELECT 1 FROM subscriptions AS there WHERE there.chat = $1 AND there.thread = subscriptions.thread
             )",
            values![to.0, from.0],
        )?;
        self.sql.run("DELETE FROM subscriptions WHERE chat = $1", values![from.0])?;
        self.sql.run("DELETE FROM sheets WHERE chat = $1", values![from.0])?;
        self.sql.run("DELETE FROM resting WHERE chat = $1", values![from.0])?;
        let (moved, stays) = (CardKind::Card as i64, CardKind::Ping as i64);
        self.sql
            .run("UPDATE cards SET kind = $1 WHERE chat = $2 AND kind = $3", values![stays, from.0, moved])?;
        // Edits and reactions are for messages of the old group, whose numbers mean others in the new one.
        self.sql.run("DELETE FROM outbox WHERE chat = $1 AND dedup IS NOT NULL", values![from.0])?;
        self.sql.run("UPDATE outbox SET chat = $1 WHERE chat = $2", values![to.0, from.0])?;
        self.sql.run("UPDATE comments SET chat = $1 WHERE chat = $2", values![to.0, from.0])?;
        self.pulled.pull(Bell::Outbox);
        Ok(())
    }
}
