//! Everything that can be pressed in a group, and on what the presser alone is shown there: they learn no more than in their own
//! chat, and the others' apps show nothing of it.

use deskgram_sandbox::telegram::Message;
use jiff::SignedDuration;

use crate::support::*;
use crate::unauthorized::{DMYTRO, OURS, Stage, THEIRS, hold_none};

const EVERYBODY: [i64; 6] = [OLENA, TARAS, IRYNA, ROMAN, DMYTRO, STRANGER];

/// What somebody's own app shows of the group beside what everybody's shows.
fn shown_alone(stage: &Stage, who: i64) -> Vec<Message> {
    let shown = stage.world.telegram.shown_to(who, stage.group);
    shown.into_iter().filter(|message| message.ephemeral.is_some()).collect()
}

/// All of it, by this person. Gives the words that they alone have seen.
async fn press_all(stage: &Stage, who: i64) -> String {
    let world = &stage.world;
    let card = world.ticket_card(stage.group, stage.ours).id;
    let mut seen = Vec::new();
    for data in stage.forms() {
        let mut pressed = vec![world.telegram.presses_data(who, stage.group, card, &data)];
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_millis(1_100));
        let number = world.find_panel(who, stage.group).and_then(|panel| panel.ephemeral).unwrap_or(1);
        pressed.push(world.telegram.presses_ephemeral_data(who, stage.group, number, &data));
        world.run_until_idle().await;
        world.advance_time(SignedDuration::from_millis(1_100));
        for other in EVERYBODY.into_iter().filter(|other| *other != who) {
            let leaked = shown_alone(stage, other);
            assert!(leaked.is_empty(), "{data} of {who} shows {other}: {leaked:?}");
        }
        seen.extend(shown_alone(stage, who).into_iter().map(|message| message.text));
        seen.extend(pressed.iter().filter_map(|query| world.telegram.toast(query)).map(|toast| toast.text));
    }
    let public = world.all_bot_texts(stage.group);
    hold_none(&public, &["Pineapple", "Cucumber", "Zebra"], "the group");
    seen.join("\n")
}

/// All that this person can type for themselves. Gives the words that they alone have seen.
async fn type_all(stage: &Stage, who: i64) -> String {
    let world = &stage.world;
    let offered = world.telegram.visible_commands(who, stage.group);
    let own: Vec<_> = offered.into_iter().filter(|command| command.is_ephemeral).collect();
    assert!(!own.is_empty());
    let (public, mut seen) = (world.all_bot_texts(stage.group), Vec::new());
    for command in own {
        for rest in ["", " printer", " dmytro", &format!(" #{}", stage.ours), &format!(" {}", stage.theirs)] {
            let words = format!("/{}{rest}", command.command);
            assert_eq!(world.sends_text_in(who, stage.group, &words).await, 0, "nobody else sees {words}");
            world.advance_time(SignedDuration::from_secs(4));
            for other in EVERYBODY.into_iter().filter(|other| *other != who) {
                let leaked = shown_alone(stage, other);
                assert!(leaked.is_empty(), "{words} of {who} shows {other}: {leaked:?}");
            }
            let panel = world.find_panel(who, stage.group);
            seen.extend(panel.map(|message| message.text));
        }
    }
    assert_eq!(world.all_bot_texts(stage.group), public);
    seen.join("\n")
}

async fn hold_to_ones_own(who: i64, hidden: &[&str], shown: &[&str]) {
    let stage = Stage::set_in(World::with_ephemeral_messages().await, &[]).await;
    stage.world.advance_time(SignedDuration::from_secs(90));
    // On pressing everything they may sign out.
    let typed = type_all(&stage, who).await;
    let seen = format!("{typed}\n{}", press_all(&stage, who).await);
    hold_none(&stage.told(who, std::slice::from_ref(&seen)), hidden, &format!("{who}"));
    for word in shown {
        assert!(seen.contains(word), "{who} was shown nothing of {word}: {seen}");
    }
}

#[tokio::test]
async fn a_technician_is_shown_their_own_tickets() {
    hold_to_ones_own(OLENA, &THEIRS, &OURS).await;
}

#[tokio::test]
async fn one_of_another_unit_is_not_shown_them() {
    hold_to_ones_own(DMYTRO, &OURS, &[]).await;
}

#[tokio::test]
async fn a_client_is_not_shown_others() {
    hold_to_ones_own(ROMAN, &[OURS[0], OURS[1], THEIRS[0]], &[]).await;
}

#[tokio::test]
async fn a_stranger_is_shown_the_way_to_sign_in() {
    hold_to_ones_own(STRANGER, &[OURS[0], OURS[1], THEIRS[0]], &["/login"]).await;
}
