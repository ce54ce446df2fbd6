//! Who is told of what happens: the rules of `domain::plan` for every person who is signed in and every group that has
//! subscribed, as notices in the outbox. Each notice has a name of its own and goes out once, whatever happens meanwhile.

use std::collections::HashMap;

use jiff::Timestamp;

use super::desk::Desk;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use super::sheets::{self, Notable};
use crate::domain::event::{Event, Happening, Sighting};
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::domain::plan::{self, Kind, Sees, Someone, Watch};
use crate::domain::silence::{self, Manner};
use crate::domain::ticket::{Priority, Ticket};
use crate::domain::visibility::{self, Verdict};
use crate::screen::Class;
use crate::store::{Db, StoreError, Subscription, ViewKind};
use crate::telegram::gateway::Sound;

/// Something to tell: what happened, and the ticket before and after it. `before` is missing for a ticket that nobody had
/// seen before.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub event: &'a Event,
    pub before: Option<Sighting<'a>>,
    pub after: Sighting<'a>,
}

impl Desk {
    /// Tells everybody whom it concerns.
    pub fn tell(&self, db: &mut Db<'_>, told: Told<'_>, now: Timestamp) -> Result<(), StoreError> {
        let watchers = db.watchers(told.event.ticket)?;
        let subscriptions = subscriptions(db)?;
        for session in self.sessions.all().iter() {
            let watches = if watchers.contains(&session.telegram) { Watch::On } else { Watch::Off };
            self.tell_person(db, session, watches, told, now)?;
            for subscription in subscriptions.get(&session.telegram).into_iter().flatten() {
                self.tell_group(db, session, subscription, told, now)?;
            }
        }
        Ok(())
    }

    /// Tells these people, who have it in their lists, and the groups that they feed, of a new ticket; says whether
    /// anything was told.
    pub fn tell_new(
        &self,
        db: &mut Db<'_>,
        readers: &[&Session],
        after: Sighting<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let event =
            Event { ticket: after.ticket.at.id, what: Happening::New, by: Some(after.ticket.author.clone()) };
        let told = Told { event: &event, before: None, after };
        let subscriptions = subscriptions(db)?;
        let mut any = false;
        for session in readers {
            any |= self.tell_person(db, session, Watch::Off, told, now)?;
            for subscription in subscriptions.get(&session.telegram).into_iter().flatten() {
                any |= self.tell_group(db, session, subscription, told, now)?;
            }
        }
        Ok(any)
    }

    fn tell_person(
        &self,
        db: &mut Db<'_>,
        session: &Session,
        watches: Watch,
        told: Told<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (saw, sees) = self.eyes(db, session, told)?;
        let someone = Someone { account: &session.account, watches, saw, sees };
        let Some(concern) = plan::concern(told.event, told.after.ticket, &someone) else { return Ok(false) };
        let person = db.person(session.telegram)?;
        let zone = self.reads(session.telegram, person.as_ref()).zone;
        let settings = person.map(|person| person.settings).unwrap_or_default();
        let manner = silence::manner(told.event, concern, told.after.ticket, &settings, now, &zone);
        let first = concern.kind == Kind::New
            || matches!(told.event.what, Happening::New | Happening::Referred { .. });
        let target = Target::chat(session.telegram.chat());
        let sight = if first { Sight::First } else { Sight::Again };
        let own = concern.kind == Kind::Mine;
        let word = Word { event: told.event, sight, manner, notable: notable(told.after.ticket, own) };
        post(db, target, &word, now)
    }

    fn tell_group(
        &self,
        db: &mut Db<'_>,
        owner: &Session,
        subscription: &Subscription,
        told: Told<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (saw, sees) = self.eyes(db, owner, told)?;
        let settings = &subscription.settings;
        let ticket = told.after.ticket;
        let rests = subscription.rests.is_some();
        if rests || sees == Sees::No || plan::is_over(ticket) || !settings.wants(ticket) {
            return Ok(false);
        }
        let wanted = |before: Sighting<'_>| saw == Sees::Yes && settings.wants(before.ticket);
        let sight = match (told.before.is_some_and(wanted), plan::calls_for_hands(told.event, ticket)) {
            (false, _) => Sight::First,
            (true, true) => Sight::Again,
            (true, false) => return Ok(false),
        };
        let manner = match settings.quiet {
            Some(span) if span.holds_at(now, &self.zone) => Manner::Silent,
            _ => Manner::Ring,
        };
        let word = Word { event: told.event, sight, manner, notable: notable(ticket, false) };
        post(db, subscription.target, &word, now)
    }

    /// Whether a ticket was and is in a person's incoming list.
    fn eyes(&self, db: &mut Db<'_>, session: &Session, told: Told<'_>) -> Result<(Sees, Sees), StoreError> {
        // A ticket that is new in a list was just seen there.
        if told.event.what == Happening::New {
            return Ok((Sees::No, Sees::Yes));
        }
        let saw = match told.before {
            Some(before) => self.sees(db, session, before)?,
            None => Sees::No,
        };
        Ok((saw, self.sees(db, session, told.after)?))
    }

    /// Whether a ticket is in a person's incoming list: by the helpdesk's rules, and where these don't decide it, as the
    /// list was last read.
    fn sees(&self, db: &mut Db<'_>, session: &Session, sight: Sighting<'_>) -> Result<Sees, StoreError> {
        let seen = match visibility::incoming(&session.account, sight.ticket, sight.details) {
            Verdict::Seen => true,
            Verdict::Unseen => false,
            Verdict::Undecided => in_list(db, session.telegram, sight.ticket.at.id)?,
        };
        Ok(if seen { Sees::Yes } else { Sees::No })
    }
}

/// All subscriptions, by whose list feeds them.
fn subscriptions(db: &mut Db<'_>) -> Result<HashMap<TelegramUser, Vec<Subscription>>, StoreError> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for subscription in db.subscriptions()? {
        all.entry(subscription.owner).or_default().push(subscription);
    }
    Ok(all)
}

/// Whether a ticket was in somebody's incoming list when it was last read.
pub fn in_list(db: &mut Db<'_>, who: TelegramUser, ticket: TicketId) -> Result<bool, StoreError> {
    let view = db.view(who, ViewKind::Incoming)?;
    Ok(view.is_some_and(|view| view.rows.iter().any(|row| row.id == ticket)))
}

/// Whether a notice brings a ticket to a place for the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sight {
    First,
    Again,
}

/// Whether a new ticket has a card of its own however many come: an urgent one, and one that is its reader's own.
fn notable(ticket: &Ticket, own: bool) -> Notable {
    if own || ticket.priority == Priority::High { Notable::Yes } else { Notable::No }
}

/// A notice to be.
struct Word<'a> {
    event: &'a Event,
    sight: Sight,
    manner: Manner,
    notable: Notable,
}

/// Puts a notice into the outbox; says whether it was news. What brings a ticket for the first time is noted, so that the
/// ticket isn't announced as new when the place's own list shows it a moment later.
fn post(db: &mut Db<'_>, target: Target, word: &Word<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let Word { event, sight, manner, notable } = *word;
    let name = |happening: &Happening| {
        let thread = target.thread.map_or(0, |thread| thread.0);
        format!("{}:{}:{}:{thread}", happening.name(now), event.ticket, target.chat)
    };
    if sight == Sight::First && event.what != Happening::New {
        db.note_told(&name(&Happening::New), now)?;
    }
    let sound = match manner {
        Manner::Never => return Ok(false),
        Manner::Hold(until) => {
            return parcel::keep_once(db, target, &name(&event.what), event, until, now);
        }
        Manner::Ring => Sound::Ring,
        Manner::Silent => Sound::Silent,
    };
    if event.what == Happening::New {
        if !db.note_told(&name(&event.what), now)? {
            return Ok(false);
        }
        let parcel = match sheets::arrive(db, target, event.ticket, notable, now)? {
            Some(sheet) => Parcel::Sheet { sheet, sound },
            None => Parcel::Alert { event: event.clone(), sound },
        };
        return parcel::post(db, target, Class::Notice, &parcel, now).map(|()| true);
    }
    let alert = Parcel::Alert { event: event.clone(), sound };
    parcel::post_once(db, target, name(&event.what), &alert, now)
}
