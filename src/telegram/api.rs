//! One call of the Bot API. The methods and their parameters are teloxide's payloads; the transport is our own, because
//! teloxide's sleeps ten seconds inside a call that met a 5xx, and takes a sent message for a failed one when the answer
//! holds an entity that it does not know. Here every call has a deadline and only what is needed is read.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use reqwest::header::{CONTENT_TYPE, DATE};
use reqwest::multipart::{Form, Part};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use teloxide::requests::Payload;

use crate::clock::Clock;
use crate::clock::lease_guard::LeaseGuard;
use crate::clock::skew::Skew;
use crate::tls::{CertificateProblem, ServerTrust};

/// Why a call did not give its result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApiFailure {
    /// Telegram has answered, and said no.
    #[error("Telegram refused: {code} {description}")]
    Refused { code: u16, description: String, retry_after: Option<Duration>, migrate_to: Option<i64> },
    /// The call certainly did not reach Telegram: it may be made again.
    #[error("Telegram can't be reached: {0}")]
    NotSent(String),
    /// Nor did it here: whoever answers is not trusted.
    #[error("Telegram can't be reached: {0}")]
    Distrusted(CertificateProblem),
    /// The call may or may not have been carried out: cut off, too slow, or an answer that is none.
    #[error("no clear answer from Telegram: {0}")]
    Unclear(String),
}

/// The part of a form that holds a picture: parameters name it as `attach://picture`.
const PICTURE_PART: &str = "picture";

/// Calls the Bot API with one token. Clones share connections.
#[derive(Clone)]
pub struct BotApi {
    http: Client,
    base: String,
    token: SecretString,
    lease_guard: LeaseGuard,
    skew: Arc<Skew>,
}

impl fmt::Debug for BotApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Api").field("base", &self.base).finish_non_exhaustive()
    }
}

/// The envelope of every answer.
#[derive(Deserialize)]
struct ApiAnswer<'a> {
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

/// The longest pause that is kept without asking again: whatever Telegram asks for beyond that may have been lifted meanwhile.
const MAX_PAUSE_SECONDS: u64 = 3600;

/// How Telegram begins every answer to a call that it has carried out.
const OK_PREFIX: &[u8] = br#"{"ok":true,"#;

/// The largest answer that is read, in bytes: a hundred updates of the largest kind are well below it.
const MAX_ANSWER_BYTES: usize = 16 << 20;

impl BotApi {
    /// `url` is the server's root (`https://api.telegram.org`); `proxy`, if any, is used for every call. Without `trust` the
    /// authorities that are built in are trusted.
    pub fn new(
        url: &Url,
        token: SecretString,
        proxy: Option<reqwest::Proxy>,
        trust: Option<ServerTrust>,
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
        if let Some(trust) = trust {
            http = http.use_preconfigured_tls(trust.client_config());
        }
        let base = url.as_str().trim_end_matches('/').to_owned();
        let lease_guard = LeaseGuard::without_lease();
        Ok(Self { http: http.build()?, base, token, lease_guard, skew: Arc::default() })
    }

    /// The same on a lease guard: it calls only while this process may act.
    pub fn with_guard(self, lease_guard: LeaseGuard) -> Self {
        Self { lease_guard, ..self }
    }

    /// How far Telegram's clock is off this machine's, by its last answer.
    pub fn clock_skew(&self) -> SignedDuration {
        self.skew.get()
    }

    /// Makes a call and reads its result as `R`. The whole of it takes `within` at most.
    pub async fn call_method<P, R>(&self, payload: &P, within: Duration) -> Result<R, ApiFailure>
    where
        P: Payload + Serialize,
        R: DeserializeOwned,
    {
        let (status, body) = self.post_payload(payload, within).await?;
        read_result(P::NAME, status, &body)
    }

    /// Makes a call whose result says nothing that its success does not.
    pub async fn send_only<P>(&self, payload: &P, within: Duration) -> Result<(), ApiFailure>
    where
        P: Payload + Serialize,
    {
        let (status, body) = self.post_payload(payload, within).await?;
        parse_answer(status, &body).map(|_| ())
    }

    /// Begins to fetch a file of the bot's; the answer comes as it is, once Telegram has begun it.
    pub(super) async fn fetch_file(
        &self,
        path: &str,
        begun: Duration,
        whole: Duration,
    ) -> Result<reqwest::Response, ApiFailure> {
        let url = format!("{}/file/bot{}/{path}", self.base, self.token.expose_secret());
        self.lease_guard.wait_permitted().await;
        let sending = self.http.get(url).timeout(whole).send();
        let late = |_| ApiFailure::Unclear("a file that does not begin to come".into());
        let response = tokio::time::timeout(begun, sending).await.map_err(late)?.map_err(request_failure)?;
        match response.status() {
            StatusCode::OK => Ok(response),
            status => Err(ApiFailure::Unclear(format!("a file that does not come: {status}"))),
        }
    }

    async fn post_payload<P>(
        &self,
        payload: &P,
        within: Duration,
    ) -> Result<(StatusCode, Vec<u8>), ApiFailure>
    where
        P: Payload + Serialize,
    {
        let body = serde_json::to_vec(payload).map_err(|error| ApiFailure::NotSent(error.to_string()))?;
        let json = |request: RequestBuilder| request.header(CONTENT_TYPE, "application/json").body(body);
        self.post(P::NAME, json, within).await
    }

    /// Makes a call that has a PNG with it, in the part that its parameters name.
    pub(super) async fn call_with_picture<P, R>(
        &self,
        payload: &P,
        picture: &Arc<[u8]>,
        within: Duration,
    ) -> Result<R, ApiFailure>
    where
        P: Payload + Serialize,
        R: DeserializeOwned,
    {
        let form = picture_form(payload, picture).map_err(ApiFailure::NotSent)?;
        let (status, body) = self.post(P::NAME, |request| request.multipart(form), within).await?;
        read_result(P::NAME, status, &body)
    }

    async fn post(
        &self,
        method: &str,
        with_body: impl FnOnce(RequestBuilder) -> RequestBuilder,
        within: Duration,
    ) -> Result<(StatusCode, Vec<u8>), ApiFailure> {
        let url = format!("{}/bot{}/{method}", self.base, self.token.expose_secret());
        self.lease_guard.wait_permitted().await;
        let sending = with_body(self.http.post(url).timeout(within)).send();
        let mut response = sending.await.map_err(request_failure)?;
        if let Some(Ok(date)) = response.headers().get(DATE).map(|date| date.to_str()) {
            self.skew.hear(date, Clock::System.now());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(request_failure)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(ApiFailure::Unclear("the answer has no end".into()));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((response.status(), body))
    }
}

/// The parameters of a call as the parts of a form, and the picture as one more: a text as it is, anything else as JSON.
fn picture_form(payload: &impl Serialize, picture: &Arc<[u8]>) -> Result<Form, String> {
    let fields = match serde_json::to_value(payload) {
        Ok(Value::Object(fields)) => fields,
        Ok(_) => return Err("the parameters are no object".into()),
        Err(error) => return Err(error.to_string()),
    };
    let form = fields.into_iter().fold(Form::new(), |form, (name, value)| match value {
        Value::String(text) => form.text(name, text),
        value => form.text(name, value.to_string()),
    });
    let part = Part::bytes(picture.to_vec()).file_name("picture.png").mime_str("image/png");
    Ok(form.part(PICTURE_PART, part.map_err(|error| error.to_string())?))
}

/// Reads a result as `R`.
fn read_result<R: DeserializeOwned>(method: &str, status: StatusCode, body: &[u8]) -> Result<R, ApiFailure> {
    serde_json::from_str(parse_answer(status, body)?)
        .map_err(|error| ApiFailure::Unclear(format!("{method} of another shape: {error}")))
}

/// Takes the result out of its envelope.
fn parse_answer(status: StatusCode, body: &[u8]) -> Result<&str, ApiFailure> {
    let answer: ApiAnswer<'_> = match serde_json::from_slice(body) {
        Ok(answer) => answer,
        // It was done, and only what it has made is not known.
        Err(_) if body.starts_with(OK_PREFIX) => return Ok("null"),
        // A proxy's error page, or nothing: nobody knows what was done.
        Err(_) => {
            let what = format!("HTTP status {} and {} bytes that are no answer", status.as_u16(), body.len());
            return Err(ApiFailure::Unclear(what));
        }
    };
    if answer.ok {
        return Ok(answer.result.map_or("true", RawValue::get));
    }
    let parameters = answer.parameters.as_ref();
    Err(ApiFailure::Refused {
        code: answer.error_code.unwrap_or(0),
        description: answer.description.unwrap_or_default(),
        retry_after: parameters
            .and_then(|p| p.retry_after)
            .map(|seconds| Duration::from_secs(seconds.min(MAX_PAUSE_SECONDS))),
        migrate_to: parameters.and_then(|p| p.migrate_to_chat_id),
    })
}

/// The URL holds the token, so it is taken out of every error.
pub(super) fn request_failure(error: reqwest::Error) -> ApiFailure {
    let never_sent = error.is_connect() || error.is_builder();
    if let Some(problem) = CertificateProblem::find_in(&error) {
        return ApiFailure::Distrusted(problem);
    }
    let text = error_chain(&error.without_url());
    if never_sent { ApiFailure::NotSent(text) } else { ApiFailure::Unclear(text) }
}

/// An error with its causes in one line: reqwest's own text stops at "error sending request".
fn error_chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}
