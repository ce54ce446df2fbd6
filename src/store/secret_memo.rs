//! The hashes of people in their sealed form, kept for a while: each record of a ticket holds several, mostly the same ones, and
//! to seal or open one takes longer than to read the rest. What does not look like such a hash, as passwords and codes, is not
//! kept.

use std::collections::HashMap;

use parking_lot::Mutex;

/// So many are kept each way.
const MAX_KEPT: usize = 2_048;

/// How long the hash of a person is: the helpdesk's are MD5 in lower-case digits.
const HASH_LENGTH: usize = 32;

/// Both ways, each for itself: what a former key has sealed opens, and is sealed otherwise.
#[derive(Default)]
pub(super) struct SecretMemo {
    sealed: Mutex<HashMap<String, String>>,
    opened: Mutex<HashMap<String, String>>,
}

impl SecretMemo {
    /// Seals a text, unless its sealed form is known.
    pub fn seal_once(&self, secret: &str, seal: impl FnOnce() -> String) -> String {
        if !is_hash(secret) {
            return seal();
        }
        if let Some(known) = self.sealed.lock().get(secret) {
            return known.clone();
        }
        let sealed = seal();
        keep(&self.sealed, secret, &sealed);
        sealed
    }

    /// What is in a sealed text, where that is known.
    pub fn find_opened(&self, sealed: &str) -> Option<String> {
        self.opened.lock().get(sealed).cloned()
    }

    pub fn keep_opened(&self, sealed: &str, secret: &str) {
        if is_hash(secret) {
            keep(&self.opened, sealed, secret);
        }
    }
}

fn keep(all: &Mutex<HashMap<String, String>>, text: &str, form: &str) {
    let mut all = all.lock();
    if all.len() >= MAX_KEPT {
        all.clear();
    }
    all.insert(text.to_owned(), form.to_owned());
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "0123456789abcdef0123456789abcdef";

    #[test]
    fn hashes_are_kept_and_nothing_else_is() {
        let memo = SecretMemo::default();
        assert_eq!(memo.seal_once(HASH, || "a".into()), "a");
        assert_eq!(memo.seal_once(HASH, || panic!("it is known")), "a");
        memo.keep_opened("a", HASH);
        assert_eq!(memo.find_opened("a").as_deref(), Some(HASH));
        for password in ["hunter2", &HASH.to_uppercase(), &HASH[1..]] {
            assert_eq!(memo.seal_once(password, || "b".into()), "b");
            assert_eq!(memo.seal_once(password, || "c".into()), "c", "{password} was kept");
            memo.keep_opened("b", password);
            assert_eq!(memo.find_opened("b"), None, "{password} was kept");
        }
    }

    #[test]
    fn it_stays_small() {
        let memo = SecretMemo::default();
        for number in 0..MAX_KEPT * 2 {
            memo.seal_once(&format!("{number:032x}"), String::new);
            memo.keep_opened(&number.to_string(), HASH);
        }
        assert!(memo.sealed.lock().len() <= MAX_KEPT && memo.opened.lock().len() <= MAX_KEPT);
    }
}
