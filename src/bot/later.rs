//! The buttons of what happens a little later: calling it off, and sending once more what may have come to nothing.

use super::Bot;
use super::gates::Caller;
use super::turn::Turn;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::{JobId, StoreError};
use crate::t;
use crate::telegram::incoming::Incoming;

/// Calls off what waits for its time.
pub async fn cancel(bot: &Bot, incoming: &Incoming, caller: &Caller, job: JobId) -> Result<Turn, StoreError> {
    let (who, now, lang) = (incoming.from.who, caller.reader.now, caller.reader.lang);
    if !bot.desk.store.write(move |db| db.cancel_job(job, who, now)).await? {
        return Ok(Turn::window(t!(lang, "job-late")));
    }
    Ok(settled(incoming, caller, t!(lang, "dialogue-cancelled")))
}

/// Does once more what its author was asked about.
pub async fn retry(bot: &Bot, incoming: &Incoming, caller: &Caller, job: JobId) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    if !bot.later.again(job, incoming.from.who).await? {
        return Ok(Turn::window(t!(lang, "job-settled")));
    }
    Ok(settled(incoming, caller, t!(lang, "job-again")))
}

/// A press that settles it: the word pops up, and stands in place of the question.
fn settled(incoming: &Incoming, caller: &Caller, text: String) -> Turn {
    let mut turn = Turn::toast(text.clone());
    if let Some(message) = incoming.place.message {
        let edit = Parcel::Edit { message, screen: Screen::text(text) };
        turn.post(incoming.place.target, edit, caller.reader.now);
    }
    turn
}
