//! How a rota changes the sound of new tickets: whoever is on hears them as they have set it, the others as the rota says.

use crate::context::readers::settings_and_zone;
use crate::context::tx::Tx;
use crate::domain::delivery_mode::{Absence, absence};
use crate::domain::ids::UserHash;
use crate::domain::rota::{DutyPlace, OthersNews};
use crate::sessions::live_sessions::UserSession;
use crate::sessions::on_duty::{DutyPerson, duty_person};
use crate::store::StoreError;

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

/// What the rota of a place says at this moment; `None` where it changes nothing, or nobody is on.
pub fn duty_sound(tx: &mut Tx<'_, '_>, place: DutyPlace) -> Result<Option<DutySound>, StoreError> {
    let Some(stored) = tx.db.find_rota(place)? else { return Ok(None) };
    let (rota, others) = (&stored.rota, stored.rota.others);
    let Some(hash) = rota.who_is_on(tx.now).filter(|_| others != OthersNews::Usual) else { return Ok(None) };
    Ok(Some(DutySound { on: duty_person(&tx.ctx.sessions, rota, hash.clone()), others }))
}

/// Whether news ring for somebody now, as far as it is about the time.
pub fn is_listening(tx: &mut Tx<'_, '_>, session: &UserSession) -> Result<bool, StoreError> {
    let (settings, zone) = settings_and_zone(tx, session.telegram)?;
    Ok(absence(&settings, tx.now, &zone) == Absence::None)
}
