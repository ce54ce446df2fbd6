//! What the stub is told to do, one line each: let people press or reply in some way and report what came of it,
//! change the world, or say what the bot has asked.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use super::Shared;
use super::flood::Flood;
use super::process::Process;
use super::world::{Deed, Delays, Kind, Place};

/// How long deeds that were done may still be on their way when their phase is over.
const LAST: Duration = Duration::from_secs(6);

/// How long a list may be waited for.
const LIST: Duration = Duration::from_secs(90);

/// How often it is looked whether anything is still to be done.
const LOOK: Duration = Duration::from_millis(1);

/// Obeys one command; what it gives is told as one line.
pub async fn obey(world: &Shared, command: &str) -> Value {
    let words: Vec<&str> = command.split_whitespace().collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
    let seconds = |at: usize| Duration::from_secs_f64(number(at));
    let count = |at: usize| words.get(at).and_then(|word| word.parse::<usize>().ok()).unwrap_or_default();
    match words.first().copied() {
        Some("delay") => {
            let delays = Delays { telegram: seconds(1) / 1000, helpdesk: seconds(2) / 1000 };
            world.borrow_mut().delays = delays;
            json!({})
        }
        Some("do") => {
            let mut world = world.borrow_mut();
            world.kind = if words.get(1) == Some(&"reply") { Kind::Reply } else { Kind::Press };
            world.place = if words.get(2) == Some(&"group") { Place::Group } else { Place::Private };
            json!({})
        }
        Some("closed") => closed(world, count(1), seconds(2)).await,
        Some("open") => open(world, number(1), seconds(2)).await,
        Some("burst") => burst(world, count(1)).await,
        Some("grow") => {
            let mut world = world.borrow_mut();
            let size = world.tickets.len() + count(1);
            world.tickets.resize(size, Default::default());
            json!({ "tickets": size })
        }
        Some("alter") => {
            let mut world = world.borrow_mut();
            world.tickets.iter_mut().rev().take(count(1)).for_each(|ticket| ticket.edition += 1);
            json!({})
        }
        Some("process") => {
            world.borrow_mut().process = Some(Process::new(count(1)));
            json!({})
        }
        Some("first-poll") => first_poll(world).await,
        Some("next-list") => next_list(world).await,
        Some("calls") => {
            let mut world = world.borrow_mut();
            let calls = std::mem::take(&mut world.calls);
            json!({ "calls": calls, "refused": refused(&world.flood), "messages": spread(&world.messages) })
        }
        Some("fresh") => {
            world.borrow_mut().begin();
            json!({})
        }
        _ => json!({ "error": format!("no command: {command}") }),
    }
}

/// So many deeds are open at any time.
async fn closed(world: &Shared, window: usize, length: Duration) -> Value {
    let started = begin(world);
    {
        let mut world = world.borrow_mut();
        world.goes_on = true;
        (0..window).for_each(|_| world.act());
    }
    tokio::time::sleep(length).await;
    world.borrow_mut().goes_on = false;
    report(world, started, length).await
}

/// So many deeds are done a second, whatever becomes of them.
async fn open(world: &Shared, rate: f64, length: Duration) -> Value {
    let started = begin(world);
    let mut made = 0.0;
    while started.elapsed() < length {
        while made < started.elapsed().as_secs_f64() * rate {
            world.borrow_mut().act();
            made += 1.0;
        }
        tokio::time::sleep(LOOK).await;
    }
    report(world, started, length).await
}

/// So many deeds are done at once, or as soon as there is somebody who can do one.
async fn burst(world: &Shared, count: usize) -> Value {
    let started = begin(world);
    let mut left = count;
    while left > 0 {
        let before = world.borrow().deeds.len();
        world.borrow_mut().act();
        if world.borrow().deeds.len() > before {
            left -= 1;
        } else {
            tokio::time::sleep(LOOK).await;
        }
    }
    report(world, started, started.elapsed()).await
}

fn begin(world: &Shared) -> Instant {
    world.borrow_mut().begin();
    Instant::now()
}

/// Waits for what is still open, and says how it went.
async fn report(world: &Shared, started: Instant, length: Duration) -> Value {
    let over = Instant::now();
    while world.borrow().open_deeds() > 0 && over.elapsed() < LAST {
        tokio::time::sleep(LOOK).await;
    }
    let took = started.elapsed();
    let world = world.borrow();
    let deeds = &world.deeds;
    let end = started + length;
    let in_time = deeds.iter().filter(|deed| deed.answered.is_some_and(|at| at <= end)).count();
    let answered: Vec<&Deed> = deeds.iter().filter(|deed| deed.answered.is_some()).collect();
    let calls: u32 = answered.iter().map(|deed| deed.calls).sum();
    let between = |from: fn(&Deed) -> Option<Instant>, to: fn(&Deed) -> Option<Instant>| {
        let times = answered.iter().filter_map(|deed| Some(to(deed)?.duration_since(from(deed)?)));
        quantiles(times.collect())
    };
    let beyond = answered.iter().filter_map(|deed| {
        Some(deed.answered?.duration_since(deed.delivered?).saturating_sub(deed.helpdesk))
    });
    json!({
        "seconds": length.as_secs_f64(),
        "took": took.as_secs_f64(),
        "made": deeds.len(),
        "answered": answered.len(),
        "undone": answered.iter().filter(|deed| !deed.done).count(),
        "rate": in_time as f64 / length.as_secs_f64(),
        "calls_per_press": f64::from(calls) / answered.len().max(1) as f64,
        "delivered_answered": between(|deed| deed.delivered, |deed| deed.answered),
        "delivered_shown": between(|deed| deed.delivered, |deed| deed.shown),
        "created_answered": between(|deed| Some(deed.created), |deed| deed.answered),
        "answered_edited": between(|deed| deed.answered, |deed| deed.shown),
        "beyond_helpdesk": quantiles(beyond.collect()),
        "calls": world.calls,
        "refused": refused(&world.flood),
        "messages": spread(&world.messages),
    })
}

/// In milliseconds; nothing where nothing was measured.
fn quantiles(mut times: Vec<Duration>) -> Value {
    times.sort_unstable();
    let at = |part: f64| {
        let index = (part * times.len() as f64) as usize;
        times.get(index.min(times.len().saturating_sub(1))).map(|time| time.as_secs_f64() * 1000.0)
    };
    json!({ "count": times.len(), "p50": at(0.5), "p99": at(0.99), "max": at(1.0) })
}

/// How many messages Telegram would have refused.
fn refused(flood: &Flood) -> Value {
    json!({ "overall": flood.overall, "in_chat": flood.in_chat })
}

/// How messages were spread over time: how many, over how many seconds.
fn spread(times: &[Instant]) -> Value {
    let span = times.first().zip(times.last()).map_or(0.0, |(first, last)| (*last - *first).as_secs_f64());
    json!({ "count": times.len(), "seconds": span })
}

/// When the next request for updates comes, by the wall clock.
async fn first_poll(world: &Shared) -> Value {
    let polls = std::rc::Rc::clone(&world.borrow().polls);
    polls.notified().await;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    json!({ "at": now.as_secs_f64() })
}

/// What follows the next reading of a list: how long it took to make and send it, and from its last byte to the first
/// message that tells of it, if one comes within a few seconds; in time, and in CPU.
async fn next_list(world: &Shared) -> Value {
    world.borrow_mut().lists.clear();
    let began = Instant::now();
    loop {
        tokio::time::sleep(LOOK).await;
        let world = world.borrow();
        let Some(list) = world.lists.first() else {
            if began.elapsed() > LIST {
                return json!({ "error": "no list was read" });
            }
            continue;
        };
        let told = list.told.map(|told| told.duration_since(list.sent).as_secs_f64() * 1000.0);
        if told.is_some() || list.sent.elapsed() > Duration::from_secs(2) {
            let made = list.sent.duration_since(list.asked).as_secs_f64() * 1000.0;
            let cpu = told.map(|_| (list.used.1 - list.used.0).as_secs_f64() * 1000.0);
            return json!({ "made": made, "told": told, "cpu": cpu, "lists": world.lists.len() });
        }
    }
}
