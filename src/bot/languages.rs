//! The language that somebody reads: the buttons to choose one, and what is remembered of it.

use std::sync::Arc;

use super::effects::Effects;
use crate::callback::Callback;
use crate::domain::settings::PersonalSettings;
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::html::escape_html;
use crate::render::reader::Reader;
use crate::store::{Db, PersonRow, StoreError};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate, Sender};
use crate::view::{Button, MessageView, SendPriority};

/// A language was chosen.
pub fn language_chosen(update: &Arc<IncomingUpdate>, reader: &Reader, lang: Lang) -> Effects {
    let mut effects = Effects::with_toast(t!(lang, "language-chosen"));
    let (person, now) = (Arc::clone(update), reader.now);
    effects.add_write(move |db| {
        remember_language(db, &person.from, |settings| settings.lang = Some(lang.iso_code().to_owned()))
    });
    if let (Some(message), ChatKind::Private) = (update.place.message, update.place.kind) {
        let text = match reader.me {
            Some(_) => t!(lang, "language-chosen"),
            None => t!(lang, "start-new", name = escape_html(&update.from.first_name)),
        };
        let view = MessageView::from_html(text).with_row(language_buttons());
        let target = update.place.target;
        effects.add_write(move |db| {
            outbox_message::enqueue(
                db,
                target,
                SendPriority::Answer,
                &OutboxMessage::Edit { message, view },
                now,
            )
        });
    }
    effects
}

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
    person.telegram_lang = lang;
    change(&mut person.settings);
    db.put_person(&person)
}

/// The languages to choose from.
pub fn language_buttons() -> Vec<Button> {
    let button = |lang: Lang| Button::with_callback(lang.name(), &Callback::Language { lang });
    Lang::ALL.map(button).into()
}
