//! Who of a rota is away: each member says so of themselves, and whoever edits the rota of all, for those who can't.

use jiff::{Timestamp, ToSpan};

use super::Bot;
use super::duty_screen::{
    KnownDuty, change_rota, require_member, show_duty, show_privately, whole_millisecond,
};
use super::effects::Effects;
use super::guards::Caller;
use super::rota_editor::show_page;
use super::stop::Stop;
use crate::callback::{AwaySpan, DutyStep, PersonKey, RotaPage};
use crate::context::readers::reader_for;
use crate::domain::hours::time_of_day;
use crate::domain::ids::{Target, UserHash};
use crate::domain::rota::{Period, Rota};
use crate::notify::answers;
use crate::render::duty;
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// A step of somebody's absence.
pub async fn handle_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    step: DutyStep,
) -> Result<Effects, Stop> {
    match step {
        DutyStep::AskAway => {
            require_member(&duty, caller)?;
            let view = duty::away_choices(duty.id.0, &duty.title, &caller.reader);
            Ok(show_privately(update, caller, view))
        }
        DutyStep::Away(span) => change_own(bot, update, caller, duty, Some(span)).await,
        DutyStep::AskAwayOf(key) => {
            let who = require_member_of(bot, caller, &duty, &key)?;
            let view = duty::away_choices_of(duty.id.0, &duty.rota, &who, &key, &caller.reader);
            Ok(show_privately(update, caller, view))
        }
        DutyStep::AwayOf(key, span) => change_for(bot, update, caller, duty, &key, Some(span)).await,
        DutyStep::BackOf(key) => change_for(bot, update, caller, duty, &key, None).await,
        _ => change_own(bot, update, caller, duty, None).await,
    }
}

/// The member behind a button of the editor.
fn require_member_of(
    bot: &Bot,
    caller: &Caller,
    duty: &KnownDuty,
    key: &PersonKey,
) -> Result<UserHash, Stop> {
    let lang = caller.reader.lang;
    if !duty.rights.edits {
        return Err(Effects::alert(t!(lang, "duty-not-editor")).into());
    }
    let mut members = duty.rota.members.iter();
    let found = members.find(|member| bot.ctx.store.person_key(&member.hash).as_ref() == Some(key));
    found.map(|member| member.hash.clone()).ok_or_else(|| Effects::alert(t!(lang, "press-old")).into())
}

/// The caller is away for so long, or back.
async fn change_own(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    span: Option<AwaySpan>,
) -> Result<Effects, Stop> {
    let me = require_member(&duty, caller)?;
    let Some((rota, mut effects)) = change_absence(bot, update, caller, &duty, me, span) else {
        return show_duty(bot, update, caller, &duty, None).await;
    };
    effects.merge_effects(show_duty(bot, update, caller, &KnownDuty { rota, ..duty }, None).await?);
    Ok(effects)
}

/// A member is away for so long, or back, as whoever edits the rota says; they are told.
async fn change_for(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    key: &PersonKey,
    span: Option<AwaySpan>,
) -> Result<Effects, Stop> {
    let who = require_member_of(bot, caller, &duty, key)?;
    let page = (RotaPage::Away, 0);
    let changed = change_absence(bot, update, caller, &duty, who.clone(), span);
    let Some((rota, mut effects)) = changed else {
        return show_page(bot, update, caller, &duty, page).await;
    };
    let until = rota.away_until(&who, caller.reader.now);
    let (place, by) = (duty.title.clone(), caller.session.account.display_name().to_owned());
    let author = caller.session.telegram;
    effects.add_write(move |tx| {
        for session in tx.ctx.sessions.sessions_of_account(&who) {
            if session.telegram == author {
                continue;
            }
            let reader = reader_for(tx, session.telegram)?;
            let view = duty::absence_told(&by, &place, until, &reader);
            answers::warn(tx.db, Target::whole_chat(session.telegram.private_chat()), view, tx.now)?;
        }
        Ok(())
    });
    let duty = KnownDuty { rota, ..duty };
    effects.merge_effects(show_page(bot, update, caller, &duty, page).await?);
    Ok(effects)
}

/// Writes an absence into the rota; `None` where nothing changes by it.
fn change_absence(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: &KnownDuty,
    who: UserHash,
    span: Option<AwaySpan>,
) -> Option<(Rota, Effects)> {
    let now = whole_millisecond(caller.reader.now);
    let change = move |rota: &Rota| {
        let away = match span {
            Some(span) => Some(Period { from: now, until: away_until(rota, span, now)? }),
            None => None,
        };
        Some(rota.with_absence(&who, away)).filter(|changed| changed != rota)
    };
    let (rota, mut effects) = change_rota(bot, update, caller, duty, change)?;
    effects.merge_effects(Effects::with_toast(t!(caller.reader.lang, "group-saved")));
    Some((rota, effects))
}

/// When somebody is back who goes now for so long: at the time of a handover.
fn away_until(rota: &Rota, span: AwaySpan, now: Timestamp) -> Option<Timestamp> {
    let zone = rota.zone();
    let today = zone.to_datetime(now).date();
    let weekday = i64::from(today.weekday().to_monday_zero_offset());
    let days = match span {
        AwaySpan::Tomorrow => 1,
        AwaySpan::Monday => 7 - weekday,
        AwaySpan::Week => 7,
        AwaySpan::TwoWeeks => 14,
    };
    let day = today.checked_add(days.days()).ok()?;
    zone.to_ambiguous_timestamp(day.to_datetime(time_of_day(rota.at))).compatible().ok()
}
