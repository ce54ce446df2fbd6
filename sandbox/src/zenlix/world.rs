//! What the simulated helpdesk knows: its tables and its settings, with the look-ups that its pages make in them.
//! Who may do what is decided in `rules`, what people are told in `operations`; nothing here judges.

use std::hash::{BuildHasher, Hasher, RandomState};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::text::{self, list_holds};

/// The number of the account that no list of people shows.
pub const SYSTEM_ACCOUNT: i64 = 1;

/// The whole helpdesk. Built by [`seed`](super::seed) or [`demo`](super::demo), or by hand; rows may be edited
/// freely, the server reads them afresh at every call.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub users: Vec<User>,
    pub units: Vec<Unit>,
    /// The subjects in force while the setting `sla` is off.
    pub subjects: Vec<Entry>,
    /// The subjects in force while the setting `sla` is on.
    pub sla_subjects: Vec<Entry>,
    pub positions: Vec<Entry>,
    pub tickets: Vec<Ticket>,
    /// In the order in which they were written, over all tickets.
    pub comments: Vec<Comment>,
    pub devices: Vec<Device>,
    pub settings: Settings,
}

/// An account.
#[derive(Clone, Debug)]
pub struct User {
    pub id: i64,
    pub login: String,
    pub password: String,
    /// The public name in answers.
    pub hash: String,
    /// The API key; an account that has never needed one has none.
    pub key: Option<String>,
    pub fio: String,
    pub role: Role,
    /// What `priv` says of a role that a later helpdesk may have, and this one knows nothing of.
    pub odd_priv: Option<i64>,
    pub status: AccountStatus,
    /// Where the password is checked.
    pub login_by: LoginBy,
    /// Comma list of unit numbers, as stored: also `""`, `"0"` and the word `null`.
    pub units: String,
    pub email: String,
    pub lang: String,
    /// The file name of the picture, or empty.
    pub picture: String,
    /// The name of the position, or empty.
    pub position: String,
    pub tel: String,
    pub skype: String,
    pub unit_desc: String,
    pub adr: String,
    pub last_time: Option<Timestamp>,
}

/// What an account is: the fields `priv` and `is_client` together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Client,
    Technician,
    HeadOfUnit,
    HeadChief,
}

/// Whether an account is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    Inactive,
    Active,
    Deleted,
}

/// Who checks an account's password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoginBy {
    Password,
    /// A directory server, which this world hasn't got: such people can't sign in.
    Ldap,
}

/// A department.
#[derive(Clone, Debug)]
pub struct Unit {
    pub id: i64,
    pub name: String,
    pub status: UnitStatus,
}

/// Whether a department is offered in lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitStatus {
    Active,
    Closed,
}

/// A line of a short list.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: i64,
    pub name: String,
}

/// A ticket as stored. Account numbers are 0 for nobody and may point to accounts that do not exist.
#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub id: i64,
    /// Not unique: see [`minted_hash`].
    pub hash: String,
    pub author: i64,
    pub client: i64,
    pub unit: i64,
    /// `Some("0")` for the whole unit, a comma list of accounts with possible holes, or nothing at all, which is what
    /// referring to a unit leaves behind.
    pub assignees: Option<String>,
    pub subject: Option<String>,
    /// With tags, as typed.
    pub text: String,
    pub priority: Priority,
    pub created: Timestamp,
    pub deadline: Option<Timestamp>,
    pub progress: Progress,
    pub lock_by: i64,
    /// Who finished it last, or reopened it last.
    pub ok_by: i64,
    pub ok_date: Option<Timestamp>,
}

/// How urgent a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Priority {
    Low,
    Medium,
    High,
}

/// How far a ticket has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Open,
    Done,
    Archived,
}

/// A comment as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct Comment {
    /// Nothing when the ticket's hash was unknown: such comments are kept and seen by nobody.
    pub ticket: Option<i64>,
    pub author: i64,
    pub text: String,
    pub written: Timestamp,
}

/// A phone that wants to be told of news. A failed sign-in takes it from its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub owner: Option<i64>,
    pub token: String,
}

/// What the administrator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The zone of every time the helpdesk prints.
    pub zone: TimeZone,
    pub api: ApiSwitch,
    pub sql: SqlMode,
    pub errors: ErrorDisplay,
    pub numbers: Numbers,
    pub sla: Sla,
    pub answers: Answers,
    /// After how many days the nightly job archives.
    pub archive_after_days: i64,
}

/// Whether the API answers at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiSwitch {
    On,
    Off,
}

/// How the database treats what does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlMode {
    /// Cuts and replaces silently.
    Lax,
    /// Fails: the page dies.
    Strict,
}

/// What PHP prints of its own troubles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorDisplay {
    /// A dead page is HTTP 500 with no body.
    Off,
    /// A dead page is HTTP 200 with no body.
    On,
    /// HTML notices stand before the JSON, and instead of it when the page dies.
    Debug,
}

/// How numbers from the database are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbers {
    AsNumbers,
    /// As PHP did with its old database driver.
    AsStrings,
}

/// Which table of subjects is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sla {
    Off,
    On,
    /// A setting that is neither: then there is no list at all.
    Neither,
}

/// Whose answers are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answers {
    /// The real server's.
    Measured,
    /// The fields of the API's document and nothing else.
    ByTheDocument,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // The zone of a fresh installation; it is bundled, so UTC never happens.
            zone: TimeZone::get("Europe/Kiev").unwrap_or(TimeZone::UTC),
            api: ApiSwitch::On,
            sql: SqlMode::Lax,
            errors: ErrorDisplay::Off,
            numbers: Numbers::AsNumbers,
            sla: Sla::Off,
            answers: Answers::Measured,
            archive_after_days: 3,
        }
    }
}

/// md5 as 32 hexadecimal digits.
pub fn md5_hex(text: &str) -> String {
    Md5::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The hash of a ticket made now: md5 of the unix second, so that two tickets of one second share it.
pub fn minted_hash(now: Timestamp) -> String {
    md5_hex(&now.as_second().to_string())
}

/// A fresh API key, of nobody so far.
pub fn random_key() -> String {
    // Every hasher of the standard library begins otherwise than all before it.
    md5_hex(&RandomState::new().build_hasher().finish().to_string())
}

impl User {
    /// The short form that tickets show: surname and initials. A name of other than three words stays whole.
    pub fn short_name(&self) -> String {
        text::short_name(&self.fio)
    }

    /// Whether one of the account's units has this number.
    pub fn is_in_unit(&self, unit: i64) -> bool {
        list_holds(&self.units, unit)
    }

    /// The site's path of the picture, as sign-in and comments give it.
    pub fn picture_path(&self) -> String {
        if self.picture.is_empty() {
            return NO_PICTURE.to_owned();
        }
        format!("upload_files/avatars/{}", self.picture)
    }
}

/// What stands for a missing picture.
pub const NO_PICTURE: &str = "img/avatar5.png";

impl World {
    /// An account by its number.
    pub fn user(&self, id: i64) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// An account by its public name.
    pub fn user_by_hash(&self, hash: &str) -> Option<&User> {
        self.users.iter().find(|user| same_word(&user.hash, hash))
    }

    /// By login as people type it: capitals and trailing spaces do not matter.
    pub fn user_by_login(&self, login: &str) -> Option<&User> {
        self.users.iter().find(|user| same_word(&user.login, login))
    }

    /// The owner of an API key. Inactive people keep theirs, deleted ones don't.
    pub fn key_owner(&self, key: &str) -> Option<&User> {
        self.users
            .iter()
            .filter(|user| user.status != AccountStatus::Deleted)
            .find(|user| user.key.as_deref().is_some_and(|own| same_word(own, key)))
    }

    /// A unit by its number, closed ones too.
    pub fn unit(&self, id: i64) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The subjects in force, or nothing if the setting makes no sense.
    pub fn subjects_in_force(&self) -> Option<&[Entry]> {
        match self.settings.sla {
            Sla::Off => Some(&self.subjects),
            Sla::On => Some(&self.sla_subjects),
            Sla::Neither => None,
        }
    }

    /// A ticket by its number.
    pub fn ticket(&self, id: i64) -> Option<&Ticket> {
        self.tickets.iter().find(|ticket| ticket.id == id)
    }

    /// The same, to be changed.
    pub fn ticket_mut(&mut self, id: i64) -> Option<&mut Ticket> {
        self.tickets.iter_mut().find(|ticket| ticket.id == id)
    }

    /// Every ticket with this hash, lowest number first.
    pub fn tickets_by_hash(&self, hash: &str) -> Vec<&Ticket> {
        let mut found: Vec<_> = self.tickets.iter().filter(|ticket| same_word(&ticket.hash, hash)).collect();
        found.sort_by_key(|ticket| ticket.id);
        found
    }

    /// The ticket that a hash means to every operation that takes only one.
    pub fn first_by_hash(&self, hash: &str) -> Option<&Ticket> {
        self.tickets_by_hash(hash).into_iter().next()
    }

    /// The number the next ticket gets. Nothing reserves it: two callers may be told the same.
    pub fn next_ticket_id(&self) -> i64 {
        self.tickets.iter().map(|ticket| ticket.id).max().unwrap_or(0) + 1
    }

    /// The short name of an account, or empty when there is none of this number.
    pub fn short_name(&self, id: i64) -> String {
        self.user(id).map(User::short_name).unwrap_or_default()
    }

    /// A moment as the helpdesk prints it: its own local time, without an offset.
    pub fn local(&self, at: Timestamp) -> String {
        self.settings.zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Archives everything that was finished or reopened more than the set number of days ago, the open tickets among
    /// them: the job looks at who touched it and when, not at how the ticket stands.
    pub fn run_archive_job(&mut self, now: Timestamp) {
        let limit = now - jiff::SignedDuration::from_hours(24 * self.settings.archive_after_days);
        for ticket in &mut self.tickets {
            if ticket.ok_by != 0 && ticket.ok_date.is_some_and(|at| at < limit) {
                ticket.progress = Progress::Archived;
            }
        }
    }
}

/// Equality as the database sees it for the plain words that logins, keys and hashes are.
fn same_word(stored: &str, asked: &str) -> bool {
    text::folded(stored.trim_end_matches(' ')) == text::folded(asked.trim_end_matches(' '))
}
