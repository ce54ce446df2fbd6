//! How a rota changes the sound of new tickets: whoever is on hears them as they have set it, the others as the rota says. While
//! nobody can hear them who is on, nothing is lowered for anybody.

use jiff::Timestamp;

use crate::context::Context;
use crate::context::readers::settings_and_zone;
use crate::domain::delivery_mode::{Absence, absence};
use crate::domain::ids::UserHash;
use crate::domain::rota::{DutyPlace, OthersNews};
use crate::sessions::live_sessions::UserSession;
use crate::sessions::on_duty::{DutyPerson, duty_person};
use crate::store::{Db, StoreError};

/// Who hears the new tickets of a place, and how the others do.
pub struct DutySound {
    pub on: DutyPerson,
    pub others: OthersNews,
}

impl DutySound {
    /// Whether this is the account of whoever is on.
    pub fn is_on(&self, hash: Option<&UserHash>) -> bool {
        hash == Some(&self.on.hash)
    }
}

/// What the rota of a place says at this moment; `None` where it changes nothing: there is none, or whoever is on is signed out,
/// has muted all, or is outside of their hours.
pub fn duty_sound(
    ctx: &Context,
    db: &mut Db<'_>,
    place: DutyPlace,
    now: Timestamp,
) -> Result<Option<DutySound>, StoreError> {
    let Some(stored) = db.find_rota(place)? else { return Ok(None) };
    let (rota, others) = (&stored.rota, stored.rota.others);
    let Some(hash) = rota.who_is_on(now).filter(|_| others != OthersNews::Usual) else { return Ok(None) };
    let on = duty_person(&ctx.sessions, rota, hash.clone());
    for session in &on.sessions {
        if is_listening(ctx, db, session, now)? {
            return Ok(Some(DutySound { on, others }));
        }
    }
    Ok(None)
}

/// Whether news ring for somebody now, as far as it is about the time.
pub fn is_listening(
    ctx: &Context,
    db: &mut Db<'_>,
    session: &UserSession,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (settings, zone) = settings_and_zone(ctx, db, session.telegram)?;
    Ok(absence(&settings, now, &zone) == Absence::None)
}
