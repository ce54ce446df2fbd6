//! Units and people by name, read once and kept: a card costs no look-up that is already known.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::desk::Desk;
use super::sessions::Session;
use crate::domain::ids::UnitId;
use crate::domain::person::{AccountStatus, Person, Role, Unit};
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
        if self.store.read(move |db| unit_name(db, unit)).await?.is_some() {
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
        let working = |person: &Person| person.status == AccountStatus::Active && person.role != Role::Client;
        Ok(people.into_iter().filter(working).collect())
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
