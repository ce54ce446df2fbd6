//! The scripts that make the tables, in their order, and which of them a database still needs. Runs nothing: how a script
//! is run and where a version is kept is each database's own business.

use super::dialect::Dialect;
use super::sql::StoreError;

/// The file's number is its version.
const MIGRATIONS: &[&str] = &[include_str!("../../migrations/0001_schema.sql")];

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
    /// Fails where something is to be brought up to date first, or can't be.
    pub fn is_current(self) -> Result<(), StoreError> {
        self.check_version(MIGRATIONS.len() as i64)
    }

    fn check_version(self, known: i64) -> Result<(), StoreError> {
        match self {
            Self::Ours(found) if found > known => Err(StoreError::Newer { found, known }),
            Self::Ours(found) if found < known => Err(StoreError::Older { found, known }),
            Self::Ours(_) | Self::Empty => Ok(()),
            Self::Foreign => Err(StoreError::Foreign),
        }
    }

    /// The scripts that a database needs, each with its version.
    pub(super) fn pending_scripts(
        self,
        dialect: Dialect,
    ) -> Result<impl Iterator<Item = (i64, String)>, StoreError> {
        let known = MIGRATIONS.len() as i64;
        let found = match self {
            Self::Empty => 0,
            Self::Ours(found) if found > known => return Err(StoreError::Newer { found, known }),
            Self::Ours(found) => found,
            Self::Foreign => return Err(StoreError::Foreign),
        };
        let scripts = (1..).zip(MIGRATIONS).skip(found as usize);
        Ok(scripts.map(move |(version, script)| (version, dialect.fill_script(script))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_database_waits_for_a_start_and_a_newer_one_for_its_program() {
        assert!(SchemaState::Ours(2).check_version(2).is_ok());
        assert!(SchemaState::Empty.check_version(2).is_ok());
        assert!(matches!(
            SchemaState::Ours(1).check_version(2),
            Err(StoreError::Older { found: 1, known: 2 })
        ));
        assert!(matches!(
            SchemaState::Ours(3).check_version(2),
            Err(StoreError::Newer { found: 3, known: 2 })
        ));
        assert!(matches!(SchemaState::Foreign.check_version(2), Err(StoreError::Foreign)));
    }
}
