//! Who is away: what somebody says of themselves, and what the head says of those who can't.

use deskgram_sandbox::telegram::Press;

use super::*;

#[tokio::test]
async fn who_is_away_is_followed_by_the_next_in_order_until_they_are_back() {
    let world = with_rota("en").await;
    let screen = duty(&world, OLENA).await.id;
    world.presses_first(OLENA, screen, "💤").await;
    world.presses_first(OLENA, screen, "Until Monday").await;
    let shown = world.telegram.message(OLENA, screen).unwrap();
    assert!(shown.text.contains("On now: Бойко") && shown.text.contains("is away until"), "{}", shown.text);
    world.presses_first(OLENA, screen, "👋").await;
    assert!(duty(&world, TARAS).await.text.contains("On now: Коваленко"));
}

#[tokio::test]
async fn the_head_notes_who_is_away_and_they_are_told() {
    let world = with_rota("en").await;
    let screen = duty(&world, IRYNA).await.id;
    world.presses_first(IRYNA, screen, "✏️").await;
    world.presses_first(IRYNA, screen, "💤").await;
    world.presses_first(IRYNA, screen, "💤 Коваленко").await;
    let asked = world.telegram.message(IRYNA, screen).unwrap().text;
    assert!(asked.contains("Коваленко") && asked.contains("for how long"), "{asked}");
    world.presses_first(IRYNA, screen, "Until Monday").await;
    let page = world.telegram.message(IRYNA, screen).unwrap();
    assert!(page.text.contains("is away until"), "{}", page.text);
    let told = world.last_bot_message(OLENA).text;
    assert!(told.contains("Мельник") && told.contains("you are away until"), "{told}");
    presses_newest(&world, OLENA, "🛎").await;
    assert!(
        world.last_bot_message(OLENA).labels().iter().any(|label| label.starts_with("👋")),
        "the way back"
    );
    assert!(duty(&world, TARAS).await.text.contains("On now: Бойко"));

    world.presses_first(IRYNA, screen, "👋 Коваленко").await;
    assert!(world.last_bot_message(OLENA).text.contains("you are back"));
    assert!(duty(&world, TARAS).await.text.contains("On now: Коваленко"));
}

#[tokio::test]
async fn whoever_marks_themselves_away_in_the_editor_is_not_told_of_it() {
    let world = with_rota("en").await;
    let screen = duty(&world, IRYNA).await.id;
    for label in ["✏️", "💤", "💤 Мельник", "For a week"] {
        world.presses_first(IRYNA, screen, label).await;
    }
    assert_eq!(world.last_bot_message(IRYNA).id, screen);
    assert!(duty(&world, IRYNA).await.text.contains("away until"));
}

#[tokio::test]
async fn nobody_else_notes_others_as_away() {
    let world = with_rota("en").await;
    let screen = duty(&world, IRYNA).await.id;
    world.presses_first(IRYNA, screen, "✏️").await;
    world.presses_first(IRYNA, screen, "💤").await;
    let page = world.telegram.message(IRYNA, screen).unwrap();
    let button = page.buttons.iter().flatten().find(|button| button.label.contains("Бойко")).unwrap();
    let Press::Data(data) = &button.press else { panic!("{button:?}") };
    let own = duty(&world, OLENA).await.id;
    for data in [data.clone(), data.replacen(":v:", ":vf:", 1) + ":m", data.replacen(":v:", ":vb:", 1)] {
        let said = world.presses_data(OLENA, OLENA, own, &data).await;
        assert!(said.contains("Only the head"), "{said}");
    }
    assert!(!duty(&world, TARAS).await.text.contains("away until"));
}
