//! The people whom a visitor can be.

use crate::i18n::Lang;
use crate::t;

/// What somebody is in the helpdesk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobTitle {
    Technician,
    HeadOfUnit,
    Client,
}

/// Somebody of the demo: in Telegram and in the helpdesk.
#[derive(Clone, Debug)]
pub struct Person {
    /// Their number in Telegram.
    pub user: i64,
    pub name: String,
    /// In the helpdesk; the password is the same.
    pub login: &'static str,
    pub post: JobTitle,
}

/// The people whom a visitor can be.
#[derive(Clone, Debug)]
pub struct Cast {
    pub olena: Person,
    pub taras: Person,
    pub iryna: Person,
    pub roman: Person,
}

impl Cast {
    pub fn new(lang: Lang) -> Self {
        let person = |user, name, login, post| Person { user, name, login, post };
        Self {
            olena: person(101, t!(lang, "demo-olena"), "olena", JobTitle::Technician),
            taras: person(102, t!(lang, "demo-taras"), "taras", JobTitle::Technician),
            iryna: person(103, t!(lang, "demo-iryna"), "iryna", JobTitle::HeadOfUnit),
            roman: person(104, t!(lang, "demo-roman"), "roman", JobTitle::Client),
        }
    }

    /// Everybody, those first who have most to do.
    pub fn all(&self) -> [&Person; 4] {
        [&self.olena, &self.taras, &self.iryna, &self.roman]
    }

    /// The person with this number in Telegram.
    pub fn person(&self, user: i64) -> Option<&Person> {
        self.all().into_iter().find(|person| person.user == user)
    }
}
