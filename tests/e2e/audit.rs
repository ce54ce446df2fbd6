//! The audit trail: every action leaves one entry with what came of it and where, and never a word that anybody wrote.

use deskgram::domain::audit::{AuditEntry, AuditPlace};
use deskgram::store::AuditQuery;
use deskgram_sandbox::zenlix::{Fault, FaultKind, Match};
use jiff::SignedDuration;

use crate::support::*;

/// All entries, oldest first, as `who action #ticket outcome place`.
async fn trail(world: &World) -> Vec<String> {
    let mut entries = entries(world, AuditQuery::default()).await;
    entries.reverse();
    let said = |entry: AuditEntry| {
        let who = entry.who.map(|who| who.to_string()).unwrap_or_default();
        let login = entry.login.unwrap_or_default();
        let ticket = entry.ticket.map(|ticket| format!(" #{ticket}")).unwrap_or_default();
        let (action, outcome, place) = (entry.action.name(), entry.outcome.name(), entry.place.name());
        format!("{who} {login} {action}{ticket} {outcome} {place}")
    };
    entries.into_iter().map(said).collect()
}

async fn entries(world: &World, wanted: AuditQuery) -> Vec<AuditEntry> {
    world.app.bot.ctx.store.read(move |db| db.audit_entries(&wanted, 0, 1000)).await.unwrap()
}

#[tokio::test]
async fn signing_in_and_out_is_noted_whatever_came_of_it() {
    let world = World::new().await;
    world.sends_text(OLENA, "/login Olena wrong").await;
    world.sign_in(OLENA).await;
    world.sends_text(STRANGER, "/login olena olena").await;
    world.sends_text(STRANGER, "/logout").await;
    world.sends_text(STRANGER, "/logout").await;
    world.sign_in(TARAS).await;
    world.zenlix.regenerate_key("taras");
    world.poll_once().await;
    let kind = FaultKind::Status(502, String::new());
    world.zenlix.fault(Fault { on: Match::mode("auth"), kind, times: Some(1) });
    world.sends_text(IRYNA, "/login iryna iryna").await;
    for _ in 0..6 {
        world.sends_text(ROMAN, "/login nobody x").await;
    }
    let mut expected = vec![
        "101 olena sign-in refused chat",
        "101 olena sign-in done chat",
        "109 olena sign-in done chat",
        "101 olena moved done deskgram",
        "109 olena sign-out done chat",
        "102 taras sign-in done chat",
        "102 taras key-refused done deskgram",
        // With these nobody has signed in: they may be passwords in the wrong place.
        "103 # sign-in down chat",
    ];
    expected.extend(["104 # sign-in refused chat"; 5]);
    expected.push("104 # sign-in limited chat");
    let is_digest = |word: &&str| word.len() == 17 && word.starts_with('#');
    let short = |line: &String| match line.split(' ').find(is_digest) {
        Some(digest) => line.replace(digest, "#"),
        None => line.clone(),
    };
    assert_eq!(trail(&world).await.iter().map(short).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_is_done_with_tickets_is_noted_with_its_outcome() {
    let world = World::new().await;
    for who in [OLENA, TARAS] {
        world.sign_in(who).await;
    }
    let group = world.create_group(&[OLENA, TARAS]).await;
    world.telegram.promote(OLENA, group);
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let id = world.create_ticket();
    world.poll_once().await;
    let before = trail(&world).await.len();
    world.presses(OLENA, group, world.ticket_card(group, id).id, "✋ Take").await;
    world.presses_data(TARAS, group, world.ticket_card(group, id).id, &format!("1:t:{id}")).await;
    world.presses_data(OLENA, OLENA, world.ticket_card(OLENA, id).id, &format!("1:z:{id}")).await;
    world.presses_data(OLENA, OLENA, world.ticket_card(OLENA, id).id, &format!("1:z:{id}")).await;
    world.sends_reply(TARAS, group, world.ticket_card(group, id).id, "A word of mine").await;
    world.zenlix.stop().await;
    world.presses_data(OLENA, OLENA, world.ticket_card(OLENA, id).id, &format!("1:t:{id}")).await;
    world.zenlix.restart().await.unwrap();
    world.sends_text_in(OLENA, group, "/unsubscribe").await;
    world.wait_out_undo().await;
    let expected = [
        format!("101 olena take #{id} done group"),
        format!("102 taras take #{id} late group"),
        format!("101 olena undo #{id} done chat"),
        format!("101 olena undo #{id} late chat"),
        format!("102 taras comment #{id} done group"),
        format!("101 olena take #{id} down chat"),
        "101 olena unsubscribe done group".to_owned(),
    ];
    let trail = trail(&world).await;
    assert_eq!(trail[before - 1], "101 olena subscribe done group");
    assert_eq!(trail[before..], expected);
    let in_group = entries(&world, AuditQuery { ticket: None, ..AuditQuery::default() }).await;
    assert!(
        in_group.iter().any(|entry| entry.place == AuditPlace::Group(deskgram::domain::ids::ChatId(group)))
    );
}

#[tokio::test]
async fn no_word_of_anybody_is_in_the_trail() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    world.sends_reply(OLENA, OLENA, world.ticket_card(OLENA, id).id, "Pineapple").await;
    let all = format!("{:?}", entries(&world, AuditQuery::default()).await);
    assert!(all.contains("Comment"), "{all}");
    for word in ["Pineapple", "fire", "Printers", "Коваленко"] {
        assert!(!all.contains(word), "{word} in {all}");
    }
}

#[tokio::test]
async fn everybody_reads_their_own_page_by_page_in_three_languages() {
    for (language, sign_in, title) in
        [("en", "signed in", "Your activity"), ("ru", "вход", "Ваши действия"), ("uk", "вхід", "Ваші дії")]
    {
        let world = World::in_language(language).await;
        world.sends_text(STRANGER, "/mylog").await;
        assert!(!world.last_bot_message(STRANGER).text.contains(sign_in), "nobody else's");
        world.sign_in(OLENA).await;
        world.sign_in(TARAS).await;
        let id = world.create_ticket();
        world.poll_once().await;
        for press in ["t", "r", "t", "r", "t", "r", "t", "r", "t", "r", "t", "r", "t"] {
            world
                .presses_data(OLENA, OLENA, world.ticket_card(OLENA, id).id, &format!("1:{press}:{id}"))
                .await;
        }
        world.sends_text(OLENA, "/mylog").await;
        let page = world.last_bot_message(OLENA);
        assert!(page.text.starts_with(title), "{}", page.text);
        assert_eq!(page.text.lines().count(), 13, "{}", page.text);
        assert!(page.text.contains(&format!("#{id}")) && !page.text.contains(sign_in), "{}", page.text);
        world.presses(OLENA, OLENA, page.id, "▶").await;
        let page = world.telegram.seen(OLENA, page.id);
        assert_eq!(page.text.lines().count(), 3, "{}", page.text);
        assert_eq!(page.text.matches(sign_in).count(), 1, "{}", page.text);
        assert_eq!(page.labels(), ["◀"]);
        // A forged page far away is empty, and somebody else's press shows their own.
        world.presses_data(OLENA, OLENA, page.id, &format!("1:my:{}", usize::MAX)).await;
        assert!(!world.telegram.seen(OLENA, page.id).text.contains('#'));
    }
}

#[tokio::test]
async fn after_four_hundred_days_it_is_forgotten() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.advance_time(SignedDuration::from_hours(399 * 24));
    world.app.apply_retention().await.unwrap();
    assert_eq!(trail(&world).await.len(), 1);
    world.sign_in(TARAS).await;
    world.advance_time(SignedDuration::from_hours(2 * 24));
    world.app.apply_retention().await.unwrap();
    assert_eq!(trail(&world).await, ["102 taras sign-in done chat"]);
}

#[tokio::test]
async fn the_administrator_filters_it() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    world.advance_time(SignedDuration::from_hours(24));
    let since = Some(world.clock.now());
    let id = world.create_ticket();
    world.poll_once().await;
    world.presses(OLENA, OLENA, world.ticket_card(OLENA, id).id, "✋ Take").await;
    let count = async |wanted| entries(&world, wanted).await.len();
    assert_eq!(count(AuditQuery::default()).await, 3);
    assert_eq!(count(AuditQuery { since, ..AuditQuery::default() }).await, 1);
    let who = Some(deskgram::domain::ids::TelegramUser(OLENA));
    assert_eq!(count(AuditQuery { who, ..AuditQuery::default() }).await, 2);
    assert_eq!(count(AuditQuery { login: Some("taras".into()), ..AuditQuery::default() }).await, 1);
    let ticket = Some(deskgram::domain::ids::TicketId(id));
    assert_eq!(count(AuditQuery { ticket, ..AuditQuery::default() }).await, 1);
}
