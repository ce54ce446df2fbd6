//! What Telegram hands out: what people do with their card, as updates.

use super::telegram;
use super::world::Place;
use crate::{names, texts};

/// A press of the card's first button, which has this verb.
pub fn press(place: Place, update: i64, number: usize, person: usize, verb: char) -> String {
    let (from, card) = (names::telegram(person), card(place, person, verb));
    format!(
        r##"{{"update_id":{update},"callback_query":{{"id":"p{number}","from":{{"id":{from},"is_bot":false,"first_name":"Olena","language_code":"uk"}},"message":{card},"chat_instance":"1","data":"1:{verb}:{person}"}}}}"##
    )
}

/// A reply to the card.
pub fn reply(place: Place, update: i64, person: usize) -> String {
    let (from, card) = (names::telegram(person), card(place, person, 't'));
    let (chat, message, text) = (chat(place, person), names::reply(update), texts::COMMENT);
    format!(
        r##"{{"update_id":{update},"message":{{"message_id":{message},"from":{{"id":{from},"is_bot":false,"first_name":"Olena","language_code":"uk"}},"chat":{chat},"date":1764000000,"reply_to_message":{card},"text":"{text}"}}}}"##
    )
}

/// The message with a person's card, whose first button has this verb.
fn card(place: Place, person: usize, verb: char) -> String {
    let (chat, message, author) = (chat(place, person), names::message(person), telegram::AUTHOR);
    format!(
        r##"{{"message_id":{message},"from":{author},"chat":{chat},"date":1764000000,"text":"#{person} Printers · Accounting · free\nThe printer on the second floor prints pages of hieroglyphs and then stops.\n\nClient: Roman Kovalenko","reply_markup":{{"inline_keyboard":[[{{"text":"Take","callback_data":"1:{verb}:{person}"}},{{"text":"Done","callback_data":"1:f:{person}"}}],[{{"text":"Refer","callback_data":"1:e:{person}"}},{{"text":"Refresh","callback_data":"1:u:{person}"}}]]}}}}"##
    )
}

/// The chat in which a person does something.
fn chat(place: Place, person: usize) -> String {
    match place {
        Place::Private => telegram::chat(names::telegram(person)),
        Place::Group => telegram::chat(names::GROUP),
    }
}
