//! A person's account in the helpdesk, as the person who signed in with it.

use serde::{Deserialize, Serialize};

use super::ids::UnitId;
use super::login_throttle;
use super::person::{Profile, Role};
use super::ticket::PersonRef;

/// Whose key we hold, and what is known of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub login: String,
    /// The hash is missing where the helpdesk would not tell who we are.
    pub me: PersonRef,
    /// Missing together with the hash, and where the helpdesk gives a role that is not known here.
    pub role: Option<Role>,
    pub units: Vec<UnitId>,
    /// The helpdesk's language of the account, as it writes it.
    pub lang: String,
}

impl Account {
    /// The account of a login as its page has it; who it is, is not known without one.
    pub fn of(login: &str, name: Option<String>, page: Option<&Profile>) -> Self {
        let person = page.map(|page| &page.person);
        Self {
            login: login.to_owned(),
            me: PersonRef { hash: person.map(|person| person.hash.clone()), name },
            role: person.and_then(|person| person.role),
            units: person.map(|person| person.units.clone()).unwrap_or_default(),
            lang: page.map(|page| page.lang.clone()).unwrap_or_default(),
        }
    }

    /// The name to show; the login where the helpdesk gave no name.
    pub fn display_name(&self) -> &str {
        self.me.name.as_deref().unwrap_or(&self.login)
    }

    /// Whether this is the account of that login, which the helpdesk reads without regard to case. An empty one is anybody's.
    pub fn goes_by(&self, login: &str) -> bool {
        login.is_empty()
            || login_throttle::normalize_login(login) == login_throttle::normalize_login(&self.login)
    }

    /// Whether both are one account: by hash where both have one, else by login.
    pub fn is_same(&self, other: &Self) -> bool {
        match (&self.me.hash, &other.me.hash) {
            (Some(mine), Some(theirs)) => mine == theirs,
            _ => {
                login_throttle::normalize_login(&self.login) == login_throttle::normalize_login(&other.login)
            }
        }
    }

    /// Whether a unit's work is theirs to see: their own unit's, or that of all for the head of all.
    pub fn covers_unit(&self, unit: UnitId) -> bool {
        self.is_staff() && (self.role == Some(Role::HeadChief) || self.units.contains(&unit))
    }

    /// Whether this account does the helpdesk's work. Not a client's, nor one whose role is not known.
    pub fn is_staff(&self) -> bool {
        matches!(self.role, Some(Role::Technician | Role::HeadOfUnit | Role::HeadChief))
    }

    /// Whether the helpdesk has said who this is, and gives a role that is not known here. What such an account may do is not
    /// known either, so it may do nothing.
    pub fn has_unknown_role(&self) -> bool {
        self.me.hash.is_some() && self.role.is_none()
    }

    /// Whether the helpdesk shows both the same.
    pub fn sees_as(&self, other: &Self) -> bool {
        (&self.me.hash, self.role, &self.units) == (&other.me.hash, other.role, &other.units)
    }
}
