//! What waits, person by person, and the bound on it: whoever sends more than that waits for nobody but themselves, and
//! costs nobody else anything.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use parking_lot::Mutex;

use crate::domain::ids::TelegramUser;
use crate::telegram::update::{IncomingUpdate, UpdateKind};

/// How many presses and commands of one person wait at most.
pub const MAX_WAITING_ACTIONS: usize = 64;
/// The same for what they write: a hundred messages can be forwarded at once, and albums come in parts.
pub const MAX_WAITING_MESSAGES: usize = 256;

/// An update in its lane.
#[derive(Clone)]
pub struct Waiting {
    pub update: Arc<IncomingUpdate>,
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
pub struct LaneCensus {
    pub waiting: usize,
    /// What waits for the one person for whom most does.
    pub most: usize,
    pub dropped: u64,
}

/// All lanes; clones share them.
#[derive(Clone, Default)]
pub struct Lanes(Arc<Mutex<LaneState>>);

#[derive(Default)]
struct LaneState {
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
enum WorkKind {
    Act,
    Message,
    /// Asked for anew with each letter that is typed: the newest is all that anybody looks at.
    Inline,
    /// A group has moved: once in its life, and never dropped.
    Move,
}

impl WorkKind {
    fn of(incoming_update: &IncomingUpdate) -> Self {
        match incoming_update.what {
            UpdateKind::Press { .. } | UpdateKind::Command { .. } | UpdateKind::Reaction { .. } => Self::Act,
            UpdateKind::Inline { .. } => Self::Inline,
            UpdateKind::Migrated { .. } => Self::Move,
            UpdateKind::Text { .. }
            | UpdateKind::Media { .. }
            | UpdateKind::Edited { .. }
            | UpdateKind::Standing(_)
            | UpdateKind::ChannelSubscribe
            | UpdateKind::Withheld
            | UpdateKind::Other => Self::Message,
        }
    }
}

impl Lane {
    fn load(&mut self, kind: WorkKind) -> Option<(&mut Load, usize)> {
        match kind {
            WorkKind::Act => Some((&mut self.acts, MAX_WAITING_ACTIONS)),
            WorkKind::Message => Some((&mut self.messages, MAX_WAITING_MESSAGES)),
            WorkKind::Inline | WorkKind::Move => None,
        }
    }

    fn take(&mut self) -> Option<Waiting> {
        let next = self.waiting.pop_front()?;
        if let Some((load, most)) = self.load(WorkKind::of(&next.update)) {
            load.count -= 1;
            load.full &= load.count > most / 2;
        }
        Some(next)
    }
}

impl Lanes {
    /// Has an update wait, if there is room for it in its person's lane.
    pub fn admit(&self, waiting: &Waiting) -> Admission {
        let (who, kind) = (waiting.update.from.who, WorkKind::of(&waiting.update));
        let mut state = self.0.lock();
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
                    state.dropped.push(waiting.update.update);
                    return Admission::Dropped;
                }
                return Admission::Overflows;
            }
            load.count += 1;
        }
        let older = match kind {
            WorkKind::Inline => {
                lane.waiting.iter().position(|other| WorkKind::of(&other.update) == WorkKind::Inline)
            }
            _ => None,
        };
        let older = older.and_then(|older| lane.waiting.remove(older));
        lane.waiting.push_back(waiting.clone());
        if let Some(older) = older {
            state.dropped_so_far += 1;
            state.dropped.push(older.update.update);
        }
        Admission::Waits
    }

    /// The next of a lane; `None` ends the lane.
    pub fn next_update(&self, who: TelegramUser) -> Option<Waiting> {
        let mut state = self.0.lock();
        let next = state.lanes.get_mut(&who)?.take();
        if next.is_none() {
            state.lanes.remove(&who);
        }
        next
    }

    /// So many updates are over.
    pub fn finish_update(&self, count: usize) {
        self.0.lock().open -= count;
    }

    /// How many updates are waiting, being worked on, or still to be ticked off.
    pub fn open(&self) -> usize {
        self.0.lock().open
    }

    /// Whether there is something to tick off that nobody does yet; whoever hears yes does it.
    pub fn begin_ticking(&self) -> bool {
        let mut state = self.0.lock();
        let begins = !state.ticking && !state.dropped.is_empty();
        state.ticking |= begins;
        begins
    }

    /// What is to be ticked off; empty ends the ticking.
    pub fn take_dropped(&self) -> Vec<i64> {
        let mut state = self.0.lock();
        let dropped = std::mem::take(&mut state.dropped);
        state.ticking = !dropped.is_empty();
        dropped
    }

    pub fn count_waiting(&self) -> LaneCensus {
        let state = self.0.lock();
        let lengths = || state.lanes.values().map(|lane| lane.waiting.len());
        LaneCensus {
            waiting: lengths().sum(),
            most: lengths().max().unwrap_or(0),
            dropped: state.dropped_so_far,
        }
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
        let incoming_update = IncomingUpdate::parse_update(&raw, "desk_bot").unwrap();
        assert_eq!(incoming_update.from.who, TelegramUser(who), "{raw}");
        Waiting { update: Arc::new(incoming_update), answered: Arc::default() }
    }

    fn admit(lanes: &Lanes, who: i64, what: &str, times: usize) -> Vec<Admission> {
        (0..times as i64).map(|id| lanes.admit(&update(id, who, what))).collect()
    }

    #[test]
    fn a_lane_holds_so_much_and_one_word_is_said_of_the_rest() {
        let lanes = Lanes::default();
        let all = admit(&lanes, 1, "hello", 1_000);
        let count = |wanted| all.iter().filter(|admission| **admission == wanted).count();
        assert_eq!((count(Admission::Opens), count(Admission::Waits)), (1, MAX_WAITING_MESSAGES - 1));
        assert_eq!(
            (count(Admission::Overflows), count(Admission::Dropped)),
            (1, 1_000 - MAX_WAITING_MESSAGES - 1)
        );
        // Another person, and another kind, have their room.
        assert_eq!(admit(&lanes, 2, "hello", 1), [Admission::Opens]);
        assert_eq!(admit(&lanes, 1, "/ticket 5", 1), [Admission::Waits]);
        let census = lanes.count_waiting();
        assert_eq!((census.most, census.waiting), (MAX_WAITING_MESSAGES + 1, MAX_WAITING_MESSAGES + 2));
        assert_eq!(census.dropped, 1_000 - MAX_WAITING_MESSAGES as u64);
    }

    #[test]
    fn there_is_room_again_when_half_of_it_is_done() {
        let lanes = Lanes::default();
        admit(&lanes, 1, "/help", MAX_WAITING_ACTIONS + 2);
        let who = TelegramUser(1);
        (1..MAX_WAITING_ACTIONS / 2).for_each(|_| drop(lanes.next_update(who)));
        assert_eq!(admit(&lanes, 1, "/help", 1), [Admission::Dropped], "one word holds until then");
        lanes.next_update(who);
        assert_eq!(admit(&lanes, 1, "/help", 1), [Admission::Waits]);
    }

    #[test]
    fn of_what_is_typed_inline_the_newest_alone_waits() {
        let lanes = Lanes::default();
        for id in 0..6_000 {
            lanes.admit(&update(id, 1, "inline"));
        }
        // The first is not in anybody's hands yet.
        assert_eq!((lanes.count_waiting().waiting, lanes.open()), (1, 6_000));
        assert!(lanes.begin_ticking() && !lanes.begin_ticking());
        let dropped = lanes.take_dropped();
        assert_eq!((dropped.len(), dropped.last()), (5_999, Some(&5_998)));
        lanes.finish_update(dropped.len());
        assert!(lanes.take_dropped().is_empty() && !lanes.begin_ticking());
        assert_eq!(lanes.next_update(TelegramUser(1)).unwrap().update.update, 5_999);
        assert!(lanes.next_update(TelegramUser(1)).is_none());
    }
}
