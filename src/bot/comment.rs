//! Text that becomes a comment: a reply to a card in any chat, or what is written after "Write".

use jiff::Timestamp;

use super::Bot;
use super::attach::{self, Gathered, LeftOut, Said};
use super::dialogue::words;
use super::gates::{Caller, Gate, Grant};
use super::turn::Turn;
use crate::domain::ids::{CardRef, TicketId};
use crate::render::words::Reader;
use crate::screen::{Class, Screen};
use crate::service::comments::Comments;
use crate::service::parcel::{self, Parcel};
use crate::store::{Db, FollowedBy, NewComment, Origin, StoreError, Taken, TakenAs};
use crate::t;
use crate::telegram::download::LARGEST;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// A message that replies to a card; `None` when it replies to nothing of ours.
pub async fn reply(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let reply_to = match &incoming.what {
        What::Text { reply_to, .. } | What::Media { reply_to, .. } | What::Command { reply_to, .. } => {
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
    Ok(Some(gated(bot, incoming, &caller, ticket, FollowedBy::Nothing).await?.turn))
}

/// A reply to a message of ours that is about no ticket. In a group it would else be lost without a word.
async fn astray(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let to_us = incoming.place.shown.is_some() && incoming.place.kind == ChatKind::Group;
    if !to_us {
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
    let Outcome { mut turn, is_taken } = gated(bot, incoming, &caller, ticket, followed_by).await?;
    // Where nothing was said the question stays open.
    if is_taken {
        turn.end(incoming.from.who);
    }
    Ok(turn)
}

/// What has become of a message that was to be a comment.
struct Outcome {
    turn: Turn,
    /// Nothing more is expected of its author.
    is_taken: bool,
}

/// Writes a comment down if its author may write there.
async fn gated(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    followed_by: FollowedBy,
) -> Result<Outcome, StoreError> {
    Ok(match bot.may_comment(incoming, caller, ticket).await? {
        Gate::Open(grant) => take(bot, incoming, caller, &grant, followed_by),
        Gate::Shut(turn) => Outcome { turn, is_taken: true },
    })
}

/// Writes a comment down and shows that it is safe, or says why it is none.
fn take(bot: &Bot, incoming: &Incoming, caller: &Caller, grant: &Grant, followed_by: FollowedBy) -> Outcome {
    let ticket = grant.ticket;
    let lang = caller.reader.lang;
    let refused = |text| Outcome { turn: bot.respond(incoming, text), is_taken: false };
    let Said { text, files, left_out } = match attach::said(bot, incoming, lang) {
        Ok(said) => said,
        Err(why) => return refused(why),
    };
    let (Some(parts), Some(source)) = (Comments::parts(&text), incoming.message()) else {
        return refused(t!(lang, "comment-empty"));
    };
    let target = incoming.place.target;
    let (login, origin) = (caller.session.account.login.clone(), Origin::Message);
    let author = incoming.from.who;
    let comment = NewComment { author, login, ticket, source, target, parts, followed_by, origin };
    let now = caller.reader.now;
    let mut shown = seen(incoming, now);
    let mut turn = Turn::default();
    match left_out {
        Some(LeftOut::AllFiles) if incoming.place.kind == ChatKind::Private => {
            warn_once_a_day(&mut shown, incoming, &caller.reader);
        }
        Some(LeftOut::LargeFile) => {
            let size = attach::size(lang, LARGEST);
            turn.absorb(bot.respond(incoming, t!(lang, "comment-file-large", size = size)));
        }
        Some(LeftOut::AllFiles) | None => {}
    }
    turn.write(move |db| files.iter().try_for_each(|file| db.put_file(file)));
    let form = if matches!(incoming.what, What::Media { .. }) { TakenAs::Part } else { TakenAs::Words };
    let words = words(incoming).map(|(text, _)| text.trim().to_owned()).unwrap_or_default();
    let noted =
        move |db: &mut Db<'_>, comment| db.put_taken(source, &Taken { ticket, comment, form, words }, now);
    match attach::album(incoming) {
        None => {
            turn.write(move |db| {
                let id = db.add_comment(&comment, now, now)?;
                noted(db, id)
            });
            turn.absorb(shown);
        }
        Some(album) => {
            let notes = match left_out {
                Some(LeftOut::AllFiles) => attach::bare_notes(lang),
                Some(LeftOut::LargeFile) | None => Vec::new(),
            };
            turn.write(move |db| {
                let (id, gathered) = attach::gather(db, &album, &comment, &notes, now)?;
                noted(db, id)?;
                match gathered {
                    Gathered::Began => shown.commit(db),
                    Gathered::Joined => Ok(()),
                }
            });
        }
    }
    Outcome { turn, is_taken: true }
}

/// Shows the author of a message that it is taken.
pub fn seen(incoming: &Incoming, now: Timestamp) -> Turn {
    let mut turn = Turn::default();
    if let Some(message) = incoming.place.message {
        let seen = Parcel::React { message, emoji: parcel::SEEN.into() };
        turn.post(incoming.place.target, seen, now);
    }
    turn
}

/// Says that files don't get into the helpdesk: people know it for the rest of the day then.
pub fn warn_once_a_day(turn: &mut Turn, incoming: &Incoming, reader: &Reader) {
    let day = reader.zone.to_datetime(reader.now).date();
    let name = format!("files:{}:{day}", incoming.from.who);
    let (target, now) = (incoming.place.target, reader.now);
    let warning = Parcel::say(Screen::text(t!(reader.lang, "comment-media")));
    turn.write(move |db| match db.note_told(&name, now)? {
        true => parcel::post(db, target, Class::Answer, &warning, now),
        false => Ok(()),
    });
}

/// The rest of an album that has become a comment, where it comes without saying to what it belongs.
pub async fn rest(bot: &Bot, incoming: &Incoming) -> Result<Option<Turn>, StoreError> {
    let Some(album) = attach::album(incoming) else { return Ok(None) };
    let Some(begun) = bot.desk.store.read(move |db| db.album(&album)).await? else { return Ok(None) };
    match bot.caller(incoming).await? {
        Ok(caller) => Ok(Some(gated(bot, incoming, &caller, begun.ticket, FollowedBy::Nothing).await?.turn)),
        Err(turn) => Ok(Some(turn)),
    }
}
