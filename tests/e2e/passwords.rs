//! Passwords in the wrong place: in every form of message, at every wrong moment. None stays in the chat or on the disk, and
//! nothing of it is said back.

use deskgram::domain::access_policy::{AccessPolicy, SignInMethod};
use jiff::SignedDuration;

use crate::log::kept;
use crate::support::*;

/// A password that is found wherever it hides.
const PASSWORD: &str = "Tr0ub4dor&3-not-here";

async fn world() -> World {
    let world = World::in_file().await;
    world.zenlix.change_password("olena", PASSWORD);
    world
}

/// A world in which people sign in on a page alone.
async fn closed() -> World {
    let mut world = world().await;
    world.settings.access_policy =
        AccessPolicy::default().with_sign_in(SignInMethod::Page { public: "https://desk.example/".into() });
    world.restart_process().await;
    world
}

fn assert_no_trace(world: &World, chat: i64, message: i32, mark: usize) {
    assert!(
        world.telegram.message(chat, message).unwrap().deleted,
        "it stands in the chat: {}",
        world.all_bot_texts(chat)
    );
    assert_nowhere_else(world, chat, mark);
}

fn assert_nowhere_else(world: &World, chat: i64, mark: usize) {
    for part in [PASSWORD, "Tr0ub4dor"] {
        assert_eq!(world.file_containing(part), None, "on disk");
        assert!(!world.all_bot_texts(chat).contains(part), "said back: {}", world.all_bot_texts(chat));
    }
    kept().holds_none(&[PASSWORD.to_owned()], mark);
}

#[tokio::test]
async fn every_form_of_message_that_can_carry_login_is_treated_alike() {
    let words = format!("/login olena {PASSWORD}");
    type Way = fn(&World, &str) -> i32;
    let ways: [(&str, Way); 5] = [
        ("written", |world, words| world.telegram.says(OLENA, OLENA, words)),
        ("edited", |world, words| {
            let message = world.telegram.says(OLENA, OLENA, "/help");
            world.telegram.edits(OLENA, OLENA, message, words);
            message
        }),
        ("caption", |world, words| world.telegram.say(OLENA, OLENA).text(words).photo().send()),
        ("reply", |world, words| {
            let to = world.telegram.says(OLENA, OLENA, "/help");
            world.telegram.say(OLENA, OLENA).text(words).reply_to(to).send()
        }),
        ("name alone", |world, _| world.telegram.says(OLENA, OLENA, &format!("/login {PASSWORD}"))),
    ];
    for (name, way) in ways {
        for mut world in [world().await, closed().await] {
            let (mark, closed) =
                (kept().len(), world.settings.access_policy.sign_in_method().public_url().is_some());
            let message = way(&world, &words);
            world.crash_before_handling().await;
            assert_eq!(world.file_containing("Tr0ub4dor"), None, "{name}: in the journal");
            world.restart_process().await;
            world.run_until_idle().await;
            assert_no_trace(&world, OLENA, message, mark);
            // And without a kill.
            let message = way(&world, &words);
            world.run_until_idle().await;
            assert_no_trace(&world, OLENA, message, mark);
            assert_eq!(world.is_signed_in(OLENA), !closed && name != "name alone", "{name}, {closed}");
        }
    }
}

#[tokio::test]
async fn in_a_group_too_whatever_the_form() {
    let words = format!("/login olena {PASSWORD}");
    let world = world().await;
    let mark = kept().len();
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.make_bot_admin(group);
    let first = world.sends_text_in(OLENA, group, "/help").await;
    let reply = world.sends_reply(OLENA, group, world.last_bot_message(group).id, &words).await;
    world.telegram.edits(OLENA, group, first, &words);
    world.run_until_idle().await;
    for message in [first, reply] {
        assert_no_trace(&world, group, message, mark);
    }
    assert!(world.last_bot_message(group).text.contains("no place for passwords"));
    assert!(!world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_forward_of_it_is_taken_out_as_well() {
    let world = world().await;
    let mark = kept().len();
    let group = world.create_group(&[OLENA, TARAS]).await;
    let there = world.sends_text_in(OLENA, group, &format!("/login olena {PASSWORD}")).await;
    let message = world.telegram.forwards(OLENA, group, there, OLENA);
    world.run_until_idle().await;
    assert_no_trace(&world, OLENA, message, mark);
}

#[tokio::test]
async fn where_the_chat_is_closed_a_password_after_login_goes_too() {
    let mut world = closed().await;
    let mark = kept().len();
    for text in ["/login", "/login olena", "/cancel"] {
        world.sends_text(OLENA, text).await;
        let message = world.telegram.says(OLENA, OLENA, PASSWORD);
        world.crash_before_handling().await;
        assert_eq!(world.file_containing(PASSWORD), None, "{text}: in the journal");
        world.restart_process().await;
        world.run_until_idle().await;
        assert_no_trace(&world, OLENA, message, mark);
        let message = world.sends_text(OLENA, PASSWORD).await;
        assert_no_trace(&world, OLENA, message, mark);
    }
    assert!(world.zenlix.calls().iter().all(|call| call.mode != "auth"), "and is not tried");
    // Who wants no password is not watched for ever.
    world.advance_time(SignedDuration::from_mins(11));
    let message = world.sends_text(OLENA, "Good morning").await;
    assert!(!world.telegram.message(OLENA, message).unwrap().deleted);
}

#[tokio::test]
async fn an_impatient_second_password_goes_too() {
    let world = world().await;
    let mark = kept().len();
    world.sends_text(OLENA, "/login olena").await;
    let first = world.telegram.says(OLENA, OLENA, PASSWORD);
    let second = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.run_until_idle().await;
    assert!(world.is_signed_in(OLENA));
    world.advance_time(SignedDuration::from_mins(1));
    let third = world.sends_text(OLENA, PASSWORD).await;
    for message in [first, second, third] {
        assert_no_trace(&world, OLENA, message, mark);
    }
    assert!(
        world.last_bot_message(OLENA).text.contains("single word"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    for words in ["It is not a password", "/help"] {
        let message = world.sends_text(OLENA, words).await;
        assert!(!world.telegram.message(OLENA, message).unwrap().deleted, "{words}");
    }
    world.advance_time(SignedDuration::from_mins(10));
    let message = world.sends_text(OLENA, "Thanks").await;
    assert!(!world.telegram.message(OLENA, message).unwrap().deleted);
}

#[tokio::test]
async fn a_restart_forgets_nobody_of_whom_a_password_may_come() {
    let mut world = world().await;
    let mark = kept().len();
    for end in [PASSWORD, "/cancel"] {
        world.sends_text(OLENA, "/login olena").await;
        world.sends_text(OLENA, end).await;
        world.restart_process().await;
        let message = world.telegram.says(OLENA, OLENA, PASSWORD);
        world.crash_before_handling().await;
        assert_eq!(world.file_containing(PASSWORD), None, "{end}: in the journal");
        world.restart_process().await;
        world.run_until_idle().await;
        assert_no_trace(&world, OLENA, message, mark);
        assert!(world.all_bot_texts(OLENA).contains("restarted"), "and why is said");
    }
}

#[tokio::test]
async fn a_password_in_place_of_the_login_and_the_other_way_round() {
    let mut world = world().await;
    let mark = kept().len();
    world.sends_text(OLENA, "/login").await;
    let message = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert_no_trace(&world, OLENA, message, mark);
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert_no_trace(&world, OLENA, message, mark);
    let message = world.sends_text(OLENA, "olena").await;
    assert_no_trace(&world, OLENA, message, mark);
    assert!(world.all_bot_texts(OLENA).contains("doesn't accept"));
    world.sends_text(OLENA, &format!("/login {PASSWORD} olena")).await;
    world.restart_process().await;
    assert_nowhere_else(&world, OLENA, mark);
    assert!(!world.is_signed_in(OLENA));
}

#[tokio::test]
async fn what_is_typed_by_editing_an_older_message_goes_too() {
    for asked in ["/login", "/login olena", "/login olena and /cancel"] {
        let mut world = world().await;
        let mark = kept().len();
        let older = world.sends_text(OLENA, "Good morning").await;
        for words in asked.split(" and ") {
            world.sends_text(OLENA, words).await;
        }
        world.telegram.edits(OLENA, OLENA, older, PASSWORD);
        world.crash_before_handling().await;
        assert_eq!(world.file_containing(PASSWORD), None, "{asked}: in the journal");
        world.restart_process().await;
        world.run_until_idle().await;
        assert_no_trace(&world, OLENA, older, mark);
        // And without a kill.
        let older = world.telegram.says(OLENA, OLENA, "/help");
        world.run_until_idle().await;
        for words in asked.split(" and ") {
            world.sends_text(OLENA, words).await;
        }
        world.telegram.edits(OLENA, OLENA, older, PASSWORD);
        world.run_until_idle().await;
        assert_no_trace(&world, OLENA, older, mark);
        assert!(world.all_bot_texts(OLENA).contains("as a new message"), "{asked}: and why is said");
        assert!(world.zenlix.calls().iter().all(|call| call.mode != "auth"), "{asked}: it is not tried");
        // What is asked for is still asked for.
        if asked != "/login olena and /cancel" {
            world.sends_text(OLENA, "/login olena").await;
            world.sends_text(OLENA, PASSWORD).await;
            assert!(world.is_signed_in(OLENA), "{asked}");
        }
    }
}

#[tokio::test]
async fn a_reaction_to_a_command_is_no_password() {
    let world = world().await;
    for words in ["/help", "/login olena"] {
        let message = world.sends_text(OLENA, words).await;
        let is_gone = world.telegram.message(OLENA, message).unwrap().deleted;
        if !is_gone {
            world.telegram.edits(OLENA, OLENA, message, words);
        }
        world.run_until_idle().await;
        assert_eq!(world.telegram.message(OLENA, message).unwrap().deleted, is_gone, "{words}");
    }
    assert!(!world.all_bot_texts(OLENA).contains("as a new message"));
}

#[tokio::test]
async fn a_login_with_a_space_is_the_whole_line() {
    let world = world().await;
    world.zenlix.edit(|helpdesk| {
        helpdesk.users.iter_mut().filter(|user| user.login == "olena").for_each(|user| {
            user.login = "Olena Kovalenko".into();
        });
    });
    world.sends_text(OLENA, "/login").await;
    world.sends_text(OLENA, "Olena Kovalenko").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("And your password"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    assert!(world.zenlix.calls().iter().all(|call| call.mode != "auth"), "nothing was tried yet");
    world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
}
