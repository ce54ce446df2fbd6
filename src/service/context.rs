//! The handles that everything else stands on, and nothing else: what is done with them belongs to whoever does it.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::named_units::NamedUnits;
use super::runtime_config::RuntimeConfig;
use super::search_history::SearchHistory;
use super::sessions::Sessions;
use crate::clock::Clock;
use crate::domain::metrics::Metrics;
use crate::helpdesk::HelpdeskClient;
use crate::store::Store;

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
