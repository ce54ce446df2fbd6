//! Messages that are changed after they have become comments. Telegram tells of much that is no change: a reaction, a place that
//! moves. The helpdesk's comments can't be edited, so a real change is another one, unless the first is still here.

use std::sync::Arc;

use super::attachments::ALBUM_WINDOW;
use super::effects::Effects;
use super::stop::Stop;
use super::{SharedBot, comments};
use crate::store::{CommentOrigin, FollowedBy, NewComment, Taken, TakenAs};
use crate::t;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::tickets::comment_sender::CommentSender;

/// A message was edited, or Telegram says so.
pub async fn edited(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let (UpdateKind::Edited { text }, Some(source)) = (&update.what, update.message_ref()) else {
        return Ok(Effects::default());
    };
    let words = text.trim().to_owned();
    let taken = bot.ctx.store.read(move |db| db.taken(source)).await?;
    let Some(taken) = taken.filter(|taken| says_anew(taken, &words)) else { return Ok(Effects::default()) };
    let caller = bot.require_session(&update).await?;
    let grant = bot.require_comment_grant(&update, &caller, taken.ticket).await?;
    let lang = caller.reader.lang;
    let corrected = CommentSender::split_text(&t!(lang, "comment-correction", text = words.as_str()));
    let (Some(corrected), Some(plain)) = (corrected, CommentSender::split_text(&words)) else {
        return Ok(bot.reply_text(&update, t!(lang, "comment-empty")));
    };
    let correction = NewComment {
        author: update.from.who,
        login: caller.session.account.login.clone(),
        ticket: grant.ticket,
        source,
        target: update.place.target,
        parts: corrected,
        followed_by: FollowedBy::Nothing,
        origin: CommentOrigin::Message,
    };
    let shown = comments::seen(&update);
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        let Some(taken) = tx.db.taken(source)?.filter(|taken| says_anew(taken, &words)) else {
            return Ok(());
        };
        let parts = if taken.form == TakenAs::Words { &plain } else { &correction.parts };
        let is_replaced = taken.form != TakenAs::Part
            && tx.db.replace_comment(taken.comment, correction.author, parts, tx.now)?;
        if is_replaced {
            return tx.db.put_taken(source, &Taken { words, ..taken }, tx.now);
        }
        // Whoever corrects a word corrects another a moment later.
        let comment = tx.db.add_comment(&correction, tx.now + ALBUM_WINDOW, tx.now)?;
        tx.db.put_taken(source, &Taken { comment, form: TakenAs::Correction, words, ..taken }, tx.now)?;
        shown.commit_effects(tx)
    });
    Ok(effects)
}

/// Whether a message says something else now than what was taken of it; without words it says nothing.
fn says_anew(taken: &Taken, words: &str) -> bool {
    !words.is_empty() && taken.words != words
}
