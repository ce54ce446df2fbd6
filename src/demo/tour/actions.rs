//! What the script can do and see: the hands and the eyes of its people. Nothing here knows the story.

use super::{Missed, Tour};
use crate::callback::Callback;
use crate::demo::cast::Person;
use crate::domain::action::Action;
use crate::domain::ids::TicketId;
use crate::t;
use deskgram_sandbox::telegram::{Message, Press, Telegram, Toast};
use deskgram_sandbox::zenlix::{TicketRecord, Zenlix};

/// A button as somebody sees it, and as it can still be pressed after it has changed.
pub(super) struct Button {
    pub chat: i64,
    pub message: i32,
    pub label: String,
    pub data: String,
}

impl Tour<'_> {
    /// Waits for the chats to be as the probe wants them.
    pub async fn see<T>(&mut self, awaited: String, probe: impl FnMut(&Telegram) -> Option<T>) -> T {
        self.awaited = awaited;
        self.props.telegram.until(probe).await
    }

    /// Checks that the helpdesk is as the claim says, and says so.
    pub fn prove(&mut self, claim: String, look: impl FnOnce(&Zenlix) -> bool) -> Result<(), Missed> {
        self.awaited = claim;
        if !look(&self.props.zenlix) {
            return Err(Missed);
        }
        self.script.holds(&self.awaited);
        Ok(())
    }

    /// The same of the chats.
    pub fn prove_chats(&mut self, claim: String, look: impl FnOnce(&Telegram) -> bool) -> Result<(), Missed> {
        let telegram = self.props.telegram.clone();
        self.prove(claim, |_| look(&telegram))
    }

    /// Somebody writes; it is shown as `shown`.
    pub fn say(&mut self, who: &Person, chat: i64, text: &str, shown: &str) -> i32 {
        let place = self.place(chat);
        self.script.does(&who.name, &place, shown);
        self.props.telegram.says(who.user, chat, text)
    }

    /// Somebody writes, and the bot answers in the same chat.
    pub async fn ask(&mut self, who: &Person, chat: i64, text: &str) -> Message {
        let said = self.say(who, chat, text, text);
        self.answer(chat, said).await
    }

    /// The bot's answer to what was said.
    pub async fn answer(&mut self, chat: i64, said: i32) -> Message {
        let awaited = t!(self.props.lang, "tour-awaits-answer");
        self.see(awaited, |telegram| telegram.last_from_bot(chat).filter(|answer| answer.id > said)).await
    }

    /// Somebody presses a button, as they see it or saw it; gives what pops up.
    pub async fn press(&mut self, who: &Person, button: &Button) -> Toast {
        let place = self.place(button.chat);
        self.script.does(&who.name, &place, &format!("[{}]", button.label));
        let telegram = &self.props.telegram;
        let query = telegram.presses_data(who.user, button.chat, button.message, &button.data);
        let awaited = t!(self.props.lang, "tour-awaits-toast");
        let toast = self.see(awaited, |telegram| telegram.toast(&query)).await;
        if !toast.text.is_empty() {
            self.script.answers(&t!(self.props.lang, "tour-bot"), &toast.text);
        }
        toast
    }

    /// The newest card of a ticket in a chat, once it is as the probe wants it.
    pub async fn card(&mut self, chat: i64, ticket: i64, probe: impl Fn(&Message) -> bool) -> Message {
        let awaited = t!(self.props.lang, "tour-awaits-card", number = format!("#{ticket}"));
        self.see(awaited, |telegram| card(telegram, chat, ticket).filter(&probe)).await
    }

    /// The button of a message that asks for this.
    pub fn button(&mut self, chat: i64, message: &Message, wanted: &Callback) -> Result<Button, Missed> {
        self.awaited = t!(self.props.lang, "tour-awaits-button");
        let mut buttons = message.buttons.iter().flatten();
        let button = buttons.find(|button| meaning(&button.press).as_ref() == Some(wanted));
        match button.map(|button| (&button.label, &button.press)) {
            Some((label, Press::Data(data))) => {
                Ok(Button { chat, message: message.id, label: label.clone(), data: data.clone() })
            }
            _ => Err(Missed),
        }
    }

    /// Shows a message of the bot.
    pub fn show(&mut self, chat: i64, message: &Message) {
        let name = [t!(self.props.lang, "tour-bot"), self.place(chat)].join(" ");
        self.script.shows(name.trim_end(), message);
    }

    /// A ticket as the helpdesk has it.
    pub fn record(&mut self, ticket: i64) -> Result<TicketRecord, Missed> {
        self.awaited = t!(self.props.lang, "tour-awaits-ticket", number = format!("#{ticket}"));
        self.props.zenlix.ticket(ticket).ok_or(Missed)
    }

    /// A mark for what is said in the group; a private chat needs none.
    fn place(&self, chat: i64) -> String {
        if chat == self.props.group { t!(self.props.lang, "tour-in-group") } else { String::new() }
    }
}

/// The newest card of a ticket in a chat.
pub(super) fn card(telegram: &Telegram, chat: i64, ticket: i64) -> Option<Message> {
    let menu = Callback::OpenMenu { ticket: TicketId(ticket) };
    let mut messages = telegram.messages(chat).into_iter().rev();
    messages.find(|message| !message.deleted && asks(message, &menu))
}

/// Whether a message has the button for this action.
pub(super) fn offers(message: &Message, action: Action, ticket: i64) -> bool {
    asks(message, &Callback::Act { action, ticket: TicketId(ticket) })
}

/// What the buttons of a message ask for.
pub(super) fn meanings(message: &Message) -> impl Iterator<Item = Callback> {
    message.buttons.iter().flatten().filter_map(|button| meaning(&button.press))
}

fn asks(message: &Message, wanted: &Callback) -> bool {
    meanings(message).any(|meaning| meaning == *wanted)
}

fn meaning(press: &Press) -> Option<Callback> {
    match press {
        Press::Data(data) => Callback::decode(data),
        _ => None,
    }
}
