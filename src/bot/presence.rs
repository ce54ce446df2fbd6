//! Who of a unit is at work now, among those who are signed in, and who is on duty.

use std::collections::HashMap;

use crate::context::readers::settings_and_zone;
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::presence::Presence;
use crate::domain::rota::DutyPlace;
use crate::sessions::on_duty::{DutyPerson, on_duty};
use crate::store::StoreError;

/// A unit's people by their accounts.
#[derive(Default)]
pub struct UnitPresence {
    pub people: HashMap<UserHash, Presence>,
    pub on_duty: Option<DutyPerson>,
}

/// Who of a unit is there, for somebody with this account; nobody where that is none of their business.
pub fn unit_presence(
    tx: &mut Tx<'_, '_>,
    account: &Account,
    unit: UnitId,
) -> Result<UnitPresence, StoreError> {
    let mut found = UnitPresence::default();
    if !account.covers_unit(unit) {
        return Ok(found);
    }
    for session in tx.ctx.sessions.all_sessions().iter() {
        let colleague = &session.account;
        let Some(hash) = colleague.me.hash.clone() else { continue };
        if !colleague.is_staff() || !colleague.units.contains(&unit) {
            continue;
        }
        let (settings, zone) = settings_and_zone(tx, session.telegram)?;
        found.people.insert(hash, Presence::from_settings(&settings, tx.now, &zone));
    }
    found.on_duty =
        on_duty(&tx.ctx.sessions, tx.db, DutyPlace::Unit(unit), tx.now)?.and_then(|duty| duty.current);
    Ok(found)
}
