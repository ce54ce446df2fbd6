//! People: a line each in a list, and a page of one, with what can be done from there.

use super::html::{cut_text, escape_html, one_line};
use super::phone::phone_html;
use super::reader::{Reader, short_label};
use crate::callback::{Callback, PersonKey, PersonPress};
use crate::domain::person::{AccountStatus, Profile, Role};
use crate::domain::presence::Presence;
use crate::i18n::time;
use crate::t;
use crate::view::{Button, ButtonAction, MessageView};

/// What stands before whoever is on duty.
const ON_DUTY: &str = "🛎";

/// How many buttons with numbers stand in a row.
const NUMBERS_PER_ROW: usize = 5;

/// So much of a name stands in a list beside a phone number.
const LISTED_NAME_LENGTH: usize = 40;

/// Somebody in a list, with what their button says.
pub struct ListedPerson {
    pub profile: Profile,
    pub key: PersonKey,
    /// Whether they are there, where that is known and the reader may know it.
    pub presence: Option<Presence>,
    pub is_on_duty: bool,
}

/// Renders people, a line each, and buttons with their numbers.
pub fn people_list(
    title: &str,
    people: &[ListedPerson],
    remark: Option<&str>,
    reader: &Reader,
) -> MessageView {
    let mut lines = vec![format!("<b>{}</b>", escape_html(title))];
    lines.extend(people.iter().enumerate().map(|(at, listed)| person_line(at + 1, listed, reader)));
    if people.iter().any(|listed| listed.presence.is_some() || listed.is_on_duty) {
        lines.push(format!("<i>{}</i>", t!(reader.lang, "presence-legend")));
    }
    lines.extend(remark.map(|remark| format!("<i>{}</i>", escape_html(remark))));
    let buttons: Vec<_> =
        people.iter().enumerate().map(|(at, listed)| number_button(at + 1, &listed.key)).collect();
    let view = MessageView::from_html(lines.join("\n"));
    buttons.chunks(NUMBERS_PER_ROW).fold(view, |view, row| view.with_row(row.to_vec()))
}

fn number_button(number: usize, key: &PersonKey) -> Button {
    Button::with_callback(number.to_string(), &Callback::Person(PersonPress::Show(key.clone())))
}

fn person_line(number: usize, listed: &ListedPerson, reader: &Reader) -> String {
    let duty = listed.is_on_duty.then(|| ON_DUTY.to_owned());
    let presence = listed.presence.map(|presence| presence_sign(presence).to_owned());
    let name = escape_html(&one_line(&listed.profile.person.name, LISTED_NAME_LENGTH));
    let head: Vec<_> = duty.into_iter().chain(presence).chain([name]).collect();
    let back = match listed.presence {
        Some(Presence::Away(Some(until))) => {
            let time = time::format_moment(reader.lang, until, reader.now, &reader.zone);
            Some(t!(reader.lang, "presence-back", time = time))
        }
        _ => None,
    };
    let parts = [Some(head.join(" ")), phone_html(&listed.profile.phone), back].into_iter().flatten();
    format!("{number}. {}", parts.collect::<Vec<_>>().join(" · "))
}

fn presence_sign(presence: Presence) -> &'static str {
    match presence {
        Presence::Here => "🟢",
        Presence::Away(_) => "🌙",
    }
}

/// A unit in one line: who is on duty, how many are there, how many are away; nothing of a unit of which nothing is known.
pub fn unit_line(unit: &str, duty: Option<&str>, presence: &[Presence]) -> Option<String> {
    let here = presence.iter().filter(|presence| **presence == Presence::Here).count();
    let count = |sign, count: usize| (count > 0).then(|| format!("{sign} {count}"));
    let parts = [
        duty.map(|name| format!("{ON_DUTY} {}", short_label(name))),
        count(presence_sign(Presence::Here), here),
        count(presence_sign(Presence::Away(None)), presence.len() - here),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("<b>{}</b>: {}", short_label(unit), parts.join(" · ")))
}

/// Renders somebody's page: who they are, where they work, how to reach them.
pub fn person_page(profile: &Profile, units: &[String], key: &PersonKey, reader: &Reader) -> MessageView {
    let lang = reader.lang;
    let copy = |sign: &str, text: &str| {
        let text = cut_text(text, 256);
        (!text.is_empty())
            .then(|| Button::new(format!("{sign} {}", cut_text(&text, 24)), ButtonAction::Copy(text)))
    };
    let press = |label, press| Button::with_callback(label, &Callback::Person(press));
    MessageView::from_html(person_card(profile, units, reader))
        .with_row(copy("📞", profile.phone.trim()).into_iter().chain(copy("✉", profile.person.email.trim())))
        .with_row([
            press(t!(lang, "person-button-new"), PersonPress::NewTicket(key.clone())),
            press(t!(lang, "person-button-tickets"), PersonPress::Tickets(key.clone())),
        ])
}

fn person_card(profile: &Profile, units: &[String], reader: &Reader) -> String {
    let lang = reader.lang;
    let role = match (profile.person.status, profile.person.role) {
        (AccountStatus::Inactive, _) => t!(lang, "role-inactive"),
        (_, Some(Role::Client)) => t!(lang, "role-client"),
        (_, Some(Role::Technician)) => t!(lang, "role-technician"),
        (_, Some(Role::HeadOfUnit)) => t!(lang, "role-head"),
        (_, Some(Role::HeadChief)) => t!(lang, "role-chief"),
        (_, None) => t!(lang, "role-unknown"),
    };
    let place = match (units, profile.place.as_str()) {
        ([], place) => place.to_owned(),
        (units, _) => units.join(", "),
    };
    let seen = profile.last_seen.map(|seen| {
        t!(lang, "person-seen", time = time::format_moment(lang, seen, reader.now, &reader.zone))
    });
    let lines = [
        Some(format!("<b>{}</b> · {role}", escape_html(&profile.person.name))),
        join_filled(&[&profile.position, &place]),
        phone_html(&profile.phone),
        join_filled(&[&profile.person.email, &profile.skype]),
        join_filled(&[&profile.address]),
        seen,
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The parts that are there, in one escaped line; `None` when there are none.
fn join_filled(parts: &[&str]) -> Option<String> {
    let filled: Vec<_> =
        parts.iter().filter(|part| !part.trim().is_empty()).map(|part| escape_html(part)).collect();
    (!filled.is_empty()).then(|| filled.join(" · "))
}
