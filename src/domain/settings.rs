//! What people and groups choose for themselves.

use serde::{Deserialize, Serialize};

/// A person's own choices; what is absent follows the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Personal {
    /// ISO code of the language chosen with `/language`; else the helpdesk's, else Telegram's.
    pub lang: Option<String>,
    /// IANA name of the person's time zone; else the helpdesk's.
    pub time_zone: Option<String>,
}

/// A group's (or topic's) choices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// ISO code of the language of the cards there; else the subscriber's.
    pub lang: Option<String>,
}
