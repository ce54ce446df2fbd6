//! Groups, their cards, and the rotas that follow them.

use deskgram::domain::ids::{
    CardRef, ChatId, MessageId, Target, TelegramUser, ThreadId, TicketId, UnitId, UserHash,
};
use deskgram::domain::rota::{DutyPlace, Rota, RotaMember};
use deskgram::domain::settings::GroupSettings;
use deskgram::domain::ticket::Priority;
use deskgram::store::{CardKind, CardMessage, DedupKey, StoredRota, Subscription};
use deskgram::view::SendPriority;

use super::outbox::mail;
use super::{Bench, OLENA, Postgres, TARAS, at};

over_both! {
    a_card_is_found_where_it_was_put
    a_group_that_moves_takes_its_subscriptions_along
    a_rota_moves_with_its_group_and_ends_with_its_subscription
    a_calendar_link_has_one_number
    a_rota_that_no_key_opens_holds_nothing_up
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

pub(super) fn card(chat: i64, message: i32, thread: Option<i32>) -> CardMessage {
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

async fn a_rota_that_no_key_opens_holds_nothing_up(bench: Bench) {
    let store = bench.open();
    let place = DutyPlace::Unit(UnitId(5));
    let hash = UserHash("sealed".into());
    let members = vec![RotaMember { hash, name: "Olena".into() }];
    let rota = Rota { members, ..Rota::new("Europe/Kyiv", jiff::civil::date(2026, 11, 24)) };
    let fresh = rota.clone();
    store
        .write(move |db| {
            let stored = db.add_rota(place, &rota)?;
            db.put_rota(stored.id, &rota, Some(at(5)))
        })
        .await
        .unwrap();
    bench.tamper("UPDATE rotas SET body = replace(body, 'sealed:', 'sealed:00')");
    store
        .write(move |db| {
            assert_eq!((db.rotas_to_check(at(6))?.len(), db.next_rota_check()?), (0, Some(at(5))));
            db.put_off_rota_checks(at(6), at(60))?;
            assert_eq!(db.next_rota_check()?, Some(at(60)));
            // The unit has none, and can have one again.
            assert!(db.find_rota(place)?.is_none());
            assert_eq!(db.add_rota(place, &fresh)?.rota, fresh);
            assert_eq!(db.next_rota_check()?, None);
            Ok(())
        })
        .await
        .unwrap();
}
