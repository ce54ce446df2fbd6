//! Brings what waits in the outbox to Telegram, within Telegram's limits. A round holds what is on its way; the loop around
//! it lives in `app`.
//!
//! A row is taken out only after its sending is known. A kill between the two sends one message twice: without an id of
//! ours at Telegram's that window can't be closed, only kept to the calls in flight: one per chat. Edits and reactions
//! don't care. While the database can't record what was sent, nothing more is sent.

mod refused;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::FutureExt;
use jiff::{SignedDuration, Timestamp};

use super::carrier::{Carried, Carrier, Made};
use super::desk::Desk;
use super::drawing::draw;
use super::parcel::{self, Parcel};
use super::round::{Fate, Round};
use crate::domain::ids::{ChatId, Target};
use crate::domain::pulse::Moment;
use crate::render;
use crate::screen::{Class, Screen};
use crate::store::{Card, CardKind, Db, OutboxRow, StoreError};
use crate::t;
use crate::telegram::api::Failure;
use crate::telegram::gateway::Gateway;
use crate::telegram::pacing::{self, Pacing};

/// How many chats are written to at once.
const AT_ONCE: usize = 30;

/// How many rows are looked at in one go after another, as long as all those chats have to wait.
const PAGES: [usize; 9] = [8, 64, 240, 240, 240, 240, 240, 240, 240];

/// So often a row is tried while those behind it wait, and how lately Telegram must have taken something for them to pass.
const IN_ORDER: u32 = 3;
const LATELY: SignedDuration = SignedDuration::from_mins(1);

/// What one pass has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PassReport {
    /// Rows that are done with, sent or dropped.
    pub done: usize,
    /// When the next row may go out, if any waits.
    pub next: Option<Timestamp>,
}

/// The service.
#[derive(Clone)]
pub struct Courier {
    desk: Desk,
    carrier: Carrier,
    pacing: Arc<Mutex<Pacing>>,
    /// Whether that knows what was sent before.
    knows: Arc<AtomicBool>,
    /// When Telegram last took something.
    taken: Arc<Moment>,
    /// What was sent and could not be recorded yet.
    unrecorded: Arc<Mutex<Vec<Sending>>>,
}

impl Courier {
    pub fn new(desk: Desk, gateway: Gateway) -> Self {
        let carrier = Carrier::new(desk.clone(), gateway);
        Self {
            desk,
            carrier,
            pacing: Arc::default(),
            knows: Arc::default(),
            taken: Arc::default(),
            unrecorded: Arc::default(),
        }
    }

    /// Somebody else has sent meanwhile.
    pub fn starts_over(&self) {
        self.carrier.forget();
        self.knows.store(false, Ordering::Relaxed);
    }

    /// Takes up where whoever has sent until now left off: Telegram's limits hold for all of them together.
    async fn find_out(&self) -> Result<(), StoreError> {
        if self.knows.load(Ordering::Relaxed) {
            return Ok(());
        }
        let now = self.desk.clock.now();
        let sent = self.desk.store.read(move |db| db.sent_since(now - pacing::MEMORY, now)).await?;
        *self.pacing() = Pacing::after(sent, self.desk.store.is_shared(), now);
        self.knows.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Sends the next row of every chat that may be written to now, and waits until all of that has ended.
    pub async fn pass(&self) -> Result<PassReport, StoreError> {
        let mut round = Round::of("chat");
        let next = self.take_up(&mut round).await?;
        round.ends().await;
        let done = round.done()?;
        let now = self.desk.clock.now();
        let next = match done {
            // What was tried in vain may be due again before anything else.
            0 => [next, self.due_after(now).await?].into_iter().flatten().min(),
            _ => Some(now),
        };
        Ok(PassReport { done, next })
    }

    /// Begins to send the next row of every chat that may be written to now and has nothing on its way; says when there
    /// will be more to begin, if nothing ends or comes in before.
    pub async fn take_up<'a>(
        &'a self,
        round: &mut Round<'a, ChatId>,
    ) -> Result<Option<Timestamp>, StoreError> {
        self.catch_up().await?;
        self.find_out().await?;
        let now = self.desk.clock.now();
        if let Err(opens) = self.pacing().gate(Class::Answer, now) {
            return Ok(Some(opens));
        }
        // While no news may go out nobody need look through them.
        let (most, mut next) = match self.pacing().gate(Class::Notice, now) {
            Ok(()) => (Class::Stranger, None),
            Err(opens) => (Class::Answer, Some(opens)),
        };
        let mut after = None;
        'pages: for size in PAGES {
            let page = self.desk.store.glance(move |db| db.outbox_heads(now, after, most, size)).await?;
            after = page.last().map(|row| (row.class, row.id));
            let last = page.len() < size;
            for row in page {
                let chat = row.target.chat;
                if round.is_at(chat) {
                    continue;
                }
                if round.size() >= AT_ONCE {
                    return Ok(next);
                }
                if let Err(opens) = self.pacing().gate(row.class, now) {
                    next = earlier(next, opens);
                    // What follows is no more urgent.
                    break 'pages;
                }
                let turn = self.pacing().take(chat, row.class, now);
                match turn {
                    Ok(()) => round.begin(chat, self.carry(row).boxed()),
                    Err(until) => next = earlier(next, until),
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
        self.desk.store.glance(move |db| db.outbox_next(now)).await
    }

    /// Sends a row and records what became of it.
    async fn carry(&self, row: OutboxRow) -> (ChatId, Result<Fate, StoreError>) {
        let (chat, class) = (row.target.chat, row.class);
        let sent = self.deliver(row).await;
        match sent.end {
            End::Spared | End::TooSoon(_) => self.pacing().spared(chat, class),
            End::Sent(_) | End::Failed(_) | End::Kept(_) => self.pacing().ended(chat, class, sent.at),
        }
        let recorded = self.record(&sent).await;
        if recorded.is_err() {
            self.unrecorded().push(sent);
        }
        (chat, recorded)
    }

    /// Records what an earlier round could not.
    async fn catch_up(&self) -> Result<(), StoreError> {
        loop {
            let Some(sent) = self.unrecorded().pop() else { return Ok(()) };
            if let Err(error) = self.record(&sent).await {
                self.unrecorded().push(sent);
                return Err(error);
            }
        }
    }

    fn unrecorded(&self) -> std::sync::MutexGuard<'_, Vec<Sending>> {
        self.unrecorded.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn pacing(&self) -> std::sync::MutexGuard<'_, Pacing> {
        self.pacing.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Sends one row.
    async fn deliver(&self, row: OutboxRow) -> Sending {
        let end = match serde_json::from_str(&row.body) {
            Ok(parcel) => match self.carrier.carry(row.target, parcel, row.form).await {
                Ok(Ok(Carried::Sent(made))) => End::Sent(made),
                Ok(Ok(Carried::Spared)) => End::Spared,
                Ok(Ok(Carried::TooSoon(until))) => End::TooSoon(until),
                Ok(Err(failure)) => End::Failed(failure),
                Err(error) => End::Kept(error),
            },
            Err(error) => {
                log::error!("a message of another format waits in the outbox, dropped: {error}");
                End::Spared
            }
        };
        Sending { row, end, at: self.desk.clock.now() }
    }

    /// Records what became of a row.
    async fn record(&self, sending: &Sending) -> Result<Fate, StoreError> {
        let (row, at) = (sending.row.clone(), sending.at);
        if let End::Sent(_) = &sending.end {
            self.desk.pulse.sent.one_more();
            self.taken.is(at);
        }
        match &sending.end {
            End::Sent(made) => {
                let (desk, made, target) = (self.desk.clone(), made.clone(), row.target);
                let brings = brings_something(&row);
                self.settle(row, move |db| {
                    match &made {
                        Some(Made::Card { card, screen }) => enter(&desk, db, *card, screen, at)?,
                        Some(Made::Sheet { sheet, message, html }) => {
                            db.sheet_shown(*sheet, *message, Some(html))?;
                        }
                        None => {}
                    }
                    if brings { wake(&desk, db, target, at) } else { Ok(()) }
                })
                .await
            }
            End::Spared => {
                self.desk.store.write(move |db| db.outbox_done(&row)).await?;
                Ok(Fate::Over)
            }
            End::TooSoon(until) => {
                let until = *until;
                self.desk.store.write(move |db| db.outbox_put_off(row.id, until)).await?;
                Ok(Fate::Stays)
            }
            End::Failed(failure) => self.failed(row, failure, at).await,
            End::Kept(error @ StoreError::Unreadable(_)) => {
                log::error!("a message for chat {} can't be drawn, dropped: {error}", row.target.chat);
                self.settle(row, |_| Ok(())).await
            }
            End::Kept(error) => {
                log::error!("a message for chat {} can't be drawn yet: {error}", row.target.chat);
                let later = self.desk.clock.now() + SignedDuration::from_secs(2);
                self.put_off(row, later).await
            }
        }
    }

    /// Has a row tried again later. Those behind it wait for it, unless it has failed a few times while Telegram takes others: then it
    /// fails by itself, and they pass.
    async fn put_off(&self, row: OutboxRow, until: Timestamp) -> Result<Fate, StoreError> {
        let taken = self.taken.age(self.desk.clock.now()).is_some_and(|age| age < LATELY);
        let aside = row.tries >= IN_ORDER && taken;
        let write = move |db: &mut Db<'_>| match aside {
            true => db.outbox_aside(row.id, until),
            false => db.outbox_later(row.id, until),
        };
        self.desk.store.write(write).await?;
        Ok(Fate::Stays)
    }

    /// Takes a row out, together with what follows from it.
    async fn settle<F>(&self, row: OutboxRow, also: F) -> Result<Fate, StoreError>
    where
        F: FnOnce(&mut Db<'_>) -> Result<(), StoreError> + Send + 'static,
    {
        let (chat, now) = (row.target.chat, self.desk.clock.now());
        self.desk
            .store
            .write(move |db| {
                also(db)?;
                if !chat.is_private() {
                    db.note_sent(chat, now)?;
                }
                db.outbox_done(&row)
            })
            .await?;
        Ok(Fate::Over)
    }
}

fn earlier(one: Option<Timestamp>, other: Timestamp) -> Option<Timestamp> {
    Some(one.map_or(other, |one| one.min(other)))
}

/// A row that was sent, or tried.
struct Sending {
    row: OutboxRow,
    end: End,
    at: Timestamp,
}

/// What became of a sending.
enum End {
    /// There was nothing to call for.
    Spared,
    /// Its message may be changed again then.
    TooSoon(Timestamp),
    /// It stands in the chat; a card comes into the ledger.
    Sent(Option<Made>),
    Failed(Failure),
    /// Nothing was sent: what it shows can't be read from the database.
    Kept(StoreError),
}

/// Whether a row is a new message: only that shows that its place can be written to.
fn brings_something(row: &OutboxRow) -> bool {
    serde_json::from_str::<Parcel>(&row.body).is_ok_and(|parcel| parcel.is_message() && !parcel.is_edit())
}

/// A place takes messages: if it had rested, what waits there goes out, and what was given up is told.
fn wake(desk: &Desk, db: &mut Db<'_>, target: Target, now: Timestamp) -> Result<(), StoreError> {
    match db.end_rest(target, now)? {
        None | Some(0) => Ok(()),
        Some(lost) => {
            let lang = desk.reader_at(db, target)?.lang;
            let say = Parcel::say(Screen::text(t!(lang, "group-missed", count = lost)));
            parcel::post(db, target, Class::Notice, &say, now)
        }
    }
}

/// Enters a new card into the ledger. While it was on its way nobody knew that it has to follow the ticket.
fn enter(
    desk: &Desk,
    db: &mut Db<'_>,
    card: Card,
    screen: &Screen,
    now: Timestamp,
) -> Result<(), StoreError> {
    // Its reader was signed out while it was on its way.
    if card.target.person().is_some_and(|person| desk.sessions.get(person).is_none()) {
        let lang = desk.reader_at(db, card.target)?.lang;
        db.put_card(Card { kind: CardKind::Closed, ..card }, now)?;
        let screen = render::card::closed(lang, card.ticket);
        let edit = Parcel::Edit { message: card.at.message, screen };
        return parcel::post(db, card.target, Class::Refresh, &edit, now);
    }
    db.put_card(card, now)?;
    if card.kind == CardKind::Ping {
        return Ok(());
    }
    if draw(desk, db, card.target, card.ticket)?.is_none_or(|fresh| fresh == *screen) {
        return Ok(());
    }
    let recard = Parcel::Recard { message: card.at.message, ticket: card.ticket };
    parcel::post(db, card.target, Class::Refresh, &recard, now)
}
