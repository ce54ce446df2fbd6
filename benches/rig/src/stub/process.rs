//! What the bot's process has used, read at the very moment that counts.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// A process, by its number.
pub struct Process(PathBuf);

impl Process {
    pub fn new(number: usize) -> Self {
        Self(PathBuf::from(format!("/proc/{number}/task")))
    }

    /// CPU time of all its threads that live; nothing where the system does not tell.
    pub fn used(&self) -> Duration {
        let threads = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let stats = threads.filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok());
        let nanoseconds = stats.filter_map(|stat| stat.split(' ').next()?.parse::<u64>().ok());
        Duration::from_nanos(nanoseconds.sum())
    }
}
