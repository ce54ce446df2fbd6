//! Who was called about which ticket, and which chains are in force.

use deskgram::domain::escalation::{EscalationCall, EscalationTarget};
use deskgram::domain::ids::TicketId;
use deskgram::domain::ticket::{PersonRef, Priority};

use super::{Bench, Postgres, at};

over_both! {
    the_calls_of_a_ticket_are_kept_until_it_is_called_about_anew
    a_chain_in_force_is_replaced_by_the_next
}

fn call(step: EscalationTarget, second: i64) -> EscalationCall {
    let people = vec![PersonRef { hash: None, name: Some("Kim N.S.".into()) }];
    EscalationCall { step, at: at(second), people, groups: 2 }
}

async fn the_calls_of_a_ticket_are_kept_until_it_is_called_about_anew(bench: Bench) {
    let ticket = TicketId(7);
    let store = bench.open();
    let [unit, head] = [call(EscalationTarget::Unit, 5), call(EscalationTarget::Head, 5)];
    let expected = vec![unit.clone(), head.clone()];
    store
        .write(move |db| {
            db.record_escalation_call(ticket, at(1), &head)?;
            db.record_escalation_call(ticket, at(1), &unit)?;
            // The first note of a step holds.
            db.record_escalation_call(ticket, at(1), &call(EscalationTarget::Unit, 9))?;
            db.record_escalation_call(TicketId(8), at(1), &unit)
        })
        .await
        .unwrap();
    let read = store.read(move |db| db.escalation_calls(ticket, at(1))).await.unwrap();
    assert_eq!(read, expected);
    let anew = call(EscalationTarget::Duty, 12);
    let since_then = vec![anew.clone()];
    let [before, after, other] = store
        .write(move |db| {
            db.record_escalation_call(ticket, at(10), &anew)?;
            let before = db.escalation_calls(ticket, at(1))?;
            let after = db.escalation_calls(ticket, at(10))?;
            Ok([before, after, db.escalation_calls(TicketId(8), at(1))?])
        })
        .await
        .unwrap();
    assert_eq!((before, after, other.len()), (vec![], since_then, 1));
}

async fn a_chain_in_force_is_replaced_by_the_next(bench: Bench) {
    let store = bench.open();
    let chains = store
        .write(|db| {
            let none = db.chain_in_force(Priority::High)?;
            db.put_chain_in_force(Priority::High, "unit 5m", at(1))?;
            db.put_chain_in_force(Priority::High, "head 5m", at(9))?;
            let low = db.chain_in_force(Priority::Low)?;
            // The clock was ahead: what is in force since later than now would let go what is due.
            db.clock_was_ahead(at(9).duration_since(at(2)), at(2))?;
            Ok([none, low, db.chain_in_force(Priority::High)?])
        })
        .await
        .unwrap();
    assert_eq!(chains, [None, None, Some(("head 5m".to_owned(), at(2)))]);
}
