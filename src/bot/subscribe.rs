//! Subscriptions of groups and topics: beginning, changing, ending. Each step makes sure anew that whoever asks is signed
//! in as a technician and runs the group.

use std::sync::Arc;

use super::delayed_ending::delay_ending;
use super::effects::Effects;
use super::guards::Caller;
use super::reply::show_screen;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::cache::directory::{self, unit_name};
use crate::callback::{GroupPage, GroupPress, GroupStep};
use crate::domain::audit::{AuditAction, AuditedAction};
use crate::domain::ids::{CardRef, Target, TelegramUser, UnitId};
use crate::domain::person::{Role, Unit};
use crate::domain::settings::{GroupSettings, ReactionMode};
use crate::i18n::Lang;
use crate::notify::outbox_message::OutboxMessage;
use crate::render;
use crate::render::choices::page_with;
use crate::render::group::GroupPanel;
use crate::render::reader::Reader;
use crate::store::{Db, ScheduledJob, StoreError, Subscription};
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// `/subscribe`: this group, or this topic of it, gets the new tickets of the person's incoming list.
pub async fn handle_subscribe(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let (lang, account, now) = (caller.reader.lang, &caller.session.account, caller.reader.now);
    if update.place.kind != ChatKind::Group {
        return Ok(bot.reply_text(&update, t!(lang, "subscribe-not-here")));
    }
    if !account.is_staff() {
        return Ok(bot.reply_text(&update, t!(lang, "subscribe-client")));
    }
    let target = update.place.target;
    require_owner(&bot, &update, &caller, target).await?;
    let before = bot.ctx.store.read(move |db| db.find_subscription(target)).await?;
    let settings = match before {
        // Another subscriber may see other units.
        Some(before) => GroupSettings {
            units: before
                .settings
                .units
                .into_iter()
                .filter(|unit| caller.session.account.covers_unit(*unit))
                .collect(),
            ..before.settings
        },
        None => GroupSettings { lang: Some(lang.iso_code().to_owned()), ..GroupSettings::default() },
    };
    let subscription = Subscription {
        target,
        owner: update.from.who,
        owner_name: account.display_name().to_owned(),
        title: update.place.title.clone(),
        settings,
        since: now,
        rests: None,
        checked: now,
    };
    log::info!("{} subscribed chat {}", subscription.owner, target.chat);
    let units = offered_units(&bot, &caller, &subscription.settings.units).await?;
    // The group's language may be another than the subscriber's.
    let reader =
        Reader { lang: group_language(&subscription.settings, &caller.reader), me: None, ..caller.reader };
    let view = panel_view(&subscription, (&units, 0), GroupPage::Main, ChatKind::Group, &reader);
    let mut effects = Effects::with_message(target, view);
    effects.add_write(move |tx| tx.db.put_subscription(&subscription));
    bot.record_action(
        &mut effects,
        &update,
        &caller.session,
        AuditedAction::on_no_ticket(AuditAction::Subscribe),
    );
    Ok(effects)
}

/// `/unsubscribe`.
pub async fn handle_unsubscribe(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let lang = caller.reader.lang;
    let target = update.place.target;
    let Some(subscription) = bot.ctx.store.read(move |db| db.find_subscription(target)).await? else {
        return Ok(bot.reply_text(&update, t!(lang, "unsubscribe-nothing")));
    };
    if subscription.owner != update.from.who {
        require_owner(&bot, &update, &caller, target).await?;
    }
    Ok(end_soon(&bot, &update, &caller.reader, &subscription, None))
}

/// Ends a subscription a little later; `shown` is the message of the button, if there was one.
fn end_soon(
    bot: &Bot,
    update: &IncomingUpdate,
    reader: &Reader,
    subscription: &Subscription,
    shown: Option<CardRef>,
) -> Effects {
    let Subscription { target, since, .. } = *subscription;
    let ending = ScheduledJob::EndSubscription { target, since, shown };
    delay_ending(bot, update, (shown, reader), ending, t!(reader.lang, "unsubscribe-soon"))
}

/// `/subscriptions`: those of this group; in private, those of the person.
pub async fn handle_subscriptions(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    list(&bot, &update, &caller, 0).await
}

/// A page of the subscriptions: as a message for the command, in place for a button.
pub async fn list(bot: &Bot, update: &IncomingUpdate, caller: &Caller, page: usize) -> Result<Effects, Stop> {
    let (who, chat, kind) = (update.from.who, update.place.target.chat, update.place.kind);
    let all = bot.ctx.store.read(move |db| match kind {
        ChatKind::Private => db.subscriptions_of(who),
        ChatKind::Group | ChatKind::Elsewhere => db.subscriptions_in(chat),
    });
    let all = all.await?;
    let reader = &caller.reader;
    let view = match &all[..] {
        [] => MessageView::from_html(t!(reader.lang, "group-none")),
        [one] => {
            let units = offered_units(bot, caller, &one.settings.units).await?;
            panel_view(one, (&units, 0), GroupPage::Main, kind, reader)
        }
        _ => {
            let choices: Vec<_> = all.into_iter().map(|one| (one.title, one.target)).collect();
            render::group::subscription_choices(&choices, page, reader)
        }
    };
    Ok(show_screen(update, view))
}

/// A button of the panel.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: GroupPress,
) -> Result<Effects, Stop> {
    let lang = caller.reader.lang;
    let target = press.target;
    let Some(subscription) = bot.ctx.store.read(move |db| db.find_subscription(target)).await? else {
        return Ok(Effects::alert(t!(lang, "unsubscribe-nothing")));
    };
    if !caller.session.account.is_staff() {
        return Ok(Effects::alert(t!(lang, "subscribe-client")));
    }
    let owns = subscription.owner == update.from.who;
    // What the group may see is its subscriber's to decide; anybody who runs it may look, and end it.
    if !owns && !matches!(press.step, GroupStep::Open(_) | GroupStep::Units(_) | GroupStep::End) {
        let name = subscription.owner_name;
        return Ok(Effects::alert(t!(lang, "group-not-yours", name = name)));
    }
    require_owner(bot, update, caller, target).await?;
    if press.step == GroupStep::End {
        let Some(shown) = update.message_ref() else { return Ok(Effects::default()) };
        return Ok(end_soon(bot, update, &caller.reader, &subscription, Some(shown)));
    }
    let mut subscription = subscription;
    let page = apply_step(&mut subscription.settings, press.step, caller);
    let units = offered_units(bot, caller, &subscription.settings.units).await?;
    let reader = match update.place.kind {
        ChatKind::Private => caller.reader.clone(),
        ChatKind::Group | ChatKind::Elsewhere => {
            Reader { lang: group_language(&subscription.settings, &caller.reader), ..caller.reader.clone() }
        }
    };
    let mut effects = Effects::default();
    if let Some(message) = update.place.message {
        let units_page = match press.step {
            GroupStep::Units(page) => page,
            GroupStep::Unit(pressed) => page_with(&units, |unit| unit.id == pressed),
            _ => 0,
        };
        let view = panel_view(&subscription, (&units, units_page), page, update.place.kind, &reader);
        effects.post_message(update.place.target, OutboxMessage::Edit { message, view });
    }
    if !matches!(press.step, GroupStep::Open(_) | GroupStep::Units(_)) {
        // The panel may be drawn a moment later.
        effects.merge_effects(match press.step {
            GroupStep::Reactions(ReactionMode::Shortcuts) => reactions_saved(bot, lang, target).await,
            _ => Effects::with_toast(t!(lang, "group-saved")),
        });
        effects.add_write(move |tx| store_settings(tx.db, &subscription));
        bot.record_action(
            &mut effects,
            update,
            &caller.session,
            AuditedAction::on_no_ticket(AuditAction::ChangeSubscription),
        );
    }
    Ok(effects)
}

/// Telegram tells of reactions only those bots that are administrators. Whatever it says of that now, the choice is kept.
async fn reactions_saved(bot: &Bot, lang: Lang, target: Target) -> Effects {
    match bot.telegram.is_admin(target, TelegramUser(bot.me.id)).await {
        Ok(false) => Effects::alert(t!(lang, "reactions-need-admin")),
        Ok(true) | Err(_) => Effects::with_toast(t!(lang, "group-saved")),
    }
}

/// Stores new settings, unless the subscription has ended or changed hands meanwhile.
fn store_settings(db: &mut Db<'_>, changed: &Subscription) -> Result<(), StoreError> {
    match db.find_subscription(changed.target)? {
        Some(current) if current.owner == changed.owner => {
            db.put_subscription(&Subscription { settings: changed.settings.clone(), ..current })
        }
        _ => Ok(()),
    }
}

/// Shows the panel of a subscription whose end was called off.
pub async fn show_panel(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    target: Target,
) -> Result<Effects, Stop> {
    let step = GroupStep::Open(GroupPage::Main);
    handle_press(bot, update, caller, GroupPress { target, step }).await
}

/// Makes a press true in the settings; gives the page to show then.
fn apply_step(settings: &mut GroupSettings, step: GroupStep, caller: &Caller) -> GroupPage {
    match step {
        GroupStep::Open(page) => return page,
        GroupStep::Units(_) => return GroupPage::Units,
        GroupStep::Unit(unit) => {
            match settings.units.iter().position(|known| *known == unit) {
                Some(place) => drop(settings.units.remove(place)),
                None if caller.session.account.covers_unit(unit) => settings.units.push(unit),
                // A forged button.
                None => {}
            }
            return GroupPage::Units;
        }
        GroupStep::EveryUnit => {
            settings.units.clear();
            return GroupPage::Units;
        }
        GroupStep::WeeklyPicture(weekly) => {
            settings.weekly_picture = weekly;
            return GroupPage::Digest;
        }
        GroupStep::Floor(floor) => settings.floor = floor,
        GroupStep::Which(which) => settings.which = which,
        GroupStep::Show(show) => settings.show = show,
        GroupStep::Quiet(quiet) => settings.quiet = quiet,
        GroupStep::Lang(lang) => settings.lang = Some(lang.iso_code().to_owned()),
        GroupStep::Digest(digest) => settings.digest = Some(digest),
        GroupStep::Board(board) => settings.board = board,
        GroupStep::Reactions(reactions) => settings.reactions = reactions,
        GroupStep::End => {}
    }
    GroupPage::Main
}

/// Whether the caller runs the group; the answer if not.
async fn require_owner(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    target: Target,
) -> Result<(), Stop> {
    match bot.telegram.is_admin(target, update.from.who).await {
        Ok(true) => Ok(()),
        Ok(false) => Err(bot.reply_text(update, t!(caller.reader.lang, "subscribe-not-admin")).into()),
        Err(failure) => {
            log::warn!("who runs chat {} can't be learnt: {failure}", target.chat);
            Err(bot.reply_text(update, t!(caller.reader.lang, "toast-trouble")).into())
        }
    }
}

/// The units to choose from: those that the caller sees, and those that are chosen. What can't be read now is left out.
pub async fn offered_units(bot: &Bot, caller: &Caller, chosen: &[UnitId]) -> Result<Vec<Unit>, StoreError> {
    let session = &caller.session;
    if session.account.role == Some(Role::HeadChief)
        && let Ok(units) = directory::list_units(&bot.ctx, session).await
    {
        return Ok(units);
    }
    let mut ids = session.account.units.clone();
    ids.extend(chosen.iter().filter(|unit| !session.account.units.contains(unit)));
    for unit in &ids {
        directory::learn_unit(&bot.ctx, session, *unit).await?;
    }
    bot.ctx
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

fn group_language(settings: &GroupSettings, reader: &Reader) -> Lang {
    settings.lang.as_deref().and_then(Lang::from_code).unwrap_or(reader.lang)
}

fn panel_view(
    subscription: &Subscription,
    (units, units_page): (&[Unit], usize),
    page: GroupPage,
    place: ChatKind,
    reader: &Reader,
) -> MessageView {
    let panel = GroupPanel {
        target: subscription.target,
        title: if place == ChatKind::Private { &subscription.title } else { "" },
        owner: &subscription.owner_name,
        settings: &subscription.settings,
        rests: subscription.rests,
        units,
        units_page,
    };
    render::group::group_panel(&panel, page, reader)
}
