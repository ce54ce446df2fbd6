//! What ends something else than a ticket's work is done a little later, with the way back in the place of its button.

use super::Bot;
use super::effects::Effects;
use crate::callback::Callback;
use crate::domain::action::UNDO_WINDOW;
use crate::domain::ids::CardRef;
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::reader::Reader;
use crate::store::{JobId, ScheduledJob};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::{Button, MessageView, SendPriority};

/// Ends something in a few seconds, in which that can be taken back: the message says so, or a new one where it was asked for in
/// words. Asked twice, it is ended once.
pub fn delay_ending(
    bot: &Bot,
    update: &IncomingUpdate,
    (shown, reader): (Option<CardRef>, &Reader),
    ending: ScheduledJob,
    html: String,
) -> Effects {
    let (who, target, now, lang) = (update.from.who, update.place.target, reader.now, reader.lang);
    if let Some(shown) = shown {
        bot.double_taps.note_ending(who, shown, now);
    }
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        if tx.db.jobs_of::<ScheduledJob>(who)?.iter().any(|job| job.ends_same(&ending)) {
            if shown.is_some() {
                return Ok(());
            }
            let again = OutboxMessage::send_view(MessageView::from_html(html));
            return outbox_message::enqueue(tx.db, target, SendPriority::Answer, &again, tx.now);
        }
        let job = tx.db.add_job(who, &ending, tx.now + UNDO_WINDOW)?;
        let view = MessageView::from_html(html).with_row([undo_button(lang, job)]);
        let said = match shown {
            Some(shown) => OutboxMessage::Edit { message: shown.message, view },
            None => OutboxMessage::Ending { job: job.0, view },
        };
        outbox_message::enqueue(tx.db, target, SendPriority::Answer, &said, tx.now)
    });
    effects
}

/// The way back from what was ended a moment ago.
pub fn undo_button(lang: Lang, job: JobId) -> Button {
    Button::with_callback(t!(lang, "button-undo"), &Callback::CancelJob { job: job.0 })
}
