//! When the settings name other escalation chains than before, all waiting tickets are planned anew, and it is noted since when
//! the new chains are in force.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cache::refresh_schedule::schedule_next_reminder;
use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Priority;
use crate::store::{Db, StoreError};

/// How many tickets are planned in one transaction.
const TICKETS_PER_WRITE: i64 = 100;

/// Watches for other chains; clones share what was done.
#[derive(Clone, Default)]
pub struct ChainAdoption {
    /// Whether this process has planned all tickets by the chains in force.
    planned: Arc<AtomicBool>,
}

impl ChainAdoption {
    /// Plans all tickets anew where that is called for: after a start, and when a chain has become another.
    pub async fn adopt_chains(&self, ctx: &Context) -> Result<(), StoreError> {
        let chains = ctx.config.current().escalation.clone();
        let named = [Priority::High, Priority::Medium, Priority::Low]
            .map(|priority| (priority, chains.chain_for(priority).to_string()));
        let changed = ctx
            .store
            .read(move |db| {
                let is_new = |db: &mut Db<'_>, priority, chain: &str| {
                    let present = db.chain_in_force(priority)?;
                    Ok::<_, StoreError>(present.is_none_or(|(present, _)| present != chain))
                };
                let mut changed = Vec::new();
                for (priority, chain) in named {
                    if is_new(db, priority, &chain)? {
                        changed.push((priority, chain));
                    }
                }
                Ok(changed)
            })
            .await?;
        if changed.is_empty() && self.planned.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.planned.store(false, Ordering::Relaxed);
        let now = ctx.clock.now();
        let note = move |db: &mut Db<'_>| {
            changed.iter().try_for_each(|(priority, chain)| db.put_chain_in_force(*priority, chain, now))
        };
        ctx.store.write(note).await?;
        let mut last = Some(TicketId(i64::MIN));
        while let Some(after) = last {
            last = ctx.write(move |tx| plan_tickets(tx, after)).await?;
        }
        self.planned.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// Plans some tickets; gives the last of them, where there may be more.
fn plan_tickets(tx: &mut Tx<'_, '_>, after: TicketId) -> Result<Option<TicketId>, StoreError> {
    let tickets = tx.db.open_tickets_after(after, TICKETS_PER_WRITE)?;
    tickets.iter().try_for_each(|known| schedule_next_reminder(tx, known))?;
    Ok(tickets.last().map(|known| known.ticket.at.id))
}
