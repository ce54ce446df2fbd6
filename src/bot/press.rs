//! Presses: what a button asks for, who asks, and what the answer says.

use std::sync::Arc;

use super::gates::{Caller, Gate};
use super::people::PeopleAt;
use super::turn::Turn;
use super::{
    Bot, Shared, commands, create, dialogue, later, lists, mylog, people, personal, quick, refer, signoff,
    subscribe,
};
use crate::callback::Callback;
use crate::domain::action::{Acted, Action};
use crate::domain::audit::{Deed, Outcome};
use crate::domain::ids::{Target, TicketId, TicketRef};
use crate::domain::ticket::{Rights, Viewed};
use crate::helpdesk::Error;
use crate::i18n::Lang;
use crate::render;
use crate::render::words::number;
use crate::screen::Screen;
use crate::service::parcel::{self, Parcel};
use crate::service::tickets::Read;
use crate::store::{CommentId, CommentState, JobId, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;
use crate::telegram::incoming::{ChatKind, Incoming, What};

/// A button was pressed.
pub async fn press(bot: Shared, incoming: Arc<Incoming>) -> Result<Turn, StoreError> {
    let What::Press { data, .. } = &incoming.what else { return Ok(Turn::default()) };
    bot.adopt(&incoming).await?;
    if let Some(at) = incoming.message()
        && let Some(turn) = bot.closed(&incoming, at).await?
    {
        return Ok(turn);
    }
    let Some(callback) = Callback::decode(data) else { return old(&bot, &incoming).await };
    // Telegram shows nobody another person's chat; a button that only stands in one's own chat was not pressed elsewhere.
    let forged = match incoming.place.kind {
        ChatKind::Private => incoming.place.target.chat != incoming.from.who.chat(),
        ChatKind::Group | ChatKind::Elsewhere => callback.is_private(),
    };
    if forged {
        return old(&bot, &incoming).await;
    }
    if let Callback::Language { lang } = callback {
        let reader = bot.reader(&incoming).await?;
        return Ok(commands::chosen(&incoming, &reader, lang));
    }
    if let Callback::Log { page } = callback {
        let reader = bot.reader(&incoming).await?;
        return mylog::page(&bot, &incoming, page, &reader).await;
    }
    let caller = match bot.caller(&incoming).await? {
        Ok(caller) => caller,
        // Whoever is signing in must be able to stop.
        Err(turn) => {
            return match callback {
                Callback::Cancel { asked } => dialogue::cancel_pressed(&bot, &incoming, asked).await,
                _ => Ok(turn),
            };
        }
    };
    match callback {
        Callback::Act { action: Action::Refer, ticket } => {
            refer::begin(&bot, &incoming, &caller, ticket).await
        }
        Callback::Act { action, ticket } => act(&bot, &incoming, &caller, action, ticket).await,
        Callback::Refresh { ticket } => refresh(&bot, &incoming, &caller, ticket).await,
        Callback::Open { ticket } => open(&bot, &incoming, &caller, ticket).await,
        Callback::Comments { ticket, page } => comments(&bot, &incoming, &caller, ticket, page).await,
        Callback::Watch { ticket } => watch(&bot, &incoming, &caller, ticket).await,
        Callback::Unwatch { ticket } => unwatch(&incoming, &caller, ticket),
        Callback::Write { ticket } => write(&bot, &incoming, &caller, ticket).await,
        Callback::Undo { ticket } => undo(&bot, &incoming, &caller, ticket).await,
        Callback::Answer { ticket } => quick::answer(&bot, &incoming, &caller, ticket).await,
        Callback::CancelJob { job } => later::cancel(&bot, &incoming, &caller, JobId(job)).await,
        Callback::RetryJob { job } => later::retry(&bot, &incoming, &caller, JobId(job)).await,
        Callback::Reply(press) => quick::pressed(&bot, &incoming, &caller, press).await,
        Callback::Group(press) => subscribe::pressed(&bot, &incoming, &caller, press).await,
        Callback::Personal(press) => personal::pressed(&bot, &incoming, &caller, press).await,
        Callback::Create(press) => create::pressed(&bot, &incoming, &caller, press).await,
        Callback::Unit { unit } => people::unit(&bot, &incoming, &caller, unit, PeopleAt::Anew).await,
        Callback::UnitPeople { unit, page } => {
            people::unit(&bot, &incoming, &caller, unit, PeopleAt::Page(page)).await
        }
        Callback::Units { page } => people::units_page(&bot, &incoming, &caller, page).await,
        Callback::Subscriptions { page } => subscribe::list(&bot, &incoming, &caller, page).await,
        Callback::ReleaseAll => signoff::release(&bot, &incoming, &caller).await,
        Callback::ReferAll => signoff::refer(&bot, &incoming, &caller).await,
        Callback::List { list, filter, page } => {
            lists::open(&bot, &incoming, list, (filter, page), lists::Age::Fresh).await
        }
        Callback::ListAnew { list, filter, page } => {
            lists::open(&bot, &incoming, list, (filter, page), lists::Age::JustRead).await
        }
        Callback::ReferUnit { .. }
        | Callback::ReferPerson { .. }
        | Callback::ReferPage { .. }
        | Callback::ReferReason
        | Callback::ReferSend => refer::pressed(&bot, &incoming, &caller, callback).await,
        Callback::Cancel { asked } => dialogue::cancel_pressed(&bot, &incoming, asked).await,
        Callback::CommentRetry { comment } => settle(&bot, &incoming, &caller, comment, Fate::Retry).await,
        Callback::CommentDrop { comment } => settle(&bot, &incoming, &caller, comment, Fate::Drop).await,
        Callback::Language { .. } | Callback::Log { .. } | Callback::Nothing => Ok(Turn::default()),
    }
}

/// A button that no longer (or never) meant anything: never silence, and a fresh card if there is one.
async fn old(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let reader = bot.reader(incoming).await?;
    let mut turn = Turn::toast(t!(reader.lang, "press-old"));
    if let Some(at) = incoming.message()
        && let Some(ticket) = bot.desk.store.glance(move |db| db.card(at)).await?
    {
        let recard = Parcel::Recard { message: at.message, ticket };
        turn.post(incoming.place.target, recard, reader.now);
    }
    Ok(turn)
}

/// The ticket of a press, or the answer when the presser has no business with it.
pub async fn reachable(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Result<TicketRef, Turn>, StoreError> {
    let found = bot.reachable(incoming.from.who, incoming.message(), ticket).await?;
    Ok(found.ok_or_else(|| Turn::window(t!(caller.reader.lang, "press-unknown", number = number(ticket)))))
}

/// Take, release, done, reopen.
async fn act(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    action: Action,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    // Clients can do more at the helpdesk than its own pages let them; not here.
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(lang, "act-client")));
    }
    let at = match reachable(bot, incoming, caller, ticket).await? {
        Ok(at) => at,
        Err(turn) => return Ok(turn),
    };
    let (acted, follows) = bot.tickets.attempt(&caller.session, &at, action, incoming.message()).await?;
    log::info!("{} on ticket {ticket} by {}: {acted}", action.name(), incoming.from.who);
    let mut turn = Turn::storing(follows);
    turn.absorb(match acted {
        Acted::SignInAgain => bot.key_refused(incoming, &caller.reader).await?,
        _ => acted_toast(lang, action, ticket, &acted),
    });
    bot.note(&mut turn, incoming, &caller.session, action.into(), Some(ticket), (&acted).into());
    Ok(turn)
}

/// What became of an action: a passing word if it is as wished, a window if it must be read.
pub fn acted_toast(lang: Lang, action: Action, ticket: TicketId, acted: &Acted) -> Turn {
    let text = render::acted::sentence(lang, action, ticket, acted);
    match acted {
        Acted::Done | Acted::Already => Turn::toast(text),
        _ => Turn::window(text),
    }
}

/// Reads the ticket for a press; the turn that answers when it can't be read.
pub async fn read(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Result<TicketRef, Turn>, StoreError> {
    let at = match reachable(bot, incoming, caller, ticket).await? {
        Ok(at) => at,
        Err(turn) => return Ok(Err(turn)),
    };
    let lang = caller.reader.lang;
    let watched = incoming.message();
    let watched = match watched {
        Some(card) if bot.desk.store.glance(move |db| db.card(card)).await? == Some(ticket) => watched,
        _ => None,
    };
    Ok(match bot.tickets.read(&caller.session, &at, watched).await? {
        // The group's card shows what the group may see; the rest of the ticket is for those it concerns.
        Read::Ticket(viewed) if gives_no_sight(caller, &viewed) && stranger(bot, caller, ticket).await? => {
            Err(Turn::window(t!(lang, "act-not-allowed", number = number(ticket))))
        }
        Read::Ticket(_) => Ok(at),
        Read::Gone => Err(Turn::window(t!(lang, "ticket-gone", number = number(ticket)))),
        Read::SignInAgain => Err(bot.key_refused(incoming, &caller.reader).await?),
        Read::Down => Err(Turn::window(t!(lang, "helpdesk-down"))),
    })
}

/// Whether what the helpdesk says of a ticket lets the caller see no more of it. Rights make nobody but its staff see one: it
/// gives them to clients too, by the units that they may still have from another role.
fn gives_no_sight(caller: &Caller, viewed: &Viewed) -> bool {
    let account = &caller.session.account;
    let own = viewed.ticket.author.is(&account.me) || viewed.ticket.client.is(&account.me);
    viewed.rights == Rights::Stranger || !(account.is_staff() || own)
}

/// Whether a ticket is in none of the caller's own lists.
async fn stranger(bot: &Bot, caller: &Caller, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(bot.reachable(caller.session.telegram, None, ticket).await?.is_none())
}

/// Takes the last action back.
async fn undo(bot: &Bot, incoming: &Incoming, caller: &Caller, ticket: TicketId) -> Result<Turn, StoreError> {
    let lang = caller.reader.lang;
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(lang, "act-client")));
    }
    let at = match reachable(bot, incoming, caller, ticket).await? {
        Ok(at) => at,
        Err(turn) => return Ok(turn),
    };
    let (undone, follows) = bot.tickets.undo(&caller.session, &at, incoming.message()).await?;
    let outcome = undone.as_ref().map_or_else(|| "too late".to_owned(), ToString::to_string);
    log::info!("undo on ticket {ticket} by {}: {outcome}", incoming.from.who);
    let noted = undone.as_ref().map_or(Outcome::Late, Outcome::from);
    let mut turn = Turn::storing(follows);
    turn.absorb(match undone {
        Some(Acted::Done) => Turn::toast(t!(lang, "undo-done", number = number(ticket))),
        Some(Acted::SignInAgain) => bot.key_refused(incoming, &caller.reader).await?,
        Some(acted) => acted_toast(lang, Action::Release, ticket, &acted),
        None => Turn::window(t!(lang, "undo-late", number = number(ticket))),
    });
    bot.note(&mut turn, incoming, &caller.session, Deed::Undo, Some(ticket), noted);
    let (watched, now) = (incoming.message(), caller.reader.now);
    turn.write(move |db| parcel::refresh_cards(db, ticket, watched, now));
    Ok(turn)
}

async fn refresh(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    let at = match read(bot, incoming, caller, ticket).await? {
        Ok(at) => at,
        Err(turn) => return Ok(turn),
    };
    // The card counts comments; what can't be counted now keeps its number.
    if let Ok(comments) = bot.desk.helpdesk.comments(&caller.session.key, &at.hash).await {
        let (desk, now) = (bot.desk.clone(), caller.reader.now);
        bot.desk.store.write(move |db| desk.saw_comments(db, ticket, &comments.list, now)).await?;
    }
    Ok(Turn::toast(t!(caller.reader.lang, "press-fresh")))
}

/// Has the presser hear of the ticket from now on; only of one that they may see.
async fn watch(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    if let Err(turn) = read(bot, incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let mut turn = Turn::toast(t!(caller.reader.lang, "watch-on", number = number(ticket)));
    let (desk, who, now) = (bot.desk.clone(), incoming.from.who, caller.reader.now);
    turn.write(move |db| {
        db.watch(ticket, who)?;
        // What is watched is looked at more often.
        if let Some(known) = db.ticket(ticket)? {
            desk.plan_ahead(db, &known, now)?;
        }
        parcel::refresh_cards_in(db, who.chat(), ticket, now)
    });
    Ok(turn)
}

/// No more of it. That may always be asked, whoever sees the ticket.
fn unwatch(incoming: &Incoming, caller: &Caller, ticket: TicketId) -> Result<Turn, StoreError> {
    let mut turn = Turn::toast(t!(caller.reader.lang, "watch-off", number = number(ticket)));
    let (who, now) = (incoming.from.who, caller.reader.now);
    turn.write(move |db| {
        db.unwatch(ticket, who)?;
        parcel::refresh_cards_in(db, who.chat(), ticket, now)
    });
    Ok(turn)
}

async fn open(bot: &Bot, incoming: &Incoming, caller: &Caller, ticket: TicketId) -> Result<Turn, StoreError> {
    if let Err(turn) = read(bot, incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let mut turn = Turn::default();
    let card = Parcel::Card { ticket, reply_to: None, sound: Sound::Silent };
    turn.post(Target::chat(incoming.from.who.chat()), card, caller.reader.now);
    Ok(turn)
}

async fn comments(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    page: usize,
) -> Result<Turn, StoreError> {
    let at = match read(bot, incoming, caller, ticket).await? {
        Ok(at) => at,
        Err(turn) => return Ok(turn),
    };
    let reader = &caller.reader;
    let comments = match bot.desk.helpdesk.comments(&caller.session.key, &at.hash).await {
        Ok(comments) => comments.list,
        Err(Error::KeyRefused) => return bot.key_refused(incoming, reader).await,
        Err(error) => {
            log::warn!("the comments of ticket {ticket} can't be read: {error}");
            return Ok(Turn::window(t!(reader.lang, "helpdesk-down")));
        }
    };
    let screen = render::comments::page(ticket, &comments, page, reader);
    let (desk, now) = (bot.desk.clone(), reader.now);
    let pressed = incoming.message();
    let on_card = match pressed {
        Some(at) => bot.desk.store.glance(move |db| db.card(at)).await?.is_some(),
        None => true,
    };
    let mut turn = match incoming.place.kind {
        ChatKind::Private => Turn::default(),
        _ => Turn::toast(t!(reader.lang, "press-sent-privately")),
    };
    // A group's card stays as it is: comments are for whoever asked.
    let parcel = match pressed {
        Some(at) if !on_card => Parcel::Edit { message: at.message, screen },
        _ => Parcel::say(screen),
    };
    turn.post(Target::chat(incoming.from.who.chat()), parcel, now);
    turn.write(move |db| desk.saw_comments(db, ticket, &comments, now));
    Ok(turn)
}

async fn write(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    if let Gate::Shut(turn) = bot.may_comment(incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let reader = &caller.reader;
    if incoming.place.kind != ChatKind::Private {
        return Ok(Turn::window(t!(reader.lang, "comment-in-group")));
    }
    let screen = Screen::text(t!(reader.lang, "comment-prompt", number = number(ticket)))
        .row([dialogue::cancel_button(reader)]);
    let mut turn = Turn::saying(incoming.place.target, screen, reader.now);
    turn.next(incoming.from.who, dialogue::Dialogue::Comment { ticket }, reader.now);
    Ok(turn)
}

/// What an author decides about a comment that did not arrive.
#[derive(Clone, Copy)]
enum Fate {
    Retry,
    Drop,
}

async fn settle(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    comment: i64,
    fate: Fate,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let id = CommentId(comment);
    let Some(comment) = bot.desk.store.read(move |db| db.comment(id)).await? else {
        return Ok(Turn::toast(t!(reader.lang, "comment-settled")));
    };
    if comment.new.author != incoming.from.who {
        return Ok(Turn::window(t!(reader.lang, "comment-not-yours")));
    }
    let now = reader.now;
    let text = match (fate, comment.attempt) {
        (Fate::Retry, _) if comment.state == CommentState::Waiting => {
            return Ok(Turn::toast(t!(reader.lang, "comment-resent")));
        }
        (Fate::Retry, _) => t!(reader.lang, "comment-resent"),
        (Fate::Drop, None) => t!(reader.lang, "comment-dropped"),
        (Fate::Drop, Some(_)) => t!(reader.lang, "comment-dropped-perhaps"),
    };
    let mut turn = Turn::toast(text.clone());
    let login = caller.session.account.login.clone();
    turn.write(move |db| match fate {
        Fate::Retry => db.comment_again(id, &login, now).map(drop),
        Fate::Drop => db.drop_comment(id),
    });
    if let Some(message) = incoming.place.message {
        let edit = Parcel::Edit { message, screen: Screen::text(text) };
        turn.post(incoming.place.target, edit, now);
    }
    Ok(turn)
}
