//! One account that watches for everybody, and what it costs the helpdesk; outages; how often it is asked.

use deskgram_sandbox::zenlix::world::{User, md5_hex};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// How often the helpdesk was asked for a list since the last time that this was asked.
fn lists(world: &World) -> usize {
    world.zenlix.take_calls().iter().filter(|call| call.mode == "ticket_list").count()
}

async fn team() -> World {
    let world = World::with_service_account().await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    world.poll_once().await;
    lists(&world);
    world
}

#[tokio::test]
async fn one_request_serves_the_whole_team() {
    let world = team().await;
    let id = world.create_ticket();
    world.advance_time(SignedDuration::from_secs(2));
    let for_olena =
        world.zenlix.web_create("roman", NewTicket::to_unit(1, "Printers", "Hers").for_people(&["olena"]));
    world.poll_once().await;
    assert_eq!(lists(&world), 1);
    for who in [OLENA, TARAS, IRYNA] {
        assert!(world.find_ticket_card(who, id).is_some(), "{who} is told of what is for the unit");
    }
    assert!(world.find_ticket_card(OLENA, for_olena).is_some());
    assert!(world.find_ticket_card(IRYNA, for_olena).is_some(), "the head sees everything of her unit");
    assert!(world.find_ticket_card(TARAS, for_olena).is_none(), "it is not in his list");
}

#[tokio::test]
async fn what_the_helpdesk_hides_from_a_unit_stays_hidden() {
    let world = team().await;
    let id = world.create_ticket();
    // What the helpdesk stores when somebody passes a ticket on to the unit through its API.
    world.zenlix.edit(|desk| desk.ticket_mut(id).unwrap().assignees = None);
    world.poll_once().await;
    assert!(
        world.find_ticket_card(OLENA, id).is_none(),
        "passed on to nobody: her own list would not show it"
    );
    assert!(world.find_ticket_card(IRYNA, id).is_some(), "heads have it in theirs");
}

#[tokio::test]
async fn changes_reach_everybody_through_one_list() {
    let world = team().await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    assert!(
        world.ticket_card(OLENA, id).text.contains("taken by Бойко Т.А."),
        "{}",
        world.ticket_card(OLENA, id).text
    );
    world.zenlix.web_refer(id, 1, &["olena"]);
    world.poll_once().await;
    assert!(world.all_bot_texts(OLENA).contains("is now assigned to you"), "{}", world.all_bot_texts(OLENA));
    assert_eq!(lists(&world), 3);
}

#[tokio::test]
async fn a_card_of_a_watched_ticket_has_the_reader_s_own_buttons() {
    let world = team().await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    world.presses(OLENA, OLENA, card.id, "✋ Take").await;
    assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
    // Nothing is pressed in the service account's name.
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("olena"));
}

#[tokio::test]
async fn a_restart_repeats_nothing_and_misses_nothing() {
    let mut world = team().await;
    let before = world.create_ticket();
    world.poll_once().await;
    let after = world.create_ticket();
    world.restart_process().await;
    world.poll_once().await;
    world.poll_once().await;
    for (id, count) in [(before, 1), (after, 1)] {
        let number = format!("#{id} ");
        let cards =
            world.visible_bot_messages(OLENA).into_iter().filter(|message| message.text.contains(&number));
        assert_eq!(cards.count(), count, "{id}");
    }
}

#[tokio::test]
async fn when_the_watching_account_is_locked_out_everybody_s_own_list_is_read() {
    let world = team().await;
    world.zenlix.change_password("boss", "another one");
    let id = world.create_ticket();
    for _ in 0..5 {
        world.poll_once().await;
    }
    for who in [OLENA, TARAS] {
        let number = format!("#{id} ");
        let cards =
            world.visible_bot_messages(who).into_iter().filter(|message| message.text.contains(&number));
        assert_eq!(cards.count(), 1, "{who} is told once");
    }
    world.zenlix.change_password("boss", "boss");
    for _ in 0..5 {
        world.poll_once().await;
    }
    lists(&world);
    let id = world.create_ticket();
    world.poll_once().await;
    assert_eq!(lists(&world), 1, "it watches again");
    assert!(world.find_ticket_card(TARAS, id).is_some());
}

#[tokio::test]
async fn more_news_than_can_be_read_at_once_is_told_over_several_ticks_and_all_of_it() {
    let world = team().await;
    let mut ids = Vec::new();
    for _ in 0..70 {
        ids.push(world.create_ticket());
        world.advance_time(SignedDuration::from_secs(2));
    }
    world.poll_once().await;
    world.poll_once().await;
    let cards = ids.iter().filter(|id| world.find_ticket_card(OLENA, **id).is_some()).count();
    // Two polls, some minutes apart: each has its first cards and a summary.
    assert_eq!(cards, 10);
    let said = world.all_bot_texts(OLENA);
    assert!(said.contains("45 new tickets") && said.contains("15 new tickets"), "{said}");
}

#[tokio::test]
async fn an_outage_is_told_once_and_so_is_its_end() {
    let mut world = team().await;
    world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::Status(502, String::new()), times: None });
    for _ in 0..5 {
        world.poll_once().await;
    }
    world.restart_process().await;
    for _ in 0..3 {
        world.poll_once().await;
    }
    let outages = |world: &World| world.all_bot_texts(OLENA).matches("hasn't answered since").count();
    assert_eq!(outages(&world), 1, "{}", world.all_bot_texts(OLENA));
    let first = world.create_ticket();
    world.advance_time(SignedDuration::from_secs(2));
    let second = world.create_ticket();
    world.zenlix.clear_faults();
    for _ in 0..3 {
        world.poll_once().await;
    }
    let said = world.all_bot_texts(OLENA);
    assert_eq!(outages(&world), 1);
    assert_eq!(said.matches("The helpdesk is back").count(), 1, "{said}");
    let place = |words: &str| said.find(words).unwrap_or_else(|| panic!("{words} in {said}"));
    let order =
        ["hasn't answered since", "is back", &format!("#{first} "), &format!("#{second} ")].map(place);
    assert!(order.is_sorted(), "{order:?} {said}");
}

#[tokio::test]
async fn a_short_hiccup_is_told_to_nobody() {
    let world = team().await;
    world.zenlix.fault(Fault {
        on: Match::any(),
        kind: FaultKind::Status(502, String::new()),
        times: Some(1),
    });
    world.poll_once().await;
    world.poll_once().await;
    assert!(!world.all_bot_texts(OLENA).contains("answered"));
}

#[tokio::test]
async fn people_who_provably_see_the_same_share_a_request() {
    let world = World::new().await;
    world.zenlix.edit(|desk| {
        let iryna = desk.user_by_login("iryna").unwrap().clone();
        let named = |text: &str| text.replace("iryna", "second");
        let (login, password) = (named(&iryna.login), named(&iryna.password));
        let hash = md5_hex("second");
        desk.users.push(User { id: 99, login, password, hash, key: None, ..iryna });
    });
    world.telegram.person(110, "Second", None, "en");
    world.sign_in(IRYNA).await;
    world.sends_text(110, "/login second").await;
    world.sends_text(110, "second").await;
    world.poll_once().await;
    lists(&world);
    let id = world.create_ticket();
    world.poll_once().await;
    assert_eq!(lists(&world), 1, "two heads of one unit");
    assert!(world.find_ticket_card(IRYNA, id).is_some() && world.find_ticket_card(110, id).is_some());
    // Whoever reads it may go: the other one misses nothing.
    let id = world.create_ticket();
    world.sends_text(IRYNA, "/logout").await;
    world.poll_once().await;
    assert!(world.find_ticket_card(110, id).is_some());
}
