//! Who is on duty: people in an order who hand over to one another at set times of their zone, and the exceptions to that.
//! Pure: everything follows from the rota and a moment.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::hours::time_of_day;
use super::ids::{Target, UnitId, UserHash};

/// No turn of a pattern of one's own is longer.
pub const MAX_TURN_DAYS: u8 = 28;
/// No pattern of one's own has more turns before it begins again.
pub const MAX_PATTERN_TURNS: usize = 14;
/// No rota has more people.
pub const MAX_MEMBERS: usize = 30;
/// So many moments at which somebody may hand over are looked at, at most, to find the next at which somebody does.
const MAX_LOOKAHEAD: usize = 400;

/// Whose duty it is: a unit's, or that of a group (or topic) that gets new tickets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DutyPlace {
    Unit(UnitId),
    Group(Target),
}

/// Somebody who takes turns, by their account in the helpdesk: it outlives a sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotaMember {
    pub hash: UserHash,
    /// As the helpdesk called them when they were put in.
    pub name: String,
}

/// When one turn ends and the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum HandoverPattern {
    Daily,
    /// On a day of the week, counted from Monday.
    Weekly(u8),
    /// So many days each, one after another, and from the first again.
    Days(Vec<u8>),
}

/// How a new ticket reaches those of the place who are not on duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum OthersNews {
    /// As if there were no rota.
    Usual,
    #[default]
    Silent,
    Never,
}

impl OthersNews {
    pub const ALL: [Self; 3] = [Self::Usual, Self::Silent, Self::Never];
}

/// Part of time: from the first moment, up to but without the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    pub from: Timestamp,
    pub until: Timestamp,
}

impl Period {
    pub fn contains(self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    fn overlaps(self, other: Self) -> bool {
        self.from < other.until && other.from < self.until
    }
}

/// What is other than the order says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RotaException {
    /// This person is on, whoever's turn it is. Of several the newest holds.
    Cover { period: Period, by: UserHash },
    /// This person is not: the next in order takes their turn.
    Away { period: Period, who: UserHash },
}

impl RotaException {
    pub fn period(&self) -> Period {
        match self {
            Self::Cover { period, .. } | Self::Away { period, .. } => *period,
        }
    }
}

/// A rota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rota {
    /// Nobody is on while it is not in use; nothing of it is lost.
    pub in_use: bool,
    /// In the order of their turns.
    pub members: Vec<RotaMember>,
    pub pattern: HandoverPattern,
    /// The time of the day at which they hand over, in minutes.
    pub at: u16,
    /// IANA name of the zone in which that is.
    pub zone: String,
    /// The day on which the first turn begins; a weekly one on the weekday before.
    pub start: Date,
    /// Whose the first turn is, by their place in the order.
    pub first: usize,
    /// From the oldest to the newest.
    pub exceptions: Vec<RotaException>,
    pub others: OthersNews,
    /// Who was last said to be on.
    #[serde(default)]
    pub announced: Option<UserHash>,
    #[serde(default)]
    pub proposals: Vec<SwapProposal>,
}

/// Two turns that are to change hands, if the other agrees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwapProposal {
    pub number: i64,
    pub by: UserHash,
    pub with: UserHash,
    /// What `with` would take from `by`.
    pub given: Period,
    /// And `by` from `with`.
    pub taken: Period,
    /// Until when the other may agree.
    pub expires: Timestamp,
}

/// A stretch of time during which one person is on, or nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DutyTurn {
    pub period: Period,
    pub who: Option<UserHash>,
}

impl Rota {
    /// A rota without people, weekly from this day on.
    pub fn new(zone: &str, today: Date) -> Self {
        Self {
            in_use: true,
            members: Vec::new(),
            pattern: HandoverPattern::Weekly(0),
            at: 9 * 60,
            zone: zone.to_owned(),
            start: today,
            first: 0,
            exceptions: Vec::new(),
            others: OthersNews::default(),
            announced: None,
            proposals: Vec::new(),
        }
    }

    pub fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    pub fn member(&self, hash: &UserHash) -> Option<&RotaMember> {
        self.members.iter().find(|member| member.hash == *hash)
    }

    /// Who is on at a moment: whoever covers it, else whose turn it is, else the next in order who is not away.
    pub fn who_is_on(&self, at: Timestamp) -> Option<&UserHash> {
        self.on_in(&self.zone(), at)
    }

    /// The stretches from the one at `from` on, each with another person than the one before. Endless, unless nobody ever
    /// hands over again.
    pub fn turns_from(&self, from: Timestamp) -> impl Iterator<Item = DutyTurn> + use<'_> {
        let zone = self.zone();
        let mut begin = Some(from);
        std::iter::from_fn(move || {
            let from = begin?;
            let who = self.on_in(&zone, from).cloned();
            let mut at = from;
            for _ in 0..MAX_LOOKAHEAD {
                let Some(next) = self.next_change(&zone, at) else { break };
                if self.on_in(&zone, next) != who.as_ref() {
                    begin = Some(next);
                    return Some(DutyTurn { period: Period { from, until: next }, who });
                }
                at = next;
            }
            begin = None;
            Some(DutyTurn { period: Period { from, until: Timestamp::MAX }, who })
        })
    }

    /// The next moment after `now` at which another person is on.
    pub fn next_handover(&self, now: Timestamp) -> Option<Timestamp> {
        self.turns_from(now).next().map(|turn| turn.period.until).filter(|until| *until < Timestamp::MAX)
    }

    /// The same rota, changed in its people or its times: whoever is on stays on until their turn ends, as far as they are
    /// still part of it.
    #[must_use]
    pub fn changed_at(&self, now: Timestamp, change: impl FnOnce(&mut Self)) -> Self {
        let zone = self.zone();
        let turn = self.turn_at(&zone, now);
        let start = self.turn_date(turn);
        let in_turn = self.members.get(self.place_of(turn)).map(|member| member.hash.clone());
        let mut changed = self.clone();
        change(&mut changed);
        changed.start = start;
        let kept = in_turn.and_then(|hash| changed.members.iter().position(|member| member.hash == hash));
        // Who was taken out is followed by whoever came after them.
        let place =
            kept.unwrap_or_else(|| self.place_of(turn)) as i64 - changed.turn_at(&changed.zone(), now);
        let first = place.checked_rem_euclid(changed.members.len() as i64).unwrap_or(0);
        changed.first = first.unsigned_abs() as usize;
        changed.drop_past_exceptions(now);
        let there = |hash: &UserHash| changed.members.iter().any(|member| member.hash == *hash);
        let exceptions = std::mem::take(&mut changed.exceptions);
        let kept = exceptions.into_iter().filter(|exception| match exception {
            RotaException::Cover { by, .. } => there(by),
            RotaException::Away { who, .. } => there(who),
        });
        changed.exceptions = kept.collect();
        changed
    }

    /// What was other than the order says, and is over.
    pub fn drop_past_exceptions(&mut self, now: Timestamp) {
        self.exceptions.retain(|exception| exception.period().until > now);
    }

    /// Has the two of a proposal take each other's turn; proposals that are possible no more end with it.
    pub fn apply_swap(&mut self, swap: &SwapProposal, now: Timestamp) {
        self.exceptions.push(RotaException::Cover { period: swap.given, by: swap.with.clone() });
        self.exceptions.push(RotaException::Cover { period: swap.taken, by: swap.by.clone() });
        let open = std::mem::take(&mut self.proposals);
        self.proposals = open.into_iter().filter(|other| self.can_swap(other, now)).collect();
    }

    /// Whether a proposal can still be carried out: both have the turns of which it speaks, and its time is not over.
    pub fn can_swap(&self, swap: &SwapProposal, now: Timestamp) -> bool {
        let on = |period: Period, who: &UserHash| {
            let turn = self.turns_from(period.from).next();
            turn.is_some_and(|turn| turn.period == period && turn.who.as_ref() == Some(who))
        };
        swap.expires > now
            && self.in_use
            && self.member(&swap.by).is_some()
            && self.member(&swap.with).is_some()
            && !swap.given.overlaps(swap.taken)
            && on(swap.given, &swap.by)
            && on(swap.taken, &swap.with)
    }

    /// Until when somebody is away, if they are at this moment.
    pub fn away_until(&self, who: &UserHash, at: Timestamp) -> Option<Timestamp> {
        let ends = self.exceptions.iter().filter_map(|exception| match exception {
            RotaException::Away { period, who: away } if away == who && period.contains(at) => {
                Some(period.until)
            }
            _ => None,
        });
        ends.max()
    }

    /// The same with this person away for a time, or there again; of their times away the last one counts.
    pub fn with_absence(&self, who: &UserHash, away: Option<Period>) -> Self {
        let mut changed = self.clone();
        changed
            .exceptions
            .retain(|exception| !matches!(exception, RotaException::Away { who: away, .. } if away == who));
        changed.exceptions.extend(away.map(|period| RotaException::Away { period, who: who.clone() }));
        changed
    }

    fn on_in(&self, zone: &TimeZone, at: Timestamp) -> Option<&UserHash> {
        if !self.in_use {
            return None;
        }
        let covers = self.exceptions.iter().rev().find_map(|exception| match exception {
            RotaException::Cover { period, by } if period.contains(at) => {
                self.member(by).filter(|_| self.away_until(by, at).is_none())
            }
            _ => None,
        });
        if let Some(member) = covers {
            return Some(&member.hash);
        }
        let first = self.place_of(self.turn_at(zone, at));
        let order = self.members.iter().cycle().skip(first).take(self.members.len());
        order.map(|member| &member.hash).find(|hash| self.away_until(hash, at).is_none())
    }

    /// The place in the order of whoever has a turn.
    fn place_of(&self, turn: i64) -> usize {
        let count = self.members.len() as i64;
        if count == 0 { 0 } else { (turn + self.first as i64).rem_euclid(count) as usize }
    }

    /// The next moment after `at` at which anything in the rota changes.
    fn next_change(&self, zone: &TimeZone, at: Timestamp) -> Option<Timestamp> {
        let ends = self.exceptions.iter().flat_map(|exception| {
            let Period { from, until } = exception.period();
            [from, until]
        });
        let mut turn = self.turn_at(zone, at) + 1;
        // In a zone that skips a day a turn may have no length.
        while self.turn_start(zone, turn) <= at && self.turn_start(zone, turn) < Timestamp::MAX {
            turn += 1;
        }
        let turn = self.turn_start(zone, turn);
        ends.chain([turn]).filter(|change| *change > at && *change < Timestamp::MAX).min()
    }

    /// The turn at a moment; the first has the number 0, and there are turns before it.
    fn turn_at(&self, zone: &TimeZone, at: Timestamp) -> i64 {
        let date = zone.to_datetime(at).date();
        let mut turn = self.turn_of(date) + 1;
        while self.turn_start(zone, turn) > at && turn > i64::from(i32::MIN) {
            turn -= 1;
        }
        turn
    }

    /// When a turn begins.
    fn turn_start(&self, zone: &TimeZone, turn: i64) -> Timestamp {
        let begin = self.turn_date(turn).to_datetime(time_of_day(self.at));
        zone.to_ambiguous_timestamp(begin).compatible().unwrap_or(Timestamp::MAX)
    }

    /// The turn that begins on a day, or the last before it.
    fn turn_of(&self, date: Date) -> i64 {
        let days = days_between(self.anchor(), date);
        let lengths = self.lengths();
        let cycle: i64 = lengths.iter().sum();
        let mut left = days.rem_euclid(cycle);
        let within = lengths.iter().take_while(|length| {
            left -= **length;
            left >= 0
        });
        days.div_euclid(cycle) * lengths.len() as i64 + within.count() as i64
    }

    /// The day on which a turn begins.
    fn turn_date(&self, turn: i64) -> Date {
        let lengths = self.lengths();
        let count = lengths.len() as i64;
        let cycle: i64 = lengths.iter().sum();
        let within: i64 = lengths.iter().take(turn.rem_euclid(count) as usize).sum();
        let days = turn.div_euclid(count).saturating_mul(cycle).saturating_add(within);
        let limit = if turn < 0 { Date::MIN } else { Date::MAX };
        let span = Span::new().try_days(days).ok();
        span.and_then(|span| self.anchor().checked_add(span).ok()).unwrap_or(limit)
    }

    /// The day on which the first turn begins.
    fn anchor(&self) -> Date {
        match self.pattern {
            HandoverPattern::Weekly(day) => {
                let weekday = i64::from(self.start.weekday().to_monday_zero_offset());
                let back = (weekday - i64::from(day)).rem_euclid(7);
                self.start.checked_sub(back.days()).unwrap_or(self.start)
            }
            HandoverPattern::Daily | HandoverPattern::Days(_) => self.start,
        }
    }

    /// The lengths of the turns in days, as they follow one another; never without one.
    fn lengths(&self) -> Vec<i64> {
        match &self.pattern {
            HandoverPattern::Daily => vec![1],
            HandoverPattern::Weekly(_) => vec![7],
            HandoverPattern::Days(lengths) => {
                let whole: Vec<_> = lengths.iter().map(|days| i64::from((*days).max(1))).collect();
                if whole.is_empty() { vec![1] } else { whole }
            }
        }
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests;
