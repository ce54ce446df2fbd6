//! Pages of comments that stand in people's own chats: whatever is read of a ticket's comments appears on them.

use crate::cache::ticket_cache;
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::ids::{Target, TicketId};
use crate::domain::ticket::TicketComment;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::recipients::publish_change;
use crate::render;
use crate::sessions::viewer::viewer_at;
use crate::store::{FollowedPage, StoreError};
use crate::view::SendPriority;

/// The comments of a ticket were read: tells what is new, and shows it on the pages that are followed.
pub fn publish_comments(
    tx: &mut Tx<'_, '_>,
    ticket: TicketId,
    comments: &[TicketComment],
) -> Result<(), StoreError> {
    let change = ticket_cache::apply_comments(tx, ticket, comments)?;
    if change.news.is_some() {
        refresh_pages(tx, ticket, comments)?;
    }
    publish_change(tx, &change)
}

fn refresh_pages(
    tx: &mut Tx<'_, '_>,
    ticket: TicketId,
    comments: &[TicketComment],
) -> Result<(), StoreError> {
    let Some(known) = tx.db.find_ticket(ticket)? else { return Ok(()) };
    for (at, followed) in outbox_message::followed_pages(tx.db, ticket, tx.now)? {
        let FollowedPage::Comments { page, .. } = followed else { continue };
        let target = Target::whole_chat(at.chat);
        let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, target)? else { continue };
        if viewer.sees(tx.db, &known)? {
            let reader = reader_at(tx, target)?;
            let view = render::comments::comments_page(ticket, comments, page, &reader);
            let edit = OutboxMessage::Edit { message: at.message, view };
            outbox_message::enqueue(tx.db, target, SendPriority::Refresh, &edit, tx.now)?;
        }
    }
    Ok(())
}
