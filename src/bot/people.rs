//! People and places: `/find`, `/units`, and the people of a unit.

use std::sync::Arc;

use super::commands::LONGEST_SEARCH;
use super::gates::Caller;
use super::refer::failed;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::Callback;
use crate::domain::ids::UnitId;
use crate::domain::person::{AccountStatus, Profile};
use crate::render;
use crate::screen::{Button, Screen};
use crate::service::directory::{DirectoryError, unit_name};
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// `/find TEXT`.
pub async fn find(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match for_staff(&bot, &incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let What::Command { rest, .. } = &incoming.what else { return Ok(Turn::default()) };
    let lang = caller.reader.lang;
    if rest.chars().count() < 2 {
        return Ok(bot.respond(&incoming, t!(lang, "find-too-short")));
    }
    if rest.chars().count() > LONGEST_SEARCH {
        return Ok(bot.respond(&incoming, t!(lang, "search-too-long")));
    }
    let found = match bot.desk.helpdesk.search(&caller.session.key, rest).await {
        Ok(found) => found,
        Err(error) => return failed(&bot, &incoming, &caller.reader, error.into()).await,
    };
    let hashes = found.into_iter().map(|person| person.hash).collect();
    let profiles = match bot.desk.profiles(&caller.session, hashes).await {
        Ok(profiles) => profiles,
        Err(error) => return failed(&bot, &incoming, &caller.reader, error).await,
    };
    if profiles.is_empty() {
        return Ok(bot.respond(&incoming, t!(lang, "find-nobody")));
    }
    let title = t!(lang, "find-title", count = profiles.len());
    let screen = screen(&bot, &caller, title, profiles).await?;
    Ok(Turn::saying(incoming.place.target, screen, caller.reader.now))
}

/// `/units`.
pub async fn units(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match for_staff(&bot, &incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let units = match bot.desk.units(&caller.session).await {
        Ok(units) => units,
        Err(error) => return failed(&bot, &incoming, &caller.reader, error).await,
    };
    let screen = Screen::text(t!(caller.reader.lang, "units-title"));
    let screen = units.iter().fold(screen, |screen, unit| {
        screen.row([Button::call(&unit.name, &Callback::Unit { unit: unit.id })])
    });
    Ok(Turn::saying(incoming.place.target, screen, caller.reader.now))
}

/// The people of a unit.
pub async fn unit(bot: &Bot, incoming: &Incoming, caller: &Caller, unit: UnitId) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    let people = match bot.desk.people_of(&caller.session, unit).await {
        Ok(people) => people,
        Err(error) => return failed(bot, incoming, reader, error).await,
    };
    let name = bot.desk.store.read(move |db| unit_name(db, unit)).await?.unwrap_or_default();
    if people.is_empty() {
        return Ok(Turn::window(t!(reader.lang, "refer-nobody", unit = name)));
    }
    let hashes = people.into_iter().map(|person| person.hash).collect();
    let profiles = match bot.desk.profiles(&caller.session, hashes).await {
        Ok(profiles) => profiles,
        Err(error) => return failed(bot, incoming, reader, error).await,
    };
    let title = t!(reader.lang, "unit-title", unit = name, count = profiles.len());
    let screen = screen(bot, caller, title, profiles).await?;
    let mut turn = Turn::default();
    turn.post(incoming.place.target, Parcel::say(screen), reader.now);
    Ok(turn)
}

/// Cards of people. Those who can't sign in any more are left out.
async fn screen(
    bot: &Bot,
    caller: &Caller,
    title: String,
    profiles: Vec<Profile>,
) -> Result<Screen, StoreError> {
    let reader = caller.reader.clone();
    bot.desk
        .store
        .read(move |db| {
            let mut people = Vec::with_capacity(profiles.len());
            for profile in profiles {
                if profile.person.status == AccountStatus::Deleted {
                    continue;
                }
                let mut units = Vec::new();
                for unit in &profile.person.units {
                    units.extend(unit_name(db, *unit)?);
                }
                people.push((profile, units));
            }
            Ok(render::people::cards(&title, &people, &reader))
        })
        .await
}

/// Somebody who may look people up: signed in, not a client, in their own chat.
async fn for_staff(bot: &Bot, incoming: &Incoming) -> Result<Result<Caller, Turn>, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(Err(turn)),
    };
    let lang = caller.reader.lang;
    if incoming.place.kind != ChatKind::Private {
        let text = t!(lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(Err(bot.respond(incoming, text)));
    }
    if !caller.session.account.is_staff() {
        return Ok(Err(bot.respond(incoming, t!(lang, "act-client"))));
    }
    // Names of units on the cards come from the list of them; what can't be read now is left out.
    match bot.desk.units(&caller.session).await {
        Err(DirectoryError::Store(error)) => Err(error),
        Ok(_) | Err(DirectoryError::Helpdesk(_)) => Ok(Ok(caller)),
    }
}
