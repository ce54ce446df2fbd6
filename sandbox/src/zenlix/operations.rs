//! The API's modes: each reads the world and answers, or says what it is about to write. The real server has no locks
//! between its reading and its writing, so the two are separate here as well and a test may hold a call in between.

mod acts;
mod people;
mod tickets;

use jiff::Timestamp;

pub use acts::apply_to;

use super::notices;
use super::wire::{Json, Page, Request};
use super::world::{SqlMode, User, World};
use super::{document, text, world};

/// What a call has come to after its reading.
pub enum Step {
    /// It had nothing to write.
    Answer(Page),
    /// It will write, and answer with what it finds then.
    Write(Writing),
}

/// The second half of a call that changes something.
pub type Writing = Box<dyn FnOnce(&mut World) -> Page + Send>;

/// Why a call got no further; each mode has its own way of saying it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    MissingFields,
    BadKey,
}

impl Refusal {
    fn words(self) -> &'static str {
        match self {
            Self::MissingFields => "not all params",
            Self::BadKey => BAD_KEY,
        }
    }
}

const BAD_KEY: &str = "system auth error";
const NOT_ALL_VALUES: &str = "input values not alls";
const NO_RIGHT: &str = "you have no priviliges";

/// Does the reading of a call at the moment `now`.
pub fn begin(world: &World, request: &Request, now: Timestamp) -> Step {
    let mode = match world.settings.answers {
        world::Answers::Measured => request.mode.as_str(),
        // The document prints one mode with a trailing space, and its server must know what it prints.
        world::Answers::ByTheDocument => request.mode.trim(),
    };
    match mode {
        "auth" => people::auth(world, request),
        "reset_token" => people::reset_token(request),
        "get_user_info" => answer(people::user_info(world, request)),
        "get_user_by_dep" => answer(people::users_of_unit(world, request)),
        "get_users_list" => answer(people::find_users(world, request)),
        "get_unit_info" => answer(people::unit_info(world, request)),
        "get_unit_list" => answer(people::units(world, request)),
        "get_subj_list" => answer(people::subjects(world, request)),
        "get_posada_list" => answer(people::positions(world, request)),
        "ticket_list" => Step::Answer(tickets::list(world, request)),
        "ticket_view" => answer(tickets::view(world, request)),
        "get_ticket_comments" => Step::Answer(tickets::comments(world, request)),
        "create_ticket" => tickets::create(world, request, now),
        "add_ticket_comment" => tickets::add_comment(world, request, now),
        "refer_ticket" => acts::refer(world, request, now),
        "ticket_lock" => acts::act(world, request, super::rules::Act::Lock, now),
        "ticket_unlock" => acts::act(world, request, super::rules::Act::Unlock, now),
        "ticket_ok" => acts::act(world, request, super::rules::Act::Ok, now),
        "ticket_no_ok" => acts::act(world, request, super::rules::Act::NoOk, now),
        _ => Step::Answer(refused("mode-param is not valid")),
    }
}

/// Does the rest: the writing, if there is any, and the last touches of the answer.
pub fn finish(world: &mut World, request: &Request, step: Step) -> Page {
    let page = match step {
        Step::Answer(page) => page,
        Step::Write(write) => write(world),
    };
    match (page, world.settings.answers) {
        (Page::Json(json), world::Answers::ByTheDocument) => {
            Page::Json(document::only_what_it_prints(request.mode.trim(), json))
        }
        (page, _) => page,
    }
}

/// The fields that a mode insists on and the owner of the key, which is one of them. What is missing is told first.
fn enter<'world, const N: usize>(
    world: &'world World,
    request: &Request,
    names: [&str; N],
) -> Result<(&'world User, [String; N]), Refusal> {
    let (Some(key), Some(fields)) = (request.text("uniq_id"), request.texts(names)) else {
        return Err(Refusal::MissingFields);
    };
    let user = world.key_owner(&key).ok_or(Refusal::BadKey)?;
    Ok((user, fields))
}

/// The answer of a mode that only reads.
fn answer(outcome: Result<Json, Refusal>) -> Step {
    Step::Answer(outcome.map_or_else(|refusal| refused(refusal.words()), Page::Json))
}

/// An answer of success: the mode's own fields, then the status.
fn success(fields: Vec<(&'static str, Json)>) -> Json {
    with_status(fields, "ok", Json::Null)
}

fn with_status(mut fields: Vec<(&'static str, Json)>, status: &str, description: Json) -> Json {
    fields.push(("status", status.into()));
    fields.push(("error_description", description));
    Json::List(vec![Json::Object(fields)])
}

/// A page that says no.
fn refused(why: &str) -> Page {
    Page::Json(with_status(vec![], "error", why.into()))
}

/// A text on its way into the database. It dies of what a strict database won't take; a lax one takes what it can.
fn storable(text: &str, longest: Option<usize>, sql: SqlMode) -> Result<String, Page> {
    let is_too_long = longest.is_some_and(|longest| text.chars().count() > longest);
    if sql == SqlMode::Strict && (is_too_long || text::has_wide_characters(text)) {
        return Err(notices::sql_death("Data too long or incorrect string value"));
    }
    let text = text::without_wide_characters(text);
    Ok(match longest {
        Some(longest) => text.chars().take(longest).collect(),
        None => text,
    })
}

/// A comma list of people's hashes as the database keeps it. One unknown hash leaves nothing, an unknown hash among
/// several leaves a hole; a space belongs to the hash that it precedes, which nobody has.
fn stored_assignees(world: &World, hashes: &str) -> Option<String> {
    let number = |hash: &str| {
        let hash = match world.settings.answers {
            world::Answers::Measured => hash,
            // The document prints a space after the comma.
            world::Answers::ByTheDocument => hash.trim(),
        };
        world.user_by_hash(hash).map(|user| user.id.to_string())
    };
    if !hashes.contains(',') {
        return number(hashes);
    }
    Some(hashes.split(',').map(|hash| number(hash).unwrap_or_default()).collect::<Vec<_>>().join(","))
}
