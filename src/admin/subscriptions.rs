//! `deskgram subscriptions`: which groups and topics hear of new tickets through whom, and the end of a subscription.

use serde_json::json;

use super::table::{self, Table, moment};
use crate::app::{self, AppError};
use crate::clock::Clock;
use crate::config::Config;
use crate::config::cli::{Place, Subscriptions as Wish};
use crate::domain::audit::{Deed, Entry};
use crate::domain::ids::{ChatId, Target, ThreadId};
use crate::domain::settings::Rest;
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
pub async fn subscriptions(config: Config, wish: &Wish) -> Result<String, SubscriptionsError> {
    let zone = config.helpdesk.time_zone.clone();
    let store = app::store_of_today(config.key, &config.database, &config.helpdesk.url)?;
    if let Some(place) = wish.end {
        let target = target(place);
        let now = Clock::System.now();
        let ended = store.write(move |db| {
            let there = db.drop_subscription(target)?;
            if there {
                db.audit(&Entry::of_administrator(now, Deed::Unsubscribe))?;
            }
            Ok(there)
        });
        return match ended.await? {
            true => Ok("The subscription has ended.\n".to_owned()),
            false => Err(SubscriptionsError::Nothing),
        };
    }
    let all = store.read(|db| db.subscriptions()).await?;
    if wish.json {
        return Ok(table::json(all.iter().map(record)));
    }
    let mut table = Table::new(["PLACE", "GROUP", "BY", "SINCE", "STATE"]);
    for subscription in &all {
        table.row([
            place(subscription.target),
            subscription.title.clone(),
            format!("{} ({})", subscription.owner_name, subscription.owner),
            moment(subscription.since, &zone),
            state(subscription).to_owned(),
        ]);
    }
    Ok(table.print())
}

fn record(subscription: &Subscription) -> serde_json::Value {
    json!({
        "chat": subscription.target.chat.0,
        "topic": subscription.target.thread.map(|thread| thread.0),
        "title": subscription.title,
        "owner": subscription.owner.0,
        "owner_name": subscription.owner_name,
        "since": subscription.since.to_string(),
        "state": state(subscription),
    })
}

fn state(subscription: &Subscription) -> &'static str {
    match subscription.rests {
        None => "works",
        Some(Rest::SignedOut) => "rests: its owner is signed out",
        Some(Rest::NotAdmin) => "rests: its owner does not run the group",
        Some(Rest::NoUnits) => "rests: its owner sees none of its units",
    }
}

/// A place as it is written on the command line.
fn place(target: Target) -> String {
    match target.thread {
        None => target.chat.to_string(),
        Some(thread) => format!("{}/{thread}", target.chat),
    }
}

fn target(place: Place) -> Target {
    Target { chat: ChatId(place.chat), thread: place.topic.map(ThreadId) }
}
