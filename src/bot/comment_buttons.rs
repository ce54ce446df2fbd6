//! The buttons about comments: reading them, writing one, and what becomes of one that did not arrive.

use super::Bot;
use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::questions::{Asked, QuestionPlace};
use super::reply::answer_privately;
use super::stop::Stop;
use super::ticket_access::{read_comments, read_ticket};
use crate::domain::ids::{Target, TicketId};
use crate::notify;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::reader::ticket_number;
use crate::store::{CommentId, CommentState, FollowedPage};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// Shows a page of the comments to whoever pressed.
pub async fn show_comments(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    page: usize,
) -> Result<Effects, Stop> {
    let at = read_ticket(bot, update, caller, ticket).await?;
    let reader = &caller.reader;
    let comments = read_comments(bot, update, caller, &at).await?;
    let view = render::comments::comments_page(ticket, &comments, page, reader);
    let pressed = update.message_ref();
    let on_card = match pressed {
        Some(at) => bot.ctx.store.read_inline(move |db| db.card_ticket(at)).await?.is_some(),
        None => true,
    };
    let mut effects = answer_privately(update, reader.lang);
    // A group's card stays as it is: comments are for whoever asked.
    effects.add_write(move |tx| notify::publish_comments(tx, ticket, &comments));
    let page = FollowedPage::Comments { ticket, page };
    let outbox_message = match pressed {
        Some(at) if !on_card => {
            effects.add_write(move |tx| tx.db.put_followed_page(at, &page, tx.now));
            OutboxMessage::Edit { message: at.message, view }
        }
        _ => OutboxMessage::Page { view, page },
    };
    effects.post_message(Target::whole_chat(update.from.who.private_chat()), outbox_message);
    Ok(effects)
}

/// Asks for a comment: the next message is it.
pub async fn ask_comment(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    bot.require_comment_grant(update, caller, ticket).await?;
    let reader = &caller.reader;
    if update.place.kind != ChatKind::Private {
        return Ok(Effects::alert(t!(reader.lang, "comment-in-group")));
    }
    let mut effects = Effects::default();
    effects.ask(&Asked::by(update, reader), Dialogue::Comment { ticket }, QuestionPlace::Anew, |_| {
        MessageView::from_html(t!(reader.lang, "comment-prompt", number = ticket_number(ticket)))
    });
    Ok(effects)
}

/// What an author decides about a comment that did not arrive.
#[derive(Clone, Copy)]
pub enum DoubtResolution {
    Retry,
    Drop,
}

/// Does with the comment what its author decides.
pub async fn resolve_doubt(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    comment: i64,
    fate: DoubtResolution,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    let id = CommentId(comment);
    let Some(comment) = bot.ctx.store.read(move |db| db.find_comment(id)).await? else {
        return Ok(Effects::with_toast(t!(reader.lang, "comment-settled")));
    };
    if comment.new.author != update.from.who {
        return Ok(Effects::alert(t!(reader.lang, "comment-not-yours")));
    }
    let text = match (fate, comment.attempt) {
        (DoubtResolution::Retry, _) if comment.state == CommentState::Waiting => {
            return Ok(Effects::with_toast(t!(reader.lang, "comment-resent")));
        }
        // Who signs in to its account sends it by that; nobody else does.
        (DoubtResolution::Retry, _) if comment.state == CommentState::SignedOut => {
            return Ok(Effects::alert(t!(reader.lang, "comment-not-yours")));
        }
        (DoubtResolution::Retry, _) => t!(reader.lang, "comment-resent"),
        (DoubtResolution::Drop, None) => t!(reader.lang, "comment-dropped"),
        (DoubtResolution::Drop, Some(_)) => t!(reader.lang, "comment-dropped-perhaps"),
    };
    let mut effects = Effects::with_toast(text.clone());
    let login = caller.session.account.login.clone();
    effects.add_write(move |tx| match fate {
        DoubtResolution::Retry => tx.db.resend_comment(id, &login, tx.now).map(drop),
        DoubtResolution::Drop => tx.db.drop_comment(id),
    });
    if let Some(message) = update.place.message {
        let edit = OutboxMessage::Edit { message, view: MessageView::from_html(text) };
        effects.post_message(update.place.target, edit);
    }
    Ok(effects)
}
