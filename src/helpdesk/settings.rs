//! Where the helpdesk is and how patient to be with it.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::clock::Clock;
use crate::clock::lease_guard::LeaseGuard;
use crate::tls::ServerTrust;

/// What [`HelpdeskClient::new`](super::HelpdeskClient::new) needs to know. [`HelpdeskSettings::new`] fills in everything but the place. No
/// `Debug`: the addresses in it may hold passwords.
#[derive(Clone)]
pub struct HelpdeskSettings {
    /// The full address of `api.php`. A user name and password in it are sent as HTTP basic authentication.
    pub url: reqwest::Url,
    /// The helpdesk's own time zone: its dates carry none.
    pub time_zone: TimeZone,
    pub connect_timeout: Duration,
    /// For everything but lists of tickets.
    pub call_timeout: Duration,
    /// For lists of tickets. They take the server up to a minute when its tables are large.
    pub list_timeout: Duration,
    /// How long the server may go on working on a call that nobody waits for any more.
    pub longest_call: Duration,
    /// The longest body that is read, in bytes; a ticket in a list takes about 1.1 kB.
    pub max_body: usize,
    /// The shortest time between the end of one `create_ticket` and the start of the next, of the whole client. Two
    /// tickets made in one second share their hash, and one of the two can then never be finished.
    pub create_interval: Duration,
    /// The only proxy that is used; those of the environment are not looked at.
    pub proxy: Option<reqwest::Proxy>,
    /// Whom to trust; without it the authorities that are built in.
    pub trust: Option<ServerTrust>,
    /// What the helpdesk's own clock is compared with.
    pub clock: Clock,
    /// The leave to call at all, where several processes share the work.
    pub lease_guard: LeaseGuard,
}

impl HelpdeskSettings {
    /// The usual patience with the helpdesk at this address.
    pub fn new(url: reqwest::Url, time_zone: TimeZone) -> Self {
        Self {
            url,
            time_zone,
            connect_timeout: Duration::from_secs(5),
            call_timeout: Duration::from_secs(30),
            list_timeout: Duration::from_secs(90),
            longest_call: Duration::from_secs(60),
            max_body: 64 << 20,
            create_interval: Duration::from_millis(1100),
            proxy: None,
            trust: None,
            clock: Clock::System,
            lease_guard: LeaseGuard::without_lease(),
        }
    }

    /// Whether the server may still be at work on a call that began then.
    pub(super) fn may_still_work_on(&self, began: Timestamp, now: Timestamp) -> bool {
        let longest = SignedDuration::try_from(self.longest_call).unwrap_or(SignedDuration::MAX);
        // A clock that was set back says nothing about how long it has been.
        (SignedDuration::ZERO..longest).contains(&now.duration_since(began))
    }
}
