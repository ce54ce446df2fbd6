//! What a picture of `/stats` is made of: whose work it shows, by whose rights, and what was seen of it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::cache::directory::unit_name;
use crate::cache::known_lists::KnownLists;
use crate::cache::ticket_cache::on_our_clock;
use crate::callback::StatsPress;
use crate::context::Context;
use crate::context::tx::Tx;
use crate::domain::account::Account;
use crate::domain::ids::{Target, TicketId, UnitId};
use crate::domain::person::Role;
use crate::domain::rota::DutyPlace;
use crate::domain::settings::GroupSettings;
use crate::domain::stats::{self, StatsPeriod, StatsRequest, StatsScope};
use crate::domain::ticket::{PersonRef, Ticket};
use crate::domain::ticket_history::HistoryEntry;
use crate::domain::ticket_life::ticket_life;
use crate::domain::visibility::{self, ListVisibility};
use crate::i18n::Lang;
use crate::render::reader::Reader;
use crate::render::stats_picture::{StatsSheet, StatsWording, draw_stats};
use crate::render::stats_view::{StatsChoices, StatsDuty, stats_caption};
use crate::sessions::live_sessions::UserSession;
use crate::sessions::on_duty::on_duty;
use crate::store::{Db, StoreError, StoredTicket, Subscription};
use crate::t;
use crate::view::MessageView;

/// A ticket may have been taken so long before the days that are counted.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(30 * 24);
/// So much of the history, and so many tickets, are read at a time.
const HISTORY_PER_READ: SignedDuration = SignedDuration::from_hours(7 * 24);
const TICKETS_PER_READ: usize = 320;
/// So many units of a head have a button.
const MAX_UNITS: usize = 8;

/// A picture with its caption and its buttons.
#[derive(Clone)]
pub struct StatsMessage {
    pub picture: Arc<[u8]>,
    pub view: MessageView,
}

/// What a picture is made of.
pub struct StatsMaterial {
    subject: Subject,
    /// Whose work the reader may look at, with its name.
    scopes: Vec<(StatsScope, String)>,
    watched_since: Option<Timestamp>,
    duty: Option<StatsDuty>,
    reader: Reader,
    /// Those that count, of which something happened or which are open. Their times are by our clock.
    tickets: Vec<Ticket>,
    /// The open ones.
    listed: HashSet<TicketId>,
    /// What happened to each, the oldest first.
    history: HashMap<TicketId, Vec<HistoryEntry>>,
}

/// Whose work is looked at, by whose rights.
struct Subject {
    session: Arc<UserSession>,
    title: String,
    scope: StatsScope,
    /// What a group hears of.
    group: Option<GroupSettings>,
    /// Where somebody may be on duty.
    place: Option<DutyPlace>,
}

/// Whether a ticket stands in the list of whoever looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Listed {
    Yes,
    No,
}

impl Subject {
    /// Whose own taking and finishing is counted, where it is not what came in.
    fn worker(&self) -> Option<&PersonRef> {
        let account = &self.session.account;
        (self.scope == StatsScope::Own && account.is_staff()).then_some(&account.me)
    }

    /// Whether a ticket is part of the work that is looked at. What a technician has done is told by its history; what a group was
    /// not told of, because its subscriber would not see it, is none of its work.
    fn counts(&self, known: &StoredTicket, listed: Listed) -> bool {
        let (account, ticket) = (&self.session.account, &known.ticket);
        match (self.scope, &self.group) {
            (StatsScope::Own, _) => {
                let own = ticket.author.is_same(&account.me) || ticket.client.is_same(&account.me);
                own || self.worker().is_some()
            }
            (StatsScope::Unit(unit), _) => ticket.unit == Some(unit),
            (StatsScope::Group, Some(group)) => {
                let details = known.details.as_ref();
                let sees = || visibility::may_comment(account, ticket, details, None) == ListVisibility::Seen;
                group.wants_ticket(ticket) && (listed == Listed::Yes || sees())
            }
            (StatsScope::Group, None) => false,
        }
    }
}

/// A ticket whose creation is told by our clock, as all else that is counted.
fn on_our_time(ctx: &Context, ticket: Ticket) -> Ticket {
    let created = ticket.created.map(|created| on_our_clock(ctx, created));
    Ticket { created, ..ticket }
}

/// What a picture shows, named: whose list is behind it, and what of it counts. `None` where whoever asks may not see it, as things
/// stand.
pub fn name_subject(
    tx: &mut Tx<'_, '_>,
    target: Target,
    request: &StatsRequest,
    reader: &Reader,
) -> Result<Option<String>, StoreError> {
    let Some(Subject { session, scope, group, title, .. }) = find_subject(tx, target, request, reader)?
    else {
        return Ok(None);
    };
    let zone = reader.zone.iana_name();
    Ok(Some(format!("{}:{:?}:{scope:?}:{group:?}:{title}:{zone:?}", session.account.login, session.since)))
}

/// What whoever asked is told in place of a picture that they may not see any more. Of being signed out they have heard.
pub fn refusal_words(scope: StatsScope, lang: Lang) -> Option<String> {
    match scope {
        StatsScope::Own => None,
        StatsScope::Unit(_) => Some(t!(lang, "stats-not-yours")),
        StatsScope::Group => Some(t!(lang, "stats-no-subscription")),
    }
}

/// Reads what a picture is made of: a little at a time, because others wait for the database too.
pub async fn gather_material(
    ctx: &Context,
    target: Target,
    request: StatsRequest,
    period: StatsPeriod,
    reader: Reader,
) -> Result<Option<StatsMaterial>, StoreError> {
    let store = &ctx.store;
    let frame = ctx.read(move |tx| read_frame(tx, target, &request, reader)).await?;
    let Some(mut material) = frame else { return Ok(None) };
    let end = material.reader.now + SignedDuration::from_secs(1);
    let mut from = start_of_day(period, &material.reader.zone) - LOOK_BACK;
    while from < end {
        let until = end.min(from + HISTORY_PER_READ);
        for entry in store.read(move |db| db.history_between(from, until)).await? {
            material.history.entry(entry.ticket).or_default().push(entry);
        }
        from = until;
    }
    let unlisted = material.history.keys().filter(|id| !material.listed.contains(id));
    let unlisted: Vec<_> = unlisted.copied().collect();
    for part in unlisted.chunks(TICKETS_PER_READ) {
        let part = part.to_vec();
        let found = store.read(move |db| db.find_tickets(&part)).await?;
        let counted = found.into_iter().filter(|known| material.subject.counts(known, Listed::No));
        material.tickets.extend(counted.map(|known| on_our_time(ctx, known.ticket)));
    }
    Ok(Some(material))
}

/// Whose work a request is about; `None` where whoever asked may not see it, as things stand.
fn find_subject(
    tx: &mut Tx<'_, '_>,
    target: Target,
    request: &StatsRequest,
    reader: &Reader,
) -> Result<Option<Subject>, StoreError> {
    let scope = request.scope;
    if scope == StatsScope::Group {
        let Some(subscription) = stats_subscription(tx.db, target)? else { return Ok(None) };
        let Some(session) = tx.ctx.sessions.find_session(subscription.owner) else { return Ok(None) };
        let title = match subscription.title.as_str() {
            "" => t!(reader.lang, "stats-here"),
            title => title.to_owned(),
        };
        let place = Some(DutyPlace::Group(subscription.target));
        return Ok(Some(Subject { session, title, scope, group: Some(subscription.settings), place }));
    }
    if target.private_user() != Some(request.who) {
        return Ok(None);
    }
    let Some(session) = tx.ctx.sessions.find_session(request.who) else { return Ok(None) };
    let title = match scope {
        StatsScope::Unit(unit) if !stats::may_see_unit(&session.account, unit) => return Ok(None),
        StatsScope::Unit(unit) => unit_name(tx.db, unit)?.unwrap_or_else(|| unit.to_string()),
        StatsScope::Own | StatsScope::Group => session.account.display_name().to_owned(),
    };
    let place = match scope {
        StatsScope::Unit(unit) => Some(DutyPlace::Unit(unit)),
        StatsScope::Own | StatsScope::Group => None,
    };
    Ok(Some(Subject { session, title, scope, group: None, place }))
}

/// The subscription whose work a place may look at: its own, or that of the chat around it; none that rests.
pub fn stats_subscription(db: &mut Db<'_>, target: Target) -> Result<Option<Subscription>, StoreError> {
    Ok(db.subscription_around(target)?.filter(|one| one.rests.is_none()))
}

/// The units whose work somebody may look at: a head's own, and the chief's those in which something is open.
fn visible_units(account: &Account, busy: &BTreeSet<UnitId>) -> Vec<UnitId> {
    let mut units = match account.role {
        Some(Role::HeadChief | Role::HeadOfUnit) => account.units.clone(),
        Some(Role::Technician | Role::Client) | None => Vec::new(),
    };
    if account.role == Some(Role::HeadChief) {
        units.extend(busy.iter().filter(|unit| !account.units.contains(unit)));
    }
    units.truncate(MAX_UNITS);
    units
}

/// All but the history: who asks for what, and what is open.
fn read_frame(
    tx: &mut Tx<'_, '_>,
    target: Target,
    request: &StatsRequest,
    reader: Reader,
) -> Result<Option<StatsMaterial>, StoreError> {
    let Some(subject) = find_subject(tx, target, request, &reader)? else { return Ok(None) };
    let mut lists = KnownLists::open(tx)?;
    let list = lists.list_of(tx.db, &subject.session)?;
    let open: Vec<_> = list.into_iter().flat_map(|list| list.tickets).collect();
    let listed = open.iter().map(|known| known.ticket.at.id).collect();
    let mut scopes = Vec::new();
    if subject.scope != StatsScope::Group {
        scopes.push((StatsScope::Own, t!(reader.lang, "stats-button-own")));
        let busy = open.iter().filter_map(|known| known.ticket.unit).collect();
        for unit in visible_units(&subject.session.account, &busy) {
            let name = unit_name(tx.db, unit)?.unwrap_or_else(|| unit.to_string());
            scopes.push((StatsScope::Unit(unit), name));
        }
    }
    let counted = open.iter().filter(|known| subject.counts(known, Listed::Yes));
    let tickets = counted.map(|known| on_our_time(tx.ctx, known.ticket.clone())).collect();
    let duty = match subject.place {
        Some(place) => on_duty(&tx.ctx.sessions, tx.db, place, tx.now)?,
        None => None,
    };
    let duty = duty.map(|duty| match duty.current {
        Some(person) => StatsDuty::On(person.name),
        None => StatsDuty::Nobody,
    });
    let (watched_since, history) = (tx.db.watched_since()?, HashMap::new());
    Ok(Some(StatsMaterial { subject, scopes, watched_since, duty, reader, tickets, listed, history }))
}

impl StatsMaterial {
    /// Counts, draws and says in words.
    pub fn draw(self, request: &StatsRequest, period: StatsPeriod) -> StatsMessage {
        let Self { subject, scopes, watched_since, duty, reader, tickets, listed, history } = self;
        let worker = subject.worker();
        let lives: Vec<_> = tickets
            .iter()
            .filter_map(|ticket| {
                let seen = history.get(&ticket.at.id).map_or(&[][..], Vec::as_slice);
                ticket_life(ticket, seen, worker, listed.contains(&ticket.at.id))
            })
            .collect();
        let stats = stats::count_stats(&lives, period, reader.now, &reader.zone);
        let whose = if worker.is_some() { StatsWording::Took } else { StatsWording::Came };
        let StatsRequest { scope, span, theme, .. } = *request;
        let sheet = StatsSheet { title: subject.title, whose, stats, theme, lang: reader.lang };
        let choices = StatsChoices { press: StatsPress { scope, span, theme }, scopes };
        let view = stats_caption(&sheet, (watched_since, duty), &choices, &reader);
        StatsMessage { picture: draw_stats(&sheet).into(), view }
    }
}

fn start_of_day(period: StatsPeriod, zone: &TimeZone) -> Timestamp {
    // Of a day without midnight, its first moment.
    zone.to_timestamp(period.first.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
