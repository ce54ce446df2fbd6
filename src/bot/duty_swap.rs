//! Swapping turns: one proposes, and the other agrees or not, in their own chat and within a day.

use jiff::{SignedDuration, Timestamp};

use super::Bot;
use super::duty_screen::{KnownDuty, change_rota, require_member, show_privately};
use super::effects::Effects;
use super::guards::Caller;
use super::reply::show_screen;
use super::stop::Stop;
use crate::callback::DutyStep;
use crate::context::readers::reader_for;
use crate::domain::ids::{Target, TelegramUser, UserHash};
use crate::domain::rota::{DutyTurn, Rota, SwapProposal};
use crate::render::duty;
use crate::store::ScheduledJob;
use crate::t;
use crate::telegram::update::IncomingUpdate;

/// How long the other may think about it.
const ANSWER_TIME: SignedDuration = SignedDuration::from_hours(24);
/// So many turns of one's own, and of the others, are offered.
const OFFERED_TURNS: usize = 8;
/// So many coming turns are looked through for them.
const COMING_TURNS: usize = 60;

/// A step of a swap.
pub async fn handle_step(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: &KnownDuty,
    step: DutyStep,
) -> Result<Effects, Stop> {
    let me = require_member(known, caller)?;
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    let ask =
        |turns: Vec<DutyTurn>, text: String, step: &dyn Fn(Timestamp) -> DutyStep| match turns.is_empty() {
            true => Effects::alert(t!(lang, "duty-swap-none")),
            false => {
                let view = duty::turn_choices(known.id.0, &known.rota, &turns, text, step, &caller.reader);
                show_privately(update, caller, view)
            }
        };
    match step {
        DutyStep::AskGiven => {
            let own = coming_turns(&known.rota, now, |who| *who == me);
            Ok(ask(own, t!(lang, "duty-swap-given"), &DutyStep::AskTaken))
        }
        DutyStep::AskTaken(given) => {
            let others = coming_turns(&known.rota, now, |who| *who != me);
            let text = t!(lang, "duty-swap-taken");
            Ok(ask(others, text, &|taken| DutyStep::Propose { given, taken }))
        }
        DutyStep::Propose { given, taken } => propose(bot, update, caller, known, (given, taken)).await,
        DutyStep::Accept(number) => answer(bot, update, caller, known, (number, true)).await,
        DutyStep::Decline(number) => answer(bot, update, caller, known, (number, false)).await,
        _ => Ok(Effects::default()),
    }
}

/// Turns that have not begun, of those people, the next first.
fn coming_turns(rota: &Rota, now: Timestamp, of: impl Fn(&UserHash) -> bool) -> Vec<DutyTurn> {
    let coming = rota.turns_from(now).skip(1).take(COMING_TURNS);
    let wanted =
        coming.filter(|turn| turn.period.until < Timestamp::MAX && turn.who.as_ref().is_some_and(&of));
    wanted.take(OFFERED_TURNS).collect()
}

/// Asks the other.
async fn propose(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: &KnownDuty,
    (given, taken): (Timestamp, Timestamp),
) -> Result<Effects, Stop> {
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    let me = require_member(known, caller)?;
    let turn_at = |from| {
        let mut coming = known.rota.turns_from(now).skip(1).take(COMING_TURNS);
        coming.find(|turn| turn.period.from == from)
    };
    let (Some(given), Some(taken)) = (turn_at(given), turn_at(taken)) else {
        return Ok(Effects::alert(t!(lang, "duty-swap-over")));
    };
    let (Some(by), Some(with)) = (given.who, taken.who) else {
        return Ok(Effects::alert(t!(lang, "duty-swap-over")));
    };
    let expires = (now + ANSWER_TIME).min(given.period.from).min(taken.period.from);
    let number = now.as_millisecond();
    let swap = SwapProposal { number, by, with, given: given.period, taken: taken.period, expires };
    if swap.by != me || swap.with == me || !known.rota.can_swap(&swap, now) {
        return Ok(Effects::alert(t!(lang, "duty-swap-over")));
    }
    // The thumb that taps twice asks once.
    let same =
        |open: &&SwapProposal| (&open.by, open.given, open.taken) == (&swap.by, swap.given, swap.taken);
    if let Some(open) = known.rota.proposals.iter().find(same).filter(|open| open.expires > now) {
        return Ok(show_screen(update, duty::swap_asked(known.id.0, &known.rota, open, &caller.reader)));
    }
    let others = bot.ctx.sessions.sessions_of_account(&swap.with);
    if others.is_empty() {
        let name = duty::member_name(&known.rota, &swap.with);
        return Ok(Effects::alert(t!(lang, "duty-swap-unreachable", name = name)));
    }
    let (id, kept) = (known.id, swap.clone());
    let stored = move |rota: &Rota| {
        let mut changed = rota.clone();
        changed.proposals.retain(|open| open.expires > now && open.number != kept.number);
        changed.proposals.push(kept.clone());
        Some(changed)
    };
    let Some((_, mut effects)) = change_rota(bot, update, caller, known, stored) else {
        return Ok(Effects::default());
    };
    let (rota, title, asked) = (known.rota.clone(), known.title.clone(), swap.clone());
    effects.add_write(move |tx| {
        let expiry = ScheduledJob::ExpireSwap { rota: id.0, number };
        tx.db.add_job(TelegramUser::NOBODY, &expiry, asked.expires)?;
        for other in &others {
            let reader = reader_for(tx, other.telegram)?;
            let view = duty::swap_question(id.0, &title, &rota, &asked, &reader);
            let target = Target::whole_chat(other.telegram.private_chat());
            crate::notify::answers::warn(tx.db, target, view, tx.now)?;
        }
        Ok(())
    });
    let view = duty::swap_asked(id.0, &known.rota, &swap, &caller.reader);
    effects.merge_effects(show_screen(update, view));
    Ok(effects)
}

/// The other agrees, or does not.
async fn answer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    known: &KnownDuty,
    (number, agrees): (i64, bool),
) -> Result<Effects, Stop> {
    let (lang, now) = (caller.reader.lang, caller.reader.now);
    let me = require_member(known, caller)?;
    let swap = known.rota.proposals.iter().find(|open| open.number == number && open.with == me).cloned();
    let settled = move |rota: &Rota| {
        let swap = rota.proposals.iter().find(|open| open.number == number && open.with == me)?.clone();
        let mut changed = rota.clone();
        changed.proposals.retain(|open| open.number != number);
        if agrees {
            if !rota.can_swap(&swap, now) {
                return None;
            }
            changed.apply_swap(&swap, now);
        }
        Some(changed)
    };
    let done = swap.zip(change_rota(bot, update, caller, known, settled));
    let Some((swap, (_, mut effects))) = done else {
        let view = duty::swap_settled(known.id.0, t!(lang, "duty-swap-over"), &caller.reader);
        return Ok(show_screen(update, view));
    };
    let own = if agrees { t!(lang, "duty-swap-agreed") } else { t!(lang, "duty-swap-declined") };
    effects.merge_effects(show_screen(update, duty::swap_settled(known.id.0, own, &caller.reader)));
    let (rota, id) = (known.rota.clone(), known.id.0);
    effects.add_write(move |tx| {
        for proposer in tx.ctx.sessions.sessions_of_account(&swap.by) {
            let reader = reader_for(tx, proposer.telegram)?;
            let name = duty::member_name(&rota, &swap.with);
            let text = match agrees {
                true => t!(reader.lang, "duty-swap-agreed-by", name = name),
                false => t!(reader.lang, "duty-swap-declined-by", name = name),
            };
            let target = Target::whole_chat(proposer.telegram.private_chat());
            crate::notify::answers::warn(tx.db, target, duty::swap_settled(id, text, &reader), tx.now)?;
        }
        Ok(())
    });
    Ok(effects)
}
