//! Units and people by name, read once and kept: a card costs no look-up that is already known.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::sessions::Session;
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::person::{AccountStatus, Named, Person, Profile, Role, Unit};
use crate::domain::ticket::{Ticket, short_name};
use crate::helpdesk::Error;
use crate::store::{Db, Shelf, StoreError};

/// After this long a list is read anew before it is offered.
const FRESH: SignedDuration = SignedDuration::from_mins(10);

/// Why the directory could not tell.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error(transparent)]
    Helpdesk(#[from] Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

const UNITS: &str = "units";
const POSITIONS: &str = "positions";

/// The units whose names are known by now, so that nobody looks for them at every press.
#[derive(Clone, Default)]
pub struct NamedUnits(Arc<Mutex<HashSet<UnitId>>>);

impl NamedUnits {
    fn all(&self) -> MutexGuard<'_, HashSet<UnitId>> {
        self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// The name of a unit, as last read; `None` until somebody has read the list.
pub fn unit_name(db: &mut Db<'_>, unit: UnitId) -> Result<Option<String>, StoreError> {
    let entry: Option<(String, Timestamp)> = db.entry(Shelf::Unit, &unit.to_string())?;
    Ok(entry.map(|(name, _)| name))
}

impl Desk {
    /// The active units.
    pub async fn units(&self, session: &Session) -> Result<Vec<Unit>, DirectoryError> {
        if let Some(units) = self.fresh(UNITS.to_owned()).await? {
            return Ok(units);
        }
        let units = self.helpdesk.units(&session.key).await?;
        let (kept, now) = (units.clone(), self.clock.now());
        self.store
            .write(move |db| {
                db.put_entry(Shelf::List, UNITS, &kept, now)?;
                kept.iter()
                    .try_for_each(|unit| db.put_entry(Shelf::Unit, &unit.id.to_string(), &unit.name, now))
            })
            .await?;
        Ok(units)
    }

    /// Makes sure that the name of a unit is known, closed ones included. What can't be learnt now is left for later.
    pub async fn learn_unit(&self, session: &Session, unit: UnitId) -> Result<(), StoreError> {
        if self.named_units.all().contains(&unit) {
            return Ok(());
        }
        if self.store.read(move |db| unit_name(db, unit)).await?.is_some() {
            self.named_units.all().insert(unit);
            return Ok(());
        }
        let found = match self.helpdesk.unit(&session.key, unit).await {
            Ok(Some(found)) => found.name,
            Ok(None) => return Ok(()),
            Err(error) => {
                log::info!("the name of unit {unit} can't be read now: {error}");
                return Ok(());
            }
        };
        let now = self.clock.now();
        self.store.write(move |db| db.put_entry(Shelf::Unit, &unit.to_string(), &found, now)).await
    }

    /// The people of a unit who can be given work.
    pub async fn people_of(&self, session: &Session, unit: UnitId) -> Result<Vec<Person>, DirectoryError> {
        let name = format!("people:{unit}");
        let people = match self.fresh::<Vec<Person>>(name.clone()).await? {
            Some(people) => people,
            None => {
                let people = self.helpdesk.people_of(&session.key, unit).await?;
                let (kept, now) = (people.clone(), self.clock.now());
                self.store.write(move |db| db.put_entry(Shelf::List, &name, &kept, now)).await?;
                people
            }
        };
        let working =
            |person: &Person| person.status == AccountStatus::Active && person.role != Some(Role::Client);
        Ok(people.into_iter().filter(working).collect())
    }

    /// The pages of people, in the order given; read once and kept, like everything here. Whoever has no page is left
    /// out.
    pub async fn profiles(
        &self,
        session: &Session,
        people: Vec<UserHash>,
    ) -> Result<Vec<Profile>, DirectoryError> {
        let now = self.clock.now();
        let mut profiles = Vec::with_capacity(people.len());
        for hash in people {
            let name = hash.0.clone();
            let known = self.store.read(move |db| db.entry::<Profile>(Shelf::Person, &name)).await?;
            if let Some((profile, _)) = known.filter(|(_, at)| now.duration_since(*at) < FRESH) {
                profiles.push(profile);
                continue;
            }
            let Some(mut profile) = self.helpdesk.profile(&session.key, &hash).await? else { continue };
            profile.position = self.position(session, profile.position).await?;
            let kept = profile.clone();
            self.store.write(move |db| db.put_entry(Shelf::Person, &hash.0, &kept, now)).await?;
            profiles.push(profile);
        }
        Ok(profiles)
    }

    /// Gives a name to everybody on a ticket whom the helpdesk gave only by hash. Who can't be looked up now stays
    /// without one.
    pub async fn name_people(&self, session: &Session, ticket: &mut Ticket) -> Result<(), StoreError> {
        let id = ticket.at.id;
        for person in ticket.people_mut() {
            let (Some(hash), None) = (&person.hash, &person.name) else { continue };
            match self.profiles(session, vec![hash.clone()]).await {
                Ok(found) => person.name = found.first().map(|profile| short_name(&profile.person.name)),
                Err(DirectoryError::Store(error)) => return Err(error),
                Err(DirectoryError::Helpdesk(error)) => {
                    log::info!("the names on ticket {id} can't be read now: {error}");
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    /// A position by its name: a server by the letter of the document gives its number.
    async fn position(&self, session: &Session, position: String) -> Result<String, DirectoryError> {
        let Ok(number) = position.parse::<i64>() else { return Ok(position) };
        let positions = match self.fresh::<Vec<Named<i64>>>(POSITIONS.to_owned()).await? {
            Some(positions) => positions,
            None => {
                let positions = self.helpdesk.positions(&session.key).await?;
                let (kept, now) = (positions.clone(), self.clock.now());
                self.store.write(move |db| db.put_entry(Shelf::List, POSITIONS, &kept, now)).await?;
                positions
            }
        };
        let named = positions.into_iter().find(|known| known.id == number);
        Ok(named.map(|known| known.name).unwrap_or_default())
    }

    async fn fresh<T>(&self, name: String) -> Result<Option<T>, StoreError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let now = self.clock.now();
        let entry = self.store.read(move |db| db.entry::<T>(Shelf::List, &name)).await?;
        Ok(entry.filter(|(_, at)| now.duration_since(*at) < FRESH).map(|(list, _)| list))
    }
}
