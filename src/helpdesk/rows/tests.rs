//! The readings that no recorded answer shows.

use serde_json::{Value, json};

use super::super::json_fields::object;
use super::*;

/// What is read from a row of these fields.
fn of<T>(fields: &Value, read: impl FnOnce(&Object<'_>) -> T) -> T {
    object(&fields.to_string(), read).unwrap()
}

fn kyiv() -> TimeZone {
    TimeZone::get("Europe/Kyiv").unwrap()
}

fn read_view(mut fields: Value) -> TicketView {
    fields["id_ticket"] = json!("7");
    fields["ticket_hash"] = json!("h");
    of(&fields, |row| viewed(row, &Asker { me: &PersonRef::default(), zone: &kyiv() })).unwrap()
}

fn people(hashes: &str, names: &str) -> Vec<(Option<String>, Option<String>)> {
    match assignees(hashes, names) {
        Assignees::Unit => Vec::new(),
        Assignees::People(people) => {
            people.into_iter().map(|person| (person.hash.map(|hash| hash.0), person.name)).collect()
        }
    }
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_state_nobody_knows_invites_nobody() {
    for word in [json!("postponed"), json!(""), json!(null), json!(1)] {
        let viewed = read_view(json!({"status": word, "access_priv": ""}));
        assert_eq!(viewed.standing, TicketRelation::HeldByOther);
        assert_eq!(viewed.ticket.state, TicketState::Held(PersonRef::default()));
    }
    assert_eq!(
        read_view(json!({"status": "ok"})).standing,
        TicketRelation::DoneByOther,
        "the document's word"
    );
}

#[test]
fn assignees_keep_their_places() {
    assert_eq!(people("a,b", "A, B"), [(some("a"), some("A")), (some("b"), some("B"))]);
    assert_eq!(people("a, b", "A, B")[1].0, some("b"), "printed with a space");
    assert_eq!(people("a,", "A, "), [(some("a"), some("A"))], "a hole is nobody");
    assert_eq!(people(",b", ", B"), [(some("b"), some("B"))]);
    assert_eq!(people("a,b", "A, Jr., B"), [(some("a"), None), (some("b"), None)], "a comma in a name");
    assert_eq!(people("a", "A, Jr."), [(some("a"), some("A, Jr."))]);
    for nobody in ["", "0", "null", ",", "0,0"] {
        assert_eq!(people(nobody, "Helpdesk unit"), [], "{nobody:?} is everybody");
    }
}

#[test]
fn rights_are_what_is_said() {
    let rights = |fields: Value| read_view(fields).rights;
    assert_eq!(rights(json!({})), Rights::Unsaid);
    assert_eq!(rights(json!({"access_priv": "", "can_refer": "true"})), Rights::Stranger);
    assert_eq!(
        rights(json!({"access_priv": "no_priv", "can_refer": "false"})),
        Rights::Known(AllowedActions::default())
    );
    let holder = AllowedActions { unlock: true, finish: true, refer: true, ..AllowedActions::default() };
    assert_eq!(rights(json!({"access_priv": "unlock, ok", "can_refer": true})), Rights::Known(holder));
    assert_eq!(rights(json!({"access_priv": "unlock,ok"})), Rights::Known(holder), "can_refer is not said");
    let head = AllowedActions { unlock: true, ..AllowedActions::default() };
    assert_eq!(rights(json!({"access_priv": "unlock"})), Rights::Known(head));
}

#[test]
fn dates_are_the_servers_wall_clock() {
    let at = |text: &str| of(&json!({"at": text}), |row| moment(row, "at", &kyiv())).map(|at| at.to_string());
    assert_eq!(at("2026-07-01 12:00:00").as_deref(), Some("2026-07-01T09:00:00Z"));
    assert_eq!(at("2026-10-25 03:30:00").as_deref(), Some("2026-10-25T00:30:00Z"), "the first of two");
    assert_eq!(at("2026-03-29 03:30:00").as_deref(), Some("2026-03-29T01:30:00Z"), "an hour that never was");
    for none in ["0000-00-00 00:00:00", "", "0", "null", "soon", "2026-13-01 00:00:00"] {
        assert_eq!(at(none), None, "{none:?}");
    }
}

#[test]
fn a_taken_back_finish_has_no_date() {
    let date = "2026-07-01 12:00:00";
    assert!(read_view(json!({"status": "ok_by_me", "ok_date": date})).details.finished.is_some());
    assert!(read_view(json!({"status": "arch", "ok_date": date})).details.finished.is_some());
    assert_eq!(read_view(json!({"status": "lock_by_me", "ok_date": date})).details.finished, None);
}

#[test]
fn roles_err_on_the_side_of_less() {
    let role = |fields: Value| of(&fields, role);
    assert_eq!(role(json!({"priv": null})), Some(Role::HeadOfUnit), "null is the helpdesk's 0");
    assert_eq!(role(json!({"priv": "0"})), Some(Role::HeadOfUnit));
    assert_eq!(role(json!({"priv": 2.0})), Some(Role::HeadChief));
    assert_eq!(role(json!({"priv": 1})), Some(Role::Technician));
    assert_eq!(role(json!({"priv": 9})), None, "nobody gets rights from a guess");
    assert_eq!(role(json!({})), None);
    assert_eq!(role(json!({"priv": 2, "is_client": "1"})), Some(Role::Client));
    assert_eq!(of(&json!({"status_user": 1}), account_status), AccountStatus::Active);
    assert_eq!(of(&json!({"status": null}), account_status), AccountStatus::Inactive);
    assert_eq!(of(&json!({}), account_status), AccountStatus::Active, "nothing was said");
    assert_eq!(units("1, 2,null,0,x"), [UnitId(1), UnitId(2)]);
}
