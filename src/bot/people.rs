//! People and places: `/find`, `/units`, and the people of a unit.

use std::sync::Arc;

use super::commands::LONGEST_SEARCH;
use super::gates::Caller;
use super::refer::failed;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::Callback;
use crate::domain::ids::UnitId;
use crate::domain::person::{AccountStatus, Profile, Unit};
use crate::render;
use crate::render::choices::choose;
use crate::screen::{Button, Screen};
use crate::service::directory::{DirectoryError, unit_name};
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// How many people stand in one message.
const PEOPLE: usize = 10;

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
    units_page(&bot, &incoming, &caller, 0).await
}

/// A page of the units: as a message for the command, in place for a button.
pub async fn units_page(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    page: usize,
) -> Result<Turn, StoreError> {
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(caller.reader.lang, "act-client")));
    }
    let units = match bot.desk.units(&caller.session).await {
        Ok(units) => units,
        Err(error) => return failed(bot, incoming, &caller.reader, error).await,
    };
    let button = |_, unit: &Unit, label| Button::call(label, &Callback::Unit { unit: unit.id });
    let turn = |page| Callback::Units { page };
    let screen = Screen::text(t!(caller.reader.lang, "units-title"));
    let screen = choose(screen, &units, page, |unit| &unit.name, button, turn);
    Ok(shown(incoming, caller, screen))
}

/// A screen in place of the pressed one, or as a message where nothing was pressed.
fn shown(incoming: &Incoming, caller: &Caller, screen: Screen) -> Turn {
    let mut turn = Turn::default();
    let parcel = match (&incoming.what, incoming.place.message) {
        (What::Press { .. }, Some(message)) => Parcel::Edit { message, screen },
        _ => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, caller.reader.now);
    turn
}

/// Where people are shown.
#[derive(Clone, Copy)]
pub enum PeopleAt {
    /// In a message of their own, from the first.
    Anew,
    /// In place of another page.
    Page(usize),
}

/// A page of the people of a unit: the first as a message of its own, the others in its place.
pub async fn unit(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    unit: UnitId,
    place: PeopleAt,
) -> Result<Turn, StoreError> {
    let page = match place {
        PeopleAt::Anew => 0,
        PeopleAt::Page(page) => page,
    };
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
    let count = people.len();
    let title = t!(reader.lang, "unit-title", unit = name, count = count);
    let hashes = people.into_iter().map(|person| person.hash);
    let hashes = hashes.skip(page.min(count / PEOPLE) * PEOPLE).take(PEOPLE).collect();
    let profiles = match bot.desk.profiles(&caller.session, hashes).await {
        Ok(profiles) => profiles,
        Err(error) => return failed(bot, incoming, reader, error).await,
    };
    let screen = screen(bot, caller, title, profiles).await?;
    let turn_to = |label, page| Button::call(label, &Callback::UnitPeople { unit, page });
    let back = (page > 0).then(|| turn_to("◀", page - 1));
    let on = ((page + 1) * PEOPLE < count).then(|| turn_to("▶", page + 1));
    let screen = screen.row(back.into_iter().chain(on));
    Ok(match place {
        PeopleAt::Anew => Turn::saying(incoming.place.target, screen, reader.now),
        PeopleAt::Page(_) => shown(incoming, caller, screen),
    })
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
