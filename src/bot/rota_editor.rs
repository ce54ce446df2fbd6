//! Editing a rota by buttons: who takes turns, when they hand over, and how the others hear of new tickets.

use super::Bot;
use super::duty_screen::{KnownDuty, change_rota, read_duty, require_duty, show_privately};
use super::effects::Effects;
use super::guards::Caller;
use super::stop::Stop;
use super::subscribe::offered_units;
use crate::cache::directory::unit_people;
use crate::callback::{DutyStep, RotaPage};
use crate::domain::ids::UnitId;
use crate::domain::rota::{
    DutyPlace, HandoverPattern, MAX_MEMBERS, MAX_PATTERN_TURNS, MAX_TURN_DAYS, Rota, RotaMember,
};
use crate::domain::ticket::short_name;
use crate::domain::time_zones::COMMON_ZONES;
use crate::render::rota::{RotaPanel, rota_page};
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// So many units of a group are asked for people, at most.
const MAX_UNITS: usize = 10;

/// A place gets a rota, without people at first.
pub async fn set_up(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    place: DutyPlace,
) -> Result<Effects, Stop> {
    let found = read_duty(bot, update, caller, place).await?;
    if !found.rights.edits {
        return Ok(Effects::alert(t!(caller.reader.lang, "duty-not-editor")));
    }
    let zone = bot.ctx.zone.iana_name().unwrap_or("UTC");
    let fresh = Rota::new(zone, bot.ctx.zone.to_datetime(caller.reader.now).date());
    // Nothing is changed where there is one: pressed twice, it is the same.
    let stored = bot.ctx.store.write(move |db| db.add_rota(place, &fresh)).await?;
    let known = require_duty(bot, update, caller, stored.id).await?;
    show_page(bot, update, caller, &known, (RotaPage::Members, 0)).await
}

/// A step of the editor.
pub async fn handle_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: KnownDuty,
    step: DutyStep,
) -> Result<Effects, Stop> {
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    if !known.rights.edits {
        return Ok(Effects::alert(t!(lang, "duty-not-editor")));
    }
    let page = match &step {
        DutyStep::Edit(page) => return show_page(bot, update, caller, &known, (*page, 0)).await,
        DutyStep::Members(page) => {
            return show_page(bot, update, caller, &known, (RotaPage::Members, *page)).await;
        }
        DutyStep::Member(_) => RotaPage::Members,
        DutyStep::AddDays(_) | DutyStep::ClearDays => RotaPage::Days,
        _ => RotaPage::Main,
    };
    let mut list_page = 0;
    let toggled = match &step {
        DutyStep::Member(key) => {
            let people = candidates(bot, update, caller, &known).await?;
            let place =
                people.iter().position(|person| bot.ctx.store.person_key(&person.hash).as_ref() == Some(key));
            let Some(place) = place else { return Ok(Effects::alert(t!(lang, "press-old"))) };
            list_page = place / crate::render::choices::CHOICES_PER_PAGE;
            Some(people[place].clone())
        }
        _ => None,
    };
    let edit = move |rota: &Rota| {
        let changed = rota.changed_at(now, |rota| apply_step(rota, &step, toggled.clone()));
        (changed != *rota).then_some(changed)
    };
    let Some((rota, mut effects)) = change_rota(bot, update, caller, &known, edit) else {
        return show_page(bot, update, caller, &known, (page, list_page)).await;
    };
    effects.merge_effects(Effects::with_toast(t!(lang, "group-saved")));
    let known = KnownDuty { rota, ..known };
    effects.merge_effects(show_page(bot, update, caller, &known, (page, list_page)).await?);
    Ok(effects)
}

fn apply_step(rota: &mut Rota, step: &DutyStep, toggled: Option<RotaMember>) {
    match step {
        DutyStep::Member(_) => {
            let Some(person) = toggled else { return };
            match rota.members.iter().position(|member| member.hash == person.hash) {
                Some(place) => drop(rota.members.remove(place)),
                None if rota.members.len() < MAX_MEMBERS => rota.members.push(person),
                None => {}
            }
        }
        DutyStep::Daily => rota.pattern = HandoverPattern::Daily,
        DutyStep::Weekly(day) => rota.pattern = HandoverPattern::Weekly(*day),
        DutyStep::AddDays(days) if (1..=MAX_TURN_DAYS).contains(days) => match &mut rota.pattern {
            HandoverPattern::Days(lengths) if lengths.len() < MAX_PATTERN_TURNS => lengths.push(*days),
            HandoverPattern::Days(_) => {}
            HandoverPattern::Daily | HandoverPattern::Weekly(_) => {
                rota.pattern = HandoverPattern::Days(vec![*days]);
            }
        },
        DutyStep::ClearDays => rota.pattern = HandoverPattern::Daily,
        DutyStep::At(minute) => rota.at = *minute,
        DutyStep::Zone(place) => {
            if let Some(zone) = COMMON_ZONES.get(*place) {
                (*zone).clone_into(&mut rota.zone);
            }
        }
        DutyStep::Others(others) => rota.others = *others,
        DutyStep::Use => rota.in_use = true,
        DutyStep::Rest => rota.in_use = false,
        _ => {}
    }
}

/// A page of the editor, for whoever may edit.
pub async fn show_page(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: &KnownDuty,
    (page, list_page): (RotaPage, usize),
) -> Result<Effects, Stop> {
    if !known.rights.edits {
        return Ok(Effects::alert(t!(caller.reader.lang, "duty-not-editor")));
    }
    let people = match page {
        RotaPage::Members => candidates(bot, update, caller, known).await?,
        RotaPage::Away => known.rota.members.clone(),
        _ => Vec::new(),
    };
    let people: Vec<_> = people
        .into_iter()
        .filter_map(|person| bot.ctx.store.person_key(&person.hash).map(|key| (person, key)))
        .collect();
    let panel =
        RotaPanel { id: known.id.0, title: &known.title, rota: &known.rota, people: &people, list_page };
    Ok(show_privately(update, caller, rota_page(&panel, page, &caller.reader)))
}

/// Who can take turns: those who are part of the rota, in their order, and the others of its units.
async fn candidates(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: &KnownDuty,
) -> Result<Vec<RotaMember>, Stop> {
    let units: Vec<UnitId> = match (known.place, &known.subscription) {
        (DutyPlace::Unit(unit), _) => vec![unit],
        (DutyPlace::Group(_), Some(found)) if !found.settings.units.is_empty() => {
            found.settings.units.clone()
        }
        (DutyPlace::Group(_), _) => {
            offered_units(bot, caller, &[]).await?.into_iter().map(|unit| unit.id).collect()
        }
    };
    let mut people = known.rota.members.clone();
    for unit in units.into_iter().take(MAX_UNITS) {
        let found = unit_people(&bot.ctx, &caller.session, unit).await;
        for person in bot.require_fetched(update, &caller.reader, found).await? {
            if people.iter().all(|known| known.hash != person.hash) {
                people.push(RotaMember { name: short_name(&person.name), hash: person.hash });
            }
        }
    }
    Ok(people)
}
