//! One HTTP exchange with the helpdesk: a request goes out once, a body comes back piece by piece, or an [`HelpdeskError`] says how
//! far it got. Never repeats anything, knows no operation.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderValue, LOCATION};
use reqwest::redirect::Policy;

use super::error::{HelpdeskError, UnclearAnswer};
use super::settings::HelpdeskSettings;
use crate::clock::Clock;
use crate::clock::lease_guard::LeaseGuard;
use crate::clock::skew::Skew;

/// An idle connection is given up before the server does it (Apache: 5 s by default): a request written to a connection
/// that is just being closed is lost in a way that can't be told from a request that was carried out.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

#[derive(Clone)]
pub struct Transport {
    http: reqwest::Client,
    url: reqwest::Url,
    max_body: usize,
    lease_guard: LeaseGuard,
    clock: Clock,
    skew: Arc<Skew>,
}

impl Transport {
    pub fn new(settings: &HelpdeskSettings) -> Result<Self, reqwest::Error> {
        let mut builder = reqwest::Client::builder()
            // Without one the server prints a notice before its answers when it runs in debug mode.
            .user_agent(concat!("deskgram/", env!("CARGO_PKG_VERSION")))
            // A redirect would turn the POST into a GET that the helpdesk answers with nothing.
            .redirect(Policy::none())
            .connect_timeout(settings.connect_timeout)
            .pool_max_idle_per_host(64)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .tcp_nodelay(true)
            // The environment's proxy settings are for `config` to read.
            .no_proxy();
        if let Some(proxy) = settings.proxy.clone() {
            builder = builder.proxy(proxy);
        }
        if let Some(trust) = &settings.trust {
            builder = builder.use_preconfigured_tls(trust.client_config());
        }
        let http = builder.build().map_err(reqwest::Error::without_url)?;
        let (lease_guard, clock) = (settings.lease_guard.clone(), settings.clock.clone());
        let (url, max_body) = (settings.url.clone(), settings.max_body);
        Ok(Self { http, url, max_body, lease_guard, clock, skew: Arc::default() })
    }

    /// How far the helpdesk's clock is off.
    pub fn skew(&self) -> &Skew {
        &self.skew
    }

    /// Posts one JSON document and hands out the reply's body as it arrives, to its end, all within `patience`; says the
    /// reply's HTTP status.
    pub async fn post_form(
        &self,
        json: Vec<u8>,
        delays: Duration,
        mut take: impl FnMut(&[u8]),
    ) -> Result<u16, HelpdeskError> {
        let request = self
            .http
            .post(self.url.clone())
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .timeout(delays)
            .body(json);
        self.lease_guard.wait_permitted().await;
        let mut response = request.send().await.map_err(transport_error)?;
        if let Some(Ok(date)) = response.headers().get(DATE).map(HeaderValue::to_str) {
            self.skew.hear(date, self.clock.now());
        }
        if let Some(to) = moved_to(&self.url, &response) {
            return Err(UnclearAnswer::Moved { status: response.status().as_u16(), to }.into());
        }
        let mut left = self.max_body;
        while let Some(piece) = response.chunk().await.map_err(transport_error)? {
            left = left.checked_sub(piece.len()).ok_or(UnclearAnswer::TooLong)?;
            take(&piece);
        }
        Ok(response.status().as_u16())
    }
}

/// Where a redirect leads, without what could be a secret in it.
fn moved_to(from: &reqwest::Url, response: &reqwest::Response) -> Option<String> {
    if !response.status().is_redirection() {
        return None;
    }
    let mut to = from.join(response.headers().get(LOCATION)?.to_str().ok()?).ok()?;
    to.set_query(None);
    to.set_fragment(None);
    // Only an address that can't have them refuses to lose them.
    let _ = to.set_password(None).and_then(|()| to.set_username(""));
    Some(to.to_string())
}

/// Tells what never left from what may have arrived.
fn transport_error(error: reqwest::Error) -> HelpdeskError {
    let error = error.without_url();
    if error.is_connect() || error.is_builder() {
        return HelpdeskError::NotSent(error);
    }
    if error.is_timeout() {
        return UnclearAnswer::TimedOut.into();
    }
    UnclearAnswer::Broken(error).into()
}
