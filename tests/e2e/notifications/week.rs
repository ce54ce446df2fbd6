//! A week in the life: each day something goes wrong that has nothing to do with the tickets, and at its end everybody has been told
//! what the oracle promises, no more and no less.
//!
//! `cargo test week` runs the short form, `DESKGRAM_TEST_WEEK=long cargo test week` the long one, and `…=outage` that day alone.

use deskgram_sandbox::zenlix::world::{AccountStatus, Role};
use jiff::SignedDuration;

use super::shift::{Group, Shift, chat, name};
use crate::support::postgres::Postgres;
use crate::support::*;

/// The Monday of a week in which Kyiv has an hour twice, on the Sunday, from midnight to two by UTC.
const MONDAY: &str = "2026-10-19T06:00:00Z";

/// How much of everything there is.
struct Measure {
    people: usize,
    /// Minutes of work before the day's trouble, and after it.
    minutes: usize,
}

impl Measure {
    fn chosen() -> Self {
        match knob("DESKGRAM_TEST_WEEK").as_str() {
            "long" => Self { people: 50, minutes: 60 },
            _ => Self { people: 12, minutes: 4 },
        }
    }
}

/// The week as it goes.
struct Week {
    shift: Shift,
    minutes: usize,
    /// A topic of a forum, and the topic's number.
    topic: (i64, i32),
    /// A plain group.
    plain: i64,
}

impl Week {
    async fn begin(world: World) -> Self {
        let Measure { people, minutes } = Measure::chosen();
        let mut shift = Shift::begin(world, people, 11).await;
        for number in [0, 1, 5] {
            shift.subscribe_supergroup(number).await;
        }
        let telegram = shift.world.telegram.clone();
        let forum = telegram.forum("Unit 3", &[chat(2), chat(6)]);
        telegram.add_bot(forum);
        let thread = telegram.topic(forum, "Tickets");
        let group = Group { chat: forum, owner: 2, unassigned: false };
        shift
            .subscribe(group, async |world| {
                world.telegram.say(chat(2), forum).thread(thread).text("/subscribe").send();
                world.run_until_idle().await;
            })
            .await;
        let plain = telegram.group("Unit 4", &[chat(3), chat(7)]);
        telegram.add_bot(plain);
        let group = Group { chat: plain, owner: 3, unassigned: false };
        shift
            .subscribe(group, async |world| {
                world.sends_text_in(chat(3), plain, "/subscribe").await;
            })
            .await;
        shift.world.poll_once().await;
        Self { shift, minutes, topic: (forum, thread), plain }
    }

    async fn work(&mut self) {
        for _ in 0..self.minutes {
            self.shift.work(2, 3);
            self.shift.poll().await;
        }
    }

    /// The end of a day: what is left to be said is said, and the process is started anew.
    async fn end_day(&mut self, day: &str) {
        self.work().await;
        self.shift.come_to_rest().await;
        self.shift.judge(day);
        self.shift.world.app.apply_retention().await.unwrap();
        self.shift.world.restart_process().await;
        self.shift.world.advance_time(SignedDuration::from_hours(15));
        self.shift.come_to_rest().await;
    }

    /// Somebody without an account writes and writes, and so does somebody with one.
    async fn floods(&mut self) {
        let world = &self.shift.world;
        for number in 0..100 {
            world.telegram.says(STRANGER, STRANGER, &format!("Hello {number}"));
            world.telegram.says(chat(4), chat(4), "/help");
        }
        self.shift.work(2, 3);
        self.shift.poll().await;
    }

    /// One changes the unit, one is promoted, a head is a technician from now on, one is switched off and one removed.
    async fn staff_moves(&mut self) {
        let [moved, promoted, off, removed] = [4, 5, 6, 7];
        let demoted = 1;
        let changes = [
            (moved, (Role::Technician, 3), AccountStatus::Active),
            (promoted, (Role::HeadOfUnit, 2), AccountStatus::Active),
            (demoted, (Role::Technician, 2), AccountStatus::Active),
            (off, (Role::Technician, 3), AccountStatus::Inactive),
            (removed, (Role::Technician, 4), AccountStatus::Deleted),
        ];
        for (who, (role, unit), status) in changes {
            self.shift.world.zenlix.edit(|desk| {
                let user = desk.users.iter_mut().find(|user| user.login == name(who)).unwrap();
                (user.role, user.units, user.status) = (role, unit.to_string(), status);
            });
            let here = status == AccountStatus::Active;
            self.shift.cast[who] = if here { (role, unit) } else { (Role::Client, 0) };
            self.shift.leave_alone_what_concerns(who);
        }
        // What the helpdesk shows whom is asked anew every few minutes.
        self.shift.come_to_rest().await;
    }

    async fn outage(&mut self) {
        let world = &self.shift.world;
        world.zenlix.stop().await;
        for _ in 0..5 {
            self.shift.poll().await;
        }
        self.shift.work(5, 5);
        for _ in 0..5 {
            self.shift.poll().await;
        }
        self.shift.world.zenlix.restart().await.unwrap();
        // What happens next is news of its own.
        self.shift.come_to_rest().await;
    }

    async fn topic_closed(&mut self) {
        let (forum, thread) = self.topic;
        self.shift.world.telegram.close_topic(forum, thread);
        self.work().await;
        self.shift.world.telegram.reopen_topic(forum, thread);
        self.shift.come_to_rest().await;
    }

    async fn group_migrates(&mut self) {
        let grown = self.shift.world.telegram.migrate(self.plain);
        self.shift.world.run_until_idle().await;
        self.shift.group_is_now(self.plain, grown);
    }

    async fn clock_is_off(&mut self) {
        let off = SignedDuration::from_mins(20);
        self.shift.world.helpdesk_clock.advance_by(-off);
        self.work().await;
        self.shift.come_to_rest().await;
        self.shift.world.helpdesk_clock.advance_by(off);
    }

    /// From the second half of the first of the two equal hours into the other.
    async fn an_hour_comes_twice(&mut self) {
        let start: jiff::Timestamp = "2026-10-25T00:57:00Z".parse().unwrap();
        let wait = start.duration_since(self.shift.world.clock.now());
        assert!(wait.is_positive(), "the week is on its way: {wait:?}");
        self.shift.world.advance_time(wait);
        self.shift.come_to_rest().await;
        self.work().await;
    }
}

/// What goes wrong on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Floods,
    Outage,
    TopicClosed,
    GroupMigrates,
    ClockIsOff,
    StaffMoves,
    HourComesTwice,
}

/// The days that are lived through, with the names by which one of them is chosen.
const DAYS: [(&str, Trouble); 7] = [
    ("floods", Trouble::Floods),
    ("outage", Trouble::Outage),
    ("topic", Trouble::TopicClosed),
    ("group", Trouble::GroupMigrates),
    ("clock", Trouble::ClockIsOff),
    ("staff", Trouble::StaffMoves),
    ("hour", Trouble::HourComesTwice),
];

async fn live_through(world: World) {
    let mut week = Week::begin(world).await;
    let chosen = knob("DESKGRAM_TEST_WEEK");
    let is_one_day = DAYS.iter().any(|(day, _)| *day == chosen);
    let is_lived = |(name, _): &&(&str, Trouble)| !is_one_day || *name == chosen;
    for (name, trouble) in DAYS.iter().filter(is_lived) {
        week.work().await;
        match trouble {
            Trouble::Floods => week.floods().await,
            Trouble::Outage => week.outage().await,
            Trouble::TopicClosed => week.topic_closed().await,
            Trouble::GroupMigrates => week.group_migrates().await,
            Trouble::ClockIsOff => week.clock_is_off().await,
            Trouble::StaffMoves => week.staff_moves().await,
            Trouble::HourComesTwice => week.an_hour_comes_twice().await,
        }
        week.end_day(name).await;
    }
    assert!(week.shift.tickets.len() >= week.minutes * 4);
}

#[tokio::test]
async fn a_week_on_sqlite() {
    live_through(World::watched_from(MONDAY, None).await).await;
}

#[tokio::test]
async fn a_week_on_postgres() {
    let Some(postgres) = Postgres::fresh() else { return };
    live_through(World::watched_from(MONDAY, Some(postgres)).await).await;
}
