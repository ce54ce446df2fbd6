//! What the audit trail is told of deeds that end outside anybody's turn.

use super::desk::Desk;
use crate::domain::audit::{Deed, Entry, Outcome, Place};
use crate::domain::guessing;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::store::{Db, StoreError};

impl Desk {
    /// Notes what somebody has done, within the transaction that stores what follows from it.
    pub fn note(
        &self,
        db: &mut Db<'_>,
        who: TelegramUser,
        deed: Deed,
        ticket: Option<TicketId>,
        outcome: Outcome,
        place: Place,
    ) -> Result<(), StoreError> {
        let login = self.sessions.get(who).map(|session| guessing::plain(&session.account.login));
        db.audit(&Entry { at: self.clock.now(), who: Some(who), login, deed, ticket, outcome, place })
    }
}
