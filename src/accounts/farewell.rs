//! The end of a sign-in: what it had a right to goes with it. Its chat's cards say so once and are never drawn again, what
//! waits for the chat is dropped.

use jiff::Timestamp;

use crate::context::Context;
use crate::context::readers::person_language;
use crate::domain::account::Account;
use crate::domain::audit::{AuditAction, AuditEntry, AuditOutcome, AuditPlace};
use crate::domain::ids::TelegramUser;
use crate::domain::login_throttle;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, StoreError};
use crate::view::SendPriority;

/// So many cards of a chat are changed at its end; older ones have scrolled far away, and stay as they are.
const MAX_CLOSED_CARDS: i64 = 100;

/// Ends a person's sign-in in the database, with everything that follows from it; `false` when there was none.
pub fn end_session(
    db: &mut Db<'_>,
    who: TelegramUser,
    account: Option<&Account>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let lang = person_language(db.find_person(who)?.as_ref(), account);
    let there = db.drop_session(who)?;
    let chat = who.private_chat();
    db.outbox_drop_chat(chat)?;
    db.drop_sheets_in(chat)?;
    let cards = db.cards_in(chat, MAX_CLOSED_CARDS)?;
    db.close_cards(chat)?;
    for card in cards {
        let edit =
            OutboxMessage::Edit { message: card.at.message, view: render::card::closed(lang, card.ticket) };
        outbox_message::enqueue(db, card.target, SendPriority::Refresh, &edit, now)?;
    }
    Ok(there)
}

/// Signs somebody out, in memory and on disk, and notes why and where; `false` when nobody was signed in. Who has signed in
/// anew elsewhere meanwhile stays signed in.
pub async fn sign_out(
    ctx: &Context,
    who: TelegramUser,
    why: AuditAction,
    place: AuditPlace,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let _changing = ctx.sessions.lock_changes().await;
    let Some(session) = ctx.sessions.remove_session(who) else { return Ok(false) };
    let entry = session_ended(&session, why, place, now);
    let since = session.since;
    ctx.store
        .write(move |db| {
            if db.signed_in_since(who)? == Some(since) {
                end_session(db, who, Some(&session.account), now)?;
                db.add_audit_entry(&entry)?;
            }
            Ok(())
        })
        .await?;
    Ok(true)
}

/// Ends this very sign-in because of something that deskgram has found; `false` when its person has signed in anew
/// meanwhile.
pub async fn end_sign_in(
    ctx: &Context,
    session: &UserSession,
    why: AuditAction,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !ctx.sessions.is_here(session) {
        return Ok(false);
    }
    log::info!("{} is signed out: {}", session.telegram, why.name());
    sign_out(ctx, session.telegram, why, AuditPlace::Itself, now).await
}

/// What the audit trail says of the end of a session.
pub fn session_ended(
    session: &UserSession,
    why: AuditAction,
    place: AuditPlace,
    at: Timestamp,
) -> AuditEntry {
    AuditEntry {
        at,
        who: Some(session.telegram),
        login: Some(login_throttle::normalize_login(&session.account.login)),
        action: why,
        ticket: None,
        outcome: AuditOutcome::Done,
        place,
    }
}
