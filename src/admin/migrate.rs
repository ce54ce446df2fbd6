//! `deskgram migrate`: carries what is remembered from SQLite over to PostgreSQL, and says how far it is.

use std::io::{IsTerminal, Write, stdout};

use crate::config::Move;
use crate::store::{Progress, Stage, StoreError, carry_over};

/// Carries everything over, table by table; gives what to say at the end.
///
/// # Errors
/// Whatever was in the way; the target is then as it was.
pub fn migrate(wish: &Move) -> Result<String, StoreError> {
    println!("From {} to {}", wish.from.display(), wish.to.place);
    carry_over(&wish.from, &wish.to, told)?;
    Ok("Everything is there, and was compared row by row. From now on:\n\
         - DATABASE_URL names the new place, and DESKGRAM_SECRET_KEY (or …_FILE) holds the key of the old one,\n\
         - the old file stays as it was: keep it as a backup, and start no deskgram on it again.\n"
        .to_owned())
}

/// One line for each table; while a long one is under way, a line that is written over.
fn told(progress: Progress) {
    let Progress { table, rows, of, stage } = progress;
    let mut out = stdout().lock();
    let clear = if out.is_terminal() { "\r\x1b[K" } else { "" };
    // Nobody may be reading; the work goes on.
    let _ = match stage {
        Stage::Verified => writeln!(out, "{clear}✔ {table}: {rows}"),
        Stage::Copying if out.is_terminal() => {
            write!(out, "{clear}  {table}: {rows} of {of}").and_then(|()| out.flush())
        }
        Stage::Copying => Ok(()),
    };
}
