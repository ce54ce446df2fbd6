//! Signing in on a page: over plain HTTP for the rules, and in a real browser as people do it. The link is one's own, works
//! once and for ten minutes, and nothing of it or of the password stays anywhere.

use std::time::Duration;

use deskgram::domain::access_policy::{AccessPolicy, SignInMethod};
use deskgram::web::HttpServer;
use deskgram_sandbox::telegram::Press;
use jiff::SignedDuration;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use tokio_util::sync::CancellationToken;

use crate::demo_page::browser::Browser;
use crate::support::*;

/// A password that is found wherever it hides.
const PASSWORD: &str = "Tr0ub4dor&3";

/// A world with a page.
struct Site {
    world: World,
    http: reqwest::Client,
}

/// Whether the chat takes passwords too.
enum Chat {
    Open,
    Closed,
}

impl Site {
    async fn open(language: &str, chat: Chat) -> Self {
        let mut world = World::in_language(language).await;
        world.zenlix.change_password("olena", PASSWORD);
        let front = HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
        let public = format!("http://{}/", front.local_address().unwrap());
        let door = match chat {
            Chat::Open => SignInMethod::Both { public },
            Chat::Closed => SignInMethod::Page { public },
        };
        world.settings.access_policy = AccessPolicy::default().with_sign_in(door);
        world.restart_process().await;
        tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        Self { world, http: http.build().unwrap() }
    }

    /// Somebody sends `/login`; the address that they are given.
    async fn link(&self, who: i64) -> String {
        self.world.sends_text(who, "/login").await;
        self.shown_link(who)
    }

    fn shown_link(&self, who: i64) -> String {
        let message = self.world.last_bot_message(who);
        let buttons: Vec<_> = message.buttons.iter().flatten().collect();
        match &buttons[..] {
            [button] => match &button.press {
                Press::Url(url) => url.clone(),
                other => panic!("no link: {other:?}"),
            },
            other => panic!("not one button: {other:?} under {}", message.text),
        }
    }

    /// The owner of the link types the code that the page shows.
    async fn confirms(&self, who: i64, page: &str) {
        let code = between(page, "class=\"code\">", "<").unwrap_or_else(|| panic!("no code: {page}"));
        assert!(!self.world.is_signed_in(who), "not before the code");
        let message = self.world.sends_text(who, &code).await;
        assert!(self.world.telegram.message(who, message).unwrap().deleted);
        assert_eq!(self.world.file_containing(&code), None, "the code is nowhere on disk");
    }

    async fn looks(&self, link: &str) -> (u16, String) {
        let response = self.http.get(link).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// Opens the form and sends it; gives the status, the page and where its form goes next.
    async fn fills(&self, link: &str, login: &str, password: &str) -> (u16, String, Option<String>) {
        let response = self.http.get(link).send().await.unwrap();
        let cookie = response.headers().get(SET_COOKIE).map(|set| set.to_str().unwrap().to_owned());
        let cookie = cookie.unwrap_or_default().split(';').next().unwrap().to_owned();
        let page = response.text().await.unwrap();
        let csrf = between(&page, "name=\"csrf\" value=\"", "\"").unwrap_or_default();
        self.sends(link, &cookie, &csrf, login, password).await
    }

    async fn sends(
        &self,
        link: &str,
        cookie: &str,
        csrf: &str,
        login: &str,
        password: &str,
    ) -> (u16, String, Option<String>) {
        let mut body = reqwest::Url::parse("http://x/").unwrap();
        body.query_pairs_mut().extend_pairs([("csrf", csrf), ("login", login), ("password", password)]);
        let request = self.http.post(link).header("content-type", "application/x-www-form-urlencoded");
        let request = request.header(COOKIE, cookie).body(body.query().unwrap().to_owned());
        let mut response = request.send().await.unwrap();
        if let Some(to) = response.headers().get(LOCATION) {
            // To another address of the same page, and nowhere else.
            let token = to.to_str().unwrap().to_owned();
            assert!(token.chars().all(|digit| digit.is_ascii_hexdigit()), "{token}");
            let there = format!("{}/{token}", &link[..link.rfind('/').unwrap()]);
            response = self.http.get(there).send().await.unwrap();
        }
        let status = response.status().as_u16();
        let page = response.text().await.unwrap();
        let base = &link[..link.rfind('/').unwrap()];
        let next = between(&page, "action=\"", "\"").map(|token| format!("{base}/{token}"));
        self.world.run_until_idle().await;
        (status, page, next)
    }
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    Some(text.split_once(before)?.1.split_once(after)?.0.to_owned())
}

#[tokio::test]
async fn a_link_leads_to_a_page_that_signs_in_whoever_asked() {
    for (language, words, welcome) in [
        ("en", "will be linked with", "Welcome"),
        ("ru", "Его свяжут", "Добро пожаловать"),
        ("uk", "Його зв’яжуть", "Ласкаво просимо"),
    ] {
        let site = Site::open(language, Chat::Open).await;
        let link = site.link(OLENA).await;
        let (status, page) = site.looks(&link).await;
        assert_eq!(status, 200);
        for shown in [words, "Olena", "101", "127.0.0.1", &format!("lang=\"{language}\"")] {
            assert!(page.contains(shown), "{shown} in {page}");
        }
        assert!(!page.contains("<script") && !page.contains("style="), "{page}");
        let (status, page, _) = site.fills(&link, "olena", PASSWORD).await;
        assert_eq!(status, 200, "{page}");
        assert!(page.contains("https://t.me/deskgram_demo_bot"), "{page}");
        site.confirms(OLENA, &page).await;
        assert!(site.world.is_signed_in(OLENA));
        assert!(site.world.last_bot_message(OLENA).text.contains(welcome), "the chat says so too");
        assert_eq!(site.world.file_containing(PASSWORD), None);
    }
}

#[tokio::test]
async fn a_link_works_once_and_for_ten_minutes_and_only_the_newest() {
    let site = Site::open("en", Chat::Open).await;
    let first = site.link(OLENA).await;
    // Looking does not use it up: chats fetch previews.
    assert_eq!(site.looks(&first).await.0, 200);
    let second = site.link(OLENA).await;
    assert_eq!(site.looks(&first).await.0, 410);
    assert_eq!(site.fills(&second, "olena", PASSWORD).await.0, 200);
    assert_eq!(site.looks(&second).await.0, 410);
    assert_eq!(site.sends(&second, "deskgram=a", "a", "olena", PASSWORD).await.0, 410);
    let third = site.link(OLENA).await;
    site.world.advance_time(SignedDuration::from_mins(10));
    let (status, page) = site.looks(&third).await;
    assert_eq!(status, 410);
    for words in ["no longer valid", "уже не работает", "вже не діє"] {
        assert!(page.contains(words), "{page}");
    }
}

#[tokio::test]
async fn a_guessed_or_altered_link_is_no_link() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let (base, token) = link.rsplit_once('/').unwrap();
    assert_eq!(token.len(), 48, "what finds it and 128 secret bits");
    let mut altered: Vec<String> = (0..48)
        .map(|at| {
            let digit = if &token[at..=at] == "0" { "1" } else { "0" };
            format!("{}{digit}{}", &token[..at], &token[at + 1..])
        })
        .collect();
    altered.extend([
        String::from("x"),
        token[..47].to_owned(),
        format!("{token}0"),
        "%00".into(),
        "ä".into(),
    ]);
    for wrong in altered {
        let (status, page, _) =
            site.sends(&format!("{base}/{wrong}"), "deskgram=a", "a", "olena", PASSWORD).await;
        assert_eq!((status, page.contains("Olena")), (410, false), "{wrong}");
    }
    assert_eq!(site.fills(&link, "olena", PASSWORD).await.0, 200, "none of it has used the link up");
}

#[tokio::test]
async fn a_wrong_password_can_be_mended_on_the_page_within_the_limits() {
    let site = Site::open("en", Chat::Open).await;
    let mut link = site.link(OLENA).await;
    for _ in 0..5 {
        let (status, page, next) = site.fills(&link, "olena", "wrong").await;
        assert_eq!(status, 403);
        assert!(page.contains("doesn&#39;t accept") || page.contains("doesn't accept"), "{page}");
        assert_eq!(site.looks(&link).await.0, 410, "used up by the try");
        link = next.unwrap();
    }
    assert!(site.world.all_bot_texts(OLENA).contains("doesn't accept"), "the chat says so too");
    let asked = site.world.zenlix.calls().len();
    let (status, page, next) = site.fills(&link, "olena", PASSWORD).await;
    assert_eq!(status, 429);
    assert!(page.contains("15\u{a0}min"), "{page}");
    assert_eq!(site.world.zenlix.calls().len(), asked, "the helpdesk is not asked");
    // Renewing has not made it good for longer.
    site.world.advance_time(SignedDuration::from_mins(10));
    assert_eq!(site.looks(&next.unwrap()).await.0, 410);
    site.world.zenlix.stop().await;
    site.world.advance_time(SignedDuration::from_mins(10));
    let link = site.link(OLENA).await;
    assert_eq!(site.fills(&link, "olena", PASSWORD).await.0, 503);
}

#[tokio::test]
async fn a_form_that_another_site_sends_is_refused() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    for (cookie, csrf) in [("", ""), ("deskgram=a", "b"), ("", "a"), ("deskgram=", "x"), ("other=a", "a")] {
        assert_eq!(site.sends(&link, cookie, csrf, "olena", PASSWORD).await.0, 403, "{cookie} {csrf}");
    }
    let request = site.http.post(&link).header("content-type", "application/x-www-form-urlencoded");
    let request = request.header(COOKIE, "deskgram=a").header("sec-fetch-site", "cross-site");
    let response = request.body("csrf=a&login=olena&password=x").send().await.unwrap();
    assert_eq!(response.status(), 403);
    assert!(!site.world.is_signed_in(OLENA));
    assert_eq!(site.looks(&link).await.0, 200, "and uses nothing up");
}

#[tokio::test]
async fn every_answer_forbids_scripts_frames_caches_and_referrers() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let base = link.split("sign-in").next().unwrap().to_owned();
    for address in [link, format!("{base}sign-in/x"), format!("{base}sign-in/style.css"), format!("{base}x")]
    {
        let response = site.http.get(&address).send().await.unwrap();
        let header = |name: &str| {
            response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let policy = header("content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"]
        {
            assert!(policy.contains(part), "{address}: {policy}");
        }
        assert!(!policy.contains("script-src") && !policy.contains("unsafe"), "{policy}");
        assert_eq!(header("cache-control"), "no-store", "{address}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{address}");
        assert_eq!(header("x-frame-options"), "DENY", "{address}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{address}");
        let cookie = header("set-cookie");
        assert!(cookie.is_empty() || cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
    }
}

#[tokio::test]
async fn a_name_in_telegram_is_no_markup_on_the_page() {
    let site = Site::open("en", Chat::Open).await;
    site.world.telegram.person(STRANGER, "<b onclick=\"x\">&Eve", None, "en");
    let link = site.link(STRANGER).await;
    let (_, page) = site.looks(&link).await;
    assert!(page.contains("&lt;b onclick=&quot;x&quot;&gt;&amp;Eve"), "{page}");
}

#[tokio::test]
async fn where_the_chat_is_closed_a_password_in_it_is_taken_out_and_not_tried() {
    let site = Site::open("en", Chat::Closed).await;
    for text in [format!("/login olena {PASSWORD}"), "/login olena".to_owned()] {
        let message = site.world.sends_text(OLENA, &text).await;
        assert!(site.world.telegram.message(OLENA, message).unwrap().deleted, "{text}");
        assert_eq!(site.looks(&site.shown_link(OLENA)).await.0, 200);
    }
    assert!(!site.world.is_signed_in(OLENA));
    assert_eq!(site.world.file_containing(PASSWORD), None);
    assert!(site.world.zenlix.calls().iter().all(|call| call.mode != "auth"));
    let link = site.link(OLENA).await;
    let (status, page, _) = site.fills(&link, "olena", PASSWORD).await;
    assert_eq!(status, 200);
    site.confirms(OLENA, &page).await;
    assert!(site.world.is_signed_in(OLENA));
}

#[tokio::test]
async fn a_strangers_link_signs_nobody_in_as_the_stranger() {
    let mut site = Site::open("en", Chat::Closed).await;
    let link = site.link(STRANGER).await;
    let (_, page, _) = site.fills(&link, "olena", PASSWORD).await;
    assert!(page.contains("Stranger") && page.contains("tell nobody the code"), "{page}");
    assert!(site.world.last_bot_message(STRANGER).text.contains("six digits"));
    let code = between(&page, "class=\"code\">", "<").unwrap();
    // The one who has the code types it in their own chat, where nobody asked for it.
    site.world.sends_text(OLENA, &code).await;
    assert!(!site.world.is_signed_in(STRANGER) && !site.world.is_signed_in(OLENA));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for (words, answer) in [(wrong, "2 tries"), ("", "One try"), (wrong, "None of these")] {
        site.world.sends_text(STRANGER, if words.is_empty() { "give me the code" } else { words }).await;
        assert!(
            site.world.last_bot_message(STRANGER).text.contains(answer),
            "{}",
            site.world.last_bot_message(STRANGER).text
        );
        site.world.restart_process().await;
    }
    site.world.sends_text(STRANGER, &code).await;
    assert!(!site.world.is_signed_in(STRANGER), "three wrong ones and the right one is none any more");
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes_and_over_a_restart() {
    let mut site = Site::open("en", Chat::Closed).await;
    let link = site.link(OLENA).await;
    let (_, page, _) = site.fills(&link, "olena", PASSWORD).await;
    site.world.advance_time(SignedDuration::from_mins(5));
    site.confirms(OLENA, &page).await;
    assert!(!site.world.is_signed_in(OLENA));
    assert!(site.world.last_bot_message(OLENA).text.contains("no longer valid"));
    let link = site.link(OLENA).await;
    let (_, page, _) = site.fills(&link, "olena", PASSWORD).await;
    site.world.restart_process().await;
    site.confirms(OLENA, &page).await;
    assert!(site.world.is_signed_in(OLENA));
}

#[tokio::test]
async fn where_both_are_open_the_chat_still_takes_a_name() {
    let site = Site::open("en", Chat::Open).await;
    site.link(OLENA).await;
    site.world.sends_text(OLENA, "/login olena").await;
    site.world.sends_text(OLENA, PASSWORD).await;
    assert!(site.world.is_signed_in(OLENA));
    // After a link a password may still come into the chat, for ten minutes.
    site.link(TARAS).await;
    for (words, deleted) in [("taras", true), ("Good morning", false)] {
        let message = site.world.sends_text(TARAS, words).await;
        assert_eq!(site.world.telegram.message(TARAS, message).unwrap().deleted, deleted);
        site.world.advance_time(SignedDuration::from_mins(11));
    }
}

#[tokio::test]
async fn without_a_public_address_there_is_no_page() {
    let world = World::new().await;
    let front = HttpServer::bind_address(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = format!("http://{}/sign-in/x", front.local_address().unwrap());
    tokio::spawn(front.serve_routes(world.app.bot.clone(), None, CancellationToken::new()));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    assert_eq!(http.get(address).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn more_than_a_login_and_a_password_is_not_read() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let body = format!("csrf=a&login=olena&password={}", "x".repeat(100_000));
    let request = site.http.post(&link).header("content-type", "application/x-www-form-urlencoded");
    let status = request.header(COOKIE, "deskgram=a").body(body).send().await.unwrap().status();
    assert_eq!(status, 413);
}

#[tokio::test]
async fn the_trail_says_that_it_was_on_the_page() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let (_, page, _) = site.fills(&link, "olena", PASSWORD).await;
    site.confirms(OLENA, &page).await;
    let wanted = deskgram::store::AuditQuery::default();
    let entries = site.world.app.bot.ctx.store.read(move |db| db.audit_entries(&wanted, 0, 9)).await.unwrap();
    assert_eq!(entries[0].place, deskgram::domain::audit::AuditPlace::Web);
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_real_browser() {
    let Some(browser) = Browser::start("en").await else { return };
    let site = Site::open("en", Chat::Closed).await;
    let link = site.link(OLENA).await;
    browser.goes_to(&link).await;
    browser.types("input[name=login]", "olena").await;
    browser.types("input[name=password]", "wrong").await;
    browser.press("button").await;
    browser.sees(".trouble", "doesn't accept").await;
    // The login still stands there.
    browser.types("input[name=password]", PASSWORD).await;
    browser.press("button").await;
    browser.sees("h1", "One more step").await;
    tokio::time::timeout(Duration::from_secs(5), site.world.run_until_idle()).await.unwrap();
    let code = browser.reads(".code").await;
    assert_eq!(code.len(), 6, "{code}");
    site.world.sends_text(OLENA, &code).await;
    assert!(site.world.is_signed_in(OLENA));
    browser.goes_to(&link).await;
    browser.sees("main", "no longer valid").await;
}

#[tokio::test]
async fn after_a_wrong_password_the_login_stays_and_the_page_can_be_loaded_again() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let (status, page, next) = site.fills(&link, "olena \"O\"", "wrong").await;
    assert_eq!(status, 403);
    assert!(page.contains("value=\"olena &quot;O&quot;\""), "{page}");
    let next = next.unwrap();
    for _ in 0..2 {
        let (status, again) = site.looks(&next).await;
        assert_eq!(status, 403);
        assert!(
            again.contains("value=\"olena &quot;O&quot;\"") && again.contains("role=\"alert\""),
            "{again}"
        );
    }
    assert_eq!(site.world.file_containing("olena \"O\""), None, "it may be a password in the wrong place");
}

#[tokio::test]
async fn the_page_of_a_used_link_leads_back_to_the_chat() {
    let site = Site::open("en", Chat::Open).await;
    let link = site.link(OLENA).await;
    let (_, page, _) = site.fills(&link, "olena", PASSWORD).await;
    site.confirms(OLENA, &page).await;
    let (status, page) = site.looks(&link).await;
    assert_eq!(status, 410);
    assert_eq!(
        page.matches("https://t.me/deskgram_demo_bot?start=login").count(),
        3,
        "in each language: {page}"
    );
}
