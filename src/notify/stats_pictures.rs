//! Pictures of how the work goes, drawn when they are sent: from what was seen by then, for whoever may see it then. Drawing takes
//! longer than anything else that is sent, so it has a thread of its own, one picture at a time and a few that wait.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::cache::directory::unit_name;
use crate::cache::known_lists::KnownLists;
use crate::callback::StatsPress;
use crate::context::Context;
use crate::context::readers::reader_at;
use crate::domain::account::Account;
use crate::domain::ids::{Target, TicketId, UnitId};
use crate::domain::person::Role;
use crate::domain::settings::GroupSettings;
use crate::domain::stats::{self, StatsPeriod, StatsRequest, StatsScope, TicketLife};
use crate::domain::ticket::{PersonRef, Ticket};
use crate::domain::ticket_history::HistoryEntry;
use crate::domain::ticket_life::ticket_life;
use crate::domain::visibility;
use crate::i18n::Lang;
use crate::render::reader::Reader;
use crate::render::stats_picture::{StatsSheet, StatsWording, draw_stats};
use crate::render::stats_view::{StatsChoices, stats_caption};
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, StoreError, Subscription};
use crate::t;
use crate::view::MessageView;

/// So many pictures may wait for the one that is drawn.
const MAX_WAITING: usize = 8;
/// So long a picture is shown again to whoever asks for the same.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(3);
/// So many are kept.
const MAX_KEPT: usize = 32;
/// A ticket may have been taken so long before the days that are counted.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So many units of a head have a button.
const MAX_UNITS: usize = 8;

/// A picture with its caption and its buttons.
#[derive(Clone)]
pub struct StatsMessage {
    pub picture: Arc<[u8]>,
    pub view: MessageView,
}

/// What came of a request.
pub enum StatsDrawing {
    Drawn(StatsMessage),
    /// Whoever asked may not see it, or is gone.
    NotAllowed,
    /// Too many wait.
    Busy,
}

/// The pictures of this process; clones share them.
#[derive(Clone)]
pub struct StatsPictures {
    ctx: Context,
    drawing: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    kept: Arc<Mutex<HashMap<PictureKey, (Timestamp, StatsMessage)>>>,
}

type PictureKey = (Target, StatsRequest, Lang, StatsPeriod);

/// What is to be drawn.
struct Draft {
    sheet: StatsSheet,
    view: MessageView,
}

/// Whose work is looked at, by whose rights.
struct Subject {
    session: Arc<UserSession>,
    title: String,
    scope: StatsScope,
    /// What a group hears of.
    group: Option<GroupSettings>,
}

impl StatsPictures {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, drawing: Arc::new(Semaphore::new(1)), waiting: Arc::default(), kept: Arc::default() }
    }

    /// Draws what was asked for in a place, unless it was drawn a moment ago.
    pub async fn draw(&self, target: Target, request: StatsRequest) -> Result<StatsDrawing, StoreError> {
        let ctx = self.ctx.clone();
        let found = self.ctx.store.read_inline(move |db| {
            let reader = reader_at(&ctx, db, target)?;
            Ok(find_subject(&ctx, db, target, &request, &reader)?.map(|_| reader))
        });
        let Some(reader) = found.await? else { return Ok(StatsDrawing::NotAllowed) };
        let last = request.last.unwrap_or_else(|| reader.zone.to_datetime(reader.now).date());
        let period = StatsPeriod::ending_on(last, request.span);
        let key = (target, request, reader.lang, period);
        if let Some((at, kept)) = self.kept.lock().get(&key)
            && reader.now.duration_since(*at) < KEPT_FOR
        {
            return Ok(StatsDrawing::Drawn(kept.clone()));
        }
        let Some(_place) = self.queue_up() else { return Ok(StatsDrawing::Busy) };
        // It is never closed.
        let Ok(_turn) = self.drawing.acquire().await else { return Ok(StatsDrawing::Busy) };
        let (ctx, now) = (self.ctx.clone(), reader.now);
        let draft = self.ctx.store.read(move |db| draft_stats(&ctx, db, target, &request, period, &reader));
        let Some(draft) = draft.await? else { return Ok(StatsDrawing::NotAllowed) };
        let drawn = tokio::task::spawn_blocking(move || (draw_stats(&draft.sheet), draft.view)).await;
        let (picture, view) = drawn.unwrap_or_else(|error| {
            log::error!("a picture can't be drawn: {error}");
            Default::default()
        });
        let message = StatsMessage { picture: picture.into(), view };
        let mut kept = self.kept.lock();
        kept.retain(|_, (at, _)| now.duration_since(*at) < KEPT_FOR);
        if kept.len() < MAX_KEPT {
            kept.insert(key, (now, message.clone()));
        }
        Ok(StatsDrawing::Drawn(message))
    }

    fn queue_up(&self) -> Option<WaitingPlace<'_>> {
        let place = WaitingPlace(&self.waiting);
        (self.waiting.fetch_add(1, Ordering::Relaxed) < MAX_WAITING).then_some(place)
    }
}

/// A place among those that wait, given back when it is left.
struct WaitingPlace<'a>(&'a AtomicUsize);

impl Drop for WaitingPlace<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Whose work a request is about; `None` where whoever asked may not see it, as things stand.
fn find_subject(
    ctx: &Context,
    db: &mut Db<'_>,
    target: Target,
    request: &StatsRequest,
    reader: &Reader,
) -> Result<Option<Subject>, StoreError> {
    let scope = request.scope;
    if scope == StatsScope::Group {
        let Some(subscription) = stats_subscription(db, target)? else { return Ok(None) };
        let Some(session) = ctx.sessions.find_session(subscription.owner) else { return Ok(None) };
        let title = match subscription.title.as_str() {
            "" => t!(reader.lang, "stats-here"),
            title => title.to_owned(),
        };
        return Ok(Some(Subject { session, title, scope, group: Some(subscription.settings) }));
    }
    if target.private_user() != Some(request.who) {
        return Ok(None);
    }
    let Some(session) = ctx.sessions.find_session(request.who) else { return Ok(None) };
    let title = match scope {
        StatsScope::Unit(unit) if !stats::may_see_unit(&session.account, unit) => return Ok(None),
        StatsScope::Unit(unit) => unit_name(db, unit)?.unwrap_or_else(|| unit.to_string()),
        StatsScope::Own | StatsScope::Group => session.account.display_name().to_owned(),
    };
    Ok(Some(Subject { session, title, scope, group: None }))
}

/// The subscription whose work a place may look at: its own, or that of the chat around it; none that rests.
pub fn stats_subscription(db: &mut Db<'_>, target: Target) -> Result<Option<Subscription>, StoreError> {
    let mut all = db.subscriptions_in(target.chat)?;
    let at = all.iter().position(|one| one.target == target).unwrap_or(0);
    Ok((!all.is_empty()).then(|| all.swap_remove(at)).filter(|one| one.rests.is_none()))
}

/// The units whose work somebody may look at.
fn visible_units(account: &Account, chosen: StatsScope) -> Vec<UnitId> {
    let mut units = match account.role {
        Some(Role::HeadChief | Role::HeadOfUnit) => account.units.clone(),
        Some(Role::Technician | Role::Client) | None => Vec::new(),
    };
    if let StatsScope::Unit(unit) = chosen
        && !units.contains(&unit)
    {
        units.insert(0, unit);
    }
    units.truncate(MAX_UNITS);
    units
}

/// What is to be drawn, from what was seen by now.
fn draft_stats(
    ctx: &Context,
    db: &mut Db<'_>,
    target: Target,
    request: &StatsRequest,
    period: StatsPeriod,
    reader: &Reader,
) -> Result<Option<Draft>, StoreError> {
    let Some(subject) = find_subject(ctx, db, target, request, reader)? else { return Ok(None) };
    let lives = collect_lives(ctx, db, &subject, period, reader)?;
    let stats = stats::count_stats(&lives, period, reader.now, &reader.zone);
    let own_work = subject.scope == StatsScope::Own && subject.session.account.is_staff();
    let whose = if own_work { StatsWording::Took } else { StatsWording::Came };
    let mut scopes = Vec::new();
    if subject.scope != StatsScope::Group {
        scopes.push((StatsScope::Own, t!(reader.lang, "stats-button-own")));
        for unit in visible_units(&subject.session.account, subject.scope) {
            let name = unit_name(db, unit)?.unwrap_or_else(|| unit.to_string());
            scopes.push((StatsScope::Unit(unit), name));
        }
    }
    let StatsRequest { scope, span, theme, .. } = *request;
    let choices = StatsChoices { press: StatsPress { scope, span, theme }, scopes };
    let sheet = StatsSheet { title: subject.title, whose, stats, theme, lang: reader.lang };
    let view = stats_caption(&sheet, db.watched_since()?, &choices, reader);
    Ok(Some(Draft { sheet, view }))
}

/// What was seen of every ticket that counts: those of which something happened in these days, and those that are open.
fn collect_lives(
    ctx: &Context,
    db: &mut Db<'_>,
    subject: &Subject,
    period: StatsPeriod,
    reader: &Reader,
) -> Result<Vec<TicketLife>, StoreError> {
    let account = &subject.session.account;
    let from = start_of_day(period, &reader.zone) - LOOK_BACK;
    let entries = db.history_between(from, reader.now + SignedDuration::from_secs(1))?;
    let mut history: HashMap<TicketId, Vec<&HistoryEntry>> = HashMap::new();
    for entry in &entries {
        history.entry(entry.ticket).or_default().push(entry);
    }
    let mut lists = KnownLists::open(ctx, db)?;
    let mut tickets: HashMap<TicketId, Ticket> = HashMap::new();
    if let Some(list) = lists.list_of(db, &subject.session)? {
        tickets.extend(list.tickets.iter().map(|known| (known.ticket.at.id, known.ticket.clone())));
    }
    let listed: HashSet<TicketId> = tickets.keys().copied().collect();
    let others: Vec<_> = history.keys().filter(|id| !listed.contains(id)).copied().collect();
    let others = db.find_tickets(&others)?.into_iter();
    tickets.extend(others.map(|known| (known.ticket.at.id, known.ticket)));

    let worker = (subject.scope == StatsScope::Own && account.is_staff()).then_some(&account.me);
    let lives =
        tickets.iter().filter(|(_, ticket)| counts(subject, ticket, worker)).filter_map(|(id, ticket)| {
            let seen = history.get(id).map_or(&[][..], Vec::as_slice);
            ticket_life(ticket, seen, worker, listed.contains(id))
        });
    Ok(lives.collect())
}

/// Whether a ticket is part of the work that is looked at. What a technician has done is told by its history.
fn counts(subject: &Subject, ticket: &Ticket, worker: Option<&PersonRef>) -> bool {
    let account = &subject.session.account;
    match (subject.scope, &subject.group) {
        (StatsScope::Own, _) => {
            worker.is_some() || ticket.author.is_same(&account.me) || ticket.client.is_same(&account.me)
        }
        (StatsScope::Unit(unit), _) => ticket.unit == Some(unit),
        (StatsScope::Group, Some(group)) => {
            visibility::oversees(account, ticket) && group.wants_ticket(ticket)
        }
        (StatsScope::Group, None) => false,
    }
}

fn start_of_day(period: StatsPeriod, zone: &TimeZone) -> Timestamp {
    // Of a day without midnight, its first moment.
    zone.to_timestamp(period.first.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
