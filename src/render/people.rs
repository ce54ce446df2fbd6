//! Cards of people: who they are, where they work, how to reach them.

use super::html::{MAX_MESSAGE_LENGTH, cut_text, escape_html, text_length};
use super::reader::Reader;
use crate::domain::person::{AccountStatus, Profile, Role};
use crate::i18n::time;
use crate::t;
use crate::view::{Button, ButtonAction, MessageView};

/// Renders people, each with the names of their units, and buttons that copy phone and mail.
pub fn people_cards(title: &str, people: &[(Profile, Vec<String>)], reader: &Reader) -> MessageView {
    // Two buttons each, of the hundred that Telegram takes.
    const MOST: usize = 40;
    let mut view = MessageView::from_html(format!("<b>{}</b>", escape_html(title)));
    for (at, (profile, units)) in people.iter().enumerate() {
        let card = person_card(profile, units, reader);
        if at == MOST || text_length(&view.html) + text_length(&card) > MAX_MESSAGE_LENGTH - 100 {
            view.html.push_str("\n\n…");
            break;
        }
        view.html.push_str("\n\n");
        view.html.push_str(&card);
        let name = cut_text(&profile.person.name, 24);
        let copy = |sign: &str, text: &str| {
            Button::new(format!("{sign} {name}"), ButtonAction::Copy(cut_text(text, 256)))
        };
        let phone = Some(&profile.phone).filter(|phone| !phone.is_empty()).map(|phone| copy("📞", phone));
        let mail = Some(&profile.person.email).filter(|mail| !mail.is_empty()).map(|mail| copy("✉", mail));
        view = view.with_row(phone.into_iter().chain(mail));
    }
    view
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
        join_filled(&[&profile.phone, &profile.person.email, &profile.skype]),
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
