//! Quick replies: sending one with two taps, finishing a ticket with an answer, and keeping one's own and the team's.

use jiff::SignedDuration;

use super::Bot;
use super::dialogue::{Dialogue, cancel_button, words};
use super::gates::{Caller, Gate};
use super::press::read;
use super::turn::Turn;
use crate::callback::{Callback, ReplyPress};
use crate::domain::action::{Action, offered};
use crate::domain::ids::{CardRef, Target, TicketId};
use crate::render::html::{cut, escape, line};
use crate::render::words::{Reader, number};
use crate::screen::{Button, Class, Screen};
use crate::service::comments::Comments;
use crate::service::later::Job;
use crate::service::parcel::{self, Parcel};
use crate::store::{FollowedBy, NewComment, Origin, Owner, StoreError, Template, TemplateId};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming};

/// How long a quick reply can be called off.
const GRACE: SignedDuration = SignedDuration::from_secs(5);
/// How long the deletion of one can be taken back.
const UNDO: SignedDuration = SignedDuration::from_secs(10);
/// How many quick replies are offered at once.
const OFFERED: i64 = 8;
/// How long a quick reply may be; a comment of the helpdesk holds as much.
const LONGEST: usize = 2000;

/// A press about quick replies.
pub async fn pressed(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    press: ReplyPress,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(reader.lang, "act-client")));
    }
    match press {
        ReplyPress::Offer { ticket } => offer(bot, incoming, caller, ticket, FollowedBy::Nothing).await,
        ReplyPress::Use { ticket, template } => {
            send(bot, incoming, caller, ticket, template, FollowedBy::Nothing).await
        }
        ReplyPress::Answer { ticket, template } => {
            send(bot, incoming, caller, ticket, template, FollowedBy::Finish).await
        }
        ReplyPress::Keep => keep(bot, incoming, reader).await,
        ReplyPress::AddOwn => Ok(ask(incoming, reader, Dialogue::NewReply { shared: false })),
        ReplyPress::AddShared => Ok(ask(incoming, reader, Dialogue::NewReply { shared: true })),
        ReplyPress::Change { template } => Ok(ask(incoming, reader, Dialogue::ChangeReply { template })),
        ReplyPress::Show { template } => show(bot, incoming, reader, template).await,
        ReplyPress::Raise { template } => {
            let found = find(bot, incoming, template).await?;
            if let Some(found) = found {
                bot.desk.store.write(move |db| db.raise_template(found.id, found.owner)).await?;
            }
            keep(bot, incoming, reader).await
        }
        ReplyPress::Delete { template } => delete(bot, incoming, reader, template).await,
    }
}

/// Deletes a quick reply in a few seconds, in which that can be taken back.
async fn delete(bot: &Bot, incoming: &Incoming, reader: &Reader, template: i64) -> Result<Turn, StoreError> {
    let (Some(found), Some(shown)) = (find(bot, incoming, template).await?, incoming.message()) else {
        return Ok(Turn::window(t!(reader.lang, "quick-gone")));
    };
    let (who, target, now, lang) = (incoming.from.who, incoming.place.target, reader.now, reader.lang);
    let mut turn = Turn::default();
    turn.write(move |db| {
        let job = db.add_job(who, &Job::DropReply { template, shown }, now + UNDO)?;
        let cancel = Button::call(t!(lang, "button-undo"), &Callback::CancelJob { job: job.0 });
        let text = t!(lang, "quick-deleting", text = escape(&cut(&found.text, 300)));
        let edit = Parcel::Edit { message: shown.message, screen: Screen::text(text).row([cancel]) };
        parcel::post(db, target, Class::Answer, &edit, now)
    });
    Ok(turn)
}

/// Done with an answer: the quick replies to choose from, or a text of one's own.
pub async fn answer(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Turn, StoreError> {
    if !caller.session.account.is_staff() {
        return Ok(Turn::window(t!(caller.reader.lang, "act-client")));
    }
    if let Err(turn) = read(bot, incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let who = incoming.from.who;
    let account = caller.session.account.clone();
    let may = bot
        .desk
        .store
        .read(move |db| {
            let Some(known) = db.ticket(ticket)? else { return Ok(false) };
            let said = db.rights(&known.ticket, who)?;
            Ok(offered(&account, &known.ticket, said.as_ref()).contains(&Action::Finish))
        })
        .await?;
    if !may {
        let text = t!(caller.reader.lang, "act-not-allowed", number = number(ticket));
        return Ok(Turn::window(text));
    }
    offer(bot, incoming, caller, ticket, FollowedBy::Finish).await
}

/// Shows the quick replies for a ticket, in the private chat.
async fn offer(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    then: FollowedBy,
) -> Result<Turn, StoreError> {
    if let Gate::Shut(turn) = bot.may_comment(incoming, caller, ticket).await? {
        return Ok(turn);
    }
    let (who, reader) = (incoming.from.who, &caller.reader);
    let templates = bot.desk.store.read(move |db| db.templates_by_use(who, OFFERED)).await?;
    let text = match then {
        FollowedBy::Nothing => t!(reader.lang, "quick-offer", number = number(ticket)),
        FollowedBy::Finish => t!(reader.lang, "answer-offer", number = number(ticket)),
    };
    let button = |template: &Template| {
        let (ticket, id) = (ticket, template.id.0);
        let press = match then {
            FollowedBy::Nothing => ReplyPress::Use { ticket, template: id },
            FollowedBy::Finish => ReplyPress::Answer { ticket, template: id },
        };
        Button::call(line(&template.text, 60), &Callback::Reply(press))
    };
    let screen = templates.iter().fold(Screen::text(text), |screen, template| screen.row([button(template)]));
    let keep = Button::call(t!(reader.lang, "quick-keep"), &Callback::Reply(ReplyPress::Keep));
    let mut turn = match incoming.place.kind {
        ChatKind::Private => Turn::default(),
        _ => Turn::toast(t!(reader.lang, "press-sent-privately")),
    };
    turn.say(Target::chat(who.chat()), screen.row([keep, cancel_button(reader)]), reader.now);
    let dialogue = match then {
        FollowedBy::Nothing => Dialogue::Comment { ticket },
        FollowedBy::Finish => Dialogue::Answer { ticket },
    };
    turn.next(who, dialogue, reader.now);
    Ok(turn)
}

/// Writes the chosen reply down; it goes out after a few seconds in which it can be called off.
async fn send(
    bot: &Bot,
    incoming: &Incoming,
    caller: &Caller,
    ticket: TicketId,
    template: i64,
    followed_by: FollowedBy,
) -> Result<Turn, StoreError> {
    let reader = &caller.reader;
    let ticket = match bot.may_comment(incoming, caller, ticket).await? {
        Gate::Open(grant) => grant.ticket,
        Gate::Shut(turn) => return Ok(turn),
    };
    let (Some(template), Some(source)) = (find(bot, incoming, template).await?, incoming.message()) else {
        return Ok(Turn::window(t!(reader.lang, "quick-gone")));
    };
    let Some(known) = bot.desk.store.read(move |db| db.ticket(ticket)).await? else {
        return Ok(Turn::window(t!(reader.lang, "ticket-gone", number = number(ticket))));
    };
    let text = template
        .text
        .replace("{client}", known.ticket.client.name.as_deref().unwrap_or_default())
        .replace("{me}", caller.session.account.name())
        .replace("{id}", &ticket.to_string());
    let Some(parts) = Comments::parts(&text) else {
        return Ok(Turn::window(t!(reader.lang, "comment-empty")));
    };
    let (who, target, now, lang) = (incoming.from.who, incoming.place.target, reader.now, reader.lang);
    let (login, origin) = (caller.session.account.login.clone(), Origin::Button);
    let comment = NewComment { author: who, login, ticket, source, target, parts, followed_by, origin };
    let mut turn = Turn::default();
    turn.end(who);
    turn.write(move |db| {
        let id = db.add_comment(&comment, now + GRACE, now)?;
        db.template_used(template.id, now)?;
        let cancel = Button::call(t!(lang, "comment-drop"), &Callback::CommentDrop { comment: id.0 });
        let said = t!(lang, "quick-soon", number = number(ticket), text = escape(&cut(&text, 300)));
        let screen = Screen::text(said).row([cancel]);
        parcel::post(db, target, Class::Answer, &Parcel::Edit { message: source.message, screen }, now)
    });
    Ok(turn)
}

/// `/replies`, and every change to the list.
pub async fn keep(bot: &Bot, incoming: &Incoming, reader: &Reader) -> Result<Turn, StoreError> {
    let who = incoming.from.who;
    let templates = bot.desk.store.read(move |db| db.templates(who)).await?;
    let mut screen = Screen::text(t!(reader.lang, "quick-list", count = templates.len()));
    for template in &templates {
        let press = ReplyPress::Show { template: template.id.0 };
        let mark = if template.owner == Owner::Everybody { "👥 " } else { "" };
        let label = format!("{mark}{}", line(&template.text, 50));
        screen = screen.row([Button::call(label, &Callback::Reply(press))]);
    }
    let own = Button::call(t!(reader.lang, "quick-add-own"), &Callback::Reply(ReplyPress::AddOwn));
    let shared = Button::call(t!(reader.lang, "quick-add-shared"), &Callback::Reply(ReplyPress::AddShared));
    Ok(in_place(incoming, reader, screen.row([own, shared])))
}

async fn show(bot: &Bot, incoming: &Incoming, reader: &Reader, template: i64) -> Result<Turn, StoreError> {
    let Some(found) = find(bot, incoming, template).await? else {
        return Ok(Turn::window(t!(reader.lang, "quick-gone")));
    };
    let press = |label: String, press| Button::call(label, &Callback::Reply(press));
    let text = match found.owner {
        Owner::Everybody => t!(reader.lang, "quick-shown-shared", text = escape(&found.text)),
        Owner::Person(_) => t!(reader.lang, "quick-shown", text = escape(&found.text)),
    };
    let screen = Screen::text(text)
        .row([
            press(t!(reader.lang, "quick-change"), ReplyPress::Change { template }),
            press(t!(reader.lang, "quick-raise"), ReplyPress::Raise { template }),
            press(t!(reader.lang, "quick-delete"), ReplyPress::Delete { template }),
        ])
        .row([press(t!(reader.lang, "button-back"), ReplyPress::Keep)]);
    Ok(in_place(incoming, reader, screen))
}

/// Asks for the text of a quick reply.
fn ask(incoming: &Incoming, reader: &Reader, dialogue: Dialogue) -> Turn {
    let screen = Screen::text(t!(reader.lang, "quick-ask")).row([cancel_button(reader)]);
    let mut turn = Turn::saying(incoming.place.target, screen, reader.now);
    turn.next(incoming.from.who, dialogue, reader.now);
    turn
}

/// The text of a quick reply was written: a new one, or another text for one that there is.
pub async fn written(bot: &Bot, incoming: &Incoming, dialogue: Dialogue) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let (reader, who) = (&caller.reader, incoming.from.who);
    if !caller.session.account.is_staff() {
        return Ok(bot.respond(incoming, t!(reader.lang, "act-client")));
    }
    let text = words(incoming).map(|(text, _)| text.trim().to_owned()).unwrap_or_default();
    if text.is_empty() || text.chars().count() > LONGEST {
        return Ok(bot.respond(incoming, t!(reader.lang, "quick-bad", most = LONGEST)));
    }
    let own = Owner::Person(who);
    bot.desk
        .store
        .write(move |db| match dialogue {
            Dialogue::NewReply { shared: true } => db.add_template(Owner::Everybody, &text),
            Dialogue::NewReply { shared: false } => db.add_template(own, &text),
            Dialogue::ChangeReply { template } => match db.template(TemplateId(template), who)? {
                Some(found) => db.change_template(found.id, &text),
                None => Ok(()),
            },
            _ => Ok(()),
        })
        .await?;
    let mut turn = keep(bot, incoming, reader).await?;
    turn.end(who);
    Ok(turn)
}

/// A quick reply that this person sees.
async fn find(bot: &Bot, incoming: &Incoming, template: i64) -> Result<Option<Template>, StoreError> {
    let who = incoming.from.who;
    bot.desk.store.read(move |db| db.template(TemplateId(template), who)).await
}

/// A screen in place of the pressed one, or as a message where nothing was pressed.
fn in_place(incoming: &Incoming, reader: &Reader, screen: Screen) -> Turn {
    let mut turn = Turn::default();
    let parcel = match (&incoming.what, incoming.message()) {
        (crate::telegram::incoming::What::Press { .. }, Some(CardRef { message, .. })) => {
            Parcel::Edit { message, screen }
        }
        _ => Parcel::say(screen),
    };
    turn.post(incoming.place.target, parcel, reader.now);
    turn
}
