//! Looks after subscriptions: one rests, and the group is told why, while its owner is signed out, doesn't run the group or
//! sees none of its units. It wakes by itself.

use jiff::{SignedDuration, Timestamp};

use super::desk::Desk;
use super::parcel::{self, Parcel};
use crate::domain::account::Account;
use crate::domain::ids::{ChatId, Target};
use crate::domain::person::Role;
use crate::domain::settings::{Group, Rest};
use crate::i18n::Lang;
use crate::render;
use crate::screen::{Class, Screen};
use crate::store::{Db, StoreError, Subscription};
use crate::t;
use crate::telegram::gateway::Gateway;
use crate::telegram::outcome::{Verdict, verdict};

/// How often Telegram is asked whether an owner still runs the group.
const RECHECK: SignedDuration = SignedDuration::from_mins(5);

/// The service.
#[derive(Clone)]
pub struct Groups {
    desk: Desk,
    gateway: Gateway,
}

impl Groups {
    pub fn new(desk: Desk, gateway: Gateway) -> Self {
        Self { desk, gateway }
    }

    /// Puts to rest and wakes what has to be; says how many were.
    pub async fn look_after(&self) -> Result<usize, StoreError> {
        let mut changed = 0;
        for subscription in self.desk.store.read(|db| db.subscriptions()).await? {
            changed += usize::from(self.look_after_one(subscription).await?);
        }
        Ok(changed)
    }

    async fn look_after_one(&self, subscription: Subscription) -> Result<bool, StoreError> {
        let now = self.desk.clock.now();
        if !self.desk.live.now().house.welcomes(subscription.target.chat) {
            let (desk, target) = (self.desk.clone(), subscription.target);
            let leaving = self.desk.store.write(move |db| {
                let lang = desk.reader_at(db, target)?.lang;
                farewell(db, target.chat, lang, now)
            });
            return leaving.await.map(|()| true);
        }
        let Some((rests, checked)) = self.judge(&subscription, now).await else { return Ok(false) };
        let changed = rests != subscription.rests;
        if !changed && checked == subscription.checked {
            return Ok(false);
        }
        let (desk, target) = (self.desk.clone(), subscription.target);
        let subscription = Subscription { rests, checked, ..subscription };
        self.desk
            .store
            .write(move |db| {
                // It may have been ended, or taken over, while Telegram was asked.
                let Some(current) = db.subscription(target)? else { return Ok(()) };
                if current.owner != subscription.owner {
                    return Ok(());
                }
                db.put_subscription(&Subscription { rests, checked, ..current })?;
                if !changed {
                    return Ok(());
                }
                let reader = desk.reader_at(db, target)?;
                let screen = Screen::text(render::group::standing(&subscription.owner_name, rests, &reader));
                parcel::post(db, target, Class::Notice, &Parcel::say(screen), now)
            })
            .await?;
        Ok(changed)
    }

    /// Why it has to rest, and when its owner's place in the group was last known; `None` when nothing can be said now.
    async fn judge(&self, subscription: &Subscription, now: Timestamp) -> Option<(Option<Rest>, Timestamp)> {
        let checked = subscription.checked;
        let Some(session) = self.desk.sessions.get(subscription.owner) else {
            return Some((Some(Rest::SignedOut), checked));
        };
        if !sees(&session.account, &subscription.settings) {
            return Some((Some(Rest::NoUnits), checked));
        }
        let known = match subscription.rests {
            None | Some(Rest::NotAdmin) => now.duration_since(checked) < RECHECK,
            // Whatever was known of the group is from before the rest.
            Some(Rest::SignedOut | Rest::NoUnits) => false,
        };
        if known {
            return Some((subscription.rests, checked));
        }
        match self.gateway.is_admin(subscription.target, subscription.owner).await {
            Ok(true) => Some((None, now)),
            Ok(false) => Some((Some(Rest::NotAdmin), now)),
            Err(failure) => {
                let chat = subscription.target.chat;
                match verdict(&failure) {
                    Verdict::ChatClosed => self.desk.store.write(move |db| close(db, chat)).await.ok(),
                    Verdict::Moved(to) => {
                        let desk = self.desk.clone();
                        self.desk.store.write(move |db| migrate(&desk, db, chat, to)).await.ok()
                    }
                    _ => None,
                };
                log::info!("who runs chat {chat} can't be learnt now: {failure}");
                None
            }
        }
    }
}

/// The bot is out of a chat, or the chat is gone: its subscriptions end, and what waits for it is dropped.
pub fn close(db: &mut Db<'_>, chat: ChatId) -> Result<(), StoreError> {
    db.drop_chat_subscriptions(chat)?;
    db.forget_resting(chat)?;
    db.outbox_drop_chat(chat).map(drop)
}

/// A group has become a supergroup. Telegram says so in the refusal of a message and in both chats, in any order and more than
/// once: the second time there is nothing left to do.
pub fn migrate(desk: &Desk, db: &mut Db<'_>, from: ChatId, to: ChatId) -> Result<(), StoreError> {
    log::info!("group {from} has become supergroup {to}");
    desk.live.change(|choices| choices.house.moved(from, to));
    db.move_chat(from, to)
}

/// Ends all subscriptions of a group that the administrator has not named, and leaves it with a word.
pub fn farewell(db: &mut Db<'_>, chat: ChatId, lang: Lang, now: Timestamp) -> Result<(), StoreError> {
    log::warn!("DESKGRAM_GROUPS does not name chat {chat}; leaving it");
    db.drop_chat_subscriptions(chat)?;
    db.outbox_drop_chat(chat)?;
    let screen = Screen::text(t!(lang, "group-not-welcome", chat = chat.0.to_string()));
    parcel::post(db, Target::chat(chat), Class::Answer, &Parcel::Farewell { screen }, now)
}

/// Whether an account sees any of the units that a group wants to hear of.
pub fn sees(account: &Account, settings: &Group) -> bool {
    match account.role {
        // Whose role is not known has the least rights.
        Some(Role::Client) | None => false,
        Some(Role::HeadChief) => true,
        Some(Role::HeadOfUnit | Role::Technician) => {
            settings.units.is_empty() || settings.units.iter().any(|unit| account.units.contains(unit))
        }
    }
}
