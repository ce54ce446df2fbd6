//! Where strange input comes in, one function each: it may mean nothing, and it must never panic, grow without bounds or
//! break what is promised. Shared by the fuzz targets in `fuzz/` and by the tests that replay their seeds with mutations.

use std::path::Path;

use deskgram::callback::Callback;
use deskgram::config::cli::Flags;
use deskgram::config::{Config, Environment};
use deskgram::domain::action::{Action, UndoLayout};
use deskgram::domain::contact::Contact;
use deskgram::domain::escalation::{EscalationCall, EscalationTarget};
use deskgram::domain::ids::{TicketHash, TicketId, TicketRef, UnitId, UserHash};
use deskgram::domain::relevance::WatchState;
use deskgram::domain::settings::ShowMode;
use deskgram::domain::ticket::{Assignees, Details, PersonRef, Priority, Ticket, TicketComment, TicketState};
use deskgram::helpdesk::{parse_response, text_repair};
use deskgram::i18n::Lang;
use deskgram::render::card_view::{CardKeyboard, CardView};
use deskgram::render::reader::Reader;
use deskgram::render::ticket_lines::ListedTicket;
use deskgram::render::{self, html};
use deskgram::telegram::update::IncomingUpdate;
use deskgram::view::MessageView;
use deskgram_sandbox::telegram::seen_of_html;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The one field that every update has.
#[derive(serde::Deserialize)]
struct Named {
    update_id: i64,
}

pub type Entry = fn(&[u8]);

/// All of them, by the names of their targets.
pub const ALL: [(&str, Entry); 5] = [
    ("answers", answers),
    ("updates", updates),
    ("buttons", buttons),
    ("settings", settings),
    ("rendering", rendering),
];

/// An answer of the helpdesk: it means the same in whatever pieces it arrives, and whatever is believed of it can be shown.
pub fn answers(data: &[u8]) {
    let whole = parse_response(data, data.len().max(1));
    // What is large is only to be survived.
    for piece in [1, 7, 61].into_iter().filter(|_| data.len() < 1 << 16) {
        assert_eq!(parse_response(data, piece), whole, "in pieces of {piece}");
    }
    let Some(believed) = whole else { return };
    let viewed = believed.viewed.iter().map(|viewed| (&viewed.ticket, Some(&viewed.details)));
    for (ticket, details) in believed.listed.iter().map(|ticket| (ticket, None)).chain(viewed) {
        shown(ticket, details);
    }
    takes(&render::comments::comments_page(TicketId(1), &believed.comments, 0, &reader(Lang::En)));
}

/// An update of Telegram's: read, or nothing; never with another number than its own.
pub fn updates(data: &[u8]) {
    let Ok(raw) = std::str::from_utf8(data) else { return };
    let Some(incoming) = IncomingUpdate::parse_update(raw, "deskgram_bot") else { return };
    let named: Named = serde_json::from_str(raw).expect("what was read has a number");
    assert_eq!(named.update_id, incoming.update);
}

/// The data of a button: what is understood can be written again, in Telegram's 64 bytes, and means the same.
pub fn buttons(data: &[u8]) {
    let Ok(raw) = std::str::from_utf8(data) else { return };
    let Some(callback) = Callback::decode(raw) else { return };
    let written = callback.encode();
    assert!(written.len() <= 64, "{written}");
    assert_eq!(Callback::decode(&written), Some(callback), "{raw} {written}");
}

/// A config file: read, or refused with words that quote none of it.
pub fn settings(data: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let secret = "never-said-aloud";
    let Ok(text) = std::str::from_utf8(data) else { return };
    let text = format!("teloxide_token = \"{secret}\"\n{text}");
    std::fs::write(folder.path().join("deskgram.toml"), text).expect("a file can be written");
    let read = Config::load_config(&Flags::default(), &Environment::default(), Path::new(folder.path()));
    let said = match read {
        Ok(loaded) => format!("{:?}", loaded.config),
        Err(problems) => format!("{problems} {problems:?}"),
    };
    assert!(!said.contains(secret), "{said}");
}

/// A text by anybody, wherever a text can stand: Telegram takes the message, and the text has changed nothing around it.
pub fn rendering(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let escaped = html::escape_html(&text.chars().take(html::MAX_MESSAGE_LENGTH).collect::<String>());
    let seen = seen_of_html(&format!("<b>a{escaped}z</b>")).expect("an escaped text is no markup");
    assert!(seen.starts_with('a') && seen.ends_with('z'), "{seen}");
    assert!(html::text_length(&html::cut_text(&text, 60)) <= 60);
    for part in text_repair::for_comments(&text) {
        assert!(part.chars().count() <= text_repair::COMMENT_LIMIT && !part.trim().is_empty());
        assert!(
            text_repair::same(&part, &text_repair::plain(&part)),
            "what was sent is recognised: {part:?}"
        );
    }
    let somebody = PersonRef { hash: Some(UserHash("h".into())), name: Some(text.to_string()) };
    let colleague = PersonRef { hash: None, name: Some(text.chars().take(200).collect()) };
    let ticket = Ticket {
        at: TicketRef { id: TicketId(i64::MAX), hash: TicketHash("h".into()) },
        priority: Priority::High,
        subject: text.to_string(),
        text: text.to_string(),
        created: Some(Timestamp::UNIX_EPOCH),
        state: TicketState::Held(somebody.clone()),
        unit: Some(UnitId(1)),
        assignees: Assignees::People(vec![colleague; 30]),
        author: somebody.clone(),
        client: PersonRef { hash: None, name: Some(format!("{text}!")) },
    };
    shown(&ticket, Some(&Details { deadline: Some(Timestamp::UNIX_EPOCH), ..Details::default() }));
    let comment = TicketComment { author: somebody, text: text.to_string(), written: None };
    let reader = reader(Lang::ALL[data.len() % Lang::ALL.len()]);
    takes(&render::comments::comments_page(TicketId(1), &vec![comment; 3], 0, &reader));
    let listed = ListedTicket { ticket: &ticket, deadline: Some(Timestamp::UNIX_EPOCH) };
    takes(&render::list::search_results(&text, &[listed; 8], 9, &reader));
}

fn shown(ticket: &Ticket, details: Option<&Details>) {
    let name = match &ticket.state {
        TicketState::Held(who) | TicketState::Done(who) => who.name.clone(),
        TicketState::Free | TicketState::Archived => None,
    };
    let words = || ticket.subject.clone();
    let contact = Contact { phone: words(), room: words() };
    let at = Timestamp::UNIX_EPOCH;
    let person = PersonRef { hash: None, name: Some(ticket.subject.clone()) };
    let call = EscalationCall { step: EscalationTarget::Duty, at, people: vec![person; 3], groups: 1 };
    let card = CardView {
        ticket,
        details,
        comments: Some(u32::MAX),
        unit: name.as_deref(),
        contact: Some(&contact),
        calls: &[call],
        link: Some("https://help.example.com/ticket?0"),
        twin: Some(TicketId(i64::MAX)),
        actions: &[Action::Take, Action::Finish, Action::Refer],
        undo: UndoLayout::before_steps(&[Action::Release]),
        watch: Some(WatchState::On),
        show: ShowMode::Client,
        quick_replies: true,
        keyboard: CardKeyboard::Usual,
    };
    takes(&render::card::render_card(&card, &reader(Lang::ALL[ticket.text.len() % Lang::ALL.len()])));
}

/// Whether Telegram would take it.
fn takes(screen: &MessageView) {
    let seen = seen_of_html(&screen.html).unwrap_or_else(|wrong| panic!("{wrong}: {}", screen.html));
    assert!(html::text_length(&seen) <= html::MAX_MESSAGE_LENGTH, "{} units", html::text_length(&seen));
    for button in screen.buttons.iter().flatten() {
        assert!(!button.label.trim().is_empty(), "a button without a word");
        if let deskgram::view::ButtonAction::Call(data) = &button.press {
            assert!(data.len() <= 64, "{data}");
        }
    }
}

fn reader(lang: Lang) -> Reader {
    Reader { lang, zone: TimeZone::UTC, now: Timestamp::UNIX_EPOCH, me: None }
}
