//! What the administrator has chosen and may choose otherwise while deskgram serves: one value, replaced as a whole, so that
//! nobody ever sees half of a change.

use std::collections::BTreeSet;
use std::sync::Arc;

use parking_lot::RwLock;

use crate::domain::access_policy::AccessPolicy;
use crate::domain::escalation::EscalationChains;
use crate::domain::ids::TelegramUser;
use crate::domain::poll_schedule::PollSchedule;
use crate::domain::ticket_link::TicketLink;
use crate::sessions::live_sessions::UserSession;
use crate::sessions::service_account::ServiceAccount;

/// The choices.
#[derive(Clone)]
pub struct RuntimeSettings {
    pub poll_schedule: PollSchedule,
    /// Who is called about a ticket that nobody takes.
    pub escalation: EscalationChains,
    /// Who may ask how the whole is doing.
    pub admins: BTreeSet<TelegramUser>,
    pub access_policy: AccessPolicy,
    /// Where a ticket stands in the helpdesk's own pages.
    pub ticket_link: TicketLink,
    /// The account that watches for everybody, where one is set.
    pub service_account: Option<ServiceAccount>,
}

impl RuntimeSettings {
    /// The account that watches for everybody, with its key, while it does and this process reads the lists.
    pub fn service_session(&self) -> Option<Arc<UserSession>> {
        self.service_account
            .as_ref()
            .filter(|service_account| !service_account.is_unhealthy())?
            .current_session()
    }
}

/// The present choices; clones share them.
#[derive(Clone)]
pub struct RuntimeConfig(Arc<RwLock<Arc<RuntimeSettings>>>);

impl RuntimeConfig {
    pub fn from_settings(choices: RuntimeSettings) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(choices))))
    }

    /// The choices as they are at this moment.
    pub fn current(&self) -> Arc<RuntimeSettings> {
        Arc::clone(&self.0.read())
    }

    /// Changes them for whoever asks from now on.
    pub fn update_with(&self, change: impl FnOnce(&mut RuntimeSettings)) {
        let mut present = self.0.write();
        change(Arc::make_mut(&mut present));
    }

    /// Puts others in their place. What has pages of its own stays as it is, and so does a service account that is the same.
    pub fn replace_all(&self, new: RuntimeSettings) {
        self.update_with(|present| {
            let access_policy = present.access_policy.clone().with_groups_of(new.access_policy);
            let same = |new: &ServiceAccount| {
                present
                    .service_account
                    .clone()
                    .filter(|old| old.matches_credentials(&new.login, &new.password))
            };
            let service_account = new.service_account.map(|new| same(&new).unwrap_or(new));
            *present = RuntimeSettings { access_policy, service_account, ..new };
        });
    }
}
