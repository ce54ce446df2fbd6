//! Brings what waits in the outbox to Telegram, within Telegram's limits. A round holds what is on its way; the loop around
//! it lives in `app`.
//!
//! A row is taken out only after its sending is known. A kill between the two sends one message twice: without an id of
//! ours at Telegram's that window can't be closed, only kept to the calls in flight: one per chat. Edits and reactions
//! don't care. While the database can't record what was sent, nothing more is sent.

mod refused;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::context::Context;
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::ids::{CardRef, ChatId, Target};
use crate::domain::metrics::LastSeen;
use crate::notify::in_flight::{Completion, InFlight};
use crate::notify::message_sender::{Carried, MessageSender, SendError, SendOutcome};
use crate::notify::message_views::card_view;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::questions;
use crate::render;
use crate::render::card_view::CardKeyboard;
use crate::store::{CardKind, CardMessage, Db, FollowedPage, JobId, OutboxRow, ScheduledJob, StoreError};
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::TelegramClient;
use crate::telegram::rate_limit::{self, RateLimiter, SharedLimits};
use crate::view::{MessageView, SendPriority};

/// How many chats are written to at once.
const MAX_IN_FLIGHT: usize = 30;

/// How many rows are looked at in one go after another, as long as all those chats have to wait.
const SCAN_PAGES: [usize; 9] = [8, 64, 240, 240, 240, 240, 240, 240, 240];

/// So often a row is tried while those behind it wait, and how lately Telegram must have taken something for them to pass.
const TRIES_IN_ORDER: u32 = 3;
const RECENT_SUCCESS: SignedDuration = SignedDuration::from_mins(1);

/// What one pass has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassReport {
    /// Rows that are done with, sent or dropped.
    pub done: usize,
    /// When the next row may go out, if any waits.
    pub next: Option<Timestamp>,
}

/// Sends what waits in the outbox, within the limits.
#[derive(Clone)]
pub struct OutboxDispatcher {
    ctx: Context,
    sender: MessageSender,
    limits: SharedLimits,
    /// Whether that knows what was sent before.
    knows: Arc<AtomicBool>,
    /// When Telegram last took something.
    taken: Arc<LastSeen>,
    /// What was sent and could not be recorded yet.
    unrecorded: Arc<Mutex<Vec<SendRecord>>>,
}

impl OutboxDispatcher {
    pub fn new(ctx: Context, telegram: TelegramClient) -> Self {
        let sender = MessageSender::new(ctx.clone(), telegram);
        Self {
            ctx,
            sender,
            limits: Arc::default(),
            knows: Arc::default(),
            taken: Arc::default(),
            unrecorded: Arc::default(),
        }
    }

    /// What of Telegram's limits is used up, for whoever writes past the outbox.
    pub fn limits(&self) -> SharedLimits {
        Arc::clone(&self.limits)
    }

    /// Somebody else has sent meanwhile.
    pub fn reset_state(&self) {
        self.sender.forget();
        self.knows.store(false, Ordering::Relaxed);
    }

    /// Takes up where whoever has sent until now left off: Telegram's limits hold for all of them together.
    async fn load_rate_limits(&self) -> Result<(), StoreError> {
        if self.knows.load(Ordering::Relaxed) {
            return Ok(());
        }
        let now = self.ctx.clock.now();
        let sent = self.ctx.store.read(move |db| db.sent_since(now - rate_limit::LIMIT_MEMORY, now)).await?;
        *self.limits.lock() = RateLimiter::restored(sent, self.ctx.store.is_shared(), now);
        self.knows.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Sends the next row of every chat that may be written to now, and waits until all of that has ended.
    pub async fn send_due(&self) -> Result<PassReport, StoreError> {
        let mut round = InFlight::of_kind("chat");
        let next = self.start_due(&mut round).await?;
        round.drain_all().await;
        let done = round.take_done()?;
        let now = self.ctx.clock.now();
        let next = match done {
            // What was tried in vain may be due again before anything else.
            0 => [next, self.due_after(now).await?].into_iter().flatten().min(),
            _ => Some(now),
        };
        Ok(PassReport { done, next })
    }

    /// Begins to send the next row of every chat that may be written to now and has nothing on its way; says when there
    /// will be more to begin, if nothing ends or comes in before.
    pub async fn start_due<'a>(
        &'a self,
        round: &mut InFlight<'a, ChatId>,
    ) -> Result<Option<Timestamp>, StoreError> {
        self.record_unrecorded().await?;
        self.load_rate_limits().await?;
        let now = self.ctx.clock.now();
        if let Err(opens) = self.limits.lock().check_overall(SendPriority::Answer, now) {
            return Ok(Some(opens));
        }
        // While no news may go out nobody need look through them.
        let (most, mut next) = match self.limits.lock().check_overall(SendPriority::Notice, now) {
            Ok(()) => (SendPriority::Stranger, None),
            Err(opens) => (SendPriority::Answer, Some(opens)),
        };
        let mut after = None;
        'pages: for size in SCAN_PAGES {
            let page = self.ctx.store.read_inline(move |db| db.outbox_heads(now, after, most, size)).await?;
            after = page.last().map(|row| (row.class, row.id));
            let last = page.len() < size;
            for row in page {
                let chat = row.target.chat;
                if round.is_busy(chat) {
                    continue;
                }
                if round.task_count() >= MAX_IN_FLIGHT {
                    return Ok(next);
                }
                if let Err(opens) = self.limits.lock().check_overall(row.class, now) {
                    next = earlier_of(next, opens);
                    // What follows is no more urgent.
                    break 'pages;
                }
                let lock = self.limits.lock().reserve_slot(chat, row.class, now);
                match lock {
                    Ok(()) => round.start_task(chat, self.process_row(row).boxed()),
                    Err(until) => next = earlier_of(next, until),
                }
            }
            if last {
                break;
            }
        }
        Ok([next, self.due_after(now).await?].into_iter().flatten().min())
    }

    /// When something becomes due that isn't yet.
    async fn due_after(&self, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.ctx.store.read_inline(move |db| db.next_outbox_due(now)).await
    }

    /// Sends a row and records what became of it.
    async fn process_row(&self, row: OutboxRow) -> (ChatId, Result<Completion, StoreError>) {
        let (chat, class) = (row.target.chat, row.class);
        let sent = self.deliver_row(row).await;
        match sent.end {
            SendResult::Spared | SendResult::TooSoon(_) => self.limits.lock().spared(chat, class),
            SendResult::Sent(_) | SendResult::Failed(_) | SendResult::Kept(_) => {
                self.limits.lock().record_answer(chat, class, sent.at);
            }
        }
        let recorded = self.record_outcome(&sent).await;
        if recorded.is_err() {
            self.unrecorded.lock().push(sent);
        }
        (chat, recorded)
    }

    /// Records what an earlier round could not.
    async fn record_unrecorded(&self) -> Result<(), StoreError> {
        loop {
            let Some(sent) = self.unrecorded.lock().pop() else { return Ok(()) };
            if let Err(error) = self.record_outcome(&sent).await {
                self.unrecorded.lock().push(sent);
                return Err(error);
            }
        }
    }

    /// Sends one row.
    async fn deliver_row(&self, row: OutboxRow) -> SendRecord {
        let end = match serde_json::from_str(&row.body) {
            Ok(outbox_message) => match self.sender.carry_out(row.target, outbox_message, row.form).await {
                Ok(Carried::Sent(made)) => SendResult::Sent(made),
                Ok(Carried::Spared) => SendResult::Spared,
                Ok(Carried::TooSoon(until)) => SendResult::TooSoon(until),
                Err(SendError::Telegram(failure)) => SendResult::Failed(failure),
                Err(SendError::Store(error)) => SendResult::Kept(error),
            },
            Err(error) => {
                log::error!("a message of another format waits in the outbox, dropped: {error}");
                SendResult::Spared
            }
        };
        SendRecord { row, end, at: self.ctx.clock.now() }
    }

    /// Records what became of a row.
    async fn record_outcome(&self, sending: &SendRecord) -> Result<Completion, StoreError> {
        let (row, at) = (sending.row.clone(), sending.at);
        if let SendResult::Sent(_) = &sending.end {
            self.ctx.metrics.sent.increment();
            self.taken.record_time(at);
        }
        match &sending.end {
            SendResult::Sent(made) => {
                let (made, target) = (made.clone(), row.target);
                let brings = brings_something(&row);
                self.settle_row(row, move |tx| {
                    match &made {
                        Some(SendOutcome::Card { card, view }) => register_card(tx, *card, view)?,
                        Some(SendOutcome::Question { question, message }) => {
                            questions::question_sent(tx.db, target, *question, *message, at)?;
                        }
                        Some(SendOutcome::Page { at: place, page }) => {
                            tx.db.put_followed_page(*place, page, at)?;
                            // Its tickets may have changed while it was on its way.
                            if let FollowedPage::List(_) = page {
                                let refresh = OutboxMessage::RefreshList { message: place.message };
                                outbox_message::enqueue(tx.db, target, SendPriority::Refresh, &refresh, at)?;
                            }
                        }
                        Some(SendOutcome::Ending { job, at: place }) => note_ending_shown(tx, *job, *place)?,
                        Some(SendOutcome::LiveMessage { live_message, message, html }) => {
                            tx.db.mark_live_message_shown(*live_message, *message, Some(html))?;
                        }
                        None => {}
                    }
                    if brings { wake(tx, target) } else { Ok(()) }
                })
                .await
            }
            SendResult::Spared => {
                self.ctx.store.write(move |db| db.mark_outbox_done(&row)).await?;
                Ok(Completion::Over)
            }
            SendResult::TooSoon(until) => {
                let until = *until;
                self.ctx.store.write(move |db| db.delay_outbox(row.id, until)).await?;
                Ok(Completion::Stays)
            }
            SendResult::Failed(failure) => self.handle_failure(row, failure, at).await,
            SendResult::Kept(error @ StoreError::Unreadable(_)) => {
                log::error!("a message for chat {} can't be drawn, dropped: {error}", row.target.chat);
                self.settle_row(row, |_| Ok(())).await
            }
            SendResult::Kept(error) => {
                log::error!("a message for chat {} can't be drawn yet: {error}", row.target.chat);
                let later = self.ctx.clock.now() + SignedDuration::from_secs(2);
                self.retry_later(row, later).await
            }
        }
    }

    /// Has a row tried again later. Those behind it wait for it, unless it has failed a few times while Telegram takes others: then it
    /// fails by itself, and they pass.
    async fn retry_later(&self, row: OutboxRow, until: Timestamp) -> Result<Completion, StoreError> {
        let taken = self.taken.time_since(self.ctx.clock.now()).is_some_and(|age| age < RECENT_SUCCESS);
        let aside = row.tries >= TRIES_IN_ORDER && taken;
        let write = move |db: &mut Db<'_>| match aside {
            true => db.retry_outbox_aside(row.id, until),
            false => db.retry_outbox_in_order(row.id, until),
        };
        self.ctx.store.write(write).await?;
        Ok(Completion::Stays)
    }

    /// Takes a row out, together with what follows from it.
    async fn settle_row<F>(&self, row: OutboxRow, also: F) -> Result<Completion, StoreError>
    where
        F: FnOnce(&mut Tx<'_, '_>) -> Result<(), StoreError> + Send + 'static,
    {
        let chat = row.target.chat;
        self.ctx
            .write(move |tx| {
                also(tx)?;
                if !chat.is_private() {
                    tx.db.record_sent(chat, tx.now)?;
                }
                tx.db.mark_outbox_done(&row)
            })
            .await?;
        Ok(Completion::Over)
    }
}

fn earlier_of(one: Option<Timestamp>, other: Timestamp) -> Option<Timestamp> {
    Some(one.map_or(other, |one| one.min(other)))
}

/// A row that was sent, or tried.
struct SendRecord {
    row: OutboxRow,
    end: SendResult,
    at: Timestamp,
}

/// What became of a sending.
enum SendResult {
    /// There was nothing to call for.
    Spared,
    /// Its message may be changed again then.
    TooSoon(Timestamp),
    /// It stands in the chat; a card comes into the ledger.
    Sent(Option<SendOutcome>),
    Failed(ApiFailure),
    /// Nothing was sent: what it shows can't be read from the database.
    Kept(StoreError),
}

/// Whether a row is a new message: only that shows that its place can be written to.
fn brings_something(row: &OutboxRow) -> bool {
    serde_json::from_str::<OutboxMessage>(&row.body)
        .is_ok_and(|outbox_message| outbox_message.is_message() && !outbox_message.is_edit())
}

/// A place takes messages: if it had rested, what waits there goes out, and what was given up is told.
fn wake(tx: &mut Tx<'_, '_>, target: Target) -> Result<(), StoreError> {
    match tx.db.end_rest(target, tx.now)? {
        None | Some(0) => Ok(()),
        Some(lost) => {
            let lang = reader_at(tx, target)?.lang;
            let say =
                OutboxMessage::send_view(MessageView::from_html(t!(lang, "group-missed", count = lost)));
            outbox_message::enqueue(tx.db, target, SendPriority::Notice, &say, tx.now)
        }
    }
}

/// Enters a new card into the ledger. While it was on its way nobody knew that it has to follow the ticket.
fn register_card(tx: &mut Tx<'_, '_>, card: CardMessage, view: &MessageView) -> Result<(), StoreError> {
    // Its reader was signed out while it was on its way.
    if card.target.private_user().is_some_and(|person| tx.ctx.sessions.find_session(person).is_none()) {
        let lang = reader_at(tx, card.target)?.lang;
        tx.db.put_card(CardMessage { kind: CardKind::Closed, ..card }, tx.now)?;
        let view = render::card::closed(lang, card.ticket);
        let edit = OutboxMessage::Edit { message: card.at.message, view };
        return outbox_message::enqueue(tx.db, card.target, SendPriority::Refresh, &edit, tx.now);
    }
    tx.db.put_card(card, tx.now)?;
    if card.kind == CardKind::Ping {
        return Ok(());
    }
    if card_view(tx, card.target, card.ticket, CardKeyboard::Usual)?.is_none_or(|fresh| fresh == *view) {
        return Ok(());
    }
    let recard = OutboxMessage::RefreshCard { message: card.at.message, ticket: card.ticket };
    outbox_message::enqueue(tx.db, card.target, SendPriority::Refresh, &recard, tx.now)
}

/// Lets the job that ends something know which message offers to take that back, unless it is over.
fn note_ending_shown(tx: &mut Tx<'_, '_>, id: JobId, at: CardRef) -> Result<(), StoreError> {
    let Some(who) = tx.db.job_owner(id)? else { return Ok(()) };
    match tx.db.find_job(id, who)? {
        Some(ScheduledJob::EndSubscription { target, since, .. }) => {
            tx.db.put_job(id, &ScheduledJob::EndSubscription { target, since, shown: Some(at) })
        }
        _ => Ok(()),
    }
}
