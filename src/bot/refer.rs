//! Passing tickets on: the unit, then one or several of its people or all of them, then a reason that may be left out,
//! then a few seconds in which it can be called off: the helpdesk has no way back.

use jiff::SignedDuration;

use super::Bot;
use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::message_text::message_text;
use super::multi_select::MultiSelect;
use super::questions::{Asked, PressedQuestion, QuestionPlace};
use super::referral_draft::{ReferralDraft, ReferralStep};
use super::stop::Stop;
use super::ticket_access::require_ticket;
use crate::cache::directory;
use crate::callback::{Callback, ReferPress};
use crate::domain::ids::{CardRef, TicketId, UnitId, UserHash};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions;
use crate::render::reader::{Reader, ticket_number};
use crate::store::{ChoiceKind, JobStage, QuestionEnd, Referral, ScheduledJob};
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
    effects.merge_effects(show(update, reader, referral, QuestionPlace::Anew));
    Ok(effects)
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
    let who = update.from.who;
    let over = || Ok(Effects::alert(t!(reader.lang, "dialogue-over")));
    let ReferralDraft { tickets, step } = referral;
    let (next, place) = match (press, step) {
        (ReferPress::Page { page }, ReferralStep::Unit { units, .. }) => {
            (ReferralStep::Unit { units, page }, at.again())
        }
        (ReferPress::Unit { unit }, ReferralStep::Unit { units, .. }) => {
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
            (ReferralStep::People { unit, people: MultiSelect::new(people, &lately) }, at.next())
        }
        (ReferPress::Person { place }, ReferralStep::People { unit, mut people }) => {
            people.toggle_option(place);
            (ReferralStep::People { unit, people }, at.again())
        }
        (ReferPress::Page { page }, ReferralStep::People { unit, mut people }) => {
            people.show_page(page);
            (ReferralStep::People { unit, people }, at.again())
        }
        (ReferPress::Reason, ReferralStep::People { unit, people }) => {
            // Nobody ticked means all of them: the helpdesk would hide a ticket that is sent to the unit as such.
            let chosen: Vec<_> = people.selected_options().map(|choice| choice.hash.clone()).collect();
            let people = match chosen.is_empty() {
                true => people.people.into_iter().map(|choice| choice.hash).collect(),
                false => chosen,
            };
            (ReferralStep::Reason { unit: unit.id, people }, at.next())
        }
        (ReferPress::Send, ReferralStep::Reason { unit, people }) => {
            return Ok(schedule_referral(update, reader, tickets, (unit, people), ""));
        }
        _ => return over(),
    };
    let referral = ReferralDraft { tickets, step: next };
    Ok(show(update, reader, referral, place))
}

/// Shows the question at hand.
fn show(update: &IncomingUpdate, reader: &Reader, referral: ReferralDraft, place: QuestionPlace) -> Effects {
    let mut effects = Effects::default();
    let dialogue = Dialogue::Refer(referral.clone());
    effects.ask(&Asked::by(update, reader), dialogue, place, |question| referral.step_view(question, reader));
    effects
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
        (ReferralStep::Reason { unit, people }, Some(reason)) => {
            schedule_referral(update, &caller.reader, referral.tickets, (unit, people), reason)
        }
        // Where it was, said once more.
        (step, _) => {
            let referral = ReferralDraft { tickets: referral.tickets, step };
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
    (unit, people): (UnitId, Vec<UserHash>),
    reason: &str,
) -> Effects {
    let (who, now, lang) = (update.from.who, reader.now, reader.lang);
    let (target, reason) = (update.place.target, reason.to_owned());
    let only = tickets.len() == 1;
    let mut effects = Effects::default();
    effects.add_write(move |db| {
        let asked = db.open_questions(who)?.pop().and_then(|question| question.message);
        let shown = asked.filter(|_| only).map(|message| CardRef { chat: target.chat, message });
        let end = match shown {
            Some(_) => QuestionEnd::Shown,
            None => QuestionEnd::Delete,
        };
        questions::close_questions(db, who, Some(&end), SendPriority::Answer, now)?;
        db.drop_dialogue(who, who.private_chat())?;
        for ticket in tickets {
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
