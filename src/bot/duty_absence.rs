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
use crate::callback::{AbsenceStep, AwaySpan, PersonKey, RotaPage};
use crate::context::readers::reader_for;
use crate::domain::hours::time_of_day;
use crate::domain::ids::{Target, UserHash};
use crate::domain::rota::{Period, Rota};
use crate::notify::answers;
use crate::render::duty;
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// A step of an absence: of the member whom whoever edits the rota names, or the caller's own.
pub async fn handle_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    duty: KnownDuty,
    (of, step): (Option<PersonKey>, AbsenceStep),
) -> Result<Effects, Stop> {
    let who = match &of {
        Some(key) => require_named(bot, caller, &duty, key)?,
        None => require_member(&duty, caller)?,
    };
    let span = match step {
        AbsenceStep::Ask => {
            let view = duty::away_choices(duty.id.0, (&duty.title, &duty.rota), &who, of, &caller.reader);
            return Ok(show_privately(update, caller, view));
        }
        AbsenceStep::Away(span) => Some(span),
        AbsenceStep::Back => None,
    };
    let now = whole_millisecond(caller.reader.now);
    let absent = who.clone();
    let change = move |rota: &Rota| {
        let away = match span {
            Some(span) => Some(Period { from: now, until: away_until(rota, span, now)? }),
            None => None,
        };
        Some(rota.with_absence(&absent, away)).filter(|changed| changed != rota)
    };
    let mut effects = Effects::default();
    let mut duty = duty;
    if let Some((rota, changed)) = change_rota(bot, update, caller, &duty, change) {
        effects = changed;
        effects.merge_effects(Effects::with_toast(t!(caller.reader.lang, "group-saved")));
        duty.rota = rota;
        if of.is_some() {
            tell_member(&mut effects, caller, &duty, who);
        }
    }
    effects.merge_effects(match of {
        Some(_) => show_page(bot, update, caller, &duty, (RotaPage::Away, 0)).await?,
        None => show_duty(bot, update, caller, &duty, None).await?,
    });
    Ok(effects)
}

/// The member behind a button of the editor, for whoever may edit.
fn require_named(bot: &Bot, caller: &Caller, duty: &KnownDuty, key: &PersonKey) -> Result<UserHash, Stop> {
    let lang = caller.reader.lang;
    if !duty.rights.edits {
        return Err(Effects::alert(t!(lang, "duty-not-editor")).into());
    }
    let mut members = duty.rota.members.iter();
    let found = members.find(|member| bot.ctx.store.person_key(&member.hash).as_ref() == Some(key));
    found.map(|member| member.hash.clone()).ok_or_else(|| Effects::alert(t!(lang, "press-old")).into())
}

/// Tells a member of the rota what somebody else has noted of them.
fn tell_member(effects: &mut Effects, caller: &Caller, duty: &KnownDuty, who: UserHash) {
    let until = duty.rota.away_until(&who, caller.reader.now);
    let (place, by) = (duty.title.clone(), caller.session.account.display_name().to_owned());
    let (id, author) = (duty.id.0, caller.session.telegram);
    effects.add_write(move |tx| {
        let told = tx.ctx.sessions.sessions_of_account(&who);
        for session in told.iter().filter(|session| session.telegram != author) {
            let reader = reader_for(tx, session.telegram)?;
            let view = duty::absence_told(id, &place, &by, until, &reader);
            answers::warn(tx.db, Target::whole_chat(session.telegram.private_chat()), view, tx.now)?;
        }
        Ok(())
    });
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
