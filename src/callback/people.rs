//! Buttons about a person. They name nobody: the key leads to somebody's page only in the database of this installation, and who
//! may see it is decided at every press.

use super::Arguments;

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonPress {
    /// Their page.
    Show(PersonKey),
    /// A ticket for them.
    NewTicket(PersonKey),
    /// Their tickets, as far as the presser has them.
    Tickets(PersonKey),
}

/// Leads to somebody's page: the beginning of their sealed hash, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonKey(String);

impl PersonKey {
    pub const LENGTH: usize = 24;

    /// `None` for what is no key.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let is_key = digits.len() == Self::LENGTH && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_key.then(|| Self(digits.to_ascii_lowercase()))
    }

    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl PersonPress {
    pub(super) fn encode(&self) -> String {
        match self {
            Self::Show(key) => format!("pe:s:{}", key.0),
            Self::NewTicket(key) => format!("pe:n:{}", key.0),
            Self::Tickets(key) => format!("pe:t:{}", key.0),
        }
    }

    /// Reads what follows the verb.
    pub(super) fn decode(arguments: &mut Arguments<'_>) -> Option<Self> {
        let what = arguments.0.next()?;
        let key = PersonKey::from_digits(arguments.0.next()?)?;
        match what {
            "s" => Some(Self::Show(key)),
            "n" => Some(Self::NewTicket(key)),
            "t" => Some(Self::Tickets(key)),
            _ => None,
        }
    }
}
