//! How long after its creation a new ticket is told, on a helpdesk whose calls cost what they cost a real one. All of it is on
//! hand-driven clocks: half an hour passes in seconds.

use std::sync::Arc;

use deskgram_sandbox::clock::Clock;
use deskgram_sandbox::zenlix::world::{AccountStatus, Progress, Role, Ticket, User, md5_hex, minted_hash};
use deskgram_sandbox::zenlix::{Costs, Index, NewTicket};
use jiff::{SignedDuration, Timestamp};

use super::World;

/// The Telegram numbers of ten technicians, two or three for each of the demo's units; half of them have two units.
const TEAM: std::ops::Range<i64> = 501..511;
const UNITS: i64 = 4;
/// Live tickets, each of which stands for ten so that the play is quick, and all others of the table.
const LIVE: i64 = 100;
const EACH: i32 = 10;
const OTHERS: usize = 9_900;
/// How often somebody writes a ticket. No multiple of any interval.
const EVERY: SignedDuration = SignedDuration::from_secs(37);

/// What was measured.
#[derive(Debug)]
pub struct Lateness {
    /// Within which time half of all alerts came, and all of them.
    pub half: SignedDuration,
    pub all: SignedDuration,
    pub alerts: usize,
    /// How much of its time the helpdesk worked for deskgram, in percent.
    pub share: f64,
}

/// A ticket that was written, and who is to hear of it.
struct Written {
    id: i64,
    at: Timestamp,
    waiting: Vec<i64>,
}

fn login(who: i64) -> String {
    format!("tech{who}")
}

fn units(who: i64) -> Vec<i64> {
    let first = who % UNITS + 1;
    if who % 2 == 0 { vec![first] } else { vec![first, (who / 2) % UNITS + 1] }
}

/// Ten people who are signed in at a helpdesk of ten thousand tickets, a thousand of them live.
pub async fn team(world: &World) {
    world.zenlix.edit(|desk| {
        let model = desk.user_by_login("olena").unwrap().clone();
        for who in TEAM {
            let units: Vec<_> = units(who).iter().map(ToString::to_string).collect();
            desk.users.push(User {
                id: who,
                login: login(who),
                password: login(who),
                hash: md5_hex(&login(who)),
                key: None,
                role: Role::Technician,
                status: AccountStatus::Active,
                units: units.join(","),
                ..model.clone()
            });
        }
        let row = desk.tickets[0].clone();
        let first = desk.next_ticket_id();
        for at in 0..LIVE - desk.tickets.len() as i64 {
            let created = row.created - SignedDuration::from_mins(10 + at);
            let assignees = if at % 5 == 0 { (501 + at / 5 % 10).to_string() } else { "0".to_owned() };
            desk.tickets.push(Ticket {
                id: first + at,
                hash: minted_hash(created),
                unit: at % UNITS + 1,
                assignees: Some(assignees),
                created,
                progress: Progress::Open,
                lock_by: 0,
                ok_by: 0,
                ok_date: None,
                ..row.clone()
            });
        }
    });
    for who in TEAM {
        world.telegram.person(who, "Technician", None, "en");
        world.sends_text(who, &format!("/login {}", login(who))).await;
        world.sends_text(who, &login(who)).await;
        assert!(world.is_signed_in(who), "{who}");
    }
    // Everybody's first look rings nobody.
    world.poll_once().await;
    world.poll_once().await;
}

/// Writes tickets for units and for single people and looks on for so long.
pub async fn measured(world: &World, index: Index, watch: SignedDuration) -> Lateness {
    let clocks = vec![Arc::new(world.clock.clone()) as Arc<dyn Clock>, world.zenlix.clock().clone()];
    world.zenlix.set_costs(Costs { index, archived: OTHERS, each: EACH, clocks });
    let start = world.clock.now();
    world.zenlix.take_calls();
    let worked_before = world.zenlix.worked();
    let (mut next, mut count) = (start + EVERY, 0);
    let (mut written, mut times): (Vec<Written>, Vec<SignedDuration>) = (Vec::new(), Vec::new());
    while world.clock.now() < start + watch || written.iter().any(|one| !one.waiting.is_empty()) {
        assert!(world.clock.now() < start + watch * 2, "somebody is never told");
        // What was written while the helpdesk worked on a list is not in that list: it shows how it was when it was asked.
        while next <= world.clock.now() && next < start + watch {
            written.push(write(world, count, next));
            (next, count) = (next + EVERY, count + 1);
        }
        world.app.poll_lists().await.unwrap();
        world.run_until_idle().await;
        let now = world.clock.now();
        for one in &mut written {
            let head = format!("#{} ", one.id);
            one.waiting.retain(|who| {
                let told =
                    world.visible_bot_messages(*who).iter().any(|message| message.text.contains(&head));
                if told {
                    times.push(now.duration_since(one.at));
                }
                !told
            });
        }
        written.retain(|one| !one.waiting.is_empty());
        let wake = world.app.bot.poller.next_due().unwrap_or(now).min(next.max(now));
        let pause = wake.duration_since(world.clock.now()).max(SignedDuration::from_millis(10));
        world.advance_time(pause);
    }
    times.sort_unstable();
    let all = world.clock.now().duration_since(start);
    let worked = world.zenlix.worked() - worked_before;
    Lateness {
        half: times[times.len() / 2],
        all: times[times.len() - 1],
        alerts: times.len(),
        share: 100.0 * worked.as_secs_f64() / all.as_secs_f64(),
    }
}

/// Three of four tickets are for a unit, the others for one person.
fn write(world: &World, count: i64, at: Timestamp) -> Written {
    let unit = count % UNITS + 1;
    let new = NewTicket::to_unit(unit, "Printers", "The printer is on fire");
    let (new, waiting) = if count % 4 == 3 {
        let who = 501 + count / 4 % 10;
        (new.for_people(&[&login(who)]), vec![who])
    } else {
        (new, TEAM.filter(|who| units(*who).contains(&unit)).collect())
    };
    let id = world.zenlix.web_create("roman", new);
    Written { id, at, waiting }
}
