//! How long after its creation a new ticket is told where lists are long: for ten people with a list each and for an account
//! that watches for all of them, without the index in the helpdesk's database and with it. `cargo bench --bench lateness`.
//! The helpdesk's time is played, so the figures are the same on any machine but for chance in the pauses.

#[path = "../../tests/support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the kit of the tests has more than is needed here")]
mod support;

use deskgram_sandbox::zenlix::Index;
use jiff::SignedDuration;
use support::World;
use support::lateness::{Lateness, measured, team};

/// For how long tickets are written.
const WATCH: SignedDuration = SignedDuration::from_mins(40);

async fn measure(world: World, index: Index) -> Lateness {
    team(&world).await;
    measured(&world, index, WATCH).await
}

#[tokio::main]
async fn main() {
    for who in ["ten people", "one service account"] {
        let mut before: Option<Lateness> = None;
        for index in [Index::Missing, Index::Added] {
            let world =
                if who == "ten people" { World::new().await } else { World::with_service_account().await };
            let now = measure(world, index).await;
            let seconds = |time: SignedDuration| time.as_secs_f64();
            let sooner = before.map_or(String::new(), |before| {
                format!(", {:.1}× sooner", seconds(before.half) / seconds(now.half))
            });
            println!(
                "{who}, index {index:?}: half of {} alerts within {:.0} s, all within {:.0} s, at {:.0} % of the helpdesk's \
                 time{sooner}",
                now.alerts,
                seconds(now.half),
                seconds(now.all),
                now.share
            );
            before = Some(now);
        }
    }
}
