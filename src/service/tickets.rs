//! Acting on tickets, and knowing what became of it. The helpdesk answers "ok" when nothing was done and loses races, so
//! the read-back alone decides what is told. No call that changes something is repeated unless the read-back shows that
//! it did nothing.
//!
//! Presses on one ticket are taken one after another: two of our own people never race each other at the helpdesk.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;

use super::desk::Desk;
use super::later::Job;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use super::sight::View;
use crate::domain::action::{Acted, Action};
use crate::domain::ids::{CardRef, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::ticket::{Allowed, Assignees, PersonRef, Rights, Standing, State, Ticket, Viewed};
use crate::helpdesk::{ActionAnswer, Error, ListKind, Refusal, Verdict};
use crate::render::words::number;
use crate::screen::{Class, Screen};
use crate::store::{StoreError, Undo};
use crate::t;

/// How long an action can be taken back.
const UNDO: SignedDuration = SignedDuration::from_secs(10);

/// What became of a wish to read a ticket.
#[derive(Clone, Debug)]
pub enum Read {
    Ticket(Box<Viewed>),
    Gone,
    SignInAgain,
    Down,
}

/// One lock per ticket that somebody is acting on.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<TicketId, Arc<tokio::sync::Mutex<()>>>>>);

impl Turns {
    async fn take(&self, ticket: TicketId) -> Turn {
        let lock = {
            let mut all = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            Arc::clone(all.entry(ticket).or_default())
        };
        let guard = lock.lock_owned().await;
        Turn { turns: self.clone(), ticket, guard: Some(guard) }
    }
}

/// The right to act on a ticket, until it is dropped.
struct Turn {
    turns: Turns,
    ticket: TicketId,
    guard: Option<tokio::sync::OwnedMutexGuard<()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut all = self.turns.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        // Nobody else holds or awaits it once only the map knows it.
        if all.get(&self.ticket).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            all.remove(&self.ticket);
        }
    }
}

/// The service.
#[derive(Clone)]
pub struct Tickets {
    desk: Desk,
    turns: Turns,
}

impl Tickets {
    pub fn new(desk: Desk) -> Self {
        Self { desk, turns: Turns::default() }
    }

    /// Does what a button asks for, with the presser's own key. `watched` is the card whose button it was.
    pub async fn act(
        &self,
        session: &Session,
        at: &TicketRef,
        action: Action,
        watched: Option<CardRef>,
    ) -> Result<Acted, StoreError> {
        let _turn = self.turns.take(at.id).await;
        let before = match self.read(session, at, watched).await? {
            Read::Ticket(viewed) => viewed,
            Read::Gone => return Ok(Acted::Gone),
            Read::SignInAgain => return Ok(Acted::SignInAgain),
            Read::Down => return Ok(Acted::Down),
        };
        if before.shared_hash {
            return Ok(Acted::Ambiguous);
        }
        if let Some(settled) = settled(action, &before) {
            return Ok(settled);
        }
        if action == Action::Finish && before.standing == Standing::Free {
            let taken = self.step(session, at, Action::Take, watched).await?;
            if taken != Acted::Done && taken != Acted::Already {
                return Ok(taken);
            }
        }
        let acted = match self.step(session, at, action, watched).await? {
            Acted::Down if action == Action::Finish && before.standing == Standing::Free => Acted::OnlyTaken,
            acted => acted,
        };
        if acted == Acted::Done {
            self.can_be_undone(session, at.id, action.undone_by(before.standing)).await?;
        }
        Ok(acted)
    }

    /// Keeps what takes an action back within reach for a few seconds.
    async fn can_be_undone(
        &self,
        session: &Session,
        ticket: TicketId,
        steps: &'static [Action],
    ) -> Result<(), StoreError> {
        let (who, now) = (session.telegram, self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                let Some(known) = db.ticket(ticket)?.filter(|_| !steps.is_empty()) else {
                    return db.drop_undo(ticket);
                };
                let (steps, state, until) = (steps.to_vec(), known.ticket.state, now + UNDO);
                db.put_undo(&Undo { ticket, who, steps, state, until })?;
                db.add_job(who, &Job::UndoOver { ticket }, until)?;
                parcel::refresh_cards(db, ticket, None, now)
            })
            .await
    }

    /// Takes the last action on a ticket back; `None` when it is too late for that.
    pub async fn undo(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
    ) -> Result<Option<Acted>, StoreError> {
        let _turn = self.turns.take(at.id).await;
        let (id, now) = (at.id, self.desk.clock.now());
        let undo = self.desk.store.read(move |db| db.undo(id, now)).await?;
        let Some(undo) = undo.filter(|undo| undo.who == session.telegram) else { return Ok(None) };
        match self.read(session, at, watched).await? {
            Read::Ticket(viewed) if viewed.ticket.state == undo.state => {}
            Read::Ticket(_) => return Ok(None),
            Read::Gone => return Ok(Some(Acted::Gone)),
            Read::SignInAgain => return Ok(Some(Acted::SignInAgain)),
            Read::Down => return Ok(Some(Acted::Down)),
        }
        let mut acted = Acted::Done;
        for &step in &undo.steps {
            acted = self.step(session, at, step, watched).await?;
            if acted != Acted::Done {
                break;
            }
        }
        self.desk.store.write(move |db| db.drop_undo(id)).await?;
        Ok(Some(acted))
    }

    /// Makes one call and reads what it did.
    async fn step(
        &self,
        session: &Session,
        at: &TicketRef,
        action: Action,
        watched: Option<CardRef>,
    ) -> Result<Acted, StoreError> {
        let helpdesk = &self.desk.helpdesk;
        let answer = match action {
            Action::Take => helpdesk.lock(&session.key, &at.hash).await,
            Action::Release => helpdesk.unlock(&session.key, &at.hash).await,
            Action::Finish => helpdesk.finish(&session.key, &at.hash).await,
            Action::Reopen => helpdesk.reopen(&session.key, &at.hash).await,
            // Has arguments: see `refer`.
            Action::Refer => return Ok(Acted::NotAllowed),
        };
        let sent = match Sent::of(answer) {
            Ok(sent) => sent,
            Err(outcome) => return Ok(outcome),
        };
        let me = Some(session.account.me.clone());
        let after = match self.read_after(session, at, watched, me).await? {
            Read::Ticket(viewed) => viewed,
            Read::Gone => return Ok(Acted::Gone),
            Read::SignInAgain => return Ok(Acted::SignInAgain),
            Read::Down => return Ok(Acted::Unsure),
        };
        Ok(sent.judge(action, &after))
    }

    /// Passes a ticket on to people of a unit, with a reason that may be empty.
    pub async fn refer(
        &self,
        session: &Session,
        at: &TicketRef,
        unit: UnitId,
        people: &[UserHash],
        reason: &str,
    ) -> Result<Acted, StoreError> {
        let _turn = self.turns.take(at.id).await;
        let before = match self.read(session, at, None).await? {
            Read::Ticket(viewed) => viewed,
            Read::Gone => return Ok(Acted::Gone),
            Read::SignInAgain => return Ok(Acted::SignInAgain),
            Read::Down => return Ok(Acted::Down),
        };
        if before.shared_hash {
            return Ok(Acted::Ambiguous);
        }
        if let Standing::HeldByOther = before.standing {
            return Ok(Acted::HeldBy(before.ticket.state.person()));
        }
        let sent = match self.desk.helpdesk.refer(&session.key, &at.hash, unit, people, reason).await {
            Ok(()) => Sent::Accepted,
            Err(Error::Refused(_)) => return Ok(Acted::NotAllowed),
            Err(error) => match Sent::of_error(&error) {
                Ok(sent) => sent,
                Err(outcome) => return Ok(outcome),
            },
        };
        let me = Some(session.account.me.clone());
        let after = match self.read_after(session, at, None, me).await? {
            Read::Ticket(viewed) => viewed,
            Read::Gone => return Ok(Acted::Gone),
            Read::SignInAgain => return Ok(Acted::SignInAgain),
            Read::Down => return Ok(Acted::Unsure),
        };
        Ok(match (went_to(&after.ticket, unit, people), sent) {
            (true, _) => Acted::Done,
            (false, Sent::Unclear) => Acted::Unsure,
            (false, Sent::Accepted | Sent::Refused) => Acted::NotAllowed,
        })
    }

    /// What came of a referral that may have been under way when the last run ended. It is not made again: its reason
    /// would stand in the ticket twice.
    pub async fn referred(
        &self,
        session: &Session,
        at: &TicketRef,
        unit: UnitId,
        people: &[UserHash],
    ) -> Result<Acted, StoreError> {
        Ok(match self.read(session, at, None).await? {
            Read::Ticket(viewed) if went_to(&viewed.ticket, unit, people) => Acted::Done,
            Read::Ticket(_) => Acted::Unsure,
            Read::Gone => Acted::Gone,
            Read::SignInAgain => Acted::SignInAgain,
            Read::Down => Acted::Down,
        })
    }

    /// Reads a ticket with one person's key and makes all of its cards true.
    pub async fn read(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
    ) -> Result<Read, StoreError> {
        self.read_after(session, at, watched, None).await
    }

    /// The same, after somebody has acted.
    async fn read_after(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
        doer: Option<PersonRef>,
    ) -> Result<Read, StoreError> {
        let mut viewed = match self.desk.helpdesk.view(&session.key, at, &session.account.me).await {
            Ok(viewed) => viewed,
            Err(Error::NotFound) => return self.gone(at.id).await,
            Err(Error::KeyRefused) => return Ok(Read::SignInAgain),
            Err(error) => {
                log::warn!("ticket {} can't be read: {error}", at.id);
                return Ok(Read::Down);
            }
        };
        // What such an answer allows is said of the oldest ticket under the hash, and an action would hit that one or all.
        if viewed.shared_hash && viewed.rights != Rights::Stranger {
            viewed.rights = Rights::Known(Allowed::default());
        }
        if let Some(unit) = viewed.ticket.unit {
            self.desk.learn_unit(session, unit).await?;
        }
        self.desk.name_people(session, &mut viewed.ticket).await?;
        let view = View { viewed: viewed.clone(), seer: Some(session.telegram), watched, doer };
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        self.desk.store.write(move |db| desk.saw_view(db, view, now)).await?;
        self.desk.mail.notify_one();
        Ok(Read::Ticket(Box::new(viewed)))
    }

    /// Says on every card of a ticket that the helpdesk no longer has it.
    async fn gone(&self, ticket: TicketId) -> Result<Read, StoreError> {
        let desk = self.desk.clone();
        self.desk
            .store
            .write(move |db| {
                for card in parcel::copies(db, ticket)? {
                    let lang = desk.reader_at(db, card.target)?.lang;
                    let screen = Screen::text(t!(lang, "ticket-gone", number = number(ticket)));
                    let edit = Parcel::Edit { message: card.at.message, screen };
                    parcel::post(db, card.target, Class::Refresh, &edit, desk.clock.now())?;
                }
                Ok(())
            })
            .await?;
        self.desk.mail.notify_one();
        Ok(Read::Gone)
    }

    /// Finds a ticket by its number among those that this person's own lists show: the helpdesk has no call for it, and
    /// its view would show anybody anything.
    pub async fn find(&self, session: &Session, id: TicketId) -> Result<Option<TicketRef>, Error> {
        let head_of_unit = session.account.role == Some(crate::domain::person::Role::HeadOfUnit);
        let mut failure = None;
        for list in [ListKind::Incoming, ListKind::Outgoing, ListKind::Archive] {
            if list == ListKind::Outgoing && head_of_unit {
                continue;
            }
            let mut found = None;
            let take = |ticket: Ticket| {
                if ticket.at.id == id {
                    found = Some(ticket.at);
                }
            };
            match self.desk.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await {
                Ok(()) if found.is_some() => return Ok(found),
                Ok(()) => {}
                Err(Error::KeyRefused) => return Err(Error::KeyRefused),
                // One list that can't be read does not hide the others; but "not found" can't be said then.
                Err(error) => failure = Some(error),
            }
            if session.account.is_client() {
                break;
            }
        }
        failure.map_or(Ok(None), Err)
    }
}

/// What is known of a call before the read-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sent {
    Accepted,
    Refused,
    Unclear,
}

impl Sent {
    fn of(answer: Result<ActionAnswer, Error>) -> Result<Self, Acted> {
        match answer {
            Ok(ActionAnswer { verdict: Verdict::Accepted, .. }) => Ok(Self::Accepted),
            Ok(ActionAnswer { verdict: Verdict::Refused(Refusal::NotAllowed), .. }) => Ok(Self::Refused),
            Ok(ActionAnswer { verdict: Verdict::Refused(reason), .. }) => {
                log::warn!("the helpdesk refuses an action: {reason}");
                Ok(Self::Refused)
            }
            Err(error) => Self::of_error(&error),
        }
    }

    fn of_error(error: &Error) -> Result<Self, Acted> {
        match error {
            Error::KeyRefused => Err(Acted::SignInAgain),
            Error::NotFound => Err(Acted::Gone),
            error if error.may_have_applied() => Ok(Self::Unclear),
            _ => Err(Acted::Down),
        }
    }

    /// What the ticket's state after the call says about the call.
    fn judge(self, action: Action, after: &Viewed) -> Acted {
        if reached(action, after.standing) {
            return Acted::Done;
        }
        match (self, after.standing) {
            // A server by the letter of the document does not say who has finished it.
            (Self::Accepted, Standing::DoneByOther)
                if action == Action::Finish && after.ticket.state == State::Done(PersonRef::default()) =>
            {
                Acted::Done
            }
            (_, Standing::HeldByOther) => Acted::HeldBy(after.ticket.state.person()),
            (_, Standing::DoneByOther) => Acted::DoneBy(after.ticket.state.person()),
            // It can be seen that nothing was done, and nothing is under way any more.
            (Self::Refused | Self::Accepted, _) => Acted::NotAllowed,
            (Self::Unclear, _) => Acted::Unsure,
        }
    }
}

/// Whether a state is what an action wants.
fn reached(action: Action, standing: Standing) -> bool {
    match action {
        Action::Take => standing == Standing::HeldByMe,
        Action::Release => standing == Standing::Free,
        Action::Finish => standing == Standing::DoneByMe,
        // A reopened ticket returns to whoever held it.
        Action::Reopen => {
            matches!(standing, Standing::HeldByMe | Standing::HeldByOther | Standing::Free)
        }
        Action::Refer => false,
    }
}

/// What can be said before any call: it is so already, or can't be.
fn settled(action: Action, before: &Viewed) -> Option<Acted> {
    if reached(action, before.standing) {
        return Some(Acted::Already);
    }
    let allowed = match &before.rights {
        Rights::Known(allowed) => *allowed,
        Rights::Stranger => return Some(blocked(before)),
        Rights::Unsaid => return None,
    };
    let may = match (action, before.standing) {
        (Action::Take, _) | (Action::Finish, Standing::Free) => allowed.lock,
        (Action::Release, _) => allowed.unlock,
        (Action::Finish, _) => allowed.finish,
        (Action::Reopen, _) => allowed.reopen,
        (Action::Refer, _) => allowed.refer,
    };
    if may { None } else { Some(blocked(before)) }
}

/// Why somebody can't act: another is at it, or they may not.
fn blocked(before: &Viewed) -> Acted {
    match before.standing {
        Standing::HeldByOther => Acted::HeldBy(before.ticket.state.person()),
        Standing::DoneByOther => Acted::DoneBy(before.ticket.state.person()),
        _ => Acted::NotAllowed,
    }
}

/// Whether a ticket is now with these people.
fn went_to(ticket: &Ticket, unit: UnitId, people: &[UserHash]) -> bool {
    let Assignees::People(now) = &ticket.assignees else { return false };
    let hashes: Vec<_> = now.iter().filter_map(|person| person.hash.as_ref()).collect();
    ticket.unit == Some(unit) && people.iter().all(|person| hashes.contains(&person))
}
