//! `deskgram migrate`: carries what is remembered from SQLite over to PostgreSQL, and says how far it is.

use serde_json::json;

use super::{progress, table};
use crate::config::MigrationConfig;
use crate::config::cli::OutputFormat;
use crate::store::{StoreError, TableCounts, copy_database};

/// Carries everything over, table by table; gives what to say at the end.
///
/// # Errors
/// Whatever was in the way; the target is then as it was.
pub fn run_migration(wish: &MigrationConfig, form: OutputFormat) -> Result<String, StoreError> {
    let carried = copy_database(&wish.from, &wish.to, progress::print_copied);
    progress::clear_line();
    let (carried, from, to) = (carried?, wish.from.display(), &wish.to.place);
    if form == OutputFormat::Json {
        let tables =
            carried.iter().map(|TableCounts { table, rows }| json!({ "table": table, "rows": rows }));
        let tables: Vec<_> = tables.collect();
        return Ok(table::format_record(&json!({ "from": from.to_string(), "to": to, "tables": tables })));
    }
    let lines: String =
        carried.iter().map(|TableCounts { table, rows }| format!("✔ {table}: {rows}\n")).collect();
    Ok(format!(
        "From {from} to {to}\n{lines}\
         Everything is there, and was compared row by row. From now on:\n\
         - DATABASE_URL names the new place, and DESKGRAM_SECRET_KEY (or …_FILE) holds the key of the old one,\n\
         - the old file stays as it was: keep it as a backup, and start no deskgram on it again.\n"
    ))
}
