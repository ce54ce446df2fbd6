//! What every database must do, one test each, over all of them.

use deskgram::domain::account::Account;
use deskgram::domain::event::{DeadlineStage, Event, EventKind};
use deskgram::domain::ids::{
    CardRef, ChatId, MessageId, QuestionId, Target, TelegramUser, ThreadId, TicketHash, TicketId, TicketRef,
    UnitId, UserHash,
};
use deskgram::domain::list_diff::RowFingerprint;
use deskgram::domain::rota::{DutyPlace, Rota, RotaMember};
use deskgram::domain::settings::GroupSettings;
use deskgram::domain::ticket::{Assignees, Details, PersonRef, Priority, Rights, Ticket, TicketState};
use deskgram::domain::ticket_history::{HistoryEntry, HistoryKind};
use deskgram::store::{
    Album, CardKind, CardMessage, CommentAttempt, CommentId, CommentOrigin, DedupKey, DirectoryShelf,
    FollowedBy, LinkedFile, ListSnapshot, NewComment, QuestionEnd, SnapshotKind, StoreError, StoredRota,
    StoredSession, StoredTicket, Subscription, Taken, TakenAs, TemplateOwner,
};
use deskgram::view::{MessageView, SendPriority};
use jiff::{SignedDuration, Timestamp};

use self::outbox::mail;
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
    comments_on_one_ticket_keep_their_order
    a_session_opens_with_its_own_key_only
    a_card_is_found_where_it_was_put
    a_group_that_moves_takes_its_subscriptions_along
    a_rota_moves_with_its_group_and_ends_with_its_subscription
    a_calendar_link_has_one_number
    a_ticket_keeps_what_a_later_sight_does_not_say
    what_has_happened_to_a_ticket_is_noted_once
    many_tickets_come_in_the_order_that_was_asked_for
    lists_come_back_as_they_were
    quick_replies_keep_their_order
    small_things_are_kept_by_their_names
    a_file_is_found_until_its_link_runs_out
    a_comment_grows_until_it_is_due
    strange_texts_come_back
    a_newer_database_is_refused
    a_foreign_database_is_refused
}

mod escalation;
mod finished;
mod outbox;

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

fn comment(ticket: i64, text: &str) -> NewComment {
    NewComment {
        author: OLENA,
        login: "olena".to_owned(),
        ticket: TicketId(ticket),
        source: CardRef { chat: ChatId(101), message: MessageId(5) },
        target: Target { chat: ChatId(101), thread: Some(ThreadId(3)) },
        parts: vec![text.to_owned(), "more".to_owned()],
        followed_by: FollowedBy::Finish,
        origin: CommentOrigin::Button,
    }
}

async fn comments_on_one_ticket_keep_their_order(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let first = db.add_comment(&comment(1, "first"), at(5), at(0))?;
            let second = db.add_comment(&comment(1, "second"), at(5), at(0))?;
            let other = db.add_comment(&comment(2, "other"), at(7), at(0))?;
            assert!(first.0 < second.0 && second.0 < other.0);
            assert_eq!(db.next_comment_due(at(4))?, Some(at(5)));
            let due: Vec<_> = db.comments_due(at(7), 9)?.into_iter().map(|comment| comment.id).collect();
            assert_eq!(due, [first, other]);
            let attempt = CommentAttempt { baseline: 4, at: at(6) };
            assert!(db.record_attempt(first, attempt)?);
            let found = db.find_comment(first)?.unwrap();
            assert_eq!((found.new, found.attempt, found.attempts), (comment(1, "first"), Some(attempt), 1));
            db.record_parts_sent(first, 1)?;
            let found = db.find_comment(first)?.unwrap();
            assert_eq!((found.sent, found.attempt, found.attempts), (1, None, 0));
            db.drop_comment(first)?;
            assert_eq!(db.comments_due(at(7), 9)?[0].id, second);
            assert!(!db.record_attempt(first, attempt)?);
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

fn card(chat: i64, message: i32, thread: Option<i32>) -> CardMessage {
    let at = CardRef { chat: ChatId(chat), message: MessageId(message) };
    let target = Target { chat: at.chat, thread: thread.map(ThreadId) };
    CardMessage { at, target, ticket: TicketId(9), kind: CardKind::Card }
}

async fn a_card_is_found_where_it_was_put(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            db.put_card(card(1, 10, None), at(1))?;
            db.put_card(card(1, 11, Some(4)), at(2))?;
            db.put_card(CardMessage { kind: CardKind::Ping, ..card(1, 12, None) }, at(3))?;
            db.put_card(card(-100_123_456_789, 1, None), at(4))?;
            assert_eq!(db.card_ticket(card(1, 11, None).at)?, Some(TicketId(9)));
            assert_eq!(db.card_ticket(card(1, 12, None).at)?, Some(TicketId(9)));
            assert_eq!(db.card_ticket(card(2, 10, None).at)?, None);
            assert_eq!(db.cards_of(TicketId(9), 2)?, [card(-100_123_456_789, 1, None), card(1, 11, Some(4))]);
            assert_eq!(db.card_in(card(1, 0, Some(4)).target, TicketId(9))?, Some(MessageId(11)));
            assert_eq!(db.card_in(card(1, 0, None).target, TicketId(9))?, Some(MessageId(10)));
            db.drop_card(card(1, 10, None).at)?;
            assert_eq!(db.card_in(card(1, 0, None).target, TicketId(9))?, None);
            Ok(())
        })
        .await
        .unwrap();
}

fn subscription(chat: i64, thread: Option<i32>, owner: TelegramUser) -> Subscription {
    Subscription {
        target: Target { chat: ChatId(chat), thread: thread.map(ThreadId) },
        owner,
        owner_name: "Olena".into(),
        title: "Support".into(),
        settings: GroupSettings { floor: Some(Priority::High), ..GroupSettings::default() },
        since: at(1),
        rests: None,
        checked: at(2),
    }
}

async fn a_group_that_moves_takes_its_subscriptions_along(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let (whole, topic) = (subscription(-1, None, OLENA), subscription(-1, Some(5), TARAS));
            db.put_subscription(&whole)?;
            db.put_subscription(&topic)?;
            assert_eq!(db.find_subscription(topic.target)?.as_ref(), Some(&topic));
            assert_eq!(db.subscriptions_of(OLENA)?, [whole]);
            db.enqueue(&mail(-1, SendPriority::Refresh, DedupKey::Newest("edit".into()), "edit"), at(0))?;
            db.enqueue(&mail(-1, SendPriority::Notice, DedupKey::None, "word"), at(0))?;
            db.move_chat(ChatId(-1), ChatId(-1001))?;
            let moved = [subscription(-1001, None, OLENA), subscription(-1001, Some(5), TARAS)];
            assert_eq!(db.subscriptions_in(ChatId(-1001))?, moved);
            let left = db.outbox_heads(at(10), None, SendPriority::Refresh, 9)?;
            assert_eq!((left.len(), left[0].target.chat, left[0].body.as_str()), (1, ChatId(-1001), "word"));
            assert!(db.drop_subscription(moved[0].target)?);
            assert!(!db.drop_subscription(moved[0].target)?);
            assert_eq!(db.drop_chat_subscriptions(ChatId(-1001))?, 1);
            assert!(db.all_subscriptions()?.is_empty());
            Ok(())
        })
        .await
        .unwrap();
}

fn ticket(id: i64) -> Ticket {
    Ticket {
        at: TicketRef { id: TicketId(id), hash: TicketHash("1764000000".into()) },
        priority: Priority::Medium,
        subject: "Принтер".into(),
        text: "🔥 горит\nи дымит".into(),
        created: Some(at(1)),
        state: TicketState::Free,
        unit: None,
        assignees: Assignees::Unit,
        author: PersonRef::default(),
        client: PersonRef::default(),
    }
}

async fn a_rota_moves_with_its_group_and_ends_with_its_subscription(bench: Bench) {
    let store = bench.open();
    let (old, new) = (Target::whole_chat(ChatId(-5)), Target::whole_chat(ChatId(-1_000_000_000_005)));
    let member = RotaMember { hash: UserHash("secret-of-olena".into()), name: "Olena".into() };
    let rota = Rota { members: vec![member], ..Rota::new("Europe/Kyiv", jiff::civil::date(2026, 11, 24)) };
    let (kept, now) = (rota.clone(), at(1000));
    let id = store
        .write(move |db| {
            let unit = db.add_rota(DutyPlace::Unit(UnitId(5)), &kept)?;
            let group = db.add_rota(DutyPlace::Group(old), &kept)?;
            assert_eq!(db.add_rota(DutyPlace::Group(old), &Rota::new("UTC", kept.start))?, group);
            assert_ne!(unit.id, group.id);
            db.put_rota(group.id, &kept, Some(now))?;
            db.move_chat(old.chat, new.chat)?;
            Ok(group.id)
        })
        .await
        .unwrap();
    let kept = StoredRota { id, place: DutyPlace::Group(new), rota };
    store
        .write(move |db| {
            assert_eq!(db.find_rota(DutyPlace::Group(old))?, None);
            assert_eq!(db.find_rota(DutyPlace::Group(new))?.as_ref(), Some(&kept));
            assert_eq!(db.next_rota_check()?, Some(now));
            assert_eq!(db.rotas_to_check(now)?, [kept]);
            db.drop_subscription(new)?;
            assert_eq!(db.rota_by_id(id)?, None);
            assert_eq!(db.all_rotas()?.len(), 1, "the unit's stays");
            Ok(())
        })
        .await
        .unwrap();
}

async fn a_calendar_link_has_one_number(bench: Bench) {
    let store = bench.open();
    let who = TelegramUser(5);
    store
        .write(move |db| {
            db.put_calendar_number(who, i64::MIN)?;
            db.put_calendar_number(who, 7)?;
            assert_eq!(db.calendar_owner(i64::MIN)?, None);
            assert_eq!((db.calendar_owner(7)?, db.calendar_number(who)?), (Some(who), Some(7)));
            db.drop_session(who)?;
            assert_eq!(db.calendar_owner(7)?, None, "it ends with the sign-in");
            Ok(())
        })
        .await
        .unwrap();
}

async fn a_ticket_keeps_what_a_later_sight_does_not_say(bench: Bench) {
    let store = bench.open();
    let full = StoredTicket {
        ticket: ticket(7),
        details: Some(Details { deadline: Some(at(99)), ..Details::default() }),
        comments: Some(3),
        read_at: at(5),
        since: at(4),
        first_seen: at(3),
        reminded_at: at(0),
    };
    store
        .write(move |db| {
            db.put_ticket(&full)?;
            assert_eq!(db.find_ticket(TicketId(7))?.as_ref(), Some(&full));
            let later = StoredTicket { details: None, comments: None, read_at: at(6), ..full.clone() };
            db.put_ticket(&later)?;
            assert_eq!(db.find_ticket(TicketId(7))?, Some(StoredTicket { read_at: at(6), ..full.clone() }));
            assert_eq!(db.find_twin(TicketId(8), &full.ticket.at.hash)?, Some(TicketId(7)));
            assert_eq!(db.find_twin(TicketId(7), &full.ticket.at.hash)?, None);
            assert_eq!(db.newest_ticket()?, TicketId(7));
            db.put_rights(&full.ticket, OLENA, &Rights::Stranger)?;
            assert_eq!(db.find_rights(&full.ticket, OLENA)?, Some(Rights::Stranger));
            let taken = Ticket { state: TicketState::Archived, ..full.ticket };
            assert_eq!(db.find_rights(&taken, OLENA)?, None);
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_has_happened_to_a_ticket_is_noted_once(bench: Bench) {
    let store = bench.open();
    let person = |name: &str| PersonRef { hash: Some(UserHash(name.into())), name: Some(name.into()) };
    let event = |what, by: &str| Event { ticket: TicketId(7), what, by: Some(person(by)) };
    let referral = EventKind::Referred { to: vec![person("taras"), person("iryna")], unit: None };
    let comment = EventKind::Comment { place: 0, text: "nobody keeps this".into() };
    let deadline = EventKind::Deadline { due: at(9), nears: DeadlineStage::Day };
    let seen = [
        (event(EventKind::New, "olena"), at(1)),
        (event(comment, "taras"), at(4)),
        (event(referral, "olena"), at(3)),
        (event(EventKind::New, "olena"), at(5)),
        (event(deadline, "olena"), at(6)),
    ];
    let ticket = Ticket { unit: Some(UnitId(3)), ..ticket(7) };
    let other = Event { ticket: TicketId(8), ..event(EventKind::Taken, "iryna") };
    store
        .write(move |db| {
            for (event, at) in &seen {
                db.record_history(event, &ticket, *at)?;
            }
            db.record_history(&other, &ticket, at(2))?;
            let entry = |at, kind, who: &str, whom| HistoryEntry {
                ticket: TicketId(7),
                at,
                kind,
                who: Some(person(who)),
                whom,
                unit: Some(UnitId(3)),
                priority: Priority::Medium,
            };
            let created = entry(at(1), HistoryKind::Created, "olena", Vec::new());
            let referred =
                entry(at(3), HistoryKind::Referred, "olena", vec![person("taras"), person("iryna")]);
            let commented = entry(at(4), HistoryKind::Commented, "taras", Vec::new());
            assert_eq!(db.history_of(TicketId(7))?, [created, referred.clone(), commented.clone()]);
            let between = db.history_between(at(2), at(4))?;
            assert_eq!(between.iter().map(|entry| entry.ticket.0).collect::<Vec<_>>(), [8, 7]);
            assert_eq!(db.forget_history(at(3))?, 2);
            assert_eq!(db.history_between(at(0), at(9))?, [referred, commented]);
            Ok(())
        })
        .await
        .unwrap();
}

async fn many_tickets_come_in_the_order_that_was_asked_for(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            for id in 1..=40 {
                let (ticket, now) = (ticket(id), at(5));
                let (details, comments, reminded) = (None, None, at(0));
                db.put_ticket(&StoredTicket {
                    ticket,
                    details,
                    comments,
                    read_at: now,
                    since: now,
                    first_seen: now,
                    reminded_at: reminded,
                })?;
            }
            for count in [0, 1, 15, 16, 17, 40] {
                let asked: Vec<_> = (1..=count).rev().map(TicketId).collect();
                let found: Vec<_> = db.find_tickets(&asked)?.iter().map(|known| known.ticket.at.id).collect();
                assert_eq!(found, asked);
            }
            let found = db.find_tickets(&[TicketId(99), TicketId(7)])?;
            assert_eq!(found.iter().map(|known| known.ticket.at.id).collect::<Vec<_>>(), [TicketId(7)]);
            Ok(())
        })
        .await
        .unwrap();
}

async fn lists_come_back_as_they_were(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let rows =
                (0..500).map(|id| RowFingerprint { id: TicketId(id), mark: u64::MAX - id as u64 }).collect();
            let mut view = ListSnapshot { rows, read_at: at(1), took: 40 };
            db.put_list_snapshot(OLENA, SnapshotKind::Incoming, &view)?;
            assert_eq!(db.list_snapshot(OLENA, SnapshotKind::Incoming)?.as_ref(), Some(&view));
            assert!(db.list_snapshot(OLENA, SnapshotKind::Shown)?.is_none());
            db.touch_list_snapshot(OLENA, SnapshotKind::Incoming, at(2), 50)?;
            (view.read_at, view.took) = (at(2), 50);
            assert_eq!(db.list_snapshot(OLENA, SnapshotKind::Incoming)?, Some(view));
            Ok(())
        })
        .await
        .unwrap();
}

async fn quick_replies_keep_their_order(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            db.add_template(TemplateOwner::Everybody, "all")?;
            for text in ["one", "two", "three"] {
                db.add_template(TemplateOwner::Person(OLENA), text)?;
            }
            let texts = |db: &mut deskgram::store::Db<'_>| {
                Ok::<Vec<_>, StoreError>(
                    db.all_templates(OLENA)?.into_iter().map(|found| found.text).collect(),
                )
            };
            assert_eq!(texts(db)?, ["one", "two", "three", "all"]);
            let three = db.all_templates(OLENA)?.remove(2);
            db.raise_template(three.id, three.owner)?;
            assert_eq!(texts(db)?, ["one", "three", "two", "all"]);
            db.mark_template_used(three.id, at(5))?;
            assert_eq!(db.templates_by_use(OLENA, 1)?[0].text, "three");
            assert!(db.find_template(three.id, TARAS)?.is_none());
            assert_eq!(db.all_templates(TARAS)?.len(), 1);
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
            db.clock_was_ahead(at(8).duration_since(at(2)), at(2))?;
            assert_eq!((db.next_job_time()?, db.newest_moment()?), (Some(at(3)), Some(at(2))));

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

async fn a_file_is_found_until_its_link_runs_out(bench: Bench) {
    let store = bench.open();
    for id in [i64::MIN, -1, 7] {
        let (telegram, name) = ("BQACAgI".to_owned(), "звіт.pdf".to_owned());
        let file = LinkedFile { id, author: OLENA, telegram, name, size: Some(3), until: at(9) };
        let kept = file.clone();
        store.write(move |db| db.put_file(&kept)).await.unwrap();
        assert_eq!(store.read(move |db| db.find_file(id, at(8))).await.unwrap(), Some(file));
        assert_eq!(store.read(move |db| db.find_file(id, at(9))).await.unwrap(), None);
    }
    store.write(|db| db.forget_files(at(0), at(9))).await.unwrap();
    assert_eq!(store.read(|db| db.find_file(7, at(0))).await.unwrap(), None);
    let mark = store.file_mark(7, at(9));
    assert_eq!(bench.open().file_mark(7, at(9)), mark, "a link outlives a restart");
    assert_ne!(bench.open_with(8).unwrap().file_mark(7, at(9)), mark);
}

async fn a_comment_grows_until_it_is_due(bench: Bench) {
    let store = bench.open();
    let new = comment(1, "one");
    store
        .write(move |db| {
            let id = db.add_comment(&new, at(5), at(1))?;
            let more = |parts: Vec<String>| [parts, vec!["still more".to_owned()]].concat();
            assert!(!db.extend_comment(id, TARAS, at(2), more)?, "it is somebody else's");
            assert!(db.extend_comment(id, OLENA, at(2), more)?);
            assert!(!db.extend_comment(id, OLENA, at(5), more)?, "it may be on its way");
            assert_eq!(db.comments_due(at(5), 9)?[0].new.parts, ["one", "more", "still more"]);
            let album = Album { comment: id, ticket: TicketId(1) };
            db.put_album("a", album, at(1))?;
            let later = Album { comment: CommentId(id.0 + 1), ..album };
            db.put_album("a", later, at(2))?;
            assert_eq!((db.find_album("a")?, db.find_album("b")?), (Some(later), None));
            db.forget_files(at(2), at(2))?;
            assert_eq!(db.find_album("a")?, None);
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
