//! `deskgram rotate-key`: seals everybody's access to the helpdesk with another key. The order is what keeps it safe: the key
//! file gets the new key beside the old one, then the database is sealed anew in one transaction, then the old
//! key goes. A kill between any two leaves a key file that opens everything. With a key in the settings, the same command
//! opens with both whatever it finds.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use super::{progress, table};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::cli::Form;
use crate::config::rotation::{Begun, NewKey};
use crate::config::{Config, KeyError};
use crate::domain::audit::{Deed, Entry};
use crate::store::{self, Alone, Office, Store, StoreError};

/// How long another process may need to let go of what it held.
const A_MOMENT: Duration = Duration::from_secs(5);

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
pub async fn rotate(config: Config, new: Option<&Path>, form: Form) -> Result<String, RotateError> {
    // A deskgram that serves, or is about to, would go on sealing with the key that it knows.
    let _alone = Alone::wholly(&config.database)?;
    let rotation = config.key.rotate(new.map_or(NewKey::Made, NewKey::In))?;
    let store = Store::of(&config.database, app::seal(&rotation.key, &config.helpdesk.url))?;
    let leases = store.leases()?;
    tokio::time::timeout(A_MOMENT, leases.given(Office::Updates)).await.map_err(|_| StoreError::InUse)?;
    progress::under_way("sealing anew");
    let entry = Entry::of_administrator(Clock::System.now(), Deed::RotateKey);
    let resealed = store.write(move |db| {
        db.audit(&entry)?;
        db.reseal()
    });
    let resealed = resealed.await?;
    // The old key must open nothing that is left lying in the database's files.
    progress::under_way("wiping what was sealed before");
    let wiped = store::wipe(&config.database);
    progress::over();
    wiped?;
    let begun = rotation.begun;
    rotation.finish()?;
    if form == Form::Json {
        let (sealed, closed, earlier) = (resealed.sealed, resealed.closed, begun == Begun::Earlier);
        return Ok(table::record(
            &json!({ "sealed": sealed, "closed": closed, "finished_earlier": earlier }),
        ));
    }
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
