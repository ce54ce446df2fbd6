//! How far long work is: one line on a terminal's stderr, written over and gone at the end. Elsewhere nothing is said before the
//! answer.

use std::io::{IsTerminal, Write, stderr};

use crate::store::Progress;

/// Shows what is being done.
pub(super) fn under_way(what: &str) {
    write_over(&format!("  {what} …"));
}

/// Shows how far a table is.
pub(super) fn copied(Progress { table, rows, of }: Progress) {
    under_way(&format!("{table}: {rows} of {of}"));
}

/// Takes the line away.
pub(super) fn over() {
    write_over("");
}

fn write_over(line: &str) {
    let mut err = stderr().lock();
    if err.is_terminal() {
        // Nobody may be reading; the work goes on.
        let _ = write!(err, "\r\x1b[K{line}").and_then(|()| err.flush());
    }
}
