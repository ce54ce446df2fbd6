//! *Snooze*: a ticket is put aside by whoever presses, and comes back to them alone.

use jiff::Timestamp;

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::{back_to_card, show_beside_card, show_screen};
use super::stop::Stop;
use super::ticket_access::{read_ticket, require_ticket};
use crate::cache::refresh_schedule::schedule_reminders;
use crate::callback::SnoozePress;
use crate::context::tx::Tx;
use crate::domain::hours::Hours;
use crate::domain::ids::{Target, TicketId};
use crate::domain::relevance;
use crate::domain::snooze::SnoozeEnd;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::reader::ticket_number;
use crate::render::snooze::SnoozedTicket;
use crate::sessions::viewer::viewer_at;
use crate::store::{Db, ScheduledJob, StoreError};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

/// A button about putting tickets aside.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: SnoozePress,
) -> Result<Effects, Stop> {
    match press {
        SnoozePress::Offer { ticket } => offer_times(bot, update, caller, ticket).await,
        SnoozePress::Set { choice, ticket } => {
            let hours = work_hours(bot, update).await?;
            let end = choice.find_end(caller.reader.now, &caller.reader.zone, hours);
            let (mut effects, end) = put_aside(bot, update, caller, ticket, end).await?;
            let (reader, back) = (&caller.reader, back_to_card(update, caller.reader.lang, ticket));
            let view = render::snooze::snooze_set(ticket, end, back, reader);
            effects.merge_effects(show_beside_card(update, view, reader));
            Ok(effects)
        }
        SnoozePress::Drop { ticket } => drop_snooze(bot, update, caller, ticket).await,
        SnoozePress::List { page } => show_list(bot, update, caller, page, None).await,
        SnoozePress::DropListed { ticket } => {
            let who = update.from.who;
            let drop = move |db: &mut Db<'_>| {
                let end = db.find_snooze(ticket, who)?;
                db.drop_snooze(ticket, who).map(|_| end)
            };
            let dropped = bot.ctx.store.write(drop).await?;
            show_list(bot, update, caller, 0, dropped.map(|end| (ticket, end))).await
        }
        SnoozePress::Restore { ticket, until } => {
            let end = match until.map(Timestamp::from_second) {
                None => Some(SnoozeEnd::Comment),
                Some(Ok(at)) if at > caller.reader.now => Some(SnoozeEnd::At(at)),
                Some(_) => None,
            };
            let (effects, _) = put_aside(bot, update, caller, ticket, end).await?;
            bot.ctx.write(|tx| effects.commit_effects(tx)).await?;
            show_list(bot, update, caller, 0, None).await
        }
    }
}

async fn offer_times(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    require_ticket(bot, update, caller, ticket).await?;
    let (reader, who) = (&caller.reader, update.from.who);
    let arranged = bot.ctx.store.read(move |db| db.find_snooze(ticket, who)).await?;
    let (hours, back) = (work_hours(bot, update).await?, back_to_card(update, reader.lang, ticket));
    let view = render::snooze::snooze_offer(ticket, arranged, hours, back, reader);
    Ok(show_beside_card(update, view, reader))
}

/// Puts a ticket aside until then; only one that the presser may see, and that is not over.
async fn put_aside(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    end: Option<SnoozeEnd>,
) -> Result<(Effects, SnoozeEnd), Stop> {
    read_ticket(bot, update, caller, ticket).await?;
    let (reader, who, number) = (&caller.reader, update.from.who, ticket_number(ticket));
    let known = bot.ctx.store.read(move |db| db.find_ticket(ticket)).await?;
    let Some(known) = known.filter(|known| !relevance::is_closed(&known.ticket)) else {
        return Err(Effects::alert(t!(reader.lang, "snooze-closed", number = number)).into());
    };
    let Some(end) = end else { return Err(Effects::alert(t!(reader.lang, "snooze-past")).into()) };
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        tx.db.put_snooze(ticket, who, end, tx.now)?;
        match end {
            SnoozeEnd::At(until) => tx.db.add_job(who, &ScheduledJob::Remind { ticket }, until).map(drop),
            // What somebody waits for is looked at more often.
            SnoozeEnd::Comment => schedule_reminders(tx, &known),
        }
    });
    Ok((effects, end))
}

/// No more of it. That may always be asked, whoever sees the ticket. The card comes back in the place of what was said of it.
async fn drop_snooze(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    let (reader, who, number) = (&caller.reader, update.from.who, ticket_number(ticket));
    let text = t!(reader.lang, "snooze-dropped", number = number);
    let mut effects = Effects::with_toast(text.clone());
    effects.add_write(move |tx| tx.db.drop_snooze(ticket, who).map(drop));
    let Some(at) = update.message_ref().filter(|at| at.chat == who.private_chat()) else {
        return Ok(effects);
    };
    let is_card = bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await? == Some(ticket);
    let message = at.message;
    let shown = match is_card {
        true => OutboxMessage::RefreshCard { message, ticket },
        false => OutboxMessage::Edit { message, view: MessageView::from_html(text) },
    };
    effects.post_message(update.place.target, shown);
    Ok(effects)
}

/// All that the presser has put aside and that is not over.
async fn show_list(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    page: usize,
    dropped: Option<(TicketId, SnoozeEnd)>,
) -> Result<Effects, Stop> {
    let who = update.from.who;
    let listed = move |tx: &mut Tx<'_, '_>| -> Result<Vec<SnoozedTicket>, StoreError> {
        let viewer = viewer_at(&tx.ctx.sessions, tx.db, Target::whole_chat(who.private_chat()))?;
        let mut listed = Vec::new();
        for (id, end) in tx.db.snoozes_of(who)? {
            let known = tx.db.find_ticket(id)?;
            if known.as_ref().is_some_and(|known| relevance::is_closed(&known.ticket)) {
                continue;
            }
            let ticket = match (&viewer, known) {
                (Some(viewer), Some(known)) if viewer.sees(tx.db, &known)? => Some(known.ticket),
                _ => None,
            };
            listed.push(SnoozedTicket { id, end, ticket });
        }
        Ok(listed)
    };
    let snoozed = bot.ctx.read(listed).await?;
    let view = render::snooze::snoozed_list(&snoozed, page, dropped, &caller.reader);
    Ok(show_screen(update, view))
}

async fn work_hours(bot: &Bot, update: &IncomingUpdate) -> Result<Option<Hours>, StoreError> {
    let who = update.from.who;
    let person = bot.ctx.store.read(move |db| db.find_person(who)).await?;
    Ok(person.and_then(|person| person.settings.hours))
}
