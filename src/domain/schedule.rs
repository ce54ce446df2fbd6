//! Which list is read next, and when: whoever has been due longest, as soon as the helpdesk's rest is over. Where that would
//! leave somebody with a look that is too old, the rest is cut short, down to a fifth of the helpdesk's time.

use jiff::{SignedDuration, Timestamp};

use super::poll_schedule::PollSchedule;

/// A list that another one covers is read for itself once in a while, whatever else is due: what the other one can't prove
/// would stay unseen.
const COVERED_INTERVAL: SignedDuration = SignedDuration::from_mins(15);

/// One list that somebody waits for.
#[derive(Clone, Copy, Debug)]
pub struct ScheduledList {
    pub due: Timestamp,
    /// When the newest good look at it began; `None` before the first.
    pub looked: Option<Timestamp>,
    /// How long the helpdesk took for it last.
    pub cost: SignedDuration,
    /// How many people it tells.
    pub serves: usize,
    /// It could not be read last time: then nothing hurries.
    pub failing: bool,
    /// Another list that is read shows all that this one does.
    pub covered: bool,
}

impl ScheduledList {
    /// Since when it waits; `None` while it is read only if nothing else wants to be.
    fn waits_since(&self) -> Option<Timestamp> {
        match (self.covered, self.failing, self.looked) {
            (false, _, _) => Some(self.due),
            (true, true, _) => None,
            (true, false, looked) => {
                Some(looked.map_or(self.due, |looked| self.due.max(looked + COVERED_INTERVAL)))
            }
        }
    }

    /// From when on it may be read at the expense of the helpdesk's rest.
    fn hurries_at(&self, pace: PollSchedule) -> Option<Timestamp> {
        if self.failing {
            return None;
        }
        let since = self.waits_since()?;
        Some(self.looked.map_or(since, |looked| since.max(looked + pace.oldest() - self.cost)))
    }
}

/// Until when the helpdesk is left alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoadRest {
    /// So that no more than its share of time is taken.
    share: Option<Timestamp>,
    /// So that it has time for anything else, whatever hurries.
    breath: Option<Timestamp>,
}

impl LoadRest {
    /// The helpdesk has worked on a list from then until now; says whether that was more than its share allows.
    pub fn after_list(&mut self, began: Timestamp, now: Timestamp, pace: PollSchedule) -> bool {
        let hurried = self.share.is_some_and(|until| until > began);
        let took = now.duration_since(began);
        if hurried {
            // The rest that was cut short is not owed for ever.
            self.share = self.share.max(Some(now + pace.load_limit.rest_after(took)));
        } else {
            self.after_work(began, now, pace);
        }
        self.breath = Some(now + took / 4);
        hurried
    }

    /// The helpdesk has worked on something else from then until now.
    pub fn after_work(&mut self, began: Timestamp, now: Timestamp, pace: PollSchedule) {
        let until = self.share.map_or(now, |until| until.max(now));
        self.share = Some(until + pace.load_limit.rest_after(now.duration_since(began)));
    }
}

/// When a list may begin to be read.
fn begins(list: &ScheduledList, rest: LoadRest, pace: PollSchedule) -> Timestamp {
    let rested = list.due.max(rest.share.unwrap_or(Timestamp::MIN));
    let Some(hurries) = list.hurries_at(pace) else { return rested };
    rested.min(hurries.max(rest.breath.unwrap_or(Timestamp::MIN)))
}

/// The list to read now, if any is: of those that somebody waits for, whoever has been due longest, and of those due at once
/// the one that tells most people. What is read while nobody waits comes after all of them.
pub fn next(lists: &[ScheduledList], rest: LoadRest, pace: PollSchedule, now: Timestamp) -> Option<usize> {
    wake(lists, rest, pace).filter(|begins| *begins <= now)?;
    let rested = rest.share.is_none_or(|until| until <= now);
    let ready = (0..lists.len()).filter(|&at| lists[at].due <= now && (rested || !lists[at].failing));
    let ready = ready.filter_map(|at| {
        let list = &lists[at];
        let waits = list.waits_since().filter(|since| *since <= now);
        // Where one list cuts the rest short, whoever has waited longer goes before it all the same.
        (rested || waits.is_some()).then_some((waits.is_none(), waits, std::cmp::Reverse(list.serves), at))
    });
    ready.min().map(|(.., at)| at)
}

/// When the next list is to be read.
pub fn wake(lists: &[ScheduledList], rest: LoadRest, pace: PollSchedule) -> Option<Timestamp> {
    lists.iter().map(|list| begins(list, rest, pace)).min()
}

/// Whether somebody waits for a list, though it may not be read yet.
pub fn waits(lists: &[ScheduledList], now: Timestamp) -> bool {
    lists.iter().any(|list| list.waits_since().is_some_and(|since| since <= now))
}

#[cfg(test)]
mod tests;
