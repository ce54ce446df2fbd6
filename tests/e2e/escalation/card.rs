//! The card says in one line who was called when, for as long as nobody takes the ticket.

use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{NewTicket, WebAction};

use super::*;

const CHAIN: &str = "high: unit 5m, group 8m, head 10m";

/// The line of a card; empty without one.
fn called(world: &World, chat: i64, ticket: i64) -> String {
    let card = world.ticket_card(chat, ticket).text.replace('\u{a0}', " ");
    card.lines().find(|line| line.starts_with('📟')).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_card_shows_who_was_called_when_and_forgets_it_when_somebody_takes_the_ticket() {
    let world = team(CHAIN).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 4).await;
    assert_eq!(called(&world, OLENA, id), "");
    look_until(&world, written, 5).await;
    assert_eq!(called(&world, OLENA, id), "📟 Called: you, Бойко Т.А. 12:05");
    assert_eq!(called(&world, IRYNA, id), "📟 Called: Коваленко О.С., Бойко Т.А. 12:05");
    look_until(&world, written, 10).await;
    let all = "📟 Called: Коваленко О.С., Бойко Т.А. 12:05 · the group 12:08 · Мельник І.О. 12:10";
    assert_eq!(called(&world, group, id), all);
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    for chat in [OLENA, TARAS, IRYNA, group] {
        assert_eq!(called(&world, chat, id), "", "{chat}");
    }
    world.zenlix.web_act("olena", id, WebAction::Unlock);
    look_until(&world, written, 12).await;
    assert_eq!(called(&world, IRYNA, id), "", "nobody was called since it came free again");
}

#[tokio::test]
async fn a_group_that_shows_the_subject_alone_names_nobody() {
    let world = team(CHAIN).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "👁 What is shown").await;
    world.presses(OLENA, group, panel, "☐ Number and subject").await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 10).await;
    assert_eq!(called(&world, group, id), "📟 Called: the unit 12:05 · the group 12:08 · the head 12:10");
}

#[tokio::test]
async fn a_client_is_not_shown_whom_the_unit_has_called() {
    let world = team(CHAIN).await;
    world.sign_in(ROMAN).await;
    let (id, written) = write_ticket(&world, Priority::High);
    look_until(&world, written, 6).await;
    world.sends_text(ROMAN, &format!("/ticket {id}")).await;
    assert_eq!(called(&world, ROMAN, id), "");
    assert_ne!(called(&world, OLENA, id), "");
}

#[tokio::test]
async fn a_unit_of_many_is_named_as_a_whole() {
    let world = team(CHAIN).await;
    for number in 1..=3 {
        let (id, login) = (900 + number, format!("tech{number}"));
        world.zenlix.edit(|desk| {
            let like = desk.user_by_login("olena").unwrap().clone();
            let (fio, hash) = (format!("Person{number} A B"), format!("{number:032x}"));
            let user = deskgram_sandbox::zenlix::world::User {
                id,
                password: login.clone(),
                hash,
                key: None,
                fio,
                login: login.clone(),
                ..like
            };
            desk.users.push(user);
        });
        world.telegram.person(id, &login, None, "en");
        world.sends_text(id, &format!("/login {login}")).await;
        world.sends_text(id, &login).await;
    }
    let new = NewTicket::to_unit(SERVICE_DESK, "Server", "It is down").with_priority(Priority::High);
    let (id, written) = (world.zenlix.web_create("roman", new), world.clock.now());
    look_until(&world, written, 6).await;
    assert!(
        called(&world, OLENA, id).starts_with("📟 Called: the unit 12:"),
        "{}",
        called(&world, OLENA, id)
    );
}
