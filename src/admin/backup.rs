//! `deskgram backup`: a copy of the database, beside a deskgram that serves or without one.

use std::path::Path;

use crate::config::{Config, Database};
use crate::store::{self, StoreError};

/// Makes the copy; gives what to say of it.
pub fn backup(config: &Config, to: &Path) -> Result<String, StoreError> {
    let Database::Sqlite(from) = &config.database else {
        return Err(StoreError::NotHere("its own `pg_dump` makes a copy while deskgram runs"));
    };
    store::backup(from, to)?;
    let size = std::fs::metadata(to).map_or(0, |file| file.len() / 1024);
    Ok(format!(
        "{} is a whole copy of {} ({size} KiB).\nThe secret key is not in it: keep a copy of that too, in another place.\n",
        to.display(),
        from.display()
    ))
}
