//! Groups and topics that get new tickets, and by whose account.

use jiff::Timestamp;

use super::sql::{Row, from_plain_json, plain_json, sql_values};
use super::{Db, Result};
use crate::domain::ids::{ChatId, Target, TelegramUser, ThreadId};
use crate::domain::rota::DutyPlace;
use crate::domain::settings::{GroupSettings, PauseReason};

/// A group (or one of its topics) that wants new tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscription {
    pub target: Target,
    /// Whose list decides what arrives.
    pub owner: TelegramUser,
    /// As the helpdesk calls them.
    pub owner_name: String,
    /// What the group is called.
    pub title: String,
    pub settings: GroupSettings,
    pub since: Timestamp,
    /// Why nothing arrives for now.
    pub rests: Option<PauseReason>,
    /// When it was last made sure that the owner runs the group.
    pub checked: Timestamp,
}

/// The columns of [`Subscription`], in the order in which they are read.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT chat, thread, owner, settings, since, owner_name, title, pause_reason, checked FROM subscriptions ",
            $rest
        )
    };
}

impl Db<'_> {
    pub fn put_subscription(&mut self, subscription: &Subscription) -> Result<()> {
        self.sql.execute(
            "INSERT INTO subscriptions (chat, thread, owner, settings, since, owner_name, title, pause_reason, checked)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (chat, thread) DO UPDATE SET owner = excluded.owner, settings = excluded.settings,
                 owner_name = excluded.owner_name, title = excluded.title, pause_reason = excluded.pause_reason,
                 checked = excluded.checked",
            sql_values![
                subscription.target.chat.0,
                thread_key(subscription.target),
                subscription.owner.0,
                plain_json(&subscription.settings)?,
                subscription.since.as_millisecond(),
                subscription.owner_name.as_str(),
                subscription.title.as_str(),
                subscription.rests.as_ref().map(plain_json).transpose()?,
                subscription.checked.as_millisecond(),
            ],
        )?;
        Ok(())
    }

    /// Ends a subscription; `false` when there was none.
    pub fn drop_subscription(&mut self, target: Target) -> Result<bool> {
        self.drop_rota(DutyPlace::Group(target))?;
        let gone = self.sql.execute(
            "DELETE FROM subscriptions WHERE chat = $1 AND thread = $2",
            sql_values![target.chat.0, thread_key(target)],
        )?;
        Ok(gone > 0)
    }

    /// Ends all subscriptions of a chat: the bot was removed from it.
    pub fn drop_chat_subscriptions(&mut self, chat: ChatId) -> Result<u64> {
        self.drop_chat_rotas(chat)?;
        self.sql.execute("DELETE FROM subscriptions WHERE chat = $1", sql_values![chat.0])
    }

    pub fn find_subscription(&mut self, target: Target) -> Result<Option<Subscription>> {
        let rows = self.sql.query_rows(
            select!("WHERE chat = $1 AND thread = $2"),
            sql_values![target.chat.0, thread_key(target)],
        )?;
        rows.first().map(read_subscription).transpose()
    }

    /// The subscription of a place: its own, or that of the whole chat around it.
    pub fn subscription_around(&mut self, target: Target) -> Result<Option<Subscription>> {
        match self.find_subscription(target)? {
            None if target.thread.is_some() => self.find_subscription(Target::whole_chat(target.chat)),
            found => Ok(found),
        }
    }

    /// The subscriptions that one person's list feeds.
    pub fn subscriptions_of(&mut self, owner: TelegramUser) -> Result<Vec<Subscription>> {
        let rows =
            self.sql.query_rows(select!("WHERE owner = $1 ORDER BY chat, thread"), sql_values![owner.0])?;
        rows.iter().map(read_subscription).collect()
    }

    /// All subscriptions.
    pub fn all_subscriptions(&mut self) -> Result<Vec<Subscription>> {
        let rows = self.sql.query_rows(select!("ORDER BY chat, thread"), &[])?;
        rows.iter().map(read_subscription).collect()
    }

    /// The subscriptions of one chat, whatever the topic.
    pub fn subscriptions_in(&mut self, chat: ChatId) -> Result<Vec<Subscription>> {
        let rows = self.sql.query_rows(select!("WHERE chat = $1 ORDER BY thread"), sql_values![chat.0])?;
        rows.iter().map(read_subscription).collect()
    }
}

/// The whole chat is topic 0, a number that Telegram does not give: a key column can't be null.
pub(super) fn thread_key(target: Target) -> i32 {
    target.thread.map_or(0, |thread| thread.0)
}

/// A place from the columns of its key.
pub(super) fn read_target(row: &Row, chat: usize, thread: usize) -> Result<Target> {
    let thread: i32 = row.get(thread)?;
    Ok(Target {
        chat: ChatId(row.get(chat)?),
        thread: Some(thread).filter(|&thread| thread != 0).map(ThreadId),
    })
}

fn read_subscription(row: &Row) -> Result<Subscription> {
    Ok(Subscription {
        target: read_target(row, 0, 1)?,
        owner: TelegramUser(row.get(2)?),
        settings: from_plain_json(&row.get::<String>(3)?)?,
        since: super::timestamp_from(row.get(4)?)?,
        owner_name: row.get(5)?,
        title: row.get(6)?,
        rests: row.get::<Option<String>>(7)?.as_deref().map(from_plain_json).transpose()?,
        checked: super::timestamp_from(row.get(8)?)?,
    })
}
