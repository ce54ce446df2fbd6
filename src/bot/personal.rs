//! What a person sets for themselves: `/settings`, its buttons, and a time zone that is typed.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::commands::remember;
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared, subscribe};
use crate::callback::{Mute, PersonalPage, PersonalPress};
use crate::domain::hours::{Days, Hours, next_morning};
use crate::domain::settings::Personal;
use crate::domain::silence;
use crate::domain::zones::{self, LIKELY, Meant, Named};
use crate::i18n::Lang;
use crate::render;
use crate::render::choices::page_with;
use crate::render::html;
use crate::render::personal::Panel;
use crate::render::words::Reader;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::{PersonRow, StoreError};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

/// When the morning begins for those whose work does not, in minutes after midnight.
const MORNING: u16 = 8 * 60;
/// Work that begins later than this does not begin in the morning.
const NOON: u16 = 12 * 60;

/// How much of a name that nobody knows is said back.
const LONGEST_NAME: usize = 40;

/// `/settings`.
pub async fn settings(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    if incoming.place.kind != ChatKind::Private {
        let text = t!(reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.respond(&incoming, text));
    }
    let screen = page(&bot, &incoming, &caller, PersonalPage::Main).await?;
    Ok(Turn::saying(incoming.place.target, screen, reader.now))
}

/// A page of the settings as they are.
pub async fn page(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    page: PersonalPage,
) -> Result<Screen, StoreError> {
    let person = person(bot, incoming).await?;
    screen(bot, caller, &person, page, None).await
}

/// A button of the settings.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    press: PersonalPress,
) -> Result<Turn, StoreError> {
    let who = incoming.from.who;
    // The settings are shown in private alone; elsewhere the button is forged.
    let (Some(message), ChatKind::Private) = (incoming.place.message, incoming.place.kind) else {
        return Ok(Turn::default());
    };
    if press == PersonalPress::TypeZone {
        let screen = render::personal::ask_zone(&caller.reader).row([cancel_button(&caller.reader)]);
        let mut turn = Turn::default();
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, caller.reader.now);
        turn.next(who, Dialogue::Zone, caller.reader.now);
        return Ok(turn);
    }
    let before = person(bot, incoming).await?;
    let mut after = before.clone();
    let moment = Moment { now: caller.reader.now, zone: caller.reader.zone.clone() };
    let page = change(&mut after.settings, press.clone(), &moment);
    let mut turn = match press {
        PersonalPress::Lang(lang) => Turn::toast(t!(lang, "language-chosen")),
        _ => Turn::default(),
    };
    // Whoever goes on by buttons is done with typing.
    if bot.dialogue(who).await? == Some(Dialogue::Zone) {
        turn.end(who);
    }
    let screen = screen(bot, caller, &after, page, Some(&press)).await?;
    turn.post(incoming.place.target, Parcel::Edit { message, screen }, caller.reader.now);
    if after != before {
        turn.absorb(stored(bot, incoming, &after, move |settings| {
            change(settings, press, &moment);
        }));
    }
    Ok(turn)
}

/// Stores a change. What was kept for this person's return comes when they are back by the new settings: now, perhaps.
fn stored(
    bot: &Bot,
    incoming: &Incoming,
    after: &PersonRow,
    change: impl FnOnce(&mut Personal) + Send + 'static,
) -> Turn {
    let reader = bot.desk.reads(after.telegram, Some(after));
    let until = silence::holds_until(&after.settings, reader.now, &reader.zone).unwrap_or(reader.now);
    let (from, chat) = (incoming.from.clone(), after.telegram.chat());
    let mut turn = Turn::default();
    turn.write(move |db| {
        remember(db, &from, change)?;
        db.outbox_keep(chat, until, reader.now)
    });
    turn
}

/// The name of a zone was typed.
pub async fn zone_typed(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    let text = words(incoming).map_or("", |(text, _)| text);
    let typed = html::line(text, LONGEST_NAME);
    let (target, who) = (incoming.place.target, incoming.from.who);
    match zones::meant(&typed, &known_zones()) {
        Meant::This(zone) => {
            let mut person = person(bot, incoming).await?;
            person.settings.time_zone = Some(zone.clone());
            let screen = screen(bot, &caller, &person, PersonalPage::Main, None).await?;
            let mut turn = Turn::saying(target, screen, reader.now);
            turn.absorb(stored(bot, incoming, &person, |settings| settings.time_zone = Some(zone)));
            turn.end(who);
            Ok(turn)
        }
        Meant::Perhaps(zone) => {
            Ok(again(incoming, reader, render::personal::perhaps_zone(&typed, &zone, reader)))
        }
        Meant::Unknown => Ok(again(incoming, reader, render::personal::unknown_zone(&typed, reader))),
    }
}

/// The answer to a name that was not understood; another may follow.
fn again(incoming: &Incoming, reader: &Reader, screen: Screen) -> Turn {
    let mut turn = Turn::saying(incoming.place.target, screen.row([cancel_button(reader)]), reader.now);
    turn.next(incoming.from.who, Dialogue::Zone, reader.now);
    turn
}

/// Whatever a zone is called, likely ones first.
fn known_zones() -> Vec<Named> {
    let cities = LIKELY.iter().flat_map(|zone| Lang::ALL.map(|lang| (*zone, lang)));
    let mut known: Vec<Named> =
        cities.map(|(zone, lang)| (render::personal::city(zone, lang), zone.to_owned())).collect();
    let all: Vec<_> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    known.extend(all.iter().map(|zone| (zone.clone(), zone.clone())));
    known.extend(all.iter().map(|zone| (zones::city(zone), zone.clone())));
    known
}

/// Makes the change that a press asks for; says which page shows it.
fn change(settings: &mut Personal, press: PersonalPress, moment: &Moment) -> PersonalPage {
    match press {
        PersonalPress::Open(page) => page,
        PersonalPress::Lang(lang) => {
            settings.lang = Some(lang.code().to_owned());
            PersonalPage::Main
        }
        PersonalPress::Zone(zone) => {
            // Anybody can forge the name of a zone that does not exist.
            if zone.as_deref().is_none_or(|zone| TimeZone::get(zone).is_ok()) {
                settings.time_zone = zone;
            }
            PersonalPage::Main
        }
        PersonalPress::TypeZone => PersonalPage::Zone,
        PersonalPress::Hours(span) => {
            let days = settings.hours.map_or(Days::WORKING, |hours| hours.days);
            settings.hours = span.map(|span| Hours { days, span });
            PersonalPage::Hours
        }
        PersonalPress::Day(day) => {
            settings.hours = settings.hours.map(|hours| Hours { days: hours.days.toggled(day), ..hours });
            PersonalPage::Hours
        }
        PersonalPress::Outside(outside) => {
            settings.outside = outside;
            PersonalPage::Hours
        }
        PersonalPress::Mute(mute) => {
            settings.mute = moment.end_of(mute, settings.hours);
            PersonalPage::Mute
        }
        PersonalPress::Units(_) => PersonalPage::Mute,
        PersonalPress::Unit(unit) => {
            match settings.muted_units.iter().position(|muted| *muted == unit) {
                Some(place) => drop(settings.muted_units.remove(place)),
                None => settings.muted_units.push(unit),
            }
            PersonalPage::Mute
        }
        PersonalPress::Floor(floor) => {
            settings.floor = floor;
            PersonalPage::Main
        }
        PersonalPress::Kind(kind) => {
            settings.hushed = std::mem::take(&mut settings.hushed).toggled(kind);
            PersonalPage::Kinds
        }
        PersonalPress::Urgent(urgent) => {
            settings.urgent = urgent;
            PersonalPage::Kinds
        }
        PersonalPress::Digest(digest) => {
            settings.digest = Some(digest);
            PersonalPage::Main
        }
    }
}

/// When a press was made, on the clocks of whoever made it.
struct Moment {
    now: Timestamp,
    zone: TimeZone,
}

impl Moment {
    fn end_of(&self, mute: Mute, hours: Option<Hours>) -> Option<Timestamp> {
        match mute {
            Mute::Off => None,
            Mute::Hour => Some(self.now + SignedDuration::from_hours(1)),
            Mute::Morning => {
                let starts = hours.map(|hours| hours.span.from).filter(|from| *from < NOON);
                next_morning(self.now, &self.zone, starts.unwrap_or(MORNING))
            }
        }
    }
}

/// What is stored of whoever is behind an update.
async fn person(bot: &Bot, incoming: &Incoming) -> Result<PersonRow, StoreError> {
    let (who, telegram_lang) = (incoming.from.who, incoming.from.lang);
    let person = bot.desk.store.read(move |db| db.person(who)).await?;
    Ok(person.unwrap_or(PersonRow { telegram: who, telegram_lang, settings: Personal::default() }))
}

async fn screen(
    bot: &Bot,
    caller: &Caller,
    person: &PersonRow,
    page: PersonalPage,
    press: Option<&PersonalPress>,
) -> Result<Screen, StoreError> {
    let reader = bot.desk.reads(person.telegram, Some(person));
    let units = match page {
        PersonalPage::Main | PersonalPage::Mute => {
            subscribe::offered(bot, caller, &person.settings.muted_units).await?
        }
        _ => Vec::new(),
    };
    let units_page = match press {
        Some(PersonalPress::Units(page)) => *page,
        Some(PersonalPress::Unit(pressed)) => page_with(&units, |unit| unit.id == *pressed),
        _ => 0,
    };
    let panel = Panel { settings: &person.settings, helpdesk: &bot.desk.zone, units: &units, units_page };
    Ok(render::personal::panel(&panel, page, &reader))
}
