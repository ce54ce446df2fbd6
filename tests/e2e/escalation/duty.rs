//! Whoever is on duty is called first, then whoever is next.

use deskgram::domain::ids::{UnitId, UserHash};
use deskgram::domain::rota::{DutyPlace, HandoverPattern, Rota, RotaMember};
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::tz::TimeZone;

use super::*;

const CHAIN: &str = "normal: duty 3m, next 6m, unit 9m, head 12m";

/// The service desk has a rota of these people, who change every day; the first is on today.
async fn with_rota(world: &World, logins: &[&str]) {
    let member = |login: &&str| {
        let user = world.zenlix.person(login).unwrap();
        RotaMember { hash: UserHash(user.hash.clone()), name: user.short_name() }
    };
    let today = TimeZone::get("Europe/Kyiv").unwrap().to_datetime(world.clock.now()).date();
    let rota = Rota {
        members: logins.iter().map(member).collect(),
        pattern: HandoverPattern::Daily,
        ..Rota::new("Europe/Kyiv", today)
    };
    let place = DutyPlace::Unit(UnitId(SERVICE_DESK));
    world.app.bot.ctx.store.write(move |db| db.add_rota(place, &rota)).await.unwrap();
}

/// How many calls Taras, Olena and Iryna have had so many minutes after a moment.
async fn called_by(world: &World, written: Timestamp, minutes: i64, id: i64) -> [usize; 3] {
    look_until(world, written, minutes).await;
    counts(world, [TARAS, OLENA, IRYNA], id)
}

#[tokio::test]
async fn whoever_is_on_duty_is_called_first_then_the_next_then_the_unit() {
    let world = team(CHAIN).await;
    with_rota(&world, &["taras", "olena"]).await;
    let (id, written) = write_ticket(&world, Priority::Medium);
    assert_eq!(called_by(&world, written, 2, id).await, [0, 0, 0]);
    assert_eq!(called_by(&world, written, 3, id).await, [1, 0, 0]);
    let said = world.find_bot_message(TARAS, "you are on duty");
    assert_eq!(said.text, format!("🕐 #{id}: unclaimed for 3 min, and you are on duty"));
    assert_eq!(called_by(&world, written, 6, id).await, [1, 1, 0]);
    world.find_bot_message(OLENA, "and you are next on duty");
    assert_eq!(called_by(&world, written, 9, id).await, [2, 2, 0]);
    assert_eq!(called_by(&world, written, 30, id).await, [2, 2, 1]);
    let card = world.ticket_card(IRYNA, id).text.replace('\u{a0}', " ");
    let line =
        "📟 Called: Бойко Т.А. 12:03 · Коваленко О.С. 12:06 · Коваленко О.С., Бойко Т.А. 12:09 · you 12:12";
    assert!(card.contains(line), "{card}");
}

#[tokio::test]
async fn without_a_rota_the_unit_is_called_in_place_of_duty_and_once() {
    let world = team(CHAIN).await;
    let (id, written) = write_ticket(&world, Priority::Medium);
    assert_eq!(called_by(&world, written, 3, id).await, [1, 1, 0]);
    assert_eq!(called_by(&world, written, 11, id).await, [1, 1, 0]);
    assert_eq!(called_by(&world, written, 12, id).await, [1, 1, 1]);
}

#[tokio::test]
async fn a_ticket_for_somebody_by_name_is_not_brought_before_whoever_is_on_duty() {
    let world = team(CHAIN).await;
    with_rota(&world, &["taras", "olena"]).await;
    let new = NewTicket::to_unit(SERVICE_DESK, "Server", "It is down").for_people(&["olena"]);
    let (id, written) = (world.zenlix.web_create("roman", new), world.clock.now());
    assert_eq!(called_by(&world, written, 4, id).await, [0, 1, 0], "she is asked whose it is");
}

#[tokio::test]
async fn whoever_is_on_duty_and_off_work_is_called_as_their_settings_say_and_the_next_step_comes() {
    for (mark, sound) in [("", Sound::Silent), ("!", Sound::Ringing)] {
        let world = team(&format!("normal: duty 3m{mark}, next 6m")).await;
        with_rota(&world, &["taras", "olena"]).await;
        mutes::set(&world, TARAS, &["h:540:600"]).await;
        let (id, written) = write_ticket(&world, Priority::Medium);
        look_until(&world, written, 7).await;
        assert_eq!(calls(&world, TARAS, id), [sound], "{mark:?}");
        assert_eq!(calls(&world, OLENA, id), [Sound::Ringing], "{mark:?}");
    }
}

#[tokio::test]
async fn of_steps_that_are_due_at_once_each_person_hears_one() {
    let world = team(CHAIN).await;
    with_rota(&world, &["taras", "olena"]).await;
    let (id, written) = write_ticket(&world, Priority::Medium);
    look_until(&world, written, 2).await;
    // Nothing runs for a while.
    look_at(&world, written, 20 * 60).await;
    assert_eq!(counts(&world, [TARAS, OLENA, IRYNA], id), [1, 1, 1]);
}

#[tokio::test]
async fn who_was_on_when_the_step_came_is_asked_not_who_was_on_when_the_ticket_was_written() {
    let world = team("normal: duty 30m").await;
    with_rota(&world, &["taras", "olena"]).await;
    // They hand over at nine in the morning.
    let handover: Timestamp = "2026-11-25T07:00:00Z".parse().unwrap();
    while world.clock.now() + SignedDuration::from_mins(20) < handover {
        world.advance_time(SignedDuration::from_mins(10));
        world.poll_once().await;
    }
    let (id, written) = write_ticket(&world, Priority::Medium);
    assert_eq!(called_by(&world, written, 31, id).await, [0, 1, 0], "it is Olena's turn now");
}

#[tokio::test]
async fn at_night_whoever_is_on_duty_is_rung_and_a_group_in_its_quiet_hours_is_not() {
    let world = team("normal: duty 3m, group 5m").await;
    with_rota(&world, &["taras"]).await;
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let panel = world.last_bot_message(group).id;
    world.presses(OLENA, group, panel, "🌙 Quiet hours").await;
    world.presses(OLENA, group, panel, "☐ 20:00–08:00").await;
    mutes::until_hour(&world, 23).await;
    let (id, written) = write_ticket(&world, Priority::Medium);
    look_until(&world, written, 6).await;
    assert_eq!(calls(&world, TARAS, id), [Sound::Ringing]);
    assert_eq!(calls(&world, group, id), [Sound::Silent]);
    assert_eq!(counts(&world, [OLENA, IRYNA], id), [0, 0]);
}
