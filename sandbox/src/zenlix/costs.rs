//! How long the real server works on a call, as it was measured on two cores with PHP 8.2 and MariaDB 10.11: a list costs by its
//! tickets, and each of them by the whole table, for seven look-ups by a column without an index. Time of the simulation: it
//! passes on the clocks that a test holds in its hand.

use std::sync::Arc;

use jiff::SignedDuration;

use super::wire::{Page, Request};
use crate::clock::Clock;

/// What one ticket of a list costs beside its look-ups.
const ROW: SignedDuration = SignedDuration::from_micros(2_600);
/// What the look-ups of one ticket of a list cost for each row of the table.
const LOOK_UPS: SignedDuration = SignedDuration::from_nanos(1_450);
/// What one look-up by hash costs for each row of the table.
const LOOK_UP: SignedDuration = SignedDuration::from_nanos(4_500);
/// What any call costs.
const CALL: SignedDuration = SignedDuration::from_millis(6);

/// Whether somebody has given the table of tickets an index on its hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    Missing,
    Added,
}

/// What calls cost, and whose clocks pass meanwhile.
#[derive(Clone, Debug)]
pub struct Costs {
    pub index: Index,
    /// How many archived tickets the table has beside those of the world.
    pub archived: usize,
    /// How many tickets of a real helpdesk each one of the world stands for.
    pub each: i32,
    pub clocks: Vec<Arc<dyn Clock>>,
}

impl Costs {
    /// The time that the server works on a call which ends in this page.
    pub(super) fn of(&self, request: &Request, page: &Page, tickets: usize) -> SignedDuration {
        let rows = self.rows(tickets);
        match request.mode.as_str() {
            "ticket_list" => CALL + (ROW + LOOK_UPS * rows) * (listed(page) * self.each),
            mode if mode.starts_with("ticket_") || mode == "refer_ticket" => CALL + LOOK_UP * rows,
            "get_ticket_comments" | "add_ticket_comment" => CALL + LOOK_UP * rows / 5,
            _ => CALL,
        }
    }

    /// Through how many rows a look-up by hash goes.
    fn rows(&self, tickets: usize) -> i32 {
        match self.index {
            Index::Missing => i32::try_from(self.archived + tickets).unwrap_or(i32::MAX),
            Index::Added => 0,
        }
    }

    /// Lets the time of a call pass.
    pub(super) fn pass(&self, cost: SignedDuration) {
        self.clocks.iter().for_each(|clock| clock.advance_by(cost));
    }
}

/// How many tickets a list holds.
fn listed(page: &Page) -> i32 {
    let Page::Json(json) = page else { return 0 };
    let answer = json.items().first().unwrap_or(json);
    let count = answer.get("tickets").map_or(0, |tickets| tickets.items().len());
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_costs_what_was_measured() {
        let cost = |index, archived: usize, tickets: i32| {
            let rows = Costs { index, archived, each: 1, clocks: vec![] }.rows(0);
            ((ROW + LOOK_UPS * rows) * tickets).as_millis()
        };
        assert!((16_000..18_500).contains(&cost(Index::Missing, 10_000, 990)), "17.4 s were measured");
        assert!((2_400..2_800).contains(&cost(Index::Added, 10_000, 1_001)), "2.6 s were measured");
        assert!((3_300..4_200).contains(&cost(Index::Missing, 1_000, 1_000)), "3.6 s were measured");
    }
}
