//! Daily work: passing on with a grace period, undo, answers, quick replies, new tickets, people, choosing, signing off.

use deskgram_sandbox::zenlix::{NewTicket, WebAction};
use jiff::SignedDuration;

use crate::support::*;

/// A ticket in Olena's unit, told to her.
async fn told(world: &World) -> (i64, i32) {
    let id = new_ticket(world, "The printer is on fire");
    world.poll_once().await;
    (id, world.ticket_card(OLENA, id).id)
}

fn new_ticket(world: &World, text: &str) -> i64 {
    world.zenlix.web_create("roman", NewTicket::to_unit(unit_of(world, "olena"), "Printers", text))
}

fn unit_of(world: &World, login: &str) -> i64 {
    world.zenlix.person(login).unwrap().units.split(',').next().unwrap().parse().unwrap()
}

/// Time for what waits with a Cancel.
async fn wait(world: &World, seconds: i64) {
    world.advance_time(SignedDuration::from_secs(seconds));
    world.run_until_idle().await;
}

#[tokio::test]
async fn taking_can_be_undone_for_ten_seconds() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    assert!(world.ticket_card(OLENA, id).labels().contains(&"↩ Undo"));
    let toast = world.presses(OLENA, OLENA, card, "↩ Undo").await;
    assert_eq!(toast, format!("Undone: #{id} is as before"));
    assert!(world.ticket_card(OLENA, id).labels().contains(&"✋ Take"));
    assert!(!world.ticket_card(OLENA, id).labels().contains(&"↩ Undo"));

    world.presses(OLENA, OLENA, card, "✋ Take").await;
    wait(&world, 11).await;
    assert!(!world.ticket_card(OLENA, id).labels().contains(&"↩ Undo"), "ten seconds are over");
}

#[tokio::test]
async fn done_on_a_free_ticket_is_undone_whole() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "✅ Done").await;
    world.presses(OLENA, OLENA, card, "↩ Undo").await;
    assert!(world.ticket_card(OLENA, id).labels().contains(&"✋ Take"));
}

#[tokio::test]
async fn an_undo_gives_way_to_what_others_did_meanwhile() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.zenlix.web_act("olena", id, WebAction::Finish);
    let toast = world.presses(OLENA, OLENA, card, "↩ Undo").await;
    assert!(toast.contains("Too late"), "{toast}");
    assert!(world.ticket_card(OLENA, id).text.contains("done by you"));
}

#[tokio::test]
async fn take_comment_done_take_three_presses_and_a_text() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "Reply and close").await;
    let answer = world.sends_text(OLENA, "New drum, prints again").await;
    world.run_until_idle().await;
    assert_eq!(world.bot_reactions(OLENA, answer), ["👍"]);
    assert_eq!(world.zenlix.comments(id).last().unwrap().1, "New drum, prints again");
    assert!(
        world.ticket_card(OLENA, id).text.contains("done by you"),
        "{}",
        world.ticket_card(OLENA, id).text
    );
    assert!(
        world.last_bot_message(OLENA).text.contains(&format!("#{id} is done")),
        "{}",
        world.last_bot_message(OLENA).text
    );
}

#[tokio::test]
async fn a_quick_reply_is_kept_chosen_and_filled_in() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ For me").await;
    world.sends_text(OLENA, "Dear {client}, #{id} is in hands. {me}").await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "⚡ Reply").await;
    let offer = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, offer, &format!("Dear Романюк Р.Б., #{id} is in hands.")).await;
    assert!(world.zenlix.comments(id).is_empty(), "it can still be called off");
    wait(&world, 6).await;
    let comments = world.zenlix.comments(id);
    assert_eq!(comments.len(), 1);
    assert_eq!(comments[0].1, format!("Dear Романюк Р.Б., #{id} is in hands. Коваленко О.С."));
}

#[tokio::test]
async fn a_quick_reply_can_be_called_off() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.sends_text(OLENA, "/replies").await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "➕ 👥 For the team").await;
    world.sends_text(OLENA, "On our way").await;
    world.presses(OLENA, OLENA, card, COMMENTS).await;
    world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, "⚡ Reply").await;
    let offer = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, offer, "On our way").await;
    world.presses(OLENA, OLENA, offer, "Don't send").await;
    wait(&world, 60).await;
    assert!(world.zenlix.comments(id).is_empty());
}

#[tokio::test]
async fn a_referral_waits_for_a_cancel_and_then_goes() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA);
    let unit = dialogue.labels()[0].to_owned();
    world.presses(OLENA, OLENA, dialogue.id, &unit).await;
    world.restart_process().await;
    world.presses(OLENA, OLENA, dialogue.id, "☐ Several people…").await;
    world.presses_first(OLENA, dialogue.id, "☐").await;
    world.presses(OLENA, OLENA, dialogue.id, "Go on (1 chosen)").await;
    world.sends_text(OLENA, "Needs a spare part").await;
    assert!(!world.zenlix.ticket(id).unwrap().row.text.contains("spare part"));
    world.restart_process().await;
    wait(&world, 11).await;
    assert!(world.zenlix.ticket(id).unwrap().row.text.contains("spare part"));
    let said = world.telegram.message(OLENA, dialogue.id).unwrap().text;
    assert!(said.contains("reassigned"), "{said}");
}

#[tokio::test]
async fn a_referral_that_was_called_off_never_goes() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, card) = told(&world).await;
    let before = world.zenlix.ticket(id).unwrap();
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA);
    let unit = dialogue.labels()[0].to_owned();
    world.presses(OLENA, OLENA, dialogue.id, &unit).await;
    world.presses_first(OLENA, dialogue.id, "Whole unit").await;
    world.presses(OLENA, OLENA, dialogue.id, "Without a comment").await;
    world.presses(OLENA, OLENA, dialogue.id, "✖ Cancel").await;
    wait(&world, 60).await;
    assert_eq!(world.zenlix.ticket(id).unwrap().row.unit, before.row.unit);
}

#[tokio::test]
async fn a_ticket_is_made_of_its_text_and_a_preview() {
    let mut world = World::new().await;
    world.sign_in(OLENA).await;
    let before = world.zenlix.tickets().len();
    world.sends_text(OLENA, "/new").await;
    world.sends_text(OLENA, "No light in room 12").await;
    let preview = world.last_bot_message(OLENA);
    for line in ["Client: For me", "Unit: Сервіс-деск", "For: whole unit", "Priority: Normal"] {
        assert!(preview.text.contains(line), "{line}: {}", preview.text);
    }
    // Each line can be changed, or left as it is, in the same message.
    world.presses(OLENA, OLENA, preview.id, "✏️ Priority").await;
    world.restart_process().await;
    world.presses(OLENA, OLENA, preview.id, "High").await;
    world.presses(OLENA, OLENA, preview.id, "✏️ Subject").await;
    world.presses(OLENA, OLENA, preview.id, "◀ Back").await;
    world.presses(OLENA, OLENA, preview.id, "✏️ For").await;
    world.presses_first(OLENA, preview.id, "☐").await;
    world.presses(OLENA, OLENA, preview.id, "Go on (1 chosen)").await;
    world.presses(OLENA, OLENA, preview.id, "✏️ Client").await;
    world.sends_text(OLENA, "роман").await;
    let found = world.last_bot_message(OLENA).id;
    world.presses_first(OLENA, found, "Романюк").await;
    let text = world.last_bot_message(OLENA).text;
    assert!(text.contains("Client: Романюк") && text.contains("Priority: High"), "{text}");
    world.presses(OLENA, OLENA, found, "✅ Create").await;
    assert_eq!(world.zenlix.tickets().len(), before + 1);
    let id = world.zenlix.tickets().iter().map(|ticket| ticket.row.id).max().unwrap();
    assert!(world.ticket_card(OLENA, id).text.contains("No light in room 12"));
    // What was chosen is the default of the next, which goes straight to its preview.
    world.sends_text(OLENA, "/new Nor in room 13").await;
    let text = world.last_bot_message(OLENA).text;
    assert!(text.contains("Client: Романюк") && text.contains("Priority: Normal"), "{text}");
}

#[tokio::test]
async fn a_colleague_who_got_tickets_lately_gets_the_next_with_two_taps() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (first, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    world.presses_first(OLENA, dialogue, "").await;
    let name = world.telegram.message(OLENA, dialogue).unwrap().labels()[0].to_owned();
    world.presses(OLENA, OLENA, dialogue, &name).await;
    let soon = world.telegram.message(OLENA, dialogue).unwrap().text;
    assert!(soon.contains(&format!("#{first} → {name}")), "{soon}");
    wait(&world, 11).await;
    let (second, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "➡ Reassign").await;
    let dialogue = world.last_bot_message(OLENA).id;
    // A reason can be written first.
    world.sends_text(OLENA, "Needs a spare part").await;
    let dialogue_below = world.last_bot_message(OLENA).id;
    assert!(world.telegram.message(OLENA, dialogue).unwrap().deleted);
    world.presses(OLENA, OLENA, dialogue_below, &format!("👤 {name}")).await;
    wait(&world, 11).await;
    assert!(world.zenlix.ticket(second).unwrap().row.text.contains("spare part"));
}

#[tokio::test]
async fn a_number_opens_its_ticket_and_a_mistyped_command_is_known() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, _) = told(&world).await;
    world.advance_time(SignedDuration::from_mins(11));
    for text in [id.to_string(), format!("#{id}"), format!("/ticket{id}"), format!("/заявка {id}")] {
        world.sends_text(OLENA, &text).await;
        assert!(world.last_bot_message(OLENA).text.contains("The printer is on fire"), "{text}");
    }
    world.sends_text(OLENA, &format!("/tiket {id}")).await;
    let near = world.last_bot_message(OLENA);
    assert!(near.text.contains(&format!("/ticket {id}")), "{}", near.text);
    world.presses(OLENA, OLENA, near.id, &format!("#{id}")).await;
    assert!(world.last_bot_message(OLENA).text.contains("The printer is on fire"));
    world.sends_text(OLENA, "the printer").await;
    let loose = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, loose, "🔎 Search").await;
    assert!(world.last_bot_message(OLENA).text.contains(&format!("#{id}")));
    world.presses(OLENA, OLENA, loose, "🆕 New ticket").await;
    let preview = world.telegram.message(OLENA, loose).unwrap().text;
    assert!(preview.contains("the printer"), "{preview}");
}

#[tokio::test]
async fn loose_words_become_a_comment_on_a_ticket_that_stands_above() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (first, _) = told(&world).await;
    let second = new_ticket(&world, "The lamp is dark");
    world.poll_once().await;
    let said = world.sends_text(OLENA, "I've ordered a new drum").await;
    let loose = world.last_bot_message(OLENA);
    let newest = [format!("💬 #{second}"), format!("💬 #{first}")];
    assert_eq!(loose.labels(), [&newest[0], &newest[1], "🔎 Search", "🆕 New ticket"]);
    // The thumb that taps twice says it once.
    let data = world.button_data(OLENA, loose.id, &newest[1]).unwrap();
    world.presses_data(OLENA, OLENA, loose.id, &data).await;
    world.presses_data(OLENA, OLENA, loose.id, &data).await;
    wait(&world, 1).await;
    let texts = || world.zenlix.comments(first).into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    assert_eq!(texts(), ["I've ordered a new drum"]);
    assert_eq!(world.bot_reactions(OLENA, said), ["👍"]);
    let settled = world.telegram.message(OLENA, loose.id).unwrap();
    assert_eq!(settled.text, format!("💬 #{first}: your comment is above."));
    assert!(settled.labels().is_empty());
    // What was said can be corrected as any other comment.
    world.telegram.edits(OLENA, OLENA, said, "I've ordered two drums");
    world.run_until_idle().await;
    wait(&world, 120).await;
    assert!(texts().last().unwrap().contains("two drums"), "{:?}", texts());
}

#[tokio::test]
async fn what_a_client_writes_is_a_ticket_first() {
    let world = World::new().await;
    world.sign_in(ROMAN).await;
    world.sends_text(ROMAN, "The phone is dead").await;
    let offer = world.last_bot_message(ROMAN);
    assert!(offer.text.starts_with("Shall I make it a ticket?"), "{}", offer.text);
    assert_eq!(offer.labels(), ["🆕 New ticket", "🔎 Search"]);
}

#[tokio::test]
async fn no_comment_is_offered_on_a_ticket_that_has_gone_elsewhere() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (id, _) = told(&world).await;
    let elsewhere = unit_of(&world, "iryna");
    world.zenlix.web_refer(id, elsewhere, &["iryna"]);
    world.poll_once().await;
    world.sends_text(OLENA, "I've ordered a new drum").await;
    assert_eq!(world.last_bot_message(OLENA).labels(), ["🔎 Search", "🆕 New ticket"]);
}

#[tokio::test]
async fn people_are_found_with_their_phones() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sends_text(OLENA, "/find роман").await;
    let found = world.last_bot_message(OLENA);
    assert_eq!(found.text, "🔎 1 person found\n1. Романюк Роман Богданович · +380501234567");
    assert_eq!(found.labels(), ["1"]);
    world.presses(OLENA, OLENA, found.id, "1").await;
    let page = world.last_bot_message(OLENA);
    assert!(page.text.contains("Роман Богданович · client"), "{}", page.text);
    assert_eq!(page.labels()[0], "📞 +380501234567");
    // Their tickets, and a new one for them.
    let id = new_ticket(&world, "The scanner is asleep");
    world.poll_once().await;
    world.presses(OLENA, OLENA, page.id, "📋 Tickets").await;
    let tickets = world.last_bot_message(OLENA).text;
    assert!(tickets.contains(&format!("#{id} Романюк · The scanner is asleep")), "{tickets}");
    world.presses(OLENA, OLENA, page.id, "🆕 New ticket").await;
    assert!(!world.last_bot_message(OLENA).text.contains("Who is it for?"), "{}", world.all_bot_texts(OLENA));
    world.sends_text(OLENA, "/find x").await;
    assert!(world.last_bot_message(OLENA).text.contains("two characters"));
    world.sends_text(OLENA, "/units").await;
    let units = world.last_bot_message(OLENA);
    let unit = units.labels()[0].to_owned();
    world.presses(OLENA, OLENA, units.id, &unit).await;
    let people = world.last_bot_message(OLENA);
    let line = people.text.lines().position(|line| line.contains("Коваленко Олена Сергіївна")).unwrap();
    world.presses(OLENA, OLENA, people.id, &line.to_string()).await;
    assert!(world.last_bot_message(OLENA).text.contains("Коваленко Олена Сергіївна · technician"));
}

#[tokio::test]
async fn lists_are_filtered_searched_and_linked_to() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let id = new_ticket(&world, "Needle in a haystack");
    world.poll_once().await;
    world.sends_text(OLENA, "/in").await;
    let list = world.last_bot_message(OLENA).id;
    assert!(world.last_bot_message(OLENA).text.contains("taken by"));
    world.presses(OLENA, OLENA, list, "Free").await;
    assert!(!world.last_bot_message(OLENA).text.contains("taken by"));
    assert!(world.last_bot_message(OLENA).labels().contains(&"• Free"));
    world.sends_text(OLENA, "/search haystack").await;
    assert!(world.last_bot_message(OLENA).text.contains(&format!("#{id}")));
    world.telegram.starts(OLENA, &format!("t{id}"));
    world.run_until_idle().await;
    assert!(world.ticket_card(OLENA, id).text.contains("Needle"));
    let query = world.telegram.asks_inline(OLENA, "needle");
    world.run_until_idle().await;
    let results = world.telegram.inline_results(&query).unwrap();
    assert_eq!(results.len(), 1, "{results:#?}");
    // Nothing found is said, too.
    let query = world.telegram.asks_inline(OLENA, "unheard of");
    world.run_until_idle().await;
    assert_eq!(world.telegram.inline_results(&query).unwrap().len(), 0);
    let answer = world.telegram.calls().into_iter().rfind(|call| call.method == "answerInlineQuery").unwrap();
    assert!(answer.params.to_string().contains("Nothing found"), "{}", answer.params);
}

#[tokio::test]
async fn at_the_end_of_a_shift_all_is_let_go() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    let (first, card) = told(&world).await;
    world.presses(OLENA, OLENA, card, "✋ Take").await;
    world.sends_text(OLENA, "/signoff").await;
    let message = world.last_bot_message(OLENA).id;
    world.presses(OLENA, OLENA, message, "Release all").await;
    assert!(world.last_bot_message(OLENA).text.contains(&format!("#{first} is free again")));
    assert!(world.ticket_card(OLENA, first).labels().contains(&"✋ Take"));
}

#[tokio::test]
async fn whoever_lost_a_ticket_is_told_where_it_went_and_no_more() {
    let world = World::new().await;
    world.sign_in(OLENA).await;
    world.sign_in(TARAS).await;
    let (id, _) = told(&world).await;
    assert!(world.ticket_card(TARAS, id).text.contains("The printer is on fire"));
    world.zenlix.web_refer(id, unit_of(&world, "olena"), &["olena"]);
    world.poll_once().await;
    let said =
        world.telegram.messages(TARAS).into_iter().find(|message| message.text.contains(&format!("#{id}")));
    let said = said.unwrap();
    assert!(said.text.contains("no longer among your tickets"), "{}", said.text);
    assert!(!said.text.contains("on fire"), "{}", said.text);
    assert!(said.buttons.is_empty());
    assert!(world.ticket_card(OLENA, id).text.contains("The printer is on fire"));
}
