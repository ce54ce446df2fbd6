//! Who is on duty: `/duty`, and what those who take turns do with its buttons.

use std::sync::Arc;

use jiff::Timestamp;

use super::duty_screen::{
    Duty, KnownDuty, UNDO_TIME, change_rota, duty_of_place, read_duty, require_duty, require_member,
    show_duty, whole_millisecond,
};
use super::effects::Effects;
use super::guards::Caller;
use super::reply::show_screen;
use super::stop::Stop;
use super::subscribe::offered_units;
use super::{Bot, SharedBot, duty_absence, duty_swap, rota_editor};
use crate::callback::{DutyPress, DutyStep};
use crate::domain::duty_rights::DutyCaller;
use crate::domain::person::Role;
use crate::domain::rota::{DutyPlace, Period, Rota, RotaException};
use crate::render::duty;
use crate::render::reader::short_label;
use crate::store::RotaId;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};

/// No keyboard has room for more places.
const MAX_PLACES: usize = 90;

/// `/duty`: of this group; in private, of all places that are the caller's.
pub async fn handle_duty(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    bot.require_staff(&update, &caller)?;
    if update.place.kind != ChatKind::Private {
        return open_place(&bot, &update, &caller, DutyPlace::Group(update.place.target)).await;
    }
    let places = own_places(&bot, &update, &caller).await?;
    match &places[..] {
        [] => Ok(bot.reply_text(&update, t!(caller.reader.lang, "duty-no-place"))),
        [one] => open_place(&bot, &update, &caller, one.place).await,
        _ => {
            let choices: Vec<_> = places
                .iter()
                .map(|found| {
                    let on = found.stored.as_ref().and_then(|stored| {
                        let who = stored.rota.who_is_on(caller.reader.now)?;
                        stored.rota.member(who).map(|member| member.name.as_str())
                    });
                    (found.place, found.title.as_str(), on)
                })
                .collect();
            Ok(show_screen(&update, duty::place_choices(&choices, &caller.reader)))
        }
    }
}

/// The places whose duty the caller may see, those with a rota and their own.
async fn own_places(bot: &Bot, update: &IncomingUpdate, caller: &Caller) -> Result<Vec<Duty>, Stop> {
    let (session, target) = (Arc::clone(&caller.session), update.place.target);
    let units = offered_units(bot, caller, &[]).await?;
    let sessions = bot.ctx.sessions.clone();
    let found = bot.ctx.store.read(move |db| {
        let who = session.telegram;
        let mut places: Vec<_> = units.into_iter().map(|unit| DutyPlace::Unit(unit.id)).collect();
        places.extend(db.subscriptions_of(who)?.into_iter().map(|found| DutyPlace::Group(found.target)));
        places.extend(db.all_rotas()?.into_iter().map(|stored| stored.place));
        places.sort_unstable();
        places.dedup();
        let asks = DutyCaller { who, account: &session.account, target };
        let mut found = Vec::new();
        for place in places {
            found.push(duty_of_place(&sessions, db, place, &asks)?);
        }
        let heads = matches!(session.account.role, Some(Role::HeadOfUnit | Role::HeadChief));
        // What nobody has set up is shown to those who could, and to whoever sees nothing else.
        let any = found.iter().any(|duty| duty.rights.reads && duty.stored.is_some());
        found.retain(|duty| duty.rights.reads && (duty.stored.is_some() || heads || !any));
        found.sort_by_key(|duty| duty.stored.is_none());
        found.truncate(MAX_PLACES);
        Ok(found)
    });
    Ok(found.await?)
}

async fn open_place(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    place: DutyPlace,
) -> Result<Effects, Stop> {
    let found = read_duty(bot, update, caller, place).await?;
    if !found.rights.reads {
        let group = matches!(place, DutyPlace::Group(_)) && found.subscription.is_none();
        let lang = caller.reader.lang;
        let text = if group { t!(lang, "duty-no-group") } else { t!(lang, "duty-not-yours") };
        return Ok(bot.reply_text(update, text));
    }
    match found.known() {
        Ok(known) => show_duty(bot, update, caller, &known, None).await,
        Err(none) => {
            let edits = none.rights.edits && update.place.kind == ChatKind::Private;
            let mut view = duty::no_rota(&none.title, place, edits, &caller.reader);
            if none.rights.edits && !edits {
                view = view.with_row([bot.private_chat_button(caller.reader.lang, "duty")]);
            }
            Ok(show_screen(update, view))
        }
    }
}

/// A button about the duty.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: DutyPress,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    match press {
        DutyPress::Open(place) => open_place(bot, update, caller, place).await,
        DutyPress::SetUp(place) => rota_editor::set_up(bot, update, caller, place).await,
        DutyPress::At { rota, step } => {
            let duty = require_duty(bot, update, caller, RotaId(rota)).await?;
            handle_step(bot, update, caller, duty, step).await
        }
        DutyPress::Calendar | DutyPress::NewCalendar | DutyPress::EndCalendar => {
            super::duty_calendar::handle_press(bot, update, caller, &press).await
        }
    }
}

async fn handle_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    step: DutyStep,
) -> Result<Effects, Stop> {
    match step {
        DutyStep::Show => show_duty(bot, update, caller, &duty, None).await,
        DutyStep::HandOver => hand_over(bot, update, caller, duty).await,
        DutyStep::TakeBack(at) => take_back(bot, update, caller, duty, at).await,
        DutyStep::Absence { of, step } => {
            duty_absence::handle_step(bot, update, caller, duty, (of, step)).await
        }
        DutyStep::AskGiven
        | DutyStep::AskTaken(_)
        | DutyStep::Propose { .. }
        | DutyStep::Accept(_)
        | DutyStep::Decline(_) => duty_swap::handle_step(bot, update, caller, &duty, step).await,
        _ => rota_editor::handle_step(bot, update, caller, duty, step).await,
    }
}

/// The next is on from now on, until the turn ends.
async fn hand_over(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
) -> Result<Effects, Stop> {
    let (lang, now) = (caller.reader.lang, whole_millisecond(caller.reader.now));
    let me = require_member(&duty, caller)?;
    let on = duty.rota.who_is_on(now).and_then(|hash| duty.rota.member(hash));
    if on.is_none_or(|member| member.hash != me) {
        let name = on.map(|member| short_label(&member.name));
        return Ok(Effects::alert(match name {
            Some(name) => t!(lang, "duty-not-on", name = name),
            None => t!(lang, "duty-nobody"),
        }));
    }
    let given = move |rota: &Rota| {
        let turn = rota.turns_from(now).next().filter(|turn| turn.who.as_ref() == Some(&me))?;
        let period = Period { from: now, until: turn.period.until };
        // Whoever would be on if they were away: the next who is there.
        let mut without = rota.clone();
        without.exceptions.push(RotaException::Away { period, who: me.clone() });
        let next = without.who_is_on(now)?.clone();
        let mut changed = rota.clone();
        changed.exceptions.push(RotaException::Cover { period, by: next });
        Some(changed)
    };
    let Some((rota, mut effects)) = change_rota(bot, update, caller, &duty, given) else {
        return Ok(Effects::alert(t!(lang, "duty-no-next")));
    };
    let next = rota.who_is_on(now).and_then(|hash| rota.member(hash));
    let name = next.map(|member| member.name.clone()).unwrap_or_default();
    effects.merge_effects(Effects::with_toast(t!(lang, "duty-handed-over", name = name)));
    effects.merge_effects(show_duty(bot, update, caller, &KnownDuty { rota, ..duty }, Some(now)).await?);
    Ok(effects)
}

/// What was handed over a moment ago was not meant.
async fn take_back(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    at: Timestamp,
) -> Result<Effects, Stop> {
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    let me = require_member(&duty, caller)?;
    let taken_back = move |rota: &Rota| {
        let mut changed = rota.clone();
        changed.exceptions.retain(
            |exception| !matches!(exception, RotaException::Cover { period, .. } if period.from == at),
        );
        // Whose it was, and nobody else's, is taken back.
        let undone = changed.exceptions.len() < rota.exceptions.len() && changed.who_is_on(now) == Some(&me);
        undone.then_some(changed)
    };
    let done = match now.duration_since(at) <= UNDO_TIME {
        true => change_rota(bot, update, caller, &duty, taken_back),
        false => None,
    };
    let (rota, mut effects, text) = match done {
        Some((rota, effects)) => (rota, effects, t!(lang, "duty-taken-back")),
        None => (duty.rota.clone(), Effects::default(), t!(lang, "duty-too-late")),
    };
    effects.merge_effects(Effects::with_toast(text));
    effects.merge_effects(show_duty(bot, update, caller, &KnownDuty { rota, ..duty }, None).await?);
    Ok(effects)
}
