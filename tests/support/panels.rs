//! What one member of a group alone sees there: a user's eyes and verbs.

use deskgram_sandbox::telegram::Message;

use super::World;

impl World {
    /// A world whose Telegram knows ephemeral messages, and has the command menus.
    pub async fn with_ephemeral_messages() -> Self {
        let world = Self::new().await;
        world.telegram.know_ephemeral_messages();
        world.settle_menus().await;
        world
    }

    /// What the bot shows this person alone in a group, if anything.
    pub fn find_panel(&self, who: i64, group: i64) -> Option<Message> {
        let is_panel = |message: &Message| message.ephemeral.is_some() && message.from_bot();
        self.telegram.shown_to(who, group).into_iter().rev().find(is_panel)
    }

    pub fn panel(&self, who: i64, group: i64) -> Message {
        self.find_panel(who, group).unwrap_or_else(|| panic!("{who} sees nothing of their own in {group}"))
    }

    /// A person presses a button, by the beginning of its label, of what they alone see. Gives the answer that pops up.
    pub async fn presses_panel(&self, who: i64, group: i64, label: &str) -> String {
        let panel = self.panel(who, group);
        let labels = panel.labels();
        let label = labels.iter().find(|found| found.starts_with(label)).copied().unwrap_or(label);
        let number = panel.ephemeral.unwrap();
        let pressed = self.telegram.try_presses_ephemeral(who, group, number, label);
        let query = pressed.unwrap_or_else(|error| panic!("{error:?}: {}", panel.text));
        self.run_until_idle().await;
        self.telegram.toast(&query).map(|toast| toast.text.replace('\u{a0}', " ")).unwrap_or_default()
    }
}
