//! The audit trail of the chat: what is noted of a deed, and `/mylog`, where everybody reads their own.

use std::sync::Arc;

use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::guessing;
use crate::domain::ids::TicketId;
use crate::render;
use crate::render::audit::{Older, PAGE};
use crate::render::words::Reader;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::service::sessions::Session;
use crate::store::{StoreError, Wanted};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, SenderKind};

impl Bot {
    /// Notes in the audit trail what the person behind an update has done, together with all that follows from the update.
    pub fn note(
        &self,
        turn: &mut Turn,
        incoming: &Incoming,
        session: &Session,
        deed: Deed,
        ticket: Option<TicketId>,
        outcome: Outcome,
    ) {
        let entry = Entry {
            at: self.desk.clock.now(),
            who: Some(session.telegram),
            login: Some(guessing::plain(&session.account.login)),
            deed,
            ticket,
            outcome,
            place: Place::of(incoming.place.target.chat),
        };
        turn.write(move |db| db.audit(&entry));
    }
}

/// `/mylog`.
pub async fn mylog(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(&incoming, t!(reader.lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    if incoming.from.kind == SenderKind::Nobody {
        return Ok(Turn::default());
    }
    let screen = screen(&bot, &incoming, 0, &reader).await?;
    Ok(Turn::saying(incoming.place.target, screen, reader.now))
}

/// Another page: always of whoever presses.
pub async fn page(bot: &Bot, incoming: &Incoming, page: usize, reader: &Reader) -> Result<Turn, StoreError> {
    let mut turn = Turn::default();
    if let (Some(message), ChatKind::Private) = (incoming.place.message, incoming.place.kind) {
        let screen = screen(bot, incoming, page, reader).await?;
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
    }
    Ok(turn)
}

async fn screen(bot: &Bot, incoming: &Incoming, page: usize, reader: &Reader) -> Result<Screen, StoreError> {
    let wanted = Wanted { who: Some(incoming.from.who), ..Wanted::default() };
    let skip = i64::try_from(page.saturating_mul(PAGE)).unwrap_or(i64::MAX);
    let mut entries = bot.desk.store.read(move |db| db.audited(&wanted, skip, PAGE as i64 + 1)).await?;
    let older = if entries.len() > PAGE { Older::More } else { Older::None };
    entries.truncate(PAGE);
    Ok(render::audit::page(&entries, page, older, reader))
}
