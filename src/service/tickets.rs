//! Acting on tickets, and knowing what became of it. The helpdesk answers "ok" when nothing was done and loses races, so
//! the read-back alone decides what is told. No call that changes something is repeated unless the read-back shows that
//! it did nothing.

use jiff::SignedDuration;

use super::desk::Desk;
use super::later::Job;
use super::parcel::{self, Parcel};
use super::readback::{Sent, settled, went_to};
use super::sessions::Session;
use super::sight::View;
use super::turns::{Follows, Turns};
use crate::domain::action::{Acted, Action};
use crate::domain::ids::{CardRef, TelegramUser, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::ticket::{Allowed, PersonRef, Rights, Standing, Viewed};
use crate::helpdesk::Error;
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

impl Read {
    /// The ticket, or what came of an action that needed to read it. `down` is what is known of that while the helpdesk is away.
    fn or(self, down: Acted) -> Result<Box<Viewed>, Acted> {
        match self {
            Self::Ticket(viewed) => Ok(viewed),
            Self::Gone => Err(Acted::Gone),
            Self::SignInAgain => Err(Acted::SignInAgain),
            Self::Down => Err(down),
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

    /// Does what somebody wants done, with their own key, and stores what came of it.
    pub async fn act(&self, session: &Session, at: &TicketRef, action: Action) -> Result<Acted, StoreError> {
        let (acted, follows) = self.attempt(session, at, action, None).await?;
        self.store(follows).await?;
        Ok(acted)
    }

    /// Does what a button asks for, with the presser's own key. `watched` is the card whose button it was. What follows is
    /// for the caller to store: until then nobody else acts on the ticket.
    pub async fn attempt(
        &self,
        session: &Session,
        at: &TicketRef,
        action: Action,
        watched: Option<CardRef>,
    ) -> Result<(Acted, Follows), StoreError> {
        let mut follows = Follows::of(self.turns.take(at.id).await);
        let acted = self.acted(session, at, action, watched, &mut follows).await?;
        Ok((acted, follows))
    }

    async fn acted(
        &self,
        session: &Session,
        at: &TicketRef,
        action: Action,
        watched: Option<CardRef>,
        follows: &mut Follows,
    ) -> Result<Acted, StoreError> {
        let before = match self.look(session, at, watched, None, follows).await?.or(Acted::Down) {
            Ok(viewed) => viewed,
            Err(acted) => return Ok(acted),
        };
        if before.shared_hash {
            return Ok(Acted::Ambiguous);
        }
        if let Some(settled) = settled(action, &before) {
            return Ok(settled);
        }
        if action == Action::Finish && before.standing == Standing::Free {
            let taken = self.step(session, at, Action::Take, watched, follows).await?;
            if taken != Acted::Done && taken != Acted::Already {
                return Ok(taken);
            }
        }
        let acted = match self.step(session, at, action, watched, follows).await? {
            Acted::Down if action == Action::Finish && before.standing == Standing::Free => Acted::OnlyTaken,
            acted => acted,
        };
        if acted == Acted::Done {
            self.can_be_undone(session.telegram, at.id, action.undone_by(before.standing), follows);
        }
        Ok(acted)
    }

    /// Keeps what takes an action back within reach for a few seconds.
    fn can_be_undone(
        &self,
        who: TelegramUser,
        ticket: TicketId,
        steps: &'static [Action],
        follows: &mut Follows,
    ) {
        let now = self.desk.clock.now();
        follows.write(move |db| {
            let Some(known) = db.ticket(ticket)?.filter(|_| !steps.is_empty()) else {
                return db.drop_undo(ticket);
            };
            let (steps, state, until) = (steps.to_vec(), known.ticket.state, now + UNDO);
            db.put_undo(&Undo { ticket, who, steps, state, until })?;
            // The cards are drawn anew for what was done, and show then that it can be undone.
            db.add_job(who, &Job::UndoOver { ticket }, until).map(drop)
        });
    }

    /// Takes the last action on a ticket back; `None` when it is too late for that. What follows is for the caller to store.
    pub async fn undo(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
    ) -> Result<(Option<Acted>, Follows), StoreError> {
        let mut follows = Follows::of(self.turns.take(at.id).await);
        let undone = self.undone(session, at, watched, &mut follows).await?;
        Ok((undone, follows))
    }

    async fn undone(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
        follows: &mut Follows,
    ) -> Result<Option<Acted>, StoreError> {
        let (id, now) = (at.id, self.desk.clock.now());
        let undo = self.desk.store.read(move |db| db.undo(id, now)).await?;
        let Some(undo) = undo.filter(|undo| undo.who == session.telegram) else { return Ok(None) };
        match self.look(session, at, watched, None, follows).await? {
            Read::Ticket(viewed) if viewed.ticket.state == undo.state => {}
            Read::Ticket(_) => return Ok(None),
            Read::Gone => return Ok(Some(Acted::Gone)),
            Read::SignInAgain => return Ok(Some(Acted::SignInAgain)),
            Read::Down => return Ok(Some(Acted::Down)),
        }
        let mut acted = Acted::Done;
        for &step in &undo.steps {
            acted = self.step(session, at, step, watched, follows).await?;
            if acted != Acted::Done {
                break;
            }
        }
        follows.write(move |db| db.drop_undo(id));
        Ok(Some(acted))
    }

    /// Makes one call and reads what it did.
    async fn step(
        &self,
        session: &Session,
        at: &TicketRef,
        action: Action,
        watched: Option<CardRef>,
        follows: &mut Follows,
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
        Ok(match self.look(session, at, watched, me, follows).await? {
            Read::Ticket(after) => sent.judge(action, &after),
            Read::Gone => Acted::Gone,
            Read::SignInAgain => Acted::SignInAgain,
            Read::Down => Acted::Unsure,
        })
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
        let mut follows = Follows::of(self.turns.take(at.id).await);
        let acted = self.passed_on(session, at, unit, people, reason, &mut follows).await?;
        self.store(follows).await?;
        Ok(acted)
    }

    async fn passed_on(
        &self,
        session: &Session,
        at: &TicketRef,
        unit: UnitId,
        people: &[UserHash],
        reason: &str,
        follows: &mut Follows,
    ) -> Result<Acted, StoreError> {
        let before = match self.look(session, at, None, None, follows).await?.or(Acted::Down) {
            Ok(viewed) => viewed,
            Err(acted) => return Ok(acted),
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
        let after = match self.look(session, at, None, me, follows).await?.or(Acted::Unsure) {
            Ok(viewed) => viewed,
            Err(acted) => return Ok(acted),
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
        let mut follows = Follows::default();
        let read = self.look(session, at, watched, None, &mut follows).await?;
        self.store(follows).await?;
        Ok(read)
    }

    /// Stores what nobody else has anything to add to.
    async fn store(&self, follows: Follows) -> Result<(), StoreError> {
        self.desk.store.write(|db| follows.store(db)).await
    }

    /// Reads a ticket; `doer` has just acted on it.
    async fn look(
        &self,
        session: &Session,
        at: &TicketRef,
        watched: Option<CardRef>,
        doer: Option<PersonRef>,
        follows: &mut Follows,
    ) -> Result<Read, StoreError> {
        let begun = self.desk.clock.now();
        let mut viewed = match self.desk.helpdesk.view(&session.key, at, &session.account.me).await {
            Ok(viewed) => viewed,
            Err(Error::NotFound) => {
                self.gone(at.id, follows);
                return Ok(Read::Gone);
            }
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
        let view = View { viewed: viewed.clone(), seer: Some(session.telegram), watched, doer, begun };
        let (desk, now) = (self.desk.clone(), self.desk.clock.now());
        follows.write(move |db| desk.saw_view(db, view, now));
        Ok(Read::Ticket(Box::new(viewed)))
    }

    /// Says on every card of a ticket that the helpdesk no longer has it.
    fn gone(&self, ticket: TicketId, follows: &mut Follows) {
        let desk = self.desk.clone();
        follows.write(move |db| {
            for card in parcel::copies(db, ticket)? {
                let lang = desk.reader_at(db, card.target)?.lang;
                let screen = Screen::text(t!(lang, "ticket-gone", number = number(ticket)));
                let edit = Parcel::Edit { message: card.at.message, screen };
                parcel::post(db, card.target, Class::Refresh, &edit, desk.clock.now())?;
            }
            Ok(())
        });
    }
}
