//! What waits to be sent, and what was sent lately.

use deskgram::domain::health::{ListReading, QueueStats};
use deskgram::domain::ids::{ChatId, Target};
use deskgram::store::{DedupKey, HELD_PREFIX, ListSnapshot, OutboxEntry, SnapshotKind, StoreError};
use deskgram::view::SendPriority;
use jiff::SignedDuration;

use super::comments::comment;
use super::{Bench, OLENA, Postgres, TARAS, at};

over_both! {
    a_notice_is_posted_once_and_an_edit_waits_once
    the_outbox_gives_the_head_of_each_chat
    what_is_put_off_stands_in_nobodys_way_and_what_is_tried_again_does
    what_waits_is_counted
    what_groups_were_sent_is_known_for_a_while
}

pub(super) fn mail(chat: i64, class: SendPriority, dedup: DedupKey, body: &str) -> OutboxEntry {
    let target = Target { chat: ChatId(chat), thread: None };
    OutboxEntry { target, class, dedup, body: body.to_owned(), due: at(10) }
}

async fn a_notice_is_posted_once_and_an_edit_waits_once(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let notice = mail(1, SendPriority::Notice, DedupKey::Once("new/1".into()), "notice");
            assert!(db.enqueue(&notice, at(0))?);
            assert!(!db.enqueue(&notice, at(0))?);
            let first = db.outbox_heads(at(10), None, SendPriority::Refresh, 9)?.remove(0);
            db.mark_outbox_done(&first)?;
            assert!(!db.enqueue(&notice, at(0))?, "not even after it was sent");

            let edit = |class, body: &str| mail(1, class, DedupKey::Newest("edit/1".into()), body);
            assert!(db.enqueue(&edit(SendPriority::Refresh, "old"), at(0))?);
            let old = db.outbox_heads(at(10), None, SendPriority::Refresh, 9)?.remove(0);
            assert!(db.enqueue(&edit(SendPriority::Answer, "new"), at(0))?);
            assert!(db.enqueue(&edit(SendPriority::Refresh, "newest"), at(0))?);
            assert_eq!(db.outbox_size()?, 1);
            db.mark_outbox_done(&old)?;
            let waiting = db.outbox_heads(at(10), None, SendPriority::Refresh, 9)?.remove(0);
            assert_eq!((waiting.body.as_str(), waiting.class), ("newest", SendPriority::Answer));
            db.mark_outbox_done(&waiting)?;
            assert_eq!(db.outbox_size()?, 0);
            Ok(())
        })
        .await
        .unwrap();
}

async fn the_outbox_gives_the_head_of_each_chat(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            for (chat, class, body) in [
                (1, SendPriority::Refresh, "c"),
                (1, SendPriority::Notice, "b"),
                (2, SendPriority::Notice, "d"),
                (1, SendPriority::Answer, "a"),
            ] {
                db.enqueue(&mail(chat, class, DedupKey::None, body), at(0))?;
            }
            assert_eq!(db.next_outbox_due(at(0))?, Some(at(10)));
            assert!(db.outbox_heads(at(9), None, SendPriority::Refresh, 9)?.is_empty());
            let bodies = |db: &mut deskgram::store::Db<'_>| {
                Ok::<Vec<_>, StoreError>(
                    db.outbox_heads(at(10), None, SendPriority::Refresh, 9)?
                        .into_iter()
                        .map(|row| row.body)
                        .collect(),
                )
            };
            assert_eq!(bodies(db)?, ["a", "d"]);
            let head = db.outbox_heads(at(10), None, SendPriority::Refresh, 1)?.remove(0);
            let behind = db.outbox_heads(at(10), Some((head.class, head.id)), SendPriority::Refresh, 1)?;
            assert_eq!(behind[0].body, "d", "the next page");
            db.retry_outbox_in_order(head.id, at(20))?;
            assert_eq!(bodies(db)?, ["d"], "what is behind it waits too");
            assert_eq!(db.outbox_heads(at(20), None, SendPriority::Refresh, 1)?[0].tries, 1);
            assert_eq!(db.outbox_drop_chat(ChatId(1))?, 3);
            assert_eq!(db.outbox_size()?, 1);
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_is_put_off_stands_in_nobodys_way_and_what_is_tried_again_does(bench: Bench) {
    let store = bench.open();
    let heads = |db: &mut deskgram::store::Db<'_>, now| {
        Ok::<Vec<_>, StoreError>(
            db.outbox_heads(at(now), None, SendPriority::Refresh, 9)?
                .into_iter()
                .map(|row| row.body)
                .collect(),
        )
    };
    let done = |db: &mut deskgram::store::Db<'_>, now| {
        let head = db.outbox_heads(at(now), None, SendPriority::Refresh, 9)?.remove(0);
        db.mark_outbox_done(&head)
    };
    store
        .write(move |db| {
            let kept = DedupKey::Newest(format!("{HELD_PREFIX}1:500"));
            db.enqueue(
                &OutboxEntry { due: at(500), ..mail(1, SendPriority::Notice, kept, "kept") },
                at(100),
            )?;
            for body in ["first", "second"] {
                db.enqueue(&mail(1, SendPriority::Notice, DedupKey::None, body), at(100))?;
            }
            assert_eq!(heads(db, 100)?, ["first"], "what is kept blocks nobody");
            let first = db.outbox_heads(at(100), None, SendPriority::Refresh, 9)?.remove(0);
            db.retry_outbox_in_order(first.id, at(200))?;
            assert_eq!(heads(db, 100)?, [""; 0], "the second must not overtake the first");
            assert_eq!(db.next_outbox_due(at(100))?, Some(at(200)), "the first is tried again then");
            db.enqueue(&mail(1, SendPriority::Answer, DedupKey::None, "answer"), at(100))?;
            assert_eq!(heads(db, 100)?, ["answer"]);
            done(db, 100)?;
            assert_eq!(heads(db, 200)?, ["first"]);
            done(db, 200)?;
            done(db, 200)?;
            assert_eq!(db.next_outbox_due(at(200))?, Some(at(500)));
            // The reader is back sooner, and later after all.
            db.hold_outbox(ChatId(1), at(300), at(200))?;
            db.hold_outbox(ChatId(2), at(900), at(200))?;
            assert_eq!((heads(db, 299)?.len(), heads(db, 300)?), (0, vec!["kept".to_owned()]));
            assert_eq!(db.outbox_body(&format!("{HELD_PREFIX}1:500"))?.as_deref(), Some("kept"));
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_waits_is_counted(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            assert_eq!(db.outbox_queue()?, QueueStats::default());
            db.enqueue(&mail(1, SendPriority::Notice, DedupKey::None, "a"), at(3))?;
            db.enqueue(&mail(2, SendPriority::Notice, DedupKey::None, "b"), at(4))?;
            db.enqueue(
                &mail(1, SendPriority::Notice, DedupKey::Newest(format!("{HELD_PREFIX}1:9")), "c"),
                at(1),
            )?;
            assert_eq!(db.outbox_queue()?, QueueStats { count: 2, oldest: Some(at(3)) });
            assert_eq!(db.outbox_queue_of(ChatId(2))?, QueueStats { count: 1, oldest: Some(at(4)) });
            assert_eq!(db.outbox_kept()?, QueueStats { count: 1, oldest: Some(at(1)) });
            assert_eq!(db.outbox_kept_of(ChatId(2))?, QueueStats::default());
            db.add_comment(&comment(7, "On my way"), at(5), at(5))?;
            assert_eq!(db.comments_queue()?, QueueStats { count: 1, oldest: Some(at(5)) });
            assert_eq!(db.comments_queue_of(OLENA)?.count, 1);
            assert_eq!(db.comments_queue_of(TARAS)?.count, 0);
            db.journal_update(1, "{}", at(6))?;
            db.journal_update(2, "{}", at(7))?;
            assert_eq!(db.updates_queue(1)?, QueueStats { count: 1, oldest: Some(at(7)) });
            let view = ListSnapshot { rows: Vec::new(), read_at: at(8), took: 1500 };
            for who in [OLENA, TARAS] {
                db.put_list_snapshot(who, SnapshotKind::Incoming, &view)?;
            }
            let reading = ListReading { at: at(8), took: SignedDuration::from_millis(1500) };
            assert_eq!(db.list_readings()?, [reading], "read once for both");
            assert_eq!(db.list_reading(OLENA)?, Some(reading));
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_groups_were_sent_is_known_for_a_while(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            for (chat, second) in [(-1, 10), (-2, 20), (-1, 90)] {
                db.record_sent(ChatId(chat), at(second))?;
            }
            assert_eq!(db.sent_since(at(10), at(60))?, [(ChatId(-2), at(20))], "the clock was ahead");
            assert_eq!(db.delete_sent_before(at(20))?, 1);
            assert_eq!(db.sent_since(at(0), at(90))?, [(ChatId(-2), at(20)), (ChatId(-1), at(90))]);
            Ok(())
        })
        .await
        .unwrap();
}
