//! The buttons of the languages.

use std::sync::Arc;

use super::Bot;
use super::effects::Effects;
use super::languages::remember_language;
use super::reply::show_screen;
use super::welcome::{newcomer_languages, newcomer_view, welcome_view};
use crate::i18n::Lang;
use crate::render::reader::Reader;
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// A language was chosen: the screen that offered it goes on in that one.
pub fn language_chosen(bot: &Bot, update: &Arc<IncomingUpdate>, reader: &Reader, lang: Lang) -> Effects {
    let mut effects = Effects::with_toast(t!(lang, "language-chosen"));
    let person = Arc::clone(update);
    effects.add_write(move |tx| {
        remember_language(tx.db, &person.from, |settings| settings.lang = Some(lang.iso_code().to_owned()))
    });
    let reader = Reader { lang, ..reader.clone() };
    let view = match bot.ctx.sessions.find_session(update.from.who) {
        Some(session) => welcome_view(&reader, &session.account),
        None => newcomer_view(lang, &update.from.first_name),
    };
    effects.merge_effects(show_screen(update, view));
    effects
}

/// The languages to choose from, in place of the one button for them.
pub fn show_languages(update: &IncomingUpdate, reader: &Reader) -> Effects {
    show_screen(update, newcomer_languages(reader.lang, &update.from.first_name))
}
