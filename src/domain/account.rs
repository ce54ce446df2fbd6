//! A person's account in the helpdesk, as the person who signed in with it.

use serde::{Deserialize, Serialize};

use super::guessing;
use super::ids::UnitId;
use super::person::Role;
use super::ticket::PersonRef;

/// Whose key we hold, and what is known of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub login: String,
    /// The hash is missing where the helpdesk would not tell who we are.
    pub me: PersonRef,
    /// Missing together with the hash.
    pub role: Option<Role>,
    pub units: Vec<UnitId>,
    /// The helpdesk's language of the account, as it writes it.
    pub lang: String,
}

impl Account {
    /// The name to show; the login where the helpdesk gave no name.
    pub fn name(&self) -> &str {
        self.me.name.as_deref().unwrap_or(&self.login)
    }

    /// Whether this is the account of that login, which the helpdesk reads without regard to case. An empty one is anybody's.
    pub fn goes_by(&self, login: &str) -> bool {
        login.is_empty() || guessing::plain(login) == guessing::plain(&self.login)
    }

    /// Whether both are one account: by hash where both have one, else by login.
    pub fn is(&self, other: &Self) -> bool {
        match (&self.me.hash, &other.me.hash) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => guessing::plain(&self.login) == guessing::plain(&other.login),
        }
    }

    /// Whether this is a client's account, which gets no technician's buttons.
    pub fn is_client(&self) -> bool {
        self.role == Some(Role::Client)
    }
}
