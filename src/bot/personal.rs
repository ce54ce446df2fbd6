//! What a person sets for themselves: `/settings`, its buttons, and a time zone that is typed.

use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::languages::remember_language;
use super::message_text::message_text;
use super::questions::{Asked, QuestionPlace};
use super::stop::Stop;
use super::{Bot, SharedBot, subscribe};
use crate::callback::{Mute, PersonalPage, PersonalPress};
use crate::context::readers::reader_from;
use crate::domain::delivery_mode;
use crate::domain::hours::{DEFAULT_MORNING, Days, Hours, next_morning};
use crate::domain::ids::QuestionId;
use crate::domain::settings::PersonalSettings;
use crate::domain::time_zones::{self, ZoneGuess, ZoneName};
use crate::i18n::cities;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::choices::page_with;
use crate::render::html;
use crate::render::personal::PersonalPanel;
use crate::render::reader::Reader;
use crate::store::{PersonRow, QuestionEnd, StoreError};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// Work that begins later than this does not begin in the morning.
const LATEST_MORNING: u16 = 12 * 60;

/// How much of a name that nobody knows is said back.
const MAX_ZONE_LENGTH: usize = 40;

/// `/settings`.
pub async fn handle_settings(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let reader = &caller.reader;
    bot.require_private(&update, reader.lang)?;
    let view = show_page(&bot, &update, &caller, PersonalPage::Main).await?;
    Ok(Effects::with_message(update.place.target, view))
}

/// A page of the settings as they are.
pub async fn show_page(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    page: PersonalPage,
) -> Result<MessageView, StoreError> {
    let person = load_person(bot, update).await?;
    settings_view(bot, caller, &person, page, None).await
}

/// A button of the settings.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: PersonalPress,
) -> Result<Effects, Stop> {
    change_settings(bot, update, caller, press, None).await
}

/// The zone that may be meant by what was typed is the right one.
pub async fn zone_confirmed(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    zone: String,
) -> Result<Effects, Stop> {
    let press = PersonalPress::Zone(Some(zone));
    change_settings(bot, update, caller, press, Some(QuestionEnd::Shown)).await
}

/// Makes the change that a press asks for. What was to be typed becomes this, if it was waited for.
async fn change_settings(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: PersonalPress,
    end: Option<QuestionEnd>,
) -> Result<Effects, Stop> {
    let who = update.from.who;
    // The settings are shown in private alone; elsewhere the button is forged.
    let (Some(message), ChatKind::Private) = (update.place.message, update.place.kind) else {
        return Ok(Effects::default());
    };
    if press == PersonalPress::TypeZone {
        let mut effects = Effects::default();
        let asked = Asked::by(update, &caller.reader);
        effects.ask(&asked, Dialogue::Zone, QuestionPlace::Pressed(message), |_| {
            render::personal::ask_zone(&caller.reader)
        });
        return Ok(effects);
    }
    let before = load_person(bot, update).await?;
    // A button of before, or a forged one. Each muted unit is asked for to be shown: only one's own can become one.
    let press = match press {
        PersonalPress::Unit(unit)
            if !before.settings.muted_units.contains(&unit) && !caller.session.account.covers_unit(unit) =>
        {
            PersonalPress::Open(PersonalPage::Mute)
        }
        press => press,
    };
    let mut after = before.clone();
    let moment = LocalTime { now: caller.reader.now, zone: caller.reader.zone.clone() };
    let page = apply_press(&mut after.settings, press.clone(), &moment);
    let mut effects = match press {
        PersonalPress::Lang(lang) => Effects::with_toast(t!(lang, "language-chosen")),
        _ => Effects::default(),
    };
    // Whoever goes on by buttons is done with typing.
    if bot.active_dialogue(who).await? == Some(Dialogue::Zone) {
        match end {
            Some(end) => effects.complete_dialogue(who, end),
            None => effects.clear_dialogue(who),
        }
    }
    let view = settings_view(bot, caller, &after, page, Some(&press)).await?;
    effects.post_message(update.place.target, OutboxMessage::Edit { message, view });
    if after != before {
        effects.merge_effects(store_settings(bot, update, &after, move |settings| {
            apply_press(settings, press, &moment);
        }));
    }
    Ok(effects)
}

/// Stores a change. What was kept for this person's return comes when they are back by the new settings: now, perhaps.
fn store_settings(
    bot: &Bot,
    update: &IncomingUpdate,
    after: &PersonRow,
    change: impl FnOnce(&mut PersonalSettings) + Send + 'static,
) -> Effects {
    let reader = reader_from(&bot.ctx, after.telegram, Some(after));
    let until = delivery_mode::holds_until(&after.settings, reader.now, &reader.zone).unwrap_or(reader.now);
    let (from, chat) = (update.from.clone(), after.telegram.private_chat());
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        remember_language(tx.db, &from, change)?;
        tx.db.hold_outbox(chat, until, tx.now)
    });
    effects
}

/// The name of a zone was typed.
pub async fn handle_zone(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    let reader = &caller.reader;
    let text = message_text(update).map_or("", |(text, _)| text);
    let typed = html::one_line(text, MAX_ZONE_LENGTH);
    let (target, who) = (update.place.target, update.from.who);
    match time_zones::guess_zone(&typed, &list_zones()) {
        ZoneGuess::This(zone) => {
            let mut person = load_person(bot, update).await?;
            person.settings.time_zone = Some(zone.clone());
            let view = settings_view(bot, &caller, &person, PersonalPage::Main, None).await?;
            let mut effects = Effects::with_message(target, view);
            effects.merge_effects(store_settings(bot, update, &person, |settings| {
                settings.time_zone = Some(zone);
            }));
            effects.complete_dialogue(who, QuestionEnd::Delete);
            Ok(effects)
        }
        ZoneGuess::Perhaps(zone) => Ok(ask_zone_again(update, reader, |question| {
            render::personal::confirm_zone(&typed, &zone, question, reader)
        })),
        ZoneGuess::Unknown => {
            Ok(ask_zone_again(update, reader, |_| render::personal::unknown_zone(&typed, reader)))
        }
    }
}

/// The answer to a name that was not understood; another may follow.
fn ask_zone_again(
    update: &IncomingUpdate,
    reader: &Reader,
    draw: impl FnOnce(QuestionId) -> MessageView,
) -> Effects {
    let mut effects = Effects::default();
    effects.ask(&Asked::by(update, reader), Dialogue::Zone, QuestionPlace::Below, draw);
    effects
}

/// Whatever a zone is called, likely ones first.
fn list_zones() -> Vec<ZoneName> {
    let mut known: Vec<ZoneName> =
        cities::named_cities().map(|(zone, _, city)| (city.to_owned(), zone.to_owned())).collect();
    let all: Vec<_> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
    known.extend(all.iter().map(|zone| (zone.clone(), zone.clone())));
    known.extend(all.iter().map(|zone| (time_zones::city_of(zone), zone.clone())));
    known
}

/// Makes the change that a press asks for; says which page shows it.
fn apply_press(settings: &mut PersonalSettings, press: PersonalPress, moment: &LocalTime) -> PersonalPage {
    match press {
        PersonalPress::Open(page) => page,
        PersonalPress::Lang(lang) => {
            settings.lang = Some(lang.iso_code().to_owned());
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
            settings.hours = settings.hours.map(|hours| Hours { days: hours.days.toggle_day(day), ..hours });
            PersonalPage::Hours
        }
        PersonalPress::Outside(outside) => {
            settings.outside = outside;
            PersonalPage::Hours
        }
        PersonalPress::Mute(mute) => {
            settings.mute = moment.mute_end(mute, settings.hours);
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
            settings.hushed = std::mem::take(&mut settings.hushed).toggle_kind(kind);
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
struct LocalTime {
    now: Timestamp,
    zone: TimeZone,
}

impl LocalTime {
    fn mute_end(&self, mute: Mute, hours: Option<Hours>) -> Option<Timestamp> {
        match mute {
            Mute::Off => None,
            Mute::Hour => Some(self.now + SignedDuration::from_hours(1)),
            Mute::Morning => {
                let starts = hours.map(|hours| hours.span.from).filter(|from| *from < LATEST_MORNING);
                next_morning(self.now, &self.zone, starts.unwrap_or(DEFAULT_MORNING))
            }
        }
    }
}

/// What is stored of whoever is behind an update.
async fn load_person(bot: &Bot, update: &IncomingUpdate) -> Result<PersonRow, StoreError> {
    let (who, telegram_lang) = (update.from.who, update.from.lang);
    let person = bot.ctx.store.read(move |db| db.find_person(who)).await?;
    Ok(person.unwrap_or(PersonRow { telegram: who, telegram_lang, settings: PersonalSettings::default() }))
}

async fn settings_view(
    bot: &Bot,
    caller: &Caller,
    person: &PersonRow,
    page: PersonalPage,
    press: Option<&PersonalPress>,
) -> Result<MessageView, StoreError> {
    let reader = reader_from(&bot.ctx, person.telegram, Some(person));
    let units = match page {
        PersonalPage::Main | PersonalPage::Mute => {
            subscribe::offered_units(bot, caller, &person.settings.muted_units).await?
        }
        _ => Vec::new(),
    };
    let units_page = match press {
        Some(PersonalPress::Units(page)) => *page,
        Some(PersonalPress::Unit(pressed)) => page_with(&units, |unit| unit.id == *pressed),
        _ => 0,
    };
    let panel =
        PersonalPanel { settings: &person.settings, helpdesk: &bot.ctx.zone, units: &units, units_page };
    Ok(render::personal::personal_panel(&panel, page, &reader))
}
