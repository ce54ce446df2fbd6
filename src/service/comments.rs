//! Comments on their way to the helpdesk: never lost, never twice, over a server whose comments have no identity.
//!
//! A comment is on disk before its author sees 👀. Before a part is sent, the number of comments that the ticket has is
//! written down (the baseline). After sending, or after anything unclear, the comments are read: a new one after the
//! baseline, by this author, with this text, is ours. Comments are only ever appended, so what stands before the
//! baseline is never mistaken for it, and the same text written twice stays two comments: the second one's baseline
//! includes the first.
//!
//! Accepted: somebody may write the very same words with the same account in the helpdesk's page between our baseline
//! and our sending while the answer is lost; then ours counts as arrived.

use jiff::SignedDuration;

use super::desk::Desk;
use super::later::Job;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use crate::domain::comment::{News, Why};
use crate::domain::ids::{TicketId, TicketRef};
use crate::domain::ticket::{self, PersonRef};
use crate::helpdesk::{Error, text};
use crate::render;
use crate::render::html::{cut, escape};
use crate::render::words::number;
use crate::screen::{Class, Screen};
use crate::store::{Comment, CommentId, CommentState, Db, FollowedBy, Origin, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;

/// After so many unclear attempts in a row the author is asked.
const UNCLEAR_TRIES: u32 = 5;

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

    /// Takes every comment whose time has come one step further; says how many steps that were. One pass; the loop is
    /// in `app`.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let now = self.desk.clock.now();
        let due = self.desk.store.read(move |db| db.comments_due(now, 32)).await?;
        let steps = due.iter().map(|comment| self.forward(comment));
        futures_util::future::try_join_all(steps).await?;
        if !due.is_empty() {
            self.desk.mail.notify_one();
            self.desk.jobs.notify_one();
        }
        Ok(due.len())
    }

    /// Sends what is left of a comment, part by part.
    async fn forward(&self, comment: &Comment) -> Result<(), StoreError> {
        let Some(session) = self.desk.sessions.get(comment.new.author) else {
            return self.end(comment, News::Failed(Why::SignedOut)).await;
        };
        let id = comment.new.ticket;
        let Some(known) = self.desk.store.read(move |db| db.ticket(id)).await? else {
            return self.end(comment, News::Failed(Why::Gone)).await;
        };
        let at = known.ticket.at;
        let mut baseline = comment.baseline;
        for (number, part) in comment.new.parts.iter().enumerate().skip(comment.sent) {
            match self.part(&session, &at, comment.id, number, part, baseline.take()).await? {
                Ok(Seen::Shown) => {}
                Ok(Seen::Missing) => return self.unclear(comment).await,
                Err(error) => return self.setback(comment, &error).await,
            }
        }
        self.end(comment, News::Arrived).await
    }

    /// Brings one part to the helpdesk and looks whether it is there.
    async fn part(
        &self,
        session: &Session,
        at: &TicketRef,
        id: CommentId,
        number: usize,
        part: &str,
        baseline: Option<usize>,
    ) -> Result<Result<Seen, Error>, StoreError> {
        let me = &session.account.me;
        let before = match self.read(session, at).await {
            Ok(before) => before,
            Err(error) => return Ok(Err(error)),
        };
        // An attempt was made before: it may have arrived after all.
        if let Some(baseline) = baseline
            && shows(&before, baseline, me, part)
        {
            return self.sent(id, number, before, at.id).await.map(|()| Ok(Seen::Shown));
        }
        // The helpdesk takes a comment on a ticket that does not exist and says ok, so look first.
        if let Err(error) = self.desk.helpdesk.view(&session.key, at, me).await {
            return Ok(Err(error));
        }
        let count = before.len();
        let (desk, ticket, now) = (self.desk.clone(), at.id, self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                desk.saw_comments(db, ticket, &before, now)?;
                db.comment_progress(id, number, Some(count))
            })
            .await?;
        if let Err(error) = self.desk.helpdesk.comment(&session.key, &at.hash, part).await
            && !error.may_have_applied()
        {
            return Ok(Err(error));
        }
        let after = match self.read(session, at).await {
            Ok(after) => after,
            Err(error) => return Ok(Err(error)),
        };
        if !shows(&after, count, me, part) {
            return Ok(Ok(Seen::Missing));
        }
        self.sent(id, number, after, at.id).await.map(|()| Ok(Seen::Shown))
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
    ) -> Result<(), StoreError> {
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                db.comment_progress(id, number + 1, None)?;
                desk.saw_comments(db, ticket, &comments, now)
            })
            .await?;
        self.desk.mail.notify_one();
        Ok(())
    }

    /// An error on the way: wait, or give up.
    async fn setback(&self, comment: &Comment, error: &Error) -> Result<(), StoreError> {
        match error {
            Error::KeyRefused => {
                if let Some(session) = self.desk.sessions.get(comment.new.author) {
                    self.desk.sessions.refused(&self.desk.store, &session).await?;
                }
                self.end(comment, News::Failed(Why::SignedOut)).await
            }
            Error::NotFound => self.end(comment, News::Failed(Why::Gone)).await,
            Error::Refused(_) => self.end(comment, News::Failed(Why::Refused)).await,
            error => {
                log::info!("a comment on ticket {} waits: {error}", comment.new.ticket);
                self.later(comment).await
            }
        }
    }

    /// Sent and not to be seen: look again a few times, never send again unasked.
    async fn unclear(&self, comment: &Comment) -> Result<(), StoreError> {
        if comment.tries + 1 < UNCLEAR_TRIES {
            return self.later(comment).await;
        }
        self.end(comment, News::Unsure).await
    }

    /// Records what became of a comment and tells its author: one transaction.
    async fn end(&self, comment: &Comment, news: News) -> Result<(), StoreError> {
        let (desk, comment) = (self.desk.clone(), comment.clone());
        self.desk.store.write(move |db| tell(&desk, db, &comment, news)).await
    }

    /// Tries again after a pause that grows to two minutes; the author is told the first time.
    async fn later(&self, comment: &Comment) -> Result<(), StoreError> {
        let pause = SignedDuration::from_secs(2 << comment.tries.min(6));
        let (desk, comment) = (self.desk.clone(), comment.clone());
        self.desk
            .store
            .write(move |db| {
                let due = desk.clock.now() + pause;
                db.comment_state(comment.id, CommentState::Waiting, comment.tries + 1, due)?;
                if comment.tries == TOLD_AFTER { tell(&desk, db, &comment, News::Waiting) } else { Ok(()) }
            })
            .await
    }
}

/// Changes a comment's state by the news, and puts into the outbox what its author sees of it.
fn tell(desk: &Desk, db: &mut Db<'_>, comment: &Comment, news: News) -> Result<(), StoreError> {
    let now = desk.clock.now();
    let source = comment.new.source.message;
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
            let seen = Parcel::React { message: source.message, emoji: "👍".into() };
            return parcel::post(db, target, Class::Answer, &seen, now);
        }
        News::Waiting => {}
        News::Unsure => db.comment_state(comment.id, CommentState::Unsure, comment.tries, now)?,
        News::Failed(_) => db.comment_state(comment.id, CommentState::Failed, comment.tries, now)?,
    }
    let reader = desk.reader(db, comment.new.author)?;
    let screen = render::comments::fate(comment.id.0, comment.new.ticket, news, &reader);
    let say = Parcel::Say { screen, reply_to: Some(source), sound: Sound::Silent };
    parcel::post(db, comment.new.target, Class::Answer, &say, now)
}

/// Whether a comment that was sent is to be seen.
enum Seen {
    Shown,
    Missing,
}

/// Whether a comment by `me` with this text stands after the baseline.
fn shows(comments: &[ticket::Comment], baseline: usize, me: &PersonRef, part: &str) -> bool {
    let new = comments.iter().skip(baseline);
    // Whoever the helpdesk would not tell who they are can only be known by their words.
    let mine = |comment: &ticket::Comment| me.hash.is_none() || comment.author.is(me);
    new.into_iter().any(|comment| mine(comment) && text::same(part, &comment.text))
}
