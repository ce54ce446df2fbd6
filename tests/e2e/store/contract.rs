//! What every database must do, one test each, over all of them.

use deskgram::domain::account::Account;
use deskgram::domain::ids::{CardRef, ChatId, MessageId, QuestionId, TelegramUser, TicketId};
use deskgram::domain::snooze::SnoozeEnd;
use deskgram::domain::ticket::PersonRef;
use deskgram::store::{
    CommentId, DirectoryShelf, ListSnapshot, QuestionEnd, SnapshotKind, StoreError, StoredSession, Taken,
    TakenAs, TemplateOwner,
};
use deskgram::view::MessageView;
use jiff::{SignedDuration, Timestamp};

use super::Bench;
use crate::support::postgres::Postgres;

/// Each of these functions as a test over each database.
macro_rules! over_both {
    ($($name:ident)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() {
                super::$name(super::Bench::File(tempfile::tempdir().unwrap())).await;
            })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() {
                let Some(postgres) = super::Postgres::fresh() else { return };
                super::$name(super::Bench::Server(postgres)).await;
            })*
        }
    };
}

over_both! {
    a_transaction_that_fails_leaves_nothing
    a_panic_in_one_transaction_stops_no_other
    a_statement_that_failed_unnoticed_is_not_kept
    what_is_committed_survives_closing
    two_processes_lose_no_update
    the_journal_takes_an_update_once
    a_session_opens_with_its_own_key_only
    small_things_are_kept_by_their_names
    strange_texts_come_back
    a_newer_database_is_refused
    a_foreign_database_is_refused
}

mod comments;
mod escalation;
mod finished;
mod groups;
mod outbox;
mod tickets;

const OLENA: TelegramUser = TelegramUser(101);
const TARAS: TelegramUser = TelegramUser(102);

fn at(second: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
}

async fn a_transaction_that_fails_leaves_nothing(bench: Bench) {
    let store = bench.open();
    let failed = store.write(|db| {
        db.journal_update(1, "{}", at(0))?;
        Err::<(), _>(StoreError::Foreign)
    });
    assert!(matches!(failed.await, Err(StoreError::Foreign)));
    assert!(store.write(|db| db.journal_update(1, "{}", at(0))).await.unwrap());
}

async fn a_panic_in_one_transaction_stops_no_other(bench: Bench) {
    let store = bench.open();
    let broken = store.write(|db| {
        db.journal_update(1, "{}", at(0))?;
        if db.open_journal_entries()?.len() == 1 { panic!("on purpose") } else { Ok(()) }
    });
    assert!(broken.await.is_err());
    assert!(store.write(|db| db.journal_update(2, "{}", at(0))).await.unwrap());
    assert_eq!(store.read(|db| db.open_journal_entries()).await.unwrap(), [(2, "{}".to_owned())]);
}

/// The tables are gone, so that every statement on them fails; a transaction that does not care must not spoil others.
async fn a_statement_that_failed_unnoticed_is_not_kept(bench: Bench) {
    let store = bench.open();
    bench.tamper("DROP TABLE watchers");
    let careless = store.write(|db| {
        let failed = db.add_watcher(TicketId(1), OLENA).is_err();
        db.journal_update(1, "{}", at(0)).map(|_| failed)
    });
    let careful = store.write(|db| db.journal_update(2, "{}", at(0)));
    let (careless, careful) = tokio::join!(careless, careful);
    assert!(careful.unwrap());
    let kept: Vec<_> =
        store.read(|db| db.open_journal_entries()).await.unwrap().into_iter().map(|(id, _)| id).collect();
    // SQLite goes on after an error, PostgreSQL does not; what the caller is told is what is so.
    match careless {
        Ok(failed) => assert_eq!((failed, kept), (true, vec![1, 2])),
        Err(_) => assert_eq!(kept, [2]),
    }
}

async fn what_is_committed_survives_closing(bench: Bench) {
    bench.open().write(|db| db.journal_update(1, "{}", at(0))).await.unwrap();
    assert_eq!(bench.open().read(|db| db.open_journal_entries()).await.unwrap().len(), 1);
}

async fn two_processes_lose_no_update(bench: Bench) {
    const EACH: u32 = 60;
    let stores = [bench.open(), bench.open()];
    let work = stores.iter().flat_map(|store| (0..EACH).map(move |_| store)).map(async |store| {
        let add = store.write(|db| {
            let count =
                db.directory_entry::<u32>(DirectoryShelf::List, "count")?.map_or(0, |(count, _)| count);
            db.put_directory_entry(DirectoryShelf::List, "count", &(count + 1), at(0))
        });
        add.await
    });
    for done in futures_util::future::join_all(work).await {
        done.unwrap();
    }
    let count = stores[0].read(|db| db.directory_entry::<u32>(DirectoryShelf::List, "count")).await.unwrap();
    assert_eq!(count.unwrap().0, 2 * EACH);
}

async fn the_journal_takes_an_update_once(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            assert!(db.journal_update(8, "eight", at(1))?);
            assert!(db.journal_update(7, "seven", at(1))?);
            assert!(!db.journal_update(8, "again", at(2))?);
            assert_eq!(db.open_journal_entries()?, [(7, "seven".to_owned()), (8, "eight".to_owned())]);
            db.mark_journal_done(7, at(3))?;
            assert_eq!(db.open_journal_entries()?, [(8, "eight".to_owned())]);
            assert_eq!(db.delete_journal_before(at(3))?, 0);
            assert_eq!(db.delete_journal_before(at(4))?, 1);
            assert!(db.journal_update(7, "seven", at(5))?);
            Ok(())
        })
        .await
        .unwrap();
}

fn session(key: &str) -> StoredSession {
    let me = PersonRef { hash: None, name: Some("Olena".into()) };
    let account = Account { login: "olena".into(), me, role: None, units: Vec::new(), lang: "uk".into() };
    StoredSession { telegram: OLENA, key: key.to_owned().into(), account, since: at(1) }
}

async fn a_session_opens_with_its_own_key_only(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            db.put_session(&session("first"))?;
            db.put_session(&session("second"))?;
            db.put_list_snapshot(
                OLENA,
                SnapshotKind::Incoming,
                &ListSnapshot { rows: Vec::new(), read_at: at(1), took: 1 },
            )?;
            db.put_dialogue(OLENA, ChatId(101), &"half way", at(9))
        })
        .await
        .unwrap();
    let (opened, closed) = bench.open().read(|db| db.all_sessions()).await.unwrap();
    let key = secrecy::ExposeSecret::expose_secret(&opened[0].key);
    assert_eq!((opened.len(), closed, key, opened[0].since), (1, 0, "second", at(1)));
    assert_eq!(opened[0].account, session("").account);
    let (opened, closed) = bench.open_with(8).unwrap().read(|db| db.all_sessions()).await.unwrap();
    assert_eq!((opened.len(), closed), (0, 1));
    store
        .write(|db| {
            db.drop_session(OLENA)?;
            assert!(db.all_sessions()?.0.is_empty());
            assert!(db.list_snapshot(OLENA, SnapshotKind::Incoming)?.is_none());
            assert!(db.find_dialogue::<String>(OLENA, ChatId(101), at(2))?.is_none());
            Ok(())
        })
        .await
        .unwrap();
}

async fn small_things_are_kept_by_their_names(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            db.put_dialogue(OLENA, ChatId(1), &"new", at(9))?;
            assert_eq!(db.find_dialogue::<String>(OLENA, ChatId(1), at(8))?.as_deref(), Some("new"));
            assert!(db.find_dialogue::<String>(OLENA, ChatId(1), at(9))?.is_none());
            assert!(db.drop_dialogue(OLENA, ChatId(1))? && !db.drop_dialogue(OLENA, ChatId(1))?);

            let (end, no_end) = (QuestionEnd::Edit(MessageView::from_html("over")), QuestionEnd::Delete);
            let [first, next] = [1, u32::MAX.into()].map(QuestionId);
            db.add_question(first, OLENA, None, &end, at(1))?;
            db.place_question(first, MessageId(5))?;
            assert_eq!(db.question_in(OLENA, MessageId(5))?.map(|asked| asked.id), Some(first));
            db.add_question(next, OLENA, Some(MessageId(5)), &no_end, at(2))?;
            assert!(db.find_question(first)?.is_none(), "its message asks the next");
            assert_eq!(db.open_questions(OLENA)?.len(), 1);
            db.close_question(next, &end)?;
            let closed = db.question_in(OLENA, MessageId(5))?.unwrap();
            assert!(closed.is_closed && closed.end == end && db.open_questions(OLENA)?.is_empty());
            db.forget_questions(at(3))?;
            assert!(db.find_question(next)?.is_none());

            let job = db.add_job(OLENA, &"later", at(5))?;
            assert_eq!(db.next_job_time()?, Some(at(5)));
            assert!(!db.cancel_job(job, OLENA, at(5))?, "it may be under way");
            assert!(!db.cancel_job(job, TARAS, at(4))?);
            let due: Vec<_> = db
                .due_jobs::<String>(at(5), 9)?
                .into_iter()
                .map(|(id, who, body)| (id, who, body.unwrap()))
                .collect();
            assert_eq!(due, [(job, OLENA, "later".to_owned())]);
            // Written by another version: it holds up no other, and its owner is known.
            assert!(matches!(&db.due_jobs::<u8>(at(5), 9)?[..], [(_, OLENA, Err(_))]));
            assert_eq!(db.find_job::<String>(job, OLENA)?.as_deref(), Some("later"));
            assert_eq!(db.find_job::<String>(job, TARAS)?, None);
            assert!(db.cancel_job(job, OLENA, at(4))?);

            db.add_job(OLENA, &"later", at(9))?;
            db.journal_update(900, "{}", at(8))?;
            assert_eq!(db.newest_moment()?, Some(at(8)));
            db.put_snooze(TicketId(4), OLENA, SnoozeEnd::At(at(9)), at(8))?;
            db.clock_was_ahead(at(8).duration_since(at(2)), at(2))?;
            assert_eq!((db.next_job_time()?, db.newest_moment()?), (Some(at(3)), Some(at(2))));
            assert_eq!(db.find_snooze(TicketId(4), OLENA)?, Some(SnoozeEnd::At(at(3))));
            db.forget_snoozes(at(3))?;
            assert_eq!(db.snoozes_of(OLENA)?.len(), 1, "it may be on its way");
            db.forget_snoozes(at(4))?;
            assert_eq!(db.find_snooze(TicketId(4), OLENA)?, None);

            assert!(db.record_notification("taken:5:1", at(1))? && db.record_notification("new:1", at(1))?);
            assert_eq!(
                (db.delete_notifications("taken:", at(1))?, db.delete_notifications("taken:", at(2))?),
                (0, 1)
            );
            assert!(!db.record_notification("new:1", at(1))? && db.record_notification("taken:5:1", at(1))?);

            let message = CardRef { chat: ChatId(1), message: MessageId(1) };
            let words = "On my way".to_owned();
            let taken = Taken { ticket: TicketId(1), comment: CommentId(7), form: TakenAs::Words, words };
            db.put_taken(message, &taken, at(1))?;
            let corrected = Taken { form: TakenAs::Correction, ..taken };
            db.put_taken(message, &corrected, at(2))?;
            db.forget_taken(at(2))?;
            assert_eq!(db.taken(message)?, Some(corrected));
            db.forget_taken(at(3))?;
            assert_eq!(db.taken(message)?, None);

            let offer = db.add_offer(OLENA, &"one", at(1))?;
            db.put_offer(offer, &"both", at(2))?;
            assert_eq!(db.newest_offer::<String>(OLENA, at(2))?, Some((offer, "both".to_owned())));
            assert_eq!(db.newest_offer::<String>(OLENA, at(3))?, None);
            assert_eq!(db.offer::<String>(offer, TARAS)?, None);
            db.forget_offers(at(3))?;
            assert_eq!(db.offer::<String>(offer, OLENA)?, None);

            db.add_watcher(TicketId(1), TARAS)?;
            db.add_watcher(TicketId(1), OLENA)?;
            db.add_watcher(TicketId(1), OLENA)?;
            assert_eq!(db.watchers_of(TicketId(1))?, [OLENA, TARAS]);
            assert!(db.remove_watcher(TicketId(1), OLENA)? && !db.remove_watcher(TicketId(1), OLENA)?);
            Ok(())
        })
        .await
        .unwrap();
}

async fn strange_texts_come_back(bench: Bench) {
    let store = bench.open();
    for text in ["", "'; DROP TABLE updates; --", "\\x00 \u{1f469}\u{200d}\u{1f52c} \u{0}", "$1 ${2} %s ?"] {
        store.write(move |db| db.add_template(TemplateOwner::Person(OLENA), text)).await.unwrap();
        let found = store.read(|db| db.all_templates(OLENA)).await.unwrap().pop().unwrap().text;
        // The one letter that PostgreSQL does not take.
        assert!(found == text || found == text.replace('\0', "\u{fffd}"), "{found:?}");
    }
    let long = "ы".repeat(1_000_000);
    let written = long.clone();
    store.write(move |db| db.journal_update(1, &written, at(0))).await.unwrap();
    assert!(store.read(|db| db.open_journal_entries()).await.unwrap()[0].1 == long);
}

async fn a_newer_database_is_refused(bench: Bench) {
    drop(bench.open());
    bench.tamper(match bench {
        Bench::File(_) => "PRAGMA user_version = 1000",
        Bench::Server(_) => "UPDATE deskgram_version SET version = 1000",
    });
    assert!(matches!(bench.try_open(), Err(StoreError::Newer { found: 1000, .. })));
}

async fn a_foreign_database_is_refused(bench: Bench) {
    bench.tamper("CREATE TABLE invoices (id BIGINT PRIMARY KEY)");
    assert!(matches!(bench.try_open(), Err(StoreError::Foreign)));
}
