//! Text that becomes a comment: a reply to a card in any chat, or what is written after "Write".

use std::sync::Arc;

use super::attach::{self, Gathered, Kept};
use super::dialogue::words;
use super::gates::{Caller, Gate, Grant};
use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::ids::{CardRef, TicketId};
use crate::screen::Screen;
use crate::service::comments::Comments;
use crate::service::parcel::{self, Parcel};
use crate::store::{FollowedBy, NewComment, Origin, StoreError};
use crate::t;
use crate::telegram::download::LARGEST;
use crate::telegram::incoming::{ChatKind, Incoming, What};

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
    if let Some(turn) = bot.closed(incoming, card).await? {
        return Ok(Some(turn));
    }
    let Some(ticket) = bot.desk.store.glance(move |db| db.card(card)).await? else {
        return astray(bot, incoming).await;
    };
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(Some(turn)),
    };
    taken(bot, incoming, &caller, ticket, FollowedBy::Nothing).await.map(Some)
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
    let mut turn = taken(bot, incoming, &caller, ticket, followed_by).await?;
    turn.end(incoming.from.who);
    Ok(turn)
}

/// A message was changed after it was sent. If it had become a comment, the change becomes a second one: the helpdesk's
/// comments can't be edited.
pub async fn edited(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    reply(&bot, &incoming).await.map(Option::unwrap_or_default)
}

/// Writes a comment down if its author may write there.
async fn taken(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    followed_by: FollowedBy,
) -> Result<Turn, StoreError> {
    match bot.may_comment(incoming, caller, ticket).await? {
        Gate::Open(grant) => take(bot, incoming, caller, &grant, followed_by).await,
        Gate::Shut(turn) => Ok(turn),
    }
}

/// Writes a comment down and shows that it is safe.
async fn take(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    grant: &Grant,
    followed_by: FollowedBy,
) -> Result<Turn, StoreError> {
    let ticket = grant.ticket;
    let lang = caller.reader.lang;
    let (text, media) = match words(incoming) {
        Some((text, media)) => (text.trim(), media),
        None => return Ok(Turn::default()),
    };
    let (text, kept) = match media {
        Some(kind) => {
            let (text, kept) = attach::said(bot, incoming, lang, kind, text);
            (text, Some(kept))
        }
        None if matches!(incoming.what, What::Edited { .. }) => {
            (t!(lang, "comment-correction", text = text), None)
        }
        None => (text.to_owned(), None),
    };
    let (Some(parts), Some(source)) = (Comments::parts(&text), incoming.message()) else {
        return Ok(bot.respond(incoming, t!(lang, "comment-empty")));
    };
    let target = incoming.place.target;
    let (login, origin) = (caller.session.account.login.clone(), Origin::Message);
    let author = incoming.from.who;
    let comment = NewComment { author, login, ticket, source, target, parts, followed_by, origin };
    let now = caller.reader.now;
    let mut shown = Turn::default();
    shown.post(target, Parcel::React { message: source.message, emoji: parcel::SEEN.into() }, now);
    let mut turn = Turn::default();
    match kept {
        Some(Kept::Note) if incoming.place.kind == ChatKind::Private => {
            shown.say(target, Screen::text(t!(lang, "comment-media")), now);
        }
        Some(Kept::TooLarge) => {
            let size = attach::size(lang, LARGEST);
            turn.absorb(bot.respond(incoming, t!(lang, "comment-file-large", size = size)));
        }
        Some(Kept::Link(file)) => turn.write(move |db| db.put_file(&file)),
        Some(Kept::Note) | None => {}
    }
    match attach::album(incoming) {
        None => {
            turn.write(move |db| db.add_comment(&comment, now, now).map(drop));
            turn.absorb(shown);
        }
        Some(album) if bot.desk.live.now().house.serves_files().is_some() => {
            turn.write(move |db| match attach::gather(db, &album, &comment, now)? {
                Gathered::Began => shown.commit(db),
                Gathered::Joined => Ok(()),
            });
        }
        // Those without words would all be the same comment.
        Some(album) => {
            let wordless = words(incoming).is_none_or(|(caption, _)| caption.trim().is_empty());
            turn.write(move |db| {
                let first = db.note_told(&album, now)?;
                if !first && wordless {
                    return Ok(());
                }
                db.add_comment(&comment, now, now)?;
                shown.commit(db)
            });
        }
    }
    Ok(turn)
}

/// The rest of an album that has become a comment, where it comes without saying to what it belongs.
pub async fn rest(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let Some(album) = attach::album(incoming) else { return Ok(None) };
    if bot.desk.live.now().house.serves_files().is_none() {
        let told = bot.desk.store.read(move |db| db.was_told(&album)).await?;
        return Ok(told.then(Turn::default));
    }
    let Some(begun) = bot.desk.store.read(move |db| db.album(&album)).await? else { return Ok(None) };
    match bot.caller(incoming).await? {
        Ok(caller) => taken(bot, incoming, &caller, begun.ticket, FollowedBy::Nothing).await.map(Some),
        Err(turn) => Ok(Some(turn)),
    }
}
