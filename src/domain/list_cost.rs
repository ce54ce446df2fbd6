//! What a ticket costs the helpdesk in a list, and whether an index in its database is missing that would make it cheap.

use jiff::SignedDuration;

/// What the helpdesk's administrator may do about it.
pub const INDEX_STATEMENT: &str = "ALTER TABLE tickets ADD INDEX (hash_name(32))";

/// Shorter lists say nothing of a single ticket.
const MIN_ROWS: i64 = 20;
/// In a smaller table a look-up without an index costs next to nothing.
const LARGE_TABLE: i64 = 2_000;
/// What a ticket costs in any table with the index, as it was measured.
const INDEXED_COST: SignedDuration = SignedDuration::from_micros(2_600);

/// The longest list that is read, and the table behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListCost {
    pub tickets: i64,
    pub took: SignedDuration,
    /// The highest number of a ticket: about how many rows the helpdesk's table has.
    pub table: i64,
}

impl ListCost {
    /// What one ticket costs, where the list is long enough to tell.
    pub fn per_ticket(&self) -> Option<SignedDuration> {
        let tickets = i32::try_from(self.tickets).ok()?;
        (self.tickets >= MIN_ROWS).then(|| self.took / tickets)
    }

    /// Whether a ticket costs what it does only without the index: so much more than with it, and in so large a table.
    pub fn lacks_index(&self) -> bool {
        self.table >= LARGE_TABLE && self.per_ticket().is_some_and(|each| each > INDEXED_COST * 2)
    }

    /// How long the same list would take with it.
    pub fn with_index(&self) -> SignedDuration {
        INDEXED_COST * i32::try_from(self.tickets).unwrap_or(i32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(tickets: i64, millis: i64, table: i64) -> ListCost {
        ListCost { tickets, took: SignedDuration::from_millis(millis), table }
    }

    #[test]
    fn what_was_measured_is_told_apart() {
        // With the index or a small table, then without it in a large one.
        let fine =
            [cost(1_001, 2_600, 10_001), cost(1_000, 3_629, 1_000), cost(30, 95, 30), cost(5, 900, 9_000)];
        assert!(fine.iter().all(|cost| !cost.lacks_index()), "{fine:?}");
        let slow = [cost(990, 17_426, 10_000), cost(41, 691, 10_000), cost(1_001, 18_900, 10_001)];
        assert!(slow.iter().all(ListCost::lacks_index), "{slow:?}");
        assert_eq!(slow[2].with_index().as_millis(), 2_602);
    }
}
