//! Who may: every press and every message passes here before anything is done in somebody's name.

use std::sync::Arc;

use super::Bot;
use super::turn::Turn;
use crate::domain::audit::{Deed, Place};
use crate::domain::ids::{CardRef, TelegramUser, TicketId, TicketRef};
use crate::domain::visibility::Verdict;
use crate::i18n::Lang;
use crate::render;
use crate::render::words::{Reader, number};
use crate::screen::{Class, Screen};
use crate::service::access::{self, is_listed};
use crate::service::desk::Desk;
use crate::service::eyes::in_watched_list;
use crate::service::parcel::{self, Parcel};
use crate::service::sessions::Session;
use crate::service::tickets::Read;
use crate::service::verify::{Verified, signed_out};
use crate::store::{Card, CardKind, Db, StoreError};
use crate::t;
use crate::telegram::incoming::{ChatKind, Incoming, SenderKind, What};
use crate::telegram::shown::Shown;

/// Somebody who is signed in, with how they read. Made by the gate alone, which has had their account read within the last
/// minutes with its own key, unless the helpdesk says nothing now.
pub struct Caller {
    pub session: Arc<Session>,
    pub reader: Reader,
    _passed: Passed,
}

/// Can't be made outside of this file.
struct Passed;

/// The right to add words to a ticket: every way to a comment asks for it. Made by [`Bot::may_comment`] alone.
pub struct Grant {
    pub ticket: TicketId,
    _passed: Passed,
}

/// What the gate says.
pub enum Gate {
    Open(Grant),
    /// The answer for whoever may not.
    Shut(Turn),
}

impl Bot {
    /// The signed-in person behind an update, or the answer for whoever is not.
    pub async fn caller(&self, incoming: &Incoming) -> Result<Result<Caller, Turn>, StoreError> {
        let reader = self.reader(incoming).await?;
        if incoming.from.kind == SenderKind::Nobody {
            return Ok(Err(self.respond(incoming, t!(reader.lang, "gate-nobody"))));
        }
        let Some(session) = self.desk.sessions.get(incoming.from.who) else {
            return Ok(Err(self.respond(incoming, sign_in_first(reader.lang, incoming, &self.me.username))));
        };
        Ok(match self.desk.verified(&session).await? {
            Verified::Live(session) => Ok(Caller { session, reader, _passed: Passed }),
            // What follows asks the helpdesk itself, or serves what this person's own key has read.
            Verified::Unknown => Ok(Caller { session, reader, _passed: Passed }),
            Verified::Over(why) => Err(self.respond(incoming, signed_out(reader.lang, why))),
        })
    }

    /// The signed-in person who asks, where nobody else is to be answered.
    pub async fn known_caller(&self, incoming: &Incoming) -> Result<Option<Caller>, StoreError> {
        if incoming.from.kind != SenderKind::Person {
            return Ok(None);
        }
        Ok(self.caller(incoming).await?.ok())
    }

    /// A plain answer where it was asked for: a window for a press, a message otherwise. The text is escaped here.
    pub fn respond(&self, incoming: &Incoming, text: String) -> Turn {
        if matches!(incoming.what, What::Press { .. }) {
            return Turn::window(text);
        }
        let parcel = Parcel::Say {
            screen: Screen::text(render::html::own(&text)),
            reply_to: incoming.place.message.filter(|_| incoming.place.kind == ChatKind::Group),
            sound: crate::telegram::gateway::Sound::Silent,
        };
        let mut turn = Turn::default();
        turn.post(incoming.place.target, parcel, self.desk.clock.now());
        turn
    }

    /// A ticket that this person may speak of from this message: it stands on the card that they see, or in one of their
    /// own lists. A forged button names any ticket it likes; this is what stops it.
    pub async fn reachable(
        &self,
        who: TelegramUser,
        at: Option<CardRef>,
        ticket: TicketId,
    ) -> Result<Option<TicketRef>, StoreError> {
        let (desk, session) = (self.desk.clone(), self.desk.sessions.get(who));
        self.desk
            .store
            .glance(move |db| {
                let shown = match at {
                    Some(at) => {
                        db.card(at)? == Some(ticket)
                            || (at.chat == who.chat() && shown_in(db, at.chat, ticket)?)
                    }
                    None => false,
                };
                if !shown && !watched(&desk, db, session, ticket)? && !is_listed(db, who, ticket)? {
                    return Ok(None);
                }
                Ok(db.ticket(ticket)?.map(|known| known.ticket.at))
            })
            .await
    }

    /// Whether somebody may add words to a ticket. That it stands on a card that they see gives no right: it is their own, of
    /// their lists, or one on which the helpdesk gives them rights, which it is asked with their own key where nothing else
    /// tells. Before the words are sent they are judged once more.
    pub async fn may_comment(
        &self,
        incoming: &Incoming,
        caller: &Caller,
        ticket: TicketId,
    ) -> Result<Gate, StoreError> {
        let open = Gate::Open(Grant { ticket, _passed: Passed });
        let session = Arc::clone(&caller.session);
        let known = self.desk.store.read(move |db| {
            let verdict = access::may_comment(db, &session, ticket)?;
            Ok(db.ticket(ticket)?.map(|known| (known.ticket.at, verdict)))
        });
        let lang = caller.reader.lang;
        let Some((at, verdict)) = known.await? else {
            let text = t!(lang, "press-unknown", number = number(ticket));
            return Ok(Gate::Shut(self.respond(incoming, text)));
        };
        if verdict == Verdict::Seen {
            return Ok(open);
        }
        let not_allowed = || self.respond(incoming, t!(lang, "act-not-allowed", number = number(ticket)));
        Ok(match self.tickets.read(&caller.session, &at, None).await? {
            Read::Ticket(viewed) => {
                let session = Arc::clone(&caller.session);
                let verdict =
                    self.desk.store.read(move |db| access::may_comment_on(db, &session, &viewed)).await?;
                if verdict == Verdict::Seen { open } else { Gate::Shut(not_allowed()) }
            }
            Read::Gone => {
                Gate::Shut(self.respond(incoming, t!(lang, "ticket-gone", number = number(ticket))))
            }
            Read::SignInAgain => Gate::Shut(self.key_refused(incoming, &caller.reader).await?),
            // Nothing speaks against it; it waits, and is judged before it is sent.
            Read::Down if verdict == Verdict::Undecided && caller.session.account.is_staff() => open,
            Read::Down => Gate::Shut(self.respond(incoming, t!(lang, "helpdesk-down"))),
        })
    }

    /// Enters a card into the ledger that is missing there: one that was sent just before deskgram was killed.
    pub async fn adopt(&self, incoming: &Incoming) -> Result<(), StoreError> {
        let Some(Shown { message, card: Some(ticket) }) = incoming.place.shown else { return Ok(()) };
        let target = incoming.place.target;
        let at = CardRef { chat: target.chat, message };
        let known = self.desk.store.glance(move |db| Ok(db.card(at)?.or(db.closed_card(at)?))).await?;
        if known.is_some() {
            return Ok(());
        }
        let now = self.desk.clock.now();
        self.desk
            .store
            .write(move |db| {
                db.put_card(Card { at, target, ticket, kind: CardKind::Card }, now)?;
                parcel::post(db, target, Class::Refresh, &Parcel::Recard { message, ticket }, now)
            })
            .await
    }

    /// The answer to whatever is done with a card whose sign-in has ended; `None` for any other message.
    pub async fn closed(&self, incoming: &Incoming, at: CardRef) -> Result<Option<Turn>, StoreError> {
        let Some(ticket) = self.desk.store.glance(move |db| db.closed_card(at)).await? else {
            return Ok(None);
        };
        let reader = self.reader(incoming).await?;
        let id = ticket.0.to_string();
        let mut turn =
            self.respond(incoming, t!(reader.lang, "card-closed", number = number(ticket), id = id));
        let screen = render::card::closed(reader.lang, ticket);
        turn.post(incoming.place.target, Parcel::Edit { message: at.message, screen }, reader.now);
        Ok(Some(turn))
    }

    /// Ends a session whose key the helpdesk refuses, and says so.
    pub async fn key_refused(&self, incoming: &Incoming, reader: &Reader) -> Result<Turn, StoreError> {
        let (who, place) = (incoming.from.who, Place::of(incoming.place.target.chat));
        let now = self.desk.clock.now();
        self.desk.sessions.sign_out(&self.desk.store, who, Deed::KeyRefused, place, now).await?;
        log::info!("the helpdesk refuses the key of {}; signed out", incoming.from.who);
        Ok(self.respond(incoming, t!(reader.lang, "gate-key-refused")))
    }
}

fn sign_in_first(lang: Lang, incoming: &Incoming, bot: &str) -> String {
    match incoming.place.kind {
        ChatKind::Private => t!(lang, "gate-sign-in"),
        ChatKind::Group | ChatKind::Elsewhere => t!(lang, "gate-sign-in-group", bot = bot),
    }
}

fn shown_in(db: &mut Db<'_>, chat: crate::domain::ids::ChatId, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(db.cards_of(ticket, 100)?.iter().any(|card| card.at.chat == chat))
}

fn watched(
    desk: &Desk,
    db: &mut Db<'_>,
    session: Option<Arc<Session>>,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    match (desk.watching(db)?, session) {
        (Some(watch), Some(session)) => in_watched_list(db, &watch, &session, ticket, desk.clock.now()),
        _ => Ok(false),
    }
}
