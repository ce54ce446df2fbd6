//! The card and its buttons: what each does, who may, who was first, and what is said when the helpdesk fails in the
//! middle of it.

use deskgram::helpdesk::{ApiKey, HelpdeskClient, HelpdeskSettings};
use deskgram_sandbox::zenlix::world::Answers;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket, WebAction};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

use crate::support::*;

const TAKE: &str = "✋ Take";
const DONE: &str = "✅ Done";
const RELEASE: &str = "Release";
const REOPEN: &str = "🔓 Open again";

/// Olena is signed in and has the card of a free ticket.
async fn told() -> (World, i64, i32) {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    (world, id, card)
}

/// What kind of trouble a call of this mode has, once.
fn trouble(world: &World, mode: &str, kind: FaultKind) {
    world.zenlix.fault(Fault { on: Match::mode(mode), kind, times: Some(1) });
}

#[tokio::test]
async fn take_release_done_and_reopen_do_what_they_say() {
    let (world, id, card) = told().await;
    let steps = [
        (TAKE, "is yours", "taken by you", Some("olena"), None),
        (RELEASE, "is free again", "Printers", None, None),
        (TAKE, "is yours", "taken by you", Some("olena"), None),
        (DONE, "is done", "done by you", Some("olena"), Some("olena")),
        (REOPEN, "is open again", "taken by you", Some("olena"), Some("olena")),
        (DONE, "is done", "done by you", Some("olena"), Some("olena")),
    ];
    for (label, toast, state, holder, finisher) in steps {
        let said = world.presses(OLENA, OLENA, card, label).await;
        assert!(said.contains(toast), "{label}: {said}");
        let shown = world.ticket_card(OLENA, id);
        assert_eq!(shown.id, card, "the card is edited in place");
        assert!(shown.text.lines().nth(1).unwrap().ends_with(state), "{label}: {}", shown.text);
        let ticket = world.zenlix.ticket(id).unwrap();
        assert_eq!(ticket.locked_by.as_deref(), holder, "{label}");
        assert_eq!(ticket.ok_by.as_deref(), finisher, "{label}");
        world.advance_time(SignedDuration::from_secs(20));
        world.run_until_idle().await;
    }
}

#[tokio::test]
async fn only_what_is_allowed_now_stands_on_the_card() {
    let (world, id, card) = told().await;
    let actions = |world: &World, who| -> Vec<String> {
        let all = world.ticket_card(who, id);
        let actions = [TAKE, DONE, RELEASE, REOPEN];
        actions.into_iter().filter(|label| all.labels().contains(label)).map(str::to_owned).collect()
    };
    assert_eq!(actions(&world, OLENA), [TAKE, DONE]);
    world.sign_in(TARAS).await;
    world.sign_in(IRYNA).await;
    for who in [TARAS, IRYNA] {
        world.sends_text(who, &format!("/ticket {id}")).await;
    }
    world.presses(OLENA, OLENA, card, TAKE).await;
    world.poll_once().await;
    assert_eq!(actions(&world, OLENA), [DONE, RELEASE]);
    assert_eq!(actions(&world, TARAS), Vec::<String>::new(), "it is somebody else's");
    assert_eq!(actions(&world, IRYNA), [RELEASE], "a head can take it away");
    world.presses(OLENA, OLENA, card, DONE).await;
    world.poll_once().await;
    assert_eq!(actions(&world, OLENA), [REOPEN]);
    assert_eq!(actions(&world, TARAS), Vec::<String>::new());
    assert_eq!(actions(&world, IRYNA), [REOPEN]);
    world.advance_time(SignedDuration::from_hours(24 * 4));
    world.zenlix.archive_job();
    world.poll_once().await;
    assert_eq!(actions(&world, OLENA), Vec::<String>::new());
}

#[tokio::test]
async fn done_on_a_free_ticket_takes_it_first() {
    let (world, id, card) = told().await;
    assert_eq!(world.presses(OLENA, OLENA, card, DONE).await, format!("#{id} is done"));
    let ticket = world.zenlix.ticket(id).unwrap();
    assert_eq!((ticket.locked_by.as_deref(), ticket.ok_by.as_deref()), (Some("olena"), Some("olena")));
}

#[tokio::test]
async fn what_is_so_already_is_said_and_nothing_is_sent() {
    let (world, id, card) = told().await;
    world.zenlix.web_act("olena", id, WebAction::Lock);
    world.zenlix.take_calls();
    let toast = world.presses(OLENA, OLENA, card, TAKE).await;
    assert!(toast.contains("nothing to change"), "{toast}");
    assert!(world.zenlix.calls().iter().all(|call| call.mode != "ticket_lock"));
    assert!(world.ticket_card(OLENA, id).text.contains("taken by you"), "and the card is true again");
}

#[tokio::test]
async fn the_loser_of_a_race_is_told_who_was_first() {
    let (world, id, card) = told().await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    let toast = world.presses(OLENA, OLENA, card, TAKE).await;
    assert!(toast.contains("Бойко Т.А."), "{toast}");
    assert!(world.ticket_card(OLENA, id).text.contains("taken by Бойко Т.А."));
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("taras"));

    world.zenlix.web_act("taras", id, WebAction::Finish);
    let toast = world.presses_data(OLENA, OLENA, card, &format!("1:f:{id}")).await;
    assert!(toast.contains("Бойко Т.А."), "{toast}");
    assert!(world.ticket_card(OLENA, id).text.contains("done by Бойко Т.А."));
}

#[tokio::test]
async fn of_two_who_press_at_once_one_wins_and_the_other_is_told() {
    let (world, id, card) = told().await;
    world.sign_in(TARAS).await;
    world.sends_text(TARAS, &format!("/ticket {id}")).await;
    let his = world.ticket_card(TARAS, id).id;
    let first = world.telegram.presses(OLENA, OLENA, card, TAKE);
    let second = world.telegram.presses(TARAS, TARAS, his, TAKE);
    world.run_until_idle().await;
    let toasts = [first, second].map(|query| world.telegram.toast(&query).unwrap().text);
    let won = toasts.iter().filter(|toast| toast.contains("is yours")).count();
    assert_eq!(won, 1, "{toasts:?}");
    let holder = world.zenlix.ticket(id).unwrap().locked_by.unwrap();
    let winner = if toasts[0].contains("is yours") { "olena" } else { "taras" };
    assert_eq!(holder, winner);
    let (winner, loser) = if winner == "olena" { (OLENA, TARAS) } else { (TARAS, OLENA) };
    assert!(world.ticket_card(winner, id).text.contains("taken by you"));
    assert!(!world.ticket_card(loser, id).text.contains("taken by you"));
    assert!(world.ticket_card(loser, id).text.contains("taken by"));
}

/// Somebody who speaks to the helpdesk's API by themselves.
async fn takes_by_api(world: &World, login: &str, id: i64) -> bool {
    let person = world.zenlix.person(login).unwrap();
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    let client =
        HelpdeskClient::new(HelpdeskSettings::new(world.zenlix.url().parse().unwrap(), zone)).unwrap();
    let hash = deskgram::domain::ids::TicketHash(world.zenlix.ticket(id).unwrap().row.hash);
    let answer = client.lock_ticket(&ApiKey::new(person.key.unwrap()), &hash).await.unwrap();
    answer.verdict == deskgram::helpdesk::ActionReply::Accepted
}

#[tokio::test]
async fn when_the_helpdesk_says_yes_to_both_the_read_back_decides() {
    let (world, id, card) = told().await;
    // Both have been judged as allowed before either has written.
    for login in ["olena", "taras"] {
        let on = Match::mode("ticket_lock").by(login);
        world.zenlix.fault(Fault { on, kind: FaultKind::HoldBeforeWriting, times: Some(1) });
    }
    let query = world.telegram.presses(OLENA, OLENA, card, TAKE);
    let race = async {
        world.zenlix.until_held(1).await;
        // Her read-back is to come after his writing.
        let on = Match::mode("ticket_view").by("olena");
        world.zenlix.fault(Fault { on, kind: FaultKind::Hold, times: Some(1) });
        let his = takes_by_api(&world, "taras", id);
        let order = async {
            world.zenlix.until_held(2).await;
            world.zenlix.release_one();
            // His call and her read-back.
            world.zenlix.until_held(2).await;
            world.zenlix.release_one();
        };
        let (accepted, ()) = tokio::join!(his, order);
        world.zenlix.release();
        accepted
    };
    let ((), accepted) = tokio::join!(world.run_until_idle(), race);
    assert!(accepted, "the helpdesk told him that it is his");
    world.run_until_idle().await;
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("taras"));
    let toast = world.telegram.toast(&query).unwrap().text;
    assert!(toast.contains("Бойко Т.А."), "she is told that it is not hers: {toast}");
    assert!(world.ticket_card(OLENA, id).text.contains("taken by Бойко Т.А."));
}

#[tokio::test]
async fn a_look_that_comes_back_late_undoes_nothing_that_was_seen_since() {
    let (world, id, card) = told().await;
    world.sign_in(TARAS).await;
    world.sends_text(TARAS, &format!("/ticket {id}")).await;
    let his = world.ticket_card(TARAS, id).id;
    // He is shown how it stands, and the answer takes its time.
    let on = Match::mode("ticket_view").by("taras");
    world.zenlix.fault(Fault { on, kind: FaultKind::HoldAnswer, times: Some(1) });
    world.telegram.presses_data(TARAS, TARAS, his, &format!("1:u:{id}"));
    let meanwhile = async {
        world.zenlix.until_held(1).await;
        world.advance_time(SignedDuration::from_secs(1));
        let query = world.telegram.presses(OLENA, OLENA, card, TAKE);
        world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
        let toast = world.telegram.until(|telegram| telegram.toast(&query)).await;
        assert!(toast.text.contains("is yours"), "{}", toast.text);
        // What her press has led to is stored before this is.
        world.app.bot.ctx.store.write(|_| Ok(())).await.unwrap();
        world.zenlix.release();
    };
    tokio::join!(world.run_until_idle(), meanwhile);
    world.run_until_idle().await;
    assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
    assert!(world.ticket_card(TARAS, id).text.contains("taken by"), "{}", world.ticket_card(TARAS, id).text);
    assert!(!world.last_bot_message(OLENA).text.contains("free again"), "nobody has given it back");
}

#[tokio::test]
async fn a_list_that_takes_its_time_undoes_nothing_that_was_done_since() {
    let (world, id, card) = told().await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.advance_time(SignedDuration::from_mins(6));
    trouble(&world, "ticket_list", FaultKind::HoldAnswer);
    let meanwhile = async {
        world.zenlix.until_held(1).await;
        // The list says that it is his.
        world.advance_time(SignedDuration::from_secs(1));
        world.zenlix.web_act("taras", id, WebAction::Unlock);
        let query = world.telegram.presses(OLENA, OLENA, card, TAKE);
        world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
        world.telegram.until(|telegram| telegram.toast(&query)).await;
        world.app.bot.ctx.store.write(|_| Ok(())).await.unwrap();
        world.zenlix.release();
    };
    let (watched, ()) = tokio::join!(world.app.poll_lists(), meanwhile);
    watched.unwrap();
    world.run_until_idle().await;
    assert!(
        world.ticket_card(OLENA, id).text.contains("taken by you"),
        "{}",
        world.ticket_card(OLENA, id).text
    );
    assert!(!world.all_bot_texts(OLENA).contains("Бойко Т.А."), "{}", world.all_bot_texts(OLENA));
}

#[tokio::test]
async fn a_lost_answer_to_what_was_done_counts_as_done() {
    for kind in [
        FaultKind::AppliedThenReset,
        FaultKind::Garbage,
        FaultKind::CutJson,
        FaultKind::EmptyBody,
        FaultKind::WrongContentType,
        FaultKind::PhpNotices,
    ] {
        let (world, id, card) = told().await;
        trouble(&world, "ticket_lock", kind.clone());
        let toast = world.presses(OLENA, OLENA, card, TAKE).await;
        assert!(toast.contains("is yours"), "{kind:?}: {toast}");
        assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
        let locks = world.zenlix.calls().into_iter().filter(|call| call.mode == "ticket_lock").count();
        assert_eq!(locks, 1, "{kind:?}: nothing is repeated blindly");
    }
}

#[tokio::test]
async fn a_lost_answer_to_what_was_not_done_is_not_called_done() {
    for kind in [
        FaultKind::ResetBefore,
        FaultKind::Status(500, String::new()),
        FaultKind::Status(504, "<html>Gateway time-out</html>".into()),
    ] {
        let (world, id, card) = told().await;
        trouble(&world, "ticket_lock", kind.clone());
        let toast = world.presses(OLENA, OLENA, card, TAKE).await;
        assert!(toast.contains("answer got lost"), "{kind:?}: {toast}");
        assert!(world.ticket_card(OLENA, id).labels().contains(&TAKE), "the card shows how it stands");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
        let toast = world.presses(OLENA, OLENA, card, TAKE).await;
        assert!(toast.contains("is yours"), "the next press works: {toast}");
    }
}

#[tokio::test]
async fn a_helpdesk_in_trouble_is_told_at_once_and_changes_nothing() {
    for kind in [
        FaultKind::ResetBefore,
        FaultKind::EmptyBody,
        FaultKind::Garbage,
        FaultKind::CutJson,
        FaultKind::Status(500, String::new()),
        FaultKind::Status(503, "<html>Down for maintenance</html>".into()),
    ] {
        let (world, id, card) = told().await;
        for label in [TAKE, DONE, "🔄 Refresh", COMMENTS] {
            trouble(&world, "ticket_view", kind.clone());
            let toast = world.presses(OLENA, OLENA, card, label).await;
            assert!(toast.contains("isn't answering"), "{kind:?}, {label}: {toast}");
        }
        let ticket = world.zenlix.ticket(id).unwrap();
        assert_eq!((ticket.locked_by, ticket.ok_by), (None, None), "{kind:?}");
        assert!(world.ticket_card(OLENA, id).labels().contains(&TAKE));
    }
    let (world, _, card) = told().await;
    world.zenlix.stop().await;
    let toast = world.presses(OLENA, OLENA, card, TAKE).await;
    assert!(toast.contains("isn't answering"), "{toast}");
}

#[tokio::test]
async fn taken_and_then_stuck_is_not_called_unchanged() {
    let (world, id, card) = told().await;
    // Turned away before it reached the helpdesk.
    trouble(&world, "ticket_ok", FaultKind::Status(403, "<html>Forbidden</html>".into()));
    let toast = world.presses(OLENA, OLENA, card, DONE).await;
    assert!(toast.contains("is yours, but not done yet"), "{toast}");
    assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
    let toast = world.presses(OLENA, OLENA, card, DONE).await;
    assert!(toast.contains("is done"), "{toast}");
}

#[tokio::test]
async fn a_slow_helpdesk_stops_the_spinner_at_once_and_the_card_follows() {
    let (world, id, card) = told().await;
    trouble(&world, "ticket_lock", FaultKind::Hold);
    let query = world.telegram.presses(OLENA, OLENA, card, TAKE);
    let watching = async {
        let toast = world.telegram.until(|telegram| telegram.toast(&query)).await;
        assert!(toast.text.contains("is slow"), "{}", toast.text);
        assert!(world.ticket_card(OLENA, id).labels().contains(&TAKE), "nothing is promised");
        world.zenlix.release();
    };
    tokio::join!(world.run_until_idle(), watching);
    world.run_until_idle().await;
    assert!(world.ticket_card(OLENA, id).text.contains("taken by you"));
}

#[tokio::test]
async fn bad_news_after_a_slow_answer_come_as_a_message() {
    let (world, id, card) = told().await;
    trouble(&world, "ticket_view", FaultKind::Hold);
    let query = world.telegram.presses(OLENA, OLENA, card, TAKE);
    let watching = async {
        world.telegram.until(|telegram| telegram.toast(&query)).await;
        world.zenlix.web_act("taras", id, WebAction::Lock);
        world.zenlix.release();
    };
    tokio::join!(world.run_until_idle(), watching);
    world.run_until_idle().await;
    let said = world.find_bot_message(OLENA, "is already taken by");
    assert_eq!(said.reply_to, Some(card), "it answers the card that was pressed");
    assert!(said.text.contains("Бойко Т.А."));
}

#[tokio::test]
async fn two_tickets_of_one_second_are_never_acted_on() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (first, second) = (world.create_ticket(), world.create_ticket());
    world.poll_once().await;
    for id in [first, second] {
        let card = world.ticket_card(OLENA, id);
        assert_eq!(card.labels(), ["💬 0", MORE], "nothing can be done with it");
        for verb in ["t", "f", "r", "o"] {
            let toast = world.presses_data(OLENA, OLENA, card.id, &format!("1:{verb}:{id}")).await;
            assert!(toast.contains("can't tell them apart"), "{verb}: {toast}");
        }
        let ticket = world.zenlix.ticket(id).unwrap();
        assert_eq!((ticket.locked_by, ticket.ok_by), (None, None));
    }
}

#[tokio::test]
async fn a_ticket_that_was_deleted_is_told_so() {
    for label in [TAKE, "🔄 Refresh", COMMENTS] {
        let (world, id, card) = told().await;
        world.zenlix.delete_ticket(id);
        let toast = world.presses(OLENA, OLENA, card, label).await;
        assert!(toast.contains("no longer has ticket"), "{label}: {toast}");
    }
}

#[tokio::test]
async fn an_assignee_from_another_unit_is_told_what_the_helpdesk_decides() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id =
        world.zenlix.web_create("roman", NewTicket::to_unit(3, "BAS", "For Olena").for_people(&["olena"]));
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    assert!(!card.labels().contains(&TAKE), "{:?}", card.labels());
    let toast = world.presses_data(OLENA, OLENA, card.id, &format!("1:t:{id}")).await;
    assert!(toast.contains("doesn't allow"), "{toast}");
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
}

#[tokio::test]
async fn a_server_by_the_letter_of_the_document_is_served_as_well() {
    let world = World::new().await;
    world.zenlix.set_answers(Answers::ByTheDocument);
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    for (label, toast) in
        [(TAKE, "is yours"), (DONE, "is done"), (REOPEN, "is open again"), (RELEASE, "is free")]
    {
        let said = world.presses(OLENA, OLENA, card, label).await;
        assert!(said.contains(toast), "{label}: {said}");
        world.wait_out_undo().await;
    }
    let comment = world.sends_reply(OLENA, OLENA, card, "On my way").await;
    assert_eq!(world.bot_reactions(OLENA, comment), ["👍"]);
}

#[tokio::test]
async fn every_button_of_the_card_works_in_a_group_too() {
    let world = World::new().await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(group, id).id;
    for (who, label, toast, state) in [
        (TARAS, TAKE, "is yours", "taken by Бойко Т.А."),
        (OLENA, DONE, "Бойко Т.А.", "taken by Бойко Т.А."),
        (TARAS, RELEASE, "is free", "Printers"),
        (OLENA, DONE, "is done", "done by Коваленко О.С."),
        (OLENA, REOPEN, "is open again", "taken by Коваленко О.С."),
    ] {
        let said = world.presses(who, group, card, label).await;
        assert!(said.contains(toast), "{label}: {said}");
        world.wait_out_undo().await;
        let shown = world.ticket_card(group, id);
        assert_eq!(shown.id, card);
        assert!(shown.text.lines().nth(1).unwrap().ends_with(state), "{label}: {}", shown.text);
    }
    let toast = world.presses(TARAS, group, card, COMMENTS).await;
    assert!(toast.contains("your chat with me"), "{toast}");
    assert!(
        world.last_bot_message(TARAS).text.contains("no comments"),
        "{}",
        world.last_bot_message(TARAS).text
    );
}
