//! Everything that can be pressed, typed or answered, by somebody who could see a ticket a few minutes ago and may not any more:
//! nothing happens at the helpdesk, and they are told nothing.

use deskgram_sandbox::zenlix::world::{AccountStatus, Role};

use super::OTHER_UNIT;
use crate::support::*;
use crate::unauthorized::{OURS, Stage, hold_none, press_everything};

/// Who could see the ticket until now.
#[derive(Clone, Copy)]
struct Former {
    who: i64,
    /// Whom the ticket is for by name.
    assignees: &'static [&'static str],
    /// Whether they are still signed in, so that the helpdesk may be asked in their name whether it is theirs now.
    is_signed_in: bool,
}

const TECHNICIAN: Former = Former { who: TARAS, assignees: &[], is_signed_in: true };
const GONE: Former = Former { is_signed_in: false, ..TECHNICIAN };
/// A head sees all of the unit's, and a technician what is for nobody else by name.
const HEAD: Former = Former { who: IRYNA, assignees: &["olena"], ..TECHNICIAN };

/// Takes the right away, lets the minutes pass in which deskgram finds out, and tries everything: with and without an account
/// that watches for everybody.
async fn hold_nothing_left(former: Former, change: impl AsyncFn(&World)) {
    for world in [World::new().await, World::with_service_account().await] {
        let stage = Stage::set_in(world, former.assignees).await;
        stage.world.ticket_card(former.who, stage.ours);
        want_reactions(&stage).await;
        change(&stage.world).await;
        stage.world.poll_once().await;
        stage.world.zenlix.take_calls();
        try_everything(&stage, former.who).await;
        hold_calls(&stage, former);
    }
}

/// A reaction to the group's card is as good as a press.
async fn want_reactions(stage: &Stage) {
    let (world, group) = (&stage.world, stage.group);
    world.telegram.make_bot_admin(group);
    let panel = world.find_bot_message(group, "Units").id;
    let said = world.presses_data(OLENA, group, panel, &format!("1:g:{group}:0:r:s")).await;
    assert_eq!(said, "✓ Saved");
}

/// What every call to the helpdesk did meanwhile: whose key it was, and which ticket.
fn hold_calls(stage: &Stage, former: Former) {
    let own = login(former.who);
    for call in stage.world.zenlix.take_calls() {
        let is_ours = call.ticket == Some(stage.ours);
        assert!(!is_ours || !call.is_writing(), "it was to be changed: {call:?}");
        assert_eq!(call.login.as_deref(), Some(own), "somebody else's key: {call:?}");
        assert!(former.is_signed_in, "the helpdesk was asked for nobody: {call:?}");
        assert!(!is_ours || call.mode == "ticket_view", "more than whose it is: {call:?}");
    }
}

/// All of it, by somebody who had the ticket's card.
async fn try_everything(stage: &Stage, who: i64) {
    let world = &stage.world;
    let ours = || {
        let ticket = world.zenlix.ticket(stage.ours).map(|ticket| ticket.row);
        format!("{ticket:?} {:?}", world.zenlix.comments(stage.ours))
    };
    let before = ours();
    let mut toasts = press_everything(stage, who).await;
    let own: Vec<_> = world.visible_bot_messages(who).iter().map(|message| message.id).collect();
    for card in own {
        // A question goes with its answer.
        if world.telegram.message(who, card).is_none_or(|message| message.deleted) {
            continue;
        }
        world.sends_reply(who, who, card, "Said where it stood").await;
    }
    let shared = world.ticket_card(stage.group, stage.ours).id;
    for emoji in [Some("👌"), None, Some("👍"), None] {
        world.telegram.reacts(who, stage.group, shared, emoji);
        world.run_until_idle().await;
        world.advance_time(jiff::SignedDuration::from_secs(5));
    }
    world.sends_reply(who, stage.group, shared, "Said in the group").await;
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
        "/duty",
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
        world.sends_text(who, command).await;
        world.sends_text_in(who, stage.group, command).await;
        world.sends_text(who, "Cucumber or not").await;
    }
    let query = world.telegram.asks_inline(who, "Pineapple");
    world.run_until_idle().await;
    toasts.push(format!("{:?}", world.telegram.inline_results(&query)));
    world.advance_time(jiff::SignedDuration::from_secs(30));
    world.run_until_idle().await;
    assert_eq!(ours(), before);
    // What they typed themselves is shown back in places; the ticket's own words are not.
    let told = stage.told(who, &toasts).replace("“Pineapple”", "").replace("Pineapple\"", "");
    hold_none(&told, &["Pineapple in the printer", OURS[1]], "who may not see it any more");
}

#[tokio::test]
async fn who_was_moved_to_another_unit() {
    hold_nothing_left(TECHNICIAN, async |world| {
        world.zenlix.set_user_units("taras", &OTHER_UNIT.to_string());
    })
    .await;
}

#[tokio::test]
async fn who_was_made_a_client() {
    hold_nothing_left(TECHNICIAN, async |world| world.zenlix.set_user_role("taras", Role::Client)).await;
}

#[tokio::test]
async fn whose_role_nobody_knows_any_more() {
    hold_nothing_left(TECHNICIAN, async |world| world.zenlix.set_odd_role("taras", 7)).await;
}

#[tokio::test]
async fn a_head_who_was_demoted() {
    hold_nothing_left(HEAD, async |world| world.zenlix.set_user_role("iryna", Role::Technician)).await;
}

#[tokio::test]
async fn who_was_switched_off() {
    hold_nothing_left(GONE, async |world| world.zenlix.set_user_status("taras", AccountStatus::Inactive))
        .await;
}

#[tokio::test]
async fn who_was_removed() {
    hold_nothing_left(GONE, async |world| world.zenlix.remove_user("taras")).await;
}

#[tokio::test]
async fn who_has_signed_out() {
    hold_nothing_left(GONE, async |world| {
        world.sends_text(TARAS, "/logout").await;
    })
    .await;
}
