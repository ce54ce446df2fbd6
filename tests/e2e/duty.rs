//! Who is on duty: what people see, press and hear, with the rota of a unit and with that of a group.

mod absences;
mod calendar;
mod handovers;
mod sound;
mod swaps;

use deskgram_sandbox::telegram::Message;
use jiff::SignedDuration;

use crate::support::*;

/// The people of the service desk as the helpdesk shortens their names, in the order of their turns.
const ORDER: [&str; 3] = ["Коваленко", "Бойко", "Мельник"];

/// Hands over on Mondays at nine in Kyiv; now it is Tuesday, and Olena's week.
async fn with_rota(language: &str) -> World {
    let world = World::in_language(language).await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    set_up(&world).await;
    world
}

/// The head sets the rota up by its buttons, whatever language they are in.
async fn set_up(world: &World) {
    world.sends_text(IRYNA, "/duty").await;
    let screen = world.last_bot_message(IRYNA).id;
    world.presses_first(IRYNA, screen, "➕").await;
    for name in ORDER {
        world.presses_first(IRYNA, screen, &format!("☐ {name}")).await;
    }
    world.wait_out_undo().await;
}

/// The screen of somebody who sends `/duty`.
async fn duty(world: &World, who: i64) -> Message {
    world.sends_text(who, "/duty").await;
    world.last_bot_message(who)
}

/// Presses a button on the newest message of a chat.
async fn presses_newest(world: &World, who: i64, label: &str) -> String {
    let newest = world.last_bot_message(who).id;
    world.presses_first(who, newest, label).await
}

async fn wait_days(world: &World, days: i64) {
    world.advance_time(SignedDuration::from_hours(24 * days));
    world.run_until_idle().await;
}

#[tokio::test]
async fn a_head_sets_a_rota_up_by_buttons_and_everybody_of_the_unit_sees_who_is_on() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        for who in [OLENA, TARAS, IRYNA] {
            world.sign_in(who).await;
        }
        let mut screens = vec![seen(&duty(&world, OLENA).await), seen(&duty(&world, IRYNA).await)];
        set_up(&world).await;
        let editor = world.last_bot_message(IRYNA).id;
        screens.push(seen(&world.telegram.message(IRYNA, editor).unwrap()));
        // Back to the editor, and each of its pages.
        for page in ["m", "h", "d", "t", "z", "o", "a"] {
            world.presses_data(IRYNA, IRYNA, editor, &format!("1:y:1:e:{page}")).await;
            screens.push(seen(&world.telegram.message(IRYNA, editor).unwrap()));
        }
        world.presses_first(IRYNA, editor, "💤 Бойко").await;
        screens.push(seen(&world.telegram.message(IRYNA, editor).unwrap()));
        screens.push(seen(&duty(&world, OLENA).await));
        screens.push(seen(&duty(&world, TARAS).await));
        hold("duty_screens", language, &screens);
    }
}

#[tokio::test]
async fn the_head_of_all_sets_up_the_duty_of_any_unit() {
    let world = with_rota("en").await;
    world.sign_in(BOSS).await;
    let screen = duty(&world, BOSS).await;
    let labels = screen.labels();
    assert!(labels[0].contains("Сервіс-деск · Коваленко"), "what there is comes first: {labels:?}");
    assert!(labels.len() > 2, "{labels:?}");
    world.presses_first(BOSS, screen.id, "Мережі").await;
    world.presses_first(BOSS, screen.id, "➕").await;
    let editor = world.telegram.message(BOSS, screen.id).unwrap();
    assert!(editor.labels().iter().any(|label| label.starts_with('☐')), "{:?}", editor.labels());
}

#[tokio::test]
async fn a_rota_is_edited_by_the_head_alone() {
    let world = with_rota("en").await;
    let screen = duty(&world, TARAS).await;
    assert!(!screen.labels().iter().any(|label| label.contains("Edit")), "{:?}", screen.labels());
    for step in ["e:m", "d", "w:4", "c:0", "o:n", "off", "lx"] {
        let said = world.presses_data(TARAS, TARAS, screen.id, &format!("1:y:1:{step}")).await;
        assert!(said.starts_with("Only the head of the unit"), "{step}: {said}");
    }
    // A client has no part in it, and neither has a technician of another unit.
    world.sign_in(ROMAN).await;
    let any = world.last_bot_message(ROMAN).id;
    for step in ["s", "h", "a", "g", "e:m", "off"] {
        world.presses_data(ROMAN, ROMAN, any, &format!("1:y:1:{step}")).await;
    }
    assert!(!world.all_bot_texts(ROMAN).contains("Коваленко"), "{}", world.all_bot_texts(ROMAN));
    assert!(duty(&world, OLENA).await.text.contains("On now: Коваленко"));
}

#[tokio::test]
async fn the_pattern_the_time_and_the_zone_are_chosen_by_buttons() {
    let world = with_rota("en").await;
    let screen = duty(&world, IRYNA).await.id;
    world.presses_first(IRYNA, screen, "✏️").await;
    world.presses_first(IRYNA, screen, "🔁").await;
    world.presses_first(IRYNA, screen, "☐ A pattern of our own").await;
    for length in ["+2", "+2", "+3"] {
        world.presses_first(IRYNA, screen, length).await;
    }
    world.presses_first(IRYNA, screen, "◀").await;
    world.presses_first(IRYNA, screen, "🕘").await;
    world.presses_first(IRYNA, screen, "☐ 20:00").await;
    world.presses_first(IRYNA, screen, "🛎").await;
    let shown = world.telegram.message(IRYNA, screen).unwrap().text.replace('\u{a0}', " ");
    // Whoever is on stays on until the turn ends, which has become shorter.
    assert!(shown.contains("On now: Коваленко"), "{shown}");
    assert!(shown.contains("20:00"), "{shown}");
}

#[tokio::test]
async fn whoever_is_on_hands_over_at_once_and_takes_it_back_within_ten_seconds() {
    let world = with_rota("en").await;
    let screen = duty(&world, OLENA).await.id;
    assert!(world.presses_first(OLENA, screen, "🤝").await.ends_with("is on now"));
    assert!(duty(&world, TARAS).await.text.contains("On now: Бойко"));
    let before = world.all_bot_texts(TARAS);
    assert_eq!(world.presses_first(OLENA, screen, "↩").await, "You are on again");
    assert!(duty(&world, TARAS).await.text.contains("On now: Коваленко"));
    world.wait_out_undo().await;
    assert_eq!(
        world.all_bot_texts(TARAS).matches("You are on now").count(),
        before.matches("You are on now").count()
    );
    // Not meant to be taken back any more.
    world.presses_first(OLENA, screen, "🤝").await;
    world.wait_out_undo().await;
    assert_eq!(world.presses_first(OLENA, screen, "↩").await, "That can’t be taken back any more");
    assert!(world.all_bot_texts(TARAS).contains("You are on now"));
    // The week after is Taras's own, as ever.
    wait_days(&world, 7).await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Бойко"));
}

#[tokio::test]
async fn whoever_is_away_is_handed_nothing() {
    let world = with_rota("en").await;
    let screen = duty(&world, TARAS).await.id;
    world.presses_first(TARAS, screen, "💤").await;
    world.presses_first(TARAS, screen, "Until Monday").await;
    let screen = duty(&world, OLENA).await.id;
    let said = world.presses_first(OLENA, screen, "🤝").await.replace('\u{a0}', " ");
    assert!(said.starts_with("Мельник"), "{said}");
}

#[tokio::test]
async fn only_whoever_is_on_hands_over() {
    let world = with_rota("en").await;
    let screen = duty(&world, TARAS).await;
    assert!(!screen.labels().iter().any(|label| label.contains("Hand over")));
    let said = world.presses_data(TARAS, TARAS, screen.id, "1:y:1:h").await.replace('\u{a0}', " ");
    assert!(said.starts_with("Коваленко") && said.ends_with("is on now."), "{said}");
}

#[tokio::test]
async fn a_rota_that_is_switched_off_keeps_its_people() {
    let world = with_rota("en").await;
    let screen = duty(&world, IRYNA).await.id;
    world.presses_first(IRYNA, screen, "✏️").await;
    world.presses_first(IRYNA, screen, "⏸").await;
    assert!(duty(&world, OLENA).await.text.contains("turned off"));
    world.presses_first(IRYNA, screen, "▶️").await;
    assert!(duty(&world, OLENA).await.text.contains("On now: Коваленко"));
}

#[tokio::test]
async fn a_groups_duty_is_set_up_by_whoever_subscribed_it_and_seen_by_the_group() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.sends_text_in(TARAS, group, "/duty").await;
    assert!(world.last_bot_message(group).text.contains("/subscribe"));
    world.sends_text_in(OLENA, group, "/subscribe").await;
    world.sends_text(OLENA, "/duty").await;
    presses_newest(&world, OLENA, "Support").await;
    presses_newest(&world, OLENA, "➕").await;
    let editor = world.last_bot_message(OLENA).id;
    for name in &ORDER[..2] {
        world.presses_first(OLENA, editor, &format!("☐ {name}")).await;
    }
    world.wait_out_undo().await;
    assert!(world.last_bot_message(group).text.contains("is on now"), "{}", world.all_bot_texts(group));
    world.sends_text_in(TARAS, group, "/duty").await;
    let screen = world.last_bot_message(group);
    assert!(screen.text.contains("On now: Коваленко"), "{}", screen.text);
    // Everybody sees the button; it works for whoever is on.
    let said = world.presses_data(TARAS, group, screen.id, "1:y:1:h").await;
    assert!(said.contains("is on now"), "{said}");
    world.presses_data(OLENA, group, screen.id, "1:y:1:h").await;
    assert!(world.telegram.message(group, screen.id).unwrap().text.contains("On now: Бойко"));
    // Taras is no owner.
    let said = world.presses_data(TARAS, group, screen.id, "1:y:1:off").await;
    assert!(said.starts_with("Only the head"), "{said}");
    world.sends_text_in(OLENA, group, "/unsubscribe").await;
    world.wait_out_undo().await;
    world.sends_text_in(TARAS, group, "/duty").await;
    assert!(world.last_bot_message(group).text.contains("/subscribe"), "it ends with the subscription");
}

#[tokio::test]
async fn people_are_called_what_they_are_called_now() {
    let world = with_rota("en").await;
    world.zenlix.edit(|desk| {
        let olena = desk.users.iter_mut().find(|user| user.login == "olena").unwrap();
        olena.fio = "Бондаренко Олена Сергіївна".into();
    });
    world.sends_text(OLENA, "/logout").await;
    world.sign_in(OLENA).await;
    let screen = duty(&world, TARAS).await.text;
    assert!(screen.contains("On now: Бондаренко") && !screen.contains("Коваленко"), "{screen}");
}
