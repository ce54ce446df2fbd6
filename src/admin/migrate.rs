//! `deskgram migrate`: carries what is remembered from SQLite over to PostgreSQL, and says how far it is.

use serde_json::json;

use super::{progress, table};
use crate::config::Move;
use crate::config::cli::Form;
use crate::store::{Carried, StoreError, carry_over};

/// Carries everything over, table by table; gives what to say at the end.
///
/// # Errors
/// Whatever was in the way; the target is then as it was.
pub fn migrate(wish: &Move, form: Form) -> Result<String, StoreError> {
    let carried = carry_over(&wish.from, &wish.to, progress::copied);
    progress::over();
    let (carried, from, to) = (carried?, wish.from.display(), &wish.to.place);
    if form == Form::Json {
        let tables = carried.iter().map(|Carried { table, rows }| json!({ "table": table, "rows": rows }));
        let tables: Vec<_> = tables.collect();
        return Ok(table::record(&json!({ "from": from.to_string(), "to": to, "tables": tables })));
    }
    let lines: String =
        carried.iter().map(|Carried { table, rows }| format!("✔ {table}: {rows}\n")).collect();
    Ok(format!(
        "From {from} to {to}\n{lines}\
         Everything is there, and was compared row by row. From now on:\n\
         - DATABASE_URL names the new place, and DESKGRAM_SECRET_KEY (or …_FILE) holds the key of the old one,\n\
         - the old file stays as it was: keep it as a backup, and start no deskgram on it again.\n"
    ))
}
