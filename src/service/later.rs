//! Things that happen a little later: what waits a few seconds with a Cancel button, what has run out, what follows
//! something else. A job stays on disk until it is done with, so a restart only delays it.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::desk::Desk;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use super::tickets::Tickets;
use crate::callback::Callback;
use crate::domain::action::{Acted, Action};
use crate::domain::audit::Place;
use crate::domain::ids::{CardRef, Target, TelegramUser, TicketId, TicketRef, UnitId, UserHash};
use crate::render;
use crate::render::html::escape;
use crate::render::words::number;
use crate::screen::{Button, Screen};
use crate::store::{JobId, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;

/// How long to wait for a helpdesk that does not answer before asking again.
const AGAIN: SignedDuration = SignedDuration::from_secs(15);

/// Work with a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Job {
    /// An action can't be taken back any more: its button goes.
    UndoOver { ticket: TicketId },
    /// A referral has waited long enough for a Cancel.
    Refer(Referral),
    /// The answer has arrived; now the ticket is finished. `source` is the message that the answer came from.
    Finish { ticket: TicketId, target: Target, source: CardRef },
}

/// A ticket to be passed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    pub ticket: TicketId,
    pub unit: UnitId,
    pub people: Vec<UserHash>,
    pub reason: String,
    /// The message that speaks of it.
    pub shown: Option<CardRef>,
    /// Whether the helpdesk may have it already: noted before it is asked.
    #[serde(default)]
    pub begun: bool,
}

/// The service.
#[derive(Clone)]
pub struct Later {
    desk: Desk,
    tickets: Tickets,
}

impl Later {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets }
    }

    /// Does what has become due; says how much that was. One pass; the loop is in `app`.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let now = self.desk.clock.now();
        let due = self.desk.store.read(move |db| db.jobs_due::<Job>(now, 32)).await?;
        let count = due.len();
        for (id, who, job) in due {
            self.run(id, who, job).await?;
        }
        if count > 0 {
            self.desk.mail.notify_one();
        }
        Ok(count)
    }

    async fn run(&self, id: JobId, who: TelegramUser, job: Job) -> Result<(), StoreError> {
        match job {
            Job::UndoOver { ticket } => self.undo_over(id, ticket).await,
            Job::Refer(referral) => {
                let (ticket, shown) = (referral.ticket, referral.shown);
                let acted = match self.start(who, ticket).await? {
                    Ok((session, at)) => self.refer(id, &session, &at, referral).await?,
                    Err(acted) => acted,
                };
                log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Refer.name());
                let target = Target::chat(who.chat());
                self.report(id, who, Action::Refer, ticket, acted, target, shown).await
            }
            Job::Finish { ticket, target, source } => {
                let acted = match self.start(who, ticket).await? {
                    Ok((session, at)) => self.tickets.act(&session, &at, Action::Finish, None).await?,
                    Err(acted) => acted,
                };
                log::info!("{} on ticket {ticket} by {who}: {acted}", Action::Finish.name());
                self.report(id, who, Action::Finish, ticket, acted, target, Some(source)).await
            }
        }
    }

    /// Makes a referral once: after a kill in its midst it is only looked for.
    async fn refer(
        &self,
        id: JobId,
        session: &Session,
        at: &TicketRef,
        referral: Referral,
    ) -> Result<Acted, StoreError> {
        let (unit, people) = (referral.unit, referral.people.clone());
        if referral.begun {
            return self.tickets.referred(session, at, unit, &people).await;
        }
        let note = |begun| {
            let job = Job::Refer(Referral { begun, ..referral.clone() });
            self.desk.store.write(move |db| db.put_job(id, &job))
        };
        note(true).await?;
        let acted = self.tickets.refer(session, at, unit, &people, &referral.reason).await?;
        if acted == Acted::Down {
            note(false).await?;
        }
        Ok(acted)
    }

    /// What an action needs: a live session and a ticket that is known.
    async fn start(
        &self,
        who: TelegramUser,
        ticket: TicketId,
    ) -> Result<Result<(Arc<Session>, TicketRef), Acted>, StoreError> {
        let Some(session) = self.desk.sessions.get(who) else { return Ok(Err(Acted::SignInAgain)) };
        let known = self.desk.store.read(move |db| db.ticket(ticket)).await?;
        Ok(known.map(|known| (session, known.ticket.at)).ok_or(Acted::Gone))
    }

    async fn undo_over(&self, id: JobId, ticket: TicketId) -> Result<(), StoreError> {
        let now = self.desk.clock.now();
        self.desk
            .store
            .write(move |db| {
                db.drop_job(id)?;
                // A later action has its own time.
                if db.undo(ticket, now)?.is_some() {
                    return Ok(());
                }
                db.drop_undo(ticket)?;
                parcel::refresh_cards(db, ticket, None, now)
            })
            .await
    }

    /// Says what became of an action that nobody was waiting for at the screen, and ends the job; a helpdesk that is away
    /// is waited for.
    #[expect(clippy::too_many_arguments, reason = "all that a report is made of")]
    async fn report(
        &self,
        id: JobId,
        who: TelegramUser,
        action: Action,
        ticket: TicketId,
        acted: Acted,
        target: Target,
        shown: Option<CardRef>,
    ) -> Result<(), StoreError> {
        let desk = self.desk.clone();
        self.desk
            .store
            .write(move |db| {
                let now = desk.clock.now();
                let place = Place::of(target.chat);
                desk.note(db, who, action.into(), Some(ticket), (&acted).into(), place)?;
                let lang = desk.reader(db, who)?.lang;
                let waits = matches!(acted, Acted::Down | Acted::OnlyTaken);
                let screen = if waits {
                    db.job_later(id, now + AGAIN)?;
                    let cancel = Button::call(t!(lang, "button-cancel"), &Callback::CancelJob { job: id.0 });
                    Screen::text(t!(lang, "later-waiting", number = number(ticket))).row([cancel])
                } else {
                    db.drop_job(id)?;
                    Screen::text(escape(&render::acted::sentence(lang, action, ticket, &acted)))
                };
                let reply_to = shown.map(|shown| shown.message);
                let parcel = match (reply_to, action) {
                    (Some(message), Action::Refer) => Parcel::Edit { message, screen },
                    _ => Parcel::Say { screen, reply_to, sound: Sound::Silent },
                };
                // Said once while it waits, and once when it is over.
                let name = format!("job:{}:{waits}", id.0);
                parcel::post_once(db, target, name, &parcel, now).map(drop)
            })
            .await
    }
}
