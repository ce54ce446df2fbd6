//! What was kept for somebody's return, looked at again when they are back: only what is still true of tickets that are
//! still theirs to see.

use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::Target;
use crate::domain::{relevance, visibility};
use crate::render;
use crate::render::away_summary::TicketNews;
use crate::store::StoreError;
use crate::view::MessageView;

/// What is left to tell.
pub enum AwaySummary {
    Nothing,
    /// One thing, to be told as it would have been at once.
    One(Event),
    Many(MessageView),
}

/// Sorts out what is left.
pub fn summarize_events(
    tx: &mut Tx<'_, '_>,
    target: Target,
    events: Vec<Event>,
) -> Result<AwaySummary, StoreError> {
    let (Some(who), Some(account)) = (target.private_user(), tx.ctx.sessions.account_at(target)) else {
        return Ok(AwaySummary::Nothing);
    };
    let mut all: Vec<TicketNews> = Vec::new();
    for event in events {
        let Some(known) = tx.db.find_ticket(event.ticket)? else { continue };
        let said = tx.db.find_rights(&known.ticket, who)?;
        let theirs = visibility::is_addressed(&account, &known.ticket, known.details.as_ref(), said.as_ref());
        // A card that was fetched meanwhile has announced its ticket already.
        let known_here = event.what == EventKind::New && tx.db.card_in(target, event.ticket)?.is_some();
        if !theirs || known_here || !relevance::is_still_news(&event, &known.ticket, &account.me) {
            continue;
        }
        match all.iter_mut().find(|news| news.ticket.at.id == event.ticket) {
            Some(news) => news.events.push(event),
            None => all.push(TicketNews { ticket: known.ticket, events: vec![event] }),
        }
    }
    Ok(match &mut all[..] {
        [] => AwaySummary::Nothing,
        [TicketNews { events, .. }] if events.len() == 1 => AwaySummary::One(events.remove(0)),
        _ => AwaySummary::Many(render::away_summary::summary_view(&all, &reader_at(tx, target)?)),
    })
}
