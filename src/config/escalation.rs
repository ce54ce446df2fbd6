//! The chains of who is called about a ticket that nobody takes: `DESKGRAM_ESCALATION` for the priorities that it names,
//! `DESKGRAM_UNCLAIMED_AFTER` for the others.

use jiff::SignedDuration;

use super::error::InvalidValue;
use super::settings_table::{DESKGRAM_ESCALATION, DESKGRAM_UNCLAIMED_AFTER};
use super::sources::Sources;
use crate::domain::escalation::{
    ChainFault, EscalationChain, EscalationChains, EscalationStep, EscalationTarget, MuteRule,
};
use crate::domain::nearest::nearest_name;
use crate::domain::ticket::Priority;

const MIN_DELAY: SignedDuration = SignedDuration::from_mins(1);
const MAX_DELAY: SignedDuration = SignedDuration::from_hours(24 * 30);

/// How the settings name the priorities.
pub const PRIORITY_NAMES: [(&str, Priority); 3] =
    [("high", Priority::High), ("normal", Priority::Medium), ("low", Priority::Low)];

/// Which setting a priority's chain comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainSource {
    UnclaimedAfter,
    Escalation,
    /// Both settings are given, and the chain counts.
    Both,
}

/// The chains, and where each comes from.
#[derive(Debug)]
pub struct EscalationConfig {
    pub chains: EscalationChains,
    /// High, normal, low.
    pub sources: [ChainSource; 3],
}

/// Reads both settings.
pub(super) fn read_escalation(sources: &mut Sources) -> Option<EscalationConfig> {
    let given = sources.is_given(&DESKGRAM_UNCLAIMED_AFTER);
    let default = sources.required_setting(&DESKGRAM_UNCLAIMED_AFTER, parse_unclaimed_after);
    let named = sources.optional_setting(&DESKGRAM_ESCALATION, parse_escalation).unwrap_or_default();
    let mut chains = default?;
    let mut origins = [ChainSource::UnclaimedAfter; 3];
    for (place, (_, priority)) in PRIORITY_NAMES.into_iter().enumerate() {
        if let Some((_, chain)) = named.iter().find(|(other, _)| *other == priority) {
            *chains.chain_mut(priority) = chain.clone();
            origins[place] = if given { ChainSource::Both } else { ChainSource::Escalation };
        }
    }
    Some(EscalationConfig { chains, sources: origins })
}

/// How long an urgent, a normal and a low ticket may go unclaimed.
fn parse_unclaimed_after(text: &str) -> Result<EscalationChains, InvalidValue> {
    let wrong = || {
        InvalidValue::new(
            format!("{text:?} does not say how long"),
            "Write three times for urgent, normal and low tickets, such as 15m,1h,4h; `off` in place of one, or of all",
        )
    };
    let one = |text: &str| match text.trim() {
        "off" => Ok(EscalationChain::OFF),
        time => parse_delay(time).map(EscalationChain::unit_then_head).ok_or_else(wrong),
    };
    match text.split(',').collect::<Vec<_>>()[..] {
        ["off"] => Ok(EscalationChains::OFF),
        [high, medium, low] => {
            Ok(EscalationChains { high: one(high)?, medium: one(medium)?, low: one(low)? })
        }
        _ => Err(wrong()),
    }
}

/// The chains of some priorities: `high: duty 3m, head 20m!; normal: unit 30m`.
fn parse_escalation(text: &str) -> Result<Vec<(Priority, EscalationChain)>, InvalidValue> {
    let mut chains: Vec<(Priority, EscalationChain)> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let Some((name, steps)) = part.split_once(':') else {
            return Err(InvalidValue::new(
                format!("{part:?} names no priority"),
                "Begin each chain with high:, normal: or low:, and put a semicolon between two chains",
            ));
        };
        let name = name.trim();
        let priority = find_named(name, PRIORITY_NAMES, "priority")?;
        if chains.iter().any(|(other, _)| *other == priority) {
            return Err(InvalidValue::new(
                format!("{name:?} stands twice"),
                "Write one chain for each priority",
            ));
        }
        chains.push((priority, parse_chain(steps.trim())?));
    }
    Ok(chains)
}

fn parse_chain(text: &str) -> Result<EscalationChain, InvalidValue> {
    if text == "off" {
        return Ok(EscalationChain::OFF);
    }
    let steps = text.split(',').map(|step| parse_step(step.trim())).collect::<Result<_, _>>()?;
    EscalationChain::from_steps(steps).map_err(|fault| match fault {
        ChainFault::OutOfOrder(step) => InvalidValue::new(
            format!("the step \"{step}\" comes before the one in front of it"),
            "Put the steps into the order of their times",
        ),
        ChainFault::Repeated(step) => InvalidValue::new(
            format!("the step \"{step}\" calls those whom an earlier one calls"),
            "Name duty, next, unit, head and group at most once for each priority",
        ),
    })
}

fn parse_step(text: &str) -> Result<EscalationStep, InvalidValue> {
    let (step, mutes) = match text.strip_suffix('!') {
        Some(step) => (step.trim_end(), MuteRule::Overridden),
        None => (text, MuteRule::Respected),
    };
    let Some((name, time)) = step.split_once(char::is_whitespace) else {
        return Err(InvalidValue::new(
            format!("{text:?} is not a step"),
            "Write whom to call and after how long, such as `head 20m`, or `head 20m!` to call in spite of mutes",
        ));
    };
    let target = find_named(name, EscalationTarget::ALL.map(|target| (target.name(), target)), "step")?;
    let after = parse_delay(time.trim()).ok_or_else(|| {
        InvalidValue::new(
            format!("the step {text:?} has no time that can be used"),
            "Give it a time from 1m to 720h, such as 15m or 2h",
        )
    })?;
    Ok(EscalationStep { target, after, mutes })
}

fn parse_delay(text: &str) -> Option<SignedDuration> {
    text.parse().ok().filter(|time| (MIN_DELAY..=MAX_DELAY).contains(time))
}

/// What is called this; else what is allowed.
fn find_named<T: Copy, const N: usize>(
    name: &str,
    all: [(&'static str, T); N],
    kind: &str,
) -> Result<T, InvalidValue> {
    if let Some((_, found)) = all.iter().find(|(other, _)| *other == name) {
        return Ok(*found);
    }
    let names = all.map(|(name, _)| name);
    let nearest = nearest_name(name, names.iter().copied());
    let perhaps = nearest.map_or_else(String::new, |name| format!("; perhaps {name} is meant"));
    let (last, others) = names.split_last().map_or(("", &[][..]), |(last, others)| (*last, others));
    Err(InvalidValue::new(
        format!("no {kind} is called {name:?}"),
        format!("Write {} or {last}{perhaps}", others.join(", ")),
    ))
}
