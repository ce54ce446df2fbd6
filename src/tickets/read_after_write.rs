//! What the helpdesk's answers and the state of a ticket before and after say of an action. Pure: asks nobody.

use crate::domain::action::{Action, ActionOutcome};
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::ticket::{Assignees, PersonRef, Rights, Ticket, TicketRelation, TicketState, TicketView};
use crate::helpdesk::{ActionAnswer, ActionReply, HelpdeskError, Refusal};

/// What is known of a call before the read-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentAction {
    Accepted,
    Refused,
    Unclear,
}

impl SentAction {
    pub fn from_answer(answer: Result<ActionAnswer, HelpdeskError>) -> Result<Self, ActionOutcome> {
        match answer {
            Ok(ActionAnswer { verdict: ActionReply::Accepted, .. }) => Ok(Self::Accepted),
            Ok(ActionAnswer { verdict: ActionReply::Refused(Refusal::NotAllowed), .. }) => Ok(Self::Refused),
            Ok(ActionAnswer { verdict: ActionReply::Refused(reason), .. }) => {
                log::warn!("the helpdesk refuses an action: {reason}");
                Ok(Self::Refused)
            }
            Err(error) => Self::from_error(&error),
        }
    }

    pub fn from_error(error: &HelpdeskError) -> Result<Self, ActionOutcome> {
        match error {
            HelpdeskError::KeyRefused => Err(ActionOutcome::SignInAgain),
            HelpdeskError::NotFound => Err(ActionOutcome::Gone),
            error if error.may_have_applied() => Ok(Self::Unclear),
            _ => Err(ActionOutcome::Down),
        }
    }

    /// What the ticket's state after the call says about the call.
    pub fn verify_view(self, action: Action, after: &TicketView) -> ActionOutcome {
        if is_reached(action, after.standing) {
            return ActionOutcome::Done;
        }
        match (self, after.standing) {
            // A server by the letter of the document does not say who has finished it.
            (Self::Accepted, TicketRelation::DoneByOther)
                if action == Action::Finish
                    && after.ticket.state == TicketState::Done(PersonRef::default()) =>
            {
                ActionOutcome::Done
            }
            (_, TicketRelation::HeldByOther) => ActionOutcome::HeldBy(after.ticket.state.acting_person()),
            (_, TicketRelation::DoneByOther) => ActionOutcome::DoneBy(after.ticket.state.acting_person()),
            // It can be seen that nothing was done, and nothing is under way any more.
            (Self::Refused | Self::Accepted, _) => ActionOutcome::NotAllowed,
            (Self::Unclear, _) => ActionOutcome::Unsure,
        }
    }
}

/// Whether a state is what an action wants.
fn is_reached(action: Action, standing: TicketRelation) -> bool {
    match action {
        Action::Take => standing == TicketRelation::HeldByMe,
        Action::Release => standing == TicketRelation::Free,
        Action::Finish => standing == TicketRelation::DoneByMe,
        // A reopened ticket returns to whoever held it.
        Action::Reopen => {
            matches!(standing, TicketRelation::HeldByMe | TicketRelation::HeldByOther | TicketRelation::Free)
        }
        Action::Refer => false,
    }
}

/// What can be said before any call: it is so already, or can't be.
pub fn settled_before(action: Action, before: &TicketView) -> Option<ActionOutcome> {
    if is_reached(action, before.standing) {
        return Some(ActionOutcome::Already);
    }
    let allowed = match &before.rights {
        Rights::Known(allowed) => *allowed,
        Rights::Stranger => return Some(blocked_outcome(before)),
        Rights::Unsaid => return None,
    };
    let may = match (action, before.standing) {
        (Action::Take, _) | (Action::Finish, TicketRelation::Free) => allowed.lock,
        (Action::Release, _) => allowed.unlock,
        (Action::Finish, _) => allowed.finish,
        (Action::Reopen, _) => allowed.reopen,
        (Action::Refer, _) => allowed.refer,
    };
    if may { None } else { Some(blocked_outcome(before)) }
}

/// Why somebody can't act: another is at it, or they may not.
fn blocked_outcome(before: &TicketView) -> ActionOutcome {
    match before.standing {
        TicketRelation::HeldByOther => ActionOutcome::HeldBy(before.ticket.state.acting_person()),
        TicketRelation::DoneByOther => ActionOutcome::DoneBy(before.ticket.state.acting_person()),
        _ => ActionOutcome::NotAllowed,
    }
}

/// Whether a ticket is now with these people.
pub fn was_referred_to(ticket: &Ticket, unit: UnitId, people: &[UserHash]) -> bool {
    let Assignees::People(now) = &ticket.assignees else { return false };
    let hashes: Vec<_> = now.iter().filter_map(|person| person.hash.as_ref()).collect();
    ticket.unit == Some(unit) && people.iter().all(|person| hashes.contains(&person))
}
