//! Pages in people's own chats that are kept true: the newest list and the newest page of comments of each.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::sql::{Row, from_plain_json, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::{CardRef, ChatId, MessageId, TicketId};
use crate::domain::ticket_list::ListScreen;

/// A page that is kept true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum FollowedPage {
    List(ListScreen),
    Comments { ticket: TicketId, page: usize },
}

impl FollowedPage {
    fn kind(&self) -> &'static str {
        match self {
            Self::List(_) => "list",
            Self::Comments { .. } => "comments",
        }
    }

    /// The numbers of its tickets, each between commas.
    fn ticket_numbers(&self) -> String {
        let tickets = match self {
            Self::List(screen) => screen.tickets.as_slice(),
            Self::Comments { ticket, .. } => std::slice::from_ref(ticket),
        };
        tickets.iter().fold(",".to_owned(), |numbers, ticket| format!("{numbers}{ticket},"))
    }
}

impl Db<'_> {
    /// A page stands there now; the one before it in the chat is followed no more.
    pub fn put_followed_page(&mut self, at: CardRef, page: &FollowedPage, now: Timestamp) -> Result<()> {
        self.sql.execute(
            "INSERT INTO followed_pages (chat, kind, message, body, tickets, shown) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (chat, kind) DO UPDATE SET message = excluded.message, body = excluded.body,
                 tickets = excluded.tickets, shown = excluded.shown",
            sql_values![
                at.chat.0,
                page.kind(),
                at.message.0,
                plain_json(page)?,
                page.ticket_numbers(),
                now.as_millisecond()
            ],
        )?;
        Ok(())
    }

    /// The page that stands in a message, if it is followed.
    pub fn followed_page(&mut self, at: CardRef) -> Result<Option<FollowedPage>> {
        let rows = self.sql.query_rows(
            "SELECT chat, message, body FROM followed_pages WHERE chat = $1 AND message = $2",
            sql_values![at.chat.0, at.message.0],
        )?;
        Ok(rows.first().map(read_page).transpose()?.map(|(_, page)| page))
    }

    /// The pages that show a ticket and were put up since.
    pub fn followed_pages_with(
        &mut self,
        ticket: TicketId,
        since: Timestamp,
    ) -> Result<Vec<(CardRef, FollowedPage)>> {
        let rows = self.sql.query_rows(
            "SELECT chat, message, body FROM followed_pages WHERE shown >= $1 AND tickets LIKE $2",
            sql_values![since.as_millisecond(), format!("%,{ticket},%")],
        )?;
        rows.iter().map(read_page).collect()
    }

    /// Forgets the pages that have long scrolled away.
    pub fn forget_followed_pages(&mut self, before: Timestamp) -> Result<()> {
        self.sql
            .execute("DELETE FROM followed_pages WHERE shown < $1", sql_values![before.as_millisecond()])?;
        Ok(())
    }
}

fn read_page(row: &Row) -> Result<(CardRef, FollowedPage)> {
    let at = CardRef { chat: ChatId(row.get(0)?), message: MessageId(row.get(1)?) };
    Ok((at, from_plain_json(&row.get::<String>(2)?)?))
}
