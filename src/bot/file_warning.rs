//! What somebody is told whose file does not get into the helpdesk.

use jiff::civil::Date;

use super::Bot;
use super::effects::Effects;
use crate::context::tx::Tx;
use crate::domain::ids::{Target, TelegramUser, TicketId};
use crate::domain::ticket_link::TicketLink;
use crate::i18n::Lang;
use crate::notify::outbox_message::{self, OutboxMessage};
use crate::render::card::helpdesk_link;
use crate::render::reader::Reader;
use crate::store::StoreError;
use crate::telegram::update::IncomingUpdate;
use crate::view::{MessageView, SendPriority};

/// The warning, to be sent where the file came from.
pub struct FileWarning {
    text: String,
    ticket: Option<TicketId>,
    links: TicketLink,
    who: TelegramUser,
    target: Target,
    lang: Lang,
    day: Date,
}

impl FileWarning {
    pub fn new(bot: &Bot, update: &IncomingUpdate, reader: &Reader, text: String) -> Self {
        Self {
            text,
            ticket: None,
            links: bot.ctx.config.current().ticket_link.clone(),
            who: update.from.who,
            target: update.place.target,
            lang: reader.lang,
            day: reader.zone.to_datetime(reader.now).date(),
        }
    }

    /// Leads to the ticket's page, where the file can be attached.
    pub fn about(self, ticket: TicketId) -> Self {
        Self { ticket: Some(ticket), ..self }
    }

    pub fn add(self, effects: &mut Effects) {
        effects.add_write(move |tx| self.enqueue(tx));
    }

    /// Says it only if nothing like it was said today: people know it for the rest of the day.
    pub fn add_once_a_day(self, effects: &mut Effects) {
        let name = format!("files:{}:{}", self.who, self.day);
        effects.add_write(move |tx| match tx.db.record_notification(&name, tx.now)? {
            true => self.enqueue(tx),
            false => Ok(()),
        });
    }

    fn enqueue(self, tx: &mut Tx<'_, '_>) -> Result<(), StoreError> {
        let known = self.ticket.map(|ticket| tx.db.find_ticket(ticket)).transpose()?.flatten();
        let page = known.and_then(|known| self.links.url_for(&known.ticket.at.hash));
        let link = page.map(|page| helpdesk_link(&page, self.lang));
        let html = [Some(self.text), link].into_iter().flatten().collect::<Vec<_>>().join("\n");
        let warning = OutboxMessage::send_view(MessageView::from_html(html));
        outbox_message::enqueue(tx.db, self.target, SendPriority::Answer, &warning, tx.now)
    }
}
