//! The demo's page in a real browser, and its guard over plain HTTP. The bot is the test itself: it calls the simulated
//! Bot API as a bot would.

mod access;
pub mod browser;
mod phone;

use std::sync::{Arc, Mutex};

use deskgram::clock::Clock;
use deskgram::demo::page::{Actor, Director, Stage, Switches, router};
use deskgram_sandbox::telegram::{Limits, Telegram};
use deskgram_sandbox::zenlix::{Zenlix, demo};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use browser::Browser;

const TARAS: i64 = 501;
const OLENA: i64 = 502;

/// Remembers what the page asked for.
#[derive(Default)]
struct Noted {
    languages: Mutex<Vec<String>>,
}

impl Director for Noted {
    fn speak(&self, language: &str) {
        self.languages.lock().unwrap().push(language.to_owned());
    }

    fn send_ticket(&self) -> i64 {
        0
    }
}

/// The page on a stage of two people and a group, with a bot that says what the test tells it to.
struct Show {
    stage: Stage,
    noted: Arc<Noted>,
    address: String,
    http: reqwest::Client,
}

impl Show {
    async fn start() -> Self {
        let clock = Clock::System;
        let telegram = Telegram::start(clock.clone()).await.unwrap();
        telegram.limits(Limits::Off);
        let zenlix = Zenlix::start(demo::world(clock.now()), clock).await.unwrap();
        let actor = |user: i64, name: &str, login: &str| {
            telegram.person(user, name, Some(login), "uk");
            Actor {
                user,
                names: [("en", name.to_owned())].into(),
                role: "role-technician".to_owned(),
                login: login.to_owned(),
                password: login.to_owned(),
            }
        };
        let cast = vec![actor(TARAS, "Taras Boiko", "taras"), actor(OLENA, "Olena Kovalenko", "olena")];
        let group = telegram.supergroup("IT shift", &[TARAS, OLENA]);
        telegram.add_bot(group);
        let noted = Arc::<Noted>::default();
        let stage = Stage {
            telegram,
            zenlix,
            cast,
            group,
            zone: "Europe/Kyiv".to_owned(),
            language: None,
            director: noted.clone(),
            switches: Switches::default(),
        };
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let page = router(stage.clone());
        tokio::spawn(async move { axum::serve(listener, page).await });
        let show =
            Self { stage, noted, address, http: reqwest::Client::builder().no_proxy().build().unwrap() };
        // The bot has heard of the group already.
        show.bot("deleteWebhook", json!({ "drop_pending_updates": true })).await;
        show
    }

    /// One call of the bot; its result.
    async fn bot(&self, method: &str, params: Value) -> Value {
        let telegram = &self.stage.telegram;
        let url = format!("{}/bot{}/{method}", telegram.api_url(), telegram.token());
        let request = self.http.post(url).header("content-type", "application/json").body(params.to_string());
        let body: Value = serde_json::from_str(&request.send().await.unwrap().text().await.unwrap()).unwrap();
        assert_eq!(body["ok"], true, "{method}: {body}");
        body["result"].clone()
    }

    /// The first update of this kind that waits for the bot, when there is one.
    async fn update(&self, kind: &str) -> Value {
        let find =
            |telegram: &Telegram| telegram.pending_updates().into_iter().find_map(|u| u.get(kind).cloned());
        self.stage.telegram.until(find).await
    }
}

fn card(text: &str) -> Value {
    json!({
        "chat_id": TARAS,
        "text": text,
        "parse_mode": "HTML",
        "reply_markup": { "inline_keyboard": [
            [{ "text": "Take", "callback_data": "take" }],
            [{ "text": "Open", "url": "https://example.org/" }],
        ] },
    })
}

#[tokio::test]
async fn a_chat_is_started_read_pressed_and_edited() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    browser.open(&show.address).await;
    browser.press("#start").await;
    assert_eq!(show.update("message").await["text"], "/start");

    let sent = show
        .bot("sendMessage", card("<b>#49</b> <script>x</script>".replace("script>", "code>").as_str()))
        .await;
    browser.sees(".theirs .text b", "#49").await;
    browser.sees(".theirs .text code", "x").await;
    browser.press(".keyboard .key").await;
    let query = show.update("callback_query").await;
    assert_eq!((&query["data"], &query["from"]["id"]), (&json!("take"), &json!(TARAS)));
    browser.sees(".key.waiting", "Take").await;
    show.bot("answerCallbackQuery", json!({ "callback_query_id": query["id"], "text": "It is yours" })).await;
    browser.sees("#toasts p", "It is yours").await;

    let edit = json!({ "chat_id": TARAS, "message_id": sent["message_id"], "text": "taken by Taras" });
    show.bot("editMessageText", edit).await;
    browser.sees(".theirs.changed .text", "taken by Taras").await;
    browser.lacks(".keyboard").await;
    show.bot("deleteMessage", json!({ "chat_id": TARAS, "message_id": sent["message_id"] })).await;
    browser.lacks(".theirs").await;
}

#[tokio::test]
async fn an_alert_waits_to_be_closed() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    show.stage.telegram.started(TARAS);
    show.bot("sendMessage", card("card")).await;
    browser.open(&show.address).await;
    browser.press(".keyboard .key").await;
    let query = show.update("callback_query").await;
    let answer = json!({ "callback_query_id": query["id"], "text": "Olena was first", "show_alert": true });
    show.bot("answerCallbackQuery", answer).await;
    browser.sees("#alert[open] p", "Olena was first").await;
    browser.press("#alert button").await;
    browser.lacks("#alert[open]").await;
}

#[tokio::test]
async fn replies_reactions_and_commands_reach_the_bot() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    show.stage.telegram.started(TARAS);
    let commands = json!([{ "command": "in", "description": "Tickets for me" }, { "command": "help", "description": "Help" }]);
    show.bot("setMyCommands", json!({ "commands": commands })).await;
    show.bot("getUpdates", json!({ "allowed_updates": ["message", "message_reaction"] })).await;
    let sent = show.bot("sendMessage", card("card")).await;
    browser.open(&show.address).await;

    browser.press(".theirs .bubble").await;
    browser.press(".theirs .tools .reply").await;
    browser.sees("#answering-text", "card").await;
    browser.types("#draft", "done by phone\u{e007}").await;
    let reply = show.update("message").await;
    assert_eq!(
        (&reply["text"], &reply["reply_to_message"]["message_id"]),
        (&json!("done by phone"), &sent["message_id"])
    );
    browser.sees(".mine .quoted span", "card").await;

    browser.press(".theirs .bubble").await;
    browser.press(".theirs .tools button:nth-child(2)").await;
    assert_eq!(show.update("message_reaction").await["new_reaction"][0]["emoji"], "❤");
    let react = json!({ "chat_id": TARAS, "message_id": reply["message_id"], "reaction": [{ "type": "emoji", "emoji": "👍" }] });
    show.bot("setMessageReaction", react).await;
    browser.sees(".mine .reaction", "👍").await;

    show.bot("getUpdates", json!({ "offset": -1 })).await;
    browser.types("#draft", "/i").await;
    browser.sees("#suggestions b", "/in").await;
    browser.press("#suggestions li").await;
    let find = |telegram: &Telegram| {
        telegram.pending_updates().into_iter().find(|update| update["message"]["text"] == "/in")
    };
    show.stage.telegram.until(find).await;
}

#[tokio::test]
async fn a_colleague_works_in_the_helpdesk() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    let find = |state: fn(&deskgram_sandbox::zenlix::TicketRecord) -> bool| {
        show.stage.zenlix.tickets().into_iter().find(state)
    };
    let free = find(|ticket| ticket.locked_by.is_none() && ticket.ok_by.is_none()).unwrap().row.id;
    browser.open(&show.address).await;

    let of = |state: &str| format!(".group.{state} [data-ticket='{free}']");
    browser.press(&format!("{} .head", of("free"))).await;
    browser.press(&format!("{} [data-action=lock]", of("free"))).await;
    browser.sees(&format!("{} .number", of("held")), &format!("#{free}")).await;
    assert!(show.stage.zenlix.ticket(free).unwrap().locked_by.is_some());
    browser.types(&format!("{} input", of("held")), "on my way\u{e007}").await;
    browser.sees(&format!("{} .comments li", of("held")), "on my way").await;
    browser.press(&format!("{} [data-action=finish]", of("held"))).await;
    browser.press(&format!("{} [data-action=reopen]", of("done"))).await;
    browser.sees(&format!("{} .number", of("held")), &format!("#{free}")).await;

    let newest = show.stage.zenlix.tickets().len() + 1;
    browser.press("#new-ticket").await;
    browser.types("#draft-ticket textarea", "The lamp hums").await;
    browser.press("#draft-ticket .primary").await;
    browser.press(&format!("[data-ticket='{newest}'] .head")).await;
    browser.sees(&format!("[data-ticket='{newest}'] .ticket-text"), "The lamp hums").await;
}

#[tokio::test]
async fn two_people_see_one_group() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    browser.open(&show.address).await;
    browser.press("#chats li:nth-child(2) button").await;
    browser.types("#draft", "/in\u{e007}").await;
    browser.sees(".mine .text", "/in").await;
    browser.press("#cast li:nth-child(2) button").await;
    browser.press("#chats li:nth-child(2) button").await;
    browser.sees(".theirs .name", "Taras Boiko").await;
    browser.sees("#credentials code", "olena").await;
}

#[tokio::test]
async fn it_speaks_the_browsers_language_and_others_on_demand() {
    for (language, title) in [("ru", "Свободные"), ("de", "Free")] {
        let Some(browser) = Browser::start(language).await else { return };
        let show = Show::start().await;
        browser.open(&show.address).await;
        browser.sees(".group.free summary span", title).await;
        browser.press("#language option[value=uk]").await;
        browser.sees(".group.free summary span", "Вільні").await;
        let spoken = show.noted.languages.lock().unwrap().clone();
        assert_eq!(spoken.last().map(String::as_str), Some("uk"), "the bot's people are told: {spoken:?}");
    }
}

#[tokio::test]
async fn only_the_page_itself_may_change_things() {
    let show = Show::start().await;
    let port = show.address.rsplit(':').next().unwrap();
    let own = show.address.as_str();
    let local = format!("127.0.0.1:{port}");
    let cases = [
        (local.as_str(), Some(own), "application/json", 200),
        (local.as_str(), Some("https://evil.example"), "application/json", 403),
        (local.as_str(), Some("http://127.0.0.1:1"), "application/json", 403),
        (local.as_str(), None, "application/json", 403),
        (local.as_str(), Some(own), "text/plain", 403),
        ("evil.example", Some("http://evil.example"), "application/json", 403),
    ];
    for (host, origin, kind, wanted) in cases {
        let mut request = show
            .http
            .post(format!("{own}/api/desk/arrive"))
            .header("host", host)
            .header("content-type", kind);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let answer = request.body("{}").send().await.unwrap();
        assert_eq!(answer.status(), wanted, "{host} {origin:?} {kind}");
        assert!(answer.headers()["content-security-policy"].to_str().unwrap().contains("default-src 'none'"));
    }
    let rebound =
        show.http.get(format!("{own}/api/desk")).header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), 403);
}

#[tokio::test]
async fn what_is_not_on_the_stage_is_refused() {
    let show = Show::start().await;
    let cases = [
        ("say", json!({ "who": 999, "chat": 999, "text": "x" }), 404),
        ("say", json!({ "who": TARAS, "chat": OLENA, "text": "x" }), 404),
        ("say", json!({ "who": TARAS, "chat": TARAS, "text": " " }), 409),
        ("press", json!({ "who": TARAS, "chat": TARAS, "message": 1, "data": "take" }), 409),
        ("edit", json!({ "who": TARAS, "chat": TARAS, "message": 1, "text": "x" }), 409),
        ("delete", json!({ "who": TARAS, "chat": TARAS, "message": 1 }), 409),
        ("inline/send", json!({ "who": TARAS, "chat": TARAS, "query": "1", "result": "1" }), 404),
        ("language", json!({ "language": "de" }), 404),
        ("react", json!({ "who": TARAS, "chat": TARAS, "message": 1, "emoji": "👍" }), 409),
        ("desk/act", json!({ "login": "nobody", "ticket": 1, "action": "lock" }), 404),
        ("desk/act", json!({ "login": "taras", "ticket": 9999, "action": "lock" }), 404),
        ("desk/comment", json!({ "login": "taras", "ticket": 1, "text": " " }), 409),
        (
            "desk/create",
            json!({ "login": "taras", "unit": 99, "subject": "", "text": "x", "priority": "Low" }),
            404,
        ),
    ];
    for (path, body, wanted) in cases {
        let request = show.http.post(format!("{}/api/{path}", show.address)).header("origin", &show.address);
        let answer =
            request.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.status(), wanted, "{path} {body}");
    }
}

#[test]
fn every_language_has_the_same_words() {
    let words = |text: &str| {
        let words: std::collections::BTreeMap<String, String> = serde_json::from_str(text).unwrap();
        words
            .into_iter()
            .map(|(key, text)| {
                let holes =
                    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned()));
                (key, holes.collect::<Vec<_>>())
            })
            .collect::<Vec<_>>()
    };
    let english = words(include_str!("../../locales/en/page.json"));
    assert_eq!(words(include_str!("../../locales/ru/page.json")), english);
    assert_eq!(words(include_str!("../../locales/uk/page.json")), english);
}
