//! The commands that need no conversation.

use std::sync::Arc;

use super::dialogue::Dialogue;
use super::gates::Caller;
use super::login::{self, languages};
use super::turn::Turn;
use super::{Bot, Shared, code, comment, lists, personal};
use crate::callback::{Callback, Filter, ListName, PersonalPage};
use crate::domain::ids::TicketId;
use crate::domain::settings::Personal;
use crate::i18n::Lang;
use crate::render;
use crate::render::html::escape;
use crate::render::words::{Reader, number};
use crate::screen::{Button, Class, Screen};
use crate::service::parcel::{self, Parcel};
use crate::service::tickets::Read;
use crate::store::{Db, PersonRow, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;
use crate::telegram::incoming::{ChatKind, Incoming, Sender, What};

/// More than this is no search: it was pasted by mistake, and would fill the answer by itself.
pub const LONGEST_SEARCH: usize = 100;

/// `/start`: leads a newcomer, and whoever followed a link to a ticket.
pub async fn start(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(&incoming, t!(reader.lang, "start-group", bot = bot.me.username.as_str())));
    }
    if let What::Command { rest, .. } = &incoming.what
        && let Some(id) = rest.strip_prefix('t').and_then(|id| id.parse().ok()).map(TicketId)
    {
        // A link to a ticket: `t.me/<bot>?start=t49`.
        return match bot.caller(&incoming).await? {
            Ok(caller) => show(&bot, &incoming, &caller, id).await,
            Err(turn) => Ok(turn),
        };
    }
    let name = escape(&incoming.from.first_name);
    let screen = match bot.desk.sessions.get(incoming.from.who) {
        Some(session) => {
            let text = t!(reader.lang, "start-known", name = escape(session.account.name()));
            Screen::text(text).row([list_button(&reader)])
        }
        None => Screen::text(t!(reader.lang, "start-new", name = name)).row(languages()),
    };
    let mut turn = Turn::saying(incoming.place.target, screen, reader.now);
    turn.write(move |db| remember(db, &incoming.from, |_| {}));
    Ok(turn)
}

/// `/help`: what there is, for whoever asks.
pub async fn help(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    let mut text = match (incoming.place.kind, bot.desk.sessions.get(incoming.from.who)) {
        (ChatKind::Private, Some(session)) if !session.account.is_staff() => t!(reader.lang, "help-client"),
        (ChatKind::Private, _) => t!(reader.lang, "help-private"),
        _ => t!(reader.lang, "help-group"),
    };
    if let Some((_, good_for)) = bot.desk.live.now().house.serves_files() {
        let days = good_for.as_hours() / 24;
        text = format!("{text}\n\n{}", t!(reader.lang, "help-files", count = days));
    }
    Ok(Turn::saying(incoming.place.target, Screen::text(text), reader.now))
}

/// Any other command.
pub async fn unknown(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    // In a group it may well be meant for another bot; in a reply to a card it is what somebody has to say.
    if incoming.place.kind != ChatKind::Private {
        return comment::reply(&bot, &incoming).await.map(Option::unwrap_or_default);
    }
    // Passwords can look like commands.
    match bot.dialogue(incoming.from.who).await? {
        Some(Dialogue::LoginName) => return login::name(&bot, &incoming).await,
        Some(Dialogue::LoginPassword { login }) => return login::password(&bot, &incoming, &login).await,
        Some(Dialogue::LoginCode(pending)) => return code::typed(&bot, &incoming, *pending).await,
        None if bot.hush.covers(&incoming, bot.desk.clock.now()) => {
            return login::late(&bot, &incoming).await;
        }
        _ => {}
    }
    if let Some(turn) = comment::reply(&bot, &incoming).await? {
        return Ok(turn);
    }
    let reader = bot.reader(&incoming).await?;
    Ok(bot.respond(&incoming, t!(reader.lang, "command-unknown")))
}

/// `/ticket N`.
pub async fn ticket(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Command { rest, .. } = &incoming.what else { return Ok(Turn::default()) };
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let lang = caller.reader.lang;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(&incoming, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    let Ok(id) = rest.trim_start_matches(['#', '№']).trim().parse().map(TicketId) else {
        return Ok(bot.respond(&incoming, t!(lang, "ticket-which")));
    };
    show(&bot, &incoming, &caller, id).await
}

/// Shows a ticket that is in one of the caller's own lists.
async fn show(bot: &Bot, incoming: &Incoming, caller: &Caller, id: TicketId) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    let at = match bot.reachable(incoming.from.who, None, id).await? {
        Some(at) => Ok(Some(at)),
        None => bot.desk.find_ticket(&caller.session, id).await,
    };
    let at = match at {
        Ok(Some(at)) => at,
        Ok(None) => return Ok(bot.respond(incoming, t!(lang, "ticket-unknown", number = number(id)))),
        Err(error) => return super::refer::failed(bot, incoming, &caller.reader, error).await,
    };
    let mut turn = match bot.tickets.read(&caller.session, &at, None).await? {
        Read::Ticket(_) => Turn::default(),
        Read::Gone => return Ok(bot.respond(incoming, t!(lang, "ticket-unknown", number = number(id)))),
        Read::SignInAgain => return bot.key_refused(incoming, &caller.reader).await,
        Read::Down => return Ok(bot.respond(incoming, t!(lang, "helpdesk-down"))),
    };
    let card = Parcel::Card { ticket: id, reply_to: None, sound: Sound::Silent };
    turn.post(incoming.place.target, card, caller.reader.now);
    Ok(turn)
}

/// `/search WORDS`.
pub async fn search(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Command { rest, .. } = &incoming.what else { return Ok(Turn::default()) };
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    if incoming.place.kind != ChatKind::Private {
        let text = t!(reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.respond(&incoming, text));
    }
    if rest.is_empty() {
        return Ok(bot.respond(&incoming, t!(reader.lang, "search-what")));
    }
    if rest.chars().count() > LONGEST_SEARCH {
        return Ok(bot.respond(&incoming, t!(reader.lang, "search-too-long")));
    }
    let found = match lists::search(&bot, &caller, rest).await? {
        Ok(found) => found,
        Err(error) => return super::refer::failed(&bot, &incoming, reader, error.into()).await,
    };
    let shown = &found[..found.len().min(render::list::PAGE)];
    let screen = render::list::found(rest, shown, found.len(), reader);
    Ok(Turn::saying(incoming.place.target, screen, reader.now))
}

/// `/replies`.
pub async fn replies(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let lang = caller.reader.lang;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(&incoming, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    if !caller.session.account.is_staff() {
        return Ok(bot.respond(&incoming, t!(lang, "act-client")));
    }
    super::quick::keep(&bot, &incoming, &caller.reader).await
}

/// `/language`.
pub async fn language(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let reader = bot.reader(&incoming).await?;
    if incoming.place.kind != ChatKind::Private {
        return Ok(bot.respond(&incoming, t!(reader.lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    // Whoever is signed in has the rest of the settings behind it.
    let screen = match bot.caller(&incoming).await? {
        Ok(caller) => personal::page(&bot, &incoming, &caller, PersonalPage::Lang).await?,
        Err(_) => Screen::text(t!(reader.lang, "language-which")).row(languages()),
    };
    Ok(Turn::saying(incoming.place.target, screen, reader.now))
}

/// A language was chosen.
pub fn chosen(incoming: &Arc<Incoming>, reader: &Reader, lang: Lang) -> Turn {
    let mut turn = Turn::toast(t!(lang, "language-chosen"));
    let (person, now) = (Arc::clone(incoming), reader.now);
    turn.write(move |db| remember(db, &person.from, |settings| settings.lang = Some(lang.code().to_owned())));
    if let (Some(message), ChatKind::Private) = (incoming.place.message, incoming.place.kind) {
        let text = match reader.me {
            Some(_) => t!(lang, "language-chosen"),
            None => t!(lang, "start-new", name = escape(&incoming.from.first_name)),
        };
        let screen = Screen::text(text).row(languages());
        let target = incoming.place.target;
        turn.write(move |db| parcel::post(db, target, Class::Answer, &Parcel::Edit { message, screen }, now));
    }
    turn
}

/// Notes who this is, and changes what they chose.
pub fn remember(
    db: &mut Db<'_>,
    from: &Sender,
    change: impl FnOnce(&mut Personal),
) -> Result<(), StoreError> {
    let (who, lang) = (from.who, from.lang);
    let mut person = db.person(who)?.unwrap_or(PersonRow {
        telegram: who,
        telegram_lang: lang,
        settings: Personal::default(),
    });
    person.telegram_lang = lang;
    change(&mut person.settings);
    db.put_person(&person)
}

/// The button that opens a list.
pub fn list_button(reader: &Reader) -> Button {
    let list = Callback::List { list: ListName::Incoming, filter: Filter::All, page: 0 };
    Button::call(t!(reader.lang, "button-incoming"), &list)
}
