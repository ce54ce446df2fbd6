//! Who may: every press and every message passes here before anything is done in somebody's name.

use std::sync::Arc;

use super::Bot;
use super::deep_links::command_start;
use super::effects::Effects;
use super::reply::sign_in_button;
use super::stop::Stop;
use crate::accounts::farewell::sign_out;
use crate::accounts::verify::{Verified, signed_out, verify_session};
use crate::cache::fetch_error::FetchError;
use crate::cache::known_lists::{in_service_list, service_account};
use crate::context::tx::Tx;
use crate::domain::audit::{AuditAction, AuditPlace};
use crate::domain::ids::{CardRef, ChatId, Target, TelegramUser, TicketId, TicketRef};
use crate::domain::visibility::ListVisibility;
use crate::helpdesk::HelpdeskError;
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render;
use crate::render::reader::{Reader, ticket_number};
use crate::sessions::access::{self, OwnLists, is_listed};
use crate::sessions::live_sessions::UserSession;
use crate::store::{CardKind, CardMessage, Db, StoreError};
use crate::t;
use crate::telegram::own_message::OwnMessage;
use crate::telegram::update::{ChatKind, IncomingUpdate, UpdateKind};
use crate::tickets::ticket_actions::FetchOutcome;
use crate::view::{Button, MessageView, SendPriority};

/// Somebody who is signed in, with how they read. Made by the gate alone, which has had their account read within the last
/// minutes with its own key, unless the helpdesk says nothing now.
pub struct Caller {
    pub session: Arc<UserSession>,
    pub reader: Reader,
    _passed: Passed,
}

/// Can't be made outside of this file.
struct Passed;

/// What somebody has before their eyes.
#[derive(Clone, Copy, Debug)]
pub enum Sight {
    /// A message.
    Message(CardRef),
    /// Any card of a group: what they alone see there stands in the place of one.
    Chat(ChatId),
}

impl Sight {
    /// What whoever is behind an update has pressed.
    pub fn of(update: &IncomingUpdate) -> Option<Self> {
        let panel = update.place.ephemeral.map(|ephemeral| Self::Chat(ephemeral.chat));
        panel.or(update.message_ref().map(Self::Message))
    }
}

/// The right to add words to a ticket: every way to a comment asks for it. Made by [`Bot::require_comment_grant`] alone.
pub struct Grant {
    pub ticket: TicketId,
    _passed: Passed,
}

impl Bot {
    /// The signed-in person behind an update, or the answer for whoever is not.
    pub async fn require_session(&self, update: &IncomingUpdate) -> Result<Caller, Stop> {
        let reader = self.reader_for_update(update).await?;
        if !update.from.is_person() {
            return Err(self.reply_text(update, t!(reader.lang, "gate-nobody")).into());
        }
        let Some(session) = self.ctx.sessions.find_session(update.from.who) else {
            return Err(self.ask_to_sign_in(update, &reader).into());
        };
        let session = match verify_session(&self.ctx, &session).await? {
            Verified::Live(session) => session,
            // What follows asks the helpdesk itself, or serves what this person's own key has read.
            Verified::Unknown => session,
            Verified::Over(why) => {
                return Err(self.reply_text(update, signed_out(reader.lang, why)).into());
            }
        };
        if session.account.has_unknown_role() {
            return Err(self.reply_text(update, t!(reader.lang, "gate-unknown-role")).into());
        }
        Ok(Caller { session, reader, _passed: Passed })
    }

    /// The signed-in person who asks, where nobody else is to be answered.
    pub async fn known_caller(&self, update: &IncomingUpdate) -> Result<Option<Caller>, StoreError> {
        if !update.from.is_person() {
            return Ok(None);
        }
        match self.require_session(update).await {
            Ok(caller) => Ok(Some(caller)),
            Err(stop) => stop.into_effects().map(|_| None),
        }
    }

    /// What is asked here is answered in a private chat alone.
    pub fn require_private(&self, update: &IncomingUpdate, lang: Lang) -> Result<(), Stop> {
        if update.place.kind == ChatKind::Private {
            return Ok(());
        }
        let text = t!(lang, "only-in-private", bot = self.me.username.as_str());
        let button = self.private_chat_button(lang, command_start(update));
        Err(self.reply_with_button(update, text, button).into())
    }

    /// What is asked here is for people who work on tickets. Clients can do more at the helpdesk than its own pages let them.
    pub fn require_staff(&self, update: &IncomingUpdate, caller: &Caller) -> Result<(), Stop> {
        if caller.session.account.is_staff() {
            return Ok(());
        }
        Err(self.reply_text(update, t!(caller.reader.lang, "act-client")).into())
    }

    /// What was fetched from the helpdesk, or the answer when it was not.
    pub async fn require_fetched<T>(
        &self,
        update: &IncomingUpdate,
        reader: &Reader,
        fetched: Result<T, impl Into<FetchError>>,
    ) -> Result<T, Stop> {
        match fetched.map_err(Into::into) {
            Ok(found) => Ok(found),
            Err(FetchError::Store(error)) => Err(error.into()),
            Err(FetchError::Helpdesk(HelpdeskError::KeyRefused)) => {
                Err(self.end_refused_session(update, reader).await?.into())
            }
            Err(FetchError::Helpdesk(error)) => {
                log::warn!("what {} asked for can't be fetched: {error}", update.from.who);
                Err(self.reply_text(update, t!(reader.lang, "helpdesk-down")).into())
            }
        }
    }

    /// What somebody hears who is not signed in, with the way to it.
    pub fn ask_to_sign_in(&self, update: &IncomingUpdate, reader: &Reader) -> Effects {
        let lang = reader.lang;
        match update.place.kind {
            ChatKind::Private => {
                self.reply_with_button(update, t!(lang, "gate-sign-in"), sign_in_button(lang))
            }
            ChatKind::Group | ChatKind::Elsewhere => {
                let text = t!(lang, "gate-sign-in-group", bot = self.me.username.as_str());
                self.reply_with_button(update, text, self.private_chat_button(lang, "login"))
            }
        }
    }

    /// A plain answer where it was asked for: a window for a press or a reaction, a message otherwise. The text is escaped here.
    pub fn reply_text(&self, update: &IncomingUpdate, text: String) -> Effects {
        self.reply_rows(update, text, None)
    }

    /// The same with a button below it, for which a panel has a place and a window has none.
    pub fn reply_with_button(&self, update: &IncomingUpdate, text: String, button: Button) -> Effects {
        self.reply_rows(update, text, Some(button))
    }

    fn reply_rows(&self, update: &IncomingUpdate, text: String, button: Option<Button>) -> Effects {
        if matches!(update.what, UpdateKind::Reaction { .. }) {
            return Effects::alert(text);
        }
        let view = MessageView::from_html(render::html::own_text(&text));
        let view = button.into_iter().fold(view, |view, button| view.with_row([button]));
        if matches!(update.what, UpdateKind::Press { .. }) {
            let mut effects = Effects::alert(text);
            effects.panel = Some(view).filter(|view| !view.buttons.is_empty());
            return effects;
        }
        let outbox_message = OutboxMessage::Send {
            view,
            reply_to: update.place.message.filter(|_| update.place.kind == ChatKind::Group),
            sound: crate::telegram::client::Sound::Silent,
        };
        let mut effects = Effects::default();
        effects.post_message(update.place.target, outbox_message);
        effects
    }

    /// A ticket that this person may speak of from this message: it stands on the card that they see, or in one of their
    /// own lists. A forged button names any ticket it likes; this is what stops it.
    pub async fn authorize_ticket(
        &self,
        who: TelegramUser,
        at: Option<Sight>,
        ticket: TicketId,
    ) -> Result<Option<TicketRef>, StoreError> {
        let session = self.ctx.sessions.find_session(who);
        self.ctx
            .read_inline(move |tx| {
                let shown = match at {
                    Some(Sight::Message(at)) => {
                        tx.db.card_ticket(at)? == Some(ticket)
                            || (at.chat == who.private_chat() && is_shown(tx.db, at.chat, ticket)?)
                    }
                    Some(Sight::Chat(chat)) => is_shown(tx.db, chat, ticket)?,
                    None => false,
                };
                let listed = shown
                    || is_in_service_list(tx, session.clone(), ticket)?
                    || is_listed(tx.db, who, ticket)?
                    || is_found_finished(tx, session, ticket)?;
                if !listed {
                    return Ok(None);
                }
                Ok(tx.db.find_ticket(ticket)?.map(|known| known.ticket.at))
            })
            .await
    }

    /// Whether somebody may add words to a ticket. That it stands on a card that they see gives no right: it is their own, of
    /// their lists, or one on which the helpdesk gives them rights, which it is asked with their own key where nothing else
    /// tells. Before the words are sent they are judged once more.
    pub async fn require_comment_grant(
        &self,
        update: &IncomingUpdate,
        caller: &Caller,
        ticket: TicketId,
    ) -> Result<Grant, Stop> {
        let grant = Grant { ticket, _passed: Passed };
        let session = Arc::clone(&caller.session);
        let known = self.ctx.store.read(move |db| {
            let verdict = access::may_comment(db, &session, ticket)?;
            Ok(db.find_ticket(ticket)?.map(|known| (known.ticket.at, verdict)))
        });
        let lang = caller.reader.lang;
        let Some((at, verdict)) = known.await? else {
            let text = t!(lang, "press-unknown", number = ticket_number(ticket));
            return Err(self.reply_text(update, text).into());
        };
        if verdict == ListVisibility::Seen {
            return Ok(grant);
        }
        let not_allowed =
            || self.reply_text(update, t!(lang, "act-not-allowed", number = ticket_number(ticket)));
        match self.tickets.fetch_ticket(&caller.session, &at, None).await? {
            FetchOutcome::Ticket(viewed) => {
                let session = Arc::clone(&caller.session);
                let verdict =
                    self.ctx.store.read(move |db| access::may_comment_on(db, &session, &viewed)).await?;
                if verdict == ListVisibility::Seen { Ok(grant) } else { Err(not_allowed().into()) }
            }
            FetchOutcome::Gone => {
                let text = t!(lang, "ticket-gone", number = ticket_number(ticket));
                Err(self.reply_text(update, text).into())
            }
            FetchOutcome::SignInAgain => Err(self.end_refused_session(update, &caller.reader).await?.into()),
            // Nothing speaks against it; it waits, and is judged before it is sent.
            FetchOutcome::Down
                if verdict == ListVisibility::Undecided && caller.session.account.is_staff() =>
            {
                Ok(grant)
            }
            FetchOutcome::Down => Err(self.reply_text(update, t!(lang, "helpdesk-down")).into()),
        }
    }

    /// Somebody whose sign-in has ended under their hands, with the right to have what they wrote kept: it is judged before it
    /// is sent, and sent by the same account alone. `None` for whoever is signed in.
    pub async fn former_caller(
        &self,
        update: &IncomingUpdate,
        former: Arc<UserSession>,
        ticket: TicketId,
    ) -> Result<Option<(Caller, Grant)>, StoreError> {
        if self.ctx.sessions.find_session(update.from.who).is_some() {
            return Ok(None);
        }
        let reader = self.reader_for_update(update).await?;
        let caller = Caller { session: former, reader, _passed: Passed };
        Ok(Some((caller, Grant { ticket, _passed: Passed })))
    }

    /// Enters a card into the ledger that is missing there: one that was sent just before deskgram was killed.
    pub async fn register_card(&self, update: &IncomingUpdate) -> Result<(), StoreError> {
        let Some(OwnMessage { message, card: Some(ticket) }) = update.place.shown else { return Ok(()) };
        let target = update.place.target;
        let at = CardRef { chat: target.chat, message };
        let known =
            self.ctx.store.read_inline(move |db| Ok(db.card_ticket(at)?.or(db.closed_card(at)?))).await?;
        if known.is_some() {
            return Ok(());
        }
        let now = self.ctx.clock.now();
        self.ctx
            .store
            .write(move |db| {
                db.put_card(CardMessage { at, target, ticket, kind: CardKind::Card }, now)?;
                outbox_message::enqueue(
                    db,
                    target,
                    SendPriority::Refresh,
                    &OutboxMessage::RefreshCard { message, ticket },
                    now,
                )
            })
            .await
    }

    /// The answer to whatever is done with a card whose sign-in has ended; `None` for any other message.
    pub async fn answer_closed_card(
        &self,
        update: &IncomingUpdate,
        at: CardRef,
    ) -> Result<Option<Effects>, Stop> {
        let Some(ticket) = self.ctx.store.read_inline(move |db| db.closed_card(at)).await? else {
            return Ok(None);
        };
        let reader = self.reader_for_update(update).await?;
        let id = ticket.0.to_string();
        let mut effects =
            self.reply_text(update, t!(reader.lang, "card-closed", number = ticket_number(ticket), id = id));
        let view = render::card::closed(reader.lang, ticket);
        let edit = OutboxMessage::Edit { message: at.message, view };
        effects.post_message(Target::whole_chat(at.chat), edit);
        Ok(Some(effects))
    }

    /// Ends a session whose key the helpdesk refuses, and says so.
    pub async fn end_refused_session(
        &self,
        update: &IncomingUpdate,
        reader: &Reader,
    ) -> Result<Effects, Stop> {
        let (who, place) = (update.from.who, AuditPlace::of_chat(update.chat()));
        let now = self.ctx.clock.now();
        sign_out(&self.ctx, who, AuditAction::KeyRefused, place, now).await?;
        log::info!("the helpdesk refuses the key of {}; signed out", update.from.who);
        Ok(self.reply_text(update, t!(reader.lang, "gate-key-refused")))
    }
}

fn is_shown(db: &mut Db<'_>, chat: ChatId, ticket: TicketId) -> Result<bool, StoreError> {
    Ok(db.cards_of(ticket, 100)?.iter().any(|card| card.at.chat == chat))
}

/// Whether it is a finished ticket that a search by words shows this person.
fn is_found_finished(
    tx: &mut Tx<'_, '_>,
    session: Option<Arc<UserSession>>,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    let verified = session.filter(|session| session.is_verified(tx.now));
    let (Some(session), true) = (verified, tx.db.is_finished_known(ticket)?) else { return Ok(false) };
    let Some(known) = tx.db.find_ticket(ticket)? else { return Ok(false) };
    access::sees_finished(tx.db, &session, &known, &mut OwnLists::of(session.telegram))
}

fn is_in_service_list(
    tx: &mut Tx<'_, '_>,
    session: Option<Arc<UserSession>>,
    ticket: TicketId,
) -> Result<bool, StoreError> {
    match (service_account(tx)?, session) {
        (Some(service), Some(session)) => in_service_list(tx.db, &service, &session, ticket, tx.now),
        _ => Ok(false),
    }
}
