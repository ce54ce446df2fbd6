//! One look at one list: what it has brought is compared with what was there before, read in full where somebody will see the
//! difference, and told. A reply that is empty, cut or malformed leaves everything as it was: from "no data" nothing is
//! concluded.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use super::eyes::{Eye, hand_over};
use super::outage;
use super::sessions::Session;
use super::tickets::{Read, Tickets};
use crate::domain::diff::{Before, Change, Print};
use crate::domain::event::Sighting;
use crate::domain::ids::{TelegramUser, TicketId, TicketRef};
use crate::domain::list_cost::{ListCost, STATEMENT};
use crate::domain::ticket::{Rights, Ticket};
use crate::domain::visibility;
use crate::helpdesk::{Error, ListKind};
use crate::store::{Db, StoreError, View, ViewKind};

/// How many tickets of one tick are read in full. What is beyond it is told as its row has it, or waits for the next tick
/// where a row does not say whom it is for.
const READ_IN_FULL: usize = 50;

/// Where a list takes the helpdesk no longer than this, everybody's own is read within seconds: nobody else is asked for.
const QUICK: i64 = 250;

/// For how many new tickets of one look it is asked who else has them.
const ASKED_FOR_OTHERS: usize = 10;

/// The service.
#[derive(Clone)]
pub struct ListReader {
    desk: Desk,
    tickets: Tickets,
    /// Whether the helpdesk's administrator was named what would help.
    advised: Arc<AtomicBool>,
}

/// What a list has brought.
struct Sight {
    rows: Vec<Print>,
    /// What the same list was before; `None` where it was compared with another.
    was: Option<Vec<Print>>,
    appeared: Vec<Ticket>,
    /// Each with its fingerprint as it was.
    changed: Vec<(Ticket, Print)>,
    vanished: Vec<Print>,
    /// Those of a first look that have come since somebody signed in whom it serves.
    fresh: HashSet<TicketId>,
    /// Who else has a new ticket in their list, as the helpdesk says to their own key.
    others: Vec<(TicketId, Arc<Session>)>,
    baseline: bool,
    /// When the helpdesk was asked, and how long it took.
    begun: Timestamp,
    took: i64,
}

impl Sight {
    /// Whether a ticket that was not there before is to be told.
    fn is_news(&self, ticket: TicketId) -> bool {
        !self.baseline || self.fresh.contains(&ticket)
    }
}

impl ListReader {
    pub fn new(desk: Desk, tickets: Tickets) -> Self {
        Self { desk, tickets, advised: Arc::default() }
    }

    /// Reads one list and tells what is new; says how many tickets were told.
    pub async fn look(&self, eye: &Eye) -> Result<Result<usize, Error>, StoreError> {
        let mut sight = match self.read(eye).await? {
            Ok(sight) => sight,
            Err(error) => return Ok(Err(error)),
        };
        self.complete(eye, &mut sight).await?;
        let (eye, now) = (eye.clone(), self.desk.clock.now());
        let whose = eye.whose();
        let desk = self.desk.clone();
        let told = self.desk.store.write(move |db| record(&desk, db, &eye, sight, now)).await?;
        if told > 0 {
            log::info!("{told} new tickets in the list of {whose}");
        }
        Ok(Ok(told))
    }

    /// Reads the list and compares it with what was there before.
    async fn read(&self, eye: &Eye) -> Result<Result<Sight, Error>, StoreError> {
        let session = &eye.session;
        let (desk, before) = (self.desk.clone(), eye.clone());
        let before = self.desk.store.read(move |db| earlier(&desk, db, &before)).await?;
        let baseline = before.is_none();
        let Earlier { rows: was, whole } = before.unwrap_or_default();
        let mut before = Before::new(&was);
        let (mut rows, mut appeared, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        let begun = self.desk.clock.now();
        let take = |ticket: Ticket| {
            let print = Print::of(&ticket);
            rows.push(print);
            match before.compare(print) {
                Change::Appeared => appeared.push(ticket),
                Change::Changed(was) => changed.push((ticket, was)),
                Change::Same => {}
            }
        };
        let list = ListKind::Incoming;
        if let Err(error) =
            self.desk.helpdesk.each_ticket(&session.key, list, &session.account.me, take).await
        {
            return Ok(Err(error));
        }
        // What came while the helpdesk was away is told in its order.
        appeared.sort_by_key(|ticket| ticket.at.id);
        let took = self.desk.clock.now().duration_since(begun);
        self.advise(&rows, took);
        let took = took.as_millis() as i64;
        let vanished = if whole { before.vanished() } else { Vec::new() };
        let (was, others) = (whole.then_some(was), Vec::new());
        let came = |ticket: &&Ticket| eye.serves.iter().any(|one| came_since(&self.desk, ticket, one));
        let fresh = appeared.iter().filter(|_| baseline).filter(came).map(|ticket| ticket.at.id).collect();
        Ok(Ok(Sight { rows, was, appeared, changed, vanished, fresh, others, baseline, begun, took }))
    }

    /// Says once what would make lists cheap, where a ticket costs as much as it does without an index.
    fn advise(&self, rows: &[Print], took: SignedDuration) {
        let tickets = rows.len() as i64;
        let table = rows.iter().map(|row| row.id.0).max().unwrap_or_default();
        let cost = ListCost { tickets, took, table };
        if cost.lacks_index() && !self.advised.swap(true, Ordering::Relaxed) {
            log::warn!(
                "a list of {tickets} tickets takes the helpdesk {:.1} s; with an index in its database it would take about \
                 {:.1} s. Ask its administrator for: {STATEMENT}",
                took.as_secs_f64(),
                cost.indexed().as_secs_f64()
            );
        }
    }

    /// Reads in full what a list can't show and somebody will see: the whole text, the deadline, for whom it is, where a
    /// ticket has gone that is no longer there. What has to wait for that stays as it was, and is news at the next tick.
    async fn complete(&self, eye: &Eye, sight: &mut Sight) -> Result<(), StoreError> {
        if sight.baseline && sight.fresh.is_empty() {
            return Ok(());
        }
        let wanted = self.wanted(sight).await?;
        let mut unread: HashSet<TicketId> = wanted.iter().map(|at| at.id).collect();
        for at in wanted.iter().take(READ_IN_FULL) {
            match self.tickets.read(&eye.session, at, None).await? {
                Read::Ticket(_) | Read::Gone => unread.remove(&at.id),
                Read::Down | Read::SignInAgain => break,
            };
        }
        let waits = |ticket: &Ticket| unread.contains(&ticket.at.id) && eye.watches();
        sight.rows.retain(|row| !unread.contains(&row.id) || !eye.watches());
        sight.rows.extend(sight.changed.iter().filter(|(ticket, _)| waits(ticket)).map(|(_, was)| *was));
        sight.rows.extend(sight.vanished.iter().filter(|row| unread.contains(&row.id)));
        sight.appeared.retain(|ticket| !waits(ticket));
        sight.changed.retain(|(ticket, _)| !waits(ticket));
        self.ask_others(eye, sight).await
    }

    /// Finds out who else has the new tickets whose own list is read later. The rules say who may; the helpdesk is asked with
    /// each one's own key, so that nobody is told what their own list would not show.
    async fn ask_others(&self, eye: &Eye, sight: &mut Sight) -> Result<(), StoreError> {
        if eye.watches() || sight.baseline || sight.took <= QUICK {
            return Ok(());
        }
        let new = sight.appeared.iter().map(|ticket| ticket.at.clone());
        let new: Vec<_> = new.take(ASKED_FOR_OTHERS).collect();
        let (desk, eye, begun) = (self.desk.clone(), eye.clone(), sight.begun);
        let may = self.desk.store.read(move |db| others(&desk, db, &eye, &new, begun)).await?;
        for (at, session) in may {
            match self.tickets.read(&session, &at, None).await? {
                Read::Ticket(viewed) if matches!(viewed.rights, Rights::Known(may) if may.lock) => {
                    sight.others.push((at.id, session));
                }
                Read::Ticket(_) | Read::Gone | Read::SignInAgain => {}
                Read::Down => break,
            }
        }
        Ok(())
    }

    /// The tickets of a sight that are to be read in full, the new ones first.
    async fn wanted(&self, sight: &Sight) -> Result<Vec<TicketRef>, StoreError> {
        let news = sight.appeared.iter().filter(|ticket| sight.is_news(ticket.at.id));
        let appeared: Vec<_> = news.map(|ticket| ticket.at.clone()).collect();
        let changed: Vec<_> = sight.changed.iter().map(|(ticket, _)| ticket.clone()).collect();
        let vanished = sight.vanished.clone();
        self.desk
            .store
            .read(move |db| {
                let mut wanted = appeared;
                for ticket in changed {
                    let Some(known) = db.ticket(ticket.at.id)? else { continue };
                    let news = ticket.clone().completed_by(&known.ticket, known.details.as_ref());
                    if news != known.ticket {
                        wanted.push(ticket.at);
                    }
                }
                for row in vanished {
                    if !db.cards_of(row.id, 1)?.is_empty() {
                        wanted.extend(db.ticket(row.id)?.map(|known| known.ticket.at));
                    }
                }
                Ok(wanted)
            })
            .await
    }
}

/// Whether a ticket was made after somebody signed in: then it is news to them, even where no look has come before.
fn came_since(desk: &Desk, ticket: &Ticket, session: &Session) -> bool {
    ticket.created.is_some_and(|created| desk.on_our_clock(created) > session.since)
}

/// Who has these new tickets too, by the helpdesk's rules, and neither has seen them in their own list nor looked there since.
fn others(
    desk: &Desk,
    db: &mut Db<'_>,
    eye: &Eye,
    new: &[TicketRef],
    begun: Timestamp,
) -> Result<Vec<(TicketRef, Arc<Session>)>, StoreError> {
    let watch = desk.watch();
    let served = |session: &Arc<Session>| {
        let watched = |watch: &Arc<Session>| visibility::covers(&watch.account, &session.account);
        eye.serves.iter().any(|one| one.telegram == session.telegram) || watch.as_ref().is_some_and(watched)
    };
    let mut found = Vec::new();
    for session in desk.sessions.all().iter().filter(|session| !served(session)) {
        // Whoever has no list yet has a first look before them.
        let Some(own) = db.view(session.telegram, ViewKind::Incoming)? else { continue };
        if own.read_at >= begun {
            continue;
        }
        let listed: HashSet<_> = own.ids().into_iter().collect();
        for at in new.iter().filter(|at| !listed.contains(&at.id)) {
            let Some(known) = db.ticket(at.id)? else { continue };
            let verdict = visibility::incoming(&session.account, &known.ticket, known.details.as_ref());
            if verdict == visibility::Verdict::Seen {
                found.push((at.clone(), Arc::clone(session)));
            }
        }
    }
    Ok(found)
}

/// A list as it was.
#[derive(Default)]
struct Earlier {
    rows: Vec<Print>,
    /// Whether it was this very list, so that what it no longer has is gone from it.
    whole: bool,
}

/// What a list is compared with: its last sight, or what else has shown the same tickets when it is read for the first
/// time. `None` when nothing has: then all of it is old news.
fn earlier(desk: &Desk, db: &mut Db<'_>, eye: &Eye) -> Result<Option<Earlier>, StoreError> {
    let own = db.view(eye.whose(), ViewKind::Incoming)?;
    if eye.watches() {
        if let Some(own) = own {
            return Ok(Some(Earlier { rows: own.rows, whole: true }));
        }
        // Until now everybody's own list was read: what stood in those was told.
        let mut rows = HashMap::new();
        for session in desk.sessions.all().iter() {
            let view = db.view(session.telegram, ViewKind::Incoming)?;
            rows.extend(view.into_iter().flat_map(|view| view.rows).map(|row| (row.id, row)));
        }
        let known = (!rows.is_empty()).then(|| Earlier { rows: rows.into_values().collect(), whole: false });
        return Ok(known);
    }
    // While the watching account did this, nobody's own list was read.
    let watched = db.view(TelegramUser::NOBODY, ViewKind::Incoming)?;
    let watched = watched.filter(|view| view.read_at >= eye.session.since);
    Ok(match own {
        Some(own) => Some(Earlier { rows: own.rows, whole: true }),
        None => watched.map(|view| Earlier { rows: view.rows, whole: false }),
    })
}

/// Stores a sight and puts its notices into the outbox: one transaction, so that neither is there without the other.
fn record(
    desk: &Desk,
    db: &mut Db<'_>,
    eye: &Eye,
    sight: Sight,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let serves = desk.sessions.live_among(db, &eye.serves)?;
    if serves.is_empty() && !eye.watches() {
        return Ok(0);
    }
    outage::ended(desk, db, &serves, now)?;
    for ticket in sight.appeared.iter().chain(sight.changed.iter().map(|(ticket, _)| ticket)) {
        desk.saw_row(db, ticket, (eye.whose(), sight.begun), now)?;
    }
    let mut told = 0;
    for ticket in sight.appeared.iter().filter(|ticket| sight.is_news(ticket.at.id)) {
        let Some(known) = db.ticket(ticket.at.id)? else { continue };
        let seen = Sighting { ticket: &known.ticket, details: known.details.as_ref() };
        let shown = |session: &&&Arc<Session>| {
            let verdict = visibility::incoming(&session.account, seen.ticket, seen.details);
            let theirs = !eye.watches() || verdict == visibility::Verdict::Seen;
            theirs && (!sight.baseline || came_since(desk, seen.ticket, session))
        };
        let others = sight.others.iter().filter(|(id, _)| *id == ticket.at.id);
        let others: Vec<_> = others.map(|(_, session)| Arc::clone(session)).collect();
        let others = desk.sessions.live_among(db, &others)?;
        let readers = serves.iter().filter(shown).chain(&others);
        let readers: Vec<_> = readers.map(|session| &***session).collect();
        told += usize::from(desk.tell_new(db, &readers, seen, now)?);
    }
    if eye.watches() {
        hand_over(desk, db, &eye.session.account, &serves)?;
    }
    let whose = if eye.watches() {
        vec![TelegramUser::NOBODY]
    } else {
        serves.iter().map(|session| session.telegram).collect()
    };
    let same = sight.was.as_ref() == Some(&sight.rows);
    let view = View { rows: sight.rows, read_at: now, took: sight.took };
    for whose in whose {
        // Whoever has just begun to share this list has none yet, or another.
        if same && whose == eye.whose() {
            db.touch_view(whose, ViewKind::Incoming, now, sight.took)?;
        } else {
            db.put_view(whose, ViewKind::Incoming, &view)?;
        }
    }
    Ok(told)
}
