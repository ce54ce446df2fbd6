//! *Who is here*: `/units` shows who is at work, away and on duty, to those who work with them.

use deskgram::domain::hours::next_morning;
use deskgram::domain::ids::{UnitId, UserHash};
use deskgram::domain::rota::{DutyPlace, Rota, RotaMember};
use deskgram_sandbox::zenlix::world::Role;
use jiff::SignedDuration;

use crate::support::*;

/// What `/units` says to somebody of the service desk and of its people.
async fn looks(world: &World, who: i64) -> (String, String) {
    world.sends_text(who, "/units").await;
    let units = world.last_bot_message(who);
    world.presses_data(who, who, units.id, &format!("1:du:{SERVICE_DESK}")).await;
    (units.text, world.last_bot_message(who).text)
}

fn line<'a>(text: &'a str, name: &str) -> &'a str {
    text.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}: {text}"))
}

/// Olena works until six, Taras has muted all for an hour, and Iryna has not said when she works. It is noon.
async fn noon(language: &str) -> World {
    let world = World::in_language(language).await;
    for who in [OLENA, TARAS, IRYNA] {
        world.sign_in(who).await;
    }
    for (who, press) in [(OLENA, "1:p:h:540:1080"), (TARAS, "1:p:m:h")] {
        world.sends_text(who, "/settings").await;
        world.presses_data(who, who, world.last_bot_message(who).id, press).await;
    }
    world
}

async fn put_on_duty(world: &World, login: &str, name: &str) {
    let hash = UserHash(world.zenlix.person(login).unwrap().hash);
    let name = name.to_owned();
    let now = world.clock.now();
    world
        .app
        .bot
        .ctx
        .store
        .write(move |db| {
            let today = jiff::tz::TimeZone::UTC.to_datetime(now).date();
            let mut rota = Rota::new("Europe/Kyiv", today);
            rota.members.push(RotaMember { hash, name });
            db.add_rota(DutyPlace::Unit(UnitId(SERVICE_DESK)), &rota).map(drop)
        })
        .await
        .unwrap();
}

#[tokio::test]
async fn colleagues_see_who_is_at_work_and_who_is_away_until_when() {
    let world = noon("en").await;
    let (units, people) = looks(&world, IRYNA).await;
    assert!(units.contains("🟢 2 · 🌙 1"), "{units}");
    assert!(line(&people, "Коваленко").contains(". 🟢 "), "{people}");
    assert!(
        line(&people, "Бойко").contains(". 🌙 ") && line(&people, "Бойко").contains("back 13:"),
        "{people}"
    );
    world.advance_time(SignedDuration::from_hours(8));
    let (units, people) = looks(&world, IRYNA).await;
    assert!(units.contains("🟢 2 · 🌙 1"), "{units}");
    assert!(line(&people, "Коваленко").contains("back 25 Nov 09:00"), "her work is over: {people}");
    assert!(line(&people, "Бойко").contains(". 🟢 "), "{people}");
    let morning = next_morning(world.clock.now(), &jiff::tz::TimeZone::get("Europe/Kyiv").unwrap(), 9 * 60);
    world.advance_time(morning.unwrap().duration_since(world.clock.now()));
    assert!(looks(&world, IRYNA).await.0.contains("🟢 3"));
}

#[tokio::test]
async fn whoever_is_on_duty_stands_out() {
    let world = noon("en").await;
    put_on_duty(&world, "taras", "Бойко Т.А.").await;
    let (units, people) = looks(&world, IRYNA).await;
    assert!(units.contains("🛎 Бойко"), "{units}");
    assert!(line(&people, "Бойко").contains(". 🛎 🌙 "), "{people}");
}

#[tokio::test]
async fn nobody_elses_staff_and_no_client_learns_who_is_here() {
    let world = noon("en").await;
    put_on_duty(&world, "taras", "Бойко Т.А.").await;
    world.sign_in(BOSS).await;
    assert!(looks(&world, BOSS).await.0.contains("🛎 Бойко"), "the head of all");
    for (units, role) in [("2", Role::Technician), ("2", Role::HeadOfUnit)] {
        world.zenlix.set_user_units("iryna", units);
        world.zenlix.set_user_role("iryna", role);
        world.advance_time(SignedDuration::from_mins(10));
        world.run_until_idle().await;
        let (units, people) = looks(&world, IRYNA).await;
        assert!(people.contains("Коваленко"), "{people}");
        for sign in ["🟢", "🌙", "🛎"] {
            assert!(
                !line(&people, "Коваленко").contains(sign) && !line(&people, "Бойко").contains(sign),
                "{people}"
            );
            assert!(!units.lines().any(|line| line.contains(sign) && line.contains("Бойко")), "{units}");
        }
    }
    world.sign_in(ROMAN).await;
    world.sends_text(ROMAN, "/units").await;
    assert!(!world.all_bot_texts(ROMAN).contains("🟢"));
}

#[tokio::test]
async fn who_has_signed_out_is_neither_here_nor_away() {
    let world = noon("en").await;
    world.sends_text(OLENA, "/logout").await;
    let (units, people) = looks(&world, IRYNA).await;
    assert!(units.contains("🟢 1 · 🌙 1"), "{units}");
    let olena = line(&people, "Коваленко");
    assert!(!olena.contains("🟢") && !olena.contains("🌙"), "{people}");
}

#[tokio::test]
async fn it_reads_well_in_every_language() {
    for language in LANGUAGES {
        let world = noon(language).await;
        put_on_duty(&world, "olena", "Коваленко О.С.").await;
        world.sends_text(IRYNA, "/units").await;
        let units = world.last_bot_message(IRYNA);
        world.presses_data(IRYNA, IRYNA, units.id, &format!("1:du:{SERVICE_DESK}")).await;
        hold("presence", language, &[seen(&units), seen(&world.last_bot_message(IRYNA))]);
    }
}
