//! Pages of comments that stand in people's own chats: whatever is read of a ticket's comments appears on them.

use jiff::Timestamp;

use crate::cache::ticket_cache;
use crate::context::Context;
use crate::context::readers::reader_at;
use crate::domain::ids::{Target, TicketId};
use crate::domain::ticket::TicketComment;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::recipients::publish_change;
use crate::render;
use crate::sessions::viewer::viewer_at;
use crate::store::{Db, FollowedPage, StoreError};
use crate::view::SendPriority;

/// The comments of a ticket were read: tells what is new, and shows it on the pages that are followed.
pub fn publish_comments(
    ctx: &Context,
    db: &mut Db<'_>,
    ticket: TicketId,
    comments: &[TicketComment],
    now: Timestamp,
) -> Result<(), StoreError> {
    let change = ticket_cache::apply_comments(ctx, db, ticket, comments, now)?;
    if change.news.is_some() {
        refresh_pages(ctx, db, ticket, comments, now)?;
    }
    publish_change(ctx, db, &change, now)
}

fn refresh_pages(
    ctx: &Context,
    db: &mut Db<'_>,
    ticket: TicketId,
    comments: &[TicketComment],
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(known) = db.find_ticket(ticket)? else { return Ok(()) };
    for (at, followed) in outbox_message::followed_pages(db, ticket, now)? {
        let FollowedPage::Comments { page, .. } = followed else { continue };
        let target = Target::whole_chat(at.chat);
        let Some(viewer) = viewer_at(&ctx.sessions, db, target)? else { continue };
        if viewer.sees(db, &known)? {
            let reader = reader_at(ctx, db, target)?;
            let view = render::comments::comments_page(ticket, comments, page, &reader);
            let edit = OutboxMessage::Edit { message: at.message, view };
            outbox_message::enqueue(db, target, SendPriority::Refresh, &edit, now)?;
        }
    }
    Ok(())
}
