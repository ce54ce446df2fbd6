//! What a press has ended, once that can't be taken back any more.

use crate::context::Context;
use crate::context::readers::{reader_at, reader_for};
use crate::domain::audit::{AuditAction, AuditPlace, AuditedAction};
use crate::domain::ids::{CardRef, Target, TelegramUser};
use crate::maintenance::audit_log::record_audit;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{Db, JobId, StoreError, TemplateId};
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
    let store = ctx.store.clone();
    let ctx = ctx.clone();
    let may = ctx.sessions.find_session(who).is_some_and(|session| session.account.is_staff());
    let drop = move |db: &mut Db<'_>| {
        db.drop_job(id)?;
        let Some(found) = db.find_template(template, who)?.filter(|_| may) else { return Ok(()) };
        db.drop_template(found.id)?;
        let place = AuditPlace::of_chat(shown.chat);
        record_audit(&ctx, db, who, place, AuditedAction::on_no_ticket(AuditAction::DeleteReply))?;
        let view = MessageView::from_html(t!(reader_for(&ctx, db, who)?.lang, "quick-deleted"));
        show_end(db, shown, view, ctx.clock.now())
    };
    store.write(drop).await
}

/// Ends the subscription of a group, unless another has begun there meanwhile. It was theirs to end when they pressed, and
/// stays so if they sign out.
pub async fn end_subscription(
    ctx: &Context,
    id: JobId,
    who: TelegramUser,
    (target, since): (Target, Timestamp),
    shown: CardRef,
) -> Result<(), StoreError> {
    let store = ctx.store.clone();
    let ctx = ctx.clone();
    let end = move |db: &mut Db<'_>| {
        let now = ctx.clock.now();
        db.drop_job(id)?;
        let lang = reader_for(&ctx, db, who)?.lang;
        match db.find_subscription(target)? {
            Some(subscription) if subscription.since == since => {
                log::info!("{who} unsubscribed chat {}", target.chat);
                if target.chat != shown.chat {
                    let told = t!(reader_at(&ctx, db, target)?.lang, "unsubscribe-done");
                    let message = OutboxMessage::send_view(MessageView::from_html(told));
                    outbox_message::enqueue(db, target, SendPriority::Notice, &message, now)?;
                }
                db.drop_subscription(target)?;
                let place = AuditPlace::of_chat(shown.chat);
                record_audit(&ctx, db, who, place, AuditedAction::on_no_ticket(AuditAction::Unsubscribe))?;
                show_end(db, shown, MessageView::from_html(t!(lang, "unsubscribe-done")), now)
            }
            Some(_) => show_end(db, shown, MessageView::from_html(t!(lang, "dialogue-cancelled")), now),
            None => show_end(db, shown, MessageView::from_html(t!(lang, "unsubscribe-done")), now),
        }
    };
    store.write(end).await
}

/// Takes the way back off the message that speaks of tickets which were released at once.
pub async fn settle_release(
    ctx: &Context,
    id: JobId,
    shown: CardRef,
    view: MessageView,
) -> Result<(), StoreError> {
    let now = ctx.clock.now();
    let settle = move |db: &mut Db<'_>| {
        db.drop_job(id)?;
        show_end(db, shown, view, now)
    };
    ctx.store.write(settle).await
}

/// What the message says from now on that offered to take it back.
fn show_end(db: &mut Db<'_>, shown: CardRef, view: MessageView, now: Timestamp) -> Result<(), StoreError> {
    let edit = OutboxMessage::Edit { message: shown.message, view };
    outbox_message::enqueue(db, Target::whole_chat(shown.chat), SendPriority::Refresh, &edit, now)
}
