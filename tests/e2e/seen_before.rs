//! Seen before: finished tickets that resemble one, for whoever may see them, each with how it has ended.

use deskgram::domain::ids::TelegramUser;
use deskgram::store::SnapshotKind;
use deskgram_sandbox::telegram::Message;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// Roman's ticket for the service desk, finished by Olena with these words; gives its number.
fn finish_ticket(world: &World, text: &str, ending: &str) -> i64 {
    finish_in_unit(world, (SERVICE_DESK, "olena"), text, ending)
}

fn finish_in_unit(world: &World, (unit, by): (i64, &str), text: &str, ending: &str) -> i64 {
    world.advance_time(SignedDuration::from_secs(2));
    let id = world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", text));
    world.zenlix.web_act(by, id, WebAction::Lock);
    world.zenlix.web_comment(by, id, ending);
    world.zenlix.web_act(by, id, WebAction::Finish);
    world.zenlix.web_comment("roman", id, "Thank you so much!");
    id
}

/// Presses ⋯ and then "Seen before" on somebody's card of a ticket; gives what comes.
async fn asks(world: &World, who: i64, ticket: i64) -> Message {
    let card = world.ticket_card(who, ticket).id;
    world.presses(who, who, card, MORE).await;
    world.presses(who, who, card, "🔎 Seen before").await;
    let shown = world.telegram.message(who, card).unwrap();
    world.presses(who, who, card, "◀ Back").await;
    assert_eq!(world.ticket_card(who, ticket).id, card);
    shown
}

fn numbers(shown: &Message) -> Vec<i64> {
    let labels = shown.labels().into_iter();
    labels.filter_map(|label| label.trim_start_matches('№').trim_start_matches('#').parse().ok()).collect()
}

#[tokio::test]
async fn a_finished_twin_is_found_with_how_it_ended_and_opens() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let jammed = finish_ticket(&world, "The HP printer jams on the second floor", "Cleaned the rollers");
    let other = finish_ticket(&world, "Wi-Fi drops in the kitchen", "New access point");
    world.poll_once().await;
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    world.poll_once().await;
    let shown = asks(&world, OLENA, id).await;
    assert_eq!(numbers(&shown), [jammed], "{}", shown.text);
    assert!(
        shown.text.contains("Cleaned the rollers") && !shown.text.contains("Thank you"),
        "{}",
        shown.text
    );
    assert!(!shown.text.contains(&other.to_string()), "{}", shown.text);
    let open = format!("1:v:{jammed}");
    assert!(shown.labels().contains(&format!("#{jammed}").as_str()));
    world.presses_data(OLENA, OLENA, shown.id, &open).await;
    assert_eq!(world.last_bot_message(OLENA).id, world.ticket_card(OLENA, jammed).id);
}

#[tokio::test]
async fn nothing_alike_is_said_kindly() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket_with("Kettle smells of burnt plastic");
    world.poll_once().await;
    let shown = asks(&world, OLENA, id).await;
    assert!(shown.text.contains("Nothing like"), "{}", shown.text);
}

#[tokio::test]
async fn what_is_reopened_is_found_no_more() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let jammed = finish_ticket(&world, "The HP printer jams on the second floor", "Cleaned");
    world.poll_once().await;
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    world.poll_once().await;
    assert_eq!(numbers(&asks(&world, OLENA, id).await), [jammed]);
    world.zenlix.web_act("olena", jammed, WebAction::Reopen);
    world.poll_once().await;
    assert!(asks(&world, OLENA, id).await.text.contains("Nothing like"));
}

#[tokio::test]
async fn nobody_finds_what_the_helpdesk_would_not_show_them() {
    let world = World::with_service_account().await;
    let words = "The HP printer jams on the second floor";
    let ours = finish_ticket(&world, words, "Cleaned the rollers");
    let theirs = finish_in_unit(&world, (3, "mark"), words, "Secret of unit three");
    let archived = finish_in_unit(&world, (3, "mark"), words, "Another secret");
    world.zenlix.archive_ticket(archived);
    for who in [OLENA, IRYNA, ROMAN] {
        world.sign_in(who).await;
    }
    for _ in 0..5 {
        world.advance_time(SignedDuration::from_mins(1));
        world.poll_once().await;
    }
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    world.poll_once().await;
    for who in [OLENA, IRYNA] {
        let shown = asks(&world, who, id).await;
        assert_eq!(numbers(&shown), [ours], "{}", shown.text);
        let card = world.ticket_card(who, id).id;
        for hidden in [theirs, archived] {
            let answer = world.presses_data(who, who, card, &format!("1:v:{hidden}")).await;
            assert!(!answer.is_empty() && world.find_ticket_card(who, hidden).is_none(), "{answer}");
        }
    }
    // Whoever wrote them sees all of them.
    world.sends_text(ROMAN, &format!("/ticket {id}")).await;
    let shown = asks(&world, ROMAN, id).await;
    assert!([ours, theirs, archived].iter().all(|id| numbers(&shown).contains(id)), "{}", shown.text);
}

#[tokio::test]
async fn a_twin_is_found_behind_many_that_are_other_units() {
    let world = World::with_service_account().await;
    let ours = finish_ticket(&world, "The printer on the second floor is slow", "Cleaned the rollers");
    for _ in 0..60 {
        finish_in_unit(&world, (3, "mark"), "The HP printer jams on the second floor", "Not yours");
    }
    world.sign_in(OLENA).await;
    for _ in 0..5 {
        world.advance_time(SignedDuration::from_mins(1));
        world.poll_once().await;
    }
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    world.poll_once().await;
    assert_eq!(numbers(&asks(&world, OLENA, id).await), [ours]);
}

#[tokio::test]
async fn a_group_learns_nothing() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    let anything = world.telegram.messages(group).len();
    let message = world.last_bot_message(group).id;
    world.presses_data(OLENA, group, message, &format!("1:sb:{id}")).await;
    assert_eq!(world.telegram.messages(group).len(), anything, "what comes is for the presser alone");
}

#[tokio::test]
async fn a_helpdesk_that_does_not_answer_hides_no_twin() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let jammed = finish_ticket(&world, "The HP printer jams on the second floor", "Cleaned the rollers");
    world.poll_once().await;
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    world.poll_once().await;
    let kind = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::mode("get_ticket_comments"), kind, times: None });
    let shown = asks(&world, OLENA, id).await;
    assert_eq!(numbers(&shown), [jammed], "{}", shown.text);
    assert!(!shown.text.contains("Cleaned"), "{}", shown.text);
    world.zenlix.clear_faults();
    assert!(asks(&world, OLENA, id).await.text.contains("Cleaned the rollers"));
    world.zenlix.take_calls();
    assert!(asks(&world, OLENA, id).await.text.contains("Cleaned the rollers"));
    let read = world.zenlix.take_calls().iter().filter(|call| call.mode == "get_ticket_comments").count();
    assert_eq!(read, 0, "what was read a moment ago is known");
}

#[tokio::test]
async fn the_archive_is_read_once_a_day_while_nobody_waits() {
    let world = World::with_service_account().await;
    let jammed = finish_ticket(&world, "The HP printer jams on the second floor", "Cleaned the rollers");
    world.zenlix.archive_ticket(jammed);
    world.sign_in(OLENA).await;
    let last_read = async || {
        let read = |db: &mut deskgram::store::Db<'_>| {
            db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Archive)
        };
        world.app.bot.ctx.store.read(read).await.unwrap().map(|view| view.read_at)
    };
    let id = world.create_ticket_with("Printer HP is jamming, second floor again");
    for _ in 0..5 {
        world.advance_time(SignedDuration::from_mins(1));
        world.poll_once().await;
    }
    let first = last_read().await;
    assert!(
        first.is_some_and(|first| world.clock.now().duration_since(first) > SignedDuration::from_mins(2))
    );
    let shown = asks(&world, OLENA, id).await;
    assert_eq!(numbers(&shown), [jammed], "{}", shown.text);
    assert!(shown.text.contains("Cleaned the rollers"), "{}", shown.text);
    world.advance_time(SignedDuration::from_hours(23));
    world.poll_once().await;
    assert_eq!(last_read().await, first);
    world.advance_time(SignedDuration::from_hours(2));
    world.poll_once().await;
    assert!(last_read().await > first);
}

#[tokio::test]
async fn it_reads_well_in_every_language() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        world.poll_once().await;
        world.sends_text(OLENA, "/archive").await;
        let mut screens = Vec::new();
        for words in ["жує папір", "Не приходять листи від зовнішніх адрес з самого", "Годинник у нараді"]
        {
            let tickets = world.zenlix.tickets();
            let id = tickets.iter().find(|ticket| ticket.row.text.contains(words)).unwrap().row.id;
            world.sends_text(OLENA, &format!("/ticket {id}")).await;
            let card = world.ticket_card(OLENA, id).id;
            world.presses_data(OLENA, OLENA, card, &format!("1:sb:{id}")).await;
            screens.push(seen(&world.telegram.message(OLENA, card).unwrap()));
        }
        hold("seen_before", language, &screens);
    }
}
