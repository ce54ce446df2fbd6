//! Units and people by name, read once and kept: a card costs no look-up that is already known.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::fetch_error::FetchError;
use crate::context::Context;
use crate::domain::contact::Contact;
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::person::{AccountStatus, NamedEntity, Person, Profile, Role, Unit};
use crate::domain::ticket::{PersonRef, Ticket, short_name};
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, DirectoryShelf, StoreError};

/// After this long a list is read anew before it is offered.
const MAX_ENTRY_AGE: SignedDuration = SignedDuration::from_mins(10);

/// After this long it is asked again how to reach somebody whose ticket is read.
const MAX_CONTACT_AGE: SignedDuration = SignedDuration::from_hours(24);

const UNITS_KEY: &str = "units";
const POSITIONS_KEY: &str = "positions";

/// The name of a unit, as last read; `None` until somebody has read the list.
pub fn unit_name(db: &mut Db<'_>, unit: UnitId) -> Result<Option<String>, StoreError> {
    let entry: Option<(String, Timestamp)> = db.directory_entry(DirectoryShelf::Unit, &unit.to_string())?;
    Ok(entry.map(|(name, _)| name))
}

/// The active units.
pub async fn list_units(ctx: &Context, session: &UserSession) -> Result<Vec<Unit>, FetchError> {
    if let Some(units) = fresh_entry(ctx, UNITS_KEY.to_owned()).await? {
        return Ok(units);
    }
    let units = ctx.helpdesk.list_units(&session.key).await?;
    let (kept, now) = (units.clone(), ctx.clock.now());
    ctx.store
        .write(move |db| {
            db.put_directory_entry(DirectoryShelf::List, UNITS_KEY, &kept, now)?;
            kept.iter().try_for_each(|unit| {
                db.put_directory_entry(DirectoryShelf::Unit, &unit.id.to_string(), &unit.name, now)
            })
        })
        .await?;
    Ok(units)
}

/// Makes sure that the name of a unit is known, closed ones included. What can't be learnt now is left for later.
pub async fn learn_unit(ctx: &Context, session: &UserSession, unit: UnitId) -> Result<(), StoreError> {
    if ctx.named_units.contains_unit(unit) {
        return Ok(());
    }
    if ctx.store.read(move |db| unit_name(db, unit)).await?.is_some() {
        ctx.named_units.insert_unit(unit);
        return Ok(());
    }
    let found = match ctx.helpdesk.fetch_unit(&session.key, unit).await {
        Ok(Some(found)) => found.name,
        Ok(None) => return Ok(()),
        Err(error) => {
            log::info!("the name of unit {unit} can't be read now: {error}");
            return Ok(());
        }
    };
    let now = ctx.clock.now();
    ctx.store
        .write(move |db| db.put_directory_entry(DirectoryShelf::Unit, &unit.to_string(), &found, now))
        .await
}

/// The people of a unit who can be given work.
pub async fn unit_people(
    ctx: &Context,
    session: &UserSession,
    unit: UnitId,
) -> Result<Vec<Person>, FetchError> {
    let name = format!("people:{unit}");
    let people = match fresh_entry::<Vec<Person>>(ctx, name.clone()).await? {
        Some(people) => people,
        None => {
            let people = ctx.helpdesk.unit_people(&session.key, unit).await?;
            let (kept, now) = (people.clone(), ctx.clock.now());
            ctx.store
                .write(move |db| db.put_directory_entry(DirectoryShelf::List, &name, &kept, now))
                .await?;
            people
        }
    };
    let working =
        |person: &Person| person.status == AccountStatus::Active && person.role != Some(Role::Client);
    Ok(people.into_iter().filter(working).collect())
}

/// The pages of people, in the order given; read once and kept, like everything here. Whoever has no page is left
/// out.
pub async fn fetch_profiles(
    ctx: &Context,
    session: &UserSession,
    people: Vec<UserHash>,
) -> Result<Vec<Profile>, FetchError> {
    let now = ctx.clock.now();
    let mut profiles = Vec::with_capacity(people.len());
    for hash in people {
        let name = hash.0.clone();
        let known = ctx.store.read(move |db| known_profile(db, &name)).await?;
        if let Some((profile, _)) = known.filter(|(_, at)| now.duration_since(*at) < MAX_ENTRY_AGE) {
            profiles.extend(profile);
            continue;
        }
        let mut profile = ctx.helpdesk.fetch_profile(&session.key, &hash).await?;
        if let Some(profile) = &mut profile {
            profile.position = position_name(ctx, session, std::mem::take(&mut profile.position)).await?;
        }
        let kept = profile.clone();
        ctx.store
            .write(move |db| db.put_directory_entry(DirectoryShelf::Person, &hash.0, &kept, now))
            .await?;
        profiles.extend(profile);
    }
    Ok(profiles)
}

/// The page of a person as last read, and when; nothing in it where the helpdesk had none.
fn known_profile(db: &mut Db<'_>, hash: &str) -> Result<Option<(Option<Profile>, Timestamp)>, StoreError> {
    db.directory_entry(DirectoryShelf::Person, hash)
}

/// How to reach somebody, as last read.
pub fn known_contact(db: &mut Db<'_>, person: &PersonRef) -> Result<Option<Contact>, StoreError> {
    let Some(hash) = &person.hash else { return Ok(None) };
    let known = known_profile(db, &hash.0)?.and_then(|(profile, _)| profile);
    Ok(known.map(|profile| Contact::of_profile(&profile)).filter(|contact| !contact.is_empty()))
}

/// Makes sure that it is known how to reach somebody. What can't be learnt now is left for later.
pub async fn learn_contact(
    ctx: &Context,
    session: &UserSession,
    person: &PersonRef,
) -> Result<(), StoreError> {
    let Some(hash) = person.hash.clone() else { return Ok(()) };
    let (name, now) = (hash.0.clone(), ctx.clock.now());
    let known = ctx.store.read(move |db| known_profile(db, &name)).await?;
    if known.is_some_and(|(_, at)| now.duration_since(at) < MAX_CONTACT_AGE) {
        return Ok(());
    }
    match fetch_profiles(ctx, session, vec![hash]).await {
        Ok(_) => Ok(()),
        Err(FetchError::Store(error)) => Err(error),
        Err(FetchError::Helpdesk(error)) => {
            log::info!("how to reach the client of a ticket can't be read now: {error}");
            Ok(())
        }
    }
}

/// Gives a name to everybody on a ticket whom the helpdesk gave only by hash. Who can't be looked up now stays
/// without one.
pub async fn name_people(
    ctx: &Context,
    session: &UserSession,
    ticket: &mut Ticket,
) -> Result<(), StoreError> {
    let id = ticket.at.id;
    for person in ticket.people_mut() {
        let (Some(hash), None) = (&person.hash, &person.name) else { continue };
        match fetch_profiles(ctx, session, vec![hash.clone()]).await {
            Ok(found) => person.name = found.first().map(|profile| short_name(&profile.person.name)),
            Err(FetchError::Store(error)) => return Err(error),
            Err(FetchError::Helpdesk(error)) => {
                log::info!("the names on ticket {id} can't be read now: {error}");
                return Ok(());
            }
        }
    }
    Ok(())
}

/// A position by its name: a server by the letter of the document gives its number.
async fn position_name(ctx: &Context, session: &UserSession, position: String) -> Result<String, FetchError> {
    let Ok(number) = position.parse::<i64>() else { return Ok(position) };
    let positions = match fresh_entry::<Vec<NamedEntity<i64>>>(ctx, POSITIONS_KEY.to_owned()).await? {
        Some(positions) => positions,
        None => {
            let positions = ctx.helpdesk.list_positions(&session.key).await?;
            let (kept, now) = (positions.clone(), ctx.clock.now());
            ctx.store
                .write(move |db| db.put_directory_entry(DirectoryShelf::List, POSITIONS_KEY, &kept, now))
                .await?;
            positions
        }
    };
    let named = positions.into_iter().find(|known| known.id == number);
    Ok(named.map(|known| known.name).unwrap_or_default())
}

async fn fresh_entry<T>(ctx: &Context, name: String) -> Result<Option<T>, StoreError>
where
    T: Serialize + DeserializeOwned + Send + 'static,
{
    let now = ctx.clock.now();
    let entry = ctx.store.read(move |db| db.directory_entry::<T>(DirectoryShelf::List, &name)).await?;
    Ok(entry.filter(|(_, at)| now.duration_since(*at) < MAX_ENTRY_AGE).map(|(list, _)| list))
}
