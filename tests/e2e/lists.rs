//! Pages of tickets, and one ticket by its number: what is shown, in which order, to whom, and what is said when the
//! helpdesk can't tell.

use deskgram_sandbox::zenlix::world::ApiSwitch;
use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// A helpdesk with nothing in it, and Olena signed in.
async fn empty() -> World {
    let world = World::new().await;
    world.zenlix.edit(|helpdesk| helpdesk.tickets.clear());
    world.sign_in(OLENA).await;
    world
}

fn ticket(priority: Priority, text: &str) -> NewTicket {
    NewTicket::to_unit(1, "Printers", text).with_priority(priority)
}

/// The numbers in a list, in their order.
fn numbers(list: &str) -> Vec<i64> {
    let heads = list.lines().filter_map(|line| line.split_once('#'));
    heads.filter_map(|(_, rest)| rest.split(' ').next()?.parse().ok()).collect()
}

#[tokio::test]
async fn the_urgent_come_first_then_the_new_and_the_finished_last() {
    let world = empty().await;
    let old = world.zenlix.web_create("roman", ticket(Priority::Medium, "Old"));
    let low = world.zenlix.web_create("roman", ticket(Priority::Low, "Low"));
    let high = world.zenlix.web_create("roman", ticket(Priority::High, "High"));
    let new = world.zenlix.web_create("roman", ticket(Priority::Medium, "New"));
    let done = world.zenlix.web_create("roman", ticket(Priority::High, "Done"));
    world.zenlix.web_act("taras", done, WebAction::Lock);
    world.zenlix.web_act("taras", done, WebAction::Finish);
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA);
    assert!(list.text.contains("5 incoming tickets"), "{}", list.text);
    assert_eq!(numbers(&list.text), [high, new, old, low, done]);
    assert!(list.text.contains("done by Бойко Т.А."), "{}", list.text);
}

#[tokio::test]
async fn an_empty_list_says_so() {
    let world = empty().await;
    for (command, words) in [("/in", "Nothing incoming"), ("/out", "Nothing outgoing"), ("/archive", "empty")]
    {
        world.advance_time(SignedDuration::from_mins(1));
        world.sends_text(OLENA, command).await;
        assert!(
            world.last_bot_message(OLENA).text.contains(words),
            "{command}: {}",
            world.last_bot_message(OLENA).text
        );
    }
}

#[tokio::test]
async fn pages_turn_in_place_and_never_fall_off_the_end() {
    let world = empty().await;
    let ids: Vec<_> = (0..19)
        .map(|n| world.zenlix.web_create("roman", ticket(Priority::Medium, &format!("Ticket {n}"))))
        .collect();
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).id;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text)[0], ids[18]);
    world.presses(OLENA, OLENA, list, "›").await;
    world.presses(OLENA, OLENA, list, "›").await;
    let last = world.telegram.seen(OLENA, list);
    assert!(last.labels().contains(&"3 of 3"), "{:?}", last.labels());
    assert_eq!(numbers(&last.text), [ids[2], ids[1], ids[0]]);
    assert_eq!(world.last_bot_message(OLENA).id, list, "no message was added");

    // The page has ceased to exist meanwhile.
    world.zenlix.edit(|helpdesk| helpdesk.tickets.truncate(1));
    world.poll_once().await;
    world.presses(OLENA, OLENA, list, "🔄").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text), [ids[0]]);
}

#[tokio::test]
async fn a_page_can_be_chosen_and_the_last_leads_to_the_first() {
    let world = empty().await;
    let ids: Vec<_> = (0..19)
        .map(|n| world.zenlix.web_create("roman", ticket(Priority::Medium, &format!("Ticket {n}"))))
        .collect();
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).id;
    let row = |message: &deskgram_sandbox::telegram::Message| message.buttons.last().unwrap().len();
    let width = row(&world.telegram.seen(OLENA, list));
    world.presses(OLENA, OLENA, list, "1 of 3").await;
    world.presses(OLENA, OLENA, list, "3").await;
    let last = world.telegram.seen(OLENA, list);
    assert_eq!(numbers(&last.text), [ids[2], ids[1], ids[0]]);
    assert_eq!(row(&last), width, "nothing moves under a thumb");
    world.presses(OLENA, OLENA, list, "›").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text)[0], ids[18]);
}

#[tokio::test]
async fn eight_tickets_and_their_buttons_fit_on_a_phone() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.zenlix.edit(|helpdesk| helpdesk.tickets.clear());
        world.sign_in(OLENA).await;
        let text = "Компьютер на проходной не загружается, охрана записывает посетителей в тетрадь";
        for n in 0..9 {
            world.zenlix.web_create("roman", ticket([Priority::Low, Priority::High][n % 2], text));
        }
        world.advance_time(SignedDuration::from_mins(1));
        world.sends_text(OLENA, "/in").await;
        let list = world.last_bot_message(OLENA);
        assert_eq!(list.text.lines().count(), 1 + 2 * 8, "{}", list.text);
        let longest = list.text.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= 42, "{longest}: {}", list.text);
        // A line of text takes 21 points at most, a row of buttons 44.
        let height = list.text.lines().count() * 21 + list.buttons.len() * 44;
        assert!(height <= 600, "{height}: {:?}", list.labels());
    }
}

#[tokio::test]
async fn how_urgent_a_ticket_is_can_be_told_without_colours() {
    let world = empty().await;
    let [low, medium, high] = [Priority::Low, Priority::Medium, Priority::High]
        .map(|priority| world.zenlix.web_create("roman", ticket(priority, "Something")));
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA);
    for (id, shape) in [(low, "↓"), (medium, ""), (high, "❗")] {
        assert!(list.labels().contains(&format!("{shape}#{id}").as_str()), "{:?}", list.labels());
    }
    assert!(list.text.contains(&format!("❗ #{high} ")) && list.text.contains(&format!("↓ #{low} ")));
}

#[tokio::test]
async fn what_is_mine_by_name_and_what_i_hold_are_told_apart_and_remembered() {
    let mut world = empty().await;
    let free = world.create_ticket();
    world.advance_time(SignedDuration::from_secs(2));
    let named = ticket(Priority::Medium, "By name").for_people(&["olena"]);
    let named = world.zenlix.web_create("roman", named);
    world.advance_time(SignedDuration::from_secs(2));
    let held = world.create_ticket();
    world.zenlix.web_act("olena", held, WebAction::Lock);
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).id;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text), [held, named, free]);
    world.presses(OLENA, OLENA, list, "For me").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text), [named]);
    world.presses(OLENA, OLENA, list, "With me").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text), [held]);
    // The next list, after a restart, shows the same.
    world.restart_process().await;
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA);
    assert_eq!(numbers(&list.text), [held]);
    // So does the button below other messages.
    world.presses_data(OLENA, OLENA, list.id, "1:l:i:0").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list.id).text), [held]);
    assert!(list.text.contains("With me: 1") && list.labels().contains(&"• With me"), "{:?}", list.labels());
}

#[tokio::test]
async fn a_list_that_is_not_fresh_says_from_when_it_is() {
    let world = empty().await;
    let id = world.create_ticket();
    world.poll_once().await;
    let hidden = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::any(), kind: hidden, times: None });
    world.advance_time(SignedDuration::from_mins(5));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).text;
    assert_eq!(numbers(&list), [id]);
    assert!(list.contains("as of 12:"), "{list}");
}

#[tokio::test]
async fn refresh_under_a_list_reads_it() {
    let world = empty().await;
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).id;
    world.advance_time(SignedDuration::from_secs(5));
    let id = world.zenlix.web_create("roman", ticket(Priority::Medium, "A second ago"));
    world.presses(OLENA, OLENA, list, "🔄 Refresh").await;
    assert_eq!(numbers(&world.telegram.seen(OLENA, list).text), [id]);

    world.advance_time(SignedDuration::from_secs(5));
    let down = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind: down, times: Some(1) });
    let toast = world.presses(OLENA, OLENA, list, "🔄 Refresh").await;
    assert!(format!("{toast}{}", world.all_bot_texts(OLENA)).contains("isn't answering"), "{toast}");
}

#[tokio::test]
async fn whatever_stands_in_a_list_can_be_opened_at_once() {
    let world = World::new().await;
    // Signed in, and the lists have not been polled yet.
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "olena").await;
    let id = world.create_ticket();
    world.sends_text(OLENA, "/in").await;
    open(&world, id).await;

    // Polled, and something has come since.
    world.app.bot.poller.poll_due().await.unwrap();
    world.advance_time(SignedDuration::from_secs(50));
    let id = world.zenlix.web_create("roman", ticket(Priority::High, "Just now"));
    world.sends_text(OLENA, "/in").await;
    open(&world, id).await;
}

/// Opens a ticket from the list that was just shown.
async fn open(world: &World, id: i64) {
    let list = world.last_bot_message(OLENA);
    let label =
        list.labels().into_iter().find(|label| label.ends_with(&format!("#{id}"))).unwrap().to_owned();
    let toast = world.presses(OLENA, OLENA, list.id, &label).await;
    assert_eq!(toast, "", "nothing needs to be said");
    let card = world.ticket_card(OLENA, id);
    assert!(card.labels().contains(&"✋ Take"));
}

#[tokio::test]
async fn the_outgoing_list_and_the_archive_are_the_helpdesks() {
    let world = empty().await;
    let mine = world.zenlix.web_create("olena", NewTicket::to_unit(2, "Network", "Mine"));
    world.advance_time(SignedDuration::from_secs(1));
    let theirs = world.zenlix.web_create("roman", ticket(Priority::Medium, "Theirs"));
    world.sends_text(OLENA, "/out").await;
    assert_eq!(numbers(&world.last_bot_message(OLENA).text), [mine]);
    world.zenlix.web_act("olena", theirs, WebAction::Lock);
    world.zenlix.web_act("olena", theirs, WebAction::Finish);
    world.advance_time(SignedDuration::from_hours(24 * 4));
    world.zenlix.archive_job();
    world.sends_text(OLENA, "/archive").await;
    assert!(world.last_bot_message(OLENA).text.contains("1 ticket in the archive"));
    open_archived(&world, theirs).await;
}

async fn open_archived(world: &World, id: i64) {
    let list = world.last_bot_message(OLENA);
    let label = list.labels()[0].to_owned();
    world.presses(OLENA, OLENA, list.id, &label).await;
    let card = world.ticket_card(OLENA, id);
    assert!(card.text.contains("archived"));
    assert_eq!(card.labels(), ["💬 0", "⚡ Reply", MORE], "nothing can be done with it but comment");
}

#[tokio::test]
async fn a_head_of_department_is_told_what_the_server_can_not_list() {
    let world = World::new().await;
    world.sign_in(IRYNA).await;
    let here = world.zenlix.web_create("iryna", NewTicket::to_unit(1, "Printers", "In my unit"));
    world.zenlix.web_create("iryna", NewTicket::to_unit(3, "BAS", "In another unit"));
    world.advance_time(SignedDuration::from_mins(1));
    world.zenlix.take_calls();
    world.sends_text(IRYNA, "/out").await;
    let list = world.last_bot_message(IRYNA).text;
    assert_eq!(numbers(&list), [here]);
    assert!(list.contains("heads"), "{list}");
    assert!(
        world.zenlix.calls().iter().all(|call| call.status != NO_DATA),
        "the call that breaks down is not made"
    );
}

const NO_DATA: deskgram_sandbox::zenlix::CallStatus = deskgram_sandbox::zenlix::CallStatus::NoData;

#[tokio::test]
async fn a_client_sees_their_own_tickets_whatever_they_ask_for() {
    let world = World::new().await;
    world.zenlix.edit(|helpdesk| helpdesk.tickets.clear());
    world.sign_in(ROMAN).await;
    let own = world.create_ticket();
    world.zenlix.web_create("mark", ticket(Priority::High, "Somebody else's"));
    for command in ["/in", "/out", "/archive"] {
        world.advance_time(SignedDuration::from_mins(1));
        world.sends_text(ROMAN, command).await;
        let list = world.last_bot_message(ROMAN).text;
        assert_eq!(numbers(&list), [own], "{command}");
        assert!(list.contains("does not show its archive"), "{list}");
        assert!(!list.contains("in the archive"), "an open ticket is not called archived: {list}");
    }
}

#[tokio::test]
async fn a_list_that_can_not_be_read_is_no_empty_list() {
    for kind in [
        FaultKind::EmptyBody,
        FaultKind::CutJson,
        FaultKind::Garbage,
        FaultKind::Status(500, String::new()),
        FaultKind::Status(502, "<html>Bad gateway</html>".into()),
        FaultKind::ResetBefore,
        FaultKind::AppliedThenReset,
    ] {
        let world = World::new().await;
        world.sign_in(OLENA).await;
        for command in ["/in", "/out", "/archive"] {
            world.advance_time(SignedDuration::from_mins(1));
            world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind: kind.clone(), times: Some(1) });
            world.sends_text(OLENA, command).await;
            let said = world.last_bot_message(OLENA).text;
            assert!(said.contains("isn't answering"), "{kind:?}, {command}: {said}");
        }
    }
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.zenlix.set_api(ApiSwitch::Off);
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    assert!(world.last_bot_message(OLENA).text.contains("isn't answering"));
}

#[tokio::test]
async fn notices_of_php_before_the_list_do_no_harm() {
    let world = empty().await;
    let id = world.create_ticket();
    world.advance_time(SignedDuration::from_mins(1));
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::PhpNotices, times: None });
    world.sends_text(OLENA, "/in").await;
    assert_eq!(numbers(&world.last_bot_message(OLENA).text), [id]);
}

#[tokio::test]
async fn markup_in_a_ticket_is_shown_as_it_was_written() {
    let world = empty().await;
    let text = "<b>bold</b> &amp; a < b [link](x) *stars* https://example.org/?a=1&b=2";
    world.zenlix.web_create("roman", ticket(Priority::Medium, text));
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).text;
    assert!(list.contains("bold & a < b [link](x)"), "{list}");
}

#[tokio::test]
async fn a_ticket_is_opened_by_its_number() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    for form in ["/ticket {}", "/ticket #{}", "/ticket № {}", "/TICKET@deskgram_demo_bot {}"] {
        let before = world.visible_bot_messages(OLENA).len();
        world.sends_text(OLENA, &form.replace("{}", &id.to_string())).await;
        let said = world.all_bot_texts(OLENA);
        assert_eq!(world.visible_bot_messages(OLENA).len(), before + 1, "{form}: {said}");
        assert_eq!(world.last_bot_message(OLENA).id, world.ticket_card(OLENA, id).id, "{form}");
    }
    for form in ["/ticket", "/ticket printer", "/ticket 1 2"] {
        world.sends_text(OLENA, form).await;
        assert!(
            world.last_bot_message(OLENA).text.contains("number"),
            "{form}: {}",
            world.last_bot_message(OLENA).text
        );
    }
}

#[tokio::test]
async fn a_ticket_that_is_not_ones_own_can_not_be_opened_by_its_number() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let theirs = world.zenlix.web_create("mark", NewTicket::to_unit(3, "BAS", "Not for Olena"));
    for id in [theirs, 99_999, -1, i64::MAX] {
        world.sends_text(OLENA, &format!("/ticket {id}")).await;
        let said = world.last_bot_message(OLENA).text;
        assert!(said.contains("isn't in any of your lists"), "{id}: {said}");
        assert!(world.find_ticket_card(OLENA, id).is_none());
    }
    assert!(!world.all_bot_texts(OLENA).contains("Not for Olena"));
}

#[tokio::test]
async fn a_list_that_fails_leaves_open_whether_the_ticket_exists() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind: FaultKind::EmptyBody, times: Some(1) });
    world.sends_text(OLENA, "/ticket 99999").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("isn't answering"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn lists_are_for_private_chats_and_for_those_who_are_signed_in() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA, STRANGER]).await;
    world.sign_in(OLENA).await;
    for command in ["/in", "/out", "/archive"] {
        world.sends_text_in(OLENA, group, command).await;
        assert!(world.last_bot_message(group).text.contains("@deskgram_demo_bot"), "{command}");
        assert_eq!(numbers(&world.last_bot_message(group).text), Vec::<i64>::new(), "{command}");
        world.sends_text(STRANGER, command).await;
        assert!(world.last_bot_message(STRANGER).text.contains("/login"), "{command}");
    }
}
