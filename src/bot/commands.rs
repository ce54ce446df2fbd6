//! The commands that need no conversation.

use std::sync::Arc;

use super::deep_links::{linked_ticket, ticket_start};
use super::effects::Effects;
use super::guards::Caller;
use super::languages::{language_buttons, remember_language};
use super::lists::MAX_SEARCH_LENGTH;
use super::reply::{list_button, sign_in_button};
use super::stop::Stop;
use super::welcome::newcomer_view;
use super::{Bot, SharedBot, lists, personal, quick_replies};
use crate::callback::PersonalPage;
use crate::domain::ids::{Target, TicketId};
use crate::notify::outbox_message::OutboxMessage;
use crate::render::html::escape_html;
use crate::render::reader::ticket_number;
use crate::sessions::viewer::viewer_at;
use crate::store::StoreError;
use crate::sync::search;
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::tickets::ticket_actions::FetchOutcome;
use crate::view::MessageView;

/// `/start`: leads a newcomer, and whoever followed a link to a ticket.
pub async fn handle_start(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    if update.place.kind != ChatKind::Private {
        return Ok(bot.reply_text(&update, t!(reader.lang, "start-group", bot = bot.me.username.as_str())));
    }
    if let UpdateKind::Command { rest, .. } = &update.what
        && let Some(id) = linked_ticket(rest)
    {
        // A link to a ticket: `t.me/<bot>?start=t49`.
        let caller = bot.require_session(&update).await?;
        return show_ticket(&bot, &update, &caller, id).await;
    }
    let view = match bot.ctx.sessions.find_session(update.from.who) {
        Some(session) => {
            let name = escape_html(session.account.display_name());
            let text = if session.account.is_staff() {
                t!(reader.lang, "start-known", name = name)
            } else {
                t!(reader.lang, "start-known-client", name = name)
            };
            MessageView::from_html(text).with_row([list_button(&reader, &session.account)])
        }
        None => newcomer_view(reader.lang, &update.from.first_name),
    };
    let mut effects = Effects::with_message(update.place.target, view);
    effects.add_write(move |tx| remember_language(tx.db, &update.from, |_| {}));
    Ok(effects)
}

/// `/help`: what there is, for whoever asks.
pub async fn handle_help(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    let (lang, here) = (reader.lang, update.place.kind);
    let (mut text, button) = match (here, bot.ctx.sessions.find_session(update.from.who)) {
        (ChatKind::Private, None) => (t!(lang, "help-signed-out"), Some(sign_in_button(lang))),
        (ChatKind::Private, Some(session)) if !session.account.is_staff() => (t!(lang, "help-client"), None),
        (ChatKind::Private, Some(_)) => (t!(lang, "help-private"), None),
        _ => (t!(lang, "help-group"), Some(bot.private_chat_button(lang, "help"))),
    };
    if let Some((_, good_for)) = bot.ctx.config.current().access_policy.serves_files() {
        let days = good_for.as_hours() / 24;
        text = format!("{text}\n\n{}", t!(reader.lang, "help-files", count = days));
    }
    let view = button.into_iter().fold(MessageView::from_html(text), |view, button| view.with_row([button]));
    Ok(Effects::with_message(update.place.target, view))
}

/// `/ticket N`.
pub async fn handle_ticket(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Command { rest, .. } = &update.what else { return Ok(Effects::default()) };
    let caller = bot.require_session(&update).await?;
    let lang = caller.reader.lang;
    let Ok(id) = rest.trim_start_matches(['#', '№']).trim().parse().map(TicketId) else {
        return Ok(bot.reply_text(&update, t!(lang, "ticket-which")));
    };
    show_ticket(&bot, &update, &caller, id).await
}

/// Shows a ticket that is in one of the caller's own lists: in a group its card there, where the group may see it.
pub async fn show_ticket(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    id: TicketId,
) -> Result<Effects, Stop> {
    let lang = caller.reader.lang;
    let at = match bot.authorize_ticket(update.from.who, None, id).await? {
        Some(at) => Ok(Some(at)),
        None => search::find_ticket(&bot.ctx, &caller.session, id).await,
    };
    let Some(at) = bot.require_fetched(update, &caller.reader, at).await? else {
        return Ok(bot.reply_text(update, t!(lang, "ticket-unknown", number = ticket_number(id))));
    };
    let mut effects = match bot.tickets.fetch_ticket(&caller.session, &at, None).await? {
        FetchOutcome::Ticket(_) => Effects::default(),
        FetchOutcome::Gone => {
            return Ok(bot.reply_text(update, t!(lang, "ticket-unknown", number = ticket_number(id))));
        }
        FetchOutcome::SignInAgain => return bot.end_refused_session(update, &caller.reader).await,
        FetchOutcome::Down => return Ok(bot.reply_text(update, t!(lang, "helpdesk-down"))),
    };
    if update.place.kind != ChatKind::Private && !is_shown_in_group(bot, update.place.target, id).await? {
        let text = t!(lang, "ticket-not-here", number = ticket_number(id));
        let button = bot.private_chat_button(lang, &ticket_start(id));
        return Ok(bot.reply_with_button(update, text, button));
    }
    let card = OutboxMessage::Card { ticket: id, reply_to: None, sound: Sound::Silent };
    effects.post_message(update.place.target, card);
    Ok(effects)
}

/// Whether a group's own subscription lets it see a ticket: its subscriber does, in one of the units that it has chosen.
async fn is_shown_in_group(bot: &Bot, target: Target, id: TicketId) -> Result<bool, StoreError> {
    let sessions = bot.ctx.sessions.clone();
    bot.ctx
        .store
        .read(move |db| {
            let subscription = db.find_subscription(target)?.filter(|found| found.rests.is_none());
            let (Some(subscription), Some(known)) = (subscription, db.find_ticket(id)?) else {
                return Ok(false);
            };
            let Some(viewer) = viewer_at(&sessions, db, target)? else { return Ok(false) };
            Ok(subscription.settings.covers_unit(&known.ticket) && viewer.sees(db, &known)?)
        })
        .await
}

/// `/search WORDS`.
pub async fn handle_search(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let UpdateKind::Command { rest, .. } = &update.what else { return Ok(Effects::default()) };
    let caller = bot.require_session(&update).await?;
    let reader = &caller.reader;
    bot.require_private(&update, reader.lang)?;
    if rest.is_empty() {
        return Ok(bot.reply_text(&update, t!(reader.lang, "search-what")));
    }
    search_words(&bot, &update, &caller, rest).await
}

/// Shows the tickets in which these words are found.
pub async fn search_words(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    words: &str,
) -> Result<Effects, Stop> {
    let reader = &caller.reader;
    if words.chars().count() > MAX_SEARCH_LENGTH {
        return Ok(bot.reply_text(update, t!(reader.lang, "search-too-long")));
    }
    let found = bot.require_fetched(update, reader, lists::search_tickets(bot, caller, words).await).await?;
    let view = lists::found_view(bot, words, &found, reader).await?;
    Ok(Effects::with_message(update.place.target, view))
}

/// `/replies`.
pub async fn handle_replies(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let caller = bot.require_session(&update).await?;
    let lang = caller.reader.lang;
    bot.require_private(&update, lang)?;
    bot.require_staff(&update, &caller)?;
    quick_replies::manage_templates(&bot, &update, &caller.reader).await
}

/// `/language`.
pub async fn handle_language(bot: SharedBot, update: Arc<IncomingUpdate>) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(&update).await?;
    bot.require_private(&update, reader.lang)?;
    // Whoever is signed in has the rest of the settings behind it.
    let view = match bot.require_session(&update).await {
        Ok(caller) => personal::show_page(&bot, &update, &caller, PersonalPage::Lang).await?,
        Err(Stop::Store(error)) => return Err(error.into()),
        Err(Stop::Answer(_)) => {
            MessageView::from_html(t!(reader.lang, "language-which")).with_row(language_buttons())
        }
    };
    Ok(Effects::with_message(update.place.target, view))
}
