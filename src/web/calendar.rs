//! The calendar of one person's duties, for whoever has their link: when they are on and where, and nothing else of anybody.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use icalendar::{Calendar, Component, Event};
use jiff::{SignedDuration, Timestamp};

use super::{Site, page};
use crate::accounts::calendar_links::calendar_owner;
use crate::cache::directory::unit_name;
use crate::context::Context;
use crate::context::readers::reader_for;
use crate::context::tx::Tx;
use crate::domain::duty_rights::{DutyCaller, duty_rights};
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::rota::DutyPlace;
use crate::i18n::Lang;
use crate::store::StoreError;
use crate::t;

/// So far ahead turns are told, and so many of each rota at most.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 180);
const MAX_TURNS: usize = 400;

/// One turn of somebody's.
struct CalendarTurn {
    uid: String,
    place: String,
    from: Timestamp,
    until: Timestamp,
}

/// The calendar behind a link. Anything else leads nowhere.
pub(super) async fn show_calendar(State(site): State<Site>, Path(file): Path<String>) -> Response {
    match find_turns(&site.ctx, &file).await {
        Ok(Some((lang, turns))) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CACHE_CONTROL, "private, max-age=300"),
            ];
            (headers, write_calendar(lang, turns, site.ctx.clock.now())).into_response()
        }
        Ok(None) => page::not_found().await.into_response(),
        Err(error) => {
            log::error!("a page waits for the database: {error}");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn find_turns(ctx: &Context, file: &str) -> Result<Option<(Lang, Vec<CalendarTurn>)>, StoreError> {
    let Some(who) = calendar_owner(ctx, file).await? else { return Ok(None) };
    ctx.read(move |tx| turns_of(tx, who)).await
}

fn turns_of(tx: &mut Tx<'_, '_>, who: TelegramUser) -> Result<Option<(Lang, Vec<CalendarTurn>)>, StoreError> {
    let Some(session) = tx.ctx.sessions.find_session(who) else { return Ok(None) };
    let target = Target::whole_chat(who.private_chat());
    let caller = DutyCaller { who, account: &session.account, target };
    let mut turns = Vec::new();
    for stored in tx.db.all_rotas()? {
        let (title, owner) = match stored.place {
            DutyPlace::Unit(unit) => (unit_name(tx.db, unit)?.unwrap_or_else(|| unit.to_string()), None),
            DutyPlace::Group(target) => match tx.db.find_subscription(target)? {
                Some(found) => (found.title, Some(found.owner)),
                None => continue,
            },
        };
        if !duty_rights(&caller, stored.place, Some(&stored.rota), owner).takes_turns {
            continue;
        }
        let coming = stored.rota.turns_from(tx.now).take(MAX_TURNS);
        let coming = coming.take_while(|turn| turn.period.from < tx.now + AHEAD);
        let own = coming.filter(|turn| turn.who == session.account.me.hash);
        turns.extend(own.filter(|turn| turn.period.until < Timestamp::MAX).map(|turn| CalendarTurn {
            // The turn that is under way keeps its name while it lasts.
            uid: format!("duty-{}-{}@deskgram", stored.id.0, turn.period.until.as_second()),
            place: title.clone(),
            from: turn.period.from,
            until: turn.period.until,
        }));
    }
    Ok(Some((reader_for(tx, who)?.lang, turns)))
}

fn write_calendar(lang: Lang, turns: Vec<CalendarTurn>, now: Timestamp) -> String {
    let time = |at: Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let mut calendar = Calendar::new();
    for turn in turns {
        let mut event = Event::new();
        event.uid(&turn.uid);
        event.summary(&t!(lang, "duty-calendar-event", place = turn.place));
        event.add_property("DTSTAMP", time(now));
        event.add_property("DTSTART", time(turn.from));
        event.add_property("DTEND", time(turn.until));
        calendar.push(event.done());
    }
    calendar.to_string()
}
