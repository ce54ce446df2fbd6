//! A believable helpdesk of a company's IT department, for the demo and for tests that want people with names. The
//! company writes Ukrainian, Russian and English as it comes; every password is the login.

mod arrivals;
mod tickets;

use jiff::{SignedDuration, Timestamp};

use super::world::{
    AccountStatus, Comment, Entry, LoginBy, Priority, Progress, Role, Settings, Ticket, Unit, UnitStatus,
    User, World, md5_hex, minted_hash,
};
pub use arrivals::{Arrival, arrival};

/// The helpdesk as it stands at the moment `now`. Its tickets were written in the days before.
pub fn world(now: Timestamp) -> World {
    let mut world = World {
        users: users(now),
        units: units(),
        subjects: entries(&SUBJECTS),
        sla_subjects: entries(&SUBJECTS),
        positions: entries(&POSITIONS),
        settings: Settings::default(),
        ..World::default()
    };
    for story in tickets::STORIES {
        add(&mut world, story, now);
    }
    world
}

/// Gives all accounts the language of this code; the helpdesk has a code of its own for Ukrainian.
pub fn everybody_reads(world: &mut World, iso_code: &str) {
    let code = if iso_code == "uk" { "ua" } else { iso_code };
    world.users.iter_mut().for_each(|user| code.clone_into(&mut user.lang));
}

const SUBJECTS: [&str; 8] = [
    "Комп'ютери та ноутбуки",
    "Принтери та сканери",
    "Мережа та інтернет",
    "1С / BAS",
    "Телефонія",
    "Доступи й паролі",
    "Пошта",
    "Інше",
];

const POSITIONS: [&str; 5] =
    ["IT-директор", "Керівник відділу", "Інженер підтримки", "Системний адміністратор", "Програміст 1С"];

/// A ticket of the demo and what has become of it.
struct Story {
    /// How long ago it was written.
    minutes_ago: i64,
    client: &'static str,
    unit: i64,
    /// For the whole unit when empty.
    assignees: &'static [&'static str],
    subject: &'static str,
    priority: Priority,
    text: &'static str,
    state: State,
    /// Who wrote what, in order.
    comments: &'static [(&'static str, &'static str)],
}

/// How a ticket of the demo stands; the login is of who brought it there.
enum State {
    Free,
    Held(&'static str),
    Done(&'static str),
    /// Finished long enough ago for the nightly job.
    Archived(&'static str),
    /// Free, and to be finished in so many hours from now.
    Due(i64),
}

fn add(world: &mut World, story: &Story, now: Timestamp) {
    let number = |login: &str| world.user_by_login(login).map_or(0, |user| user.id);
    let created = now - SignedDuration::from_mins(story.minutes_ago);
    let touched = now - SignedDuration::from_mins(story.minutes_ago / 2);
    let assignees = match story.assignees {
        [] => "0".to_owned(),
        logins => logins.iter().map(|login| number(login).to_string()).collect::<Vec<_>>().join(","),
    };
    let client = number(story.client);
    let free = Ticket {
        id: world.next_ticket_id(),
        hash: minted_hash(created),
        author: client,
        client,
        unit: story.unit,
        assignees: Some(assignees),
        subject: Some(story.subject.to_owned()),
        text: story.text.to_owned(),
        priority: story.priority,
        created,
        deadline: None,
        progress: Progress::Open,
        lock_by: 0,
        ok_by: 0,
        ok_date: None,
    };
    let finished = |by: &str, progress: Progress, free: Ticket| {
        let by = number(by);
        Ticket { lock_by: by, ok_by: by, ok_date: Some(touched), progress, ..free }
    };
    let ticket = match story.state {
        State::Free => free,
        State::Held(by) => Ticket { lock_by: number(by), ..free },
        State::Done(by) => finished(by, Progress::Done, free),
        State::Archived(by) => finished(by, Progress::Archived, free),
        State::Due(hours) => Ticket { deadline: Some(now + SignedDuration::from_hours(hours)), ..free },
    };
    let comments: Vec<_> = (1..)
        .zip(story.comments)
        .map(|(order, (login, text))| Comment {
            ticket: Some(ticket.id),
            author: number(login),
            text: (*text).to_owned(),
            // Between the ticket's creation and now, in order.
            written: created + SignedDuration::from_mins(story.minutes_ago * order / 8),
        })
        .collect();
    world.comments.extend(comments);
    world.tickets.push(ticket);
}

fn entries(names: &[&str]) -> Vec<Entry> {
    (1..).zip(names).map(|(id, name)| Entry { id, name: (*name).to_owned() }).collect()
}

fn units() -> Vec<Unit> {
    let names = ["Сервіс-деск", "Мережі та сервери", "1С та бази даних", "Телефонія та відео"];
    (1..)
        .zip(names)
        .map(|(id, name)| Unit { id, name: name.to_owned(), status: UnitStatus::Active })
        .collect()
}

#[rustfmt::skip]
fn users(now: Timestamp) -> Vec<User> {
    use Role::{Client, HeadChief, HeadOfUnit, Technician};
    let people = [
        ("system", "System Account", HeadChief, "1,2,3,4", "", "", ""),
        ("boss", "Гриценко Віктор Павлович", HeadChief, "1,2,3,4", "IT-директор", "100", "каб. 501"),
        ("iryna", "Мельник Ірина Олександрівна", HeadOfUnit, "1", "Керівник відділу", "101", "каб. 302"),
        ("pavlo", "Савчук Павло Миколайович", HeadOfUnit, "2,4", "Керівник відділу", "102", "каб. 303"),
        ("olena", "Коваленко Олена Сергіївна", Technician, "1", "Інженер підтримки", "111", "каб. 304"),
        ("taras", "Бойко Тарас Андрійович", Technician, "1,2", "Інженер підтримки", "112", "каб. 304"),
        ("dmytro", "Ткаченко Дмитро Ігорович", Technician, "2", "Системний адміністратор", "121", "серверна"),
        ("anna", "Орлова Анна Викторовна", Technician, "3", "Програміст 1С", "131", "каб. 310"),
        ("james", "James Whitfield", Technician, "4", "Інженер підтримки", "141", "каб. 305"),
        ("roman", "Романюк Роман Богданович", Client, "", "", "+380501234567", "каб. 214"),
        ("svitlana", "Лисенко Світлана Юріївна", Client, "", "", "215", "каб. 215"),
        ("natalia", "Ким Наталья Сергеевна", Client, "", "", "+380671112233", "склад, ворота 3"),
        ("mark", "Mark Petersen", Client, "", "", "408", "room 408"),
        ("ihor", "Шульга Ігор Петрович", Technician, "1", "Інженер підтримки", "", ""),
    ];
    (1..).zip(people).map(|(id, (login, fio, role, units, position, tel, adr))| {
        let hash = md5_hex(&format!("demo {login}"));
        User {
            id,
            login: login.to_owned(),
            password: login.to_owned(),
            key: Some(md5_hex(&hash)),
            hash,
            fio: fio.to_owned(),
            role,
            odd_priv: None,
            // He has left; his account is kept for his tickets.
            status: if login == "ihor" { AccountStatus::Inactive } else { AccountStatus::Active },
            login_by: LoginBy::Password,
            units: units.to_owned(),
            email: format!("{login}@company.example"),
            lang: match login {
                "mark" | "james" => "en",
                "anna" | "natalia" => "ru",
                _ => "ua",
            }.to_owned(),
            picture: String::new(),
            position: position.to_owned(),
            tel: tel.to_owned(),
            skype: String::new(),
            unit_desc: String::new(),
            adr: adr.to_owned(),
            last_time: Some(now - SignedDuration::from_hours(id)),
        }
    }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::text;
    use super::*;

    /// A text that the real server would lose a list over has no place in a demo.
    fn is_harmless(text: &str) -> bool {
        std::str::from_utf8(&text::list_beginning(text)).is_ok()
            && !text::has_wide_characters(text)
            && text::strip_tags(text) == text
    }

    #[test]
    fn no_text_springs_a_trap() {
        let world = world("2026-11-24T10:00:00Z".parse().expect("a date"));
        for ticket in &world.tickets {
            assert!(is_harmless(&ticket.text), "{}", ticket.text);
        }
        for n in 0..200 {
            assert!(is_harmless(&arrival(n).ticket.text), "{}", arrival(n).ticket.text);
        }
    }

    #[test]
    fn everybody_and_everything_that_is_named_exists() {
        let world = world("2026-11-24T10:00:00Z".parse().expect("a date"));
        let accounts: HashSet<String> = world.users.iter().map(|user| user.id.to_string()).collect();
        for ticket in &world.tickets {
            assert!(world.user(ticket.author).is_some(), "{}", ticket.text);
            let assignees = ticket.assignees.as_deref().unwrap_or_default();
            assert!(
                assignees == "0" || assignees.split(',').all(|id| accounts.contains(id)),
                "{}",
                ticket.text
            );
            assert!(world.subjects.iter().any(|entry| Some(&entry.name) == ticket.subject.as_ref()));
        }
        assert!(world.comments.iter().all(|comment| world.user(comment.author).is_some()));
        for n in 0..200 {
            let Arrival { by, ticket } = arrival(n);
            assert!(world.user_by_login(by).is_some(), "{by}");
            assert!(ticket.assignees.iter().all(|login| world.user_by_login(login).is_some()));
            assert!(world.subjects.iter().any(|entry| entry.name == ticket.subject), "{}", ticket.subject);
            assert!(world.unit(ticket.unit).is_some());
        }
    }

    #[test]
    fn no_two_tickets_share_a_hash() {
        let world = world("2026-11-24T10:00:00Z".parse().expect("a date"));
        let hashes: HashSet<_> = world.tickets.iter().map(|ticket| &ticket.hash).collect();
        assert_eq!(hashes.len(), world.tickets.len());
    }

    #[test]
    fn a_hundred_arrivals_in_a_row_all_differ() {
        let texts: HashSet<_> = (0..100).map(|n| arrival(n).ticket.text).collect();
        assert_eq!(texts.len(), 100);
    }
}
