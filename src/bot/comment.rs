//! Text that becomes a comment: a reply to a card in any chat, or what is written after "Write".

use std::sync::Arc;

use super::dialogue::words;
use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::ids::{CardRef, TicketId};
use crate::i18n::Lang;
use crate::render::words::number;
use crate::screen::Screen;
use crate::service::comments::Comments;
use crate::service::parcel::{self, Parcel};
use crate::store::{FollowedBy, NewComment, Origin, StoreError};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, MediaKind, What};

/// A message that replies to a card; `None` when it replies to nothing of ours.
pub async fn reply(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let reply_to = match &incoming.what {
        What::Text { reply_to, .. } | What::Media { reply_to, .. } | What::Edited { reply_to, .. } => {
            *reply_to
        }
        _ => None,
    };
    let Some(message) = reply_to else { return Ok(None) };
    bot.adopt(incoming).await?;
    let card = CardRef { chat: incoming.place.target.chat, message };
    let Some(ticket) = bot.desk.store.read(move |db| db.card(card)).await? else {
        return astray(bot, incoming).await;
    };
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(Some(turn)),
    };
    // The helpdesk lets clients comment on anything; its own pages, and this, on what is theirs.
    let strangers = caller.session.account.is_client() && incoming.place.kind == ChatKind::Group;
    if strangers && bot.reachable(incoming.from.who, None, ticket).await?.is_none() {
        let text = t!(caller.reader.lang, "act-not-allowed", number = number(ticket));
        return Ok(Some(bot.respond(incoming, text)));
    }
    take(bot, incoming, &caller, ticket, FollowedBy::Nothing).await.map(Some)
}

/// A reply to a message of ours that is about no ticket. In a group it would else be lost without a word.
async fn astray(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let to_us = incoming.place.shown.is_some() && incoming.place.kind == ChatKind::Group;
    if !to_us || matches!(incoming.what, What::Edited { .. }) {
        return Ok(None);
    }
    let reader = bot.reader(incoming).await?;
    Ok(Some(bot.respond(incoming, t!(reader.lang, "comment-astray"))))
}

/// The message after "Write", or the answer with which a ticket is finished.
pub async fn written(
    bot: &Bot,
    incoming: &Incoming,
    ticket: TicketId,
    followed_by: FollowedBy,
) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let mut turn = take(bot, incoming, &caller, ticket, followed_by).await?;
    turn.end(incoming.from.who);
    Ok(turn)
}

/// A message was changed after it was sent. If it had become a comment, the change becomes a second one: the helpdesk's
/// comments can't be edited.
pub async fn edited(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    reply(&bot, &incoming).await.map(Option::unwrap_or_default)
}

/// Writes a comment down and shows that it is safe.
async fn take(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    followed_by: FollowedBy,
) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    let (text, media) = match words(incoming) {
        Some((text, media)) => (text.trim(), media),
        None => return Ok(Turn::default()),
    };
    let text = match media {
        Some(kind) if text.is_empty() => t!(lang, "comment-media-bare", kind = media_word(lang, kind)),
        Some(kind) => t!(lang, "comment-media-note", kind = media_word(lang, kind), caption = text),
        None if matches!(incoming.what, What::Edited { .. }) => {
            t!(lang, "comment-correction", text = text)
        }
        None => text.to_owned(),
    };
    let (Some(parts), Some(source)) = (Comments::parts(&text), incoming.message()) else {
        return Ok(bot.respond(incoming, t!(lang, "comment-empty")));
    };
    let target = incoming.place.target;
    let (login, origin) = (caller.session.account.login.clone(), Origin::Message);
    let author = incoming.from.who;
    let comment = NewComment { author, login, ticket, source, target, parts, followed_by, origin };
    let now = caller.reader.now;
    let mut taken = Turn::default();
    taken.write(move |db| db.add_comment(&comment, now, now).map(drop));
    taken.post(target, Parcel::React { message: source.message, emoji: parcel::SEEN.into() }, now);
    if media.is_some() && incoming.place.kind == ChatKind::Private {
        taken.say(target, Screen::text(t!(lang, "comment-media")), now);
    }
    let Some(album) = album(incoming) else { return Ok(taken) };
    let wordless = words(incoming).is_none_or(|(caption, _)| caption.trim().is_empty());
    let mut turn = Turn::default();
    turn.write(move |db| {
        let first = db.note_told(&album, now)?;
        if first || !wordless { taken.commit(db) } else { Ok(()) }
    });
    Ok(turn)
}

/// The name under which the album of a message is remembered. Its pictures come as messages of their own, and those without
/// words are all one comment.
fn album(incoming: &Incoming) -> Option<String> {
    match &incoming.what {
        What::Media { album: Some(album), .. } => {
            Some(format!("album:{}:{album}", incoming.place.target.chat))
        }
        _ => None,
    }
}

/// Whether a message is the rest of an album that has become a comment.
pub async fn is_rest(bot: &Bot, incoming: &Incoming) -> Result<bool, StoreError> {
    match album(incoming) {
        Some(album) => bot.desk.store.read(move |db| db.was_told(&album)).await,
        None => Ok(false),
    }
}

fn media_word(lang: Lang, kind: MediaKind) -> String {
    match kind {
        MediaKind::Photo => t!(lang, "media-photo"),
        MediaKind::Document => t!(lang, "media-document"),
        MediaKind::Voice => t!(lang, "media-voice"),
        MediaKind::Video => t!(lang, "media-video"),
        MediaKind::Audio => t!(lang, "media-audio"),
        MediaKind::Sticker => t!(lang, "media-sticker"),
        MediaKind::Contact => t!(lang, "media-contact"),
        MediaKind::Location => t!(lang, "media-location"),
        MediaKind::Other => t!(lang, "media-other"),
    }
}
