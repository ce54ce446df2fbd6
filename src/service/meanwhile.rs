//! What was kept for somebody's return, looked at again when they are back: only what is still true of tickets that are
//! still theirs to see.

use super::desk::Desk;
use super::directory::unit_name;
use crate::domain::event::{Event, Happening};
use crate::domain::ids::Target;
use crate::domain::{plan, visibility};
use crate::render;
use crate::render::meanwhile::News;
use crate::screen::Screen;
use crate::store::{Db, StoreError};

/// What is left to tell.
pub enum Left {
    Nothing,
    /// One thing, to be told as it would have been at once.
    One(Event),
    Many(Screen),
}

/// Sorts out what is left.
pub fn left(desk: &Desk, db: &mut Db<'_>, target: Target, events: Vec<Event>) -> Result<Left, StoreError> {
    let (Some(who), Some(account)) = (target.person(), desk.account_at(target)) else {
        return Ok(Left::Nothing);
    };
    let mut all: Vec<News> = Vec::new();
    for event in events {
        let Some(known) = db.ticket(event.ticket)? else { continue };
        let said = db.rights(&known.ticket, who)?;
        let theirs = visibility::concerns(&account, &known.ticket, known.details.as_ref(), said.as_ref());
        // A card that was fetched meanwhile has announced its ticket already.
        let known_here = event.what == Happening::New && db.card_in(target, event.ticket)?.is_some();
        if !theirs || known_here || !plan::is_still_news(&event, &known.ticket, &account.me) {
            continue;
        }
        match all.iter_mut().find(|news| news.ticket.at.id == event.ticket) {
            Some(news) => news.events.push(event),
            None => {
                let unit = known.ticket.unit.map(|unit| unit_name(db, unit)).transpose()?.flatten();
                all.push(News { ticket: known.ticket, unit, events: vec![event] });
            }
        }
    }
    Ok(match &mut all[..] {
        [] => Left::Nothing,
        [News { events, .. }] if events.len() == 1 => Left::One(events.remove(0)),
        _ => Left::Many(render::meanwhile::screen(&all, &desk.reader_at(db, target)?)),
    })
}
