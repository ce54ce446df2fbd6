//! Names and lists of the helpdesk's directory, kept so that a card costs no look-up that is already known.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::seal::Seal;
use super::secrets::closed;
use super::sql::{from_json_if_open, sql_values, to_json};
use super::{Db, Result, Store};
use crate::callback::PersonKey;
use crate::domain::ids::UserHash;
use crate::domain::person::Profile;

/// Where a sealed hash begins to differ from others: behind its mark and the version of its form.
const KEY_BEGINS: usize = "\"sealed:01".len();

/// What a directory entry is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DirectoryShelf {
    /// A unit by its number.
    Unit,
    /// A person's page by their hash.
    Person,
    /// A whole list by its name.
    List,
    /// The account that watches the lists, by its login.
    Watching,
}

impl DirectoryShelf {
    fn name(self) -> &'static str {
        match self {
            Self::Unit => "unit",
            Self::Person => "person",
            Self::List => "list",
            Self::Watching => "watching",
        }
    }

    /// An entry's name as it is stored.
    fn stored<'a>(self, seal: &Seal, name: &'a str) -> Cow<'a, str> {
        match self {
            Self::Person => closed(seal, name).into(),
            Self::Unit | Self::List | Self::Watching => name.into(),
        }
    }
}

impl Store {
    /// What stands on a button about somebody.
    pub fn person_key(&self, hash: &UserHash) -> Option<PersonKey> {
        key_of(&self.seal, hash)
    }
}

fn key_of(seal: &Seal, hash: &UserHash) -> Option<PersonKey> {
    let sealed = closed(seal, &hash.0);
    PersonKey::from_digits(sealed.get(KEY_BEGINS..KEY_BEGINS + PersonKey::LENGTH)?)
}

impl Db<'_> {
    /// An entry with the time at which it was read.
    pub fn directory_entry<T: DeserializeOwned>(
        &mut self,
        shelf: DirectoryShelf,
        name: &str,
    ) -> Result<Option<(T, Timestamp)>> {
        let name = shelf.stored(self.seal, name);
        let rows = self.sql.query_rows(
            "SELECT body, read_at FROM directory WHERE shelf = $1 AND name = $2",
            sql_values![shelf.name(), &*name],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        let entry = from_json_if_open(self.seal, &row.get::<String>(0)?)?;
        let read_at = super::timestamp_from(row.get(1)?)?;
        Ok(entry.map(|entry| (entry, read_at)))
    }

    /// What stands on a button for somebody's page.
    pub fn person_key(&self, hash: &UserHash) -> Option<PersonKey> {
        key_of(self.seal, hash)
    }

    /// The page that such a key leads to.
    pub fn profile_by_key(&mut self, key: &PersonKey) -> Result<Option<Profile>> {
        let beginning = closed(self.seal, "")[..KEY_BEGINS].to_owned();
        let rows = self.sql.query_rows(
            "SELECT body FROM directory WHERE shelf = $1 AND name LIKE $2",
            sql_values![DirectoryShelf::Person.name(), format!("{beginning}{}%", key.digits())],
        )?;
        let Some(row) = rows.first() else { return Ok(None) };
        from_json_if_open(self.seal, &row.get::<String>(0)?)
    }

    pub fn put_directory_entry<T: Serialize>(
        &mut self,
        shelf: DirectoryShelf,
        name: &str,
        entry: &T,
        now: Timestamp,
    ) -> Result<()> {
        let name = shelf.stored(self.seal, name);
        self.sql.execute(
            "INSERT INTO directory (shelf, name, body, read_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (shelf, name) DO UPDATE SET body = excluded.body, read_at = excluded.read_at",
            sql_values![shelf.name(), &*name, to_json(self.seal, entry)?, now.as_millisecond()],
        )?;
        Ok(())
    }
}
