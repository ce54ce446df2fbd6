//! Cards of people: who they are, where they work, how to reach them.

use super::html::{LONGEST, cut, escape, length};
use super::words::Reader;
use crate::domain::person::{AccountStatus, Profile, Role};
use crate::i18n::time;
use crate::screen::{Button, Press, Screen};
use crate::t;

/// Renders people, each with the names of their units, and buttons that copy phone and mail.
pub fn cards(title: &str, people: &[(Profile, Vec<String>)], reader: &Reader) -> Screen {
    // Two buttons each, of the hundred that Telegram takes.
    const MOST: usize = 40;
    let mut screen = Screen::text(format!("<b>{}</b>", escape(title)));
    for (at, (profile, units)) in people.iter().enumerate() {
        let card = card(profile, units, reader);
        if at == MOST || length(&screen.html) + length(&card) > LONGEST - 100 {
            screen.html.push_str("\n\n…");
            break;
        }
        screen.html.push_str("\n\n");
        screen.html.push_str(&card);
        let name = cut(&profile.person.name, 24);
        let copy = |sign: &str, text: &str| Button {
            label: format!("{sign} {name}"),
            press: Press::Copy(cut(text, 256)),
        };
        let phone = Some(&profile.phone).filter(|phone| !phone.is_empty()).map(|phone| copy("📞", phone));
        let mail = Some(&profile.person.email).filter(|mail| !mail.is_empty()).map(|mail| copy("✉", mail));
        screen = screen.row(phone.into_iter().chain(mail));
    }
    screen
}

fn card(profile: &Profile, units: &[String], reader: &Reader) -> String {
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
    let seen = profile
        .last_seen
        .map(|seen| t!(lang, "person-seen", time = time::moment(lang, seen, reader.now, &reader.zone)));
    let lines = [
        Some(format!("<b>{}</b> · {role}", escape(&profile.person.name))),
        filled(&[&profile.position, &place]),
        filled(&[&profile.phone, &profile.person.email, &profile.skype]),
        filled(&[&profile.address]),
        seen,
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The parts that are there, in one escaped line; `None` when there are none.
fn filled(parts: &[&str]) -> Option<String> {
    let filled: Vec<_> =
        parts.iter().filter(|part| !part.trim().is_empty()).map(|part| escape(part)).collect();
    (!filled.is_empty()).then(|| filled.join(" · "))
}
