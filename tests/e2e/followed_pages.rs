//! Lists and pages of comments that stand in a chat follow what happens, for as long as somebody may look at them.

use deskgram_sandbox::zenlix::WebAction;
use jiff::SignedDuration;

use crate::support::*;

#[tokio::test]
async fn the_newest_list_follows_what_happens_in_silence() {
    let world = World::new().await;
    world.zenlix.edit(|helpdesk| helpdesk.tickets.clear());
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.advance_time(SignedDuration::from_mins(1));
    world.sends_text(OLENA, "/in").await;
    let old = world.last_bot_message(OLENA).id;
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA);
    assert!(list.text.contains("\nfree"), "{}", list.text);
    let messages = world.telegram.messages(OLENA).len();
    world.zenlix.web_act("taras", id, WebAction::Lock);
    world.poll_once().await;
    assert!(
        world.telegram.seen(OLENA, list.id).text.contains("taken by Бойко"),
        "{}",
        world.all_bot_texts(OLENA)
    );
    assert!(world.telegram.seen(OLENA, old).text.contains("\nfree"), "only the newest");
    let news = world.telegram.messages(OLENA).len() - messages;
    assert!(news <= 1, "no message but the card's own word");
    // Half a day later nobody looks at it any more.
    world.advance_time(SignedDuration::from_hours(13));
    world.zenlix.web_act("taras", id, WebAction::Finish);
    world.poll_once().await;
    assert!(world.telegram.seen(OLENA, list.id).text.contains("taken by Бойко"));
}

#[tokio::test]
async fn a_comment_that_was_just_written_appears_on_the_page_above_it() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = world.create_ticket();
    world.poll_once().await;
    let card = world.ticket_card(OLENA, id).id;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    let page = world.last_bot_message(OLENA).id;
    world.sends_reply(OLENA, OLENA, card, "On my way").await;
    let seen = world.telegram.seen(OLENA, page);
    assert!(seen.text.contains("On my way"), "{}", seen.text);
    // And whatever others write.
    world.zenlix.web_comment("roman", id, "Thank you");
    world.poll_once().await;
    world.poll_once().await;
    let seen = world.telegram.seen(OLENA, page);
    assert!(seen.text.contains("On my way") && seen.text.contains("Thank you"), "{}", seen.text);
}
