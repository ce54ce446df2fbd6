//! How the screens look, in each language: the text as it arrives, and its buttons row by row.

use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn the_panel_of_a_group() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sign_in(TARAS).await;
        let group = world.create_group(&[TARAS]).await;
        world.sends_text_in(TARAS, group, "/subscribe").await;
        let panel = world.last_bot_message(group).id;
        let mut screens = vec![seen(&world.last_bot_message(group))];
        // Every page is reached by its sign and left again, whatever it is called.
        for sign in ["🏢", "🔴", "👁", "🌙", "🌐"] {
            world.presses(TARAS, group, panel, sign).await;
            screens.push(seen(&world.last_bot_message(group)));
            let back = world.last_bot_message(group).buttons.last().unwrap()[0].label.clone();
            world.presses(TARAS, group, panel, &back).await;
        }
        world.telegram.demote(TARAS, group);
        world.sends_text(TARAS, "/logout").await;
        world.poll_once().await;
        screens.push(seen(&world.last_bot_message(group)));
        hold("group_panel", language, &screens);
    }
}

#[tokio::test]
async fn a_storm_a_board_and_an_outage() {
    for language in LANGUAGES {
        let world = World::in_language(language).await;
        world.sign_in(TARAS).await;
        let group = world.create_group(&[TARAS]).await;
        world.sends_text_in(TARAS, group, "/subscribe").await;
        let panel = world.last_bot_message(group);
        let board = world.button_label(group, panel.id, "📋").unwrap();
        world.presses(TARAS, group, panel.id, &board).await;
        for number in 1..=17 {
            world.advance_time(SignedDuration::from_secs(1));
            let new = NewTicket::to_unit(2, "Мережа", &format!("Немає мережі в кабінеті {number}"));
            world.zenlix.web_create("roman", new);
        }
        world.poll_once().await;
        let pictures = ["🌊", "📋"].map(|sign| seen(&world.find_bot_message(group, sign)));
        world.zenlix.fault(Fault {
            on: Match::any(),
            kind: FaultKind::Status(502, String::new()),
            times: None,
        });
        world.poll_once().await;
        world.poll_once().await;
        let away = seen(&world.last_bot_message(TARAS));
        world.zenlix.clear_faults();
        world.poll_once().await;
        let back = seen(&world.last_bot_message(TARAS));
        let [storm, board] = pictures;
        hold("storm_board_outage", language, &[storm, board, away, back]);
    }
}
