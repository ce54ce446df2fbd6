//! What the helpdesk's answers and the state of a ticket before and after say of an action. Pure: asks nobody.

use crate::domain::action::{Acted, Action};
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::ticket::{Assignees, PersonRef, Rights, Standing, State, Ticket, Viewed};
use crate::helpdesk::{ActionAnswer, Error, Refusal, Verdict};

/// What is known of a call before the read-back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Accepted,
    Refused,
    Unclear,
}

impl Sent {
    pub fn of(answer: Result<ActionAnswer, Error>) -> Result<Self, Acted> {
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

    pub fn of_error(error: &Error) -> Result<Self, Acted> {
        match error {
            Error::KeyRefused => Err(Acted::SignInAgain),
            Error::NotFound => Err(Acted::Gone),
            error if error.may_have_applied() => Ok(Self::Unclear),
            _ => Err(Acted::Down),
        }
    }

    /// What the ticket's state after the call says about the call.
    pub fn judge(self, action: Action, after: &Viewed) -> Acted {
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
pub fn settled(action: Action, before: &Viewed) -> Option<Acted> {
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
pub fn went_to(ticket: &Ticket, unit: UnitId, people: &[UserHash]) -> bool {
    let Assignees::People(now) = &ticket.assignees else { return false };
    let hashes: Vec<_> = now.iter().filter_map(|person| person.hash.as_ref()).collect();
    ticket.unit == Some(unit) && people.iter().all(|person| hashes.contains(&person))
}
