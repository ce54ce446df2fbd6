//! Messages that are not written to the bot but handed to it: forwarded ones, and pictures that reply to nothing. They answer no
//! question; a ticket is offered to be made of them. Those that come together are one offer.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::attachments::{self, ALBUM_WINDOW, LeftOut};
use super::effects::Effects;
use super::file_warning::FileWarning;
use super::guards::Caller;
use super::stop::Stop;
use super::{Bot, commands, create};
use crate::callback::Callback;
use crate::domain::ids::{CardRef, Target, TicketId};
use crate::domain::visibility::ListVisibility;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::reader::ticket_number;
use crate::sessions::access;
use crate::sessions::live_sessions::UserSession;
use crate::store::{CommentOrigin, Db, FollowedBy, NewComment, OfferId, StoreError, Taken, TakenAs};
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{IncomingUpdate, MessageOrigin, UpdateKind};
use crate::tickets::comment_sender::CommentSender;
use crate::view::{Button, MessageView, SendPriority};

/// So many of the tickets that stand above are offered for loose words to be a comment on.
const MAX_COMMENT_CHOICES: usize = 2;
/// Among so many of the newest cards.
const CARDS_LOOKED_AT: i64 = 6;

/// What a ticket is to be made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct OfferedTicket {
    texts: Vec<String>,
    /// Who wrote the first of them that has an author.
    author: Option<String>,
    /// The message that said the first of them.
    #[serde(default)]
    source: Option<CardRef>,
}

/// Whether a message is handed to the bot rather than written to it.
pub fn is_handed(update: &IncomingUpdate) -> bool {
    match &update.what {
        UpdateKind::Text { origin, .. } | UpdateKind::Media { origin, .. } => {
            matches!(origin, MessageOrigin::Forwarded { .. })
        }
        _ => false,
    }
}

/// What an offer is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferKind {
    /// A message that is handed to the bot: a ticket is to be made of it.
    Handed,
    /// Words that belong to nothing: they may be a search, too.
    Words,
}

/// Offers to make a ticket of it.
pub async fn offer_ticket(bot: &Bot, update: &IncomingUpdate, kind: OfferKind) -> Result<Effects, Stop> {
    let caller = bot.require_session(update).await?;
    let (reader, lang) = (&caller.reader, caller.reader.lang);
    let said = match attachments::attachment_text(bot, update, lang) {
        Ok(said) if !said.text.is_empty() => said,
        Ok(_) => return Ok(bot.reply_text(update, t!(lang, "comment-empty"))),
        Err(why) => return Ok(bot.reply_text(update, why)),
    };
    let author = match &update.what {
        UpdateKind::Text { origin: MessageOrigin::Forwarded { author }, .. }
        | UpdateKind::Media { origin: MessageOrigin::Forwarded { author }, .. } => author.clone(),
        _ => None,
    };
    let (who, target, reply_to) = (update.from.who, update.place.target, update.place.message);
    let (source, session) = (update.message_ref(), Arc::clone(&caller.session));
    let mut effects = Effects::default();
    let left_out = said.left_out;
    effects.add_write(move |tx| {
        said.files.iter().try_for_each(|file| tx.db.put_file(file))?;
        if let Some((id, mut offered)) = tx.db.newest_offer::<OfferedTicket>(who, tx.now - ALBUM_WINDOW)? {
            // The pictures of an album say the same of themselves.
            if offered.texts.last() != Some(&said.text) {
                offered.texts.push(said.text);
            }
            offered.author = offered.author.or(author);
            return tx.db.put_offer(id, &offered, tx.now);
        }
        let offered = OfferedTicket { texts: vec![said.text], author, source };
        let OfferId(offer) = tx.db.add_offer(who, &offered, tx.now)?;
        let press = Callback::NewFromOffer { offer };
        let view = match kind {
            OfferKind::Handed => MessageView::from_html(t!(lang, "new-offer"))
                .with_row([Button::with_callback(t!(lang, "new-from-forward"), &press)]),
            OfferKind::Words => {
                let comments = comment_choices(tx.db, &session, target, offer)?;
                let search =
                    Button::with_callback(t!(lang, "button-search"), &Callback::SearchOffer { offer });
                let new = Button::with_callback(t!(lang, "button-new"), &press);
                // Clients have been told to write what does not work; staff write about what they look at.
                match session.account.is_staff() {
                    true => MessageView::from_html(t!(lang, "said-nothing-known"))
                        .with_row(comments)
                        .with_row([search, new]),
                    false => MessageView::from_html(t!(lang, "said-by-client"))
                        .with_row([new])
                        .with_row(comments.into_iter().chain([search])),
                }
            }
        };
        let say = OutboxMessage::Send { view, reply_to, sound: Sound::Silent };
        outbox_message::enqueue(tx.db, target, SendPriority::Answer, &say, tx.now)
    });
    if left_out == Some(LeftOut::AllFiles) {
        let text = t!(reader.lang, "comment-media");
        FileWarning::new(bot, update, reader, text).add_once_a_day(&mut effects);
    }
    Ok(effects)
}

/// A button for each of the tickets that stand just above, as far as their reader may comment on them.
fn comment_choices(
    db: &mut Db<'_>,
    session: &UserSession,
    target: Target,
    offer: i64,
) -> Result<Vec<Button>, StoreError> {
    let mut choices = Vec::new();
    for card in db.cards_in(target.chat, CARDS_LOOKED_AT)? {
        let press = Callback::CommentOffer { offer, ticket: card.ticket };
        let label = format!("💬 {}", ticket_number(card.ticket));
        let is_new = choices.iter().all(|button: &Button| button.label != label);
        if is_new && access::may_comment(db, session, card.ticket)? == ListVisibility::Seen {
            choices.push(Button::with_callback(label, &press));
        }
        if choices.len() == MAX_COMMENT_CHOICES {
            break;
        }
    }
    Ok(choices)
}

/// The words of an offer were a comment after all.
pub async fn comment_with_offer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    (offer, ticket): (i64, TicketId),
) -> Result<Effects, Stop> {
    let OfferedTicket { texts, source, .. } = require_offer(bot, update, caller, offer).await?;
    let ticket = bot.require_comment_grant(update, caller, ticket).await?.ticket;
    let lang = caller.reader.lang;
    let parts = CommentSender::split_text(&texts.join("\n\n"));
    let (Some(parts), Some(source), Some(pressed)) = (parts, source, update.place.message) else {
        return Ok(Effects::alert(t!(lang, "dialogue-over")));
    };
    let (who, target) = (update.from.who, update.place.target);
    let (login, origin) = (caller.session.account.login.clone(), CommentOrigin::Message);
    let followed_by = FollowedBy::Nothing;
    let comment = NewComment { author: who, login, ticket, source, target, parts, followed_by, origin };
    let form = if texts.len() == 1 { TakenAs::Words } else { TakenAs::Part };
    let mut effects = Effects::default();
    effects.add_write(move |tx| {
        if !tx.db.drop_offer(OfferId(offer), who)? {
            return Ok(());
        }
        let id = tx.db.add_comment(&comment, tx.now, tx.now)?;
        let words = texts.into_iter().next().unwrap_or_default();
        tx.db.put_taken(source, &Taken { ticket, comment: id, form, words }, tx.now)?;
        let seen = OutboxMessage::seen_reaction(source.message);
        outbox_message::enqueue(tx.db, target, SendPriority::Answer, &seen, tx.now)
    });
    let text = t!(lang, "comment-above", number = ticket_number(ticket));
    let edit = OutboxMessage::Edit { message: pressed, view: MessageView::from_html(text) };
    effects.post_message(target, edit);
    Ok(effects)
}

/// The offer is taken up.
pub async fn accept_offer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    offer: i64,
) -> Result<Effects, Stop> {
    let OfferedTicket { texts, author, .. } = require_offer(bot, update, caller, offer).await?;
    create::begin_draft(bot, update, caller, Some(texts.join("\n\n")), author).await
}

/// The words of an offer are looked for.
pub async fn search_offer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    offer: i64,
) -> Result<Effects, Stop> {
    let OfferedTicket { texts, .. } = require_offer(bot, update, caller, offer).await?;
    commands::search_words(bot, update, caller, &texts.join(" ")).await
}

/// What was offered to this person, as long as it is kept.
async fn require_offer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    offer: i64,
) -> Result<OfferedTicket, Stop> {
    let who = update.from.who;
    let found = bot.ctx.store.read(move |db| db.offer::<OfferedTicket>(OfferId(offer), who)).await?;
    found.ok_or_else(|| Effects::alert(t!(caller.reader.lang, "dialogue-over")).into())
}
