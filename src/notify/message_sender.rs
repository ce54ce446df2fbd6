//! Carries one outbox message to Telegram: the call that it stands for, drawn at that moment from what is known then. When it may go, and
//! what becomes of it, is the dispatcher's business.

use jiff::{SignedDuration, Timestamp};

use crate::context::Context;
use crate::context::readers::reader_at;
use crate::context::tx::Tx;
use crate::domain::event::Event;
use crate::domain::ids::{CardRef, MessageId, QuestionId, Target, TicketId};
use crate::domain::stats::StatsRequest;
use crate::notify::away_summary::{self, AwaySummary};
use crate::notify::list_views::list_view;
use crate::notify::live_messages;
use crate::notify::message_views::{NotificationView, card_view, notification_view, reminder_view};
use crate::notify::outbox_message::OutboxMessage;
use crate::notify::shown::{Edit, Shown};
use crate::notify::stats_material::StatsMessage;
use crate::notify::stats_pictures::{StatsDrawing, StatsPictures};
use crate::render::card_view::CardKeyboard;
use crate::render::html;
use crate::store::{
    CardKind, CardMessage, FollowedPage, Form, JobId, LiveMessageId, LiveMessageKind, StoreError,
};
use crate::t;
use crate::telegram::api::ApiFailure;
use crate::telegram::client::{Sound, TelegramClient};
use crate::telegram::send_error::{SendErrorKind, classify_failure, is_picture_refused};
use crate::view::MessageView;

/// So long a picture waits where too many are drawn.
const BUSY_PAUSE: SignedDuration = SignedDuration::from_secs(2);

/// Draws and sends one message of the outbox.
#[derive(Clone)]
pub struct MessageSender {
    ctx: Context,
    telegram: TelegramClient,
    shown: Shown,
    pictures: StatsPictures,
}

/// What an outbox message came to.
pub enum Carried {
    /// There was nothing to call for: it stands there already, or is of no use any more.
    Spared,
    /// The message was changed a moment ago; it may be again then.
    TooSoon(Timestamp),
    /// Telegram has taken it; a card or a live message may have been made.
    Sent(Option<SendOutcome>),
}

/// Why an outbox message was not carried.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error(transparent)]
    Telegram(#[from] ApiFailure),
    /// What it shows could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was made by a sending and has to be remembered.
#[derive(Clone)]
pub enum SendOutcome {
    /// A new card, as it was drawn.
    Card { card: CardMessage, view: MessageView },
    /// A page that is followed from now on.
    Page { at: CardRef, page: FollowedPage },
    /// The question of a dialogue.
    Question { question: QuestionId, message: MessageId },
    /// What ends soon.
    Ending { job: JobId, at: CardRef },
    /// A live message, new or drawn again.
    LiveMessage { live_message: LiveMessageId, message: Option<MessageId>, html: String },
}

impl MessageSender {
    pub fn new(ctx: Context, telegram: TelegramClient) -> Self {
        let pictures = StatsPictures::new(ctx.clone());
        Self { ctx, telegram, shown: Shown::default(), pictures }
    }

    /// Somebody else has sent meanwhile.
    pub fn forget(&self) {
        self.shown.forget_all();
    }

    /// Makes the call that an outbox message stands for, in this form; gives the card that it has made, if it was one.
    pub async fn carry_out(
        &self,
        target: Target,
        outbox_message: OutboxMessage,
        form: Form,
    ) -> Result<Carried, SendError> {
        let at = |message| CardRef { chat: target.chat, message };
        match outbox_message {
            OutboxMessage::Send { view, reply_to, sound } => {
                self.send(target, form, &view, reply_to, sound).await?;
                Ok(Carried::Sent(None))
            }
            OutboxMessage::Question { question, view } => {
                let sent = self.send(target, form, &view, None, Sound::Silent).await?;
                Ok(Carried::Sent(sent.map(|message| SendOutcome::Question { question, message })))
            }
            OutboxMessage::Card { ticket, reply_to, sound } => {
                let Some(view) = self.card_view(target, ticket, CardKeyboard::Usual).await? else {
                    return Ok(Carried::Spared);
                };
                let sent = self.send(target, form, &view, reply_to, sound).await?;
                let kind = CardKind::Card;
                Ok(Carried::Sent(sent.map(|message| SendOutcome::Card {
                    card: CardMessage { at: at(message), target, ticket, kind },
                    view,
                })))
            }
            OutboxMessage::Alert { event, sound } => self.send_notification(target, event, sound, form).await,
            OutboxMessage::Reminder { ticket, comment } => {
                let draft = move |tx: &mut Tx<'_, '_>| reminder_view(tx, target, ticket, comment.as_ref());
                let draft = self.ctx.read(draft).await?;
                self.send_drawn(target, draft, Sound::Ring, form).await
            }
            OutboxMessage::AwaySummary { events } => self.send_summary(target, events, form).await,
            OutboxMessage::RefreshCard { message, ticket } => {
                let Some(view) = self.card_view(target, ticket, CardKeyboard::Usual).await? else {
                    return Ok(Carried::Spared);
                };
                self.edit(at(message), target, form, &view).await
            }
            OutboxMessage::CardMenu { message, ticket } => {
                let Some(view) = self.card_view(target, ticket, CardKeyboard::Menu).await? else {
                    return Ok(Carried::Spared);
                };
                self.edit(at(message), target, form, &view).await
            }
            OutboxMessage::Edit { message, view } => self.edit(at(message), target, form, &view).await,
            OutboxMessage::Ending { job, view } => {
                let sent = self.send(target, form, &view, None, Sound::Silent).await?;
                Ok(Carried::Sent(
                    sent.map(|message| SendOutcome::Ending { job: JobId(job), at: at(message) }),
                ))
            }
            OutboxMessage::Page { view, page } => {
                let sent = self.send(target, form, &view, None, Sound::Silent).await?;
                Ok(Carried::Sent(sent.map(|message| SendOutcome::Page { at: at(message), page })))
            }
            OutboxMessage::RefreshList { message } => {
                let list = at(message);
                let view = self.ctx.read(move |tx| match tx.db.followed_page(list)? {
                    Some(FollowedPage::List(screen)) => list_view(tx, target, &screen),
                    _ => Ok(None),
                });
                match view.await? {
                    Some(view) => self.edit(list, target, form, &view).await,
                    None => Ok(Carried::Spared),
                }
            }
            OutboxMessage::React { message, emoji } => {
                self.telegram.set_reaction(at(message), Some(&emoji)).await?;
                Ok(Carried::Sent(None))
            }
            OutboxMessage::LeaveChat { view } => {
                if let Err(failure) = self.telegram.send_view(target, &view, None, Sound::Silent).await {
                    // Where it may not write it has nothing to say, and leaves all the same.
                    let (SendErrorKind::Hopeless(_) | SendErrorKind::TopicGone | SendErrorKind::ChatRests(_)) =
                        classify_failure(&failure)
                    else {
                        return Err(failure.into());
                    };
                }
                self.telegram.leave_chat(target).await?;
                Ok(Carried::Sent(None))
            }
            OutboxMessage::LiveMessage { live_message, sound } => {
                self.send_live_message(target, live_message, sound, form).await
            }
            OutboxMessage::Stats { request, message } => {
                self.send_stats(target, request, message, form).await
            }
            OutboxMessage::Delete { message } => {
                self.shown.forget(at(message));
                self.telegram.delete_message(at(message)).await?;
                Ok(Carried::Sent(None))
            }
        }
    }

    /// Sends a message in as plain a form as it has to be.
    async fn send(
        &self,
        target: Target,
        form: Form,
        view: &MessageView,
        reply_to: Option<MessageId>,
        sound: Sound,
    ) -> Result<Option<MessageId>, SendError> {
        let plainer;
        let (view, reply_to) = match form {
            Form::Whole => (view, reply_to),
            _ => {
                plainer = self.shape(target, form, view).await?;
                (&plainer, None)
            }
        };
        let sent = self.telegram.send_view(target, view, reply_to, sound).await?;
        if let Some(message) = sent {
            self.shown.sent(CardRef { chat: target.chat, message }, view);
        }
        Ok(sent)
    }

    /// Changes a message, to as plain a form as it has to be, unless it looks like that already.
    async fn edit(
        &self,
        at: CardRef,
        target: Target,
        form: Form,
        view: &MessageView,
    ) -> Result<Carried, SendError> {
        let view = self.shape(target, form, view).await?;
        match self.shown.judge(at, &view, self.ctx.clock.now()) {
            Edit::Send => {}
            Edit::Spare => return Ok(Carried::Spared),
            Edit::Wait(until) => return Ok(Carried::TooSoon(until)),
        }
        let edited = self.telegram.edit_view(at, &view).await;
        match edited.as_ref().map_err(classify_failure) {
            Ok(()) | Err(SendErrorKind::Unchanged) => self.shown.edited(at, &view, self.ctx.clock.now()),
            Err(_) => self.shown.forget(at),
        }
        edited?;
        Ok(Carried::Sent(None))
    }

    async fn shape(&self, target: Target, form: Form, view: &MessageView) -> Result<MessageView, StoreError> {
        Ok(match form {
            Form::Whole => view.clone(),
            Form::Bare => MessageView::from_html(view.html.clone()),
            Form::Plain => MessageView::from_html(html::plain(&view.html)),
            Form::Apology => {
                let reader = self.ctx.read_inline(move |tx| reader_at(tx, target)).await?;
                MessageView::from_html(t!(reader.lang, "message-refused"))
            }
        })
    }

    /// Tells what has happened: as a reply to the card that stands there, else with the card itself.
    async fn send_notification(
        &self,
        target: Target,
        event: Event,
        sound: Sound,
        form: Form,
    ) -> Result<Carried, SendError> {
        let draft = self.ctx.read(move |tx| notification_view(tx, target, &event)).await?;
        self.send_drawn(target, draft, sound, form).await
    }

    /// Sends what was drawn of a ticket, if there is anything left to say.
    async fn send_drawn(
        &self,
        target: Target,
        draft: Option<NotificationView>,
        sound: Sound,
        form: Form,
    ) -> Result<Carried, SendError> {
        let Some(NotificationView { ticket, view, bare, reply_to }) = draft else {
            return Ok(Carried::Spared);
        };
        let kind = if reply_to.is_some() { CardKind::Ping } else { CardKind::Card };
        let sent = self.send(target, form, &view, reply_to, sound).await?;
        Ok(Carried::Sent(sent.map(|message| {
            let at = CardRef { chat: target.chat, message };
            SendOutcome::Card { card: CardMessage { at, target, ticket, kind }, view: bare }
        })))
    }

    /// Sends a live message, or makes the one that stands there true again. A board is pinned; where the bot may not pin it stands
    /// in the chat like any message.
    async fn send_live_message(
        &self,
        target: Target,
        id: LiveMessageId,
        sound: Sound,
        form: Form,
    ) -> Result<Carried, SendError> {
        let found = self.ctx.read(move |tx| {
            let Some(live_message) = tx.db.find_live_message(id)? else { return Ok(None) };
            Ok(live_messages::live_message_view(tx, &live_message)?.map(|view| (live_message, view)))
        });
        let Some((live_message, view)) = found.await? else { return Ok(Carried::Spared) };
        let at = |message| CardRef { chat: target.chat, message };
        let html = view.html.clone();
        if let Some(message) = live_message.message {
            return Ok(match self.edit(at(message), target, form, &view).await? {
                Carried::Sent(_) => Carried::Sent(Some(SendOutcome::LiveMessage {
                    live_message: id,
                    message: Some(message),
                    html,
                })),
                other => other,
            });
        }
        let message = self.send(target, form, &view, None, sound).await?;
        if let (LiveMessageKind::Board, Some(message)) = (live_message.kind, message)
            && let Err(failure) = self.telegram.pin_message(at(message)).await
        {
            log::info!("the board of chat {} can't be pinned: {failure}", target.chat);
        }
        Ok(Carried::Sent(Some(SendOutcome::LiveMessage { live_message: id, message, html })))
    }

    /// Sends a picture of how the work goes, or puts it in the place of another. Where no picture is taken, its words go alone.
    async fn send_stats(
        &self,
        target: Target,
        request: StatsRequest,
        message: Option<MessageId>,
        form: Form,
    ) -> Result<Carried, SendError> {
        let StatsMessage { picture, view } = match self.pictures.draw(target, request).await? {
            StatsDrawing::Drawn(drawn) => drawn,
            // For the picture of a week nobody has asked.
            StatsDrawing::Refused(Some(view)) if request.last.is_none() => {
                return self.send_words(target, form, &view).await;
            }
            StatsDrawing::Refused(_) => return Ok(Carried::Spared),
            StatsDrawing::Busy => return Ok(Carried::TooSoon(self.ctx.clock.now() + BUSY_PAUSE)),
        };
        let sent = match (form, message) {
            (Form::Whole, Some(message)) => {
                let at = CardRef { chat: target.chat, message };
                self.telegram.edit_picture(at, &picture, &view).await
            }
            (Form::Whole, None) => {
                self.telegram.send_picture(target, &picture, &view, Sound::Silent).await.map(drop)
            }
            _ => return self.send_words(target, form, &view).await,
        };
        match sent {
            Err(failure) if is_picture_refused(&failure) => self.send_words(target, form, &view).await,
            sent => {
                sent?;
                Ok(Carried::Sent(None))
            }
        }
    }

    async fn send_words(&self, target: Target, form: Form, view: &MessageView) -> Result<Carried, SendError> {
        self.send(target, form, view, None, Sound::Silent).await?;
        Ok(Carried::Sent(None))
    }

    /// Tells what has happened while the reader was away.
    async fn send_summary(
        &self,
        target: Target,
        events: Vec<Event>,
        form: Form,
    ) -> Result<Carried, SendError> {
        match self.ctx.read(move |tx| away_summary::summarize_events(tx, target, events)).await? {
            AwaySummary::Nothing => Ok(Carried::Spared),
            AwaySummary::One(event) => self.send_notification(target, event, Sound::Ring, form).await,
            AwaySummary::Many(view) => {
                self.send(target, form, &view, None, Sound::Ring).await?;
                Ok(Carried::Sent(None))
            }
        }
    }

    /// The card of a ticket as it is now, for this place.
    async fn card_view(
        &self,
        target: Target,
        ticket: TicketId,
        keyboard: CardKeyboard,
    ) -> Result<Option<MessageView>, StoreError> {
        self.ctx.read_inline(move |tx| card_view(tx, target, ticket, keyboard)).await
    }
}
