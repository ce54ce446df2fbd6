//! Passing tickets on: the unit, then one or several of its people or all of them, then a reason that may be left out,
//! then a few seconds in which it can be called off: the helpdesk has no way back.

use jiff::SignedDuration;

use super::Bot;
use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::message_text::message_text;
use super::multi_select::MultiSelect;
use super::referral_draft::{ReferralDraft, ReferralStep};
use super::stop::Stop;
use super::ticket_access::require_ticket;
use crate::cache::directory;
use crate::callback::Callback;
use crate::domain::ids::{CardRef, MessageId, Target, TicketId, UnitId, UserHash};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::reader::{Reader, ticket_number};
use crate::store::{ChoiceKind, JobStage, Referral, ScheduledJob};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::{Button, MessageView, SendPriority};

/// How long a referral can be called off.
const REFERRAL_DELAY: SignedDuration = SignedDuration::from_secs(5);

/// How many of those chosen lately stand first.
const MAX_RECENT_UNITS: i64 = 5;

/// The Refer button of a card.
pub async fn begin_referral(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    require_ticket(bot, update, caller, ticket).await?;
    begin_several(bot, update, caller, vec![ticket]).await
}

/// Starts to pass tickets on that the caller may speak of.
pub async fn begin_several(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    tickets: Vec<TicketId>,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let mut units =
        bot.require_fetched(update, reader, directory::list_units(&bot.ctx, &caller.session).await).await?;
    let who = update.from.who;
    let lately: Vec<UnitId> =
        bot.ctx.store.read(move |db| db.recent_choices(who, ChoiceKind::Unit, MAX_RECENT_UNITS)).await?;
    units.sort_by_key(|unit| lately.iter().position(|id| *id == unit.id).unwrap_or(usize::MAX));
    // Choosing takes several steps; in a group everybody would have to watch them.
    let mut effects = match update.place.kind {
        ChatKind::Private => Effects::default(),
        _ => Effects::with_toast(t!(reader.lang, "press-sent-privately")),
    };
    let referral = ReferralDraft { tickets, step: ReferralStep::Unit { units, page: 0 } };
    effects.send_view(Target::whole_chat(who.private_chat()), referral.step_view(reader), reader.now);
    effects.set_dialogue(who, Dialogue::Refer(referral), reader.now);
    Ok(effects)
}

/// A button of the dialogue. Only its owner's own dialogue is ever looked at, so somebody else's button does nothing.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    callback: Callback,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let who = update.from.who;
    let over = || Ok(Effects::alert(t!(reader.lang, "dialogue-over")));
    let Some(Dialogue::Refer(ReferralDraft { tickets, step })) = bot.active_dialogue(who).await? else {
        return over();
    };
    let next = match (callback, step) {
        (Callback::ReferPage { page }, ReferralStep::Unit { units, .. }) => {
            ReferralStep::Unit { units, page }
        }
        (Callback::ReferUnit { unit }, ReferralStep::Unit { units, .. }) => {
            let Some(unit) = units.into_iter().find(|known| known.id == unit) else { return over() };
            let people = bot
                .require_fetched(
                    update,
                    reader,
                    directory::unit_people(&bot.ctx, &caller.session, unit.id).await,
                )
                .await?;
            if people.is_empty() {
                return Ok(Effects::alert(t!(reader.lang, "refer-nobody", unit = unit.name)));
            }
            let lately = bot
                .ctx
                .store
                .read(move |db| db.recent_choices(who, ChoiceKind::Person, MAX_RECENT_UNITS))
                .await?;
            ReferralStep::People { unit, people: MultiSelect::new(people, &lately) }
        }
        (Callback::ReferPerson { place }, ReferralStep::People { unit, mut people }) => {
            people.toggle_option(place);
            ReferralStep::People { unit, people }
        }
        (Callback::ReferPage { page }, ReferralStep::People { unit, mut people }) => {
            people.show_page(page);
            ReferralStep::People { unit, people }
        }
        (Callback::ReferReason, ReferralStep::People { unit, people }) => {
            // Nobody ticked means all of them: the helpdesk would hide a ticket that is sent to the unit as such.
            let chosen: Vec<_> = people.selected_options().map(|choice| choice.hash.clone()).collect();
            let people = match chosen.is_empty() {
                true => people.people.into_iter().map(|choice| choice.hash).collect(),
                false => chosen,
            };
            ReferralStep::Reason { unit: unit.id, people, message: update.place.message }
        }
        (Callback::ReferSend, ReferralStep::Reason { unit, people, message }) => {
            return Ok(schedule_referral(update, reader, tickets, unit, people, "", message));
        }
        _ => return over(),
    };
    let referral = ReferralDraft { tickets, step: next };
    let mut effects = Effects::default();
    if let Some(message) = update.place.message {
        let view = referral.step_view(reader);
        effects.post_message(update.place.target, OutboxMessage::Edit { message, view }, reader.now);
    }
    effects.set_dialogue(who, Dialogue::Refer(referral), reader.now);
    Ok(effects)
}

/// Text in the middle of the dialogue: the reason, if that is what is asked for.
pub async fn handle_text(
    bot: &Bot,
    update: &IncomingUpdate,
    referral: ReferralDraft,
) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    bot.require_staff(update, &caller)?;
    let text = message_text(update).map(|(text, _)| text.trim()).filter(|text| !text.is_empty());
    Ok(match (referral.step, text) {
        (ReferralStep::Reason { unit, people, message }, Some(reason)) => {
            schedule_referral(update, &caller.reader, referral.tickets, unit, people, reason, message)
        }
        (step, _) => {
            // Where it was, said once more.
            let (reader, referral) = (&caller.reader, ReferralDraft { tickets: referral.tickets, step });
            let mut effects =
                Effects::with_message(update.place.target, referral.step_view(reader), reader.now);
            effects.set_dialogue(update.from.who, Dialogue::Refer(referral), reader.now);
            effects
        }
    })
}

/// Hands the referral over: it is made when nobody has called it off. Each ticket says for itself what became of it, in
/// the message of the dialogue if it is the only one.
fn schedule_referral(
    update: &IncomingUpdate,
    reader: &Reader,
    tickets: Vec<TicketId>,
    unit: UnitId,
    people: Vec<UserHash>,
    reason: &str,
    message: Option<MessageId>,
) -> Effects {
    let (who, now, lang) = (update.from.who, reader.now, reader.lang);
    let (target, reason) = (update.place.target, reason.to_owned());
    let only = tickets.len() == 1;
    let mut effects = Effects::default();
    effects.clear_dialogue(who);
    effects.add_write(move |db| {
        for ticket in tickets {
            let shown = message.filter(|_| only).map(|message| CardRef { chat: target.chat, message });
            let (people, reason) = (people.clone(), reason.clone());
            let stage = JobStage::Waiting;
            let job = ScheduledJob::Refer(Referral { ticket, unit, people, reason, shown, stage });
            let job = db.add_job(who, &job, now + REFERRAL_DELAY)?;
            let cancel =
                Button::with_callback(t!(lang, "button-cancel"), &Callback::CancelJob { job: job.0 });
            let view = MessageView::from_html(t!(lang, "refer-soon", number = ticket_number(ticket)))
                .with_row([cancel]);
            let outbox_message = match shown {
                Some(shown) => OutboxMessage::Edit { message: shown.message, view },
                None => OutboxMessage::send_view(view),
            };
            outbox_message::enqueue(db, target, SendPriority::Answer, &outbox_message, now)?;
        }
        db.record_choice(who, ChoiceKind::Unit, &unit.to_string(), &unit, now)?;
        people.iter().try_for_each(|person| db.record_choice(who, ChoiceKind::Person, &person.0, person, now))
    });
    effects
}
