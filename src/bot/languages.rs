//! The language that somebody reads: the buttons to choose one, and what is remembered of it.

use crate::callback::Callback;
use crate::domain::settings::PersonalSettings;
use crate::i18n::Lang;
use crate::store::{Db, PersonRow, StoreError};
use crate::telegram::update::Sender;
use crate::view::Button;

/// Notes who this is, and changes what they chose.
pub fn remember_language(
    db: &mut Db<'_>,
    from: &Sender,
    change: impl FnOnce(&mut PersonalSettings),
) -> Result<(), StoreError> {
    let (who, lang) = (from.who, from.lang);
    let mut person = db.find_person(who)?.unwrap_or(PersonRow {
        telegram: who,
        telegram_lang: lang,
        settings: PersonalSettings::default(),
    });
    person.telegram_lang = lang.or(person.telegram_lang);
    change(&mut person.settings);
    db.put_person(&person)
}

/// The languages to choose from.
pub fn language_buttons() -> Vec<Button> {
    let button = |lang: Lang| Button::with_callback(lang.name(), &Callback::Language { lang });
    Lang::ALL.map(button).into()
}
