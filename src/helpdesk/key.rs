//! The secret that stands for a person in every call. Shown by nothing, compared by nothing.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A person's API key (`uniq_id` of the sign-in answer and of every request). It does not expire; a change of password
/// replaces it. Its `Debug` is redacted.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes a key as the helpdesk gave it or as it was stored.
    pub fn new(key: String) -> Self {
        Self(key.into())
    }

    /// The key itself: only for a request and for encrypted storage.
    pub fn expose_key(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}
