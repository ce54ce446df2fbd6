//! Comments, their albums and files, and quick replies.

use deskgram::domain::ids::{CardRef, ChatId, MessageId, Target, ThreadId, TicketId};
use deskgram::store::{
    Album, CommentAttempt, CommentId, CommentOrigin, FollowedBy, LinkedFile, NewComment, StoreError,
    TemplateOwner,
};

use super::{Bench, OLENA, Postgres, TARAS, at};

over_both! {
    comments_on_one_ticket_keep_their_order
    quick_replies_keep_their_order
    a_file_is_found_until_its_link_runs_out
    a_comment_grows_until_it_is_due
}

pub(super) fn comment(ticket: i64, text: &str) -> NewComment {
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
