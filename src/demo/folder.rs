//! The demo's folder: a fresh one for the database of each run, gone with the run. What a killed run left behind is
//! cleared away by the next.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::clock::random_bytes;
use crate::domain::hex::encode_hex;

/// How the folders of running demos are named.
const RUNNING: &str = "deskgram-demo-";
/// How a folder is named until its lock is held.
const COMING: &str = "coming-deskgram-demo-";
/// Locked as long as the demo runs; the system lets it go however the demo ends.
const LOCK: &str = "lock";

/// A folder that is removed when this is dropped.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes a folder inside `parent`, readable by this user alone, and removes those of runs that are over.
    ///
    /// # Errors
    /// When `parent` can't be written to.
    pub fn inside(parent: &Path) -> io::Result<Self> {
        let name = encode_hex(&random_bytes::<8>());
        let coming = parent.join(format!("{COMING}{name}"));
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&coming)?;
        let lock = File::create_new(coming.join(LOCK))?;
        lock.lock()?;
        // It gets its name with the lock held: another demo that clears away finds either nothing or somebody at home.
        let path = parent.join(format!("{RUNNING}{name}"));
        fs::rename(&coming, &path)?;
        clear_away(parent, &path);
        Ok(Self { path, _lock: lock })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            log::warn!("{} can't be removed: {error}", self.path.display());
        }
    }
}

/// Removes the folders of demos that were killed. What can't be looked at is left alone: it is somebody else's.
fn clear_away(parent: &Path, own: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_demo = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(RUNNING));
        if is_demo && path != own && belongs_to_same_user(&path, own) && is_over(&path) {
            // Another demo may be clearing away too.
            let _ = fs::remove_dir_all(&path);
        }
    }
}

fn is_over(folder: &Path) -> bool {
    File::open(folder.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

/// Whether both are folders (not links to some) of one user.
fn belongs_to_same_user(path: &Path, own: &Path) -> bool {
    let (Ok(theirs), Ok(ours)) = (fs::symlink_metadata(path), fs::symlink_metadata(own)) else {
        return false;
    };
    #[cfg(unix)]
    let same_user =
        std::os::unix::fs::MetadataExt::uid(&theirs) == std::os::unix::fs::MetadataExt::uid(&ours);
    #[cfg(not(unix))]
    let same_user = ours.is_dir();
    theirs.is_dir() && same_user
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parent: &Path) -> Vec<String> {
        let entries = fs::read_dir(parent).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn nothing_is_left_of_a_run() {
        let parent = tempfile::tempdir().unwrap();
        let folder = Folder::inside(parent.path()).unwrap();
        fs::write(folder.path().join("deskgram.db"), "rows").unwrap();
        assert_eq!(names(parent.path()).len(), 1);
        drop(folder);
        assert!(names(parent.path()).is_empty());
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_away_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let killed = parent.path().join(format!("{RUNNING}killed"));
        for folder in [killed, parent.path().join("deskgram-data")] {
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join(LOCK), "").unwrap();
        }
        fs::create_dir(parent.path().join(format!("{RUNNING}without-lock"))).unwrap();
        let one = Folder::inside(parent.path()).unwrap();
        let other = Folder::inside(parent.path()).unwrap();
        assert!(one.path().exists() && other.path().exists());
        drop((one, other));
        assert_eq!(names(parent.path()), ["deskgram-data", "deskgram-demo-without-lock"]);
    }
}
