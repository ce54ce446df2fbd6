//! The oracle of escalations: who is called about which ticket at each look, as the chains promise it.

use std::collections::{BTreeMap, BTreeSet};

use deskgram::domain::escalation::{EscalationTarget, MuteRule};
use deskgram::domain::event::{Event, EventKind};
use deskgram::domain::ids::{TicketId, UnitId, UserHash};
use deskgram::domain::rota::{DutyPlace, Rota, RotaMember};
use deskgram::domain::ticket::Priority;
use deskgram_sandbox::zenlix::world::{Role, md5_hex};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::model::{Cast, Facts, People, person};
use super::shift::{UNITS, name};
use crate::support::World;

/// The chains in the settings' words.
pub const CHAINS: &str = "high: duty 4m, next 8m, unit 15m, head 20m!, group 30m; normal: head 30m; low: off";

/// The same, each step with its minutes.
fn steps(priority: Priority) -> &'static [(EscalationTarget, i64)] {
    use EscalationTarget::{Duty, Group, Head, Next, Unit};
    match priority {
        Priority::High => &[(Duty, 4), (Next, 8), (Unit, 15), (Head, 20), (Group, 30)],
        Priority::Medium => &[(Head, 30)],
        Priority::Low => &[],
    }
}

/// What has been called so far.
#[derive(Default)]
pub struct Calls {
    /// Since when each ticket waits.
    since: BTreeMap<i64, Timestamp>,
    /// Those that begin to wait anew when that is seen.
    anew: BTreeSet<i64>,
    taken: BTreeMap<i64, BTreeSet<EscalationTarget>>,
}

impl Calls {
    pub fn ticket_written(&mut self, id: i64, at: Timestamp) {
        self.since.insert(id, at);
    }

    pub fn ticket_changed(&mut self, id: i64, before: &Facts, after: &Facts) {
        let came_free = after.free() && !before.free();
        if came_free || before.unit != after.unit || after.priority > before.priority {
            self.anew.insert(id);
        }
    }

    /// It is looked at all tickets now.
    pub fn begin_look(&mut self, now: Timestamp) {
        for id in std::mem::take(&mut self.anew) {
            self.since.insert(id, now);
            self.taken.remove(&id);
        }
    }

    /// The calls that are due of a ticket.
    pub fn due(&mut self, id: i64, facts: &Facts, cast: &Cast, now: Timestamp) -> Vec<Event> {
        let since = self.since[&id];
        let taken = self.taken.entry(id).or_default();
        let mut events = Vec::new();
        for &(step, minutes) in steps(facts.priority) {
            if !facts.free() || taken.contains(&step) || since + SignedDuration::from_mins(minutes) > now {
                continue;
            }
            taken.insert(step);
            let turn = match step {
                EscalationTarget::Duty => Some(technicians(cast, facts.unit)[0]),
                EscalationTarget::Next => Some(technicians(cast, facts.unit)[1]),
                _ => None,
            };
            let turn = turn.filter(|who| facts.assignees.is_empty() || facts.assignees.contains(who));
            let on_duty = matches!(step, EscalationTarget::Duty | EscalationTarget::Next);
            let step = if on_duty && turn.is_none() { EscalationTarget::Unit } else { step };
            if on_duty && turn.is_none() && !taken.insert(step) {
                continue;
            }
            let (mutes, called) = (MuteRule::Respected, turn.map(person));
            let what = EventKind::Unclaimed { since, step, mutes, called };
            events.push(Event { ticket: TicketId(id), what, by: None });
        }
        events
    }
}

/// The technicians of a unit in the order of their turns; the first is on all morning.
fn technicians(cast: &Cast, unit: i64) -> Vec<usize> {
    (0..cast.len()).filter(|&who| cast[who] == (Role::Technician, unit)).collect()
}

/// Each unit has a rota of all its technicians.
pub async fn make_rotas(world: &World, cast: &Cast) {
    let today = TimeZone::get("Europe/Kyiv").unwrap().to_datetime(world.clock.now()).date();
    for unit in 1..=UNITS {
        let people: People = technicians(cast, unit).into_iter().collect();
        let member = |who: usize| RotaMember { hash: UserHash(md5_hex(&name(who))), name: name(who) };
        let members = people.into_iter().map(member).collect();
        let rota = Rota { members, ..Rota::new("Europe/Kyiv", today) };
        let place = DutyPlace::Unit(UnitId(unit));
        world.app.bot.ctx.store.write(move |db| db.add_rota(place, &rota)).await.unwrap();
    }
}
