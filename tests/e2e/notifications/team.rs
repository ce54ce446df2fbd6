//! A working morning: fifty people of four units, eight groups, five hundred tickets, two hours. Who is told what is
//! held against the oracle, message by message.

use super::shift::Shift;
use crate::support::*;

const PEOPLE: usize = 50;
const TICKETS: usize = 500;

#[tokio::test]
async fn fifty_people_are_told_exactly_what_concerns_them() {
    let mut morning = Shift::begin(World::with_service_account().await, PEOPLE, 7).await;
    for number in 0..8 {
        morning.subscribe_supergroup(number).await;
    }
    morning.world.poll_once().await;
    for minute in 0..125 {
        let new = if morning.tickets.len() < TICKETS { 4 } else { 0 };
        morning.work(new, 5);
        morning.world.zenlix.take_calls();
        morning.poll().await;
        let calls = morning.world.zenlix.take_calls();
        let lists = calls.iter().filter(|call| call.mode == "ticket_list").count();
        assert_eq!(lists, 1, "one request serves everybody");
        // Killed now and then, it goes on where it was.
        if minute % 40 == 20 {
            morning.world.restart_process().await;
        }
    }
    assert_eq!(morning.tickets.len(), TICKETS);
    morning.come_to_rest().await;
    morning.judge("at noon");
}
