//! Who stands behind a place: the sign-in whose rights decide what is shown there. In a private chat that is its person's, in a
//! group the subscriber's. Without one nothing of a ticket is shown.

use std::sync::Arc;

use crate::domain::account::Account;
use crate::domain::ids::Target;
use crate::domain::visibility;
use crate::sessions::live_sessions::{Sessions, UserSession};
use crate::store::{Db, StoreError, StoredTicket};

/// Whose rights decide what a place is shown. Made by [`viewer_at`] alone.
pub struct Viewer {
    session: Arc<UserSession>,
    place: ViewerPlace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ViewerPlace {
    Own,
    Group,
}

/// Who stands behind a place, if anybody does.
pub fn viewer_at(sessions: &Sessions, db: &mut Db<'_>, target: Target) -> Result<Option<Viewer>, StoreError> {
    if let Some(person) = target.private_user() {
        let session = sessions.find_session(person);
        return Ok(session.map(|session| Viewer { session, place: ViewerPlace::Own }));
    }
    let subscriptions = db.subscriptions_in(target.chat)?;
    let here = subscriptions.iter().find(|one| one.target == target);
    let owner = here.or(subscriptions.first()).map(|one| one.owner);
    let session = owner.and_then(|owner| sessions.find_session(owner));
    Ok(session.map(|session| Viewer { session, place: ViewerPlace::Group }))
}

impl Viewer {
    pub fn account(&self) -> &Account {
        &self.session.account
    }

    /// Whether a ticket may be shown in the place. A group goes on with what it was shown once, as long as its subscriber still
    /// has the ticket's unit: to whom it is given there is decided among people who read along.
    pub fn sees(&self, db: &mut Db<'_>, known: &StoredTicket) -> Result<bool, StoreError> {
        let (account, ticket) = (&self.session.account, &known.ticket);
        if self.place == ViewerPlace::Group {
            return Ok(visibility::oversees(account, ticket));
        }
        let said = db.find_rights(ticket, self.session.telegram)?;
        Ok(visibility::is_addressed(account, ticket, known.details.as_ref(), said.as_ref()))
    }
}
