//! Lock, unlock, finish, reopen, refer.

use jiff::Timestamp;

use super::{NO_RIGHT, Refusal, Step, enter, refused, stored_assignees, success};
use crate::zenlix::rules::{self, Act, Standing};
use crate::zenlix::wire::{Field, Json, Page, Request};
use crate::zenlix::world::{Progress, Ticket, World};
use crate::zenlix::{notices, text};

/// What an action found before it did anything: the answer reports that, not what the action made of it.
struct Before {
    standing: Standing,
    lock_by_fio: Option<String>,
    ok_by_fio: Option<String>,
}

/// One of the four one-step actions, judged by the ticket of the lowest number.
pub fn act(world: &World, request: &Request, act: Act, now: Timestamp) -> Step {
    let (user, [hash]) = match enter(world, request, ["ticket_hash"]) {
        Ok(entered) => entered,
        Err(refusal) => return Step::Answer(not_even_tried(refusal)),
    };
    let ticket = world.first_by_hash(&hash);
    let standing = rules::standing_of_hash(user, ticket);
    let holder = |wanted: bool, id: i64| wanted.then(|| world.short_name(id));
    let before = Before {
        standing,
        lock_by_fio: ticket.and_then(|ticket| {
            holder(matches!(standing, Standing::HeldByMe | Standing::HeldByOther), ticket.lock_by)
        }),
        ok_by_fio: ticket.and_then(|ticket| {
            holder(matches!(standing, Standing::DoneByMe | Standing::DoneByOther), ticket.ok_by)
        }),
    };
    if !rules::allowed(rules::relation(user, ticket), standing).contains(&act) {
        let rights = rules::access_priv(world, user, &hash);
        return Step::Answer(Page::Json(acted("error", NO_RIGHT.into(), before, rights)));
    }
    let user = user.clone();
    Step::Write(Box::new(move |world| {
        apply(world, act, &hash, user.id, now);
        let rights = rules::access_priv(world, &user, &hash);
        Page::Json(acted("ok", Json::Null, before, rights))
    }))
}

/// Locking and unlocking hit every ticket of a hash, finishing and reopening the one of the lowest number.
fn apply(world: &mut World, act: Act, hash: &str, by: i64, now: Timestamp) {
    let mut ids: Vec<i64> = world.tickets_by_hash(hash).into_iter().map(|ticket| ticket.id).collect();
    if matches!(act, Act::Ok | Act::NoOk) {
        ids.truncate(1);
    }
    for ticket in world.tickets.iter_mut().filter(|ticket| ids.contains(&ticket.id)) {
        apply_to(ticket, act, by, now);
    }
}

/// The effect of an action on one ticket, rights aside.
pub fn apply_to(ticket: &mut Ticket, act: Act, by: i64, now: Timestamp) {
    match act {
        Act::Lock => ticket.lock_by = by,
        Act::Unlock => ticket.lock_by = 0,
        Act::Ok | Act::NoOk => {
            ticket.progress = if act == Act::Ok { Progress::Done } else { Progress::Open };
            ticket.ok_by = by;
            ticket.ok_date = Some(now);
        }
    }
}

/// The answer to a call without its fields or with a bad key claims a right that means nothing.
fn not_even_tried(refusal: Refusal) -> Page {
    Page::Json(Json::List(vec![Json::Object(vec![
        ("status", "error".into()),
        ("error_description", refusal.words().into()),
        ("status_ticket", Json::Null),
        ("lock_by_fio", Json::Null),
        ("ok_by_fio", Json::Null),
        ("access_priv", "lock".into()),
    ])]))
}

fn acted(status: &str, description: Json, before: Before, rights_now: String) -> Json {
    Json::List(vec![Json::Object(vec![
        ("status", status.into()),
        ("error_description", description),
        ("status_ticket", rules::standing_word(before.standing).into()),
        ("lock_by_fio", before.lock_by_fio.into()),
        ("ok_by_fio", before.ok_by_fio.into()),
        ("access_priv", rights_now.into()),
    ])])
}

/// A message shorter than this, in bytes, is not worth a note in the ticket.
const SHORTEST_NOTE: usize = 3;

/// Gives a ticket to other people or another unit, and takes the lock away. Only the ticket of the lowest number is
/// touched; a head-chief succeeds even where there is none.
pub fn refer(world: &World, request: &Request, now: Timestamp) -> Step {
    let fields = ["ticket_hash", "user_to_id", "unit_id", "msg"];
    let (user, [hash, people, unit, message]) = match enter(world, request, fields) {
        Ok(entered) => entered,
        Err(refusal) => return Step::Answer(refused(refusal.words())),
    };
    let ticket = world.first_by_hash(&hash);
    let relation = rules::relation(user, ticket);
    if !rules::may_refer(relation, rules::standing_of_hash(user, ticket)) {
        return Step::Answer(refused(NO_RIGHT));
    }
    if request.field("user_to_id") == Some(Field::Array) {
        return Step::Answer(notices::type_death("explode", "user_to_id"));
    }
    let assignees = stored_assignees(world, &people);
    let unit = match super::tickets::stored_number(&unit, world.settings.sql) {
        Ok(unit) => unit,
        Err(death) => return Step::Answer(death),
    };
    let message = match super::storable(&message, None, world.settings.sql) {
        Ok(message) => message,
        Err(death) => return Step::Answer(death),
    };
    let id = ticket.map(|ticket| ticket.id);
    let note = (message.len() >= SHORTEST_NOTE).then(|| {
        let at = world.settings.zone.to_datetime(now).strftime("%d.%m.%Y %I:%M:%S").to_string();
        format!(
            "<br><strong><small class='text-danger'><a href='view_user?{}'>{}</a> дополнил ( {at}):</small> </strong>{}",
            user.hash,
            user.short_name(),
            text::strip_tags(&message),
        )
    });
    Step::Write(Box::new(move |world| {
        if let Some(ticket) = id.and_then(|id| world.ticket_mut(id)) {
            ticket.unit = unit;
            ticket.assignees = assignees;
            ticket.lock_by = 0;
            ticket.text.push_str(note.as_deref().unwrap_or_default());
        }
        Page::Json(success(vec![]))
    }))
}
