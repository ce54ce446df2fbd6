//! Whoever has pocketed the phone believes that what they pressed was done. So what failed after the press had been answered
//! rings, and says which ticket, what was not done with it, and how to try again.

use deskgram_sandbox::telegram::{Call, Fault as TelegramFault, Message, Sound, Spoil, Telegram};
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// Presses while the helpdesk is slow; once the press has been answered, the helpdesk goes away for good.
async fn presses_into_outage(world: &World, chat: i64, message: i32, data: &str) {
    let stall = Fault { on: Match::mode("ticket_view"), kind: FaultKind::Stall, times: None };
    world.zenlix.fault(stall);
    world.pause_before_press(OLENA, Some(data));
    let query = world.telegram.presses_data(OLENA, chat, message, data);
    let outage = async {
        world.telegram.until(|telegram| telegram.toast(&query)).await;
        world.zenlix.clear_faults();
        world.zenlix.fault(Fault { on: Match::any(), kind: FaultKind::ResetBefore, times: None });
        world.zenlix.release();
    };
    tokio::join!(world.run_until_idle(), outage);
    world.run_until_idle().await;
}

/// Olena has the card of a ticket in her chat.
async fn told(language: &str) -> (World, i64, i32) {
    let world = World::in_language(language).await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    (world, id, card)
}

fn loud_news(world: &World) -> Message {
    let news = world.last_bot_message(OLENA);
    assert_eq!(news.sound, Sound::Ringing, "{}", news.text);
    news
}

#[tokio::test]
async fn an_action_that_fails_late_rings_and_can_be_tried_again_in_every_language() {
    let words = [
        ("en", "wasn't taken", "wasn't finished", "🔁 Try again", "is yours"),
        ("ru", "не взята", "не выполнена", "🔁 Ещё раз", "теперь ваша"),
        ("uk", "не взята", "не виконана", "🔁 Ще раз", "тепер ваша"),
    ];
    for (language, not_taken, not_finished, again, taken) in words {
        let (world, id, card) = told(language).await;
        for (verb, head) in [("f", not_finished), ("t", not_taken)] {
            presses_into_outage(&world, OLENA, card, &format!("1:{verb}:{id}")).await;
            let news = loud_news(&world);
            assert!(news.text.starts_with(&format!("❗ #{id} {head}\n")), "{}", news.text);
            assert_eq!((news.labels(), news.reply_to), (vec![again], Some(card)));
            world.zenlix.clear_faults();
        }
        let news = loud_news(&world);
        let toast = world.presses(OLENA, OLENA, news.id, again).await;
        assert!(toast.contains(taken), "{toast}");
        assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("olena"));
        let news = world.telegram.message(OLENA, news.id).unwrap();
        assert!(news.text.contains(taken) && news.buttons.is_empty(), "{}", news.text);
    }
}

#[tokio::test]
async fn what_fails_in_a_group_is_told_to_who_pressed_and_nobody_else() {
    let (world, id, _) = told("en").await;
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id_in_group = world.create_ticket_with("No network");
    world.poll_once().await;
    let card = world.ticket_card(group, id_in_group).id;
    let said = world.all_bot_texts(group);
    presses_into_outage(&world, group, card, &format!("1:t:{id_in_group}")).await;
    assert_eq!(world.all_bot_texts(group), said);
    let news = loud_news(&world);
    assert!(news.text.starts_with(&format!("❗ #{id_in_group} wasn't taken")), "{}", news.text);
    world.zenlix.clear_faults();
    world.presses(OLENA, OLENA, news.id, "🔁 Try again").await;
    assert_eq!(world.zenlix.ticket(id_in_group).unwrap().locked_by.as_deref(), Some("olena"));
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by, None);
}

#[tokio::test]
async fn an_undo_that_fails_late_rings_too() {
    let (world, id, card) = told("en").await;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    presses_into_outage(&world, OLENA, card, &format!("1:z:{id}")).await;
    let news = loud_news(&world);
    assert!(news.text.starts_with(&format!("❗ #{id}: nothing was undone")), "{}", news.text);
}

#[tokio::test]
async fn the_retry_passes_the_same_guards() {
    let (world, id, card) = told("en").await;
    presses_into_outage(&world, OLENA, card, &format!("1:t:{id}")).await;
    world.zenlix.clear_faults();
    world.zenlix.web_act("taras", id, WebAction::Lock);
    let toast = world.presses(OLENA, OLENA, loud_news(&world).id, "🔁 Try again").await;
    assert!(toast.contains("is already taken by"), "{toast}");
    assert_eq!(world.zenlix.ticket(id).unwrap().locked_by.as_deref(), Some("taras"));
}

#[tokio::test]
async fn a_referral_that_fails_after_its_pause_rings() {
    let (world, id, card) = told("en").await;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    for beginning in ["", "Whole unit"] {
        let shown = world.telegram.message(OLENA, dialogue).unwrap();
        let label = shown.labels().into_iter().find(|label| label.starts_with(beginning)).unwrap().to_owned();
        world.presses(OLENA, OLENA, dialogue, &label).await;
    }
    world.sends_text(OLENA, "Spare parts are there").await;
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.advance_time(SignedDuration::from_secs(11));
    world.run_until_idle().await;
    let news = loud_news(&world);
    assert!(news.text.starts_with(&format!("❗ #{id} wasn't reassigned\n")), "{}", news.text);
    assert!(news.text.contains("is already taken by"), "{}", news.text);
}

#[tokio::test]
async fn an_answer_whose_ticket_could_not_be_finished_rings() {
    let (world, id, card) = told("en").await;
    world.presses(OLENA, OLENA, card, "Reply and close").await;
    let (on, kind) = (Match::mode("ticket_ok"), FaultKind::Status(200, r#"{"status":"error"}"#.into()));
    world.zenlix.fault(Fault { on, kind, times: None });
    let answer = world.telegram.says(OLENA, OLENA, "New drum");
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.run_until_idle().await;
    let news = loud_news(&world);
    assert_eq!(news.reply_to, Some(answer));
    assert!(news.text.starts_with(&format!("❗ #{id} wasn't finished\n")), "{}", news.text);
}

#[tokio::test]
async fn what_takes_longer_than_a_second_is_seen_to_be_worked_on_also_where_telegram_refuses_that() {
    for refused in [false, true] {
        let (world, id, _) = told("en").await;
        let is_typing = |call: &Call| call.method == "sendChatAction" && call.params["action"] == "typing";
        world.sends_text(OLENA, &format!("/ticket {id}")).await;
        assert!(!world.telegram.calls().iter().any(is_typing), "not for what is quick");
        if refused {
            world.telegram.fault(TelegramFault::once("sendChatAction", Spoil::RetryAfter(200)));
        }
        world.zenlix.fault(Fault { on: Match::mode("ticket_view"), kind: FaultKind::Hold, times: Some(1) });
        world.telegram.says(OLENA, OLENA, &format!("/ticket {id}"));
        let answers = async {
            let shown = |telegram: &Telegram| telegram.calls().iter().any(is_typing).then_some(());
            world.telegram.until(shown).await;
            world.zenlix.release();
        };
        tokio::join!(world.run_until_idle(), answers);
        world.run_until_idle().await;
        assert!(world.last_bot_message(OLENA).text.contains(&format!("#{id}")));
    }
}
