//! Quick replies: sending one with two taps, finishing a ticket with an answer, and keeping one's own and the team's.

use jiff::SignedDuration;

use super::Bot;
use super::delayed_ending::delay_ending;
use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::message_text::message_text;
use super::questions::{Asked, QuestionPlace};
use super::reply::{answer_privately, show_screen};
use super::stop::Stop;
use super::ticket_access::read_ticket;
use crate::callback::{Answer, Callback, ReplyPress};
use crate::domain::account::Account;
use crate::domain::action::{Action, offered_actions};
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::html::{cut_text, escape_html, one_line};
use crate::render::reader::{Reader, ticket_number};
use crate::store::{
    CommentOrigin, FollowedBy, NewComment, QuestionEnd, ScheduledJob, StoreError, Template, TemplateId,
    TemplateOwner,
};
use crate::t;
use crate::telegram::update::IncomingUpdate;
use crate::tickets::comment_sender::CommentSender;
use crate::view::{Button, MessageView, SendPriority};

/// How long a quick reply can be called off.
const SEND_DELAY: SignedDuration = SignedDuration::from_secs(5);
/// How many quick replies are offered at once.
const MAX_TEMPLATES: i64 = 8;
/// How long a quick reply may be; a comment of the helpdesk holds as much.
const MAX_TEMPLATE_LENGTH: usize = 2000;

/// A press about quick replies.
pub async fn handle_press(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    press: ReplyPress,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    bot.require_staff(update, caller)?;
    match press {
        ReplyPress::Offer { ticket } => {
            offer_templates(bot, update, caller, ticket, FollowedBy::Nothing).await
        }
        ReplyPress::Keep => manage_templates(bot, update, reader).await,
        ReplyPress::AddOwn => Ok(ask_text(update, reader, Dialogue::NewReply { shared: false })),
        ReplyPress::AddShared => Ok(ask_text(update, reader, Dialogue::NewReply { shared: true })),
        ReplyPress::Change { template } => Ok(ask_text(update, reader, Dialogue::ChangeReply { template })),
        ReplyPress::Show { template } => show_template(bot, update, reader, template).await,
        ReplyPress::Raise { template } => {
            let found = find_template(bot, update, template).await?;
            if let Some(found) = found {
                bot.ctx.store.write(move |db| db.raise_template(found.id, found.owner)).await?;
            }
            manage_templates(bot, update, reader).await
        }
        ReplyPress::Delete { template } => delete(bot, update, reader, template).await,
    }
}

/// Deletes a quick reply in a few seconds, in which that can be taken back.
async fn delete(bot: &Bot, update: &IncomingUpdate, reader: &Reader, template: i64) -> Result<Effects, Stop> {
    let (Some(found), Some(shown)) = (find_template(bot, update, template).await?, update.message_ref())
    else {
        return Ok(Effects::alert(t!(reader.lang, "quick-gone")));
    };
    let text = t!(reader.lang, "quick-deleting", text = escape_html(&cut_text(&found.text, 300)));
    Ok(delay_ending(bot, update, (Some(shown), reader), ScheduledJob::DropReply { template, shown }, text))
}

/// Done with an answer: the quick replies to choose from, or a text of one's own.
pub async fn handle_answer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    read_ticket(bot, update, caller, ticket).await?;
    let who = update.from.who;
    let account = caller.session.account.clone();
    let may = bot
        .ctx
        .store
        .read(move |db| {
            let Some(known) = db.find_ticket(ticket)? else { return Ok(false) };
            let said = db.find_rights(&known.ticket, who)?;
            Ok(offered_actions(&account, &known.ticket, said.as_ref()).contains(&Action::Finish))
        })
        .await?;
    if !may {
        let text = t!(caller.reader.lang, "act-not-allowed", number = ticket_number(ticket));
        return Ok(Effects::alert(text));
    }
    offer_templates(bot, update, caller, ticket, FollowedBy::Finish).await
}

/// Shows the quick replies for a ticket, in the private chat.
async fn offer_templates(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    then: FollowedBy,
) -> Result<Effects, Stop> {
    bot.require_comment_grant(update, caller, ticket).await?;
    let (who, reader) = (update.from.who, &caller.reader);
    let found = bot.ctx.store.read(move |db| {
        Ok((db.templates_by_use(who, MAX_TEMPLATES)?, db.find_ticket(ticket)?.map(|known| known.ticket)))
    });
    let (templates, known) = found.await?;
    let Some(known) = known else {
        return Ok(Effects::alert(t!(reader.lang, "ticket-gone", number = ticket_number(ticket))));
    };
    let text = match then {
        FollowedBy::Nothing => t!(reader.lang, "quick-offer", number = ticket_number(ticket)),
        FollowedBy::Finish => t!(reader.lang, "answer-offer", number = ticket_number(ticket)),
    };
    let text = match templates.is_empty() {
        true => format!("{text}\n\n{}", t!(reader.lang, "quick-none-yet")),
        false => text,
    };
    let mut effects = answer_privately(update, reader.lang);
    let dialogue = match then {
        FollowedBy::Nothing => Dialogue::Comment { ticket },
        FollowedBy::Finish => Dialogue::Answer { ticket },
    };
    effects.ask(&Asked::by(update, reader), dialogue, QuestionPlace::Anew, |question| {
        templates.iter().fold(MessageView::from_html(text), |view, template| {
            let answer = Answer::QuickReply { template: template.id.0 };
            let text = fill_template(template, &known, &caller.session.account);
            view.with_row([Button::for_question(one_line(&text, 60), question, answer)])
        })
    });
    Ok(effects)
}

/// A quick reply is chosen as the answer to a question for a comment.
pub async fn handle_choice(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    asked: &Dialogue,
    template: i64,
) -> Result<Effects, Stop> {
    bot.require_staff(update, caller)?;
    let (ticket, followed_by) = match asked {
        Dialogue::Comment { ticket } => (*ticket, FollowedBy::Nothing),
        Dialogue::Answer { ticket } => (*ticket, FollowedBy::Finish),
        _ => return Ok(Effects::alert(t!(caller.reader.lang, "dialogue-over"))),
    };
    send_template(bot, update, caller, ticket, template, followed_by).await
}

/// A quick reply as it would be sent about a ticket.
fn fill_template(template: &Template, ticket: &Ticket, me: &Account) -> String {
    template
        .text
        .replace("{client}", ticket.client.name.as_deref().unwrap_or_default())
        .replace("{me}", me.display_name())
        .replace("{id}", &ticket.at.id.to_string())
}

/// Writes the chosen reply down; it goes out after a few seconds in which it can be called off.
async fn send_template(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    ticket: TicketId,
    template: i64,
    followed_by: FollowedBy,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    let ticket = bot.require_comment_grant(update, caller, ticket).await?.ticket;
    let (Some(template), Some(source)) = (find_template(bot, update, template).await?, update.message_ref())
    else {
        return Ok(Effects::alert(t!(reader.lang, "quick-gone")));
    };
    let Some(known) = bot.ctx.store.read(move |db| db.find_ticket(ticket)).await? else {
        return Ok(Effects::alert(t!(reader.lang, "ticket-gone", number = ticket_number(ticket))));
    };
    let text = fill_template(&template, &known.ticket, &caller.session.account);
    let Some(parts) = CommentSender::split_text(&text) else {
        return Ok(Effects::alert(t!(reader.lang, "comment-empty")));
    };
    let (who, target, lang) = (update.from.who, update.place.target, reader.lang);
    let (login, origin) = (caller.session.account.login.clone(), CommentOrigin::Button);
    let comment = NewComment { author: who, login, ticket, source, target, parts, followed_by, origin };
    let mut effects = Effects::default();
    effects.complete_dialogue(who, QuestionEnd::Shown);
    effects.add_write(move |tx| {
        let id = tx.db.add_comment(&comment, tx.now + SEND_DELAY, tx.now)?;
        tx.db.mark_template_used(template.id, tx.now)?;
        let cancel =
            Button::with_callback(t!(lang, "comment-drop"), &Callback::CommentDrop { comment: id.0 });
        let said =
            t!(lang, "quick-soon", number = ticket_number(ticket), text = escape_html(&cut_text(&text, 300)));
        let view = MessageView::from_html(said).with_row([cancel]);
        outbox_message::enqueue(
            tx.db,
            target,
            SendPriority::Answer,
            &OutboxMessage::Edit { message: source.message, view },
            tx.now,
        )
    });
    Ok(effects)
}

/// `/replies`, and every change to the list.
pub async fn manage_templates(bot: &Bot, update: &IncomingUpdate, reader: &Reader) -> Result<Effects, Stop> {
    let who = update.from.who;
    let templates = bot.ctx.store.read(move |db| db.all_templates(who)).await?;
    let mut view = MessageView::from_html(t!(reader.lang, "quick-list", count = templates.len()));
    for template in &templates {
        let press = ReplyPress::Show { template: template.id.0 };
        let mark = if template.owner == TemplateOwner::Everybody { "👥 " } else { "" };
        let label = format!("{mark}{}", one_line(&template.text, 50));
        view = view.with_row([Button::with_callback(label, &Callback::Reply(press))]);
    }
    let own = Button::with_callback(t!(reader.lang, "quick-add-own"), &Callback::Reply(ReplyPress::AddOwn));
    let shared =
        Button::with_callback(t!(reader.lang, "quick-add-shared"), &Callback::Reply(ReplyPress::AddShared));
    Ok(show_screen(update, view.with_row([own, shared])))
}

async fn show_template(
    bot: &Bot,
    update: &IncomingUpdate,
    reader: &Reader,
    template: i64,
) -> Result<Effects, Stop> {
    let Some(found) = find_template(bot, update, template).await? else {
        return Ok(Effects::alert(t!(reader.lang, "quick-gone")));
    };
    let press = |label: String, press| Button::with_callback(label, &Callback::Reply(press));
    let text = match found.owner {
        TemplateOwner::Everybody => t!(reader.lang, "quick-shown-shared", text = escape_html(&found.text)),
        TemplateOwner::Person(_) => t!(reader.lang, "quick-shown", text = escape_html(&found.text)),
    };
    let view = MessageView::from_html(text)
        .with_row([
            press(t!(reader.lang, "quick-change"), ReplyPress::Change { template }),
            press(t!(reader.lang, "quick-raise"), ReplyPress::Raise { template }),
            press(t!(reader.lang, "quick-delete"), ReplyPress::Delete { template }),
        ])
        .with_row([press(t!(reader.lang, "button-back"), ReplyPress::Keep)]);
    Ok(show_screen(update, view))
}

/// Asks for the text of a quick reply.
fn ask_text(update: &IncomingUpdate, reader: &Reader, dialogue: Dialogue) -> Effects {
    let mut effects = Effects::default();
    effects.ask(&Asked::by(update, reader), dialogue, QuestionPlace::Anew, |_| {
        MessageView::from_html(t!(reader.lang, "quick-ask"))
    });
    effects
}

/// The text of a quick reply was written: a new one, or another text for one that there is.
pub async fn handle_written(bot: &Bot, update: &IncomingUpdate, dialogue: Dialogue) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    let (reader, who) = (&caller.reader, update.from.who);
    bot.require_staff(update, &caller)?;
    let text = message_text(update).map(|(text, _)| text.trim().to_owned()).unwrap_or_default();
    if text.is_empty() || text.chars().count() > MAX_TEMPLATE_LENGTH {
        return Ok(bot.reply_text(update, t!(reader.lang, "quick-bad", most = MAX_TEMPLATE_LENGTH)));
    }
    let own = TemplateOwner::Person(who);
    bot.ctx
        .store
        .write(move |db| match dialogue {
            Dialogue::NewReply { shared: true } => db.add_template(TemplateOwner::Everybody, &text),
            Dialogue::NewReply { shared: false } => db.add_template(own, &text),
            Dialogue::ChangeReply { template } => match db.find_template(TemplateId(template), who)? {
                Some(found) => db.change_template(found.id, &text),
                None => Ok(()),
            },
            _ => Ok(()),
        })
        .await?;
    let mut effects = manage_templates(bot, update, reader).await?;
    effects.complete_dialogue(who, QuestionEnd::Delete);
    Ok(effects)
}

/// A quick reply that this person sees.
async fn find_template(
    bot: &Bot,
    update: &IncomingUpdate,
    template: i64,
) -> Result<Option<Template>, StoreError> {
    let who = update.from.who;
    bot.ctx.store.read(move |db| db.find_template(TemplateId(template), who)).await
}
