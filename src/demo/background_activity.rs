//! The helpdesk's life while the demo runs: tickets come in by themselves, and colleagues who are not on the stage do
//! their work. What happens when is decided by pure functions; the loop only waits and does it.

use std::time::Duration;

use super::fixtures::Fixtures;
use crate::demo::page::Director;
use deskgram_sandbox::zenlix::WebAction;
use deskgram_sandbox::zenlix::world::{Progress, Ticket, World};

/// With so many tickets open, no more come: somebody may leave the demo running overnight.
const ENOUGH: usize = 60;

/// The colleague who works by himself.
const COLLEAGUE: &str = "dmytro";

/// How a client asks for news.
const QUESTION: &str = "Is there any news on this?";

/// What is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Activity {
    /// The next of the endless supply of tickets.
    Arrival,
    /// Somebody who is not on the stage does something.
    Colleague,
}

/// What a colleague does.
#[derive(Clone, Debug, PartialEq, Eq)]
enum ColleagueAction {
    Act { by: String, ticket: i64, action: WebAction },
    Comment { by: String, ticket: i64, text: &'static str },
}

/// Goes on until it is dropped.
pub async fn run_activity(props: &Fixtures) {
    let mut actions = 0;
    for number in 0.. {
        let (pause, happening) = next_activity(number);
        tokio::time::sleep(pause).await;
        match happening {
            Activity::Arrival if props.zenlix.read(count_open) < ENOUGH => {
                // Not in the second of a visitor's own, whom the helpdesk's trap would keep from their first ticket.
                tokio::time::sleep(props.zenlix.time_to_free_second()).await;
                props.scene.send_ticket();
            }
            Activity::Arrival => {}
            Activity::Colleague => {
                if let Some(action) = props.zenlix.read(|world| pick_action(world, actions)) {
                    apply_action(props, action);
                }
                actions += 1;
            }
        }
        // Nobody reads the record of calls here, and a demo may run for days.
        props.zenlix.take_calls();
        props.telegram.forget_calls();
    }
}

/// What happens as the `number`th, and how long after the one before: a ticket after ten seconds and then every forty,
/// a colleague's action between every other two of them.
fn next_activity(number: u64) -> (Duration, Activity) {
    let (seconds, happening) = match (number, number % 3) {
        (0, _) => (10, Activity::Arrival),
        (_, 1) => (20, Activity::Colleague),
        (_, 2) => (20, Activity::Arrival),
        _ => (40, Activity::Arrival),
    };
    (Duration::from_secs(seconds), happening)
}

fn count_open(world: &World) -> usize {
    world.tickets.iter().filter(|ticket| ticket.progress == Progress::Open).count()
}

/// What a colleague does as the `number`th action: takes a ticket, later finishes it; and a client asks how things stand.
fn pick_action(world: &World, number: u64) -> Option<ColleagueAction> {
    let colleague = world.user_by_login(COLLEAGUE)?;
    let open = |ticket: &&Ticket| ticket.progress == Progress::Open;
    let act = |ticket: &Ticket, action| ColleagueAction::Act {
        by: COLLEAGUE.to_owned(),
        ticket: ticket.id,
        action,
    };
    match number % 3 {
        0 => {
            let mut free = world.tickets.iter().filter(open).filter(|ticket| ticket.lock_by == 0);
            let his = free.rfind(|ticket| colleague.is_in_unit(ticket.unit) && is_for(ticket, colleague.id));
            his.map(|ticket| act(ticket, WebAction::Lock))
        }
        1 => {
            let others = |ticket: &&Ticket| ticket.lock_by != 0 && ticket.lock_by != colleague.id;
            let ticket = world.tickets.iter().filter(open).rfind(others)?;
            let client = world.user(ticket.client)?.login.clone();
            Some(ColleagueAction::Comment { by: client, ticket: ticket.id, text: QUESTION })
        }
        _ => {
            let his = world.tickets.iter().find(|ticket| open(ticket) && ticket.lock_by == colleague.id);
            his.map(|ticket| act(ticket, WebAction::Finish))
        }
    }
}

fn apply_action(props: &Fixtures, action: ColleagueAction) {
    match action {
        ColleagueAction::Act { by, ticket, action } => props.zenlix.web_act(&by, ticket, action),
        ColleagueAction::Comment { by, ticket, text } => {
            props.zenlix.web_comment(&by, ticket, &props.scene.translate(text));
        }
    }
}

/// Whether a ticket is for the whole unit or for this account among others.
fn is_for(ticket: &Ticket, account: i64) -> bool {
    let assignees = ticket.assignees.as_deref().unwrap_or_default();
    assignees == "0" || assignees.split(',').any(|id| id.parse() == Ok(account))
}

#[cfg(test)]
mod tests {
    use super::*;
    use deskgram_sandbox::zenlix::demo;

    #[test]
    fn a_ticket_comes_after_ten_seconds_and_every_forty() {
        let mut at = Duration::ZERO;
        let mut arrivals = Vec::new();
        for number in 0..100 {
            let (pause, happening) = next_activity(number);
            at += pause;
            if happening == Activity::Arrival {
                arrivals.push(at.as_secs());
            }
        }
        assert_eq!(arrivals[0], 10);
        assert!(arrivals.windows(2).all(|pair| pair[1] - pair[0] == 40), "{arrivals:?}");
    }

    #[test]
    fn a_colleague_takes_asks_and_finishes() {
        let mut world = demo::world("2026-11-24T10:00:00Z".parse().unwrap());
        let Some(ColleagueAction::Act { ticket, action: WebAction::Lock, .. }) = pick_action(&world, 0)
        else {
            panic!("nothing is taken");
        };
        let taken = world.ticket(ticket).unwrap();
        assert_eq!((taken.unit, taken.lock_by, taken.progress), (2, 0, Progress::Open));
        let Some(ColleagueAction::Comment { by, ticket, .. }) = pick_action(&world, 1) else {
            panic!("nobody asks")
        };
        assert_eq!(world.user(world.ticket(ticket).unwrap().client).unwrap().login, by);
        let Some(ColleagueAction::Act { ticket, action: WebAction::Finish, .. }) = pick_action(&world, 2)
        else {
            panic!("nothing is finished");
        };
        assert_eq!(world.short_name(world.ticket(ticket).unwrap().lock_by), "Ткаченко Д.І.");
        world.tickets.clear();
        assert!((0..3).all(|number| pick_action(&world, number).is_none()));
    }
}
