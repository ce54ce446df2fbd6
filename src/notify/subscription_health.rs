//! Looks after subscriptions: one rests, and the group is told why, while its owner is signed out, doesn't run the group or
//! sees none of its units. It wakes by itself.

use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::{ChatId, Target, TelegramUser};
use crate::domain::settings::{GroupSettings, PauseReason};
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::store::{Db, ScheduledJob, StoreError, Subscription};
use crate::t;
use crate::telegram::client::TelegramClient;
use crate::telegram::send_error::{SendErrorKind, classify_failure};
use crate::view::{MessageView, SendPriority};

/// How often Telegram is asked whether an owner still runs the group.
const RECHECK_INTERVAL: SignedDuration = SignedDuration::from_mins(5);

/// Looks after subscriptions whose place or owner is in trouble.
#[derive(Clone)]
pub struct SubscriptionHealth {
    ctx: Context,
    telegram: TelegramClient,
}

impl SubscriptionHealth {
    pub fn new(ctx: Context, telegram: TelegramClient) -> Self {
        Self { ctx, telegram }
    }

    /// Puts to rest and wakes what has to be; says how many were.
    pub async fn check_all(&self) -> Result<usize, StoreError> {
        let mut changed = 0;
        for subscription in self.ctx.store.read(|db| db.all_subscriptions()).await? {
            changed += usize::from(self.check_subscription(subscription).await?);
        }
        Ok(changed)
    }

    async fn check_subscription(&self, subscription: Subscription) -> Result<bool, StoreError> {
        let now = self.ctx.clock.now();
        let target = subscription.target;
        if !self.ctx.config.current().access_policy.allows_chat(target.chat) {
            let lang = self.ctx.read(move |tx| Ok(reader_at(tx, target)?.lang)).await?;
            return self
                .leave_unlisted(target.chat, lang)
                .await
                .map(|departure| departure == Departure::Left);
        }
        let Some((rests, checked)) = self.assess_subscription(&subscription, now).await else {
            return Ok(false);
        };
        let changed = rests != subscription.rests;
        if !changed && checked == subscription.checked {
            return Ok(false);
        }
        let target = subscription.target;
        let subscription = Subscription { rests, checked, ..subscription };
        self.ctx
            .write(move |tx| {
                // It may have been ended, or taken over, while Telegram was asked.
                let Some(current) = tx.db.find_subscription(target)? else { return Ok(()) };
                if current.owner != subscription.owner {
                    return Ok(());
                }
                tx.db.put_subscription(&Subscription { rests, checked, ..current })?;
                if !changed {
                    return Ok(());
                }
                let reader = reader_at(tx, target)?;
                let view = MessageView::from_html(render::group::subscription_status(
                    &subscription.owner_name,
                    rests,
                    &reader,
                ));
                outbox_message::enqueue(
                    tx.db,
                    target,
                    SendPriority::Notice,
                    &OutboxMessage::send_view(view),
                    tx.now,
                )
            })
            .await?;
        Ok(changed)
    }

    /// Leaves a group that the administrator has not named, unless a named one has become it. Telegram is asked for that, since
    /// its word of it may come later than the first news of the new chat, or went to an earlier process.
    pub async fn leave_unlisted(&self, chat: ChatId, lang: Lang) -> Result<Departure, StoreError> {
        let me = self.telegram.get_me().await.map(|me| TelegramUser(me.id));
        for named in self.ctx.config.current().access_policy.groups_that_may_move() {
            let Ok(me) = me else { return Ok(Departure::Unknown) };
            let asked = self.telegram.is_in(Target::whole_chat(named), me).await;
            match asked.map_err(|failure| classify_failure(&failure)) {
                Err(SendErrorKind::Moved(to)) => {
                    self.ctx.write(move |tx| migrate(tx, named, to)).await?;
                }
                Err(SendErrorKind::Later | SendErrorKind::Wait(_) | SendErrorKind::Unauthorized) => {
                    return Ok(Departure::Unknown);
                }
                Ok(_) | Err(_) => {}
            }
        }
        if self.ctx.config.current().access_policy.allows_chat(chat) {
            return Ok(Departure::Stays);
        }
        let now = self.ctx.clock.now();
        self.ctx.store.write(move |db| leave_chat(db, chat, lang, now)).await?;
        Ok(Departure::Left)
    }

    /// Why it has to rest, and when its owner's place in the group was last known; `None` when nothing can be said now.
    async fn assess_subscription(
        &self,
        subscription: &Subscription,
        now: Timestamp,
    ) -> Option<(Option<PauseReason>, Timestamp)> {
        let checked = subscription.checked;
        let Some(session) = self.ctx.sessions.find_session(subscription.owner) else {
            return Some((Some(PauseReason::SignedOut), checked));
        };
        if !can_see(&session.account, &subscription.settings) {
            return Some((Some(PauseReason::NoUnits), checked));
        }
        let known = match subscription.rests {
            None | Some(PauseReason::NotAdmin) => now.duration_since(checked) < RECHECK_INTERVAL,
            // Whatever was known of the group is from before the rest.
            Some(PauseReason::SignedOut | PauseReason::NoUnits) => false,
        };
        if known {
            return Some((subscription.rests, checked));
        }
        match self.telegram.is_admin(subscription.target, subscription.owner).await {
            Ok(true) => Some((None, now)),
            Ok(false) => Some((Some(PauseReason::NotAdmin), now)),
            Err(failure) => {
                let chat = subscription.target.chat;
                match classify_failure(&failure) {
                    SendErrorKind::ChatClosed => self.ctx.store.write(move |db| close(db, chat)).await.ok(),
                    SendErrorKind::Moved(to) => self.ctx.write(move |tx| migrate(tx, chat, to)).await.ok(),
                    _ => None,
                };
                log::info!("who runs chat {chat} can't be learnt now: {failure}");
                None
            }
        }
    }
}

/// The bot is out of a chat, or the chat is gone: its subscriptions end, and what waits for it is dropped.
pub fn close(db: &mut Db<'_>, chat: ChatId) -> Result<(), StoreError> {
    db.drop_chat_subscriptions(chat)?;
    db.forget_resting(chat)?;
    db.outbox_drop_chat(chat).map(drop)
}

/// A group has become a supergroup. Telegram says so in the refusal of a message and in both chats, in any order and more than
/// once: the second time there is nothing left to do.
pub fn migrate(tx: &mut Tx<'_, '_>, from: ChatId, to: ChatId) -> Result<(), StoreError> {
    log::info!("group {from} has become supergroup {to}");
    tx.ctx.config.update_with(|choices| choices.access_policy.chat_migrated(from, to));
    move_endings(tx, from, to)?;
    tx.db.move_chat(from, to)
}

/// What is to end there in a few seconds ends where the group is now. A message of before can't be edited any more.
fn move_endings(tx: &mut Tx<'_, '_>, from: ChatId, to: ChatId) -> Result<(), StoreError> {
    for (id, _, job) in tx.db.due_jobs::<ScheduledJob>(Timestamp::MAX, i64::MAX)? {
        if let Ok(ScheduledJob::EndSubscription { target, since, shown }) = job
            && target.chat == from
        {
            let shown = shown.filter(|shown| shown.chat != from);
            let target = Target { chat: to, ..target };
            tx.db.put_job(id, &ScheduledJob::EndSubscription { target, since, shown })?;
        }
    }
    Ok(())
}

/// What became of a group that seemed to be one that the administrator has not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Departure {
    Left,
    /// It is welcome by now.
    Stays,
    /// Telegram does not say now.
    Unknown,
}

/// Ends all subscriptions of a group that the administrator has not named, and leaves it with a word.
fn leave_chat(db: &mut Db<'_>, chat: ChatId, lang: Lang, now: Timestamp) -> Result<(), StoreError> {
    log::warn!("DESKGRAM_GROUPS does not name chat {chat}; leaving it");
    db.drop_chat_subscriptions(chat)?;
    db.outbox_drop_chat(chat)?;
    let view = MessageView::from_html(t!(lang, "group-not-welcome", chat = chat.0.to_string()));
    outbox_message::enqueue(
        db,
        Target::whole_chat(chat),
        SendPriority::Answer,
        &OutboxMessage::LeaveChat { view },
        now,
    )
}

/// Whether an account sees any of the units that a group wants to hear of.
pub fn can_see(account: &Account, settings: &GroupSettings) -> bool {
    let units = &settings.units;
    account.is_staff() && (units.is_empty() || units.iter().any(|unit| account.covers_unit(*unit)))
}
