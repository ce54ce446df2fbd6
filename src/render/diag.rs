//! How deskgram is doing: for whoever asks, what concerns them and this chat; for administrators, the whole.

use jiff::{SignedDuration, Timestamp};

use super::html::{cut_text, escape_html};
use super::reader::Reader;
use crate::domain::account::Account;
use crate::domain::health::{ListReading, QueueStats, RecentError};
use crate::domain::ids::ThreadId;
use crate::domain::list_cost::{INDEX_STATEMENT, ListCost};
use crate::domain::settings::PauseReason;
use crate::i18n::number::format_decimal;
use crate::i18n::{Lang, time};
use crate::t;

/// How much of a line of the log is shown.
const MAX_LINE_LENGTH: usize = 200;

/// What concerns whoever asks.
pub struct OwnDiagnosis<'a> {
    /// Who they are at the helpdesk, if they are signed in, and since when.
    pub account: Option<(&'a Account, Timestamp)>,
    pub list: Option<ListReading>,
    pub comments: QueueStats,
}

/// What concerns the chat.
pub struct ChatDiagnosis {
    pub sending: QueueStats,
    pub kept: QueueStats,
    pub group: Option<GroupDiagnosis>,
}

/// What concerns a group.
pub struct GroupDiagnosis {
    /// Whether the bot runs it too; nothing when Telegram does not say.
    pub runs: Option<BotStanding>,
    pub hears: MessageAccess,
    pub topic: Option<ThreadId>,
    /// Whose subscription there is, and why it rests if it does.
    pub subscription: Option<(String, Option<PauseReason>)>,
}

/// The bot's place in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BotStanding {
    Admin,
    Member,
}

/// What the bot gets to read in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageAccess {
    Everything,
    /// Commands and replies to it: Telegram's privacy mode.
    WhatIsForIt,
}

/// What concerns everybody.
pub struct SystemDiagnosis {
    pub sessions: usize,
    pub subscriptions: usize,
    pub resting: usize,
    pub lists: Vec<ListReading>,
    /// Lists that were read sooner than the helpdesk's share of time allows.
    pub hurried: u64,
    /// The longest list, where an index would make it cheap.
    pub slow: Option<ListCost>,
    pub sending: QueueStats,
    pub kept: QueueStats,
    pub comments: QueueStats,
    pub updates: QueueStats,
    pub recent_errors: Vec<RecentError>,
}

/// What concerns whoever asks and the chat in which they do.
pub fn own_diagnosis(own: &OwnDiagnosis<'_>, chat: &ChatDiagnosis, reader: &Reader) -> String {
    let lang = reader.lang;
    let mut lines = vec![format!("<b>{}</b>", t!(lang, "diag-title")), String::new()];
    lines.push(match own.account {
        Some((account, since)) => t!(
            lang,
            "diag-signed-in",
            name = escape_html(account.display_name()),
            login = escape_html(&account.login),
            time = time_text(since, reader)
        ),
        None => t!(lang, "diag-signed-out"),
    });
    if own.account.is_some() {
        lines.push(match own.list {
            Some(reading) => t!(
                lang,
                "diag-list",
                age = time::format_age(lang, reader.now.duration_since(reading.at)),
                took = seconds_text(reading.took, lang)
            ),
            None => t!(lang, "diag-list-never"),
        });
    }
    lines.push(t!(lang, "diag-sending", queue = queue_line(chat.sending, reader)));
    if chat.kept.count > 0 {
        lines.push(t!(lang, "diag-kept"));
    }
    lines.push(t!(lang, "diag-comments", queue = queue_line(own.comments, reader)));
    lines.extend(chat.group.iter().flat_map(|about| group_lines(about, reader)));
    lines.join("\n")
}

fn group_lines(group: &GroupDiagnosis, reader: &Reader) -> Vec<String> {
    let lang = reader.lang;
    let mut lines = vec![String::new()];
    lines.push(match &group.subscription {
        None => t!(lang, "diag-no-subscription"),
        Some((owner, None)) => t!(lang, "diag-subscription", name = escape_html(owner)),
        Some((owner, rest)) => super::group::subscription_status(owner, *rest, reader),
    });
    lines.push(match group.runs {
        Some(BotStanding::Admin) => t!(lang, "diag-bot-admin"),
        Some(BotStanding::Member) => t!(lang, "diag-bot-member"),
        None => t!(lang, "diag-bot-unknown"),
    });
    lines.push(match group.hears {
        MessageAccess::Everything => t!(lang, "diag-hears-all"),
        MessageAccess::WhatIsForIt => t!(lang, "diag-hears-own"),
    });
    lines.extend(group.topic.map(|topic| t!(lang, "diag-topic", number = topic.0)));
    lines
}

/// What concerns everybody, for administrators.
pub fn system_diagnosis(whole: &SystemDiagnosis, reader: &Reader) -> String {
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
            all = seconds_text(all, lang),
            longest = seconds_text(longest, lang),
            age = time::format_age(lang, reader.now.duration_since(stalest))
        ));
    }
    if whole.hurried > 0 {
        lines.push(t!(lang, "diag-hurried", count = whole.hurried));
    }
    lines.extend(whole.slow.map(|cost| {
        let (took, would) = (seconds_text(cost.took, lang), seconds_text(cost.with_index(), lang));
        t!(
            lang,
            "diag-index",
            tickets = cost.tickets,
            took = took,
            would = would,
            statement = INDEX_STATEMENT
        )
    }));
    lines.push(t!(lang, "diag-sending-all", queue = queue_line(whole.sending, reader)));
    lines.push(t!(lang, "diag-kept-all", count = whole.kept.count));
    lines.push(t!(lang, "diag-comments-all", queue = queue_line(whole.comments, reader)));
    lines.push(t!(lang, "diag-updates", queue = queue_line(whole.updates, reader)));
    lines.push(String::new());
    if whole.recent_errors.is_empty() {
        lines.push(t!(lang, "diag-no-trouble"));
        return lines.join("\n");
    }
    lines.push(t!(lang, "diag-troubles"));
    lines.extend(whole.recent_errors.iter().map(|trouble| {
        format!(
            "{} <code>{}</code>",
            time_text(trouble.at, reader),
            escape_html(&cut_text(&trouble.line, MAX_LINE_LENGTH))
        )
    }));
    lines.join("\n")
}

/// What waits: `nothing`, or how much and for how long.
fn queue_line(queue: QueueStats, reader: &Reader) -> String {
    match queue.oldest {
        None => t!(reader.lang, "diag-nothing"),
        Some(oldest) => t!(
            reader.lang,
            "diag-queue",
            count = queue.count,
            age = time::format_span(reader.lang, reader.now.duration_since(oldest))
        ),
    }
}

fn time_text(at: Timestamp, reader: &Reader) -> String {
    time::format_moment(reader.lang, at, reader.now, &reader.zone)
}

/// Seconds as they are measured: `0.4`.
fn seconds_text(time: SignedDuration, lang: Lang) -> String {
    format_decimal(lang, time.as_secs_f64())
}
