//! The scripts that make the tables, in their order, and which of them a database still needs. Runs nothing: how a script
//! is run and where a version is kept is each database's own business.

use super::sql::StoreError;

/// The file's number is its version.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/0001_foundations.sql"),
    include_str!("../../migrations/0002_alerts.sql"),
    include_str!("../../migrations/0003_daily.sql"),
    include_str!("../../migrations/0004_groups.sql"),
    include_str!("../../migrations/0005_attempts.sql"),
    include_str!("../../migrations/0006_guesses.sql"),
    include_str!("../../migrations/0007_author.sql"),
    include_str!("../../migrations/0008_watching.sql"),
    include_str!("../../migrations/0009_audit.sql"),
    include_str!("../../migrations/0010_looking.sql"),
    include_str!("../../migrations/0011_revocations.sql"),
    include_str!("../../migrations/0012_leases.sql"),
    include_str!("../../migrations/0013_sheets.sql"),
    include_str!("../../migrations/0014_links.sql"),
    include_str!("../../migrations/0015_outbox.sql"),
    include_str!("../../migrations/0016_files.sql"),
    include_str!("../../migrations/0017_sending.sql"),
    include_str!("../../migrations/0018_delivery.sql"),
    include_str!("../../migrations/0019_secrets.sql"),
    include_str!("../../migrations/0020_messages.sql"),
];

/// What a database holds before it is brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaState {
    Empty,
    /// deskgram's tables, of this version.
    Ours(i64),
    /// Another program's tables.
    Foreign,
}

impl SchemaState {
    /// Whether nothing is to be brought up to date.
    pub fn is_current(self) -> Result<(), StoreError> {
        let known = MIGRATIONS.len() as i64;
        match self {
            Self::Ours(found) if found > known => Err(StoreError::Newer { found, known }),
            Self::Ours(found) if found < known => Err(StoreError::Older { found, known }),
            Self::Ours(_) | Self::Empty => Ok(()),
            Self::Foreign => Err(StoreError::Foreign),
        }
    }

    /// The scripts that a database needs, each with its version and with `serial` for the way in which it numbers rows.
    pub(super) fn pending_scripts(
        self,
        serial: &'static str,
    ) -> Result<impl Iterator<Item = (i64, String)>, StoreError> {
        let known = MIGRATIONS.len() as i64;
        let found = match self {
            Self::Empty => 0,
            Self::Ours(found) if found > known => return Err(StoreError::Newer { found, known }),
            Self::Ours(found) => found,
            Self::Foreign => return Err(StoreError::Foreign),
        };
        let scripts = (1..).zip(MIGRATIONS).skip(found as usize);
        Ok(scripts.map(move |(version, script)| (version, script.replace("{serial}", serial))))
    }
}
