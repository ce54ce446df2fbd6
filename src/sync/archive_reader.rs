//! The service account's archive, read once a day: what was finished before deskgram came is found by its words too. A long one
//! costs the helpdesk minutes, so it is read at night alone.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::cache::finished_index::is_too_old;
use crate::cache::ticket_cache;
use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::ids::TelegramUser;
use crate::domain::list_diff::{PreviousList, RowChange, RowFingerprint};
use crate::domain::poll_schedule::PollActivity;
use crate::domain::ticket::Ticket;
use crate::helpdesk::ListKind;
use crate::notify;
use crate::store::{ListSnapshot, SnapshotKind, StoreError};

/// How often the archive is read, and how soon again if it could not be.
const INTERVAL: SignedDuration = SignedDuration::from_hours(24);
const RETRY_DELAY: SignedDuration = SignedDuration::from_hours(6);
/// How soon it is asked again whether it is night.
const NIGHT_CHECK: SignedDuration = SignedDuration::from_mins(10);
/// What costs more than this by day is read at night.
const MAX_DAY_COST: SignedDuration = SignedDuration::from_secs(20);
/// So many rows are stored at a time: nobody's press waits for all of them.
const ROWS_PER_WRITE: usize = 100;

/// Reads the archive; clones share when.
#[derive(Clone)]
pub struct ArchiveReader {
    ctx: Context,
    /// Before this moment nothing is to be done.
    next_look: Arc<Mutex<Option<Timestamp>>>,
}

/// What is known of the archive before it is read.
struct ArchivePlan {
    rows: Vec<RowFingerprint>,
    read_at: Option<Timestamp>,
    expected_cost: SignedDuration,
}

impl ArchiveReader {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, next_look: Arc::default() }
    }

    /// Plans anew: another process may have read it since.
    pub fn forget_schedule(&self) {
        *self.next_look.lock() = None;
    }

    /// Reads the archive, if its time has come; says how long the helpdesk has worked on it.
    pub async fn read_due(&self, activity: PollActivity) -> Result<SignedDuration, StoreError> {
        let now = self.ctx.clock.now();
        let idle = SignedDuration::ZERO;
        if self.next_look.lock().is_some_and(|next| now < next) {
            return Ok(idle);
        }
        let Some(service) = self.ctx.config.current().service_session() else { return Ok(idle) };
        let plan = self.ctx.store.read(|db| {
            let known = db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Archive)?;
            let incoming = db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)?;
            let newest = db.newest_ticket()?.0;
            Ok(plan_reading(known, incoming, newest))
        });
        let plan = plan.await?;
        let due = plan.read_at.map_or(now, |read_at| read_at + INTERVAL);
        if due > now {
            self.look_again(due);
            return Ok(idle);
        }
        if plan.expected_cost > MAX_DAY_COST && activity != PollActivity::Asleep {
            self.look_again(now + NIGHT_CHECK);
            return Ok(idle);
        }
        let mut before = PreviousList::new(&plan.rows);
        let (mut rows, mut changed) = (Vec::new(), Vec::new());
        let take = |ticket: Ticket| {
            let print = RowFingerprint::of_ticket(&ticket);
            rows.push(print);
            if before.compare_row(print) != RowChange::Same && !is_too_old(&ticket, now) {
                changed.push(ticket);
            }
        };
        let read = self.ctx.helpdesk.each_ticket(&service.key, ListKind::Archive, &service.account.me, take);
        let read = read.await;
        let done = self.ctx.clock.now();
        let took = done.duration_since(now);
        if let Err(error) = read {
            log::info!("the archive can't be read now: {error}");
            self.look_again(done + RETRY_DELAY);
            return Ok(took);
        }
        log::info!("the archive was read: {} of {} tickets are new or changed", changed.len(), rows.len());
        while !changed.is_empty() {
            let rest = changed.split_off(changed.len().min(ROWS_PER_WRITE));
            self.store_rows(std::mem::replace(&mut changed, rest), now).await?;
        }
        let read = ListSnapshot { rows, read_at: done, took: took.as_millis() as i64 };
        let stored = self.ctx.store.write(move |db| {
            db.put_list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Archive, &read)
        });
        stored.await?;
        self.look_again(done + INTERVAL);
        Ok(took)
    }

    fn look_again(&self, at: Timestamp) {
        *self.next_look.lock() = Some(at);
    }

    async fn store_rows(&self, rows: Vec<Ticket>, begun: Timestamp) -> Result<(), StoreError> {
        let store = move |tx: &mut Tx<'_, '_>| {
            rows.iter().try_for_each(|row| {
                let change = ticket_cache::apply_row(tx, row, (TelegramUser::SERVICE_ACCOUNT, begun))?;
                notify::publish_change(tx, &change)
            })
        };
        self.ctx.write(store).await
    }
}

/// What is to be compared, and what the reading will cost: as much as last time, or as much for each ticket as in the incoming list,
/// if all that were ever made are there.
fn plan_reading(known: Option<ListSnapshot>, incoming: Option<ListSnapshot>, newest: i64) -> ArchivePlan {
    let millis = SignedDuration::from_millis;
    match known {
        Some(known) => {
            ArchivePlan { expected_cost: millis(known.took), read_at: Some(known.read_at), rows: known.rows }
        }
        None => {
            let each = incoming.map_or(0, |list| list.took / (list.rows.len().max(1) as i64));
            ArchivePlan { rows: Vec::new(), read_at: None, expected_cost: millis(each * newest) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::TicketId;

    fn list(count: i64, took: i64) -> ListSnapshot {
        let rows = (0..count).map(|id| RowFingerprint { id: TicketId(id), mark: 0 }).collect();
        ListSnapshot { rows, read_at: Timestamp::UNIX_EPOCH, took }
    }

    #[test]
    fn a_reading_is_expected_to_cost_what_it_did_or_what_a_ticket_does() {
        let cost = |known, incoming, newest| plan_reading(known, incoming, newest).expected_cost.as_secs();
        assert_eq!(cost(None, Some(list(100, 1_700)), 10_000), 170, "17 ms for each of 10 000");
        assert_eq!(cost(Some(list(10_000, 26_000)), Some(list(100, 1_700)), 10_000), 26);
        assert_eq!(cost(None, None, 10_000), 0);
    }
}
