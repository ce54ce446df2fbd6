//! What is written outside of any conversation: the number of a ticket, a command that is nearly one, or words that may be a search
//! or a ticket.

use super::effects::Effects;
use super::forward::{self, OfferKind};
use super::stop::Stop;
use super::{Bot, commands};
use crate::bot_profile::command_menus::Audience;
use crate::callback::Callback;
use crate::domain::ids::TicketId;
use crate::domain::nearest::nearest_name;
use crate::i18n::Lang;
use crate::render::html::escape_html;
use crate::render::reader::ticket_number;
use crate::t;
use crate::telegram::update::{IncomingUpdate, UpdateKind};
use crate::view::{Button, MessageView};

/// Text that belongs to nothing.
pub async fn handle_words(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    match &update.what {
        UpdateKind::Text { text, .. } => match named_ticket(text) {
            Some(ticket) => {
                let caller = bot.require_session(update).await?;
                commands::show_ticket(bot, update, &caller, ticket).await
            }
            None => forward::offer_ticket(bot, update, OfferKind::Words).await,
        },
        // A picture says what is wrong, as a forwarded message does.
        _ => forward::offer_ticket(bot, update, OfferKind::Handed).await,
    }
}

/// A command that there is not: the ticket that it names, or the command that it is nearly.
pub async fn handle_command(bot: &Bot, update: &IncomingUpdate) -> Result<Effects, Stop> {
    let reader = bot.reader_for_update(update).await?;
    let UpdateKind::Command { name, rest, text, .. } = &update.what else { return Ok(Effects::default()) };
    if let Some(ticket) = named_ticket(text) {
        let caller = bot.require_session(update).await?;
        return commands::show_ticket(bot, update, &caller, ticket).await;
    }
    let session = bot.ctx.sessions.find_session(update.from.who);
    let audience = session.map_or(Audience::SignedOut, |session| Audience::of_account(&session.account));
    let known = audience.commands(reader.lang).into_iter().map(|command| command.name);
    let Some(near) = nearest_name(name, known) else {
        return Ok(bot.reply_text(update, t!(reader.lang, "command-unknown")));
    };
    let command = format!("/{near} {}", escape_html(rest));
    let view = MessageView::from_html(t!(reader.lang, "command-near", command = command.trim()));
    let ticket = named_ticket(rest).filter(|_| near == "ticket");
    let view = view.with_row(
        ticket.map(|ticket| Button::with_callback(ticket_number(ticket), &Callback::Open { ticket })),
    );
    Ok(Effects::with_message(update.place.target, view))
}

/// The ticket that a text names and nothing else: `20`, `#20`, `/ticket20`, `заявка 20`.
fn named_ticket(text: &str) -> Option<TicketId> {
    let text = text.trim().trim_start_matches('/').to_lowercase();
    let words = Lang::ALL.map(|lang| t!(lang, "ticket-words"));
    let called = words.iter().flat_map(|words| words.split_whitespace());
    let number = called.filter_map(|word| text.strip_prefix(word)).next().unwrap_or(&text);
    let digits = number.trim_start().trim_start_matches(['#', '№']).trim();
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_number).map(TicketId)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_opens_its_ticket_however_it_is_written() {
        for text in ["20", " #20 ", "№ 20", "/ticket20", "/ticket 20", "/заявка 20", "Заявка №20", "тикет 20"]
        {
            assert_eq!(named_ticket(text), Some(TicketId(20)), "{text}");
        }
        for text in ["", "#", "20 chairs", "-20", "room 20", "/tiket 20", "99999999999999999999"] {
            assert_eq!(named_ticket(text), None, "{text}");
        }
    }
}
