//! Whether the database opens, or can be made.

use std::fs::File;
use std::io;
use std::path::Path;

use super::finding::{CheckFailure, Finding};
use crate::app;
use crate::clock::random_bytes;
use crate::config::{Config, Database, PostgresServer};
use crate::store::{self, SchemaState, Store, StoreError};

/// What to ask for where the helpdesk's lists cost what they cost without it.
const INDEX: &str = "Ask the helpdesk's administrator for ALTER TABLE tickets ADD INDEX (hash_name(32)); it is explained in \
                     docs/REFERENCE.md.";

/// Opens the database if there is one; makes none. What it remembers of the helpdesk's lists is a part of its own.
pub async fn check_database(config: Config) -> Vec<Finding> {
    match config.database.clone() {
        Database::Sqlite(path) => {
            let (finding, store) = check_file(config, &path);
            [Some(finding), lists(store).await].into_iter().flatten().collect()
        }
        Database::Postgres(server) => vec![Finding { part: "database", result: check_postgres(&server) }],
    }
}

/// What the longest list costs the helpdesk, where that was seen.
async fn lists(store: Option<Store>) -> Option<Finding> {
    let cost = store?.read(|db| db.list_cost()).await.ok()??;
    let each = cost.per_ticket()?;
    let (tickets, took) = (cost.tickets, cost.took.as_secs_f64());
    let found = format!("{tickets} tickets took the helpdesk {took:.1} s, {} ms each", each.as_millis());
    let found = if cost.lacks_index() {
        let would = cost.with_index().as_secs_f64();
        format!("{found}: an index in its database is missing, with it about {would:.1} s\n  → {INDEX}")
    } else {
        found
    };
    Some(Finding { part: "lists", result: Ok(found) })
}

fn check_postgres(server: &PostgresServer) -> Result<String, CheckFailure> {
    let place = &server.place;
    match store::inspect_server(server) {
        Ok(SchemaState::Empty) => Ok(format!("{place} answers; its tables will be made at the first start")),
        Ok(standing @ SchemaState::Ours(_)) => Ok(match standing.is_current() {
            Err(StoreError::Older { .. }) => earlier(place),
            _ => format!("{place} answers"),
        }),
        Err(error @ StoreError::Newer { .. }) => {
            Err(CheckFailure::new(format!("{place}: {error}"), "Start the deskgram that has written it."))
        }
        Ok(SchemaState::Foreign) => {
            let todo = "Give deskgram a database of its own: CREATE DATABASE deskgram OWNER deskgram;";
            Err(CheckFailure::new(format!("{place} holds another program's tables"), todo))
        }
        Err(error) => {
            let todo =
                "Does the server run, and are user, password, database and sslmode in DATABASE_URL right?";
            Err(CheckFailure::new(format!("{place}: {error}"), todo))
        }
    }
}

/// What is said of a database that a start brings up to date.
fn earlier(place: &str) -> String {
    format!("{place} is of an earlier version; the next start brings it up to date, so make a backup first")
}

fn check_file(config: Config, path: &Path) -> (Finding, Option<Store>) {
    let part = "database";
    let place = path.display().to_string();
    let key = match config.key.load_existing() {
        Ok(key) => key,
        Err(error) => {
            let todo = "Put the key back, or start with an empty database: everybody then signs in again.";
            return (Finding { part, result: Err(CheckFailure::new(error, todo)) }, None);
        }
    };
    let mut opened = None;
    let result = match (path.exists(), key) {
        (false, _) => {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new("."));
            match (folder.is_dir(), is_writable(folder)) {
                (false, _) => {
                    Err(CheckFailure::new(format!("the folder of {place} is missing"), "Make the folder."))
                }
                (true, Err(error)) => {
                    let wrong = format!("{place} can't be made: {error}");
                    let todo = "Let the user as whom deskgram runs write to its folder.";
                    Err(CheckFailure::of_system(wrong, todo))
                }
                (true, Ok(())) => Ok(format!("{place} will be made at the first start")),
            }
        }
        (true, None) => {
            Err(CheckFailure::new("its secret key is missing", "Put the key file back beside it."))
        }
        (true, Some(key)) => {
            match Store::of_today(&config.database, app::create_seal(&key, &config.helpdesk.url)) {
                Ok(store) => {
                    opened = Some(store);
                    Ok(format!("{place} opens"))
                }
                Err(StoreError::Older { .. }) => Ok(earlier(&place)),
                Err(error) => {
                    let todo = "Is it a deskgram database, and may this user write to it?";
                    Err(CheckFailure::of_system(error, todo))
                }
            }
        }
    };
    (Finding { part, result }, opened)
}

/// Whether files can be made in a folder: makes one, and takes it away again.
fn is_writable(folder: &Path) -> io::Result<()> {
    let name = format!(".deskgram-{:016x}", u64::from_le_bytes(random_bytes()));
    let path = folder.join(name);
    File::create_new(&path).and_then(|_| std::fs::remove_file(&path))
}
