//! The HTTP side: addresses, tokens, reading parameters, faults on order, and the record of calls. What a method does is
//! decided in `methods`.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, FromRequest, Multipart, Request, State as Shares};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

use super::error::{Answer, ApiError};
use super::faults::{Spoil, add_unknown_entity};
use super::params::Params;
use super::schema::{self, Encoding, Named};
use super::{Shared, TOKEN, methods, polling};
use crate::line::{CuttableListener, Lines, Scissors};
use crate::mischief::{Mischief, add_unknown_fields, trickle};

/// Serves until it is aborted.
pub(super) async fn serve(listener: TcpListener, lines: Lines, shared: Arc<Shared>) {
    let router = Router::new()
        .fallback(handle)
        .layer(DefaultBodyLimit::max(50 << 20))
        .with_state(shared)
        .into_make_service_with_connect_info::<Scissors>();
    // Serving never ends with an error; the task ends by being aborted.
    let _ = axum::serve(CuttableListener { listener, lines }, router).await;
}

/// Answers with the `Date` of the simulated clock.
async fn handle(
    shares: Shares<Arc<Shared>>,
    line: ConnectInfo<Scissors>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = shares.0.look(|state| state.now() + state.skew);
    let mut response = answer(shares, line, uri, headers, body).await;
    if let Ok(date) = HeaderValue::from_str(&now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn answer(
    Shares(shared): Shares<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Scissors>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path();
    if let Some(rest) = path.strip_prefix("/file/bot") {
        return file(&shared, &line, rest).await;
    }
    let Some((token, name)) = path.strip_prefix("/bot").and_then(|rest| rest.split_once('/')) else {
        return respond(&Err(ApiError::not_found()));
    };
    if let Err(refusal) = check_token(token) {
        return respond(&Err(refusal));
    }
    let method = match schema::method(name) {
        Named::Played(method) => method,
        Named::NotPlayed(method) => {
            let refusal = ApiError::bad(format!("{method} is not played here"));
            shared.act(|state| {
                let at = state.now();
                let place = state.journal.came(method, Value::Null, at);
                state.journal.answered(place, refusal.code, Some(refusal.description.clone()));
            });
            return respond(&Err(refusal));
        }
        Named::Unknown => {
            shared.act(|state| state.journal.violated(name, "there is no such method"));
            return respond(&Err(ApiError::not_found()));
        }
    };
    carry_out(&shared, &line, method, read(&uri, &headers, body).await).await
}

/// A token of the wrong form is no address at all; another's token is refused.
fn check_token(token: &str) -> Result<(), ApiError> {
    let well_formed = token.split_once(':').is_some_and(|(id, secret)| {
        id.parse::<i64>().is_ok() && secret.len() >= 35 && !secret.contains(char::is_whitespace)
    });
    match (well_formed, token == TOKEN) {
        (_, true) => Ok(()),
        (true, false) => Err(ApiError::unauthorized()),
        (false, false) => Err(ApiError::not_found()),
    }
}

/// The parameters as they came, and how.
struct Given {
    fields: Map<String, Value>,
    encoding: Encoding,
    files: BTreeMap<String, Vec<u8>>,
}

async fn read(uri: &Uri, headers: &HeaderMap, body: Bytes) -> Result<Given, String> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let mut given = Given {
        fields: pairs(uri.query().unwrap_or_default()),
        encoding: Encoding::Text,
        files: BTreeMap::new(),
    };
    if body.is_empty() {
        return Ok(given);
    }
    if kind.starts_with("application/json") {
        let Ok(Value::Object(fields)) = serde_json::from_slice(&body) else {
            return Err("the body is not a JSON object".to_owned());
        };
        given.fields.extend(fields);
        return Ok(Given { encoding: Encoding::Json, ..given });
    }
    if kind.starts_with("application/x-www-form-urlencoded") {
        given.fields.extend(pairs(&String::from_utf8_lossy(&body)));
        return Ok(given);
    }
    if kind.starts_with("multipart/form-data") {
        return read_form(given, kind, body)
            .await
            .map_err(|error| format!("the form can't be read: {error}"));
    }
    Err(format!("a body of type {kind:?} is not read here"))
}

/// A form in parts: those with a file's name are files, the others are parameters.
async fn read_form(mut given: Given, kind: &str, body: Bytes) -> Result<Given, String> {
    let request = Request::builder().header(header::CONTENT_TYPE, kind).body(Body::from(body));
    let request = request.map_err(|error| error.to_string())?;
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| error.to_string())?;
    while let Some(part) = form.next_field().await.map_err(|error| error.to_string())? {
        let (name, is_file) = (part.name().unwrap_or_default().to_owned(), part.file_name().is_some());
        let bytes = part.bytes().await.map_err(|error| error.to_string())?;
        if is_file {
            given.files.insert(name, bytes.to_vec());
        } else {
            given.fields.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(given)
}

fn pairs(query: &str) -> Map<String, Value> {
    let mut url = reqwest::Url::parse("http://sandbox/").ok();
    if let Some(url) = &mut url {
        url.set_query(Some(query));
    }
    let pairs = url.iter().flat_map(|url| url.query_pairs());
    pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect()
}

async fn carry_out(
    shared: &Shared,
    line: &Scissors,
    method: &'static str,
    given: Result<Given, String>,
) -> Response {
    let as_given = given.as_ref().map_or(Value::Null, |given| Value::Object(given.fields.clone()));
    let checked = given.and_then(|Given { fields, encoding, files }| {
        Ok(Params { fields: schema::check(method, fields, encoding)?, files })
    });
    let (place, spoil, params) = shared.act(|state| {
        let at = state.now();
        let params =
            checked.map(|Params { fields, files }| Params { fields: state.without_unknown(fields), files });
        let shown = params.as_ref().map_or(as_given, |params| Value::Object(params.fields.clone()));
        let chat = shown["chat_id"].as_i64();
        let place = state.journal.came(method, shown, at);
        if let Err(wrong) = &params {
            state.journal.violated(method, wrong);
        }
        (place, state.faults.meet(method, chat), params)
    });
    if let Some(response) = spoil_before(shared, line, spoil.as_ref()).await {
        note(shared, place, response.status().as_u16(), Some("a fault on order".to_owned()));
        return response;
    }
    think(shared).await;
    let answer = match params {
        Err(wrong) => Err(ApiError::bad(format!("sandbox: {wrong}"))),
        Ok(params) if method == "getUpdates" => polling::get_updates(shared, &params).await,
        Ok(params) => shared.act(|state| methods::call(state, method, &params)),
    };
    let status = answer.as_ref().map_or_else(|refusal| refusal.code, |_| 200);
    note(shared, place, status, answer.as_ref().err().map(|refusal| refusal.description.clone()));
    think(shared).await;
    match spoil {
        None => respond_in_pieces(shared, &answer),
        Some(spoil) => spoil_after(line, Some(&spoil), &answer),
    }
}

/// Takes the time that a slow server takes, once before it acts and once before it answers.
async fn think(shared: &Shared) {
    let delay = shared.look(|state| state.mischief.delay() + state.faults.delay / 2);
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// The answer as it goes out when no fault is on order.
fn respond_in_pieces(shared: &Shared, answer: &Answer) -> Response {
    let mut whole = body(answer);
    shared.look(|state| {
        if state.mischief.plays(Mischief::UnknownFields) {
            add_unknown_fields(&mut whole);
        }
        json_response(status_of(answer), state.mischief.send_body(whole.to_string()))
    })
}

fn note(shared: &Shared, place: usize, status: u16, refusal: Option<String>) {
    shared.act(|state| state.journal.answered(place, status, refusal));
}

/// Carries out the faults that come before the call is done; those that let it be done give nothing.
async fn spoil_before(shared: &Shared, line: &Scissors, spoil: Option<&Spoil>) -> Option<Response> {
    let refuse = |refusal| Some(respond(&Err(refusal)));
    match spoil? {
        Spoil::Status(code, body) => {
            let status = StatusCode::from_u16(*code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Some((status, body.clone()).into_response())
        }
        Spoil::Refuse(code, words) => refuse(ApiError::new(*code, words.clone())),
        Spoil::RetryAfter(seconds) => refuse(ApiError::flood(*seconds)),
        Spoil::Conflict409 => refuse(ApiError::other_poller()),
        Spoil::Unauthorized401 => refuse(ApiError::unauthorized()),
        Spoil::Stall => std::future::pending().await,
        Spoil::Hold => {
            let mut gate = shared.act(|state| state.faults.gate.subscribe());
            // The gate's other end lives as long as the state.
            let _ = gate.changed().await;
            None
        }
        Spoil::ResetBefore => {
            line.cut();
            Some(StatusCode::SERVICE_UNAVAILABLE.into_response())
        }
        Spoil::AppliedThenReset
        | Spoil::Drip
        | Spoil::Trickle
        | Spoil::Garbage
        | Spoil::CutJson
        | Spoil::EmptyBody
        | Spoil::WrongContentType
        | Spoil::UnknownEntity => None,
    }
}

fn spoil_after(line: &Scissors, spoil: Option<&Spoil>, answer: &Answer) -> Response {
    match spoil {
        Some(Spoil::AppliedThenReset) => {
            line.cut();
            respond(answer)
        }
        Some(Spoil::Garbage) => {
            (StatusCode::OK, "<html>Bad gateway of somebody else's proxy</html>").into_response()
        }
        Some(Spoil::CutJson) => json_response(StatusCode::OK, half(answer)),
        Some(Spoil::Drip) => {
            let first = futures_util::stream::iter([Ok::<_, Infallible>(half(answer))]);
            let all = first.chain(futures_util::stream::pending());
            (StatusCode::OK, Body::from_stream(all)).into_response()
        }
        Some(Spoil::Trickle) => trickle(body(answer).to_string().into_bytes()).into_response(),
        Some(Spoil::EmptyBody) => StatusCode::OK.into_response(),
        Some(Spoil::WrongContentType) => {
            (StatusCode::OK, [(header::CONTENT_TYPE, "text/html")], body(answer).to_string()).into_response()
        }
        Some(Spoil::UnknownEntity) => {
            let mut body = body(answer);
            add_unknown_entity(&mut body);
            json_response(StatusCode::OK, body.to_string())
        }
        _ => respond(answer),
    }
}

/// Half of a file, and then nothing more.
fn begun(mut bytes: Vec<u8>) -> Response {
    bytes.truncate(bytes.len() / 2);
    let first = futures_util::stream::iter([Ok::<_, Infallible>(bytes)]);
    Body::from_stream(first.chain(futures_util::stream::pending())).into_response()
}

fn half(answer: &Answer) -> String {
    let whole = body(answer).to_string();
    whole.chars().take(whole.chars().count() / 2).collect()
}

fn body(answer: &Answer) -> Value {
    match answer {
        Ok(result) => json!({ "ok": true, "result": result }),
        Err(refusal) => refusal.body(),
    }
}

fn respond(answer: &Answer) -> Response {
    json_response(status_of(answer), body(answer).to_string())
}

fn status_of(answer: &Answer) -> StatusCode {
    let code = answer.as_ref().map_or_else(|refusal| refusal.code, |_| 200);
    // The codes come from `ApiError`, all of them of HTTP.
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn json_response(status: StatusCode, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.into()).into_response()
}

/// The contents of a file; a fault on order for it goes by the name `file`.
async fn file(shared: &Shared, line: &Scissors, rest: &str) -> Response {
    let Some((token, path)) = rest.split_once('/') else { return respond(&Err(ApiError::not_found())) };
    if let Err(refusal) = check_token(token) {
        return respond(&Err(refusal));
    }
    let (bytes, spoil) =
        shared.act(|state| (methods::files::at(state, path), state.faults.meet("file", None)));
    if let Some(response) = spoil_before(shared, line, spoil.as_ref()).await {
        return response;
    }
    match (bytes, spoil) {
        (Some(bytes), Some(Spoil::Drip)) => begun(bytes),
        (Some(bytes), Some(Spoil::Trickle)) => trickle(bytes).into_response(),
        (Some(bytes), _) => bytes.into_response(),
        (None, _) => respond(&Err(ApiError::not_found())),
    }
}
