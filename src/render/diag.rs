//! How deskgram is doing: for whoever asks, what concerns them and this chat; for administrators, the whole.

use jiff::{SignedDuration, Timestamp};

use super::html::{cut, escape};
use super::words::Reader;
use crate::domain::account::Account;
use crate::domain::health::{Queue, Reading, Trouble};
use crate::domain::ids::ThreadId;
use crate::domain::list_cost::{ListCost, STATEMENT};
use crate::domain::settings::Rest;
use crate::i18n::time;
use crate::t;

/// How much of a line of the log is shown.
const LINE: usize = 200;

/// What concerns whoever asks.
pub struct Own<'a> {
    /// Who they are at the helpdesk, if they are signed in, and since when.
    pub account: Option<(&'a Account, Timestamp)>,
    pub list: Option<Reading>,
    pub comments: Queue,
}

/// What concerns the chat.
pub struct Chat {
    pub sending: Queue,
    pub kept: Queue,
    pub group: Option<Group>,
}

/// What concerns a group.
pub struct Group {
    /// Whether the bot runs it too; nothing when Telegram does not say.
    pub runs: Option<Standing>,
    pub hears: Hears,
    pub topic: Option<ThreadId>,
    /// Whose subscription there is, and why it rests if it does.
    pub subscription: Option<(String, Option<Rest>)>,
}

/// The bot's place in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Admin,
    Member,
}

/// What the bot gets to read in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hears {
    Everything,
    /// Commands and replies to it: Telegram's privacy mode.
    WhatIsForIt,
}

/// What concerns everybody.
pub struct Whole {
    pub sessions: usize,
    pub subscriptions: usize,
    pub resting: usize,
    pub lists: Vec<Reading>,
    /// Lists that were read sooner than the helpdesk's share of time allows.
    pub hurried: u64,
    /// The longest list, where an index would make it cheap.
    pub slow: Option<ListCost>,
    pub sending: Queue,
    pub kept: Queue,
    pub comments: Queue,
    pub updates: Queue,
    pub troubles: Vec<Trouble>,
}

/// What concerns whoever asks and the chat in which they do.
pub fn own(own: &Own<'_>, chat: &Chat, reader: &Reader) -> String {
    let lang = reader.lang;
    let mut lines = vec![format!("<b>{}</b>", t!(lang, "diag-title")), String::new()];
    lines.push(match own.account {
        Some((account, since)) => t!(
            lang,
            "diag-signed-in",
            name = escape(account.name()),
            login = escape(&account.login),
            time = moment(since, reader)
        ),
        None => t!(lang, "diag-signed-out"),
    });
    if own.account.is_some() {
        lines.push(match own.list {
            Some(reading) => t!(
                lang,
                "diag-list",
                age = time::age(lang, reader.now.duration_since(reading.at)),
                took = seconds(reading.took)
            ),
            None => t!(lang, "diag-list-never"),
        });
    }
    lines.push(t!(lang, "diag-sending", queue = queue(chat.sending, reader)));
    if chat.kept.count > 0 {
        lines.push(t!(lang, "diag-kept"));
    }
    lines.push(t!(lang, "diag-comments", queue = queue(own.comments, reader)));
    lines.extend(chat.group.iter().flat_map(|about| group(about, reader)));
    lines.join("\n")
}

fn group(group: &Group, reader: &Reader) -> Vec<String> {
    let lang = reader.lang;
    let mut lines = vec![String::new()];
    lines.push(match &group.subscription {
        None => t!(lang, "diag-no-subscription"),
        Some((owner, None)) => t!(lang, "diag-subscription", name = escape(owner)),
        Some((owner, rest)) => super::group::standing(owner, *rest, reader),
    });
    lines.push(match group.runs {
        Some(Standing::Admin) => t!(lang, "diag-bot-admin"),
        Some(Standing::Member) => t!(lang, "diag-bot-member"),
        None => t!(lang, "diag-bot-unknown"),
    });
    lines.push(match group.hears {
        Hears::Everything => t!(lang, "diag-hears-all"),
        Hears::WhatIsForIt => t!(lang, "diag-hears-own"),
    });
    lines.extend(group.topic.map(|topic| t!(lang, "diag-topic", number = topic.0)));
    lines
}

/// What concerns everybody, for administrators.
pub fn whole(whole: &Whole, reader: &Reader) -> String {
    let lang = reader.lang;
    let mut lines = vec![
        format!("<b>{}</b>", t!(lang, "diag-whole-title")),
        String::new(),
        t!(lang, "diag-sessions", count = whole.sessions),
        t!(lang, "diag-subscriptions", count = whole.subscriptions, resting = whole.resting),
    ];
    let stalest = whole.lists.iter().map(|reading| reading.at).min();
    if let Some(stalest) = stalest {
        let all =
            whole.lists.iter().map(|reading| reading.took).fold(SignedDuration::ZERO, |sum, took| sum + took);
        let longest = whole.lists.iter().map(|reading| reading.took).max().unwrap_or_default();
        lines.push(t!(
            lang,
            "diag-lists",
            count = whole.lists.len(),
            all = seconds(all),
            longest = seconds(longest),
            age = time::age(lang, reader.now.duration_since(stalest))
        ));
    }
    if whole.hurried > 0 {
        lines.push(t!(lang, "diag-hurried", count = whole.hurried));
    }
    lines.extend(whole.slow.map(|cost| {
        let (took, would) = (seconds(cost.took), seconds(cost.indexed()));
        t!(lang, "diag-index", tickets = cost.tickets, took = took, would = would, statement = STATEMENT)
    }));
    lines.push(t!(lang, "diag-sending-all", queue = queue(whole.sending, reader)));
    lines.push(t!(lang, "diag-kept-all", count = whole.kept.count));
    lines.push(t!(lang, "diag-comments-all", queue = queue(whole.comments, reader)));
    lines.push(t!(lang, "diag-updates", queue = queue(whole.updates, reader)));
    lines.push(String::new());
    if whole.troubles.is_empty() {
        lines.push(t!(lang, "diag-no-trouble"));
        return lines.join("\n");
    }
    lines.push(t!(lang, "diag-troubles"));
    lines.extend(whole.troubles.iter().map(|trouble| {
        format!("{} <code>{}</code>", moment(trouble.at, reader), escape(&cut(&trouble.line, LINE)))
    }));
    lines.join("\n")
}

/// What waits: `nothing`, or how much and for how long.
fn queue(queue: Queue, reader: &Reader) -> String {
    match queue.oldest {
        None => t!(reader.lang, "diag-nothing"),
        Some(oldest) => t!(
            reader.lang,
            "diag-queue",
            count = queue.count,
            age = time::span(reader.lang, reader.now.duration_since(oldest))
        ),
    }
}

fn moment(at: Timestamp, reader: &Reader) -> String {
    time::moment(reader.lang, at, reader.now, &reader.zone)
}

/// Seconds as they are measured: `0.4`.
fn seconds(time: SignedDuration) -> String {
    format!("{:.1}", time.as_secs_f64())
}
