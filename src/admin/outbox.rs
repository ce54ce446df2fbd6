//! `deskgram outbox`: what waits to be shown in Telegram or written to the helpdesk, and why; another try, or its end. A
//! deskgram that serves notices within seconds. What a message says is nobody's business here.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::{self, TextTable};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::{OutboxArgs as Wish, QueueItem};
use crate::domain::audit::{AuditAction, AuditEntry};
use crate::notify::outbox_message::OutboxMessage;
use crate::store::{CommentId, CommentState, OutboxId, OutboxRow, StoredComment};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error("{0} does not wait (any more)")]
    Nothing(QueueItem),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// One thing that waits, in words.
struct QueueLine {
    name: QueueItem,
    what: &'static str,
    to: String,
    since: Timestamp,
    tries: u32,
    why: String,
}

/// The answer as it is printed.
pub async fn manage_outbox(config: Config, wish: &Wish) -> Result<String, OutboxError> {
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    let now = Clock::System.now();
    if let Some(name) = wish.retry {
        let found = store.write(move |db| {
            let found = match name {
                QueueItem::Message(id) => db.send_outbox_now(OutboxId(id), now)?,
                QueueItem::Comment(id) => db.send_comment_now(CommentId(id), now)?,
            };
            if found {
                db.add_audit_entry(&AuditEntry::of_administrator(now, AuditAction::Retry))?;
            }
            Ok(found)
        });
        return report_result(name, found.await?, "is tried again");
    }
    if let Some(name) = wish.drop {
        let found = store.write(move |db| {
            let found = match name {
                QueueItem::Message(id) => db.outbox_drop(OutboxId(id))?,
                QueueItem::Comment(id) => {
                    let there = db.find_comment(CommentId(id))?.is_some();
                    db.drop_comment(CommentId(id))?;
                    there
                }
            };
            if found {
                db.add_audit_entry(&AuditEntry::of_administrator(now, AuditAction::Drop))?;
            }
            Ok(found)
        });
        return report_result(name, found.await?, "is dropped for good");
    }
    let (messages, comments) = store.read(|db| Ok((db.outbox_all()?, db.all_comments()?))).await?;
    let lines: Vec<_> = messages
        .iter()
        .map(|(row, due)| message_line(&messages, row, *due, now))
        .chain(comments.iter().map(|(written, due)| comment_line(written, *due, now)))
        .collect();
    if wish.json {
        return Ok(table::format_records(lines.iter().map(line_record)));
    }
    let mut table = TextTable::new(["NAME", "WHAT", "TO", "FOR", "TRIES", "WHY IT WAITS"]);
    for line in &lines {
        let age = time_between(now, line.since);
        let tries = line.tries.to_string();
        table.add_row([
            line.name.to_string(),
            line.what.to_owned(),
            line.to.clone(),
            age,
            tries,
            line.why.clone(),
        ]);
    }
    Ok(table.render_table("nothing waits to be sent"))
}

fn report_result(name: QueueItem, found: bool, what: &str) -> Result<String, OutboxError> {
    if found { Ok(format!("{name} {what}.\n")) } else { Err(OutboxError::Nothing(name)) }
}

fn message_line(
    all: &[(OutboxRow, Timestamp)],
    row: &OutboxRow,
    due: Timestamp,
    now: Timestamp,
) -> QueueLine {
    // They go out by urgency, then by age, which is the order in which they are read.
    let ahead = all.iter().map(|(other, _)| other).find(|other| other.target.chat == row.target.chat);
    let why = match ahead {
        Some(ahead) if ahead.id != row.id => {
            format!("behind {}, of the same chat", QueueItem::Message(ahead.id.0))
        }
        _ if due > now && row.tries > 0 => {
            format!("Telegram did not take it; next try in {}", time_between(due, now))
        }
        _ if due > now => format!("it is for later, in {}", time_between(due, now)),
        _ => "its turn comes".to_owned(),
    };
    QueueLine {
        name: QueueItem::Message(row.id.0),
        what: serde_json::from_str::<OutboxMessage>(&row.body)
            .map_or("of another version", |message| message_kind(&message)),
        to: format!("chat {}", row.target.chat),
        since: row.made,
        tries: row.tries,
        why,
    }
}

fn message_kind(message: &OutboxMessage) -> &'static str {
    match message {
        OutboxMessage::Send { .. }
        | OutboxMessage::Ending { .. }
        | OutboxMessage::Page { .. }
        | OutboxMessage::Question { .. } => "message",
        OutboxMessage::LeaveChat { .. } => "farewell",
        OutboxMessage::AwaySummary { .. } => "summary of a quiet time",
        OutboxMessage::Card { .. } => "card",
        OutboxMessage::Alert { .. } => "alert",
        OutboxMessage::Reminder { .. } => "reminder",
        OutboxMessage::RefreshCard { .. }
        | OutboxMessage::CardMenu { .. }
        | OutboxMessage::RefreshList { .. }
        | OutboxMessage::Edit { .. } => "edit",
        OutboxMessage::React { .. } => "reaction",
        OutboxMessage::Delete { .. } => "deletion",
        OutboxMessage::LiveMessage { .. } => "sheet",
        OutboxMessage::Stats { .. } => "picture",
    }
}

fn comment_line(comment: &StoredComment, due: Timestamp, now: Timestamp) -> QueueLine {
    let why = match comment.state {
        CommentState::Failed => "the helpdesk would not take it; its author was told".to_owned(),
        CommentState::SignedOut => "waits until its author signs in to the same account again".to_owned(),
        CommentState::Unsure => {
            "it was sent and nothing shows whether it arrived; its author was asked".to_owned()
        }
        CommentState::Waiting if comment.attempt.is_some() => {
            "it was sent, and is looked for before it is sent again".to_owned()
        }
        CommentState::Waiting if due > now => format!("next try in {}", time_between(due, now)),
        CommentState::Waiting => "its turn comes".to_owned(),
    };
    QueueLine {
        name: QueueItem::Comment(comment.id.0),
        what: "comment",
        to: format!("ticket {}", comment.new.ticket),
        since: comment.made,
        tries: comment.tries,
        why,
    }
}

fn line_record(line: &QueueLine) -> Value {
    json!({
        "name": line.name.to_string(),
        "what": line.what,
        "to": line.to,
        "since": line.since.to_string(),
        "tries": line.tries,
        "why": line.why,
    })
}

/// A stretch of time in one unit.
fn time_between(later: Timestamp, earlier: Timestamp) -> String {
    match later.duration_since(earlier).as_secs() {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}
