//! Groups and topics that get new tickets, and by whose account.

use jiff::Timestamp;

use super::sql::{Row, from_json, json, values};
use super::{Db, Result};
use crate::domain::ids::{ChatId, Target, TelegramUser, ThreadId};
use crate::domain::settings::Group;

/// A group (or one of its topics) that wants new tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    pub target: Target,
    /// Whose list decides what arrives.
    pub owner: TelegramUser,
    pub settings: Group,
    pub since: Timestamp,
}

impl Db<'_> {
    pub fn put_subscription(&mut self, subscription: &Subscription) -> Result<()> {
        self.sql.run(
            "INSERT INTO subscriptions (chat, thread, owner, settings, since) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (chat, thread) DO UPDATE SET owner = excluded.owner, settings = excluded.settings",
            values![
                subscription.target.chat.0,
                thread_key(subscription.target),
                subscription.owner.0,
                json(&subscription.settings)?,
                subscription.since.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// Ends a subscription; `false` when there was none.
    pub fn drop_subscription(&mut self, target: Target) -> Result<bool> {
        let gone = self.sql.run(
            "DELETE FROM subscriptions WHERE chat = $1 AND thread = $2",
            values![target.chat.0, thread_key(target)],
        )?;
        Ok(gone > 0)
    }

    /// Ends all subscriptions of a chat: the bot has been shown the door.
    pub fn drop_chat_subscriptions(&mut self, chat: ChatId) -> Result<u64> {
        self.sql.run("DELETE FROM subscriptions WHERE chat = $1", values![chat.0])
    }

    pub fn subscription(&mut self, target: Target) -> Result<Option<Subscription>> {
        let rows = self.sql.rows(
            "SELECT chat, thread, owner, settings, since FROM subscriptions WHERE chat = $1 AND thread = $2",
            values![target.chat.0, thread_key(target)],
        )?;
        rows.first().map(subscription).transpose()
    }

    /// The subscriptions that one person's list feeds.
    pub fn subscriptions_of(&mut self, owner: TelegramUser) -> Result<Vec<Subscription>> {
        let rows = self.sql.rows(
            "SELECT chat, thread, owner, settings, since FROM subscriptions WHERE owner = $1
             ORDER BY chat, thread",
            values![owner.0],
        )?;
        rows.iter().map(subscription).collect()
    }

    /// All subscriptions.
    pub fn subscriptions(&mut self) -> Result<Vec<Subscription>> {
        let rows = self.sql.rows(
            "SELECT chat, thread, owner, settings, since FROM subscriptions ORDER BY chat, thread",
            &[],
        )?;
        rows.iter().map(subscription).collect()
    }

    /// The subscriptions of one chat, whatever the topic.
    pub fn subscriptions_in(&mut self, chat: ChatId) -> Result<Vec<Subscription>> {
        let rows = self.sql.rows(
            "SELECT chat, thread, owner, settings, since FROM subscriptions WHERE chat = $1 ORDER BY thread",
            values![chat.0],
        )?;
        rows.iter().map(subscription).collect()
    }
}

/// The whole chat is topic 0, a number that Telegram does not give: a key column can't be null.
fn thread_key(target: Target) -> i32 {
    target.thread.map_or(0, |thread| thread.0)
}

fn subscription(row: &Row) -> Result<Subscription> {
    let thread: i32 = row.get(1)?;
    Ok(Subscription {
        target: Target {
            chat: ChatId(row.get(0)?),
            thread: Some(thread).filter(|&thread| thread != 0).map(ThreadId),
        },
        owner: TelegramUser(row.get(2)?),
        settings: from_json(&row.get::<String>(3)?)?,
        since: super::time(row.get(4)?)?,
    })
}
