//! Lists, one ticket, its comments, new tickets and new comments.

use jiff::Timestamp;

use super::{
    BAD_KEY, NOT_ALL_VALUES, Refusal, Step, enter, refused, storable, stored_assignees, success, with_status,
};
use crate::zenlix::rules::{self, ListType, Standing};
use crate::zenlix::wire::{Field, Json, Page, Request};
use crate::zenlix::world::{self, Answers, Comment, Priority, Progress, Role, SqlMode, Ticket, User, World};
use crate::zenlix::{notices, text};

/// What a list says where a name does not apply.
const NOT_APPLICABLE: &str = "0";

/// `ticket_list`. Dies of an unknown type, and of the outgoing tickets of a unit's head.
pub fn list(world: &World, request: &Request) -> Page {
    let (user, [asked]) = match enter(world, request, ["type"]) {
        Ok(entered) => entered,
        Err(Refusal::MissingFields) => return refused(NOT_ALL_VALUES),
        Err(Refusal::BadKey) => return refused(BAD_KEY),
    };
    let asked = match asked.as_str() {
        "in" => ListType::In,
        "out" => ListType::Out,
        "arch" => ListType::Archive,
        "client" => ListType::Client,
        _ if user.role == Role::Client => ListType::Client,
        _ => return notices::unknown_list_death(),
    };
    match rules::list(world, user, asked) {
        Some(tickets) => {
            let tickets = tickets.into_iter().map(|ticket| listed(world, user, ticket)).collect();
            Page::Json(success(vec![("tickets", Json::List(tickets))]))
        }
        None => notices::heads_outgoing_death(),
    }
}

fn listed(world: &World, user: &User, ticket: &Ticket) -> Json {
    let standing = rules::standing(user, ticket);
    let name_if = |applies: bool, id: i64| {
        if applies { world.short_name(id) } else { NOT_APPLICABLE.to_owned() }
    };
    Json::Object(vec![
        ("id_ticket", ticket.id.into()),
        ("ticket_hash", ticket.hash.as_str().into()),
        ("subj", ticket.subject.clone().unwrap_or_default().into()),
        ("text", Json::Text(text::list_beginning(&ticket.text))),
        ("date_created", world.local(ticket.created).into()),
        ("status", rules::standing_word(standing).into()),
        ("prio", priority_number(ticket.priority).into()),
        ("lock_by_other_fio", name_if(standing == Standing::HeldByOther, ticket.lock_by).into()),
        ("ok_by_fio", name_if(standing == Standing::DoneByOther, ticket.ok_by).into()),
        ("user_init_hash", hash_of(world, ticket.author).into()),
        ("client_hash", hash_of(world, ticket.client).into()),
        ("to_user_hash", assignee_hashes(world, ticket).into()),
        ("user_init_fio", world.short_name(ticket.author).into()),
        ("client_fio", world.short_name(ticket.client).into()),
        ("to_user_fio", assignee_names(world, ticket).into()),
        ("to_unit_id", ticket.unit.into()),
        ("access_priv", rules::access_priv(world, user, &ticket.hash).into()),
    ])
}

/// `ticket_view`: every ticket of the hash, for anybody. An unknown hash is neither a success nor an error.
pub fn view(world: &World, request: &Request) -> Result<Json, Refusal> {
    let (user, [hash]) = enter(world, request, ["ticket_hash"])?;
    let tickets: Vec<_> =
        world.tickets_by_hash(&hash).into_iter().map(|ticket| viewed(world, user, ticket)).collect();
    if tickets.is_empty() {
        let unsaid = vec![("status", Json::Null), ("error_description", Json::Null)];
        return Ok(Json::List(vec![Json::Object(unsaid)]));
    }
    Ok(success(vec![("ticket", Json::List(tickets))]))
}

fn viewed(world: &World, user: &User, ticket: &Ticket) -> Json {
    let first = world.first_by_hash(&ticket.hash);
    let may_refer = rules::may_refer(rules::relation(user, first), rules::standing_of_hash(user, first));
    let to_whom = match ticket.assignees.as_deref() {
        Some("0") => world.unit(ticket.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        _ => assignee_names(world, ticket),
    };
    Json::Object(vec![
        ("id_ticket", ticket.id.into()),
        ("ticket_hash", ticket.hash.as_str().into()),
        ("subj", ticket.subject.clone().into()),
        ("text", text::view_text(&ticket.text).into()),
        ("date_created", world.local(ticket.created).into()),
        ("user_init_id", hash_of(world, ticket.author).into()),
        ("client_id", hash_of(world, ticket.client).into()),
        ("user_init_fio", world.short_name(ticket.author).into()),
        ("client_fio", world.short_name(ticket.client).into()),
        ("unit_id", ticket.unit.into()),
        ("user_to_id", assignee_hashes(world, ticket).into()),
        ("user_to_fio", to_whom.into()),
        ("status", rules::standing_word(rules::standing(user, ticket)).into()),
        ("lock_by", hash_of(world, ticket.lock_by).into()),
        ("ok_by", hash_of(world, ticket.ok_by).into()),
        ("can_refer", if may_refer { "true" } else { "false" }.into()),
        ("lock_by_fio", world.short_name(ticket.lock_by).into()),
        ("ok_by_fio", world.short_name(ticket.ok_by).into()),
        ("access_priv", rules::access_priv(world, user, &ticket.hash).into()),
        ("prio", priority_number(ticket.priority).into()),
        ("ok_date", ticket.ok_date.map(|at| world.local(at)).into()),
        ("deadline_time", ticket.deadline.map(|at| world.local(at)).into()),
    ])
}

/// `get_ticket_comments`: for anybody. The ticket's number is told even to those who are refused.
pub fn comments(world: &World, request: &Request) -> Page {
    let ticket =
        request.text("ticket_hash").and_then(|hash| world.first_by_hash(&hash)).map(|ticket| ticket.id);
    if let Err(refusal) = enter(world, request, ["ticket_hash"]) {
        let told = vec![("ticket_code", ticket.into())];
        return Page::Json(with_status(told, "error", refusal.words().into()));
    }
    let comments = world
        .comments
        .iter()
        .filter(|comment| ticket.is_some() && comment.ticket == ticket)
        .map(|comment| {
            let author = world.user(comment.author);
            Json::Object(vec![
                ("author", author.map(|user| user.hash.as_str()).into()),
                ("text", text::comment_text(&comment.text).into()),
                ("dt", world.local(comment.written).into()),
                ("usr_img", author.map_or(world::NO_PICTURE.to_owned(), User::picture_path).into()),
                ("usr_fio", author.map(|user| user.fio.as_str()).into()),
            ])
        })
        .collect();
    Page::Json(success(vec![("comments", Json::List(comments)), ("ticket_code", ticket.into())]))
}

/// `create_ticket`. Nothing but the client is checked. The number is chosen while reading, so two creates at once
/// choose the same and the second dies.
pub fn create(world: &World, request: &Request, now: Timestamp) -> Step {
    let names = ["user_to_id", "subj", "msg", "client_id", "unit_id", "prio"];
    let (author, [people, subject, message, client, unit, priority]) = match enter(world, request, names) {
        Ok(entered) => entered,
        Err(refusal) => return Step::Answer(refused(refusal.words())),
    };
    let Some(client) = world.user_by_hash(&client) else {
        return Step::Answer(refused("error data in fields"));
    };
    if request.field("user_to_id") == Some(Field::Array) {
        return Step::Answer(notices::type_death("explode", "user_to_id"));
    }
    let sql = world.settings.sql;
    let (unit, text) =
        match stored_number(&unit, sql).and_then(|unit| Ok((unit, storable(&message, None, sql)?))) {
            Ok(fitting) => fitting,
            Err(death) => return Step::Answer(death),
        };
    let subject_id = text::leading_integer(&subject);
    let subjects = world.subjects_in_force().unwrap_or_default();
    let ticket = Ticket {
        id: world.next_ticket_id(),
        hash: world::minted_hash(now),
        author: author.id,
        client: client.id,
        unit,
        assignees: if people == "0" { Some(people) } else { stored_assignees(world, &people) },
        subject: subjects.iter().find(|entry| entry.id == subject_id).map(|entry| entry.name.clone()),
        text,
        priority: match priority.as_str() {
            "0" => Priority::Low,
            "2" => Priority::High,
            _ => Priority::Medium,
        },
        created: now,
        deadline: None,
        progress: Progress::Open,
        lock_by: 0,
        ok_by: 0,
        ok_date: None,
    };
    Step::Write(Box::new(move |world| {
        if world.ticket(ticket.id).is_some() {
            return notices::sql_death(
                "Integrity constraint violation: 1062 Duplicate entry for key 'PRIMARY'",
            );
        }
        let told = vec![("ticket_hash", ticket.hash.as_str().into()), ("ticket_id", ticket.id.into())];
        world.tickets.push(ticket);
        Page::Json(success(told))
    }))
}

/// `add_ticket_comment`: by anybody, of any length down to nothing, on any hash.
pub fn add_comment(world: &World, request: &Request, now: Timestamp) -> Step {
    let (author, [hash, message]) = match enter(world, request, ["ticket_hash", "msg"]) {
        Ok(entered) => entered,
        Err(refusal) => return Step::Answer(refused(refusal.words())),
    };
    let text = match storable(&message, Some(text::COMMENT_CHARS), world.settings.sql) {
        Ok(text) => text,
        Err(death) => return Step::Answer(death),
    };
    let ticket = world.first_by_hash(&hash).map(|ticket| ticket.id);
    let comment = Comment { ticket, author: author.id, text, written: now };
    Step::Write(Box::new(move |world| {
        world.comments.push(comment);
        Page::Json(success(vec![]))
    }))
}

/// A word where the database wants a number: a lax database takes what it can, a strict one dies.
pub fn stored_number(word: &str, sql: SqlMode) -> Result<i64, Page> {
    if sql == SqlMode::Strict && word.trim().parse::<i64>().is_err() {
        return Err(notices::sql_death("Incorrect integer value"));
    }
    Ok(text::leading_integer(word))
}

fn priority_number(priority: Priority) -> i64 {
    match priority {
        Priority::Low => 0,
        Priority::Medium => 1,
        Priority::High => 2,
    }
}

fn hash_of(world: &World, id: i64) -> Option<String> {
    world.user(id).map(|user| user.hash.clone())
}

/// The hashes of a ticket's assignees, unknown ones as holes; nothing when there is a single one and it is unknown,
/// or none at all. For a whole unit the document promises a zero.
fn assignee_hashes(world: &World, ticket: &Ticket) -> Option<String> {
    let list = ticket.assignees.as_deref()?;
    if list == "0" && world.settings.answers == Answers::ByTheDocument {
        return Some(list.to_owned());
    }
    if !list.contains(',') {
        return list.parse().ok().and_then(|id| hash_of(world, id));
    }
    let hash = |item: &str| item.parse().ok().and_then(|id| hash_of(world, id)).unwrap_or_default();
    Some(list.split(',').map(hash).collect::<Vec<_>>().join(","))
}

fn assignee_names(world: &World, ticket: &Ticket) -> String {
    let list = ticket.assignees.as_deref().unwrap_or_default();
    let name = |item: &str| item.parse().map(|id| world.short_name(id)).unwrap_or_default();
    list.split(',').map(name).collect::<Vec<_>>().join(", ")
}
