//! The end of a sign-in: what it had a right to goes with it. Its chat's cards say so once and are never drawn again, what
//! waits for the chat is dropped.

use jiff::Timestamp;

use super::parcel::{self, Parcel};
use crate::domain::account::Account;
use crate::domain::ids::TelegramUser;
use crate::i18n::Lang;
use crate::render;
use crate::screen::Class;
use crate::store::{Db, PersonRow, StoreError};

/// So many cards of a chat are changed at its end; older ones have scrolled far away, and stay as they are.
const CHANGED: i64 = 100;

/// Ends a person's sign-in in the database, with everything that follows from it; `false` when there was none.
pub fn end_session(
    db: &mut Db<'_>,
    who: TelegramUser,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let lang = language(db.person(who)?.as_ref(), account);
    let there = db.drop_session(who)?;
    let chat = who.chat();
    db.outbox_drop_chat(chat)?;
    db.drop_sheets_in(chat)?;
    let cards = db.cards_in(chat, CHANGED)?;
    db.close_cards(chat)?;
    for card in cards {
        let edit = Parcel::Edit { message: card.at.message, screen: render::card::closed(lang, card.ticket) };
        parcel::post(db, card.target, Class::Refresh, &edit, now)?;
    }
    Ok(there)
}

/// The language of a person: their choice, else the account's, else Telegram's.
pub fn language(person: Option<&PersonRow>, account: Option<&Account>) -> Lang {
    let chosen = person.and_then(|person| person.settings.lang.as_deref());
    chosen
        .or(account.map(|account| account.lang.as_str()))
        .and_then(Lang::from_code)
        .or(person.map(|person| person.telegram_lang))
        .unwrap_or_default()
}
