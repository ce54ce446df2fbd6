//! Subscriptions of groups and topics: beginning, changing, ending. Each step makes sure anew that whoever asks is signed
//! in as a technician and runs the group.

use std::sync::Arc;

use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, Shared};
use crate::callback::{GroupPage, GroupPress, GroupStep};
use crate::domain::audit::{Deed, Outcome};
use crate::domain::ids::{Target, UnitId};
use crate::domain::person::{Role, Unit};
use crate::domain::settings::Group;
use crate::render;
use crate::render::choices::page_with;
use crate::render::group::Panel;
use crate::render::words::Reader;
use crate::screen::Screen;
use crate::service::directory::unit_name;
use crate::service::parcel::Parcel;
use crate::store::{Db, StoreError, Subscription};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// `/subscribe`: this group, or this topic of it, gets the new tickets of the person's incoming list.
pub async fn subscribe(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let (lang, account, now) = (caller.reader.lang, &caller.session.account, caller.reader.now);
    if incoming.place.kind != ChatKind::Group {
        return Ok(bot.respond(&incoming, t!(lang, "subscribe-not-here")));
    }
    if !account.is_staff() {
        return Ok(bot.respond(&incoming, t!(lang, "subscribe-client")));
    }
    let target = incoming.place.target;
    if let Err(turn) = runs_it(&bot, &incoming, &caller, target).await {
        return Ok(turn);
    }
    let before = bot.desk.store.read(move |db| db.subscription(target)).await?;
    let settings = match before {
        // Another subscriber may see other units.
        Some(before) => Group {
            units: before.settings.units.into_iter().filter(|unit| sees(&caller, *unit)).collect(),
            ..before.settings
        },
        None => Group { lang: Some(lang.code().to_owned()), ..Group::default() },
    };
    let subscription = Subscription {
        target,
        owner: incoming.from.who,
        owner_name: account.name().to_owned(),
        title: incoming.place.title.clone(),
        settings,
        since: now,
        rests: None,
        checked: now,
    };
    log::info!("{} subscribed chat {}", subscription.owner, target.chat);
    let units = offered(&bot, &caller, &subscription.settings.units).await?;
    // The group's language may be another than the subscriber's.
    let reader = Reader { lang: language(&subscription.settings, &caller.reader), me: None, ..caller.reader };
    let screen = screen(&subscription, (&units, 0), GroupPage::Main, ChatKind::Group, &reader);
    let mut turn = Turn::saying(target, screen, now);
    turn.write(move |db| db.put_subscription(&subscription));
    bot.note(&mut turn, &incoming, &caller.session, Deed::Subscribe, None, Outcome::Done);
    Ok(turn)
}

/// `/unsubscribe`.
pub async fn unsubscribe(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let lang = caller.reader.lang;
    let target = incoming.place.target;
    let Some(subscription) = bot.desk.store.read(move |db| db.subscription(target)).await? else {
        return Ok(bot.respond(&incoming, t!(lang, "unsubscribe-nothing")));
    };
    if subscription.owner != incoming.from.who
        && let Err(turn) = runs_it(&bot, &incoming, &caller, target).await
    {
        return Ok(turn);
    }
    log::info!("{} unsubscribed chat {}", incoming.from.who, target.chat);
    let mut turn = bot.respond(&incoming, t!(lang, "unsubscribe-done"));
    turn.write(move |db| db.drop_subscription(target).map(drop));
    bot.note(&mut turn, &incoming, &caller.session, Deed::Unsubscribe, None, Outcome::Done);
    Ok(turn)
}

/// `/subscriptions`: those of this group; in private, those of the person.
pub async fn subscriptions(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    match bot.caller(&incoming).await? {
        Ok(caller) => list(&bot, &incoming, &caller, 0).await,
        Err(turn) => Ok(turn),
    }
}

/// A page of the subscriptions: as a message for the command, in place for a button.
pub async fn list(bot: &Bot, incoming: &Incoming, caller: &Caller, page: usize) -> Result<Turn, StoreError> {
    let (who, chat, kind) = (incoming.from.who, incoming.place.target.chat, incoming.place.kind);
    let all = bot.desk.store.read(move |db| match kind {
        ChatKind::Private => db.subscriptions_of(who),
        ChatKind::Group | ChatKind::Elsewhere => db.subscriptions_in(chat),
    });
    let all = all.await?;
    let reader = &caller.reader;
    let screen = match &all[..] {
        [] => Screen::text(t!(reader.lang, "group-none")),
        [one] => {
            let units = offered(bot, caller, &one.settings.units).await?;
            screen(one, (&units, 0), GroupPage::Main, kind, reader)
        }
        _ => {
            let choices: Vec<_> = all.into_iter().map(|one| (one.title, one.target)).collect();
            render::group::choices(&choices, page, reader)
        }
    };
    let mut turn = Turn::default();
    let parcel = match (&incoming.what, incoming.place.message) {
        (What::Press { .. }, Some(message)) => Parcel::Edit { message, screen },
        _ => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, reader.now);
    Ok(turn)
}

/// A button of the panel.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    press: GroupPress,
) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    let target = press.target;
    let Some(subscription) = bot.desk.store.read(move |db| db.subscription(target)).await? else {
        return Ok(Turn::window(t!(lang, "unsubscribe-nothing")));
    };
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(lang, "subscribe-client")));
    }
    let owns = subscription.owner == incoming.from.who;
    // What the group may see is its subscriber's to decide; anybody who runs it may look, and end it.
    if !owns && !matches!(press.step, GroupStep::Open(_) | GroupStep::Units(_) | GroupStep::End) {
        let name = subscription.owner_name;
        return Ok(Turn::window(t!(lang, "group-not-yours", name = name)));
    }
    if let Err(turn) = runs_it(bot, incoming, caller, target).await {
        return Ok(turn);
    }
    if press.step == GroupStep::End {
        let mut turn = end(incoming, &caller.reader, target);
        bot.note(&mut turn, incoming, &caller.session, Deed::Unsubscribe, None, Outcome::Done);
        return Ok(turn);
    }
    let (settings, page) = changed(subscription.settings.clone(), press.step, caller);
    let subscription = Subscription { settings, ..subscription };
    let units = offered(bot, caller, &subscription.settings.units).await?;
    let reader = match incoming.place.kind {
        ChatKind::Private => caller.reader.clone(),
        ChatKind::Group | ChatKind::Elsewhere => {
            Reader { lang: language(&subscription.settings, &caller.reader), ..caller.reader.clone() }
        }
    };
    let mut turn = Turn::default();
    if let Some(message) = incoming.place.message {
        let units_page = match press.step {
            GroupStep::Units(page) => page,
            GroupStep::Unit(pressed) => page_with(&units, |unit| unit.id == pressed),
            _ => 0,
        };
        let screen = screen(&subscription, (&units, units_page), page, incoming.place.kind, &reader);
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
    }
    if !matches!(press.step, GroupStep::Open(_) | GroupStep::Units(_)) {
        // The panel may be drawn a moment later.
        turn.absorb(Turn::toast(t!(lang, "group-saved")));
        turn.write(move |db| store_settings(db, &subscription));
        bot.note(&mut turn, incoming, &caller.session, Deed::ChangeSubscription, None, Outcome::Done);
    }
    Ok(turn)
}

/// Stores new settings, unless the subscription has ended or changed hands meanwhile.
fn store_settings(db: &mut Db<'_>, changed: &Subscription) -> Result<(), StoreError> {
    match db.subscription(changed.target)? {
        Some(current) if current.owner == changed.owner => {
            db.put_subscription(&Subscription { settings: changed.settings.clone(), ..current })
        }
        _ => Ok(()),
    }
}

fn end(incoming: &Incoming, reader: &Reader, target: Target) -> Turn {
    log::info!("{} unsubscribed chat {}", incoming.from.who, target.chat);
    let mut turn = Turn::default();
    let screen = Screen::text(t!(reader.lang, "unsubscribe-done"));
    if let Some(message) = incoming.place.message {
        turn.post(incoming.place.target, Parcel::Edit { message, screen: screen.clone() }, reader.now);
    }
    if target.chat != incoming.place.target.chat {
        turn.say(target, screen, reader.now);
    }
    turn.write(move |db| db.drop_subscription(target).map(drop));
    turn
}

/// The settings after a press, and the page to show then.
fn changed(mut settings: Group, step: GroupStep, caller: &Caller) -> (Group, GroupPage) {
    let page = match step {
        GroupStep::Open(page) => page,
        GroupStep::Units(_) => GroupPage::Units,
        GroupStep::Unit(unit) => {
            match settings.units.iter().position(|known| *known == unit) {
                Some(place) => drop(settings.units.remove(place)),
                None if sees(caller, unit) => settings.units.push(unit),
                // A forged button.
                None => {}
            }
            GroupPage::Units
        }
        GroupStep::EveryUnit => {
            settings.units.clear();
            GroupPage::Units
        }
        GroupStep::Floor(floor) => {
            settings.floor = floor;
            GroupPage::Main
        }
        GroupStep::Which(which) => {
            settings.which = which;
            GroupPage::Main
        }
        GroupStep::Show(show) => {
            settings.show = show;
            GroupPage::Main
        }
        GroupStep::Quiet(quiet) => {
            settings.quiet = quiet;
            GroupPage::Main
        }
        GroupStep::Lang(lang) => {
            settings.lang = Some(lang.code().to_owned());
            GroupPage::Main
        }
        GroupStep::Digest(digest) => {
            settings.digest = Some(digest);
            GroupPage::Main
        }
        GroupStep::Board(board) => {
            settings.board = board;
            GroupPage::Main
        }
        GroupStep::End => GroupPage::Main,
    };
    (settings, page)
}

/// Whether the caller runs the group; the answer if not.
async fn runs_it(bot: &Bot, incoming: &Incoming, caller: &Caller, target: Target) -> Result<(), Turn> {
    match bot.gateway.is_admin(target, incoming.from.who).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(bot.respond(incoming, t!(caller.reader.lang, "subscribe-not-admin"))),
        Err(failure) => {
            log::warn!("who runs chat {} can't be learnt: {failure}", target.chat);
            Err(bot.respond(incoming, t!(caller.reader.lang, "toast-trouble")))
        }
    }
}

fn sees(caller: &Caller, unit: UnitId) -> bool {
    let account = &caller.session.account;
    account.role == Some(Role::HeadChief) || account.units.contains(&unit)
}

/// The units to choose from: those that the caller sees, and those that are chosen. What can't be read now is left out.
pub async fn offered(bot: &Bot, caller: &Caller, chosen: &[UnitId]) -> Result<Vec<Unit>, StoreError> {
    let session = &caller.session;
    if session.account.role == Some(Role::HeadChief)
        && let Ok(units) = bot.desk.units(session).await
    {
        return Ok(units);
    }
    let mut ids = session.account.units.clone();
    ids.extend(chosen.iter().filter(|unit| !session.account.units.contains(unit)));
    for unit in &ids {
        bot.desk.learn_unit(session, *unit).await?;
    }
    bot.desk
        .store
        .read(move |db| {
            let mut units = Vec::new();
            for id in ids {
                let name = unit_name(db, id)?.unwrap_or_else(|| id.to_string());
                units.push(Unit { id, name });
            }
            Ok(units)
        })
        .await
}

fn language(settings: &Group, reader: &Reader) -> crate::i18n::Lang {
    settings.lang.as_deref().and_then(crate::i18n::Lang::from_code).unwrap_or(reader.lang)
}

fn screen(
    subscription: &Subscription,
    (units, units_page): (&[Unit], usize),
    page: GroupPage,
    place: ChatKind,
    reader: &Reader,
) -> Screen {
    let panel = Panel {
        target: subscription.target,
        title: if place == ChatKind::Private { &subscription.title } else { "" },
        owner: &subscription.owner_name,
        settings: &subscription.settings,
        rests: subscription.rests,
        units,
        units_page,
    };
    render::group::panel(&panel, page, reader)
}
