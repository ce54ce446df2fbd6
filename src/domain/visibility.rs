//! Who sees which ticket: the helpdesk's own rules for its lists, so that one list that holds everything can serve a whole
//! team without showing anybody more than their own would.

use super::account::Account;
use super::ids::{UnitId, UserHash};
use super::person::Role;
use super::ticket::{Assignees, Details, Rights, Ticket, TicketState, UnitReach};

/// What the rules say of one person and one ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListVisibility {
    Seen,
    Unseen,
    /// Nothing known decides it: the helpdesk would not say who this is, or whether the ticket is for the whole unit.
    Undecided,
}

/// Whether a live ticket is in a person's incoming list.
pub fn incoming_visibility(account: &Account, ticket: &Ticket, details: Option<&Details>) -> ListVisibility {
    if account.has_unknown_role() {
        return ListVisibility::Unseen;
    }
    let (Some(role), Some(_)) = (account.role, &account.me.hash) else { return ListVisibility::Undecided };
    let of_unit = ticket.unit.is_some_and(|unit| account.units.contains(&unit));
    let seen = match role {
        Role::HeadChief => true,
        Role::HeadOfUnit => of_unit,
        Role::Client => ticket.author.is_same(&account.me) && ticket.client.is_same(&account.me),
        Role::Technician => match &ticket.assignees {
            Assignees::People(_) => ticket.assignees.includes_person(&account.me),
            Assignees::Unit if !of_unit => false,
            Assignees::Unit => match details.map(|details| details.reach).unwrap_or_default() {
                UnitReach::Unit => true,
                UnitReach::HeadsOnly => false,
                UnitReach::Unsaid => return ListVisibility::Undecided,
            },
        },
    };
    if seen { ListVisibility::Seen } else { ListVisibility::Unseen }
}

/// Whether a ticket is still a person's business. `said` is what the helpdesk last said of their rights in this very state.
/// Only what is certain parts them: where nothing decides it, the ticket stays theirs to see.
pub fn is_addressed(
    account: &Account,
    ticket: &Ticket,
    details: Option<&Details>,
    said: Option<&Rights>,
) -> bool {
    if account.has_unknown_role() {
        return false;
    }
    let me = &account.me;
    let involved = match &ticket.state {
        TicketState::Held(who) | TicketState::Done(who) => who.is_same(me),
        TicketState::Free | TicketState::Archived => false,
    };
    involved
        || ticket.author.is_same(me)
        || ticket.client.is_same(me)
        || gives_rights(account, said)
        || listed(account, ticket, details) != ListVisibility::Unseen
}

/// Whether somebody may add words to a ticket: one of their own, one on which the helpdesk gives them rights, or one of their
/// lists. That they were shown it once gives no right.
pub fn may_comment(
    account: &Account,
    ticket: &Ticket,
    details: Option<&Details>,
    said: Option<&Rights>,
) -> ListVisibility {
    if account.has_unknown_role() {
        return ListVisibility::Unseen;
    }
    let me = &account.me;
    let holds = matches!(&ticket.state, TicketState::Held(who) | TicketState::Done(who) if who.is_same(me));
    let own = holds || ticket.author.is_same(me) || ticket.client.is_same(me);
    if own || gives_rights(account, said) {
        return ListVisibility::Seen;
    }
    listed(account, ticket, details)
}

/// Whether the helpdesk has given rights that count here. It gives them to clients too, by the units that they may still have
/// from another role; its own pages don't.
fn gives_rights(account: &Account, said: Option<&Rights>) -> bool {
    account.is_staff() && matches!(said, Some(Rights::Known(_)))
}

/// Whether a ticket is in the list of a person where tickets in its state stand.
fn listed(account: &Account, ticket: &Ticket, details: Option<&Details>) -> ListVisibility {
    match &ticket.state {
        TicketState::Archived => archived(account, ticket),
        TicketState::Free | TicketState::Held(_) | TicketState::Done(_) => {
            incoming_visibility(account, ticket, details)
        }
    }
}

/// Whether an archived ticket is in a person's archive.
fn archived(account: &Account, ticket: &Ticket) -> ListVisibility {
    if account.has_unknown_role() {
        return ListVisibility::Unseen;
    }
    let (Some(role), Some(_)) = (account.role, &account.me.hash) else { return ListVisibility::Undecided };
    let of_unit = ticket.unit.is_some_and(|unit| account.units.contains(&unit));
    let seen = match role {
        Role::HeadChief => true,
        Role::HeadOfUnit => of_unit || ticket.author.is_same(&account.me),
        Role::Technician => {
            let meant = match &ticket.assignees {
                Assignees::Unit => true,
                Assignees::People(_) => ticket.assignees.includes_person(&account.me),
            };
            (of_unit && meant) || ticket.author.is_same(&account.me)
        }
        Role::Client => ticket.author.is_same(&account.me),
    };
    if seen { ListVisibility::Seen } else { ListVisibility::Unseen }
}

/// Whether a ticket is of a unit that this account has a part in, so that a group which hears through it may go on seeing it.
pub fn oversees(account: &Account, ticket: &Ticket) -> bool {
    match account.role {
        Some(Role::HeadChief) => true,
        Some(Role::HeadOfUnit | Role::Technician) => {
            let of_unit = ticket.unit.is_none_or(|unit| account.units.contains(&unit));
            of_unit || ticket.author.is_same(&account.me) || ticket.assignees.includes_person(&account.me)
        }
        Some(Role::Client) | None => false,
    }
}

/// Which incoming list somebody has: equal ones are provably the same, whatever tickets there are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ListScope {
    /// All tickets there are.
    All,
    /// Those of these units, in their order.
    Units(Vec<UnitId>),
    /// What is for one person.
    Person(UserHash),
}

/// Which list this account has; `None` where the helpdesk would not say who it is.
pub fn list_scope(account: &Account) -> Option<ListScope> {
    let hash = account.me.hash.clone()?;
    Some(match account.role? {
        Role::HeadChief => ListScope::All,
        Role::HeadOfUnit => {
            let mut units = account.units.clone();
            units.sort_unstable();
            units.dedup();
            ListScope::Units(units)
        }
        Role::Technician | Role::Client => ListScope::Person(hash),
    })
}

/// Whether the incoming list of `wide` holds whatever the incoming list of `narrow` does, whatever tickets there are.
/// Where this can't be proved it is denied.
pub fn scope_covers(wide: &Account, narrow: &Account) -> bool {
    let (Some(wide_role), Some(narrow_role)) = (wide.role, narrow.role) else { return false };
    match (wide_role, narrow_role) {
        (Role::HeadChief, _) => narrow.me.hash.is_some(),
        // A technician can be given a ticket of any unit by name.
        (Role::HeadOfUnit, Role::HeadOfUnit) => narrow.units.iter().all(|unit| wide.units.contains(unit)),
        _ => wide.me.hash.is_some() && wide.me.hash == narrow.me.hash,
    }
}
