//! Messages that are not written to the bot but handed to it: forwarded ones, and pictures that reply to nothing. They answer no
//! question; a ticket is offered to be made of them. Those that come together are one offer.

use serde::{Deserialize, Serialize};

use super::attach::{self, LeftOut, TOGETHER};
use super::gates::Caller;
use super::turn::Turn;
use super::{Bot, comment, create};
use crate::callback::{Callback, CreatePress};
use crate::screen::{Button, Class, Screen};
use crate::service::parcel::{self, Parcel};
use crate::store::{OfferId, StoreError};
use crate::t;
use crate::telegram::gateway::Sound;
use crate::telegram::incoming::{Incoming, Origin, What};

/// What a ticket is to be made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Offered {
    texts: Vec<String>,
    /// Who wrote the first of them that has an author.
    author: Option<String>,
}

/// Whether a message is handed to the bot rather than written to it.
pub fn is_handed(incoming: &Incoming) -> bool {
    match &incoming.what {
        What::Text { origin, .. } | What::Media { origin, .. } => {
            matches!(origin, Origin::Forwarded { .. })
        }
        _ => false,
    }
}

/// Offers to make a ticket of it.
pub async fn offer(bot: &Bot, incoming: &Incoming) -> Result<Turn, StoreError> {
    let caller = match bot.caller(incoming).await? {
        Ok(caller) => caller,
        Err(turn) => return Ok(turn),
    };
    let (reader, lang) = (&caller.reader, caller.reader.lang);
    let said = match attach::said(bot, incoming, lang) {
        Ok(said) if !said.text.is_empty() => said,
        Ok(_) => return Ok(bot.respond(incoming, t!(lang, "comment-empty"))),
        Err(why) => return Ok(bot.respond(incoming, why)),
    };
    let author = match &incoming.what {
        What::Text { origin: Origin::Forwarded { author }, .. }
        | What::Media { origin: Origin::Forwarded { author }, .. } => author.clone(),
        _ => None,
    };
    let (who, target, reply_to, now) =
        (incoming.from.who, incoming.place.target, incoming.place.message, reader.now);
    let mut turn = Turn::default();
    let left_out = said.left_out;
    turn.write(move |db| {
        said.files.iter().try_for_each(|file| db.put_file(file))?;
        if let Some((id, mut offered)) = db.newest_offer::<Offered>(who, now - TOGETHER)? {
            // The pictures of an album say the same of themselves.
            if offered.texts.last() != Some(&said.text) {
                offered.texts.push(said.text);
            }
            offered.author = offered.author.or(author);
            return db.put_offer(id, &offered, now);
        }
        let OfferId(offer) = db.add_offer(who, &Offered { texts: vec![said.text], author }, now)?;
        let press = Callback::Create(CreatePress::Offer { offer });
        let screen =
            Screen::text(t!(lang, "new-offer")).row([Button::call(t!(lang, "new-from-forward"), &press)]);
        let say = Parcel::Say { screen, reply_to, sound: Sound::Silent };
        parcel::post(db, target, Class::Answer, &say, now)
    });
    if left_out == Some(LeftOut::AllFiles) {
        comment::warn_once_a_day(&mut turn, incoming, reader);
    }
    Ok(turn)
}

/// The offer is taken up.
pub async fn accept(bot: &Bot, incoming: &Incoming, caller: &Caller, offer: i64) -> Result<Turn, StoreError> {
    let who = incoming.from.who;
    let found = bot.desk.store.read(move |db| db.offer::<Offered>(OfferId(offer), who)).await?;
    let Some(Offered { texts, author }) = found else {
        return Ok(Turn::window(t!(caller.reader.lang, "dialogue-over")));
    };
    create::begin(bot, incoming, caller, Some(texts.join("\n\n")), author).await
}
