//! What was done to the real helpdesk between the recorded calls, as far as it shows: switches, rows edited in the
//! database, calls that were made but not recorded. And the rows that the recording noted down, to be compared.

use std::collections::HashMap;

use deskgram_sandbox::zenlix::rules::{self, ListType};
use deskgram_sandbox::zenlix::world::{
    ApiSwitch, ErrorDisplay, Priority, Progress, Sla, SqlMode, Ticket, World, minted_hash,
};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, Zenlix, seed};
use jiff::SignedDuration;

use super::Case;

/// Prepares the helpdesk for a case.
pub fn before(helpdesk: &Zenlix, case: &Case) {
    let name = case.case.as_str();
    if name == "create.list_killer" {
        // From here on the recording went on with a fresh database.
        helpdesk.edit(|world| *world = seed::recorded());
    }
    helpdesk.edit(|world| switch(world, name));
    if name == "display_on_e_all.first_request" {
        helpdesk.fault(Fault { on: Match::any(), kind: FaultKind::PhpNotices, times: Some(1) });
    }
    helpdesk.edit(|world| {
        edit_rows(world, name);
        if let Some((id, row)) = case.row_before() {
            apply(&row, world.ticket_mut(id).expect("a noted ticket exists"));
        }
    });
    if let Some(created) = case.created() {
        stage_creation(helpdesk, created.id, &created.hash);
    }
    if name == "refer.msg_html" {
        set_clock(helpdesk, "2026-11-24 00:35:58");
    }
    if name == "collision.view" {
        helpdesk.edit(|world| {
            let first = world.ticket(51).expect("made by the case before").clone();
            world.tickets.push(Ticket { id: 52, text: "вторая".to_owned(), ..first });
        });
    }
}

/// How the helpdesk's tables differ after a case from what the recording noted of them.
pub fn after(helpdesk: &Zenlix, case: &Case, tickets_before: usize) -> Option<String> {
    helpdesk.read(|world| {
        if case.note.contains("No row created") && world.tickets.len() != tickets_before {
            return Some("a ticket was made".to_owned());
        }
        row_difference(world, case)
            .or_else(|| listing_difference(world, case))
            .or_else(|| comment_difference(world, case))
    })
}

/// The rows of tickets, noted in three ways.
fn row_difference(world: &World, case: &Case) -> Option<String> {
    let mut noted: Vec<(i64, Row)> = case.row_after().into_iter().collect();
    if let Some((_, rows)) = case.note.split_once("Rows: ") {
        noted.extend(rows.split(" | ").map(|row| {
            let row = columns(row);
            (row["id"].parse().expect("a number"), row)
        }));
    }
    if let Some((_, row)) = case.note.split_once("Row: ") {
        // The subject is the one column with spaces in it.
        let (before, rest) = row.split_once("subj=").expect("a subject");
        let (subject, rest) = rest.split_once(" client_id=").expect("a client");
        let row = columns(&format!("{before}client_id={rest}"));
        let ticket = world.ticket(row["id"].parse().expect("a number")).expect("the create made it");
        if ticket.subject.as_deref().unwrap_or("NULL") != subject {
            return Some(format!("subject is {:?}, recorded {subject}", ticket.subject));
        }
        noted.push((ticket.id, row));
    }
    if let Some((_, text)) = case.note.split_once("Ticket text now: \"") {
        let text = text.trim_end_matches('"').replace("\\\"", "\"");
        let (id, _) = case.row_after().expect("the row is noted with its text");
        let ours = &world.ticket(id).expect("a noted ticket exists").text;
        if *ours != text {
            return Some(format!("text is {ours:?}, recorded {text:?}"));
        }
    }
    noted.iter().find_map(|(id, row)| match world.ticket(*id) {
        Some(ticket) => difference(row, ticket),
        None => Some(format!("there is no ticket {id}")),
    })
}

/// In whose list of incoming tickets a referred ticket then is.
fn listing_difference(world: &World, case: &Case) -> Option<String> {
    let (_, noted) = case.note.split_once("Now listed in type=in for: ")?;
    let (id, _) = case.row_after().expect("the row is noted with its readers");
    let staff = world.users.iter().filter(|user| (2..=8).contains(&user.id));
    let lists_it = staff.filter(|user| {
        let list = rules::list(world, user, ListType::In).unwrap_or_default();
        list.iter().any(|ticket| ticket.id == id)
    });
    let ours = lists_it.map(|user| user.login.as_str()).collect::<Vec<_>>().join(", ");
    (ours != noted.trim_end_matches('.')).then(|| format!("listed for {ours}, recorded {noted}"))
}

/// The comment that a case left in the table.
fn comment_difference(world: &World, case: &Case) -> Option<String> {
    let (_, noted) = case.note.split_once("Stored: t_id=")?;
    let comment = world.comments.last().expect("a comment was stored");
    let ticket = comment.ticket.map_or("NULL".to_owned(), |id| id.to_string());
    let (author, chars) = (comment.author, comment.text.chars().count());
    let ours = format!("{ticket} user={author} chars={chars} text=\"{}\"", comment.text);
    (ours != noted).then(|| format!("stored {ours}, recorded {noted}"))
}

/// The administrator's switches during a case.
fn switch(world: &mut World, name: &str) {
    let settings = &mut world.settings;
    settings.api = if name == "proto.api_disabled" { ApiSwitch::Off } else { ApiSwitch::On };
    settings.sql = if name.starts_with("strict.") { SqlMode::Strict } else { SqlMode::Lax };
    settings.sla = match name {
        "dir.get_subj_list_sla_on" => Sla::On,
        "dir.get_subj_list_sla_neither" => Sla::Neither,
        _ => Sla::Off,
    };
    settings.errors = if name.starts_with("display_on") {
        ErrorDisplay::On
    } else if name.starts_with("debug.") {
        ErrorDisplay::Debug
    } else {
        ErrorDisplay::Off
    };
}

/// Rows that the recording changed by hand without noting it.
fn edit_rows(world: &mut World, name: &str) {
    let fresh = seed::recorded();
    let reset = |world: &mut World, id: i64| {
        let row = fresh.ticket(id).expect("a seeded ticket").clone();
        *world.ticket_mut(id).expect("a seeded ticket") = row;
    };
    match name {
        "dir.get_users_list_escaped_percent" => {
            let user =
                world.users.iter_mut().find(|user| user.login == "bondarenko").expect("a seeded person");
            user.tel = "50%".to_owned();
        }
        _ if name.starts_with("refer.") => {
            let ticket = world.ticket_mut(3).expect("a seeded ticket");
            ticket.text = "исходный текст".to_owned();
            if name == "refer.unit_only_view" {
                Ticket { unit: 2, assignees: None, lock_by: 0, ..ticket.clone() }.clone_into(ticket);
            }
        }
        "collision.list" => {
            reset(world, 17);
            reset(world, 5);
            let third = world.ticket_mut(3).expect("a seeded ticket");
            Ticket { unit: 1, assignees: Some("5".to_owned()), lock_by: 5, ..third.clone() }
                .clone_into(third);
            let first = world.ticket_mut(1).expect("a seeded ticket");
            (first.progress, first.ok_by) = (Progress::Done, 9);
        }
        "lock.race_shevchenko" => reset(world, 1),
        "comment.archived_ticket" => {
            world.ticket_mut(5).expect("a seeded ticket").progress = Progress::Archived;
        }
        "debug.ticket_view" => {
            let moment = seed::at("2026-11-24 00:35:56");
            world.ticket_mut(1).expect("a seeded ticket").ok_date = Some(moment);
        }
        _ => {}
    }
}

/// Makes the next ticket get the recorded number in the recorded second. The tickets of unrecorded calls in between
/// are made up where the recording shows nothing of them.
fn stage_creation(helpdesk: &Zenlix, id: i64, hash: &str) {
    let from = seed::at("2026-11-24 00:30:00");
    let second = (0..1800).map(|after| from + SignedDuration::from_secs(after));
    let second =
        second.into_iter().find(|at| minted_hash(*at) == hash).expect("the hash is of that half hour");
    let clock = helpdesk.clock();
    clock.advance_by(clock.now().duration_until(second));
    helpdesk.edit(|world| {
        world.tickets.retain(|ticket| ticket.id < id);
        while world.next_ticket_id() < id {
            let ticket = unrecorded(world, world.next_ticket_id());
            world.tickets.push(ticket);
        }
    });
}

/// A ticket of an unrecorded create, as later lists show it; those they don't show are somebody else's.
fn unrecorded(world: &World, id: i64) -> Ticket {
    let base = Ticket {
        id,
        text: "Не печатает принтер".to_owned(),
        author: 5,
        client: 9,
        assignees: Some("6".to_owned()),
        subject: Some("Компьютеры и ноутбуки".to_owned()),
        priority: Priority::Medium,
        deadline: None,
        ..world.ticket(1).expect("a seeded ticket").clone()
    };
    let free = Ticket { progress: Progress::Open, lock_by: 0, ok_by: 0, ok_date: None, ..base };
    let made = |time: &str, ticket: Ticket| {
        let created = seed::at(&format!("2026-11-24 00:36:{time}"));
        Ticket { created, hash: minted_hash(created), ..ticket }
    };
    let unit_wide = Ticket { assignees: Some("0".to_owned()), ..free.clone() };
    match id {
        36 => made("03", Ticket { assignees: Some("6,5".to_owned()), ..free }),
        40 => made("08", Ticket { subject: None, ..unit_wide }),
        49 => made("19", Ticket { text: "до ???? после".to_owned(), ..unit_wide }),
        50 => made("23", Ticket { author: 9, ..unit_wide }),
        _ => made("00", free),
    }
}

fn set_clock(helpdesk: &Zenlix, local: &str) {
    let clock = helpdesk.clock();
    clock.advance_by(clock.now().duration_until(seed::at(local)));
}

/// The columns of a ticket that the recording notes.
pub type Row = HashMap<String, String>;

/// Columns written as `name=value`, up to the first word that isn't.
pub fn columns(text: &str) -> Row {
    text.split_whitespace()
        .map_while(|word| word.trim_start_matches('(').split_once('='))
        .map(|(name, value)| (name.to_owned(), value.trim_end_matches([';', '.', ')']).to_owned()))
        .collect()
}

fn apply(row: &Row, ticket: &mut Ticket) {
    let number = |name: &str| row.get(name).and_then(|value| value.parse().ok());
    ticket.lock_by = number("lock_by").unwrap_or(ticket.lock_by);
    ticket.ok_by = number("ok_by").unwrap_or(ticket.ok_by);
    ticket.unit = number("unit_id").unwrap_or(ticket.unit);
    ticket.progress = progress(row);
    ticket.assignees = row.get("user_to_id").cloned().filter(|list| list != "NULL");
}

fn progress(row: &Row) -> Progress {
    match (row.get("arch").map(String::as_str), row.get("status").map(String::as_str)) {
        (Some("1"), _) => Progress::Archived,
        (_, Some("1")) => Progress::Done,
        _ => Progress::Open,
    }
}

/// How a row differs from a noted one.
pub fn difference(row: &Row, ticket: &Ticket) -> Option<String> {
    let priority = match ticket.priority {
        Priority::Low => "0",
        Priority::Medium => "1",
        Priority::High => "2",
    };
    let ours = [
        ("lock_by", ticket.lock_by.to_string()),
        ("ok_by", ticket.ok_by.to_string()),
        ("unit_id", ticket.unit.to_string()),
        ("user_to_id", ticket.assignees.clone().unwrap_or_else(|| "NULL".to_owned())),
        ("user_init_id", ticket.author.to_string()),
        ("client_id", ticket.client.to_string()),
        ("prio", priority.to_owned()),
        ("char_length(msg", ticket.text.chars().count().to_string()),
    ];
    let wrong = ours.into_iter().find(|(name, value)| row.get(*name).is_some_and(|noted| noted != value));
    if let Some((name, value)) = wrong {
        return Some(format!("{name} is {value}, recorded {}", row[name]));
    }
    (row.contains_key("status") && progress(row) != ticket.progress)
        .then(|| format!("progress is {:?}, recorded {row:?}", ticket.progress))
}
