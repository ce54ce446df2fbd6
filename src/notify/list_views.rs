//! Draws a page of a list in somebody's own chat, with its tickets as they are now.

use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::ids::Target;
use crate::domain::ticket_list::ListScreen;
use crate::render;
use crate::render::ticket_lines::ListedTicket;
use crate::sessions::viewer::viewer_at;
use crate::store::{StoreError, StoredTicket};
use crate::view::MessageView;

/// A ticket as lists show it.
pub fn listed(known: &StoredTicket) -> ListedTicket<'_> {
    let deadline = known.details.as_ref().and_then(|details| details.deadline);
    ListedTicket { ticket: &known.ticket, deadline }
}

/// A page of a list, with its tickets as they are now; `None` where nobody is signed in.
pub fn list_view(
    tx: &mut Tx<'_, '_>,
    target: Target,
    screen: &ListScreen,
) -> Result<Option<MessageView>, StoreError> {
    let Some(viewer) = viewer_at(&tx.ctx.sessions, tx.db, target)? else { return Ok(None) };
    let mut tickets = Vec::new();
    for known in tx.db.find_tickets(&screen.tickets)? {
        if viewer.sees(tx.db, &known)? {
            tickets.push(known);
        }
    }
    let tickets: Vec<_> = tickets.iter().map(listed).collect();
    let reader = reader_at(tx, target)?;
    Ok(Some(render::list::list_page(screen, &tickets, &reader)))
}
