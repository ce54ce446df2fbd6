//! Acting on tickets, and knowing what became of it. The helpdesk answers "ok" when nothing was done and loses races, so
//! the read-back alone decides what is told. No call that changes something is repeated unless the read-back shows that
//! it did nothing.

use crate::cache::directory;
use crate::cache::ticket_cache::ViewedTicket;
use crate::context::Context;
use crate::context::readers::reader_at;
use crate::domain::action::{Action, ActionOutcome, UNDO_WINDOW};
use crate::domain::ids::{CardRef, TelegramUser, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::ticket::{AllowedActions, PersonRef, Rights, TicketRelation, TicketView};
use crate::helpdesk::HelpdeskError;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::reader::ticket_number;
use crate::sessions::live_sessions::UserSession;
use crate::store::{ScheduledJob, StoreError, Undo};
use crate::t;
use crate::tickets::read_after_write::{SentAction, settled_before, was_referred_to};
use crate::tickets::ticket_locks::{TicketLocks, UnitOfWork};
use crate::view::{MessageView, SendPriority};

/// What became of a wish to read a ticket.
#[derive(Clone, Debug)]
pub enum FetchOutcome {
    Ticket(Box<TicketView>),
    Gone,
    SignInAgain,
    Down,
}

impl FetchOutcome {
    /// The ticket, or what came of an action that needed to read it. `down` is what is known of that while the helpdesk is away.
    fn view_or(self, down: ActionOutcome) -> Result<Box<TicketView>, ActionOutcome> {
        match self {
            Self::Ticket(viewed) => Ok(viewed),
            Self::Gone => Err(ActionOutcome::Gone),
            Self::SignInAgain => Err(ActionOutcome::SignInAgain),
            Self::Down => Err(down),
        }
    }
}

/// Does what people want done with tickets, one action on a ticket at a time.
#[derive(Clone)]
pub struct TicketActions {
    ctx: Context,
    locks: TicketLocks,
}

/// Where a ticket is to go, and why.
pub struct ReferralRequest<'a> {
    pub unit: UnitId,
    pub people: &'a [UserHash],
    /// May be empty.
    pub reason: &'a str,
}

impl TicketActions {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, locks: TicketLocks::default() }
    }

    /// Does what somebody wants done, with their own key, and stores what came of it.
    pub async fn perform_action(
        &self,
        session: &UserSession,
        at: &TicketRef,
        action: Action,
    ) -> Result<ActionOutcome, StoreError> {
        let (acted, work) = self.attempt_action(session, at, action, None).await?;
        self.store_work(work).await?;
        Ok(acted)
    }

    /// Does what a button asks for, with the presser's own key. `pressed_card` is the card whose button it was. What follows is
    /// for the caller to store: until then nobody else acts on the ticket.
    pub async fn attempt_action(
        &self,
        session: &UserSession,
        at: &TicketRef,
        action: Action,
        pressed_card: Option<CardRef>,
    ) -> Result<(ActionOutcome, UnitOfWork), StoreError> {
        let mut work = UnitOfWork::with_lock(self.locks.lock_ticket(at.id).await);
        let acted = self.carry_out_action(session, at, action, pressed_card, &mut work).await?;
        Ok((acted, work))
    }

    async fn carry_out_action(
        &self,
        session: &UserSession,
        at: &TicketRef,
        action: Action,
        pressed_card: Option<CardRef>,
        work: &mut UnitOfWork,
    ) -> Result<ActionOutcome, StoreError> {
        let before =
            match self.read_view(session, at, pressed_card, None, work).await?.view_or(ActionOutcome::Down) {
                Ok(viewed) => viewed,
                Err(acted) => return Ok(acted),
            };
        if before.details.twin.is_some() {
            return Ok(ActionOutcome::Ambiguous);
        }
        if let Some(settled) = settled_before(action, &before) {
            return Ok(settled);
        }
        if action == Action::Finish && before.standing == TicketRelation::Free {
            let taken = self.call_and_verify(session, at, Action::Take, pressed_card, work).await?;
            if taken != ActionOutcome::Done && taken != ActionOutcome::Already {
                return Ok(taken);
            }
        }
        let acted = match self.call_and_verify(session, at, action, pressed_card, work).await? {
            ActionOutcome::Down if action == Action::Finish && before.standing == TicketRelation::Free => {
                ActionOutcome::OnlyTaken
            }
            acted => acted,
        };
        if acted == ActionOutcome::Done {
            self.offer_undo(session.telegram, at.id, action.undone_by(before.standing), work);
        }
        Ok(acted)
    }

    /// Keeps what takes an action back within reach for a few seconds.
    fn offer_undo(
        &self,
        who: TelegramUser,
        ticket: TicketId,
        steps: &'static [Action],
        work: &mut UnitOfWork,
    ) {
        work.add_write(move |tx| {
            let Some(known) = tx.db.find_ticket(ticket)?.filter(|_| !steps.is_empty()) else {
                return tx.db.drop_undo(ticket);
            };
            let (steps, state, until) = (steps.to_vec(), known.ticket.state, tx.now + UNDO_WINDOW);
            tx.db.put_undo(&Undo { ticket, who, steps, state, until })?;
            // The cards are drawn anew for what was done, and show then that it can be undone.
            tx.db.add_job(who, &ScheduledJob::UndoOver { ticket }, until).map(drop)
        });
    }

    /// Takes the last action on a ticket back; `None` when it is too late for that. What follows is for the caller to store.
    pub async fn undo_action(
        &self,
        session: &UserSession,
        at: &TicketRef,
        pressed_card: Option<CardRef>,
    ) -> Result<(Option<ActionOutcome>, UnitOfWork), StoreError> {
        let mut work = UnitOfWork::with_lock(self.locks.lock_ticket(at.id).await);
        let undone = self.carry_out_undo(session, at, pressed_card, &mut work).await?;
        Ok((undone, work))
    }

    async fn carry_out_undo(
        &self,
        session: &UserSession,
        at: &TicketRef,
        pressed_card: Option<CardRef>,
        work: &mut UnitOfWork,
    ) -> Result<Option<ActionOutcome>, StoreError> {
        let (id, now) = (at.id, self.ctx.clock.now());
        let undo = self.ctx.store.read(move |db| db.find_undo(id, now)).await?;
        let Some(undo) = undo.filter(|undo| undo.who == session.telegram) else { return Ok(None) };
        match self.read_view(session, at, pressed_card, None, work).await? {
            FetchOutcome::Ticket(viewed) if viewed.ticket.state == undo.state => {}
            FetchOutcome::Ticket(_) => return Ok(None),
            FetchOutcome::Gone => return Ok(Some(ActionOutcome::Gone)),
            FetchOutcome::SignInAgain => return Ok(Some(ActionOutcome::SignInAgain)),
            FetchOutcome::Down => return Ok(Some(ActionOutcome::Down)),
        }
        let mut acted = ActionOutcome::Done;
        for &step in &undo.steps {
            acted = self.call_and_verify(session, at, step, pressed_card, work).await?;
            if acted != ActionOutcome::Done {
                break;
            }
        }
        work.add_write(move |tx| tx.db.drop_undo(id));
        Ok(Some(acted))
    }

    /// Makes one call and reads what it did.
    async fn call_and_verify(
        &self,
        session: &UserSession,
        at: &TicketRef,
        action: Action,
        pressed_card: Option<CardRef>,
        work: &mut UnitOfWork,
    ) -> Result<ActionOutcome, StoreError> {
        let helpdesk = &self.ctx.helpdesk;
        let answer = match action {
            Action::Take => helpdesk.lock_ticket(&session.key, &at.hash).await,
            Action::Release => helpdesk.unlock_ticket(&session.key, &at.hash).await,
            Action::Finish => helpdesk.finish_ticket(&session.key, &at.hash).await,
            Action::Reopen => helpdesk.reopen_ticket(&session.key, &at.hash).await,
            // Has arguments: see `refer_ticket`.
            Action::Refer => return Ok(ActionOutcome::NotAllowed),
        };
        let sent = match SentAction::from_answer(answer) {
            Ok(sent) => sent,
            Err(outcome) => return Ok(outcome),
        };
        let me = Some(session.account.me.clone());
        Ok(match self.read_view(session, at, pressed_card, me, work).await? {
            FetchOutcome::Ticket(after) => sent.verify_view(action, &after),
            FetchOutcome::Gone => ActionOutcome::Gone,
            FetchOutcome::SignInAgain => ActionOutcome::SignInAgain,
            FetchOutcome::Down => ActionOutcome::Unsure,
        })
    }

    /// Passes a ticket on to people of a unit, with a reason that may be empty.
    pub async fn refer_ticket(
        &self,
        session: &UserSession,
        at: &TicketRef,
        request: &ReferralRequest<'_>,
    ) -> Result<ActionOutcome, StoreError> {
        let mut work = UnitOfWork::with_lock(self.locks.lock_ticket(at.id).await);
        let acted = self.carry_out_referral(session, at, request, &mut work).await?;
        self.store_work(work).await?;
        Ok(acted)
    }

    async fn carry_out_referral(
        &self,
        session: &UserSession,
        at: &TicketRef,
        &ReferralRequest { unit, people, reason }: &ReferralRequest<'_>,
        work: &mut UnitOfWork,
    ) -> Result<ActionOutcome, StoreError> {
        let before = match self.read_view(session, at, None, None, work).await?.view_or(ActionOutcome::Down) {
            Ok(viewed) => viewed,
            Err(acted) => return Ok(acted),
        };
        if before.details.twin.is_some() {
            return Ok(ActionOutcome::Ambiguous);
        }
        if let TicketRelation::HeldByOther = before.standing {
            return Ok(ActionOutcome::HeldBy(before.ticket.state.acting_person()));
        }
        let sent = match self.ctx.helpdesk.refer_ticket(&session.key, &at.hash, unit, people, reason).await {
            Ok(()) => SentAction::Accepted,
            Err(HelpdeskError::Refused(_)) => return Ok(ActionOutcome::NotAllowed),
            Err(error) => match SentAction::from_error(&error) {
                Ok(sent) => sent,
                Err(outcome) => return Ok(outcome),
            },
        };
        let me = Some(session.account.me.clone());
        let after = match self.read_view(session, at, None, me, work).await?.view_or(ActionOutcome::Unsure) {
            Ok(viewed) => viewed,
            Err(acted) => return Ok(acted),
        };
        Ok(match (was_referred_to(&after.ticket, unit, people), sent) {
            (true, _) => ActionOutcome::Done,
            (false, SentAction::Unclear) => ActionOutcome::Unsure,
            (false, SentAction::Accepted | SentAction::Refused) => ActionOutcome::NotAllowed,
        })
    }

    /// What came of a referral that may have been under way when the last run ended. It is not made again: its reason
    /// would stand in the ticket twice.
    pub async fn was_referred(
        &self,
        session: &UserSession,
        at: &TicketRef,
        unit: UnitId,
        people: &[UserHash],
    ) -> Result<ActionOutcome, StoreError> {
        Ok(match self.fetch_ticket(session, at, None).await? {
            FetchOutcome::Ticket(viewed) if was_referred_to(&viewed.ticket, unit, people) => {
                ActionOutcome::Done
            }
            FetchOutcome::Ticket(_) => ActionOutcome::Unsure,
            FetchOutcome::Gone => ActionOutcome::Gone,
            FetchOutcome::SignInAgain => ActionOutcome::SignInAgain,
            FetchOutcome::Down => ActionOutcome::Down,
        })
    }

    /// Reads a ticket with one person's key and makes all of its cards true.
    pub async fn fetch_ticket(
        &self,
        session: &UserSession,
        at: &TicketRef,
        pressed_card: Option<CardRef>,
    ) -> Result<FetchOutcome, StoreError> {
        let mut work = UnitOfWork::default();
        let read = self.read_view(session, at, pressed_card, None, &mut work).await?;
        self.store_work(work).await?;
        Ok(read)
    }

    /// Stores what nobody else has anything to add to.
    async fn store_work(&self, work: UnitOfWork) -> Result<(), StoreError> {
        let (writes, lock) = work.into_parts();
        self.ctx.write(move |tx| writes.into_iter().try_for_each(|write| write.run(tx))).await?;
        drop(lock);
        Ok(())
    }

    /// Reads a ticket; `actor` has just acted on it.
    async fn read_view(
        &self,
        session: &UserSession,
        at: &TicketRef,
        pressed_card: Option<CardRef>,
        actor: Option<PersonRef>,
        work: &mut UnitOfWork,
    ) -> Result<FetchOutcome, StoreError> {
        let begun = self.ctx.clock.now();
        let mut viewed = match self.ctx.helpdesk.view_ticket(&session.key, at, &session.account.me).await {
            Ok(viewed) => viewed,
            Err(HelpdeskError::NotFound) => {
                self.mark_gone(at.id, work);
                return Ok(FetchOutcome::Gone);
            }
            Err(HelpdeskError::KeyRefused) => return Ok(FetchOutcome::SignInAgain),
            Err(error) => {
                log::warn!("ticket {} can't be read: {error}", at.id);
                return Ok(FetchOutcome::Down);
            }
        };
        // What such an answer allows is said of the oldest ticket under the hash, and an action would hit that one or all.
        if viewed.details.twin.is_some() && viewed.rights != Rights::Stranger {
            viewed.rights = Rights::Known(AllowedActions::default());
        }
        if let Some(unit) = viewed.ticket.unit {
            directory::learn_unit(&self.ctx, session, unit).await?;
        }
        directory::name_people(&self.ctx, session, &mut viewed.ticket).await?;
        directory::learn_contact(&self.ctx, session, &viewed.ticket.client).await?;
        let view =
            ViewedTicket { viewed: viewed.clone(), seer: Some(session.telegram), pressed_card, actor, begun };
        work.add_view(view);
        Ok(FetchOutcome::Ticket(Box::new(viewed)))
    }

    /// Says on every card of a ticket that the helpdesk no longer has it.
    fn mark_gone(&self, ticket: TicketId, work: &mut UnitOfWork) {
        work.add_write(move |tx| {
            for card in outbox_message::card_copies(tx.db, ticket)? {
                let lang = reader_at(tx, card.target)?.lang;
                let message_view =
                    MessageView::from_html(t!(lang, "ticket-gone", number = ticket_number(ticket)));
                let edit = OutboxMessage::Edit { message: card.at.message, view: message_view };
                outbox_message::enqueue(tx.db, card.target, SendPriority::Refresh, &edit, tx.now)?;
            }
            Ok(())
        });
    }
}
