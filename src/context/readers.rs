//! How somebody reads: in which language, in which zone, and as whom.

use jiff::tz::TimeZone;

use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::settings::PersonalSettings;
use crate::i18n::Lang;
use crate::render::reader::Reader;
use crate::store::{PersonRow, StoreError};

/// How one person reads: in their chosen language, else Telegram's, else the account's.
pub fn reader_for(tx: &mut Tx<'_, '_>, who: TelegramUser) -> Result<Reader, StoreError> {
    Ok(reader_from(tx.ctx, who, tx.db.find_person(who)?.as_ref()))
}

/// How somebody reads who has chosen this.
pub fn reader_from(ctx: &Context, who: TelegramUser, person: Option<&PersonRow>) -> Reader {
    let session = ctx.sessions.find_session(who);
    let account = session.as_ref().map(|session| &session.account);
    let zone = person.and_then(|person| person.settings.time_zone.as_deref());
    Reader {
        lang: person_language(person, account),
        zone: zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or_else(|| ctx.zone.clone()),
        now: ctx.clock.now(),
        me: account.map(|account| account.me.clone()),
    }
}

/// What a person has set, and the zone in which their hours are.
pub fn settings_and_zone(
    tx: &mut Tx<'_, '_>,
    who: TelegramUser,
) -> Result<(PersonalSettings, TimeZone), StoreError> {
    let person = tx.db.find_person(who)?;
    let zone = reader_from(tx.ctx, who, person.as_ref()).zone;
    Ok((person.map(|person| person.settings).unwrap_or_default(), zone))
}

/// How a place reads: a person in their own chat, the group's language elsewhere.
pub fn reader_at(tx: &mut Tx<'_, '_>, target: Target) -> Result<Reader, StoreError> {
    if let Some(person) = target.private_user() {
        return reader_for(tx, person);
    }
    let subscriptions = tx.db.subscriptions_in(target.chat)?;
    let here = subscriptions.iter().find(|subscription| subscription.target == target);
    let settings = here.or(subscriptions.first()).map(|subscription| &subscription.settings);
    let lang = settings.and_then(|settings| settings.lang.as_deref()).and_then(Lang::from_code);
    Ok(Reader { lang: lang.unwrap_or_default(), zone: tx.ctx.zone.clone(), now: tx.now, me: None })
}

/// The language of a person: their choice, else that of their Telegram, else the account's.
pub fn person_language(person: Option<&PersonRow>, account: Option<&Account>) -> Lang {
    let chosen = person.and_then(|person| person.settings.lang.as_deref()).and_then(Lang::from_code);
    chosen
        .or(person.and_then(|person| person.telegram_lang))
        .or(account.and_then(|account| Lang::from_code(&account.lang)))
        .unwrap_or_default()
}
