//! Several processes on one PostgreSQL: what one of them learns, the others know. Each does a part of the work here, as it does
//! when all of them hold a role.

use std::time::Duration;

use deskgram::accounts::farewell::end_sign_in;
use deskgram::app::App;
use deskgram::domain::audit::AuditAction;
use deskgram::domain::ids::{ChatId, Target};
use deskgram::sessions::service_account::ServiceAccount;
use deskgram::store::{DedupKey, OutboxEntry, Topic};
use deskgram::view::SendPriority;
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
        let world = World::with_postgres(Postgres::fresh()?).await;
        let crew = Self::beside(&world).await;
        Some((world, crew))
    }

    async fn beside(world: &World) -> Self {
        Self { lists: world.second_process().await, outbox: world.second_process().await }
    }

    /// One look at the lists, after the interval has passed, and all that follows from it.
    async fn look(&self, world: &World) {
        world.advance_time(SignedDuration::from_mins(6));
        self.lists.poll_lists().await.unwrap();
        self.send(world).await;
    }

    async fn send(&self, world: &World) {
        // Told by a wake-up in a process that runs.
        self.outbox.bot.ctx.sessions.refresh_changed(&self.outbox.bot.ctx.store).await.unwrap();
        loop {
            let report = self.outbox.outbox.send_due().await.unwrap();
            match report.next {
                Some(next) if next.duration_since(world.clock.now()) <= SignedDuration::from_mins(1) => {
                    world.advance_time(next.duration_since(world.clock.now()));
                }
                _ => return,
            }
        }
    }

    async fn sign_in(&self, world: &World, who: i64) {
        world.sends_text(who, &format!("/login {}", crate::support::login(who))).await;
        world.sends_text(who, crate::support::login(who)).await;
        self.look(world).await;
    }
}

#[tokio::test]
async fn who_signs_in_and_out_is_known_to_all() {
    let Some((world, crew)) = Crew::at_work().await else { return };
    crew.sign_in(&world, OLENA).await;
    crew.sign_in(&world, TARAS).await;
    let first = world.create_ticket();
    crew.look(&world).await;
    assert!(world.find_ticket_card(OLENA, first).is_some(), "{}", world.all_bot_texts(OLENA));
    assert!(world.find_ticket_card(TARAS, first).is_some());

    world.sends_text(OLENA, "/logout").await;
    let second = world.create_ticket_with("The printer is on fire again");
    crew.look(&world).await;
    assert!(world.find_ticket_card(OLENA, second).is_none(), "she is signed out");
    assert!(world.find_ticket_card(TARAS, second).is_some());

    // The other way round: the helpdesk refuses a key, and whoever reads the lists hears of it first.
    world.zenlix.regenerate_key("taras");
    crew.look(&world).await;
    assert!(world.all_bot_texts(TARAS).contains("revoked your access"), "{}", world.all_bot_texts(TARAS));
    assert!(world.find_ticket_card(TARAS, first).is_none(), "and his cards are closed");
    world.sends_text(TARAS, "/in").await;
    assert!(world.last_bot_message(TARAS).text.contains("/login"), "{}", world.last_bot_message(TARAS).text);
}

#[tokio::test]
async fn an_old_reading_ends_no_new_sign_in() {
    let Some((world, crew)) = Crew::at_work().await else { return };
    crew.sign_in(&world, OLENA).await;
    // She gets a new key and signs in anew, before whoever reads the lists has heard of either.
    world.zenlix.regenerate_key("olena");
    let old = crew.lists.bot.ctx.sessions.find_session(deskgram::domain::ids::TelegramUser(OLENA)).unwrap();
    world.advance_time(SignedDuration::from_secs(1));
    world.sends_text(OLENA, "/login olena").await;
    world.sends_text(OLENA, "olena").await;
    let desk = &crew.lists.bot.ctx;
    end_sign_in(desk, &old, AuditAction::KeyRefused, world.clock.now()).await.unwrap();
    let ticket = world.create_ticket();
    crew.look(&world).await;
    crew.look(&world).await;
    let another = world.create_ticket_with("And the second one");
    crew.look(&world).await;
    assert!(world.is_signed_in(OLENA));
    assert!(world.find_ticket_card(OLENA, another).is_some(), "#{ticket}: {}", world.all_bot_texts(OLENA));
}

#[tokio::test]
async fn the_watching_accounts_list_serves_processes_that_do_not_read_it() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::with_postgres(postgres).await;
    world.settings.service_account = Some(ServiceAccount::new("boss".into(), SecretString::from("boss")));
    world.restart_process().await;
    // A service account of its own for each process.
    world.settings.service_account = Some(ServiceAccount::new("boss".into(), SecretString::from("boss")));
    let crew = Crew::beside(&world).await;
    crew.sign_in(&world, OLENA).await;
    let ticket = world.create_ticket();
    crew.look(&world).await;
    let calls = || world.zenlix.calls().iter().filter(|call| call.mode == "ticket_list").count();
    let before = calls();
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).text;
    assert!(list.starts_with('📥') && list.contains(&format!("#{ticket}")), "{list}");
    assert_eq!(calls(), before, "what was read is shown");
}

#[tokio::test]
async fn when_the_role_moves_it_is_known_who_is_typing_a_password() {
    let Some(postgres) = Postgres::fresh() else { return };
    let mut world = World::with_postgres(postgres).await;
    // Taras is about to type his when the other process begins, and has long done so when it takes over; Olena is then.
    world.sends_text(TARAS, "/login taras").await;
    let other = world.second_process().await;
    world.sends_text(TARAS, "taras").await;
    world.sends_text(OLENA, "/login olena").await;
    world.app = other.into();
    world.app.resume_unfinished().await.unwrap();

    let said = world.sends_text(TARAS, "Good morning").await;
    assert!(!world.telegram.message(TARAS, said).unwrap().deleted, "{}", world.all_bot_texts(TARAS));
    assert!(world.is_signed_in(TARAS));
    world.telegram.says(OLENA, OLENA, "olena");
    world.crash_before_handling().await;
    world.restart_process().await;
    world.run_until_idle().await;
    assert!(!world.is_signed_in(OLENA), "her password was written down");
    world.sends_text(OLENA, "olena").await;
    assert!(world.is_signed_in(OLENA), "{}", world.all_bot_texts(OLENA));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wakeup_is_heard_in_every_process() {
    let Some(postgres) = Postgres::fresh() else { return };
    let bench = Bench::Server(postgres);
    let (here, there) = (bench.open(), bench.open());
    let leases = there.leases().unwrap();
    // Whoever begins to listen looks at everything once.
    tokio::time::timeout(PATIENCE, there.wakeups().notified(Topic::Outbox)).await.unwrap();
    let mail = OutboxEntry {
        target: Target::whole_chat(ChatId(1)),
        class: SendPriority::Notice,
        dedup: DedupKey::None,
        body: "{}".to_owned(),
        due: Timestamp::UNIX_EPOCH,
    };
    let rung = there.wakeups().notified(Topic::Outbox);
    here.write(move |db| db.enqueue(&mail, Timestamp::UNIX_EPOCH)).await.unwrap();
    tokio::time::timeout(PATIENCE, rung).await.expect("it rings there as well");
    drop(leases);
}
