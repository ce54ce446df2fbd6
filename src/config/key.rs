//! The key that seals people's helpdesk access at rest: read from its text, or kept in a file of its own beside the
//! database. Seals nothing itself.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine as _};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use thiserror::Error;

use super::path_beside;
use super::sources::MARK;
use crate::clock::random_bytes;
use crate::domain::hex::{decode_hex, encode_hex};

const KEY_FILE: &str = "deskgram.key";
const KEY_LENGTH: usize = 32;

type KeyBytes = SecretBox<[u8; KEY_LENGTH]>;

/// 32 secret bytes; while the key is being changed, with those of the former key.
#[derive(Debug)]
pub struct SecretKey {
    bytes: KeyBytes,
    former: Option<KeyBytes>,
}

impl SecretKey {
    /// Reads 64 hexadecimal digits, or base64 in either alphabet, padded or not.
    pub fn parse_key(text: &str) -> Option<Self> {
        let bytes = if text.len() == 2 * KEY_LENGTH {
            decode_hex(text)?.try_into().ok()
        } else {
            decode_base64(text)
        };
        Some(Self { bytes: seal_bytes(&bytes?), former: None })
    }

    /// The bytes, for the cipher alone.
    pub fn expose_bytes(&self) -> &[u8; KEY_LENGTH] {
        self.bytes.expose_secret()
    }

    /// The bytes of the former key, which opens what was sealed before a change of the key that is not finished.
    pub fn expose_former(&self) -> Option<&[u8; KEY_LENGTH]> {
        self.former.as_ref().map(|former| former.expose_secret())
    }

    pub(super) fn generate_key() -> Self {
        Self { bytes: seal_bytes(&random_bytes()), former: None }
    }

    /// This key, with another as the former one.
    pub(super) fn with_former(self, former: &Self) -> Self {
        Self { former: Some(seal_bytes(former.expose_bytes())), ..self }
    }

    /// This key without a former one.
    pub(super) fn without_former(&self) -> Self {
        Self { bytes: seal_bytes(self.expose_bytes()), former: None }
    }

    /// The text that a key file holds: a line for each key.
    fn to_text(&self) -> SecretString {
        let line = |bytes: &[u8; KEY_LENGTH]| -> String { encode_hex(bytes) + "\n" };
        let former = self.expose_former().map(line).unwrap_or_default();
        (line(self.expose_bytes()) + &former).into()
    }

    /// Reads what [`SecretKey::to_text`] wrote, or one key in any spelling.
    fn from_file(text: &str) -> Option<Self> {
        let mut lines = text.trim_start_matches(MARK).trim().lines();
        let key = Self::parse_key(lines.next()?.trim())?;
        let former = lines.next().map(|line| Self::parse_key(line.trim()).ok_or(())).transpose().ok()?;
        if lines.next().is_some() {
            return None;
        }
        Some(Self { former: former.map(|former| former.bytes), ..key })
    }
}

fn seal_bytes(bytes: &[u8; KEY_LENGTH]) -> KeyBytes {
    SecretBox::new(Box::new(*bytes))
}

/// Where the key comes from.
#[derive(Debug)]
pub enum KeySource {
    /// It was in the settings.
    Given(SecretKey),
    /// A file beside the database, made at the first start.
    File { path: PathBuf, database: PathBuf },
}

/// Why there is no key. None of the messages holds a part of it.
#[derive(Debug, Error)]
pub enum KeyError {
    #[error("the key file {} can't be read: {source}", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("the key file {0} can be read by others on this machine (its mode is {mode:03o}): run `chmod 600 {0}`", path.display())]
    Open { path: PathBuf, mode: u32 },
    #[error(
        "the key file {} holds no key of 32 bytes: put the right one back from a backup",
        path.display()
    )]
    Malformed { path: PathBuf },
    #[error(
        "the database {} is there and its key {} is not, so what is sealed in it can't be read: put the key back \
         from a backup, or give it as DESKGRAM_SECRET_KEY; to start anew, move the database away",
        database.display(),
        path.display()
    )]
    Lost { path: PathBuf, database: PathBuf },
    #[error("there is no key in {} yet", path.display())]
    NoneYet { path: PathBuf },
    #[error(
        "the key is in the settings: put a new one into a file (`openssl rand -hex 32 > new.key`) and name that with --to"
    )]
    InSettings,
    #[error("the key is in {}, where the new one is put too: leave --to away", path.display())]
    InFile { path: PathBuf },
    #[error("the key file {} can't be made: {source}; its directory must be there and writable", path.display())]
    NotMade { path: PathBuf, source: io::Error },
}

impl KeySource {
    /// The key file that belongs to a database.
    pub(super) fn beside_database(database: &Path) -> Self {
        Self::File { path: path_beside(database, KEY_FILE), database: database.to_owned() }
    }

    /// The key, if there is one already; makes nothing.
    ///
    /// # Errors
    /// When a key file is there and can't be used, or is missing while its database is there.
    pub fn load_existing(self) -> Result<Option<SecretKey>, KeyError> {
        match self {
            Self::Given(key) => Ok(Some(key)),
            Self::File { path, database } => read_kept(&path, &database),
        }
    }

    /// The key; makes its file at the first start. Call it before the database is made: a database without its
    /// key file is taken for one whose key was lost.
    ///
    /// # Errors
    /// As [`KeySource::load_existing`], and when the file can't be made.
    pub fn load_or_create(self) -> Result<SecretKey, KeyError> {
        match self {
            Self::Given(key) => Ok(key),
            Self::File { path, database } => {
                read_kept(&path, &database)?.map_or_else(|| create_key(path), Ok)
            }
        }
    }
}

/// The key in the file that belongs to a database; `None` before the first start.
fn read_kept(path: &Path, database: &Path) -> Result<Option<SecretKey>, KeyError> {
    match read_key(path)? {
        None if database.exists() => {
            Err(KeyError::Lost { path: path.to_owned(), database: database.to_owned() })
        }
        key => Ok(key),
    }
}

/// The key in a file; `None` without such a file.
pub(super) fn read_key(path: &Path) -> Result<Option<SecretKey>, KeyError> {
    let unreadable = |source| KeyError::Unreadable { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let metadata = file.metadata().map_err(unreadable)?;
    if let Some(mode) = mode_for_others(&metadata) {
        return Err(KeyError::Open { path: path.to_owned(), mode });
    }
    let text: SecretString = io::read_to_string(file).map_err(unreadable)?.into();
    match SecretKey::from_file(text.expose_secret()) {
        Some(key) => Ok(Some(key)),
        None => Err(KeyError::Malformed { path: path.to_owned() }),
    }
}

/// Puts a key in the place of the one in the file: at every moment the file holds one or the other, whole. It stays with
/// its owner, whoever does it: root does for a deskgram that runs as somebody else.
pub(super) fn replace_key(path: &Path, key: &SecretKey) -> Result<(), KeyError> {
    let draft = draft_beside(path);
    let replaced = write_private(&draft, key)
        .and_then(|()| copy_owner(&draft, path))
        .and_then(|()| std::fs::rename(&draft, path))
        .and_then(|()| sync_folder(path));
    replaced.map_err(|source| {
        // It was not renamed, or nothing is left to remove.
        let _ = std::fs::remove_file(&draft);
        KeyError::NotMade { path: path.to_owned(), source }
    })
}

/// A name beside the key file that nothing else has.
fn draft_beside(path: &Path) -> PathBuf {
    path.with_extension(format!("key.{:016x}", u64::from_le_bytes(random_bytes())))
}

/// Returns once a new name in the file's folder survives the loss of power.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Makes the file whole or not at all: written under a name of its own, then linked to the right one. A link, unlike
/// a rename, fails where another process was first; then that process's key is the key.
fn create_key(path: PathBuf) -> Result<SecretKey, KeyError> {
    let key = SecretKey::generate_key();
    let draft = draft_beside(&path);
    let made = write_private(&draft, &key).and_then(|()| std::fs::hard_link(&draft, &path));
    // The draft has done its work or can't; one that stays behind harms nobody.
    let _ = std::fs::remove_file(&draft);
    match made {
        Ok(()) => Ok(key),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match read_key(&path)? {
            Some(key) => Ok(key),
            None => Err(KeyError::NotMade { path, source: error }),
        },
        Err(source) => Err(KeyError::NotMade { path, source }),
    }
}

fn write_private(path: &Path, key: &SecretKey) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    make_private(&mut options);
    let mut file = options.open(path)?;
    file.write_all(key.to_text().expose_secret().as_bytes())?;
    file.sync_all()
}

#[cfg(unix)]
fn make_private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

/// Gives a file to the owner of another.
#[cfg(unix)]
pub fn copy_owner(file: &Path, other: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, chown};
    let (ours, theirs) = (std::fs::metadata(file)?, std::fs::metadata(other)?);
    if ours.uid() == theirs.uid() {
        return Ok(());
    }
    chown(file, Some(theirs.uid()), Some(theirs.gid()))
}

/// The file's mode, when it lets in anybody but its owner.
#[cfg(unix)]
fn mode_for_others(metadata: &Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

// Elsewhere a file has no mode: who may read it follows from its directory.
#[cfg(not(unix))]
fn make_private(_: &mut OpenOptions) {}

#[cfg(not(unix))]
pub fn hand_over(_: &Path, _: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn mode_for_others(_: &Metadata) -> Option<u32> {
    None
}

/// Reads a key as base64.
fn decode_base64(text: &str) -> Option<[u8; KEY_LENGTH]> {
    let standard = text.strip_suffix('=').unwrap_or(text).replace('-', "+").replace('_', "/");
    BASE64_STANDARD_NO_PAD.decode(standard).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::SecretKey;

    fn bytes(text: &str) -> Option<[u8; 32]> {
        SecretKey::parse_key(text).map(|key| *key.expose_bytes())
    }

    #[test]
    fn reads_hex_and_base64() {
        let mut expected = [0xff; 32];
        expected[0] = 0xfb;
        assert_eq!(bytes(&format!("fb{}", "fF".repeat(31))), Some(expected));
        assert_eq!(bytes("+/////////////////////////////////////////8="), Some(expected));
        assert_eq!(bytes("-_________________________________________8"), Some(expected));
    }

    #[test]
    fn refuses_other_lengths_and_letters() {
        assert_eq!(bytes(""), None);
        assert_eq!(bytes(&"ab".repeat(31)), None);
        assert_eq!(bytes(&"zz".repeat(32)), None);
        assert_eq!(bytes(&"A".repeat(42)), None);
        assert_eq!(bytes(&"A".repeat(44)), None);
        // The last letter carries two bits too many.
        assert_eq!(bytes("+/////////////////////////////////////////9="), None);
    }

    #[test]
    fn is_not_shown() {
        let key = SecretKey::parse_key(&"ab".repeat(32)).unwrap();
        assert!(!format!("{key:?}").contains("ab"), "{key:?}");
    }
}
