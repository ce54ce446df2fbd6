//! People and places: `/find`, `/units`, and the people of a unit.

use std::sync::Arc;

use super::draft::Client;
use super::effects::Effects;
use super::guards::Caller;
use super::lists::MAX_SEARCH_LENGTH;
use super::presence::{UnitPresence, unit_presence};
use super::reply::show_screen;
use super::stop::Stop;
use super::{Bot, SharedBot, create, lists};
use crate::cache::directory::{self, unit_name};
use crate::cache::fetch_error::FetchError;
use crate::callback::{Callback, PersonKey, PersonPress};
use crate::domain::ids::UnitId;
use crate::domain::person::{AccountStatus, Profile, Unit};
use crate::domain::ticket::{PersonRef, short_name};
use crate::render;
use crate::render::choices::{CHOICES_PER_PAGE, choice_page};
use crate::render::people::ListedPerson;
use crate::store::StoreError;
use crate::t;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::{Button, MessageView};

/// How many people stand in one message.
const PEOPLE: usize = 10;

/// `/find TEXT`.
pub async fn handle_find(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = require_staff(&bot, &update).await?;
    let UpdateKind::Command { rest, .. } = &update.what else { return Ok(Effects::default()) };
    let lang = caller.reader.lang;
    if rest.chars().count() < 2 {
        return Ok(bot.reply_text(&update, t!(lang, "find-too-short")));
    }
    if rest.chars().count() > MAX_SEARCH_LENGTH {
        return Ok(bot.reply_text(&update, t!(lang, "search-too-long")));
    }
    let found = bot
        .require_fetched(
            &update,
            &caller.reader,
            bot.ctx.helpdesk.search_people(&caller.session.key, rest).await,
        )
        .await?;
    let hashes = found.into_iter().map(|person| person.hash).collect();
    let profiles = bot
        .require_fetched(
            &update,
            &caller.reader,
            directory::fetch_profiles(&bot.ctx, &caller.session, hashes).await,
        )
        .await?;
    if profiles.is_empty() {
        return Ok(bot.reply_text(&update, t!(lang, "find-nobody")));
    }
    let title = t!(lang, "find-title", count = profiles.len());
    // The helpdesk gives no more, however many there are.
    let remark = (profiles.len() >= PEOPLE).then(|| t!(lang, "find-first-ten"));
    let view = people_view(&bot, &caller, None, (title, remark), profiles).await?;
    Ok(Effects::with_message(update.place.target, view))
}

/// `/units`.
pub async fn handle_units(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = require_staff(&bot, &update).await?;
    units_page(&bot, &update, &caller, 0).await
}

/// A page of the units: as a message for the command, in place for a button.
pub async fn units_page(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    page: usize,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    let units = bot
        .require_fetched(update, &caller.reader, directory::list_units(&bot.ctx, &caller.session).await)
        .await?;
    let button = |_, unit: &Unit, label| Button::with_callback(label, &Callback::Unit { unit: unit.id });
    let effects = |page| Callback::Units { page };
    let view = MessageView::from_html(units_text(bot, caller, &units, page).await?);
    let view = choice_page(view, &units, page, |unit| &unit.name, button, effects);
    Ok(show_screen(update, view))
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
pub async fn show_unit(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    unit: UnitId,
    place: PeopleAt,
) -> Result<Effects, Stop> {
    let page = match place {
        PeopleAt::Anew => 0,
        PeopleAt::Page(page) => page,
    };
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    let people = bot
        .require_fetched(update, reader, directory::unit_people(&bot.ctx, &caller.session, unit).await)
        .await?;
    let name = bot.ctx.store.read(move |db| unit_name(db, unit)).await?.unwrap_or_default();
    if people.is_empty() {
        return Ok(Effects::alert(t!(reader.lang, "refer-nobody", unit = name)));
    }
    let count = people.len();
    let title = t!(reader.lang, "unit-title", unit = name, count = count);
    let hashes = people.into_iter().map(|person| person.hash);
    let hashes = hashes.skip(page.min(count / PEOPLE) * PEOPLE).take(PEOPLE).collect();
    let profiles = bot
        .require_fetched(update, reader, directory::fetch_profiles(&bot.ctx, &caller.session, hashes).await)
        .await?;
    let view = people_view(bot, caller, Some(unit), (title, None), profiles).await?;
    let turn_to = |label, page| Button::with_callback(label, &Callback::UnitPeople { unit, page });
    let back = (page > 0).then(|| turn_to("◀", page - 1));
    let on = ((page + 1) * PEOPLE < count).then(|| turn_to("▶", page + 1));
    let view = view.with_row(back.into_iter().chain(on));
    Ok(match place {
        PeopleAt::Anew => Effects::with_message(update.place.target, view),
        PeopleAt::Page(_) => show_screen(update, view),
    })
}

/// A list of people, with a title and a remark. Those who can't sign in any more are left out. Of a unit's people it says who is
/// there, to whoever may know that.
async fn people_view(
    bot: &Bot,
    caller: &Caller,
    unit: Option<UnitId>,
    (title, remark): (String, Option<String>),
    profiles: Vec<Profile>,
) -> Result<MessageView, StoreError> {
    let (session, reader) = (Arc::clone(&caller.session), caller.reader.clone());
    bot.ctx
        .read_inline(move |tx| {
            let there = match unit {
                Some(unit) => unit_presence(tx, &session.account, unit)?,
                None => UnitPresence::default(),
            };
            let people: Vec<_> = profiles
                .into_iter()
                .filter(|found| found.person.status != AccountStatus::Deleted)
                .filter_map(|profile| {
                    let key = tx.db.person_key(&profile.person.hash)?;
                    let presence = there.people.get(&profile.person.hash).copied();
                    let is_on_duty = there.on_duty.as_ref().is_some_and(|on| on.hash == profile.person.hash);
                    Some(ListedPerson { profile, key, presence, is_on_duty })
                })
                .collect();
            Ok(render::people::people_list(&title, &people, remark.as_deref(), &reader))
        })
        .await
}

/// Who is there of the units on a page, a line each, for whoever may know it.
async fn units_text(bot: &Bot, caller: &Caller, units: &[Unit], page: usize) -> Result<String, StoreError> {
    let shown: Vec<_> = units.iter().skip(page * CHOICES_PER_PAGE).take(CHOICES_PER_PAGE).cloned().collect();
    let (session, lang) = (Arc::clone(&caller.session), caller.reader.lang);
    bot.ctx
        .read(move |tx| {
            let mut lines = Vec::new();
            for unit in &shown {
                let there = unit_presence(tx, &session.account, unit.id)?;
                let presence: Vec<_> = there.people.into_values().collect();
                let duty = there.on_duty.as_ref().map(|on| on.name.as_str());
                lines.extend(render::people::unit_line(&unit.name, duty, &presence));
            }
            if lines.is_empty() {
                return Ok(t!(lang, "units-title"));
            }
            let legend = format!("<i>{}</i>", t!(lang, "presence-legend"));
            Ok([vec![t!(lang, "units-title"), String::new()], lines, vec![legend]].concat().join("\n"))
        })
        .await
}

/// A button about a person.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: PersonPress,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    let reader = &caller.reader;
    let (PersonPress::Show(key) | PersonPress::NewTicket(key) | PersonPress::Tickets(key)) = &press;
    let wanted = key.clone();
    let found = bot.ctx.store.read(move |db| db.profile_by_key(&wanted)).await?;
    let Some(profile) = found else { return Ok(Effects::with_toast(t!(reader.lang, "press-old"))) };
    match press {
        PersonPress::Show(key) => {
            let view = person_view(bot, caller, profile, key).await?;
            Ok(Effects::with_message(update.place.target, view))
        }
        PersonPress::NewTicket(_) => {
            let client = Client { hash: profile.person.hash, name: profile.person.name };
            create::begin_for_client(bot, update, caller, client).await
        }
        PersonPress::Tickets(_) => {
            let client =
                PersonRef { hash: Some(profile.person.hash), name: Some(short_name(&profile.person.name)) };
            let found = lists::client_tickets(bot, caller, &client).await;
            let found = bot.require_fetched(update, reader, found).await?;
            let view = lists::found_view(bot, &profile.person.name, &found, reader).await?;
            Ok(Effects::with_message(update.place.target, view))
        }
    }
}

async fn person_view(
    bot: &Bot,
    caller: &Caller,
    profile: Profile,
    key: PersonKey,
) -> Result<MessageView, StoreError> {
    let reader = caller.reader.clone();
    bot.ctx
        .store
        .read(move |db| {
            let mut units = Vec::new();
            for unit in &profile.person.units {
                units.extend(unit_name(db, *unit)?);
            }
            Ok(render::people::person_page(&profile, &units, &key, &reader))
        })
        .await
}

/// Somebody who may look people up: signed in, not a client, in their own chat.
async fn require_staff(bot: &Bot, update: &IncomingUpdate) -> Result<Caller, Stop> {
    let caller = bot.require_session(update).await?;
    bot.require_private(update, caller.reader.lang)?;
    bot.require_staff(update, &caller)?;
    // Names of units on the cards come from the list of them; what can't be read now is left out.
    match directory::list_units(&bot.ctx, &caller.session).await {
        Err(FetchError::Store(error)) => Err(error.into()),
        Ok(_) | Err(FetchError::Helpdesk(_)) => Ok(caller),
    }
}
