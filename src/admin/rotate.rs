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
use crate::config::cli::OutputFormat;
use crate::config::rotation::{NewKey, RotationStart};
use crate::config::{Config, KeyError};
use crate::domain::audit::{AuditAction, AuditEntry};
use crate::domain::process_role::ProcessRole;
use crate::store::{self, InstanceLock, Store, StoreError};

/// How long another process may need to let go of what it held.
const ROTATION_TIMEOUT: Duration = Duration::from_secs(5);

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
pub async fn rotate_key(
    config: Config,
    new: Option<&Path>,
    form: OutputFormat,
) -> Result<String, RotateError> {
    // A deskgram that serves, or is about to, would go on sealing with the key that it knows.
    let _alone = InstanceLock::acquire_exclusive(&config.database)?;
    let rotation = config.key.begin_rotation(new.map_or(NewKey::Made, NewKey::In))?;
    let store =
        Store::open_database(&config.database, app::create_seal(&rotation.key, &config.helpdesk.url))?;
    let leases = store.leases()?;
    tokio::time::timeout(ROTATION_TIMEOUT, leases.acquired(ProcessRole::Updates))
        .await
        .map_err(|_| StoreError::InUse)?;
    progress::print_started("sealing anew");
    let entry = AuditEntry::of_administrator(Clock::System.now(), AuditAction::RotateKey);
    let resealed = store.write(move |db| {
        db.add_audit_entry(&entry)?;
        db.reseal_all()
    });
    let resealed = resealed.await?;
    // The old key must open nothing that is left lying in the database's files.
    progress::print_started("wiping what was sealed before");
    let wiped = store::wipe_database(&config.database);
    progress::clear_line();
    wiped?;
    let begun = rotation.begun;
    rotation.finish_rotation()?;
    if form == OutputFormat::Json {
        let (sealed, closed, earlier) = (resealed.sealed, resealed.closed, begun == RotationStart::Earlier);
        return Ok(table::format_record(
            &json!({ "sealed": sealed, "closed": closed, "finished_earlier": earlier }),
        ));
    }
    let mut said = format!("{} sessions are sealed with the new key.\n", resealed.sealed);
    if resealed.closed > 0 {
        said +=
            &format!("{} opened with no key that is known; they have to sign in again.\n", resealed.closed);
    }
    if begun == RotationStart::Earlier {
        said += "An earlier change of the key had been cut short; this has finished it.\n";
    }
    if let Some(new) = new {
        said +=
            &format!("Now set DESKGRAM_SECRET_KEY to what is in {}, then start deskgram.\n", new.display());
    }
    Ok(said)
}
