//! What a card says: the news first, everything once, and no more than its place may see.

use deskgram::callback::{Callback, GroupPress, GroupStep};
use deskgram::domain::ids::{ChatId, Target};
use deskgram::domain::settings::ShowMode;
use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::SignedDuration;

use crate::support::*;

const LONG: &str = "The printer on the second floor has been on fire since this morning and nobody can get near it. \
                    It is the big one beside the kitchen; we have a bucket but no sand.";

/// Mark's ticket with this text, written down by Roman, as Olena is told of it.
async fn told(text: &str, change: impl FnOnce(NewTicket) -> NewTicket) -> (World, i64) {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let ticket =
        NewTicket { client: Some("mark".into()), ..NewTicket::to_unit(SERVICE_DESK, "Printers", text) };
    let id = world.zenlix.web_create("roman", change(ticket));
    world.poll_once().await;
    (world, id)
}

fn lines(card: &Message) -> Vec<String> {
    card.text.lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_lock_screen_says_who_and_what() {
    let (world, id) = told("Toner", |ticket| ticket).await;
    let [card, hash] =
        [world.ticket_card(OLENA, id).html.replace('\u{a0}', " "), world.zenlix.ticket(id).unwrap().row.hash];
    let expected = format!(
        "🟡 <b>#{id} Mark Petersen:</b> Toner\n\
         Printers\n\
         📞 <code>408</code> · room 408\n\
         Reported by: Романюк Р.Б.\n\
         Created: <tg-time unix=\"1795514400\" format=\"dt\">12:00</tg-time> · <a href=\"https://help.example/ticket?{hash}\">Open in the helpdesk</a>"
    );
    assert_eq!(card, expected);
}

#[tokio::test]
async fn a_long_text_follows_as_a_whole_and_a_short_one_is_not_repeated() {
    let (world, id) = told(LONG, |ticket| ticket).await;
    let card = world.ticket_card(OLENA, id);
    let head = &lines(&card)[0];
    assert_eq!(
        head,
        &format!("🟡 #{id} Mark Petersen: The printer on the second floor has been on fire since this…")
    );
    assert!(card.html.contains(&format!("\nPrinters\n<blockquote>{LONG}</blockquote>\n📞")), "{}", card.html);
    let (world, id) = told("Toner", |ticket| ticket).await;
    let card = world.ticket_card(OLENA, id);
    assert_eq!(card.text.matches("Toner").count(), 1);
    assert!(!card.html.contains("blockquote") && !card.text.contains("\n\n"));
}

#[tokio::test]
async fn time_left_and_whose_it_is_stand_in_the_second_line() {
    let in_five_hours = |ticket: NewTicket| NewTicket {
        deadline: Some("2026-11-24T15:00:00Z".parse().unwrap()),
        ..ticket.for_people(&["olena", "taras"])
    };
    let (world, id) = told("Toner", in_five_hours).await;
    let card = world.ticket_card(OLENA, id);
    assert_eq!(lines(&card)[1], "Printers · ⏰ 4 h 54 min left");
    assert!(card.text.contains("Reported by: Романюк Р.Б. · Assigned to: you, Бойко Т.А."), "{}", card.text);
    world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert_eq!(lines(&world.ticket_card(OLENA, id))[1], "Printers · ⏰ 4 h 54 min left · taken by you");
    world.advance_time(SignedDuration::from_hours(6));
    world.poll_once().await;
    world.presses_data(OLENA, OLENA, card.id, &format!("1:u:{id}")).await;
    assert_eq!(lines(&world.ticket_card(OLENA, id))[1], "⏰ overdue by 1 h 12 min · Printers · taken by you");
}

#[tokio::test]
async fn urgency_is_not_told_by_colour_alone() {
    let (world, id) = told("Toner", |ticket| NewTicket { priority: Priority::High, ..ticket }).await;
    assert!(world.ticket_card(OLENA, id).text.starts_with(&format!("🔴❗ #{id} ")));
}

#[tokio::test]
async fn a_unit_is_named_where_it_could_be_another() {
    let (world, id) = told("Toner", |ticket| ticket).await;
    world.sign_in(TARAS).await;
    world.sends_text(TARAS, &format!("/ticket {id}")).await;
    assert_eq!(lines(&world.ticket_card(OLENA, id))[1], "Printers", "it is the only one she has");
    assert_eq!(lines(&world.ticket_card(TARAS, id))[1], "Printers · Сервіс-деск", "he works in two");
}

#[tokio::test]
async fn a_group_is_shown_what_it_may_see() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    world.sign_in(OLENA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(SERVICE_DESK, "Printers", "Toner"));
    world.poll_once().await;
    let panel = world.find_bot_message(group, "New tickets from").id;
    for (show, head) in [
        (ShowMode::Subject, format!("🟡 #{id} Printers")),
        (ShowMode::Text, format!("🟡 #{id} Toner")),
        (ShowMode::Client, format!("🟡 #{id} Романюк Р.Б.: Toner")),
    ] {
        let target = Target::whole_chat(ChatId(group));
        let press = Callback::Group(GroupPress { target, step: GroupStep::Show(show) });
        world.presses_data(OLENA, group, panel, &press.encode()).await;
        let card = world.ticket_card(group, id);
        world.presses_data(OLENA, group, card.id, &format!("1:u:{id}")).await;
        let card = world.ticket_card(group, id);
        assert_eq!(lines(&card)[0], head);
        assert_eq!(card.text.contains('📞'), show == ShowMode::Client, "{}", card.text);
    }
}

#[tokio::test]
async fn a_ticket_with_a_twin_says_why_nothing_can_be_pressed() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA]).await;
    world.sign_in(OLENA).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let (first, second) = (world.create_ticket(), world.create_ticket());
    world.poll_once().await;
    for chat in [OLENA, group] {
        for (id, other) in [(first, second), (second, first)] {
            let card = world.ticket_card(chat, id);
            let said = format!(
                "⚠️ Created in the same second as #{other}: it can only be handled on the site. Open in the helpdesk"
            );
            assert_eq!(lines(&card).last().unwrap(), &said);
            assert!(!card.labels().contains(&"✋ Take"), "{:?}", card.labels());
        }
    }
}

#[tokio::test]
async fn a_client_is_not_told_who_they_are() {
    let world = World::new().await;
    world.sign_in(ROMAN).await;
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(SERVICE_DESK, "Printers", "Toner"));
    world.poll_once().await;
    world.sends_text(ROMAN, &format!("/ticket {id}")).await;
    let card = world.ticket_card(ROMAN, id);
    assert_eq!(lines(&card)[..2], [format!("🟡 #{id} Toner"), "Printers · Сервіс-деск · free".into()]);
    assert!(!card.text.contains('📞'), "{}", card.text);
}

#[tokio::test]
async fn an_older_server_gets_the_words_of_a_time_alone() {
    let world = World::new().await;
    world.telegram.lack_tag("tg-time");
    world.sign_in(OLENA).await;
    let first = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, first);
    assert!(card.text.contains("Created: 12:00") && !card.html.contains("tg-time"), "{}", card.html);
    let refused =
        |world: &World| world.telegram.calls().iter().filter(|call| call.status == Some(400)).count();
    let before = refused(&world);
    world.advance_time(SignedDuration::from_secs(2));
    let second = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, second);
    assert!(card.text.contains("Created: 12:") && !card.html.contains("tg-time"), "{}", card.html);
    assert_eq!(refused(&world), before, "it is asked once");
}
