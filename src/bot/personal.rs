//! What a person sets for themselves: `/settings`, its buttons, and a time zone that is typed.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::commands::remember;
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::{PersonalPage, PersonalPress};
use crate::domain::settings::Personal;
use crate::domain::zones::{self, LIKELY, Meant, Named};
use crate::i18n::Lang;
use crate::render;
use crate::render::html;
use crate::render::personal::Panel;
use crate::render::words::Reader;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::{PersonRow, StoreError};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

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
    let screen = page(&bot, &incoming, PersonalPage::Main).await?;
    Ok(Turn::saying(incoming.place.target, screen, reader.now))
}

/// A page of the settings as they are.
pub async fn page(bot: &Bot, incoming: &Incoming, page: PersonalPage) -> Result<Screen, StoreError> {
    Ok(screen(bot, &person(bot, incoming).await?, page))
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
    let page = change(&mut after.settings, press.clone());
    let mut turn = match press {
        PersonalPress::Lang(lang) => Turn::toast(t!(lang, "language-chosen")),
        _ => Turn::default(),
    };
    // Whoever goes on by buttons is done with typing.
    if bot.dialogue(who).await? == Some(Dialogue::Zone) {
        turn.end(who);
    }
    let screen = screen(bot, &after, page);
    turn.post(incoming.place.target, Parcel::Edit { message, screen }, caller.reader.now);
    if after != before {
        let from = incoming.from.clone();
        turn.write(move |db| {
            remember(db, &from, |settings| {
                change(settings, press);
            })
        });
    }
    Ok(turn)
}

/// The name of a zone was typed.
pub async fn zone_typed(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let reader = bot.reader(incoming).await?;
    let text = words(incoming).map_or("", |(text, _)| text);
    let typed = html::line(text, LONGEST_NAME);
    let (target, who) = (incoming.place.target, incoming.from.who);
    match zones::meant(&typed, &known_zones()) {
        Meant::This(zone) => {
            let mut person = person(bot, incoming).await?;
            person.settings.time_zone = Some(zone.clone());
            let mut turn = Turn::saying(target, screen(bot, &person, PersonalPage::Main), reader.now);
            let from = incoming.from.clone();
            turn.write(move |db| remember(db, &from, |settings| settings.time_zone = Some(zone)));
            turn.end(who);
            Ok(turn)
        }
        Meant::Perhaps(zone) => {
            Ok(again(incoming, &reader, render::personal::perhaps_zone(&typed, &zone, &reader)))
        }
        Meant::Unknown => Ok(again(incoming, &reader, render::personal::unknown_zone(&typed, &reader))),
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
fn change(settings: &mut Personal, press: PersonalPress) -> PersonalPage {
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
    }
}

/// What is stored of whoever is behind an update.
async fn person(bot: &Bot, incoming: &Incoming) -> Result<PersonRow, StoreError> {
    let (who, telegram_lang) = (incoming.from.who, incoming.from.lang);
    let person = bot.desk.store.read(move |db| db.person(who)).await?;
    Ok(person.unwrap_or(PersonRow { telegram: who, telegram_lang, settings: Personal::default() }))
}

fn screen(bot: &Bot, person: &PersonRow, page: PersonalPage) -> Screen {
    let reader = bot.desk.reads(person.telegram, Some(person));
    let panel = Panel { settings: &person.settings, helpdesk: &bot.desk.zone };
    render::personal::panel(&panel, page, &reader)
}
