//! Text that becomes a comment: a reply to a card in any chat, or what is written after "Write".

use super::Bot;
use super::attachments::{self, AlbumOutcome, LeftOut, Said};
use super::effects::Effects;
use super::file_warning::FileWarning;
use super::guards::{Caller, Grant};
use super::message_text::message_text;
use super::stop::Stop;
use crate::domain::ids::{CardRef, MessageId, TicketId};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::reader::ticket_number;
use crate::store::{CommentOrigin, Db, FollowedBy, NewComment, QuestionEnd, Taken, TakenAs};
use crate::t;
use crate::telegram::download::MAX_FILE_BYTES;
use crate::telegram::update::{ChatKind, ExternalReply, IncomingUpdate, UpdateKind};
use crate::tickets::comment_sender::CommentSender;
use crate::view::{MessageView, SendPriority};

/// A message that replies to a card; `None` when it replies to nothing of ours.
pub async fn handle_reply(bot: &Bot, update: &IncomingUpdate) -> Result<Option<Effects>, Stop> {
    let reply_to = match &update.what {
        UpdateKind::Text { reply_to, .. }
        | UpdateKind::Media { reply_to, .. }
        | UpdateKind::Command { reply_to, .. } => *reply_to,
        _ => return Ok(None),
    };
    if let Some(ticket) = update.place.panel_ticket {
        let (caller, grant) = require_author(bot, update, ticket).await?;
        return Ok(Some(accept_comment(bot, update, &caller, &grant, FollowedBy::Nothing).effects));
    }
    let card = match (reply_to, update.place.external_reply) {
        (Some(message), _) => CardRef { chat: update.place.target.chat, message },
        (None, Some(ExternalReply { at: Some(card) })) => card,
        (None, Some(ExternalReply { at: None })) => return unrelated_reply(bot, update).await,
        (None, None) => return Ok(None),
    };
    bot.register_card(update).await?;
    if let Some(effects) = bot.answer_closed_card(update, card).await? {
        return Ok(Some(effects));
    }
    let Some(ticket) = bot.ctx.store.read_inline(move |db| db.card_ticket(card)).await? else {
        return unrelated_reply(bot, update).await;
    };
    let (caller, grant) = require_author(bot, update, ticket).await?;
    Ok(Some(accept_comment(bot, update, &caller, &grant, FollowedBy::Nothing).effects))
}

/// A reply to a message of ours that is about no ticket, or doesn't show about which. In a group, or said from another chat,
/// it would else be lost without a word.
async fn unrelated_reply(bot: &Bot, update: &IncomingUpdate) -> Result<Option<Effects>, Stop> {
    let reader = bot.reader_for_update(update).await?;
    if update.place.external_reply.is_some() {
        return Ok(Some(bot.reply_text(update, t!(reader.lang, "comment-from-elsewhere"))));
    }
    let to_us = update.place.shown.is_some() && update.place.kind == ChatKind::Group;
    Ok(to_us.then(|| bot.reply_text(update, t!(reader.lang, "comment-astray"))))
}

/// The message after "Write", or the answer with which a ticket is finished.
pub async fn handle_written(
    bot: &Bot,
    update: &IncomingUpdate,
    ticket: TicketId,
    followed_by: FollowedBy,
) -> Result<Effects, Stop> {
    let who = update.from.who;
    let (caller, grant) = match require_author(bot, update, ticket).await {
        Ok(author) => author,
        Err(stop) => {
            let mut effects = stop.into_effects()?;
            effects.clear_dialogue(who);
            return Ok(effects);
        }
    };
    let reader = &caller.reader;
    let Outcome { mut effects, is_taken } = accept_comment(bot, update, &caller, &grant, followed_by);
    // Where nothing was said the question stays open.
    if is_taken {
        let number = ticket_number(ticket);
        let text = match followed_by {
            FollowedBy::Nothing => t!(reader.lang, "comment-below", number = number),
            FollowedBy::Finish => t!(reader.lang, "answer-below", number = number),
        };
        let end = QuestionEnd::Edit(MessageView::from_html(text));
        effects.complete_dialogue(who, end);
    }
    Ok(effects)
}

/// What has become of a message that was to be a comment.
struct Outcome {
    effects: Effects,
    /// Nothing more is expected of its author.
    is_taken: bool,
}

/// Who writes a comment, with the right to. What somebody writes is kept also where their sign-in ends just now, because the
/// helpdesk refuses their key: nobody is to write it again.
async fn require_author(
    bot: &Bot,
    update: &IncomingUpdate,
    ticket: TicketId,
) -> Result<(Caller, Grant), Stop> {
    let former = bot.ctx.sessions.find_session(update.from.who);
    let refused = match bot.require_session(update).await {
        Ok(caller) => match bot.require_comment_grant(update, &caller, ticket).await {
            Ok(grant) => return Ok((caller, grant)),
            Err(stop) => stop,
        },
        Err(stop) => stop,
    };
    let answer = refused.into_effects()?;
    let kept = match former {
        Some(former) => bot.former_caller(update, former, ticket).await?,
        None => None,
    };
    kept.ok_or_else(|| answer.into())
}

/// Writes a comment down and shows that it is safe, or says why it is none.
fn accept_comment(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    grant: &Grant,
    followed_by: FollowedBy,
) -> Outcome {
    let ticket = grant.ticket;
    let lang = caller.reader.lang;
    let refused = |text| Outcome { effects: bot.reply_text(update, text), is_taken: false };
    let Said { text, files, left_out } = match attachments::attachment_text(bot, update, lang) {
        Ok(said) => said,
        Err(why) => return refused(why),
    };
    let (Some(parts), Some((source, origin))) = (CommentSender::split_text(&text), comment_source(update))
    else {
        return refused(t!(lang, "comment-empty"));
    };
    let target = update.place.target;
    let login = caller.session.account.login.clone();
    let author = update.from.who;
    let comment = NewComment { author, login, ticket, source, target, parts, followed_by, origin };
    let now = caller.reader.now;
    let mut shown = match origin {
        CommentOrigin::Ephemeral => {
            bot.reply_text(update, t!(lang, "comment-taken", number = ticket_number(ticket)))
        }
        CommentOrigin::Message | CommentOrigin::Button => seen(update),
    };
    let mut effects = Effects::default();
    match left_out {
        Some(LeftOut::AllFiles) if update.place.kind == ChatKind::Private => {
            let text = t!(lang, "comment-media");
            let warning = FileWarning::new(bot, update, &caller.reader, text).about(ticket);
            warning.add_once_a_day(&mut shown);
        }
        Some(LeftOut::LargeFile) => {
            let size = attachments::format_size(lang, MAX_FILE_BYTES);
            let text = t!(lang, "comment-file-large", size = size);
            FileWarning::new(bot, update, &caller.reader, text).about(ticket).add(&mut effects);
        }
        Some(LeftOut::AllFiles) | None => {}
    }
    effects.add_write(move |tx| files.iter().try_for_each(|file| tx.db.put_file(file)));
    let form = if matches!(update.what, UpdateKind::Media { .. }) { TakenAs::Part } else { TakenAs::Words };
    let words = message_text(update).map(|(text, _)| text.trim().to_owned()).unwrap_or_default();
    let noted =
        move |db: &mut Db<'_>, comment| db.put_taken(source, &Taken { ticket, comment, form, words }, now);
    match attachments::album_key(update) {
        None => {
            effects.add_write(move |tx| {
                let id = tx.db.add_comment(&comment, tx.now, tx.now)?;
                noted(tx.db, id)
            });
            effects.merge_effects(shown);
        }
        Some(album) => {
            let notes = match left_out {
                Some(LeftOut::AllFiles) => attachments::bare_notes(lang),
                Some(LeftOut::LargeFile) | None => Vec::new(),
            };
            effects.add_write(move |tx| {
                let (id, gathered) = attachments::join_album(tx.db, &album, &comment, &notes, tx.now)?;
                noted(tx.db, id)?;
                match gathered {
                    AlbumOutcome::Began => shown.commit_effects(tx),
                    AlbumOutcome::Joined => Ok(()),
                }
            });
        }
    }
    Outcome { effects, is_taken: true }
}

/// What a comment comes from. An ephemeral message has no number among those of a chat, which are positive.
fn comment_source(update: &IncomingUpdate) -> Option<(CardRef, CommentOrigin)> {
    if let Some(source) = update.message_ref() {
        return Some((source, CommentOrigin::Message));
    }
    let at = update.place.ephemeral?;
    let number = i32::try_from(at.number.rem_euclid(i64::from(i32::MAX))).ok()?;
    let source = CardRef { chat: at.receiver.private_chat(), message: MessageId(-1 - number) };
    Some((source, CommentOrigin::Ephemeral))
}

/// Shows the author of a message that it is taken.
pub fn seen(update: &IncomingUpdate) -> Effects {
    let mut effects = Effects::default();
    if let Some(message) = update.place.message {
        let seen = OutboxMessage::seen_reaction(message);
        let target = update.place.target;
        // No answer that somebody without a session may have had already: what they wrote is safe.
        effects
            .add_write(move |tx| outbox_message::enqueue(tx.db, target, SendPriority::Answer, &seen, tx.now));
    }
    effects
}

/// The rest of an album that has become a comment, where it comes without saying to what it belongs.
pub async fn handle_album_rest(bot: &Bot, update: &IncomingUpdate) -> Result<Option<Effects>, Stop> {
    let Some(album) = attachments::album_key(update) else { return Ok(None) };
    let Some(begun) = bot.ctx.store.read(move |db| db.find_album(&album)).await? else { return Ok(None) };
    let (caller, grant) = require_author(bot, update, begun.ticket).await?;
    Ok(Some(accept_comment(bot, update, &caller, &grant, FollowedBy::Nothing).effects))
}
