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

use super::access;
use super::desk::Desk;
use super::later::Job;
use super::parcel::{self, Parcel};
use super::round::{Fate, Round};
use super::sessions::Session;
use super::verify::Verified;
use crate::domain::audit::{Deed, Outcome, Place};
use crate::domain::comment::{News, Why};
use crate::domain::ids::{TelegramUser, TicketId, TicketRef};
use crate::domain::ticket::{self, PersonRef, Viewed};
use crate::domain::visibility::Verdict;
use crate::helpdesk::{Error, text};
use crate::render;
use crate::render::html::{cut, escape};
use crate::render::words::number;
use crate::screen::{Class, Screen};
use crate::store::{Attempt, Comment, CommentId, CommentState, Db, FollowedBy, Origin, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;

/// After so many attempts that came to nothing, although the helpdesk answers, the author is asked.
const ATTEMPTS: u32 = 10;

/// How many comments are on their way at once.
const AT_ONCE: usize = 64;

/// A first setback is often over before anybody could read about it.
const TOLD_AFTER: u32 = 1;

/// The service.
#[derive(Clone)]
pub struct Comments {
    desk: Desk,
}

impl Comments {
    pub fn new(desk: Desk) -> Self {
        Self { desk }
    }

    /// What a text becomes on its way to the helpdesk; `None` when nothing of it would be left.
    pub fn parts(text: &str) -> Option<Vec<String>> {
        let parts = text::for_comments(text);
        (!parts.is_empty()).then_some(parts)
    }

    /// Takes every comment whose time has come one step further; says how many steps that were.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let mut round = Round::of("ticket");
        self.take_up(&mut round).await?;
        round.ends().await;
        round.done()
    }

    /// Begins a step with the next comment of every ticket that has none under way; says when there will be more to begin, if
    /// nothing ends or comes in before.
    pub async fn take_up<'a>(
        &'a self,
        round: &mut Round<'a, TicketId>,
    ) -> Result<Option<Timestamp>, StoreError> {
        // What can't be stored now is no better tried again at once.
        round.done()?;
        let (now, at_once) = (self.desk.clock.now(), AT_ONCE + round.size());
        let due = self.desk.store.glance(move |db| db.comments_due(now, at_once as i64));
        for comment in due.await? {
            let ticket = comment.new.ticket;
            if round.size() < AT_ONCE && !round.is_at(ticket) {
                let step = async move { (ticket, self.forward(&comment).await.map(|()| Fate::Over)) };
                round.begin(ticket, step.boxed());
            }
        }
        self.desk.store.glance(move |db| db.comments_next(now)).await
    }

    /// Sends what is left of a comment, part by part.
    async fn forward(&self, comment: &Comment) -> Result<(), StoreError> {
        let Some(session) = self.desk.sessions.get(comment.new.author) else {
            return self.end(comment, News::Failed(Why::SignedOut)).await;
        };
        let session = match self.desk.verified(&session).await? {
            Verified::Live(session) => session,
            // What follows asks the helpdesk itself.
            Verified::Unknown => session,
            Verified::Over(_) => return self.end(comment, News::Failed(Why::SignedOut)).await,
        };
        if !session.account.goes_by(&comment.new.login) {
            return self.end(comment, News::Failed(Why::OtherAccount)).await;
        }
        let id = comment.new.ticket;
        let Some(known) = self.desk.store.glance(move |db| db.ticket(id)).await? else {
            return self.end(comment, News::Failed(Why::Gone)).await;
        };
        let at = known.ticket.at;
        let mut doubt = comment.attempt;
        for (number, part) in comment.new.parts.iter().enumerate().skip(comment.sent) {
            match self.part(&session, &at, comment, number, part, doubt.take()).await? {
                Part::Shown => {}
                Part::Later(why) => return self.later(comment, why).await,
                Part::Ask => return self.end(comment, News::Unsure).await,
                Part::Twin => return self.end(comment, News::Failed(Why::Ambiguous)).await,
                Part::Withdrawn => return Ok(()),
                Part::Forbidden => return self.end(comment, News::Failed(Why::NotAllowed)).await,
                Part::Error(error) => return self.setback(comment, &error).await,
            }
        }
        self.end(comment, News::Arrived).await
    }

    /// Brings one part to the helpdesk and looks whether it is there. `doubt` is an earlier attempt of an unknown end.
    async fn part(
        &self,
        session: &Arc<Session>,
        at: &TicketRef,
        comment: &Comment,
        number: usize,
        part: &str,
        doubt: Option<Attempt>,
    ) -> Result<Part, StoreError> {
        let me = &session.account.me;
        let id = comment.id;
        let before = match self.read(session, at).await {
            Ok(before) => before,
            Err(error) => return Ok(Part::Error(error)),
        };
        if let Some(attempt) = doubt {
            if shows(&before, attempt.baseline, me, part) {
                return self.sent(id, number, before, at.id).await;
            }
            if self.may_still_arrive(attempt) {
                return Ok(Part::Later(News::Unheard));
            }
            // Perhaps the helpdesk shows it in words that can't be recognised.
            if wrote(&before, attempt.baseline, me) {
                return Ok(Part::Ask);
            }
        }
        if number == comment.sent && comment.attempts >= ATTEMPTS {
            return Ok(Part::Ask);
        }
        // The helpdesk takes a comment on a ticket that does not exist and says ok, so look first.
        match self.desk.helpdesk.view(&session.key, at, me).await {
            Ok(viewed) if viewed.shared_hash => return Ok(Part::Twin),
            // Its author may have been moved, or demoted, since it was written.
            Ok(viewed) => {
                if !self.may_send(session, viewed).await? {
                    return Ok(Part::Forbidden);
                }
            }
            Err(error) => return Ok(Part::Error(error)),
        }
        let attempt = Attempt { baseline: before.len(), at: self.desk.clock.now() };
        let (desk, ticket) = (self.desk.clone(), at.id);
        let stands = self.desk.store.write(move |db| {
            desk.saw_comments(db, ticket, &before, attempt.at)?;
            db.comment_attempt(id, attempt)
        });
        if !stands.await? {
            return Ok(Part::Withdrawn);
        }
        let unclear = match self.desk.helpdesk.comment(&session.key, &at.hash, part).await {
            Ok(()) => None,
            Err(error) if error.may_have_applied() => Some(error),
            Err(error) => {
                self.desk.store.write(move |db| db.comment_attempt_failed(id)).await?;
                return Ok(Part::Error(error));
            }
        };
        let after = match self.read(session, at).await {
            Ok(after) => after,
            Err(error) => return Ok(Part::Error(error)),
        };
        if shows(&after, attempt.baseline, me, part) {
            return self.sent(id, number, after, at.id).await;
        }
        match unclear {
            None => Ok(Part::Ask),
            Some(error) if error.may_still_apply() => Ok(Part::Later(News::Unheard)),
            Some(_) => {
                self.desk.store.write(move |db| db.comment_attempt_failed(id)).await?;
                Ok(Part::Later(News::Waiting))
            }
        }
    }

    async fn may_send(&self, session: &Arc<Session>, viewed: Viewed) -> Result<bool, StoreError> {
        let session = Arc::clone(session);
        let verdict = self.desk.store.read(move |db| access::may_comment_on(db, &session, &viewed));
        Ok(verdict.await? == Verdict::Seen)
    }

    /// Whether the helpdesk may still be at work on an attempt.
    fn may_still_arrive(&self, attempt: Attempt) -> bool {
        let longest = SignedDuration::try_from(self.desk.helpdesk.longest_call());
        let since = self.desk.clock.now().duration_since(attempt.at);
        // A clock that was set back says nothing about how long it has been.
        since < longest.unwrap_or(SignedDuration::MAX) && since >= SignedDuration::ZERO
    }

    async fn read(&self, session: &Session, at: &TicketRef) -> Result<Vec<ticket::Comment>, Error> {
        Ok(self.desk.helpdesk.comments(&session.key, &at.hash).await?.list)
    }

    /// Notes that a part has arrived, and which comments the ticket has now.
    async fn sent(
        &self,
        id: CommentId,
        number: usize,
        comments: Vec<ticket::Comment>,
        ticket: TicketId,
    ) -> Result<Part, StoreError> {
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                db.comment_progress(id, number + 1)?;
                desk.saw_comments(db, ticket, &comments, now)
            })
            .await?;
        Ok(Part::Shown)
    }

    /// An error on the way: wait, or give up.
    async fn setback(&self, comment: &Comment, error: &Error) -> Result<(), StoreError> {
        match error {
            Error::KeyRefused => {
                if let Some(session) = self.desk.sessions.get(comment.new.author) {
                    let now = self.desk.clock.now();
                    self.desk.sessions.end(&self.desk.store, &session, Deed::KeyRefused, now).await?;
                }
                self.end(comment, News::Failed(Why::SignedOut)).await
            }
            Error::NotFound => self.end(comment, News::Failed(Why::Gone)).await,
            Error::Refused(_) => self.end(comment, News::Failed(Why::Refused)).await,
            error => {
                log::info!("a comment on ticket {} waits: {error}", comment.new.ticket);
                self.later(comment, News::Waiting).await
            }
        }
    }

    /// Records what became of a comment and tells its author: one transaction.
    async fn end(&self, comment: &Comment, news: News) -> Result<(), StoreError> {
        let (desk, comment) = (self.desk.clone(), comment.clone());
        self.desk.store.write(move |db| tell(&desk, db, &comment, news)).await
    }

    /// Tries again after a pause that grows to two minutes; the author is told why the first time.
    async fn later(&self, comment: &Comment, why: News) -> Result<(), StoreError> {
        let pause = SignedDuration::from_secs(2 << comment.tries.min(6));
        let (desk, comment) = (self.desk.clone(), comment.clone());
        self.desk
            .store
            .write(move |db| {
                let due = desk.clock.now() + pause;
                db.comment_state(comment.id, CommentState::Waiting, comment.tries + 1, due)?;
                if comment.tries == TOLD_AFTER { tell(&desk, db, &comment, why) } else { Ok(()) }
            })
            .await
    }
}

/// Sends none of what a person has written and is not sent yet, and tells them: it was written as another account.
pub fn give_up(desk: &Desk, db: &mut Db<'_>, author: TelegramUser) -> Result<(), StoreError> {
    let waiting = db.comments_waiting(author)?;
    waiting.iter().try_for_each(|comment| tell(desk, db, comment, News::Failed(Why::OtherAccount)))
}

/// Changes a comment's state by the news, and puts into the outbox what its author sees of it.
fn tell(desk: &Desk, db: &mut Db<'_>, comment: &Comment, news: News) -> Result<(), StoreError> {
    let now = desk.clock.now();
    let source = comment.new.source.message;
    if let Some(outcome) = noted(news) {
        let (place, ticket) = (Place::of(comment.new.target.chat), Some(comment.new.ticket));
        desk.note(db, comment.new.author, Deed::Comment, ticket, outcome, place)?;
    }
    match news {
        News::Arrived => {
            db.drop_comment(comment.id)?;
            let (target, source) = (comment.new.target, comment.new.source);
            if comment.new.followed_by == FollowedBy::Finish {
                let job = Job::Finish { ticket: comment.new.ticket, target, source };
                db.add_job(comment.new.author, &job, now)?;
            }
            if comment.new.origin == Origin::Button {
                // The button that called it off goes.
                let lang = desk.reader(db, comment.new.author)?.lang;
                let text = escape(&cut(&comment.new.parts.join("\n"), 300));
                let ticket = number(comment.new.ticket);
                let screen = Screen::text(t!(lang, "quick-sent", number = ticket, text = text));
                let edit = Parcel::Edit { message: source.message, screen };
                parcel::post(db, target, Class::Answer, &edit, now)?;
            }
            let seen = Parcel::React { message: source.message, emoji: parcel::ARRIVED.into() };
            return parcel::post(db, target, Class::Answer, &seen, now);
        }
        News::Waiting | News::Unheard => {}
        News::Unsure => db.comment_state(comment.id, CommentState::Unsure, comment.tries, now)?,
        News::Failed(_) => db.comment_state(comment.id, CommentState::Failed, comment.tries, now)?,
    }
    let reader = desk.reader(db, comment.new.author)?;
    let screen = render::comments::fate(comment.id.0, comment.new.ticket, news, &reader);
    let say = Parcel::Say { screen, reply_to: Some(source), sound: Sound::Silent };
    parcel::post(db, comment.new.target, Class::Answer, &say, now)
}

/// What the audit trail says of the news; nothing while it is open.
fn noted(news: News) -> Option<Outcome> {
    match news {
        News::Arrived => Some(Outcome::Done),
        News::Waiting | News::Unheard => None,
        News::Unsure => Some(Outcome::Unsure),
        News::Failed(Why::Gone) => Some(Outcome::Gone),
        News::Failed(
            Why::SignedOut | Why::OtherAccount | Why::Refused | Why::NotAllowed | Why::Ambiguous,
        ) => Some(Outcome::Refused),
    }
}

/// How far a part has come.
enum Part {
    /// The helpdesk shows it.
    Shown,
    /// It isn't there (yet), for this reason.
    Later(News),
    /// Nothing shows whether it is there, and waiting won't.
    Ask,
    /// It could end up on another ticket with the same hash.
    Twin,
    /// Its author has taken it back.
    Withdrawn,
    /// Its author has no right to it any more.
    Forbidden,
    Error(Error),
}

/// Whether a comment by `me` with this text stands after the baseline.
fn shows(comments: &[ticket::Comment], baseline: usize, me: &PersonRef, part: &str) -> bool {
    news(comments, baseline, me).any(|comment| text::same(part, &comment.text))
}

/// Whether `me` has written anything after the baseline.
fn wrote(comments: &[ticket::Comment], baseline: usize, me: &PersonRef) -> bool {
    news(comments, baseline, me).next().is_some()
}

/// The comments of `me` after the baseline.
fn news<'a>(
    comments: &'a [ticket::Comment],
    baseline: usize,
    me: &'a PersonRef,
) -> impl Iterator<Item = &'a ticket::Comment> {
    // Whoever the helpdesk would not tell who they are can only be known by their words.
    comments.iter().skip(baseline).filter(|comment| me.hash.is_none() || comment.author.is(me))
}
