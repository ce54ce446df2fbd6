//! Tells that somebody else is on duty: the group, or whoever takes over and whoever was on before. Who was last said to be on is
//! stored with the rota, in the transaction that says so: nothing is said twice, or left out, by a restart or a clock that jumps.

use jiff::SignedDuration;

use crate::cache::known_lists::KnownLists;
use crate::context::Context;
use crate::context::readers::{reader_at, reader_for};
use crate::context::tx::Tx;
use crate::domain::ids::{Target, UserHash};
use crate::domain::relevance;
use crate::domain::rota::{DutyPlace, Rota};
use crate::domain::settings::{GroupSettings, ShowMode};
use crate::domain::ticket::Ticket;
use crate::notify::answers;
use crate::notify::duty_sound::is_listening;
use crate::notify::list_views::listed;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::duty::{Handover, handover_view, member_name, swap_settled};
use crate::render::live_message::TicketQueue;
use crate::sessions::live_sessions::UserSession;
use crate::sessions::on_duty::duty_person;
use crate::store::{RotaId, StoreError, StoredRota};
use crate::t;
use crate::telegram::client::Sound;
use crate::view::SendPriority;

/// For so long a rota is left alone that can't be read.
const UNREADABLE_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Looks at the rotas of which it is time to, and tells where somebody else is on; says how many were looked at.
pub async fn announce_handovers(ctx: &Context) -> Result<usize, StoreError> {
    let now = ctx.clock.now();
    if ctx.store.read_inline(|db| db.next_rota_check()).await?.is_none_or(|next| next > now) {
        return Ok(0);
    }
    ctx.write(move |tx| {
        let due = tx.db.rotas_to_check(now)?;
        let count = due.len();
        // One that is sealed with a lost key is due as well, and can't be looked at.
        tx.db.put_off_rota_checks(now, now + UNREADABLE_PAUSE)?;
        due.into_iter().try_for_each(|stored| announce(tx, stored))?;
        Ok(count)
    })
    .await
}

fn announce(tx: &mut Tx<'_, '_>, StoredRota { id, place, mut rota }: StoredRota) -> Result<(), StoreError> {
    let current = rota.who_is_on(tx.now).cloned();
    let next = rota.next_handover(tx.now).filter(|_| rota.in_use);
    let before = std::mem::replace(&mut rota.announced, current.clone());
    rota.drop_past_exceptions(tx.now);
    tx.db.put_rota(id, &rota, next)?;
    if before == current || !rota.in_use {
        return Ok(());
    }
    let change = DutyChange { id: id.0, rota: &rota, before: before.as_ref(), current: current.as_ref() };
    match place {
        DutyPlace::Group(target) => tell_group(tx, target, &change),
        DutyPlace::Unit(unit) => {
            let title = crate::cache::directory::unit_name(tx.db, unit)?.unwrap_or_else(|| unit.to_string());
            let of_unit = |ticket: &Ticket| ticket.unit == Some(unit);
            for hash in [change.before, change.current].into_iter().flatten() {
                for session in tx.ctx.sessions.sessions_of_account(hash) {
                    let target = Target::whole_chat(session.telegram.private_chat());
                    let takes_over = change.current == Some(hash);
                    let rings = takes_over && is_listening(tx, &session)?;
                    let sound = if rings { Sound::Ring } else { Sound::Silent };
                    let told = Told { target, title: &title, is_mine: takes_over, sound };
                    tell(tx, &change, &told, Some((&session, &of_unit)))?;
                }
            }
            Ok(())
        }
    }
}

/// Who was on and who is now.
struct DutyChange<'a> {
    id: i64,
    rota: &'a Rota,
    before: Option<&'a UserHash>,
    current: Option<&'a UserHash>,
}

/// To whom it is told, and how.
struct Told<'a> {
    target: Target,
    title: &'a str,
    /// The reader is the one who takes over.
    is_mine: bool,
    sound: Sound,
}

/// Whose list tells how the queue stands, and which tickets of it count.
type QueueSource<'a> = (&'a UserSession, &'a dyn Fn(&Ticket) -> bool);

fn tell_group(tx: &mut Tx<'_, '_>, target: Target, change: &DutyChange<'_>) -> Result<(), StoreError> {
    let Some(found) = tx.db.find_subscription(target)?.filter(|found| found.rests.is_none()) else {
        return Ok(());
    };
    let owner = tx.ctx.sessions.find_session(found.owner);
    let settings: &GroupSettings = &found.settings;
    let wanted = |ticket: &Ticket| settings.wants_ticket(ticket);
    let quiet = settings.quiet.is_some_and(|span| span.contains_moment(tx.now, &tx.ctx.zone));
    let sound = if quiet { Sound::Silent } else { Sound::Ring };
    let told = Told { target, title: &found.title, is_mine: false, sound };
    let source = owner.as_deref().map(|owner| (owner, &wanted as &dyn Fn(&Ticket) -> bool));
    tell(tx, change, &told, source)
}

fn tell(
    tx: &mut Tx<'_, '_>,
    change: &DutyChange<'_>,
    told: &Told<'_>,
    source: Option<QueueSource<'_>>,
) -> Result<(), StoreError> {
    let mut lists = KnownLists::open(tx)?;
    let list = match source {
        Some((session, _)) => lists.list_of(tx.db, session)?,
        None => None,
    };
    let counts =
        |ticket: &Ticket| !relevance::is_closed(ticket) && source.is_some_and(|(_, counts)| counts(ticket));
    let queue = list.as_ref().map(|list| {
        let rows = list.tickets.iter().filter(|known| counts(&known.ticket)).map(|known| listed(known));
        TicketQueue::of_tickets(rows.collect(), ShowMode::Subject, tx.now)
    });
    let name = |hash: &UserHash| duty_person(&tx.ctx.sessions, change.rota, hash.clone()).name;
    let (current, before) = (change.current.map(name), change.before.map(name));
    let handover = Handover {
        id: change.id,
        title: told.title,
        current: current.as_deref(),
        before: before.as_deref(),
        is_mine: told.is_mine,
    };
    let view = handover_view(&handover, queue.as_ref(), &reader_at(tx, told.target)?);
    let message = OutboxMessage::Send { view, reply_to: None, sound: told.sound };
    outbox_message::enqueue(tx.db, told.target, SendPriority::Notice, &message, tx.now)
}

/// Nobody has answered who was asked to swap turns: whoever asked is told. Nothing is said of a swap that is settled.
pub fn expire_swap(tx: &mut Tx<'_, '_>, id: RotaId, number: i64) -> Result<(), StoreError> {
    let Some(StoredRota { mut rota, .. }) = tx.db.rota_by_id(id)? else { return Ok(()) };
    let Some(place) = rota.proposals.iter().position(|open| open.number == number) else { return Ok(()) };
    let swap = rota.proposals.remove(place);
    tx.db.put_rota(id, &rota, Some(tx.now))?;
    for proposer in tx.ctx.sessions.sessions_of_account(&swap.by) {
        let reader = reader_for(tx, proposer.telegram)?;
        let text = t!(reader.lang, "duty-swap-expired", name = member_name(&rota, &swap.with));
        let target = Target::whole_chat(proposer.telegram.private_chat());
        answers::warn(tx.db, target, swap_settled(id.0, text, &reader), tx.now)?;
    }
    Ok(())
}
