//! `deskgram subscriptions`: which groups and topics hear of new tickets through whom, and the end of a subscription.

use serde_json::json;

use super::table::{self, TextTable, format_time};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::{SubscriptionsArgs as Wish, TargetArg};
use crate::domain::audit::{AuditAction, AuditEntry};
use crate::domain::ids::{ChatId, Target, ThreadId};
use crate::domain::settings::PauseReason;
use crate::store::Subscription;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum SubscriptionsError {
    #[error("there is no such subscription")]
    Nothing,
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
}

/// The answer as it is printed.
pub async fn manage_subscriptions(config: Config, wish: &Wish) -> Result<String, SubscriptionsError> {
    let zone = config.helpdesk.time_zone.clone();
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    if let Some(place) = wish.end {
        let target = parse_target(place);
        let now = Clock::System.now();
        let ended = store.write(move |db| {
            let there = db.drop_subscription(target)?;
            if there {
                db.add_audit_entry(&AuditEntry::of_administrator(now, AuditAction::Unsubscribe))?;
            }
            Ok(there)
        });
        return match ended.await? {
            true => Ok("The subscription has ended.\n".to_owned()),
            false => Err(SubscriptionsError::Nothing),
        };
    }
    let all = store.read(|db| db.all_subscriptions()).await?;
    if wish.json {
        return Ok(table::format_records(all.iter().map(subscription_record)));
    }
    let mut table = TextTable::new(["PLACE", "GROUP", "BY", "SINCE", "STATE"]);
    for subscription in &all {
        table.add_row([
            format_target(subscription.target),
            subscription.title.clone(),
            format!("{} ({})", subscription.owner_name, subscription.owner),
            format_time(subscription.since, &zone),
            subscription_state(subscription).to_owned(),
        ]);
    }
    Ok(table.render_table("no group has subscribed"))
}

fn subscription_record(subscription: &Subscription) -> serde_json::Value {
    json!({
        "chat": subscription.target.chat.0,
        "topic": subscription.target.thread.map(|thread| thread.0),
        "title": subscription.title,
        "owner": subscription.owner.0,
        "owner_name": subscription.owner_name,
        "since": subscription.since.to_string(),
        "state": subscription_state(subscription),
    })
}

fn subscription_state(subscription: &Subscription) -> &'static str {
    match subscription.rests {
        None => "works",
        Some(PauseReason::SignedOut) => "rests: its owner is signed out",
        Some(PauseReason::NotAdmin) => "rests: its owner does not run the group",
        Some(PauseReason::NoUnits) => "rests: its owner sees none of its units",
    }
}

/// A place as it is written on the command line.
fn format_target(target: Target) -> String {
    match target.thread {
        None => target.chat.to_string(),
        Some(thread) => format!("{}/{thread}", target.chat),
    }
}

fn parse_target(place: TargetArg) -> Target {
    Target { chat: ChatId(place.chat), thread: place.topic.map(ThreadId) }
}
