//! What is true on the rig: the tickets, what waits for the bot, and when each press was made, delivered and answered.

use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;

use super::flood::Flood;
use super::helpdesk::Call;
use super::process::Process;
use super::rows::Texts;
use super::{Setup, telegram};
use crate::names;

/// How long each server takes for a call.
#[derive(Clone, Copy, Default)]
pub struct Delays {
    pub telegram: Duration,
    pub helpdesk: Duration,
}

/// Where people press.
#[derive(Clone, Copy)]
pub enum Place {
    Private,
    Group,
}

#[derive(Clone, Default)]
pub struct Ticket {
    pub holder: Option<usize>,
    /// Grows when the ticket is changed; its text begins with it.
    pub edition: u32,
    /// By whom.
    pub comments: Vec<usize>,
}

/// One press, and what became of it.
pub struct Press {
    person: usize,
    /// Who holds the ticket once it has had its effect.
    wanted: Option<usize>,
    pub created: Instant,
    pub delivered: Option<Instant>,
    pub answered: Option<Instant>,
    pub edited: Option<Instant>,
    /// Whether the helpdesk had done it when it was answered.
    pub done: bool,
    /// What the helpdesk was asked for it, and how long that took there.
    pub calls: u32,
    pub helpdesk: Duration,
}

/// A list of tickets that was read.
pub struct ListRead {
    pub asked: Instant,
    pub sent: Instant,
    /// The first message to anybody after it.
    pub told: Option<Instant>,
    /// What the bot's process had used when the last byte was sent, and when that message came.
    pub used: (Duration, Duration),
}

/// What waits for the bot.
struct Update {
    id: i64,
    body: String,
    press: usize,
}

pub struct World {
    pub delays: Delays,
    pub place: Place,
    pub tickets: Vec<Ticket>,
    pub texts: Texts,
    unit_size: usize,
    bell: Rc<Notify>,
    queue: VecDeque<Update>,
    next_update: i64,
    /// Where the presses of the queue begin that are not yet delivered.
    pub presses: Vec<Press>,
    /// Each person's press that is not answered yet.
    open: Vec<Option<usize>>,
    /// Who can press.
    idle: VecDeque<usize>,
    /// Whether whoever is answered is followed by the next.
    pub goes_on: bool,
    pub calls: BTreeMap<String, u64>,
    pub lists: Vec<ListRead>,
    pub messages: Vec<Instant>,
    pub flood: Flood,
    pub polls: Rc<Notify>,
    /// The bot's process, where its use of CPU is asked for.
    pub process: Option<Process>,
}

impl World {
    pub fn new(setup: &Setup) -> Self {
        Self {
            delays: Delays::default(),
            place: Place::Private,
            tickets: vec![Ticket::default(); setup.tickets],
            texts: Texts::default(),
            unit_size: setup.unit_size,
            bell: Rc::default(),
            queue: VecDeque::new(),
            next_update: 1,
            presses: Vec::new(),
            open: vec![None; setup.people + 1],
            idle: (1..=setup.people.min(setup.tickets)).collect(),
            goes_on: false,
            calls: BTreeMap::new(),
            lists: Vec::new(),
            messages: Vec::new(),
            flood: Flood::default(),
            polls: Rc::default(),
            process: None,
        }
    }

    /// The unit of a person, or of a ticket; where there are more tickets than people, they begin anew with the first.
    pub fn unit(&self, number: usize) -> usize {
        let people = self.open.len().saturating_sub(1).max(1);
        names::unit(number.saturating_sub(1) % people + 1, self.unit_size)
    }

    pub fn ticket(&self, number: usize) -> Option<&Ticket> {
        self.tickets.get(number.checked_sub(1)?)
    }

    pub fn ticket_mut(&mut self, number: usize) -> Option<&mut Ticket> {
        self.tickets.get_mut(number.checked_sub(1)?)
    }

    pub fn count(&mut self, call: &str) {
        match self.calls.get_mut(call) {
            Some(count) => *count += 1,
            None => drop(self.calls.insert(call.to_owned(), 1)),
        }
    }

    // What people do.

    /// Lets the next one who can press their card: to take their ticket, or to give it back.
    pub fn press(&mut self) {
        let Some(person) = self.idle.pop_front() else { return };
        let Some(ticket) = self.ticket(person) else { return };
        let (verb, wanted) = match ticket.holder {
            Some(_) => ('r', None),
            None => ('t', Some(person)),
        };
        let number = self.presses.len();
        let update = self.next_update;
        self.next_update += 1;
        self.open[person] = Some(number);
        let body = self.press_update(update, number, person, verb);
        self.presses.push(Press {
            person,
            wanted,
            created: Instant::now(),
            delivered: None,
            answered: None,
            edited: None,
            done: false,
            calls: 0,
            helpdesk: Duration::ZERO,
        });
        self.queue.push_back(Update { id: update, body, press: number });
        self.bell.notify_one();
    }

    fn press_update(&self, update: i64, number: usize, person: usize, verb: char) -> String {
        let (from, message) = (names::telegram(person), names::message(person));
        let chat = match self.place {
            Place::Private => telegram::chat(from),
            Place::Group => telegram::chat(names::GROUP),
        };
        let author = telegram::AUTHOR;
        format!(
            r##"{{"update_id":{update},"callback_query":{{"id":"p{number}","from":{{"id":{from},"is_bot":false,"first_name":"Olena","language_code":"uk"}},"message":{{"message_id":{message},"from":{author},"chat":{chat},"date":1764000000,"text":"#{person} Printers · Accounting · free\nThe printer on the second floor prints pages of hieroglyphs and then stops.\n\nClient: Roman Kovalenko","reply_markup":{{"inline_keyboard":[[{{"text":"Take","callback_data":"1:{verb}:{person}"}},{{"text":"Done","callback_data":"1:f:{person}"}}],[{{"text":"Refer","callback_data":"1:e:{person}"}},{{"text":"Refresh","callback_data":"1:u:{person}"}}]]}}}},"chat_instance":"1","data":"1:{verb}:{person}"}}}}"##
        )
    }

    /// Forgets the presses of an earlier phase. None of them may still be open.
    pub fn begin(&mut self) {
        self.queue.clear();
        for person in 1..self.open.len() {
            if self.open[person].take().is_some() {
                self.idle.push_back(person);
            }
        }
        self.presses.clear();
        self.calls.clear();
        self.messages.clear();
        self.flood = Flood::default();
    }

    pub fn open_presses(&self) -> usize {
        self.open.iter().flatten().count()
    }

    // What the bot asks.

    /// Rung when there is something for the bot.
    pub fn bell(&self) -> Rc<Notify> {
        Rc::clone(&self.bell)
    }

    pub fn polled(&mut self) {
        self.count("getupdates");
        self.polls.notify_one();
    }

    /// Lets go of what the bot has; says what waits behind it.
    pub fn confirm(&mut self, offset: i64) -> Option<i64> {
        while self.queue.front().is_some_and(|update| update.id < offset) {
            self.queue.pop_front();
        }
        self.queue.front().map(|update| update.id)
    }

    /// What the bot is given, and which presses that are.
    pub fn take(&self, limit: usize) -> (Vec<usize>, Vec<String>) {
        self.queue.iter().take(limit).map(|update| (update.press, update.body.clone())).unzip()
    }

    pub fn delivered(&mut self, presses: Vec<usize>) {
        let now = Instant::now();
        for press in presses {
            if let Some(press) = self.presses.get_mut(press) {
                press.delivered.get_or_insert(now);
            }
        }
    }

    pub fn answered(&mut self, query: &str) {
        self.count("answercallbackquery");
        let number = query.strip_prefix('p').and_then(|number| number.parse::<usize>().ok());
        let Some(press) = number.and_then(|number| self.presses.get_mut(number)) else { return };
        if press.answered.is_some() {
            return;
        }
        press.answered = Some(Instant::now());
        let (person, wanted) = (press.person, press.wanted);
        let done = self.ticket(person).is_some_and(|ticket| ticket.holder == wanted);
        if let Some(press) = number.and_then(|number| self.presses.get_mut(number)) {
            press.done = done;
        }
        self.open[person] = None;
        self.idle.push_back(person);
        if self.goes_on {
            self.press();
        }
    }

    pub fn edited(&mut self, chat: i64, message: i64) {
        self.count("editmessagetext");
        let now = self.wrote(chat);
        let person = names::person_of_message(message);
        let newest = self.presses.iter_mut().rev().find(|press| Some(press.person) == person);
        if let Some(press) = newest.filter(|press| press.delivered.is_some()) {
            press.edited.get_or_insert(now);
        }
    }

    /// A message was sent; gives its number.
    pub fn sent(&mut self, chat: i64) -> i64 {
        self.count("sendmessage");
        let now = self.wrote(chat);
        self.messages.push(now);
        for list in self.lists.iter_mut().filter(|list| list.told.is_none()) {
            list.told = Some(now);
            list.used.1 = used(self.process.as_ref());
        }
        1_000_000 + i64::try_from(self.messages.len()).unwrap_or_default()
    }

    pub fn reacted(&mut self, chat: i64, _message: i64) {
        self.count("setmessagereaction");
        self.wrote(chat);
    }

    fn wrote(&mut self, chat: i64) -> Instant {
        let now = Instant::now();
        self.flood.sent(chat, now);
        now
    }

    /// The helpdesk has carried out a call that had arrived then.
    pub fn helpdesk_worked(&mut self, call: &Call, arrived: Instant) {
        let now = Instant::now();
        self.count(&call.mode);
        if call.is_list() {
            let used = used(self.process.as_ref());
            self.lists.push(ListRead { asked: arrived, sent: now, told: None, used: (used, used) });
            return;
        }
        let open = call.asker.and_then(|person| self.open.get(person).copied().flatten());
        if let Some(press) = open.and_then(|press| self.presses.get_mut(press)) {
            press.calls += 1;
            press.helpdesk += now.duration_since(arrived);
        }
    }
}

fn used(process: Option<&Process>) -> Duration {
    process.map(Process::used).unwrap_or_default()
}
