//! Finished tickets that resemble one: what was done about it before. Only what the reader may see by what is known; how each has
//! ended is read with their own key, and left out where the helpdesk does not say so in time.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use jiff::SignedDuration;

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{back_to_card, show_beside_card};
use super::stop::Stop;
use super::ticket_access::require_ticket;
use crate::context::tx::Tx;
use crate::domain::ids::TicketId;
use crate::domain::ticket::{Ticket, TicketComment};
use crate::domain::ticket_ending::TicketEnding;
use crate::render;
use crate::render::seen_before::{MAX_SIMILAR, SimilarTicket};
use crate::sessions::access::{self, OwnLists};
use crate::store::{ReadEnding, StoreError, StoredTicket};
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// So many are looked through for those that the reader may see: where one index serves many units, most are others'.
const MAX_CANDIDATES: i64 = 500;
/// Of those, so many are read together.
const READ_AT_A_TIME: usize = 20;
/// So many comments are read at once, and for so long they are waited for.
const READS_AT_ONCE: usize = 3;
const ENDINGS_TIMEOUT: Duration = Duration::from_secs(2);
/// A comment may come after the end: what was read is read again after so long.
const ENDING_EXPIRY: SignedDuration = SignedDuration::from_hours(24);

/// Shows the finished tickets that resemble a ticket.
pub async fn show_similar(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    require_ticket(bot, update, caller, ticket).await?;
    if !caller.session.is_verified(caller.reader.now) {
        return Ok(Effects::alert(t!(caller.reader.lang, "helpdesk-down")));
    }
    let mut found = find_visible(bot, caller, ticket).await?;
    let read = read_endings(bot, caller, &mut found).await;
    let reader = &caller.reader;
    let shown: Vec<_> = found
        .iter()
        .map(|(known, ending)| SimilarTicket {
            ticket: &known.ticket,
            finished: known.details.as_ref().and_then(|details| details.finished),
            ending: ending.as_ref().and_then(|read| read.ending.as_ref()),
        })
        .collect();
    let back = back_to_card(update, reader.lang, ticket);
    let view = render::seen_before::similar_page(ticket, &shown, back, reader);
    let mut effects = show_beside_card(update, view, reader);
    effects
        .add_write(move |tx| read.iter().try_for_each(|(id, ending)| tx.db.put_ticket_ending(*id, ending)));
    Ok(effects)
}

/// A finished ticket and what is known of its ending.
type FoundTicket = (StoredTicket, Option<ReadEnding>);

/// What resembles the ticket and the reader may see, each with its ending as far as it was read lately.
async fn find_visible(bot: &Bot, caller: &Caller, ticket: TicketId) -> Result<Vec<FoundTicket>, StoreError> {
    let session = Arc::clone(&caller.session);
    let find = move |tx: &mut Tx<'_, '_>| {
        let Some(asked) = tx.db.find_ticket(ticket)? else { return Ok(Vec::new()) };
        let mut lists = OwnLists::of(session.telegram);
        let mut found = Vec::new();
        for alike in tx.db.similar_tickets(&asked.ticket, MAX_CANDIDATES)?.chunks(READ_AT_A_TIME) {
            for known in tx.db.find_tickets(alike)? {
                if !access::sees_finished(tx.db, &session, &known, &mut lists)? {
                    continue;
                }
                let ending = tx.db.ticket_ending(known.ticket.at.id)?;
                let ending = ending.filter(|read| tx.now.duration_since(read.read_at) < ENDING_EXPIRY);
                found.push((known, ending));
                if found.len() == MAX_SIMILAR {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    };
    bot.ctx.read(find).await
}

/// Reads how those have ended of which that is not known; says what was read.
async fn read_endings(bot: &Bot, caller: &Caller, found: &mut [FoundTicket]) -> Vec<(TicketId, ReadEnding)> {
    let mut read = Vec::new();
    let unknown = found.iter().filter(|(_, ending)| ending.is_none());
    let unknown: Vec<_> = unknown.map(|(known, _)| known.ticket.clone()).collect();
    let reads = unknown.into_iter().map(|ticket| read_ending(bot, caller, ticket));
    let mut reads = futures_util::stream::iter(reads).buffer_unordered(READS_AT_ONCE);
    let all = async {
        while let Some(ending) = reads.next().await {
            read.extend(ending);
        }
    };
    if tokio::time::timeout(ENDINGS_TIMEOUT, all).await.is_err() {
        log::info!("the helpdesk takes too long to say how tickets have ended");
    }
    drop(reads);
    for (known, ending) in found {
        if let Some((_, now_read)) = read.iter().find(|(id, _)| *id == known.ticket.at.id) {
            *ending = Some(now_read.clone());
        }
    }
    read
}

/// The last comment of a ticket that is by staff.
async fn read_ending(bot: &Bot, caller: &Caller, ticket: Ticket) -> Option<(TicketId, ReadEnding)> {
    let id = ticket.at.id;
    match bot.ctx.helpdesk.list_comments(&caller.session.key, &ticket.at.hash).await {
        // Another ticket with the same hash may be meant.
        Ok(comments) if comments.ticket.is_none_or(|meant| meant == id) => {
            let ending = comments.list.iter().rev().find(|comment| is_by_staff(comment, &ticket));
            let ending = ending.map(|comment| TicketEnding { text: comment.text.trim().to_owned() });
            Some((id, ReadEnding { ending, read_at: caller.reader.now }))
        }
        Ok(_) => None,
        Err(error) => {
            log::info!("how ticket {id} has ended can't be read now: {error}");
            None
        }
    }
}

/// Whoever is not the one for whom the ticket was written works on it.
fn is_by_staff(comment: &TicketComment, ticket: &Ticket) -> bool {
    !comment.text.trim().is_empty() && !comment.author.is_same(&ticket.client)
}
