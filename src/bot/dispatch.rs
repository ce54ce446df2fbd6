//! Hands updates to the endpoints. Each person has a lane of their own: what one person does happens in order, and one
//! slow press, one busy group or one endpoint that panics holds up nobody else.
//!
//! teloxide's own dispatcher is not used: it orders by chat, stops everybody when one queue is full, dies of a panic, and
//! confirms updates that it has not handled.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinHandle;

use super::schema::{Schema, schema};
use super::turn::Turn;
use super::{Bot, talk};
use crate::domain::ids::TelegramUser;
use crate::screen::Screen;
use crate::service::parcel::Parcel;
use crate::store::StoreError;
use crate::telegram::gateway::{Sound, Toast, ToastKind};
use crate::telegram::incoming::{Incoming, What};

/// How many updates are worked on at once.
const AT_ONCE: usize = 256;

/// How long an update waits after the database has failed; it is dealt with anew then.
const AGAIN: Duration = Duration::from_secs(2);

/// A press that takes longer is answered before its result is known.
const SOON: Duration = Duration::from_millis(800);

/// Hands out updates; clones share the lanes.
#[derive(Clone)]
pub struct Dispatcher {
    bot: Arc<Bot>,
    schema: Arc<Schema>,
    lanes: Arc<Mutex<Lanes>>,
    room: Arc<Semaphore>,
    quiet: Arc<Notify>,
}

/// Who has something waiting. A lane exists while a task works on it.
#[derive(Default)]
struct Lanes {
    waiting: HashMap<TelegramUser, VecDeque<Waiting>>,
    count: usize,
}

impl Dispatcher {
    pub fn new(bot: Arc<Bot>) -> Self {
        Self {
            bot,
            schema: Arc::new(schema()),
            lanes: Arc::default(),
            room: Arc::new(Semaphore::new(AT_ONCE)),
            quiet: Arc::default(),
        }
    }

    /// Takes an update on; returns at once.
    pub fn dispatch(&self, incoming: Incoming) {
        let who = incoming.from.who;
        let mut lanes = self.lanes();
        lanes.count += 1;
        let waiting = Waiting { incoming: Arc::new(incoming), answered: Arc::default() };
        if let Some(lane) = lanes.waiting.get_mut(&who) {
            lane.push_back(waiting.clone());
            if matches!(waiting.incoming.what, What::Press { .. }) {
                tokio::spawn(self.clone().soothe(waiting));
            }
            return;
        }
        lanes.waiting.insert(who, VecDeque::from([waiting]));
        drop(lanes);
        tokio::spawn(self.clone().work(who));
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

    /// How many updates are waiting or being worked on.
    pub fn busy(&self) -> usize {
        self.lanes().count
    }

    /// Returns once everything that was taken on is dealt with.
    pub async fn idle(&self) {
        loop {
            let quiet = self.quiet.notified();
            tokio::pin!(quiet);
            quiet.as_mut().enable();
            if self.busy() == 0 {
                return;
            }
            quiet.await;
        }
    }

    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Works one lane until it is empty.
    async fn work(self, who: TelegramUser) {
        while let Some(waiting) = self.next(who) {
            // The semaphore is never closed.
            let _room = self.room.acquire().await;
            self.handle(waiting).await;
            self.lanes().count -= 1;
            self.quiet.notify_waiters();
        }
    }

    fn next(&self, who: TelegramUser) -> Option<Waiting> {
        let mut lanes = self.lanes();
        let next = lanes.waiting.get_mut(&who)?.pop_front();
        if next.is_none() {
            lanes.waiting.remove(&who);
        }
        next
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
            log::error!("update {} waits for the database: {error}", incoming.update);
            self.bot.desk.clock.sleep(AGAIN).await;
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
        let committing = self.commit(incoming.update, turn);
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
    async fn commit(&self, update: i64, turn: Turn) -> Result<(), StoreError> {
        let now = self.bot.desk.clock.now();
        self.bot
            .desk
            .store
            .write(move |db| {
                turn.commit(db)?;
                db.journal_done(update, now)
            })
            .await
    }
}

/// An update in its lane.
#[derive(Clone)]
struct Waiting {
    incoming: Arc<Incoming>,
    /// Whether somebody has taken it on themselves to answer the press.
    answered: Arc<AtomicBool>,
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
