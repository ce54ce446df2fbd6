//! A helpdesk that answers just as its document says, no more: it has to be served as well as the measured one.

use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::{Answers, Numbers};

use crate::support::*;

async fn world() -> World {
    let world = World::new().await;
    world.zenlix.set_answers(Answers::ByTheDocument);
    world.zenlix.set_numbers(Numbers::AsStrings);
    world
}

#[tokio::test]
async fn the_main_job_works_by_the_document() {
    let world = world().await;
    world.sign_in(OLENA).await;
    let unit = world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", "The printer is on fire"));
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    assert!(card.text.contains(&format!("#{id} Романюк Р.Б.: ")), "names, never hashes: {}", card.text);
    assert_eq!(world.presses(OLENA, OLENA, card.id, "✋ Take").await, format!("#{id} is yours"));
    let comment = world.sends_reply(OLENA, OLENA, card.id, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, comment), ["👍"]);
    assert_eq!(world.presses(OLENA, OLENA, card.id, "✅ Done").await, format!("#{id} is done"));
    world.wait_out_undo().await;
    assert_eq!(world.presses(OLENA, OLENA, card.id, "🔓 Open again").await, format!("#{id} is open again"));
    assert_eq!(world.presses(OLENA, OLENA, card.id, "Release").await, format!("#{id} is free again"));
}

#[tokio::test]
async fn lists_people_and_new_tickets_work_by_the_document() {
    let world = world().await;
    world.sign_in(OLENA).await;
    for command in ["/in", "/out", "/archive"] {
        world.sends_text(OLENA, command).await;
    }
    world.sends_text(OLENA, "/find roman").await;
    world.sends_text(OLENA, "/units").await;
    world.sends_text(OLENA, "/ticket 16").await;
}

#[tokio::test]
async fn a_head_of_department_works_by_the_document() {
    let world = world().await;
    world.sign_in(IRYNA).await;
    world.sends_text(IRYNA, "/in").await;
    assert!(
        world.last_bot_message(IRYNA).text.contains("incoming"),
        "{}",
        world.last_bot_message(IRYNA).text
    );
}

#[tokio::test]
async fn a_client_works_by_the_document() {
    let world = world().await;
    world.sign_in(ROMAN).await;
    world.sends_text(ROMAN, "/in").await;
    let list = world.last_bot_message(ROMAN);
    assert!(list.text.contains("You have 5 tickets"), "{}", list.text);
    let first = list.labels()[0].to_owned();
    world.presses(ROMAN, ROMAN, list.id, &first).await;
    assert!(
        !world.last_bot_message(ROMAN).labels().contains(&"✋ Take"),
        "{:?}",
        world.last_bot_message(ROMAN).labels()
    );
}
