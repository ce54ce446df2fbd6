//! A world whose deskgram goes on with a database that was left by another run.

use std::path::Path;

use deskgram::store::Seal;
use jiff::Timestamp;

use super::World;
use super::postgres::Postgres;

/// With which every world seals: a database can be taken from one world into another.
pub fn seal(key: u8) -> Seal {
    Seal::new(&[key; 32], "https://desk.example/api.php")
}

impl World {
    /// The process starts again with a copy of this file.
    pub async fn move_to_file(&mut self, file: &Path) {
        self.folder = tempfile::tempdir().unwrap();
        std::fs::copy(file, self.database_path()).unwrap();
        self.postgres = None;
        self.restart_process().await;
    }

    /// The database on PostgreSQL, if deskgram remembers there.
    pub fn postgres(&self) -> Option<&Postgres> {
        self.postgres.as_ref()
    }

    /// Moves time to this moment, which is still to come.
    pub fn advance_to(&self, moment: &str) {
        let ahead = moment.parse::<Timestamp>().unwrap().duration_since(self.clock.now());
        assert!(!ahead.is_negative(), "it is {} already", self.clock.now());
        self.advance_time(ahead);
    }
}
