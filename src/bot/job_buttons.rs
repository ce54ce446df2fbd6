//! The buttons of what happens a little later: calling it off, and sending once more what may have come to nothing.

use super::Bot;
use super::effects::Effects;
use super::guards::Caller;
use super::stop::Stop;
use crate::notify::outbox_message::OutboxMessage;
use crate::store::JobId;
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

/// Calls off what waits for its time.
pub async fn cancel_job(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    job: JobId,
) -> Result<Effects, Stop> {
    let (who, now, lang) = (update.from.who, caller.reader.now, caller.reader.lang);
    if !bot.ctx.store.write(move |db| db.cancel_job(job, who, now)).await? {
        return Ok(Effects::alert(t!(lang, "job-late")));
    }
    Ok(close_question(update, caller, t!(lang, "dialogue-cancelled")))
}

/// Does once more what its author was asked about.
pub async fn retry_job(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    job: JobId,
) -> Result<Effects, Stop> {
    let lang = caller.reader.lang;
    if !bot.jobs.retry_job(job, update.from.who).await? {
        return Ok(Effects::alert(t!(lang, "job-settled")));
    }
    Ok(close_question(update, caller, t!(lang, "job-again")))
}

/// A press that settles it: the word pops up, and stands in place of the question.
fn close_question(update: &IncomingUpdate, caller: &Caller, text: String) -> Effects {
    let mut effects = Effects::with_toast(text.clone());
    if let Some(message) = update.place.message {
        let edit = OutboxMessage::Edit { message, view: MessageView::from_html(text) };
        effects.post_message(update.place.target, edit, caller.reader.now);
    }
    effects
}
