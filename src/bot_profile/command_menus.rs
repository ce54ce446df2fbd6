//! Which commands are offered to whom: what somebody can't use is not in their menu.

use crate::domain::account::Account;
use crate::domain::person::Role;
use crate::i18n::Lang;
use crate::t;
use crate::telegram::bot_profile_calls::MenuCommand;

/// Who is offered a menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    SignedOut,
    Client,
    Technician,
    /// Whoever answers for a unit, or for all of them.
    Head,
    Group,
    /// A group of a server that knows no ephemeral commands: what is one's own is not offered for everybody to see.
    OlderGroup,
}

/// What a group is offered.
const IN_GROUPS: [&str; 13] = [
    "in",
    "ticket",
    "duty",
    "search",
    "find",
    "units",
    "subscribe",
    "subscriptions",
    "stats",
    "unsubscribe",
    "mylog",
    "diag",
    "help",
];

/// What of it one person asks for themselves: nobody else has to read it.
const EPHEMERAL_IN_GROUPS: [&str; 6] = ["in", "search", "find", "units", "mylog", "diag"];

impl Audience {
    /// What somebody with this account is.
    pub fn of_account(account: &Account) -> Self {
        match account.role {
            Some(Role::HeadOfUnit | Role::HeadChief) => Self::Head,
            Some(Role::Technician) => Self::Technician,
            Some(Role::Client) | None => Self::Client,
        }
    }

    /// What they are offered, the most used first.
    pub fn commands(self, lang: Lang) -> Vec<MenuCommand> {
        let shared: Vec<_>;
        let names: &[&'static str] = match self {
            Self::SignedOut => &["login", "help", "language"],
            Self::Client => {
                &["in", "new", "ticket", "search", "stats", "settings", "language", "help", "mylog", "logout"]
            }
            Self::Technician => &[
                "in", "new", "search", "ticket", "find", "signoff", "out", "archive", "duty", "units",
                "stats", "replies", "settings", "language", "help", "mylog", "diag", "cancel", "logout",
            ],
            Self::Head => &[
                "in",
                "new",
                "search",
                "ticket",
                "duty",
                "units",
                "find",
                "out",
                "archive",
                "signoff",
                "stats",
                "replies",
                "subscriptions",
                "settings",
                "language",
                "help",
                "mylog",
                "diag",
                "cancel",
                "logout",
            ],
            Self::Group => &IN_GROUPS,
            Self::OlderGroup => {
                // What the bot may do in the group is everybody's business.
                let is_shared = |name: &&str| *name == "diag" || !EPHEMERAL_IN_GROUPS.contains(name);
                shared = IN_GROUPS.into_iter().filter(is_shared).collect();
                &shared
            }
        };
        let offer = |&name| MenuCommand {
            name,
            about: self.about(name, lang),
            is_ephemeral: self == Self::Group && EPHEMERAL_IN_GROUPS.contains(&name),
        };
        names.iter().map(offer).collect()
    }

    fn about(self, name: &str, lang: Lang) -> String {
        match (name, self) {
            ("in", Self::Client) => t!(lang, "menu-in-client"),
            ("new", Self::Client) => t!(lang, "menu-new-client"),
            ("in", _) => t!(lang, "menu-in"),
            ("out", _) => t!(lang, "menu-out"),
            ("archive", _) => t!(lang, "menu-archive"),
            ("ticket", Self::Group | Self::OlderGroup) => t!(lang, "menu-ticket-group"),
            ("ticket", _) => t!(lang, "menu-ticket"),
            ("new", _) => t!(lang, "menu-new"),
            ("search", _) => t!(lang, "menu-search"),
            ("find", _) => t!(lang, "menu-find"),
            ("units", _) => t!(lang, "menu-units"),
            ("duty", _) => t!(lang, "menu-duty"),
            ("replies", _) => t!(lang, "menu-replies"),
            ("signoff", _) => t!(lang, "menu-signoff"),
            ("settings", _) => t!(lang, "menu-settings"),
            ("language", _) => t!(lang, "menu-language"),
            ("diag", _) => t!(lang, "menu-diag"),
            ("stats", Self::Group | Self::OlderGroup) => t!(lang, "menu-stats-group"),
            ("stats", _) => t!(lang, "menu-stats"),
            ("mylog", _) => t!(lang, "menu-mylog"),
            ("login", _) => t!(lang, "menu-login"),
            ("logout", _) => t!(lang, "menu-logout"),
            ("cancel", _) => t!(lang, "menu-cancel"),
            ("subscribe", _) => t!(lang, "menu-subscribe"),
            ("subscriptions", _) => t!(lang, "menu-subscriptions"),
            ("unsubscribe", _) => t!(lang, "menu-unsubscribe"),
            _ => t!(lang, "menu-help"),
        }
    }
}
