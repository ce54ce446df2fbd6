//! Hands updates to the endpoints. Each person has a lane of their own: what one person does happens in order, and one
//! slow press, one busy group or one endpoint that panics holds up nobody else.
//!
//! teloxide's own dispatcher is not used: it orders by chat, stops everybody when one queue is full, dies of a panic, and
//! confirms updates that it has not handled.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
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
use crate::telegram::gateway::{Sound, ToastKind};
use crate::telegram::incoming::{Incoming, What};

/// How many updates are worked on at once.
const AT_ONCE: usize = 256;

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
    waiting: HashMap<TelegramUser, VecDeque<Incoming>>,
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
        if let Some(lane) = lanes.waiting.get_mut(&who) {
            lane.push_back(incoming);
            return;
        }
        lanes.waiting.insert(who, VecDeque::from([incoming]));
        drop(lanes);
        tokio::spawn(self.clone().work(who));
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
        while let Some(incoming) = self.next(who) {
            // The semaphore is never closed.
            let _room = self.room.acquire().await;
            self.handle(incoming).await;
            self.lanes().count -= 1;
            self.quiet.notify_waiters();
        }
    }

    fn next(&self, who: TelegramUser) -> Option<Incoming> {
        let mut lanes = self.lanes();
        let next = lanes.waiting.get_mut(&who)?.pop_front();
        if next.is_none() {
            lanes.waiting.remove(&who);
        }
        next
    }

    /// Deals with one update: the endpoint, the answer to a press, the commit.
    async fn handle(&self, incoming: Incoming) {
        let incoming = Arc::new(incoming);
        let mut endpoint = self.start(&incoming);
        let query = match &incoming.what {
            What::Press { query, .. } => Some(query.as_str()),
            _ => None,
        };
        let mut early = false;
        let ended = match query {
            None => endpoint.await,
            Some(query) => match tokio::time::timeout(SOON, &mut endpoint).await {
                Ok(ended) => ended,
                Err(_) => {
                    early = true;
                    let toast = talk::working(&self.bot, &incoming).await;
                    self.answer(query, &toast).await;
                    endpoint.await
                }
            },
        };
        let mut turn = match ended {
            Ok(Ok(turn)) => turn,
            Ok(Err(error)) => {
                log::error!("update {} could not be dealt with: {error}", incoming.update);
                talk::trouble(&self.bot, &incoming).await
            }
            Err(error) => {
                // The panic's own message is in the log already. The update is ticked off: it would only panic again.
                log::error!("update {} made its endpoint panic: {}", incoming.update, error.is_panic());
                talk::trouble(&self.bot, &incoming).await
            }
        };
        let answered = turn.toast.take();
        if let (true, Some(toast)) = (early, &answered)
            && toast.kind == ToastKind::Window
        {
            // The spinner is gone; what must be read comes as a message.
            let text = crate::render::html::escape(&toast.text);
            let reply_to = incoming.place.message;
            let say = Parcel::Say { screen: Screen::text(text), reply_to, sound: Sound::Silent };
            turn.post(incoming.place.target, say, self.bot.desk.clock.now());
        }
        let committing = self.commit(incoming.update, turn);
        match query {
            Some(query) if !early => {
                tokio::join!(committing, async {
                    if let Err(failure) = self.bot.gateway.answer(query, answered.as_ref()).await {
                        log::info!("a press could not be answered: {failure}");
                    }
                });
            }
            _ => committing.await,
        }
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

    async fn answer(&self, query: &str, toast: &crate::telegram::gateway::Toast) {
        if let Err(failure) = self.bot.gateway.answer(query, Some(toast)).await {
            log::info!("a press could not be answered: {failure}");
        }
    }

    /// Stores the effects together with the tick in the journal. If that fails the update stays open and is dealt with at
    /// the next start.
    async fn commit(&self, update: i64, turn: Turn) {
        let now = self.bot.desk.clock.now();
        let committed = self
            .bot
            .desk
            .store
            .write(move |db| {
                turn.commit(db)?;
                db.journal_done(update, now)
            })
            .await;
        if let Err(error) = committed {
            log::error!("update {update} was dealt with but not recorded: {error}");
        }
        self.bot.desk.mail.notify_one();
        self.bot.desk.comments.notify_one();
        self.bot.desk.jobs.notify_one();
    }
}
