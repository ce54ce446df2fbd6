//! The digest: how the queue stands when work begins, and when it ends if that is wanted. Silent, once, and not at all
//! where there is nothing to say.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::civil::Date;
use parking_lot::Mutex;

use crate::cache::known_lists::KnownLists;
use crate::context::Context;
use crate::context::readers::{reader_at, reader_from};
use crate::context::tx::Tx;
use crate::domain::digest::{self, Digest, Edition};
use crate::domain::ids::Target;
use crate::domain::relevance;
use crate::domain::settings::{GroupSettings, ShowMode};
use crate::notify::list_views::listed;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::live_message::TicketQueue;
use crate::sessions::live_sessions::UserSession;
use crate::store::{StoreError, StoredTicket};

/// How many are drawn in one go: what is fetched for one serves all of them, and a press is not kept waiting for long.
const MAX_DIGESTS: usize = 50;

/// The service; clones share what has been sent since the start.
#[derive(Clone)]
pub struct DigestSender {
    ctx: Context,
    sent: Arc<Mutex<HashSet<(Target, Date, Edition)>>>,
}

/// A digest that it is time for.
struct DueDigest {
    target: Target,
    /// Whose list it is about.
    owner: Arc<UserSession>,
    /// What a group hears of; a person hears of all.
    group: Option<GroupSettings>,
    date: Date,
    edition: Edition,
}

impl DigestSender {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, sent: Arc::default() }
    }

    /// Sends every digest that it is time for; says how many.
    pub async fn send_due(&self) -> Result<usize, StoreError> {
        let mut issues = self.ctx.read(due_digests).await?;
        {
            let mut sent = self.sent.lock();
            let newest = issues.iter().map(|issue| issue.date).max();
            sent.retain(|(_, date, _)| newest.is_none_or(|newest| *date >= newest));
            issues.retain(|issue| !sent.contains(&(issue.target, issue.date, issue.edition)));
        }
        let mut count = 0;
        let mut issues = issues.into_iter().peekable();
        while issues.peek().is_some() {
            let batch: Vec<_> = issues.by_ref().take(MAX_DIGESTS).collect();
            // Drawn where nobody has to wait for it.
            let drawn = self.ctx.read(move |tx| {
                let mut lists = KnownLists::open(tx)?;
                let mut drawn = Vec::new();
                for issue in batch {
                    let message = digest_view(tx, &mut lists, &issue)?;
                    drawn.extend(message.map(|message| (issue.target, issue.date, issue.edition, message)));
                }
                Ok(drawn)
            });
            for (target, date, edition, message) in drawn.await? {
                let thread = target.thread.map_or(0, |thread| thread.0);
                let name = format!("digest:{date}:{}:{}:{thread}", edition.name(), target.chat);
                let now = self.ctx.clock.now();
                let posted = self.ctx.store.write(move |db| {
                    let Some(message) = message else { return db.record_notification(&name, now) };
                    outbox_message::enqueue_once(db, target, name, &message, now)
                });
                count += usize::from(posted.await?);
                let mut sent = self.sent.lock();
                sent.insert((target, date, edition));
            }
        }
        Ok(count)
    }
}

/// All digests that it is time for, sent already or not.
fn due_digests(tx: &mut Tx<'_, '_>) -> Result<Vec<DueDigest>, StoreError> {
    let mut issues = Vec::new();
    let people: HashMap<_, _> =
        tx.db.all_people()?.into_iter().map(|person| (person.telegram, person)).collect();
    for owner in tx.ctx.sessions.all_sessions().iter() {
        let person = people.get(&owner.telegram);
        let (wanted, hours) =
            person.map_or((None, None), |person| (person.settings.digest, person.settings.hours));
        let target = Target::whole_chat(owner.telegram.private_chat());
        let zone = reader_from(tx.ctx, owner.telegram, person).zone;
        if let Some((date, edition)) =
            digest::digest_due(wanted.unwrap_or(Digest::Morning), hours, tx.now, &zone)
        {
            issues.push(DueDigest { target, owner: Arc::clone(owner), group: None, date, edition });
        }
    }
    for subscription in tx.db.all_subscriptions()? {
        let wanted = subscription.settings.digest.unwrap_or(Digest::Never);
        let owner = tx.ctx.sessions.find_session(subscription.owner).filter(|_| subscription.rests.is_none());
        if let (Some(owner), Some((date, edition))) =
            (owner, digest::digest_due(wanted, None, tx.now, &tx.ctx.zone))
        {
            let (target, group) = (subscription.target, Some(subscription.settings));
            issues.push(DueDigest { target, owner, group, date, edition });
        }
    }
    Ok(issues)
}

/// A digest; nothing to send within where there is nothing to say, `None` while the list is not known.
fn digest_view(
    tx: &mut Tx<'_, '_>,
    lists: &mut KnownLists,
    issue: &DueDigest,
) -> Result<Option<Option<OutboxMessage>>, StoreError> {
    let Some(list) = lists.list_of(tx.db, &issue.owner)? else { return Ok(None) };
    let wanted = |known: &&Cow<'_, StoredTicket>| {
        let here = issue.group.as_ref().is_none_or(|group| group.wants_ticket(&known.ticket));
        here && !relevance::is_closed(&known.ticket)
    };
    let rows: Vec<_> = list.tickets.iter().filter(wanted).map(|known| listed(known)).collect();
    if rows.is_empty() {
        return Ok(Some(None));
    }
    let reader = reader_at(tx, issue.target)?;
    let show = issue.group.as_ref().map_or(ShowMode::Client, |group| group.show);
    let queue = TicketQueue::of_tickets(rows, show, reader.now);
    let view = render::live_message::digest_view(&queue, issue.edition, &reader);
    Ok(Some(Some(OutboxMessage::send_view(view))))
}
