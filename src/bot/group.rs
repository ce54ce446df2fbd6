//! Groups: subscribing, and what happens to a group itself.

use std::sync::Arc;

use super::Shared;
use super::turn::Turn;
use crate::domain::settings::Group;
use crate::render::html::escape;
use crate::screen::Screen;
use crate::store::{StoreError, Subscription};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, Membership, What};

/// `/subscribe`: this group, or this topic of it, gets the new tickets of the person's incoming list.
pub async fn subscribe(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let (lang, account) = (caller.reader.lang, &caller.session.account);
    if incoming.place.kind != ChatKind::Group {
        return Ok(bot.respond(&incoming, t!(lang, "subscribe-not-here")));
    }
    if account.is_client() {
        return Ok(bot.respond(&incoming, t!(lang, "subscribe-client")));
    }
    let subscription = Subscription {
        target: incoming.place.target,
        owner: incoming.from.who,
        settings: Group { lang: Some(lang.code().to_owned()) },
        since: caller.reader.now,
    };
    log::info!("{} subscribed chat {}", subscription.owner, subscription.target.chat);
    let said = Screen::text(t!(lang, "subscribe-done", name = escape(account.name())));
    let mut turn = Turn::saying(incoming.place.target, said, caller.reader.now);
    turn.write(move |db| db.put_subscription(&subscription));
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
    let Some(_) = bot.desk.store.read(move |db| db.subscription(target)).await? else {
        return Ok(bot.respond(&incoming, t!(lang, "unsubscribe-nothing")));
    };
    log::info!("{} unsubscribed chat {}", incoming.from.who, target.chat);
    let mut turn = bot.respond(&incoming, t!(lang, "unsubscribe-done"));
    turn.write(move |db| db.drop_subscription(target).map(drop));
    Ok(turn)
}

/// The bot was added, removed, made an administrator, or blocked.
pub async fn standing(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Standing(membership) = incoming.what else { return Ok(Turn::default()) };
    let chat = incoming.place.target.chat;
    match (membership, incoming.place.kind) {
        (Membership::Gone, _) => {
            log::info!("chat {chat} has closed its door");
            let mut turn = Turn::default();
            turn.write(move |db| {
                db.drop_chat_subscriptions(chat)?;
                db.outbox_drop_chat(chat).map(drop)
            });
            Ok(turn)
        }
        (Membership::Member, ChatKind::Group) => {
            let reader = bot.reader(&incoming).await?;
            let hello = Screen::text(t!(reader.lang, "group-hello", bot = bot.me.username.as_str()));
            Ok(Turn::saying(incoming.place.target, hello, reader.now))
        }
        _ => Ok(Turn::default()),
    }
}

/// The group has become a supergroup.
pub async fn migrated(incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Migrated { to } = incoming.what else { return Ok(Turn::default()) };
    let from = incoming.place.target.chat;
    log::info!("group {from} has become supergroup {to}");
    let mut turn = Turn::default();
    turn.write(move |db| db.move_chat(from, to));
    Ok(turn)
}
