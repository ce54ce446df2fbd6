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
use tokio::task::JoinHandle;

use super::lanes::{Admission, Waiting};
use super::schema::{Schema, schema};
use super::turn::Turn;
use super::{Bot, talk};
use crate::domain::ids::TelegramUser;
use crate::screen::Screen;
use crate::service::answers::{Asker, Known};
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::telegram::gateway::{Sound, Toast, ToastKind};
use crate::telegram::incoming::{Incoming, What};

/// How many updates of people who are signed in are worked on at once.
const AT_ONCE: usize = 256;
/// The same of all others.
const STRANGERS_AT_ONCE: usize = 64;

/// How long an update waits after the database has failed; it is dealt with anew then.
const AGAIN: Duration = Duration::from_secs(2);

/// A press that takes longer is answered before its result is known.
const SOON: Duration = Duration::from_millis(800);

/// More updates than this in hand, and no new ones are asked for: they are safe at Telegram's.
const FULL: usize = 5_000;

/// Hands out updates; clones share the lanes.
#[derive(Clone)]
pub struct Dispatcher {
    bot: Arc<Bot>,
    schema: Arc<Schema>,
    desks: Desks,
    quiet: Arc<Notify>,
}

/// The places at which updates are worked on. Those who are signed in and all others have their own, so that neither waits
/// for the other.
#[derive(Clone)]
struct Desks {
    members: Arc<Semaphore>,
    strangers: Arc<Semaphore>,
}

impl Dispatcher {
    pub fn new(bot: Arc<Bot>) -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        let desks = Desks { members: places(AT_ONCE), strangers: places(STRANGERS_AT_ONCE) };
        Self { bot, schema: Arc::new(schema()), desks, quiet: Arc::default() }
    }

    /// Takes an update on; returns at once.
    pub fn dispatch(&self, incoming: Incoming) {
        let waiting = Waiting { incoming: Arc::new(incoming), answered: Arc::default() };
        match self.bot.lanes.admit(&waiting) {
            Admission::Opens => drop(tokio::spawn(self.clone().work(waiting.incoming.from.who))),
            Admission::Waits if matches!(waiting.incoming.what, What::Press { .. }) => {
                tokio::spawn(self.clone().soothe(waiting));
            }
            Admission::Overflows => drop(tokio::spawn(self.clone().turn_away(waiting))),
            Admission::Waits | Admission::Dropped => {}
        }
        if self.bot.lanes.begin_ticking() {
            tokio::spawn(self.clone().tick_off());
        }
    }

    /// Answers a press that is still waiting behind a slow one of the same person.
    async fn soothe(self, waiting: Waiting) {
        tokio::time::sleep(SOON).await;
        let What::Press { query, .. } = &waiting.incoming.what else { return };
        if !waiting.answered.swap(true, Ordering::AcqRel) {
            let toast = talk::working(&self.bot, &waiting.incoming).await;
            self.answer(query, Some(&toast)).await;
        }
    }

    /// Says once that from here on nothing more is taken, and ticks the update off.
    async fn turn_away(self, Waiting { incoming, .. }: Waiting) {
        log::warn!("{} sends more than is worked off; the rest is dropped for now", incoming.from.who);
        loop {
            let mut turn = talk::too_much(&self.bot, &incoming).await;
            let toast = turn.toast.take();
            if let (What::Press { query, .. }, Some(toast)) = (&incoming.what, &toast) {
                self.answer(query, Some(toast)).await;
            }
            match self.commit(&incoming, turn).await {
                Ok(()) => break self.is_over(1),
                Err(error) => self.wait_for_database(incoming.update, &error).await,
            }
        }
    }

    /// Ticks off what was dropped, as much as there is at a time.
    async fn tick_off(self) {
        loop {
            let dropped: Arc<[i64]> = self.bot.lanes.take_dropped().into();
            let Some(&first) = dropped.first() else { return };
            let now = self.bot.desk.clock.now();
            loop {
                let ids = Arc::clone(&dropped);
                let ticked = self
                    .bot
                    .desk
                    .store
                    .write(move |db| ids.iter().try_for_each(|id| db.journal_done(*id, now)));
                match ticked.await {
                    Ok(()) => break self.is_over(dropped.len()),
                    Err(error) => self.wait_for_database(first, &error).await,
                }
            }
        }
    }

    fn is_over(&self, count: usize) {
        self.bot.lanes.over(count);
        self.quiet.notify_waiters();
    }

    async fn wait_for_database(&self, update: i64, error: &StoreError) {
        log::error!("update {update} waits for the database: {error}");
        self.bot.desk.clock.sleep(AGAIN).await;
    }

    /// Returns once everything that was taken on is dealt with.
    pub async fn idle(&self) {
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
    async fn work(self, who: TelegramUser) {
        while let Some(waiting) = self.bot.lanes.next(who) {
            let signed_in = self.bot.desk.sessions.get(who).is_some();
            let places = if signed_in { &self.desks.members } else { &self.desks.strangers };
            // The semaphore is never closed.
            let _place = places.acquire().await;
            self.handle(waiting).await;
            self.is_over(1);
        }
    }

    /// Deals with one update until what it led to is on disk: a database that is full or locked holds its people up, and
    /// loses nothing.
    async fn handle(&self, waiting: Waiting) {
        let (pulse, clock) = (&self.bot.desk.pulse, &self.bot.desk.clock);
        let begun = clock.now();
        let Waiting { incoming, answered } = waiting;
        let mut spinner = match &incoming.what {
            What::Press { .. } if answered.swap(true, Ordering::AcqRel) => Spinner::Stopped,
            What::Press { query, .. } => Spinner::Turning(query.clone()),
            _ => Spinner::None,
        };
        while let Err(error) = self.attempt(&incoming, &mut spinner).await {
            if let Spinner::Turning(query) = &spinner {
                self.answer(query, Some(&talk::trouble_toast(&incoming))).await;
                spinner = Spinner::Stopped;
            }
            self.wait_for_database(incoming.update, &error).await;
        }
        if let What::Press { .. } = incoming.what {
            pulse.presses.took(clock.now().duration_since(begun));
        }
    }

    /// Runs the endpoint, answers the press, and commits.
    async fn attempt(&self, incoming: &Arc<Incoming>, spinner: &mut Spinner) -> Result<(), StoreError> {
        let mut endpoint = self.start(incoming);
        let ended = match spinner {
            Spinner::None | Spinner::Stopped => endpoint.await,
            Spinner::Turning(query) => match tokio::time::timeout(SOON, &mut endpoint).await {
                Ok(ended) => ended,
                Err(_) => {
                    let toast = talk::working(&self.bot, incoming).await;
                    self.answer(query, Some(&toast)).await;
                    *spinner = Spinner::Stopped;
                    endpoint.await
                }
            },
        };
        let mut turn = match ended {
            Ok(Ok(turn)) => turn,
            Ok(Err(error @ (StoreError::Database(_) | StoreError::Closed))) => return Err(error),
            Ok(Err(error)) => {
                log::error!("update {} can't be dealt with: {error}", incoming.update);
                talk::trouble(&self.bot, incoming)
            }
            Err(error) => {
                // The panic's own message is in the log already. The update is ticked off: it would only panic again.
                log::error!("update {} made its endpoint panic: {}", incoming.update, error.is_panic());
                talk::trouble(&self.bot, incoming)
            }
        };
        let toast = turn.toast.take();
        if let (Spinner::Stopped, Some(toast)) = (&spinner, &toast)
            && toast.kind == ToastKind::Window
        {
            // The spinner is gone; what must be read comes as a message.
            let text = crate::render::html::own(&toast.text);
            let reply_to = incoming.place.message;
            let say = Parcel::Say { screen: Screen::text(text), reply_to, sound: Sound::Silent };
            turn.post(incoming.place.target, say, self.bot.desk.clock.now());
        }
        let committing = self.commit(incoming, turn);
        let Spinner::Turning(query) = &spinner else { return committing.await };
        let (committed, ()) = tokio::join!(committing, self.answer(query, toast.as_ref()));
        *spinner = Spinner::Stopped;
        committed
    }

    /// Runs the endpoint as a task of its own, so that its panic stays its own.
    fn start(&self, incoming: &Arc<Incoming>) -> JoinHandle<Result<Turn, StoreError>> {
        let (schema, bot, incoming) = (Arc::clone(&self.schema), Arc::clone(&self.bot), Arc::clone(incoming));
        tokio::spawn(async move {
            match schema.dispatch(dptree::deps![bot, incoming]).await {
                ControlFlow::Break(result) => result,
                // Nothing that concerns us.
                ControlFlow::Continue(_) => Ok(Turn::default()),
            }
        })
    }

    async fn answer(&self, query: &str, toast: Option<&Toast>) {
        if let Err(failure) = self.bot.gateway.answer(query, toast).await {
            log::info!("a press could not be answered: {failure}");
        }
    }

    /// Stores the effects together with the tick in the journal.
    async fn commit(&self, incoming: &Incoming, turn: Turn) -> Result<(), StoreError> {
        let (now, update, who) = (self.bot.desk.clock.now(), incoming.update, incoming.from.who);
        // Whoever has signed in just now is no stranger.
        let known = match self.bot.desk.sessions.get(who) {
            Some(_) => Known::Signed,
            None => Known::Stranger,
        };
        let asker = Asker { who, known, asked: incoming.place.written };
        self.bot
            .desk
            .store
            .write(move |db| {
                turn.commit_for(db, &asker)?;
                db.journal_done(update, now)
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
