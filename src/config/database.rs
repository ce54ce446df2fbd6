//! What `DATABASE_URL` names: a SQLite file, or a database on a PostgreSQL server.

use std::path::{Path, PathBuf};

use super::error::InvalidValue;
use super::postgres::{self, PostgresServer};

/// Where deskgram keeps what it knows.
#[derive(Clone, Debug)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres(PostgresServer),
}

impl Database {
    /// Where it is, as people may read it.
    pub fn display_location(&self) -> String {
        match self {
            Self::Sqlite(path) => path.display().to_string(),
            Self::Postgres(server) => server.place.clone(),
        }
    }
}

/// The place of the database. A relative path starts at `directory`.
pub(super) fn parse_database(text: &str, directory: &Path) -> Result<Database, InvalidValue> {
    if text.starts_with("postgres:") || text.starts_with("postgresql:") {
        return postgres::parse_server(text, directory).map(Database::Postgres);
    }
    let Some(rest) = text.strip_prefix("sqlite:") else {
        let fix = "Write sqlite:PATH, such as sqlite:deskgram.db, or postgres://USER:PASSWORD@HOST/DATABASE";
        return Err(InvalidValue::new("not a database that deskgram knows", fix));
    };
    let fix = "Write sqlite:PATH, such as sqlite:deskgram.db or sqlite:/var/lib/deskgram/deskgram.db";
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.starts_with(':') {
        return Err(InvalidValue::new("a database in memory would forget everybody at every start", fix));
    }
    if path.contains('?') {
        return Err(InvalidValue::new("options after ? are not understood", fix));
    }
    if path.is_empty() || path.ends_with('/') {
        return Err(InvalidValue::new("no file is named", fix));
    }
    Ok(Database::Sqlite(directory.join(path)))
}
