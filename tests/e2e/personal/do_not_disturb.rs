//! Who is left alone, and when: work hours, mutes, what rings, and what waits.

use deskgram_sandbox::telegram::Sound;
use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

fn ticket(world: &World, unit: i64, priority: Priority) -> i64 {
    // Two tickets of one second would be one to the helpdesk.
    world.advance_time(SignedDuration::from_secs(2));
    let ticket = NewTicket::to_unit(unit, "Printer", "It is on fire").with_priority(priority);
    world.zenlix.web_create("roman", ticket)
}

/// A world in which nothing waits for anybody: no reminder of an older ticket comes between.
async fn calm() -> World {
    let world = World::new().await;
    for ticket in world.zenlix.tickets() {
        world.zenlix.web_act("boss", ticket.row.id, WebAction::Finish);
    }
    world
}

/// Opens a page of somebody's settings and presses there.
async fn set(world: &World, who: i64, data: &[&str]) {
    world.sends_text(who, "/settings").await;
    let panel = world.last_bot_message(who).id;
    for data in data {
        world.presses_data(who, who, panel, &format!("1:p:{data}")).await;
    }
}

/// Moves the clock to this hour in Kyiv, today or tomorrow.
async fn until(world: &World, hour: i8) {
    let zone = jiff::tz::TimeZone::get("Europe/Kyiv").unwrap();
    loop {
        world.advance_time(SignedDuration::from_mins(30));
        let here = zone.to_datetime(world.clock.now());
        if here.hour() == hour {
            break;
        }
    }
    world.run_until_idle().await;
}

fn mentions(world: &World, who: i64, ticket: i64) -> usize {
    let number = format!("#{ticket}");
    world.visible_bot_messages(who).iter().filter(|message| message.text.contains(&number)).count()
}

#[tokio::test]
async fn outside_work_hours_news_come_without_sound_and_urgent_ones_ring() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    world.sends_text(OLENA, "/settings").await;
    let panel = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, panel, "💼 Work hours").await;
    world.presses(OLENA, OLENA, panel, "☐ 09:00–18:00").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("09:00–18:00, Mon–Fri"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    let day = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(OLENA, day).sound, Sound::Ringing);
    until(&world, 20).await;
    let (evening, urgent) = (ticket(&world, 1, Priority::Medium), ticket(&world, 1, Priority::High));
    world.poll_once().await;
    assert_eq!(world.ticket_card(OLENA, evening).sound, Sound::Silent);
    assert_eq!(world.ticket_card(OLENA, urgent).sound, Sound::Ringing, "urgent rings anyway");
    assert_eq!(world.ticket_card(TARAS, evening).sound, Sound::Ringing, "his hours are his own");
    // The hours are moved by half hours, and the days one by one.
    world.presses(OLENA, OLENA, panel, "−").await;
    world.presses(OLENA, OLENA, panel, "☑ Tue").await;
    world.presses(OLENA, OLENA, panel, "☐ Sat").await;
    let text = world.telegram.message(OLENA, panel).unwrap().text;
    assert!(text.contains("08:30–18:00, Mon, Wed, Thu, Fri, Sat"), "{text}");
}

#[tokio::test]
async fn urgent_news_follow_the_rest_where_that_is_chosen() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    set(&world, OLENA, &["h:540:1080", "r:o"]).await;
    until(&world, 20).await;
    let urgent = ticket(&world, 1, Priority::High);
    world.poll_once().await;
    assert_eq!(world.ticket_card(OLENA, urgent).sound, Sound::Silent);
}

#[tokio::test]
async fn what_rings_is_chosen_by_priority_unit_and_kind() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    world.sends_text(TARAS, "/settings").await;
    let panel = world.last_bot_message(TARAS).id;
    world.presses(TARAS, TARAS, panel, "🔕 Quiet mode").await;
    world.presses(TARAS, TARAS, panel, "🔔 Мережі та сервери").await;
    world.presses(TARAS, TARAS, panel, "◀ Back").await;
    world.presses(TARAS, TARAS, panel, "🔴 Priority").await;
    world.presses(TARAS, TARAS, panel, "☐ Normal and high").await;
    let text = world.telegram.message(TARAS, panel).unwrap().text;
    for words in ["Quiet mode: Мережі та сервери", "Sound from priority: normal and high"] {
        assert!(text.contains(words), "{text}");
    }
    let low = ticket(&world, 1, Priority::Low);
    let normal = ticket(&world, 1, Priority::Medium);
    let muted = ticket(&world, 2, Priority::Medium);
    world.poll_once().await;
    assert_eq!(mentions(&world, TARAS, muted), 0, "of a muted unit nothing comes");
    for (id, sound) in [(low, Sound::Silent), (normal, Sound::Ringing)] {
        assert_eq!(world.ticket_card(TARAS, id).sound, sound, "#{id}");
    }
    // New tickets hushed, others' moves heard.
    world.presses_data(TARAS, TARAS, panel, "1:p:k:n").await;
    world.presses_data(TARAS, TARAS, panel, "1:p:k:v").await;
    let named = NewTicket::to_unit(1, "Printer", "It is on fire").for_people(&["olena", "taras"]);
    let mine = world.zenlix.web_create("roman", named);
    let other = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(TARAS, other).sound, Sound::Silent);
    assert_eq!(world.ticket_card(TARAS, mine).sound, Sound::Ringing, "given by name: another kind");
    world.zenlix.web_act("olena", mine, WebAction::Lock);
    world.poll_once().await;
    assert_eq!(world.find_bot_message(TARAS, "taken by Коваленко").sound, Sound::Ringing);
}

#[tokio::test]
async fn only_ones_own_units_can_be_muted() {
    let world = calm().await;
    world.sign_in(TARAS).await;
    set(&world, TARAS, &["u:77"]).await;
    let panel = world.last_bot_message(TARAS);
    assert!(!panel.labels().iter().any(|label| label.contains("77")), "{:?}", panel.labels());
    world.zenlix.take_calls();
    set(&world, TARAS, &["o:m"]).await;
    let asked = world.zenlix.take_calls();
    assert!(!asked.iter().any(|call| format!("{call:?}").contains("77")), "{asked:?}");
}

#[tokio::test]
async fn of_a_muted_unit_comes_only_what_is_ones_own_and_what_is_urgent() {
    let world = calm().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    set(&world, TARAS, &["u:1"]).await;
    let (theirs, urgent) = (ticket(&world, 1, Priority::Medium), ticket(&world, 1, Priority::High));
    world.advance_time(SignedDuration::from_secs(2));
    let named = NewTicket::to_unit(1, "Printer", "It is on fire").for_people(&["taras"]);
    let named = world.zenlix.web_create("roman", named);
    world.poll_once().await;
    world.ticket_card(OLENA, theirs);
    assert_eq!(mentions(&world, TARAS, theirs), 0, "{}", world.all_bot_texts(TARAS));
    assert_eq!(world.ticket_card(TARAS, urgent).sound, Sound::Ringing);
    assert_eq!(world.ticket_card(TARAS, named).sound, Sound::Ringing, "given to him by name");
    // Nobody takes it: that is for the others.
    world.advance_time(SignedDuration::from_hours(2));
    world.poll_once().await;
    assert!(mentions(&world, OLENA, theirs) > 1, "{}", world.all_bot_texts(OLENA));
    assert_eq!(mentions(&world, TARAS, theirs), 0, "{}", world.all_bot_texts(TARAS));
    // What he holds is his, whatever its unit.
    world.zenlix.web_act("taras", theirs, WebAction::Lock);
    world.poll_once().await;
    world.zenlix.web_comment("roman", theirs, "Are you on it?");
    world.advance_time(SignedDuration::from_mins(2));
    world.poll_once().await;
    world.find_bot_message(TARAS, "Are you on it?");
    // Heard again, the unit begins with what is new from then on.
    set(&world, TARAS, &["u:1"]).await;
    let next = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(TARAS, next).sound, Sound::Ringing);
}

#[tokio::test]
async fn a_mute_ends_by_itself() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/settings").await;
    let panel = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, panel, "🔕 Quiet mode").await;
    world.presses(OLENA, OLENA, panel, "🔕 For an hour").await;
    assert!(
        world.last_bot_message(OLENA).text.contains("Quiet mode: until 13:00"),
        "{}",
        world.last_bot_message(OLENA).text
    );
    let first = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(OLENA, first).sound, Sound::Silent);
    world.advance_time(SignedDuration::from_hours(1));
    let second = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert_eq!(world.ticket_card(OLENA, second).sound, Sound::Ringing);
    world.presses_data(OLENA, OLENA, panel, "1:p:m:m").await;
    let text = world.telegram.message(OLENA, panel).unwrap().text;
    assert!(text.contains("Quiet mode: until 25 Nov 08:00"), "{text}");
    world.presses(OLENA, OLENA, panel, "🔔 Turn quiet mode off").await;
    assert!(world.telegram.message(OLENA, panel).unwrap().text.contains("Quiet mode: off"));
}

#[tokio::test]
async fn what_waited_for_the_morning_comes_as_one_message_and_is_still_true() {
    let mut world = calm().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    set(&world, OLENA, &["h:540:1080", "a:w"]).await;
    until(&world, 20).await;
    let (waits, done, urgent, said) = (
        ticket(&world, 1, Priority::Medium),
        ticket(&world, 1, Priority::Medium),
        ticket(&world, 1, Priority::High),
        ticket(&world, 1, Priority::Low),
    );
    world.poll_once().await;
    world.ticket_card(OLENA, urgent);
    for id in [waits, done, said] {
        assert_eq!(mentions(&world, OLENA, id), 0, "#{id} waits");
        world.ticket_card(TARAS, id);
    }
    // Whatever somebody does herself is answered at once, and a card follows its ticket.
    world.sends_text(OLENA, "/in").await;
    assert!(world.last_bot_message(OLENA).text.contains(&format!("#{waits}")));
    let card = world.ticket_card(OLENA, urgent).id;
    world.zenlix.web_act("taras", urgent, WebAction::Lock);
    world.zenlix.web_act("taras", done, WebAction::Lock);
    world.zenlix.web_act("taras", done, WebAction::Finish);
    world.zenlix.set_priority(said, Priority::Medium);
    world.poll_once().await;
    assert!(world.telegram.message(OLENA, card).unwrap().text.contains("taken by Бойко"));
    let before = world.visible_bot_messages(OLENA).len();
    world.restart_process().await;
    until(&world, 8).await;
    assert_eq!(world.visible_bot_messages(OLENA).len(), before, "nothing comes before nine");
    until(&world, 9).await;
    let morning = world.last_bot_message(OLENA);
    assert_eq!(
        world.visible_bot_messages(OLENA).len(),
        before + 1,
        "one message: {}",
        world.all_bot_texts(OLENA)
    );
    assert!(morning.text.starts_with("☕ While you were away: 2 tickets"), "{}", morning.text);
    assert_eq!(morning.sound, Sound::Ringing);
    assert!(morning.text.contains(&format!("#{waits}")) && morning.text.contains(&format!("#{said}")));
    assert!(!morning.text.contains(&format!("#{done}")), "it is over: {}", morning.text);
    world.presses(OLENA, OLENA, morning.id, &format!("#{waits}")).await;
    world.ticket_card(OLENA, waits);
    // Once.
    until(&world, 10).await;
    assert_eq!(world.all_bot_texts(OLENA).matches('☕').count(), 1);
}

#[tokio::test]
async fn a_single_thing_that_waited_comes_as_its_card() {
    let world = calm().await;
    world.sign_in(OLENA).await;
    set(&world, OLENA, &["h:540:1080", "a:w"]).await;
    until(&world, 20).await;
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert!(world.find_ticket_card(OLENA, id).is_none());
    until(&world, 9).await;
    assert_eq!(world.ticket_card(OLENA, id).sound, Sound::Ringing);
    assert!(!world.all_bot_texts(OLENA).contains('☕'));
}

#[tokio::test]
async fn who_comes_back_early_gets_what_waited_and_who_signs_out_does_not() {
    let world = calm().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
        set(&world, who, &["h:540:1080", "a:w"]).await;
    }
    until(&world, 20).await;
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    assert!(world.find_ticket_card(OLENA, id).is_none() && world.find_ticket_card(TARAS, id).is_none());
    set(&world, OLENA, &["h"]).await;
    world.ticket_card(OLENA, id);
    world.sends_text(TARAS, "/logout").await;
    until(&world, 9).await;
    assert_eq!(mentions(&world, TARAS, id), 0, "{}", world.all_bot_texts(TARAS));
}

#[tokio::test]
async fn a_longer_mute_keeps_what_waits() {
    let world = calm().await;
    world.sign_in(OLENA).await;
    set(&world, OLENA, &["a:w", "m:h"]).await;
    let id = ticket(&world, 1, Priority::Medium);
    world.poll_once().await;
    set(&world, OLENA, &["m:m"]).await;
    world.advance_time(SignedDuration::from_hours(2));
    world.run_until_idle().await;
    assert!(world.find_ticket_card(OLENA, id).is_none(), "she asked for quiet until the morning");
    until(&world, 8).await;
    world.ticket_card(OLENA, id);
}
