//! The picture of the week, for groups that want it: on Monday mornings, when the digest comes.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use parking_lot::Mutex;

use crate::context::Context;
use crate::domain::digest;
use crate::domain::ids::Target;
use crate::domain::settings::{StatsTheme, WeeklyPicture};
use crate::domain::stats::{StatsRequest, StatsScope, StatsSpan};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::StoreError;

/// The service; clones share what has been sent since the start.
#[derive(Clone)]
pub struct WeeklyPictures {
    ctx: Context,
    sent: Arc<Mutex<HashSet<(Target, Date)>>>,
}

impl WeeklyPictures {
    pub fn new(ctx: Context) -> Self {
        Self { ctx, sent: Arc::default() }
    }

    /// Sends every picture that it is time for; says how many.
    pub async fn send_due(&self) -> Result<usize, StoreError> {
        let now = self.ctx.clock.now();
        let Some(monday) = digest::weekly_picture_due(now, &self.ctx.zone) else { return Ok(0) };
        let mut count = 0;
        for subscription in self.ctx.store.read(|db| db.all_subscriptions()).await? {
            let target = subscription.target;
            let wanted = subscription.settings.weekly_picture == WeeklyPicture::Monday
                && subscription.rests.is_none()
                && !self.sent.lock().contains(&(target, monday));
            if !wanted {
                continue;
            }
            let request = StatsRequest {
                who: subscription.owner,
                scope: StatsScope::Group,
                span: StatsSpan::Week,
                theme: StatsTheme::default(),
                last: monday.yesterday().ok(),
            };
            let thread = target.thread.map_or(0, |thread| thread.0);
            let name = format!("weekly-picture:{monday}:{}:{thread}", target.chat);
            let message = OutboxMessage::Stats { request, message: None };
            let posted =
                self.ctx.store.write(move |db| outbox_message::enqueue_once(db, target, name, &message, now));
            count += usize::from(posted.await?);
            let mut sent = self.sent.lock();
            sent.retain(|(_, date)| *date == monday);
            sent.insert((target, monday));
        }
        Ok(count)
    }
}
