//! What waits to be sent, and what was sent lately.

use deskgram::domain::health::{Queue, Reading};
use deskgram::domain::ids::{ChatId, Target};
use deskgram::screen::Class;
use deskgram::store::{Dedup, KEPT, Mail, StoreError, View, ViewKind};
use jiff::SignedDuration;

use super::{Bench, OLENA, Postgres, TARAS, at, comment};

over_both! {
    a_notice_is_posted_once_and_an_edit_waits_once
    the_outbox_gives_the_head_of_each_chat
    what_is_put_off_stands_in_nobodys_way_and_what_is_tried_again_does
    what_waits_is_counted
    what_groups_were_sent_is_known_for_a_while
}

pub(super) fn mail(chat: i64, class: Class, dedup: Dedup, body: &str) -> Mail {
    let target = Target { chat: ChatId(chat), thread: None };
    Mail { target, class, dedup, body: body.to_owned(), due: at(10) }
}

async fn a_notice_is_posted_once_and_an_edit_waits_once(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            let notice = mail(1, Class::Notice, Dedup::Once("new/1".into()), "notice");
            assert!(db.post(&notice, at(0))?);
            assert!(!db.post(&notice, at(0))?);
            let first = db.outbox_heads(at(10), None, Class::Refresh, 9)?.remove(0);
            db.outbox_done(&first)?;
            assert!(!db.post(&notice, at(0))?, "not even after it was sent");

            let edit = |class, body: &str| mail(1, class, Dedup::Newest("edit/1".into()), body);
            assert!(db.post(&edit(Class::Refresh, "old"), at(0))?);
            let old = db.outbox_heads(at(10), None, Class::Refresh, 9)?.remove(0);
            assert!(db.post(&edit(Class::Answer, "new"), at(0))?);
            assert!(db.post(&edit(Class::Refresh, "newest"), at(0))?);
            assert_eq!(db.outbox_size()?, 1);
            db.outbox_done(&old)?;
            let waiting = db.outbox_heads(at(10), None, Class::Refresh, 9)?.remove(0);
            assert_eq!((waiting.body.as_str(), waiting.class), ("newest", Class::Answer));
            db.outbox_done(&waiting)?;
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
                (1, Class::Refresh, "c"),
                (1, Class::Notice, "b"),
                (2, Class::Notice, "d"),
                (1, Class::Answer, "a"),
            ] {
                db.post(&mail(chat, class, Dedup::None, body), at(0))?;
            }
            assert_eq!(db.outbox_next(at(0))?, Some(at(10)));
            assert!(db.outbox_heads(at(9), None, Class::Refresh, 9)?.is_empty());
            let bodies = |db: &mut deskgram::store::Db<'_>| {
                Ok::<Vec<_>, StoreError>(
                    db.outbox_heads(at(10), None, Class::Refresh, 9)?
                        .into_iter()
                        .map(|row| row.body)
                        .collect(),
                )
            };
            assert_eq!(bodies(db)?, ["a", "d"]);
            let head = db.outbox_heads(at(10), None, Class::Refresh, 1)?.remove(0);
            let behind = db.outbox_heads(at(10), Some((head.class, head.id)), Class::Refresh, 1)?;
            assert_eq!(behind[0].body, "d", "the next page");
            db.outbox_later(head.id, at(20))?;
            assert_eq!(bodies(db)?, ["d"], "what is behind it waits too");
            assert_eq!(db.outbox_heads(at(20), None, Class::Refresh, 1)?[0].tries, 1);
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
            db.outbox_heads(at(now), None, Class::Refresh, 9)?.into_iter().map(|row| row.body).collect(),
        )
    };
    let done = |db: &mut deskgram::store::Db<'_>, now| {
        let head = db.outbox_heads(at(now), None, Class::Refresh, 9)?.remove(0);
        db.outbox_done(&head)
    };
    store
        .write(move |db| {
            let kept = Dedup::Newest(format!("{KEPT}1:500"));
            db.post(&Mail { due: at(500), ..mail(1, Class::Notice, kept, "kept") }, at(100))?;
            for body in ["first", "second"] {
                db.post(&mail(1, Class::Notice, Dedup::None, body), at(100))?;
            }
            assert_eq!(heads(db, 100)?, ["first"], "what is kept blocks nobody");
            let first = db.outbox_heads(at(100), None, Class::Refresh, 9)?.remove(0);
            db.outbox_later(first.id, at(200))?;
            assert_eq!(heads(db, 100)?, [""; 0], "the second must not overtake the first");
            assert_eq!(db.outbox_next(at(100))?, Some(at(200)), "the first is tried again then");
            db.post(&mail(1, Class::Answer, Dedup::None, "answer"), at(100))?;
            assert_eq!(heads(db, 100)?, ["answer"]);
            done(db, 100)?;
            assert_eq!(heads(db, 200)?, ["first"]);
            done(db, 200)?;
            done(db, 200)?;
            assert_eq!(db.outbox_next(at(200))?, Some(at(500)));
            // The reader is back sooner, and later after all.
            db.outbox_keep(ChatId(1), at(300), at(200))?;
            db.outbox_keep(ChatId(2), at(900), at(200))?;
            assert_eq!((heads(db, 299)?.len(), heads(db, 300)?), (0, vec!["kept".to_owned()]));
            assert_eq!(db.outbox_body(&format!("{KEPT}1:500"))?.as_deref(), Some("kept"));
            db.outbox_drop_kept(ChatId(1))?;
            assert_eq!(db.outbox_size()?, 0);
            Ok(())
        })
        .await
        .unwrap();
}

async fn what_waits_is_counted(bench: Bench) {
    let store = bench.open();
    store
        .write(|db| {
            assert_eq!(db.outbox_queue()?, Queue::default());
            db.post(&mail(1, Class::Notice, Dedup::None, "a"), at(3))?;
            db.post(&mail(2, Class::Notice, Dedup::None, "b"), at(4))?;
            db.post(&mail(1, Class::Notice, Dedup::Newest(format!("{KEPT}1:9")), "c"), at(1))?;
            assert_eq!(db.outbox_queue()?, Queue { count: 2, oldest: Some(at(3)) });
            assert_eq!(db.outbox_queue_of(ChatId(2))?, Queue { count: 1, oldest: Some(at(4)) });
            assert_eq!(db.outbox_kept()?, Queue { count: 1, oldest: Some(at(1)) });
            assert_eq!(db.outbox_kept_of(ChatId(2))?, Queue::default());
            db.add_comment(&comment(7, "On my way"), at(5), at(5))?;
            assert_eq!(db.comments_queue()?, Queue { count: 1, oldest: Some(at(5)) });
            assert_eq!(db.comments_queue_of(OLENA)?.count, 1);
            assert_eq!(db.comments_queue_of(TARAS)?.count, 0);
            db.journal(1, "{}", at(6))?;
            db.journal(2, "{}", at(7))?;
            assert_eq!(db.updates_queue(1)?, Queue { count: 1, oldest: Some(at(7)) });
            let view = View { rows: Vec::new(), read_at: at(8), took: 1500 };
            for who in [OLENA, TARAS] {
                db.put_view(who, ViewKind::Incoming, &view)?;
            }
            let reading = Reading { at: at(8), took: SignedDuration::from_millis(1500) };
            assert_eq!(db.readings()?, [reading], "read once for both");
            assert_eq!(db.reading_for(OLENA)?, Some(reading));
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
                db.note_sent(ChatId(chat), at(second))?;
            }
            assert_eq!(db.sent_since(at(10), at(60))?, [(ChatId(-2), at(20))], "the clock was ahead");
            assert_eq!(db.forget_sent(at(20))?, 1);
            assert_eq!(db.sent_since(at(0), at(90))?, [(ChatId(-2), at(20)), (ChatId(-1), at(90))]);
            Ok(())
        })
        .await
        .unwrap();
}
