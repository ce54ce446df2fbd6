//! Another secret key in place of the present one. While what is sealed is sealed anew, the key file holds both keys, the new
//! one first: at whatever moment this is killed, everything still opens, and asking again finishes it.

use std::path::{Path, PathBuf};

use super::key::{KeyError, KeySource, SecretKey, read_key, replace_key};

/// Where the new key comes from.
#[derive(Clone, Copy, Debug)]
pub enum NewKey<'a> {
    /// It is made here, for the key file.
    Made,
    /// It is in this file, for a key that is in the settings.
    In(&'a Path),
}

/// A change of the key that is under way.
#[derive(Debug)]
pub struct KeyRotation {
    /// The new key, which opens what the old one has sealed too.
    pub key: SecretKey,
    pub begun: RotationStart,
    /// The key file; none where the key is in the settings.
    file: Option<PathBuf>,
}

/// When the change began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotationStart {
    Now,
    /// It had been cut short, and goes on with the new key of then.
    Earlier,
}

impl KeySource {
    /// Begins a change of the key: the new one is safe on disk when this returns.
    ///
    /// # Errors
    /// When there is no key yet, or the file can't be read or written.
    pub fn begin_rotation(self, new: NewKey<'_>) -> Result<KeyRotation, KeyError> {
        match (self, new) {
            (Self::Given(old), NewKey::In(path)) => {
                let new = read_key(path)?.ok_or_else(|| KeyError::NoneYet { path: path.to_owned() })?;
                Ok(KeyRotation { key: new.with_former(&old), begun: RotationStart::Now, file: None })
            }
            (Self::Given(_), NewKey::Made) => Err(KeyError::InSettings),
            (Self::File { path, .. }, NewKey::In(_)) => Err(KeyError::InFile { path }),
            (Self::File { path, .. }, NewKey::Made) => {
                let old = read_key(&path)?.ok_or_else(|| KeyError::NoneYet { path: path.clone() })?;
                if old.expose_former().is_some() {
                    return Ok(KeyRotation { key: old, begun: RotationStart::Earlier, file: Some(path) });
                }
                let key = SecretKey::generate_key().with_former(&old);
                replace_key(&path, &key)?;
                Ok(KeyRotation { key, begun: RotationStart::Now, file: Some(path) })
            }
        }
    }
}

impl KeyRotation {
    /// Forgets the old key. Only when nothing is sealed with it any more.
    pub fn finish_rotation(self) -> Result<(), KeyError> {
        match self.file {
            Some(path) => replace_key(&path, &self.key.without_former()),
            None => Ok(()),
        }
    }
}
