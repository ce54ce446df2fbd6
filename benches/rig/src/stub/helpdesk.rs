//! The helpdesk's answers. Tickets are taken and given back for real, so that a read-back shows what a call has done;
//! everything else is only said.

use super::fields::{field, number};
use super::rows;
use super::world::World;
use crate::names;

/// What all answers end with.
const END: &str = r#""status":"ok","error_description":null}]    "#;

/// One request, as far as the stub reads it.
pub struct Call {
    pub mode: String,
    /// Whose key it holds.
    pub asker: Option<usize>,
    ticket: Option<usize>,
    /// The login or hash or number that is asked about.
    about: Option<usize>,
    list: String,
}

impl Call {
    pub fn read(body: &str) -> Self {
        let word = |name| field(body, name).map(|word| word.into_owned());
        let login = |login: String| match login.as_str() {
            names::WATCH_LOGIN => Some(names::WATCH),
            login => login.strip_prefix('u')?.parse().ok(),
        };
        let unit = || number(body, "unit_code").and_then(|unit| usize::try_from(unit).ok());
        Self {
            mode: word("mode").unwrap_or_default(),
            asker: word("uniq_id").and_then(|key| names::person_of_key(&key)),
            ticket: word("ticket_hash").and_then(|hash| names::ticket_of_hash(&hash)),
            about: word("login")
                .or_else(|| word("find_param"))
                .and_then(login)
                .or_else(|| word("user_hash").and_then(|hash| names::person_of_hash(&hash)))
                .or_else(unit),
            list: word("type").unwrap_or_default(),
        }
    }

    /// Whether it reads a list of tickets.
    pub fn is_list(&self) -> bool {
        self.mode == "ticket_list"
    }
}

/// Carries a call out.
pub fn answer(world: &mut World, call: &Call) -> String {
    if call.mode == "auth" {
        return signed_in(call);
    }
    let Some(asker) = call.asker else { return refused("system auth error") };
    match call.mode.as_str() {
        "ticket_list" => list(world, asker, &call.list),
        "ticket_view" => view(world, asker, call.ticket),
        "ticket_lock" => act(world, asker, call.ticket, None, Some(asker)),
        "ticket_unlock" => act(world, asker, call.ticket, Some(asker), None),
        "add_ticket_comment" => comment(world, asker, call.ticket),
        "get_ticket_comments" => comments(world, call.ticket),
        "get_users_list" => people(call.about),
        "get_user_info" => page(world, call.about),
        "get_unit_info" => {
            let unit = call.about.unwrap_or_default();
            format!(r#"[{{"info":[{{"id":{unit},"name":"{}"}}],{END}"#, rows::unit_name(unit))
        }
        "get_unit_list" => format!(r#"[{{"list":[{{"id":1,"name":"{}"}}],{END}"#, rows::unit_name(1)),
        "get_subj_list" | "get_posada_list" => format!(r#"[{{"list":[],{END}"#),
        "get_user_by_dep" => format!(r#"[{{"users":[],{END}"#),
        _ => refused("mode-param is not valid"),
    }
}

fn refused(why: &str) -> String {
    format!(r#"[{{"status":"error","error_description":"{why}"}}]    "#)
}

fn signed_in(call: &Call) -> String {
    let Some(person) = call.about else { return refused("system auth error") };
    let (key, name) = (names::key(person), rows::short_name(person));
    format!(
        r#"{{"uniq_id":"{key}","status":"ok","error_description":null,"fio":"{name}","name_only":"x"}}    "#
    )
}

/// Everybody's list holds the tickets of their unit, the service account's all of them.
fn list(world: &World, asker: usize, kind: &str) -> String {
    let mut out = String::from(r#"[{"tickets":["#);
    let own = world.unit(asker);
    // The newest first, as the helpdesk has them.
    for (index, ticket) in world.tickets.iter().enumerate().rev() {
        let number = index + 1;
        let shown = kind == "in" && (asker == names::WATCH || world.unit(number) == own);
        if shown {
            if !out.ends_with('[') {
                out.push(',');
            }
            out.push_str(&rows::listed(world, number, ticket, asker));
        }
    }
    out.push_str("],");
    out.push_str(END);
    out
}

fn view(world: &World, asker: usize, number: Option<usize>) -> String {
    let found = number.and_then(|number| Some((number, world.ticket(number)?)));
    let Some((number, ticket)) = found else {
        return r#"[{"ticket":null,"status":null,"error_description":null}]    "#.into();
    };
    format!(r#"[{{"ticket":[{}],{END}"#, rows::viewed(world, number, ticket, asker))
}

/// Takes a ticket or gives it back, if it is as it must be for that.
fn act(
    world: &mut World,
    asker: usize,
    number: Option<usize>,
    from: Option<usize>,
    to: Option<usize>,
) -> String {
    let Some(ticket) = number.and_then(|number| world.ticket_mut(number)) else {
        return refused("you have no priviliges");
    };
    let before = rows::status(ticket, asker);
    let (status, why) = if ticket.holder == from {
        ticket.holder = to;
        ("ok", "null")
    } else {
        ("error", r#""you have no priviliges""#)
    };
    let rights = rows::rights(ticket, asker);
    format!(
        r#"[{{"status":"{status}","error_description":{why},"status_ticket":"{before}","lock_by_fio":null,"ok_by_fio":null,"access_priv":"{rights}"}}]    "#
    )
}

fn comment(world: &mut World, asker: usize, number: Option<usize>) -> String {
    if let Some(ticket) = number.and_then(|number| world.ticket_mut(number)) {
        ticket.comments.push(asker);
        world.commented(asker);
    }
    format!("[{{{END}")
}

fn comments(world: &World, number: Option<usize>) -> String {
    let written = number.and_then(|number| world.ticket(number)).map_or(&[][..], |ticket| &ticket.comments);
    let rows: Vec<_> = written.iter().map(|author| rows::commented(world, *author)).collect();
    let code = number.unwrap_or_default();
    format!(r#"[{{"ticket_code":{code},"comments":[{}],{END}"#, rows.join(","))
}

fn people(found: Option<usize>) -> String {
    let row = found.map_or_else(String::new, |person| {
        let (hash, name) = (names::person_hash(person), rows::short_name(person));
        format!(
            r#"{{"uniq_id":"{hash}","fio":"{name}","status_user":1,"priv":{},"unit":"1","is_client":0,"email":""}}"#,
            privilege(person)
        )
    });
    format!(r#"[{{"users":[{row}],{END}"#)
}

fn page(world: &World, person: Option<usize>) -> String {
    let Some(person) = person else {
        return format!(r#"[{{"info":[{{"fio":null,"user_login":null}}],{END}"#);
    };
    let (login, name, unit) = (names::login(person), rows::short_name(person), world.unit(person));
    format!(
        r#"[{{"info":[{{"fio":"{name}","user_login":"{login}","status":1,"priv":{},"unit":"{unit}","is_client":null,"email":"","lang":"ru","last_time":null,"posada":null,"tel":null,"skype":null,"unit_desc":null,"adr":null}}],{END}"#,
        privilege(person)
    )
}

/// The service account is a head chief, everybody else a technician.
fn privilege(person: usize) -> u8 {
    if person == names::WATCH { 2 } else { 1 }
}
