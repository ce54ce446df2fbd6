//! The audit trail: who did what, on which ticket, where, and what came of it. It has no room for anybody's words.

use jiff::{SignedDuration, Timestamp};

use super::action::{Acted, Action};
use super::ids::{ChatId, TelegramUser, TicketId};

/// How long an entry is kept: a year and a month.
pub const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);

/// One thing that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub at: Timestamp,
    /// Nobody where the administrator acted on the machine itself.
    pub who: Option<TelegramUser>,
    /// The account in whose name it was done; for a sign-in the one that was asked for.
    pub login: Option<String>,
    pub deed: Deed,
    pub ticket: Option<TicketId>,
    pub outcome: Outcome,
    pub place: Place,
}

impl Entry {
    /// What the administrator has done on the machine itself.
    pub fn of_administrator(at: Timestamp, deed: Deed) -> Self {
        let (who, login, ticket) = (None, None, None);
        Self { at, who, login, deed, ticket, outcome: Outcome::Done, place: Place::CommandLine }
    }
}

/// Where something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In one's own chat with the bot.
    Private,
    Group(ChatId),
    /// On deskgram's own page.
    Web,
    /// On the machine, by the command line.
    CommandLine,
    /// Nowhere: deskgram itself, because of something that it found.
    Itself,
}

impl Place {
    pub fn of(chat: ChatId) -> Self {
        if chat.is_private() { Self::Private } else { Self::Group(chat) }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Private => "chat",
            Self::Group(_) => "group",
            Self::Web => "web",
            Self::CommandLine => "cli",
            Self::Itself => "deskgram",
        }
    }

    /// The chat, where that says more than who it was.
    pub fn chat(self) -> Option<ChatId> {
        match self {
            Self::Group(chat) => Some(chat),
            Self::Private | Self::Web | Self::CommandLine | Self::Itself => None,
        }
    }

    /// Reads what [`Place::name`] and [`Place::chat`] gave.
    pub fn read(name: &str, chat: Option<ChatId>) -> Option<Self> {
        match (name, chat) {
            ("group", Some(chat)) => Some(Self::Group(chat)),
            (name, _) => [Self::Private, Self::Web, Self::CommandLine, Self::Itself]
                .into_iter()
                .find(|place| place.name() == name),
        }
    }
}

/// Gives each variant the name under which it is stored, and reads it again.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$what])* $variant,)* }

        impl $name {
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Reads a name again.
            pub fn read(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// What was done, or tried.
    Deed {
        SignIn = "sign-in",
        SignOut = "sign-out",
        /// The account was linked with another Telegram user.
        Moved = "moved",
        /// The helpdesk no longer took the key.
        KeyRefused = "key-refused",
        /// The account was switched off, or removed.
        SwitchedOff = "switched-off",
        Take = "take",
        Release = "release",
        Finish = "finish",
        Reopen = "reopen",
        Refer = "refer",
        Undo = "undo",
        Create = "create",
        Comment = "comment",
        Subscribe = "subscribe",
        ChangeSubscription = "change-subscription",
        Unsubscribe = "unsubscribe",
        /// A quick reply was deleted.
        DeleteReply = "delete-reply",
        RotateKey = "rotate-key",
        /// Something that waited was tried at once.
        Retry = "retry",
        /// Something that waited was never sent.
        Drop = "drop",
    }
}

named! {
    /// What came of it.
    Outcome {
        Done = "done",
        /// It was so already.
        Already = "already",
        /// The helpdesk, or deskgram, does not allow it.
        Refused = "refused",
        /// Too many tries.
        Limited = "limited",
        /// Somebody else was first.
        Late = "late",
        /// What it was about is not there.
        Gone = "gone",
        /// The helpdesk was not to be reached.
        Down = "down",
        /// Something was sent and nothing shows what became of it.
        Unsure = "unsure",
    }
}

impl From<Action> for Deed {
    fn from(action: Action) -> Self {
        match action {
            Action::Take => Self::Take,
            Action::Release => Self::Release,
            Action::Finish => Self::Finish,
            Action::Reopen => Self::Reopen,
            Action::Refer => Self::Refer,
        }
    }
}

impl From<&Acted> for Outcome {
    fn from(acted: &Acted) -> Self {
        match acted {
            Acted::Done => Self::Done,
            Acted::Already => Self::Already,
            Acted::HeldBy(_) | Acted::DoneBy(_) => Self::Late,
            Acted::NotAllowed | Acted::Ambiguous | Acted::SignInAgain => Self::Refused,
            Acted::Gone => Self::Gone,
            Acted::Down | Acted::OnlyTaken => Self::Down,
            Acted::Unsure => Self::Unsure,
        }
    }
}
