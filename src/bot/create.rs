//! Making a ticket: client, subject, unit, people, priority, text, then a preview in which each line can be changed.
//! What is known already (a forwarded message's text, a client's own name) is not asked.

use super::attach::{self, LeftOut, Said};
use super::choice::{Choice, Choices};
use super::dialogue::{Dialogue, words};
use super::draft::{Client, Draft, Offer};
use super::gates::Caller;
use super::refer::failed;
use super::turn::Turn;
use super::{Bot, Shared, comment, forward};
use crate::callback::{CreatePress, Line};
use crate::domain::audit::{Deed, Outcome};
use crate::domain::person::Person;
use crate::domain::ticket::{PersonRef, Priority};
use crate::render::html::escape;
use crate::render::words::number;
use crate::screen::Screen;
use crate::service::create::{Attempt, Made};
use crate::service::parcel::Parcel;
use crate::store::{Chosen, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// How many clients chosen lately are offered.
const LATELY: i64 = 5;

/// How many are offered who may have written a forwarded message, and how long a part of their name must be to look for it.
const NAMED: usize = 5;
const SHORTEST: usize = 3;

/// `/new`, also as a reply to a message whose text is to be the ticket's.
pub async fn new(bot: Shared, incoming: std::sync::Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    if incoming.place.kind != ChatKind::Private {
        let text = t!(caller.reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.respond(&incoming, text));
    }
    let What::Command { rest, reply_text, .. } = &incoming.what else { return Ok(Turn::default()) };
    let text = [rest, reply_text].into_iter().find(|text| !text.is_empty()).cloned();
    begin(&bot, &incoming, &caller, text, None).await
}

/// Begins to make a ticket of this text, for the client of this name if there is one.
pub async fn begin(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    text: Option<String>,
    author: Option<String>,
) -> Result<Turn, StoreError> {
    go_on(bot, incoming, caller, Draft { text, author, ..Draft::default() }).await
}

/// A button of the dialogue.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    press: CreatePress,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let who = incoming.from.who;
    let over = || Ok(Turn::window(t!(reader.lang, "dialogue-over")));
    if let CreatePress::Offer { offer } = press {
        return forward::accept(bot, incoming, caller, offer).await;
    }
    let Some(Dialogue::Create(draft)) = bot.dialogue(who).await? else { return over() };
    let mut draft = *draft;
    match (press, &mut draft.offer) {
        (CreatePress::Begin, _) => return begin(bot, incoming, caller, draft.text, None).await,
        (CreatePress::Client { place }, Offer::Clients(clients)) => {
            let Some(client) = clients.get(place).cloned() else { return over() };
            let (kept, now) = (client.clone(), reader.now);
            let name = client.hash.0.clone();
            bot.desk.store.write(move |db| db.choose(who, Chosen::Client, &name, &kept, now)).await?;
            draft.client = Some(client);
        }
        (CreatePress::Subject { subject }, Offer::Subjects(subjects)) => {
            let Some(found) = subjects.iter().find(|known| known.id == subject) else { return over() };
            draft.subject = Some(found.clone());
        }
        (CreatePress::Unit { unit }, Offer::Units(units)) => {
            let Some(found) = units.iter().find(|known| known.id == unit) else { return over() };
            draft.unit = Some(found.clone());
        }
        (CreatePress::Person { place }, Offer::People(people)) => people.toggle(place),
        (CreatePress::Page { page }, Offer::People(people)) => people.turn_to(page),
        (CreatePress::Page { page }, Offer::Clients(_) | Offer::Subjects(_) | Offer::Units(_)) => {
            draft.page = page;
            return show(incoming, caller, draft);
        }
        (CreatePress::PeopleDone, Offer::People(people)) => {
            let client = |choice: &Choice| Client { hash: choice.hash.clone(), name: choice.name.clone() };
            draft.people = Some(people.chosen().map(client).collect());
        }
        (CreatePress::Priority { level }, _) => {
            draft.priority = Some(match level {
                0 => Priority::Low,
                1 => Priority::Medium,
                _ => Priority::High,
            });
        }
        (CreatePress::Change { line }, _) if draft.sent.is_none() => draft.forget(line),
        (CreatePress::Make, _) => return make(bot, incoming, caller, draft).await,
        _ => return over(),
    }
    go_on(bot, incoming, caller, draft).await
}

/// Text in the middle of the dialogue: whom to look for, or the ticket's text.
pub async fn said(bot: &Bot, incoming: &Incoming, mut draft: Draft) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(reader.lang, "new-unknown")));
    }
    if draft.missing() == Some(Line::Text) {
        return text_said(bot, incoming, &caller, draft).await;
    }
    let said = match (&incoming.what, words(incoming)) {
        (What::Text { .. }, Some((text, None))) => text.trim(),
        _ => return Ok(bot.respond(incoming, t!(reader.lang, "new-text-only"))),
    };
    match draft.missing() {
        Some(Line::Client) => {
            if said.chars().count() < 2 {
                return Ok(bot.respond(incoming, t!(reader.lang, "find-too-short")));
            }
            let found = match bot.desk.helpdesk.search(&caller.session.key, said).await {
                Ok(found) => found,
                Err(error) => return failed(bot, incoming, reader, error.into()).await,
            };
            let clients = found.into_iter().map(|person| Client { hash: person.hash, name: person.name });
            (draft.offer, draft.page) = (Offer::Clients(clients.collect()), 0);
            let mut turn = Turn::saying(incoming.place.target, draft.found_clients(reader), reader.now);
            turn.next(incoming.from.who, Dialogue::Create(Box::new(draft)), reader.now);
            Ok(turn)
        }
        // A button is waited for: the question once more.
        _ => go_on(bot, incoming, &caller, draft).await,
    }
}

/// The ticket's text is said, by a picture too: with a note or a link in place of it.
async fn text_said(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    draft: Draft,
) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    let Said { text, files, left_out } = match attach::said(bot, incoming, lang) {
        Ok(said) if !said.text.is_empty() => said,
        Ok(_) => return go_on(bot, incoming, caller, draft).await,
        Err(why) => return Ok(bot.respond(incoming, why)),
    };
    let mut turn = go_on(bot, incoming, caller, Draft { text: Some(text), ..draft }).await?;
    turn.write(move |db| files.iter().try_for_each(|file| db.put_file(file)));
    if left_out == Some(LeftOut::AllFiles) {
        comment::warn_once_a_day(&mut turn, incoming, &caller.reader);
    }
    Ok(turn)
}

/// Asks for what is missing next, or shows the preview.
async fn go_on(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    mut draft: Draft,
) -> Result<Turn, StoreError> {
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(caller.reader.lang, "new-unknown")));
    }
    draft.page = 0;
    if let Err(error) = draft.prepare(bot, caller).await {
        return failed(bot, incoming, &caller.reader, error).await;
    }
    show(incoming, caller, draft)
}

/// Shows the question at hand, in place of what was pressed.
fn show(incoming: &Incoming, caller: &Caller, draft: Draft) -> Result<Turn, StoreError> {
    let (reader, who) = (&caller.reader, incoming.from.who);
    let screen = draft.screen(reader);
    let mut turn = Turn::default();
    let parcel = match (&incoming.what, incoming.place.message) {
        (What::Press { .. }, Some(message)) => Parcel::Edit { message, screen },
        _ => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, reader.now);
    turn.next(who, Dialogue::Create(Box::new(draft)), reader.now);
    Ok(turn)
}

/// Sends the ticket to the helpdesk. The dialogue says so on disk before, so that after a kill it is looked for and not
/// made a second time.
async fn make(bot: &Bot, incoming: &Incoming, caller: &Caller, mut draft: Draft) -> Result<Turn, StoreError> {
    let (reader, who) = (&caller.reader, incoming.from.who);
    if !draft.keep_to(&caller.session.account) {
        return Ok(bot.respond(incoming, t!(reader.lang, "new-unknown")));
    }
    let Some(ticket) = draft.ticket() else { return go_on(bot, incoming, caller, draft).await };
    let (after, attempt) = match draft.sent {
        Some(after) => (after, Attempt::Again),
        None => (bot.creator.newest().await?, Attempt::First),
    };
    let draft = Draft { sent: Some(after), ..draft };
    let mut mark = Turn::default();
    mark.next(who, Dialogue::Create(Box::new(draft.clone())), reader.now);
    bot.desk.store.write(move |db| mark.commit(db)).await?;
    let made = bot.creator.make(&caller.session, &ticket, after, attempt).await?;
    log::info!("a ticket by {who}: {made}");
    let (outcome, id) = (Outcome::from(&made), made.ticket());
    let mut turn = told(bot, incoming, caller, draft, made).await?;
    bot.note(&mut turn, incoming, &caller.session, Deed::Create, id, outcome);
    Ok(turn)
}

/// Says what became of it.
async fn told(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    draft: Draft,
    made: Made,
) -> Result<Turn, StoreError> {
    let (reader, who, lang) = (&caller.reader, incoming.from.who, caller.reader.lang);
    let id = made.ticket();
    let text = match made {
        Made::Done(at) => t!(lang, "new-done", number = number(at.id)),
        Made::Shared(at) => t!(lang, "new-shared", number = number(at.id)),
        Made::SignInAgain => return bot.key_refused(incoming, reader).await,
        // Certainly not made: the same draft can be sent again.
        Made::Refused => return back(bot, incoming, caller, draft, t!(lang, "new-refused")).await,
        Made::Down => return back(bot, incoming, caller, draft, t!(lang, "helpdesk-down")).await,
        Made::Unsure => {
            let mut turn = Turn::window(t!(lang, "new-unsure"));
            if let Some(message) = incoming.place.message {
                let screen = draft.screen(reader);
                turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
            }
            turn.next(who, Dialogue::Create(Box::new(draft)), reader.now);
            return Ok(turn);
        }
    };
    let mut turn = Turn::default();
    if let Some(message) = incoming.place.message {
        let screen = Screen::text(escape(&text));
        turn.post(incoming.place.target, Parcel::Edit { message, screen }, reader.now);
    }
    if let Some(ticket) = id {
        let card = Parcel::Card { ticket, reply_to: None, sound: Sound::Silent };
        turn.post(incoming.place.target, card, reader.now);
    }
    turn.end(who);
    Ok(turn)
}

/// Back to the preview, with what went wrong.
async fn back(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    draft: Draft,
    text: String,
) -> Result<Turn, StoreError> {
    let draft = Draft { sent: None, ..draft };
    let mut turn = go_on(bot, incoming, caller, draft).await?;
    turn.toast = Turn::window(text).toast;
    Ok(turn)
}

impl Draft {
    /// Reads what the next question offers. Lists are read anew: the helpdesk stores whatever it is given.
    async fn prepare(
        &mut self,
        bot: &Bot,
        caller: &Caller,
    ) -> Result<(), crate::service::directory::DirectoryError> {
        let session = &caller.session;
        let who = session.telegram;
        self.offer = match self.missing() {
            Some(Line::Client) => {
                let lately: Vec<Client> =
                    bot.desk.store.read(move |db| db.chosen(who, Chosen::Client, LATELY)).await?;
                let PersonRef { hash, name } = session.account.me.clone();
                let own = hash.zip(name).map(|(hash, name)| Client { hash, name });
                let mut clients = match self.author.take() {
                    Some(author) if session.account.is_staff() => named(bot, caller, &author).await,
                    _ => Vec::new(),
                };
                for client in lately.into_iter().chain(own) {
                    if clients.iter().all(|known| known.hash != client.hash) {
                        clients.push(client);
                    }
                }
                Offer::Clients(clients)
            }
            Some(Line::Subject) => Offer::Subjects(bot.desk.helpdesk.subjects(&session.key).await?),
            Some(Line::Unit) => match (&self.unit, std::mem::take(&mut self.offer)) {
                (None, _) => Offer::Units(bot.desk.units(session).await?),
                (Some(_), Offer::People(people)) => Offer::People(people),
                (Some(unit), _) => {
                    let people = bot.desk.people_of(session, unit.id).await?;
                    let lately =
                        bot.desk.store.read(move |db| db.chosen(who, Chosen::Person, LATELY)).await?;
                    Offer::People(Choices::new(people, &lately))
                }
            },
            Some(Line::Priority | Line::Text) | None => Offer::Nothing,
        };
        Ok(())
    }
}

/// People of the helpdesk who may be the one that Telegram knows by this name: by all of it, else by the part that says most.
async fn named(bot: &Bot, caller: &Caller, author: &str) -> Vec<Client> {
    let mut parts: Vec<&str> =
        author.split_whitespace().filter(|part| part.chars().count() >= SHORTEST).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.chars().count()));
    for part in std::iter::once(author).chain(parts.into_iter().take(2)) {
        match bot.desk.helpdesk.search(&caller.session.key, part).await {
            Ok(found) if found.is_empty() => {}
            Ok(found) => {
                let client = |person: Person| Client { hash: person.hash, name: person.name };
                return found.into_iter().take(NAMED).map(client).collect();
            }
            // They can be looked for by hand.
            Err(error) => {
                log::info!("whoever wrote a forwarded message can't be looked for: {error}");
                break;
            }
        }
    }
    Vec::new()
}
