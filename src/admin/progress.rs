//! How far long work is: one line on a terminal's stderr, written over and gone at the end. Elsewhere nothing is said before the
//! answer.

use std::io::{IsTerminal, Write, stderr};

use crate::store::CopyProgress;

/// Shows what is being done.
pub(super) fn print_started(what: &str) {
    overwrite_line(&format!("  {what} …"));
}

/// Shows how far a table is.
pub(super) fn print_copied(CopyProgress { table, rows, of }: CopyProgress) {
    print_started(&format!("{table}: {rows} of {of}"));
}

/// Takes the line away.
pub(super) fn clear_line() {
    overwrite_line("");
}

fn overwrite_line(line: &str) {
    let mut err = stderr().lock();
    if err.is_terminal() {
        // Nobody may be reading; the work goes on.
        let _ = write!(err, "\r\x1b[K{line}").and_then(|()| err.flush());
    }
}
