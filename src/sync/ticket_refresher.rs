//! Tickets that nobody has asked about: held, watched and waiting ones are read again for what no list shows (comments, a
//! deadline that was moved), and what is due or unclaimed is brought up. One pass looks at a few; the rest keeps.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::cache::refresh_schedule::{
    FAR_INTERVAL, is_near, reminders_of, schedule_next_reminder, schedule_reminders,
};
use crate::context::Context;
use crate::domain::account::Account;
use crate::domain::event::{Event, EventKind, TicketSnapshot};
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::reminders::{Reminder, due_reminders};
use crate::domain::visibility::{self, ListVisibility};
use crate::notify::escalation::take_steps;
use crate::notify::{self, Notification};
use crate::sessions::live_sessions::UserSession;
use crate::sync::chain_adoption::ChainAdoption;
use crate::tickets::ticket_actions::{FetchOutcome, TicketActions};

use crate::helpdesk::HelpdeskError;
use crate::store::{RefreshClass, StoreError, StoredTicket};

/// How many of either kind one pass reads at most.
const MAX_NEAR_READS: i64 = 10;
const MAX_FAR_READS: i64 = 5;
const MAX_REMINDERS: i64 = 20;

/// How long to wait for a helpdesk that does not answer.
const RETRY_DELAY: SignedDuration = SignedDuration::from_mins(1);

/// Reads tickets that no list tells of.
#[derive(Clone)]
pub struct TicketRefresher {
    ctx: Context,
    tickets: TicketActions,
    chains: ChainAdoption,
}

/// Whether a ticket could be read.
enum RefreshOutcome {
    Done,
    /// Nobody who is signed in could see it.
    Nobody,
    /// The key that was to read it is refused. Its own list finds that out as well, and signs in anew or says so.
    KeyRefused,
    Down,
}

impl TicketRefresher {
    pub fn new(ctx: Context, tickets: TicketActions) -> Self {
        Self { ctx, tickets, chains: ChainAdoption::default() }
    }

    /// Reads again what it is time for, and brings up what is due; says how many tickets were looked at.
    pub async fn refresh_due(&self) -> Result<usize, StoreError> {
        self.chains.adopt_chains(&self.ctx).await?;
        let now = self.ctx.clock.now();
        let (due, mut looks) = self
            .ctx
            .store
            .read(move |db| {
                let mut looks = db.tickets_to_refresh(RefreshClass::Near, now, MAX_NEAR_READS)?;
                looks.extend(db.tickets_to_refresh(RefreshClass::Far, now, MAX_FAR_READS)?);
                Ok((db.tickets_to_remind(now, MAX_REMINDERS)?, looks))
            })
            .await?;
        looks.retain(|known| !due.iter().any(|other| other.ticket.at.id == known.ticket.at.id));
        let mut looked = 0;
        for (place, known) in due.iter().enumerate() {
            match self.refresh_ticket(known).await? {
                // It is brought up from what is true now, or there is nobody to bring it up to.
                RefreshOutcome::Done | RefreshOutcome::Nobody => {
                    self.send_reminders(known.ticket.at.id).await?;
                }
                RefreshOutcome::KeyRefused => self.postpone_reminders(&due[place..=place]).await?,
                RefreshOutcome::Down => return self.postpone_reminders(&due[place..]).await.map(|()| looked),
            }
            looked += 1;
        }
        for known in &looks {
            match self.refresh_ticket(known).await? {
                RefreshOutcome::Done => {}
                RefreshOutcome::Nobody | RefreshOutcome::KeyRefused => {
                    self.postpone_refresh(known.ticket.at.id, now + FAR_INTERVAL).await?;
                }
                RefreshOutcome::Down => break,
            }
            looked += 1;
        }
        Ok(looked)
    }

    /// Reads one ticket and its comments.
    async fn refresh_ticket(&self, known: &StoredTicket) -> Result<RefreshOutcome, StoreError> {
        let id = known.ticket.at.id;
        let watchers = self.ctx.store.read(move |db| db.watchers_of(id)).await?;
        let Some(reader) = self.reader_session(known, &watchers) else { return Ok(RefreshOutcome::Nobody) };
        match self.tickets.fetch_ticket(&reader, &known.ticket.at, None).await? {
            FetchOutcome::Ticket(_) => {}
            FetchOutcome::Gone => {
                self.stop_refreshing(id).await?;
                return Ok(RefreshOutcome::Done);
            }
            FetchOutcome::SignInAgain => return Ok(RefreshOutcome::KeyRefused),
            FetchOutcome::Down => return Ok(RefreshOutcome::Down),
        }
        let comments = match self.ctx.helpdesk.list_comments(&reader.key, &known.ticket.at.hash).await {
            Ok(comments) => comments.list,
            Err(HelpdeskError::KeyRefused) => return Ok(RefreshOutcome::KeyRefused),
            Err(error) => {
                log::info!("the comments of ticket {id} can't be read now: {error}");
                return Ok(RefreshOutcome::Down);
            }
        };
        self.ctx
            .write(move |tx| {
                notify::publish_comments(tx, id, &comments)?;
                let Some(known) = tx.db.find_ticket(id)? else { return Ok(()) };
                schedule_reminders(tx, &known)
            })
            .await?;
        Ok(RefreshOutcome::Done)
    }

    /// Whose key reads a ticket: the service account's, else that of somebody whom it concerns, else of anybody who has it
    /// in their list.
    fn reader_session(&self, known: &StoredTicket, watchers: &[TelegramUser]) -> Option<Arc<UserSession>> {
        let sees = |account: &Account| {
            visibility::incoming_visibility(account, &known.ticket, known.details.as_ref())
                == ListVisibility::Seen
        };
        if let Some(service) =
            self.ctx.config.current().service_session().filter(|service| sees(&service.account))
        {
            return Some(service);
        }
        let sessions = self.ctx.sessions.all_sessions();
        let theirs = |session: &&Arc<UserSession>| {
            watchers.contains(&session.telegram) || is_near(known, &session.account.me)
        };
        let found = sessions.iter().find(theirs);
        found.or_else(|| sessions.iter().find(|session| sees(&session.account))).cloned()
    }

    /// Brings a ticket up before all whom it concerns now.
    async fn send_reminders(&self, id: TicketId) -> Result<(), StoreError> {
        self.ctx
            .write(move |tx| {
                let Some(known) = tx.db.find_ticket(id)? else { return Ok(()) };
                let pending = reminders_of(tx, &known)?;
                let mut steps = Vec::new();
                for due in due_reminders(&pending, tx.now) {
                    match due {
                        Reminder::Step(step) => steps.push(step),
                        Reminder::Deadline { due, nears } => {
                            let event =
                                Event { ticket: id, what: EventKind::Deadline { due, nears }, by: None };
                            let diff =
                                TicketSnapshot { ticket: &known.ticket, details: known.details.as_ref() };
                            let told = Notification { event: &event, before: Some(diff), after: diff };
                            notify::notify_change(tx, told)?;
                        }
                    }
                }
                take_steps(tx, &known, steps)?;
                schedule_next_reminder(tx, &StoredTicket { reminded_at: tx.now, ..known })
            })
            .await
    }

    /// These can't be read: what is due of them is looked at again in a while, when it may already have been dealt with.
    async fn postpone_reminders(&self, due: &[StoredTicket]) -> Result<(), StoreError> {
        let due: Vec<_> = due.iter().map(|known| (known.ticket.at.id, known.reminded_at)).collect();
        let later = self.ctx.clock.now() + RETRY_DELAY;
        self.ctx
            .store
            .write(move |db| {
                due.into_iter().try_for_each(|(id, reminded)| db.schedule_reminder(id, reminded, Some(later)))
            })
            .await
    }

    async fn postpone_refresh(&self, id: TicketId, at: Timestamp) -> Result<(), StoreError> {
        self.ctx.store.write(move |db| db.schedule_refresh(id, RefreshClass::Far, Some(at))).await
    }

    /// The helpdesk no longer has it.
    async fn stop_refreshing(&self, id: TicketId) -> Result<(), StoreError> {
        let now = self.ctx.clock.now();
        self.ctx
            .store
            .write(move |db| {
                db.schedule_refresh(id, RefreshClass::Far, None)?;
                db.schedule_reminder(id, now, None)
            })
            .await
    }
}
