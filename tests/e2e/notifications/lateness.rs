//! An alert is not late: what half of all alerts and all of them take on a large helpdesk, with what its lists cost there.

use deskgram_sandbox::zenlix::Index;
use jiff::SignedDuration;

use crate::support::lateness::{Lateness, measured, team};
use crate::support::*;

async fn lateness(world: World, index: Index) -> Lateness {
    team(&world).await;
    let lateness = measured(&world, index, SignedDuration::from_mins(20)).await;
    eprintln!("{index:?}: {lateness:?}");
    assert!(lateness.alerts > 20, "{lateness:?}");
    lateness
}

fn is_within(lateness: &Lateness, half: i64, all: i64) {
    let seconds = SignedDuration::from_secs;
    assert!(lateness.half <= seconds(half) && lateness.all <= seconds(all), "{lateness:?}");
}

#[tokio::test]
async fn ten_people_hear_within_a_minute_and_a_half_where_a_ticket_costs_17_ms() {
    let lateness = lateness(World::new().await, Index::Missing).await;
    is_within(&lateness, 45, 90);
}

#[tokio::test]
async fn a_watching_account_tells_within_a_minute_and_a_half_where_a_ticket_costs_17_ms() {
    let lateness = lateness(World::with_service_account().await, Index::Missing).await;
    is_within(&lateness, 45, 90);
}

#[tokio::test]
async fn an_index_has_half_of_all_alerts_come_within_20_seconds_at_a_tenth() {
    let lateness = lateness(World::with_service_account().await, Index::Added).await;
    is_within(&lateness, 20, 40);
    assert!(lateness.share <= 11.0, "{lateness:?}");
}
