//! Mutes and work hours hold a call back, unless the chain marks the step as always.

use deskgram_sandbox::zenlix::world::Priority;
use jiff::tz::TimeZone;

use super::*;

/// Opens somebody's settings and presses there.
pub async fn set(world: &World, who: i64, data: &[&str]) {
    world.sends_text(who, "/settings").await;
    let panel = world.last_bot_message(who).id;
    for data in data {
        world.presses_data(who, who, panel, &format!("1:p:{data}")).await;
    }
}

/// It is this hour in Kyiv, and all has been looked at on the way there.
pub async fn until_hour(world: &World, hour: i8) {
    let zone = TimeZone::get("Europe/Kyiv").unwrap();
    while zone.to_datetime(world.clock.now()).hour() != hour {
        world.advance_time(SignedDuration::from_mins(24));
        world.poll_once().await;
    }
}

#[tokio::test]
async fn a_mute_silences_a_call_but_not_one_that_is_marked_as_always() {
    for (chain, sound) in [("normal: unit 5m", Sound::Silent), ("normal: unit 5m!", Sound::Ringing)] {
        let world = team(chain).await;
        set(&world, OLENA, &["m:h"]).await;
        let (id, written) = write_ticket(&world, Priority::Medium);
        look_until(&world, written, 6).await;
        assert_eq!(calls(&world, OLENA, id), [sound], "{chain}");
        assert_eq!(calls(&world, TARAS, id), [Sound::Ringing], "{chain}: he has muted nothing");
    }
}

#[tokio::test]
async fn the_unit_are_those_within_their_hours_unless_the_step_is_marked_as_always() {
    for (chain, called) in [("normal: unit 5m", 0), ("normal: unit 5m!", 1)] {
        let world = team(chain).await;
        set(&world, OLENA, &["h:540:1080"]).await;
        until_hour(&world, 20).await;
        let (id, written) = write_ticket(&world, Priority::Medium);
        look_until(&world, written, 6).await;
        assert_eq!(calls(&world, OLENA, id), vec![Sound::Ringing; called], "{chain}: she is off work");
        assert_eq!(calls(&world, TARAS, id), [Sound::Ringing], "{chain}: he always works");
    }
}

#[tokio::test]
async fn a_head_who_is_off_work_is_called_as_their_settings_say() {
    for (chain, sound) in [("normal: head 5m", Sound::Silent), ("normal: head 5m!", Sound::Ringing)] {
        let world = team(chain).await;
        set(&world, IRYNA, &["h:540:1080"]).await;
        until_hour(&world, 20).await;
        let (id, written) = write_ticket(&world, Priority::Medium);
        look_until(&world, written, 6).await;
        assert_eq!(calls(&world, IRYNA, id), [sound], "{chain}");
    }
}

#[tokio::test]
async fn a_group_in_its_quiet_hours_is_called_without_a_sound_unless_always() {
    for (chain, sound) in [("normal: group 5m", Sound::Silent), ("normal: group 5m!", Sound::Ringing)] {
        let world = team(chain).await;
        let group = world.create_group(&[OLENA, TARAS]).await;
        world.sends_text_in(OLENA, group, "/subscribe").await;
        let panel = world.last_bot_message(group).id;
        world.presses(OLENA, group, panel, "🌙 Quiet hours").await;
        world.presses(OLENA, group, panel, "☐ 20:00–08:00").await;
        until_hour(&world, 21).await;
        let (id, written) = write_ticket(&world, Priority::Medium);
        look_until(&world, written, 6).await;
        assert_eq!(calls(&world, group, id), [sound], "{chain}");
        assert_eq!(counts(&world, [OLENA, TARAS], id), [0, 0], "{chain}: only the group is called");
    }
}
