//! The page on which people sign in: reached by a one-time link from their chat, answered there too. Looking at it changes
//! nothing; the first try uses the link up, and whoever has mistyped gets another address for the same few minutes.

use axum::extract::{Form, FromRequest, Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Site, page, security_headers};
use crate::accounts::sign_in::{SignInOutcome, check_password};
use crate::accounts::sign_in_links::{self, constant_time_eq};
use crate::clock::random_bytes;
use crate::domain::audit::AuditPlace;
use crate::domain::hex::encode_hex;
use crate::i18n::Lang;
use crate::i18n::time::format_span;
use crate::store::{FailedSignIn, SignInLink, SignInTrouble, StoreError};
use crate::t;

/// The cookie that ties a form to the browser that was given it.
const COOKIE_NAME: &str = "deskgram";

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct SubmittedForm {
    csrf: String,
    login: String,
    password: String,
}

/// The form.
pub(super) async fn show_form(State(site): State<Site>, Path(token): Path<String>) -> Response {
    match sign_in_links::peek_link(&site.ctx, &token).await {
        Ok(Some(link)) => render_form(&site, &link, &token),
        Ok(None) => page::expired_page(&site.me.username),
        Err(error) => error_page(&error),
    }
}

/// Somebody has filled it in.
pub(super) async fn submit_form(
    State(site): State<Site>,
    Path(token): Path<String>,
    headers: HeaderMap,
    request: Request,
) -> Response {
    // Without a good link nobody's body is waited for.
    match sign_in_links::peek_link(&site.ctx, &token).await {
        Ok(Some(_)) => {}
        Ok(None) => return page::expired_page(&site.me.username),
        Err(error) => return error_page(&error),
    }
    let filled = match Form::<SubmittedForm>::from_request(request, &()).await {
        Ok(Form(filled)) => filled,
        Err(refusal) => return refusal.into_response(),
    };
    if security_headers::is_cross_site(&headers)
        || !form_cookie(&headers).is_some_and(|set| constant_time_eq(set, &filled.csrf))
    {
        return page::cross_site_refused();
    }
    match try_sign_in(&site, &token, filled).await {
        Ok(response) => response,
        Err(error) => error_page(&error),
    }
}

async fn try_sign_in(site: &Site, token: &str, filled: SubmittedForm) -> Result<Response, StoreError> {
    let Some(link) = sign_in_links::consume_link(&site.ctx, token).await? else {
        return Ok(page::expired_page(&site.me.username));
    };
    let (login, password) = (filled.login.trim(), SecretString::from(filled.password));
    let outcome = check_password(&site.ctx, link.who, login, &password, AuditPlace::Web).await?;
    let lang = Lang::from_code(&link.asked.lang).unwrap_or_default();
    site.report_sign_in(link.who, lang, &outcome).await?;
    let why = match outcome {
        SignInOutcome::Right(session) => {
            let code = site.ask_for_code(link.who, lang, *session).await?;
            let page = page::code(lang, &code, &link.asked.name, &site.me.username);
            return Ok(Html(page).into_response());
        }
        // Nobody is linked before the code was typed.
        SignInOutcome::Welcome(_) => return Ok(page::expired_page(&site.me.username)),
        SignInOutcome::Refused => SignInTrouble::Refused,
        SignInOutcome::Limited(wait) => SignInTrouble::Limited(site.ctx.clock.now() + wait),
        SignInOutcome::Down(_) => SignInTrouble::HelpdeskDown,
    };
    let failed = FailedSignIn { login: login.to_owned(), why };
    let token = sign_in_links::renew_link(&site.ctx, &link, failed).await?;
    // To a page that may be loaded again: this address is used up.
    Ok(Redirect::to(&token).into_response())
}

/// What the page says of the last try, and with which status.
fn trouble_text(site: &Site, lang: Lang, why: SignInTrouble) -> (StatusCode, String) {
    match why {
        SignInTrouble::Refused => (StatusCode::FORBIDDEN, t!(lang, "login-refused")),
        SignInTrouble::Limited(until) => {
            let wait = until.duration_since(site.ctx.clock.now()).max(SignedDuration::ZERO);
            (StatusCode::TOO_MANY_REQUESTS, t!(lang, "web-limited", time = format_span(lang, wait)))
        }
        SignInTrouble::HelpdeskDown => (StatusCode::SERVICE_UNAVAILABLE, t!(lang, "login-down")),
    }
}

fn render_form(site: &Site, link: &SignInLink, token: &str) -> Response {
    let lang = Lang::from_code(&link.asked.lang).unwrap_or_default();
    let failed = link.asked.failed.as_ref();
    let trouble = failed.map(|failed| trouble_text(site, lang, failed.why));
    let status = trouble.as_ref().map_or(StatusCode::OK, |(status, _)| *status);
    let csrf = encode_hex(&random_bytes::<16>());
    let form = page::SignInForm {
        lang,
        name: &link.asked.name,
        number: link.who.0,
        helpdesk: site.ctx.helpdesk.host_name(),
        token,
        csrf: &csrf,
        login: failed.map(|failed| failed.login.as_str()).unwrap_or_default(),
        trouble: trouble.map(|(_, text)| text),
    };
    let secure = if security_headers::is_encrypted(site) { "; Secure" } else { "" };
    let cookie = format!("{COOKIE_NAME}={csrf}; HttpOnly; SameSite=Strict; Max-Age=600{secure}");
    let mut response = (status, Html(form.render_page())).into_response();
    // Hexadecimal digits and plain words: always a good header.
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response
}

fn form_cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    all.flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('='))
}

fn error_page(error: &StoreError) -> Response {
    log::error!("a page waits for the database: {error}");
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
