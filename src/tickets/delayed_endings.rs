//! What a press has ended, once that can't be taken back any more.

use crate::context::Context;
use crate::context::readers::{reader_at, reader_for};
use crate::context::tx::Tx;
use crate::domain::audit::{AuditAction, AuditPlace, AuditedAction};
use crate::domain::ids::{CardRef, Target, TelegramUser};
use crate::maintenance::audit_log::record_audit;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{JobId, StoreError, TemplateId};
use crate::t;
use crate::view::{MessageView, SendPriority};
use jiff::Timestamp;

/// Deletes a quick reply, if whoever wanted that may still.
pub async fn drop_reply(
    ctx: &Context,
    id: JobId,
    who: TelegramUser,
    template: TemplateId,
    shown: CardRef,
) -> Result<(), StoreError> {
    let may = ctx.sessions.find_session(who).is_some_and(|session| session.account.is_staff());
    let drop = move |tx: &mut Tx<'_, '_>| {
        tx.db.drop_job(id)?;
        let Some(found) = tx.db.find_template(template, who)?.filter(|_| may) else { return Ok(()) };
        tx.db.drop_template(found.id)?;
        let place = AuditPlace::of_chat(shown.chat);
        record_audit(tx, who, place, AuditedAction::on_no_ticket(AuditAction::DeleteReply))?;
        let view = MessageView::from_html(t!(reader_for(tx, who)?.lang, "quick-deleted"));
        show_end(tx, shown, view)
    };
    ctx.write(drop).await
}

/// Ends the subscription of a group, unless another has begun there meanwhile. It was theirs to end when they pressed, and
/// stays so if they sign out.
pub async fn end_subscription(
    ctx: &Context,
    id: JobId,
    who: TelegramUser,
    (target, since): (Target, Timestamp),
    shown: Option<CardRef>,
) -> Result<(), StoreError> {
    let end = move |tx: &mut Tx<'_, '_>| {
        tx.db.drop_job(id)?;
        let lang = reader_for(tx, who)?.lang;
        let chat = shown.map_or(target.chat, |shown| shown.chat);
        let text = match tx.db.find_subscription(target)? {
            Some(subscription) if subscription.since == since => {
                log::info!("{who} unsubscribed chat {}", target.chat);
                if target.chat != chat {
                    let told = t!(reader_at(tx, target)?.lang, "unsubscribe-done");
                    let message = OutboxMessage::send_view(MessageView::from_html(told));
                    outbox_message::enqueue(tx.db, target, SendPriority::Notice, &message, tx.now)?;
                }
                tx.db.drop_subscription(target)?;
                let place = AuditPlace::of_chat(chat);
                record_audit(tx, who, place, AuditedAction::on_no_ticket(AuditAction::Unsubscribe))?;
                t!(lang, "unsubscribe-done")
            }
            Some(_) => t!(lang, "dialogue-cancelled"),
            None => t!(lang, "unsubscribe-done"),
        };
        let view = MessageView::from_html(text);
        match shown {
            Some(shown) => show_end(tx, shown, view),
            // The message that speaks of it still waits before this one.
            None => {
                let message = OutboxMessage::send_view(view);
                outbox_message::enqueue(tx.db, target, SendPriority::Notice, &message, tx.now)
            }
        }
    };
    ctx.write(end).await
}

/// Takes the way back off the message that speaks of tickets which were released at once.
pub async fn settle_release(
    ctx: &Context,
    id: JobId,
    shown: CardRef,
    view: MessageView,
) -> Result<(), StoreError> {
    let settle = move |tx: &mut Tx<'_, '_>| {
        tx.db.drop_job(id)?;
        show_end(tx, shown, view)
    };
    ctx.write(settle).await
}

/// What the message says from now on that offered to take it back.
fn show_end(tx: &mut Tx<'_, '_>, shown: CardRef, view: MessageView) -> Result<(), StoreError> {
    let edit = OutboxMessage::Edit { message: shown.message, view };
    outbox_message::enqueue(tx.db, Target::whole_chat(shown.chat), SendPriority::Refresh, &edit, tx.now)
}
