//! The page for everybody: text that can be read and keys that have names, on phones and desks, in light and dark; and
//! the way by keyboard.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::browser::Browser;
use super::{OLENA, Show, TARAS, card};

/// Complaints about what is on the screen.
const CHECK: &str = include_str!("check.js");

/// axe-core, if it was fetched (`.ci/run tools` does): it knows more rules than our own check.
const AXE: &str = "target/axe-core/axe.min.js";

/// Widths in points, with a height: two phones, a tablet, a desk.
const SCREENS: [(u32, u32); 4] = [(320, 640), (390, 844), (768, 1024), (1280, 800)];

/// What can be opened, one after another; each script leaves the page as another finds it.
const VIEWS: [&str; 6] = [
    "document.querySelector('[data-pane-of=who]').click()",
    "document.querySelector('[data-pane-of=desk]').click(); document.querySelector('.ticket .head').click()",
    "document.querySelector('[data-pane-of=chat]').click(); document.querySelector('.message').click()",
    "document.getElementById('menu').click()",
    "document.getElementById('menu').click(); document.getElementById('attach-on').click()",
    "document.getElementById('lock-on').click()",
];

/// A chat with something of everything in it.
async fn fill(show: &Show) {
    let telegram = &show.stage.telegram;
    telegram.started(TARAS);
    let commands = json!([
        { "command": "in", "description": "Tickets for me" },
        { "command": "help", "description": "Help" },
        { "command": "settings", "description": "Settings" },
    ]);
    show.bot("setMyCommands", json!({ "commands": commands })).await;
    let text = "🔴 <b>#49</b> <a href=\"https://example.org/\">Open</a> /in +380501234567 <code>x</code>\n\
        <blockquote>It prints stripes</blockquote><pre>log</pre><tg-spoiler>hidden</tg-spoiler>";
    let sent = show.bot("sendMessage", card(text)).await;
    let message = i32::try_from(sent["message_id"].as_i64().unwrap()).unwrap();
    telegram.say(TARAS, TARAS).text("On my way /help +380501234567").reply_to(message).send();
    telegram.say(TARAS, TARAS).text("a caption").photo().forwarded_from("Natalia Kim").send();
    telegram.say(TARAS, TARAS).voice().send();
    telegram.reacts(TARAS, TARAS, message, Some("👍"));
    telegram.says(OLENA, show.stage.group, "/in");
    let key = |style: &str| json!({ "text": style, "callback_data": style, "style": style });
    let colours = json!({ "inline_keyboard": [[key("primary"), key("success"), key("danger")]] });
    show.bot("sendMessage", json!({ "chat_id": TARAS, "text": "colours", "reply_markup": colours })).await;
    show.bot("sendMessage", card("the newest")).await;
}

#[tokio::test]
async fn everybody_can_read_it_on_every_screen() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    fill(&show).await;
    browser.open(&show.address).await;
    browser.sees(".theirs .text", "the newest").await;
    let axe = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(AXE)).ok();
    if axe.is_none() {
        eprintln!("SKIPPED: {AXE} is not here, only our own check was made");
    }
    let mut complaints = Vec::new();
    for (width, height) in SCREENS {
        for taste in ["light", "dark"] {
            browser.is_screen(width, height, taste).await;
            for view in VIEWS {
                browser.runs(view).await;
                let mut found = strings(&browser.runs(CHECK).await);
                if let Some(axe) = &axe {
                    found.extend(strings(&browser.runs_with_promise(&run_axe(axe)).await));
                }
                complaints.extend(found.into_iter().map(|it| format!("{width} {taste} {view}\n    {it}")));
            }
            browser.runs("document.getElementById('lock-off').click()").await;
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// A script that gives axe's complaints to its last argument. Where a rule only might be broken, axe says nothing.
fn run_axe(axe: &str) -> String {
    format!(
        "const done = arguments[arguments.length - 1]; {axe};
         axe.run().then(({{ violations }}) => done(violations.flatMap(({{ id, nodes }}) =>
             nodes.map((node) => `${{id}}: ${{node.html.slice(0, 120)}} ${{node.failureSummary}}`))));"
    )
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// What has the focus, as the beginning of its text.
async fn focused(browser: &Browser) -> String {
    let script = "return document.activeElement.id || document.activeElement.textContent.slice(0, 12)";
    browser.runs(script).await.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_log_is_one_stop_and_arrows_go_through_it() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    fill(&show).await;
    browser.open(&show.address).await;
    browser.sees(".theirs .text", "the newest").await;
    let stops = "return new Set([...document.querySelectorAll('#log .message, #log .message *')]
        .filter((node) => node.tabIndex === 0).map((node) => node.closest('.message').dataset.id)).size";
    assert_eq!(browser.runs(stops).await, json!(1), "one message can be reached by Tab");

    browser.runs("document.querySelector('#log .message:last-child').focus()").await;
    browser.keys("\u{e014}").await;
    assert_eq!(focused(&browser).await, "Take", "right goes to the first key");
    browser.keys("\u{e007}").await;
    assert_eq!(show.update("callback_query").await["data"], "take");
    browser.sees(".key.waiting", "Take").await;
    assert_eq!(focused(&browser).await, "Take", "the focus stays where the message is drawn anew");
    browser.keys("\u{e013}").await;
    let previous =
        "return document.activeElement === document.querySelector('#log .message:nth-last-child(2)')";
    assert_eq!(browser.runs(previous).await, json!(true), "up goes to the message above");
    assert_eq!(browser.runs(stops).await, json!(1));
    browser.keys("\u{e00c}").await;
    assert_eq!(focused(&browser).await, "draft", "Escape leads back to writing");
}

#[tokio::test]
async fn the_first_stop_skips_to_the_draft_and_the_list_of_commands_obeys() {
    let Some(browser) = Browser::start("en-US").await else { return };
    let show = Show::start().await;
    fill(&show).await;
    browser.open(&show.address).await;
    browser.sees(".theirs .text", "the newest").await;
    browser.keys("\u{e004}").await;
    browser.keys("\u{e007}").await;
    assert_eq!(focused(&browser).await, "draft");

    browser.keys("/").await;
    browser.sees("#suggestions [aria-selected=true]", "/in").await;
    browser.keys("\u{e00c}").await;
    browser.lacks("#suggestions:not([hidden])").await;
    browser.keys("s").await;
    browser.sees("#suggestions [aria-selected=true]", "/settings").await;
    browser.keys("\u{e003}").await;
    browser.keys("\u{e015}\u{e007}").await;
    browser.sees(".mine .text", "/help").await;
    assert_eq!(browser.runs("return document.getElementById('draft').value").await, json!(""));
}
