//! More of a user's verbs and eyes, for scenarios about faults, groups and what stays on disk.

use std::path::PathBuf;
use std::time::Duration;

use deskgram::callback::{Answer, Callback, DialoguePress};
use deskgram::domain::ids::TelegramUser;
use deskgram::telegram::update_receiver::UpdateReceiver;
use deskgram_sandbox::telegram::{Message, Press};
use deskgram_sandbox::zenlix::NewTicket;
use jiff::SignedDuration;

use super::World;

/// The unit of Olena, Taras and Iryna.
pub const SERVICE_DESK: i64 = 1;

impl World {
    /// Roman writes a ticket for the service desk; gives its number.
    pub fn create_ticket(&self) -> i64 {
        self.zenlix
            .web_create("roman", NewTicket::to_unit(SERVICE_DESK, "Printers", "The printer is on fire"))
    }

    /// The same with a text of one's own, two seconds later: tickets of one second share their hash.
    pub fn create_ticket_with(&self, text: &str) -> i64 {
        self.advance_time(SignedDuration::from_secs(2));
        self.zenlix.web_create("roman", NewTicket::to_unit(SERVICE_DESK, "Printers", text))
    }

    /// A supergroup of these people with the bot in it.
    pub async fn create_group(&self, members: &[i64]) -> i64 {
        let group = self.telegram.supergroup("Support", members);
        self.telegram.add_bot(group);
        self.run_until_idle().await;
        group
    }

    /// Lets the command menus become what they should be.
    pub async fn settle_menus(&self) {
        while let Some(next) = self.app.publish_menus().await.unwrap() {
            self.advance_time(next.duration_since(self.clock.now()));
        }
    }

    /// The commands that a person is offered in a chat, and what is said of the first of them.
    pub fn menu(&self, who: i64, chat: i64) -> (Vec<String>, String) {
        let commands = self.telegram.visible_commands(who, chat);
        let about = commands.first().map(|first| first.description.clone()).unwrap_or_default();
        (commands.into_iter().map(|entry| entry.command).collect(), about)
    }

    /// Waits until nothing can be taken back any more, so that a card offers all that may be done.
    pub async fn wait_out_undo(&self) {
        self.advance_time(SignedDuration::from_secs(11));
        self.run_until_idle().await;
    }

    /// What the button with this label sends.
    pub fn button_data(&self, chat: i64, message: i32, label: &str) -> Option<String> {
        let buttons = self.telegram.message(chat, message)?.buttons.into_iter().flatten();
        buttons.into_iter().find(|button| button.label == label).and_then(|button| match button.press {
            Press::Data(data) => Some(data),
            _ => None,
        })
    }

    /// What a button of the dialogue's question in this message sends for this answer, offered there or not.
    pub fn answer_data(&self, chat: i64, message: i32, answer: Answer) -> String {
        let shown = self.telegram.message(chat, message).unwrap();
        let question = dialogue_presses(&shown).first().map(|press| press.question);
        let question = question.unwrap_or_else(|| panic!("no question: {}", shown.text));
        Callback::Dialogue(DialoguePress { question, answer }).encode()
    }

    /// The label of the button that is called so, or whose label begins so.
    pub fn button_label(&self, chat: i64, message: i32, label: &str) -> Option<String> {
        let message = self.telegram.message(chat, message)?;
        let labels = message.labels();
        let found = labels.iter().find(|found| **found == label);
        found
            .or_else(|| labels.iter().find(|found| found.starts_with(label)))
            .map(|found| (*found).to_owned())
    }

    /// What stands behind ⋯ of somebody's card of a ticket.
    pub async fn menu_labels(&self, who: i64, ticket: i64) -> Vec<String> {
        let card = self.ticket_card(who, ticket).id;
        self.presses_data(who, who, card, &format!("1:m:{ticket}")).await;
        let labels = self.ticket_card(who, ticket).labels().into_iter().map(str::to_owned).collect();
        self.presses_data(who, who, card, &format!("1:mx:{ticket}")).await;
        labels
    }

    /// A person presses the first button of a message in their own chat whose label begins so.
    pub async fn presses_first(&self, who: i64, message: i32, beginning: &str) -> String {
        let shown = self.telegram.message(who, message).unwrap();
        let label = shown.labels().into_iter().find(|label| label.starts_with(beginning)).map(str::to_owned);
        let label = label.unwrap_or_else(|| panic!("no {beginning:?} among {:?}", shown.labels()));
        self.presses(who, who, message, &label).await
    }

    /// The moment that a person takes before they press something else.
    pub fn pause_before_press(&self, who: i64, data: Option<&str>) {
        let pause = data.map(|data| self.pace.pause_before(who, data, self.clock.now()));
        if let Some(pause) = pause.filter(|pause| !pause.is_zero()) {
            self.advance_time(pause);
        }
    }

    /// A press with any data on any message; gives the answer that pops up.
    pub async fn presses_data(&self, who: i64, chat: i64, message: i32, data: &str) -> String {
        self.pause_before_press(who, Some(data));
        let query = self.telegram.presses_data(who, chat, message, data);
        self.run_until_idle().await;
        let toast = self.telegram.toast(&query).unwrap_or_else(|| panic!("{data} was never answered"));
        toast.text
    }

    pub fn is_signed_in(&self, who: i64) -> bool {
        self.app.bot.ctx.sessions.find_session(TelegramUser(who)).is_some()
    }

    /// All that the bot has said in a chat and that still stands.
    pub fn all_bot_texts(&self, chat: i64) -> String {
        let all: Vec<_> = self.visible_bot_messages(chat).into_iter().map(|message| message.text).collect();
        all.join("\n---\n")
    }

    /// The bot's newest message in a chat with these words in it.
    pub fn find_bot_message(&self, chat: i64, words: &str) -> Message {
        let found =
            self.visible_bot_messages(chat).into_iter().rev().find(|message| message.text.contains(words));
        found.unwrap_or_else(|| panic!("nothing about {words:?} in {}", self.all_bot_texts(chat)))
    }

    /// The bot's messages in a chat that have not been deleted.
    pub fn visible_bot_messages(&self, chat: i64) -> Vec<Message> {
        let mut all = self.telegram.messages(chat);
        all.retain(|message| message.from_bot() && !message.deleted);
        all
    }

    /// Takes what waits at Telegram's and writes it down, and deals with none of it: what a kill at the worst moment
    /// leaves. `restart` is to follow.
    pub async fn crash_before_handling(&mut self) {
        let bot = &self.app.bot;
        let mut intake = UpdateReceiver::new(
            bot.telegram.clone(),
            bot.ctx.store.clone(),
            self.clock.clone(),
            bot.me.username.clone(),
            bot.redaction.clone(),
        );
        let waiting = self.telegram.pending_updates();
        assert!(!waiting.is_empty(), "there is something to take");
        match self.telegram.webhook() {
            Some(_) => {
                for update in waiting {
                    intake.receive_raw(&update.to_string()).await.unwrap();
                }
            }
            None => drop(intake.poll_once(Duration::ZERO).await.unwrap()),
        }
        // They are on disk when this is.
        bot.ctx.store.write(|_| Ok(())).await.unwrap();
    }

    /// The file that deskgram remembers in.
    pub fn database_path(&self) -> PathBuf {
        self.folder.path().join("deskgram.db")
    }

    /// The file of the database in which these words stand, whatever table or log they are in.
    pub fn file_containing(&self, words: &str) -> Option<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let holds = |path: &std::path::Path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(words.len()).any(|window| window == words.as_bytes())
        };
        let found = files.map(|file| file.unwrap().path()).find(|path| holds(path));
        found.map(|path| path.display().to_string())
    }
}

/// The buttons of a message that answer the question of a dialogue.
pub fn dialogue_presses(message: &Message) -> Vec<DialoguePress> {
    let buttons = message.buttons.iter().flatten();
    let pressed = buttons.filter_map(|button| match &button.press {
        Press::Data(data) => Callback::decode(data),
        _ => None,
    });
    let answers = pressed.filter_map(|callback| match callback {
        Callback::Dialogue(press) => Some(press),
        _ => None,
    });
    answers.collect()
}
