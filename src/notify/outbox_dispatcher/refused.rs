//! What becomes of a row that Telegram did not take: the consequences of `telegram::send_error`, carried out.

use jiff::{SignedDuration, Timestamp};

use super::OutboxDispatcher;
use crate::context::readers::{reader_at, reader_for};
use crate::context::tx::Tx;
use crate::domain::ids::{CardRef, Target};
use crate::notify::in_flight::Completion;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::subscription_health;
use crate::render;
use crate::store::{Form, LiveMessage, LiveMessageKind, OutboxRow, StoreError};
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::Sound;
use crate::telegram::send_error::{Obstacle, SendErrorKind, classify_failure};
use crate::view::{MessageView, SendPriority};

/// After so many failures that may pass, a row is given up; with the pauses between them that is about two days.
const MAX_ATTEMPTS: u32 = 300;

/// What waits for a place at rest: answers as long as somebody may look for them, the rest for a day, and so many alerts.
const ANSWER_RETENTION: SignedDuration = SignedDuration::from_mins(10);
const ALERT_RETENTION: SignedDuration = SignedDuration::from_hours(24);
const MAX_WAITING_ALERTS: i64 = 100;

/// How soon a place at rest is tried again: two minutes later, then twice as long after each time, half an hour at most.
fn next_try(tries: u32, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_mins(1 << tries.clamp(1, 5)).min(SignedDuration::from_mins(30))
}

impl OutboxDispatcher {
    /// Decides what a failure means for the row, its chat and what else waits there.
    pub(super) async fn handle_failure(
        &self,
        row: OutboxRow,
        failure: &ApiFailure,
        now: Timestamp,
    ) -> Result<Completion, StoreError> {
        let target = row.target;
        match classify_failure(failure) {
            SendErrorKind::Unchanged => self.settle_row(row, |_| Ok(())).await,
            SendErrorKind::MessageGone => self.message_gone(row).await,
            SendErrorKind::Wait(pause) => {
                self.ctx.metrics.waits.increment();
                let until = now + SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_secs(60));
                log::info!("Telegram wants a pause of {pause:?} in chat {}", target.chat);
                if matches!(outbox_message_of(&row), Some(OutboxMessage::React { .. })) {
                    // Reactions have a limit of their own: messages need not wait for it.
                    self.ctx.store.write(move |db| db.retry_outbox_aside(row.id, until)).await?;
                    return Ok(Completion::Stays);
                }
                self.limits.lock().close_chat(target.chat, until);
                self.ctx.store.write(move |db| db.retry_outbox_in_order(row.id, until)).await?;
                Ok(Completion::Stays)
            }
            SendErrorKind::Moved(to) => {
                self.ctx.write(move |tx| subscription_health::migrate(tx, target.chat, to)).await?;
                Ok(Completion::Over)
            }
            // No topic was named: what it answers stands in one.
            SendErrorKind::TopicGone if target.thread.is_none() => self.make_plainer(row, failure, now).await,
            SendErrorKind::TopicGone if row.class == SendPriority::Answer || target.chat.is_private() => {
                self.answer_without_topic(row).await
            }
            SendErrorKind::TopicGone => {
                log::warn!("topic of chat {} is gone; its subscription ends", target.chat);
                self.settle_row(row, move |tx| {
                    tell_owner(tx, target, OwnerNotice::TopicGone)?;
                    tx.db.drop_subscription(target)?;
                    tx.db.end_rest(target, tx.now)?;
                    tx.db.outbox_drop_target(target).map(drop)
                })
                .await
            }
            SendErrorKind::ChatClosed => {
                log::warn!("chat {} can't be written to any more: {failure}", target.chat);
                self.settle_row(row, move |tx| {
                    tell_owner(tx, target, OwnerNotice::ChatGone)?;
                    subscription_health::close(tx.db, target.chat)
                })
                .await
            }
            SendErrorKind::ChatRests(obstacle) => self.rest(row, obstacle, failure).await,
            SendErrorKind::NoReactions => self.say_reaction_in_words(row).await,
            SendErrorKind::Hopeless(_) => self.make_plainer(row, failure, now).await,
            SendErrorKind::NoReplyTarget => {
                let form = row.form.plainer().unwrap_or(Form::Bare);
                self.ctx.store.write(move |db| db.outbox_reshape(row.id, form, now)).await?;
                Ok(Completion::Over)
            }
            SendErrorKind::Later | SendErrorKind::Unauthorized => {
                if row.tries >= MAX_ATTEMPTS {
                    log::error!("a message for chat {} is given up: {failure}", target.chat);
                    return self.settle_row(row, |_| Ok(())).await;
                }
                let until = now + SignedDuration::from_secs(1 << row.tries.min(9));
                log::info!("a message for chat {} waits: {failure}", target.chat);
                self.retry_later(row, until).await
            }
        }
    }

    /// A place takes nothing for now: what waits there stays, within a bound, and is tried now and then. The subscriber is told once.
    async fn rest(
        &self,
        row: OutboxRow,
        obstacle: Obstacle,
        failure: &ApiFailure,
    ) -> Result<Completion, StoreError> {
        let target = row.target;
        if !outbox_message_of(&row).is_some_and(|outbox_message| outbox_message.is_message()) {
            log::info!("something is not allowed in chat {}: {failure}", target.chat);
            return self.settle_row(row, |_| Ok(())).await;
        }
        let resting = self.ctx.write(move |tx| {
            let (db, now) = (&mut *tx.db, tx.now);
            let resting = db.note_resting(target, now)?;
            db.outbox_reshape(row.id, Form::Whole, now)?;
            db.retry_outbox_in_order(row.id, next_try(resting.tries, now))?;
            db.trim_resting(target, now - ANSWER_RETENTION, now - ALERT_RETENTION, MAX_WAITING_ALERTS)?;
            if resting.tries == 1 {
                tell_owner(tx, target, OwnerNotice::Rests(obstacle))?;
            }
            Ok(resting)
        });
        let resting = resting.await?;
        if resting.tries == 1 {
            log::warn!("chat {} takes no messages for now: {failure}", target.chat);
            // The word to its subscriber is a step.
            return Ok(Completion::Over);
        }
        Ok(Completion::Stays)
    }

    /// Whoever has asked something in a topic that is gone is answered in the chat itself.
    async fn answer_without_topic(&self, row: OutboxRow) -> Result<Completion, StoreError> {
        let (target, class) = (Target { thread: None, ..row.target }, row.class);
        let answer = outbox_message_of(&row).filter(|message| message.is_message() && !message.is_edit());
        self.settle_row(row, move |tx| match answer {
            Some(answer) => outbox_message::enqueue(tx.db, target, class, &answer, tx.now),
            None => Ok(()),
        })
        .await
    }

    /// A message that is refused for a reason that nobody knows goes out in a plainer form; where none is taken, the place rests.
    async fn make_plainer(
        &self,
        row: OutboxRow,
        failure: &ApiFailure,
        now: Timestamp,
    ) -> Result<Completion, StoreError> {
        let chat = row.target.chat;
        log::error!("Telegram will not take a message for chat {chat} as it is: {failure}");
        match (outbox_message_of(&row), row.form.plainer()) {
            (Some(OutboxMessage::React { .. }), _) => self.say_reaction_in_words(row).await,
            (Some(outbox_message), Some(form)) if outbox_message.is_message() => {
                self.ctx.store.write(move |db| db.outbox_reshape(row.id, form, now)).await?;
                Ok(Completion::Over)
            }
            // What stands there stays as it is.
            (Some(outbox_message), None) if outbox_message.is_message() && !outbox_message.is_edit() => {
                self.rest(row, Obstacle::Unknown, failure).await
            }
            _ => self.settle_row(row, |_| Ok(())).await,
        }
    }

    /// What a reaction would have said, in words, where reactions are not allowed.
    async fn say_reaction_in_words(&self, row: OutboxRow) -> Result<Completion, StoreError> {
        let Some(OutboxMessage::React { message, emoji }) = outbox_message_of(&row) else {
            return self.settle_row(row, |_| Ok(())).await;
        };
        let target = row.target;
        self.settle_row(row, move |tx| {
            let lang = reader_at(tx, target)?.lang;
            let view = MessageView::from_html(match emoji.as_str() {
                outbox_message::ARRIVED_REACTION => t!(lang, "comment-has-arrived"),
                _ => t!(lang, "comment-is-seen"),
            });
            let say = OutboxMessage::Send { view, reply_to: Some(message), sound: Sound::Silent };
            outbox_message::enqueue(tx.db, target, SendPriority::Answer, &say, tx.now)
        })
        .await
    }

    /// A message that is gone leaves the ledger.
    async fn message_gone(&self, row: OutboxRow) -> Result<Completion, StoreError> {
        let chat = row.target.chat;
        let gone = outbox_message_of(&row);
        self.settle_row(row, move |tx| match gone {
            Some(OutboxMessage::RefreshCard { message, .. }) => tx.db.drop_card(CardRef { chat, message }),
            // A board is put up again when it would change; a storm's summary that somebody has deleted stays away.
            Some(OutboxMessage::LiveMessage { live_message, .. }) => {
                match tx.db.find_live_message(live_message)? {
                    Some(LiveMessage { kind: LiveMessageKind::Board, .. }) => {
                        tx.db.mark_live_message_shown(live_message, None, None)
                    }
                    _ => tx.db.drop_live_message(live_message),
                }
            }
            _ => Ok(()),
        })
        .await
    }
}

fn outbox_message_of(row: &OutboxRow) -> Option<OutboxMessage> {
    serde_json::from_str(&row.body).ok()
}

/// What the subscriber of a group is told in private.
#[derive(Clone, Copy)]
enum OwnerNotice {
    Rests(Obstacle),
    TopicGone,
    ChatGone,
}

/// Tells those who have subscribed a place what has become of it.
fn tell_owner(tx: &mut Tx<'_, '_>, target: Target, word: OwnerNotice) -> Result<(), StoreError> {
    for subscription in tx.db.subscriptions_in(target.chat)? {
        let here = matches!(word, OwnerNotice::ChatGone) || subscription.target == target;
        if target.private_user().is_some() || !here {
            continue;
        }
        let lang = reader_for(tx, subscription.owner)?.lang;
        let title = render::group::place_name(&subscription.title, subscription.target, lang);
        let text = match word {
            OwnerNotice::Rests(Obstacle::TopicClosed) => t!(lang, "group-closed-topic", title = title),
            OwnerNotice::Rests(Obstacle::NoRights) => t!(lang, "group-no-rights", title = title),
            OwnerNotice::Rests(Obstacle::Unknown) => t!(lang, "group-refuses", title = title),
            OwnerNotice::TopicGone => t!(lang, "group-topic-gone", title = title),
            OwnerNotice::ChatGone => t!(lang, "group-gone", title = title),
        };
        let say =
            OutboxMessage::Send { view: MessageView::from_html(text), reply_to: None, sound: Sound::Ring };
        outbox_message::enqueue(
            tx.db,
            Target::whole_chat(subscription.owner.private_chat()),
            SendPriority::Notice,
            &say,
            tx.now,
        )?;
    }
    Ok(())
}
