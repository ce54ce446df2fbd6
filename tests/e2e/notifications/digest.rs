//! The digest of the morning, and of the evening where it is wanted.

use jiff::SignedDuration;

use crate::support::*;

/// Lets the clock run to a time of the day in Kyiv, with polls on the way.
async fn until(world: &World, clock: &str) {
    for _ in 0..24 * 10 {
        let kyiv = jiff::tz::TimeZone::get("Europe/Kyiv").unwrap();
        let here = kyiv.to_datetime(world.clock.now()).strftime("%H:%M").to_string();
        if here[..2] == clock[..2] && here.as_str() >= clock {
            return;
        }
        world.poll_once().await;
    }
    panic!("it never is {clock}");
}

fn count(world: &World, chat: i64, words: &str) -> usize {
    world.all_bot_texts(chat).matches(words).count()
}

#[tokio::test]
async fn a_working_day_begins_with_a_digest() {
    let mut world = World::new().await;
    world.sign_in(TARAS).await;
    assert_eq!(count(&world, TARAS, "Good morning"), 0, "it is noon");
    until(&world, "09:30").await;
    assert_eq!(count(&world, TARAS, "☀️ Good morning! "), 1, "{}", world.all_bot_texts(TARAS));
    world.restart_process().await;
    until(&world, "10:30").await;
    assert_eq!(count(&world, TARAS, "Good morning"), 1, "once a day");
    let digest = world.find_bot_message(TARAS, "Good morning");
    assert!(digest.text.contains("open tickets"), "{}", digest.text);
    assert_eq!(digest.sound, deskgram_sandbox::telegram::Sound::Silent);
}

#[tokio::test]
async fn whoever_wants_none_gets_none_and_a_group_gets_what_it_chose() {
    let world = World::new().await;
    world.sign_in(TARAS).await;
    world.sends_text(TARAS, "/settings").await;
    let panel = world.last_bot_message(TARAS).id;
    world.presses(TARAS, TARAS, panel, "☀️ Digest").await;
    world.presses(TARAS, TARAS, panel, "☐ Off").await;
    let group = world.create_group(&[TARAS]).await;
    world.sends_text_in(TARAS, group, "/subscribe").await;
    let panel = world.last_bot_message(group).id;
    world.presses(TARAS, group, panel, "☀️ Digest").await;
    world.presses(TARAS, group, panel, "☐ Morning and evening").await;
    world.advance_time(SignedDuration::from_hours(5));
    until(&world, "18:30").await;
    assert_eq!(count(&world, group, "🌙 End of day: "), 1, "{}", world.all_bot_texts(group));
    until(&world, "09:30").await;
    assert_eq!(count(&world, group, "Good morning"), 1);
    assert_eq!(count(&world, TARAS, "Good morning"), 0);
}
