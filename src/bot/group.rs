//! What happens to a group itself: the bot comes and goes, the group becomes a supergroup.

use std::sync::Arc;

use jiff::SignedDuration;

use super::effects::Effects;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::domain::ids::TelegramUser;
use crate::i18n::Lang;
use crate::notify::answers;
use crate::notify::subscription_health::{close, migrate};
use crate::store::ScheduledJob;
use crate::t;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::telegram::update::{ChatKind, IncomingUpdate, Membership, UpdateKind};
use crate::view::MessageView;

/// How long the bot stays in a group that the administrator has not named.
const LEAVE_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// The bot was added, removed, made an administrator, or blocked; or a topic was opened again.
pub async fn handle_membership(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Standing(membership) = update.what else { return Ok(Effects::default()) };
    let chat = update.place.target.chat;
    match (membership, update.place.kind) {
        (Membership::Gone, ChatKind::Group) => gone(&bot, &update).await,
        // What is sent there next is refused, and ends what has to end: this word may be an old one.
        (Membership::Gone, _) => {
            log::info!("chat {chat} has closed its door");
            Ok(Effects::default())
        }
        (_, kind) => {
            let mut effects = Effects::default();
            if membership == Membership::Came && kind == ChatKind::Group {
                let lang = bot.reader_for_update(&update).await?.lang;
                let hello = t!(lang, "group-hello", bot = bot.me.username.as_str());
                effects.warn(update.place.target, MessageView::from_html(hello));
            }
            effects.add_write(move |tx| tx.db.try_resting(chat, tx.now));
            Ok(effects)
        }
    }
}

/// Telegram says that the bot is out of a group. That may come late, when the bot has long been back: so it is asked.
async fn gone(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let (target, me) = (update.place.target, TelegramUser(bot.me.id));
    let chat = target.chat;
    let mut effects = Effects::default();
    match bot.telegram.is_in(target, me).await.map_err(|failure| classify_failure(&failure)) {
        Ok(false) | Err(SendErrorKind::ChatClosed) => {
            log::info!("chat {chat} has closed its door");
            effects.add_write(move |tx| close(tx.db, chat));
        }
        Err(SendErrorKind::Moved(to)) => {
            effects.add_write(move |tx| migrate(tx, chat, to));
        }
        // What is sent there next will show it.
        Ok(true) | Err(_) => {}
    }
    Ok(effects)
}

/// Something happens in a group that the administrator has not named: whatever it is, nothing is done but to leave. A named
/// group that becomes a supergroup looks like that until Telegram says what it is, so the bot leaves a little later.
pub async fn handle_unlisted(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let (reader, chat) = (bot.reader_for_update(&update).await?, update.place.target.chat);
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        let waits =
            |job: &ScheduledJob| matches!(job, ScheduledJob::LeaveGroup { chat: left, .. } if *left == chat);
        if tx.db.jobs_of(TelegramUser::NOBODY)?.iter().any(waits) {
            return Ok(());
        }
        tx.db
            .add_job(
                TelegramUser::NOBODY,
                &ScheduledJob::LeaveGroup { chat, lang: reader.lang },
                tx.now + LEAVE_AFTER,
            )
            .map(drop)
    });
    Ok(effects)
}

/// Somebody wants tickets in a channel, where nobody can press a button as themselves. The channel hears once where to; in all
/// languages, since it has none that Telegram would tell.
pub async fn handle_channel(update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let target = update.place.target;
    let name = format!("channel:{}", target.chat);
    let texts = Lang::ALL.map(|lang| t!(lang, "subscribe-channel"));
    let view = MessageView::from_html(texts.join("\n\n"));
    let mut effects = Effects::default();
    effects.add_write(move |tx| match tx.db.record_notification(&name, tx.now)? {
        true => answers::warn(tx.db, target, view, tx.now),
        false => Ok(()),
    });
    Ok(effects)
}

/// The group has become a supergroup.
pub async fn handle_migration(update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Migrated { from, to } = update.what else { return Ok(Effects::default()) };
    let mut effects = Effects::default();
    effects.add_write(move |tx| migrate(tx, from, to));
    Ok(effects)
}
