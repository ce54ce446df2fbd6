//! Somebody else's clock is not believed over one's own look: a helpdesk whose clock is wrong, whose zone is another than the
//! settings say, whose hour comes twice; and what was written before the first look.

use deskgram_sandbox::zenlix::world::Priority;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match, NewTicket};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::support::*;

/// What is wrong with the helpdesk's time.
#[derive(Clone, Copy, Debug)]
enum Wrong {
    Nothing,
    /// Its clock, by so many minutes.
    Clock(i64),
    /// The zone in the settings.
    Zone(&'static str),
    /// It is the hour that comes twice, for the second time.
    October,
}

const ALL: [Wrong; 6] = [
    Wrong::Nothing,
    Wrong::Clock(-20),
    Wrong::Clock(20),
    Wrong::Zone("Europe/London"),
    Wrong::Zone("Asia/Dubai"),
    Wrong::October,
];

async fn world(wrong: Wrong) -> World {
    let world = World::new().await;
    match wrong {
        Wrong::Nothing => {}
        Wrong::Clock(minutes) => world.zenlix.set_skew(SignedDuration::from_mins(minutes)),
        Wrong::Zone(name) => world.zenlix.edit(|desk| desk.settings.zone = TimeZone::get(name).unwrap()),
        Wrong::October => {
            let second: Timestamp = "2027-10-31T01:10:00Z".parse().unwrap();
            world.advance_time(second.duration_since(world.clock.now()));
        }
    }
    world
}

fn count(world: &World, who: i64, words: &str) -> usize {
    world.all_bot_texts(who).matches(words).count()
}

async fn quarter(world: &World) {
    world.advance_time(SignedDuration::from_mins(9));
    world.poll_once().await;
}

#[tokio::test]
async fn a_first_comment_is_told_whatever_the_helpdesk_s_clock_says() {
    for wrong in ALL {
        let world = world(wrong).await;
        world.sign_in(OLENA).await;
        let new = NewTicket::to_unit(SERVICE_DESK, "Printers", "On fire").for_people(&["olena"]);
        let id = world.zenlix.web_create("roman", new);
        world.advance_time(SignedDuration::from_secs(30));
        world.zenlix.web_comment("roman", id, "Any news?");
        world.poll_once().await;
        world.poll_once().await;
        assert_eq!(count(&world, OLENA, "Any news?"), 1, "{wrong:?}: {}", world.all_bot_texts(OLENA));
    }
}

#[tokio::test]
async fn what_nobody_takes_is_brought_up_in_time_whatever_the_helpdesk_s_clock_says() {
    for wrong in ALL {
        let world = world(wrong).await;
        world.sign_in(OLENA).await;
        world.sign_in(IRYNA).await;
        let new = NewTicket::to_unit(SERVICE_DESK, "Server", "It is down").with_priority(Priority::High);
        let id = world.zenlix.web_create("roman", new);
        world.poll_once().await;
        let told = |world: &World| {
            let again = count(world, OLENA, &format!("🕐 #{id}: unclaimed for"));
            (again, count(world, IRYNA, &format!("🕐 #{id}: unclaimed in your unit")))
        };
        assert_eq!(told(&world), (0, 0), "{wrong:?}: it is six minutes old");
        quarter(&world).await;
        assert_eq!(told(&world), (1, 0), "{wrong:?}: {}", world.all_bot_texts(OLENA));
        quarter(&world).await;
        assert_eq!(told(&world), (1, 1), "{wrong:?}: {}", world.all_bot_texts(IRYNA));
    }
}

#[tokio::test]
async fn what_is_written_before_the_first_look_is_told_and_what_is_older_is_not() {
    for (wrong, watched) in [(Wrong::Nothing, false), (Wrong::Clock(-20), false), (Wrong::Nothing, true)] {
        let mut world = world(wrong).await;
        if watched {
            world = World::with_service_account().await;
        }
        let old = world.create_ticket();
        world.advance_time(SignedDuration::from_secs(5));
        world.sends_text(OLENA, "/login olena").await;
        world.sends_text(OLENA, "olena").await;
        world.advance_time(SignedDuration::from_secs(5));
        let new = world.create_ticket();
        // The helpdesk is away for the first look.
        world.zenlix.fault(Fault {
            on: Match::mode("ticket_list"),
            kind: FaultKind::Status(502, String::new()),
            times: Some(1),
        });
        world.poll_once().await;
        assert!(world.find_ticket_card(OLENA, new).is_none());
        world.poll_once().await;
        world.poll_once().await;
        assert!(
            world.find_ticket_card(OLENA, new).is_some(),
            "{wrong:?}, {watched}: {}",
            world.all_bot_texts(OLENA)
        );
        assert!(world.find_ticket_card(OLENA, old).is_none(), "{wrong:?}, {watched}: it was there before");
    }
}

#[tokio::test]
async fn what_is_written_while_a_list_takes_minutes_is_told() {
    let world = World::new().await;
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "olena").await;
    world.advance_time(SignedDuration::from_secs(5));
    let during = std::cell::Cell::new(0);
    let slow = Fault { on: Match::mode("ticket_list"), kind: FaultKind::HoldAnswer, times: Some(1) };
    world.zenlix.fault(slow);
    let meanwhile = async {
        world.zenlix.until_held(1).await;
        world.advance_time(SignedDuration::from_mins(2));
        during.set(world.create_ticket());
        world.advance_time(SignedDuration::from_mins(1));
        world.zenlix.release();
    };
    let (looked, ()) = tokio::join!(world.app.poll_lists(), meanwhile);
    looked.unwrap();
    world.run_until_idle().await;
    for _ in 0..5 {
        world.poll_once().await;
    }
    assert!(world.find_ticket_card(OLENA, during.get()).is_some(), "{}", world.all_bot_texts(OLENA));
}
