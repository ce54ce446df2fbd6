//! Encryption of what must not be readable in a stolen database file: XChaCha20-Poly1305 with a random nonce. What a
//! sealed value belongs to (table, person, helpdesk) is bound to it, so that it can't be moved to another row.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use super::secret_memo::SecretMemo;
use crate::clock;

/// Says which layout follows; grows when the cipher changes.
const SEAL_VERSION: u8 = 1;
const NONCE_LENGTH: usize = 24;

/// What a secret is derived for. Each of these stands where a random nonce stands elsewhere, and seals nothing.
const WEBHOOK_PURPOSE: &[u8; NONCE_LENGTH] = b"deskgram/webhook-secret/";
const FILES_PURPOSE: &[u8; 8] = b"file/one";
const DIGEST: &[u8; 16] = b"deskgram/digest/";

/// A sealed value could not be opened: another key, another helpdesk, or damage. The person has to sign in again.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("a sealed value does not open with this secret key")]
pub struct SealError;

/// Seals and opens values with one key, for one helpdesk.
pub struct Seal {
    cipher: XChaCha20Poly1305,
    /// Opens what was sealed before a change of the key that is not finished. Seals nothing.
    former: Option<XChaCha20Poly1305>,
    helpdesk: String,
    pub(super) memo: SecretMemo,
}

impl Seal {
    /// `helpdesk` is its URL: a database that is pointed at another helpdesk must not send it these keys.
    pub fn new(key: &[u8; 32], helpdesk: &str) -> Self {
        Self {
            cipher: XChaCha20Poly1305::new(key.into()),
            former: None,
            helpdesk: helpdesk.to_owned(),
            memo: SecretMemo::default(),
        }
    }

    /// The same, which also opens what a former key has sealed.
    pub fn or_former(self, key: Option<&[u8; 32]>) -> Self {
        Self { former: key.map(|key| XChaCha20Poly1305::new(key.into())), ..self }
    }

    /// Encrypts `plain` for `owner` (table and row).
    pub fn seal_bytes(&self, owner: &str, plain: &[u8]) -> Vec<u8> {
        self.close_with(clock::random_bytes(), owner, plain)
    }

    fn close_with(&self, nonce: [u8; NONCE_LENGTH], owner: &str, plain: &[u8]) -> Vec<u8> {
        let bound = self.bind_owner(owner);
        let body = self
            .cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: bound.as_bytes() })
            // The cipher fails only on messages of many gigabytes.
            .expect("a short message can be encrypted");
        [&[SEAL_VERSION][..], &nonce, &body].concat()
    }

    /// The same, alike each time for the same text: what is sealed so can be looked for.
    pub fn close_alike(&self, owner: &str, plain: &[u8]) -> Vec<u8> {
        let digest = self.digest(owner, plain);
        self.close_with(std::array::from_fn(|at| digest[at]), owner, plain)
    }

    /// Decrypts what [`Seal::seal_bytes`] made for the same owner.
    pub fn open_sealed(&self, owner: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (&version, rest) = sealed.split_first().ok_or(SealError)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE_LENGTH>().ok_or(SealError)?;
        if version != SEAL_VERSION {
            return Err(SealError);
        }
        let bound = self.bind_owner(owner);
        let open = |cipher: &XChaCha20Poly1305| {
            cipher.decrypt(&XNonce::from(*nonce), Payload { msg: body, aad: bound.as_bytes() }).ok()
        };
        open(&self.cipher).or_else(|| open(self.former.as_ref()?)).ok_or(SealError)
    }

    /// The secret by which Telegram's deliveries are known: the same at every start and in every process with this key, so
    /// that none of them is turned away meanwhile, and of no use for finding the key.
    pub fn webhook_secret(&self) -> [u8; 32] {
        self.derive_key(WEBHOOK_PURPOSE)
    }

    /// The mark of a link to a file: nobody without the key can make one, or make one last longer.
    pub fn file_mark(&self, id: i64, until: i64) -> [u8; 16] {
        let mut link = [0; NONCE_LENGTH];
        link[..8].copy_from_slice(FILES_PURPOSE);
        link[8..16].copy_from_slice(&id.to_be_bytes());
        link[16..].copy_from_slice(&until.to_be_bytes());
        self.derive_key(&link)
    }

    /// A digest of a text, for one purpose, that nobody without the key can make or try texts against. Each step's output is
    /// the key of the next; the length stands first, so that no text's digest is a step on another's way.
    pub fn digest(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        let whole = [purpose.as_bytes(), &[0], text].concat();
        let mut first = [0; NONCE_LENGTH];
        first[..16].copy_from_slice(DIGEST);
        first[16..].copy_from_slice(&(whole.len() as u64).to_be_bytes());
        whole.chunks(NONCE_LENGTH).fold(self.derive_key(&first), |key, part| {
            let mut step = [0; NONCE_LENGTH];
            step[..part.len()].copy_from_slice(part);
            stream(&XChaCha20Poly1305::new(&key.into()), &step)
        })
    }

    fn derive_key<const LENGTH: usize>(&self, purpose: &[u8; NONCE_LENGTH]) -> [u8; LENGTH] {
        stream(&self.cipher, purpose)
    }

    fn bind_owner(&self, owner: &str) -> String {
        format!("{owner}\n{}", self.helpdesk)
    }
}

/// What a key makes of a purpose: the beginning of its key stream, which is as good as random to all without the key.
fn stream<const LENGTH: usize>(cipher: &XChaCha20Poly1305, purpose: &[u8; NONCE_LENGTH]) -> [u8; LENGTH] {
    let stream = cipher.encrypt(&XNonce::from(*purpose), &[0; LENGTH][..]);
    // What the cipher adds to zeros is its key stream, and the tag behind it is not needed.
    let stream = stream.expect("a short message can be encrypted");
    std::array::from_fn(|at| stream[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_only_for_its_owner_helpdesk_and_key() {
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let sealed = seal.seal_bytes("sessions/1", b"key");
        assert_eq!(seal.open_sealed("sessions/1", &sealed).unwrap(), b"key");
        assert!(seal.open_sealed("sessions/2", &sealed).is_err());
        assert!(
            Seal::new(&[7; 32], "https://other.example/api.php").open_sealed("sessions/1", &sealed).is_err()
        );
        assert!(
            Seal::new(&[8; 32], "https://desk.example/api.php").open_sealed("sessions/1", &sealed).is_err()
        );
        assert!(!sealed.windows(3).any(|part| part == b"key"));
    }

    #[test]
    fn a_former_key_opens_and_never_seals() {
        let old = Seal::new(&[7; 32], "https://desk.example/api.php");
        let both = Seal::new(&[8; 32], "https://desk.example/api.php").or_former(Some(&[7; 32]));
        assert_eq!(both.open_sealed("sessions/1", &old.seal_bytes("sessions/1", b"key")).unwrap(), b"key");
        assert!(old.open_sealed("sessions/1", &both.seal_bytes("sessions/1", b"key")).is_err());
    }

    #[test]
    fn the_webhooks_secret_is_the_keys_own_and_stays() {
        let secret = |key, helpdesk| Seal::new(&[key; 32], helpdesk).webhook_secret();
        assert_eq!(secret(7, "a"), secret(7, "a"));
        assert_ne!(secret(7, "a"), secret(8, "a"));
        assert_ne!(secret(7, "a"), [0; 32]);
    }

    #[test]
    fn a_files_mark_belongs_to_its_link_its_end_and_the_key() {
        let mark = |key, id, until| Seal::new(&[key; 32], "a").file_mark(id, until);
        assert_eq!(mark(7, 1, 2), mark(7, 1, 2));
        for other in [mark(8, 1, 2), mark(7, 2, 2), mark(7, 1, 3), mark(7, 2, 1)] {
            assert_ne!(mark(7, 1, 2), other);
        }
    }

    #[test]
    fn a_digest_belongs_to_its_key_its_purpose_and_the_whole_text() {
        let digest = |key, purpose, text: &str| Seal::new(&[key; 32], "a").digest(purpose, text.as_bytes());
        let long = "x".repeat(100);
        assert_eq!(digest(7, "login", &long), digest(7, "login", &long));
        let others = [digest(8, "login", &long), digest(7, "logi", &long), digest(7, "login", &long[1..])];
        for other in others.into_iter().chain([digest(7, "login", ""), digest(7, "login", "\0")]) {
            assert_ne!(digest(7, "login", &long), other);
        }
        assert_ne!(digest(7, "login", ""), digest(7, "login", "\0"), "what fills up a step counts");
    }

    #[test]
    fn what_is_sealed_alike_is_alike_for_one_text_and_opens() {
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let sealed = seal.close_alike("secret", b"abc");
        assert_eq!(sealed, seal.close_alike("secret", b"abc"));
        assert_ne!(sealed, seal.close_alike("secret", b"abd"));
        assert_eq!(seal.open_sealed("secret", &sealed).unwrap(), b"abc");
    }

    #[test]
    fn damage_is_noticed() {
        let seal = Seal::new(&[7; 32], "https://desk.example/api.php");
        let mut sealed = seal.seal_bytes("sessions/1", b"key");
        for at in 0..sealed.len() {
            sealed[at] ^= 1;
            assert!(seal.open_sealed("sessions/1", &sealed).is_err(), "a changed byte {at} goes unnoticed");
            sealed[at] ^= 1;
        }
        assert!(seal.open_sealed("sessions/1", &[]).is_err());
    }
}
