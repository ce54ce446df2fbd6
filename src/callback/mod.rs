//! What a button carries: at most 64 bytes, versioned. Names a ticket by its number, never by a hash, and never a person:
//! the data of a button can be read and forged by anybody, so it grants nothing.
//!
//! Form: version, verb and numbers, joined by `:`. A form that was ever shipped is understood for ever.

mod create;
mod dialogue;
mod duty;
mod groups;
mod people;
mod personal;
mod replies;
mod snooze;
mod stats;

pub use create::{CreatePress, FormLine};
pub use dialogue::{Answer, DialoguePress, ReferPress};
pub use duty::{AbsenceStep, AwaySpan, DutyPress, DutyStep, RotaPage};
use groups::code_letter;
pub use groups::{GroupPage, GroupPress, GroupStep};
pub use people::{PersonKey, PersonPress};
pub use personal::{Mute, PersonalPage, PersonalPress};
pub use replies::ReplyPress;
pub use snooze::SnoozePress;
pub use stats::StatsPress;

use crate::domain::action::Action;
use crate::domain::ids::{TicketId, UnitId};
use crate::domain::stats::StatsScope;
use crate::domain::ticket_list::{ListFilter, ListName};
use crate::i18n::Lang;

/// The version that is written.
const VERSION: &str = "1";

/// More bytes than this Telegram gives no button.
const MAX_DATA_LENGTH: usize = 64;

/// What a press asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// Do this with the ticket of the card.
    Act { action: Action, ticket: TicketId },
    /// Take the last action back.
    Undo { ticket: TicketId },
    /// Done, with an answer: choose or write it.
    Answer { ticket: TicketId },
    /// Call off what waits for its time.
    CancelJob { job: i64 },
    /// Do once more what may have come to nothing.
    RetryJob { job: i64 },
    /// Quick replies.
    Reply(ReplyPress),
    /// A button below the question of a dialogue.
    Dialogue(DialoguePress),
    /// Make a ticket of what this stands under.
    NewFromOffer { offer: i64 },
    /// A person's page, and what is done from there.
    Person(PersonPress),
    /// Look for what this stands under.
    SearchOffer { offer: i64 },
    /// What was offered becomes a comment.
    CommentOffer { offer: i64, ticket: TicketId },
    /// Show the people of a unit.
    Unit { unit: UnitId },
    /// Another page of them.
    UnitPeople { unit: UnitId, page: usize },
    /// A page of the units.
    Units { page: usize },
    /// A page of the subscriptions that one may change.
    Subscriptions { page: usize },
    /// Let go of all tickets that one holds.
    ReleaseAll,
    /// Pass all tickets on that one holds.
    ReferAll,
    /// Read the ticket anew.
    Refresh { ticket: TicketId },
    /// Show the rest of a card's buttons in the place of those that stand there.
    OpenMenu { ticket: TicketId },
    /// And these again.
    CloseMenu { ticket: TicketId },
    /// Show the ticket as a card.
    Open { ticket: TicketId },
    /// Show a page of the comments.
    Comments { ticket: TicketId, page: usize },
    /// Show what has happened to the ticket.
    CatchUp { ticket: TicketId },
    /// Put tickets aside.
    Snooze(SnoozePress),
    /// Show the finished tickets that resemble it.
    SeenBefore { ticket: TicketId },
    /// Hear of whatever happens to the ticket.
    Watch { ticket: TicketId },
    /// No more of it.
    Unwatch { ticket: TicketId },
    /// The next message is to be a comment.
    Write { ticket: TicketId },
    /// Show a page of a list; with the filter that was chosen last, where it names none.
    List { list: ListName, filter: Option<ListFilter>, page: usize },
    /// Read the list anew, and show the page.
    ListAnew { list: ListName, filter: ListFilter, page: usize },
    /// Offer the pages of a list, of which this one is shown.
    ListPages { list: ListName, filter: ListFilter, page: usize },
    /// A group's subscription.
    Group(GroupPress),
    /// Who is on duty.
    Duty(DutyPress),
    /// What a person has set for themselves.
    Personal(PersonalPress),
    /// Choose a language.
    Language { lang: Lang },
    /// Show the languages to choose from.
    Languages,
    /// Sign in, from the login on.
    SignIn,
    /// Try a comment once more.
    CommentRetry { comment: i64 },
    /// Give a comment up.
    CommentDrop { comment: i64 },
    /// Show a page of one's own entries in the audit trail.
    Log { page: usize },
    /// Show everybody's message again in the place of what one person alone sees.
    ClosePanel,
    /// Another picture of how the work goes.
    Stats(StatsPress),
    /// A button that only fills its row.
    Nothing,
}

/// The lists and filters by their letters.
const LIST_CODES: [(&str, ListName); 3] =
    [("i", ListName::Incoming), ("o", ListName::Outgoing), ("a", ListName::Archive)];
const FILTER_CODES: [(&str, ListFilter); 9] = [
    ("a", ListFilter::All),
    ("m", ListFilter::Assigned),
    ("h", ListFilter::Held),
    ("n", ListFilter::MyUnits),
    ("f", ListFilter::Free),
    ("u", ListFilter::Urgent),
    ("o", ListFilter::Overdue),
    ("p", ListFilter::Open),
    ("d", ListFilter::Done),
];

impl Callback {
    /// The data of a button.
    pub fn encode(&self) -> String {
        let tail = match self {
            Self::Act { action, ticket } => format!("{}:{ticket}", action_verb(*action)),
            Self::Refresh { ticket } => format!("u:{ticket}"),
            Self::OpenMenu { ticket } => format!("m:{ticket}"),
            Self::CloseMenu { ticket } => format!("mx:{ticket}"),
            Self::Open { ticket } => format!("v:{ticket}"),
            Self::Comments { ticket, page } => format!("c:{ticket}:{page}"),
            Self::CatchUp { ticket } => format!("cu:{ticket}"),
            Self::SeenBefore { ticket } => format!("sb:{ticket}"),
            Self::Watch { ticket } => format!("wa:{ticket}"),
            Self::Unwatch { ticket } => format!("wx:{ticket}"),
            Self::Write { ticket } => format!("w:{ticket}"),
            Self::List { list, filter: None, page } => {
                format!("l:{}:{page}", code_letter(&LIST_CODES, *list))
            }
            Self::List { list, filter: Some(filter), page } => {
                format!("l:{}", list_tail(*list, *filter, *page))
            }
            Self::ListAnew { list, filter, page } => format!("la:{}", list_tail(*list, *filter, *page)),
            Self::ListPages { list, filter, page } => format!("lp:{}", list_tail(*list, *filter, *page)),
            Self::Undo { ticket } => format!("z:{ticket}"),
            Self::Answer { ticket } => format!("a:{ticket}"),
            Self::CancelJob { job } => format!("jx:{job}"),
            Self::RetryJob { job } => format!("jr:{job}"),
            Self::Reply(press) => press.encode(),
            Self::Snooze(press) => press.encode(),
            Self::Dialogue(press) => press.encode(),
            Self::NewFromOffer { offer } => format!("no:{offer}"),
            Self::SearchOffer { offer } => format!("so:{offer}"),
            Self::CommentOffer { offer, ticket } => format!("co:{offer}:{ticket}"),
            Self::Group(press) => press.encode(),
            Self::Duty(press) => press.encode(),
            Self::Personal(press) => press.encode(),
            Self::Person(press) => press.encode(),
            Self::Unit { unit } => format!("du:{unit}"),
            Self::UnitPeople { unit, page } => format!("dv:{unit}:{page}"),
            Self::Units { page } => format!("dp:{page}"),
            Self::Subscriptions { page } => format!("sp:{page}"),
            Self::ReleaseAll => "ra".into(),
            Self::ReferAll => "re".into(),
            Self::Language { lang } => format!("lang:{}", lang.iso_code()),
            Self::Languages => "lg".into(),
            Self::SignIn => "si".into(),
            Self::CommentRetry { comment } => format!("cr:{comment}"),
            Self::CommentDrop { comment } => format!("cd:{comment}"),
            Self::Log { page } => format!("my:{page}"),
            Self::ClosePanel => "px".into(),
            Self::Stats(press) => press.encode(),
            Self::Nothing => "-".into(),
        };
        format!("{VERSION}:{tail}")
    }

    /// Whether its button only ever stands in somebody's own chat: it shows what is theirs alone. Anywhere else it is forged.
    pub fn is_private(&self) -> bool {
        match self {
            Self::Reply(press) => !matches!(press, ReplyPress::Offer { .. }),
            Self::Snooze(press) => press.is_private(),
            Self::Stats(press) => press.scope != StatsScope::Group,
            Self::Dialogue(_)
            | Self::NewFromOffer { .. }
            | Self::SearchOffer { .. }
            | Self::CommentOffer { .. }
            | Self::Person(_)
            | Self::Unit { .. }
            | Self::UnitPeople { .. }
            | Self::Units { .. }
            | Self::ReleaseAll
            | Self::ReferAll
            | Self::List { .. }
            | Self::ListAnew { .. }
            | Self::ListPages { .. }
            | Self::Language { .. }
            | Self::Languages
            | Self::SignIn
            | Self::Personal(_)
            | Self::ClosePanel
            | Self::Log { .. } => true,
            Self::Act { .. }
            | Self::Undo { .. }
            | Self::Answer { .. }
            | Self::CancelJob { .. }
            | Self::RetryJob { .. }
            | Self::Refresh { .. }
            | Self::OpenMenu { .. }
            | Self::CloseMenu { .. }
            | Self::Open { .. }
            | Self::Comments { .. }
            | Self::Write { .. }
            | Self::CatchUp { .. }
            | Self::SeenBefore { .. }
            | Self::Watch { .. }
            | Self::Unwatch { .. }
            | Self::Group(_)
            | Self::Duty(_)
            | Self::Subscriptions { .. }
            | Self::CommentRetry { .. }
            | Self::CommentDrop { .. }
            | Self::Nothing => false,
        }
    }

    /// The ticket of a card's button.
    pub fn card_ticket(&self) -> Option<TicketId> {
        match self {
            Self::Act { ticket, .. }
            | Self::Undo { ticket }
            | Self::Answer { ticket }
            | Self::Refresh { ticket }
            | Self::OpenMenu { ticket }
            | Self::CloseMenu { ticket }
            | Self::Open { ticket }
            | Self::CatchUp { ticket }
            | Self::SeenBefore { ticket }
            | Self::Comments { ticket, .. }
            | Self::Watch { ticket }
            | Self::Unwatch { ticket }
            | Self::Write { ticket } => Some(*ticket),
            Self::Reply(ReplyPress::Offer { ticket }) => Some(*ticket),
            _ => None,
        }
    }

    /// Reads the data of a button; `None` for what no version of deskgram ever wrote.
    pub fn decode(data: &str) -> Option<Self> {
        if data.len() > MAX_DATA_LENGTH {
            return None;
        }
        let mut parts = data.split(':');
        if parts.next()? != VERSION {
            return None;
        }
        let verb = parts.next()?;
        let mut arguments = Arguments(parts);
        let callback = match verb {
            "t" => arguments.next_action(Action::Take)?,
            "r" => arguments.next_action(Action::Release)?,
            "f" => arguments.next_action(Action::Finish)?,
            "o" => arguments.next_action(Action::Reopen)?,
            "e" => arguments.next_action(Action::Refer)?,
            "u" => Self::Refresh { ticket: arguments.next_ticket()? },
            "m" => Self::OpenMenu { ticket: arguments.next_ticket()? },
            "mx" => Self::CloseMenu { ticket: arguments.next_ticket()? },
            "v" => Self::Open { ticket: arguments.next_ticket()? },
            "c" => Self::Comments { ticket: arguments.next_ticket()?, page: arguments.next_number()? },
            "cu" => Self::CatchUp { ticket: arguments.next_ticket()? },
            "sb" => Self::SeenBefore { ticket: arguments.next_ticket()? },
            "wa" => Self::Watch { ticket: arguments.next_ticket()? },
            "wx" => Self::Unwatch { ticket: arguments.next_ticket()? },
            "w" => Self::Write { ticket: arguments.next_ticket()? },
            "l" | "la" | "lp" => {
                let (list, page) = (arguments.one_of(&LIST_CODES)?, arguments.next_number()?);
                let filter = match arguments.0.clone().next() {
                    Some(_) => Some(arguments.one_of(&FILTER_CODES)?),
                    None => None,
                };
                match verb {
                    "l" => Self::List { list, filter, page },
                    "la" => Self::ListAnew { list, filter: filter.unwrap_or_default(), page },
                    _ => Self::ListPages { list, filter: filter.unwrap_or_default(), page },
                }
            }
            "z" => Self::Undo { ticket: arguments.next_ticket()? },
            "a" => Self::Answer { ticket: arguments.next_ticket()? },
            "jx" => Self::CancelJob { job: arguments.next_number()? },
            "jr" => Self::RetryJob { job: arguments.next_number()? },
            "du" => Self::Unit { unit: UnitId(arguments.next_number()?) },
            "dv" => {
                Self::UnitPeople { unit: UnitId(arguments.next_number()?), page: arguments.next_number()? }
            }
            "dp" => Self::Units { page: arguments.next_number()? },
            "sp" => Self::Subscriptions { page: arguments.next_number()? },
            "ra" => Self::ReleaseAll,
            "re" => Self::ReferAll,
            _ if verb.len() > 1 && verb.starts_with('z') => {
                Self::Snooze(SnoozePress::decode(verb, &mut arguments)?)
            }
            _ if verb.starts_with('q') => Self::Reply(ReplyPress::decode(verb, &mut arguments)?),
            "d" => Self::Dialogue(DialoguePress::decode(&mut arguments)?),
            _ if verb.starts_with('y') => Self::Duty(DutyPress::decode(verb, &mut arguments)?),
            "no" => Self::NewFromOffer { offer: arguments.next_number()? },
            "so" => Self::SearchOffer { offer: arguments.next_number()? },
            "co" => Self::CommentOffer { offer: arguments.next_number()?, ticket: arguments.next_ticket()? },
            "g" => Self::Group(GroupPress::decode(&mut arguments)?),
            "pe" => Self::Person(PersonPress::decode(&mut arguments)?),
            "p" => Self::Personal(PersonalPress::decode(&mut arguments)?),
            "lg" => Self::Languages,
            "si" => Self::SignIn,
            "lang" => Self::Language { lang: Lang::from_code(arguments.0.next()?)? },
            "cr" => Self::CommentRetry { comment: arguments.next_number()? },
            "cd" => Self::CommentDrop { comment: arguments.next_number()? },
            "px" => Self::ClosePanel,
            "my" => Self::Log { page: arguments.next_number()? },
            "st" => Self::Stats(StatsPress::decode(&mut arguments)?),
            "-" => Self::Nothing,
            _ => return None,
        };
        // Whatever follows makes it something else than what was written.
        arguments.0.next().is_none().then_some(callback)
    }
}

fn list_tail(list: ListName, filter: ListFilter, page: usize) -> String {
    format!("{}:{page}:{}", code_letter(&LIST_CODES, list), code_letter(&FILTER_CODES, filter))
}

fn action_verb(action: Action) -> &'static str {
    match action {
        Action::Take => "t",
        Action::Release => "r",
        Action::Finish => "f",
        Action::Reopen => "o",
        Action::Refer => "e",
    }
}

struct Arguments<'a>(std::str::Split<'a, char>);

impl Arguments<'_> {
    fn next_number<N: std::str::FromStr>(&mut self) -> Option<N> {
        self.0.next()?.parse().ok()
    }

    fn next_ticket(&mut self) -> Option<TicketId> {
        self.next_number().map(TicketId)
    }

    fn next_action(&mut self, action: Action) -> Option<Callback> {
        Some(Callback::Act { action, ticket: self.next_ticket()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The data of every kind of button that was ever shipped. Lines are added and none is taken away.
    const SHIPPED: &str = include_str!("../../tests/fixtures/stored/buttons.txt");

    /// Makes sure that a button can be told apart, and that there is a sample of it for later versions.
    pub(in crate::callback) fn assert_comes_back(callback: &Callback) {
        let data = callback.encode();
        assert!(data.len() <= 64, "{data}");
        assert_eq!(Callback::decode(&data).as_ref(), Some(callback), "{data}");
        assert!(SHIPPED.lines().any(|line| line == data), "add to tests/fixtures/stored/buttons.txt: {data}");
    }

    #[test]
    fn every_button_that_was_ever_shipped_is_understood() {
        for data in SHIPPED.lines() {
            assert!(Callback::decode(data).is_some(), "{data}");
        }
    }

    #[test]
    fn buttons_of_the_first_version_are_understood() {
        let list = Callback::List { list: ListName::Incoming, filter: None, page: 3 };
        assert_eq!(Callback::decode("1:l:i:3"), Some(list));
    }

    #[test]
    fn everything_comes_back_and_fits() {
        let far = TicketId(i64::MAX);
        let all = [
            Callback::Act { action: Action::Take, ticket: far },
            Callback::Act { action: Action::Release, ticket: far },
            Callback::Act { action: Action::Finish, ticket: far },
            Callback::Act { action: Action::Reopen, ticket: far },
            Callback::Act { action: Action::Refer, ticket: far },
            Callback::Refresh { ticket: far },
            Callback::OpenMenu { ticket: far },
            Callback::CloseMenu { ticket: far },
            Callback::Open { ticket: far },
            Callback::Comments { ticket: far, page: usize::MAX },
            Callback::CatchUp { ticket: far },
            Callback::SeenBefore { ticket: far },
            Callback::Watch { ticket: far },
            Callback::Unwatch { ticket: far },
            Callback::Write { ticket: far },
            Callback::List { list: ListName::Incoming, filter: Some(ListFilter::Overdue), page: usize::MAX },
            Callback::List { list: ListName::Outgoing, filter: None, page: 0 },
            Callback::List { list: ListName::Archive, filter: Some(ListFilter::Held), page: 0 },
            Callback::ListAnew { list: ListName::Incoming, filter: ListFilter::Assigned, page: usize::MAX },
            Callback::ListPages { list: ListName::Incoming, filter: ListFilter::MyUnits, page: usize::MAX },
            Callback::Undo { ticket: far },
            Callback::Answer { ticket: far },
            Callback::CancelJob { job: i64::MAX },
            Callback::RetryJob { job: i64::MAX },
            Callback::Unit { unit: UnitId(i64::MAX) },
            Callback::UnitPeople { unit: UnitId(i64::MAX), page: usize::MAX },
            Callback::Units { page: usize::MAX },
            Callback::Subscriptions { page: usize::MAX },
            Callback::ReleaseAll,
            Callback::ReferAll,
            Callback::Reply(ReplyPress::Offer { ticket: far }),
            Callback::Reply(ReplyPress::Keep),
            Callback::Reply(ReplyPress::AddOwn),
            Callback::Reply(ReplyPress::AddShared),
            Callback::Reply(ReplyPress::Show { template: i64::MAX }),
            Callback::Reply(ReplyPress::Change { template: i64::MAX }),
            Callback::Reply(ReplyPress::Raise { template: i64::MAX }),
            Callback::Reply(ReplyPress::Delete { template: i64::MAX }),
            Callback::NewFromOffer { offer: i64::MAX },
            Callback::SearchOffer { offer: i64::MAX },
            Callback::CommentOffer { offer: i64::MAX, ticket: far },
            Callback::Language { lang: Lang::Uk },
            Callback::Languages,
            Callback::SignIn,
            Callback::CommentRetry { comment: i64::MAX },
            Callback::CommentDrop { comment: i64::MAX },
            Callback::Log { page: usize::MAX },
            Callback::Nothing,
        ];
        for callback in all {
            assert_comes_back(&callback);
        }
    }

    #[test]
    fn what_nobody_wrote_is_not_understood() {
        for data in [
            "",
            "1",
            "1:t",
            "1:t:x",
            "1:t:4:4",
            "0:t:4",
            "2:t:4",
            "1:zz:4",
            "1:l:q:0",
            "1:lang:zz",
            "1:x",
            "1:rs",
        ] {
            assert_eq!(Callback::decode(data), None, "{data}");
        }
    }
}
