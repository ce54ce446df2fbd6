//! Who sees which tickets and who may do what with them, as the real helpdesk decides. Reads the world, never changes
//! it. Reading a ticket and commenting on it have no rule: anybody with a key and the hash may.

use super::text::list_holds;
use super::world::{Answers, Progress, Role, Ticket, User, World};

/// What a person is to a ticket: all rights follow from it and from how the ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// No rights at all, and `access_priv` is empty.
    Stranger,
    /// One of those who should do it, or its author.
    Member,
    /// One who may also undo what others did.
    Head,
}

/// The four one-step actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Lock,
    Unlock,
    Ok,
    NoOk,
}

/// What a list was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListType {
    In,
    Out,
    Archive,
    /// The tickets that a person wrote for themselves; clients get it whatever they ask for.
    Client,
}

/// How a ticket stands for a person: the wire's `status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Free,
    HeldByMe,
    HeldByOther,
    DoneByMe,
    DoneByOther,
    Archived,
}

/// How a ticket stands for a person.
pub fn standing(user: &User, ticket: &Ticket) -> Standing {
    match ticket.progress {
        Progress::Archived => Standing::Archived,
        Progress::Done if ticket.ok_by == user.id => Standing::DoneByMe,
        Progress::Done => Standing::DoneByOther,
        Progress::Open if ticket.lock_by == 0 => Standing::Free,
        Progress::Open if ticket.lock_by == user.id => Standing::HeldByMe,
        Progress::Open => Standing::HeldByOther,
    }
}

/// The wire's word for it.
pub fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Free => "free",
        Standing::HeldByMe => "lock_by_me",
        Standing::HeldByOther => "lock_by_other",
        Standing::DoneByMe => "ok_by_me",
        Standing::DoneByOther => "ok_by_other",
        Standing::Archived => "arch",
    }
}

/// What `user` is to `ticket`; a head-chief is the head of any hash, even of one that no ticket has.
pub fn relation(user: &User, ticket: Option<&Ticket>) -> Relation {
    if user.role == Role::HeadChief {
        return Relation::Head;
    }
    let Some(ticket) = ticket else { return Relation::Stranger };
    let is_author = ticket.author == user.id;
    let is_of_unit = user.is_in_unit(ticket.unit);
    match user.role {
        Role::HeadOfUnit if is_author || is_of_unit => Relation::Head,
        Role::HeadOfUnit => Relation::Stranger,
        _ if is_author || (is_of_unit && is_meant(user, ticket)) => Relation::Member,
        _ => Relation::Stranger,
    }
}

/// Whether a ticket is for everybody of its unit or for this person by name. Where rights are concerned, a ticket
/// without assignees is for everybody; in lists it is for nobody.
fn is_meant(user: &User, ticket: &Ticket) -> bool {
    match ticket.assignees.as_deref() {
        None | Some("0") => true,
        Some(list) => list_holds(list, user.id),
    }
}

/// The actions open to a person, in the order in which `access_priv` names them.
pub fn allowed(relation: Relation, standing: Standing) -> &'static [Act] {
    use Standing::{DoneByMe, DoneByOther, Free, HeldByMe, HeldByOther};
    match (relation, standing) {
        (Relation::Stranger, _) => &[],
        (_, Free) => &[Act::Lock],
        (_, HeldByMe) => &[Act::Unlock, Act::Ok],
        (Relation::Head, HeldByOther) => &[Act::Unlock],
        (_, DoneByMe) | (Relation::Head, DoneByOther) => &[Act::NoOk],
        _ => &[],
    }
}

/// Whether a person may refer a ticket.
pub fn may_refer(relation: Relation, standing: Standing) -> bool {
    relation != Relation::Stranger && matches!(standing, Standing::Free | Standing::HeldByMe)
}

/// How the ticket that a hash means stands for a person; no ticket at all stands free.
pub fn standing_of_hash(user: &User, ticket: Option<&Ticket>) -> Standing {
    ticket.map_or(Standing::Free, |ticket| standing(user, ticket))
}

/// `access_priv` of the ticket that a hash means (of two with one hash, the lower number).
pub fn access_priv(world: &World, user: &User, hash: &str) -> String {
    let ticket = world.first_by_hash(hash);
    let relation = relation(user, ticket);
    if relation == Relation::Stranger {
        return String::new();
    }
    let words: Vec<_> = allowed(relation, standing_of_hash(user, ticket)).iter().map(act_word).collect();
    if words.is_empty() { "no_priv".to_owned() } else { words.join(",") }
}

fn act_word(act: &Act) -> &'static str {
    match act {
        Act::Lock => "lock",
        Act::Unlock => "unlock",
        Act::Ok => "ok",
        Act::NoOk => "un_ok",
    }
}

/// The tickets of a list, in its order. Nothing for the one list that the real server can't make: what the head of a
/// unit sent out.
pub fn list<'world>(world: &'world World, user: &User, asked: ListType) -> Option<Vec<&'world Ticket>> {
    let asked = if user.role == Role::Client { ListType::Client } else { asked };
    let is_broken = asked == ListType::Out && user.role == Role::HeadOfUnit;
    if is_broken && world.settings.answers == Answers::Measured {
        return None;
    }
    let mut tickets: Vec<_> = world.tickets.iter().filter(|ticket| is_listed(user, asked, ticket)).collect();
    tickets.sort_by_key(|ticket| std::cmp::Reverse(ticket.id));
    if asked == ListType::In {
        // A stable sort: tickets never finished come first, then the urgent ones; newest first among equals.
        tickets.sort_by_key(|ticket| (ticket.ok_by, std::cmp::Reverse(ticket.priority)));
    }
    Some(tickets)
}

fn is_listed(user: &User, asked: ListType, ticket: &Ticket) -> bool {
    if (asked == ListType::Archive) != (ticket.progress == Progress::Archived) {
        return false;
    }
    let is_author = ticket.author == user.id;
    let is_of_unit = user.is_in_unit(ticket.unit);
    let assignees = ticket.assignees.as_deref().unwrap_or_default();
    let is_named = list_holds(assignees, user.id);
    let is_unit_wide = assignees == "0";
    match (asked, user.role) {
        (ListType::Client, _) => is_author && ticket.client == user.id,
        (_, Role::HeadChief) => true,
        (ListType::In, Role::HeadOfUnit) => is_of_unit,
        (ListType::Archive, Role::HeadOfUnit) => is_of_unit || is_author,
        (ListType::In, _) => is_named || (is_of_unit && is_unit_wide),
        (ListType::Out, _) => is_author,
        (ListType::Archive, _) => is_author || (is_of_unit && (is_named || is_unit_wide)),
    }
}
