//! People, units, subjects: the helpdesk's directory.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::ids::{UnitId, UserHash};

/// What an account is in the helpdesk (`priv` and `is_client`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Writes tickets and comments on their own; no technician's buttons.
    Client,
    /// `priv` 1.
    Technician,
    /// `priv` 0: sees all of their units.
    HeadOfUnit,
    /// `priv` 2: sees everything.
    HeadChief,
}

/// Whether an account can be given work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AccountStatus {
    Inactive,
    Active,
    Deleted,
}

/// A person as the lists of people give them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub hash: UserHash,
    pub name: String,
    /// Missing where the helpdesk gives a role that is not known here.
    pub role: Option<Role>,
    pub status: AccountStatus,
    pub units: Vec<UnitId>,
    /// Empty when unset, like every text here.
    pub email: String,
}

/// A person's whole page (`get_user_info`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub person: Person,
    pub login: String,
    /// The helpdesk's language of the account: `ru`, `uk`, `en`, or empty.
    pub lang: String,
    pub position: String,
    pub phone: String,
    pub skype: String,
    pub address: String,
    pub place: String,
    pub last_seen: Option<Timestamp>,
}

/// An entry of one of the helpdesk's short lists: a unit, a subject, a position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedEntity<Id> {
    pub id: Id,
    pub name: String,
}

/// A unit with its name.
pub type Unit = NamedEntity<UnitId>;
