//! The page on which people sign in: reached by a one-time link from their chat, answered there too. Looking at it changes
//! nothing; the first try uses the link up, and whoever has mistyped gets another address for the same few minutes.

use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use secrecy::SecretString;
use serde::Deserialize;

use super::{Site, page, shield};
use crate::clock::random_bytes;
use crate::domain::audit::Place;
use crate::i18n::Lang;
use crate::i18n::time::span;
use crate::service::links::{hex, same};
use crate::service::sign_in::SignIn;
use crate::store::{Link, StoreError};
use crate::t;

/// The cookie that ties a form to the browser that was given it.
const COOKIE: &str = "deskgram";

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Filled {
    csrf: String,
    login: String,
    password: String,
}

/// The form.
pub(super) async fn show(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match site.desk.look_at_link(&token).await {
        Ok(Some(link)) => form(&site, &link, &token, StatusCode::OK, None),
        Ok(None) => page::gone(),
        Err(error) => stuck(&error),
    }
}

/// Somebody has filled it in.
pub(super) async fn attempt(
    State(site): State<Site>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    // Without a good link nobody's body is waited for.
    match site.desk.look_at_link(&token).await {
        Ok(Some(_)) => {}
        Ok(None) => return page::gone(),
        Err(error) => return stuck(&error),
    }
    let filled = match Form::<Filled>::from_request(request, &()).await {
        Ok(Form(filled)) => filled,
        Err(refusal) => return refusal.into_response(),
    };
    if shield::comes_from_elsewhere(&headers) || !cookie(&headers).is_some_and(|set| same(set, &filled.csrf))
    {
        return page::foreign();
    }
    match tried(&site, &token, filled).await {
        Ok(response) => response,
        Err(error) => stuck(&error),
    }
}

async fn tried(site: &Site, token: &str, filled: Filled) -> Result<Response, StoreError> {
    let Some(link) = site.desk.take_link(token).await? else { return Ok(page::gone()) };
    let (login, password) = (filled.login.trim(), SecretString::from(filled.password));
    let outcome = site.desk.check_password(link.who, login, &password, Place::Web).await?;
    let lang = Lang::from_code(&link.asked.lang).unwrap_or_default();
    site.told_of_sign_in(link.who, lang, &outcome).await?;
    let (status, trouble) = match outcome {
        SignIn::Right(session) => {
            let code = site.ask_for_code(link.who, lang, *session).await?;
            let page = page::code(lang, &code, &link.asked.name, &site.me.username);
            return Ok(Html(page).into_response());
        }
        // Nobody is linked before the code was typed.
        SignIn::Welcome(_) => return Ok(page::gone()),
        SignIn::Refused => (StatusCode::FORBIDDEN, t!(lang, "login-refused")),
        SignIn::Limited(wait) => {
            (StatusCode::TOO_MANY_REQUESTS, t!(lang, "web-limited", time = span(lang, wait)))
        }
        SignIn::Down(_) => (StatusCode::SERVICE_UNAVAILABLE, t!(lang, "login-down")),
    };
    let token = site.desk.renew_link(&link).await?;
    Ok(form(site, &link, &token, status, Some(trouble)))
}

fn form(site: &Site, link: &Link, token: &str, status: StatusCode, trouble: Option<String>) -> Response {
    let csrf = hex(&random_bytes::<16>());
    let form = page::Form {
        lang: Lang::from_code(&link.asked.lang).unwrap_or_default(),
        name: &link.asked.name,
        number: link.who.0,
        helpdesk: site.desk.helpdesk.host(),
        token,
        csrf: &csrf,
        trouble,
    };
    let secure = if shield::is_encrypted(site) { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={csrf}; HttpOnly; SameSite=Strict; Max-Age=600{secure}");
    let mut response = (status, Html(form.page())).into_response();
    // Hexadecimal digits and plain words: always a good header.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn stuck(error: &StoreError) -> Response {
    log::error!("a page waits for the database: {error}");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
