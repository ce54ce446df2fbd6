//! Who is called about a ticket that nobody takes, and when: for each priority a chain of steps, counted from when the ticket
//! came free. Which steps were taken is for the caller to know.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::ticket::{PersonRef, Priority};

/// A chain that comes into force calls nobody about what should have been done longer ago than this.
pub const LOOK_BACK: SignedDuration = SignedDuration::from_hours(1);

/// Whom a step calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EscalationTarget {
    /// Whoever is on duty in the ticket's unit.
    Duty,
    /// Whoever is next on duty there.
    Next,
    /// Those who could take it and are within their hours.
    #[serde(alias = "Again")]
    Unit,
    /// The head of its unit.
    Head,
    /// The groups that get its unit's tickets.
    Group,
}

impl EscalationTarget {
    pub const ALL: [Self; 5] = [Self::Duty, Self::Next, Self::Unit, Self::Head, Self::Group];

    /// Its name in the settings and in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Duty => "duty",
            Self::Next => "next",
            Self::Unit => "unit",
            Self::Head => "head",
            Self::Group => "group",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }
}

/// Whether mutes and work hours hold a call back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MuteRule {
    #[default]
    Respected,
    Overridden,
}

/// One step of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EscalationStep {
    pub target: EscalationTarget,
    /// How long nobody has taken the ticket by then.
    pub after: SignedDuration,
    pub mutes: MuteRule,
}

/// The steps for one priority, in the order of their times; each target stands once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EscalationChain(Vec<EscalationStep>);

/// Why steps make no chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainFault {
    /// This one comes before the one that stands in front of it.
    OutOfOrder(EscalationStep),
    Repeated(EscalationStep),
}

impl EscalationChain {
    /// Nobody is called.
    pub const OFF: Self = Self(Vec::new());

    pub fn from_steps(steps: Vec<EscalationStep>) -> Result<Self, ChainFault> {
        for (place, step) in steps.iter().enumerate() {
            let earlier = &steps[..place];
            if earlier.iter().any(|other| other.target == step.target) {
                return Err(ChainFault::Repeated(*step));
            }
            if earlier.last().is_some_and(|other| other.after > step.after) {
                return Err(ChainFault::OutOfOrder(*step));
            }
        }
        Ok(Self(steps))
    }

    /// Those who could take it, with their groups; after twice that time the head.
    pub fn unit_then_head(after: SignedDuration) -> Self {
        let step = |target, after| EscalationStep { target, after, mutes: MuteRule::Respected };
        Self(vec![
            step(EscalationTarget::Unit, after),
            step(EscalationTarget::Group, after),
            step(EscalationTarget::Head, after * 2),
        ])
    }

    /// The steps that are not taken yet, each with its time. What should have been done by `not_before` is let go.
    pub fn steps_ahead(
        &self,
        since: Timestamp,
        taken: &[EscalationTarget],
        not_before: Timestamp,
    ) -> Vec<(Timestamp, EscalationStep)> {
        let ahead = self.0.iter().filter(|step| !taken.contains(&step.target));
        let timed = ahead.map(|step| (since.saturating_add(step.after).unwrap_or(Timestamp::MAX), *step));
        timed.filter(|(at, _)| *at > not_before).collect()
    }
}

/// A chain as the settings write it.
impl fmt::Display for EscalationChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("off");
        }
        self.0
            .iter()
            .enumerate()
            .try_for_each(|(place, step)| write!(f, "{}{step}", if place == 0 { "" } else { ", " }))
    }
}

impl fmt::Display for EscalationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.mutes == MuteRule::Overridden { "!" } else { "" };
        write!(f, "{} {:#}{mark}", self.target.name(), self.after)
    }
}

/// A step that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationCall {
    pub step: EscalationTarget,
    pub at: Timestamp,
    /// Those who were called, in a chat of their own.
    pub people: Vec<PersonRef>,
    /// How many groups were.
    pub groups: u32,
}

/// The chain for each priority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EscalationChains {
    pub high: EscalationChain,
    pub medium: EscalationChain,
    pub low: EscalationChain,
}

impl EscalationChains {
    pub const OFF: Self =
        Self { high: EscalationChain::OFF, medium: EscalationChain::OFF, low: EscalationChain::OFF };

    pub fn chain_for(&self, priority: Priority) -> &EscalationChain {
        match priority {
            Priority::High => &self.high,
            Priority::Medium => &self.medium,
            Priority::Low => &self.low,
        }
    }

    pub fn chain_mut(&mut self, priority: Priority) -> &mut EscalationChain {
        match priority {
            Priority::High => &mut self.high,
            Priority::Medium => &mut self.medium,
            Priority::Low => &mut self.low,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn step(target: EscalationTarget, minutes: i64) -> EscalationStep {
        EscalationStep { target, after: SignedDuration::from_mins(minutes), mutes: MuteRule::Respected }
    }

    #[test]
    fn steps_stand_in_the_order_of_their_times_and_each_once() {
        let (unit, head) = (step(EscalationTarget::Unit, 15), step(EscalationTarget::Head, 5));
        assert_eq!(EscalationChain::from_steps(vec![unit, head]), Err(ChainFault::OutOfOrder(head)));
        let again = step(EscalationTarget::Unit, 20);
        assert_eq!(EscalationChain::from_steps(vec![unit, again]), Err(ChainFault::Repeated(again)));
        assert!(EscalationChain::from_steps(vec![head, unit]).is_ok());
    }

    #[test]
    fn a_step_that_was_taken_or_lies_too_far_back_is_not_ahead() {
        let since = at("2026-11-24T10:00:00Z");
        let chain = EscalationChain::unit_then_head(SignedDuration::from_mins(15));
        let targets = |taken: &[_], not_before: &str| {
            let ahead = chain.steps_ahead(since, taken, at(not_before));
            ahead
                .into_iter()
                .map(|(at, step)| (at.strftime("%H:%M").to_string(), step.target.name()))
                .collect::<Vec<_>>()
        };
        let all = [("10:15".to_owned(), "unit"), ("10:15".to_owned(), "group"), ("10:30".to_owned(), "head")];
        assert_eq!(targets(&[], "2026-11-24T09:00:00Z"), all);
        assert_eq!(targets(&[EscalationTarget::Unit], "2026-11-24T09:00:00Z"), all[1..]);
        assert_eq!(targets(&[], "2026-11-24T10:15:00Z"), all[2..]);
        assert_eq!(targets(&EscalationTarget::ALL, "2026-11-24T09:00:00Z"), []);
    }

    #[test]
    fn a_chain_reads_as_the_settings_write_it() {
        let mut head = step(EscalationTarget::Head, 90);
        head.mutes = MuteRule::Overridden;
        let chain = EscalationChain::from_steps(vec![step(EscalationTarget::Duty, 3), head]).unwrap();
        assert_eq!(chain.to_string(), "duty 3m, head 1h 30m!");
        assert_eq!(EscalationChain::OFF.to_string(), "off");
    }
}
