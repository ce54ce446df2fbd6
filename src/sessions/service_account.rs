//! The account that watches for everybody, where the administrator has set one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use secrecy::{ExposeSecret, SecretString};

use crate::sessions::live_sessions::UserSession;

/// The account that watches for everybody: signed in when it is first needed, and anew when its key is refused. Its key is
/// never stored.
#[derive(Clone)]
pub struct ServiceAccount {
    pub login: String,
    pub password: SecretString,
    session: Arc<Mutex<Option<Arc<UserSession>>>>,
    /// Its list has failed too often to be relied on.
    blind: Arc<AtomicBool>,
}

impl ServiceAccount {
    pub fn new(login: String, password: SecretString) -> Self {
        Self { login, password, session: Arc::default(), blind: Arc::default() }
    }

    /// Whether it is the account of this login and password.
    pub fn matches_credentials(&self, login: &str, password: &SecretString) -> bool {
        self.login == login && self.password.expose_secret() == password.expose_secret()
    }

    /// Its session, if it is signed in.
    pub fn current_session(&self) -> Option<Arc<UserSession>> {
        self.session.lock().clone()
    }

    /// Notes whether its list can be read.
    pub fn set_unhealthy(&self, blind: bool) {
        self.blind.store(blind, Ordering::Relaxed);
    }

    pub fn is_unhealthy(&self) -> bool {
        self.blind.load(Ordering::Relaxed)
    }

    /// Its key is refused: the password was changed, or the account was closed.
    pub fn drop_session(&self) {
        *self.session.lock() = None;
    }

    /// It is signed in, or its account is another at the helpdesk now.
    pub fn set_session(&self, session: Arc<UserSession>) {
        *self.session.lock() = Some(session);
    }
}
