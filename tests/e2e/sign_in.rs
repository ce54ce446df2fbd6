//! Signing in and out: who is let in, what is told, and that no password stays anywhere.

use deskgram::domain::ids::TelegramUser;
use deskgram_sandbox::telegram::{Fault as TelegramFault, Spoil};
use deskgram_sandbox::zenlix::world::AccountStatus;
use deskgram_sandbox::zenlix::world::ApiSwitch;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

/// A password that is found wherever it hides.
const PASSWORD: &str = "Tr0ub4dor&3-на-диске";

/// A world in which Olena has that password, and is about to type it.
async fn asked() -> World {
    let world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    world.sends_text(OLENA, "/login olena").await;
    world
}

#[tokio::test]
async fn both_questions_are_asked_and_the_welcome_names_the_account() {
    let world = World::new().await;
    world.sends_text(OLENA, "/login").await;
    assert!(world.last_bot_message(OLENA).text.contains("What's your login"));
    world.sends_text(OLENA, "olena").await;
    assert!(world.last_bot_message(OLENA).text.contains("And your password"));
    world.sends_text(OLENA, "olena").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Welcome, Коваленко О.С.!"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_password_leaves_no_trace_when_it_is_right() {
    let world = asked().await;
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_password_leaves_no_trace_when_it_is_wrong() {
    let world = asked().await;
    world.zenlix.change_password("olena", "something else");
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.all_bot_texts(OLENA).contains("doesn't accept this"));
    assert!(world.last_bot_message(OLENA).text.contains("And your password"), "it is asked for again");
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_helpdesk_that_is_away_is_told_apart_from_a_wrong_password() {
    let world = asked().await;
    world.zenlix.stop().await;
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(world.all_bot_texts(OLENA).contains("isn't answering"));
    assert!(!world.all_bot_texts(OLENA).contains("doesn't accept"));
    assert_no_trace(&world, OLENA, message);
    world.zenlix.restart().await.unwrap();
    world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA), "the question was still open");
}

#[tokio::test]
async fn whatever_else_the_helpdesk_answers_is_no_wrong_password() {
    for kind in [
        FaultKind::Status(500, String::new()),
        FaultKind::Status(502, "<html>Bad gateway</html>".into()),
        FaultKind::EmptyBody,
        FaultKind::Garbage,
        FaultKind::CutJson,
        FaultKind::AppliedThenReset,
        FaultKind::ResetBefore,
    ] {
        let world = asked().await;
        world.zenlix.fault(Fault { on: Match::mode("auth"), kind: kind.clone(), times: Some(1) });
        let message = world.sends_text(OLENA, PASSWORD).await;
        assert!(
            world.all_bot_texts(OLENA).contains("isn't answering"),
            "{kind:?}: {}",
            world.all_bot_texts(OLENA)
        );
        assert_no_trace(&world, OLENA, message);
    }
    let world = asked().await;
    world.zenlix.set_api(ApiSwitch::Off);
    world.sends_text(OLENA, PASSWORD).await;
    assert!(world.all_bot_texts(OLENA).contains("isn't answering"));
}

#[tokio::test]
async fn a_helpdesk_that_fails_after_the_sign_in_does_not_let_half_a_person_in() {
    let world = asked().await;
    world.zenlix.fault(Fault {
        on: Match::mode("get_users_list"),
        kind: FaultKind::EmptyBody,
        times: Some(1),
    });
    world.sends_text(OLENA, PASSWORD).await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.all_bot_texts(OLENA).contains("isn't answering"));
    world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn whoever_can_not_be_rid_of_the_message_is_told() {
    let world = asked().await;
    let refused = r#"{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted"}"#;
    world.telegram.fault(TelegramFault::once("deleteMessage", Spoil::Status(400, refused.into())));
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(!world.telegram.message(OLENA, message).unwrap().deleted);
    assert!(world.all_bot_texts(OLENA).contains("delete it yourself"));
    assert!(world.is_signed_in(OLENA));
    assert_nowhere_on_disk(&world, PASSWORD);
}

#[tokio::test]
async fn a_deletion_that_fails_for_the_moment_is_made_up_for() {
    for spoil in [
        Spoil::Status(502, "Bad gateway".into()),
        Spoil::RetryAfter(3),
        Spoil::ResetBefore,
        Spoil::AppliedThenReset,
        Spoil::Garbage,
    ] {
        let world = asked().await;
        // It is tried again at once, and then from time to time.
        world.telegram.fault(TelegramFault::once("deleteMessage", spoil).times(2));
        let message = world.sends_text(OLENA, PASSWORD).await;
        assert!(world.all_bot_texts(OLENA).contains("delete it yourself"));
        assert_no_trace(&world, OLENA, message);
    }
}

#[tokio::test]
async fn a_message_that_its_author_has_deleted_is_no_trouble() {
    let world = asked().await;
    let message = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.telegram.deletes(OLENA, message);
    world.run_until_idle().await;
    assert!(world.is_signed_in(OLENA));
    assert!(!world.all_bot_texts(OLENA).contains("delete it yourself"));
}

#[tokio::test]
async fn name_and_password_in_one_message_sign_in_and_leave_no_trace() {
    for first in ["/login olena", "/LOGIN@deskgram_demo_bot  olena", "/login\nolena"] {
        let world = World::new().await;
        world.zenlix.change_password("olena", PASSWORD);
        let message = world.sends_text(OLENA, &format!("{first} {PASSWORD}")).await;
        assert!(world.is_signed_in(OLENA), "{first}");
        assert_no_trace(&world, OLENA, message);
    }
    let world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    world.sends_text(OLENA, "/login").await;
    // Where the login is asked for, the whole line is one.
    let message = world.sends_text(OLENA, &format!("olena {PASSWORD}")).await;
    assert!(!world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_wrong_password_beside_the_name_leaves_no_trace_and_the_name_is_kept() {
    let world = World::new().await;
    let message = world.sends_text(OLENA, &format!("/login olena {PASSWORD}")).await;
    assert!(world.all_bot_texts(OLENA).contains("doesn't accept this"));
    assert_no_trace(&world, OLENA, message);
    world.sends_text(OLENA, "olena").await;
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_password_may_look_like_a_command() {
    for password in ["/Pass W0rd", "/in@some_other_bot", "/Секрет"] {
        let world = World::new().await;
        world.zenlix.change_password("olena", password);
        world.sends_text(OLENA, "/login olena").await;
        let message = world.sends_text(OLENA, password).await;
        assert!(world.is_signed_in(OLENA), "{password}: {}", world.all_bot_texts(OLENA));
        assert!(world.telegram.message(OLENA, message).unwrap().deleted);
        assert_nowhere_on_disk(&world, password);
    }
}

#[tokio::test]
async fn a_picture_of_the_password_is_deleted_too() {
    let world = asked().await;
    let message = world.telegram.say(OLENA, OLENA).text(PASSWORD).photo().send();
    world.run_until_idle().await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.last_bot_message(OLENA).text.contains("And your password"));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_password_that_comes_too_late_is_deleted_unread() {
    let mut world = asked().await;
    world.advance_time(SignedDuration::from_mins(20));
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(!world.is_signed_in(OLENA));
    assert!(
        world.last_bot_message(OLENA).text.contains("not waiting for a password"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    assert_no_trace(&world, OLENA, message);
    assert!(world.zenlix.calls().iter().all(|call| call.mode != "auth"));

    world.sends_text(OLENA, "/login olena").await;
    world.advance_time(SignedDuration::from_mins(20));
    world.restart_process().await;
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn everything_at_once_leaves_no_trace() {
    // Telegram hands over what was typed while the bot was away in one batch.
    let world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    world.telegram.says(OLENA, OLENA, "Hello?");
    world.telegram.says(OLENA, OLENA, "/login olena");
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn an_earlier_word_does_not_make_the_bot_forget_that_a_password_comes() {
    let world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    world.telegram.says(OLENA, OLENA, "Hello?");
    world.telegram.says(OLENA, OLENA, "/login olena");
    // Both are read, none is dealt with yet, when the password arrives.
    world.app.take_updates(std::time::Duration::ZERO).await.unwrap();
    let message = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.app.dispatcher.wait_idle().await;
    world.run_until_idle().await;
    assert!(world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_restart_between_the_question_and_the_answer_changes_nothing() {
    let mut world = asked().await;
    world.restart_process().await;
    let message = world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_kill_with_the_password_in_hand_leaves_no_trace_and_asks_again() {
    let mut world = asked().await;
    let message = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.crash_before_handling().await;
    assert_nowhere_on_disk(&world, PASSWORD);
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(world.last_bot_message(OLENA).text.contains("And your password"));
    assert_no_trace(&world, OLENA, message);
    world.sends_text(OLENA, PASSWORD).await;
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_kill_with_name_and_password_in_hand_leaves_no_trace() {
    let mut world = World::new().await;
    let message = world.telegram.says(OLENA, OLENA, &format!("/login olena {PASSWORD}"));
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(world.all_bot_texts(OLENA).contains("/login"), "{}", world.all_bot_texts(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn a_kill_between_the_question_and_its_tick_still_covers_the_password() {
    let mut world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    world.telegram.says(OLENA, OLENA, "/login olena");
    world.crash_before_handling().await;
    let message = world.telegram.says(OLENA, OLENA, PASSWORD);
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(world.is_signed_in(OLENA));
    assert_no_trace(&world, OLENA, message);
}

#[tokio::test]
async fn in_a_group_nobody_signs_in_and_a_password_is_taken_out() {
    let mut world = World::new().await;
    world.zenlix.change_password("olena", PASSWORD);
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/login").await;
    assert!(world.last_bot_message(group).text.contains("@deskgram_demo_bot"));

    // A plain member of a group may not delete what others write.
    let message = world.sends_text_in(OLENA, group, &format!("/login olena {PASSWORD}")).await;
    assert!(!world.telegram.message(group, message).unwrap().deleted);
    assert!(world.all_bot_texts(group).contains("delete it yourself"));
    assert!(world.last_bot_message(group).text.contains("no place for passwords"));
    assert_nowhere_on_disk(&world, PASSWORD);

    world.telegram.make_bot_admin(group);
    let message =
        world.sends_text_in(OLENA, group, &format!("/login@deskgram_demo_bot olena {PASSWORD}")).await;
    assert_no_trace(&world, group, message);
    assert!(!world.is_signed_in(OLENA));

    let message = world.telegram.says(OLENA, group, &format!("/login olena {PASSWORD}"));
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert_no_trace(&world, group, message);
}

#[tokio::test]
async fn an_inactive_account_is_told_so_among_the_possible_reasons() {
    let world = World::new().await;
    world.zenlix.set_user_status("olena", AccountStatus::Inactive);
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "olena").await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.all_bot_texts(OLENA).contains("disabled"));
}

#[tokio::test]
async fn signing_in_can_be_stopped_at_every_step() {
    let world = World::new().await;
    world.sends_text(OLENA, "/login").await;
    let question = world.last_bot_message(OLENA).id;
    assert_eq!(world.presses(OLENA, OLENA, question, "✖ Cancel").await, "Cancelled");
    assert!(world.telegram.message(OLENA, question).unwrap().deleted);
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "/cancel").await;
    assert_eq!(world.last_bot_message(OLENA).text, "Cancelled");
    let message = world.sends_text(OLENA, "olena").await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.telegram.message(OLENA, message).unwrap().deleted, "it may be a password all the same");
    world.sends_text(OLENA, "/cancel").await;
    assert!(world.last_bot_message(OLENA).text.contains("nothing to cancel"));
}

#[tokio::test]
async fn signing_out_forgets_the_key_and_the_buttons_know_it() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    world.sends_text(OLENA, "/logout").await;
    assert!(world.last_bot_message(OLENA).text.contains("forgotten the access"));
    assert!(!world.is_signed_in(OLENA));
    let toast = world.presses_data(OLENA, OLENA, card.id, &format!("1:t:{id}")).await;
    assert!(toast.contains("/login"), "{toast}");
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
    world.sends_text(OLENA, "/logout").await;
    assert!(world.last_bot_message(OLENA).text.contains("weren't signed in"));
}

#[tokio::test]
async fn a_sign_out_lasts_over_a_restart() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    world.restart_process().await;
    assert!(world.is_signed_in(OLENA));
    world.sends_text(OLENA, "/logout").await;
    world.restart_process().await;
    assert!(!world.is_signed_in(OLENA));
}

#[tokio::test]
async fn another_account_in_the_same_chat_begins_anew() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let messages = world.telegram.messages(OLENA).len();
    let card = world.ticket_card(OLENA, id).id;

    world.sends_text(OLENA, "/login dmytro").await;
    world.sends_text(OLENA, "dmytro").await;
    assert!(world.last_bot_message(OLENA).text.contains("Ткаченко Д.І."));
    world.poll_once().await;
    let new: Vec<_> = world.telegram.messages(OLENA).split_off(messages);
    let alerts =
        new.iter().filter(|message| message.from_bot() && message.text.starts_with(['🔴', '🟡', '🟢']));
    assert_eq!(alerts.count(), 0, "his list is a first sight: {new:#?}");

    let toast = world.presses_data(OLENA, OLENA, card, &format!("1:u:{id}")).await;
    assert!(toast.contains("sign-in that has ended"), "the card was Olena's: {toast}");
    world.sends_text(OLENA, &format!("/ticket {id}")).await;
    assert!(
        world.last_bot_message(OLENA).text.contains("isn't in any of your lists"),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn a_poll_that_was_under_way_for_the_old_account_tells_the_new_one_nothing() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.create_ticket();
    world.advance_time(SignedDuration::from_mins(6));
    world.zenlix.fault(Fault {
        on: Match::mode("ticket_list").by("olena"),
        kind: FaultKind::Hold,
        times: Some(1),
    });
    let signing_in = async {
        world.zenlix.until_held(1).await;
        world.sends_text(OLENA, "/login dmytro").await;
        world.sends_text(OLENA, "dmytro").await;
        world.zenlix.release();
    };
    let (ticked, ()) = tokio::join!(world.app.bot.poller.poll_due(), signing_in);
    assert_eq!(ticked.unwrap().told, 0);
    let messages = world.telegram.messages(OLENA).len();
    world.poll_once().await;
    assert_eq!(world.telegram.messages(OLENA).len(), messages, "{}", world.last_bot_message(OLENA).text);
}

#[tokio::test]
async fn an_old_key_that_is_refused_late_does_not_end_the_new_sign_in() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_mins(6));
    world.zenlix.fault(Fault { on: Match::mode("ticket_list"), kind: FaultKind::Hold, times: Some(1) });
    let signing_in = async {
        world.zenlix.until_held(1).await;
        world.zenlix.change_password("olena", PASSWORD);
        world.sends_text(OLENA, "/login olena").await;
        world.sends_text(OLENA, PASSWORD).await;
        world.zenlix.release();
    };
    let (ticked, ()) = tokio::join!(world.app.bot.poller.poll_due(), signing_in);
    assert_eq!(ticked.unwrap().signed_out, 0);
    assert!(world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_key_that_is_refused_by_a_press_signs_out_and_says_so() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    for label in ["✋ Take", "🔄 Refresh", COMMENTS] {
        let card = world.ticket_card(OLENA, id);
        world.zenlix.regenerate_key("olena");
        let toast = world.presses(OLENA, OLENA, card.id, label).await;
        assert!(toast.contains("revoked your access"), "{label}: {toast}");
        assert!(!world.is_signed_in(OLENA));
        world.sign_in(OLENA).await;
        world.sends_text(OLENA, &format!("/ticket {id}")).await;
    }
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
}

#[tokio::test]
async fn a_key_that_is_refused_by_a_list_signs_out_and_says_so() {
    let world = World::new().await;
    for command in ["/out", "/archive", "/ticket 99999"] {
        world.sign_in(OLENA).await;
        world.zenlix.regenerate_key("olena");
        world.sends_text(OLENA, command).await;
        assert!(world.last_bot_message(OLENA).text.contains("revoked your access"), "{command}");
        assert!(!world.is_signed_in(OLENA));
    }
}

#[tokio::test]
async fn a_key_that_is_refused_at_a_poll_signs_out_and_says_so_once() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.zenlix.regenerate_key("olena");
    world.poll_once().await;
    assert!(!world.is_signed_in(OLENA));
    assert!(world.last_bot_message(OLENA).text.contains("revoked your access"));
    let messages = world.telegram.messages(OLENA).len();
    world.poll_once().await;
    assert_eq!(world.telegram.messages(OLENA).len(), messages);
}

#[tokio::test]
async fn a_key_that_is_refused_for_a_comment_signs_out_and_the_comment_waits_for_its_author() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.zenlix.regenerate_key("olena");
    let comment = world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "On my way").await;
    assert!(!world.is_signed_in(OLENA));
    let fate = world.find_bot_message(OLENA, "waits: you're signed out");
    assert_eq!(fate.sound, deskgram_sandbox::telegram::Sound::Ringing, "it was sent, as far as she knows");
    assert!(world.zenlix.comments(id).is_empty());
    world.sign_in(OLENA).await;
    assert_eq!(world.zenlix.comments(id), [("olena".to_owned(), "On my way".to_owned())]);
    assert_eq!(world.bot_reactions(OLENA, comment), ["👍"]);
}

#[tokio::test]
async fn a_client_is_welcomed_as_one_and_gets_no_technicians_buttons() {
    let world = World::new().await;
    world.sends_text(ROMAN, "/login roman").await;
    world.sends_text(ROMAN, "roman").await;
    assert!(
        world.last_bot_message(ROMAN).text.contains("one press makes it a ticket"),
        "{}",
        world.last_bot_message(ROMAN).text
    );
    let id = world.create_ticket();
    world.sends_text(ROMAN, &format!("/ticket {id}")).await;
    let card = world.ticket_card(ROMAN, id);
    assert_eq!(card.labels(), ["💬 0", MORE]);
    let comment = world.sends_reply(ROMAN, ROMAN, card.id, "It smells, too").await;
    assert_eq!(world.bot_reactions(ROMAN, comment), ["👍"]);
    for data in ["1:t", "1:r", "1:f", "1:o", "1:e"] {
        let toast = world.presses_data(ROMAN, ROMAN, card.id, &format!("{data}:{id}")).await;
        assert!(toast.contains("support staff"), "{data}: {toast}");
    }
    let ticket = world.zenlix.ticket(id).unwrap();
    assert_eq!((ticket.locked_by, ticket.ok_by), (None, None));
}

#[tokio::test]
async fn sign_in_keeps_the_language_of_telegram_when_the_helpdesk_has_none() {
    let world = World::in_language("uk").await;
    world.zenlix.edit(|helpdesk| helpdesk.users.iter_mut().for_each(|user| user.lang.clear()));
    // Without /start before: nothing of the person is known but what the update says.
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "olena").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Ласкаво просимо"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    world.poll_once().await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id);
    assert!(card.labels().contains(&"✋ Взяти"), "{:?}", card.labels());
}

/// The message is gone from the chat and its words are nowhere on disk.
fn assert_no_trace(world: &World, chat: i64, message: i32) {
    assert!(world.telegram.message(chat, message).unwrap().deleted, "the message is gone from the chat");
    assert_nowhere_on_disk(world, PASSWORD);
}

fn assert_nowhere_on_disk(world: &World, secret: &str) {
    // JSON may have written it in several ways; no part of it is there in any.
    for part in [secret, &secret[1..], "Tr0ub4dor"] {
        assert_eq!(world.file_containing(part), None::<String>);
    }
}

#[tokio::test]
async fn the_scan_of_the_disk_would_find_a_word() {
    let world = World::new().await;
    world.sends_text(OLENA, "/start").await;
    world.sends_text(OLENA, "a word like any other").await;
    assert!(world.file_containing("a word like any other").is_some());
    let who = TelegramUser(OLENA);
    assert!(world.app.bot.ctx.sessions.find_session(who).is_none());
}
