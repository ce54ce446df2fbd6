//! Passing tickets on: a colleague who got tickets lately, or a unit and one, several or all of its people. A reason may be
//! written first, and is asked for where there are several. Then come a few seconds in which it can be called off: the helpdesk
//! has no way back.

use super::Bot;
use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::message_text::message_text;
use super::multi_select::MultiSelect;
use super::questions::{Asked, PressedQuestion, QuestionPlace};
use super::referral_draft::{Colleague, Receivers, ReferralDraft, ReferralStep};
use super::reply::answer_privately;
use super::stop::Stop;
use super::ticket_access::require_ticket;
use crate::cache::directory;
use crate::cache::fetch_error::FetchError;
use crate::callback::{Callback, ReferPress};
use crate::domain::action::UNDO_WINDOW;
use crate::domain::ids::{CardRef, TicketId, UnitId};
use crate::domain::person::Unit;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions;
use crate::render::reader::{Reader, ticket_number};
use crate::store::{ChoiceKind, Db, JobStage, QuestionEnd, Referral, ScheduledJob, StoreError};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::{Button, MessageView, SendPriority};

/// How many of those chosen lately stand first.
const MAX_RECENT_UNITS: i64 = 5;
const MAX_RECENT_COLLEAGUES: i64 = 4;

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
    bot.require_staff(update, caller)?;
    // Choosing takes several steps; in a group everybody would have to watch them.
    let mut effects = answer_privately(update, caller.reader.lang);
    let step = unit_step(bot, update, caller).await?;
    let referral = ReferralDraft { tickets, reason: None, step };
    effects.merge_effects(show(update, &caller.reader, referral, QuestionPlace::Anew));
    Ok(effects)
}

/// The first question: a colleague or a unit, those chosen lately first.
async fn unit_step(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<ReferralStep, Stop> {
    let units = directory::list_units(&bot.ctx, &caller.session).await;
    let mut units = bot.require_fetched(update, &caller.reader, units).await?;
    let who = update.from.who;
    let lately: Vec<UnitId> =
        bot.ctx.store.read(move |db| db.recent_choices(who, ChoiceKind::Unit, MAX_RECENT_UNITS)).await?;
    units.sort_by_key(|unit| lately.iter().position(|id| *id == unit.id).unwrap_or(usize::MAX));
    Ok(ReferralStep::Unit { colleagues: recent_colleagues(bot, caller).await?, units, page: 0 })
}

/// The second one: who of a unit.
async fn people_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    unit: Unit,
) -> Result<ReferralStep, Stop> {
    let (reader, who) = (&caller.reader, update.from.who);
    let people = directory::unit_people(&bot.ctx, &caller.session, unit.id).await;
    let people = bot.require_fetched(update, reader, people).await?;
    if people.is_empty() {
        return Err(Effects::alert(t!(reader.lang, "refer-nobody", unit = unit.name)).into());
    }
    let lately = move |db: &mut Db<'_>| db.recent_choices(who, ChoiceKind::Person, MAX_RECENT_UNITS);
    let people = MultiSelect::new(people, &bot.ctx.store.read(lately).await?);
    Ok(ReferralStep::People { unit, people, is_several: false })
}

/// Those who got tickets lately, and still can. Of whom that can't be learnt now, they are found by their unit.
async fn recent_colleagues(bot: &Bot, caller: &Caller) -> Result<Vec<Colleague>, StoreError> {
    let who = caller.session.telegram;
    let lately = move |db: &mut Db<'_>| {
        db.recent_choices::<Colleague>(who, ChoiceKind::Colleague, MAX_RECENT_COLLEAGUES)
    };
    let mut still = Vec::new();
    for colleague in bot.ctx.store.read(lately).await? {
        match directory::unit_people(&bot.ctx, &caller.session, colleague.unit.id).await {
            Ok(people) if people.iter().any(|person| person.hash == colleague.hash) => still.push(colleague),
            Ok(_) | Err(FetchError::Helpdesk(_)) => {}
            Err(FetchError::Store(error)) => return Err(error),
        }
    }
    Ok(still)
}

/// A button of the dialogue. Only its owner's own dialogue is ever looked at, so somebody else's button does nothing.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    at: PressedQuestion,
    referral: ReferralDraft,
    press: ReferPress,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let over = || Ok(Effects::alert(t!(reader.lang, "dialogue-over")));
    let ReferralDraft { tickets, reason, step } = referral;
    let send = |tickets, receivers, reason: Option<String>| {
        if let Some(at) = update.message_ref() {
            bot.double_taps.note_ending(update.from.who, at, reader.now);
        }
        Ok(schedule_referral(update, reader, tickets, receivers, reason.unwrap_or_default()))
    };
    let (next, place) = match (press, step) {
        (ReferPress::Page { page }, ReferralStep::Unit { colleagues, units, .. }) => {
            (ReferralStep::Unit { colleagues, units, page }, at.again())
        }
        (ReferPress::Colleague { place }, ReferralStep::Unit { mut colleagues, .. }) => {
            if place >= colleagues.len() {
                return over();
            }
            return send(tickets, colleagues.swap_remove(place).into(), reason);
        }
        (ReferPress::Unit { unit }, ReferralStep::Unit { units, .. }) => {
            let Some(unit) = units.into_iter().find(|known| known.id == unit) else { return over() };
            (people_step(bot, update, caller, unit).await?, at.next())
        }
        (ReferPress::Person { place }, ReferralStep::People { unit, mut people, is_several: false }) => {
            if place >= people.people.len() {
                return over();
            }
            let people = vec![people.people.swap_remove(place)];
            return send(tickets, Receivers { unit, people, is_whole_unit: false }, reason);
        }
        (ReferPress::Several, ReferralStep::People { unit, people, is_several: false }) => {
            (ReferralStep::People { unit, people, is_several: true }, at.next())
        }
        (ReferPress::Person { place }, ReferralStep::People { unit, mut people, is_several: true }) => {
            people.toggle_option(place);
            (ReferralStep::People { unit, people, is_several: true }, at.again())
        }
        (ReferPress::Page { page }, ReferralStep::People { unit, mut people, is_several }) => {
            people.show_page(page);
            (ReferralStep::People { unit, people, is_several }, at.again())
        }
        (ReferPress::Reason, ReferralStep::People { unit, people, .. }) => {
            // Nobody ticked means all of them: the helpdesk would hide a ticket that is sent to the unit as such.
            let chosen: Vec<_> = people.selected_options().cloned().collect();
            let is_whole_unit = chosen.is_empty();
            let people = if is_whole_unit { people.people } else { chosen };
            let receivers = Receivers { unit, people, is_whole_unit };
            if reason.is_some() {
                return send(tickets, receivers, reason);
            }
            (ReferralStep::Reason(receivers), at.next())
        }
        (ReferPress::Back, ReferralStep::People { .. }) => (unit_step(bot, update, caller).await?, at.next()),
        (ReferPress::Back, ReferralStep::Reason(receivers)) => {
            (people_step(bot, update, caller, receivers.unit).await?, at.next())
        }
        (ReferPress::Send, ReferralStep::Reason(receivers)) => return send(tickets, receivers, reason),
        _ => return over(),
    };
    Ok(show(update, reader, ReferralDraft { tickets, reason, step: next }, place))
}

/// Shows the question at hand.
fn show(update: &IncomingUpdate, reader: &Reader, referral: ReferralDraft, place: QuestionPlace) -> Effects {
    let mut effects = Effects::default();
    let dialogue = Dialogue::Refer(referral.clone());
    effects.ask(&Asked::by(update, reader), dialogue, place, |question| referral.step_view(question, reader));
    effects
}

/// Text in the middle of the dialogue: the reason.
pub async fn handle_text(
    bot: &Bot,
    update: &IncomingUpdate,
    referral: ReferralDraft,
) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    bot.require_staff(update, &caller)?;
    let text = message_text(update).map(|(text, _)| text.trim()).filter(|text| !text.is_empty());
    let ReferralDraft { tickets, reason, step } = referral;
    let reason = text.map(str::to_owned).or(reason);
    Ok(match (step, reason) {
        (ReferralStep::Reason(receivers), Some(reason)) => {
            schedule_referral(update, &caller.reader, tickets, receivers, reason)
        }
        (step, reason) => {
            let referral = ReferralDraft { tickets, reason, step };
            show(update, &caller.reader, referral, QuestionPlace::Below)
        }
    })
}

/// Hands the referral over: it is made when nobody has called it off. Each ticket says for itself what became of it, in
/// the message of the dialogue if it is the only one.
fn schedule_referral(
    update: &IncomingUpdate,
    reader: &Reader,
    tickets: Vec<TicketId>,
    receivers: Receivers,
    reason: String,
) -> Effects {
    let (who, lang, target) = (update.from.who, reader.lang, update.place.target);
    let only = tickets.len() == 1;
    let soon = move |ticket, names: &str| {
        t!(lang, "refer-soon", number = ticket_number(ticket), people = names.to_owned())
    };
    let chosen = t!(
        lang,
        "refer-chosen",
        number = t!(lang, "refer-several", count = tickets.len()),
        people = receivers.names()
    );
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        let asked = tx.db.open_questions(who)?.pop().and_then(|question| question.message);
        let shown = asked.filter(|_| only).map(|message| CardRef { chat: target.chat, message });
        let end = match (shown, only) {
            (Some(_), _) => QuestionEnd::Shown,
            (None, true) => QuestionEnd::Delete,
            (None, false) => QuestionEnd::Edit(MessageView::from_html(chosen)),
        };
        questions::close_questions(tx.db, who, Some(&end), SendPriority::Answer, tx.now)?;
        tx.db.drop_dialogue(who, who.private_chat())?;
        let people: Vec<_> = receivers.people.iter().map(|person| person.hash.clone()).collect();
        for ticket in tickets {
            let referral = Referral {
                ticket,
                unit: receivers.unit.id,
                people: people.clone(),
                reason: reason.clone(),
                shown,
                stage: JobStage::Waiting,
            };
            let job = tx.db.add_job(who, &ScheduledJob::Refer(referral), tx.now + UNDO_WINDOW)?;
            let cancel =
                Button::with_callback(t!(lang, "button-cancel"), &Callback::CancelJob { job: job.0 });
            let view = MessageView::from_html(soon(ticket, &receivers.names())).with_row([cancel]);
            let outbox_message = match shown {
                Some(shown) => OutboxMessage::Edit { message: shown.message, view },
                None => OutboxMessage::send_view(view),
            };
            outbox_message::enqueue(tx.db, target, SendPriority::Answer, &outbox_message, tx.now)?;
        }
        let unit = receivers.unit.id;
        tx.db.record_choice(who, ChoiceKind::Unit, &unit.to_string(), &unit, tx.now)?;
        for colleague in receivers.colleagues() {
            tx.db.record_choice(who, ChoiceKind::Colleague, &colleague.hash.0, &colleague, tx.now)?;
        }
        people
            .iter()
            .try_for_each(|person| tx.db.record_choice(who, ChoiceKind::Person, &person.0, person, tx.now))
    });
    effects
}
