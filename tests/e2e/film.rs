//! The film at the top of the README, made again by one command from the demo's page in a real browser:
//! `cargo test --test e2e -- --ignored film`. It is an animated PNG in each language, of a phone on which a ticket comes
//! in and is done, and of a colleague's phone that follows.

mod animation;

use std::time::Duration;

use deskgram::callback::Callback;
use deskgram::demo::fixtures::Fixtures;
use deskgram::demo::{build_stage, page};
use deskgram::domain::action::Action;
use deskgram::domain::ids::TicketId;
use deskgram::i18n::Lang;
use deskgram::t;
use deskgram_sandbox::telegram::{Button, Message, Press, Telegram};
use deskgram_sandbox::zenlix::NewTicket;
use deskgram_sandbox::zenlix::world::Priority;
use jiff::SignedDuration;
use serde_json::json;
use tokio::net::TcpListener;

use crate::demo_page::browser::Browser;
use animation::Animation;

/// The phone, in points, and how many pixels a point has.
const SCREEN: (u32, u32) = (390, 700);
const DENSITY: f64 = 1.5;

/// The most that the picture may weigh, in bytes: it is the first thing that a page of the repository loads.
const HEAVIEST: usize = 3_000_000;

/// So long somebody looks at a card before they press something else on it.
const SECOND_THOUGHT: Duration = Duration::from_millis(1700);

/// What the page shows only in the film: whose phone it is in the place of the page's tabs, and the finger.
const PROPS: &str = "
    const style = new CSSStyleSheet();
    style.replaceSync(`.top { display: none !important; }
        * { animation: none !important; transition: none !important; caret-color: transparent; }
        #film { padding: 9px; text-align: center; font-weight: 700; background: #1c62cc; color: #fff; }
        #finger { position: fixed; z-index: 9; width: 44px; height: 44px; margin: -22px; border-radius: 50%;
            background: rgb(28 98 204 / 45%); border: 2px solid #fff; pointer-events: none; }`);
    document.adoptedStyleSheets = [style];
    const film = document.createElement('div');
    film.id = 'film';
    document.body.prepend(film);";

/// The words of the film that nobody says.
struct Captions {
    olena: &'static str,
    taras: &'static str,
}

fn captions(lang: Lang) -> Captions {
    match lang {
        Lang::En => Captions { olena: "Olena’s phone", taras: "Meanwhile on Taras’ phone" },
        Lang::Ru => {
            Captions { olena: "Телефон Олены", taras: "А на телефоне Тараса" }
        }
        Lang::Uk => {
            Captions { olena: "Телефон Олени", taras: "А на телефоні Тараса" }
        }
    }
}

/// A browser that is filmed.
struct Set<'a> {
    browser: Browser,
    props: &'a Fixtures,
    animation: Animation,
}

impl Set<'_> {
    /// Shows what is on the screen for so long.
    async fn shoot(&mut self, milliseconds: u16) {
        self.animation.add(&self.browser.shows().await, milliseconds);
    }

    async fn caption(&self, words: &str) {
        self.browser.runs(&format!("document.getElementById('film').textContent = {}", json!(words))).await;
    }

    /// Puts a finger on the first thing that fits, shows that, and takes it away with a tap.
    async fn tap(&mut self, selector: &str) {
        let touch = format!(
            "const node = document.querySelector({selector});
             node.scrollIntoView({{ block: 'nearest' }});
             const place = node.getBoundingClientRect();
             const finger = document.createElement('div');
             finger.id = 'finger';
             finger.style.left = `${{place.left + place.width / 2}}px`;
             finger.style.top = `${{place.top + place.height / 2}}px`;
             document.body.append(finger);
             window.touched = node;",
            selector = json!(selector),
        );
        self.browser.runs(&touch).await;
        self.shoot(500).await;
        self.browser.runs("document.getElementById('finger').remove()").await;
        // What was touched, as it was shown: the card may have been drawn anew meanwhile.
        self.browser.runs("window.touched.click()").await;
    }

    /// Taps the button of an action on the newest card, and waits for the answer.
    async fn act(&mut self, chat: i64, ticket: i64, action: Action) {
        let wanted = Callback::Act { action, ticket: TicketId(ticket) };
        let (message, row, column) =
            self.props.telegram.until(|telegram| find_button(telegram, chat, &wanted)).await;
        let key = format!(
            "[data-id='{message}'] .keyboard .row:nth-child({}) .key:nth-child({})",
            row + 1,
            column + 1
        );
        self.tap(&key).await;
        self.browser.lacks(".key.waiting").await;
        self.settle().await;
    }

    /// The page has drawn what the chats are, and nothing moves any more.
    async fn settle(&self) {
        tokio::time::sleep(SECOND_THOUGHT).await;
    }
}

/// The place of the button that asks for this: its message, row and column.
fn find_button(telegram: &Telegram, chat: i64, wanted: &Callback) -> Option<(i32, usize, usize)> {
    let asks = |button: &Button| match &button.press {
        Press::Data(data) => Callback::decode(data).as_ref() == Some(wanted),
        _ => false,
    };
    let place = |message: &Message| {
        let rows = message.buttons.iter().enumerate();
        let mut places = rows.flat_map(|(row, buttons)| (0..buttons.len()).map(move |column| (row, column)));
        let found = places.find(|(row, column)| asks(&message.buttons[*row][*column]))?;
        Some((message.id, found.0, found.1))
    };
    telegram.messages(chat).iter().rev().filter(|message| !message.deleted).find_map(place)
}

/// Everybody who plays is signed in before the film begins.
async fn sign_in(props: &Fixtures) {
    for person in [&props.cast.olena, &props.cast.taras] {
        for words in [format!("/login {}", person.login), person.login.to_owned()] {
            let said = props.telegram.says(person.user, person.user, &words);
            let answered =
                |telegram: &Telegram| telegram.last_from_bot(person.user).filter(|answer| answer.id > said);
            props.telegram.until(answered).await;
        }
    }
    // What is there at the sign-in is no news: the first look at the lists comes before the film.
    tokio::time::sleep(Duration::from_secs(3)).await;
}

/// The story.
async fn play(set: &mut Set<'_>, lang: Lang) {
    let props = set.props;
    let (olena, taras) = (props.cast.olena.user, props.cast.taras.user);
    let captions = captions(lang);
    set.caption(captions.olena).await;
    set.browser.runs("document.getElementById('lock-on').click(); document.activeElement.blur()").await;
    set.shoot(900).await;
    let ticket =
        NewTicket::to_unit(1, &props.scene.translate("Printers and scanners"), &t!(lang, "tour-ticket"));
    let ticket = props.zenlix.web_create("roman", ticket.with_priority(Priority::High));
    set.browser.sees(".pushes .first-line", &format!("#{ticket}")).await;
    set.shoot(2200).await;
    set.tap(".pushes button").await;
    set.browser.sees(".theirs .text", &format!("#{ticket}")).await;
    set.shoot(2600).await;

    set.act(olena, ticket, Action::Take).await;
    set.shoot(2200).await;
    let card = find_button(
        &props.telegram,
        olena,
        &Callback::Act { action: Action::Finish, ticket: TicketId(ticket) },
    );
    let (card, ..) = card.expect("the card has a button to finish");
    set.browser.runs(&format!("document.querySelector('[data-id=\"{card}\"] .tools .reply').click()")).await;
    let words = t!(lang, "tour-words");
    let letters: Vec<char> = words.chars().collect();
    for end in (0..letters.len()).step_by(4).skip(1).chain([letters.len()]) {
        let written = letters[..end].iter().collect::<String>();
        let write = "const draft = document.getElementById('draft');
            draft.value = WORDS;
            draft.dispatchEvent(new Event('input'));";
        set.browser.runs(&write.replace("WORDS", &json!(written).to_string())).await;
        set.shoot(110).await;
    }
    set.tap(".send").await;
    set.browser.sees(".mine .reaction", "👍").await;
    set.settle().await;
    set.shoot(2200).await;

    set.act(olena, ticket, Action::Finish).await;
    set.shoot(2400).await;
    set.caption(captions.taras).await;
    set.browser.runs("document.querySelector('#cast li:nth-child(2) button').click()").await;
    set.browser.sees(".theirs .text", &format!("#{ticket}")).await;
    let followed = |telegram: &Telegram| {
        telegram
            .last_from_bot(taras)
            .filter(|card| card.text.contains(&format!("#{ticket}")) && card.edits > 0)
    };
    props.telegram.until(followed).await;
    set.settle().await;
    set.shoot(3600).await;
}

#[tokio::test]
#[ignore = "makes the pictures of the README anew: docs/images/film.*.png"]
async fn film_a_ticket_from_its_push_to_its_end() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().unwrap();
        let props = Fixtures::set_up(lang, folder.path()).await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let page = page::router(build_stage(&props, Some(lang)));
        tokio::spawn(async move { axum::serve(listener, page).await });
        let filming = async {
            sign_in(&props).await;
            let browser = Browser::start(lang.iso_code()).await.expect("a browser to film");
            let (width, height) = SCREEN;
            let metrics =
                json!({ "width": width, "height": height, "deviceScaleFactor": DENSITY, "mobile": true });
            browser.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
            browser.open(&address).await;
            browser.sees(".theirs .text", "/help").await;
            browser.runs(PROPS).await;
            let mut set = Set { browser, props: &props, animation: Animation::default() };
            play(&mut set, lang).await;
            set.animation
        };
        let bot = props.run_bot(SignedDuration::from_millis(300), std::future::pending());
        let animation = tokio::select! {
            animation = filming => animation,
            ran = bot => panic!("the bot has ended: {ran:?}"),
        };
        let file = animation.encode();
        assert!(file.len() < HEAVIEST, "the film weighs {} bytes", file.len());
        let name = format!("{}/docs/images/film.{}.png", env!("CARGO_MANIFEST_DIR"), lang.iso_code());
        std::fs::write(&name, file).unwrap();
    }
}
