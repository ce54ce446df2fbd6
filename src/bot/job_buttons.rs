//! The buttons of what happens a little later: calling it off, and sending once more what may have come to nothing.

use super::effects::Effects;
use super::guards::Caller;
use super::stop::Stop;
use super::{Bot, signoff, subscribe};
use crate::notify::outbox_message::OutboxMessage;
use crate::render::action_outcome::second_tap_on_ending;
use crate::store::{JobId, ScheduledJob};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

/// Calls off what waits for its time, or takes back what was done.
pub async fn cancel_job(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    job: JobId,
) -> Result<Effects, Stop> {
    let (who, now, lang) = (update.from.who, caller.reader.now, caller.reader.lang);
    if let Some(at) = update.message_ref()
        && bot.double_taps.has_just_ended(who, at, now)
    {
        return Ok(Effects::with_toast(second_tap_on_ending(lang)));
    }
    let found =
        bot.ctx.store.read(move |db| Ok((db.job_owner(job)?, db.find_job::<ScheduledJob>(job, who)?)));
    let (owner, found) = found.await?;
    if owner.is_some_and(|owner| owner != who) {
        return Ok(Effects::alert(t!(lang, "job-not-yours")));
    }
    if let Some(ScheduledJob::ReleaseOver { tickets, .. }) = found {
        let mut effects = signoff::take_back(bot, update, caller, tickets).await?;
        effects.add_write(move |tx| tx.db.drop_job(job));
        return Ok(effects);
    }
    if !bot.ctx.store.write(move |db| db.cancel_job(job, who, now)).await? {
        return Ok(Effects::alert(t!(lang, "job-late")));
    }
    match found {
        Some(ScheduledJob::EndSubscription { target, .. }) => {
            subscribe::show_panel(bot, update, caller, target).await
        }
        _ => Ok(close_question(update, t!(lang, "dialogue-cancelled"))),
    }
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
    Ok(close_question(update, t!(lang, "job-again")))
}

/// A press that settles it: the word pops up, and stands in place of the question.
fn close_question(update: &IncomingUpdate, text: String) -> Effects {
    let mut effects = Effects::with_toast(text.clone());
    if let Some(message) = update.place.message {
        let edit = OutboxMessage::Edit { message, view: MessageView::from_html(text) };
        effects.post_message(update.place.target, edit);
    }
    effects
}
