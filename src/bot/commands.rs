//! The commands that need no conversation.

use std::sync::Arc;

use super::dialogue::Dialogue;
use super::effects::Effects;
use super::guards::Caller;
use super::login::{self, language_buttons};
use super::{Bot, SharedBot, code, comments, lists, personal};
use crate::callback::{Callback, Filter, ListName, PersonalPage};
use crate::domain::ids::TicketId;
use crate::domain::settings::PersonalSettings;
use crate::i18n::Lang;
use crate::render;
use crate::render::html::escape_html;
use crate::render::reader::{Reader, ticket_number};
use crate::service::outbox_message::{self, OutboxMessage};
use crate::service::ticket_actions::FetchOutcome;
use crate::store::{Db, PersonRow, StoreError};
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{ChatKind, IncomingUpdate, Sender, UpdateKind};
use crate::view::{Button, MessageView, SendPriority};

/// More than this is no search: it was pasted by mistake, and would fill the answer by itself.
pub const MAX_SEARCH_LENGTH: usize = 100;

/// `/start`: leads a newcomer, and whoever followed a link to a ticket.
pub async fn handle_start(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(&update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(bot.reply_text(&update, t!(reader.lang, "start-group", bot = bot.me.username.as_str())));
    }
    if let UpdateKind::Command { rest, .. } = &update.what
        && let Some(id) = rest.strip_prefix('t').and_then(|id| id.parse().ok()).map(TicketId)
    {
        // A link to a ticket: `t.me/<bot>?start=t49`.
        return match bot.require_session(&update).await? {
            Ok(caller) => show_ticket(&bot, &update, &caller, id).await,
            Err(effects) => Ok(effects),
        };
    }
    let name = escape_html(&update.from.first_name);
    let view = match bot.ctx.sessions.find_session(update.from.who) {
        Some(session) => {
            let text = t!(reader.lang, "start-known", name = escape_html(session.account.display_name()));
            MessageView::from_html(text).with_row([list_button(&reader)])
        }
        None => {
            MessageView::from_html(t!(reader.lang, "start-new", name = name)).with_row(language_buttons())
        }
    };
    let mut effects = Effects::with_message(update.place.target, view, reader.now);
    effects.add_write(move |db| remember_language(db, &update.from, |_| {}));
    Ok(effects)
}

/// `/help`: what there is, for whoever asks.
pub async fn handle_help(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(&update).await?;
    let mut text = match (update.place.kind, bot.ctx.sessions.find_session(update.from.who)) {
        (ChatKind::Private, Some(session)) if !session.account.is_staff() => t!(reader.lang, "help-client"),
        (ChatKind::Private, _) => t!(reader.lang, "help-private"),
        _ => t!(reader.lang, "help-group"),
    };
    if let Some((_, good_for)) = bot.ctx.config.current().access_policy.serves_files() {
        let days = good_for.as_hours() / 24;
        text = format!("{text}\n\n{}", t!(reader.lang, "help-files", count = days));
    }
    Ok(Effects::with_message(update.place.target, MessageView::from_html(text), reader.now))
}

/// Any other command.
pub async fn handle_unknown(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    // In a group it may well be meant for another bot; in a reply to a card it is what somebody has to say.
    if update.place.kind != ChatKind::Private {
        return comments::handle_reply(&bot, &update).await.map(Option::unwrap_or_default);
    }
    // Passwords can look like commands.
    match bot.active_dialogue(update.from.who).await? {
        Some(Dialogue::LoginName) => return login::handle_name(&bot, &update).await,
        Some(Dialogue::LoginPassword { login }) => {
            return login::handle_password(&bot, &update, &login).await;
        }
        Some(Dialogue::LoginCode(pending)) => return code::typed(&bot, &update, *pending).await,
        None if bot.redaction.covers_update(&update, bot.ctx.clock.now()) => {
            return login::reject_late(&bot, &update).await;
        }
        _ => {}
    }
    if let Some(effects) = comments::handle_reply(&bot, &update).await? {
        return Ok(effects);
    }
    let reader = bot.reader_for_update(&update).await?;
    Ok(bot.reply_text(&update, t!(reader.lang, "command-unknown")))
}

/// `/ticket N`.
pub async fn handle_ticket(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let UpdateKind::Command { rest, .. } = &update.what else { return Ok(Effects::default()) };
    let caller = match bot.require_session(&update).await? {
        Ok(caller) => caller,
        Err(effects) => return Ok(effects),
    };
    let lang = caller.reader.lang;
    if update.place.kind != ChatKind::Private {
        return Ok(bot.reply_text(&update, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    let Ok(id) = rest.trim_start_matches(['#', '№']).trim().parse().map(TicketId) else {
        return Ok(bot.reply_text(&update, t!(lang, "ticket-which")));
    };
    show_ticket(&bot, &update, &caller, id).await
}

/// Shows a ticket that is in one of the caller's own lists.
async fn show_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    id: TicketId,
) -> Result<Effects, StoreError> {
    let lang = caller.reader.lang;
    let at = match bot.authorize_ticket(update.from.who, None, id).await? {
        Some(at) => Ok(Some(at)),
        None => bot.ctx.find_ticket(&caller.session, id).await,
    };
    let at = match at {
        Ok(Some(at)) => at,
        Ok(None) => return Ok(bot.reply_text(update, t!(lang, "ticket-unknown", number = ticket_number(id)))),
        Err(error) => return super::refer::report_failure(bot, update, &caller.reader, error).await,
    };
    let mut effects = match bot.tickets.fetch_ticket(&caller.session, &at, None).await? {
        FetchOutcome::Ticket(_) => Effects::default(),
        FetchOutcome::Gone => {
            return Ok(bot.reply_text(update, t!(lang, "ticket-unknown", number = ticket_number(id))));
        }
        FetchOutcome::SignInAgain => return bot.key_refused(update, &caller.reader).await,
        FetchOutcome::Down => return Ok(bot.reply_text(update, t!(lang, "helpdesk-down"))),
    };
    let card = OutboxMessage::Card { ticket: id, reply_to: None, sound: Sound::Silent };
    effects.post_message(update.place.target, card, caller.reader.now);
    Ok(effects)
}

/// `/search WORDS`.
pub async fn handle_search(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let UpdateKind::Command { rest, .. } = &update.what else { return Ok(Effects::default()) };
    let caller = match bot.require_session(&update).await? {
        Ok(caller) => caller,
        Err(effects) => return Ok(effects),
    };
    let reader = &caller.reader;
    if update.place.kind != ChatKind::Private {
        let text = t!(reader.lang, "only-in-private", bot = bot.me.username.as_str());
        return Ok(bot.reply_text(&update, text));
    }
    if rest.is_empty() {
        return Ok(bot.reply_text(&update, t!(reader.lang, "search-what")));
    }
    if rest.chars().count() > MAX_SEARCH_LENGTH {
        return Ok(bot.reply_text(&update, t!(reader.lang, "search-too-long")));
    }
    let found = match lists::search_tickets(&bot, &caller, rest).await? {
        Ok(found) => found,
        Err(error) => return super::refer::report_failure(&bot, &update, reader, error.into()).await,
    };
    let shown = &found[..found.len().min(render::list::PAGE_SIZE)];
    let view = render::list::search_results(rest, shown, found.len(), reader);
    Ok(Effects::with_message(update.place.target, view, reader.now))
}

/// `/replies`.
pub async fn handle_replies(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let caller = match bot.require_session(&update).await? {
        Ok(caller) => caller,
        Err(effects) => return Ok(effects),
    };
    let lang = caller.reader.lang;
    if update.place.kind != ChatKind::Private {
        return Ok(bot.reply_text(&update, t!(lang, "only-in-private", bot = bot.me.username.as_str())));
    }
    if !caller.session.account.is_staff() {
        return Ok(bot.reply_text(&update, t!(lang, "act-client")));
    }
    super::quick_replies::manage_templates(&bot, &update, &caller.reader).await
}

/// `/language`.
pub async fn handle_language(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, StoreError> {
    let reader = bot.reader_for_update(&update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(
            bot.reply_text(&update, t!(reader.lang, "only-in-private", bot = bot.me.username.as_str()))
        );
    }
    // Whoever is signed in has the rest of the settings behind it.
    let view = match bot.require_session(&update).await? {
        Ok(caller) => personal::show_page(&bot, &update, &caller, PersonalPage::Lang).await?,
        Err(_) => MessageView::from_html(t!(reader.lang, "language-which")).with_row(language_buttons()),
    };
    Ok(Effects::with_message(update.place.target, view, reader.now))
}

/// A language was chosen.
pub fn language_chosen(update: &Arc<IncomingUpdate>, reader: &Reader, lang: Lang) -> Effects {
    let mut effects = Effects::with_toast(t!(lang, "language-chosen"));
    let (person, now) = (Arc::clone(update), reader.now);
    effects.add_write(move |db| {
        remember_language(db, &person.from, |settings| settings.lang = Some(lang.iso_code().to_owned()))
    });
    if let (Some(message), ChatKind::Private) = (update.place.message, update.place.kind) {
        let text = match reader.me {
            Some(_) => t!(lang, "language-chosen"),
            None => t!(lang, "start-new", name = escape_html(&update.from.first_name)),
        };
        let view = MessageView::from_html(text).with_row(language_buttons());
        let target = update.place.target;
        effects.add_write(move |db| {
            outbox_message::enqueue(
                db,
                target,
                SendPriority::Answer,
                &OutboxMessage::Edit { message, view },
                now,
            )
        });
    }
    effects
}

/// Notes who this is, and changes what they chose.
pub fn remember_language(
    db: &mut Db<'_>,
    from: &Sender,
    change: impl FnOnce(&mut PersonalSettings),
) -> Result<(), StoreError> {
    let (who, lang) = (from.who, from.lang);
    let mut person = db.find_person(who)?.unwrap_or(PersonRow {
        telegram: who,
        telegram_lang: lang,
        settings: PersonalSettings::default(),
    });
    person.telegram_lang = lang;
    change(&mut person.settings);
    db.put_person(&person)
}

/// The button that opens a list.
pub fn list_button(reader: &Reader) -> Button {
    let list = Callback::List { list: ListName::Incoming, filter: Filter::All, page: 0 };
    Button::with_callback(t!(reader.lang, "button-incoming"), &list)
}
