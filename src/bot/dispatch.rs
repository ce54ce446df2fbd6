//! Hands updates to the endpoints. Each person has a lane of their own: what one person does happens in order, and one
//! slow press, one busy group or one endpoint that panics holds up nobody else.
//!
//! teloxide's own dispatcher is not used: it orders by chat, stops everybody when one queue is full, dies of a panic, and
//! confirms updates that it has not handled.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::{JoinError, JoinHandle};

use super::effects::Effects;
use super::lanes::{Admission, Waiting};
use super::router::{Routes, build_routes};
use super::stop::Stop;
use super::{Bot, panel, reply};
use crate::domain::ids::{Target, TelegramUser};
use crate::notify::answers::{Asker, Known};
use crate::notify::outbox_message::OutboxMessage;
use crate::store::StoreError;
use crate::telegram::client::{Sound, Toast, ToastKind};
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::MessageView;

/// How many updates of people who are signed in are worked on at once.
const MAX_CONCURRENT_UPDATES: usize = 256;
/// The same of all others.
const MAX_CONCURRENT_STRANGERS: usize = 64;

/// How long an update waits after the database has failed; it is dealt with anew then.
const RETRY_DELAY: Duration = Duration::from_secs(2);

/// A press that takes longer is answered before its result is known.
const SLOW_ANSWER_AFTER: Duration = Duration::from_millis(800);

/// What takes longer shows that it is being worked on, for as long as Telegram shows it.
const TYPING_AFTER: Duration = Duration::from_secs(1);
const TYPING_LASTS: Duration = Duration::from_secs(5);

/// More updates than this in hand, and no new ones are asked for: they are safe at Telegram's.
const FULL: usize = 5_000;

/// Hands out updates; clones share the lanes.
#[derive(Clone)]
pub struct Dispatcher {
    bot: Arc<Bot>,
    routes: Arc<Routes>,
    slots: WorkSlots,
    quiet: Arc<Notify>,
}

/// The places at which updates are worked on. Those who are signed in and all others have their own, so that neither waits
/// for the other.
#[derive(Clone)]
struct WorkSlots {
    members: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Dispatcher {
    pub fn new(bot: Arc<Bot>) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        let slots = WorkSlots {
            members: places(MAX_CONCURRENT_UPDATES),
            strangers: places(MAX_CONCURRENT_STRANGERS),
        };
        Self { bot, routes: Arc::new(build_routes()), slots, quiet: Arc::default() }
    }

    /// Takes an update on; returns at once.
    pub fn enqueue_update(&self, incoming_update: IncomingUpdate) {
        let waiting = Waiting { update: Arc::new(incoming_update), answered: Arc::default() };
        match self.bot.lanes.admit(&waiting) {
            Admission::Opens => drop(tokio::spawn(self.clone().drain_queue(waiting.update.from.who))),
            Admission::Waits if matches!(waiting.update.what, UpdateKind::Press { .. }) => {
                tokio::spawn(self.clone().answer_if_slow(waiting));
            }
            Admission::Overflows => drop(tokio::spawn(self.clone().turn_away(waiting))),
            Admission::Waits | Admission::Dropped => {}
        }
        if self.bot.lanes.begin_ticking() {
            tokio::spawn(self.clone().tick_off());
        }
    }

    /// Answers a press that is still waiting behind a slow one of the same person.
    async fn answer_if_slow(self, waiting: Waiting) {
        tokio::time::sleep(SLOW_ANSWER_AFTER).await;
        let UpdateKind::Press { query, .. } = &waiting.update.what else { return };
        if !waiting.answered.swap(true, Ordering::AcqRel) {
            let toast = reply::slow_notice(&self.bot, &waiting.update).await;
            self.answer_callback(query, Some(&toast)).await;
        }
    }

    /// Says once that from here on nothing more is taken, and ticks the update off.
    async fn turn_away(self, Waiting { update: incoming_update, .. }: Waiting) {
        log::warn!("{} sends more than is worked off; the rest is dropped for now", incoming_update.from.who);
        loop {
            let mut effects = reply::too_much(&self.bot, &incoming_update).await;
            let toast = effects.toast.take();
            if let (UpdateKind::Press { query, .. }, Some(toast)) = (&incoming_update.what, &toast) {
                self.answer_callback(query, Some(toast)).await;
            }
            match self.commit_effects(&incoming_update, effects).await {
                Ok(()) => break self.finish(1),
                Err(error) => self.wait_for_database(incoming_update.update, &error).await,
            }
        }
    }

    /// Ticks off what was dropped, as much as there is at a time.
    async fn tick_off(self) {
        loop {
            let dropped: Arc<[i64]> = self.bot.lanes.take_dropped().into();
            let Some(&first) = dropped.first() else { return };
            let now = self.bot.ctx.clock.now();
            loop {
                let ids = Arc::clone(&dropped);
                let ticked = self
                    .bot
                    .ctx
                    .store
                    .write(move |db| ids.iter().try_for_each(|id| db.mark_journal_done(*id, now)));
                match ticked.await {
                    Ok(()) => break self.finish(dropped.len()),
                    Err(error) => self.wait_for_database(first, &error).await,
                }
            }
        }
    }

    fn finish(&self, count: usize) {
        self.bot.lanes.finish_update(count);
        self.quiet.notify_waiters();
    }

    async fn wait_for_database(&self, update: i64, error: &StoreError) {
        log::error!("update {update} waits for the database: {error}");
        self.bot.ctx.clock.sleep(RETRY_DELAY).await;
    }

    /// Returns once everything that was taken on is dealt with.
    pub async fn wait_idle(&self) {
        self.until(|open| open == 0).await;
    }

    /// Returns once there is room for more.
    pub async fn has_room(&self) {
        self.until(|open| open < FULL).await;
    }

    async fn until(&self, is_so: impl Fn(usize) -> bool) {
        loop {
            let quiet = self.quiet.notified();
            tokio::pin!(quiet);
            quiet.as_mut().enable();
            if is_so(self.bot.lanes.open()) {
                return;
            }
            quiet.await;
        }
    }

    /// Works one lane until it is empty.
    async fn drain_queue(self, who: TelegramUser) {
        while let Some(waiting) = self.bot.lanes.next_update(who) {
            let signed_in = self.bot.ctx.sessions.find_session(who).is_some();
            let places = if signed_in { &self.slots.members } else { &self.slots.strangers };
            // The semaphore is never closed.
            let _place = places.acquire().await;
            self.handle_update(waiting).await;
            self.finish(1);
        }
    }

    /// Deals with one update until what it led to is on disk: a database that is full or locked holds its people up, and
    /// loses nothing.
    async fn handle_update(&self, waiting: Waiting) {
        let (metrics, clock) = (&self.bot.ctx.metrics, &self.bot.ctx.clock);
        let begun = clock.now();
        let Waiting { update: incoming_update, answered } = waiting;
        let mut spinner = match &incoming_update.what {
            UpdateKind::Press { .. } if answered.swap(true, Ordering::AcqRel) => Spinner::Stopped,
            UpdateKind::Press { query, .. } => Spinner::Turning(query.clone()),
            _ => Spinner::None,
        };
        while let Err(error) = self.attempt_update(&incoming_update, &mut spinner).await {
            if let Spinner::Turning(query) = &spinner {
                self.answer_callback(query, Some(&reply::error_toast(&incoming_update))).await;
                spinner = Spinner::Stopped;
            }
            self.wait_for_database(incoming_update.update, &error).await;
        }
        if let UpdateKind::Press { .. } = incoming_update.what {
            metrics.presses.observe(clock.now().duration_since(begun));
        }
    }

    /// Runs the endpoint, answers the press, and commits.
    async fn attempt_update(
        &self,
        incoming_update: &Arc<IncomingUpdate>,
        spinner: &mut Spinner,
    ) -> Result<(), StoreError> {
        let mut endpoint = self.spawn_endpoint(incoming_update);
        let ended = match spinner {
            Spinner::None | Spinner::Stopped => self.show_typing_until(incoming_update, endpoint).await,
            Spinner::Turning(query) => match tokio::time::timeout(SLOW_ANSWER_AFTER, &mut endpoint).await {
                Ok(ended) => ended,
                Err(_) => {
                    let toast = reply::slow_notice(&self.bot, incoming_update).await;
                    self.answer_callback(query, Some(&toast)).await;
                    *spinner = Spinner::Stopped;
                    self.show_typing_until(incoming_update, endpoint).await
                }
            },
        };
        let mut effects = match ended {
            Ok(Ok(effects)) => effects,
            Ok(Err(error @ (StoreError::Database(_) | StoreError::Closed))) => return Err(error),
            Ok(Err(error)) => {
                log::error!("update {} can't be dealt with: {error}", incoming_update.update);
                reply::error_reply(incoming_update)
            }
            Err(error) => {
                // The panic's own message is in the log already. The update is ticked off: it would only panic again.
                log::error!(
                    "update {} made its endpoint panic: {}",
                    incoming_update.update,
                    error.is_panic()
                );
                reply::error_reply(incoming_update)
            }
        };
        let may_answer = matches!(spinner, Spinner::Turning(_));
        panel::show(&self.bot, incoming_update, &mut effects, may_answer).await?;
        let toast = effects.toast.take();
        let late_failure = effects.late_failure.take().filter(|_| matches!(spinner, Spinner::Stopped));
        if let Some(message) = late_failure {
            // Whoever pocketed the phone believes that it was done.
            let target = Target::whole_chat(incoming_update.from.who.private_chat());
            effects.post_message(target, message);
        } else if let (Spinner::Stopped, Some(toast)) = (&spinner, &toast)
            && toast.kind == ToastKind::Window
        {
            // The spinner is gone; what must be read comes as a message.
            let text = crate::render::html::own_text(&toast.text);
            let reply_to = incoming_update.place.message;
            let say =
                OutboxMessage::Send { view: MessageView::from_html(text), reply_to, sound: Sound::Silent };
            effects.post_message(incoming_update.place.target, say);
        }
        log::debug!("update {} leads to {:?}", incoming_update.update, effects.outline());
        let committing = self.commit_effects(incoming_update, effects);
        let committed = match &spinner {
            Spinner::Turning(query) => {
                let (committed, ()) = tokio::join!(committing, self.answer_callback(query, toast.as_ref()));
                *spinner = Spinner::Stopped;
                committed
            }
            Spinner::None | Spinner::Stopped => committing.await,
        };
        if committed.is_ok() {
            panel::redraw(&self.bot, incoming_update).await;
        }
        committed
    }

    /// Waits for an endpoint. In somebody's own chat Telegram shows meanwhile that something is being done; where it refuses
    /// that, nothing is lost.
    async fn show_typing_until<T>(
        &self,
        update: &IncomingUpdate,
        endpoint: JoinHandle<T>,
    ) -> Result<T, JoinError> {
        tokio::pin!(endpoint);
        let mut wait = TYPING_AFTER;
        loop {
            match tokio::time::timeout(wait, &mut endpoint).await {
                Ok(ended) => return ended,
                Err(_) if update.is_private() => {
                    if let Err(failure) = self.bot.telegram.send_typing(update.place.target.chat).await {
                        log::debug!("that something is being done can't be shown: {failure}");
                    }
                    wait = TYPING_LASTS;
                }
                Err(_) => return endpoint.await,
            }
        }
    }

    /// Runs the endpoint as a task of its own, so that its panic stays its own.
    fn spawn_endpoint(
        &self,
        incoming_update: &Arc<IncomingUpdate>,
    ) -> JoinHandle<Result<Effects, StoreError>> {
        let (routes, bot, incoming_update) =
            (Arc::clone(&self.routes), Arc::clone(&self.bot), Arc::clone(incoming_update));
        tokio::spawn(async move {
            match routes.dispatch(dptree::deps![bot, incoming_update]).await {
                ControlFlow::Break(result) => result.or_else(Stop::into_effects),
                // Nothing that concerns us.
                ControlFlow::Continue(_) => Ok(Effects::default()),
            }
        })
    }

    async fn answer_callback(&self, query: &str, toast: Option<&Toast>) {
        if let Err(failure) = self.bot.telegram.answer_callback(query, toast).await {
            log::info!("a press could not be answered: {failure}");
        }
    }

    /// Stores the effects together with the tick in the journal.
    async fn commit_effects(
        &self,
        incoming_update: &IncomingUpdate,
        mut effects: Effects,
    ) -> Result<(), StoreError> {
        // Nobody else acts on the ticket before what was seen of it is committed.
        let _ticket_lock = effects.ticket_lock.take();
        let (update, who) = (incoming_update.update, incoming_update.from.who);
        // Whoever has signed in just now is no stranger.
        let known = match self.bot.ctx.sessions.find_session(who) {
            Some(_) => Known::Signed,
            None => Known::Stranger,
        };
        let asker = Asker { who, known, asked: incoming_update.place.written };
        self.bot
            .ctx
            .write(move |tx| {
                effects.commit_for(tx, &asker)?;
                tx.db.mark_journal_done(update, tx.now)
            })
            .await
    }
}

/// What turns on the screen of somebody who has pressed, until they are answered.
enum Spinner {
    /// Nobody has pressed.
    None,
    /// The press has this name, and waits for its answer.
    Turning(String),
    /// The press has been answered.
    Stopped,
}
