//! The steps of a ticket's escalation: whom each calls, and the note of who was called. Runs within the transaction that has found the
//! ticket still free.

use std::collections::HashSet;

use super::outbox_message;
use super::recipients::{Notification, notify_all_but, visibility_of};
use crate::context::tx::Tx;
use crate::domain::escalation::{EscalationCall, EscalationStep, EscalationTarget, MuteRule};
use crate::domain::event::{Event, EventKind, TicketSnapshot};
use crate::domain::ids::TelegramUser;
use crate::domain::relevance::InList;
use crate::domain::rota::DutyPlace;
use crate::domain::ticket::{Assignees, PersonRef};
use crate::sessions::on_duty::on_duty;
use crate::store::{StoreError, StoredTicket};

/// Takes the steps that are due of a free ticket. Of several at once each person hears one, rather one that no mute holds back.
pub fn take_steps(
    tx: &mut Tx<'_, '_>,
    known: &StoredTicket,
    mut steps: Vec<EscalationStep>,
) -> Result<(), StoreError> {
    if steps.is_empty() {
        return Ok(());
    }
    steps.sort_by_key(|step| step.mutes == MuteRule::Respected);
    let mut called = HashSet::new();
    for step in steps {
        take_step(tx, known, step, &mut called)?;
    }
    outbox_message::refresh_cards(tx.db, known.ticket.at.id, None, tx.now)
}

/// Takes one step, unless those whom it calls were called before since the ticket came free.
fn take_step(
    tx: &mut Tx<'_, '_>,
    known: &StoredTicket,
    step: EscalationStep,
    called: &mut HashSet<TelegramUser>,
) -> Result<(), StoreError> {
    let (ticket, since) = (known.ticket.at.id, known.since);
    let Callee { target, person } = find_callee(tx, known, step.target)?;
    if target != step.target {
        let passed_on = EscalationCall { step: step.target, at: tx.now, people: Vec::new(), groups: 0 };
        tx.db.record_escalation_call(ticket, since, &passed_on)?;
        if tx.db.escalation_calls(ticket, since)?.iter().any(|call| call.step == target) {
            return Ok(());
        }
    }
    let what = EventKind::Unclaimed { since, step: target, mutes: step.mutes, called: person };
    let event = Event { ticket, what, by: None };
    let snapshot = TicketSnapshot { ticket: &known.ticket, details: known.details.as_ref() };
    let told = Notification { event: &event, before: Some(snapshot), after: snapshot };
    let readers = notify_all_but(tx, called, told)?;
    called.extend(readers.people.iter().map(|session| session.telegram));
    // An account can be signed in from two places.
    let mut people: Vec<PersonRef> = Vec::new();
    for session in &readers.people {
        if !people.iter().any(|person| person.is_same(&session.account.me)) {
            people.push(session.account.me.clone());
        }
    }
    log::info!(
        "ticket {ticket} waits: the step {} has called {} people and {} groups",
        target.name(),
        people.len(),
        readers.groups
    );
    tx.db.record_escalation_call(
        ticket,
        since,
        &EscalationCall { step: target, at: tx.now, people, groups: readers.groups },
    )
}

/// Whom a step calls: all of a target, or one person by name.
struct Callee {
    target: EscalationTarget,
    person: Option<PersonRef>,
}

/// Whoever is on duty, or next, for such a step; the unit, where nobody is, or they can't be reached, or the ticket is for others
/// by name.
fn find_callee(
    tx: &mut Tx<'_, '_>,
    known: &StoredTicket,
    target: EscalationTarget,
) -> Result<Callee, StoreError> {
    if !matches!(target, EscalationTarget::Duty | EscalationTarget::Next) {
        return Ok(Callee { target, person: None });
    }
    let rota = match known.ticket.unit {
        Some(unit) => on_duty(&tx.ctx.sessions, tx.db, DutyPlace::Unit(unit), tx.now)?,
        None => None,
    };
    let is_current = target == EscalationTarget::Duty;
    let on = rota.and_then(|rota| if is_current { rota.current } else { rota.next });
    let snapshot = TicketSnapshot { ticket: &known.ticket, details: known.details.as_ref() };
    // Who can't see the ticket is called by nobody.
    let mut sees = false;
    for session in on.iter().flat_map(|on| &on.sessions) {
        sees |= visibility_of(tx.db, session, snapshot)? == InList::Yes;
    }
    let person = on.filter(|_| sees).map(|on| PersonRef { hash: Some(on.hash), name: Some(on.name) });
    let assignees = &known.ticket.assignees;
    let person = person.filter(|who| *assignees == Assignees::Unit || assignees.includes_person(who));
    Ok(match person {
        Some(_) => Callee { target, person },
        None => Callee { target: EscalationTarget::Unit, person: None },
    })
}
