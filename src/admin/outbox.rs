//! `deskgram outbox`: what waits to be shown in Telegram or written to the helpdesk, and why; another try, or its end. A
//! deskgram that serves notices within seconds. What a message says is nobody's business here.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::{self, Table};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::{Outbox as Wish, Waiting};
use crate::domain::audit::{Deed, Entry};
use crate::service::parcel::Parcel;
use crate::store::{Comment, CommentId, CommentState, OutboxId, OutboxRow};

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    #[error("{0} does not wait (any more)")]
    Nothing(Waiting),
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// One thing that waits, in words.
struct Line {
    name: Waiting,
    what: &'static str,
    to: String,
    since: Timestamp,
    tries: u32,
    why: String,
}

/// The answer as it is printed.
pub async fn outbox(config: Config, wish: &Wish) -> Result<String, OutboxError> {
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    let now = Clock::System.now();
    if let Some(name) = wish.retry {
        let found = store.write(move |db| {
            let found = match name {
                Waiting::Message(id) => db.outbox_now(OutboxId(id), now)?,
                Waiting::Comment(id) => db.comment_now(CommentId(id), now)?,
            };
            if found {
                db.audit(&Entry::of_administrator(now, Deed::Retry))?;
            }
            Ok(found)
        });
        return told(name, found.await?, "is tried again");
    }
    if let Some(name) = wish.drop {
        let found = store.write(move |db| {
            let found = match name {
                Waiting::Message(id) => db.outbox_drop(OutboxId(id))?,
                Waiting::Comment(id) => {
                    let there = db.comment(CommentId(id))?.is_some();
                    db.drop_comment(CommentId(id))?;
                    there
                }
            };
            if found {
                db.audit(&Entry::of_administrator(now, Deed::Drop))?;
            }
            Ok(found)
        });
        return told(name, found.await?, "is dropped for good");
    }
    let (messages, comments) = store.read(|db| Ok((db.outbox_all()?, db.comments_all()?))).await?;
    let lines: Vec<_> = messages
        .iter()
        .map(|(row, due)| message(&messages, row, *due, now))
        .chain(comments.iter().map(|(written, due)| comment(written, *due, now)))
        .collect();
    if wish.json {
        return Ok(table::json(lines.iter().map(record)));
    }
    let mut table = Table::new(["NAME", "WHAT", "TO", "FOR", "TRIES", "WHY IT WAITS"]);
    for line in &lines {
        let age = span(now, line.since);
        let tries = line.tries.to_string();
        table.row([
            line.name.to_string(),
            line.what.to_owned(),
            line.to.clone(),
            age,
            tries,
            line.why.clone(),
        ]);
    }
    Ok(table.print())
}

fn told(name: Waiting, found: bool, what: &str) -> Result<String, OutboxError> {
    if found { Ok(format!("{name} {what}.\n")) } else { Err(OutboxError::Nothing(name)) }
}

fn message(all: &[(OutboxRow, Timestamp)], row: &OutboxRow, due: Timestamp, now: Timestamp) -> Line {
    // They go out by urgency, then by age, which is the order in which they are read.
    let ahead = all.iter().map(|(other, _)| other).find(|other| other.target.chat == row.target.chat);
    let why = match ahead {
        Some(ahead) if ahead.id != row.id => {
            format!("behind {}, of the same chat", Waiting::Message(ahead.id.0))
        }
        _ if due > now && row.tries > 0 => {
            format!("Telegram did not take it; next try in {}", span(due, now))
        }
        _ if due > now => format!("it is for later, in {}", span(due, now)),
        _ => "its turn comes".to_owned(),
    };
    Line {
        name: Waiting::Message(row.id.0),
        what: serde_json::from_str::<Parcel>(&row.body).map_or("of another version", |parcel| kind(&parcel)),
        to: format!("chat {}", row.target.chat),
        since: row.made,
        tries: row.tries,
        why,
    }
}

fn kind(parcel: &Parcel) -> &'static str {
    match parcel {
        Parcel::Say { .. } => "message",
        Parcel::Farewell { .. } => "farewell",
        Parcel::Meanwhile { .. } => "summary of a quiet time",
        Parcel::Card { .. } => "card",
        Parcel::Alert { .. } => "alert",
        Parcel::Recard { .. } | Parcel::Edit { .. } => "edit",
        Parcel::React { .. } => "reaction",
        Parcel::Delete { .. } => "deletion",
        Parcel::Sheet { .. } => "sheet",
    }
}

fn comment(comment: &Comment, due: Timestamp, now: Timestamp) -> Line {
    let why = match comment.state {
        CommentState::Failed => "the helpdesk would not take it; its author was told".to_owned(),
        CommentState::Unsure => {
            "it was sent and nothing shows whether it arrived; its author was asked".to_owned()
        }
        CommentState::Waiting if comment.attempt.is_some() => {
            "it was sent, and is looked for before it is sent again".to_owned()
        }
        CommentState::Waiting if due > now => format!("next try in {}", span(due, now)),
        CommentState::Waiting => "its turn comes".to_owned(),
    };
    Line {
        name: Waiting::Comment(comment.id.0),
        what: "comment",
        to: format!("ticket {}", comment.new.ticket),
        since: comment.made,
        tries: comment.tries,
        why,
    }
}

fn record(line: &Line) -> Value {
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
fn span(later: Timestamp, earlier: Timestamp) -> String {
    match later.duration_since(earlier).as_secs() {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7200 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3600),
    }
}
