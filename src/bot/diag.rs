//! `/diag`: how deskgram is doing, for everybody; for the administrators that the settings name, the whole.

use std::sync::Arc;

use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::ids::TelegramUser;
use crate::domain::list_cost::ListCost;
use crate::render;
use crate::render::diag::{Chat, Group, Hears, Own, Standing, Whole};
use crate::screen::Screen;
use crate::store::StoreError;
use crate::telegram::incoming::{ChatKind, Incoming, SenderKind};

/// `/diag`.
pub async fn diag(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    let (target, who) = (incoming.place.target, incoming.from.who);
    // Whoever speaks as the group is nobody's account.
    let session = match incoming.from.kind {
        SenderKind::Person => bot.desk.sessions.get(who),
        SenderKind::Nobody => None,
    };
    let group = match incoming.place.kind {
        ChatKind::Group => Some(group(&bot, &incoming).await?),
        ChatKind::Private | ChatKind::Elsewhere => None,
    };
    let (list, comments, sending, kept) = bot
        .desk
        .store
        .read(move |db| {
            Ok((
                db.reading_for(who)?,
                db.comments_queue_of(who)?,
                db.outbox_queue_of(target.chat)?,
                db.outbox_kept_of(target.chat)?,
            ))
        })
        .await?;
    let account = session.as_ref().map(|session| (&session.account, session.since));
    let own = Own { account, list, comments };
    let text = render::diag::own(&own, &Chat { sending, kept, group }, &reader);
    let mut turn = Turn::saying(target, Screen::text(text), reader.now);
    if incoming.place.kind == ChatKind::Private && bot.desk.live.now().admins.contains(&who) {
        let whole = whole(&bot, incoming.update).await?;
        turn.say(target, Screen::text(render::diag::whole(&whole, &reader)), reader.now);
    }
    Ok(turn)
}

async fn group(bot: &Bot, incoming: &Incoming) -> Result<Group, StoreError> {
    let target = incoming.place.target;
    let runs = match bot.gateway.is_admin(target, TelegramUser(bot.me.id)).await {
        Ok(true) => Some(Standing::Admin),
        Ok(false) => Some(Standing::Member),
        Err(failure) => {
            log::info!("the bot's own place in chat {} can't be learnt: {failure}", target.chat);
            None
        }
    };
    // Telegram shows everything to a bot that runs the group.
    let hears = match bot.me.can_read_all_group_messages || runs == Some(Standing::Admin) {
        true => Hears::Everything,
        false => Hears::WhatIsForIt,
    };
    let subscription = bot.desk.store.read(move |db| db.subscription(target)).await?;
    let subscription = subscription.map(|subscription| (subscription.owner_name, subscription.rests));
    Ok(Group { runs, hears, topic: target.thread, subscription })
}

async fn whole(bot: &Bot, asking: i64) -> Result<Whole, StoreError> {
    let (sessions, troubles) = (bot.desk.sessions.all().len(), bot.troubles.all());
    let hurried = bot.desk.pulse.hurried.get();
    bot.desk
        .store
        .read(move |db| {
            let subscriptions = db.subscriptions()?;
            Ok(Whole {
                sessions,
                subscriptions: subscriptions.len(),
                resting: subscriptions.iter().filter(|one| one.rests.is_some()).count(),
                lists: db.readings()?,
                hurried,
                slow: db.list_cost()?.filter(ListCost::lacks_index),
                sending: db.outbox_queue()?,
                kept: db.outbox_kept()?,
                comments: db.comments_queue()?,
                updates: db.updates_queue(asking)?,
                troubles,
            })
        })
        .await
}
