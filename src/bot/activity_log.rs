//! The audit trail of the chat: what is noted of a action, and `/mylog`, where everybody reads their own.

use std::sync::Arc;

use super::effects::Effects;
use super::reply::show_screen;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::domain::audit::{AuditEntry, AuditPlace, AuditedAction};
use crate::domain::login_throttle;
use crate::render;
use crate::render::audit::{OlderEntries, PAGE_SIZE};
use crate::render::reader::Reader;
use crate::sessions::live_sessions::UserSession;
use crate::store::{AuditQuery, StoreError};
use crate::telegram::update::IncomingUpdate;
use crate::view::MessageView;

impl Bot {
    /// Notes in the audit trail what the person behind an update has done, together with all that follows from the update.
    pub fn record_action(
        &self,
        effects: &mut Effects,
        update: &IncomingUpdate,
        session: &UserSession,
        AuditedAction { action, ticket, outcome }: AuditedAction,
    ) {
        let entry = AuditEntry {
            at: self.ctx.clock.now(),
            who: Some(session.telegram),
            login: Some(login_throttle::normalize_login(&session.account.login)),
            action,
            ticket,
            outcome,
            place: AuditPlace::of_chat(update.chat()),
        };
        effects.add_write(move |tx| tx.db.add_audit_entry(&entry));
    }
}

/// `/mylog`.
pub async fn handle_mylog(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    bot.require_private(&update, reader.lang)?;
    if !update.from.is_person() {
        return Ok(Effects::default());
    }
    let view = log_view(&bot, &update, 0, &reader).await?;
    Ok(Effects::with_message(update.place.target, view))
}

/// Another page: always of whoever presses.
pub async fn show_page(
    bot: &Bot,
    update: &IncomingUpdate,
    page: usize,
    reader: &Reader,
) -> Result<Effects, Stop> {
    Ok(show_screen(update, log_view(bot, update, page, reader).await?))
}

async fn log_view(
    bot: &Bot,
    update: &IncomingUpdate,
    page: usize,
    reader: &Reader,
) -> Result<MessageView, StoreError> {
    let wanted = AuditQuery { who: Some(update.from.who), ..AuditQuery::default() };
    let skip = i64::try_from(page.saturating_mul(PAGE_SIZE)).unwrap_or(i64::MAX);
    let mut entries =
        bot.ctx.store.read(move |db| db.audit_entries(&wanted, skip, PAGE_SIZE as i64 + 1)).await?;
    let older = if entries.len() > PAGE_SIZE { OlderEntries::More } else { OlderEntries::None };
    entries.truncate(PAGE_SIZE);
    Ok(render::audit::audit_page(&entries, page, older, reader))
}
