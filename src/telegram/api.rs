//! One call of the Bot API. The methods and their parameters are teloxide's payloads; the transport is our own, because
//! teloxide's sleeps ten seconds inside a call that met a 5xx, and takes a sent message for a failed one when the answer
//! holds an entity that it does not know. Here every call has a deadline and only what is needed is read.

use std::fmt;
use std::time::Duration;

use reqwest::{Client, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use teloxide::requests::Payload;

use crate::clock::leash::Leash;

/// Why a call did not give its result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Telegram has answered, and said no.
    #[error("Telegram refused: {code} {description}")]
    Refused { code: u16, description: String, retry_after: Option<Duration>, migrate_to: Option<i64> },
    /// The call certainly did not reach Telegram: it may be made again.
    #[error("Telegram can't be reached: {0}")]
    NotSent(String),
    /// The call may or may not have been carried out: cut off, too slow, or an answer that is none.
    #[error("no clear answer from Telegram: {0}")]
    Unclear(String),
}

/// Calls the Bot API with one token. Clones share connections.
#[derive(Clone)]
pub struct Api {
    http: Client,
    base: String,
    token: SecretString,
    leash: Leash,
}

impl fmt::Debug for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The envelope of every answer.
#[derive(Deserialize)]
struct Answer<'a> {
    ok: bool,
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error_code: Option<u16>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// How Telegram begins every answer to a call that it has carried out.
const OK: &[u8] = br#"{"ok":true,"#;

/// The largest answer that is read, in bytes: a hundred updates of the largest kind are well below it.
const MAX_ANSWER: usize = 16 << 20;

impl Api {
    /// `url` is the server's root (`https://api.telegram.org`); `proxy`, if any, is used for every call.
    pub fn new(
        url: &Url,
        token: SecretString,
        proxy: Option<reqwest::Proxy>,
    ) -> Result<Self, reqwest::Error> {
        let mut http = Client::builder()
            .connect_timeout(Duration::from_secs(5))
            .tcp_nodelay(true)
            .pool_max_idle_per_host(64)
            // The environment's proxy settings are for `config` to read.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none());
        if let Some(proxy) = proxy {
            http = http.proxy(proxy);
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { http: http.build()?, base, token, leash: Leash::none() })
    }

    /// The same on a leash: it calls only while this process may act.
    pub fn on(self, leash: Leash) -> Self {
        Self { leash, ..self }
    }

    /// Makes a call and reads its result as `R`. The whole of it takes `within` at most.
    pub async fn call<P, R>(&self, payload: &P, within: Duration) -> Result<R, Failure>
    where
        P: Payload + Serialize,
        R: DeserializeOwned,
    {
        let body = self.exchange(payload, within).await?;
        let result = read(&body)?;
        serde_json::from_str(result)
            .map_err(|error| Failure::Unclear(format!("{} of another shape: {error}", P::NAME)))
    }

    /// Makes a call whose result says nothing that its success does not.
    pub async fn tell<P>(&self, payload: &P, within: Duration) -> Result<(), Failure>
    where
        P: Payload + Serialize,
    {
        let body = self.exchange(payload, within).await?;
        read(&body).map(|_| ())
    }

    /// Begins to fetch a file of the bot's; the answer comes as it is, once Telegram has begun it.
    pub(super) async fn fetch(
        &self,
        path: &str,
        begun: Duration,
        whole: Duration,
    ) -> Result<reqwest::Response, Failure> {
        let url = format!("{}/file/bot{}/{path}", self.base, self.token.expose_secret());
        self.leash.allowed().await;
        let sending = self.http.get(url).timeout(whole).send();
        let late = |_| Failure::Unclear("a file that does not begin to come".into());
        let response = tokio::time::timeout(begun, sending).await.map_err(late)?.map_err(failure)?;
        match response.status() {
            reqwest::StatusCode::OK => Ok(response),
            status => Err(Failure::Unclear(format!("a file that does not come: {status}"))),
        }
    }

    async fn exchange<P>(&self, payload: &P, within: Duration) -> Result<Vec<u8>, Failure>
    where
        P: Payload + Serialize,
    {
        let url = format!("{}/bot{}/{}", self.base, self.token.expose_secret(), P::NAME);
        let request = serde_json::to_vec(payload).map_err(|error| Failure::NotSent(error.to_string()))?;
        self.leash.allowed().await;
        let sending = self
            .http
            .post(url)
            .timeout(within)
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .body(request)
            .send();
        let mut response = sending.await.map_err(failure)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len() + chunk.len() > MAX_ANSWER {
                return Err(Failure::Unclear("the answer has no end".into()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Takes the result out of its envelope.
fn read(body: &[u8]) -> Result<&str, Failure> {
    let answer: Answer<'_> = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        // It was done, and only what it has made is not known.
        Err(_) if body.starts_with(OK) => return Ok("null"),
        // A proxy's error page, or nothing: nobody knows what was done.
        Err(_) => return Err(Failure::Unclear(format!("{} bytes that are no answer", body.len()))),
    };
    if answer.ok {
        return Ok(answer.result.map_or("true", RawValue::get));
    }
    let parameters = answer.parameters.as_ref();
    Err(Failure::Refused {
        code: answer.error_code.unwrap_or(0),
        description: answer.description.unwrap_or_default(),
        retry_after: parameters.and_then(|p| p.retry_after).map(Duration::from_secs),
        migrate_to: parameters.and_then(|p| p.migrate_to_chat_id),
    })
}

/// The URL holds the token, so it is taken out of every error.
pub(super) fn failure(error: reqwest::Error) -> Failure {
    let never_sent = error.is_connect() || error.is_builder();
    let text = chain(&error.without_url());
    if never_sent { Failure::NotSent(text) } else { Failure::Unclear(text) }
}

/// An error with its causes in one line: reqwest's own text stops at "error sending request".
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
