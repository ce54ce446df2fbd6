//! What an administrator changes is what the API shows from then on, and what it leaves behind is what the real one leaves.

use deskgram::clock::Clock;
use deskgram_sandbox::zenlix::world::Role;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, Zenlix, demo};
use serde_json::{Value, json};

struct Desk {
    helpdesk: Zenlix,
    http: reqwest::Client,
}

impl Desk {
    async fn open() -> Self {
        let clock = Clock::manual("2026-11-24T10:00:00Z".parse().unwrap());
        let helpdesk = Zenlix::start(demo::world(clock.now()), clock).await.expect("a free port");
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { helpdesk, http: http.build().unwrap() }
    }

    async fn send(&self, login: &str, mut ask: Value) -> reqwest::Response {
        ask["uniq_id"] = json!(self.helpdesk.person(login).and_then(|person| person.key));
        self.http.post(self.helpdesk.url()).body(ask.to_string()).send().await.expect("an answer")
    }

    async fn ask(&self, login: &str, ask: Value) -> Value {
        let text = self.send(login, ask).await.text().await.unwrap();
        let answer: Value = serde_json::from_str(text.trim()).unwrap_or(Value::Null);
        answer.get(0).cloned().unwrap_or(answer)
    }

    async fn names(&self, mode: &str) -> Vec<String> {
        let answer = self.ask("olena", json!({ "mode": mode })).await;
        let list = answer["list"].as_array().unwrap_or_else(|| panic!("{answer}"));
        list.iter().map(|line| line["name"].as_str().unwrap().to_owned()).collect()
    }

    async fn listed(&self, login: &str) -> usize {
        let answer = self.ask(login, json!({ "mode": "ticket_list", "type": "in" })).await;
        answer["tickets"].as_array().map_or(0, Vec::len)
    }
}

#[tokio::test]
async fn there_can_be_three_hundred_units_and_subjects() {
    let desk = Desk::open().await;
    desk.helpdesk.fill_units(300);
    desk.helpdesk.fill_subjects(120);
    assert_eq!(desk.names("get_unit_list").await.len(), 300);
    assert_eq!(desk.names("get_subj_list").await.len(), 120);
}

#[tokio::test]
async fn a_unit_is_renamed_closed_and_removed() {
    let desk = Desk::open().await;
    desk.helpdesk.rename_unit(2, "Another name");
    assert!(desk.names("get_unit_list").await.contains(&"Another name".to_owned()));
    let unit = json!({ "mode": "get_unit_info", "unit_code": "2" });
    desk.helpdesk.close_unit(2);
    assert!(!desk.names("get_unit_list").await.contains(&"Another name".to_owned()));
    assert_eq!(desk.ask("olena", unit.clone()).await["info"][0]["name"], "Another name");
    desk.helpdesk.remove_unit(2);
    assert_eq!(desk.ask("olena", unit).await["info"][0]["name"], Value::Null);
}

#[tokio::test]
async fn a_subject_is_renamed_and_removed_and_its_tickets_keep_it() {
    let desk = Desk::open().await;
    let id = desk.helpdesk.web_create("roman", NewTicket::to_unit(1, "Пошта", "No mail"));
    desk.helpdesk.rename_subject("Пошта", "Mail");
    assert!(desk.names("get_subj_list").await.contains(&"Mail".to_owned()));
    desk.helpdesk.remove_subject("Mail");
    assert!(!desk.names("get_subj_list").await.contains(&"Mail".to_owned()));
    assert_eq!(desk.helpdesk.ticket(id).unwrap().row.subject.as_deref(), Some("Пошта"));
}

#[tokio::test]
async fn people_are_moved_raised_and_erased() {
    let desk = Desk::open().await;
    let before = desk.listed("olena").await;
    desk.helpdesk.move_user("olena", "3");
    assert_ne!(desk.listed("olena").await, before);
    desk.helpdesk.set_role("olena", Role::HeadChief);
    assert!(desk.listed("olena").await > before, "the head chief sees everything");
    let key = desk.helpdesk.person("olena").unwrap().key;
    desk.helpdesk.erase_user("olena");
    let ask = json!({ "mode": "ticket_list", "type": "in", "uniq_id": key });
    let answer = desk.http.post(desk.helpdesk.url()).body(ask.to_string()).send().await.unwrap();
    assert!(!answer.text().await.unwrap().contains("\"ok\""));
}

#[tokio::test]
async fn the_helpdesk_can_be_elsewhere_now() {
    let desk = Desk::open().await;
    let there = "https://helpdesk.example/api.php";
    let kind = FaultKind::Redirect(301, there.to_owned());
    desk.helpdesk.fault(Fault { on: Match::any(), kind, times: Some(1) });
    let moved = desk.send("olena", json!({ "mode": "get_unit_list" })).await;
    assert_eq!((moved.status().as_u16(), &moved.headers()["location"]), (301, &there.parse().unwrap()));
    assert!(!desk.names("get_unit_list").await.is_empty());
}
