//! The audit trail: who did what, on which ticket, where, and what came of it. It has no room for anybody's words.

use jiff::{SignedDuration, Timestamp};

use super::action::{Action, ActionOutcome};
use super::ids::{ChatId, TelegramUser, TicketId};

/// How long an entry is kept: a year and a month.
pub const AUDIT_RETENTION: SignedDuration = SignedDuration::from_hours(400 * 24);

/// One thing that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    pub at: Timestamp,
    /// Nobody where the administrator acted on the machine itself.
    pub who: Option<TelegramUser>,
    /// The account in whose name it was done; for a sign-in the one that was asked for.
    pub login: Option<String>,
    pub action: AuditAction,
    pub ticket: Option<TicketId>,
    pub outcome: AuditOutcome,
    pub place: AuditPlace,
}

/// What was done, on which ticket, and what came of it: an entry without who, when and where.
pub struct AuditedAction {
    pub action: AuditAction,
    pub ticket: Option<TicketId>,
    pub outcome: AuditOutcome,
}

impl AuditedAction {
    /// What was done, and is about no ticket.
    pub fn on_no_ticket(action: AuditAction) -> Self {
        Self { action, ticket: None, outcome: AuditOutcome::Done }
    }
}

impl AuditEntry {
    /// What the administrator has done on the machine itself.
    pub fn of_administrator(at: Timestamp, action: AuditAction) -> Self {
        let (who, login, ticket) = (None, None, None);
        Self { at, who, login, action, ticket, outcome: AuditOutcome::Done, place: AuditPlace::CommandLine }
    }
}

/// Where something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditPlace {
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

impl AuditPlace {
    pub fn of_chat(chat: ChatId) -> Self {
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
    pub fn chat_id(self) -> Option<ChatId> {
        match self {
            Self::Group(chat) => Some(chat),
            Self::Private | Self::Web | Self::CommandLine | Self::Itself => None,
        }
    }

    /// Reads what [`AuditPlace::name`] and [`AuditPlace::chat_id`] gave.
    pub fn from_name(name: &str, chat: Option<ChatId>) -> Option<Self> {
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
    AuditAction {
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
        /// Who is on duty was changed.
        ChangeDuty = "change-duty",
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
    AuditOutcome {
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

impl From<Action> for AuditAction {
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

impl From<&ActionOutcome> for AuditOutcome {
    fn from(acted: &ActionOutcome) -> Self {
        match acted {
            ActionOutcome::Done => Self::Done,
            ActionOutcome::Already => Self::Already,
            ActionOutcome::HeldBy(_) | ActionOutcome::DoneBy(_) => Self::Late,
            ActionOutcome::NotAllowed | ActionOutcome::Ambiguous | ActionOutcome::SignInAgain => {
                Self::Refused
            }
            ActionOutcome::Gone => Self::Gone,
            ActionOutcome::Down | ActionOutcome::OnlyTaken => Self::Down,
            ActionOutcome::Unsure => Self::Unsure,
        }
    }
}
