//! *Snooze*: a ticket is put aside and comes back when it is wanted: to whoever asked, with a sound, and once.

use deskgram_sandbox::telegram::{Message, Sound};
use deskgram_sandbox::zenlix::WebAction;
use jiff::SignedDuration;

use crate::support::*;

/// Olena and Taras have the card of a ticket. It is noon in Kyiv.
async fn told(language: &str) -> (World, i64) {
    let world = World::in_language(language).await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let id = world.create_ticket();
    world.poll_once().await;
    (world, id)
}

/// Presses a choice; gives what stands in the place of the card.
async fn snoozes(world: &World, who: i64, ticket: i64, choice: &str) -> Message {
    let card = world.ticket_card(who, ticket).id;
    world.presses_data(who, who, card, &format!("1:zo:{ticket}")).await;
    world.presses(who, who, card, choice).await;
    world.telegram.seen(who, card)
}

async fn pass(world: &World, time: SignedDuration) {
    world.advance_time(time);
    world.run_until_idle().await;
}

fn hours(count: i64) -> SignedDuration {
    SignedDuration::from_hours(count)
}

/// The reminders that somebody was sent.
fn reminders(world: &World, who: i64) -> Vec<Message> {
    let mut all = world.visible_bot_messages(who);
    all.retain(|message| message.text.contains("You asked to be reminded"));
    all
}

#[tokio::test]
async fn in_an_hour_the_card_is_back_with_a_sound_and_says_why() {
    let (world, id) = told("en").await;
    let card = world.ticket_card(OLENA, id).id;
    let said = snoozes(&world, OLENA, id, "In an hour").await;
    assert!(said.text.contains(&format!("Reminder of #{id}: 13:06")), "{}", said.text);
    pass(&world, SignedDuration::from_mins(59)).await;
    assert_eq!(reminders(&world, OLENA).len(), 0);
    pass(&world, SignedDuration::from_mins(1)).await;
    let back = world.last_bot_message(OLENA);
    assert_ne!(back.id, card);
    assert!(back.text.starts_with(&format!("⏰ You asked to be reminded of #{id}.")), "{}", back.text);
    assert!(back.sound == Sound::Ringing && back.labels().contains(&"✋ Take"), "{back:?}");
    pass(&world, hours(3)).await;
    assert_eq!((reminders(&world, OLENA).len(), reminders(&world, TARAS).len()), (1, 0));
}

#[tokio::test]
async fn a_reminder_survives_a_restart() {
    let (mut world, id) = told("en").await;
    snoozes(&world, OLENA, id, "In an hour").await;
    world.restart_process().await;
    pass(&world, hours(1)).await;
    assert_eq!(reminders(&world, OLENA).len(), 1);
}

#[tokio::test]
async fn the_afternoon_is_offered_before_it_begins_and_tomorrow_begins_with_ones_work() {
    let (world, id) = told("en").await;
    world.sends_text(OLENA, "/settings").await;
    let settings = world.last_bot_message(OLENA).id;
    world.presses_data(OLENA, OLENA, settings, "1:p:h:570:1080").await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses_data(OLENA, OLENA, card, &format!("1:zo:{id}")).await;
    let offered = world.telegram.seen(OLENA, card);
    assert_eq!(
        offered.labels(),
        ["In an hour", "Today at 14:00", "Tomorrow at 09:30", "When somebody comments", "◀ Back"]
    );
    world.presses(OLENA, OLENA, card, "Today at 14:00").await;
    pass(&world, hours(2)).await;
    assert_eq!(reminders(&world, OLENA).len(), 1, "14:06");
    let card = world.last_bot_message(OLENA).id;
    world.presses_data(OLENA, OLENA, card, &format!("1:zo:{id}")).await;
    assert!(!world.telegram.seen(OLENA, card).text.contains("14:00"));
    assert_eq!(
        world.presses_data(OLENA, OLENA, card, &format!("1:za:{id}")).await,
        "That time has already passed"
    );
    world.presses_data(OLENA, OLENA, card, &format!("1:zo:{id}")).await;
    world.presses(OLENA, OLENA, card, "Tomorrow at 09:30").await;
    pass(&world, hours(19)).await;
    assert_eq!(reminders(&world, OLENA).len(), 0, "09:06; the first has become the arrangement");
    pass(&world, hours(1)).await;
    assert_eq!(reminders(&world, OLENA).len(), 1);
}

#[tokio::test]
async fn the_next_comment_of_somebody_else_brings_it_back_with_the_comment() {
    let (world, id) = told("en").await;
    snoozes(&world, OLENA, id, "When somebody comments").await;
    world.zenlix.web_comment("olena", id, "I am waiting");
    world.poll_once().await;
    assert_eq!(reminders(&world, OLENA).len(), 0, "her own");
    world.zenlix.web_comment("roman", id, "It is out now");
    world.poll_once().await;
    let back = world.last_bot_message(OLENA);
    assert!(
        back.text.contains("when somebody comments:") && back.text.contains("It is out now"),
        "{}",
        back.text
    );
    assert!(back.sound == Sound::Ringing && back.labels().contains(&"✋ Take"), "{back:?}");
    world.zenlix.web_comment("roman", id, "And here again");
    world.poll_once().await;
    assert_eq!(reminders(&world, OLENA).len(), 1);
}

#[tokio::test]
async fn what_is_done_by_then_or_out_of_sight_does_not_come_back() {
    let (world, id) = told("en").await;
    snoozes(&world, OLENA, id, "In an hour").await;
    snoozes(&world, TARAS, id, "In an hour").await;
    // At the helpdesk, so that nobody has told deskgram yet.
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.zenlix.web_act("taras", id, WebAction::Finish);
    pass(&world, hours(1)).await;
    assert_eq!((reminders(&world, OLENA).len(), reminders(&world, TARAS).len()), (0, 0));
    let other = world.create_ticket_with("Another printer");
    world.poll_once().await;
    snoozes(&world, TARAS, other, "In an hour").await;
    world.zenlix.set_user_units("taras", "2");
    pass(&world, hours(1)).await;
    assert_eq!(reminders(&world, TARAS).len(), 0);
    world.sends_text(TARAS, "/settings").await;
    world.presses(TARAS, TARAS, world.last_bot_message(TARAS).id, "⏰ Reminders").await;
    assert!(world.last_bot_message(TARAS).text.contains("None yet"));
}

#[tokio::test]
async fn there_is_one_reminder_of_a_ticket_and_a_way_back_from_it() {
    let (world, id) = told("en").await;
    let card = snoozes(&world, OLENA, id, "In an hour").await.id;
    world.presses_data(OLENA, OLENA, card, &format!("1:zt:{id}")).await;
    pass(&world, hours(2)).await;
    assert_eq!(reminders(&world, OLENA).len(), 0, "the later one counts");
    world.presses(OLENA, OLENA, card, "✖ Don't remind me").await;
    assert!(world.telegram.seen(OLENA, card).labels().contains(&"✋ Take"), "the card is back");
    pass(&world, hours(30)).await;
    assert_eq!(reminders(&world, OLENA).len(), 0);
}

#[tokio::test]
async fn all_that_is_put_aside_stands_under_the_settings() {
    let (world, id) = told("en").await;
    let other = world.create_ticket_with("Another printer");
    world.poll_once().await;
    snoozes(&world, OLENA, id, "When somebody comments").await;
    snoozes(&world, OLENA, other, "Tomorrow").await;
    world.sends_text(OLENA, "/settings").await;
    let settings = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, settings, "⏰ Reminders").await;
    let list = world.telegram.seen(OLENA, settings);
    let lines: Vec<_> = list.text.lines().skip(1).map(str::to_owned).collect();
    assert_eq!(
        lines,
        [format!("#{other} Printers · 25 Nov 08:00"), format!("#{id} Printers · when somebody comments")]
    );
    world.presses(OLENA, OLENA, settings, &format!("✖ #{other}")).await;
    assert!(!world.telegram.seen(OLENA, settings).text.contains(&format!("#{other}")));
    world.presses(OLENA, OLENA, settings, &format!("↩ Undo #{other}")).await;
    assert_eq!(world.telegram.seen(OLENA, settings).text, list.text);
    world.presses(OLENA, OLENA, settings, &format!("✖ #{other}")).await;
    world.presses(OLENA, OLENA, settings, &format!("🎫 #{id}")).await;
    assert!(world.last_bot_message(OLENA).text.contains("The printer is on fire"));
    world.presses(OLENA, OLENA, settings, "◀ Back").await;
    assert!(world.telegram.seen(OLENA, settings).text.contains("Your settings"));
}

#[tokio::test]
async fn who_signs_out_is_reminded_of_nothing() {
    let (world, id) = told("en").await;
    snoozes(&world, OLENA, id, "In an hour").await;
    world.sends_text(OLENA, "/logout").await;
    world.sign_in(OLENA).await;
    pass(&world, hours(2)).await;
    assert_eq!(reminders(&world, OLENA).len(), 0);
}

#[tokio::test]
async fn from_a_groups_card_it_is_arranged_in_ones_own_chat() {
    let (world, id) = told("en").await;
    let group = world.create_group(&[OLENA]).await;
    world.sends_text_in(OLENA, group, "/subscribe").await;
    let shown = world.create_ticket_with("For the group");
    world.poll_once().await;
    assert_ne!(id, shown);
    let card = world.ticket_card(group, shown);
    world.presses_data(OLENA, group, card.id, &format!("1:zh:{shown}")).await;
    assert_eq!(world.ticket_card(group, shown).text, card.text);
    let said = world.last_bot_message(OLENA);
    assert_eq!(said.labels(), ["✖ Don't remind me", "🎫 Card"]);
    world.presses(OLENA, OLENA, said.id, "✖ Don't remind me").await;
    assert_eq!(world.telegram.seen(OLENA, said.id).text, format!("No reminder of #{shown}"));
}

#[tokio::test]
async fn it_reads_well_in_every_language() {
    for language in LANGUAGES {
        let (world, id) = told(language).await;
        let card = world.ticket_card(OLENA, id).id;
        world.presses_data(OLENA, OLENA, card, &format!("1:m:{id}")).await;
        let mut screens = vec![seen(&world.telegram.seen(OLENA, card))];
        let mut press = async |data: &str| {
            world.presses_data(OLENA, OLENA, card, data).await;
            screens.push(seen(&world.telegram.seen(OLENA, card)));
        };
        press(&format!("1:zo:{id}")).await;
        press(&format!("1:zc:{id}")).await;
        press(&format!("1:zo:{id}")).await;
        press(&format!("1:zt:{id}")).await;
        press("1:zl:0").await;
        press(&format!("1:zd:{id}")).await;
        press(&format!("1:zh:{id}")).await;
        pass(&world, hours(1)).await;
        screens.push(seen(&world.last_bot_message(OLENA)));
        hold("snooze", language, &screens);
    }
}
