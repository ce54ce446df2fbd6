//! One look at one list: what it has brought is compared with what was there before, read in full where somebody will see the
//! difference, and told. A reply that is empty, cut or malformed leaves everything as it was: from "no data" nothing is
//! concluded.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::cache::fetch_error::FetchError;
use crate::cache::ticket_cache;
use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::event::TicketSnapshot;
use crate::domain::ids::{TelegramUser, TicketId, TicketRef};
use crate::domain::list_cost::{INDEX_STATEMENT, ListCost};
use crate::domain::list_diff::{PreviousList, RowChange, RowFingerprint};
use crate::domain::ticket::{Rights, Ticket};
use crate::domain::visibility;
use crate::helpdesk::ListKind;
use crate::notify;
use crate::notify::outage;
use crate::sessions::live_sessions::UserSession;
use crate::store::{ListSnapshot, SnapshotKind, StoreError};
use crate::sync::list_sources::{ListSource, hand_over};
use crate::tickets::ticket_actions::{FetchOutcome, TicketActions};

/// How many tickets of one tick are read in full. What is beyond it is told as its row has it, or waits for the next tick
/// where a row does not say whom it is for.
const MAX_FULL_READS: usize = 50;

/// Where a list takes the helpdesk no longer than this, everybody's own is read within seconds: nobody else is asked for.
const QUICK_LIST_MS: i64 = 250;

/// For how many new tickets of one look it is asked who else has them.
const MAX_READERS_ASKED: usize = 10;

/// Reads one list and tells what is new in it.
#[derive(Clone)]
pub struct ListReader {
    ctx: Context,
    tickets: TicketActions,
    /// Whether the helpdesk's administrator was named what would help.
    advised: Arc<AtomicBool>,
}

/// What a list has brought.
struct ListDiff {
    rows: Vec<RowFingerprint>,
    /// What the same list was before; `None` where it was compared with another.
    was: Option<Vec<RowFingerprint>>,
    appeared: Vec<Ticket>,
    /// Each with its fingerprint as it was.
    changed: Vec<(Ticket, RowFingerprint)>,
    vanished: Vec<RowFingerprint>,
    /// Those of a first look that have come since somebody signed in whom it serves.
    fresh: HashSet<TicketId>,
    /// Who else has a new ticket in their list, as the helpdesk says to their own key.
    others: Vec<(TicketId, Arc<UserSession>)>,
    baseline: bool,
    /// When the helpdesk was asked, and how long it took.
    begun: Timestamp,
    took: i64,
}

impl ListDiff {
    /// Whether a ticket that was not there before is to be told.
    fn is_news(&self, ticket: TicketId) -> bool {
        !self.baseline || self.fresh.contains(&ticket)
    }
}

impl ListReader {
    pub fn new(ctx: Context, tickets: TicketActions) -> Self {
        Self { ctx, tickets, advised: Arc::default() }
    }

    /// Reads one list and tells what is new; says how many tickets were told.
    pub async fn read_due_list(&self, source: &ListSource) -> Result<usize, FetchError> {
        let mut diff = self.read_list(source).await?;
        self.complete_tickets(source, &mut diff).await?;
        let source = source.clone();
        let whose = source.owner();
        let told = self.ctx.write(move |tx| record_list(tx, &source, diff)).await?;
        if told > 0 {
            log::info!("{told} new tickets in the list of {whose}");
        }
        Ok(told)
    }

    /// Reads the list and compares it with what was there before.
    async fn read_list(&self, source: &ListSource) -> Result<ListDiff, FetchError> {
        let session = &source.session;
        let before = source.clone();
        let before = self.ctx.read(move |tx| find_previous(tx, &before)).await?;
        let baseline = before.is_none();
        let PreviousLook { rows: was, whole } = before.unwrap_or_default();
        let mut before = PreviousList::new(&was);
        let (mut rows, mut appeared, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let begun = self.ctx.clock.now();
        let take = |ticket: Ticket| {
            let print = RowFingerprint::of_ticket(&ticket);
            rows.push(print);
            match before.compare_row(print) {
                RowChange::Appeared => appeared.push(ticket),
                RowChange::Changed(was) => changed.push((ticket, was)),
                RowChange::Same => {}
            }
        };
        let list = ListKind::Incoming;
        self.ctx.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await?;
        // What came while the helpdesk was away is told in its order.
        appeared.sort_by_key(|ticket| ticket.at.id);
        let took = self.ctx.clock.now().duration_since(begun);
        self.advise_index(&rows, took);
        let took = took.as_millis() as i64;
        let vanished = if whole { before.vanished_rows() } else { Vec::new() };
        let (was, others) = (whole.then_some(was), Vec::new());
        let came = |ticket: &&Ticket| source.serves.iter().any(|one| came_since(&self.ctx, ticket, one));
        let fresh = appeared.iter().filter(|_| baseline).filter(came).map(|ticket| ticket.at.id).collect();
        Ok(ListDiff { rows, was, appeared, changed, vanished, fresh, others, baseline, begun, took })
    }

    /// Says once what would make lists cheap, where a ticket costs as much as it does without an index.
    fn advise_index(&self, rows: &[RowFingerprint], took: SignedDuration) {
        let tickets = rows.len() as i64;
        let table = rows.iter().map(|row| row.id.0).max().unwrap_or_default();
        let cost = ListCost { tickets, took, table };
        if cost.lacks_index() && !self.advised.swap(true, Ordering::Relaxed) {
            log::warn!(
                "a list of {tickets} tickets takes the helpdesk {:.1} s; with an index in its database it would take about \
                 {:.1} s. Ask its administrator for: {INDEX_STATEMENT}",
                took.as_secs_f64(),
                cost.with_index().as_secs_f64()
            );
        }
    }

    /// Reads in full what a list can't show and somebody will see: the whole text, the deadline, for whom it is, where a
    /// ticket has gone that is no longer there. What has to wait for that stays as it was, and is news at the next tick.
    async fn complete_tickets(&self, source: &ListSource, diff: &mut ListDiff) -> Result<(), StoreError> {
        if diff.baseline && diff.fresh.is_empty() {
            return Ok(());
        }
        let wanted = self.tickets_to_read(diff).await?;
        let mut unread: HashSet<TicketId> = wanted.iter().map(|at| at.id).collect();
        for at in wanted.iter().take(MAX_FULL_READS) {
            match self.tickets.fetch_ticket(&source.session, at, None).await? {
                FetchOutcome::Ticket(_) | FetchOutcome::Gone => unread.remove(&at.id),
                FetchOutcome::Down | FetchOutcome::SignInAgain => break,
            };
        }
        let waits = |ticket: &Ticket| unread.contains(&ticket.at.id) && source.is_shared();
        diff.rows.retain(|row| !unread.contains(&row.id) || !source.is_shared());
        diff.rows.extend(diff.changed.iter().filter(|(ticket, _)| waits(ticket)).map(|(_, was)| *was));
        diff.rows.extend(diff.vanished.iter().filter(|row| unread.contains(&row.id)));
        diff.appeared.retain(|ticket| !waits(ticket));
        diff.changed.retain(|(ticket, _)| !waits(ticket));
        self.ask_others(source, diff).await
    }

    /// Finds out who else has the new tickets whose own list is read later. The rules say who may; the helpdesk is asked with
    /// each one's own key, so that nobody is told what their own list would not show.
    async fn ask_others(&self, source: &ListSource, diff: &mut ListDiff) -> Result<(), StoreError> {
        if source.is_shared() || diff.baseline || diff.took <= QUICK_LIST_MS {
            return Ok(());
        }
        let new = diff.appeared.iter().map(|ticket| ticket.at.clone());
        let new: Vec<_> = new.take(MAX_READERS_ASKED).collect();
        let (source, begun) = (source.clone(), diff.begun);
        let may = self.ctx.read(move |tx| other_readers(tx, &source, &new, begun)).await?;
        for (at, session) in may {
            match self.tickets.fetch_ticket(&session, &at, None).await? {
                FetchOutcome::Ticket(viewed) if matches!(viewed.rights, Rights::Known(may) if may.lock) => {
                    diff.others.push((at.id, session));
                }
                FetchOutcome::Ticket(_) | FetchOutcome::Gone | FetchOutcome::SignInAgain => {}
                FetchOutcome::Down => break,
            }
        }
        Ok(())
    }

    /// The tickets of a reading that are to be read in full, the new ones first.
    async fn tickets_to_read(&self, diff: &ListDiff) -> Result<Vec<TicketRef>, StoreError> {
        let news = diff.appeared.iter().filter(|ticket| diff.is_news(ticket.at.id));
        let appeared: Vec<_> = news.map(|ticket| ticket.at.clone()).collect();
        let changed: Vec<_> = diff.changed.iter().map(|(ticket, _)| ticket.clone()).collect();
        let vanished = diff.vanished.clone();
        self.ctx
            .store
            .read(move |db| {
                let mut wanted = appeared;
                for ticket in changed {
                    let Some(known) = db.find_ticket(ticket.at.id)? else { continue };
                    let news = ticket.clone().completed_by(&known.ticket, known.details.as_ref());
                    if news != known.ticket {
                        wanted.push(ticket.at);
                    }
                }
                for row in vanished {
                    if !db.cards_of(row.id, 1)?.is_empty() {
                        wanted.extend(db.find_ticket(row.id)?.map(|known| known.ticket.at));
                    }
                }
                Ok(wanted)
            })
            .await
    }
}

/// Whether a ticket was made after somebody signed in: then it is news to them, even where no look has come before.
fn came_since(ctx: &Context, ticket: &Ticket, session: &UserSession) -> bool {
    ticket.created.is_some_and(|created| ticket_cache::on_our_clock(ctx, created) > session.since)
}

/// Who has these new tickets too, by the helpdesk's rules, and neither has seen them in their own list nor looked there since.
fn other_readers(
    tx: &mut Tx<'_, '_>,
    source: &ListSource,
    new: &[TicketRef],
    begun: Timestamp,
) -> Result<Vec<(TicketRef, Arc<UserSession>)>, StoreError> {
    let service = tx.ctx.config.current().service_session();
    let served = |session: &Arc<UserSession>| {
        let covered =
            |service: &Arc<UserSession>| visibility::scope_covers(&service.account, &session.account);
        source.serves.iter().any(|one| one.telegram == session.telegram)
            || service.as_ref().is_some_and(covered)
    };
    let mut found = Vec::new();
    for session in tx.ctx.sessions.all_sessions().iter().filter(|session| !served(session)) {
        // Whoever has no list yet has a first look before them.
        let Some(own) = tx.db.list_snapshot(session.telegram, SnapshotKind::Incoming)? else { continue };
        if own.read_at >= begun {
            continue;
        }
        let listed: HashSet<_> = own.ticket_ids().into_iter().collect();
        for at in new.iter().filter(|at| !listed.contains(&at.id)) {
            let Some(known) = tx.db.find_ticket(at.id)? else { continue };
            let verdict =
                visibility::incoming_visibility(&session.account, &known.ticket, known.details.as_ref());
            if verdict == visibility::ListVisibility::Seen {
                found.push((at.clone(), Arc::clone(session)));
            }
        }
    }
    Ok(found)
}

/// A list as it was.
#[derive(Default)]
struct PreviousLook {
    rows: Vec<RowFingerprint>,
    /// Whether it was this very list, so that what it no longer has is gone from it.
    whole: bool,
}

/// What a list is compared with: its own last snapshot, or what else has shown the same tickets when it is read for the first
/// time. `None` when nothing has: then all of it is old news.
fn find_previous(tx: &mut Tx<'_, '_>, source: &ListSource) -> Result<Option<PreviousLook>, StoreError> {
    let own = tx.db.list_snapshot(source.owner(), SnapshotKind::Incoming)?;
    if source.is_shared() {
        if let Some(own) = own {
            return Ok(Some(PreviousLook { rows: own.rows, whole: true }));
        }
        // Until now everybody's own list was read: what stood in those was told.
        let mut rows = HashMap::new();
        for session in tx.ctx.sessions.all_sessions().iter() {
            let view = tx.db.list_snapshot(session.telegram, SnapshotKind::Incoming)?;
            rows.extend(view.into_iter().flat_map(|view| view.rows).map(|row| (row.id, row)));
        }
        let known =
            (!rows.is_empty()).then(|| PreviousLook { rows: rows.into_values().collect(), whole: false });
        return Ok(known);
    }
    // While the service account did this, nobody's own list was read.
    let of_service = tx.db.list_snapshot(TelegramUser::SERVICE_ACCOUNT, SnapshotKind::Incoming)?;
    let of_service = of_service.filter(|view| view.read_at >= source.session.since);
    Ok(match own {
        Some(own) => Some(PreviousLook { rows: own.rows, whole: true }),
        None => of_service.map(|view| PreviousLook { rows: view.rows, whole: false }),
    })
}

/// Stores a reading and puts its notices into the outbox: one transaction, so that neither is there without the other.
fn record_list(tx: &mut Tx<'_, '_>, source: &ListSource, diff: ListDiff) -> Result<usize, StoreError> {
    let serves = tx.ctx.sessions.active_among(tx.db, &source.serves)?;
    if serves.is_empty() && !source.is_shared() {
        return Ok(0);
    }
    outage::outage_ended(tx, &serves)?;
    for ticket in diff.appeared.iter().chain(diff.changed.iter().map(|(ticket, _)| ticket)) {
        let change = ticket_cache::apply_row(tx, ticket, (source.owner(), diff.begun))?;
        notify::publish_change(tx, &change)?;
    }
    let mut told = 0;
    for ticket in diff.appeared.iter().filter(|ticket| diff.is_news(ticket.at.id)) {
        let Some(known) = tx.db.find_ticket(ticket.at.id)? else { continue };
        let seen = TicketSnapshot { ticket: &known.ticket, details: known.details.as_ref() };
        let shown = |session: &&&Arc<UserSession>| {
            let verdict = visibility::incoming_visibility(&session.account, seen.ticket, seen.details);
            let theirs = !source.is_shared() || verdict == visibility::ListVisibility::Seen;
            theirs && (!diff.baseline || came_since(tx.ctx, seen.ticket, session))
        };
        let others = diff.others.iter().filter(|(id, _)| *id == ticket.at.id);
        let others: Vec<_> = others.map(|(_, session)| Arc::clone(session)).collect();
        let others = tx.ctx.sessions.active_among(tx.db, &others)?;
        let readers = serves.iter().filter(shown).chain(&others);
        let readers: Vec<_> = readers.map(|session| &***session).collect();
        told += usize::from(notify::notify_new(tx, &readers, seen)?);
    }
    if source.is_shared() {
        hand_over(tx, &source.session.account, &serves)?;
    }
    let whose = if source.is_shared() {
        vec![TelegramUser::SERVICE_ACCOUNT]
    } else {
        serves.iter().map(|session| session.telegram).collect()
    };
    let same = diff.was.as_ref() == Some(&diff.rows);
    let view = ListSnapshot { rows: diff.rows, read_at: tx.now, took: diff.took };
    for whose in whose {
        // Whoever has just begun to share this list has none yet, or another.
        if same && whose == source.owner() {
            tx.db.touch_list_snapshot(whose, SnapshotKind::Incoming, tx.now, diff.took)?;
        } else {
            tx.db.put_list_snapshot(whose, SnapshotKind::Incoming, &view)?;
        }
    }
    Ok(told)
}
