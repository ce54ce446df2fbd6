//! Incoming lists as they were last read: somebody's own, or what the service account's shows of it. A list is only ever told
//! to somebody as far as the helpdesk's own rules would show it to them.

use std::borrow::Cow;

use jiff::Timestamp;

use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::{TelegramUser, TicketId};
use crate::domain::visibility::{self, ListVisibility};
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, DirectoryShelf, ListSnapshot, SnapshotKind, StoreError, StoredTicket};

/// Somebody's incoming list, with all that is known of its tickets.
pub struct KnownList<'a> {
    pub read_at: Timestamp,
    pub tickets: Vec<Cow<'a, StoredTicket>>,
}

/// Incoming lists as they were last read, for several people in one go: what the service account's list holds is fetched from the
/// store once.
pub struct KnownLists {
    /// The service account, if there is one.
    service: Option<Account>,
    now: Timestamp,
    /// What it shows; `None` inside while it was never read, or a ticket of it is not known.
    service_list: Option<Option<(Timestamp, Vec<StoredTicket>)>>,
}

impl KnownLists {
    /// What is known now.
    pub fn open(tx: &mut Tx<'_, '_>) -> Result<Self, StoreError> {
        Ok(Self { service: service_account(tx)?, now: tx.now, service_list: None })
    }

    /// One person's list: as the service account's shows it where that is the newer and can tell all of it, else as their own
    /// was read; `None` while nothing has read all of it.
    pub fn list_of(
        &mut self,
        db: &mut Db<'_>,
        session: &UserSession,
    ) -> Result<Option<KnownList<'_>>, StoreError> {
        let own = db.list_snapshot(session.telegram, SnapshotKind::Incoming)?;
        let covers =
            self.service.as_ref().is_some_and(|service| visibility::scope_covers(service, &session.account));
        if covers && session.is_verified(self.now) {
            if self.service_list.is_none() {
                self.service_list = Some(service_list(db)?);
            }
            let told = self.service_list.as_ref().and_then(Option::as_ref);
            let told = told.filter(|(read_at, _)| is_newer(*read_at, own.as_ref()));
            if let Some(listed) = told.and_then(|(read_at, all)| visible_to(session, *read_at, all)) {
                return Ok(Some(listed));
            }
        }
        let Some(view) = own else { return Ok(None) };
        let tickets = db.find_tickets(&view.ticket_ids())?.into_iter().map(Cow::Owned).collect();
        Ok(Some(KnownList { read_at: view.read_at, tickets }))
    }
}

/// Whether the service account's list was read after somebody's own: that is read only while the other can't be relied on.
fn is_newer(read_at: Timestamp, own: Option<&ListSnapshot>) -> bool {
    own.is_none_or(|own| own.read_at <= read_at)
}

/// All that is known of the service account's list.
fn service_list(db: &mut Db<'_>) -> Result<Option<(Timestamp, Vec<StoredTicket>)>, StoreError> {
    let Some(view) = db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)? else {
        return Ok(None);
    };
    let all = db.find_tickets(&view.ticket_ids())?;
    Ok((all.len() == view.rows.len()).then_some((view.read_at, all)))
}

/// What of it is in somebody's own list; `None` where that can't be told of every ticket.
fn visible_to<'a>(
    session: &UserSession,
    read_at: Timestamp,
    all: &'a [StoredTicket],
) -> Option<KnownList<'a>> {
    let mut tickets = Vec::new();
    for known in all {
        match visibility_of(session, known) {
            ListVisibility::Seen => tickets.push(Cow::Borrowed(known)),
            ListVisibility::Unseen => {}
            ListVisibility::Undecided => return None,
        }
    }
    Some(KnownList { read_at, tickets })
}

/// Whether the service account's list shows that a ticket is in somebody's incoming list.
pub fn in_service_list(
    db: &mut Db<'_>,
    service: &Account,
    session: &UserSession,
    ticket: TicketId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if !session.is_verified(now) || !visibility::scope_covers(service, &session.account) {
        return Ok(false);
    }
    let Some(known) = db.find_ticket(ticket)? else { return Ok(false) };
    let Some(view) = db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)? else {
        return Ok(false);
    };
    let own = db.list_snapshot(session.telegram, SnapshotKind::Incoming)?;
    let listed = is_newer(view.read_at, own.as_ref()) && view.rows.iter().any(|row| row.id == ticket);
    Ok(listed && visibility_of(session, &known) == ListVisibility::Seen)
}

fn visibility_of(session: &UserSession, known: &StoredTicket) -> ListVisibility {
    visibility::incoming_visibility(&session.account, &known.ticket, known.details.as_ref())
}

/// Who watches for everybody, as whichever process reads the lists has found out.
pub fn service_account(tx: &mut Tx<'_, '_>) -> Result<Option<Account>, StoreError> {
    let choices = tx.ctx.config.current();
    let Some(service_account) = &choices.service_account else { return Ok(None) };
    Ok(tx.db.directory_entry(DirectoryShelf::Watching, &service_account.login)?.map(|(account, _)| account))
}
