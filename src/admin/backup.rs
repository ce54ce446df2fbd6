//! `deskgram backup`: a copy of the database, beside a deskgram that serves or without one.

use std::path::Path;

use serde_json::json;

use super::{progress, table};
use crate::config::cli::OutputFormat;
use crate::config::{Config, Database};
use crate::store::{self, StoreError};

/// Makes the copy; gives what to say of it.
pub fn run_backup(config: &Config, to: &Path, form: OutputFormat) -> Result<String, StoreError> {
    let from = config.database.display_location();
    progress::print_started(&format!("copying {from}"));
    let made = store::write_backup(&config.database, to, progress::print_copied);
    progress::clear_line();
    made?;
    let bytes = std::fs::metadata(to).map_or(0, |file| file.len());
    let to = to.display();
    if form == OutputFormat::Json {
        return Ok(table::format_record(&json!({ "from": from, "to": to.to_string(), "bytes": bytes })));
    }
    let back = match config.database {
        Database::Sqlite(_) => String::new(),
        Database::Postgres(_) => format!("`deskgram migrate sqlite:{to}` puts it into an empty database.\n"),
    };
    Ok(format!(
        "{to} is a whole copy of {from} ({} KiB).\n{back}\
         The secret key is not in it: keep a copy of that too, in another place.\n",
        bytes / 1024
    ))
}
