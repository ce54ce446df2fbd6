//! `deskgram health`: what a deskgram on this machine says of itself over HTTP, as an exit code, for those who have no other
//! program at hand to ask with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

/// Whoever takes longer does not live.
const PROBE_TIMEOUT: Duration = Duration::from_secs(10);

/// Why it isn't well, as far as is known.
#[derive(Debug, thiserror::Error)]
pub enum HealthError {
    #[error("nobody can be asked: set DESKGRAM_LISTEN, such as 127.0.0.1:8087")]
    Silent,
    #[error("{at} gives no answer: {source}")]
    NoAnswer {
        at: SocketAddr,
        #[source]
        source: reqwest::Error,
    },
    #[error("{0}")]
    NotWell(String),
}

/// Asks the deskgram that listens there; gives its words.
pub async fn probe_health(listen: Option<SocketAddr>, ready: bool) -> Result<String, HealthError> {
    let at = local_address(listen.ok_or(HealthError::Silent)?);
    let path = if ready { "readyz" } else { "healthz" };
    let no_answer = |source: reqwest::Error| HealthError::NoAnswer { at, source: source.without_url() };
    let client = reqwest::Client::builder().no_proxy().timeout(PROBE_TIMEOUT).build().map_err(no_answer)?;
    let answer = client.get(format!("http://{at}/{path}")).send().await.map_err(no_answer)?;
    let is_well = answer.status().is_success();
    let words = answer.text().await.map_err(no_answer)?;
    if is_well { Ok(words) } else { Err(HealthError::NotWell(words.trim_end().to_owned())) }
}

/// Where one that listens on every address of this machine is found.
fn local_address(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
