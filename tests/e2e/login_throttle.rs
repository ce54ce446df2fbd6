//! Guessing passwords is slow, tells nothing, and survives a restart; an account belongs to one Telegram user.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

/// Tries a password; says what the bot answered first.
async fn tries(world: &World, who: i64, login: &str, password: &str) -> String {
    let said = world.sends_text(who, &format!("/login {login} {password}")).await;
    let mut answers = world.visible_bot_messages(who).into_iter().filter(|message| message.id > said);
    answers.next().unwrap().text
}

fn asked(world: &World) -> usize {
    world.zenlix.calls().iter().filter(|call| call.mode == "auth").count()
}

#[tokio::test]
async fn after_five_wrong_ones_a_person_waits_and_the_helpdesk_is_left_alone() {
    let world = World::new().await;
    for number in 0..5 {
        assert!(tries(&world, STRANGER, &format!("login{number}"), "guess").await.contains("doesn't accept"));
        world.advance_time(SignedDuration::from_secs(30));
    }
    let answer = tries(&world, STRANGER, "olena", "olena").await;
    // The first of the five was 2.5 minutes ago.
    assert!(answer.contains("Too many tries") && answer.contains("13 min"), "{answer}");
    assert_eq!(asked(&world), 5, "the helpdesk was not asked");
    assert!(!world.is_signed_in(STRANGER));
    // What follows is still taken for a password.
    let message = world.sends_text(STRANGER, "a secret").await;
    assert!(world.telegram.message(STRANGER, message).unwrap().deleted);
    assert_eq!(world.file_containing("a secret"), None);
    // Somebody else is not held up.
    world.sign_in(OLENA).await;
    // To be told to wait is no try: the first place is free when the time is over.
    world.advance_time(SignedDuration::from_mins(13));
    world.sends_text(STRANGER, "olena").await;
    assert!(world.is_signed_in(STRANGER));
}

#[tokio::test]
async fn a_login_is_guarded_however_it_is_spelt_and_its_owner_gets_in() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/logout").await;
    for (who, login) in
        [(TARAS, "olena"), (IRYNA, "Olena"), (BOSS, "OLÉNA"), (ROMAN, "ole\u{301}na"), (TARAS, "oLena")]
    {
        assert!(tries(&world, who, login, "guess").await.contains("doesn't accept"));
    }
    assert!(tries(&world, TARAS, "oléna", "olena").await.contains("Too many tries"));
    assert!(tries(&world, TARAS, "olena", "olena").await.contains("Too many tries"));
    assert!(tries(&world, OLENA, "olena", "olena").await.contains("Welcome"), "strangers keep her not out");
    assert!(tries(&world, STRANGER, "olena", "guess").await.contains("doesn't accept"), "nor one who is new");
    assert!(tries(&world, STRANGER, "olena", "olena").await.contains("Too many tries"), "but once");
    assert!(tries(&world, TARAS, "taras", "taras").await.contains("Welcome"), "another login is free");
    world.advance_time(SignedDuration::from_mins(15));
    assert!(tries(&world, STRANGER, "olena", "olena").await.contains("Welcome"));
}

#[tokio::test]
async fn strangers_together_hold_up_each_other_and_nobody_who_has_signed_in_before() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/logout").await;
    for number in 0..100 {
        let who = 1000 + number / 5;
        world.telegram.person(who, "Guest", None, "en");
        assert!(tries(&world, who, &format!("login{number}"), "guess").await.contains("doesn't accept"));
    }
    assert!(tries(&world, STRANGER, "roman", "guess").await.contains("doesn't accept"), "a first try");
    let answer = tries(&world, STRANGER, "roman", "guess").await;
    assert!(answer.contains("Too many tries") && answer.contains("min"), "{answer}");
    assert_eq!(asked(&world), 102, "hers, theirs and his first");
    assert!(tries(&world, OLENA, "olena", "wrong").await.contains("doesn't accept"));
    assert!(tries(&world, OLENA, "olena", "olena").await.contains("Welcome"));
}

#[tokio::test]
async fn whoever_goes_on_trying_fills_no_trail() {
    let world = World::new().await;
    let login = "x".repeat(3900);
    for _ in 0..20 {
        tries(&world, STRANGER, &login, "guess").await;
    }
    let wanted = deskgram::store::AuditQuery::default();
    let trail = world.app.bot.ctx.store.read(move |db| db.audit_entries(&wanted, 0, 99)).await.unwrap();
    assert_eq!(trail.len(), 6, "five tries, and once that he has to wait");
    let short = |login: &String| login.len() == 17 && login.starts_with('#');
    assert!(trail.iter().all(|entry| entry.login.as_ref().is_some_and(short)), "{trail:#?}");
    let wanted = deskgram::store::AuditQuery { login: Some(login), ..Default::default() };
    let found = world.app.bot.ctx.store.read(move |db| db.audit_entries(&wanted, 0, 99)).await.unwrap();
    assert_eq!(found.len(), 6, "who knows what was typed finds it");
}

#[tokio::test]
async fn a_restart_forgets_no_try() {
    let mut world = World::new().await;
    for _ in 0..5 {
        tries(&world, STRANGER, "olena", "guess").await;
    }
    world.restart_process().await;
    assert!(tries(&world, STRANGER, "olena", "olena").await.contains("Too many tries"));
}

#[tokio::test]
async fn what_the_helpdesk_did_not_judge_is_no_try_and_neither_is_a_success() {
    let world = World::new().await;
    let kind = FaultKind::Status(502, "<html>Bad gateway</html>".into());
    world.zenlix.fault(Fault { on: Match::mode("auth"), kind, times: Some(7) });
    for _ in 0..7 {
        assert!(tries(&world, OLENA, "olena", "olena").await.contains("isn't answering"));
    }
    for _ in 0..7 {
        assert!(tries(&world, OLENA, "olena", "olena").await.contains("Welcome"));
    }
    // A success in between wipes nothing away.
    for password in ["1", "2", "3", "4", "olena", "5"] {
        assert!(!tries(&world, OLENA, "olena", password).await.contains("Too many"), "{password}");
    }
    assert!(tries(&world, OLENA, "olena", "olena").await.contains("Too many"));
}

#[tokio::test]
async fn the_answer_tells_no_unknown_login_from_a_wrong_password_or_a_closed_account() {
    let world = World::new().await;
    world.zenlix.set_user_status("iryna", deskgram_sandbox::zenlix::world::AccountStatus::Inactive);
    let mut answers = Vec::new();
    for (login, password) in [("nobody", "x"), ("olena", "x"), ("iryna", "iryna"), ("iryna", "x")] {
        let answer = tries(&world, STRANGER, login, password).await;
        let question = world.last_bot_message(STRANGER).text.replace(login, "LOGIN");
        answers.push((answer, question));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[tokio::test]
async fn an_account_that_moves_to_another_telegram_user_leaves_the_first_one_signed_out_and_told() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(STRANGER, "/login OLENA olena").await;
    assert!(world.is_signed_in(STRANGER));
    assert!(!world.is_signed_in(OLENA));
    assert!(
        world.last_bot_message(OLENA).text.contains("from another Telegram"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.poll_once().await;
    let messages = world.telegram.messages(OLENA).len();
    let id = world.create_ticket();
    world.poll_once().await;
    assert_eq!(world.telegram.messages(OLENA).len(), messages, "no ticket goes to the old chat");
    world.ticket_card(STRANGER, id);
    world.restart_process().await;
    assert!(world.is_signed_in(STRANGER) && !world.is_signed_in(OLENA));
}

#[tokio::test]
async fn two_who_sign_in_with_one_account_at_once_do_not_both_stay() {
    let world = World::new().await;
    for who in [OLENA, STRANGER, TARAS] {
        world.telegram.says(who, who, "/login olena olena");
    }
    world.run_until_idle().await;
    let live: Vec<_> = [OLENA, STRANGER, TARAS].into_iter().filter(|who| world.is_signed_in(*who)).collect();
    assert_eq!(live.len(), 1, "{live:?}");
    let mut world = world;
    world.restart_process().await;
    assert!(world.is_signed_in(live[0]), "memory and disk agree");
    assert_eq!(world.app.bot.ctx.sessions.all_sessions().len(), 1);
}

#[tokio::test]
async fn what_was_written_as_one_account_is_not_sent_as_another() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let kind = FaultKind::Status(503, String::new());
    world.zenlix.fault(Fault { on: Match::mode("get_ticket_comments"), kind, times: None });
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "As Olena").await;
    world.sends_text(OLENA, "/login taras taras").await;
    assert!(world.find_bot_message(OLENA, "wasn't sent").text.contains(&id.to_string()));
    world.zenlix.clear_faults();
    world.advance_time(SignedDuration::from_mins(10));
    world.run_until_idle().await;
    assert_eq!(world.zenlix.comments(id), []);
}
