//! What the rows of the helpdesk's answers mean: objects in, domain types out. Knows field names and special values; does
//! no input or output.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::error::UnclearAnswer;
use super::json_fields::{Object, something};
use super::text_repair;
use crate::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use crate::domain::person::{AccountStatus, NamedEntity, Person, Profile, Role};
use crate::domain::ticket::{
    AllowedActions, Assignees, Details, PersonRef, Priority, Rights, Ticket, TicketComment, TicketRelation,
    TicketState, TicketView, UnitReach,
};

#[cfg(test)]
mod tests;

/// The fields of a ticket whose names differ between the lists and the view. Pairs are (hash, name).
pub struct Names {
    author: (&'static str, &'static str),
    client: (&'static str, &'static str),
    assignees: (&'static str, &'static str),
    holder: (&'static str, &'static str),
    unit: &'static str,
}

/// As `ticket_list` calls them. Lists have no hash of the holder.
pub const IN_LISTS: Names = Names {
    author: ("user_init_hash", "user_init_fio"),
    client: ("client_hash", "client_fio"),
    assignees: ("to_user_hash", "to_user_fio"),
    holder: ("lock_by", "lock_by_other_fio"),
    unit: "to_unit_id",
};

/// As `ticket_view` calls them.
pub const IN_VIEWS: Names = Names {
    author: ("user_init_id", "user_init_fio"),
    client: ("client_id", "client_fio"),
    assignees: ("user_to_id", "user_to_fio"),
    holder: ("lock_by", "lock_by_fio"),
    unit: "unit_id",
};

/// Whose eyes the answer was made for, and what its clock is.
pub struct Asker<'a> {
    pub me: &'a PersonRef,
    pub zone: &'a TimeZone,
}

/// A row of `ticket_list`, or of `ticket_view` with the names of that call.
pub fn ticket(row: &Object<'_>, names: &Names, asker: &Asker<'_>) -> Result<Ticket, UnclearAnswer> {
    let id = row.number("id_ticket").ok_or(UnclearAnswer::Garbled("a ticket without a number"))?;
    let hash = row.word("ticket_hash").ok_or(UnclearAnswer::Garbled("a ticket without a hash"))?;
    Ok(Ticket {
        at: TicketRef { id: TicketId(id), hash: TicketHash(hash) },
        priority: priority(row.number("prio")),
        subject: text_repair::plain(&row.text("subj")),
        text: text_repair::plain(&row.text("text")),
        created: moment(row, "date_created", asker.zone),
        state: state(row, names, asker.me),
        unit: row.number(names.unit).filter(|unit| *unit > 0).map(UnitId),
        assignees: assignees(&row.text(names.assignees.0), &row.text(names.assignees.1)),
        author: person_ref(row, names.author),
        client: person_ref(row, names.client),
    })
}

/// An element of `ticket_view`. Whether it shares its hash is for the caller to say, who sees them all.
pub fn viewed(row: &Object<'_>, asker: &Asker<'_>) -> Result<TicketView, UnclearAnswer> {
    let standing = standing_for(row, asker.me);
    // The helpdesk keeps the date of a finish that was taken back.
    let over =
        matches!(standing, TicketRelation::DoneByMe | TicketRelation::DoneByOther | TicketRelation::Archived);
    Ok(TicketView {
        ticket: ticket(row, &IN_VIEWS, asker)?,
        details: Details {
            deadline: moment(row, "deadline_time", asker.zone),
            finished: over.then(|| moment(row, "ok_date", asker.zone)).flatten(),
            returned_by: if over { PersonRef::default() } else { person_ref(row, ("ok_by", "ok_by_fio")) },
            reach: reach(row),
            twin: None,
        },
        rights: rights(row),
        standing,
    })
}

/// The helpdesk's word for the state of a ticket. A word that is not known reads as "somebody else has it": the ticket
/// stays in sight and nobody is invited to take it.
pub fn standing(word: &str) -> TicketRelation {
    match word.trim() {
        "free" => TicketRelation::Free,
        "lock_by_me" => TicketRelation::HeldByMe,
        "ok_by_me" => TicketRelation::DoneByMe,
        "ok" | "ok_by_other" => TicketRelation::DoneByOther,
        "arch" => TicketRelation::Archived,
        _ => TicketRelation::HeldByOther,
    }
}

/// The state in the asker's eyes. The document's plain `ok` does not say who has finished it; the view's hash may.
fn standing_for(row: &Object<'_>, me: &PersonRef) -> TicketRelation {
    let finisher = person_ref(row, ("ok_by", "ok_by_fio"));
    match standing(&row.text("status")) {
        TicketRelation::DoneByOther if finisher.hash.is_some() && finisher.hash == me.hash => {
            TicketRelation::DoneByMe
        }
        standing => standing,
    }
}

fn state(row: &Object<'_>, names: &Names, me: &PersonRef) -> TicketState {
    let holder = || person_ref(row, names.holder);
    // The name of whoever finished it is the same field in both; only the view has the hash.
    let finisher = || person_ref(row, ("ok_by", "ok_by_fio"));
    match standing_for(row, me) {
        TicketRelation::Free => TicketState::Free,
        TicketRelation::HeldByMe => TicketState::Held(completed(me, holder())),
        TicketRelation::HeldByOther => TicketState::Held(holder()),
        TicketRelation::DoneByMe => TicketState::Done(completed(me, finisher())),
        TicketRelation::DoneByOther => TicketState::Done(finisher()),
        TicketRelation::Archived => TicketState::Archived,
    }
}

fn completed(me: &PersonRef, answer: PersonRef) -> PersonRef {
    PersonRef { hash: me.hash.clone().or(answer.hash), name: me.name.clone().or(answer.name) }
}

fn rights(row: &Object<'_>) -> Rights {
    if !row.has("access_priv") {
        return Rights::Unsaid;
    }
    let granted = row.text("access_priv");
    if granted.trim().is_empty() {
        return Rights::Stranger;
    }
    let has = |right: &str| granted.split(',').any(|word| word.trim() == right);
    let (lock, finish) = (has("lock"), has("ok"));
    let refer = match row.text("can_refer").trim() {
        "true" | "1" => true,
        "false" | "0" => false,
        // Not said: measured, it goes with the right to take, and for the holder with the right to finish.
        _ => lock || finish,
    };
    Rights::Known(AllowedActions { lock, unlock: has("unlock"), finish, reopen: has("un_ok"), refer })
}

/// Comma lists of hashes and names. A hole, where the helpdesk has forgotten somebody, is nobody unless it has a name.
fn assignees(hashes: &str, names: &str) -> Assignees {
    let hashes: Vec<_> =
        hashes.split(',').map(|hash| something(hash).map(|hash| UserHash(hash.to_owned()))).collect();
    if hashes.iter().all(Option::is_none) {
        return Assignees::Unit;
    }
    let names: Vec<_> = if hashes.len() == 1 { vec![names] } else { names.split(',').collect() };
    // A name with a comma in it: better no names than somebody else's.
    let aligned = names.len() == hashes.len();
    let people = hashes.into_iter().enumerate().map(|(at, hash)| PersonRef {
        name: names.get(at).filter(|_| aligned).and_then(|name| something(name)).map(text_repair::plain),
        hash,
    });
    let somebody = |person: &PersonRef| person.hash.is_some() || person.name.is_some();
    Assignees::People(people.filter(somebody).collect())
}

/// A ticket for a whole unit shows the unit's name in place of people's, one for nobody shows nothing.
fn reach(row: &Object<'_>) -> UnitReach {
    match (something(&row.text("user_to_fio")), row.has("user_to_fio")) {
        (Some(_), _) => UnitReach::Unit,
        (None, true) => UnitReach::HeadsOnly,
        (None, false) => UnitReach::Unsaid,
    }
}

fn person_ref(row: &Object<'_>, (hash, name): (&str, &str)) -> PersonRef {
    PersonRef {
        hash: row.word(hash).map(UserHash),
        name: row.word(name).map(|name| text_repair::plain(&name)),
    }
}

fn priority(number: Option<i64>) -> Priority {
    match number {
        Some(0) => Priority::Low,
        Some(2) => Priority::High,
        _ => Priority::Medium,
    }
}

/// A row of `get_ticket_comments`.
pub fn comment(row: &Object<'_>, zone: &TimeZone) -> TicketComment {
    TicketComment {
        author: person_ref(row, ("author", "usr_fio")),
        text: text_repair::plain(&row.text("text")),
        written: moment(row, "dt", zone),
    }
}

/// A row of a list of people; `None` without a hash, by which alone a person can be named.
pub fn person(row: &Object<'_>) -> Option<Person> {
    Some(Person {
        hash: UserHash(row.word("uniq_id")?),
        name: plain_word(row, "fio"),
        role: role(row),
        status: account_status(row),
        units: units(&row.text("unit")),
        email: plain_word(row, "email"),
    })
}

/// The answer of `get_user_info` about `hash`; `None` for a hash that is nobody's.
pub fn profile(row: &Object<'_>, hash: UserHash, zone: &TimeZone) -> Option<Profile> {
    if row.word("fio").is_none() && row.word("user_login").is_none() {
        return None;
    }
    Some(Profile {
        person: Person {
            hash,
            name: plain_word(row, "fio"),
            role: role(row),
            status: account_status(row),
            units: units(&row.text("unit")),
            email: plain_word(row, "email"),
        },
        login: row.word("user_login").unwrap_or_default(),
        lang: row.word("lang").unwrap_or_default(),
        position: plain_word(row, "posada"),
        phone: plain_word(row, "tel"),
        skype: plain_word(row, "skype"),
        address: plain_word(row, "adr"),
        place: plain_word(row, "unit_desc"),
        last_seen: moment(row, "last_time", zone),
    })
}

/// A row of the short lists; `None` for the nulls that stand for an unknown number.
pub fn named<Id>(row: &Object<'_>, id: impl FnOnce(i64) -> Id) -> Option<NamedEntity<Id>> {
    Some(NamedEntity { id: id(row.number("id")?), name: text_repair::plain(&row.text("name")) })
}

fn plain_word(row: &Object<'_>, field: &str) -> String {
    row.word(field).map(|word| text_repair::plain(&word)).unwrap_or_default()
}

/// `None` for a role that is not known here: nobody gets rights from a guess.
fn role(row: &Object<'_>) -> Option<Role> {
    if row.number("is_client") == Some(1) {
        return Some(Role::Client);
    }
    match row.number("priv") {
        Some(2) => Some(Role::HeadChief),
        Some(1) => Some(Role::Technician),
        // `get_user_info` gives null for 0.
        Some(0) => Some(Role::HeadOfUnit),
        None if row.has("priv") => Some(Role::HeadOfUnit),
        _ => None,
    }
}

fn account_status(row: &Object<'_>) -> AccountStatus {
    // The search has a name of its own for it. `get_user_info` gives null for 0.
    match row.number("status").or_else(|| row.number("status_user")) {
        Some(1) => AccountStatus::Active,
        Some(2) => AccountStatus::Deleted,
        // Where nothing is said of it, nobody is switched off by that.
        None if !row.has("status") && !row.has("status_user") => AccountStatus::Active,
        _ => AccountStatus::Inactive,
    }
}

fn units(list: &str) -> Vec<UnitId> {
    list.split(',').filter_map(|unit| unit.trim().parse().ok()).filter(|unit| *unit > 0).map(UnitId).collect()
}

/// A date of the server's wall clock. The hour that the clock shows twice in autumn reads as its first passing, the hour
/// that it skips in spring as shifted; zeros and anything unreadable as no date.
fn moment(row: &Object<'_>, field: &str, zone: &TimeZone) -> Option<Timestamp> {
    let wall: DateTime = row.word(field)?.parse().ok()?;
    zone.to_ambiguous_timestamp(wall).compatible().ok()
}
