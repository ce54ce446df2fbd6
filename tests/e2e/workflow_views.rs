//! Every screen and toast of daily work, in every language, as people see them.

use deskgram::callback::{Answer, Callback, CreatePress, FormLine, ReferPress, ReplyPress};
use deskgram::domain::action::Action;
use deskgram::domain::ids::TicketId;
use deskgram_sandbox::zenlix::NewTicket;
use jiff::SignedDuration;

use crate::support::*;

/// A walk through a day that writes down what the chat shows.
struct Walk {
    world: World,
    seen: String,
}

impl Walk {
    async fn start(language: &str) -> Self {
        let world = World::in_language(language).await;
        world.sign_in(OLENA).await;
        let name = match language {
            "ru" => "☑ Русский",
            "uk" => "☑ Українська",
            _ => "☑ English",
        };
        world.sends_text(OLENA, "/language").await;
        world.presses(OLENA, OLENA, world.last_bot_message(OLENA).id, name).await;
        Self { world, seen: String::new() }
    }

    fn note(&mut self, title: &str, message: i32) {
        let message = self.world.telegram.message(OLENA, message).unwrap();
        self.seen.push_str(&format!("── {title}\n{}\n", message.html));
        for row in &message.buttons {
            let labels: Vec<_> = row.iter().map(|button| format!("[{}]", button.label)).collect();
            self.seen.push_str(&format!("{}\n", labels.join(" ")));
        }
        self.seen.push('\n');
    }

    /// Writes, and notes what the bot says to it.
    async fn says(&mut self, title: &str, text: &str) -> i32 {
        self.world.sends_text(OLENA, text).await;
        let answer = self.world.last_bot_message(OLENA).id;
        self.note(title, answer);
        answer
    }

    /// Presses by what the button carries, since its label differs by language; notes the answer and the message.
    async fn presses(&mut self, title: &str, message: i32, callback: Callback) -> i32 {
        self.presses_data(title, message, &callback.encode()).await
    }

    /// The same for the answer to a question.
    async fn answers(&mut self, title: &str, message: i32, answer: Answer) -> i32 {
        let data = self.world.answer_data(OLENA, message, answer);
        self.presses_data(title, message, &data).await
    }

    async fn presses_data(&mut self, title: &str, message: i32, data: &str) -> i32 {
        self.world.pause_before_press(OLENA, Some(data));
        let query = self.world.telegram.presses_data(OLENA, OLENA, message, data);
        self.world.run_until_idle().await;
        if let Some(toast) = self.world.telegram.toast(&query).filter(|toast| !toast.text.is_empty()) {
            self.seen.push_str(&format!("── {title}\n({})\n\n", toast.text));
        }
        self.world.last_bot_message(OLENA).id
    }

    /// The same, and the newest message of the bot.
    async fn shows(&mut self, title: &str, message: i32, callback: Callback) -> i32 {
        let newest = self.presses(title, message, callback).await;
        self.note(title, newest);
        newest
    }
}

async fn day(language: &str) -> String {
    let mut walk = Walk::start(language).await;
    let unit = walk.world.zenlix.person("olena").unwrap().units.split(',').next().unwrap().parse().unwrap();
    let id =
        walk.world.zenlix.web_create("roman", NewTicket::to_unit(unit, "Printers", "The printer is on fire"));
    walk.world.poll_once().await;
    let (ticket, card) = (TicketId(id), walk.world.ticket_card(OLENA, id).id);

    walk.says("help", "/help").await;
    walk.presses("take", card, Callback::Act { action: Action::Take, ticket }).await;
    walk.note("card after take", card);
    walk.presses("undo", card, Callback::Undo { ticket }).await;
    // A second tap of the same thumb is told the same.
    walk.world.advance_time(SignedDuration::from_secs(2));
    walk.presses("undo too late", card, Callback::Undo { ticket }).await;
    walk.note("card after undo", card);
    walk.presses("the rest", card, Callback::OpenMenu { ticket }).await;
    walk.note("the rest of its buttons", card);
    walk.presses("back", card, Callback::CloseMenu { ticket }).await;

    let list = walk.says("no quick replies", "/replies").await;
    walk.shows("add a quick reply", list, Callback::Reply(ReplyPress::AddOwn)).await;
    walk.says("too empty a reply", &"x".repeat(2001)).await;
    walk.says("one quick reply", "On our way").await;
    let list = walk.world.last_bot_message(OLENA).id;
    walk.presses("show", list, Callback::Reply(ReplyPress::Show { template: 1 })).await;
    walk.note("a quick reply", list);
    walk.presses("gone", list, Callback::Reply(ReplyPress::Show { template: 99 })).await;
    let comments = walk.shows("comments", card, Callback::Comments { ticket, page: 0 }).await;
    let offer = walk.shows("offer", comments, Callback::Reply(ReplyPress::Offer { ticket })).await;
    walk.answers("use", offer, Answer::QuickReply { template: 1 }).await;
    walk.note("a reply on its way", offer);
    walk.world.advance_time(SignedDuration::from_secs(6));
    walk.world.run_until_idle().await;
    walk.note("a reply that was sent", offer);
    walk.shows("done with an answer", card, Callback::Answer { ticket }).await;
    walk.says("finished with an answer", "Prints again").await;
    walk.note("card at the end", card);

    walk.says("which text", "/new").await;
    let new = walk.says("preview", "No light in room 12").await;
    let change = |line| Answer::Create(CreatePress::Change { line });
    let (subject, to) = (deskgram::domain::ids::SubjectId(1), deskgram::domain::ids::UnitId(unit));
    walk.answers("subject", new, change(FormLine::Subject)).await;
    walk.note("which subject", new);
    walk.answers("subject", new, Answer::Create(CreatePress::Subject { subject })).await;
    walk.answers("unit", new, change(FormLine::Unit)).await;
    walk.note("which unit", new);
    walk.answers("unit", new, Answer::Create(CreatePress::Unit { unit: to })).await;
    walk.answers("people", new, change(FormLine::People)).await;
    walk.note("which people", new);
    walk.answers("person", new, Answer::Create(CreatePress::Person { place: 0 })).await;
    walk.note("somebody is ticked", new);
    walk.answers("people", new, Answer::Create(CreatePress::PeopleDone)).await;
    walk.answers("priority", new, change(FormLine::Priority)).await;
    walk.note("how urgent", new);
    walk.answers("priority", new, Answer::Create(CreatePress::Priority { level: 2 })).await;
    walk.answers("client", new, change(FormLine::Client)).await;
    walk.note("for whom", new);
    walk.says("too short", "x").await;
    walk.says("nobody", "qqqq").await;
    let found = walk.says("clients", "роман").await;
    walk.answers("forged place", found, Answer::Create(CreatePress::Client { place: 77 })).await;
    walk.answers("client", found, Answer::Create(CreatePress::Client { place: 0 })).await;
    walk.note("preview of what was changed", found);
    walk.answers("make", found, Answer::Create(CreatePress::Make)).await;
    walk.note("made", found);

    let made = walk.world.zenlix.tickets().iter().map(|ticket| ticket.row.id).max().unwrap();
    let (ticket, card) = (TicketId(made), walk.world.ticket_card(OLENA, made).id);
    let refer = walk.shows("refer", card, Callback::Act { action: Action::Refer, ticket }).await;
    walk.answers("unit", refer, Answer::Refer(ReferPress::Unit { unit: to })).await;
    walk.note("refer to whom", refer);
    walk.answers("several", refer, Answer::Refer(ReferPress::Several)).await;
    walk.note("refer to several", refer);
    walk.answers("all", refer, Answer::Refer(ReferPress::Reason)).await;
    walk.note("refer why", refer);
    walk.answers("send", refer, Answer::Refer(ReferPress::Send)).await;
    walk.note("refer soon", refer);
    let cancel = walk.world.telegram.message(OLENA, refer).unwrap().buttons.remove(0).remove(0).label;
    let cancel = walk.world.button_data(OLENA, refer, &cancel).unwrap();
    walk.world.advance_time(SignedDuration::from_secs(11));
    walk.world.run_until_idle().await;
    walk.note("referred", refer);
    walk.presses_data("too late", refer, &cancel).await;

    walk.shows("refer once more", card, Callback::Act { action: Action::Refer, ticket }).await;
    let refer = walk.says("a reason first", "Needs a spare part").await;
    walk.answers("unit", refer, Answer::Refer(ReferPress::Unit { unit: to })).await;
    walk.answers("one tap", refer, Answer::Refer(ReferPress::Person { place: 0 })).await;
    walk.note("refer soon to one", refer);
    walk.world.advance_time(SignedDuration::from_secs(11));
    walk.world.run_until_idle().await;
    walk.shows("the colleague first", card, Callback::Act { action: Action::Refer, ticket }).await;
    walk.says("given up", "/cancel").await;
    walk.world.advance_time(SignedDuration::from_mins(11));
    walk.says("words that belong nowhere", "the light is out").await;
    walk.says("nearly a command", "/tiket 20").await;

    walk.says("find", "/find роман").await;
    walk.says("find too short", "/find x").await;
    walk.says("find nobody", "/find qqqq").await;
    let units = walk.says("units", "/units").await;
    walk.shows("people of a unit", units, Callback::Unit { unit: to }).await;
    walk.says("search for nothing", "/search").await;
    walk.says("search", "/search light").await;
    walk.says("search in vain", "/search qqqq").await;
    let signoff = walk.says("sign off", "/signoff").await;
    walk.presses("release all", signoff, Callback::ReleaseAll).await;
    walk.note("what was released", signoff);
    walk.says("nothing to sign off", "/signoff").await;
    walk.seen.clone()
}

#[tokio::test]
async fn in_english() {
    insta::assert_snapshot!("daily_en", day("en").await);
}

#[tokio::test]
async fn in_russian() {
    insta::assert_snapshot!("daily_ru", day("ru").await);
}

#[tokio::test]
async fn in_ukrainian() {
    insta::assert_snapshot!("daily_uk", day("uk").await);
}
