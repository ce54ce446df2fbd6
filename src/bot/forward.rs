//! Messages that are not written to the bot but handed to it: forwarded ones, and pictures that reply to nothing. They answer no
//! question; a ticket is offered to be made of them. Those that come together are one offer.

use serde::{Deserialize, Serialize};

use super::attachments::{self, ALBUM_WINDOW, LeftOut};
use super::effects::Effects;
use super::file_warning::FileWarning;
use super::guards::Caller;
use super::stop::Stop;
use super::{Bot, commands, create};
use crate::callback::Callback;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::OfferId;
use crate::t;
use crate::telegram::client::Sound;
use crate::telegram::update::{IncomingUpdate, MessageOrigin, UpdateKind};
use crate::view::{Button, MessageView, SendPriority};

/// What a ticket is to be made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct OfferedTicket {
    texts: Vec<String>,
    /// Who wrote the first of them that has an author.
    author: Option<String>,
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
        let OfferId(offer) =
            tx.db.add_offer(who, &OfferedTicket { texts: vec![said.text], author }, tx.now)?;
        let press = Callback::NewFromOffer { offer };
        let view = match kind {
            OfferKind::Handed => MessageView::from_html(t!(lang, "new-offer"))
                .with_row([Button::with_callback(t!(lang, "new-from-forward"), &press)]),
            OfferKind::Words => MessageView::from_html(t!(lang, "said-nothing-known")).with_row([
                Button::with_callback(t!(lang, "button-search"), &Callback::SearchOffer { offer }),
                Button::with_callback(t!(lang, "button-new"), &press),
            ]),
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

/// The offer is taken up.
pub async fn accept_offer(
    bot: &Bot,
    update: &IncomingUpdate,
    caller: &Caller,
    offer: i64,
) -> Result<Effects, Stop> {
    let OfferedTicket { texts, author } = require_offer(bot, update, caller, offer).await?;
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
