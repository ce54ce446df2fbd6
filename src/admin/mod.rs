//! The administrator's command line: a file per command. Asks and changes the database directly; what runs meanwhile
//! notices by itself.

pub mod migrate;
