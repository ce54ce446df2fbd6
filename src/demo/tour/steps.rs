//! The script: what a team does on an ordinary day. Each step says what it shows and proves it.

use std::time::Duration;

use super::actions::{Button, card, meanings, offers};
use super::{Missed, Tour};
use crate::callback::Callback;
use crate::demo::cast::Person;
use crate::domain::action::Action;
use crate::domain::ids::TicketId;
use crate::i18n::Lang;
use crate::t;
use deskgram_sandbox::telegram::{Message, Shown};
use deskgram_sandbox::zenlix::world::{Priority, Progress, User};
use deskgram_sandbox::zenlix::{CallStatus, NewTicket, WebAction, Zenlix};

/// The unit of the helpdesk that everybody on the stage belongs to.
const UNIT: i64 = 1;

/// So long somebody looks at a card before they press something else on it.
const SECOND_THOUGHT: Duration = Duration::from_millis(1600);

/// How a password looks in the transcript.
const HIDDEN: &str = "••••••";

/// What is played, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    SignIn,
    List,
    Card,
    Take,
    Comment,
    Finish,
    Subscribe,
    Alert,
    Race,
    Follow,
    Manners,
}

impl Step {
    pub const ALL: [Self; 11] = [
        Self::SignIn,
        Self::List,
        Self::Card,
        Self::Take,
        Self::Comment,
        Self::Finish,
        Self::Subscribe,
        Self::Alert,
        Self::Race,
        Self::Follow,
        Self::Manners,
    ];

    pub fn title(self, lang: Lang) -> String {
        match self {
            Self::SignIn => t!(lang, "tour-sign-in"),
            Self::List => t!(lang, "tour-list"),
            Self::Card => t!(lang, "tour-card"),
            Self::Take => t!(lang, "tour-take"),
            Self::Comment => t!(lang, "tour-comment"),
            Self::Finish => t!(lang, "tour-finish"),
            Self::Subscribe => t!(lang, "tour-subscribe"),
            Self::Alert => t!(lang, "tour-alert"),
            Self::Race => t!(lang, "tour-race"),
            Self::Follow => t!(lang, "tour-follow"),
            Self::Manners => t!(lang, "tour-manners"),
        }
    }

    pub async fn play(self, tour: &mut Tour<'_>) -> Result<(), Missed> {
        match self {
            Self::SignIn => sign_in(tour).await,
            Self::List => list(tour).await,
            Self::Card => open(tour).await,
            Self::Take => take(tour).await,
            Self::Comment => comment(tour).await,
            Self::Finish => finish(tour).await,
            Self::Subscribe => subscribe(tour).await,
            Self::Alert => alert(tour).await,
            Self::Race => race(tour).await,
            Self::Follow => follow(tour).await,
            Self::Manners => manners(tour),
        }
    }
}

/// Everybody signs in; what Olena sees of it is shown.
async fn sign_in(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let cast = tour.props.cast.clone();
    let chat = cast.olena.user;
    let question = tour.ask(&cast.olena, chat, &format!("/login {}", cast.olena.login)).await;
    tour.script.answers(&t!(lang, "tour-bot"), &question.text);
    let password = tour.say(&cast.olena, chat, cast.olena.login, HIDDEN);
    let welcome = tour.answer(chat, password).await;
    tour.show(chat, &welcome);
    tour.prove_chats(t!(lang, "tour-proof-password"), |telegram| {
        telegram.message(chat, password).is_some_and(|message| message.deleted)
    })?;
    for person in [&cast.taras, &cast.iryna] {
        tour.ask(person, person.user, &format!("/login {}", person.login)).await;
        let password = tour.say(person, person.user, person.login, HIDDEN);
        tour.answer(person.user, password).await;
    }
    // What is there when somebody signs in is no news: the first look at the lists must be over before news come.
    tour.awaited = t!(lang, "tour-proof-sign-in");
    let known = |zenlix: &Zenlix| {
        let people = [&cast.olena, &cast.taras, &cast.iryna];
        people.into_iter().all(|person| has_called(zenlix, person, "ticket_list")).then_some(())
    };
    tour.props.zenlix.until(known).await;
    tour.prove(t!(lang, "tour-proof-sign-in"), |zenlix| {
        [&cast.olena, &cast.taras, &cast.iryna].into_iter().all(|person| has_called(zenlix, person, "auth"))
    })
}

fn has_called(zenlix: &Zenlix, person: &Person, mode: &str) -> bool {
    zenlix.calls().iter().any(|call| {
        call.mode == mode && call.login.as_deref() == Some(person.login) && call.status == CallStatus::Ok
    })
}

/// Olena looks at what came in.
async fn list(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let olena = tour.props.cast.olena.clone();
    let page = tour.ask(&olena, olena.user, "/in").await;
    tour.show(olena.user, &page);
    let listed: Vec<i64> = meanings(&page)
        .filter_map(|meaning| match meaning {
            Callback::Open { ticket } => Some(ticket.0),
            _ => None,
        })
        .collect();
    let mut records = Vec::new();
    for ticket in listed {
        records.push(tour.record(ticket)?);
    }
    let account = tour.props.zenlix.person(olena.login);
    let free = records.iter().find(|record| record.locked_by.is_none() && record.ok_by.is_none());
    tour.awaited = t!(lang, "tour-proof-list");
    tour.chosen = free.ok_or(Missed)?.row.id;
    tour.prove(t!(lang, "tour-proof-list"), |_| {
        let hers = |unit| account.as_ref().is_some_and(|account: &User| account.is_in_unit(unit));
        records.iter().all(|record| hers(record.row.unit))
    })
}

/// Olena opens a ticket.
async fn open(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (olena, ticket) = (tour.props.cast.olena.clone(), tour.chosen);
    tour.awaited = t!(lang, "tour-awaits-button");
    let page = tour.props.telegram.last_from_bot(olena.user).ok_or(Missed)?;
    let entry = tour.button(olena.user, &page, &Callback::Open { ticket: TicketId(ticket) })?;
    tour.press(&olena, &entry).await;
    let shown = tour.card(olena.user, ticket, |_| true).await;
    tour.show(olena.user, &shown);
    let text = tour.record(ticket)?.row.text;
    tour.prove_chats(t!(lang, "tour-proof-card"), |_| shown.text.contains(&text))
}

/// Olena takes it.
async fn take(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (olena, ticket) = (tour.props.cast.olena.clone(), tour.chosen);
    act(tour, &olena, Action::Take, ticket).await?;
    let shown = tour.card(olena.user, ticket, |card| !offers(card, Action::Take, ticket)).await;
    tour.script.answers(&t!(lang, "tour-bot-edits"), &shown.text);
    let held = tour.record(ticket)?.locked_by;
    tour.prove(t!(lang, "tour-proof-take", name = olena.name.as_str()), |_| {
        held.as_deref() == Some(olena.login)
    })
}

/// Olena replies to the card.
async fn comment(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (olena, ticket) = (tour.props.cast.olena.clone(), tour.chosen);
    let before = tour.props.zenlix.comments(ticket).len();
    let shown = tour.card(olena.user, ticket, |_| true).await;
    let words = t!(lang, "tour-words");
    tour.script.does(&olena.name, "", &t!(lang, "tour-replies", text = words.as_str()));
    let reply = tour.props.telegram.say(olena.user, olena.user).text(&words).reply_to(shown.id).send();
    tour.see(t!(lang, "tour-awaits-thumb"), |telegram| {
        let reply = telegram.message(olena.user, reply)?;
        reply.reactions.iter().any(|reaction| reaction.emoji == "👍").then_some(())
    })
    .await;
    tour.script.answers(&t!(lang, "tour-bot"), "👍");
    tour.prove(t!(lang, "tour-proof-comment"), |zenlix| {
        let comments = zenlix.comments(ticket);
        comments.len() == before + 1 && comments.last() == Some(&(olena.login.to_owned(), words))
    })
}

/// Olena is done with it.
async fn finish(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (olena, ticket) = (tour.props.cast.olena.clone(), tour.chosen);
    // What follows sooner is taken for the same thumb.
    tokio::time::sleep(SECOND_THOUGHT).await;
    act(tour, &olena, Action::Finish, ticket).await?;
    let shown = tour.card(olena.user, ticket, |card| !offers(card, Action::Finish, ticket)).await;
    tour.script.answers(&t!(lang, "tour-bot-edits"), &shown.text);
    let record = tour.record(ticket)?;
    tour.prove(t!(lang, "tour-proof-finish", name = olena.name.as_str()), |_| {
        record.row.progress == Progress::Done && record.ok_by.as_deref() == Some(olena.login)
    })
}

/// Iryna has the group told of new tickets.
async fn subscribe(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let iryna = tour.props.cast.iryna.clone();
    let answer = tour.ask(&iryna, tour.props.group, "/subscribe").await;
    tour.show(tour.props.group, &answer);
    Ok(())
}

/// A client writes a ticket; everybody whom it concerns gets it.
async fn alert(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let roman = tour.props.cast.roman.clone();
    let text = t!(lang, "tour-ticket");
    tour.script.does(&roman.name, &t!(lang, "tour-at-helpdesk"), &text);
    let ticket = NewTicket::to_unit(UNIT, &t!(lang, "tour-subject"), &text).with_priority(Priority::High);
    tour.arrived = tour.props.zenlix.web_create(roman.login, ticket);
    let ticket = tour.arrived;
    let shown = tour.card(tour.props.group, ticket, |_| true).await;
    tour.show(tour.props.group, &shown);
    for chat in private_chats(tour) {
        tour.card(chat, ticket, |_| true).await;
    }
    tour.prove_chats(t!(lang, "tour-proof-alert"), |_| shown.text.contains(&text))
}

/// Olena takes it in the group; Taras presses the same button in his chat before his screen has changed.
async fn race(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (cast, ticket) = (tour.props.cast.clone(), tour.arrived);
    let seen_by_olena = take_button(tour, tour.props.group, ticket).await?;
    let seen_by_taras = take_button(tour, cast.taras.user, ticket).await?;
    tour.press(&cast.olena, &seen_by_olena).await;
    let toast = tour.press(&cast.taras, &seen_by_taras).await;
    let winner = tour.props.zenlix.person(cast.olena.login).map(|olena| olena.short_name());
    tour.prove_chats(t!(lang, "tour-proof-told", name = cast.taras.name.as_str()), |_| {
        toast.shown == Shown::Alert && winner.is_some_and(|winner| toast.text.contains(&winner))
    })?;
    let held = tour.record(ticket)?.locked_by;
    tour.prove(t!(lang, "tour-proof-take", name = cast.olena.name.as_str()), |_| {
        held.as_deref() == Some(cast.olena.login)
    })
}

/// Iryna finishes it on the helpdesk's own page; every card follows.
async fn follow(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let (iryna, ticket) = (tour.props.cast.iryna.clone(), tour.arrived);
    tour.script.does(&iryna.name, &t!(lang, "tour-at-helpdesk"), &t!(lang, "tour-marks-done"));
    tour.props.zenlix.web_act(iryna.login, ticket, WebAction::Finish);
    // Not every card has a button to lose: the headline tells.
    let over = |card: &Message| card.text.starts_with('✅');
    let chats: Vec<_> = private_chats(tour).into_iter().chain([tour.props.group]).collect();
    for &chat in &chats {
        let shown = tour.card(chat, ticket, over).await;
        let reader =
            tour.props.cast.person(chat).map_or_else(|| t!(lang, "tour-in-group"), |who| who.name.clone());
        tour.script.answers(&reader, &shown.text);
    }
    tour.prove_chats(t!(lang, "tour-proof-follow", count = chats.len()), |telegram| {
        chats.iter().all(|&chat| card(telegram, chat, ticket).is_some_and(|card| over(&card)))
    })
}

/// The bot has kept to Telegram's rules all the time.
fn manners(tour: &mut Tour<'_>) -> Result<(), Missed> {
    let lang = tour.props.lang;
    let calls = tour.props.telegram.calls().len();
    tour.prove_chats(t!(lang, "tour-proof-manners", count = calls), |telegram| {
        telegram.violations().is_empty()
    })
}

/// The button that takes a ticket, as it stands in a chat now.
async fn take_button(tour: &mut Tour<'_>, chat: i64, ticket: i64) -> Result<Button, Missed> {
    let shown = tour.card(chat, ticket, |_| true).await;
    tour.button(chat, &shown, &Callback::Act { action: Action::Take, ticket: TicketId(ticket) })
}

/// Somebody presses a button of an action on the card in their own chat.
async fn act(tour: &mut Tour<'_>, who: &Person, action: Action, ticket: i64) -> Result<(), Missed> {
    let shown = tour.card(who.user, ticket, |card| offers(card, action, ticket)).await;
    let button = tour.button(who.user, &shown, &Callback::Act { action, ticket: TicketId(ticket) })?;
    tour.press(who, &button).await;
    Ok(())
}

/// The chats of those who have signed in.
fn private_chats(tour: &Tour<'_>) -> [i64; 3] {
    let cast = &tour.props.cast;
    [cast.olena.user, cast.taras.user, cast.iryna.user]
}
