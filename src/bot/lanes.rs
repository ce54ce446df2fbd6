//! What waits, person by person, and the bound on it: whoever sends more than that waits for nobody but themselves, and
//! costs nobody else anything.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::ids::TelegramUser;
use crate::telegram::incoming::{Incoming, What};

/// How many presses and commands of one person wait at most.
pub const MOST_ACTS: usize = 64;
/// The same for what they write: a hundred messages can be forwarded at once, and albums come in parts.
pub const MOST_MESSAGES: usize = 256;

/// An update in its lane.
#[derive(Clone)]
pub struct Waiting {
    pub incoming: Arc<Incoming>,
    /// Whether somebody has taken it on themselves to answer the press.
    pub answered: Arc<AtomicBool>,
}

/// What became of an update that was to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It is the first of its lane: somebody has to begin to work on that.
    Opens,
    Waits,
    /// The lane has just become full: its person is to hear of that, and then the update is over.
    Overflows,
    /// The lane is full, and its person has heard of it.
    Dropped,
}

/// What waits now, and how much was dropped so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Census {
    pub waiting: usize,
    /// What waits for the one person for whom most does.
    pub most: usize,
    pub dropped: u64,
}

/// All lanes; clones share them.
#[derive(Clone, Default)]
pub struct Lanes(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// A lane exists while a task works on it.
    lanes: HashMap<TelegramUser, Lane>,
    /// How many updates are not over.
    open: usize,
    /// Those that nobody will work on, to be ticked off.
    dropped: Vec<i64>,
    /// Somebody ticks them off.
    ticking: bool,
    dropped_so_far: u64,
}

#[derive(Default)]
struct Lane {
    waiting: VecDeque<Waiting>,
    acts: Load,
    messages: Load,
}

/// How much of one kind waits, and whether more of it is turned away until half of that is done.
#[derive(Default)]
struct Load {
    count: usize,
    full: bool,
}

/// How the bounds tell updates apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Act,
    Message,
    /// Asked for anew with each letter that is typed: the newest is all that anybody looks at.
    Inline,
    /// A group has moved: once in its life, and never dropped.
    Move,
}

impl Kind {
    fn of(incoming: &Incoming) -> Self {
        match incoming.what {
            What::Press { .. } | What::Command { .. } => Self::Act,
            What::Inline { .. } => Self::Inline,
            What::Migrated { .. } => Self::Move,
            What::Text { .. }
            | What::Media { .. }
            | What::Edited { .. }
            | What::Standing(_)
            | What::Withheld
            | What::Other => Self::Message,
        }
    }
}

impl Lane {
    fn load(&mut self, kind: Kind) -> Option<(&mut Load, usize)> {
        match kind {
            Kind::Act => Some((&mut self.acts, MOST_ACTS)),
            Kind::Message => Some((&mut self.messages, MOST_MESSAGES)),
            Kind::Inline | Kind::Move => None,
        }
    }

    fn take(&mut self) -> Option<Waiting> {
        let next = self.waiting.pop_front()?;
        if let Some((load, most)) = self.load(Kind::of(&next.incoming)) {
            load.count -= 1;
            load.full &= load.count > most / 2;
        }
        Some(next)
    }
}

impl Lanes {
    /// Has an update wait, if there is room for it in its person's lane.
    pub fn admit(&self, waiting: &Waiting) -> Admission {
        let (who, kind) = (waiting.incoming.from.who, Kind::of(&waiting.incoming));
        let mut state = self.lock();
        state.open += 1;
        let Some(lane) = state.lanes.get_mut(&who) else {
            let mut lane = Lane { waiting: VecDeque::from([waiting.clone()]), ..Lane::default() };
            if let Some((load, _)) = lane.load(kind) {
                load.count = 1;
            }
            state.lanes.insert(who, lane);
            return Admission::Opens;
        };
        if let Some((load, most)) = lane.load(kind) {
            let was_full = load.full;
            load.full |= load.count >= most;
            if load.full {
                state.dropped_so_far += 1;
                if was_full {
                    state.dropped.push(waiting.incoming.update);
                    return Admission::Dropped;
                }
                return Admission::Overflows;
            }
            load.count += 1;
        }
        let older = match kind {
            Kind::Inline => lane.waiting.iter().position(|other| Kind::of(&other.incoming) == Kind::Inline),
            _ => None,
        };
        let older = older.and_then(|older| lane.waiting.remove(older));
        lane.waiting.push_back(waiting.clone());
        if let Some(older) = older {
            state.dropped_so_far += 1;
            state.dropped.push(older.incoming.update);
        }
        Admission::Waits
    }

    /// The next of a lane; `None` ends the lane.
    pub fn next(&self, who: TelegramUser) -> Option<Waiting> {
        let mut state = self.lock();
        let next = state.lanes.get_mut(&who)?.take();
        if next.is_none() {
            state.lanes.remove(&who);
        }
        next
    }

    /// So many updates are over.
    pub fn over(&self, count: usize) {
        self.lock().open -= count;
    }

    /// How many updates are waiting, being worked on, or still to be ticked off.
    pub fn open(&self) -> usize {
        self.lock().open
    }

    /// Whether there is something to tick off that nobody does yet; whoever hears yes does it.
    pub fn begin_ticking(&self) -> bool {
        let mut state = self.lock();
        let begins = !state.ticking && !state.dropped.is_empty();
        state.ticking |= begins;
        begins
    }

    /// What is to be ticked off; empty ends the ticking.
    pub fn take_dropped(&self) -> Vec<i64> {
        let mut state = self.lock();
        let dropped = std::mem::take(&mut state.dropped);
        state.ticking = !dropped.is_empty();
        dropped
    }

    pub fn census(&self) -> Census {
        let state = self.lock();
        let lengths = || state.lanes.values().map(|lane| lane.waiting.len());
        Census { waiting: lengths().sum(), most: lengths().max().unwrap_or(0), dropped: state.dropped_so_far }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn update(id: i64, who: i64, what: &str) -> Waiting {
        let raw = match what {
            "inline" => format!(
                r#"{{"update_id":{id},"inline_query":{{"id":"q","from":{{"id":{who},"is_bot":false,"first_name":"A"}},"query":"x","offset":""}}}}"#
            ),
            text => format!(
                r#"{{"update_id":{id},"message":{{"message_id":{id},"date":0,"from":{{"id":{who},"is_bot":false,"first_name":"A"}},"chat":{{"id":{who},"type":"private"}},"text":"{text}"}}}}"#
            ),
        };
        let incoming = Incoming::read(&raw, "desk_bot").unwrap();
        assert_eq!(incoming.from.who, TelegramUser(who), "{raw}");
        Waiting { incoming: Arc::new(incoming), answered: Arc::default() }
    }

    fn admit(lanes: &Lanes, who: i64, what: &str, times: usize) -> Vec<Admission> {
        (0..times as i64).map(|id| lanes.admit(&update(id, who, what))).collect()
    }

    #[test]
    fn a_lane_holds_so_much_and_one_word_is_said_of_the_rest() {
        let lanes = Lanes::default();
        let all = admit(&lanes, 1, "hello", 1_000);
        let count = |wanted| all.iter().filter(|admission| **admission == wanted).count();
        assert_eq!((count(Admission::Opens), count(Admission::Waits)), (1, MOST_MESSAGES - 1));
        assert_eq!((count(Admission::Overflows), count(Admission::Dropped)), (1, 1_000 - MOST_MESSAGES - 1));
        // Another person, and another kind, have their room.
        assert_eq!(admit(&lanes, 2, "hello", 1), [Admission::Opens]);
        assert_eq!(admit(&lanes, 1, "/ticket 5", 1), [Admission::Waits]);
        let census = lanes.census();
        assert_eq!((census.most, census.waiting), (MOST_MESSAGES + 1, MOST_MESSAGES + 2));
        assert_eq!(census.dropped, 1_000 - MOST_MESSAGES as u64);
    }

    #[test]
    fn there_is_room_again_when_half_of_it_is_done() {
        let lanes = Lanes::default();
        admit(&lanes, 1, "/help", MOST_ACTS + 2);
        let who = TelegramUser(1);
        (1..MOST_ACTS / 2).for_each(|_| drop(lanes.next(who)));
        assert_eq!(admit(&lanes, 1, "/help", 1), [Admission::Dropped], "one word holds until then");
        lanes.next(who);
        assert_eq!(admit(&lanes, 1, "/help", 1), [Admission::Waits]);
    }

    #[test]
    fn of_what_is_typed_inline_the_newest_alone_waits() {
        let lanes = Lanes::default();
        for id in 0..6_000 {
            lanes.admit(&update(id, 1, "inline"));
        }
        // The first is not in anybody's hands yet.
        assert_eq!((lanes.census().waiting, lanes.open()), (1, 6_000));
        assert!(lanes.begin_ticking() && !lanes.begin_ticking());
        let dropped = lanes.take_dropped();
        assert_eq!((dropped.len(), dropped.last()), (5_999, Some(&5_998)));
        lanes.over(dropped.len());
        assert!(lanes.take_dropped().is_empty() && !lanes.begin_ticking());
        assert_eq!(lanes.next(TelegramUser(1)).unwrap().incoming.update, 5_999);
        assert!(lanes.next(TelegramUser(1)).is_none());
    }
}
