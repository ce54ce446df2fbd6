//! What happens to a group itself: the bot comes and goes, the group becomes a supergroup.

use std::sync::Arc;

use super::turn::Turn;
use super::{Bot, Shared};
use crate::domain::ids::TelegramUser;
use crate::screen::Screen;
use crate::service::groups::{close, farewell, migrate};
use crate::store::StoreError;
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, Membership, What};
use crate::telegram::outcome::{Verdict, verdict};

/// The bot was added, removed, made an administrator, or blocked; or a topic was opened again.
pub async fn standing(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Standing(membership) = incoming.what else { return Ok(Turn::default()) };
    let chat = incoming.place.target.chat;
    match (membership, incoming.place.kind) {
        (Membership::Gone, ChatKind::Group) => gone(&bot, &incoming).await,
        // What is sent there next is refused, and ends what has to end: this word may be an old one.
        (Membership::Gone, _) => {
            log::info!("chat {chat} has closed its door");
            Ok(Turn::default())
        }
        (Membership::Came, ChatKind::Group) => {
            let reader = bot.reader(&incoming).await?;
            let hello = Screen::text(t!(reader.lang, "group-hello", bot = bot.me.username.as_str()));
            let mut turn = Turn::default();
            turn.warn(incoming.place.target, hello, reader.now);
            turn.write(move |db| db.try_resting(chat, reader.now));
            Ok(turn)
        }
        _ => {
            let (mut turn, now) = (Turn::default(), bot.desk.clock.now());
            turn.write(move |db| db.try_resting(chat, now));
            Ok(turn)
        }
    }
}

/// Telegram says that the bot is out of a group. That may come late, when the bot has long been back: so it is asked.
async fn gone(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let (target, me) = (incoming.place.target, TelegramUser(bot.me.id));
    let chat = target.chat;
    let mut turn = Turn::default();
    match bot.gateway.is_in(target, me).await.map_err(|failure| verdict(&failure)) {
        Ok(false) | Err(Verdict::ChatClosed) => {
            log::info!("chat {chat} has closed its door");
            turn.write(move |db| close(db, chat));
        }
        Err(Verdict::Moved(to)) => {
            let desk = bot.desk.clone();
            turn.write(move |db| migrate(&desk, db, chat, to));
        }
        // What is sent there next will show it.
        Ok(true) | Err(_) => {}
    }
    Ok(turn)
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
    let What::Migrated { from, to } = incoming.what else { return Ok(Turn::default()) };
    let desk = bot.desk.clone();
    let mut turn = Turn::default();
    turn.write(move |db| migrate(&desk, db, from, to));
    Ok(turn)
}
