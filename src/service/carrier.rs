//! Carries one parcel to Telegram: the call that it stands for, drawn at that moment from what is known then. When it may go, and
//! what becomes of it, is the courier's business.

use jiff::Timestamp;

use super::desk::Desk;
use super::drawing::{Draft, draft, draw};
use super::meanwhile::{self, Left};
use super::parcel::Parcel;
use super::sheets;
use super::shown::{Edit, Shown};
use crate::domain::event::Event;
use crate::domain::ids::{CardRef, MessageId, Target, TicketId};
use crate::render::html;
use crate::screen::Screen;
use crate::store::{Card, CardKind, Form, SheetId, SheetKind, StoreError};
use crate::t;
use crate::telegram::api::Failure;
use crate::telegram::gateway::{Gateway, Sound};
use crate::telegram::outcome::{Verdict, verdict};

/// The service.
#[derive(Clone)]
pub struct Carrier {
    desk: Desk,
    gateway: Gateway,
    shown: Shown,
}

/// What a parcel came to.
pub enum Carried {
    /// There was nothing to call for: it stands there already, or is of no use any more.
    Spared,
    /// The message was changed a moment ago; it may be again then.
    TooSoon(Timestamp),
    /// Telegram has taken it; a card or a sheet may have been made.
    Sent(Option<Made>),
}

/// The end of a carrying, unless the database failed.
type End = Result<Carried, Failure>;

/// What was made by a sending and has to be remembered.
#[derive(Clone)]
pub enum Made {
    /// A new card, as it was drawn.
    Card { card: Card, screen: Screen },
    /// A sheet, new or drawn again.
    Sheet { sheet: SheetId, message: Option<MessageId>, html: String },
}

impl Carrier {
    pub fn new(desk: Desk, gateway: Gateway) -> Self {
        Self { desk, gateway, shown: Shown::default() }
    }

    /// Somebody else has sent meanwhile.
    pub fn forget(&self) {
        self.shown.forget_all();
    }

    /// Makes the call that a parcel stands for, in this form; gives the card that it has made, if it was one.
    pub async fn carry(&self, target: Target, parcel: Parcel, form: Form) -> Result<End, StoreError> {
        let at = |message| CardRef { chat: target.chat, message };
        let simply = |_| Carried::Sent(None);
        Ok(match parcel {
            Parcel::Say { screen, reply_to, sound } => {
                self.send(target, form, &screen, reply_to, sound).await?.map(simply)
            }
            Parcel::Card { ticket, reply_to, sound } => {
                let Some(screen) = self.draw(target, ticket).await? else { return Ok(Ok(Carried::Spared)) };
                let sent = self.send(target, form, &screen, reply_to, sound).await?;
                let kind = CardKind::Card;
                sent.map(|message| {
                    Carried::Sent(message.map(|message| Made::Card {
                        card: Card { at: at(message), target, ticket, kind },
                        screen,
                    }))
                })
            }
            Parcel::Alert { event, sound } => return self.alert(target, event, sound, form).await,
            Parcel::Meanwhile { events } => return self.meanwhile(target, events, form).await,
            Parcel::Recard { message, ticket } => {
                let Some(screen) = self.draw(target, ticket).await? else { return Ok(Ok(Carried::Spared)) };
                self.edit(at(message), target, form, &screen).await?
            }
            Parcel::Edit { message, screen } => self.edit(at(message), target, form, &screen).await?,
            Parcel::React { message, emoji } => {
                self.gateway.react(at(message), Some(&emoji)).await.map(|()| Carried::Sent(None))
            }
            Parcel::Farewell { screen } => {
                match self.gateway.send(target, &screen, None, Sound::Silent).await {
                    Ok(_) => self.gateway.leave(target).await.map(|()| Carried::Sent(None)),
                    // Where it may not write it has nothing to say, and leaves all the same.
                    Err(failure)
                        if matches!(
                            verdict(&failure),
                            Verdict::Hopeless(_) | Verdict::TopicGone | Verdict::ChatRests(_)
                        ) =>
                    {
                        self.gateway.leave(target).await.map(|()| Carried::Sent(None))
                    }
                    Err(failure) => Err(failure),
                }
            }
            Parcel::Sheet { sheet, sound } => return self.sheet(target, sheet, sound, form).await,
            Parcel::Delete { message } => {
                self.shown.forget(at(message));
                self.gateway.delete(at(message)).await.map(|()| Carried::Sent(None))
            }
        })
    }

    /// Sends a message in as plain a form as it has to be.
    async fn send(
        &self,
        target: Target,
        form: Form,
        screen: &Screen,
        reply_to: Option<MessageId>,
        sound: Sound,
    ) -> Result<Result<Option<MessageId>, Failure>, StoreError> {
        let plainer;
        let (screen, reply_to) = match form {
            Form::Whole => (screen, reply_to),
            _ => {
                plainer = self.shape(target, form, screen).await?;
                (&plainer, None)
            }
        };
        let sent = self.gateway.send(target, screen, reply_to, sound).await;
        if let Ok(Some(message)) = &sent {
            self.shown.sent(CardRef { chat: target.chat, message: *message }, screen);
        }
        Ok(sent)
    }

    /// Changes a message, to as plain a form as it has to be, unless it looks like that already.
    async fn edit(
        &self,
        at: CardRef,
        target: Target,
        form: Form,
        screen: &Screen,
    ) -> Result<End, StoreError> {
        let screen = self.shape(target, form, screen).await?;
        match self.shown.judge(at, &screen, self.desk.clock.now()) {
            Edit::Send => {}
            Edit::Spare => return Ok(Ok(Carried::Spared)),
            Edit::Wait(until) => return Ok(Ok(Carried::TooSoon(until))),
        }
        let edited = self.gateway.edit(at, &screen).await;
        match edited.as_ref().map_err(verdict) {
            Ok(()) | Err(Verdict::Unchanged) => self.shown.edited(at, &screen, self.desk.clock.now()),
            Err(_) => self.shown.forget(at),
        }
        Ok(edited.map(|()| Carried::Sent(None)))
    }

    async fn shape(&self, target: Target, form: Form, screen: &Screen) -> Result<Screen, StoreError> {
        Ok(match form {
            Form::Whole => screen.clone(),
            Form::Bare => Screen::text(screen.html.clone()),
            Form::Plain => Screen::text(html::plain(&screen.html)),
            Form::Apology => {
                let desk = self.desk.clone();
                let reader = self.desk.store.glance(move |db| desk.reader_at(db, target)).await?;
                Screen::text(t!(reader.lang, "message-refused"))
            }
        })
    }

    /// Tells what has happened: as a reply to the card that stands there, else with the card itself.
    async fn alert(&self, target: Target, event: Event, sound: Sound, form: Form) -> Result<End, StoreError> {
        let desk = self.desk.clone();
        let draft = self.desk.store.read(move |db| draft(&desk, db, target, &event)).await?;
        let Some(Draft { ticket, screen, bare, reply_to }) = draft else { return Ok(Ok(Carried::Spared)) };
        let kind = if reply_to.is_some() { CardKind::Ping } else { CardKind::Card };
        let sent = self.send(target, form, &screen, reply_to, sound).await?;
        Ok(sent.map(|message| {
            Carried::Sent(message.map(|message| {
                let at = CardRef { chat: target.chat, message };
                Made::Card { card: Card { at, target, ticket, kind }, screen: bare }
            }))
        }))
    }

    /// Sends a sheet, or makes the one that stands there true again. A board is pinned; where the bot may not pin it stands
    /// in the chat like any message.
    async fn sheet(&self, target: Target, id: SheetId, sound: Sound, form: Form) -> Result<End, StoreError> {
        let desk = self.desk.clone();
        let found = self.desk.store.read(move |db| {
            let Some(sheet) = db.sheet(id)? else { return Ok(None) };
            Ok(sheets::draw(&desk, db, &sheet)?.map(|screen| (sheet, screen)))
        });
        let Some((sheet, screen)) = found.await? else { return Ok(Ok(Carried::Spared)) };
        let at = |message| CardRef { chat: target.chat, message };
        let html = screen.html.clone();
        if let Some(message) = sheet.message {
            let edited = self.edit(at(message), target, form, &screen).await?;
            return Ok(edited.map(|carried| match carried {
                Carried::Sent(_) => {
                    Carried::Sent(Some(Made::Sheet { sheet: id, message: Some(message), html }))
                }
                other => other,
            }));
        }
        let message = match self.send(target, form, &screen, None, sound).await? {
            Ok(message) => message,
            Err(failure) => return Ok(Err(failure)),
        };
        if let (SheetKind::Board, Some(message)) = (sheet.kind, message)
            && let Err(failure) = self.gateway.pin(at(message)).await
        {
            log::info!("the board of chat {} can't be pinned: {failure}", target.chat);
        }
        Ok(Ok(Carried::Sent(Some(Made::Sheet { sheet: id, message, html }))))
    }

    /// Tells what has happened while the reader was away.
    async fn meanwhile(&self, target: Target, events: Vec<Event>, form: Form) -> Result<End, StoreError> {
        let desk = self.desk.clone();
        match self.desk.store.read(move |db| meanwhile::left(&desk, db, target, events)).await? {
            Left::Nothing => Ok(Ok(Carried::Spared)),
            Left::One(event) => self.alert(target, event, Sound::Ring, form).await,
            Left::Many(screen) => {
                Ok(self.send(target, form, &screen, None, Sound::Ring).await?.map(|_| Carried::Sent(None)))
            }
        }
    }

    /// The card of a ticket as it is now, for this place.
    async fn draw(&self, target: Target, ticket: TicketId) -> Result<Option<Screen>, StoreError> {
        let desk = self.desk.clone();
        self.desk.store.glance(move |db| draw(&desk, db, target, ticket)).await
    }
}
