//! What the audit trail is told of actions that end outside anybody's turn.

use crate::context::tx::Tx;
use crate::domain::audit::{AuditEntry, AuditPlace, AuditedAction};
use crate::domain::ids::TelegramUser;
use crate::domain::login_throttle;
use crate::store::StoreError;

/// Notes what somebody has done, within the transaction that stores what follows from it.
pub fn record_audit(
    tx: &mut Tx<'_, '_>,
    who: TelegramUser,
    place: AuditPlace,
    AuditedAction { action, ticket, outcome }: AuditedAction,
) -> Result<(), StoreError> {
    let login = tx
        .ctx
        .sessions
        .find_session(who)
        .map(|session| login_throttle::normalize_login(&session.account.login));
    tx.db.add_audit_entry(&AuditEntry { at: tx.now, who: Some(who), login, action, ticket, outcome, place })
}
