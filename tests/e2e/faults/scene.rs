//! A scene of the matrix: one person, one ticket, one trouble, and eyes that don't depend on a language.

use deskgram::callback::Callback;
use deskgram::domain::action::Action;
use deskgram::domain::ids::TicketId;
use deskgram::i18n::Lang;
use deskgram_sandbox::telegram::{Message, Press};
use jiff::SignedDuration;

use super::operations::Operation;
use super::trouble::{Begun, Trouble};
use crate::log::{Kept, kept};
use crate::support::*;

/// What Olena's ticket says, and nothing else in the world.
pub const TICKET: &str = "ticket-word-81";
/// What she writes.
pub const COMMENT: &str = "comment-word-82";

/// What Taras signs in with.
pub const PASSWORD: &str = "pass-word-85";

pub struct Scene {
    pub world: World,
    pub lang: Lang,
    pub ticket: i64,
    pub card: i32,
    trouble: Trouble,
    operation: Operation,
    begun: Option<Begun>,
    log: &'static Kept,
    /// How long the log was at the beginning.
    mark: usize,
}

impl Scene {
    /// Olena is signed in and has one card.
    pub async fn set(trouble: &Trouble, operation: Operation, lang: Lang) -> Self {
        let log = kept();
        let mark = log.len();
        let world = World::in_file_with(lang.iso_code(), trouble.deadlines()).await;
        world.sign_in(OLENA).await;
        let ticket = world.create_ticket_with(TICKET);
        world.poll_once().await;
        let card = world.ticket_card(OLENA, ticket).id;
        world.advance_time(SignedDuration::from_mins(6));
        Self { world, lang, ticket, card, trouble: trouble.clone(), operation, begun: None, log, mark }
    }

    /// From now on it goes wrong.
    pub async fn trouble_begins(&mut self) {
        self.begun = Some(self.trouble.begin(&self.world, self.operation).await);
    }

    /// It is over; the same process goes on.
    pub async fn trouble_ends(&mut self) {
        if let Some(begun) = self.begun.take() {
            begun.end(&self.world).await;
        }
    }

    /// Everything runs that can run now; time stands still, and nothing of what fails is an end.
    pub async fn goes_on(&mut self) {
        let app = &self.world.app;
        let taking = async {
            let _ = app.take_updates(std::time::Duration::ZERO).await;
            app.dispatcher.wait_idle().await;
        };
        held(&self.world, &mut self.begun, taking).await;
        let mark = self.log.len();
        for _ in 0..2 {
            let _ = app.take_updates(std::time::Duration::ZERO).await;
            tokio::select! {
                () = app.dispatcher.wait_idle() => {}
                () = self.log.says("waits for the database", mark) => {}
            }
            let _ = app.bot.comments.send_due().await;
            let _ = app.bot.jobs.run_due().await;
            let _ = app.outbox.send_due().await;
        }
    }

    /// The lists that are due are read.
    pub async fn looks(&mut self) {
        let watching = async {
            let _ = self.world.app.poll_lists().await;
        };
        held(&self.world, &mut self.begun, watching).await;
        let _ = self.world.app.poll_lists().await;
    }

    /// So much time passes, and what it sets off runs.
    pub async fn passes(&mut self, time: SignedDuration) {
        self.world.advance_time(time);
        self.goes_on().await;
    }

    /// The trouble is over and everything comes to rest.
    pub async fn comes_to_rest(&mut self) {
        self.trouble_ends().await;
        // Whoever waits for the database looks again.
        self.world.advance_time(SignedDuration::from_secs(3));
        for _ in 0..3 {
            self.world.run_until_idle().await;
            self.world.advance_time(self.trouble.outlasted());
        }
        self.world.run_until_idle().await;
    }

    /// Olena signs in anew, and takes a breath.
    pub async fn signs_in_anew(&mut self) {
        self.world.sign_in(OLENA).await;
        self.comes_to_rest().await;
        // The cards of the sign-in that ended are closed.
        self.world.sends_text(OLENA, &format!("/ticket {}", self.ticket)).await;
        self.comes_to_rest().await;
        self.card = self.world.ticket_card(OLENA, self.ticket).id;
    }

    /// Olena presses the first button that does this; gives what pops up.
    pub async fn presses(&mut self, message: i32, wanted: impl Fn(&Callback) -> bool) -> Option<String> {
        let query = self.thumb(message, wanted);
        self.goes_on().await;
        self.world.telegram.toast(&query).map(|toast| toast.text)
    }

    /// The press alone.
    pub fn thumb(&self, message: i32, wanted: impl Fn(&Callback) -> bool) -> String {
        let shown = self.world.telegram.message(OLENA, message).unwrap();
        // What stands behind ⋯ on the card.
        let rare = Callback::Act { action: Action::Refer, ticket: TicketId(self.ticket) };
        let data = data(&shown, &wanted).or_else(|| wanted(&rare).then(|| rare.encode()));
        let data = data.unwrap_or_else(|| panic!("no such button: {:?}", shown.labels()));
        self.world.telegram.presses_data(OLENA, OLENA, message, &data)
    }

    /// Whether the bot has said this to Olena, and it stands there.
    pub fn said(&self, words: &str) -> bool {
        // Markup is gone in what stands there, and some spaces hold a line together.
        let plain = |text: &str| text.replace('\u{a0}', " ");
        let said = self.world.visible_bot_messages(OLENA);
        said.iter().any(|message| plain(&message.text).contains(&plain(words)))
    }

    /// Whether the card says that Olena holds the ticket.
    pub fn card_is_hers(&self) -> bool {
        let card = self.world.telegram.message(OLENA, self.card).unwrap();
        // Release comes when taking can't be undone any more.
        offers(&card, |press| {
            matches!(press, Callback::Act { action: Action::Release, .. } | Callback::Undo { .. })
        })
    }

    /// How many cards of a ticket stand in Olena's chat.
    pub fn cards(&self, ticket: i64) -> usize {
        let of = |press: &Callback| matches!(press, Callback::OpenMenu { ticket: id } if id.0 == ticket);
        self.world.visible_bot_messages(OLENA).iter().filter(|message| offers(message, of)).count()
    }

    /// Nothing of what was logged since the beginning is anybody's secret.
    pub fn log_is_clean(&self) {
        let olena = self.world.zenlix.person("olena").unwrap();
        let row = self.world.zenlix.ticket(self.ticket).unwrap().row;
        let token = self.world.telegram.token().to_owned();
        let secrets = [
            token,
            olena.hash,
            olena.key.unwrap(),
            row.hash,
            TICKET.to_owned(),
            COMMENT.to_owned(),
            PASSWORD.to_owned(),
        ];
        self.log.holds_none(&secrets, self.mark);
    }
}

/// Whether a message has a button that does this.
pub fn offers(message: &Message, wanted: impl Fn(&Callback) -> bool) -> bool {
    data(message, wanted).is_some()
}

/// Runs into a trouble that holds everything up until it ends, which it does once a server has been asked.
async fn held(world: &World, begun: &mut Option<Begun>, work: impl Future<Output = ()>) {
    let Some(begun) = begun.take_if(|begun| begun.holds_up()) else { return };
    let (telegram, zenlix) = (world.telegram.calls().len(), world.zenlix.calls().len());
    let freed = async {
        tokio::select! {
            () = world.telegram.until(|now| (now.calls().len() > telegram).then_some(())) => {}
            () = world.zenlix.until(|now| (now.calls().len() > zenlix).then_some(())) => {}
        }
        begun.end(world).await;
    };
    tokio::join!(work, freed);
}

fn data(message: &Message, wanted: impl Fn(&Callback) -> bool) -> Option<String> {
    message.buttons.iter().flatten().find_map(|button| match &button.press {
        Press::Data(data) => Callback::decode(data).filter(|press| wanted(press)).map(|_| data.clone()),
        _ => None,
    })
}
