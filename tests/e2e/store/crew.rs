//! Several processes on one PostgreSQL: what one of them learns, the others know. Each does a part of the work here, as it does
//! when all of them hold an office.

use std::time::Duration;

use deskgram::app::App;
use deskgram::domain::audit::Deed;
use deskgram::domain::ids::{ChatId, Target};
use deskgram::screen::Class;
use deskgram::service::eyes::Watchman;
use deskgram::store::{Bell, Dedup, Mail};
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::Bench;
use crate::support::postgres::Postgres;
use crate::support::{OLENA, TARAS, World};

const PATIENCE: Duration = Duration::from_secs(30);

/// A process that only reads the lists, and one that only sends.
struct Crew {
    lists: App,
    outbox: App,
}

impl Crew {
    /// A world whose updates another process takes; none without PostgreSQL.
    async fn at_work() -> Option<(World, Self)> {
        let world = World::on_postgres(Postgres::fresh()?).await;
        let crew = Self::beside(&world).await;
        Some((world, crew))
    }

    async fn beside(world: &World) -> Self {
        Self { lists: world.beside().await, outbox: world.beside().await }
    }

    /// One look at the lists, after the interval has passed, and all that follows from it.
    async fn look(&self, world: &World) {
        world.pass_time(SignedDuration::from_mins(6));
        self.lists.watch().await.unwrap();
        self.send(world).await;
    }

    async fn send(&self, world: &World) {
        // Told by a bell in a process that runs.
        self.outbox.bot.desk.sessions.refresh(&self.outbox.bot.desk.store).await.unwrap();
        loop {
            let report = self.outbox.courier.pass().await.unwrap();
            match report.next {
                Some(next) if next.duration_since(world.clock.now()) <= SignedDuration::from_mins(1) => {
                    world.pass_time(next.duration_since(world.clock.now()));
                }
                _ => return,
            }
        }
    }

    async fn sign_in(&self, world: &World, who: i64) {
        world.says(who, &format!("/login {}", crate::support::login(who))).await;
        world.says(who, crate::support::login(who)).await;
        self.look(world).await;
    }
}

#[tokio::test]
async fn who_signs_in_and_out_is_known_to_all() {
    let Some((world, crew)) = Crew::at_work().await else { return };
    crew.sign_in(&world, OLENA).await;
    crew.sign_in(&world, TARAS).await;
    let first = world.new_ticket();
    crew.look(&world).await;
    assert!(world.find_card(OLENA, first).is_some(), "{}", world.said(OLENA));
    assert!(world.find_card(TARAS, first).is_some());

    world.says(OLENA, "/logout").await;
    let second = world.writes_ticket("The printer is on fire again");
    crew.look(&world).await;
    assert!(world.find_card(OLENA, second).is_none(), "she is signed out");
    assert!(world.find_card(TARAS, second).is_some());

    // The other way round: the helpdesk refuses a key, and whoever reads the lists hears of it first.
    world.zenlix.regenerate_key("taras");
    crew.look(&world).await;
    assert!(world.said(TARAS).contains("no longer accepts your key"), "{}", world.said(TARAS));
    let card = world.card(TARAS, first);
    let toast = world.presses(TARAS, TARAS, card.id, "✋ Take").await;
    assert!(toast.contains("signed in"), "{toast}");
}

#[tokio::test]
async fn an_old_reading_ends_no_new_sign_in() {
    let Some((world, crew)) = Crew::at_work().await else { return };
    crew.sign_in(&world, OLENA).await;
    // She gets a new key and signs in anew, before whoever reads the lists has heard of either.
    world.zenlix.regenerate_key("olena");
    let old = crew.lists.bot.desk.sessions.get(deskgram::domain::ids::TelegramUser(OLENA)).unwrap();
    world.pass_time(SignedDuration::from_secs(1));
    world.says(OLENA, "/login olena").await;
    world.says(OLENA, "olena").await;
    let desk = &crew.lists.bot.desk;
    desk.sessions.end(&desk.store, &old, Deed::KeyRefused, world.clock.now()).await.unwrap();
    let ticket = world.new_ticket();
    crew.look(&world).await;
    crew.look(&world).await;
    let another = world.writes_ticket("And the second one");
    crew.look(&world).await;
    assert!(world.is_signed_in(OLENA));
    assert!(world.find_card(OLENA, another).is_some(), "#{ticket}: {}", world.said(OLENA));
}

#[tokio::test]
async fn the_watching_accounts_list_serves_processes_that_do_not_read_it() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::on_postgres(postgres).await;
    world.choices.watchman = Some(Watchman::new("boss".into(), SecretString::from("boss")));
    world.restart().await;
    // A watchman of its own for each process.
    world.choices.watchman = Some(Watchman::new("boss".into(), SecretString::from("boss")));
    let crew = Crew::beside(&world).await;
    crew.sign_in(&world, OLENA).await;
    let ticket = world.new_ticket();
    crew.look(&world).await;
    let calls = || world.zenlix.calls().iter().filter(|call| call.mode == "ticket_list").count();
    let before = calls();
    world.says(OLENA, "/in").await;
    let list = world.last(OLENA).text;
    assert!(list.starts_with('📥') && list.contains(&format!("#{ticket}")), "{list}");
    assert_eq!(calls(), before, "what was read is shown");
}

#[tokio::test]
async fn when_the_office_moves_it_is_known_who_is_typing_a_password() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::on_postgres(postgres).await;
    // Taras is about to type his when the other process begins, and has long done so when it takes over; Olena is then.
    world.says(TARAS, "/login taras").await;
    let other = world.beside().await;
    world.says(TARAS, "taras").await;
    world.says(OLENA, "/login olena").await;
    world.app = other.into();
    world.app.resume().await.unwrap();

    let said = world.says(TARAS, "Good morning").await;
    assert!(!world.telegram.message(TARAS, said).unwrap().deleted, "{}", world.said(TARAS));
    assert!(world.is_signed_in(TARAS));
    world.telegram.says(OLENA, OLENA, "olena");
    world.die_with_updates_in_hand().await;
    world.restart().await;
    world.settle().await;
    assert!(!world.is_signed_in(OLENA), "her password was written down");
    world.says(OLENA, "olena").await;
    assert!(world.is_signed_in(OLENA), "{}", world.said(OLENA));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bell_is_heard_in_every_process() {
    let Some(postgres) = Postgres::fresh() else { return };
    let bench = Bench::Server(postgres);
    let (here, there) = (bench.open(), bench.open());
    let leases = there.leases().unwrap();
    // Whoever begins to listen looks at everything once.
    tokio::time::timeout(PATIENCE, there.bells().rung(Bell::Outbox)).await.unwrap();
    let mail = Mail {
        target: Target::chat(ChatId(1)),
        class: Class::Notice,
        dedup: Dedup::None,
        body: "{}".to_owned(),
        due: Timestamp::UNIX_EPOCH,
    };
    let rung = there.bells().rung(Bell::Outbox);
    here.write(move |db| db.post(&mail, Timestamp::UNIX_EPOCH)).await.unwrap();
    tokio::time::timeout(PATIENCE, rung).await.expect("it rings there as well");
    drop(leases);
}
