//! Messages that are changed after they have become comments. Telegram tells of much that is no change: a reaction, a place that
//! moves. The helpdesk's comments can't be edited, so a real change is another one, unless the first is still here.

use std::sync::Arc;

use super::attach::TOGETHER;
use super::gates::Gate;
use super::turn::Turn;
use super::{Shared, comment};
use crate::service::comments::Comments;
use crate::store::{FollowedBy, NewComment, Origin, StoreError, Taken, TakenAs};
use crate::t;
use crate::telegram::incoming::{Incoming, What};

/// A message was edited, or Telegram says so.
pub async fn edited(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let (What::Edited { text }, Some(source)) = (&incoming.what, incoming.message()) else {
        return Ok(Turn::default());
    };
    let words = text.trim().to_owned();
    let taken = bot.desk.store.read(move |db| db.taken(source)).await?;
    let Some(taken) = taken.filter(|taken| says_anew(taken, &words)) else { return Ok(Turn::default()) };
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let grant = match bot.may_comment(&incoming, &caller, taken.ticket).await? {
        Gate::Open(grant) => grant,
        Gate::Shut(turn) => return Ok(turn),
    };
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    let corrected = Comments::parts(&t!(lang, "comment-correction", text = words.as_str()));
    let (Some(corrected), Some(plain)) = (corrected, Comments::parts(&words)) else {
        return Ok(bot.respond(&incoming, t!(lang, "comment-empty")));
    };
    let correction = NewComment {
        author: incoming.from.who,
        login: caller.session.account.login.clone(),
        ticket: grant.ticket,
        source,
        target: incoming.place.target,
        parts: corrected,
        followed_by: FollowedBy::Nothing,
        origin: Origin::Message,
    };
    let shown = comment::seen(&incoming, now);
    let mut turn = Turn::default();
    turn.write(move |db| {
        let Some(taken) = db.taken(source)?.filter(|taken| says_anew(taken, &words)) else { return Ok(()) };
        let parts = if taken.form == TakenAs::Words { &plain } else { &correction.parts };
        let is_replaced = taken.form != TakenAs::Part
            && db.replace_comment(taken.comment, correction.author, parts, now)?;
        if is_replaced {
            return db.put_taken(source, &Taken { words, ..taken }, now);
        }
        // Whoever corrects a word corrects another a moment later.
        let comment = db.add_comment(&correction, now + TOGETHER, now)?;
        db.put_taken(source, &Taken { comment, form: TakenAs::Correction, words, ..taken }, now)?;
        shown.commit(db)
    });
    Ok(turn)
}

/// Whether a message says something else now than what was taken of it; without words it says nothing.
fn says_anew(taken: &Taken, words: &str) -> bool {
    !words.is_empty() && taken.words != words
}
