//! The end of a sign-in: what it had a right to goes with it. Its chat's cards say so once and are never drawn again, what
//! waits for the chat is dropped.

use jiff::Timestamp;

use super::outbox_message::{self, OutboxMessage};
use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;
use crate::i18n::Lang;
use crate::render;
use crate::store::{Db, PersonRow, StoreError};
use crate::view::SendPriority;

/// So many cards of a chat are changed at its end; older ones have scrolled far away, and stay as they are.
const MAX_CLOSED_CARDS: i64 = 100;

/// Ends a person's sign-in in the database, with everything that follows from it; `false` when there was none.
pub fn end_session(
    db: &mut Db<'_>,
    who: TelegramUser,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let lang = farewell_language(db.find_person(who)?.as_ref(), account);
    let there = db.drop_session(who)?;
    let chat = who.private_chat();
    db.outbox_drop_chat(chat)?;
    db.drop_sheets_in(chat)?;
    let cards = db.cards_in(chat, MAX_CLOSED_CARDS)?;
    db.close_cards(chat)?;
    for card in cards {
        let edit =
            OutboxMessage::Edit { message: card.at.message, view: render::card::closed(lang, card.ticket) };
        outbox_message::enqueue(db, card.target, SendPriority::Refresh, &edit, now)?;
    }
    Ok(there)
}

/// The language of a person: their choice, else the account's, else Telegram's.
pub fn farewell_language(person: Option<&PersonRow>, account: Option<&Account>) -> Lang {
    let chosen = person.and_then(|person| person.settings.lang.as_deref());
    chosen
        .or(account.map(|account| account.lang.as_str()))
        .and_then(Lang::from_code)
        .or(person.map(|person| person.telegram_lang))
        .unwrap_or_default()
}
