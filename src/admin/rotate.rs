//! `deskgram rotate-key`: seals everybody's access to the helpdesk with another key. The order is what keeps it safe: the key
//! file gets the new key beside the old one, then the database is sealed anew in one transaction, then the old
//! key goes. A kill between any two leaves a key file that opens everything.

use std::path::Path;

use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::rotation::{Begun, NewKey};
use crate::config::{Config, Database, KeyError};
use crate::domain::audit::{Deed, Entry};
use crate::store::{self, Store, StoreError};

/// Why the key is not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    App(#[from] AppError),
}

/// Changes the key; gives what to say of it.
pub async fn rotate(config: Config, new: Option<&Path>) -> Result<String, RotateError> {
    // A deskgram that serves would go on sealing with the key that it knows.
    let _alone = app::alone(&config)?;
    let Database::Sqlite(path) = config.database.clone() else {
        let why = "give every process another DESKGRAM_SECRET_KEY, and everybody signs in again";
        return Err(StoreError::NotHere(why).into());
    };
    let rotation = config.key.rotate(new.map_or(NewKey::Made, NewKey::In))?;
    let store = Store::open(&path, app::seal(&rotation.key, &config.helpdesk.url))?;
    let entry = Entry::of_administrator(Clock::System.now(), Deed::RotateKey);
    let resealed = store.write(move |db| {
        db.audit(&entry)?;
        db.reseal()
    });
    let resealed = resealed.await?;
    // The old key must open nothing that is left lying in the file.
    store::wipe(&path)?;
    let begun = rotation.begun;
    rotation.finish()?;
    let mut said = format!("{} sessions are sealed with the new key.\n", resealed.sealed);
    if resealed.closed > 0 {
        said +=
            &format!("{} opened with no key that is known; they have to sign in again.\n", resealed.closed);
    }
    if begun == Begun::Earlier {
        said += "An earlier change of the key had been cut short; this has finished it.\n";
    }
    if let Some(new) = new {
        said +=
            &format!("Now set DESKGRAM_SECRET_KEY to what is in {}, then start deskgram.\n", new.display());
    }
    Ok(said)
}
