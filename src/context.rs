//! The handles that everything else stands on. What is done with them belongs to whoever does it.

pub mod named_units;
pub mod readers;
pub mod runtime_config;
pub mod search_history;
pub mod tx;

use std::sync::Arc;

use jiff::tz::TimeZone;

use crate::clock::Clock;
use crate::context::named_units::NamedUnits;
use crate::context::runtime_config::RuntimeConfig;
use crate::context::search_history::SearchHistory;
use crate::domain::metrics::Metrics;
use crate::helpdesk::HelpdeskClient;
use crate::sessions::live_sessions::Sessions;
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
