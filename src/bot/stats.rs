//! `/stats`: how the work goes, as a picture. Who may see whose is asked here, and once more when it is drawn.

use std::sync::Arc;

use super::effects::Effects;
use super::guards::Caller;
use super::languages::remember_language;
use super::stop::Stop;
use super::{Bot, SharedBot};
use crate::callback::StatsPress;
use crate::domain::ids::MessageId;
use crate::domain::settings::StatsTheme;
use crate::domain::stats::{StatsRequest, StatsScope, StatsSpan, first_scope, may_see_unit};
use crate::notify::outbox_message::OutboxMessage;
use crate::notify::stats_material::stats_subscription;
use crate::t;
use crate::telegram::update::{ChatKind, IncomingUpdate};

/// `/stats`: one's own work, a head's unit; in a group, that of its subscription.
pub async fn handle_stats(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let who = update.from.who;
    let (scope, theme) = match update.place.kind {
        ChatKind::Private => {
            let person = bot.ctx.store.read_inline(move |db| db.find_person(who)).await?;
            (
                first_scope(&caller.session.account),
                person.map(|person| person.settings.stats_theme).unwrap_or_default(),
            )
        }
        ChatKind::Group | ChatKind::Elsewhere => (StatsScope::Group, StatsTheme::default()),
    };
    let press = StatsPress { scope, span: StatsSpan::default(), theme };
    show_stats(&bot, &update, &caller, press, None).await
}

/// A button below a picture.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: StatsPress,
) -> Result<Effects, Stop> {
    let mut effects = show_stats(bot, update, caller, press, update.place.message).await?;
    if update.place.kind == ChatKind::Private {
        let (from, theme) = (update.from.clone(), press.theme);
        effects.add_write(move |tx| remember_language(tx.db, &from, |settings| settings.stats_theme = theme));
    }
    Ok(effects)
}

async fn show_stats(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: StatsPress,
    message: Option<MessageId>,
) -> Result<Effects, Stop> {
    let (lang, target) = (caller.reader.lang, update.place.target);
    match press.scope {
        StatsScope::Own => {}
        StatsScope::Unit(unit) if may_see_unit(&caller.session.account, unit) => {}
        StatsScope::Unit(_) => return Err(bot.reply_text(update, t!(lang, "stats-not-yours")).into()),
        StatsScope::Group => {
            let subscription = bot.ctx.store.read(move |db| stats_subscription(db, target)).await?;
            if subscription.is_none() {
                return Err(bot.reply_text(update, t!(lang, "stats-no-subscription")).into());
            }
        }
    }
    let StatsPress { scope, span, theme } = press;
    let request = StatsRequest { who: update.from.who, scope, span, theme, last: None };
    let mut effects = Effects::default();
    effects.post_message(target, OutboxMessage::Stats { request, message });
    Ok(effects)
}
