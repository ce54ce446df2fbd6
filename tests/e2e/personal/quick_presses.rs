//! Settings that are pressed faster than Telegram and the helpdesk answer.

use deskgram::callback::{Callback, PersonalPage, PersonalPress};
use deskgram::domain::digest::Digest;
use deskgram::domain::hours::Span;
use deskgram::domain::ids::UnitId;
use deskgram::domain::relevance::NotificationKind;
use deskgram::domain::settings::{OutsideHours, UrgentMode};
use deskgram::domain::ticket::Priority;
use deskgram_sandbox::telegram::{Fault, Spoil};
use jiff::civil::Weekday;

use crate::support::*;

/// What somebody presses one after another, toggles among it that come back.
fn presses() -> Vec<String> {
    let presses = [
        PersonalPress::Hours(Some(Span::hours(9, 18))),
        PersonalPress::Day(Weekday::Saturday),
        PersonalPress::Day(Weekday::Sunday),
        PersonalPress::Day(Weekday::Saturday),
        PersonalPress::Outside(OutsideHours::Wait),
        PersonalPress::Kind(NotificationKind::New),
        PersonalPress::Kind(NotificationKind::Moves),
        PersonalPress::Kind(NotificationKind::New),
        PersonalPress::Unit(UnitId(1)),
        PersonalPress::Floor(Some(Priority::Medium)),
        PersonalPress::Urgent(UrgentMode::AsOthers),
        PersonalPress::Digest(Digest::Never),
        PersonalPress::Open(PersonalPage::Main),
    ];
    presses.into_iter().map(|press| Callback::Personal(press).encode()).collect()
}

/// Opens somebody's settings; gives their message.
async fn opened(world: &World, who: i64) -> i32 {
    world.sign_in(who).await;
    world.sends_text(who, "/settings").await;
    world.last_bot_message(who).id
}

fn shown(world: &World, who: i64, panel: i32) -> (String, Vec<String>) {
    let panel = world.telegram.message(who, panel).unwrap();
    let labels = panel.labels().into_iter().map(str::to_owned).collect();
    (panel.text, labels)
}

#[tokio::test]
async fn a_burst_of_presses_comes_to_what_the_same_presses_come_to_one_by_one() {
    let world = World::new().await;
    let [slow, quick] = [opened(&world, TARAS).await, opened(&world, OLENA).await];
    for data in presses() {
        world.presses_data(TARAS, TARAS, slow, &data).await;
    }
    // An edit that Telegram puts off meanwhile must not bring an older screen back.
    world.telegram.fault(Fault::once("editMessageText", Spoil::RetryAfter(2)).within(OLENA));
    let queries = presses().into_iter().map(|data| world.telegram.presses_data(OLENA, OLENA, quick, &data));
    let queries: Vec<_> = queries.collect();
    world.run_until_idle().await;
    assert!(queries.iter().all(|query| world.telegram.toast(query).is_some()), "each is answered");
    let expected = shown(&world, TARAS, slow);
    assert_eq!(shown(&world, OLENA, quick), expected);
    for words in ["9:00", "Sound from priority: normal and high"] {
        assert!(expected.0.contains(words), "{}", expected.0);
    }
    let again = opened(&world, OLENA).await;
    assert_eq!(shown(&world, OLENA, again), expected);
}
