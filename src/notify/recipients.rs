//! Who is told of what happens: the rules of `domain::relevance` for every person who is signed in and every group that has
//! subscribed, as notices in the outbox. Each notice has a name of its own and goes out once, whatever happens meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::cache::ticket_cache::{CacheChange, CardRefresh};
use crate::context::readers::settings_and_zone;
use crate::context::tx::Tx;
use crate::domain::delivery_mode::{self, DeliveryMode};
use crate::domain::event::{Event, EventKind, TicketSnapshot};
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::domain::relevance::{self, Closeness, InList, NotificationKind, Recipient, Relevance, WatchState};
use crate::domain::rota::DutyPlace;
use crate::domain::ticket::{Priority, Ticket};
use crate::domain::ticket_history;
use crate::domain::visibility::{self, ListVisibility};
use crate::notify::duty_sound::{DutySound, duty_sound};
use crate::notify::live_messages::{self, Notable};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::notify::snoozes;
use crate::sessions::live_sessions::UserSession;
use crate::store::{Db, SnapshotKind, StoreError, Subscription};
use crate::telegram::client::Sound;
use crate::view::SendPriority;

/// Something to tell: what happened, and the ticket before and after it. `before` is missing for a ticket that nobody had
/// seen before.
#[derive(Clone, Copy)]
pub struct Notification<'a> {
    pub event: &'a Event,
    pub before: Option<TicketSnapshot<'a>>,
    pub after: TicketSnapshot<'a>,
}

/// Shows a change of what is known on the cards of its ticket, and tells whom it concerns.
pub fn publish_change(tx: &mut Tx<'_, '_>, change: &CacheChange) -> Result<(), StoreError> {
    if let Some(news) = &change.news {
        let before = TicketSnapshot { ticket: &news.before.ticket, details: news.before.details.as_ref() };
        let after = TicketSnapshot { ticket: &news.after.ticket, details: news.after.details.as_ref() };
        for event in &news.events {
            notify_change(tx, Notification { event, before: Some(before), after })?;
        }
    }
    match change.cards {
        CardRefresh::Unneeded => Ok(()),
        CardRefresh::All { pressed_card } => {
            outbox_message::refresh_cards(tx.db, change.ticket, pressed_card, tx.now)
        }
        CardRefresh::Pressed(card) => {
            let refresh = OutboxMessage::RefreshCard { message: card.message, ticket: change.ticket };
            outbox_message::enqueue(
                tx.db,
                Target::whole_chat(card.chat),
                SendPriority::Answer,
                &refresh,
                tx.now,
            )
        }
    }
}

/// Tells everybody whom it concerns.
pub fn notify_change(tx: &mut Tx<'_, '_>, told: Notification<'_>) -> Result<(), StoreError> {
    // Whoever waits for this very comment has it with the ticket.
    let reminded = snoozes::bring_back_for_comment(tx, told.event)?;
    notify_all_but(tx, &reminded, told).map(drop)
}

/// Who was told of something.
#[derive(Default)]
pub(super) struct ToldReaders {
    pub people: Vec<Arc<UserSession>>,
    pub groups: u32,
}

/// Tells everybody whom it concerns but these.
pub(super) fn notify_all_but(
    tx: &mut Tx<'_, '_>,
    but: &HashSet<TelegramUser>,
    told: Notification<'_>,
) -> Result<ToldReaders, StoreError> {
    let mut readers = ToldReaders::default();
    let watchers = tx.db.watchers_of(told.event.ticket)?;
    let unit = unit_sound(tx, told)?;
    let subscriptions = subscriptions_by_owner(tx.db)?;
    let snapshots: Vec<_> = told.before.into_iter().chain([told.after]).collect();
    for session in &tx.ctx.sessions.involved_in(told.event, &snapshots, &watchers) {
        let watches = if watchers.contains(&session.telegram) { WatchState::On } else { WatchState::Off };
        let told_person =
            !but.contains(&session.telegram) && notify_person(tx, (session, watches), told, unit.as_ref())?;
        if told_person {
            readers.people.push(Arc::clone(session));
        }
        for subscription in subscriptions.get(&session.telegram).into_iter().flatten() {
            readers.groups += u32::from(notify_group(tx, session, subscription, told)?);
        }
    }
    Ok(readers)
}

/// Tells these people, who have it in their lists, and the groups that they feed, of a new ticket; says whether
/// anything was told.
pub fn notify_new(
    tx: &mut Tx<'_, '_>,
    readers: &[&UserSession],
    after: TicketSnapshot<'_>,
) -> Result<bool, StoreError> {
    let event = ticket_history::creation_event(after.ticket);
    let told = Notification { event: &event, before: None, after };
    let unit = unit_sound(tx, told)?;
    let subscriptions = subscriptions_by_owner(tx.db)?;
    let mut any = false;
    for session in readers {
        any |= notify_person(tx, (session, WatchState::Off), told, unit.as_ref())?;
        for subscription in subscriptions.get(&session.telegram).into_iter().flatten() {
            any |= notify_group(tx, session, subscription, told)?;
        }
    }
    Ok(any)
}

/// What the rota of a ticket's unit says, where it can be new to somebody.
fn unit_sound(tx: &mut Tx<'_, '_>, told: Notification<'_>) -> Result<Option<DutySound>, StoreError> {
    match told.after.ticket.unit {
        Some(unit) => heard_duty_sound(tx, DutyPlace::Unit(unit), told),
        None => Ok(None),
    }
}

/// What the rota of a place says of a ticket that is new there, as long as it rings for whoever is on. Where it does not (they have
/// muted it, are outside of their hours, don't see it or wrote it themselves), nothing is lowered for anybody.
fn heard_duty_sound(
    tx: &mut Tx<'_, '_>,
    place: DutyPlace,
    told: Notification<'_>,
) -> Result<Option<DutySound>, StoreError> {
    if !matches!(told.event.what, EventKind::New | EventKind::Referred { .. }) {
        return Ok(None);
    }
    let Some(duty) = duty_sound(tx, place)? else { return Ok(None) };
    for session in &duty.on.sessions {
        let sees = visibility_of(tx.db, session, told.after)?;
        let heard = personal_mode(tx, (session, WatchState::Off), told, (InList::No, sees))?;
        if matches!(heard, Some((_, DeliveryMode::Ring))) {
            return Ok(Some(duty));
        }
    }
    Ok(None)
}

/// How an event concerns somebody, and how it reaches them as they have set it; `None` where it does not concern them.
fn personal_mode(
    tx: &mut Tx<'_, '_>,
    (session, watches): (&UserSession, WatchState),
    told: Notification<'_>,
    (saw, sees): (InList, InList),
) -> Result<Option<(Relevance, DeliveryMode)>, StoreError> {
    let recipient = Recipient { account: &session.account, watches, saw, sees };
    let ticket = told.after.ticket;
    let Some(concern) = relevance::relevance(told.event, ticket, &recipient) else { return Ok(None) };
    let (settings, zone) = settings_and_zone(tx, session.telegram)?;
    let mode = delivery_mode::delivery_mode(told.event, concern, ticket, &settings, tx.now, &zone);
    Ok(Some((concern, mode)))
}

fn notify_person(
    tx: &mut Tx<'_, '_>,
    (session, watches): (&UserSession, WatchState),
    told: Notification<'_>,
    unit: Option<&DutySound>,
) -> Result<bool, StoreError> {
    let change = visibility_change(tx.db, session, told)?;
    let Some((concern, mode)) = personal_mode(tx, (session, watches), told, change)? else {
        return Ok(false);
    };
    let of_unit = concern.kind == NotificationKind::New && concern.closeness == Closeness::Unit;
    let mode = match unit.filter(|duty| of_unit && !duty.is_on(session.account.me.hash.as_ref())) {
        Some(duty) => mode.lowered(duty.others),
        None => mode,
    };
    let first = concern.kind == NotificationKind::New
        || matches!(told.event.what, EventKind::New | EventKind::Referred { .. });
    let target = Target::whole_chat(session.telegram.private_chat());
    let route = if first { DeliveryRoute::First } else { DeliveryRoute::Again };
    let own = concern.kind == NotificationKind::Mine;
    let notice = Notice { event: told.event, route, mode, notable: notable(told.after.ticket, own) };
    enqueue_notice(tx.db, target, &notice, tx.now)
}

fn notify_group(
    tx: &mut Tx<'_, '_>,
    owner: &UserSession,
    subscription: &Subscription,
    told: Notification<'_>,
) -> Result<bool, StoreError> {
    let (saw, sees) = visibility_change(tx.db, owner, told)?;
    let settings = &subscription.settings;
    let ticket = told.after.ticket;
    let rests = subscription.rests.is_some();
    if rests || sees == InList::No || relevance::is_closed(ticket) || !settings.wants_ticket(ticket) {
        return Ok(false);
    }
    let wanted = |before: TicketSnapshot<'_>| saw == InList::Yes && settings.wants_ticket(before.ticket);
    let route = match (told.before.is_some_and(wanted), relevance::needs_attention(told.event, ticket)) {
        (false, _) => DeliveryRoute::First,
        (true, true) => DeliveryRoute::Again,
        (true, false) => return Ok(false),
    };
    let mode = match settings.quiet {
        Some(span)
            if span.contains_moment(tx.now, &tx.ctx.zone) && !relevance::overrides_mutes(told.event) =>
        {
            DeliveryMode::Silent
        }
        _ => DeliveryMode::Ring,
    };
    let mode = match route {
        DeliveryRoute::First => lowered_for_group(tx, subscription, told, mode)?,
        DeliveryRoute::Again => mode,
    };
    let notice = Notice { event: told.event, route, mode, notable: notable(ticket, false) };
    enqueue_notice(tx.db, subscription.target, &notice, tx.now)
}

/// How a ticket comes to a group for the first time: as its rota says, where whoever is on hears of the ticket themselves.
fn lowered_for_group(
    tx: &mut Tx<'_, '_>,
    subscription: &Subscription,
    told: Notification<'_>,
    mode: DeliveryMode,
) -> Result<DeliveryMode, StoreError> {
    let duty = heard_duty_sound(tx, DutyPlace::Group(subscription.target), told)?;
    Ok(duty.map_or(mode, |duty| mode.lowered(duty.others)))
}

/// Whether a ticket was and is in a person's incoming list.
fn visibility_change(
    db: &mut Db<'_>,
    session: &UserSession,
    told: Notification<'_>,
) -> Result<(InList, InList), StoreError> {
    // A ticket that is new in a list was just seen there.
    if told.event.what == EventKind::New {
        return Ok((InList::No, InList::Yes));
    }
    let saw = match told.before {
        Some(before) => visibility_of(db, session, before)?,
        None => InList::No,
    };
    Ok((saw, visibility_of(db, session, told.after)?))
}

/// Whether a ticket is in a person's incoming list: by the helpdesk's rules, and where these don't decide it, as the
/// list was last read.
pub(super) fn visibility_of(
    db: &mut Db<'_>,
    session: &UserSession,
    snapshot: TicketSnapshot<'_>,
) -> Result<InList, StoreError> {
    let seen = match visibility::incoming_visibility(&session.account, snapshot.ticket, snapshot.details) {
        ListVisibility::Seen => true,
        ListVisibility::Unseen => false,
        ListVisibility::Undecided => is_in_list(db, session.telegram, snapshot.ticket.at.id)?,
    };
    Ok(if seen { InList::Yes } else { InList::No })
}

/// All subscriptions, by whose list feeds them.
fn subscriptions_by_owner(db: &mut Db<'_>) -> Result<HashMap<TelegramUser, Vec<Subscription>>, StoreError> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for subscription in db.all_subscriptions()? {
        all.entry(subscription.owner).or_default().push(subscription);
    }
    Ok(all)
}

/// Whether a ticket was in somebody's incoming list when it was last read.
pub fn is_in_list(db: &mut Db<'_>, who: TelegramUser, ticket: TicketId) -> Result<bool, StoreError> {
    let view = db.list_snapshot(who, SnapshotKind::Incoming)?;
    Ok(view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket)))
}

/// Whether a notice brings a ticket to a place for the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DeliveryRoute {
    First,
    Again,
}

/// Whether a new ticket has a card of its own however many come: an urgent one, and one that is its reader's own.
fn notable(ticket: &Ticket, own: bool) -> Notable {
    if own || ticket.priority == Priority::High { Notable::Yes } else { Notable::No }
}

/// A notice to be.
struct Notice<'a> {
    event: &'a Event,
    route: DeliveryRoute,
    mode: DeliveryMode,
    notable: Notable,
}

/// Puts a notice into the outbox; says whether it was news. What brings a ticket for the first time is noted, so that the
/// ticket isn't announced as new when the place's own list shows it a moment later.
fn enqueue_notice(
    db: &mut Db<'_>,
    target: Target,
    notice: &Notice<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Notice { event, route, mode, notable } = *notice;
    let name = |kind: &EventKind| {
        let thread = target.thread.map_or(0, |thread| thread.0);
        format!("{}:{}:{}:{thread}", kind.name(now), event.ticket, target.chat)
    };
    if route == DeliveryRoute::First && event.what != EventKind::New {
        db.record_notification(&name(&EventKind::New), now)?;
    }
    let sound = match mode {
        DeliveryMode::Never => return Ok(false),
        DeliveryMode::Hold(until) => {
            return outbox_message::hold_once(db, target, &name(&event.what), event, until, now);
        }
        DeliveryMode::Ring => Sound::Ring,
        DeliveryMode::Silent => Sound::Silent,
    };
    if event.what == EventKind::New {
        if !db.record_notification(&name(&event.what), now)? {
            return Ok(false);
        }
        let message = match live_messages::record_arrival(db, target, event.ticket, notable, now)? {
            Some(live_message) => OutboxMessage::LiveMessage { live_message, sound },
            None => OutboxMessage::Alert { event: event.clone(), sound },
        };
        return outbox_message::enqueue(db, target, SendPriority::Notice, &message, now).map(|()| true);
    }
    let alert = OutboxMessage::Alert { event: event.clone(), sound };
    outbox_message::enqueue_once(db, target, name(&event.what), &alert, now)
}
