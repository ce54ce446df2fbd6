//! A helpdesk with hundreds of units and subjects, all with long names: every keyboard is one that Telegram takes, and whatever
//! there is to choose can be reached.

use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::world::{Entry, Unit, UnitStatus};

use crate::support::*;

const UNITS: i64 = 300;
const SUBJECTS: i64 = 120;

/// A world with so much to choose from, and its head chief signed in.
async fn crowded() -> World {
    let world = World::new().await;
    world.zenlix.edit(|desk| {
        let long = |what: &str, id: i64| format!("{what} {} № {id}", "інформаційних технологій ".repeat(8));
        let unit = |id| Unit { id, name: long("Відділ", id), status: UnitStatus::Active };
        desk.units.extend((5..=UNITS).map(unit));
        let subjects: Vec<_> =
            (6..=SUBJECTS).map(|id| Entry { id: id + 100, name: long("Тема", id) }).collect();
        desk.subjects.extend(subjects.clone());
        desk.sla_subjects.extend(subjects);
        let all: Vec<_> = (1..=UNITS).map(|unit| unit.to_string()).collect();
        for user in desk.users.iter_mut().filter(|user| user.login == "boss") {
            user.units = all.join(",");
        }
    });
    world.sign_in(BOSS).await;
    world
}

/// Turns pages until a button has these words; gives its label.
async fn turns_to(world: &World, words: &str) -> String {
    let message = world.last_bot_message(BOSS).id;
    for _ in 0..40 {
        let shown = world.telegram.message(BOSS, message).unwrap();
        if let Some(label) = shown.labels().into_iter().find(|label| label.ends_with(words)) {
            return label.to_owned();
        }
        world.presses(BOSS, BOSS, message, "▶").await;
    }
    panic!("no button with {words}: {:?}", world.last_bot_message(BOSS).labels());
}

fn few(message: &Message) {
    assert!(message.labels().len() <= 20, "{:?}", message.labels());
}

#[tokio::test]
async fn every_unit_can_be_reached_from_the_list_of_units() {
    let world = crowded().await;
    world.sends_text(BOSS, "/units").await;
    few(&world.last_bot_message(BOSS));
    let last = turns_to(&world, "№ 300").await;
    assert!(last.starts_with("Відділ"), "{last}");
}

#[tokio::test]
async fn a_new_ticket_goes_to_any_unit_with_any_subject() {
    let world = crowded().await;
    world.sends_text(BOSS, "/new No light").await;
    let dialogue = world.last_bot_message(BOSS);
    world.presses(BOSS, BOSS, dialogue.id, "✏️ Subject").await;
    let subject = turns_to(&world, "№ 120").await;
    world.presses(BOSS, BOSS, dialogue.id, &subject).await;
    world.presses(BOSS, BOSS, dialogue.id, "✏️ Unit").await;
    few(&world.last_bot_message(BOSS));
    turns_to(&world, "№ 300").await;
}

#[tokio::test]
async fn a_ticket_can_be_passed_on_to_any_unit() {
    let world = crowded().await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(BOSS, BOSS, world.ticket_card(BOSS, id).id, "➡ Reassign").await;
    few(&world.last_bot_message(BOSS));
    turns_to(&world, "№ 300").await;
}

#[tokio::test]
async fn any_unit_can_be_muted_and_its_page_stays() {
    let world = crowded().await;
    world.sends_text(BOSS, "/settings").await;
    let panel = world.last_bot_message(BOSS).id;
    let mute = world
        .last_bot_message(BOSS)
        .labels()
        .into_iter()
        .find(|label| label.contains("Quiet mode"))
        .unwrap()
        .to_owned();
    world.presses(BOSS, BOSS, panel, &mute).await;
    let unit = turns_to(&world, "№ 300").await;
    world.presses(BOSS, BOSS, panel, &unit).await;
    let muted = turns_to(&world, "№ 300").await;
    assert!(muted.starts_with("🔕"), "{muted}");
    few(&world.last_bot_message(BOSS));
}

#[tokio::test]
async fn a_group_chooses_among_all_units() {
    let world = crowded().await;
    let group = world.create_group(&[BOSS]).await;
    world.telegram.promote(BOSS, group);
    world.sends_text_in(BOSS, group, "/subscribe").await;
    let panel = world.last_bot_message(group);
    let units = panel.labels()[0].to_owned();
    world.presses(BOSS, group, panel.id, &units).await;
    few(&world.last_bot_message(group));
    for _ in 0..29 {
        world.presses(BOSS, group, panel.id, "▶").await;
    }
    let labels = world.last_bot_message(group).labels().join("\n");
    assert!(labels.contains("№ 300"), "{labels}");
}
