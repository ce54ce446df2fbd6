//! What all services stand on: the store, the helpdesk, the clock, and who reads in which language.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::directory::NamedUnits;
use super::farewell;
use super::runtime_config::RuntimeConfig;
use super::search::SearchHistory;
use super::sessions::Sessions;
use crate::clock::Clock;
use crate::domain::account::Account;
use crate::domain::ids::{Target, TelegramUser};
use crate::domain::metrics::Metrics;
use crate::helpdesk::HelpdeskClient;
use crate::i18n::Lang;
use crate::render::reader::Reader;
use crate::store::{Db, PersonRow, Store, StoreError};

/// The common ground; clones share it.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub helpdesk: HelpdeskClient,
    pub clock: Clock,
    /// The helpdesk's zone: for those who have chosen none.
    pub zone: TimeZone,
    pub sessions: Sessions,
    /// What the administrator has chosen and may choose otherwise meanwhile.
    pub config: RuntimeConfig,
    pub named_units: NamedUnits,
    pub searches: SearchHistory,
    pub metrics: Arc<Metrics>,
}

impl Context {
    /// How one person reads: their chosen language, else the account's, else Telegram's.
    pub fn reader_for(&self, db: &mut Db<'_>, who: TelegramUser) -> Result<Reader, StoreError> {
        Ok(self.reader_from(who, db.find_person(who)?.as_ref()))
    }

    /// How somebody reads who has chosen this.
    pub fn reader_from(&self, who: TelegramUser, person: Option<&PersonRow>) -> Reader {
        let session = self.sessions.find_session(who);
        let account = session.as_ref().map(|session| &session.account);
        let zone = person.and_then(|person| person.settings.time_zone.as_deref());
        Reader {
            lang: farewell::farewell_language(person, account),
            zone: zone.and_then(|zone| TimeZone::get(zone).ok()).unwrap_or_else(|| self.zone.clone()),
            now: self.clock.now(),
            me: account.map(|account| account.me.clone()),
        }
    }

    /// How a place reads: a person in their own chat, the group's language elsewhere.
    pub fn reader_at(&self, db: &mut Db<'_>, target: Target) -> Result<Reader, StoreError> {
        if let Some(person) = target.private_user() {
            return self.reader_for(db, person);
        }
        let subscriptions = db.subscriptions_in(target.whole_chat)?;
        let here = subscriptions.iter().find(|subscription| subscription.target == target);
        let settings = here.or(subscriptions.first()).map(|subscription| &subscription.settings);
        let lang = settings.and_then(|settings| settings.lang.as_deref()).and_then(Lang::from_code);
        Ok(Reader {
            lang: lang.unwrap_or_default(),
            zone: self.zone.clone(),
            now: self.clock.now(),
            me: None,
        })
    }

    /// The account behind a private chat; `None` in groups and without a sign-in.
    pub fn account_at(&self, target: Target) -> Option<Account> {
        Some(self.sessions.find_session(target.private_user()?)?.account.clone())
    }
}
