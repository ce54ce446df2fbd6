//! The digest: how the queue stands when work begins, and when it ends if that is wanted. Silent, once, and not at all
//! where there is nothing to say.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use jiff::civil::Date;

use super::desk::Desk;
use super::eyes::Lists;
use super::parcel::{self, Parcel};
use super::sessions::Session;
use crate::domain::digest::{self, Digest, Edition};
use crate::domain::ids::Target;
use crate::domain::plan;
use crate::domain::settings::Group;
use crate::render;
use crate::render::sheet::Queue;
use crate::store::{Db, Known, StoreError};

/// How many are drawn in one go: what is fetched for one serves all of them, and a press is not kept waiting for long.
const AT_ONCE: usize = 50;

/// The service; clones share what has been sent since the start.
#[derive(Clone)]
pub struct Digests {
    desk: Desk,
    sent: Arc<Mutex<HashSet<(Target, Date, Edition)>>>,
}

/// A digest that it is time for.
struct Issue {
    target: Target,
    /// Whose list it is about.
    owner: Arc<Session>,
    /// What a group hears of; a person hears of all.
    group: Option<Group>,
    date: Date,
    edition: Edition,
}

impl Digests {
    pub fn new(desk: Desk) -> Self {
        Self { desk, sent: Arc::default() }
    }

    /// Sends every digest that it is time for; says how many.
    pub async fn pass(&self) -> Result<usize, StoreError> {
        let desk = self.desk.clone();
        let mut issues = self.desk.store.read(move |db| issues(&desk, db)).await?;
        {
            let mut sent = self.sent.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let newest = issues.iter().map(|issue| issue.date).max();
            sent.retain(|(_, date, _)| newest.is_none_or(|newest| *date >= newest));
            issues.retain(|issue| !sent.contains(&(issue.target, issue.date, issue.edition)));
        }
        let mut count = 0;
        let mut issues = issues.into_iter().peekable();
        while issues.peek().is_some() {
            let batch: Vec<_> = issues.by_ref().take(AT_ONCE).collect();
            let desk = self.desk.clone();
            // Drawn where nobody has to wait for it.
            let drawn = self.desk.store.read(move |db| {
                let mut lists = Lists::new(desk.watching(db)?, desk.clock.now());
                let mut drawn = Vec::new();
                for issue in batch {
                    let parcel = draw(&desk, db, &mut lists, &issue)?;
                    drawn.extend(parcel.map(|parcel| (issue.target, issue.date, issue.edition, parcel)));
                }
                Ok(drawn)
            });
            for (target, date, edition, parcel) in drawn.await? {
                let thread = target.thread.map_or(0, |thread| thread.0);
                let name = format!("digest:{date}:{}:{}:{thread}", edition.name(), target.chat);
                let now = self.desk.clock.now();
                let posted = self.desk.store.write(move |db| {
                    let Some(parcel) = parcel else { return db.note_told(&name, now) };
                    parcel::post_once(db, target, name, &parcel, now)
                });
                count += usize::from(posted.await?);
                let mut sent = self.sent.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                sent.insert((target, date, edition));
            }
        }
        Ok(count)
    }
}

/// All digests that it is time for, sent already or not.
fn issues(desk: &Desk, db: &mut Db<'_>) -> Result<Vec<Issue>, StoreError> {
    let now = desk.clock.now();
    let mut issues = Vec::new();
    let people: HashMap<_, _> = db.people()?.into_iter().map(|person| (person.telegram, person)).collect();
    for owner in desk.sessions.all().iter() {
        let person = people.get(&owner.telegram);
        let (wanted, hours) =
            person.map_or((None, None), |person| (person.settings.digest, person.settings.hours));
        let target = Target::chat(owner.telegram.chat());
        let zone = desk.reads(owner.telegram, person).zone;
        if let Some((date, edition)) = digest::due(wanted.unwrap_or(Digest::Morning), hours, now, &zone) {
            issues.push(Issue { target, owner: Arc::clone(owner), group: None, date, edition });
        }
    }
    for subscription in db.subscriptions()? {
        let wanted = subscription.settings.digest.unwrap_or(Digest::Never);
        let owner = desk.sessions.get(subscription.owner).filter(|_| subscription.rests.is_none());
        if let (Some(owner), Some((date, edition))) = (owner, digest::due(wanted, None, now, &desk.zone)) {
            let (target, group) = (subscription.target, Some(subscription.settings));
            issues.push(Issue { target, owner, group, date, edition });
        }
    }
    Ok(issues)
}

/// A digest; nothing to send within where there is nothing to say, `None` while the list is not known.
fn draw(
    desk: &Desk,
    db: &mut Db<'_>,
    lists: &mut Lists,
    issue: &Issue,
) -> Result<Option<Option<Parcel>>, StoreError> {
    let Some(list) = lists.of(db, &issue.owner)? else { return Ok(None) };
    let wanted = |known: &&Cow<'_, Known>| {
        let here = issue.group.as_ref().is_none_or(|group| group.wants(&known.ticket));
        here && !plan::is_over(&known.ticket)
    };
    let rows = list.tickets.iter().filter(wanted).map(|known| (&known.ticket, known.details.as_ref()));
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(Some(None));
    }
    let reader = desk.reader_at(db, issue.target)?;
    let screen = render::sheet::digest(&Queue::of(&rows, reader.now), issue.edition, &reader);
    Ok(Some(Some(Parcel::say(screen))))
}
