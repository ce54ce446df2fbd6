//! `/stats`: how the work goes, as a picture, for whoever may see it.

use deskgram_sandbox::telegram::{Fault, Message, Spoil};
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Role;
use jiff::SignedDuration;

use crate::support::*;

/// The newest picture in a chat, as its caption tells it.
fn picture(world: &World, chat: i64) -> Message {
    let all = world.visible_bot_messages(chat);
    let found = all.into_iter().rev().find(|message| message.carries.as_deref() == Some("photo"));
    found.unwrap_or_else(|| panic!("no picture in {}", world.all_bot_texts(chat)))
}

/// Its file: how wide it is, and its bytes.
fn file(world: &World, chat: i64, message: i32) -> (u32, Vec<u8>) {
    let bytes = world.telegram.photo(chat, message).expect("a picture");
    let decoder = png::Decoder::new(std::io::Cursor::new(&bytes));
    (decoder.read_info().unwrap().info().width, bytes)
}

/// Olena takes a new ticket after five minutes and finishes it after twenty.
async fn olena_works(world: &World) {
    let ticket = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, ticket).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.advance_time(SignedDuration::from_mins(14));
    world.wait_out_undo().await;
    world.presses(OLENA, OLENA, card, "✅ Done").await;
    world.wait_out_undo().await;
}

#[tokio::test]
async fn a_technician_looks_at_their_own_work_in_the_colours_that_they_chose() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    olena_works(&world).await;
    world.sends_text(OLENA, "/stats").await;
    let shown = picture(&world, OLENA);
    assert!(shown.text.contains("Taken: 1, done: 1, open now: "), "{}", shown.text);
    assert!(shown.text.contains("Done: half within 20 min"), "{}", shown.text);
    assert!(shown.text.contains("As far as deskgram has watched, since 24 Nov"), "{}", shown.text);
    assert_eq!(shown.labels(), ["• Week", "Month", "Quarter", "🌙 Dark"]);
    let (width, light) = file(&world, OLENA, shown.id);
    assert!(width == 1080 && light.len() < 100_000);

    world.presses(OLENA, OLENA, shown.id, "🌙 Dark").await;
    world.presses(OLENA, OLENA, shown.id, "Month").await;
    let changed = picture(&world, OLENA);
    assert_eq!((changed.id, changed.labels()), (shown.id, vec!["Week", "• Month", "Quarter", "☀️ Light"]));
    assert!(changed.text.contains("26 Oct – 24 Nov"), "{}", changed.text);
    assert_ne!(file(&world, OLENA, shown.id).1, light);

    world.restart_process().await;
    world.sends_text(OLENA, "/stats").await;
    assert!(picture(&world, OLENA).labels().contains(&"☀️ Light"), "their last choice is kept");
}

#[tokio::test]
async fn a_head_looks_at_their_unit_as_long_as_they_are_its_head() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(IRYNA).await;
    olena_works(&world).await;
    world.sends_text(IRYNA, "/stats").await;
    let shown = picture(&world, IRYNA).id;
    let text = picture(&world, IRYNA).text;
    assert!(text.starts_with("Сервіс-деск, ") && text.contains(", done: 1,"), "{text}");
    world.presses(IRYNA, IRYNA, shown, "☐ Mine").await;
    assert!(picture(&world, IRYNA).text.starts_with("Мельник"), "{}", picture(&world, IRYNA).text);
    world.presses(IRYNA, IRYNA, shown, "☐ ").await;
    assert_eq!(picture(&world, IRYNA).text, text);

    let data = world.button_data(IRYNA, shown, "Month").unwrap();
    world.zenlix.set_user_role("iryna", Role::Technician);
    world.poll_once().await;
    let said = world.presses(IRYNA, IRYNA, shown, "Month").await;
    assert_eq!(said, "Only the head of a unit can see its figures");
    assert_eq!(picture(&world, IRYNA).text, text);
    // Olena never was; a button can be forged.
    world.sends_text(OLENA, "/stats").await;
    let own = picture(&world, OLENA);
    assert_eq!(world.presses_data(OLENA, OLENA, own.id, &data).await, said);
    assert_eq!(picture(&world, OLENA), own);
}

#[tokio::test]
async fn whoever_loses_the_right_before_the_picture_is_drawn_is_told() {
    let world = World::new().await;
    world.sign_in(IRYNA).await;
    let pictures = |world: &World| {
        let all = world.visible_bot_messages(IRYNA).into_iter();
        all.filter(|message| message.carries.is_some()).count()
    };
    world.telegram.says(IRYNA, IRYNA, "/stats");
    world.take_updates().await;
    world.app.dispatcher.wait_idle().await;
    world.zenlix.set_user_role("iryna", Role::Technician);
    world.poll_once().await;
    assert_eq!(world.last_bot_message(IRYNA).text, "Only the head of a unit can see its figures");
    assert_eq!(pictures(&world), 0);

    world.telegram.says(IRYNA, IRYNA, "/stats");
    world.take_updates().await;
    world.app.dispatcher.wait_idle().await;
    world.zenlix.remove_user("iryna");
    world.poll_once().await;
    let said = world.all_bot_texts(IRYNA);
    assert!(said.contains("Please sign in again"), "{said}");
    assert_eq!(pictures(&world), 0);
}

#[tokio::test]
async fn the_words_below_a_picture_say_who_is_on_duty() {
    let world = World::new().await;
    for who in [OLENA, IRYNA] {
        world.sign_in(who).await;
    }
    let group = world.create_group(&[OLENA]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    world.sends_text(OLENA, "/duty").await;
    let choice = world.last_bot_message(OLENA).id;
    world.presses_first(OLENA, choice, "Support").await;
    world.presses_first(OLENA, choice, "➕").await;
    world.presses_first(OLENA, choice, "☐ Бойко").await;
    world.sends_text_in(OLENA, group, "/stats").await;
    let shown = picture(&world, group);
    assert!(shown.text.contains("On duty now: Бойко"), "{}", shown.text);

    world.sends_text(IRYNA, "/duty").await;
    let editor = world.last_bot_message(IRYNA).id;
    world.presses_first(IRYNA, editor, "➕").await;
    world.presses_first(IRYNA, editor, "☐ Коваленко").await;
    world.sends_text(IRYNA, "/stats").await;
    let shown = picture(&world, IRYNA);
    assert!(shown.text.contains("On duty now: Коваленко"), "{}", shown.text);
    world.presses(IRYNA, IRYNA, shown.id, "☐ Mine").await;
    assert!(!picture(&world, IRYNA).text.contains("On duty"));
}

#[tokio::test]
async fn a_client_looks_at_what_they_have_written() {
    let world = World::new().await;
    world.sign_in(ROMAN).await;
    world.create_ticket();
    world.poll_once().await;
    world.sends_text(ROMAN, "/stats").await;
    let shown = picture(&world, ROMAN);
    assert!(shown.text.contains("New: "), "{}", shown.text);
    assert_eq!(shown.labels(), ["• Week", "Month", "Quarter", "🌙 Dark"]);
}

#[tokio::test]
async fn a_group_looks_at_what_its_subscription_shows() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(TARAS, group, "/stats").await;
    assert!(world.last_bot_message(group).text.contains("This group gets no tickets"));
    world.sends_text_in(OLENA, group, "/subscribe").await;
    olena_works(&world).await;
    world.sends_text_in(TARAS, group, "/stats").await;
    let shown = picture(&world, group);
    assert!(shown.text.starts_with("Support, ") && shown.text.contains(", done: 1,"), "{}", shown.text);
    world.presses(TARAS, group, shown.id, "Quarter").await;
    assert!(picture(&world, group).labels().contains(&"• Quarter"));

    // Somebody's own work is nothing for a group.
    world.presses_data(TARAS, group, shown.id, "1:st:w:l:m").await;
    assert!(picture(&world, group).text.starts_with("Support, "));
    world.sends_text_in(OLENA, group, "/unsubscribe").await;
    world.wait_out_undo().await;
    let said = world.presses(TARAS, group, shown.id, "Week").await;
    assert!(said.contains("This group gets no tickets"), "{said}");
}

#[tokio::test]
async fn a_groups_picture_knows_nothing_of_what_the_group_is_not_told() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    olena_works(&world).await;
    // The group was told of this one, whoever of the unit finishes it.
    let unit_ticket = world.create_ticket();
    world.advance_time(SignedDuration::from_secs(5));
    // Of the same unit, and for Taras by name: the helpdesk shows it to nobody else.
    let his = NewTicket::to_unit(SERVICE_DESK, "Salaries", "Only for Taras").for_people(&["taras"]);
    let his = world.zenlix.web_create("roman", his);
    world.poll_once().await;
    for ticket in [unit_ticket, his] {
        let card = world.ticket_card(TARAS, ticket).id;
        world.presses(TARAS, TARAS, card, "✋ Take").await;
        world.wait_out_undo().await;
        world.presses(TARAS, TARAS, card, "✅ Done").await;
        world.wait_out_undo().await;
    }
    world.sends_text_in(TARAS, group, "/stats").await;
    assert!(picture(&world, group).text.contains(", done: 2,"), "{}", picture(&world, group).text);
}

#[tokio::test]
async fn where_no_pictures_are_taken_their_words_are() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let refusal = "Bad Request: not enough rights to send photos to the chat";
    world.telegram.fault(Fault::once("sendPhoto", Spoil::Refuse(400, refusal.into())));
    world.sends_text(OLENA, "/stats").await;
    let said = world.last_bot_message(OLENA);
    assert!(said.carries.is_none() && said.text.contains("Taken: 0, done: 0"), "{}", said.text);
}

#[tokio::test]
async fn a_group_that_wants_it_gets_the_picture_of_its_week_on_monday_once() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    let group = world.create_group(&[OLENA]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "☀️ Digest").await;
    world.presses(OLENA, group, panel, "☐ Picture of the week").await;
    let pictures = |world: &World| {
        let all = world.visible_bot_messages(group).into_iter();
        all.filter(|message| message.carries.as_deref() == Some("photo")).count()
    };
    // From Tuesday noon to Monday at nine in the morning, in Kyiv.
    world.advance_time(SignedDuration::from_hours(5 * 24 + 18));
    world.poll_once().await;
    assert_eq!(pictures(&world), 0, "it is Monday, and early");
    world.advance_time(SignedDuration::from_hours(3));
    world.poll_once().await;
    assert_eq!(pictures(&world), 1, "{}", world.all_bot_texts(group));
    assert!(picture(&world, group).text.contains("23 Nov – 29 Nov"), "{}", picture(&world, group).text);
    world.restart_process().await;
    world.poll_once().await;
    assert_eq!(pictures(&world), 1, "once a week");
}
