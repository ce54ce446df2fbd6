//! Who of a unit is at work now, among those who are signed in, and who is on duty.

use std::collections::HashMap;

use crate::context::Context;
use crate::context::readers::reader_from;
use crate::domain::account::Account;
use crate::domain::ids::{UnitId, UserHash};
use crate::domain::presence::{Presence, may_know_presence};
use crate::domain::rota::DutyPlace;
use crate::store::{Db, StoreError};

/// A unit's people by their accounts.
#[derive(Default)]
pub struct UnitPresence {
    pub people: HashMap<UserHash, Presence>,
    pub on_duty: Option<UserHash>,
    /// What whoever is on duty is called.
    pub duty_name: Option<String>,
}

/// Who of a unit is there, for somebody with this account; nobody where that is none of their business.
pub fn unit_presence(
    ctx: &Context,
    db: &mut Db<'_>,
    account: &Account,
    unit: UnitId,
) -> Result<UnitPresence, StoreError> {
    let mut found = UnitPresence::default();
    if !may_know_presence(account, unit) {
        return Ok(found);
    }
    let now = ctx.clock.now();
    for session in ctx.sessions.all_sessions().iter() {
        let colleague = &session.account;
        let Some(hash) = colleague.me.hash.clone() else { continue };
        if !colleague.is_staff() || !colleague.units.contains(&unit) {
            continue;
        }
        let person = db.find_person(session.telegram)?;
        let zone = reader_from(ctx, session.telegram, person.as_ref()).zone;
        let settings = person.map(|person| person.settings).unwrap_or_default();
        found.people.insert(hash, Presence::from_settings(&settings, now, &zone));
    }
    if let Some(stored) = db.find_rota(DutyPlace::Unit(unit))? {
        let on_duty = stored.rota.who_is_on(now).cloned();
        let member = on_duty.as_ref().and_then(|hash| stored.rota.member(hash));
        found.duty_name = member.map(|member| member.name.clone());
        found.on_duty = on_duty;
    }
    Ok(found)
}
