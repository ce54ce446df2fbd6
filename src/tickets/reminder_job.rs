//! A ticket that somebody has put aside comes back when its time has come.

use crate::accounts::verify::{Verified, verify_session};
use crate::context::Context;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::snooze::SnoozeEnd;
use crate::notify::snoozes::bring_back;
use crate::store::{Db, JobId, StoreError};
use crate::tickets::ticket_actions::{FetchOutcome, TicketActions};

/// Brings it back, after a look at it with the person's own key: what is over by now, or not theirs any more, is left out. While
/// the helpdesk is away, what was known last decides.
pub async fn run_reminder(
    ctx: &Context,
    tickets: &TicketActions,
    job: JobId,
    who: TelegramUser,
    ticket: TicketId,
) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    let known = ctx.store.read(move |db| {
        // Dropped meanwhile, or put aside for longer.
        let is_due = matches!(db.find_snooze(ticket, who)?, Some(SnoozeEnd::At(until)) if until <= now);
        if is_due { db.find_ticket(ticket) } else { Ok(None) }
    });
    let Some(known) = known.await? else { return ctx.store.write(move |db| db.drop_job(job)).await };
    let is_there = match ctx.sessions.find_session(who) {
        None => false,
        Some(session) if matches!(verify_session(ctx, &session).await?, Verified::Over(_)) => false,
        Some(session) => {
            let read = tickets.fetch_ticket(&session, &known.ticket.at, None).await?;
            matches!(read, FetchOutcome::Ticket(_) | FetchOutcome::Down)
        }
    };
    let settle = move |db: &mut Db<'_>| {
        db.drop_job(job)?;
        match is_there {
            true => bring_back(db, who, ticket, None, now),
            false => db.drop_snooze(ticket, who).map(drop),
        }
    };
    ctx.store.write(settle).await
}
