//! What people and groups choose for themselves. What is absent follows the default, so that settings of an earlier
//! version stay readable.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::hours::{Hours, Span};
use super::ids::UnitId;
use super::relevance::NotificationKind;
use super::ticket::{Assignees, Priority, Ticket};
use super::ticket_list::ListFilter;

/// A person's own choices; what is absent follows the default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonalSettings {
    /// ISO code of the language chosen with `/language`; else Telegram's, else the helpdesk's.
    pub lang: Option<String>,
    /// That Telegram and the helpdesk speak different languages was said, and which one the bot keeps.
    pub language_offered: bool,
    /// IANA name of the person's time zone; else the helpdesk's.
    pub time_zone: Option<String>,
    /// When they work; always if absent.
    pub hours: Option<Hours>,
    /// What becomes of news while they are away.
    pub outside: OutsideHours,
    /// All is muted until then.
    pub mute: Option<Timestamp>,
    /// Of these units they hear only what is theirs.
    pub muted_units: Vec<UnitId>,
    /// Only tickets at least this urgent ring.
    pub floor: Option<Priority>,
    pub hushed: MutedKinds,
    pub urgent: UrgentMode,
    /// How often they want a digest; in the morning if absent.
    pub digest: Option<Digest>,
    /// What of their incoming list they looked at last.
    pub list_filter: ListFilter,
    /// The colours in which they looked at `/stats` last.
    pub stats_theme: StatsTheme,
}

/// The colours of the pictures of `/stats`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StatsTheme {
    #[default]
    Light,
    Dark,
}

/// What becomes of news outside of somebody's hours, and while they have muted all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OutsideHours {
    /// They come without a sound.
    #[default]
    Silent,
    /// They wait until the person is back.
    Wait,
}

/// Whether urgent news ring whatever else is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UrgentMode {
    #[default]
    Always,
    AsOthers,
}

/// The kinds of news that come without a sound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MutedKinds(BTreeSet<NotificationKind>);

impl Default for MutedKinds {
    fn default() -> Self {
        Self(BTreeSet::from([NotificationKind::Moves]))
    }
}

impl MutedKinds {
    pub fn is_muted(&self, kind: NotificationKind) -> bool {
        self.0.contains(&kind)
    }

    /// The same with this kind put in or taken out.
    pub fn toggle_kind(mut self, kind: NotificationKind) -> Self {
        if !self.0.remove(&kind) {
            self.0.insert(kind);
        }
        self
    }
}

/// A group's (or topic's) choices.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GroupSettings {
    /// ISO code of the language of the cards there; else the subscriber's.
    pub lang: Option<String>,
    /// Tickets of these units; of every unit that the subscriber sees if there are none here.
    pub units: Vec<UnitId>,
    /// Only tickets at least this urgent.
    pub floor: Option<Priority>,
    pub which: BoardScope,
    pub show: ShowMode,
    /// Between these times messages make no sound.
    pub quiet: Option<Span>,
    pub board: BoardMode,
    /// How often the group wants a digest; never if absent.
    pub digest: Option<Digest>,
    /// Whether a reaction to a card takes or finishes its ticket.
    pub reactions: ReactionMode,
    pub weekly_picture: WeeklyPicture,
}

/// What a reaction to a card does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ReactionMode {
    #[default]
    Nothing,
    Shortcuts,
}

/// Whether a group has its queue on a pinned message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BoardMode {
    #[default]
    None,
    Pinned,
}

/// Whether a group gets a picture of its last week on Monday mornings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum WeeklyPicture {
    #[default]
    None,
    Monday,
}

/// Which tickets a group hears of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BoardScope {
    #[default]
    All,
    /// Only those that are for a whole unit, not for somebody by name.
    Unassigned,
}

/// How much of a ticket is shown; each level holds the one before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ShowMode {
    /// Number and subject, with the state and who works on it.
    Subject,
    /// The text too.
    #[default]
    Text,
    /// Who wrote it, and for whom.
    Client,
}

impl GroupSettings {
    /// Whether a ticket is in a unit that the group has chosen.
    pub fn covers_unit(&self, ticket: &Ticket) -> bool {
        self.units.is_empty() || ticket.unit.is_some_and(|unit| self.units.contains(&unit))
    }

    /// Whether a ticket is one that the group hears of.
    pub fn wants_ticket(&self, ticket: &Ticket) -> bool {
        let unit = self.covers_unit(ticket);
        let urgent = self.floor.is_none_or(|floor| ticket.priority >= floor);
        let which = self.which == BoardScope::All || ticket.assignees == Assignees::Unit;
        unit && urgent && which
    }
}

/// Why a subscription rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PauseReason {
    /// Its owner is signed out.
    SignedOut,
    /// Its owner no longer runs the group.
    NotAdmin,
    /// Its owner sees none of its units any more.
    NoUnits,
}
