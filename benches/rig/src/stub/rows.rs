//! What the helpdesk's rows look like: the fields of the real ones, in their order, with PHP's escapes, and about as long.

use std::fmt::Write;

use super::world::{Ticket, World};
use crate::names;
use crate::texts::{self, CLIENT, COMMENT, CREATED, SUBJECT};

/// The texts that rows hold, escaped once: a list of ten thousand is made in a moment then.
pub struct Texts {
    subject: String,
    client: String,
    /// The text of an unchanged ticket, as a list and as a view show it.
    shown: String,
    text: String,
    comment: String,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            subject: escaped(SUBJECT),
            client: escaped(CLIENT),
            shown: escaped(&texts::shown(0)),
            text: escaped(&texts::text(0)),
            comment: escaped(COMMENT),
        }
    }
}

/// A name as the helpdesk writes it in tickets.
pub fn short_name(person: usize) -> String {
    escaped(&texts::short_name(person))
}

/// A row of `ticket_list`.
pub fn listed(world: &World, number: usize, ticket: &Ticket, asker: usize) -> String {
    let Texts { subject, shown, client, .. } = &world.texts;
    let status = status(ticket, asker);
    let holder = ticket.holder.map_or_else(|| "0".into(), short_name);
    let hash = names::ticket_hash(number);
    let shown = match ticket.edition {
        0 => shown.as_str(),
        edition => &escaped(&texts::shown(edition)),
    };
    let unit = world.unit(number);
    let rights = rights(ticket, asker);
    let someone = names::person_hash(names::CLIENT);
    format!(
        r#"{{"id_ticket":{number},"ticket_hash":"{hash}","subj":"{subject}","text":"{shown}","date_created":"{CREATED}","status":"{status}","prio":1,"lock_by_other_fio":"{holder}","ok_by_fio":"0","user_init_hash":"{someone}","client_hash":"{someone}","to_user_hash":null,"user_init_fio":"{client}","client_fio":"{client}","to_user_fio":"","to_unit_id":{unit},"access_priv":"{rights}"}}"#
    )
}

/// The element of `ticket_view`.
pub fn viewed(world: &World, number: usize, ticket: &Ticket, asker: usize) -> String {
    let Texts { subject, text, client, .. } = &world.texts;
    let status = status(ticket, asker);
    let (lock_by, holder) = match ticket.holder {
        Some(person) => (format!("\"{}\"", names::person_hash(person)), short_name(person)),
        None => ("null".into(), String::new()),
    };
    let hash = names::ticket_hash(number);
    let text = match ticket.edition {
        0 => text.as_str(),
        edition => &escaped(&texts::text(edition)),
    };
    let (unit, unit_name) = (world.unit(number), unit_name(world.unit(number)));
    let rights = rights(ticket, asker);
    let refer = ticket.holder.is_none_or(|holder| holder == asker);
    let someone = names::person_hash(names::CLIENT);
    format!(
        r#"{{"id_ticket":{number},"ticket_hash":"{hash}","subj":"{subject}","text":"{text}","date_created":"{CREATED}","user_init_id":"{someone}","client_id":"{someone}","user_init_fio":"{client}","client_fio":"{client}","unit_id":{unit},"user_to_id":null,"user_to_fio":"{unit_name}","status":"{status}","lock_by":{lock_by},"ok_by":null,"can_refer":"{refer}","lock_by_fio":"{holder}","ok_by_fio":"","access_priv":"{rights}","prio":1,"ok_date":null,"deadline_time":null}}"#
    )
}

/// A row of `get_ticket_comments`.
pub fn commented(world: &World, author: usize) -> String {
    let (hash, name, text) = (names::person_hash(author), short_name(author), &world.texts.comment);
    format!(
        r#"{{"author":"{hash}","text":"{text}","dt":"2026-11-23 10:20:00","usr_img":"","usr_fio":"{name}"}}"#
    )
}

pub fn unit_name(unit: usize) -> String {
    escaped(&texts::unit_name(unit))
}

/// The state in the asker's eyes.
pub fn status(ticket: &Ticket, asker: usize) -> &'static str {
    match ticket.holder {
        None => "free",
        Some(holder) if holder == asker => "lock_by_me",
        Some(_) => "lock_by_other",
    }
}

/// What the asker may do.
pub fn rights(ticket: &Ticket, asker: usize) -> &'static str {
    match ticket.holder {
        None => "lock",
        Some(holder) if holder == asker => "unlock,ok",
        Some(_) => "no_priv",
    }
}

/// As PHP's `json_encode` writes a string.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for letter in text.chars() {
        match letter {
            '"' | '\\' | '/' => out.extend(['\\', letter]),
            ' '..='~' => out.push(letter),
            _ => letter.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                // Writing into a string does not fail.
                let _ = write!(out, "\\u{unit:04x}");
            }),
        }
    }
    out
}
