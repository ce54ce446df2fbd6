//! The buttons of the languages.

use std::sync::Arc;

use jiff::Timestamp;

use super::Bot;
use super::effects::Effects;
use super::languages::remember_language;
use super::welcome::{newcomer_languages, newcomer_view, welcome_view};
use crate::i18n::Lang;
use crate::notify::outbox_message::OutboxMessage;
use crate::render::reader::Reader;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// A language was chosen: the screen that offered it goes on in that one.
pub fn language_chosen(bot: &Bot, update: &Arc<IncomingUpdate>, reader: &Reader, lang: Lang) -> Effects {
    let mut effects = Effects::with_toast(t!(lang, "language-chosen"));
    let person = Arc::clone(update);
    effects.add_write(move |db| {
        remember_language(db, &person.from, |settings| settings.lang = Some(lang.iso_code().to_owned()))
    });
    let reader = Reader { lang, ..reader.clone() };
    let view = match bot.ctx.sessions.find_session(update.from.who) {
        Some(session) => welcome_view(&reader, &session.account),
        None => newcomer_view(lang, &update.from.first_name),
    };
    effects.merge_effects(edit_pressed(update, view, reader.now));
    effects
}

/// The languages to choose from, in place of the one button for them.
pub fn show_languages(update: &IncomingUpdate, reader: &Reader) -> Effects {
    edit_pressed(update, newcomer_languages(reader.lang, &update.from.first_name), reader.now)
}

fn edit_pressed(update: &IncomingUpdate, view: MessageView, now: Timestamp) -> Effects {
    let mut effects = Effects::default();
    if let (Some(message), ChatKind::Private) = (update.place.message, update.place.kind) {
        effects.post_message(update.place.target, OutboxMessage::Edit { message, view }, now);
    }
    effects
}
