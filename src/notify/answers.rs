//! Answers, and whom they are for: what somebody of ours asked just now goes first, what was asked long ago later, and people who are not
//! signed in come last, once, and few at a time. So nobody can talk away what others wait for.

use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::{Target, TelegramUser};
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::store::{Db, StoreError};
use crate::view::{MessageView, SendPriority};

/// What was asked longer ago waits for what is asked now.
const FRESH: SignedDuration = SignedDuration::from_mins(2);

/// So long a stranger in a group is answered once, and what was asked long ago is answered in the same words once.
const AGAIN: SignedDuration = SignedDuration::from_hours(1);

/// So many answers wait for a chat; whoever asks on meanwhile has enough to read.
const IN_PRIVATE: i64 = 20;
const IN_A_GROUP: i64 = 8;
const FOR_STRANGERS: i64 = 3;

/// Whether who asks is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Signed,
    Stranger,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    pub who: TelegramUser,
    pub known: Known,
    /// When, by Telegram's clock, if it says so.
    pub asked: Option<Timestamp>,
}

impl Asker {
    /// Whether they may still look at the screen.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.asked.is_none_or(|asked| now.duration_since(asked) < FRESH)
    }

    /// How soon they are answered.
    pub fn priority(&self, now: Timestamp) -> SendPriority {
        match (self.known, self.is_fresh(now)) {
            (Known::Stranger, _) => SendPriority::Stranger,
            (Known::Signed, true) => SendPriority::Answer,
            (Known::Signed, false) => SendPriority::Late,
        }
    }
}

/// Puts an answer into the outbox, unless it is one too many.
pub fn post(
    db: &mut Db<'_>,
    asker: &Asker,
    target: Target,
    message: &OutboxMessage,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (fresh, class) = (asker.is_fresh(now), asker.priority(now));
    if let OutboxMessage::Send { view, .. }
    | OutboxMessage::Page { view, .. }
    | OutboxMessage::Question { view, .. } = message
        && !is_welcome(db, asker, target, view, fresh, now)?
    {
        log::info!("an answer in chat {} is left out: it was given, or many wait there", target.chat);
        return Ok(());
    }
    if class == SendPriority::Answer && target.chat.is_private() {
        db.promote_outbox(target.chat)?;
    }
    outbox_message::enqueue(db, target, class, message, now)
}

/// A word that must be read, whoever asked, unless a few of its kind wait there already.
pub fn warn(db: &mut Db<'_>, target: Target, view: MessageView, now: Timestamp) -> Result<(), StoreError> {
    match db.outbox_answers(target.chat)? >= IN_A_GROUP {
        true => Ok(()),
        false => {
            outbox_message::enqueue(db, target, SendPriority::Answer, &OutboxMessage::send_view(view), now)
        }
    }
}

/// Whether a message is not one too many.
fn is_welcome(
    db: &mut Db<'_>,
    asker: &Asker,
    target: Target,
    view: &MessageView,
    fresh: bool,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (private, stranger) = (target.chat.is_private(), asker.known == Known::Stranger);
    let most = match (stranger, private) {
        (true, _) => FOR_STRANGERS,
        (false, true) => IN_PRIVATE,
        (false, false) => IN_A_GROUP,
    };
    if db.outbox_answers(target.chat)? >= most {
        return Ok(false);
    }
    let name = match (private, fresh) {
        (false, _) => format!("stranger:{}:{}", target.chat, asker.who),
        (true, false) => format!("stranger:{}:{:x}", target.chat, digest(view)),
        (true, true) => return Ok(true),
    };
    Ok(!stranger || db.note_again(&name, now - AGAIN, now)?)
}

fn digest(view: &MessageView) -> u64 {
    let mut hasher = DefaultHasher::new();
    view.html.hash(&mut hasher);
    hasher.finish()
}
