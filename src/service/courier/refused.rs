//! What becomes of a row that Telegram did not take: the consequences of `telegram::outcome`, carried out.

use jiff::{SignedDuration, Timestamp};

use super::Courier;
use crate::domain::ids::{CardRef, Target};
use crate::render;
use crate::screen::{Class, Screen};
use crate::service::desk::Desk;
use crate::service::groups;
use crate::service::parcel::{self, Parcel};
use crate::service::round::Fate;
use crate::store::{Db, Form, OutboxRow, Sheet, SheetKind, StoreError};
use crate::t;
use crate::telegram::api::Failure;
use crate::telegram::gateway::Sound;
use crate::telegram::outcome::{Obstacle, Verdict, verdict};

/// After so many failures that may pass, a row is given up; with the pauses between them that is about two days.
const PATIENCE: u32 = 300;

/// What waits for a place at rest: answers as long as somebody may look for them, the rest for a day, and so many alerts.
const ANSWERS_WAIT: SignedDuration = SignedDuration::from_mins(10);
const ALERTS_WAIT: SignedDuration = SignedDuration::from_hours(24);
const ALERTS_MOST: i64 = 100;

/// How soon a place at rest is tried again: two minutes later, then twice as long after each time, half an hour at most.
fn next_try(tries: u32, now: Timestamp) -> Timestamp {
    now + SignedDuration::from_mins(1 << tries.clamp(1, 5)).min(SignedDuration::from_mins(30))
}

impl Courier {
    /// Decides what a failure means for the row, its chat and what else waits there.
    pub(super) async fn failed(
        &self,
        row: OutboxRow,
        failure: &Failure,
        now: Timestamp,
    ) -> Result<Fate, StoreError> {
        let target = row.target;
        match verdict(failure) {
            Verdict::Unchanged => self.settle(row, |_| Ok(())).await,
            Verdict::MessageGone => self.message_gone(row).await,
            Verdict::Wait(pause) => {
                self.desk.pulse.waits.one_more();
                let until = now + SignedDuration::try_from(pause).unwrap_or(SignedDuration::from_secs(60));
                log::info!("Telegram wants a pause of {pause:?} in chat {}", target.chat);
                self.pacing().close(target.chat, until);
                self.desk.store.write(move |db| db.outbox_later(row.id, until)).await?;
                Ok(Fate::Stays)
            }
            Verdict::Moved(to) => {
                let desk = self.desk.clone();
                self.desk.store.write(move |db| groups::migrate(&desk, db, target.chat, to)).await?;
                Ok(Fate::Over)
            }
            Verdict::TopicGone => {
                log::warn!("topic of chat {} is gone; its subscription ends", target.chat);
                let desk = self.desk.clone();
                self.settle(row, move |db| {
                    tell_owner(&desk, db, target, Word::TopicGone, now)?;
                    db.drop_subscription(target)?;
                    db.end_rest(target, now)?;
                    db.outbox_drop_target(target).map(drop)
                })
                .await
            }
            Verdict::ChatClosed => {
                log::warn!("chat {} can't be written to any more: {failure}", target.chat);
                let desk = self.desk.clone();
                self.settle(row, move |db| {
                    tell_owner(&desk, db, target, Word::ChatGone, now)?;
                    groups::close(db, target.chat)
                })
                .await
            }
            Verdict::ChatRests(obstacle) => self.rest(row, obstacle, failure, now).await,
            Verdict::NoReactions => self.say_instead(row).await,
            Verdict::Hopeless(_) => self.make_plainer(row, failure, now).await,
            Verdict::NoReplyTarget => {
                let form = row.form.plainer().unwrap_or(Form::Bare);
                self.desk.store.write(move |db| db.outbox_reshape(row.id, form, now)).await?;
                Ok(Fate::Over)
            }
            Verdict::Later | Verdict::Unauthorized => {
                if row.tries >= PATIENCE {
                    log::error!("a message for chat {} is given up: {failure}", target.chat);
                    return self.settle(row, |_| Ok(())).await;
                }
                let until = now + SignedDuration::from_secs(1 << row.tries.min(9));
                log::info!("a message for chat {} waits: {failure}", target.chat);
                self.put_off(row, until).await
            }
        }
    }

    /// A place takes nothing for now: what waits there stays, within a bound, and is tried now and then. The subscriber is told once.
    async fn rest(
        &self,
        row: OutboxRow,
        obstacle: Obstacle,
        failure: &Failure,
        now: Timestamp,
    ) -> Result<Fate, StoreError> {
        let target = row.target;
        if !parcel_of(&row).is_some_and(|parcel| parcel.is_message()) {
            log::info!("something is not allowed in chat {}: {failure}", target.chat);
            return self.settle(row, |_| Ok(())).await;
        }
        let desk = self.desk.clone();
        let rest = move |db: &mut Db<'_>| {
            let resting = db.note_resting(target, now)?;
            db.outbox_reshape(row.id, Form::Whole, now)?;
            db.outbox_later(row.id, next_try(resting.tries, now))?;
            db.trim_resting(target, now - ANSWERS_WAIT, now - ALERTS_WAIT, ALERTS_MOST)?;
            if resting.tries == 1 {
                tell_owner(&desk, db, target, Word::Rests(obstacle), now)?;
            }
            Ok(resting)
        };
        let resting = self.desk.store.write(rest).await?;
        if resting.tries == 1 {
            log::warn!("chat {} takes no messages for now: {failure}", target.chat);
            // The word to its subscriber is a step.
            return Ok(Fate::Over);
        }
        Ok(Fate::Stays)
    }

    /// A message that is refused for a reason that nobody knows goes out in a plainer form; where none is taken, the place rests.
    async fn make_plainer(
        &self,
        row: OutboxRow,
        failure: &Failure,
        now: Timestamp,
    ) -> Result<Fate, StoreError> {
        let chat = row.target.chat;
        log::error!("Telegram will not take a message for chat {chat} as it is: {failure}");
        match (parcel_of(&row), row.form.plainer()) {
            (Some(Parcel::React { .. }), _) => self.say_instead(row).await,
            (Some(parcel), Some(form)) if parcel.is_message() => {
                self.desk.store.write(move |db| db.outbox_reshape(row.id, form, now)).await?;
                Ok(Fate::Over)
            }
            // What stands there stays as it is.
            (Some(parcel), None) if parcel.is_message() && !parcel.is_edit() => {
                self.rest(row, Obstacle::Unknown, failure, now).await
            }
            _ => self.settle(row, |_| Ok(())).await,
        }
    }

    /// What a reaction would have said, in words, where reactions are not allowed.
    async fn say_instead(&self, row: OutboxRow) -> Result<Fate, StoreError> {
        let Some(Parcel::React { message, emoji }) = parcel_of(&row) else {
            return self.settle(row, |_| Ok(())).await;
        };
        let (desk, target, now) = (self.desk.clone(), row.target, self.desk.clock.now());
        self.settle(row, move |db| {
            let lang = desk.reader_at(db, target)?.lang;
            let screen = Screen::text(match emoji.as_str() {
                parcel::ARRIVED => t!(lang, "comment-has-arrived"),
                _ => t!(lang, "comment-is-seen"),
            });
            let say = Parcel::Say { screen, reply_to: Some(message), sound: Sound::Silent };
            parcel::post(db, target, Class::Answer, &say, now)
        })
        .await
    }

    /// A message that is gone leaves the ledger.
    async fn message_gone(&self, row: OutboxRow) -> Result<Fate, StoreError> {
        let chat = row.target.chat;
        let gone = parcel_of(&row);
        self.settle(row, move |db| match gone {
            Some(Parcel::Recard { message, .. }) => db.drop_card(CardRef { chat, message }),
            // A board is put up again when it would change; a storm's summary that somebody has deleted stays away.
            Some(Parcel::Sheet { sheet, .. }) => match db.sheet(sheet)? {
                Some(Sheet { kind: SheetKind::Board, .. }) => db.sheet_shown(sheet, None, None),
                _ => db.drop_sheet(sheet),
            },
            _ => Ok(()),
        })
        .await
    }
}

fn parcel_of(row: &OutboxRow) -> Option<Parcel> {
    serde_json::from_str(&row.body).ok()
}

/// What the subscriber of a group is told in private.
#[derive(Clone, Copy)]
enum Word {
    Rests(Obstacle),
    TopicGone,
    ChatGone,
}

/// Tells those who have subscribed a place what has become of it.
fn tell_owner(
    desk: &Desk,
    db: &mut Db<'_>,
    target: Target,
    word: Word,
    now: Timestamp,
) -> Result<(), StoreError> {
    for subscription in db.subscriptions_in(target.chat)? {
        let here = matches!(word, Word::ChatGone) || subscription.target == target;
        if target.person().is_some() || !here {
            continue;
        }
        let lang = desk.reader(db, subscription.owner)?.lang;
        let title = render::group::place_name(&subscription.title, subscription.target, lang);
        let text = match word {
            Word::Rests(Obstacle::TopicClosed) => t!(lang, "group-closed-topic", title = title),
            Word::Rests(Obstacle::NoRights) => t!(lang, "group-no-rights", title = title),
            Word::Rests(Obstacle::Unknown) => t!(lang, "group-refuses", title = title),
            Word::TopicGone => t!(lang, "group-topic-gone", title = title),
            Word::ChatGone => t!(lang, "group-gone", title = title),
        };
        let say = Parcel::Say { screen: Screen::text(text), reply_to: None, sound: Sound::Ring };
        parcel::post(db, Target::chat(subscription.owner.chat()), Class::Notice, &say, now)?;
    }
    Ok(())
}
