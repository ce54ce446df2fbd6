//! What happens to a group itself: the bot comes and goes, the group becomes a supergroup.

use std::sync::Arc;

use super::Shared;
use super::turn::Turn;
use crate::screen::Screen;
use crate::service::groups::farewell;
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, Membership, What};

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
        (Membership::Came, ChatKind::Group) => {
            let reader = bot.reader(&incoming).await?;
            let hello = Screen::text(t!(reader.lang, "group-hello", bot = bot.me.username.as_str()));
            Ok(Turn::saying(incoming.place.target, hello, reader.now))
        }
        _ => Ok(Turn::default()),
    }
}

/// Something happens in a group that the administrator has not named: whatever it is, nothing is done but to leave.
pub async fn unwelcome(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let (reader, chat) = (bot.reader(&incoming).await?, incoming.place.target.chat);
    let mut turn = Turn::default();
    turn.write(move |db| farewell(db, chat, reader.lang, reader.now));
    Ok(turn)
}

/// The group has become a supergroup.
pub async fn migrated(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Migrated { to } = incoming.what else { return Ok(Turn::default()) };
    let from = incoming.place.target.chat;
    bot.desk.live.change(|choices| choices.house.moved(from, to));
    log::info!("group {from} has become supergroup {to}");
    let mut turn = Turn::default();
    turn.write(move |db| db.move_chat(from, to));
    Ok(turn)
}
