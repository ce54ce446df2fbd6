//! The card ledger: which message in which chat shows which ticket, for ever.

use jiff::Timestamp;

use super::sql::{Row, sql_values};
use super::{Db, Result, Topic};
use crate::domain::ids::{CardRef, ChatId, MessageId, Target, ThreadId, TicketId};

/// A message that shows a ticket, or tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardMessage {
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
    pub fn put_card(&mut self, card: CardMessage, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO card_messages (chat, message, thread, ticket, made, kind) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (chat, message) DO UPDATE SET ticket = excluded.ticket",
            sql_values![
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
    pub fn card_ticket(&mut self, at: CardRef) -> Result<Option<TicketId>> {
        let rows = self.sql.query_rows(
            "SELECT ticket FROM card_messages WHERE chat = $1 AND message = $2 AND kind <> 2",
            sql_values![at.chat.0, at.message.0],
        )?;
        rows.first().map(|row| Ok(TicketId(row.get(0)?))).transpose()
    }

    /// The card that stands there.
    pub fn find_card(&mut self, at: CardRef) -> Result<Option<CardMessage>> {
        let rows = self.sql.query_rows(
            "SELECT ticket, thread FROM card_messages WHERE chat = $1 AND message = $2 AND kind = 0",
            sql_values![at.chat.0, at.message.0],
        )?;
        let read = |row: &Row| {
            let target = Target { chat: at.chat, thread: row.get::<Option<i32>>(1)?.map(ThreadId) };
            Ok(CardMessage { at, target, ticket: TicketId(row.get(0)?), kind: CardKind::Card })
        };
        rows.first().map(read).transpose()
    }

    /// The ticket of a card whose sign-in has ended.
    pub fn closed_card(&mut self, at: CardRef) -> Result<Option<TicketId>> {
        let rows = self.sql.query_rows(
            "SELECT ticket FROM card_messages WHERE chat = $1 AND message = $2 AND kind = 2",
            sql_values![at.chat.0, at.message.0],
        )?;
        rows.first().map(|row| Ok(TicketId(row.get(0)?))).transpose()
    }

    /// The newest cards of a chat, at most `limit` of them.
    pub fn cards_in(&mut self, chat: ChatId, limit: i64) -> Result<Vec<CardMessage>> {
        let rows = self.sql.query_rows(
            "SELECT message, thread, ticket FROM card_messages WHERE chat = $1 AND kind = 0
             ORDER BY message DESC LIMIT $2",
            sql_values![chat.0, limit],
        )?;
        rows.iter()
            .map(|row| {
                let at = CardRef { chat, message: MessageId(row.get(0)?) };
                let thread = row.get::<Option<i32>>(1)?.map(ThreadId);
                let (target, ticket) = (Target { chat, thread }, TicketId(row.get(2)?));
                Ok(CardMessage { at, target, ticket, kind: CardKind::Card })
            })
            .collect()
    }

    /// Closes all cards of a chat.
    pub fn close_cards(&mut self, chat: ChatId) -> Result<()> {
        self.sql.execute("UPDATE card_messages SET kind = 2 WHERE chat = $1", sql_values![chat.0])?;
        Ok(())
    }

    /// The newest cards of a ticket, at most `limit` of them, wherever they stand.
    pub fn cards_of(&mut self, ticket: TicketId, limit: i64) -> Result<Vec<CardMessage>> {
        let rows = self.sql.query_rows(
            "SELECT chat, message, thread FROM card_messages WHERE ticket = $1 AND kind = 0
             ORDER BY made DESC, message DESC LIMIT $2",
            sql_values![ticket.0, limit],
        )?;
        rows.iter()
            .map(|row| {
                let at = CardRef { chat: ChatId(row.get(0)?), message: MessageId(row.get(1)?) };
                let thread = row.get::<Option<i32>>(2)?.map(ThreadId);
                Ok(CardMessage { at, target: Target { chat: at.chat, thread }, ticket, kind: CardKind::Card })
            })
            .collect()
    }

    /// The newest card of a ticket in one place.
    pub fn card_in(&mut self, target: Target, ticket: TicketId) -> Result<Option<MessageId>> {
        let rows = self.sql.query_rows(
            "SELECT message FROM card_messages WHERE ticket = $1 AND chat = $2 AND COALESCE(thread, 0) = $3 AND kind = 0
             ORDER BY message DESC LIMIT 1",
            sql_values![ticket.0, target.chat.0, target.thread.map_or(0, |thread| thread.0)],
        )?;
        rows.first().map(|row| Ok(MessageId(row.get(0)?))).transpose()
    }

    /// Takes a message that is gone out of the ledger.
    pub fn drop_card(&mut self, at: CardRef) -> Result<()> {
        self.sql.execute(
            "DELETE FROM card_messages WHERE chat = $1 AND message = $2",
            sql_values![at.chat.0, at.message.0],
        )?;
        Ok(())
    }

    /// Carries all that belongs to a group over to the number it has as a supergroup. Telegram tells of the move several times,
    /// in any order: whatever stands under the new number already is newer, and the second time nothing is left to carry.
    /// Messages of the old group can't be edited any more: its cards stay as they are, and its live messages begin anew.
    pub fn move_chat(&mut self, from: ChatId, to: ChatId) -> Result<()> {
        self.sql.execute(
            "UPDATE subscriptions SET chat = $1 WHERE chat = $2 AND NOT EXISTS (
                 SELECT 1 FROM subscriptions AS there WHERE there.chat = $1 AND there.thread = subscriptions.thread
             )",
            sql_values![to.0, from.0],
        )?;
        self.sql.execute("DELETE FROM subscriptions WHERE chat = $1", sql_values![from.0])?;
        self.move_rotas(from, to)?;
        self.sql.execute("DELETE FROM live_messages WHERE chat = $1", sql_values![from.0])?;
        self.sql.execute("DELETE FROM paused_places WHERE chat = $1", sql_values![from.0])?;
        let (moved, stays) = (CardKind::Card as i64, CardKind::Ping as i64);
        self.sql.execute(
            "UPDATE card_messages SET kind = $1 WHERE chat = $2 AND kind = $3",
            sql_values![stays, from.0, moved],
        )?;
        // Edits and reactions are for messages of the old group, whose numbers mean others in the new one.
        self.sql.execute("DELETE FROM outbox WHERE chat = $1 AND dedup IS NOT NULL", sql_values![from.0])?;
        self.sql.execute("UPDATE outbox SET chat = $1 WHERE chat = $2", sql_values![to.0, from.0])?;
        self.sql.execute("UPDATE comments SET chat = $1 WHERE chat = $2", sql_values![to.0, from.0])?;
        self.pending.add_topic(Topic::Outbox);
        Ok(())
    }
}
