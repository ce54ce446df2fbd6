//! `/diag`: how deskgram is doing, for everybody; for the administrators that the settings name, the whole.

use std::sync::Arc;

use super::effects::Effects;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::list_cost::ListCost;
use crate::render;
use crate::render::diag::{
    BotStanding, ChatDiagnosis, GroupDiagnosis, MessageAccess, OwnDiagnosis, SystemDiagnosis,
};
use crate::store::StoreError;
use crate::telegram::update::{ChatKind, IncomingUpdate};
use crate::view::MessageView;

/// `/diag`.
pub async fn handle_diag(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    let (target, who, asked_in) = (update.place.target, update.from.who, update.asked_in());
    // Whoever speaks as the group is nobody's account.
    let session = if update.from.is_person() { bot.ctx.sessions.find_session(who) } else { None };
    // Typed in a group it is about the group, also where its typist alone sees that.
    let group = match (update.place.kind, update.place.ephemeral) {
        (ChatKind::Group, _) | (_, Some(_)) => Some(diagnose_group(&bot, asked_in).await?),
        (ChatKind::Private | ChatKind::Elsewhere, None) => None,
    };
    let (list, comments, sending, kept) = bot
        .ctx
        .store
        .read(move |db| {
            Ok((
                db.list_reading(who)?,
                db.comments_queue_of(who)?,
                db.outbox_queue_of(asked_in.chat)?,
                db.outbox_kept_of(asked_in.chat)?,
            ))
        })
        .await?;
    let account = session.as_ref().map(|session| (&session.account, session.since));
    let own = OwnDiagnosis { account, list, comments };
    let is_own_chat = update.is_private() && group.is_none();
    let text = render::diag::own_diagnosis(&own, &ChatDiagnosis { sending, kept, group }, &reader);
    let mut effects = Effects::with_message(target, MessageView::from_html(text));
    if is_own_chat && bot.ctx.config.current().admins.contains(&who) {
        let whole = diagnose_all(&bot, update.update).await?;
        effects.send_view(target, MessageView::from_html(render::diag::system_diagnosis(&whole, &reader)));
    }
    Ok(effects)
}

async fn diagnose_group(bot: &Bot, target: Target) -> Result<GroupDiagnosis, StoreError> {
    let runs = match bot.telegram.is_admin(target, TelegramUser(bot.me.id)).await {
        Ok(true) => Some(BotStanding::Admin),
        Ok(false) => Some(BotStanding::Member),
        Err(failure) => {
            log::info!("the bot's own place in chat {} can't be learnt: {failure}", target.chat);
            None
        }
    };
    // Telegram shows everything to a bot that runs the group.
    let hears = match bot.me.can_read_all_group_messages || runs == Some(BotStanding::Admin) {
        true => MessageAccess::Everything,
        false => MessageAccess::WhatIsForIt,
    };
    let subscription = bot.ctx.store.read(move |db| db.find_subscription(target)).await?;
    let subscription = subscription.map(|subscription| (subscription.owner_name, subscription.rests));
    Ok(GroupDiagnosis { runs, hears, topic: target.thread, subscription })
}

async fn diagnose_all(bot: &Bot, asking: i64) -> Result<SystemDiagnosis, StoreError> {
    let (sessions, recent_errors) = (bot.ctx.sessions.all_sessions().len(), bot.recent_errors.list_errors());
    let hurried = bot.ctx.metrics.hurried.value();
    bot.ctx
        .store
        .read(move |db| {
            let subscriptions = db.all_subscriptions()?;
            Ok(SystemDiagnosis {
                sessions,
                subscriptions: subscriptions.len(),
                resting: subscriptions.iter().filter(|one| one.rests.is_some()).count(),
                lists: db.list_readings()?,
                hurried,
                slow: db.list_cost()?.filter(ListCost::lacks_index),
                sending: db.outbox_queue()?,
                kept: db.outbox_kept()?,
                comments: db.comments_queue()?,
                updates: db.updates_queue(asking)?,
                recent_errors,
            })
        })
        .await
}
