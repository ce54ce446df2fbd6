//! Fifty people of four units and eight groups at work. Who is told what is held against the oracle, message by message; and so is
//! who is called about what nobody takes, whoever is on duty first.

use super::shift::Shift;
use crate::support::*;

const PEOPLE: usize = 50;

#[tokio::test]
async fn fifty_people_are_told_exactly_what_concerns_them() {
    let morning = begin_morning().await;
    work_until(morning, 125, 500).await;
}

/// With an hour's tickets: a ticket that nobody takes is told up to five times more.
#[tokio::test]
async fn fifty_people_are_called_exactly_when_it_is_their_turn() {
    let mut morning = begin_morning().await;
    morning.begin_escalating().await;
    work_until(morning, 45, 160).await;
}

async fn begin_morning() -> Shift {
    let mut morning = Shift::begin(World::with_service_account().await, PEOPLE, 7).await;
    for number in 0..8 {
        morning.subscribe_supergroup(number).await;
    }
    morning
}

async fn work_until(mut morning: Shift, minutes: usize, tickets: usize) {
    morning.world.poll_once().await;
    for minute in 0..minutes {
        let new = if morning.tickets.len() < tickets { 4 } else { 0 };
        morning.work(new, 5);
        morning.world.zenlix.take_calls();
        morning.poll().await;
        let calls = morning.world.zenlix.take_calls();
        let lists = calls.iter().filter(|call| call.mode == "ticket_list").count();
        assert_eq!(lists, 1, "one request serves everybody");
        let pauses = morning.world.app.bot.ctx.metrics.waits.value();
        assert_eq!(pauses, 0, "Telegram never has to ask for a pause, whoever is called");
        // Killed now and then, it goes on where it was.
        if minute % 40 == 20 {
            morning.world.restart_process().await;
        }
    }
    assert_eq!(morning.tickets.len(), tickets);
    morning.come_to_rest().await;
    morning.judge("at noon");
}
