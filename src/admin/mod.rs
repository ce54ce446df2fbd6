//! What the administrator asks for on the command line while deskgram runs, or while it does not. Each command prints
//! its answer and ends; none speaks to Telegram or the helpdesk.

pub mod audit;
pub mod backup;
pub mod health;
pub mod migrate;
pub mod outbox;
mod progress;
pub mod rotate;
pub mod sessions;
pub mod shell;
pub mod subscriptions;
mod table;

use crate::config::{Config, Database};

/// Why there is nothing to show or to change.
#[derive(Debug, thiserror::Error)]
#[error("there is no database {0}: go to its folder, or set DATABASE_URL to where it is")]
pub struct NoDatabase(String);

/// Makes sure that there is a database: a command in the wrong folder must not make one there and speak of that.
pub fn require_database(config: Config) -> Result<Config, NoDatabase> {
    match &config.database {
        Database::Sqlite(path) if !path.exists() => Err(NoDatabase(path.display().to_string())),
        _ => Ok(config),
    }
}
