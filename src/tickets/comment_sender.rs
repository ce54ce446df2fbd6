//! Comments on their way to the helpdesk: never lost, never twice, over a server whose comments have no identity.
//!
//! A comment is on disk before its author sees 👀. Before a part is sent, the attempt is written down with the number of
//! comments that the ticket has (the baseline). After sending, or after anything unclear, the comments are read: a new
//! one after the baseline, by this author, with this text, is ours. Comments are only ever appended, so what stands
//! before the baseline is never mistaken for it, and the same text written twice stays two comments: the second one's
//! baseline includes the first.
//!
//! An attempt whose answer was lost (a time-out, a broken connection, a kill of ours) may be carried out by the helpdesk
//! later. It is not repeated before the helpdesk's longest call is over and the comments show nothing new of this author;
//! if they show something else of theirs, or the helpdesk has said "ok" and shows nothing, the author decides.
//!
//! Accepted: somebody may write the very same words with the same account in the helpdesk's page between our baseline
//! and our sending while the answer is lost; then ours counts as arrived.

use std::sync::Arc;

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};

use crate::accounts::farewell::end_sign_in;
use crate::accounts::verify::{Verified, verify_session};
use crate::context::Context;
use crate::domain::audit::AuditAction;
use crate::domain::comment::{CommentFailure, CommentNews};
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::ticket::{self, PersonRef, TicketView};
use crate::domain::visibility::ListVisibility;
use crate::helpdesk::{HelpdeskError, text_repair};
use crate::notify;
use crate::notify::comment_news::notify_author;
use crate::notify::in_flight::{Completion, InFlight};
use crate::sessions::access;
use crate::sessions::live_sessions::UserSession;
use crate::store::{CommentAttempt, CommentId, CommentState, StoreError, StoredComment};

/// After so many attempts that came to nothing, although the helpdesk answers, the author is asked.
const MAX_ATTEMPTS: u32 = 10;

/// How many comments are on their way at once.
const MAX_IN_FLIGHT: usize = 64;

/// A first setback is often over before anybody could read about it.
const NOTICE_AFTER_TRIES: u32 = 1;

/// Sends what waits in the table of comments, once each.
#[derive(Clone)]
pub struct CommentSender {
    ctx: Context,
}

impl CommentSender {
    pub fn new(ctx: Context) -> Self {
        Self { ctx }
    }

    /// What a text becomes on its way to the helpdesk; `None` when nothing of it would be left.
    pub fn split_text(text: &str) -> Option<Vec<String>> {
        let parts = text_repair::for_comments(text);
        (!parts.is_empty()).then_some(parts)
    }

    /// Takes every comment whose time has come one step further; says how many steps that were.
    pub async fn send_due(&self) -> Result<usize, StoreError> {
        let mut round = InFlight::of_kind("ticket");
        self.start_due(&mut round).await?;
        round.drain_all().await;
        round.take_done()
    }

    /// Begins a step with the next comment of every ticket that has none under way; says when there will be more to begin, if
    /// nothing ends or comes in before.
    pub async fn start_due<'a>(
        &'a self,
        round: &mut InFlight<'a, TicketId>,
    ) -> Result<Option<Timestamp>, StoreError> {
        // What can't be stored now is no better tried again at once.
        round.take_done()?;
        let (now, at_once) = (self.ctx.clock.now(), MAX_IN_FLIGHT + round.task_count());
        let due = self.ctx.store.read_inline(move |db| db.comments_due(now, at_once as i64));
        for comment in due.await? {
            let ticket = comment.new.ticket;
            if round.task_count() < MAX_IN_FLIGHT && !round.is_busy(ticket) {
                let step =
                    async move { (ticket, self.forward_comment(&comment).await.map(|()| Completion::Over)) };
                round.start_task(ticket, step.boxed());
            }
        }
        self.ctx.store.read_inline(move |db| db.next_comment_due(now)).await
    }

    /// Sends what is left of a comment, part by part.
    async fn forward_comment(&self, comment: &StoredComment) -> Result<(), StoreError> {
        let Some(session) = self.ctx.sessions.find_session(comment.new.author) else {
            return self.finish_comment(comment, CommentNews::Failed(CommentFailure::SignedOut)).await;
        };
        let session = match verify_session(&self.ctx, &session).await? {
            Verified::Live(session) => session,
            // What follows asks the helpdesk itself.
            Verified::Unknown => session,
            Verified::Over(_) => {
                return self.finish_comment(comment, CommentNews::Failed(CommentFailure::SignedOut)).await;
            }
        };
        if !session.account.goes_by(&comment.new.login) {
            return self.finish_comment(comment, CommentNews::Failed(CommentFailure::OtherAccount)).await;
        }
        let id = comment.new.ticket;
        let Some(known) = self.ctx.store.read_inline(move |db| db.find_ticket(id)).await? else {
            return self.finish_comment(comment, CommentNews::Failed(CommentFailure::Gone)).await;
        };
        let at = known.ticket.at;
        let mut doubt = comment.attempt;
        for number in comment.sent..comment.new.parts.len() {
            match self.send_part(&session, &at, comment, number, doubt.take()).await? {
                PartOutcome::Shown => {}
                PartOutcome::Later(why) => return self.postpone_comment(comment, why).await,
                PartOutcome::Ask => return self.finish_comment(comment, CommentNews::Unsure).await,
                PartOutcome::Twin => {
                    return self
                        .finish_comment(comment, CommentNews::Failed(CommentFailure::Ambiguous))
                        .await;
                }
                PartOutcome::Withdrawn => return Ok(()),
                PartOutcome::Forbidden => {
                    return self
                        .finish_comment(comment, CommentNews::Failed(CommentFailure::NotAllowed))
                        .await;
                }
                PartOutcome::Error(error) => return self.schedule_retry(comment, &error).await,
            }
        }
        self.finish_comment(comment, CommentNews::Arrived).await
    }

    /// Brings one part to the helpdesk and looks whether it is there. `doubt` is an earlier attempt of an unknown end.
    async fn send_part(
        &self,
        session: &Arc<UserSession>,
        at: &TicketRef,
        comment: &StoredComment,
        number: usize,
        doubt: Option<CommentAttempt>,
    ) -> Result<PartOutcome, StoreError> {
        let (me, part) = (&session.account.me, &comment.new.parts[number]);
        let id = comment.id;
        let before = match self.read_comments(session, at).await {
            Ok(before) => before,
            Err(error) => return Ok(PartOutcome::Error(error)),
        };
        if let Some(attempt) = doubt {
            if shows_part(&before, attempt.baseline, me, part) {
                return self.part_sent(id, number, before, at.id).await;
            }
            if self.ctx.helpdesk.may_still_work_on(attempt.at, self.ctx.clock.now()) {
                return Ok(PartOutcome::Later(CommentNews::Unheard));
            }
            // Perhaps the helpdesk shows it in words that can't be recognised.
            if wrote_comment(&before, attempt.baseline, me) {
                return Ok(PartOutcome::Ask);
            }
        }
        if number == comment.sent && comment.attempts >= MAX_ATTEMPTS {
            return Ok(PartOutcome::Ask);
        }
        // The helpdesk takes a comment on a ticket that does not exist and says ok, so look first.
        match self.ctx.helpdesk.view_ticket(&session.key, at, me).await {
            Ok(viewed) if viewed.details.twin.is_some() => return Ok(PartOutcome::Twin),
            // Its author may have been moved, or demoted, since it was written.
            Ok(viewed) => {
                if !self.may_send(session, viewed).await? {
                    return Ok(PartOutcome::Forbidden);
                }
            }
            Err(error) => return Ok(PartOutcome::Error(error)),
        }
        let attempt = CommentAttempt { baseline: before.len(), at: self.ctx.clock.now() };
        let ticket = at.id;
        let stands = self.ctx.write(move |tx| {
            notify::publish_comments(tx, ticket, &before)?;
            tx.db.record_attempt(id, attempt)
        });
        if !stands.await? {
            return Ok(PartOutcome::Withdrawn);
        }
        let unclear = match self.ctx.helpdesk.add_comment(&session.key, &at.hash, part).await {
            Ok(()) => None,
            Err(error) if error.may_have_applied() => Some(error),
            Err(error) => {
                self.ctx.store.write(move |db| db.comment_attempt_failed(id)).await?;
                return Ok(PartOutcome::Error(error));
            }
        };
        let after = match self.read_comments(session, at).await {
            Ok(after) => after,
            Err(error) => return Ok(PartOutcome::Error(error)),
        };
        if shows_part(&after, attempt.baseline, me, part) {
            return self.part_sent(id, number, after, at.id).await;
        }
        match unclear {
            None => Ok(PartOutcome::Ask),
            Some(error) if error.may_still_apply() => Ok(PartOutcome::Later(CommentNews::Unheard)),
            Some(_) => {
                self.ctx.store.write(move |db| db.comment_attempt_failed(id)).await?;
                Ok(PartOutcome::Later(CommentNews::Waiting))
            }
        }
    }

    async fn may_send(&self, session: &Arc<UserSession>, viewed: TicketView) -> Result<bool, StoreError> {
        let session = Arc::clone(session);
        let verdict = self.ctx.store.read(move |db| access::may_comment_on(db, &session, &viewed));
        Ok(verdict.await? == ListVisibility::Seen)
    }

    async fn read_comments(
        &self,
        session: &UserSession,
        at: &TicketRef,
    ) -> Result<Vec<ticket::TicketComment>, HelpdeskError> {
        Ok(self.ctx.helpdesk.list_comments(&session.key, &at.hash).await?.list)
    }

    /// Notes that a part has arrived, and which comments the ticket has now.
    async fn part_sent(
        &self,
        id: CommentId,
        number: usize,
        comments: Vec<ticket::TicketComment>,
        ticket: TicketId,
    ) -> Result<PartOutcome, StoreError> {
        self.ctx
            .write(move |tx| {
                tx.db.record_parts_sent(id, number + 1)?;
                notify::publish_comments(tx, ticket, &comments)
            })
            .await?;
        Ok(PartOutcome::Shown)
    }

    /// An error on the way: wait, or give up.
    async fn schedule_retry(&self, comment: &StoredComment, error: &HelpdeskError) -> Result<(), StoreError> {
        match error {
            HelpdeskError::KeyRefused => {
                if let Some(session) = self.ctx.sessions.find_session(comment.new.author) {
                    let now = self.ctx.clock.now();
                    end_sign_in(&self.ctx, &session, AuditAction::KeyRefused, now).await?;
                }
                self.finish_comment(comment, CommentNews::Failed(CommentFailure::SignedOut)).await
            }
            HelpdeskError::NotFound => {
                self.finish_comment(comment, CommentNews::Failed(CommentFailure::Gone)).await
            }
            HelpdeskError::Refused(_) => {
                self.finish_comment(comment, CommentNews::Failed(CommentFailure::Refused)).await
            }
            error => {
                log::info!("a comment on ticket {} waits: {error}", comment.new.ticket);
                self.postpone_comment(comment, CommentNews::Waiting).await
            }
        }
    }

    /// Records what became of a comment and tells its author: one transaction.
    async fn finish_comment(&self, comment: &StoredComment, news: CommentNews) -> Result<(), StoreError> {
        let comment = comment.clone();
        self.ctx.write(move |tx| notify_author(tx, &comment, news)).await
    }

    /// Tries again after a pause that grows to two minutes; the author is told why at the second.
    async fn postpone_comment(&self, comment: &StoredComment, why: CommentNews) -> Result<(), StoreError> {
        let pause = SignedDuration::from_secs(2 << comment.tries.min(6));
        let comment = comment.clone();
        self.ctx
            .write(move |tx| {
                let due = tx.now + pause;
                tx.db.set_comment_state(comment.id, CommentState::Waiting, comment.tries + 1, due)?;
                if comment.tries == NOTICE_AFTER_TRIES { notify_author(tx, &comment, why) } else { Ok(()) }
            })
            .await
    }
}

/// How far a part has come.
enum PartOutcome {
    /// The helpdesk shows it.
    Shown,
    /// It isn't there (yet), for this reason.
    Later(CommentNews),
    /// Nothing shows whether it is there, and waiting won't.
    Ask,
    /// It could end up on another ticket with the same hash.
    Twin,
    /// Its author has taken it back.
    Withdrawn,
    /// Its author has no right to it any more.
    Forbidden,
    Error(HelpdeskError),
}

/// Whether a comment by `me` with this text stands after the baseline.
fn shows_part(comments: &[ticket::TicketComment], baseline: usize, me: &PersonRef, part: &str) -> bool {
    new_comments(comments, baseline, me).any(|comment| text_repair::same(part, &comment.text))
}

/// Whether `me` has written anything after the baseline.
fn wrote_comment(comments: &[ticket::TicketComment], baseline: usize, me: &PersonRef) -> bool {
    new_comments(comments, baseline, me).next().is_some()
}

/// The comments of `me` after the baseline.
fn new_comments<'a>(
    comments: &'a [ticket::TicketComment],
    baseline: usize,
    me: &'a PersonRef,
) -> impl Iterator<Item = &'a ticket::TicketComment> {
    // Whoever the helpdesk would not tell who they are can only be known by their words.
    comments.iter().skip(baseline).filter(|comment| me.hash.is_none() || comment.author.is_same(me))
}
