//! Everything that can be pressed, typed or answered, by somebody who could see a ticket a few minutes ago and may not any more:
//! nothing happens at the helpdesk, and they are told nothing.

use deskgram::domain::person::{AccountStatus, Role};

use super::OTHER_UNIT;
use crate::support::*;
use crate::unauthorized::{OURS, Stage, hold_none, press_everything};

/// Takes the right away, and lets the minutes pass in which deskgram finds out.
async fn changed(change: impl AsyncFnOnce(&World)) -> Stage {
    let stage = Stage::set().await;
    change(&stage.world).await;
    stage.world.poll_once().await;
    stage
}

/// All of it, by Taras, who had the ticket's card.
async fn try_everything(stage: &Stage) {
    let world = &stage.world;
    let ours = || {
        let ticket = world.zenlix.ticket(stage.ours).map(|ticket| ticket.row);
        format!("{ticket:?} {:?}", world.zenlix.comments(stage.ours))
    };
    let before = ours();
    let mut toasts = press_everything(stage, TARAS).await;
    let own: Vec<_> = world.visible_bot_messages(TARAS).iter().map(|message| message.id).collect();
    for card in own {
        world.sends_reply(TARAS, TARAS, card, "Said where it stood").await;
    }
    let shared = world.ticket_card(stage.group, stage.ours).id;
    world.sends_reply(TARAS, stage.group, shared, "Said in the group").await;
    let (ticket, words) = (format!("/ticket {}", stage.ours), format!("/start t{}", stage.ours));
    let commands = [
        "/in",
        "/out",
        "/archive",
        &ticket,
        &words,
        "/search Pineapple",
        "/find Pineapple",
        "/units",
        "/replies",
        "/new",
        "/signoff",
        "/subscriptions",
        "/settings",
        "/diag",
        "/mylog",
        "/help",
        "/start",
        "/cancel",
    ];
    for command in commands {
        world.sends_text(TARAS, command).await;
        world.sends_text_in(TARAS, stage.group, command).await;
        world.sends_text(TARAS, "Cucumber or not").await;
    }
    let query = world.telegram.asks_inline(TARAS, "Pineapple");
    world.run_until_idle().await;
    toasts.push(format!("{:?}", world.telegram.inline_results(&query)));
    world.advance_time(jiff::SignedDuration::from_secs(30));
    world.run_until_idle().await;
    assert_eq!(ours(), before);
    // What he typed himself is shown back in places; the ticket's own words are not.
    let told = stage.told(TARAS, &toasts).replace("“Pineapple”", "").replace("Pineapple\"", "");
    hold_none(&told, &["Pineapple in the printer", OURS[1]], "who may not see it any more");
}

#[tokio::test]
async fn who_was_moved_to_another_unit() {
    let stage = changed(async |world| world.zenlix.set_user_units("taras", &OTHER_UNIT.to_string())).await;
    try_everything(&stage).await;
}

#[tokio::test]
async fn who_was_made_a_client() {
    let stage = changed(async |world| world.zenlix.set_user_role("taras", Role::Client)).await;
    try_everything(&stage).await;
}

#[tokio::test]
async fn who_was_switched_off() {
    let stage = changed(async |world| world.zenlix.set_user_status("taras", AccountStatus::Inactive)).await;
    try_everything(&stage).await;
}

#[tokio::test]
async fn who_was_removed() {
    let stage = changed(async |world| world.zenlix.remove_user("taras")).await;
    try_everything(&stage).await;
}

#[tokio::test]
async fn who_has_signed_out() {
    let stage = changed(async |world| {
        world.sends_text(TARAS, "/logout").await;
    })
    .await;
    try_everything(&stage).await;
}
