//! What the author of a comment learns of it, and what else its news changes: the row, the reaction, what follows on it.

use crate::context::readers::reader_for;
use crate::context::tx::Tx;
use crate::domain::audit::{AuditAction, AuditOutcome, AuditPlace, AuditedAction};
use crate::domain::comment::{CommentFailure, CommentNews};
use crate::domain::ids::TelegramUser;
use crate::maintenance::audit_log::record_audit;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::html::{cut_text, escape_html};
use crate::render::reader::ticket_number;
use crate::store::{CommentOrigin, CommentState, FollowedBy, ScheduledJob, StoreError, StoredComment};
use crate::t;
use crate::telegram::client::Sound;
use crate::view::{MessageView, SendPriority};

/// So much of a comment is repeated where its author no longer sees it, in characters.
const MAX_ECHO: usize = 300;

/// Sends none of what a person has written and is not sent yet, and tells them: it was written as another account.
pub fn cancel_comments(tx: &mut Tx<'_, '_>, author: TelegramUser) -> Result<(), StoreError> {
    let waiting = tx.db.comments_waiting(author)?;
    waiting
        .iter()
        .try_for_each(|comment| notify_author(tx, comment, CommentNews::Failed(CommentFailure::OtherAccount)))
}

/// Changes a comment's state by the news, and puts into the outbox what its author sees of it.
pub fn notify_author(
    tx: &mut Tx<'_, '_>,
    comment: &StoredComment,
    news: CommentNews,
) -> Result<(), StoreError> {
    let source = comment.new.source.message;
    if let Some(outcome) = audit_outcome(news) {
        let (place, ticket) = (AuditPlace::of_chat(comment.new.target.chat), Some(comment.new.ticket));
        record_audit(
            tx,
            comment.new.author,
            place,
            AuditedAction { action: AuditAction::Comment, ticket, outcome },
        )?;
    }
    match news {
        CommentNews::Arrived => {
            tx.db.drop_comment(comment.id)?;
            let (target, source) = (comment.new.target, comment.new.source);
            if comment.new.followed_by == FollowedBy::Finish {
                let job = ScheduledJob::Finish { ticket: comment.new.ticket, target, source };
                tx.db.add_job(comment.new.author, &job, tx.now)?;
            }
            if comment.new.origin == CommentOrigin::Button {
                // The button that called it off goes.
                let view = sent_view(tx, comment)?;
                let edit = OutboxMessage::Edit { message: source.message, view };
                outbox_message::enqueue(tx.db, target, SendPriority::Answer, &edit, tx.now)?;
            }
            if comment.new.origin == CommentOrigin::Ephemeral {
                // Its author was told that it goes; whoever heard of trouble since hears the end of it too.
                if comment.tries == 0 {
                    return Ok(());
                }
                let sent = OutboxMessage::send_view(sent_view(tx, comment)?);
                return outbox_message::enqueue(tx.db, target, SendPriority::Answer, &sent, tx.now);
            }
            let seen = OutboxMessage::arrived_reaction(source.message);
            return outbox_message::enqueue(tx.db, target, SendPriority::Answer, &seen, tx.now);
        }
        CommentNews::Waiting | CommentNews::Unheard => {}
        CommentNews::Unsure => {
            tx.db.set_comment_state(comment.id, CommentState::Unsure, comment.tries, tx.now)?;
        }
        CommentNews::Failed(CommentFailure::SignedOut) => {
            tx.db.set_comment_state(comment.id, CommentState::SignedOut, comment.tries, tx.now)?;
            if comment.new.origin == CommentOrigin::Message {
                // The end of the sign-in has dropped whatever waited for the chat.
                let seen = OutboxMessage::seen_reaction(source);
                outbox_message::enqueue(tx.db, comment.new.target, SendPriority::Answer, &seen, tx.now)?;
            }
        }
        CommentNews::Failed(_) => {
            tx.db.set_comment_state(comment.id, CommentState::Failed, comment.tries, tx.now)?;
        }
    }
    let reader = reader_for(tx, comment.new.author)?;
    let mut view = render::comments::comment_news(comment.id.0, comment.new.ticket, news, &reader);
    if matches!(news, CommentNews::Unsure | CommentNews::Failed(CommentFailure::Ambiguous)) {
        let known = tx.db.find_ticket(comment.new.ticket)?;
        let page = known.and_then(|known| tx.ctx.config.current().ticket_link.url_for(&known.ticket.at.hash));
        if let Some(page) = page {
            view.html.push_str(&format!("\n{}", render::card::helpdesk_link(&page, reader.lang)));
        }
    }
    let sound = match news {
        // It was sent, as far as its author knows.
        CommentNews::Unsure | CommentNews::Failed(_) => Sound::Ring,
        CommentNews::Arrived | CommentNews::Waiting | CommentNews::Unheard => Sound::Silent,
    };
    let reply_to = Some(source).filter(|_| comment.new.origin != CommentOrigin::Ephemeral);
    if reply_to.is_none() {
        // There is no message to point at, and Telegram may have lost the words.
        view.html.push_str(&format!("\n<blockquote>{}</blockquote>", echo(comment)));
    }
    let say = OutboxMessage::Send { view, reply_to, sound };
    outbox_message::enqueue(tx.db, comment.new.target, SendPriority::Answer, &say, tx.now)
}

/// A comment that has arrived, with its words, for an author who can't see it marked as such.
fn sent_view(tx: &mut Tx<'_, '_>, comment: &StoredComment) -> Result<MessageView, StoreError> {
    let lang = reader_for(tx, comment.new.author)?.lang;
    let number = ticket_number(comment.new.ticket);
    Ok(MessageView::from_html(t!(lang, "quick-sent", number = number, text = echo(comment))))
}

/// The beginning of a comment.
fn echo(comment: &StoredComment) -> String {
    escape_html(&cut_text(&comment.new.parts.join("\n"), MAX_ECHO))
}

/// What the audit trail says of the news; nothing while it is open.
fn audit_outcome(news: CommentNews) -> Option<AuditOutcome> {
    match news {
        CommentNews::Arrived => Some(AuditOutcome::Done),
        CommentNews::Waiting | CommentNews::Unheard => None,
        CommentNews::Unsure => Some(AuditOutcome::Unsure),
        CommentNews::Failed(CommentFailure::Gone) => Some(AuditOutcome::Gone),
        CommentNews::Failed(
            CommentFailure::SignedOut
            | CommentFailure::OtherAccount
            | CommentFailure::Refused
            | CommentFailure::NotAllowed
            | CommentFailure::Ambiguous,
        ) => Some(AuditOutcome::Refused),
    }
}
