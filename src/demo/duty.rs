//! The rota with which the demo begins: the service desk's people week by week, with whoever is met first on duty.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::ids::{UnitId, UserHash};
use crate::domain::rota::{DutyPlace, Rota, RotaMember};
use crate::domain::ticket::short_name;
use crate::store::{Store, StoreError};
use deskgram_sandbox::zenlix::Zenlix;

/// The unit of all who can be met.
const SERVICE_DESK: UnitId = UnitId(1);

/// Stores the rota.
pub async fn store_rota(
    store: &Store,
    zenlix: &Zenlix,
    zone: &TimeZone,
    now: Timestamp,
) -> Result<(), StoreError> {
    let members = ["olena", "taras", "iryna"].into_iter().filter_map(|login| {
        zenlix.read(|world| {
            let user = world.user_by_login(login)?;
            Some(RotaMember { hash: UserHash(user.hash.clone()), name: short_name(&user.fio) })
        })
    });
    let name = zone.iana_name().unwrap_or("UTC");
    let mut rota = Rota { members: members.collect(), ..Rota::new(name, zone.to_datetime(now).date()) };
    // Nobody has to be told who was on before.
    rota.announced = rota.who_is_on(now).cloned();
    store
        .write(move |db| {
            let stored = db.add_rota(DutyPlace::Unit(SERVICE_DESK), &rota)?;
            db.put_rota(stored.id, &rota, rota.next_handover(now))
        })
        .await
}
